"""Filters of the queue, as they stand in an address: no demographics, so they may be kept there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import QueryParams

from review_ui.seen_tasks import TaskFilter

KINDS: Final = (
    "potential_duplicate",
    "potential_overlap",
    "potential_overlay",
    "conflict",
    "identifier_conflict",
    "auto_link_audit",
)
STATUSES: Final = (
    "open",
    "new",
    "claimed",
    "deferred",
    "escalated",
    "resolved",
    "superseded",
)
PRIORITIES: Final = ("safety", "high", "normal", "low")
ORDERS: Final = {
    "priority": "most urgent first",
    "oldest": "oldest first",
    "newest": "newest first",
    "due": "due first",
    "weight_descending": "highest weight first",
    "weight_ascending": "lowest weight first",
}
_FLAGS: Final = ("mine", "unassigned", "overdue", "needs_second_person")


@dataclass(frozen=True, slots=True)
class Asked:
    """A filter, its order, and both as an address."""

    filter: TaskFilter
    order: str

    @property
    def text(self) -> str:
        """As the query of an address; what does not narrow is left out."""
        asked = self.filter
        pairs = [("kind", one) for one in asked.kinds]
        pairs += [("status", one) for one in asked.statuses if one != "open"]
        pairs += [("priority", one) for one in asked.priorities]
        pairs += [("source", one) for one in asked.sources]
        pairs += [(name, "1") for name in _FLAGS if getattr(asked, name)]
        for name, text in (("assignee", asked.assignee), ("eid", asked.eid)):
            pairs += [(name, text)] if text else []
        for name, number in (("min", asked.weight_min), ("max", asked.weight_max)):
            pairs += [(name, f"{number:g}")] if number is not None else []
        for name, day in (("from", asked.opened_from), ("before", asked.opened_before)):
            pairs += [(name, day.strftime("%Y-%m-%d"))] if day else []
        pairs += [("order", self.order)] if self.order != "priority" else []
        return urlencode(pairs)

    @property
    def is_narrow(self) -> bool:
        """Whether anything but the order was asked for."""
        return bool(self.text) and not self.text.startswith("order=")


def read(query: QueryParams) -> Asked:
    """The filter in an address; what is no filter is passed over."""
    return Asked(
        TaskFilter(
            statuses=_known(query.getlist("status"), STATUSES) or ("open",),
            kinds=_known(query.getlist("kind"), KINDS),
            priorities=_known(query.getlist("priority"), PRIORITIES),
            sources=tuple(one for one in query.getlist("source") if one),
            assignee=query.get("assignee", ""),
            mine="mine" in query,
            unassigned="unassigned" in query,
            overdue="overdue" in query,
            needs_second_person="needs_second_person" in query,
            eid=query.get("eid", ""),
            weight_min=_weight(query, "min"),
            weight_max=_weight(query, "max"),
            opened_from=_day(query, "from"),
            opened_before=_day(query, "before"),
        ),
        query.get("order", "") if query.get("order", "") in ORDERS else "priority",
    )


def read_text(text: str) -> Asked:
    """The filter in a query that a form carried."""
    return read(QueryParams(parse_qsl(text)))


def _known(said: list[str], known: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one for one in said if one in known)


def _weight(query: Mapping[str, str], name: str) -> float | None:
    try:
        return float(query[name])
    except (KeyError, ValueError):
        return None


def _day(query: Mapping[str, str], name: str) -> datetime | None:
    try:
        return datetime.strptime(query[name], "%Y-%m-%d").replace(tzinfo=UTC)
    except (KeyError, ValueError):
        return None
