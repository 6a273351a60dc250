"""The documents of claims, read from the database: of working claims, or of what the public may read.

Of a published claim only what its publication says. A claim without a document is not found.
"""

import json
from collections import defaultdict
from collections.abc import Collection
from datetime import date

from claims.matching.document import Document
from claims.models import Claim, ExternalReview, Publication
from claims.models.matching import Scope

MOST_HEADINGS = 3  # of others' reviews; rarely has a claim more
LONGEST_HEADING = 400  # characters of a review's words


def read(scope: Scope, claims: Collection[int]) -> dict[int, Document]:
    """The documents of those claims that have one."""
    return _published(claims) if scope == Scope.PUBLIC else _working(claims)


def _working(claims: Collection[int]) -> dict[int, Document]:
    headings: dict[int, list[str]] = defaultdict(list)
    days: dict[int, list[date]] = defaultdict(list)
    reviews = ExternalReview.objects.filter(claim__in=claims).order_by("pk")
    for claim, words, day in reviews.values_list("claim", "rationale", "reviewed_on"):
        if words and len(headings[claim]) < MOST_HEADINGS:
            headings[claim].append(words[:LONGEST_HEADING])
        if day:
            days[claim].append(day)
    rows = Claim.objects.filter(pk__in=claims).values_list(
        *("pk", "text", "speaker__name", "note", "language", "said_to"),
        "import_record__external_id",
    )
    return {
        claim: Document(
            *(claim, text, speaker, " ".join(headings[claim]), note[:LONGEST_HEADING]),
            *(
                language,
                said_to,
                (*days[claim], *([said_to] if said_to else [])),
                external_id or "",
            ),
        )
        for claim, text, speaker, note, language, said_to, external_id in rows
    }


def _published(claims: Collection[int]) -> dict[int, Document]:
    rows = Publication.objects.listed().filter(claim__in=claims)
    found = {}
    for claim, text, body, language, said_to in rows.values_list(
        "claim", "text", "body", "language", "said_to"
    ):
        speaker = json.loads(body).get("speaker") or {}
        name = speaker.get("name") or speaker.get("description") or ""
        days = (said_to,) if said_to else ()
        found[claim] = Document(claim, text, name, language=language, said_on=said_to, days=days)
    return found
