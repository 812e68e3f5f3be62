"""Whatever stewards and sources do, in any order: every record has one live EID, judgements are
never crossed, tasks point at nothing that is gone, undoing everything returns the earlier persons,
and the journal says all of it again."""

from __future__ import annotations

import pytest
from desk_machine import Desk
from hypothesis import HealthCheck, settings


def _settings(examples: int, steps: int, *, always_the_same: bool = False):
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=always_the_same,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )


# Both cases are of one class, which hypothesis makes once: each says its own settings.
class TestDesk(Desk.TestCase):
    """A little of it, in `make test`: the same examples every time."""

    settings = _settings(6, 20, always_the_same=True)


@pytest.mark.long
class TestDeskAtLength(Desk.TestCase):
    """In `make test-long`: new examples every time."""

    settings = _settings(400, 40)
