"""What every test starts from."""

from hypothesis import settings

# A slow machine is no failure; a found example is kept in .hypothesis and tried again first.
settings.register_profile("project", deadline=None)
settings.load_profile("project")
