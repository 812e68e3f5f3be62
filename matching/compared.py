"""Makes the table `compared`: the rows, and beside them what comparing them in bulk would else
work out anew for every pair (how names sound, their words, the users of e-mail addresses).

A name is looked at once however many rows bear it.
"""

from __future__ import annotations

from typing import Final

import duckdb
import pyarrow as pa

from matching.compare import sound
from matching.household_sql import macros
from matching.numbers import LIFELONG_TYPES, SHARED_TYPES
from matching.standardize.nicknames import canonical


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """From `rows` (and `sounds`, `formal_names`, which it completes or makes) makes `compared`."""
    con.execute("CREATE TABLE IF NOT EXISTS sounds (name VARCHAR, sound VARCHAR)")
    con.execute("CREATE TABLE IF NOT EXISTS formal_names (name VARCHAR, formal VARCHAR[])")
    for macro in macros():
        con.execute(macro)
    con.execute(_NAMES)
    _complete_sounds(con)
    _complete_formal_names(con)
    con.execute(_NAMES_COMPARED)
    con.execute(_DATES_COMPARED)
    con.execute(_COMPARED)
    for table in ("compared_names", "compared_dates", "names_to_compare"):
        con.execute(f"DROP TABLE {table}")


# Every name, whole and in words, that may be asked how it sounds.
_NAMES: Final = """
CREATE OR REPLACE TEMP TABLE names_to_compare AS
WITH names AS (
    SELECT given AS name FROM rows UNION SELECT family FROM rows
    UNION SELECT middle FROM rows UNION SELECT mother_family FROM rows
)
SELECT name, replace(name, ' ', '') AS bare,
    list_filter(string_split(name, ' '), lambda word: word <> '') AS words
FROM names
"""


def _complete_sounds(con: duckdb.DuckDBPyConnection) -> None:
    missing = con.sql("""
        WITH wanted AS (
            SELECT name FROM names_to_compare UNION SELECT bare FROM names_to_compare
            UNION SELECT unnest(words) FROM names_to_compare WHERE len(words) > 1
        )
        SELECT name FROM wanted ANTI JOIN sounds USING (name) ORDER BY name
    """).fetchall()
    names = [name for (name,) in missing]
    found = pa.table({"name": names, "sound": [sound(name) for name in names]}, schema=_SOUNDS)
    con.register("found_sounds", found)
    con.execute("INSERT INTO sounds SELECT name, sound FROM found_sounds")
    con.unregister("found_sounds")


_SOUNDS: Final = pa.schema([("name", pa.string()), ("sound", pa.string())])


def _complete_formal_names(con: duckdb.DuckDBPyConnection) -> None:
    missing = con.sql("""
        SELECT DISTINCT given FROM rows ANTI JOIN formal_names ON given = name
        WHERE given <> '' ORDER BY given
    """).fetchall()
    found = {name: canonical(name) for (name,) in missing}
    related = {name: list(formal) for name, formal in found.items() if formal != (name,)}
    table = pa.table(
        {"name": list(related), "formal": list(related.values())},
        schema=pa.schema([("name", pa.string()), ("formal", pa.list_(pa.string()))]),
    )
    con.register("found_formal_names", table)
    con.execute("INSERT INTO formal_names SELECT name, formal FROM found_formal_names")
    con.unregister("found_formal_names")


_NAMES_COMPARED: Final = """
CREATE OR REPLACE TEMP TABLE compared_names AS
WITH of_words AS (
    SELECT whole, list(sound ORDER BY place) AS part_sounds
    FROM (
        SELECT name AS whole, unnest(words) AS word, generate_subscripts(words, 1) AS place
        FROM names_to_compare WHERE len(words) > 1
    ) JOIN sounds ON sounds.name = word
    GROUP BY whole
)
SELECT names.name, bare, words, whole.sound AS sound, without.sound AS bare_sound,
    CASE WHEN len(words) > 1 THEN words ELSE [] END AS parts,
    coalesce(part_sounds, []) AS part_sounds,
    list_filter(formal, lambda each: each <> names.name) AS formal
FROM names_to_compare AS names
JOIN sounds AS whole ON whole.name = names.name
JOIN sounds AS without ON without.name = bare
LEFT JOIN of_words ON of_words.whole = names.name
LEFT JOIN formal_names ON formal_names.name = names.name
"""


