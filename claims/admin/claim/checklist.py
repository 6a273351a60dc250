"""What to look at before a conclusion is proposed and signed: computed, each line with what is missing."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.admin.claim.checks import checks_of
from claims.admin.claim.claimreview import export_of
from claims.admin.claim.evidence import Weighed, weighed
from claims.admin.claim.state import ClaimState
from claims.choices import Bears, Direction, Nature, RelationState
from claims.models import Claim, Relation
from claims.presentation.prose import reply_of, when
from claims.publication import representation
from sources.choices import UNPOOLED, SpeakerKind
from sources.models import Takedown

NOT_RATED = (Nature.OPINION, Nature.PREDICTION)


@dataclass(frozen=True)
class Line:
    """``state``: done; missing, which keeps every conclusion; or look, which a person judges."""

    label: str
    state: str
    words: str
    url: str = ""  # where it is mended
    verb: str = ""  # by which verb it is mended


def of(
    state: ClaimState, evidence: list[Weighed] | None = None, offered: Collection[str] = ()
) -> list[Line]:
    """The lines for an open review, in a fixed number of queries; none where none is open.

    ``offered``: the verbs that this person may use now, to which a line may lead.
    """
    if state.review is None:
        return []
    if evidence is None:
        evidence = weighed(state.review)
    found = Claim.objects.filter(pk=state.pk).select_related("speaker")
    claim = found.prefetch_related("speaker__roles__organisation").get()
    lines = _lines(state, claim, evidence)
    return [
        replace(line, url=_do(claim, line.verb)) if line.verb in offered else line for line in lines
    ]


def _lines(state: ClaimState, claim: Claim, evidence: list[Weighed]) -> Iterator[Line]:
    yield _nature(claim)
    yield _quotes(claim)
    yield _rationale(state)
    yield _independent(claim, evidence)
    yield _primary(evidence)
    yield _reply(state, claim)
    if claim.speaker.kind == SpeakerKind.PERSON:
        yield _role(claim)
    yield _day(claim)
    yield _relations(claim)
    if (line := _export(state)) is not None:
        yield line


def _do(claim: Claim, verb: str) -> str:
    return reverse("admin:claims_claim_do", args=[claim.pk, verb])


def _page(claim: Claim, part: str) -> str:
    return f"{reverse('admin:claims_claim_change', args=[claim.pk])}#{part}"


def _nature(claim: Claim) -> Line:
    label = _("Fact, opinion or prediction")
    if claim.nature:
        return Line(label, "done", str(Nature(claim.nature).label))
    return Line(label, "missing", _("Not said yet."), verb="edit")


def _quotes(claim: Claim) -> Line:
    label = _("Quotes, where they were")
    appearances = list(claim.appearances.annotate(quotes=Count("anchors")))
    if not appearances or not all(each.quotes for each in appearances):
        return Line(label, "missing", _("No quote is anchored."), verb="add-appearance")
    if checks_of(claim.pk).unsettled().exists():
        words = _("A source no longer has the words so. Say what that means.")
        return Line(label, "look", words, _page(claim, "changes"))
    down = Takedown.objects.standing().filter(
        snapshot__in=[each.snapshot_id for each in appearances]
    )
    if down.exists():
        words = _("A snapshot is taken down: the public won't read its words.")
        return Line(label, "look", words, _page(claim, "appearances"))
    quotes = sum(each.quotes for each in appearances)
    words = ngettext("%(n)d quote, unchanged", "%(n)d quotes, unchanged", quotes) % {"n": quotes}
    return Line(label, "done", words)


def _rationale(state: ClaimState) -> Line:
    label = _("Public rationale")
    if state.review is not None and state.review.rationale.strip():
        return Line(label, "done", _("written"))
    return Line(label, "missing", _("Not written yet."), verb="write")


def _independent(claim: Claim, evidence: list[Weighed]) -> Line:
    label = _("Independent evidence")
    counted = [each.evidence.direction for each in evidence if each.counts_for_rating]
    supports, refutes = counted.count(Direction.SUPPORTS), counted.count(Direction.REFUTES)
    if supports or refutes:
        words = _("%(supports)d supporting, %(refutes)d refuting") % {
            "supports": supports,
            "refutes": refutes,
        }
        return Line(label, "done", words)
    if claim.nature in NOT_RATED:
        return Line(label, "done", _("not needed: only facts are rated"))
    words = _("None in public on whether it is so: it can be neither verified nor refuted.")
    return Line(label, "look", words, verb="add-passage")


def _primary(evidence: list[Weighed]) -> Line:
    label = _("Primary evidence that it was said")
    held = [
        each.evidence
        for each in evidence
        if each.evidence.bears_on == Bears.SAID
        and each.evidence.direction == Direction.SUPPORTS
        and each.evidence.primary
        and not each.evidence.private
    ]
    if held:
        return Line(label, "done", _("held or consulted"))
    return Line(label, "look", _("None: it can be said to be reported, not confirmed."))


def _reply(state: ClaimState, claim: Claim) -> Line:
    label = _("Reply sought")
    given = reply_of(state.review)
    if given:
        return Line(label, "done", given)
    if claim.nature in NOT_RATED:
        return Line(label, "done", _("not needed: only facts are rated"))
    if claim.speaker.kind in UNPOOLED:
        return Line(label, "done", _("nobody is named who could be asked"))
    words = _("Neither sought nor said why not. Refuted or mixed needs it.")
    return Line(label, "look", words, verb="write")


def _role(claim: Claim) -> Line:
    label = _("Role held then")
    role = representation.role_then(claim)
    if role is not None:
        return Line(label, "done", str(role))
    words = _("No post is known that was surely held when it was said.")
    return Line(
        label, "look", words, reverse("admin:sources_speaker_change", args=[claim.speaker_id])
    )


def _day(claim: Claim) -> Line:
    label = _("Day it was said")
    words = when(claim.said_from, claim.said_to, claim.said_basis, claim.said_note)
    if claim.said_from:
        return Line(label, "done", words)
    return Line(label, "look", words, verb="edit")


def _relations(claim: Claim) -> Line:
    label = _("Relations decided")
    waiting = len(
        Relation.objects.of(claim.pk).filter(state=RelationState.SUGGESTED).values_list("pk")[:100]
    )
    if not waiting:
        return Line(label, "done", _("none waits"))
    words = ngettext("%(n)d is suggested, not decided", "%(n)d are suggested, not decided", waiting)
    return Line(label, "look", words % {"n": waiting}, _page(claim, "relations"))


def _export(state: ClaimState) -> Line | None:
    """Only of a proposal: without a rating there is nothing to give to other machines."""
    export = export_of(state.round)
    if export is None:
        return None
    label = _("ClaimReview")
    if export.blocked:
        return Line(label, "look", " ".join(export.blocked))
    return Line(label, "done", export.rating)
