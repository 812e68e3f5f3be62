"""The SQL that puts the answers for distinct values together, as `rows`."""

from __future__ import annotations

from string import Template
from typing import Final

from mpi.batch.standardizing_sql import (
    FLAT,
    NUMBER,
    Columns,
    is_ssn_column,
    line_key,
    phone_digits,
    quoted,
)
from mpi.batch.standardizing_values import NAME_COLUMNS

# Rows whose names only parse_name can read, because their parts may depend on each other: see
# matching/standardize/name_parts.py.  Also those whose main name is none of the legal one's fields.
TOGETHER: Final = Template("""
CREATE OR REPLACE TEMP TABLE _together AS
SELECT a.row_id, $names
FROM _asked a
LEFT JOIN _family f ON f.said = a.family_name
LEFT JOIN _given g ON g.said = a.given_name
LEFT JOIN _middle m ON m.said = a.middle_name
WHERE coalesce(f.together, false)
   OR coalesce(g.together, false)
   OR coalesce(m.together, false)
   OR (coalesce(g.is_several, false) AND a.middle_name <> '')
   OR (coalesce(f.is_newborn_like, false) AND coalesce(g.given, '') = '')
   OR (a.suffix = '' AND coalesce((f.suffix <> '')::INT, 0) + coalesce((g.suffix <> '')::INT, 0)
       + coalesce((m.suffix <> '')::INT, 0) > 1)
   OR coalesce((len(f.placeholders) > 0)::INT, 0) + coalesce((len(g.placeholders) > 0)::INT, 0)
       + coalesce((len(m.placeholders) > 0)::INT, 0) > 1
   OR (a.prefix = '' AND a.given_name = '' AND a.middle_name = '' AND a.family_name = ''
       AND a.suffix = '' AND ($others))
""")


def together() -> str:
    return TOGETHER.substitute(
        names=", ".join(f"a.{name}" for name in NAME_COLUMNS),
        others=" OR ".join(f"a.{name} <> ''" for name in NAME_COLUMNS[5:]),
    )


DISTINCT_TOGETHER: Final = "SELECT DISTINCT * EXCLUDE (row_id) FROM _together"

_ROWS: Final = Template("""
CREATE OR REPLACE TABLE rows AS
WITH found AS (
    SELECT
        a.row_id,
        coalesce(w.given, g.given, '') AS given,
        coalesce(w.given_other, g.given_other, []) AS own_givens,
        w.row_id IS NULL AND o.givens IS NOT NULL AS has_other_names,
        o.givens AS other_givens,
        coalesce(w.middle, nullif(m.middle, ''), g.middle, '') AS middle,
        coalesce(w.family, f.family, '') AS family,
        coalesce(w.family_other, f.family_other, []) AS own_families,
        o.families AS other_families,
        coalesce(w.given_native, g.given_native, '') AS given_native,
        coalesce(w.family_native, f.family_native, '') AS family_native,
        coalesce(w.suffix_found, nullif(x.suffix, ''), nullif(f.suffix, ''), nullif(g.suffix, ''),
            m.suffix, '') AS suffix,
        coalesce(bd.date, '') AS birth_date,
        coalesce(dd.date, '') AS death_date,
        coalesce(sx.sex, '') AS sex,
        $found,
        coalesce(ci.city, '') AS city,
        coalesce(pl.state, '') AS state,
        coalesce(pl.postal_code, '') AS postal_code,
        coalesce(mf.family, '') AS mother_family,
        coalesce(nullif(mg.given, ''), w.mother_given, '') AS mother_given,
        coalesce(mb.multiple_birth, '') AS multiple_birth,
        coalesce(bo.birth_order, 0)::INTEGER AS birth_order,
        coalesce(w.newborn_name, '') AS newborn_name,
        coalesce(w.placeholders, CASE WHEN len(f.placeholders) > 0 THEN f.placeholders
            WHEN len(g.placeholders) > 0 THEN g.placeholders
            WHEN len(m.placeholders) > 0 THEN m.placeholders END) AS names_for_nothing,
        coalesce(bd.is_nothing, false) AS birth_date_for_nothing,
        coalesce(dd.is_nothing, false) AS death_date_for_nothing,
        coalesce(ci.is_nothing, false) AS city_for_nothing,
        CASE WHEN len(pl.placeholders) > 0 THEN pl.placeholders END AS place_for_nothing
    FROM _asked a
    LEFT JOIN (SELECT t.row_id, d.* FROM _together t JOIN _whole_name d USING ($names)) w
        ON w.row_id = a.row_id
    LEFT JOIN _family f ON f.said = a.family_name
    LEFT JOIN _given g ON g.said = a.given_name
    LEFT JOIN _middle m ON m.said = a.middle_name
    LEFT JOIN _suffix x ON x.said = a.suffix
    LEFT JOIN _other_names o ON $others
    LEFT JOIN _date bd ON bd.said = a.birth_date AND bd.column_name = 'birth_date'
    LEFT JOIN _date dd ON dd.said = a.death_date AND dd.column_name = 'death_date'
    LEFT JOIN _sex sx ON sx.said = a.sex
    LEFT JOIN _multiple_birth mb ON mb.said = a.multiple_birth
    LEFT JOIN _birth_order bo ON bo.said = a.birth_order
    LEFT JOIN _mother_family mf ON mf.said = a.mother_maiden_name
    LEFT JOIN _mother_given mg ON mg.said = a.mother_given_name
    LEFT JOIN _city ci ON ci.said = a.city
    LEFT JOIN _place pl ON pl.state_said = a.state AND pl.postal_code_said = a.postal_code
        AND pl.country = a.country
    $joins
)
SELECT
    row_id,
    given,
    CASE WHEN has_other_names
        THEN list_sort(list_distinct(list_filter(list_concat(own_givens, other_givens),
            lambda name: name <> given)))
        ELSE own_givens END AS given_other,
    middle,
    family,
    CASE WHEN has_other_names
        THEN list_sort(list_distinct(list_filter(list_concat(own_families, other_families),
            lambda name: name <> family)))
        ELSE own_families END AS family_other,
    given_native, family_native, suffix, birth_date, death_date, sex,
    $ssn AS ssn,
    $ssn_last4 AS ssn_last4,
    $identifiers AS identifiers,
    $phones AS phones,
    $emails AS emails,
    house_number, street, unit, city, state, postal_code,
    []::VARCHAR[] AS addresses_other,
    mother_family, mother_given,
    '' AS mother_identifier,
    multiple_birth, birth_order, newborn_name,
    $placeholders AS placeholders
FROM found
""")
_NOTHING: Final = "[]::VARCHAR[]"


