"""What each key of a plan costs and finds, on rows with or without known persons."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from blocking.keys import keys
from blocking.plan import Plan
from matching.row import MatchRow


@dataclass(frozen=True, slots=True)
class KeyMeasure:
    """One key of the plan, or the whole plan under the name "total"."""

    name: str
    records: int  # records that have such a key
    keys: int  # keys over all records
    pairs: int  # distinct pairs that meet by it
    pairs_only: int  # pairs that meet by no other key
    block_max: int  # records in its largest block, skipped ones included
    blocks_skipped: int  # blocks above the plan's live limit
    true_pairs: int  # true pairs that meet by it; 0 without known persons
    true_pairs_only: int  # true pairs that meet by no other key
    recall: float  # of all true pairs; 0.0 without known persons


def measure(
    rows: Sequence[MatchRow], plan: Plan, truth: Sequence[str] | None = None
) -> list[KeyMeasure]:
    """A measure of each key in the plan's order, then "total".

    `truth` gives each row's person.  Blocks above the plan's live limit bring no pairs, as a
    stand-in for what the snapshot of too common values leaves out.
    """
    bit = {definition.name: 1 << i for i, definition in enumerate(plan.definitions)}
    blocks, records, key_count = _blocks(rows, plan)
    pairs: dict[int, int] = defaultdict(int)
    block_max: Counter[str] = Counter()
    skipped: Counter[str] = Counter()
    for (name, _), members in blocks.items():
        block_max[name] = max(block_max[name], len(members))
        if len(members) > plan.live_limit:
            skipped[name] += 1
            continue
        for left, right in combinations(members, 2):
            pairs[left * len(rows) + right] |= bit[name]
    true_pairs = _true_pairs(truth) if truth is not None else set()
    found: Counter[int] = Counter(pairs.values())
    found_true: Counter[int] = Counter(pairs[pair] for pair in true_pairs if pair in pairs)
    measures = [
        KeyMeasure(
            name=name,
            records=records[name],
            keys=key_count[name],
            pairs=_with(found, mask),
            pairs_only=found[mask],
            block_max=block_max[name],
            blocks_skipped=skipped[name],
            true_pairs=_with(found_true, mask),
            true_pairs_only=found_true[mask],
            recall=_with(found_true, mask) / len(true_pairs) if true_pairs else 0.0,
        )
        for name, mask in bit.items()
    ]
    everything = sum(found_true.values())
    total = KeyMeasure(
        name="total",
        records=records["total"],
        keys=sum(key_count.values()),
        pairs=len(pairs),
        pairs_only=len(pairs),
        block_max=max(block_max.values(), default=0),
        blocks_skipped=sum(skipped.values()),
        true_pairs=everything,
        true_pairs_only=everything,
        recall=everything / len(true_pairs) if true_pairs else 0.0,
    )
    return [*measures, total]


def too_common(records_by_hash: Mapping[int, int], records_max: int) -> frozenset[int]:
    """The hashes that more than `records_max` records share: a plan's snapshot of the too common.

    Taken once, with the model: counts of a live index would make persons depend on the order in
    which their records came.
    """
    return frozenset(hashed for hashed, count in records_by_hash.items() if count > records_max)


def _blocks(
    rows: Iterable[MatchRow], plan: Plan
) -> tuple[dict[tuple[str, int], list[int]], Counter[str], Counter[str]]:
    """(rows by key, records by key name, keys by key name)."""
    blocks: dict[tuple[str, int], list[int]] = defaultdict(list)
    records: Counter[str] = Counter()
    key_count: Counter[str] = Counter()
    for number, row in enumerate(rows):
        found = keys(row, plan)
        for key in found:
            blocks[key.name, key.hash].append(number)
            key_count[key.name] += 1
        records.update({key.name for key in found})
        records["total"] += bool(found)
    return blocks, records, key_count


def _true_pairs(truth: Sequence[str]) -> set[int]:
    persons: dict[str, list[int]] = defaultdict(list)
    for number, person in enumerate(truth):
        persons[person].append(number)
    return {
        left * len(truth) + right
        for members in persons.values()
        for left, right in combinations(members, 2)
    }


def _with(found: Counter[int], mask: int) -> int:
    return sum(count for keys_met, count in found.items() if keys_met & mask)
