"""The claims that a pending statement may repeat.

They are looked for when the statement is found, again when it is opened, and again when it is
accepted: in between, others accept statements, and a person changes wording and speaker.
"""

from collections.abc import Collection

from django.utils.translation import gettext as _

from claims.matching import finding
from claims.matching.repeats import NEAREST, likely_repeats, probable_repeats
from claims.models import Candidate
from claims.models.matching import Scope
from newsroom.errors import Refused
from nlp.comparison import Statement
from sources.models import Speaker

MOST = 8  # shown


def of_candidate(candidate: Candidate, text: str, speaker: Speaker | None) -> list[int]:
    """Their numbers: those of now, most similar first, then those found with the statement."""
    statement = Statement(
        text, speaker.name if speaker else "", candidate.said_to, candidate.snapshot.source.language
    )
    alike = likely_repeats(text, speaker.pk if speaker else None)
    found = finding.likely(statement, Scope.WORKING, NEAREST)
    near = (match.claim for match in found if match.score >= finding.LEAST)
    return list(dict.fromkeys([*alike, *near, *candidate.likely_repeats]))[:MOST]


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
