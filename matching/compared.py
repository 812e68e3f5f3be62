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
from matching.levels_sql import INNER, SEPARATOR
from matching.numbers import LIFELONG_TYPES, SHARED_TYPES
from matching.standardize.nicknames import canonical

_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS: Final = "0123456789"


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


def _counted(column: str, characters: str, most: int) -> str:
    """The characters of a text as bits, up to `most` for each: two texts differ in a bit for each
    that one has and the other lacks, wherever it stands."""
    bits = (
        f"(({column} LIKE '{f'%{character}' * times}%')::BIGINT << {place * most + times - 1})"
        for place, character in enumerate(characters)
        for times in range(1, most + 1)
    )
    return " | ".join(bits)


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


# The sounds as numbers, and the letters as bits: two for each letter, for one and for two of it.
_NAMES_COMPARED: Final = f"""
CREATE OR REPLACE TEMP TABLE compared_names AS
WITH numbered AS (
    SELECT name, (dense_rank() OVER (ORDER BY sound))::INTEGER AS sound FROM sounds
), of_words AS (
    SELECT whole, string_agg(sound, ' ' ORDER BY place) AS part_sounds
    FROM (
        SELECT name AS whole, unnest(words) AS word, generate_subscripts(words, 1) AS place
        FROM names_to_compare WHERE len(words) > 1
    ) JOIN numbered ON numbered.name = word
    GROUP BY whole
)
SELECT names.name, whole.sound AS sound, bare.sound AS bare_sound,
    coalesce(part_sounds, '') AS part_sounds,
    {_counted("names.name", _LETTERS, 2)} AS letters,
    coalesce(array_to_string(list_filter(formal, lambda each: each <> names.name), {SEPARATOR}), '')
        AS formal
FROM names_to_compare AS names
JOIN numbered AS whole ON whole.name = names.name
JOIN numbered AS bare ON bare.name = names.bare
LEFT JOIN of_words ON of_words.whole = names.name
LEFT JOIN formal_names ON formal_names.name = names.name
"""

_DATES_COMPARED: Final = f"""
CREATE OR REPLACE TEMP TABLE compared_dates AS
SELECT birth_date,
    CASE WHEN strlen(birth_date) = 8 THEN coalesce(try_cast(birth_date AS INTEGER), -1) ELSE -1 END
        AS birth_number,
    {_counted("birth_date", _DIGITS, 5)} AS birth_digits
FROM (SELECT DISTINCT birth_date FROM rows)
"""

_SHARED: Final = ", ".join(f"'{kind}'" for kind in sorted(SHARED_TYPES))
_LIFELONG: Final = ", ".join(f"'{kind}'" for kind in sorted(LIFELONG_TYPES))
_DOMAIN: Final = "split_part(each, '|', 1) || '|' || split_part(each, '|', 2)"
_NUMBER: Final = f"substr(each, len({_DOMAIN}) + 2)"
_IS_LIFELONG: Final = f"split_part(each, '|', 1) IN ({_LIFELONG}) OR starts_with(each, 'NN')"


# Two bits for each letter and one for each digit are as many as a number has.
_EMAIL_LETTERS: Final = (
    f"({_counted('emails[1]', _LETTERS, 2)}) | (({_counted('emails[1]', _DIGITS, 1)}) << 52)"
)


def _text(texts: str) -> str:
    return f"array_to_string({texts}, {SEPARATOR})"


_COMPARED: Final = f"""
CREATE OR REPLACE TABLE compared AS
WITH lifelong AS (
    SELECT row_id, list(each) AS numbers
    FROM (SELECT row_id, unnest(identifiers) AS each FROM rows)
    WHERE {_IS_LIFELONG}
    GROUP BY row_id
)
SELECT rows.row_id,
    given, g.sound AS given_sound, g.bare_sound AS given_bare_sound, g.letters AS given_letters,
    g.part_sounds AS given_part_sounds, g.formal AS given_formal,
    {_text("given_other")} AS given_other, given_native,
    middle, m.sound AS middle_sound,
    family, f.sound AS family_sound, f.bare_sound AS family_bare_sound,
    f.letters AS family_letters, f.part_sounds AS family_part_sounds,
    {_text("family_other")} AS family_other, family_native, suffix,
    rows.birth_date, birth_number, birth_digits, sex, ssn, ssn_last4,
    CASE WHEN ssn = '' THEN 0 ELSE {_counted("ssn", _DIGITS, 3)} END AS ssn_digits,
    {_text("identifiers")} AS identifiers,
    CASE WHEN len(identifiers) = 0 THEN '' ELSE {
    _text(f"list_filter(identifiers, lambda each: split_part(each, '|', 1) NOT IN ({_SHARED}))")
} END AS identifiers_personal,
    coalesce({
    _text(f"list_transform(numbers, lambda each: {_DOMAIN} || {INNER} || {_NUMBER})")
}, '') AS lifelong,
    coalesce({_text(f"list_distinct(list_transform(numbers, lambda each: {_DOMAIN}))")}, '')
        AS lifelong_domains,
    {_text("emails")} AS emails,
    CASE WHEN len(emails) = 1 THEN {_EMAIL_LETTERS} ELSE 0 END AS email_letters,
    CASE WHEN len(emails) = 0 THEN '' ELSE {
    _text(
        "list_filter(list_transform(emails, lambda each: split_part(each, '@', 1)),"
        " lambda each: len(each) >= 6)"
    )
} END AS email_users,
    mother_family, w.sound AS mother_sound, mother_identifier,
    {_text("phones")} AS phones, house_number, street, unit, city, state, postal_code,
    CASE WHEN len(addresses_other) = 0 THEN '' ELSE {
    _text(
        "list_filter(addresses_other, lambda each: split_part(each, '|', 1) <> ''"
        " AND split_part(each, '|', 2) <> '')"
    )
} END AS homes_other
FROM rows
JOIN compared_names AS g ON g.name = given
JOIN compared_names AS m ON m.name = middle
JOIN compared_names AS f ON f.name = family
JOIN compared_names AS w ON w.name = mother_family
JOIN compared_dates AS dates ON dates.birth_date = rows.birth_date
LEFT JOIN lifelong ON lifelong.row_id = rows.row_id
"""
