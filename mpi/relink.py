"""Another model for an index that lives: every record scored anew, and what follows from it.

It is done on a copy.  A dry run reports what changed in the copy and throws it away; a promotion
puts the copy in the index's place.  So what was shown is what happens.

Scores go through the batch path, over everything at once.  What follows from them goes through the
same functions as an arriving record: persons are only joined, with the older EID surviving; what
the new model would part becomes a task; judgements stand.  Neighbourhoods in which the grouping
finds just the persons that there are, and nothing asked or judged, are left alone.
"""

from __future__ import annotations

import shutil
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final, get_type_hints

import pyarrow as pa

from matching.compared import prepare
from matching.judged import JudgedLinks, judged_links, judged_pairs
from matching.model import Model, ModelError, sealed
from matching.policy import Verdict
from matching.row import MatchRow
from matching.train import train
from mpi.act import Act
from mpi.asking import is_asked, is_dismissed, review, undecided
from mpi.config import Config
from mpi.domain import eid
from mpi.domain.answers import Caller
from mpi.domain.event import Edge, EdgesFound, ModelPromoted
from mpi.domain.record import Record, RecordStatus
from mpi.errors import MpiError
from mpi.initial_pages import MATCH_COLUMNS
from mpi.initial_persons import decide_all, settle_all
from mpi.matcher import Matcher
from mpi.model_in_use import announce, model_in_use
from mpi.model_in_use import settle as settle_model
from mpi.persons import Cause, settle
from mpi.quality.labels import labels_in
from mpi.relink_report import Relinked, Standing, difference, standing
from mpi.resolve import TOO_COMMON, close_gone
from mpi.server import build_store, given_model, locked, matcher_of, utc_now
from mpi.store.base import Transaction
from mpi.store.duckdb import DuckDBStore
from mpi.store.staging import Staging

PAGE: Final = 10_000  # records of one transaction
ACTOR: Final = "cli"
CAUSE: Final = "model promoted"
SAME_WEIGHT: Final = 1e-9
_TYPES: Final = {str: pa.string(), int: pa.int32()}
SCHEMA: Final = pa.schema(
    [
        ("ordinal", pa.int64()),
        ("record", pa.int64()),
        *(
            (name, _TYPES.get(hint, pa.list_(pa.string())))
            for name, hint in get_type_hints(MatchRow).items()
        ),
    ]
)

Told = Callable[[str], None]


class RelinkError(MpiError):
    """The index cannot be scored anew; the message says why."""

    code = "FAILED_PRECONDITION"
    reason = "FAILED_PRECONDITION"


def relink(
    config: Config,
    *,
    promote: bool,
    training: bool = False,
    told: Told = lambda _stage: None,
    clock: Callable[[], datetime] = utc_now,
    mint: eid.Mint = eid.mint,
) -> Relinked:
    """What the model that the settings name changes in the index of a stopped server; with
    `promote` it is changed.  With `training` it is a model fitted to the index's own records and
    judgements, which starts from the one that the settings name.

    Raises:
        StartError: a server has the data open, or the model cannot be loaded.
        RelinkError: there is no index, or no model could be trained on it.
    """
    data = Path(config.data)
    if not config.database.exists():
        raise RelinkError(f"there is no index in {data}")
    with locked(data):
        folder = data / "relinking"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        try:
            model = _with_too_common(given_model(config), data)
            work = _Relinking(config, folder, model, training, told, clock(), mint)
            found = work.run()
            if promote:
                announce(data, work.model)
                (folder / config.database.name).replace(config.database)
                settle_model(data, work.model.digest)
            return replace(found, promoted=promote)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _with_too_common(model: Model, data: Path) -> Model:
    """The model, which shall go on leaving out what is known to be too common in this index."""
    try:
        used = model_in_use(data)
    except ModelError:
        return model
    if used is None or used.too_common <= model.too_common:
        return model
    return sealed(replace(model, too_common=model.too_common | used.too_common))


@dataclass(frozen=True, slots=True)
class _Scored:
    """What the new model says, by record id."""

    edges: Mapping[int, Mapping[int, float]]
    reviews: Mapping[int, Sequence[tuple[int, str]]]  # (other, cause), best first
    persons: Sequence[tuple[int, ...]]
    refused: frozenset[int]  # records at either end of a link that the grouping did not take


