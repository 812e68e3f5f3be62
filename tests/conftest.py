"""What every test starts from."""

import pytest
from hypothesis import settings

# A slow machine is no failure; a found example is kept in .hypothesis and tried again first.
settings.register_profile("project", deadline=None)
settings.load_profile("project")


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of a file run in one process, in their order, and share its fixtures.

    Those of acceptance are few and long, so each may go where there is room.
    """
    for item in items:
        if "acceptance" not in item.path.parts:
            item.add_marker(pytest.mark.xdist_group(str(item.path)))
