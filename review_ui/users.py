"""Users: who may sign in, kept in a small file in the data folder, each password as argon2id.

The file is read again whenever it has changed, so a user added at the command line can sign in at
once, and one who was removed is out at once.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import tempfile
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

FILE: Final = "review-ui-users.json"
PASSWORD_LENGTH_MIN: Final = 12
PASSWORD_LENGTH_MAX: Final = 256
# What the index takes as the name of an actor, and what reads well in a list of decisions.
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


class UserError(ValueError):
    """A user cannot be stored so; the message says what was expected."""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may sign in."""

    name: str
    password_hash: str
    added_at: str


class Users:
    """The users of one data folder.

    Passwords are hashed one at a time: each takes 64 MiB for some hundredths of a second, which a
    crowd of strangers must not be able to ask for all at once.
    """

    def __init__(self, data: Path, hasher: PasswordHasher | None = None) -> None:
        self._file = data / FILE
        self._hasher = hasher or PasswordHasher()
        self._hashing = threading.Lock()
        self._changing = threading.Lock()
        self._read_at: tuple[int, int] | None = None
        self._users: dict[str, User] = {}
        self._nobody = ""

    def named(self, name: str) -> User | None:
        """The user of this name."""
        return self._current().get(name)

    def names(self) -> list[str]:
        """Everybody who may sign in, in the order of the alphabet."""
        return sorted(self._current())

    def verified(self, name: str, password: str) -> User | None:
        """The user, if there is one of this name and the password is theirs."""
        user = self.named(name)
        try:
            with self._hashing:
                # An unknown name takes as long to refuse as a known one with a wrong password.
                self._nobody = self._nobody or self._hasher.hash(secrets.token_urlsafe())
                password_hash = user.password_hash if user else self._nobody
                self._hasher.verify(password_hash, password[:PASSWORD_LENGTH_MAX])
        except (VerificationError, InvalidHashError):
            return None
        return user

    def put(self, name: str, password: str) -> None:
        """Stores a user, or gives one another password.

        Raises:
            UserError: the name or the password is not what it must be.
        """
        if not _NAME.fullmatch(name):
            raise UserError(
                "name: expected 1 to 64 of a-z 0-9 . _ -, the first a letter or a digit"
            )
        if not PASSWORD_LENGTH_MIN <= len(password) <= PASSWORD_LENGTH_MAX:
            raise UserError(
                f"password: expected {PASSWORD_LENGTH_MIN} to {PASSWORD_LENGTH_MAX} characters"
            )
        if password.lower() == name:
            raise UserError("password: expected something other than the name")
        with self._hashing:
            password_hash = self._hasher.hash(password)
        with self._changing:
            user = User(name, password_hash, datetime.now(UTC).isoformat(timespec="seconds"))
            self._write({**self._current(), name: user})

    def remove(self, name: str) -> None:
        """Removes a user, who is signed out with that.

        Raises:
            UserError: there is none of this name.
        """
        with self._changing:
            users = dict(self._current())
            if users.pop(name, None) is None:
                raise UserError("name: expected a user that is there")
            self._write(users)

    def _current(self) -> dict[str, User]:
        try:
            now = self._file.stat()
        except FileNotFoundError:
            self._read_at, self._users = None, {}
            return self._users
        at = (now.st_mtime_ns, now.st_ino)
        if at != self._read_at:
            try:
                said = json.loads(self._file.read_text(encoding="utf-8"))
                users = {name: User(name, **fields) for name, fields in said["users"].items()}
            except (ValueError, TypeError, KeyError, AttributeError):
                raise UserError(
                    f"{self._file}: expected a file of users as this program writes it"
                ) from None
            self._users, self._read_at = users, at
        return self._users

    def _write(self, users: dict[str, User]) -> None:
        text = json.dumps(
            {
                "users": {
                    one.name: {"password_hash": one.password_hash, "added_at": one.added_at}
                    for one in users.values()
                }
            },
            indent=1,
        )
        self._file.parent.mkdir(parents=True, exist_ok=True)
        # The file appears whole or not at all, and nobody else may read it (mkstemp sees to that).
        handle, name = tempfile.mkstemp(dir=self._file.parent, prefix=FILE)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(self._file)


def generated_password() -> str:
    """A password that nobody guesses."""
    return secrets.token_urlsafe(15)
