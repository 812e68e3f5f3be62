"""One request of somebody who is signed in, read whole before a page answers it.

A page is a plain function `page(asked) -> Response`.  It runs in a thread of its own, since it
waits for the index; what has to be awaited (the form) was read before.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from review_ui.client import Desk
from review_ui.security import comes_from_elsewhere
from review_ui.sessions import Session, Sessions
from review_ui.templating import Templates

COOKIE: Final = "mpi_session"
THEME: Final = "mpi_theme"
KEYS: Final = "mpi_keys"
_FIELDS_MAX: Final = 2_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, by whom, and what is needed to answer."""

    session: Session
    sessions: Sessions
    token: str
    desk: Desk
    templates: Templates
    path: Mapping[str, Any]
    query: QueryParams
    form: FormData
    theme: str
    # Single keys can be turned off, for those who speak to their machine.
    has_keys: bool
    # Asked by htmx for a part of the page, not for the whole of it.
    is_part: bool
    # Asked by htmx for a whole page, which it puts in without loading anything anew.
    is_boosted: bool
    address: str
    method: str

    @property
    def skipped(self) -> tuple[str, ...]:
        """Tasks that the user passed over."""
        session = self.sessions.of(self.token)
        return session.skipped if session else ()

    def at(self, address: str) -> Asked:
        """The same visitor at another page of ours, which is shown without being asked for."""
        return replace(
            self,
            session=self.sessions.of(self.token) or self.session,
            query=QueryParams(address.partition("?")[2]),
            form=FormData(),
            address=address,
            method="GET",
        )

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """The template as the answer."""
        return self.templates.answer(
            template, status, asked=self, user=self.session.user, theme=self.theme, **values
        )

    def text(self, name: str, default: str = "") -> str:
        """One text field of the form."""
        value = self.form.get(name, default)
        return value.strip() if isinstance(value, str) else default

    def texts(self, name: str) -> list[str]:
        """Every value of a field of the form."""
        return [value for value in self.form.getlist(name) if isinstance(value, str)]

    def leave(self, words: str, decision_id: str = "") -> None:
        """Leaves word of what was done, which the next page shows with a way to undo it."""
        self.sessions.leave(self.token, words, decision_id)

    def skip(self, task_id: str) -> None:
        """Passes over a task."""
        self.sessions.skip(self.token, task_id)


Page = Callable[[Asked], Response]
Endpoint = Callable[[Request], Awaitable[Response]]


def signed_in(page: Page) -> Endpoint:
    """The page, for those who are signed in; others are sent to sign in first."""

    async def endpoint(request: Request) -> Response:
        state = request.app.state
        sessions: Sessions = state.sessions
        token = request.cookies.get(COOKIE, "")
        session = sessions.of(token)
        if session is None:
            return _sign_in_first(request)
        form = FormData()
        if request.method == "POST":
            form = await request.form(max_files=0, max_fields=_FIELDS_MAX)
            if form.get("csrf") != session.csrf or comes_from_elsewhere(request):
                raise HTTPException(403, "This form is not from this session; load the page again.")
        asked = Asked(
            session=session,
            sessions=sessions,
            token=token,
            desk=state.desk.on_behalf_of(session.user),
            templates=state.templates,
            path=request.path_params,
            query=request.query_params,
            form=form,
            theme=theme(request),
            has_keys=request.cookies.get(KEYS) != "off",
            is_part=request.headers.get("hx-request-type") == "partial",
            is_boosted=request.headers.get("hx-boosted") == "true",
            address=here(request),
            method=request.method,
        )
        return await run_in_threadpool(page, asked)

    return endpoint


def see(address: str) -> Response:
    """Look there next; a reload of that page does not send the form again."""
    return RedirectResponse(address, status_code=303)


def theme(request: Request) -> str:
    """light, dark, or "" for what the machine prefers."""
    chosen = request.cookies.get(THEME, "")
    return chosen if chosen in ("light", "dark") else ""


def here(request: Request) -> str:
    """The address asked for, without the host."""
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


def is_ours(address: str) -> bool:
    """Whether an address to go to is a page of this one."""
    return address.startswith("/") and not address.startswith(("//", "/\\"))


def _sign_in_first(request: Request) -> Response:
    then = here(request) if request.method == "GET" else "/"
    address = "/sign-in" + ("?" + urlencode({"then": then}) if then != "/" else "")
    if request.headers.get("hx-request"):  # the whole page goes there, not a part of it
        return Response(status_code=200, headers={"HX-Redirect": address})
    return see(address)
