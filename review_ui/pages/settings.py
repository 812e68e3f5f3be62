"""How the page looks and listens, kept in the browser; and the list of shortcuts."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from review_ui.asked import KEYS, THEME, Asked, is_ours, see

_YEAR_S: Final = 365 * 24 * 60 * 60


def settings(asked: Asked) -> Response:
    """Keeps what was chosen, and goes back to where it was chosen."""
    then = asked.text("then", "/")
    answer = see(then if is_ours(then) else "/")
    for field, cookie, choices in (
        ("theme", THEME, ("light", "dark")),
        ("keys", KEYS, ("on", "off")),
    ):
        if asked.text(field) in choices:
            answer.set_cookie(
                cookie, asked.text(field), max_age=_YEAR_S, httponly=True, samesite="strict"
            )
    return answer


def shortcuts(asked: Asked) -> Response:
    """The shortcuts as a page, for browsers without scripts."""
    return asked.page("shortcuts.html")
