"""The values of every key of the plan as SQL: for a file what `blocking.keys` gives for a row.

`prepare` makes, once, what several keys read; `VALUES` then has a query for each key, with the
columns `row_id` and `value`.  The texts are those that `blocking.keys` hashes, letter by letter;
a text may come twice for a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyarrow as pa
from duckdb import DuckDBPyConnection

from blocking.common_names import COMMON_FAMILY_NAMES, COMMON_GIVEN_NAMES
from blocking.keys import ADDRESSES_MAX, ALTERNATIVES_MAX, sound


@dataclass(frozen=True, slots=True)
class Repeats:
    """Keys whose queries may name a row more than once, in this file."""

    rows: frozenset[str]  # with several values
    values: frozenset[str]  # with one value twice


def prepare(con: DuckDBPyConnection, *, for_others: bool = False) -> Repeats:
    """Makes the work tables from `rows`, `sounds` and `formal_names`; `for_others`: other cursors
    of the database can read them, too."""
    clear(con)

    def make(statement: str) -> None:
        con.execute(statement.replace("CREATE TEMP ", "CREATE ") if for_others else statement)

    for table, names in (
        ("block_common_given", COMMON_GIVEN_NAMES),
        ("block_common_family", COMMON_FAMILY_NAMES),
    ):
        make(f"CREATE TEMP TABLE {table} (name VARCHAR)")
        con.execute(f"INSERT INTO {table} SELECT unnest($names)", {"names": sorted(names)})
    make(_GIVEN_NAMES)
    make(_FAMILY_NAMES)
    make(_SOUNDS)
    _hear_the_rest(con)
    make(_SOUNDS_OF.format(part="given", alternatives_max=ALTERNATIVES_MAX))
    make(_SOUNDS_OF.format(part="family", alternatives_max=ALTERNATIVES_MAX))
    make(_ROWS)
    make(_HOMES.format(others_max=ADDRESSES_MAX - 1))
    several = _is_any(con, "addresses_other <> []")
    values = {name for name, query in VALUES.items() if several and "block_homes" in query}
    if _is_any(con, "len(emails) > 1"):
        values.update(("email_user", "wide_email_host", "wide_email_beginning"))
    if _is_any(con, "len(phones) > 1"):
        values.update(("wide_phone_beginning", "wide_phone_end"))
    return Repeats(frozenset(values) | _SEVERAL, frozenset(values))


def clear(con: DuckDBPyConnection) -> None:
    """Drops the work tables."""
    con.execute("DROP VIEW IF EXISTS block_homes")
    for table in _WORK_TABLES:
        con.execute(f"DROP TABLE IF EXISTS {table}")


_WORK_TABLES: Final = (
    "block_common_given",
    "block_common_family",
    "block_given_names",
    "block_family_names",
    "block_sounds",
    "block_given",
    "block_family",
    "block_rows",
)


def _is_any(con: DuckDBPyConnection, condition: str) -> bool:
    return bool(con.execute(f"SELECT 1 FROM rows WHERE {condition} LIMIT 1").fetchall())


def _hear_the_rest(con: DuckDBPyConnection) -> None:
    """Adds the sounds of names that `sounds` lacks: formal names, names with blanks."""
    names = [name for (name,) in con.execute(_UNHEARD).fetchall()]
    if names:
        heard = pa.table({"name": names, "sound": [sound(name) for name in names]})
        con.register("block_heard", heard)
        con.execute("INSERT INTO block_sounds SELECT name, sound FROM block_heard")
        con.unregister("block_heard")


# The given names of a row that count, in their order: as said, its formal names, the others.
_GIVEN_NAMES: Final = """
CREATE TEMP TABLE block_given_names AS
WITH said AS (SELECT DISTINCT given, given_other FROM rows WHERE given <> '' OR given_other <> [])
SELECT given, given_other,
    list_filter(
        [given] || coalesce(formal, [given]) || given_other, lambda name: name <> ''
    ) AS names