class _Select:
    """The expressions and joins of the columns that a file may have any number of.

    A value that stands for nothing is NULL until it is counted as a placeholder.
    """

    def __init__(self, columns: Columns) -> None:
        self.found: list[str] = []
        self.joins: list[str] = []
        self._lines(len(columns.lines))
        self.phones = [self._phone(place) for place in range(len(columns.phones))]
        self.emails = [self._email(place) for place in range(len(columns.emails))]
        self.identifiers = columns.identifiers
        for place, name in enumerate(columns.identifiers):
            self._identifier(place, name)

    def _lines(self, lines: int) -> None:
        if not lines:
            self.found.append("'' AS house_number, '' AS street, '' AS unit")
            self.found.append("false AS street_for_nothing")
            return
        keys = [f"l.line_{place + 1} = {line_key(place)}" for place in range(lines)]
        self.joins.append(f"LEFT JOIN _lines l ON {' AND '.join(keys)} AND l.abroad = a.abroad")
        for column, said, stands_for in (
            ("house_number", "number_said", NUMBER),
            ("unit", "flat_said", FLAT),
        ):
            rest = f"substr(l.{column}, {len(stands_for) + 1})"
            self.found.append(
                f"CASE WHEN {said} <> '' AND starts_with(l.{column}, '{stands_for}')"
                f" THEN {said} || {rest} ELSE coalesce(l.{column}, '') END AS {column}"
            )
        self.found.append("coalesce(l.street, '') AS street")
        self.found.append("coalesce(l.is_nothing, false) AS street_for_nothing")

    def _phone(self, place: int) -> str:
        said, of = f"a.phones_{place}", f"p{place}"
        self.joins.append(f"LEFT JOIN _phone {of} ON {of}.said = {said} AND {of}.region = a.region")
        self.found.append(
            f"CASE WHEN {said} = '' THEN '' WHEN {of}.is_nothing THEN NULL"
            f" WHEN {of}.said IS NOT NULL THEN {of}.phone"
            f" ELSE '1' || {phone_digits(said)} END AS phone_{place}"
        )
        return f"phone_{place}"

    def _email(self, place: int) -> str:
        said, of = f"a.emails_{place}", f"e{place}"
        self.joins.append(f"LEFT JOIN _email {of} ON {of}.said = {said}")
        self.found.append(
            f"CASE WHEN {said} = '' THEN '' WHEN {of}.is_nothing THEN NULL"
            f" WHEN {of}.said IS NOT NULL THEN {of}.email ELSE upper({said}) END AS email_{place}"
        )
        return f"email_{place}"

    def _identifier(self, place: int, name: str) -> None:
        said, of = f"a.identifiers_{place}", f"i{place}"
        self.joins.append(
            f"LEFT JOIN _identifier {of}"
            f" ON {of}.said = {said} AND {of}.column_name = {quoted(name)}"
        )
        self.found.append(f"coalesce({of}.other, '') AS identifier_{place}")
        self.found.append(f"coalesce({of}.is_nothing, false) AS identifier_{place}_for_nothing")
        if is_ssn_column(name):
            plain = f"{of}.said IS NULL AND {said} <> ''" if name == "ssn" else "false"
            bare = f"replace({said}, '-', '')"
            self.found.append(
                f"CASE WHEN {plain} THEN {bare} ELSE nullif({of}.ssn, '') END AS ssn_{place}"
            )
            self.found.append(
                f"CASE WHEN {plain} THEN right({bare}, 4)"
                f" ELSE nullif({of}.last4, '') END AS last4_{place}"
            )

    def ssn(self, kind: str) -> str:
        """The first that was said of all columns with SSNs."""
        names = [
            f"{kind}_{place}" for place, name in enumerate(self.identifiers) if is_ssn_column(name)
        ]
        return f"coalesce({', '.join([*names, repr('')])})"

    def placeholders(self) -> str:
        """The names of what stood for nothing, in the order in which a record is read."""
        flags = {
            f"identifier_{place}_for_nothing": "ssn" if is_ssn_column(name) else "identifiers"
            for place, name in enumerate(self.identifiers)
        }
        before = [_named(flag, name) for flag, name in flags.items()]
        before += [_named(f"{name}_for_nothing", name) for name in ("street", "city")]
        after = [_named(f"{name}_for_nothing", name) for name in ("birth_date", "death_date")]
        nothing = {
            kind: " OR ".join(f"{column} IS NULL" for column in getattr(self, kind)) or "false"
            for kind in ("phones", "emails")
        }
        after += [_named(f"({where})", kind) for kind, where in nothing.items()]
        flagged = " OR ".join(
            [
                "names_for_nothing IS NOT NULL OR place_for_nothing IS NOT NULL",
                "street_for_nothing OR city_for_nothing",
                "birth_date_for_nothing OR death_date_for_nothing",
                *flags,
                *nothing.values(),
            ]
        )
        told = (
            f"list_concat(names_for_nothing, [{', '.join(before)}],"
            f" place_for_nothing, [{', '.join(after)}])"
        )
        # Each once, where it first stands.
        once = f"list_filter({told}, lambda name: name IS NOT NULL)"
        once = f"list_filter({once}, lambda name, place: list_position({once}, name) = place)"
        return f"CASE WHEN {flagged} THEN {once} ELSE {_NOTHING} END"


