"""The application: every address of the page, with the function that answers it."""

from __future__ import annotations

import logging
import time
import traceback
import uuid
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from review_ui import signing_in
from review_ui.asked import Page, signed_in, theme
from review_ui.assets import Assets
from review_ui.client import Desk
from review_ui.pages import decisions, figures, person, queue, search, settings, task
from review_ui.refusals import DeskError
from review_ui.security import Bounded, Headers
from review_ui.sessions import Attempts, Sessions, SignInForms
from review_ui.templating import Templates
from review_ui.users import Users

log = logging.getLogger("review_ui")

# What a refusal of the index is in the words of the web.
_STATUS = {
    "INVALID_ARGUMENT": 400,
    "NOT_FOUND": 404,
    "FAILED_PRECONDITION": 409,
    "ABORTED": 409,
    "PERMISSION_DENIED": 403,
    "RESOURCE_EXHAUSTED": 429,
    "UNAVAILABLE": 503,
    "DEADLINE_EXCEEDED": 504,
}


def build(desk: Desk, users: Users, now: Callable[[], float] = time.monotonic) -> Starlette:
    """The page of this desk, for these users."""
    assets = Assets()
    app = Starlette(
        routes=[
            Route("/static/{name}", assets.serve),
            Route("/sign-in", signing_in.form, methods=["GET"]),
            Route("/sign-in", signing_in.sign_in, methods=["POST"]),
            Route("/sign-out", signing_in.sign_out, methods=["POST"]),
            _get("/", queue.start),
            _get("/queue", queue.queue),
            _post("/queue/next", task.take_next),
            _post("/queue/bulk", queue.bulk),
            _post("/filters/save", queue.save_filter),
            _post("/filters/delete", queue.delete_filter),
            _get("/tasks/{task_id}", task.task),
            _get("/tasks/{task_id}/pair", task.pair),
            _post("/tasks/{task_id}/preview", task.preview),
            _get("/tasks/{task_id}/where-to", task.where_to),
            _post("/tasks/{task_id}/resolve", task.resolve),
            _post("/tasks/{task_id}/act", task.act),
            _post("/reveal", task.reveal),
            _get("/persons", person.of_record),
            _get("/persons/{eid}", person.person),
            _post("/persons/{eid}/preview-split", person.preview_split),
            _post("/persons/{eid}/split", person.split),
            _post("/persons/{eid}/ask", person.ask),
            _get("/search", search.form),
            _post("/search", search.found),
            _get("/do-not-link", decisions.do_not_link),
            _get("/do-not-link/{judgement_id}/revoke", decisions.confirm_revoke),
            _post("/do-not-link/{judgement_id}/revoke", decisions.revoke),
            _get("/decisions", decisions.decisions),
            _get("/decisions/{decision_id}/undo", decisions.confirm_undo),
            _post("/decisions/{decision_id}/undo", decisions.undo),
            _get("/figures", figures.figures),
            _post("/settings", settings.settings),
            _get("/shortcuts", settings.shortcuts),
        ],
        middleware=[Middleware(Headers), Middleware(Faults), Middleware(Bounded)],
        exception_handlers={
            HTTPException: _answered(_http_error),
            DeskError: _answered(_refused),
        },
    )
    app.state.templates = Templates(assets)
    app.state.desk = desk
    app.state.users = users
    app.state.sessions = Sessions(users, now)
    app.state.by_name = Attempts(free=5, now=now)
    app.state.by_address = Attempts(free=50, now=now)
    app.state.sign_in_forms = SignInForms()
    return app


def _get(path: str, page: Page) -> Route:
    return Route(path, signed_in(page), methods=["GET"])


def _post(path: str, page: Page) -> Route:
    return Route(path, signed_in(page), methods=["POST"])


# Error pages say what to do; never what was asked, which may hold somebody's name.


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    said = {
        404: "There is no such page.",
        405: "This address is not asked in this way.",
    }.get(error.status_code, error.detail)
    return _error_page(request, error.status_code, said)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, DeskError)
    status = _STATUS.get(error.code, 502)
    return _error_page(request, status, error.in_words, retry=status in (429, 503, 504))


class Faults:
    """Answers a fault of ours with an incident number, and logs where it is.

    What an exception says may quote what somebody typed; its class and its place do not.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except Exception as error:  # noqa: BLE001 (whatever it is)
            incident = str(uuid.uuid4())
            place = traceback.extract_tb(error.__traceback__)[-1]
            log.error(  # noqa: TRY400 (a traceback would quote values)
                "incident %s: %s at %s:%s",
                incident,
                type(error).__name__,
                place.filename,
                place.lineno,
            )
            said = f"A fault of this page. Report the incident {incident}."
            answer = await run_in_threadpool(_error_page, Request(scope), 500, said)
            await answer(scope, receive, send)


def _error_page(request: Request, status: int, said: str, *, retry: bool = False) -> Response:
    templates: Templates = request.app.state.templates
    return templates.answer(
        "error.html", status, theme=theme(request), code=status, said=said, retry=retry
    )


def _answered(
    page: Callable[[Request, Exception], Response],
) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def handler(request: Request, error: Exception) -> Response:
        return await run_in_threadpool(page, request, error)

    return handler
