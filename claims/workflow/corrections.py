"""Our own error corrected without a notice: the signed version stands while another takes its place."""

import json
import re
from calendar import day_name, month_name
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _

from claims.choices import ReasonKind, RoundOutcome
from claims.models import Claim, Review, Round
from claims.publication import publishing
from claims.workflow.minor_edits import affected
from newsroom.errors import refusal_by
from newsroom.models import User

# What may change without a notice; all else of a document, of an appearance, of evidence and of a source is
# an answer, a person, a quote or the checked number, or what they rest on.
_FREE = {"said_on", "topics", "reason_kind", "translations"}
_FREE_OF_SOURCES = {"uri", "kind", "title", "published_on", "language", "licence"}
_FREE_OF_EVIDENCE = {"consulted_on", "page", "timecode"}
_DATES = re.compile(rf"(?<![E\d])\d+|\b(?:{'|'.join([*month_name[1:], *day_name])})\b")


def why_with_notice(claim: Claim, by: User, reason_kind: str) -> str:
    """Why readers see a notice at once, in a sentence; empty where the person may do without."""
    if reason_kind != ReasonKind.OUR_ERROR:
        return refusal_by("without_notice_for_a_day").sentence
    if by.pk in _who_wrote_or_signed(claim):
        return _(
            "You wrote or signed this check. Another senior editor may correct it without a notice."
        )
    return ""


def _who_wrote_or_signed(claim: Claim) -> set[int | None]:
    signed = Round.objects.filter(claim=claim, outcome=RoundOutcome.SIGNED)
    people = signed.values_list("authors", "agreed", "proposed_by", "decided_by")
    return set(chain.from_iterable((*wrote, *agreed, *two) for wrote, agreed, *two in people))


def give_notice_if_needed(claim: Claim, review: Review, body: str) -> None:
    """Tell readers now where what is proposed changes more than may be corrected without a notice."""
    if review.notice_after is not None:
        signed = publishing.signed_round(claim)
        if signed is None or changes_more_than_a_slip(json.loads(signed.body), json.loads(body)):
            publishing.give_notice(claim)


def changes_more_than_a_slip(signed: Mapping[str, Any], proposed: Mapping[str, Any]) -> bool:
    """Whether two documents differ in an answer, a person, a quote or the checked number."""
    if _weighty(signed) != _weighty(proposed):
        return True
    stated = ((signed.get(key, ""), proposed.get(key, "")) for key in ("text", "summary"))
    undated = (
        (_DATES.sub("", old), _DATES.sub("", new))
        for old, new in zip(_explained(signed), _explained(proposed), strict=True)
    )
    return any(old != new and affected(old, new) for old, new in chain(stated, undated))


def _explained(body: Mapping[str, Any]) -> list[str]:
    """The texts in which a date or a digit may be wrong without being what was checked."""
    return [body["rationale"], *(each["description"] for each in body["evidence"])]


def _weighty(body: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **_without(body, {*_FREE, "text", "summary", "rationale"}),
        "appearances": [_of_source(each, ()) for each in body["appearances"]],
        "evidence": [
            _of_source(each, {*_FREE_OF_EVIDENCE, "description"}) for each in body["evidence"]
        ],
    }


def _of_source(part: Mapping[str, Any], free: Iterable[str]) -> dict[str, Any]:
    source = part["source"]
    return {**_without(part, free), "source": source and _without(source, _FREE_OF_SOURCES)}


def _without(part: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {key: value for key, value in part.items() if key not in names}