def _named(flag: str, name: str) -> str:
    return f"CASE WHEN {flag} THEN {quoted(name)} END"


def _several(columns: list[str]) -> str:
    """The distinct texts of the columns, sorted, without what is missing."""
    if not columns:
        return _NOTHING
    if len(columns) == 1:
        return f"CASE WHEN {columns[0]} <> '' THEN [{columns[0]}] ELSE {_NOTHING} END"
    said = " OR ".join(f"{column} <> ''" for column in columns)
    each = ", ".join(f"nullif({column}, '')" for column in columns)
    kept = f"list_filter([{each}], lambda text: text IS NOT NULL)"
    return f"CASE WHEN {said} THEN list_sort(list_distinct({kept})) ELSE {_NOTHING} END"


def rows(columns: Columns) -> str:
    """`rows`, from `_asked` and the answers."""
    select = _Select(columns)
    return _ROWS.substitute(
        found=",\n        ".join(select.found),
        joins="\n    ".join(select.joins),
        names=", ".join(NAME_COLUMNS),
        others=" AND ".join(f"o.{name} = a.{name}" for name in NAME_COLUMNS[5:]),
        ssn=select.ssn("ssn"),
        ssn_last4=f"coalesce(nullif(right({select.ssn('ssn')}, 4), ''), {select.ssn('last4')})",
        identifiers=_several([f"identifier_{n}" for n in range(len(select.identifiers))]),
        phones=_several(select.phones),
        emails=_several(select.emails),
        placeholders=select.placeholders(),
    )
