"""Templates: Jinja2 with everything escaped, and the few words that every page uses."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from review_ui.assets import Assets

FOLDER: Final = Path(__file__).parent / "templates"


class Templates:
    """The templates of the page."""

    def __init__(self, assets: Assets) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.globals["asset"] = assets.address
        self._environment.filters.update(
            plain=plain,
            weight=weight,
            moment=moment,
            age=age,
            count=count,
            percent=percent,
            chance=chance,
        )

    def answer(self, template: str, status: int = 200, **values: Any) -> Response:
        """The template, filled in."""
        text = self._environment.get_template(template).render(**values)
        return HTMLResponse(text, status_code=status)


def plain(name: str) -> str:
    """A name of the contract as words: "day_month_swapped" is "day month swapped"."""
    return name.replace("_", " ")


def weight(log2: float) -> str:
    """A match weight, with its sign and one decimal."""
    return f"{log2:+.1f}".replace("-", "\N{MINUS SIGN}")


def moment(at: datetime | None) -> str:
    """A moment to the minute, in UTC, as every machine of a hospital group can compare it."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M") if at else ""


def age(at: datetime | None) -> str:
    """How long ago, in the largest unit that says enough."""
    if at is None:
        return ""
    seconds = (datetime.now(UTC) - at).total_seconds()
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= length:
            return f"{int(seconds // length)} {unit}"
    return "now"


def count(number: int) -> str:
    return f"{number:,}"


def chance(probability: float) -> str:
    """A probability, never 0 % or 100 %: the machine is never sure."""
    if probability > 0.999:
        return "above 99.9 %"
    return "below 0.1 %" if probability < 0.001 else percent(probability)


def percent(share: float) -> str:
    return f"{100 * share:.1f} %"
