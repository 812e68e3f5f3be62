"""Signing in and out, and what keeps strangers out."""

import logging

import pytest
from visiting import PASSWORD, Visitor, quick_users

from review_ui.security import HEADERS
from review_ui.server import ListenError, RunningPage
from review_ui.server import serve as serve_page


def test_who_is_not_signed_in_is_sent_to_sign_in_and_then_to_where_they_wanted(visitor: Visitor):
    sent = visitor.get("/queue?kind=conflict")
    assert (sent.status, sent.location) == (303, "/sign-in?then=%2Fqueue%3Fkind%3Dconflict")
    form = visitor.get(sent.location)
    answer = visitor.post(
        "/sign-in",
        {
            "name": "ann",
            "password": PASSWORD,
            "seal": form.hidden("seal"),
            "then": form.hidden("then"),
        },
    )
    assert (answer.status, answer.location) == (303, "/queue?kind=conflict")


def test_the_session_cookie_is_for_no_script_and_no_other_site(visitor: Visitor):
    cookies = visitor.sign_in().headers.get_all("Set-Cookie") or []
    (cookie,) = [one for one in cookies if one.startswith("mpi_session=")]
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()


@pytest.mark.parametrize(("name", "password"), [("ann", "wrong password"), ("nobody", PASSWORD)])
def test_a_refusal_does_not_tell_which_of_the_two_was_wrong(
    visitor: Visitor, name: str, password: str
):
    refused = visitor.sign_in(name, password)
    assert refused.status == 401
    assert "The name or the password is not right." in refused.text
    assert password not in refused.text
    assert visitor.get("/shortcuts").status == 303


def test_too_many_attempts_are_held_back_even_with_the_right_password(
    page: RunningPage, visitor: Visitor
):
    page.users.put("carl", PASSWORD)
    for _ in range(5):
        assert visitor.sign_in("carl", "wrong password").status == 401
    held = visitor.sign_in("carl", PASSWORD)
    assert held.status == 429
    assert int(held.headers["Retry-After"]) >= 1


def test_a_sign_in_without_our_form_is_refused(visitor: Visitor):
    answer = visitor.post("/sign-in", {"name": "ann", "password": PASSWORD, "seal": "x"})
    assert answer.status == 403
    assert "mpi_session" not in visitor.cookies


def test_signing_out_is_final(ann: Visitor):
    token = ann.cookies["mpi_session"]
    csrf = ann.get("/shortcuts").hidden("csrf")
    assert ann.post("/sign-out", {"csrf": csrf}).location == "/sign-in"
    ann.cookies["mpi_session"] = token
    assert ann.get("/shortcuts").status == 303


@pytest.mark.parametrize("csrf", ["", "wrong"])
def test_a_form_without_the_sessions_token_changes_nothing(ann: Visitor, csrf: str):
    refused = ann.post("/settings", {"csrf": csrf, "theme": "dark", "then": "/"})
    assert refused.status == 403
    assert "mpi_theme" not in ann.cookies


def test_a_form_that_a_browser_sends_from_another_site_is_refused(ann: Visitor):
    csrf = ann.get("/shortcuts").hidden("csrf")
    fields = {"csrf": csrf, "theme": "dark", "then": "/"}
    assert ann.post("/settings", fields, Sec_Fetch_Site="cross-site").status == 403
    assert ann.post("/settings", fields, Origin="https://elsewhere.example").status == 403
    assert ann.post("/settings", fields, Sec_Fetch_Site="same-origin").status == 303


def test_nobody_is_sent_to_another_site(ann: Visitor):
    csrf = ann.get("/shortcuts").hidden("csrf")
    for then in ("https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example"):
        assert ann.post("/settings", {"csrf": csrf, "then": then}).location == "/"
        assert ann.get(f"/sign-in?then={then}").location == "/"


@pytest.mark.parametrize("path", ["/sign-in", "/shortcuts", "/no-such-page", "/static/none.css"])
def test_every_answer_carries_the_headers_that_keep_strangers_out(ann: Visitor, path: str):
    answer = ann.get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Server" not in answer.headers


def test_nothing_is_scripted_or_styled_inline(ann: Visitor):
    for path in ("/shortcuts", "/search", "/no-such-page"):
        text = ann.get(path).text
        assert " style=" not in text
        assert "<style" not in text
        assert " onclick=" not in text
        assert text.count("<script") == text.count('<script src="/static/')


def test_a_file_of_the_page_may_be_kept_for_ever_under_its_hash(ann: Visitor):
    text = ann.get("/shortcuts").text
    address = text.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = ann.get(address)
    assert answer.status == 200
    assert "immutable" in answer.headers["Cache-Control"]


def test_a_body_that_no_form_sends_is_refused(ann: Visitor):
    answer = ann.post("/settings", {"csrf": "x" * 300_000})
    assert answer.status == 413


def test_the_logs_know_no_password_and_no_name_that_was_searched(
    ann: Visitor, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    Visitor(ann.address).sign_in("ann", "ZZPHIPassword1")
    csrf = ann.get("/shortcuts").hidden("csrf")
    ann.post("/search", {"csrf": csrf, "family": "ZZPHIName", "birth_date": "1980-05-12"})
    assert "ZZPHI" not in caplog.text


def test_a_port_that_is_taken_is_said(page: RunningPage, data):
    address = page.address.removeprefix("http://")
    with pytest.raises(ListenError, match="cannot listen"):
        serve_page(address, "127.0.0.1:1", data)


def test_an_index_that_does_not_answer_is_said_and_the_page_stays_up(data):
    with serve_page("127.0.0.1:0", "127.0.0.1:1", data, quick_users(data)) as alone:
        visitor = Visitor(alone.address.removeprefix("http://"))
        assert visitor.sign_in().status == 303
        answer = visitor.get("/queue")
        assert answer.status == 503
        assert "does not answer" in answer.text
        assert visitor.get("/shortcuts").status == 200