@dataclass(slots=True)
class _Relinking:
    config: Config
    folder: Path
    model: Model
    training: bool
    told: Told
    at: datetime
    mint: eid.Mint
    matcher: Matcher = field(init=False)

    def __post_init__(self) -> None:
        self.matcher = matcher_of(self.model)

    def run(self) -> Relinked:
        began = time.monotonic()
        copied = replace(self.config, data=str(self.folder), model="")
        # Opened as it is, so that its write-ahead log is in its file before that is copied; what
        # the new model needs derived anew is derived in the copy.
        with closing(DuckDBStore(str(self.config.database), self.matcher.derive)) as store:
            before_digest, before_name = self._before(store)
        shutil.copyfile(self.config.database, copied.database)
        with Staging(
            self.folder / "staging.duckdb",
            self.config.duckdb_memory,
            self.config.duckdb_threads,
            SCHEMA,
        ) as staging:
            with closing(build_store(copied, self.matcher)) as store:
                self.told("reading the records")
                ids = _fill(store, staging)
                before = standing(store)
                judged = _judged(store, self.matcher, ids)
            scored = self._scored(copied, staging, ids, judged)
            links = _judged_links(staging, judged, self.matcher)
        self.told("settling persons")
        with closing(build_store(copied, self.matcher)) as store:
            self._apply(store, scored, before, before_digest)
            after = standing(store)
        seconds = time.monotonic() - began
        found = difference(before, after, before_digest, before_name, self.model, seconds)
        return replace(found, judged_pairs=links.sentence, judged_warning=links.failure)

    def _before(self, store: DuckDBStore) -> tuple[str, str]:
        """(digest, name) of the model that the index is on, as far as anybody knows."""
        settle_model(Path(self.config.data), store.promoted)
        try:
            used = model_in_use(Path(self.config.data))
        except ModelError:
            used = None
        return (used.digest, used.name) if used else (store.promoted, "")

    def _scored(
        self, copied: Config, staging: Staging, ids: Sequence[int], judged: pa.Table
    ) -> _Scored:
        self.told("finding pairs")
        staging.arrived()
        staging.number_as_they_come()
        staging.make_rows(MATCH_COLUMNS)
        staging.make_blocks_of(copied.database)
        staging.make_pairs(self.matcher.plan.live_limit)
        if self.training:
            self._train(staging, judged)
        self.told("scoring")
        decide_all(staging, self.matcher)
        staging.hold_cut_links(TOO_COMMON)
        settle_all(staging, self.matcher)
        edges: dict[int, dict[int, float]] = defaultdict(dict)
        reviews: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for left, right, weight, verdict, guards, held in staging.verdicts():
            a, b = ids[left], ids[right]
            if verdict == Verdict.LINK:
                edges[a][b] = edges[b][a] = weight
            else:
                words = undecided(guards, held)
                reviews[a].append((b, words))
        persons: dict[int, list[int]] = defaultdict(list)
        for row_id, person in staging.persons():
            persons[person].append(ids[row_id])
        refused = {ids[end] for pair in staging.refused() for end in pair}
        grouped = [tuple(members) for members in persons.values()]
        return _Scored(edges, reviews, grouped, frozenset(refused))

    def _train(self, staging: Staging, judged: pa.Table) -> None:
        self.told("training")
        prepare(staging.con)
        found = train(staging.con, self.model, judged=judged)
        if not found.is_accepted:
            raise RelinkError(f"no model could be trained on the index: {found.reason}")
        self.model = found.model
        self.matcher = matcher_of(self.model)

    def _apply(
        self, store: DuckDBStore, scored: _Scored, before: Standing, before_digest: str
    ) -> None:
        pool = eid.Pool(self.mint)

        def act(tx: Transaction) -> Act:
            return Act(tx, self.matcher, pool, self.at, Caller(ACTOR))

        with store.transaction() as tx:
            act(tx).append(ModelPromoted(self.model.digest, self.model.name, before_digest))
        # All edges are put in their places before anybody is settled: a neighbourhood with edges
        # of two models would be grouped by neither.
        for page in _pages(_changed(scored, before)):
            with store.transaction() as tx:
                tx.records(page)
                for record_id in page:
                    _put_edges(act(tx), record_id, scored.edges.get(record_id, {}))
        for page in _pages(_restless(scored, before)):
            with store.transaction() as tx:
                _settle(act(tx), page)
        for page in _pages(sorted(scored.reviews.keys() | before.asked)):
            with store.transaction() as tx:
                acting = act(tx)
                for record_id in page:
                    if tx.record(record_id).status is RecordStatus.ACTIVE:
                        close_gone(acting, record_id)
                        review(acting, record_id, scored.reviews.get(record_id, ()))


