"""The service, built by hand: config -> store -> writer -> matcher -> index -> servicers -> gRPC.

`serve` starts it and answers at once; `run` serves until it is told to stop.  Nothing else in the
project builds these objects, so this is the place to see how they hang together.
"""

from __future__ import annotations

import fcntl
import gc
import logging
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from blocking.plan import plan_for
from matching.model import Model, ModelError, default_model
from matching.model import load as load_model
from matching.policy import default_policy
from mpi import model_in_use
from mpi.config import Config
from mpi.domain import eid
from mpi.errors import MpiError
from mpi.gateways.grpc.administration import AdministrationServicer
from mpi.gateways.grpc.flight import InFlight
from mpi.gateways.grpc.interceptor import Door
from mpi.gateways.grpc.patient_index import PatientIndexServicer
from mpi.gateways.grpc.quality import QualityServicer
from mpi.gateways.grpc.rate import TokenBucket
from mpi.gateways.grpc.stewardship import StewardshipServicer
from mpi.gateways.grpc.streams import UpsertStreams
from mpi.gateways.grpc.watching import Watching
from mpi.index import PatientIndex
from mpi.machine import memory_there
from mpi.matcher import Matcher
from mpi.store.duckdb import DuckDBConfig, DuckDBStore
from mpi.v1 import (
    administration_pb2_grpc,
    patient_index_pb2_grpc,
    quality_pb2_grpc,
    stewardship_pb2_grpc,
)
from mpi.web import page_beside
from mpi.writer import Writer

log = logging.getLogger("mpi.server")

SERVICES = (
    "mpi.v1.PatientIndexService",
    "mpi.v1.StewardshipService",
    "mpi.v1.QualityService",
    "mpi.v1.AdministrationService",
)
_CONCURRENT_CALLS_MAX = 2000
_LAST_ANSWERS_S = 1.0
THREAD_MB = 125  # what DuckDB is said to need for each of its threads
MEMORY_PART = 10  # of the database file

Clock = Callable[[], datetime]


class StartError(MpiError):
    """The service cannot start; the message says why, and what to do."""

    code = "UNAVAILABLE"
    reason = "UNAVAILABLE"


def utc_now() -> datetime:
    return datetime.now(UTC)


def serve(config: Config, clock: Clock = utc_now, mint: eid.Mint = eid.mint) -> RunningServer:
    """Starts the service and answers when it takes calls.

    Raises:
        StartError: the data directory is in use, or the address is taken.
    """
    config = replace(config, duckdb_memory=config.duckdb_memory or modest_memory(config))
    with ExitStack() as opened:  # is closed again if a later step fails
        opened.enter_context(locked(Path(config.data)))
        matcher, unclosed = open_index(config, clock)
        store = opened.enter_context(closing(unclosed))
        writer = opened.enter_context(
            closing(
                Writer(
                    store,
                    batch_max=config.batch_max,
                    queue_max=config.queue_max,
                    candidates_max=matcher.plan.live_limit,
                )
            )
        )
        index = PatientIndex(store, writer, matcher, clock, mint, config.desk_policy)
        running = RunningServer(config, index, opened, clock())
    log.info("serving at %s, data in %s", running.address, config.data)
    return running


def run(config: Config) -> None:
    """Serves until SIGTERM or SIGINT, then stops gracefully."""
    told_to_stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told_to_stop.set())
    with serve(config) as running, page_beside(config, running.address):
        # What has been loaded stays, and values of the index hold no circles: a search for some
        # through all that is kept would hold up every answer.
        gc.freeze()
        gc.set_threshold(500_000, 20, 50)
        told_to_stop.wait()
        log.info("stopping")


