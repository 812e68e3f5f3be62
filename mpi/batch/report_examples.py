"""Examples of pairs: why they were linked, held back or kept apart, with nothing shown of whom.

The sample is the same for the same tables: it is drawn by a fixed mixing of row numbers, some pairs
of each stretch of weights and of each rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from matching.guards import GUARDS
from matching.holds import HOLDS
from matching.levels import COMPARISONS
from mpi.batch.masking import Compared, compared
from mpi.batch.report_facts import has_table, settle

if TYPE_CHECKING:
    import duckdb

    from matching.model import Model
    from mpi.batch.report_context import ReportContext

_PRINCIPLES: Final = {rule.name: rule.principle for rule in (*GUARDS, *HOLDS)}
_GROUP_MAX: Final = 12


@dataclass(frozen=True, slots=True)
class Step:
    """What one comparison said; `before` and `after` are the running sum of bits."""

    comparison: str
    words: str
    weight_log2: float
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    values: Compared


@dataclass(frozen=True, slots=True)
class Example:
    left: int  # row numbers, from 0
    right: int
    source_left: str
    source_right: str
    weight: float
    probability: float
    verdict: str
    rules: tuple[str, ...]  # principles of the guards and holds that spoke
    prior: float
    steps: tuple[Step, ...]
    fields: tuple[Field, ...]

    @property
    def low(self) -> float:
        return min(self.prior, self.weight, *(step.after for step in self.steps)) - 1

    @property
    def high(self) -> float:
        return max(0.0, self.weight, *(step.after for step in self.steps)) + 1


@dataclass(frozen=True, slots=True)
class Group:
    """Examples of one kind of decision."""

    title: str
    meaning: str
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class _Sought:
    """Which pairs of `report_pairs` are of a kind, and by what they are varied."""

    title: str
    meaning: str
    where: str
    vary: str
    each_max: int  # of each variety; 0: as many as the context says
    table: str = "report_pairs"


_SOUGHT: Final = (
    _Sought(
        "Linked",
        "The records are taken for one person: the weight is above the link threshold and no guard "
        "forbids it. A hold that is named here spoke, and the weight was high enough to outdo it.",
        "outcome = 'link' AND verdict = 'link'",
        "least(4, floor((weight - $link) / 5))",
        0,
    ),
    _Sought(
        "Waiting: the weight is between the thresholds",
        "Too much agrees to say no, too little to say yes. A person decides.",
        "outcome = 'review' AND verdict = 'review' AND len(guards) = 0 AND weight < $link",
        "floor((weight - $review) * 3 / greatest(0.001, $link - $review))",
        0,
    ),
    _Sought(
        "Waiting: held back by a rule",
        "The weight would be enough, but what agrees may also agree between two people. "
        "A person decides.",
        "outcome = 'review' AND verdict = 'review' AND len(guards) = 0 AND weight >= $link",
        "held[1]",
        1,
    ),
    _Sought(
        "Guarded: never linked automatically",
        "A rule gives a positive reason to think of two people, whatever the weight says.",
        "len(guards) > 0 AND weight >= $review",
        "guards[1]",
        2,
    ),
    _Sought(
        "Refused by the group",
        "The two records alone would link, but the other records of the two persons disagree.",
        "true",
        "reason",
        2,
        "refused",
    ),
)


def groups(con: duckdb.DuckDBPyConnection, context: ReportContext) -> tuple[Group, ...]:
    """The examples, by kind of decision; kinds without pairs are left out."""
    if not has_table(con, "report_pairs"):
        settle(con)
    limits = context.model.thresholds
    parameters = {"link": limits.link, "review": limits.review}
    found = []
    for sought in _SOUGHT:
        if not has_table(con, sought.table):
            continue
        used = {k: v for k, v in parameters.items() if f"${k}" in sought.where + sought.vary}
        con.execute(
            "CREATE OR REPLACE TEMP TABLE report_picked AS SELECT l, r, variety, nth FROM ("
            f"SELECT l, r, {sought.vary} AS variety, row_number() OVER (PARTITION BY variety "
            "ORDER BY (l * 48271 + r * 69621) % 2147483647, l, r) AS nth "
            f"FROM {sought.table} WHERE {sought.where}) "
            f"WHERE nth <= {sought.each_max or context.examples_max} "
            f"ORDER BY nth, variety LIMIT {max(_GROUP_MAX, 4 * context.examples_max)}",
            used,
        )
        examples = _examples(con, context)
        if examples:
            found.append(Group(sought.title, sought.meaning, examples))
    con.execute("DROP TABLE IF EXISTS report_picked")
    return tuple(found)


def _examples(con: duckdb.DuckDBPyConnection, context: ReportContext) -> tuple[Example, ...]:
    pairs = _dicts(
        con,
        "SELECT s.*, d.outcome AS verdict, d.guards, d.held, "
        "a.source AS source_l, b.source AS source_r "
        "FROM report_picked p JOIN scored s USING (l, r) "
        "LEFT JOIN report_pairs d USING (l, r) "
        "JOIN said a ON a.row_id = p.l JOIN said b ON b.row_id = p.r "
        "ORDER BY p.variety, s.weight, p.l, p.r",
    )
    rows = {
        row["row_id"]: row
        for row in _dicts(
            con,
            "SELECT rows.* FROM rows SEMI JOIN (SELECT l AS row_id FROM report_picked UNION "
            "SELECT r FROM report_picked) USING (row_id)",
        )
    }
    return tuple(_example(pair, rows[pair["l"]], rows[pair["r"]], context) for pair in pairs)


def _dicts(con: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    found = con.execute(query)
    names = [name for name, *_ in found.description or ()]
    return [dict(zip(names, line, strict=True)) for line in found.fetchall()]


def _example(
    pair: Mapping[str, Any],
    left: Mapping[str, Any],
    right: Mapping[str, Any],
    context: ReportContext,
) -> Example:
    rules = (*(pair["guards"] or ()), *(pair["held"] or ()))
    weight = pair["weight"]
    return Example(
        left=pair["l"],
        right=pair["r"],
        source_left=pair["source_l"],
        source_right=pair["source_r"],
        weight=weight,
        probability=1 / (1 + 2.0 ** -max(-1000.0, min(1000.0, weight))),
        verdict=pair["verdict"] or "apart",
        rules=tuple(_PRINCIPLES.get(rule, rule) for rule in rules),
        prior=context.model.prior_log2,
        steps=_steps(pair, context.model),
        fields=tuple(_fields(left, right, show=context.show_demographics)),
    )


def _steps(pair: Mapping[str, Any], model: Model) -> tuple[Step, ...]:
    found: list[Step] = []
    total = model.prior_log2
    for comparison in COMPARISONS:
        place = pair[f"level_{comparison.name}"]
        if not place:
            continue
        level = comparison.levels[place - 1]
        gained = pair[f"weight_{comparison.name}"]
        rarity = gained - model.comparisons[comparison.name][level.name].weight_log2
        words = level.words + (
            " (a rare one)" if rarity >= 2 else " (a common one)" if rarity <= -1 else ""
        )
        found.append(Step(comparison.name, words, gained, total, total + gained))
        total += gained
    return tuple(found)


def _fields(left: Mapping[str, Any], right: Mapping[str, Any], *, show: bool) -> Iterable[Field]:
    """What either record says of what is compared."""
    for name, value in _FIELDS.items():
        ours, theirs = value(left), value(right)
        if ours or theirs:
            yield Field(name, compared(ours, theirs, show=show))


_Value = Callable[[Mapping[str, Any]], str]


def _plain(column: str) -> _Value:
    return lambda row: str(row[column] or "")


def _list(column: str) -> _Value:
    return lambda row: "; ".join(each.replace("|", " ").strip() for each in row[column])


def _date(column: str) -> _Value:
    def value(row: Mapping[str, Any]) -> str:
        said = row[column]
        return "-".join(part for part in (said[:4], said[4:6], said[6:]) if part)

    return value


def _ssn(row: Mapping[str, Any]) -> str:
    if row["ssn"]:
        return f"{row['ssn'][:3]}-{row['ssn'][3:5]}-{row['ssn'][5:]}"
    return row["ssn_last4"] or ""


def _address(row: Mapping[str, Any]) -> str:
    street = " ".join(filter(None, (row["house_number"], row["street"], row["unit"])))
    town = " ".join(filter(None, (row["city"], row["state"], row["postal_code"])))
    return ", ".join(filter(None, (street, town)))


_FIELDS: Final[dict[str, _Value]] = {
    "given name": _plain("given"),
    "other given names": _list("given_other"),
    "middle name": _plain("middle"),
    "family name": _plain("family"),
    "other family names": _list("family_other"),
    "name suffix": _plain("suffix"),
    "newborn's temporary name": _plain("newborn_name"),
    "birth date": _date("birth_date"),
    "multiple birth": _plain("multiple_birth"),
    "birth order": _plain("birth_order"),
    "death date": _date("death_date"),
    "sex": _plain("sex"),
    "SSN": _ssn,
    "identifiers": _list("identifiers"),
    "phones": _list("phones"),
    "e-mails": _list("emails"),
    "address": _address,
    "other addresses": _list("addresses_other"),
    "mother's given name": _plain("mother_given"),
    "mother's family name": _plain("mother_family"),
}
