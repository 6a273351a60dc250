"""What a question asks about: "Did Ana Nuñez say that 150 bridges were built?" is about 150 bridges.

English and Spanish, by their usual openings; everything else is returned as it is.
"""

import re
from dataclasses import dataclass

_SAY = (
    r"(?:say|says|said|claim|claims|claimed|state|states|stated|announce|announces|announced|declare"
    r"|declares|declared|assert|asserts|asserted|write|writes|wrote|tweet|tweets|tweeted|post|posts|posted)"
)
# As nouns, too, the other forms are in many statements: "the United States bombed …".
_SAID = r"(?:said|says|claimed|stated|announced|declared|asserted|wrote|tweeted)"
_DICE = (
    r"(?:dijo|dice|ha dicho|afirmó|afirma|aseguró|asegura|declaró|declara|anunció|anuncia|escribió)"
)
_WHO = r"(?P<speaker>[^,:;.?!]{2,80}?)"
_WHAT = r"(?P<statement>.+)"
_OPENINGS = [
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        rf"(?:did|does|has|have|had)\s+{_WHO}\s+(?:(?:really|ever|actually|just)\s+)?{_SAY}\s+(?:that\s+)?{_WHAT}",
        rf"(?:what|when|where)\s+(?:did|does|has)\s+{_WHO}\s+{_SAY}\s+(?:about|on|of)\s+{_WHAT}",
        rf"(?:is|was)\s+it\s+(?:really\s+)?(?:true|a\s+fact|correct|right)\s+(?:that\s+)?{_WHAT}",
        rf"according\s+to\s+{_WHO},\s*{_WHAT}",
        rf"{_WHO}\s+{_SAID}(?:\s+that\s+|\s*[:,]\s*|\s+){_WHAT}",
        rf"¿?\s*(?:es|era)\s+(?:cierto|verdad)\s+que\s+{_WHAT}",
        rf"¿?\s*(?:de\s+verdad\s+)?{_DICE}\s+{_WHO}\s+que\s+{_WHAT}",
        rf"según\s+{_WHO},\s*{_WHAT}",
        rf"{_WHO}\s+{_DICE}\s+que\s+{_WHAT}",
    )
]
_DENIES = re.compile(r"\b(?:not|never|n['’]t|no|nunca|jamás)\b", re.IGNORECASE)
LONGEST = 2_000  # characters


@dataclass(frozen=True)
class Question:
    """``speaker``: the words for who is said to have said it; empty where nobody is named."""

    statement: str
    speaker: str = ""


def read(text: str) -> Question:
    """The statement that the text asks about or reports, and its speaker, if one is named."""
    plain = " ".join(text.split())
    if len(plain) > LONGEST:
        return Question(text)
    for opening in _OPENINGS:
        found = opening.fullmatch(plain)
        if found is None:
            continue
        who = (found.groupdict().get("speaker") or "").strip()
        if _DENIES.search(who):
            break  # "Ana Nuñez has never said …" reports no statement
        statement = found["statement"].strip(' ?¿"“”«»')
        if statement:
            return Question(statement, who)
    return Question(text)
