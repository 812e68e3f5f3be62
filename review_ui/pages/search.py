"""Search: persons by what is known of them.

It is asked by POST, so that no name and no number stands in an address, a log or a history.
"""

from __future__ import annotations

import re
from typing import Final

from starlette.responses import Response

from review_ui.asked import Asked, see
from review_ui.refusals import DeskError
from review_ui.seen import Key

FIELDS: Final = {
    "family": "Family name",
    "given": "Given name",
    "birth_date": "Birth date",
    "ssn": "SSN",
    "phone": "Phone",
    "city": "City",
    "postal_code": "Postal code",
}
_EID: Final = re.compile(r"[0-9A-Za-z]{12}")


def form(asked: Asked) -> Response:
    """Asks what is known."""
    return _search(asked)


def found(asked: Asked) -> Response:
    """The persons that agree; an enterprise ID or a record's key leads straight to its person."""
    name = asked.text("name")
    if name:
        return _by_name(asked, name)
    known = {field: asked.text(field) for field in (*FIELDS, "sex")}
    if not any(known.values()):
        return _search(asked, problem="Say something to look for.", status=400)
    try:
        persons = asked.desk.search(known, asked.text("page"))
    except DeskError as error:
        if error.code != "INVALID_ARGUMENT":
            raise
        return _search(asked, problem=error.in_words, status=400)
    return _search(asked, persons=persons)


def _by_name(asked: Asked, name: str) -> Response:
    """A person by its enterprise ID, or by SOURCE/LOCAL_ID."""
    source, slash, local_id = name.partition("/")
    plain = name.replace("-", "").replace(" ", "")
    try:
        if slash:
            person = asked.desk.person(record=Key(source.strip(), local_id.strip()))
        elif _EID.fullmatch(plain):
            person = asked.desk.person(plain)
        else:
            return _search(
                asked, problem="Expected an enterprise ID, or SOURCE/LOCAL_ID.", status=400
            )
    except DeskError as error:
        if error.code not in ("NOT_FOUND", "INVALID_ARGUMENT"):
            raise
        return _search(asked, problem="Nobody has, or had, this name in the index.", status=404)
    return see(f"/persons/{person.eid}")


def _search(asked: Asked, persons: object = None, problem: str = "", status: int = 200) -> Response:
    return asked.page(
        "search.html",
        status,
        fields=FIELDS,
        known={field: asked.text(field) for field in (*FIELDS, "sex", "name")},
        persons=persons,
        problem=problem,
    )
