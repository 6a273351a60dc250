"""What a question asks about: "Did Ana Nuñez say that 150 bridges were built?" is about 150 bridges.

English and Spanish, by their usual openings; everything else is returned as it is.
"""

import re

from nlp.attribution.cues import forms
from nlp.english import word_set

_VERBS = word_set("""
    say tell claim state announce declare assert write tweet post promise insist argue warn predict
    boast suggest admit
""")
_SAY = rf"(?:{'|'.join(sorted(form for verb in _VERBS for form in forms(verb)))})"
# Without "that" only these: as nouns others are in many statements ("the United States bombed …").
_SAID = r"(?:said|says|claimed|stated|announced|declared|asserted|wrote|tweeted)"
_DICE = (
    r"(?:dijo|dice|ha dicho|afirmó|afirma|aseguró|asegura|declaró|declara|anunció|anuncia|escribió)"
)
_WHO = r"(?P<speaker>[^,:;.?!]{2,80}?)"
_WHAT = r"(?P<statement>.+)"
_THAT = r"(?:(?:\s+[^\s,:;?!]+){0,3}?\s+that\s+|\s*[:,]\s*|\s+)"  # "told reporters that"
_CAPITAL = r"(?-i:[A-ZÀ-Þ])[^\s,:;?!]*"
_NAME = rf"(?P<speaker>(?:the\s+)?{_CAPITAL}(?:\s+(?:{_CAPITAL}|of|the|and|de|del|la|el|y|van|von|bin|al))*)"
_LABELS = "(?:breaking|claim|exclusive|fact|news|note|question|quote|statement|update|video|watch)"
_QUOTED = rf"{_WHAT}(?:,[”\"’»]?|[”\"’»],)\s+"
_OPENINGS = [
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        rf"(?:did|does|has|have|had)\s+{_WHO}\s+(?:(?:really|ever|actually|just)\s+)?{_SAY}{_THAT}{_WHAT}",
        rf"(?:is|was)\s+it\s+{_WHO}\s+who\s+{_SAY}{_THAT}{_WHAT}",
        rf"(?:what|when|where)\s+(?:did|does|has)\s+{_WHO}\s+{_SAY}\s+(?:about|on|of)\s+{_WHAT}",
        rf"(?:is|was)\s+it\s+(?:really\s+)?(?:true|a\s+fact|correct|right)\s+(?:that\s+)?{_WHAT}",
        rf"according\s+to\s+{_WHO},\s*{_WHAT}",
        rf"{_WHO}\s+{_SAID}{_THAT}{_WHAT}",
        rf"{_WHO}(?<!['’]s)\s+{_SAY}(?:\s+[^\s,:;?!]+){{0,3}}?\s+that\s+{_WHAT}",
        rf"(?!{_LABELS}:){_NAME}:\s+{_WHAT}",
        rf"{_QUOTED}{_NAME}\s+{_SAID}[.?]?",
        rf"{_QUOTED}(?:{_SAID}|{_DICE}|according\s+to|según)\s+{_NAME}[.?]?",
        rf"¿?\s*(?:es|era)\s+(?:cierto|verdad)\s+que\s+{_WHAT}",
        rf"¿?\s*(?:de\s+verdad\s+)?{_DICE}\s+{_WHO}\s+que\s+{_WHAT}",
        rf"según\s+{_WHO},\s*{_WHAT}",
        rf"{_WHO}\s+{_DICE}\s+que\s+{_WHAT}",
    )
]
_DENIES = re.compile(r"\b(?:not|never|n['’]t|no|nunca|jamás)\b", re.IGNORECASE)
LONGEST = 2_000  # characters


def read(text: str) -> str:
    """The statement that the text asks about or reports; else the text."""
    plain = " ".join(text.split())
    if len(plain) > LONGEST:
        return text
    for opening in _OPENINGS:
        found = opening.fullmatch(plain)
        if found is None:
            continue
        if _DENIES.search(found.groupdict().get("speaker") or ""):
            break  # "Ana Nuñez has never said …" reports no statement
        statement = found["statement"].strip(' ?¿"“”«»')
        if statement:
            return statement
    return text
