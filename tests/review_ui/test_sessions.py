"""When a session ends, and how often somebody may try."""

from pathlib import Path

import pytest
from visiting import quick_users

from review_ui.sessions import IDLE_S, UNDO_S, WHOLE_S, Attempts, Sessions, SignInForms
from review_ui.users import Users


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def users(data: Path) -> Users:
    return quick_users(data)


def _opened(users: Users, clock: Clock) -> tuple[Sessions, str]:
    sessions = Sessions(users, clock)
    user = users.named("ann")
    assert user is not None
    return sessions, sessions.open(user)


def test_a_session_that_is_used_goes_on_and_one_that_is_not_ends(users: Users, clock: Clock):
    sessions, token = _opened(users, clock)
    for _ in range(3):
        clock.now += IDLE_S
        assert sessions.of(token) is not None
    clock.now += IDLE_S + 1
    assert sessions.of(token) is None


def test_no_session_lasts_longer_than_a_shift(users: Users, clock: Clock):
    sessions, token = _opened(users, clock)
    began = clock.now
    while clock.now - began + IDLE_S <= WHOLE_S:
        clock.now += IDLE_S
        assert sessions.of(token) is not None
    clock.now = began + WHOLE_S + 1
    assert sessions.of(token) is None


def test_another_password_or_a_removal_ends_every_session(users: Users, clock: Clock):
    sessions, token = _opened(users, clock)
    users.put("ann", "another horse battery")
    assert sessions.of(token) is None
    user = users.named("ann")
    assert user is not None
    token = sessions.open(user)
    assert sessions.of(token) is not None
    users.remove("ann")
    assert sessions.of(token) is None


def test_a_closed_session_is_gone_and_a_made_up_token_was_never_there(users: Users, clock: Clock):
    sessions, token = _opened(users, clock)
    sessions.close(token)
    assert sessions.of(token) is None
    assert sessions.of("") is None
    assert sessions.of("made up") is None


def test_the_word_of_what_was_done_is_there_for_ten_seconds(users: Users, clock: Clock):
    sessions, token = _opened(users, clock)
    sessions.leave(token, "Task 1: same person", "77")
    clock.now += UNDO_S - 1
    session = sessions.of(token)
    assert session is not None
    assert session.note is not None
    assert session.note.decision_id == "77"
    clock.now += 2
    session = sessions.of(token)
    assert session is not None
    assert session.note is None


def test_after_a_few_failures_each_costs_a_longer_wait_and_success_forgets_them(clock: Clock):
    attempts = Attempts(free=3, now=clock)
    for _ in range(3):
        assert attempts.wait_s("ann") == 0
        attempts.failed("ann")
    first = attempts.wait_s("ann")
    assert first > 0
    assert attempts.wait_s("ben") == 0
    clock.now += first
    assert attempts.wait_s("ann") == 0
    attempts.failed("ann")
    assert attempts.wait_s("ann") > first
    attempts.succeeded("ann")
    assert attempts.wait_s("ann") == 0


def test_a_wait_never_grows_beyond_a_quarter_of_an_hour(clock: Clock):
    attempts = Attempts(free=1, now=clock)
    for _ in range(2000):
        attempts.failed("ann")
    assert attempts.wait_s("ann") == Attempts.WAIT_MAX_S


def test_the_list_of_failures_is_bounded(clock: Clock):
    attempts = Attempts(free=1, now=clock)
    for n in range(Attempts.KEPT_MAX + 10):
        attempts.failed(str(n))
    assert attempts.wait_s("0") == 0
    assert attempts.wait_s(str(Attempts.KEPT_MAX + 9)) > 0


def test_a_sign_in_form_is_ours_only_with_its_own_cookie():
    forms = SignInForms()
    cookie = forms.new_cookie()
    assert forms.is_ours(cookie, forms.seal(cookie))
    assert not forms.is_ours(forms.new_cookie(), forms.seal(cookie))
    assert not forms.is_ours("", forms.seal(""))
    assert not SignInForms().is_ours(cookie, forms.seal(cookie))
