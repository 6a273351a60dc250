"""What a source's verb does to the words it introduces: states, denies or rejects them.

Told by the verb as the text has it ("denied", "ha desmentido", "called the report false"), so that it holds
for what was read from a text and for what a person marked.
"""

import re
from enum import StrEnum


class Stance(StrEnum):
    STATED = "stated"
    DENIED = "denied"  # said to be false
    REJECTED = "rejected"  # disputed or dismissed, which need not mean false


_AUXILIARY = (
    r"(?:(?:ha[ns]?|hab[ií]an?|haya[ns]?|a|ont|avait|avaient|aurait|auraient)\s(?:\S+\s){0,3})?"
)
_FALSE = (
    r"(?:false|untrue|lies?|fake|fakes|fabricat(?:ed|ions?)|fiction|fictitious|falsehoods?|hoax|fake news"
    r"|fals[oa]s?|mentiras?|bulos?|faux|fausses?|mensong(?:es?|ers?|ères?))"
)
_DENIES = re.compile(
    rf"{_AUXILIARY}(?:den(?:y|ies|ied|ying|ials?)"
    r"|n(?:egar|ieg[ae]n?|egó|egaron|egaban?|egado|egando|egarán?)|desm(?:ent|int|ient)\w+"
    r"|ni(?:e|ent|a|èrent|ait|aient|era|eront|é|ant|er)(?:-\w+){0,2}"
    r"|dém(?:ent|enti|entent|entait|entaient|entit|entirent|entira|entiront|entir|entant)(?:-\w+){0,2})"
    rf"|(?:call|label|brand|deem|dub|term|declar|pronounc|describ|characteri|denounc|calific|tach|tild"
    rf"|(?:(?:ha[ns]?|a|ont)\s(?:\S+\s)?)?(?:calific|tach|tild|qualifi|trait)).*\b{_FALSE}",
    re.IGNORECASE,
)
_REJECTS = re.compile(
    rf"{_AUXILIARY}(?:reject\w*|dismiss\w*|disput\w+|refut\w+|rebut\w*|réfut\w+|repudiat\w+|contradict\w*"
    r"|disavow\w*|contest(?:s|ed|ing|e|ent|é|ait|aient|ant|er)?(?:-\w+){0,2}|rechaz\w+|rechac\w+"
    r"|descart\w+|rebat\w+|rejet\w+|récus\w+|écart\w+|disagree\w*|ruled out|rules out|ruling out)"
    r"|(?:call|label|brand|deem|dub|term|declar|pronounc|describ|characteri|denounc).*\b"
    r"(?:baseless|groundless|unfounded|nonsense|absurd|ridiculous|ludicrous|without merit|bogus|wrong)",
    re.IGNORECASE,
)


def stance_of(verb: str) -> Stance:
    words = " ".join(verb.split()).strip("“”„«»\"'‘’., ")
    if _DENIES.fullmatch(words):
        return Stance.DENIED
    return Stance.REJECTED if _REJECTS.fullmatch(words) else Stance.STATED
