"""One task: what is asked, the records side by side, and the steward's answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from starlette.responses import Response

from review_ui.asked import Asked, see
from review_ui.comparing import Row, rows
from review_ui.pages import filters
from review_ui.pages.lettering import LETTERS, groups, letter_said, letters_for
from review_ui.refusals import DeskError
from review_ui.seen import Key
from review_ui.seen_tasks import Answer, Done, PairOfSheets, TaskSeen, Wanted
from review_ui.waterfall import waterfall

REASON_CODES: Final = {
    "site_confirmed": "the source or site was asked",
    "human_confirmed": "the human was asked",
    "document_seen": "a document or register was seen",
    "chart_reviewed": "the clinical record was read",
    "registration_error": "an error of registration",
    "relatives": "twins or relatives",
    "earlier_mistake": "the earlier decision was a mistake",
    "other": "something else (say what)",
}
ANSWERS: Final = {
    "same_person": ("Same person", "s"),
    "different_persons": ("Different persons", "d"),
    "some_of_these": ("As grouped", "p"),
    "accept_update": ("Accept update", "a"),
    "reject_update": ("Reject update", "r"),
    "move_update": ("Move update", "m"),
    "cannot_tell": ("Cannot tell", "u"),
}
# Refusals that a steward can do something about, on the page of the task itself.
_ON_THE_PAGE: Final = {
    "TASK_CHANGED",
    "TASK_CLAIMED",
    "TASK_CLOSED",
    "CLAIM_EXPIRED",
    "SECOND_PERSON_NEEDED",
    "OVERRIDE_UNEXPLAINED",
    "JUDGEMENT_CONTRADICTS",
    "NOTHING_QUARANTINED",
    "EID_NOT_FOUND",
    "RECORD_NOT_FOUND",
    "FIELD_INVALID",
}


def task(asked: Asked) -> Response:
    """The task as it is now."""
    return _task(asked)


def _task(
    asked: Asked,
    problem: str = "",
    pending: str = "",
    status: int = 200,
    seen: TaskSeen | None = None,
) -> Response:
    seen = seen or asked.desk.task(asked.path["task_id"])
    narrowed = filters.read(asked.query) if asked.method == "GET" else _within(asked)
    pair = _pair_shown(asked, seen)
    return asked.page(
        "task.html",
        status,
        seen=seen,
        task=seen.task,
        within=narrowed.text,
        pair=pair,
        rows=_rows(seen, pair),
        waterfall=waterfall(pair.score) if pair else None,
        answers={name: ANSWERS[name] for name in ANSWERS if name in seen.answers},
        letters=letters_for(len(seen.in_question)),
        grouping=_grouping(asked, seen),
        reason_codes=REASON_CODES,
        problem=problem,
        pending=pending,
        said={name: asked.text(name) for name in ("reason", "reason_code", "to", "to_text")},
        is_mine=seen.task.claimed_by == asked.session.user,
    )


def pair(asked: Asked) -> Response:
    """How alike two of the records are: the part of the page that shows a score."""
    seen = asked.desk.task(asked.path["task_id"])
    shown = _pair_shown(asked, seen)
    if not asked.is_part or shown is None:
        return _task(asked, seen=seen)
    return asked.page(
        "task_pair.html", seen=seen, task=seen.task, pair=shown, waterfall=waterfall(shown.score)
    )


def preview(asked: Asked) -> Response:
    """What an answer would do; asked for by the page, written nowhere."""
    name = asked.text("answer")
    try:
        shown = asked.desk.preview_answer(
            asked.path["task_id"], _answer(asked, name), _revision(asked)
        )
    except DeskError as error:
        if error.reason not in _ON_THE_PAGE:
            raise
        return asked.page("preview.html", preview=None, answer=name, problem=error.in_words)
    return asked.page("preview.html", preview=shown, answer=name, problem="")


def where_to(asked: Asked) -> Response:
    """Persons that a held update may be about: what it can be moved to."""
    return asked.page("where_to.html", found=asked.desk.where_to(asked.path["task_id"]))


def resolve(asked: Asked) -> Response:
    """Answers the task, and shows the next one; where it is refused, shows why."""
    task_id, name = asked.path["task_id"], asked.text("answer")
    answer = _answer(asked, name)
    try:
        done = asked.desk.resolve(task_id, answer, _revision(asked), _wanted(asked))
    except DeskError as error:
        if error.reason not in _ON_THE_PAGE:
            raise
        return _refused(asked, error, name)
    asked.leave(_in_words(task_id, name, done), done.decision_id)
    return show_next(asked, done.next)


def take_next(asked: Asked) -> Response:
    """Takes the next task of a queue and shows it; with `skip`, passes over the one at hand."""
    skip = asked.text("skip")
    if skip:
        asked.skip(skip)
    return show_next(asked, asked.desk.claim_next(_wanted(asked, skip)))


def show_next(asked: Asked, seen: TaskSeen | None) -> Response:
    """A task that the user has just got; the queue where there is none."""
    if seen is None:
        return see("/queue" + _query(asked))
    address = f"/tasks/{seen.task.id}" + _query(asked)
    if not asked.is_boosted:
        return see(address)
    # It is here already: to send the browser there would cost it a second round.
    return _at(address, _task(asked.at(address), seen=seen))


def _wanted(asked: Asked, instead_of: str = "") -> Wanted:
    narrowed = _within(asked)
    return Wanted(narrowed.filter, narrowed.order, asked.skipped, instead_of)


def _at(address: str, page: Response) -> Response:
    """The page, under the address that it would have been asked for by."""
    page.headers["HX-Push-Url"] = address
    return page


def act(asked: Asked) -> Response:
    """Claims, gives back, renews, defers, escalates, assigns, comments; then shows the task."""
    task_id, action = asked.path["task_id"], asked.text("action")
    reason, revision = asked.text("reason"), _revision(asked)
    desk = asked.desk
    try:
        if action == "claim":
            desk.change("ClaimTask", task_id, revision)
        elif action == "renew":
            desk.change("RenewClaim", task_id)
            return Response(status_code=204)
        elif action == "release":
            desk.change("ReleaseTask", task_id)
        elif action == "assign":
            desk.change("AssignTask", task_id, revision, assignee=asked.text("assignee").lower())
        elif action == "comment":
            desk.change("AddComment", task_id, text=reason)
        elif action == "escalate":
            desk.change("EscalateTask", task_id, revision, reason=reason)
            return _on(asked, f"Task {task_id} escalated")
        elif action == "defer":
            days = asked.text("days") if asked.text("days").isdigit() else "7"
            until = datetime.now(UTC) + timedelta(days=min(int(days), 365))
            desk.change("DeferTask", task_id, revision, until=until, reason=reason)
            return _on(asked, f"Task {task_id} deferred for {days} days")
    except DeskError as error:
        if error.reason not in _ON_THE_PAGE:
            raise
        return _refused(asked, error, "")
    return see(f"/tasks/{task_id}" + _query(asked))


def reveal(asked: Asked) -> Response:
    """A masked number, whole; who saw it is recorded."""
    record = Key.of(asked.text("record"))
    version = asked.text("version")
    text = asked.desk.reveal(
        record,
        int(version) if version.isdigit() else 0,
        asked.text("path"),
        asked.text("task_id"),
        asked.text("purpose") or "review",
    )
    return asked.page("revealed.html", text=text, then=asked.text("then", "/"))


def _on(asked: Asked, words: str) -> Response:
    asked.leave(words)
    return show_next(asked, asked.desk.claim_next(_wanted(asked)))


def _within(asked: Asked) -> filters.Asked:
    return filters.read_text(asked.text("in"))


def _query(asked: Asked) -> str:
    """The filter that the form carries along, as the end of an address."""
    within = _within(asked).text
    return f"?{within}" if within else ""


def _revision(asked: Asked) -> int:
    said = asked.text("revision")
    return int(said) if said.isdigit() else 0


def _answer(asked: Asked, name: str) -> Answer:
    """The answer in the form."""
    fields: dict[str, Any] = {}
    if name == "some_of_these":
        fields["groups"] = groups(asked)
    if name == "move_update":
        to, text = asked.text("to"), asked.text("to_text")
        if to == "new":
            fields["to_new_person"] = True
        elif to == "record":
            fields["to_record"] = Key(asked.text("source"), text)
        else:
            fields["to_eid"] = text if to == "eid" else to
    return Answer(name, asked.text("reason"), asked.text("reason_code"), **fields)


def _grouping(asked: Asked, seen: TaskSeen) -> dict[str, str]:
    """The letter of each record in question: as said in the form, else as proposed."""
    keys = [seen.sheets[n].record.key for n in seen.in_question]
    proposed = seen.task.proposal.groups if seen.task.proposal else ()
    places = {key: n for n, group in enumerate(proposed[: len(LETTERS)]) for key in group}
    return {key.text: letter_said(asked, key, LETTERS[places.get(key, 0)]) for key in keys}


def _pair_shown(asked: Asked, seen: TaskSeen) -> PairOfSheets | None:
    """The pair that was asked for, else the one that asks loudest."""
    left, _, right = (asked.query.get("pair") or "").partition("-")
    if left.isdigit() and right.isdigit():
        found = seen.pair(int(left), int(right))
        if found is not None:
            return found
    in_question = [one for one in seen.pairs if one.is_in_question] or list(seen.pairs)
    return max(in_question, key=lambda one: one.score.weight, default=None)


def _rows(seen: TaskSeen, pair: PairOfSheets | None) -> list[Row]:
    evidence = pair.score.evidence if pair else ()
    return rows(seen.fields, evidence, seen.in_question)


def _in_words(task_id: str, name: str, done: Done) -> str:
    words = f"Task {task_id}: {ANSWERS[name][0].lower()}"
    if done.needs_second_person:
        return f"{words} — proposed; a second person has to confirm it"
    if done.retired:
        words += f". {', '.join(done.retired)} now leads to {done.eids[0] if done.eids else '?'}"
    return words


def _refused(asked: Asked, error: DeskError, name: str) -> Response:
    address = f"/tasks/{asked.path['task_id']}" + _query(asked)
    return _at(address, _why_not(replace(asked, address=address), error, name))


def _why_not(asked: Asked, error: DeskError, name: str) -> Response:
    said = error.in_words
    if error.reason == "TASK_CHANGED":
        changed = error.metadata.get("changed", "")
        said = "The task changed while you looked" + (f": {changed}" if changed else "")
        said += ". Your answer was not taken; what you see now is new."
        return _task(asked, said, status=409)
    if error.reason == "OVERRIDE_UNEXPLAINED":
        said = "This answer goes against a guard or an earlier judgement: say why, and answer."
        return _task(asked, said, name, status=409)
    return _task(asked, said[:1].upper() + said[1:], status=409)
