"""One person: the records, the golden record, the story, and how to split it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from starlette.responses import Response

from review_ui.asked import Asked, see
from review_ui.comparing import rows
from review_ui.pages.lettering import groups, letter_said, letters_for
from review_ui.pages.task import REASON_CODES
from review_ui.refusals import DeskError
from review_ui.seen import Entry, Key

_ON_THE_PAGE: Final = {
    "PERSON_CHANGED",
    "JUDGEMENT_CONTRADICTS",
    "OVERRIDE_UNEXPLAINED",
    "FIELD_INVALID",
    "RECORD_NOT_FOUND",
}


def person(asked: Asked) -> Response:
    """The person now, or as it was at the time in the address."""
    return _person(asked)


def _person(asked: Asked, problem: str = "", status: int = 200) -> Response:
    eid = asked.path["eid"]
    entries = asked.desk.timeline(eid, asked.query.get("page", ""))
    as_of = _moment(asked.query.get("as_of", ""))
    seen = asked.desk.person(eid, as_of=as_of)
    return asked.page(
        "person.html",
        status,
        person=seen,
        rows=rows(seen.fields),
        entries=entries,
        as_of=as_of,
        stops=_stops(entries.items),
        letters=letters_for(len(seen.records)),
        grouping={one.key.text: letter_said(asked, one.key) for one in seen.records},
        reason_codes=REASON_CODES,
        problem=problem,
        said={name: asked.text(name) for name in ("reason", "reason_code")},
        is_splitting="split" in asked.query or asked.address.endswith("/split"),
    )


def of_record(asked: Asked) -> Response:
    """The person of a record, found by its key."""
    record = Key(asked.query.get("source", ""), asked.query.get("local_id", ""))
    return see(f"/persons/{asked.desk.person(record=record).eid}")


def ask(asked: Asked) -> Response:
    """Opens a task: is another record of this person, too?"""
    ours = asked.desk.person(asked.path["eid"]).records[0].key
    other = Key.of(asked.text("record").replace(" ", ""))
    try:
        task_id = asked.desk.open_task((ours, other), asked.text("reason"))
    except DeskError as error:
        if error.code not in ("NOT_FOUND", "INVALID_ARGUMENT", "FAILED_PRECONDITION"):
            raise
        return _person(asked, error.in_words, status=400)
    return see(f"/tasks/{task_id}")


def preview_split(asked: Asked) -> Response:
    """What splitting the person would do."""
    try:
        shown = asked.desk.preview_split(asked.path["eid"], groups(asked))
    except DeskError as error:
        if error.reason not in _ON_THE_PAGE:
            raise
        return asked.page("preview.html", preview=None, answer="split", problem=error.in_words)
    return asked.page("preview.html", preview=shown, answer="split", problem="")


def split(asked: Asked) -> Response:
    """Splits the person, and shows what stayed."""
    eid, parts = asked.path["eid"], groups(asked)
    if len(parts) < 2:
        return _person(asked, "Give at least one record another letter.", status=400)
    try:
        done = asked.desk.split(eid, parts, asked.text("reason"), asked.text("reason_code"))
    except DeskError as error:
        if error.reason not in _ON_THE_PAGE:
            raise
        return _person(asked, error.in_words, status=409)
    persons = ", ".join(done.eids)
    asked.leave(f"{eid} split into {persons}; they will not be linked again", done.decision_id)
    return see(f"/persons/{eid}")


def _moment(text: str) -> datetime | None:
    """A moment in an address, in UTC; what is none is now."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _stops(entries: tuple[Entry, ...]) -> list[str]:
    """The seconds after something changed, oldest first, for the slider."""
    after = {
        entry.at.replace(microsecond=0) + timedelta(seconds=1)
        for entry in entries
        if entry.at and entry.kind != "reveal"
    }
    return [at.strftime("%Y-%m-%dT%H:%M:%S") for at in sorted(after)]