FROM said LEFT JOIN formal_names ON said.given = formal_names.name
"""

# The family names: whole without blanks, its words if there are several, the others.
_FAMILY_NAMES: Final = """
CREATE TEMP TABLE block_family_names AS
WITH said AS (
    SELECT DISTINCT family, family_other,
        list_filter(str_split(family, ' '), lambda word: word <> '') AS words
    FROM rows WHERE family <> '' OR family_other <> []
)
SELECT family, family_other,
    list_filter(
        [replace(family, ' ', '')]
        || CASE WHEN len(words) > 1
            THEN list_filter(words, lambda word: length(word) > 1) ELSE [] END
        || list_transform(family_other, lambda name: replace(name, ' ', '')),
        lambda name: name <> ''
    ) AS names
FROM said
"""

_SOUNDS: Final = """
CREATE TEMP TABLE block_sounds AS
SELECT name, coalesce(nullif(replace(sound, ' ', ''), ''), name) AS sound FROM sounds
WHERE name <> ''
"""

_UNHEARD: Final = """
WITH wanted AS (
    SELECT unnest(names) AS name FROM block_given_names
    UNION SELECT unnest(names) FROM block_family_names
    UNION SELECT split_part(middle, ' ', 1) FROM rows
    UNION SELECT replace(mother_family, ' ', '') FROM rows
    UNION SELECT mother_given FROM rows
)
SELECT name FROM wanted WHERE name <> '' AND name NOT IN (SELECT name FROM block_sounds)
ORDER BY name
"""

# The sounds of those names, each once, in the order of the names, no more than count.
_SOUNDS_OF: Final = """
CREATE TEMP TABLE block_{part} AS
WITH each AS (
    SELECT {part}, {part}_other, unnest(names) AS name, generate_subscripts(names, 1) AS place
    FROM block_{part}_names
), once AS (
    SELECT {part}, {part}_other, sound, min(place) AS place
    FROM each JOIN block_sounds USING (name) GROUP BY {part}, {part}_other, sound
)
SELECT {part}, {part}_other, list(sound ORDER BY place)[:{alternatives_max}] AS sounds
FROM once GROUP BY {part}, {part}_other
"""

# What several keys of a row read, with its current address.
_ROWS: Final = """
CREATE TEMP TABLE block_rows AS
WITH parts AS (
    SELECT row_id, rows.given, replace(rows.family, ' ', '') AS family,
        CASE WHEN rows.given <> '' THEN g.sounds[1] ELSE '' END AS given_sound,
        CASE WHEN rows.family <> '' THEN f.sounds[1] ELSE '' END AS family_sound,
        CASE WHEN length(birth_date) = 8 THEN birth_date ELSE '' END AS day,
        left(birth_date, 4) AS year,
        CASE WHEN length(birth_date) >= 6 THEN left(birth_date, 6) ELSE '' END AS year_month,
        coalesce(g.sounds, []) || coalesce(f.sounds, [])
            || CASE WHEN m.sound IS NULL THEN [] ELSE [m.sound] END AS name_sounds,
        house_number AS number, street, city, postal_code
    FROM rows
    LEFT JOIN block_given g ON rows.given = g.given AND rows.given_other = g.given_other
    LEFT JOIN block_family f ON rows.family = f.family AND rows.family_other = f.family_other
    LEFT JOIN block_sounds m
        ON m.name = split_part(middle, ' ', 1) AND length(split_part(middle, ' ', 1)) > 1
)
SELECT * REPLACE (CASE WHEN day <> '' THEN list_distinct(name_sounds) ELSE [] END AS name_sounds),
    substr(day, 5) AS month_day,
    CASE WHEN given_sound <> '' AND family_sound <> ''
        THEN least(given_sound, family_sound) || '/' || greatest(given_sound, family_sound)
        ELSE '' END AS sounds
FROM parts
"""

# A row as often as it has an address, current or other.
_HOMES: Final = """
CREATE TEMP VIEW block_homes AS
SELECT row_id, given, family, given_sound, family_sound, sounds, day, year,
    number, street, city, postal_code
FROM block_rows
UNION ALL
SELECT row_id, given, family, given_sound, family_sound, sounds, day, year,
    home[1], home[2], home[4], home[6]