def _counted_digits(column: str, most: int) -> str:
    """Each digit as bits, one for each time it stands there: what moving digits does not change."""
    bits = (
        f"({column} LIKE '{f'%{digit}' * times}%')::BIGINT << {digit * most + times - 1}"
        for digit in range(10)
        for times in range(1, most + 1)
    )
    return " | ".join(f"({bit})" for bit in bits)


_DATES_COMPARED: Final = f"""
CREATE OR REPLACE TEMP TABLE compared_dates AS
SELECT birth_date,
    left(birth_date, 4) || substr(birth_date, 7) || substr(birth_date, 5, 2) AS birth_swapped,
    {_counted_digits("birth_date", 5)} AS birth_digits
FROM (SELECT DISTINCT birth_date FROM rows)
"""

_SHARED: Final = ", ".join(f"'{kind}'" for kind in sorted(SHARED_TYPES))
_LIFELONG: Final = ", ".join(f"'{kind}'" for kind in sorted(LIFELONG_TYPES))

_COMPARED: Final = f"""
CREATE OR REPLACE TABLE compared AS
WITH lifelong AS (
    SELECT row_id, list({{
        domain: split_part(identifier, '|', 1) || '|' || split_part(identifier, '|', 2),
        number: substr(identifier, 3 + len(split_part(identifier, '|', 1))
            + len(split_part(identifier, '|', 2)))
    }}) AS numbers
    FROM (SELECT row_id, unnest(identifiers) AS identifier FROM rows)
    WHERE split_part(identifier, '|', 1) IN ({_LIFELONG}) OR starts_with(identifier, 'NN')
    GROUP BY row_id
)
SELECT rows.row_id,
    given, g.sound AS given_sound, g.bare AS given_bare, g.bare_sound AS given_bare_sound,
    g.parts AS given_parts, g.part_sounds AS given_part_sounds,
    coalesce(g.formal, []) AS given_formal, given_other, given_native,
    middle, m.sound AS middle_sound, m.words AS middle_words,
    list_distinct(list_transform(m.words, lambda word: left(word, 1))) AS middle_initials,
    list_filter(m.words, lambda word: len(word) = 1) AS middle_singles,
    family, f.sound AS family_sound, f.bare AS family_bare, f.bare_sound AS family_bare_sound,
    f.parts AS family_parts, f.part_sounds AS family_part_sounds, f.words AS family_words,
    list_filter(f.words, lambda word: len(word) >= 3) AS family_long_words,
    family_other, family_native, suffix,
    rows.birth_date, birth_swapped, birth_digits, sex, ssn, ssn_last4,
    {_counted_digits("ssn", 3)} AS ssn_digits,
    identifiers,
    list_filter(identifiers, lambda each: split_part(each, '|', 1) NOT IN ({_SHARED}))
        AS identifiers_personal,
    coalesce(lifelong.numbers, []) AS lifelong,
    coalesce(list_transform(lifelong.numbers, lambda each: each.domain), []) AS lifelong_domains,
    emails,
    list_filter(list_transform(emails, lambda each: split_part(each, '@', 1)),
        lambda each: len(each) >= 6) AS email_users,
    mother_family, w.sound AS mother_sound, mother_identifier,
    phones, house_number, street, unit, city, state, postal_code, addresses_other,
    house_number <> '' OR regexp_matches(street, '[0-9]') AS is_named,
    list_filter(
        list_append(addresses_other, concat_ws('|', house_number, street, unit, city, state,
            postal_code)),
        lambda each: split_part(each, '|', 1) <> '' AND split_part(each, '|', 2) <> ''
    ) AS homes
FROM rows
JOIN compared_names AS g ON g.name = given
JOIN compared_names AS m ON m.name = middle
JOIN compared_names AS f ON f.name = family
JOIN compared_names AS w ON w.name = mother_family
JOIN compared_dates AS dates ON dates.birth_date = rows.birth_date
LEFT JOIN lifelong ON lifelong.row_id = rows.row_id
"""
