"""The SQL that takes `said` apart into distinct values and puts their answers together as `rows`.

Most numbers and e-mail addresses are written so plainly that SQL can answer for them; `plain_…`
say when.  They hold for no value that may be a placeholder: those go the long way, with all else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from string import Template
from typing import Final

from matching.standardize.addresses import MORE_THAN_STREET
from matching.standardize.fold import compact
from matching.standardize.identifiers import SSN_TYPES
from matching.standardize.phones import NORTH_AMERICA
from matching.standardize.placeholders import FALSE_SSN, NO_EMAIL_HOST, NO_EMAIL_USER, RUNS
from mpi.batch.standardizing_values import NAME_COLUMNS

FIXED: Final = (
    *NAME_COLUMNS,
    "birth_date",
    "death_date",
    "sex",
    "multiple_birth",
    "birth_order",
    "mother_maiden_name",
    "mother_given_name",
    "city",
    "state",
    "postal_code",
    "country",
)
_PLACES: Final = range(2, 10)
_LINES: Final = ("address_line", *(f"address_line_{place}" for place in _PLACES))
_EMAILS: Final = ("email", *(f"email_{place}" for place in _PLACES))
_PHONES: Final = (
    *("phone", *(f"phone_{place}" for place in _PLACES)),
    *("phone_home", "phone_work", "phone_mobile"),
)
# Stand for any house number and any flat: what else a line comes to does not depend on them.
NUMBER: Final = "104729"
FLAT: Final = "104723"
_NUMBERED: Final = "[1-9][0-9]{0,5} [A-Za-z0-9 ]{1,100}"
# With these a number may be that of a floor; and the stand-ins must not be said.
_NOT_NUMBERED: Final = f"(?i)FLOOR|FLR|{NUMBER}|{FLAT}"
_FLAT_WORDS: Final = "apt|APT|Apt|unit|UNIT|Unit|ste|STE|Ste|suite|SUITE|Suite|apartment|Apartment"
_WITH_FLAT: Final = (
    f"[1-9][0-9]{{0,5}}(?: [A-Za-z]{{1,30}}){{1,6}} (?:{_FLAT_WORDS}) [1-9][0-9]{{0,4}}"
)
# Before the flat there may be nothing but a street: these words followed by another one.
_NOT_WITH_FLAT: Final = f"(?i) (?:{'|'.join(sorted(MORE_THAN_STREET))}) [a-z]"


class Columns:
    """Which canonical columns a file has, by what they say."""

    def __init__(self, names: Sequence[str]) -> None:
        self.fixed = [name for name in FIXED if name in names]
        self.lines = [name for name in _LINES if name in names]
        self.emails = [name for name in _EMAILS if name in names]
        self.phones = [name for name in _PHONES if name in names]
        # The SSN goes first, as it does in a record.
        self.identifiers = [
            *(name for name in names if name == "ssn"),
            *(name for name in names if name.startswith("identifier:")),
        ]


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _list(texts: Iterable[str]) -> str:
    return "(" + ", ".join(map(quoted, sorted(texts))) + ")"


def _heap(texts: Iterable[str]) -> str:
    """Texts to look for one of them with `contains`, which is faster than IN."""
    return quoted("|".join(sorted(texts)))


def _said(column: str) -> str:
    name = column.replace('"', '""')
    return f"coalesce(s.\"{name}\", '')"


_ASKED: Final = Template("""
CREATE OR REPLACE TEMP VIEW _asked AS
WITH words AS (SELECT s.row_id, $columns, $region AS region, $abroad AS abroad FROM said s $join)
SELECT *, $line_parts FROM words
""")


def asked(columns: Columns) -> str:
    """`_asked`: every column there may be, '' where nothing was said."""
    named = {name: _said(name) if name in columns.fixed else "''" for name in FIXED}
    for kind in ("lines", "emails", "phones", "identifiers"):
        for place, name in enumerate(getattr(columns, kind)):
            named[f"{kind}_{place}"] = _said(name)
    has_country = "country" in columns.fixed
    address = ("city", "state", "postal_code", *(f"lines_{n}" for n in range(len(columns.lines))))
    is_address = " OR ".join(f"{named[name]} <> ''" for name in address)
    region = f"CASE WHEN {is_address} THEN coalesce(c.region, 'US') ELSE 'US' END"
    return _ASKED.substitute(
        columns=", ".join(f"{text} AS {name}" for name, text in named.items()),
        region=region if has_country else "'US'",
        abroad="CASE WHEN c.is_abroad THEN 'Y' ELSE '' END" if has_country else "''",
        join="LEFT JOIN _country c ON c.said = s.country" if has_country else "",
        line_parts=_line_parts(len(columns.lines)),
    )


def _line_parts(lines: int) -> str:
    """A first line without its number and flat, and those; only where no other line was said."""
    if not lines:
        return "false AS is_numbered, false AS has_flat"
    others = "".join(f" AND lines_{place} = ''" for place in range(1, lines))
    return (
        f"regexp_full_match(lines_0, '{_NUMBERED}'){others}"
        f" AND NOT regexp_matches(lines_0, '{_NOT_NUMBERED}') AS is_numbered,"
        f" is_numbered AND regexp_full_match(lines_0, '{_WITH_FLAT}')"
        f" AND NOT regexp_matches(lines_0, '{_NOT_WITH_FLAT}') AS has_flat,"
        " CASE WHEN is_numbered THEN left(lines_0, instr(lines_0, ' ') - 1) END AS number_said,"
        " CASE WHEN has_flat THEN regexp_extract(lines_0, '[0-9]+$') END AS flat_said,"
        f" CASE WHEN has_flat THEN '{NUMBER}' || lines_0[instr(lines_0, ' ')"
        f" : length(lines_0) - length(flat_said)] || '{FLAT}'"
        f" WHEN is_numbered THEN '{NUMBER}' || substr(lines_0, instr(lines_0, ' '))"
        " ELSE lines_0 END AS line_key"
    )


def line_key(place: int) -> str:
    """What is looked up for a line."""
    return f"lines_{place}" if place else "line_key"


def is_ssn_column(column: str) -> bool:
    kind = column.removeprefix("identifier:").partition("@")[0]
    return compact(kind) in SSN_TYPES or column == "ssn"


# When SQL may answer.


def plain_ssn(said: str) -> str:
    """Nine digits, bare or as 123-45-6789, that may be neither an ITIN nor a placeholder."""
    digits = f"replace({said}, '-', '')"
    false = _heap([*(digit * 9 for digit in "012345678"), *FALSE_SSN])
    form = "[0-8][0-9]{2}(?:[0-9]{6}|-[0-9]{2}-[0-9]{4})"
    return (
        f"CASE WHEN regexp_full_match({said}, '{form}')"
        f" THEN left({digits}, 3) <> '000' AND left({digits}, 3) <> '666'"
        f" AND substr({digits}, 4, 2) <> '00' AND right({digits}, 4) <> '0000'"
        f" AND NOT contains({false}, {digits}) ELSE false END"
    )


def plain_phone(said: str, region: str = "region") -> str:
    """Ten digits of North America, as people write them, that may be no placeholder."""
    digits = phone_digits(said)
    local = _heap([*(digit * 7 for digit in "0123456789"), "5551212", "1234567"])
    whole = _heap(["9876543210", "2345678901", *RUNS])
    form = "[(]?[2-9][0-9]{2}[)]?[ .-]?[0-9]{3}[ .-]?[0-9]{4}"
    return (
        f"CASE WHEN regexp_full_match({said}, '{form}') THEN {region} IN {_list(NORTH_AMERICA)}"
        f" AND NOT contains({local}, right({digits}, 7)) AND NOT contains({whole}, {digits})"
        " ELSE false END"
    )


def phone_digits(said: str) -> str:
    """The digits of a plain phone."""
    return f"CASE WHEN length({said}) = 10 THEN {said} ELSE translate({said}, '() .-', '') END"


def plain_email(said: str) -> str:
    """A plain user at a plain host, neither of which may stand for nothing."""
    user, host = f"split_part(upper({said}), '@', 1)", f"split_part(upper({said}), '@', 2)"
    form = "[A-Za-z0-9._-]+@[A-Za-z0-9-]+(?:[.][A-Za-z0-9-]+)+"
    return (
        f"CASE WHEN regexp_full_match({said}, '{form}') THEN length({said}) <= 200"
        f" AND NOT regexp_matches({user}, {quoted(NO_EMAIL_USER.pattern)})"
        f" AND NOT regexp_matches({host}, {quoted(NO_EMAIL_HOST.pattern)}) AND {user} <> 'TEST'"
        " ELSE false END"
    )


# The distinct values of each job.

_DISTINCT: Final = Template("SELECT DISTINCT $values FROM $source WHERE $where")
_FROM: Final = Template("SELECT $values FROM _asked WHERE $where")


def _distinct_of(values: str, where: str) -> str:
    return _DISTINCT.substitute(values=values, source="_asked", where=where)


def distinct_text(column: str) -> str:
    return _distinct_of(f"{column} AS said", f"{column} <> ''")


def distinct_names() -> str:
    others = NAME_COLUMNS[5:]
    return _distinct_of(", ".join(others), " OR ".join(f"{name} <> ''" for name in others))


def distinct_places() -> str:
    return _distinct_of(
        "state AS state_said, postal_code AS postal_code_said, country",
        "state <> '' OR postal_code <> ''",
    )


def distinct_lines(lines: int) -> str:
    present = [f"{line_key(place)} AS line_{place + 1}" for place in range(lines)]
    absent = [f"'' AS line_{place + 1}" for place in range(lines, 9)]
    said = " OR ".join(f"lines_{place} <> ''" for place in range(lines))
    return _distinct_of(", ".join(["abroad", *present, *absent]), said)


def distinct_dates() -> str:
    return _of_columns({name: name for name in ("birth_date", "death_date")}, "said <> ''")


def distinct_identifiers(columns: Columns) -> str:
    named = {f"identifiers_{n}": name for n, name in enumerate(columns.identifiers)}
    return _of_columns(named, f"said <> '' AND NOT (column_name = 'ssn' AND {plain_ssn('said')})")


def _of_columns(named: dict[str, str], where: str) -> str:
    each = [
        _FROM.substitute(
            values=f"{quoted(name)} AS column_name, {column} AS said", where=f"{column} <> ''"
        )
        for column, name in named.items()
    ]
    return _DISTINCT.substitute(
        values="column_name, said", source=f"({' UNION ALL '.join(each)})", where=where
    )


def distinct_phones(phones: int) -> str:
    each = [
        _FROM.substitute(values=f"phones_{n} AS said, region", where=f"phones_{n} <> ''")
        for n in range(phones)
    ]
    return _DISTINCT.substitute(
        values="said, region",
        source=f"({' UNION ALL '.join(each)})",
        where=f"NOT {plain_phone('said')}",
    )


def distinct_emails(emails: int) -> str:
    each = [
        _FROM.substitute(values=f"emails_{n} AS said", where=f"emails_{n} <> ''")
        for n in range(emails)
    ]
    return _DISTINCT.substitute(
        values="said", source=f"({' UNION ALL '.join(each)})", where=f"NOT {plain_email('said')}"
    )
