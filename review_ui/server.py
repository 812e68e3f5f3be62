"""The page as a server: one thread of this process, which listens until it is stopped."""

from __future__ import annotations

import logging
import socket
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn

from review_ui.app import build
from review_ui.client import Desk
from review_ui.users import Users, generated_password

log = logging.getLogger("review_ui")

_CALLS_AT_ONCE_MAX = 200
_STOP_GRACE_S = 5


class ListenError(OSError):
    """The page cannot listen where it was told to."""


def serve(listen: str, server: str, data: Path, users: Users | None = None) -> RunningPage:
    """Starts the page of the index at `server`; answers when it takes calls.

    Raises:
        ListenError: the address is taken, or not ours.
    """
    host, _, port = listen.rpartition(":")
    bound = _bound(host.strip("[]"), int(port))
    return RunningPage(host, bound, server, users or Users(data))


class RunningPage:
    """A page that takes calls, until it is stopped."""

    def __init__(self, host: str, bound: socket.socket, server: str, users: Users) -> None:
        self.users = users
        self._desk = Desk.connect(server)
        # An access log would hold addresses, which hold no demographics but need not be kept.
        logging.getLogger("uvicorn.access").disabled = True
        self.address = f"http://{host}:{bound.getsockname()[1]}"
        self._uvicorn = uvicorn.Server(
            uvicorn.Config(
                build(self._desk, self.users),
                access_log=False,
                lifespan="off",
                limit_concurrency=_CALLS_AT_ONCE_MAX,
                log_config=None,
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=_STOP_GRACE_S,
            )
        )
        self._thread = threading.Thread(
            target=self._uvicorn.run, args=([bound],), name="review-ui", daemon=True
        )
        self._thread.start()
        log.info("the page is at %s", self.address)

    def admit(self, name: str) -> str:
        """Lets a user of this name in; answers the new password."""
        password = generated_password()
        self.users.put(name, password)
        return password

    def stop(self) -> None:
        """Finishes what is being answered, and takes no more calls."""
        self._uvicorn.should_exit = True
        self._thread.join(_STOP_GRACE_S + 5)
        self._desk.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()


def _bound(host: str, port: int) -> socket.socket:
    """A socket that listens, so that the first call is taken as soon as this answers."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(128)
    except OSError:
        bound.close()
        raise ListenError(
            None, f"cannot listen at {host}:{port}: the port is taken or the address is not ours"
        ) from None
    return bound
