"""The claims that a pending statement may repeat.

They are looked for when the statement is found, again when it is opened, and again when it is
accepted: in between, others accept statements, and a person changes wording and speaker.
"""

from collections.abc import Collection

from django.utils.translation import gettext as _

from claims.matching import embedding, finding
from claims.matching.repeats import NEAREST, likely_repeats, probable_repeats
from claims.models import Candidate
from claims.models.matching import Scope
from newsroom.errors import Refused
from nlp.comparison import Both, Reading, Statement
from sources.models import Speaker

MOST = 8  # shown
COMPARED = 20  # of which those that count the same are shown, too
COUNTED = 3  # of those, at most
IN_COMMON = 2  # words of statements that count the same
# Who was killed is counted in these words.
_LIVES = frozenset(("deaths", "dead", "fatalities", "people", "persons", "victims", "lives"))


def of_candidate(candidate: Candidate, text: str, speaker: Speaker | None) -> list[int]:
    """Their numbers: those of now, most similar first, those that count the same, then those found
    with the statement."""
    statement = Statement(
        text, speaker.name if speaker else "", candidate.said_to, candidate.snapshot.source.language
    )
    alike = likely_repeats(text, speaker.pk if speaker else None)
    found = finding.find_in_any_wording(statement, Scope.WORKING, COMPARED, embedding.PATIENCE)
    near = [match.claim for match in found[:NEAREST] if match.score >= finding.LEAST]
    similar = list(dict.fromkeys([*alike, *near]))
    counted = [
        match.claim for match in found if match.claim not in similar and _count_the_same(match)
    ][:COUNTED]
    first = [*similar[: MOST - len(counted)], *counted]
    return list(dict.fromkeys([*first, *candidate.likely_repeats]))[:MOST]


def _count_the_same(match: finding.Match) -> bool:
    """Whether both give a number of one thing and have more in common: "the strikes killed 180 known
    people", "150 known deaths in strikes"."""
    other = Reading(Statement(match.document.statement, language=match.document.language))
    if not _counted(match.reading) & _counted(other):
        return False
    qualified = bool(_qualifiers(match.reading) & _qualifiers(other))
    return len(Both(match.reading, other).common) + qualified >= IN_COMMON


def _qualifiers(reading: Reading) -> set[str]:
    return {each.qualifier.casefold() for each in reading.quantities if each.qualifier}


def _counted(reading: Reading) -> set[str]:
    things = {each.counted.casefold() for each in reading.quantities if each.counted}
    return things | ({"deaths"} if things & _LIVES else set())


def refuse_unseen(text: str, speaker_id: int, shown: Collection[int]) -> None:
    """Raise Refused where a claim that probably says the same was not shown to the person."""
    unseen = [number for number in probable_repeats(text, speaker_id) if number not in shown]
    if unseen:
        raise Refused(
            _(
                "This probably repeats claim %(number)s. Compare them below: add it as an appearance"
                " of that, or accept it again if it is another claim."
            ),
            rule="candidate_may_repeat",
            number=unseen[0],
        )
