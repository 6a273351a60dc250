"""What a claim says now: as the desk sees it, and as it would be published."""

from dataclasses import dataclass

from django.db import connection

from claims.models import Claim
from claims.publication import document
from claims.publication.representation import ClaimBody
from sources.models import Speaker

# The speakers: see ``Working.protected_speakers``. Where no name is protected, no text is searched.
_PROTECTED = """
SELECT CASE WHEN EXISTS (SELECT FROM sources_protectedname) THEN ARRAY(
         SELECT DISTINCT n.speaker_id
           FROM claims_claim c,
                LATERAL (SELECT %(body)s UNION SELECT (signed_round(c.id)).body) text(body),
                protected_names_in(body_words(text.body::jsonb)) n
          WHERE c.id = %(claim)s AND text.body IS NOT NULL AND NOT may_say(c.id, NULL, n)
            AND n.speaker_id <> ALL (merged_speakers(c.speaker_id))) END
"""


@dataclass(frozen=True)
class Working:
    """``present``: with private evidence and protected names; ``body``: the canonical body that would
    be published. ``protected_speakers``: protected speakers, other than its own, whose names this or
    the signed body says, where two people have not recorded that another person is meant.
    """

    present: ClaimBody
    body: str
    protected_speakers: list[Speaker]


def working(claim: Claim) -> Working:
    read = document.with_parts(Claim.objects.filter(pk=claim.pk)).get()
    body = document.proposed(read, read.attribution, read.status, document.label_now(read))
    with connection.cursor() as cursor:
        cursor.execute(_PROTECTED, {"claim": claim.pk, "body": body})
        (numbers,) = cursor.fetchone()
    speakers = Speaker.objects.filter(pk__in=numbers or []).order_by("pk")
    return Working(document.present(read), body, list(speakers))
