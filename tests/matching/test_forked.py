import os
import signal

import pytest

from matching.forked import in_forks


def test_parts_are_answered_in_order_by_other_processes():
    found = in_forks(lambda start, end: (start, end, os.getpid()), [0, 3, 5, 9], 2)
    assert [each[:2] for each in found] == [(0, 3), (3, 5), (5, 9)]
    assert os.getpid() not in {each[2] for each in found}


def test_one_process_forks_nothing():
    assert in_forks(lambda start, _end: os.getpid() + start, [0, 1, 2], 1) == [
        os.getpid(),
        os.getpid() + 1,
    ]


def test_a_part_whose_process_is_killed_is_worked_on_here():
    here = os.getpid()

    def work(start: int, _end: int) -> int:
        if start == 1 and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return start

    assert in_forks(work, [0, 1, 2, 3], 2) == [0, 1, 2]


def test_an_error_of_a_part_is_raised_here():
    def work(start: int, _end: int) -> int:
        return 1 // start

    with pytest.raises(ZeroDivisionError):
        in_forks(work, [0, 1, 2], 2)


def test_a_handler_of_the_command_does_not_run_in_the_forks():
    ran = []
    before = signal.signal(signal.SIGTERM, lambda *_: ran.append(1))
    try:
        found = in_forks(
            lambda s, _e: signal.getsignal(signal.SIGTERM) is signal.SIG_DFL, [0, 1, 2], 2
        )
    finally:
        signal.signal(signal.SIGTERM, before)
    assert found == [True, True] and not ran
