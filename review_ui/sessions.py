"""Sessions: who is signed in, kept in memory, so that signing out and a restart are final.

The cookie holds a random token; only its hash is kept here.  A session ends when it is not used
for half an hour, after twelve hours, on signing out, and when its user is removed or gets another
password.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from review_ui.users import User, Users

IDLE_S: Final = 30 * 60
WHOLE_S: Final = 12 * 60 * 60
UNDO_S: Final = 10.0
SKIPPED_MAX: Final = 500

Seconds = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Note:
    """What was just done, for the bar that offers to undo it."""

    words: str
    decision_id: str
    at: float


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in."""

    user: str
    # Every form of the page holds it; a form of another site cannot know it.
    csrf: str
    password_hash: str
    began: float
    used: float
    # Tasks that the user passed over, which are not offered again today.
    skipped: tuple[str, ...] = ()
    note: Note | None = None


class Sessions:
    """Everybody who is signed in."""

    def __init__(self, users: Users, now: Seconds) -> None:
        self._users = users
        self._now = now
        self._sessions: dict[str, Session] = {}
        self._lock = threading.Lock()

    def open(self, user: User) -> str:
        """Begins a session; answers the token of its cookie."""
        token = secrets.token_urlsafe(32)
        now = self._now()
        session = Session(user.name, secrets.token_urlsafe(24), user.password_hash, now, now)
        with self._lock:
            self._sessions = {key: one for key, one in self._sessions.items() if self._is_live(one)}
            self._sessions[_hash(token)] = session
        return token

    def of(self, token: str) -> Session | None:
        """The session of this token, used just now; None if it has ended."""
        with self._lock:
            session = self._sessions.get(_hash(token))
            if session is None or not self._is_live(session):
                self._sessions.pop(_hash(token), None)
                return None
            note = session.note
            if note is not None and self._now() - note.at > UNDO_S:
                note = None
            session = replace(session, used=self._now(), note=note)
            self._sessions[_hash(token)] = session
            return session

    def leave(self, token: str, words: str, decision_id: str) -> None:
        """Leaves word of what was just done, for the next page."""
        self._changed(token, note=Note(words, decision_id, self._now()))

    def forget_note(self, token: str) -> None:
        """What was done has been undone."""
        self._changed(token, note=None)

    def skip(self, token: str, task_id: str) -> None:
        """Passes over a task from now on."""
        with self._lock:
            session = self._sessions.get(_hash(token))
            if session is not None:
                kept = (*session.skipped, task_id)[-SKIPPED_MAX:]
                self._sessions[_hash(token)] = replace(session, skipped=kept)

    def close(self, token: str) -> None:
        """Ends the session of this token."""
        with self._lock:
            self._sessions.pop(_hash(token), None)

    def _changed(self, token: str, **fields: Any) -> None:
        with self._lock:
            session = self._sessions.get(_hash(token))
            if session is not None:
                self._sessions[_hash(token)] = replace(session, **fields)

    def _is_live(self, session: Session) -> bool:
        now = self._now()
        user = self._users.named(session.user)
        return (
            now - session.used <= IDLE_S
            and now - session.began <= WHOLE_S
            and user is not None
            and user.password_hash == session.password_hash
        )


class Attempts:
    """How often somebody may try to sign in: a few times at once, then ever more slowly.

    Kept by user's name and, more freely, by address (a ward shares one), so neither one account
    nor one machine is a way to try many passwords.  A wait costs nothing: no password is hashed.
    """

    WAIT_MAX_S: Final = 15 * 60
    KEPT_MAX: Final = 10_000

    def __init__(self, free: int, now: Seconds) -> None:
        self._free = free
        self._now = now
        self._failed: dict[str, tuple[int, float]] = {}
        self._lock = threading.Lock()

    def wait_s(self, key: str) -> float:
        """How long to wait before the next attempt; 0 means not at all."""
        with self._lock:
            count, last = self._failed.get(key, (0, 0.0))
        if count < self._free:
            return 0.0
        wait: float = min(self.WAIT_MAX_S, 2.0 ** min(count - self._free + 1, 20))
        return max(0.0, last + wait - self._now())

    def failed(self, key: str) -> None:
        """Counts an attempt that failed."""
        with self._lock:
            count, _ = self._failed.pop(key, (0, 0.0))
            self._failed[key] = (count + 1, self._now())
            if len(self._failed) > self.KEPT_MAX:  # the oldest failure is forgotten first
                self._failed.pop(next(iter(self._failed)))

    def succeeded(self, key: str) -> None:
        """Forgets the failures of who has just signed in."""
        with self._lock:
            self._failed.pop(key, None)


class SignInForms:
    """The proof that a sign-in form is ours, before there is a session: a cookie and its seal."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)

    def new_cookie(self) -> str:
        return secrets.token_urlsafe(24)

    def seal(self, cookie: str) -> str:
        return hmac.new(self._secret, cookie.encode(), hashlib.sha256).hexdigest()

    def is_ours(self, cookie: str, seal: str) -> bool:
        return bool(cookie) and hmac.compare_digest(self.seal(cookie), seal)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
