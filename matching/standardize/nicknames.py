"""Which given names a nickname may stand for.

The table is the data of the PyPI package `nicknames` (Apache-2.0) and a short list of Spanish
ones that it lacks.  It relates a nickname to its formal names and goes no further: two formal
names that share a nickname are not related, nor are two nicknames of one formal name.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from nicknames import name_triplets

from matching.standardize.fold import compact

# formal name: its nicknames
_SPANISH: Final = {
    "JOSE": "PEPE CHEPE PEPITO",
    "FRANCISCO": "PACO PANCHO FRANK KIKO CISCO",
    "FRANCISCA": "PACA PANCHA PAQUITA",
    "GUADALUPE": "LUPE LUPITA PITA",
    "IGNACIO": "NACHO",
    "GUILLERMO": "MEMO BILL",
    "JESUS": "CHUY CHUCHO",
    "ROSARIO": "CHAYO CHARO",
    "CONCEPCION": "CONCHA CONCHITA",
    "DOLORES": "LOLA LOLITA",
    "MANUEL": "MANOLO MANNY",
    "ENRIQUE": "QUIQUE KIKE HENRY",
    "EDUARDO": "LALO EDDIE",
    "ROBERTO": "BETO ROBERT",
    "ALBERTO": "BETO",
    "HUMBERTO": "BETO",
    "GRACIELA": "CHELA",
    "CONSUELO": "CHELO",
    "ISABEL": "CHABELA",
    "RAFAEL": "RAFA",
    "ANTONIO": "TONO TONI TONY",
    "LUIS": "LUCHO",
    "SANTIAGO": "CHAGO",
    "ALEJANDRO": "ALEX ALE JANO",
    "ALEJANDRA": "ALEX ALE JANA",
    "JORGE": "COQUE COCO",
    "RICARDO": "RICK RICKY",
    "FERNANDO": "NANDO",
    "GREGORIO": "GOYO",
    "GERARDO": "JERRY LALO",
    "MERCEDES": "MECHE",
    "TERESA": "TERE",
    "SOCORRO": "COCO",
    "ROSALIA": "CHALIA",
    "MARGARITA": "MAGO RITA",
    "PEDRO": "PERICO",
    "JUAN": "JUANITO",
    "ANA": "ANITA",
    "JUANA": "JUANITA",
}
# What the package lacks of the English ones.
_ENGLISH: Final = {
    "KATHERINE": "KATIE",
    "CATHERINE": "KATIE",
    "KATHRYN": "KATIE",
    "BARBARA": "BARB",
    "MADISON": "MADDIE MADDY",
    "ISABELLA": "IZZY BELLA",
    "ELEANOR": "NELL",
}


def is_nickname_of(a: str, b: str) -> bool:
    """Whether one of the folded given names `a` and `b` is a nickname of the other."""
    related = _formal_of()
    return b in related.get(a, ()) or a in related.get(b, ())


def canonical(given: str) -> tuple[str, ...]:
    """The formal names that the folded given name `given` may stand for, itself among them."""
    return _canonical_of().get(given) or ((given,) if given else ())


@lru_cache(maxsize=1)
def _formal_of() -> dict[str, frozenset[str]]:
    """nickname -> its formal names."""
    formal: dict[str, set[str]] = {}
    for triplet in name_triplets():
        name, nickname = compact(triplet.name1), compact(triplet.name2)
        formal.setdefault(nickname, set()).add(name)
    for name, known in (*_SPANISH.items(), *_ENGLISH.items()):
        for nickname in known.split():
            formal.setdefault(nickname, set()).add(name)
    return {nickname: frozenset(names - {nickname}) for nickname, names in formal.items()}


@lru_cache(maxsize=1)
def _canonical_of() -> dict[str, tuple[str, ...]]:
    return {nickname: tuple(sorted({nickname, *names})) for nickname, names in _formal_of().items()}
