"""What two people sign of a signed claim without reopening it: a supplement, a minor edit, a translation."""

import json

from django.utils.translation import gettext as _

from claims.models import Relation, ReplyRequest, Review, Round, Translation
from claims.publication.document import first_reply, proposal, relation_body
from claims.publication.fields import filled
from claims.publication.representation import (
    ClaimBody,
    EvidenceBody,
    ReplyBody,
    ReviewTranslationBody,
    canonical,
)
from newsroom.choices import ApprovalKind
from newsroom.errors import Refused
from newsroom.models import Approval


def document(last: Round, approval: Approval) -> str:
    """The canonical document that two people sign of a signed claim without reopening it.

    It is the last signed one, and of the claim's rows only what they approved. Raises Refused.
    """
    signed: ClaimBody = json.loads(last.body)
    now: ClaimBody = json.loads(proposal(last.claim_id, last.attribution, last.status))
    if signed["speaker"]["id"] is None and now["speaker"]["id"] is not None:
        raise Refused(
            _(
                "The signed version withholds the name of a speaker who is no longer protected. Reopen."
            ),
            rule="signed_name_is_not_withheld",
        )
    return canonical({**signed, **_approved_parts(signed, now, last, approval)})


def _approved_parts(
    signed: ClaimBody, now: ClaimBody, last: Round, approval: Approval
) -> ClaimBody:
    given = approval.payload
    if approval.kind == ApprovalKind.CORRECT:
        return {"text": now["text"], "summary": now["summary"], "rationale": now["rationale"]}
    if "appearance" in given:
        added = now["appearances"][len(signed["appearances"]) :]
        return {
            "appearances": [*signed["appearances"], *added],
            "evidence": _judged_again(signed["evidence"], last.review),
        }
    if "external_review" in given:
        before, after = signed.get("external_reviews", []), now.get("external_reviews", [])
        # Nothing new for the public where a speaker is protected.
        return (
            {"external_reviews": [*before, after[-1]]}
            if after[-1:] and after[-1] not in before
            else {}
        )
    if "reply" in given:
        return {
            "reply": _with_one_reply(signed["reply"], now["reply"], last, given["reply"]["request"])
        }
    if "translation" in given:
        return {"translations": _with_translations(signed.get("translations", []), approval)}
    # The signed relations as they now read, and this one: what one person has confirmed since waits
    # for its own signature.
    new = relation_body(Relation.objects.get(pk=given["relation"]), last.claim_id)
    kept = {(each["claim"], each["relation"]) for each in signed["relations"]}
    return {
        "relations": [
            each
            for each in now["relations"]
            if each == new or (each["claim"], each["relation"]) in kept
        ]
    }


def _judged_again(pieces: list[EvidenceBody], review: Review) -> list[EvidenceBody]:
    """An appearance may cost evidence its independence."""
    rows = review.evidence.public().with_independence().order_by("pk")
    return [
        {**piece, "independence": row.independence_now}
        for piece, row in zip(pieces, rows, strict=True)
    ]


def _with_one_reply(signed: ReplyBody, now: ReplyBody, last: Round, request: int) -> ReplyBody:
    """The signed reply, with this one request as it is now. The others wait for a signature of their own."""
    before, after = signed.get("requests", []), now.get("requests", [])
    if len(before) > len(after):
        raise Refused(
            _(
                "The signed version says that we asked somebody whose letter came back. Reopen the"
                " claim."
            ),
            rule="signed_request_was_sent",
        )
    sent = ReplyRequest.objects.public().filter(claim=last.claim_id).order_by("sent_at", "pk")
    numbers = list(sent.values_list("pk", flat=True))
    requests = [
        before[at] if at < len(before) and number != request else after[at]
        for at, number in enumerate(numbers)
    ]
    return filled(ReplyBody, None, **{**signed, **first_reply(requests), "requests": requests})


def _with_translations(
    signed: list[ReviewTranslationBody], approval: Approval
) -> list[ReviewTranslationBody]:
    """What this approval adds or replaces among the signed ones, in the order of languages."""
    added: list[ReviewTranslationBody] = [
        {
            "language": each.language,
            "text": each.text,
            "summary": each.summary,
            "rationale": each.rationale,
        }
        for each in Translation.objects.filter(approval=approval)
    ]
    languages = {each["language"] for each in added}
    kept = [each for each in signed if each["language"] not in languages]
    return sorted([*added, *kept], key=lambda each: each["language"])
