"""What was decided, by people and by the machine, and how to undo it; the do-not-link list."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from review_ui.asked import Asked, is_ours, see
from review_ui.pages import task
from review_ui.refusals import DeskError
from review_ui.seen import Key

KINDS: Final = {
    "": "Decisions of people",
    "mine": "My decisions",
    "automatic_link": "Automatic links",
}


def decisions(asked: Asked) -> Response:
    """Decisions, newest first."""
    which = asked.query.get("which", "")
    which = which if which in KINDS else ""
    found = asked.desk.decisions(
        mine=which == "mine",
        actor=asked.query.get("actor", ""),
        kinds=["automatic_link"] if which == "automatic_link" else [],
        token=asked.query.get("page", ""),
    )
    return asked.page("decisions.html", which=which, kinds=KINDS, decisions=found)


def confirm_undo(asked: Asked) -> Response:
    """What undoing a decision would do, and the button that does it."""
    return _undo_page(asked)


def undo(asked: Asked) -> Response:
    """Undoes a decision; where it cannot be, says why."""
    decision_id = asked.path["decision_id"]
    then = asked.text("then", "/decisions")
    try:
        done = asked.desk.undo(decision_id, asked.text("reason"))
    except DeskError as error:
        if error.code not in ("FAILED_PRECONDITION", "ABORTED", "NOT_FOUND"):
            raise
        return _undo_page(asked, error.in_words, status=409)
    words = "Undone"
    if done.reopened:
        words += f"; task {', '.join(done.reopened)} waits again"
    asked.leave(words, done.decision_id)
    if asked.text("quick") and done.reopened:
        # Who undoes at once wants to see that task again, and answer it better.
        return task.show_next(asked, asked.desk.task(done.reopened[0]))
    return see(then if is_ours(then) else "/decisions")


def _undo_page(asked: Asked, problem: str = "", status: int = 200) -> Response:
    decision_id = asked.path["decision_id"]
    preview = None
    try:
        preview = asked.desk.preview_undo(decision_id)
    except DeskError as error:
        if error.code not in ("FAILED_PRECONDITION", "NOT_FOUND"):
            raise
        problem, status = problem or error.in_words, max(status, 404)
    return asked.page(
        "undo.html", status, decision_id=decision_id, preview=preview, problem=problem
    )


def do_not_link(asked: Asked) -> Response:
    """Pairs that are judged different persons, newest first."""
    source, _, local_id = asked.query.get("record", "").partition("/")
    record = Key(source, local_id) if local_id else None
    found = asked.desk.do_not_link(asked.query.get("page", ""), record)
    return asked.page("do_not_link.html", judgements=found, record=record)


def confirm_revoke(asked: Asked) -> Response:
    """What taking a judgement back would do, and the button that does it."""
    judgement_id = asked.path["judgement_id"]
    preview = asked.desk.preview_revoke(judgement_id)
    return asked.page("revoke.html", judgement_id=judgement_id, preview=preview)


def revoke(asked: Asked) -> Response:
    """Takes a judgement back."""
    judgement_id = asked.path["judgement_id"]
    done = asked.desk.revoke(judgement_id, asked.text("reason"))
    asked.leave("The two may be linked again", done.decision_id)
    return see("/do-not-link")
