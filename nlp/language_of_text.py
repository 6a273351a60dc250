"""The language that a text is in, by its letters and words.

py3langid knows 97 languages. Its model takes two seconds and 60 MB, so the process that reads texts
imports this module, and web servers don't.
"""

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from nlp.language import primary

LOOKED_AT = 20_000  # code points
ENOUGH = 40  # letters from which on a text's language is clear
LONG = 600  # letters from which on a clear text overrules what its page states
SURE = 0.95
LIKELY = 0.5

# Languages so close that one is easily taken for the other: what is stated of them stands.
_CLOSE = (
    {"no", "nb", "nn", "da"},
    {"hr", "bs", "sr", "sh", "me"},
    {"id", "ms", "jv"},
    {"cs", "sk"},
    {"pt", "gl", "es", "an", "ast"},
    {"ca", "oc"},
    {"hi", "mr", "ne"},
    {"tl", "fil"},
    {"zu", "xh"},
    {"af", "nl"},
    {"ru", "uk", "be", "bg", "mk"},
    {"fa", "ps", "ku", "ur"},
)
# Of these groups, languages that are distinguished once a text is long.
_TOLD_APART = ({"pt", "es"}, {"ru", "uk"}, {"hi", "ne"}, {"af", "nl"}, {"fa", "ur"})


def language_of(text: str, stated: str = "") -> str:
    """The language of a text, or an empty string: ``stated`` (BCP 47), unless the text is long and
    clearly in another one, or its own.
    """
    looked_at = text[:LOOKED_AT]
    letters = sum(map(str.isalpha, looked_at))
    if letters < (LONG if stated else ENOUGH):
        return stated
    found, probability = _identifier().rank(looked_at)[0]
    if not stated:
        return found if probability >= SURE else ""
    own = primary(stated)
    if found == own or probability < SURE or _close(found, own) or own not in _known():
        return stated
    middle = len(looked_at) // 2
    halves = {_identifier().rank(half)[0] for half in (looked_at[:middle], looked_at[middle:])}
    clear = all(language == found and sure >= SURE for language, sure in halves)
    return found if clear else stated


def likely_language_of(text: str) -> str:
    """The language in which a text is read while it is not clear in which it is; empty for no guess."""
    found, probability = _identifier().rank(text[:LOOKED_AT])[0]
    return found if probability >= LIKELY else ""


def _close(one: str, other: str) -> bool:
    pair = {one, other}
    return pair not in _TOLD_APART and any(pair <= group for group in _CLOSE)


# Hardly any news is written in these, and they are easily taken for their neighbours.
_RARE = frozenset({"an", "ia", "ie", "io", "vo"})


@cache
def _identifier() -> LanguageIdentifier:
    made = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    made.set_languages([each for each in made.labels if len(each) == 2 and each not in _RARE])
    return made


@cache
def _known() -> frozenset[str]:
    return frozenset(_identifier().labels)