FROM (
    SELECT row_id, str_split(unnest(addresses_other[:{others_max}]), '|') AS home
    FROM rows WHERE addresses_other <> []
) JOIN block_rows USING (row_id)
"""


def _joined(table: str, *parts: str, where: str = "") -> str:
    """One value of all parts, or none if a part is missing."""
    conditions = [f"{part} <> ''" for part in parts] + ([where] if where else [])
    value = " || '|' || ".join(parts)
    return f"SELECT row_id, {value} AS value FROM {table} WHERE {' AND '.join(conditions)}"


def _each(column: str, *columns: str) -> str:
    """A row as often as it has alternatives in `column`, those as `each`, beside some columns."""
    others = "".join(f"{name}, " for name in columns)
    each = f"unnest({column}[:{ALTERNATIVES_MAX}]) AS each"
    return f"(SELECT row_id, {others}{each} FROM rows WHERE {column} <> [])"


# Keys of which any row may have several values.
_SEVERAL: Final = frozenset(
    "identifier email email_user phone_initial phone_birth_year birth_date_name "
    "birth_date_mother names_middle number_postal_initial small_postal_initial "
    "wide_email_host wide_phone_beginning wide_phone_end wide_email_beginning".split()
)

_DAY: Final = "(SELECT *, birth_date AS day FROM rows WHERE length(birth_date) = 8)"
_YEAR: Final = "left(birth_date, 4)"
_EMAILS: Final = f"""(
    SELECT row_id, each, split_part(each, '@', 1) AS name,
        substr(each, length(split_part(each, '@', 1)) + 2) AS host
    FROM {_each("emails")}
)"""
_EMAIL_USERS: Final = f"""(
    SELECT row_id, CASE
        WHEN length(name) >= 9 OR (length(name) >= 5 AND regexp_matches(name, '[0-9]')) THEN name
        WHEN name <> '' AND host <> '' THEN name || '|' || left(host, 1)
        ELSE '' END AS value
    FROM {_EMAILS}
)"""
_INITIALS_OF: Final = ("left(given, 1) AS g", "left(replace(family, ' ', ''), 1) AS f")
_PHONE_INITIALS: Final = f"""(
    WITH phones AS (FROM {_each("phones", *_INITIALS_OF)})
    SELECT row_id, each, g AS initial FROM phones
    UNION ALL SELECT row_id, each, f FROM phones WHERE f <> g
)"""
_EITHER_INITIAL: Final = """(
    SELECT *, left(given, 1) AS initial FROM block_homes
    UNION ALL
    SELECT *, left(family, 1) FROM block_homes WHERE left(family, 1) <> left(given, 1)
)"""
_MOTHERS: Final = f"""(
    SELECT row_id, day, letter, sound FROM (
        SELECT row_id, day, 'F' AS letter, replace(mother_family, ' ', '') AS name FROM {_DAY}
        UNION ALL SELECT row_id, day, 'G', mother_given FROM {_DAY}
    ) JOIN block_sounds USING (name)
)"""
_GIVEN_AND_FORMAL: Final = f"""(
    SELECT row_id, left(middle, 1) AS initial, family_sound,
        unnest(list_distinct([b.given] || coalesce(formal[:{ALTERNATIVES_MAX}], []))) AS given
    FROM block_rows b JOIN rows USING (row_id)
    LEFT JOIN formal_names ON b.given = formal_names.name
    WHERE middle <> ''
)"""
_UNCOMMON: Final = """(
    length(given) > 1 AND NOT (
        given IN (SELECT name FROM block_common_given)
        AND family IN (SELECT name FROM block_common_family)
    )
)"""

VALUES: Final[dict[str, str]] = {
    "ssn": _joined("rows", "ssn"),
    "identifier": _joined(_each("identifiers"), "each"),
    "email": _joined(_each("emails"), "each"),
    "email_user": _joined(_EMAIL_USERS, "value"),
    "last4_birth_date": _joined(_DAY, "ssn_last4", "day"),
    "phone_initial": _joined(_PHONE_INITIALS, "each", "initial"),
    "phone_birth_year": _joined(_each("phones", "birth_date"), "each", _YEAR),
    "birth_date_name": _joined(
        "(SELECT row_id, day, unnest(name_sounds) AS name FROM block_rows WHERE day <> '')",
        "day",
        "name",
    ),
    "birth_date_initials": _joined(
        "block_rows",
        "day",
        "least(left(given, 1), left(family, 1)) || greatest(left(given, 1), left(family, 1))",
        where="given <> '' AND family <> ''",
    ),
    "birth_date_mother": _joined(_MOTHERS, "day", "letter", "sound"),
    "birth_date_street": _joined("block_homes", "day", "street"),
    "birth_date_zip3": _joined("block_homes", "day", "left(postal_code, 3)"),
    "birth_date_city": _joined("block_homes", "day", "city"),
    "names_birth_year": _joined("block_rows", "sounds", "year"),
    "given_month_day": _joined("block_rows", "given_sound", "left(family, 1)", "month_day"),
    "family_month_day": _joined("block_rows", "family_sound", "left(given, 1)", "month_day"),
    "given_birth_year": _joined("block_rows", "given", "left(family, 2)", "year"),
    "family_birth_month": _joined("block_rows", "family", "year_month"),
    "native_birth_year": _joined("rows", "given_native", "family_native", _YEAR),
    "names_middle": _joined(_GIVEN_AND_FORMAL, "given", "initial", "family_sound"),
    "rare_names": _joined(
        "block_rows",
        "least(given, family) || '/' || greatest(given, family)",
        where=f"family <> '' AND {_UNCOMMON}",
    ),
    "home_initial": _joined("block_homes", "number", "street", "left(given, 1)"),
    "home_family": _joined("block_homes", "number", "street", "family_sound"),
    "number_postal_initial": _joined(_EITHER_INITIAL, "number", "postal_code", "initial"),
    "small_postal_initial": _joined(
        _EITHER_INITIAL,
        "postal_code",
        "initial",
        where="length(postal_code) >= 6 AND regexp_matches(postal_code, '[A-Z]')",
    ),
    "number_family_initial": _joined("block_homes", "number", "family", "left(given, 1)"),
    "number_names": _joined("block_homes", "number", "sounds"),
    "postal_given": _joined("block_homes", "postal_code", "given_sound", "left(family, 2)"),
    "postal_family_initial": _joined(
        "block_homes", "postal_code", "family_sound", "left(given, 1)"
    ),
    "street_given_initial": _joined("block_homes", "street", "given_sound", "left(family, 1)"),
    "street_family_zip3": _joined("block_homes", "street", "family_sound", "left(postal_code, 3)"),
    "city_names": _joined("block_homes", "city", "sounds"),
    "wide_names": _joined("block_rows", "sounds"),
    "wide_birth_date": _joined("block_rows", "day"),
    "wide_email_host": _joined(_EMAILS, "host", "left(name, 1)"),
    "wide_family_year": _joined("block_rows", "family_sound", "year"),
    "wide_given_year": _joined("block_rows", "given_sound", "year"),
    "wide_postal_family": _joined("block_homes", "postal_code", "family_sound"),
    "wide_postal_given": _joined("block_homes", "postal_code", "given_sound"),
    "wide_city_family": _joined("block_homes", "city", "family_sound"),
    "wide_city_given": _joined("block_homes", "city", "given_sound"),
    "wide_family_initial": _joined("block_rows", "family_sound", "left(given, 1)"),
    "wide_phone_beginning": _joined(
        _each("phones"), "left(each, length(each) - 3)", where="length(each) > 6"
    ),
    "wide_phone_end": _joined(
        _each("phones"), "(left(each, 3) || right(each, 5))", where="length(each) > 6"
    ),
    "wide_email_beginning": _joined(_each("emails"), "left(each, 6)", where="length(each) > 6"),
    "wide_family_day": _joined("block_rows", "family_sound", "month_day"),
    "wide_family": _joined("block_rows", "family_sound"),
    "wide_given": _joined("block_rows", "given_sound"),
    "wide_city_year": _joined("block_homes", "city", "year"),
    "wide_beginnings": _joined("block_rows", "left(given, 3)", "left(family, 3)"),
}
