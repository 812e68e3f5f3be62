"""The SQL that takes `said` apart into distinct values and puts their answers together as `rows`.

Most numbers and e-mail addresses are written so plainly that SQL can answer for them; `plain_…`
say when.  They hold for no value that may be a placeholder: those go the long way, with all else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from string import Template
from typing import Final

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
# Stands for any house number: what a line comes to does not depend on the number it begins with.
NUMBER: Final = "104729"
_SPLIT: Final = "[1-9][0-9]{0,5} [A-Za-z0-9 ]{1,100}"
# With these a number may be that of a floor; and the stand-in itself must not be said.
_NOT_SPLIT: Final = f"(?i)FLOOR|FLR|{NUMBER}"


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


def _said(column: str) -> str:
    name = column.replace('"', '""')
    return f"coalesce(s.\"{name}\", '')"


_ASKED: Final = Template("""
CREATE OR REPLACE TEMP VIEW _asked AS
WITH words AS (SELECT s.row_id, $columns, $region AS region, $abroad AS abroad FROM said s $join)
SELECT *, $is_split AS is_split FROM words
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
        is_split=_is_split(len(columns.lines)),
    )


def _is_split(lines: int) -> str:
    if not lines:
        return "false"
    others = [f"lines_{place} = ''" for place in range(1, lines)]
    return " AND ".join(
        [
            f"regexp_full_match(lines_0, '{_SPLIT}')",
            f"NOT regexp_matches(lines_0, '{_NOT_SPLIT}')",
            *others,
        ]
    )


def line_key(place: int) -> str:
    """What is looked up for a line: the line, or what follows its number."""
    if place:
        return f"lines_{place}"
    rest = f"'{NUMBER}' || substr(lines_0, instr(lines_0, ' '))"
    return f"CASE WHEN is_split THEN {rest} ELSE lines_0 END"


def is_ssn_column(column: str) -> bool:
    kind = column.removeprefix("identifier:").partition("@")[0]
    return compact(kind) in SSN_TYPES or column == "ssn"


# When SQL may answer.


def plain_ssn(said: str) -> str:
    """Nine digits, bare or as 123-45-6789, that may be neither an ITIN nor a placeholder."""
    digits = f"replace({said}, '-', '')"
    same = _list(digit * 9 for digit in "012345678")
    return (
        f"(regexp_full_match({said}, '[0-8][0-9]{{8}}|[0-8][0-9]{{2}}-[0-9]{{2}}-[0-9]{{4}}')"
        f" AND left({digits}, 3) NOT IN ('000', '666') AND substr({digits}, 4, 2) <> '00'"
        f" AND right({digits}, 4) <> '0000' AND {digits} NOT IN {same}"
        f" AND {digits} NOT IN {_list(FALSE_SSN)})"
    )


def plain_phone(said: str, region: str = "region") -> str:
    """Ten digits of North America, whatever stands between them, that may be no placeholder."""
    digits = phone_digits(said)
    local = _list([*(digit * 7 for digit in "0123456789"), "5551212", "1234567"])
    whole = _list(["9876543210", "2345678901", *RUNS])
    return (
        f"(regexp_full_match({said}, '[0-9() .-]{{10,20}}') AND length({digits}) = 10"
        f" AND left({digits}, 1) NOT IN ('0', '1') AND right({digits}, 7) NOT IN {local}"
        f" AND {digits} NOT IN {whole} AND {region} IN {_list(NORTH_AMERICA)})"
    )


def phone_digits(said: str) -> str:
    return f"translate({said}, '() .-', '')"


def plain_email(said: str) -> str:
    """A plain user at a plain host, neither of which may stand for nothing."""
    user, host = f"split_part(upper({said}), '@', 1)", f"split_part(upper({said}), '@', 2)"
    return (
        f"(length({said}) <= 200"
        f" AND regexp_full_match({said}, '[A-Za-z0-9._-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+')"
        f" AND NOT regexp_matches({user}, {quoted(NO_EMAIL_USER.pattern)})"
        f" AND NOT regexp_matches({host}, {quoted(NO_EMAIL_HOST.pattern)}) AND {user} <> 'TEST')"
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
