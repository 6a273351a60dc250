"""What a claim says now: as the desk sees it, and as it would be published."""

import json
from dataclasses import dataclass

from django.db import connection

from claims.choices import CONCLUDED
from claims.models import Claim
from claims.publication.representation import ClaimBody
from sources.models import Speaker

# The speakers: see ``Working.protected_speakers``. Where no name is protected, no text is searched.
_WORKING = """
WITH working AS MATERIALIZED (
  SELECT canonical_json(proposal_body(
    %(claim)s, %(status)s, %(attribution)s,
    CASE WHEN %(concluded)s THEN (signed_round(%(claim)s)).label_id END)) AS body
)
SELECT claim_body(%(claim)s, true), working.body,
       CASE WHEN EXISTS (SELECT FROM sources_protectedname) THEN ARRAY(
         SELECT DISTINCT n.speaker_id
           FROM claims_claim c,
                LATERAL (SELECT working.body UNION SELECT (signed_round(c.id)).body) text(body),
                protected_names_in(body_words(text.body::jsonb)) n
          WHERE c.id = %(claim)s AND text.body IS NOT NULL AND NOT may_say(c.id, NULL, n)
            AND n.speaker_id <> ALL (merged_speakers(c.speaker_id))) END
  FROM working
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
    values: dict[str, int | str] = {
        "claim": claim.pk,
        "status": claim.status,
        "attribution": claim.attribution,
        "concluded": claim.status in CONCLUDED,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WORKING, values)
        present, body, numbers = cursor.fetchone()
    speakers = Speaker.objects.filter(pk__in=numbers or []).order_by("pk")
    return Working(json.loads(present), body, list(speakers))