def _fill(store: DuckDBStore, staging: Staging) -> list[int]:
    """The active records into staging, in their order; answers the record id of each row."""
    ids: list[int] = []
    with store.snapshot() as snapshot:
        after = 0
        while page := snapshot.records_after(after, PAGE):
            after = page[-1].id
            active = [record for record in page if record.status is RecordStatus.ACTIVE]
            staging.append(_table(active, len(ids)))
            ids += [record.id for record in active]
    return ids


def _judged(store: DuckDBStore, matcher: Matcher, ids: Sequence[int]) -> pa.Table:
    """The judged pairs of the index, as `matching.train` takes them: by row."""
    rows = {record_id: row for row, record_id in enumerate(ids)}
    found: list[tuple[int, int, bool]] = []
    with store.snapshot() as snapshot:
        for label in labels_in(snapshot, matcher):
            ends = rows[label.judgement.left], rows[label.judgement.right]
            found.append((min(ends), max(ends), label.is_same))
    left, right, same = zip(*found, strict=True) if found else ((), (), ())
    return pa.table(
        {
            "l": pa.array(left, pa.int64()),
            "r": pa.array(right, pa.int64()),
            "same": pa.array(same, pa.bool_()),
        }
    )


def _judged_links(staging: Staging, judged: pa.Table, matcher: Matcher) -> JudgedLinks:
    """What the new model would do with the judged pairs, if nobody had judged them."""
    pairs = judged_pairs(staging.con, judged)
    return judged_links(pairs, matcher.model, matcher.policy)


def _table(records: Sequence[Record], first: int) -> pa.Table:
    rows: list[MatchRow] = [record.row for record in records]
    columns = {
        "ordinal": range(first, first + len(rows)),
        "record": [record.id for record in records],
        **{name: [getattr(row, name) for row in rows] for name in MATCH_COLUMNS},
    }
    arrays = [pa.array(columns[one.name], one.type) for one in SCHEMA]
    return pa.Table.from_arrays(arrays, schema=SCHEMA)


def _pages(ids: Iterable[int]) -> Iterator[list[int]]:
    listed = list(ids)
    for begin in range(0, len(listed), PAGE):
        yield listed[begin : begin + PAGE]


def _changed(scored: _Scored, before: Standing) -> list[int]:
    """Records whose edges are others now, or of another weight."""
    were: dict[int, dict[int, float]] = defaultdict(dict)
    for left, others in before.edges.items():
        for right, weight in others.items():
            were[left][right] = were[right][left] = weight
    return sorted(
        one
        for one in were.keys() | scored.edges.keys()
        if were.get(one, {}) != scored.edges.get(one, {})
    )


def _put_edges(act: Act, record_id: int, edges: Mapping[int, float]) -> None:
    before = act.tx.edges(record_id)
    # Both executors give one weight but for its last bits, which say nothing.
    is_same = before.keys() == edges.keys() and all(
        abs(before[other] - weight) < SAME_WEIGHT for other, weight in edges.items()
    )
    if not is_same:
        found = tuple(Edge(other, edges[other]) for other in sorted(edges))
        act.append(EdgesFound(record_id, found, act.matcher.digest))


def _restless(scored: _Scored, before: Standing) -> list[int]:
    """Records whose persons may have to change, or about whom something is asked or judged: the
    others are one person already with just those that the grouping puts them together with."""
    found: list[int] = []
    for members in scored.persons:
        now = before.members[before.person[members[0]]]
        is_quiet = (
            set(members) == now
            and not scored.refused & now
            and not before.asked & now
            and not before.judged & now
        )
        if not is_quiet:
            found += members
    return sorted(found)


def _settle(act: Act, page: Sequence[int]) -> None:
    for record_id in page:
        settle(act, [record_id], Cause(CAUSE))
    for record_id in page:
        mine = act.tx.record(record_id).eid
        waiting = {
            other
            for other in act.tx.edges(record_id)
            if act.tx.record(other).eid != mine and _is_unasked(act, record_id, other)
        }
        if waiting:
            settle(act, [record_id], Cause(CAUSE, record_id, frozenset(waiting)))


def _is_unasked(act: Act, record_id: int, other: int) -> bool:
    """Whether nothing says why two records with an edge are two persons."""
    near = act.tx.members(act.tx.record(record_id).eid)
    far = act.tx.members(act.tx.record(other).eid)
    return not is_asked(act, near, far) and not is_dismissed(act, record_id, other)
