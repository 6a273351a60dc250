"""manage.py doubtful: claims that say something which may not be so, each with the reason."""

import json
import re
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery, TextField
from django.utils import translation

from claims.choices import CONCLUDED, IndependenceBasis, LetterKind, ReplyState, Status
from claims.models import Appearance, Evidence, Publication, ReplyLetter, ReplyRequest, Review
from claims.publication.addresses import address
from newsroom.querysets import in_batches

# Verbs by which a text denies, and words by which a sentence does.
DENIES = (
    r"\m(den(y|ies|ied)|refut(e|es|ed)|reject(s|ed)?|disput(e|es|ed)|dismiss(es|ed)?|contradict(s|ed)?"
    r"|neg(ó|aron|ado|aba)|nieg(a|an)|desm(iente|ienten|intió|intieron|entido)|rechaz(a|an|ó|aron|ado)"
    r"|descart(a|an|ó|aron|ado)|nie(nt)?|ni(a|é|èrent)|dément(i|ent|it|irent)?)\M"
)
NEGATES = re.compile(
    r"\b(no|not|never|none|nobody|nothing|neither|nor|without|false|untrue|cannot|nunca|jamás|ni|nadie|nada"
    r"|ningún|ninguna|sin|fals[oa]s?|tampoco|ne|pas|jamais|aucune?|personne|faux|fausses?)\b|n['’]t\b|\bn['’]",
    re.IGNORECASE,
)
CHUNK = 500


class Command(BaseCommand):
    help = (
        "List claims in review, awaiting sign-off or concluded that may say what is not so: somebody counted as"
        " asked by a letter that was not sent or came back; a denial that stands as an assertion; evidence whose independence"
        " would be computed otherwise today. Changes nothing: two people correct each."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        with translation.override("en"):
            for claim_id, publication, reason in doubts():
                found += 1
                public = f"publication {publication}" if publication else "not public"
                page = address("claim-desk", claim_id)
                self.stdout.write(f"claim {claim_id}  {public}  {reason}  {page}")
        self.stdout.write(f"{found} to look at." if found else "Nothing to look at.")


def doubts() -> Iterator[tuple[int, int | None, str]]:
    """Number of the claim, of its current publication, if any, and what is doubtful."""
    yield from _letters()
    yield from _denials()
    yield from _independence()


def _at_work() -> Q:
    return Q(claim__status__in=[Status.IN_REVIEW, Status.AWAITING_SIGNOFF, *CONCLUDED])


def _publication(column: str) -> Any:
    current = Publication.objects.current().filter(claim_id=OuterRef("claim_id"))
    return Subquery(current.values(column)[:1])


def _letters() -> Iterator[tuple[int, int | None, str]]:
    letters = ReplyLetter.objects.filter(request=OuterRef("pk"), kind=LetterKind.REQUEST)
    unsent = ReplyRequest.objects.filter(
        _at_work(), Exists(letters), ~Exists(letters.went_out()), left_out=False
    )
    rows = unsent.annotate(publication=_publication("number"), body=_publication("body"))
    for each in in_batches(rows, CHUNK, "claim_id", "pk"):
        # Where the desk knows that nothing reached somebody, only what is published may say otherwise.
        if each.state != ReplyState.UNREACHED or (
            _says_asked(each.body, each.addressee) and not each.addressee_is_reached()
        ):
            reason = f"no letter to “{each.addressee}” was sent, or it came back"
            yield each.claim_id, each.publication, reason


def _says_asked(body: str | None, addressee: str) -> bool:
    reply = json.loads(body or "{}").get("reply") or {}
    return addressee in [
        reply.get("asked"),
        *(each["asked"] for each in reply.get("requests", ())),
    ]


def _denials() -> Iterator[tuple[int, int | None, str]]:
    denied = Appearance.objects.filter(_at_work(), verb__iregex=DENIES).select_related("claim")
    rows = denied.annotate(publication=_publication("number"))
    each: Any
    for each in in_batches(rows, CHUNK, "claim_id", "pk"):
        if not NEGATES.search(each.claim.text):
            yield (
                each.claim_id,
                each.publication,
                f"its source says “{each.verb}”, its wording asserts: “{each.claim.text}”",
            )


def _independence() -> Iterator[tuple[int, int | None, str]]:
    """Of the last review of each claim."""
    later = Review.objects.filter(claim=OuterRef("claim_id"), number__gt=OuterRef("review__number"))
    judged = Evidence.objects.exclude(independence="").filter(_at_work(), ~Exists(later))
    now = Func("pk", function="evidence_basis", output_field=TextField())
    rows = judged.annotate(publication=_publication("number"), now=now).exclude(
        independence=F("now")
    )
    for each in in_batches(rows, CHUNK, "claim_id", "pk"):
        yield (
            each.claim_id,
            each.publication,
            (
                f"E{each.number}: recorded as “{IndependenceBasis(each.independence).label}”, today"
                f" “{IndependenceBasis(each.now).label}”"
            ),
        )
