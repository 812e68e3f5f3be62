"""Values that stand for nothing: typed because a field demanded something."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_NOTHING_WORDS: Final = frozenset(
    "UNKNOWN UNK UNKN UKNOWN UNKNOW UNKOWN UNKNWN NONE NULL NIL ANONYMOUS ANON NONAME REFUSED"
    " DECLINED UNIDENTIFIED UNNAMED UNSPECIFIED UNAVAILABLE MISSING TBD NFN NLN FNU LNU NMN"
    " NMI DUMMY UNDISCLOSED WITHHELD UNOBTAINABLE NOTGIVEN NOTKNOWN NOLASTNAME NOFIRSTNAME"
    " PATIENT TEST TESTING TESTPATIENT ZZTEST XXTEST DONOTUSE DUPLICATE TRAUMA".split()
)
# Words that say nothing beside a word of nothing: UNKNOWN MALE, TEST PATIENT 3, NO LAST NAME.
_BESIDE: Final = frozenset(
    "MALE FEMALE MAN WOMAN BOY GIRL BABY ADULT CHILD NAME NAMES FIRST LAST MIDDLE GIVEN FAMILY"
    " SURNAME PERSON RECORD ADDRESS PROVIDED AVAILABLE KNOWN STATED APPLICABLE M F".split()
)
_NOTHING_PHRASES: Final = frozenset(
    (
        "N A",
        "NO NAME",
        "NOT GIVEN",
        "NOT KNOWN",
        "NOT AVAILABLE",
        "NOT PROVIDED",
        "NOT STATED",
        "NOT APPLICABLE",
        "NO LAST NAME",
        "NO FIRST NAME",
        "NO GIVEN NAME",
        "NO FAMILY NAME",
        "NO MIDDLE NAME",
        "NO MIDDLE INITIAL",
        "DO NOT USE",
        "TO BE DETERMINED",
        "LAST NAME",
        "FIRST NAME",
    )
)
# With one of these as family name the given name is made up, too: TRAUMA ZULU.
_MADE_UP_FAMILY: Final = frozenset("TRAUMA TEST TESTPATIENT ZZTEST XXTEST UNIDENTIFIED".split())
# Marks of a record that is nobody's: for tests, training, or retired.  TESTA and TESTER are names.
_MARK: Final = re.compile(
    r"^[XZ]*(?:TEST|TESTING|TESTPATIENT|TESTPT|TSTPT|DONOTUSE|DONTUSE|DELETED?|VOIDED|TRAINING)\d*$"
)
# Whom clerks and testers make up: nobody is called so.
_MADE_UP: Final = frozenset(
    (
        "MICKEY MOUSE",
        "MINNIE MOUSE",
        "DONALD DUCK",
        "DAISY DUCK",
        "DAFFY DUCK",
        "BUGS BUNNY",
        "FRED FLINTSTONE",
        "WILMA FLINTSTONE",
        "HOMER SIMPSON",
        "BART SIMPSON",
        "SANTA CLAUS",
        "SPONGEBOB SQUAREPANTS",
        "RICHARD ROE",
        "JANE ROE",
        "JOE BLOW",
        "JOHN PUBLIC",
        "JOHN Q PUBLIC",
    )
)
_NO_ADDRESS: Final = re.compile(
    r"^(?:(?:CURRENTLY )?HOMELESS(?: .*)?|GENERAL DELIVERY|GEN DELIVERY|GEN DEL|TRANSIENT"
    r"|UNDOMICILED|NO (?:KNOWN |CURRENT |FIXED |PERMANENT )?(?:ADDRESS|ADDR|ABODE|STREET)(?: .*)?"
    r"|NFA|NO FIXED .*|BAD ADDRESS|RETURNED MAIL|ADDRESS UNKNOWN"
    r"|(?:UNKNOWN|UNK) (?:ADDRESS|ADDR|STREET)|SAME|SAME AS ABOVE|SHELTER|N A|NA|NONE|X+)$"
)
# Where strangers live, work or are treated under one address: it is nobody's home.
_INSTITUTION: Final = re.compile(
    r"\b(?:SHELTER|CORRECTIONAL|PENITENTIARY|PRISON|JAIL|DETENTION|SALVATION ARMY|RESCUE MISSION"
    r"|NURSING (?:HOME|CENTER|CTR|FACILITY)|CONVALESCENT|ASSISTED LIVING|HOSPICE|HALFWAY HOUSE"
    r"|(?:CARE|REHAB|REHABILITATION) (?:CENTER|CTR|HOME|FACILITY)|GROUP HOME|DORM|DORMITORY"
    r"|RESIDENCE HALL|BARRACKS|HOSPITAL|MEDICAL (?:CENTER|CTR))\b"
    r"(?! (?:ST|STREET|AVE|AVENUE|RD|ROAD|DR|DRIVE|LN|LANE|CT|COURT|BLVD|WAY|PL|PLACE|CIR|COVE"
    r"|HILL)\b)"
)
NO_EMAIL_USER: Final = re.compile(
    r"^(?:NO-?REPLY|DO-?NOT-?REPLY|NONE|NO[._-]?E?-?MAIL|NA|N/A|UNKNOWN|UNK|DECLINED?|REFUSED"
    r"|NOT?(?:PROVIDED|AVAILABLE|GIVEN)|NOBODY|NOONE|ANONYMOUS|NOTHING|X{2,}|Z{2,}|NULL)\d*$"
)
NO_EMAIL_HOST: Final = re.compile(
    r"^(?:NONE|NO-?E?MAIL|NA|NOWHERE|UNKNOWN|DECLINED?|REFUSED|NULL|NOTPROVIDED)(?:\..*)?$"
)
# Printed on sample cards, in advertisements and on the keyboard's top row.
FALSE_SSN: Final = frozenset(
    (
        "078051120",
        "219099999",
        "457555462",
        "123456789",
        "987654321",
        "012345678",
        "111223333",
        "123121234",
        "123123123",
    )
)
RUNS: Final = frozenset(
    ("123456789", "1234567890", "0123456789", "12345678", "1234567", "987654321")
)


# The first days of epochs, and the last of calendars.
_DEFAULT_DATES: Final = frozenset(
    "17530101 18000101 19000101 19010101 18991230 18991231 00010101 11111111 99991231".split()
)

# What a relative or a clerk is to the person, written where the name belongs.
_ROLES: Final = re.compile(
    r"^(?:WIFE|HUSBAND|SPOUSE|DAUGHTER|MOTHER|FATHER|BROTHER|SISTER|NEPHEW|NIECE|UNCLE|AUNT|COUSIN"
    r"|GRANDSON|GRANDDAUGHTER|GRANDMOTHER|GRANDFATHER|GRANDMA|GRANDPA|MOM|MOMMY|DAD|DADDY"
    r"|STEPSON|STEPDAUGHTER|GIRLFRIEND|BOYFRIEND|ROOMMATE|FRIEND|CHILD|KID|TODDLER|TEENAGER|MINOR"
    r"|PARENT|GUARDIAN|GUARANTOR|MALE|FEMALE|GENT|GENTLEMAN|GENTLEMEN|OLDEST|ELDEST|YOUNGEST"
    r"|HIJO|HIJA|HERMANO|HERMANA|ESPOSO|ESPOSA|MADRE|PADRE|ABUELO|ABUELA|SENOR|SENORA|SENORITA"
    r"|OCCUPANT|RESIDENT|TENANT|INMATE|BOARDER|HOUSEHOLD|HOUSE|HOH|PERSON"
    r"|RESPONDENT|SELF|ADULT|[BCDFMW]OH|(?:HEAD|MAN|WOMAN|LADY|GENTLEMAN|GIRL|BOY|SON|SISTER"
    r"|BROTHER|DAUGHTER|MOTHER|FATHER|CHILD|WIFE) (?:OF|IN)(?: THE)?(?: HOUSE(?:HOLD)?)?)$"
)
# The same where the family name belongs, or the end of it: LADY OF THE | HOUSE is a name.
_HOUSES: Final = re.compile(
    r"^(?:HOUSEHOLD(?:ER)?|(?:(?:HEAD|MAN|WOMAN|LADY|GENTLEMAN|GIRL|BOY|MOTHER|FATHER) )?"
    r"(?:(?:OF|IN)(?: THE)?|THE) HOUSE(?:HOLD)?)$"
)


def is_placeholder_given(folded: str) -> bool:
    """Whether a folded given name stands for nothing: as any name, or says what, not who."""
    return is_placeholder_name(folded) or bool(_ROLES.match(folded))


@lru_cache(maxsize=65_536)
def is_placeholder_name(folded: str) -> bool:
    """Whether a folded given, middle or family name stands for nothing."""
    if folded in _NOTHING_PHRASES or _HOUSES.match(folded):
        return True
    words = folded.split()
    if not words:
        return False
    if all(_is_keyboard_fill(word) for word in words):
        return True
    # NA is a family name and a given name (Korean, Chinese), so only N/A counts, as N A.
    return any(word in _NOTHING_WORDS for word in words) and all(
        word in _NOTHING_WORDS or word in _BESIDE or len(word) == 1 or not word.isalpha()
        for word in words
    )


def is_placeholder_person(given: str, family: str) -> bool:
    """Whether the whole folded name is one given to someone unknown, or made up for a test."""
    if family == "DOE":
        return given.partition(" ")[0] in (
            "JOHN",
            "JANE",
            "BABY",
            "BABYBOY",
            "BABYGIRL",
            "JON",
            "J",
            "",
        )
    if f"{given} {family}" in _MADE_UP or "DO NOT USE" in f"{given} {family}":
        return True
    words = given.split()
    marks = [word for word in words if _MARK.match(word)]
    if any(_MARK.match(word) for word in family.split()) or (
        marks and _is_name_beside(words, marks)
    ):
        return True
    return bool(_MADE_UP_FAMILY.intersection(family.split()[:1]))


# Without one of these last words a family name is neither DOE nor one of the made-up.
_LAST_WORDS: Final = frozenset(("DOE", *(name.split()[-1] for name in _MADE_UP)))


def may_be_of_placeholder_person(word: str) -> bool:
    """Whether `is_placeholder_person` may hold for a name with this folded word in it.

    Where it answers no for every word of the family name, and `is_marked` for none of the given
    name, the person is not a placeholder, whatever else the two names are.
    """
    return word in _LAST_WORDS or word in _MADE_UP_FAMILY or is_marked(word)


def is_marked(word: str) -> bool:
    """Whether a folded word may mark a record as nobody's: TEST, DELETED, DO NOT USE."""
    return word.startswith("USE") or bool(_MARK.match(word))


