"""Signing in and out."""

from __future__ import annotations

import logging

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from review_ui.asked import COOKIE, is_ours, see, theme
from review_ui.security import comes_from_elsewhere

log = logging.getLogger("review_ui")

_FORM_COOKIE = "mpi_sign_in"
_WRONG = "The name or the password is not right."


async def form(request: Request) -> Response:
    """Asks for name and password."""
    state = request.app.state
    then = request.query_params.get("then", "/")
    if state.sessions.of(request.cookies.get(COOKIE, "")) is not None:
        return see(then if is_ours(then) else "/")
    return _form(request, then)


async def sign_in(request: Request) -> Response:
    """Opens a session, if name and password are right, and few enough were wrong before."""
    state = request.app.state
    said = await request.form(max_files=0, max_fields=10)
    name, password, then = (str(said.get(field, "")) for field in ("name", "password", "then"))
    name = name.strip().lower()
    cookie = request.cookies.get(_FORM_COOKIE, "")
    if comes_from_elsewhere(request) or not state.sign_in_forms.is_ours(
        cookie, str(said.get("seal", ""))
    ):
        return _form(request, then, "That form had become old; please try once more.", status=403)
    address = request.client.host if request.client else ""
    wait_s = max(state.by_name.wait_s(name), state.by_address.wait_s(address))
    if wait_s > 0:
        log.warning("sign-in held back after too many attempts")
        words = f"Too many attempts. Try again in {int(wait_s) + 1} seconds."
        answer = _form(request, then, words, status=429)
        answer.headers["Retry-After"] = str(int(wait_s) + 1)
        return answer
    user = await run_in_threadpool(state.users.verified, name, password)
    if user is None:
        state.by_name.failed(name)
        state.by_address.failed(address)
        log.warning("sign-in refused")
        return _form(request, then, _WRONG, status=401)
    state.by_name.succeeded(name)
    log.info("user %s signed in", user.name)
    answer = see(then if is_ours(then) else "/")
    _set_cookie(request, answer, COOKIE, state.sessions.open(user))
    answer.delete_cookie(_FORM_COOKIE, path="/sign-in")
    return answer


async def sign_out(request: Request) -> Response:
    """Ends the session, for good."""
    state = request.app.state
    token = request.cookies.get(COOKIE, "")
    session = state.sessions.of(token)
    if session is not None:
        said = await request.form(max_files=0, max_fields=10)
        if said.get("csrf") != session.csrf or comes_from_elsewhere(request):
            raise HTTPException(403, "This form is not from this session; load the page again.")
        state.sessions.close(token)
        log.info("user %s signed out", session.user)
    answer = see("/sign-in")
    answer.delete_cookie(COOKIE)
    return answer


def _form(request: Request, then: str, problem: str = "", status: int = 200) -> Response:
    forms = request.app.state.sign_in_forms
    cookie = request.cookies.get(_FORM_COOKIE) or forms.new_cookie()
    answer: Response = request.app.state.templates.answer(
        "sign_in.html",
        status,
        theme=theme(request),
        then=then if is_ours(then) else "/",
        problem=problem,
        seal=forms.seal(cookie),
    )
    _set_cookie(request, answer, _FORM_COOKIE, cookie, path="/sign-in")
    return answer


def _set_cookie(request: Request, answer: Response, name: str, value: str, path: str = "/") -> None:
    """A cookie of this browser session, which no script reads and no other site sends."""
    answer.set_cookie(
        name,
        value,
        path=path,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