def open_index(config: Config, clock: Clock = utc_now) -> tuple[Matcher, DuckDBStore]:
    """The store, with the model that the index is on; a new index is on the model that is given.

    Raises:
        StartError: the index is on another model than the one that is given.
    """
    data = Path(config.data)
    matcher = build_matcher(config)
    store = build_store(config, matcher, clock)
    promoted = store.promoted
    model_in_use.settle(data, promoted)
    if promoted not in ("", matcher.digest):  # a promotion was cut off just before its end
        store.close()
        matcher = build_matcher(config)
        if matcher.digest != promoted:
            raise StartError(
                f"{data / model_in_use.FILE} is not the model that was promoted last: bring it "
                "back, or promote one anew (mpi relink --promote)"
            )
        store = build_store(config, matcher, clock)
    if not (data / model_in_use.FILE).exists():
        model_in_use.adopt(data, matcher.model)
    return matcher, store


def modest_memory(config: Config) -> str:
    """What DuckDB may take in a server if nobody says otherwise.  It would keep whatever it has
    read, up to four fifths of the machine, beside the copy that the system keeps of the file;
    that much is the most on a small machine, too."""
    threads = config.duckdb_threads or os.cpu_count() or 1
    file = config.database
    size = file.stat().st_size if file.exists() else 0
    wanted = THREAD_MB * max(2, threads) + size // MEMORY_PART // 10**6
    return f"{min(wanted, memory_there() * 4 // 5 // 10**6)}MB"


def build_matcher(config: Config) -> Matcher:
    """The model that the index is on, the policy and the plan.

    Raises:
        StartError: a model is not there, or is none, or the index is on another than is given.
    """
    given = given_model(config)
    try:
        used = model_in_use.model_in_use(Path(config.data))
    except ModelError as error:
        raise StartError(
            f"the index is on a model that this version does not know ({error}): promote "
            "another one (mpi relink --promote)"
        ) from None
    if used is not None and config.model and not model_in_use.is_on(used, given):
        raise StartError(
            f"the index is on the model {used.name} ({used.digest[:12]}), not on {given.name} "
            f"({given.digest[:12]}): see what would change with `mpi relink --data {config.data} "
            f"--model {config.model}`, and take it with --promote; or start without --model"
        )
    if used is not None and not model_in_use.is_on(used, given):
        log.info(
            "the index is on the model %s; this version ships %s, see `mpi relink`",
            used.name,
            given.name,
        )
    return matcher_of(used or given)


def matcher_of(model: Model) -> Matcher:
    """The model with the policy and the plan that go with it.

    Raises:
        StartError: the model's plan names a key that this version does not know.
    """
    try:
        plan = plan_for(model)
    except ModelError as error:
        raise StartError(f"the model {model.name} cannot be used: {error}") from None
    return Matcher(model, default_policy(), plan)


def given_model(config: Config) -> Model:
    """The model that the settings name, else the one that ships.

    Raises:
        StartError: it is not there, or is none.
    """
    try:
        return load_model(config.model) if config.model else default_model()
    except (OSError, ModelError) as error:
        raise StartError(f"the model {config.model} cannot be loaded: {error}") from None


def build_store(config: Config, matcher: Matcher, clock: Clock = utc_now) -> DuckDBStore:
    """The DuckDB file, with its projections as this version derives them."""
    store = DuckDBStore(
        str(config.database),
        matcher.derive,
        clock,
        derive_version=" ".join(f"{name}={v}" for name, v in sorted(matcher.versions.items())),
        config=DuckDBConfig(
            threads=config.duckdb_threads, memory_limit=config.duckdb_memory, held=True
        ),
    )
    if store.is_stale:
        from mpi.check import rebuild

        log.info("rebuilding the tables from the journal, for this version derives them anew")
        rebuild(store)
    return store


