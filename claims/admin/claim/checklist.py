"""What a reviewer checks before a conclusion is proposed and signed, each line with what is missing."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.admin.claim.checks import checks_of
from claims.admin.claim.claimreview import export_of
from claims.admin.claim.evidence import Weighed, not_established, weighed
from claims.admin.claim.existing_rows import has_rows, if_any
from claims.admin.claim.state import ClaimState
from claims.choices import (
    AWAITED,
    CONCLUDED,
    Attribution,
    Bears,
    Direction,
    Nature,
    RelationState,
    ReplyState,
    Status,
)
from claims.models import Claim, Relation, ReplyRequest
from claims.presentation.prose import not_sought, post, request_words, when
from claims.workflow import conclusions
from newsroom.quotation import ends_as_sentence
from sources.choices import UNPOOLED, SpeakerKind
from sources.models import AnchorCheck, Source, Takedown

# Of the actions to which a line may link, the permission each needs.
PERMISSIONS = {
    "edit": "edit_claim",
    "write": "write_review",
    "add-appearance": "add_claim",
    "add-passage": "write_review",
    "add-record": "write_review",
    "ask-reply": "ask_for_reply",
}
NOT_RATED = (Nature.OPINION, Nature.PREDICTION)


@dataclass(frozen=True)
class Line:
    """``state``: done; missing, which prevents every conclusion; or look, which a person judges."""

    label: str
    state: str
    words: str
    url: str = ""  # where to change it
    verb: str = ""  # the action that changes it


def of(
    state: ClaimState, evidence: list[Weighed] | None = None, offered: Collection[str] = ()
) -> list[Line]:
    """The lines for an open review, in a fixed number of queries; none without a review.

    ``offered``: the actions that this person may use now, to which a line may link.
    """
    if state.review is None:
        return []
    if evidence is None:
        evidence = weighed(state.claim, state.review)
    return [
        replace(line, url=reverse("admin:claims_claim_do", args=[state.pk, line.verb]))
        if line.verb in offered
        else line
        for line in _lines(state, evidence)
    ]


def _lines(state: ClaimState, evidence: list[Weighed]) -> Iterator[Line]:
    claim = state.claim
    if is_no_sentence(claim.text):
        words = _(
            "Readers will see: “%(text)s”. Start with a capital letter and end with a full stop."
        )
        yield Line(_("Statement"), "look", words % {"text": claim.text}, verb="edit")
    label = _("Fact, opinion or prediction")
    if claim.nature:
        yield Line(label, "done", str(Nature(claim.nature).label))
    else:
        yield Line(label, "missing", _("Not stated yet."), verb="edit")
    appearances = list(
        claim.appearances.select_related("snapshot__source")
        .defer("snapshot__text", "snapshot__metadata")
        .annotate(quotes=Count("anchors"), is_taken_down=Takedown.objects.standing().of("snapshot"))
    )
    yield _quotes(claim, appearances)
    public = [each.evidence for each in evidence if not each.evidence.private]
    sources = [
        *(each.snapshot.source for each in appearances),
        *(piece.source for piece in public if piece.source is not None),
    ]
    if (unstated := _unstated(sources)) is not None:
        yield unstated
    label = _("Public summary")
    if state.review is not None and state.review.summary.strip():
        yield Line(label, "done", state.review.summary)
    else:
        yield Line(label, "missing", _("Not written yet."), verb="write")
    label = _("Public rationale")
    if state.review is not None and state.review.rationale.strip():
        numbers = {f"E{each.evidence.number}": each.evidence.private for each in evidence}
        lacking = next(conclusions.footnotes_lack(state.review.rationale, numbers), None)
        why_not = lacking.sentence if lacking else ""
        yield Line(label, "missing" if why_not else "done", why_not or _("written"), verb="write")
    else:
        yield Line(label, "missing", _("Not written yet."), verb="write")
    yield _independent(claim, evidence)
    label = _("Primary evidence that it was said")
    if any(map(_is_primary, evidence)):
        yield Line(label, "done", _("held or consulted"))
    else:
        words = _("None: the attribution can be %(reported)s, not %(confirmed)s.")
        words %= {
            "reported": Attribution.REPORTED.word_and_public,
            "confirmed": Attribution.CONFIRMED.word_and_public,
        }
        yield Line(label, "look", words, verb="add-record")
    yield _reply(state, claim)
    if claim.speaker.kind == SpeakerKind.PERSON:
        yield _role(state)
    day = when(claim.said_from, claim.said_to, claim.said_basis, claim.said_note)
    done = "done" if claim.said_from else "look"
    yield Line(_("Day it was said"), done, day, verb="" if claim.said_from else "edit")
    yield _relations(claim)
    # Without a proposal there is no rating to export.
    if (export := export_of(state.round)) is not None:
        words = " ".join(export.blocked) or export.rating
        yield Line(_("ClaimReview"), "look" if export.blocked else "done", words)


def is_no_sentence(text: str) -> bool:
    """Whether it begins with a lower-case letter, or does not end as a sentence does."""
    return text.strip()[:1].islower() or not ends_as_sentence(text)


def _page(claim: Claim, part: str) -> str:
    return f"{reverse('admin:claims_claim_change', args=[claim.pk])}#{part}"


def _quotes(claim: Claim, appearances: Sequence[Any]) -> Line:
    label = _("Quotes anchored")
    if not appearances or not all(each.quotes for each in appearances):
        return Line(label, "missing", _("No quote is anchored."), verb="add-appearance")
    if has_rows(claim, AnchorCheck) and checks_of(claim.pk).unsettled().exists():
        words = _("A source has changed its words since. Say what that means for the claim.")
        return Line(label, "look", words, _page(claim, "changes"))
    if any(each.is_taken_down for each in appearances):
        words = _("A snapshot is taken down: its quotes are hidden from the public.")
        return Line(label, "look", words, _page(claim, "appearances"))
    quotes = sum(each.quotes for each in appearances)
    words = ngettext("%(n)d quote, unchanged", "%(n)d quotes, unchanged", quotes) % {"n": quotes}
    return Line(label, "done", words)


def _unstated(sources: Iterable[Source]) -> Line | None:
    """What readers will not read of the sources; None where nothing lacks."""
    found = {
        source: ", ".join(
            str(label)
            for label, value in (
                (_("no title"), source.title),
                (_("no publisher"), source.publisher_id),
                (_("no date"), source.published_on),
            )
            if not value
        )
        for source in sources
    }
    unstated = {source: words for source, words in found.items() if words}
    if not unstated:
        return None
    url = reverse("admin:sources_source_change", args=[next(iter(unstated)).pk])
    words = "; ".join(f"{source}: {words}" for source, words in unstated.items())
    return Line(_("Sources"), "look", words, url)


def _independent(claim: Claim, evidence: list[Weighed]) -> Line:
    label = _("Independent evidence")
    counted = [each.evidence.direction for each in evidence if each.counts_for_rating]
    supports, refutes = counted.count(Direction.SUPPORTS), counted.count(Direction.REFUTES)
    unclear = not_established(evidence)
    if supports or refutes or unclear:
        words = _("%(supports)d supporting, %(refutes)d refuting") % {
            "supports": supports,
            "refutes": refutes,
        }
        if not unclear:
            return Line(label, "done", words)
        words += ". " + _("Independence not established, so it doesn’t count: %(evidence)s.") % {
            "evidence": "; ".join(each.evidence.description for each in unclear)
        }
        return Line(label, "look", words, _page(claim, "evidence"))
    if claim.nature in NOT_RATED:
        return _not_needed(label)
    words = _(
        "No public one on whether it is true: neither %(verified)s nor %(refuted)s is possible."
    )
    return Line(label, "look", words % _ratings(), verb="add-passage")


def _ratings() -> dict[str, str]:
    """Each rating by its own word with its public label, as the form for a conclusion has it."""
    return {each.value: each.word_and_public for each in map(Status, CONCLUDED)}


def _not_needed(label: str) -> Line:
    return Line(label, "done", _("not needed: only facts are rated"))


def _is_primary(each: Weighed) -> bool:
    evidence = each.evidence
    supports = evidence.bears_on == Bears.SAID and evidence.direction == Direction.SUPPORTS
    return supports and evidence.primary and not evidence.private


def _reply(state: ClaimState, claim: Claim) -> Line:
    label = _("Reply sought")
    of_claim = if_any(claim, ReplyRequest, lambda: claim.reply_requests.filter(left_out=False))
    unreached = [each for each in of_claim if each.state == ReplyState.UNREACHED]
    requests = [each for each in of_claim if each.state != ReplyState.UNREACHED]
    if waiting := [each for each in requests if each.state in AWAITED]:
        if state.review is not None and state.review.reply_not_awaited:
            words = _("Awaited. The public reads why it is concluded before: “%(why)s”")
            return Line(label, "look", words % {"why": state.review.reply_not_awaited})
        words = _("Awaited: %(whom)s.") % {"whom": ", ".join(each.addressee for each in waiting)}
        return Line(label, "missing", words, _page(claim, "replies"))
    if requests:
        return Line(label, "done", ", ".join(map(request_words, requests)))
    reason = state.review.reply_not_sought if state.review is not None else ""
    if unreached:
        whom = {"whom": ", ".join(each.addressee for each in unreached)}
        words = _("Not reached, so nobody was asked: %(whom)s.") % whom
        return Line(label, "look" if reason else "missing", words, _page(claim, "replies"))
    if reason:
        return Line(label, "done", not_sought(reason))
    if claim.nature in NOT_RATED:
        return _not_needed(label)
    if claim.speaker.kind in UNPOOLED:
        return Line(label, "done", _("no speaker is named who could be asked"))
    words = _("Neither sought nor explained why not. %(refuted)s and %(mixed)s need it.")
    return Line(label, "look", words % _ratings(), verb="ask-reply")


def _role(state: ClaimState) -> Line:
    label = _("Role held then")
    if role := post(state.working.present["speaker"]["role"]):
        return Line(label, "done", role)
    url = reverse("admin:sources_speaker_change", args=[state.claim.speaker_id])
    return Line(label, "look", _("No role is known for the day it was said."), url)


def _relations(claim: Claim) -> Line:
    label = _("Relations decided")
    suggested = Relation.objects.of(claim.pk).filter(state=RelationState.SUGGESTED)
    suggested_by = if_any(
        claim, Relation, lambda: suggested.values_list("suggested_by", flat=True)[:100]
    )
    waiting = len(suggested_by)
    if not waiting:
        return Line(label, "done", _("none waits"))
    words = ngettext("%(n)d is suggested, not decided", "%(n)d are suggested, not decided", waiting)
    # What a method suggests has a place of its own.
    place = "seen-before" if None in suggested_by else "relations"
    return Line(label, "look", words % {"n": waiting}, _page(claim, place))
