"""A fault of the page itself."""

import asyncio
import logging
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.routing import Route
from visiting import quick_users

from review_ui.app import build
from review_ui.client import Desk


async def _raises(request: Request):
    raise ValueError("ZZPHI was typed")


def test_a_fault_is_answered_with_an_incident_and_quotes_nothing(
    data: Path, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    app = build(Desk.connect("127.0.0.1:1"), quick_users(data))
    app.router.routes.append(Route("/raises", _raises))
    sent: list[dict] = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/raises",
        "raw_path": b"/raises",
        "query_string": b"",
        "headers": [],
        "scheme": "http",
        "server": ("127.0.0.1", 80),
    }
    asyncio.run(app(scope, receive, send))
    assert sent[0]["status"] == 500
    text = b"".join(message.get("body", b"") for message in sent).decode()
    (line,) = [record.getMessage() for record in caplog.records if record.name == "review_ui"]
    incident = line.split()[1].rstrip(":")
    assert incident in text
    assert "test_faults.py" in line
    assert "ZZPHI" not in text + caplog.text