class RunningServer:
    """A service that takes calls, until it is stopped."""

    def __init__(
        self,
        config: Config,
        index: PatientIndex,
        opened: ExitStack,
        started_at: datetime,
    ) -> None:
        self.config = config
        self.index = index
        self._in_flight = InFlight()
        self._is_stopped = False
        self._stop_lock = threading.Lock()
        self._health = health.HealthServicer()
        self._threads = ThreadPoolExecutor(config.workers, thread_name_prefix="mpi-call")
        self._server = self._built(started_at)
        self.port = self._bound()
        self._server.start()
        for service in ("", *SERVICES):
            self._health.set(service, health_pb2.HealthCheckResponse.SERVING)
        self._opened = opened.pop_all()  # ours to close from now on

    @property
    def address(self) -> str:
        return f"{self.config.grpc.rpartition(':')[0]}:{self.port}"

    def stop(self, grace_s: float | None = None) -> None:
        """Takes no more calls, finishes those in flight, and closes the store."""
        with self._stop_lock:
            if self._is_stopped:
                return
            self._is_stopped = True
            grace_s = self.config.stop_grace_s if grace_s is None else grace_s
            self._health.enter_graceful_shutdown()
            self._in_flight.drain(grace_s)
            # The last answers may still be on their way out.
            self._server.stop(_LAST_ANSWERS_S).wait()
            # Calls that were cut off may still be at work for a moment; they must not find the
            # store closed under them.
            self._threads.shutdown(wait=True, cancel_futures=True)
            self._opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()

    def _built(self, started_at: datetime) -> grpc.Server:
        config, index = self.config, self.index
        rate = TokenBucket(config.calls_per_s, config.calls_burst)
        server = grpc.server(
            self._threads,
            interceptors=[Door(rate, self._in_flight)],
            options=_options(config),
            maximum_concurrent_rpcs=_CONCURRENT_CALLS_MAX,
        )
        stopping = self._in_flight.stopping
        streams = UpsertStreams(index, rate, stopping, config.upsert_streams_max)
        watching = Watching(index, stopping, config.watchers_max)
        patient_index_pb2_grpc.add_PatientIndexServiceServicer_to_server(  # type: ignore[no-untyped-call]
            PatientIndexServicer(index, streams, watching), server
        )
        stewardship_pb2_grpc.add_StewardshipServiceServicer_to_server(  # type: ignore[no-untyped-call]
            StewardshipServicer(index), server
        )
        quality_pb2_grpc.add_QualityServiceServicer_to_server(  # type: ignore[no-untyped-call]
            QualityServicer(index.quality, index.measures), server
        )
        administration_pb2_grpc.add_AdministrationServiceServicer_to_server(  # type: ignore[no-untyped-call]
            AdministrationServicer(index, versions(index.matcher), started_at), server
        )
        health_pb2_grpc.add_HealthServicer_to_server(self._health, server)
        reflection.enable_server_reflection(
            (*SERVICES, health.SERVICE_NAME, reflection.SERVICE_NAME), server
        )
        return server

    def _bound(self) -> int:
        try:
            return self._server.add_insecure_port(self.config.grpc)
        except RuntimeError:
            raise StartError(
                f"cannot listen at {self.config.grpc}: the port is taken or the address is not ours"
            ) from None


def versions(matcher: Matcher) -> dict[str, str]:
    """What runs, by name."""
    try:
        service = metadata.version("master-patient-index")
    except metadata.PackageNotFoundError:  # run from a checkout that was not installed
        service = "unreleased"
    return {"service": service, "model": matcher.model.name, **matcher.versions}


def _options(config: Config) -> list[tuple[str, int]]:
    return [
        ("grpc.max_receive_message_length", config.message_bytes_max),
        ("grpc.max_send_message_length", 64 * 1024 * 1024),
        ("grpc.max_metadata_size", 16 * 1024),
        # Without this a second server on the same port would silently take half of the calls.
        ("grpc.so_reuseport", 0),
        # A caller that vanished is found out within 80 s; one that only listens is left alone.
        ("grpc.keepalive_time_ms", 60_000),
        ("grpc.keepalive_timeout_ms", 20_000),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.min_recv_ping_interval_without_data_ms", 20_000),
    ]


def locked(data: Path) -> IO[str]:
    """The data directory's lock, held until it is closed.

    DuckDB locks its file, too, but only against other processes, and its message names none.
    """
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = (data / "lock").open("a+", encoding="utf-8")
    except OSError:
        raise StartError(f"cannot write into the data directory {data}") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.seek(0)
        holder = lock.read().strip() or "unknown"
        lock.close()
        raise StartError(
            f"the data directory {data} is in use by another server (process {holder}): stop it, "
            "or choose another directory"
        ) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock
