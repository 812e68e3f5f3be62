"""Config: every setting of the service, with what it is for.

A setting comes from the command line, else from the environment variable `MPI_<NAME>`, else from
its default here.  docs/reference/settings.md lists them all; a test compares.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

from mpi.desk.policy import FOUR_EYES, DeskPolicy
from mpi.domain.task import Priority

BULK_MAX = 500
_BY_PRIORITY = (Priority.SAFETY, Priority.HIGH, Priority.NORMAL, Priority.LOW)
ENVIRONMENT_PREFIX = "MPI_"


class ConfigError(ValueError):
    """A setting is not what it must be; the message names it."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one server."""

    # Where the index keeps its data; made if it is not there.  One server at a time.
    data: str = "var"
    # The address to listen at, HOST:PORT; port 0 takes a free one.
    grpc: str = "127.0.0.1:50051"
    # The address of the stewards' page, HOST:PORT; "" means that there is none.
    web: str = ""
    # Listen at an address that other machines can reach.  There is no access control yet: do this
    # only where the network itself keeps strangers away.
    insecure_bind: bool = False
    # A model artefact to score with; "" means the one that the index is on, and for a new index
    # the one that ships.
    model: str = ""

    # Threads that serve calls; each stream and each watcher holds one for as long as it lasts.
    workers: int = 32
    # UpsertRecords streams at a time.
    upsert_streams_max: int = 8
    # WatchEvents calls at a time.
    watchers_max: int = 8
    # Bytes of a request at most.
    message_bytes_max: int = 4 * 1024 * 1024
    # Calls, and records of streams, a second; 0 means no limit.  Calls beyond it are refused with
    # RESOURCE_EXHAUSTED and told when to come again; streams are held back instead.
    calls_per_s: float = 10_000
    # Calls at once, before the limit above takes hold.
    calls_burst: int = 20_000
    # How long a stopping server lets calls in flight finish, in seconds.
    stop_grace_s: float = 10

    # Writes that share one transaction at most.
    batch_max: int = 256
    # Writes that may wait for the writer; more are refused with RESOURCE_EXHAUSTED.
    queue_max: int = 10_000
    # Threads of DuckDB; 0 leaves it to DuckDB.
    duckdb_threads: int = 0
    # Memory of DuckDB, such as "4GB".  "" means for a server 125 MB for each thread of DuckDB and a
    # tenth of the database file, at most four fifths of the machine's; and for commands that open
    # the data themselves those four fifths.
    duckdb_memory: str = ""

    # How long a steward's claim of a task lasts, in seconds, unless it is renewed.
    desk_lease_s: int = 900
    # Tasks that one call does something to at most.
    desk_bulk_max: int = 100
    # When joining persons takes a second steward: any of sex, birth_date, deceased, newborn and
    # records, with commas; "" for never.
    desk_four_eyes: str = "sex,birth_date,deceased,newborn,records"
    # More records of one person than this are what `records` above means.
    desk_four_eyes_records: int = 10
    # The share of automatic links that becomes an audit task, 0 to 1.
    desk_audit_rate: float = 0.02
    # The share of answered tasks that a second steward should answer blindly, 0 to 1.
    desk_second_review_rate: float = 0.05
    # For each answered task the chance that a case with a known answer comes into the queue,
    # 0 to 1; nothing comes while no answer is known.
    desk_known_answer_rate: float = 0.02
    # Hours after which a task is due, by priority: safety, high, normal, low.
    desk_due_hours: str = "24,72,336,720"

    # Which log lines are written: DEBUG, INFO, WARNING or ERROR.
    log_level: str = "INFO"

    def __post_init__(self) -> None:
        for name in ("workers", "upsert_streams_max", "watchers_max", "batch_max", "queue_max"):
            _expect(getattr(self, name) >= 1, name, "a number of at least 1")
        _expect(
            self.workers > self.upsert_streams_max + self.watchers_max,
            "workers",
            "more than upsert_streams_max and watchers_max together, which hold a thread each",
        )
        _expect(self.message_bytes_max >= 1024, "message_bytes_max", "at least 1024")
        _expect(self.calls_per_s >= 0, "calls_per_s", "a number of at least 0")
        _expect(self.calls_burst >= 1, "calls_burst", "a number of at least 1")
        _expect(self.stop_grace_s >= 0, "stop_grace_s", "a number of at least 0")
        _expect(self.duckdb_threads >= 0, "duckdb_threads", "a number of at least 0")
        _expect(
            self.log_level in ("DEBUG", "INFO", "WARNING", "ERROR"),
            "log_level",
            "DEBUG, INFO, WARNING or ERROR",
        )
        listening("grpc", self.grpc, insecure_bind=self.insecure_bind)
        if self.web:
            listening("web", self.web, insecure_bind=self.insecure_bind)
        self._expect_desk()

    def _expect_desk(self) -> None:
        for name in ("desk_lease_s", "desk_bulk_max", "desk_four_eyes_records"):
            _expect(getattr(self, name) >= 1, name, "a number of at least 1")
        _expect(self.desk_bulk_max <= BULK_MAX, "desk_bulk_max", f"at most {BULK_MAX}")
        for name in ("desk_audit_rate", "desk_second_review_rate", "desk_known_answer_rate"):
            _expect(0 <= getattr(self, name) <= 1, name, "a share from 0 to 1")
        named = [part.strip() for part in self.desk_four_eyes.split(",") if part.strip()]
        _expect(set(named) <= set(FOUR_EYES), "desk_four_eyes", "any of " + ", ".join(FOUR_EYES))
        hours = self.desk_due_hours.split(",")
        _expect(
            len(hours) == len(_BY_PRIORITY) and all(part.strip().isdigit() for part in hours),
            "desk_due_hours",
            "four whole numbers of hours, with commas",
        )

    @property
    def desk_policy(self) -> DeskPolicy:
        """The rules of the desk."""
        hours = (int(part) for part in self.desk_due_hours.split(","))
        return DeskPolicy(
            self.desk_lease_s,
            self.desk_bulk_max,
            self.desk_audit_rate,
            self.desk_second_review_rate,
            self.desk_known_answer_rate,
            tuple(part.strip() for part in self.desk_four_eyes.split(",") if part.strip()),
            self.desk_four_eyes_records,
            dict(zip(_BY_PRIORITY, hours, strict=True)),
        )

    @property
    def database(self) -> Path:
        """The DuckDB file."""
        return Path(self.data) / "index.duckdb"

    @classmethod
    def load(cls, environment: Mapping[str, str] | None = None, **given: Any) -> Self:
        """The settings; what is given as None was not given."""
        environment = os.environ if environment is None else environment
        settings: dict[str, Any] = {}
        for setting in fields(cls):
            text = environment.get(ENVIRONMENT_PREFIX + setting.name.upper())
            if given.get(setting.name) is not None:
                settings[setting.name] = given[setting.name]
            elif text:
                settings[setting.name] = _parsed(setting.name, str(setting.type), text)
        unknown = given.keys() - {setting.name for setting in fields(cls)}
        _expect(not unknown, ", ".join(sorted(unknown)), "the name of a setting")
        return cls(**settings)


def listening(name: str, address: str, *, insecure_bind: bool) -> None:
    """Holds an address to listen at to what it must be.

    Raises:
        ConfigError: it is no address, or strangers could reach it.
    """
    host, colon, port = address.rpartition(":")
    _expect(bool(host and colon) and port.isdigit(), name, "HOST:PORT")
    _expect(
        insecure_bind or is_loopback(host),
        name,
        "a loopback address, such as 127.0.0.1, unless insecure_bind is set",
    )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _parsed(name: str, kind: str, text: str) -> str | int | float | bool:
    if kind == "bool":
        _expect(text.lower() in ("true", "false", "1", "0"), name, "true or false")
        return text.lower() in ("true", "1")
    try:
        if kind == "int":
            return int(text)
        if kind == "float":
            return float(text)
    except ValueError:
        raise ConfigError(f"{name}: expected a number") from None
    return text


def _expect(holds: bool, name: str, expected: str) -> None:
    if not holds:
        raise ConfigError(f"{name}: expected {expected}")
