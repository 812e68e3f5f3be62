"""What every test starts from."""

import gc

from hypothesis import settings

# As `mpi serve` does: searches for circles through all that is kept cost a tenth of the time.
gc.set_threshold(50_000, 20, 50)

# A slow machine is no failure; a found example is kept in .hypothesis and tried again first.
settings.register_profile("project", deadline=None)
settings.load_profile("project")