def _is_name_beside(words: list[str], marks: list[str]) -> bool:
    return any(len(word) > 1 and word.isalpha() and word not in marks for word in words)


def is_placeholder_address(folded: str) -> bool:
    """Whether a folded address line, city or state stands for nothing."""
    if folded.isdigit():
        return False  # a house number or a flat in a line of its own
    if _INSTITUTION.search(folded):
        return True
    return bool(_NO_ADDRESS.match(folded)) or is_placeholder_name(folded)


def is_placeholder_postal(compacted: str) -> bool:
    if compacted.isdigit():
        return compacted in ("00000", "99999", "000000000", "999999999", "0000", "9999", "0", "000")
    return is_placeholder_name(compacted)


def is_placeholder_date(compacted: str) -> bool:
    """Whether YYYYMMDD is a default: the first day of an epoch, never 1 January as such."""
    return compacted in _DEFAULT_DATES


def is_placeholder_ssn(digits: str) -> bool:
    """Whether nine digits were never issued as an SSN, an ITIN (9xx) excepted."""
    return (
        len(set(digits)) == 1
        or digits in FALSE_SSN
        or digits.startswith(("000", "666", "98765432"))
        or digits[3:5] == "00"
        or digits[5:] == "0000"
    )


def is_placeholder_identifier(compacted: str) -> bool:
    """Whether the letters and digits of an identifier's value name nobody."""
    if compacted in RUNS or compacted in ("NA", "N", "NO", "0") or compacted in _NOTHING_WORDS:
        return True
    return len(compacted) > 1 and len(set(compacted)) == 1


def is_placeholder_phone(digits: str) -> bool:
    """Whether digits (E.164 or national) are a filler.  555-01xx, kept for films, is not one: no
    clerk types it, and test data is full of it."""
    national = digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
    if len(set(national)) <= 1 or national in RUNS or national in ("9876543210", "2345678901"):
        return True
    if len(national) == 10:
        local = national[3:]
        return len(set(local)) == 1 or local in {"5551212", "1234567"} or national[:3] == "000"
    return national == "5551212"


def is_placeholder_email(said: str) -> bool:
    """Whether upper-case USER@HOST (or a lone word) stands for nothing."""
    user, _, host = said.partition("@")
    if not host:
        return bool(NO_EMAIL_USER.match(user))
    if user == "TEST" and host.startswith("TEST"):
        return True
    return bool(NO_EMAIL_USER.match(user)) or bool(NO_EMAIL_HOST.match(host))


def _is_keyboard_fill(word: str) -> bool:
    if word.isdigit():
        return True
    if len(set(word)) != 1 or len(word) < 2:
        return word in ("ASDF", "QWERTY", "ASDFASDF", "ASDFGH")
    # Two equal letters may be initials (JJ); X and Z never are.
    return len(word) > 2 or word[0] in "XZ"
