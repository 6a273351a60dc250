"""Whether a statement is a fact, an opinion or a prediction, by the signs that it carries."""

import re

from claims.choices import Nature

_PREDICTS = re.compile(
    r"\b(?:will|won['’]t|shall|would|wouldn['’]t|['’]ll|going\sto|about\sto|plans?\sto|intends?\sto"
    r"|expects?|expected\sto|predicts?|forecasts?|vows?|pledges?|promises?|aims?\sto)\b",
    re.IGNORECASE,
)
_JUDGES = re.compile(
    r"\b(?:should|shouldn['’]t|must|ought\sto|in\smy\sview|I\s(?:think|believe|feel)|my\ssense"
    r"|best|worst|great|terrible|wonderful|horrible|disgraceful|outrageous|unacceptable)\b",
    re.IGNORECASE,
)


def nature_of(content: str, verb: str = "") -> Nature | str:
    """fact, opinion or prediction; empty where there is no telling."""
    if _PREDICTS.search(content):
        return Nature.PREDICTION
    if _JUDGES.search(content):
        return Nature.OPINION
    return Nature.FACT if len(content.split()) > 3 else ""
