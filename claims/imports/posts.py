"""Titles, posts and other words by which more than one speaker may be called."""

from functools import lru_cache

from nlp.english import word_set
from sources.choices import SpeakerKind

_POSTS = word_set("""
    president minister governor senator congressman congresswoman congressperson representative deputy
    mayor justice secretary chancellor premier speaker leader chairman chairwoman chairperson chair ceo
    cfo coo director spokesman spokeswoman spokesperson official ambassador commissioner councillor
    councilman councilwoman councilmember treasurer sheriff attorney prosecutor general colonel captain
    admiral sergeant professor doctor candidate nominee incumbent mp mep mr mrs ms dr sir prof gov sen rep
    potus flotus vpotus queen princess founder owner host author journalist editor reporter activist
    lawyer economist adviser advisor aide member lawmaker legislator politician presidente presidenta
    ministro ministra gobernador gobernadora senador senadora diputado diputada alcaldesa concejal
    consejero consejera secretario secretaria portavoz vocera vocero canciller juez jueza fiscal
    vicepresidente vicepresidenta expresidente expresidenta exministro exministra directora
    candidato candidata periodista reina embajador embajadora líder jefe jefa rey ministre sénateur
    sénatrice député députée président présidente maire governador governadora deputado deputada
    vice-president vice-presidente prefeito prefeita
""")
_POSTS_OR_LAST_NAMES = word_set("king pope prince judge bishop marshal duke dean alcalde")
_ANY_POST = _POSTS | _POSTS_OR_LAST_NAMES
_BEFORE_POSTS = word_set("""
    our their his her my current acting then late new old first second vice prime chief us u.s uk eu
    american british house state white federal national foreign su primer primera nuevo nueva actual
    antiguo antigua ancien
""")
_NOBODYS = word_set("""
    government ministry party company department office police court parliament congress administration
    opposition state city council committee army union gobierno ministerio partido empresa policía
    tribunal parlamento congreso oposición ayuntamiento estado ejército sindicato
""")
_OPENS = word_set("the former ex el la los las un una")
_OF = word_set("of for from to at in on de del da do des du en para")


@lru_cache(maxsize=50_000)
def is_post(words: str, kind: str) -> bool:
    """Whether the words may mean others, too: a title or post, or of a person words without a last name."""
    parts = words.split()
    lower = [part.casefold().strip(".,") for part in parts]
    if not lower:
        return False
    if kind != SpeakerKind.PERSON:
        is_title = lower[0] in _ANY_POST and bool(lower[1:]) and lower[1] in _OF
        return is_title or _OPENS.union(_NOBODYS).issuperset(lower)
    return (
        parts[0].casefold() in _OPENS  # not "A. Reyes"
        or lower[0].startswith("ex-")
        or parts[-1].islower()
        or (
            lower[0] in _ANY_POST and (parts[0].endswith(",") or bool(_OF.intersection(lower[1:2])))
        )
        or lower[-1] in _POSTS
        or (_ANY_POST | _BEFORE_POSTS | _OF).issuperset(lower)
    )
