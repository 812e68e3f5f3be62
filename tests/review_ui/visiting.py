"""A browser's manners without a browser: cookies are kept, forms are sent."""

import http.client
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from argon2 import PasswordHasher

from review_ui.users import Users

PASSWORD = "correct horse battery"  # noqa: S105 (of a user who is made for the tests)


def quick_users(data: Path) -> Users:
    """Users with a hash that takes no time, and ann among them."""
    users = Users(data, PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    users.put("ann", PASSWORD)
    return users


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    text: str

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")

    def hidden(self, name: str) -> str:
        """The value of a hidden field of the page's forms."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        assert found, f"the page has no field {name}"
        return found[1]


@dataclass
class Visitor:
    """Keeps cookies and sends forms, as a browser does."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answer:
        return self._call("GET", path, None, headers)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        return self._call("POST", path, urlencode(fields), headers)

    def sign_in(self, name: str = "ann", password: str = PASSWORD) -> Answer:
        seal = self.get("/sign-in").hidden("seal")
        return self.post("/sign-in", {"name": name, "password": password, "seal": seal})

    def _call(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection(self.address, timeout=30)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value.strip('"')
        connection.close()
        return Answer(answer.status, answer.headers, text)
