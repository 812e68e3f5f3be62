"""The queue: what waits, how much of it, and the next task for whoever asks."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from starlette.responses import Response

from review_ui.asked import Asked, see
from review_ui.pages import filters
from review_ui.seen_tasks import Outcome, QueueStats

AGES: Final = {
    "day": "< 1 day",
    "week": "< 1 week",
    "month": "< 30 days",
    "quarter": "< 90 days",
    "older": "older",
}
# What can be done to many at once; nobody is joined in bulk.
BULK: Final = {
    "claim": "Claim",
    "release": "Give back",
    "assign": "Assign to …",
    "defer": "Defer a week",
    "escalate": "Escalate",
    "different_persons": "Different persons",
    "cannot_tell": "Cannot tell",
    "reject_update": "Reject updates",
}
_DEFER: Final = timedelta(days=7)


def start(asked: Asked) -> Response:
    """Where a steward's day begins."""
    del asked
    return see("/queue")


def queue(asked: Asked) -> Response:
    """The tasks that pass the filter in the address, and counts of all that wait."""
    return _queue(asked, filters.read(asked.query))


def _queue(asked: Asked, narrowed: filters.Asked, **values: Any) -> Response:
    desk = asked.desk
    page = desk.tasks(narrowed.filter, narrowed.order, asked.query.get("page", ""))
    stats = desk.queue_stats()
    return asked.page(
        "queue.html",
        narrowed=narrowed,
        tasks=page,
        stats=stats,
        by_kind=_by_kind(stats),
        ages=AGES,
        saved=[(one, filters.Asked(one.filter, one.order).text) for one in desk.filters()],
        sources=desk.sources(),
        bulk=BULK,
        bulk_max=desk.policy().bulk_max,
        kinds=filters.KINDS,
        statuses=filters.STATUSES,
        priorities=filters.PRIORITIES,
        orders=filters.ORDERS,
        **{"outcomes": None, "bulk_done": "", **values},
    )


def bulk(asked: Asked) -> Response:
    """Does one thing to the ticked tasks, and says what became of each."""
    action = asked.text("action")
    narrowed = filters.read_text(asked.text("in"))
    chosen = [(task_id, int(revision or 0)) for task_id, _, revision in _ticked(asked)]
    outcomes: tuple[Outcome, ...] = ()
    if chosen and action in BULK:
        outcomes = asked.desk.act(
            chosen, asked.text("reason"), asked.text("reason_code"), **_what(asked, action)
        )
    return _queue(asked, narrowed, outcomes=outcomes, bulk_done=BULK.get(action, ""))


def _ticked(asked: Asked) -> list[tuple[str, str, str]]:
    """Ticked tasks as they stand in the form: "12:3" is task 12 in its revision 3."""
    ticked = [one.partition(":") for one in asked.texts("task")]
    return [one for one in ticked if one[0].isdigit() and (one[2] or "0").isdigit()]


def _what(asked: Asked, action: str) -> dict[str, Any]:
    if action in ("claim", "release"):
        return {action: True}
    if action in ("assign", "escalate"):
        return {action: asked.text("assignee").lower()}
    if action == "defer":
        return {"defer_until": datetime.now(UTC) + _DEFER}
    return {"resolve": action}


def save_filter(asked: Asked) -> Response:
    """Keeps the filter at hand under a name."""
    narrowed = filters.read_text(asked.text("in"))
    asked.desk.save_filter(
        asked.text("name"),
        narrowed.filter,
        narrowed.order,
        for_all=asked.text("for_all") == "1",
    )
    return see(f"/queue?{narrowed.text}")


def delete_filter(asked: Asked) -> Response:
    """Forgets a filter."""
    asked.desk.delete_filter(asked.text("name"), for_all=asked.text("for_all") == "1")
    return see("/queue")


def _by_kind(stats: QueueStats) -> list[tuple[str, int, dict[str, int]]]:
    """Counts by kind and age, the kinds in their order, only those that wait."""
    total: Counter[str] = Counter()
    aged: dict[str, Counter[str]] = {}
    for one in stats.counts:
        total[one.kind] += one.count
        aged.setdefault(one.kind, Counter())[one.age] += one.count
    return [(kind, total[kind], dict(aged[kind])) for kind in filters.KINDS if total[kind]]
