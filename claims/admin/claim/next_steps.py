"""Who must do what before a claim is concluded, in plain sentences."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.admin.claim.state import ClaimState
from claims.choices import ReplyState, Status
from claims.models import Assent, Claim, Hold, ReplyRequest, Review, Round
from claims.workflow import assents, replies, review
from newsroom import approvals
from newsroom.admin.actions import Offer
from newsroom.choices import ApprovalKind
from newsroom.models import Approval, User
from newsroom.permissions import may, who_may

MOST = 6  # people named


def of(
    claim: Claim,
    open_review: Review | None,
    proposal: Round | None,
    unsettled_replies: Iterable[ReplyRequest] | None = None,
    offers: Iterable[Offer] = (),
    why_nobody_signs: str = "",
) -> list[str]:
    """Of an open claim, and of one with a reply that is still awaited; empty for others.

    ``unsettled_replies``: those of :func:`unsettled`, where they have been read. ``offers``: what the
    reader of the claim's page may do there: each step leads to the first of those that do it.
    ``why_nobody_signs``: of the proposal, in a sentence.
    """
    here = _offered(offers)
    if claim.status == Status.UNREVIEWED:
        step = _("An editor starts the review, or assigns it.")
        return [_leading(step, here, "start", "assign")]
    if proposal is not None:
        if why_nobody_signs:
            return [_leading(why_nobody_signs, here, "send-back")]
        first, *later = _until_signed(proposal)
        return [_leading(first, here, "sign", "agree"), *later]
    if claim.status == Status.WITHDRAWN:
        return []
    found = unsettled(claim) if unsettled_replies is None else unsettled_replies
    steps = [step for each in found if (step := _of_reply(each, claim))]
    if here:
        replies_here = _("The replies")
        steps = [format_html('{} <a href="#replies">{}</a>', each, replies_here) for each in steps]
    if claim.status == Status.IN_REVIEW and open_review is not None:
        step = _until_proposed(open_review)
        return [*steps, _leading(step, here, *_next_verbs(open_review))]
    return steps


def _next_verbs(open_review: Review) -> tuple[str, ...]:
    """The first of them that a person may do leads on."""
    if open_review.handed_in_at is not None:
        return ("propose",)
    if open_review.returned_for or not (open_review.summary or open_review.rationale):
        return ("write",)
    if not assents.why_reporter_may_not_propose(open_review, open_review.reviewer):
        return ("propose", "write")
    return ("propose", "hand-in", "write")


def _offered(offers: Iterable[Offer]) -> dict[str, Offer]:
    return {each.action.name: each for each in offers if not each.blocked}


def _leading(step: str, here: Mapping[str, Offer], *verbs: str) -> str:
    """The step with a link to the first of the actions that is offered, if any is."""
    offer = next((here[verb] for verb in verbs if verb in here), None)
    if offer is None:
        return step
    words = _("Go to “%(page)s”") % {"page": offer.action.label}
    return format_html('{} <a href="{}">{}</a>', step, offer.url, words)


def unsettled(claim: Claim) -> QuerySet[ReplyRequest]:
    """The replies that are awaited or that nobody was reached for, the one that is due first at the beginning."""
    found: QuerySet[ReplyRequest] = claim.reply_requests.unsettled().order_by("deadline")[:MOST]
    return found


def publish_no_answer() -> str:
    """The step as an action's label."""
    return _("Publish that no answer came (two people)")


def of_no_answers(
    unpublished: Iterable[ReplyRequest], requests: Iterable[Approval], by: User
) -> list[str]:
    """To publish that no answer came, of a signed claim, unless a request for that waits."""
    requested = {each.payload.get("reply", {}).get("request") for each in requests}
    found = [each for each in unpublished if each.pk not in requested]
    return [
        format_html(
            "{}: {}",
            each.addressee,
            _linked(publish_no_answer(), each.claim_id, "supplement-reply", by, request=each.pk),
        )
        for each in found[:MOST]
    ]


def of_holds(state: ClaimState, by: User, offers: Iterable[Offer] = ()) -> list[str]:
    """Who lifts each hold that stands, or what comes before any can be lifted. ``offers``: as in :func:`of`."""
    if state.why_not_lifted:
        return [_leading(state.why_not_lifted, _offered(offers), "reopen", "reinstate")]
    waiting = {
        each.payload["kind"]: each for each in state.requests if each.kind == ApprovalKind.LIFT_HOLD
    }
    return [_of_hold(each, waiting.get(each.kind), by) for each in state.holds]


def _of_hold(hold: Hold, request: Approval | None, by: User) -> str:
    kind = {"kind": hold.get_kind_display()}
    if request is None:
        sentence = _(
            "Two people lift the hold ({kind}): an editor {requests_it}, a senior editor approves it."
        )
        requests_it = _linked(_("requests it"), hold.claim_id, "lift-hold", by)
        return format_html(sentence, **kind, requests_it=requests_it)
    who = {"who": request.requested_by, **kind}
    people = approvals.who_may_approve(request)
    if not people:
        return format_html(
            _(
                "{who} requested to lift the hold ({kind}), and nobody else can approve it: {who}"
                " withdraws the request, and an editor requests it."
            ),
            **who,
        )
    url = reverse("admin:newsroom_approval_change", args=[request.pk])
    return format_html(
        _("{who} requested to lift the hold ({kind}). A senior editor {approves_it}: {people}."),
        **who,
        approves_it=format_html('<a href="{}">{}</a>', url, _("approves it")),
        people=_names(people),
    )


def _linked(words: str, claim_id: int, verb: str, by: User, **query: int) -> str:
    """The words, as a link to the verb's form for whoever may request an approval."""
    if not may(by, "request_approval"):
        return words
    url = reverse("admin:claims_claim_do", args=[claim_id, verb])
    return format_html('<a href="{}">{}</a>', f"{url}?{urlencode(query)}" if query else url, words)


def in_short(claim: Claim, open_review: Review | None, proposal: Round | None) -> str:
    """What the next step is, for a row of a list; takes no query if ``assents`` is prefetched."""
    if claim.status == Status.UNREVIEWED:
        return _("start the review")
    if proposal is None:
        is_handed_in = open_review is not None and open_review.handed_in_at is not None
        return _("propose or return it (an editor)") if is_handed_in else _("check and propose")
    given = list(proposal.assents.all())
    if proposal.panel:
        sentence = ngettext("panel: %(n)d agrees", "panel: %(n)d agree", len(given))
        return sentence % {"n": len(given)}
    if proposal.second_sign_off:
        steps = []
        if not any(not each.second for each in given):
            steps.append(_("sign (a senior editor)"))
        if not any(each.second for each in given):
            steps.append(_("second sign-off"))
        return "; ".join(steps)
    return _("sign (a senior editor)")


def of_reply_in_short(request: ReplyRequest) -> str:
    """The same for an awaited reply."""
    if request.deadline < timezone.now():
        return _("record the answer or that none came")
    return _("wait for the answer, or remind")


def _of_reply(request: ReplyRequest, claim: Claim) -> str:
    if request.state == ReplyState.UNREACHED:
        return _of_unreached(request, claim)
    who = {"who": request.addressee}
    if request.deadline < timezone.now():
        return (
            _("%(who)s: the deadline for a reply has passed. Record the answer or that none came.")
            % who
        )
    until = date_format(timezone.localtime(request.deadline), "DATETIME_FORMAT")
    return _("%(who)s: a reply is awaited until %(until)s.") % {**who, "until": until}


def _of_unreached(request: ReplyRequest, claim: Claim) -> str:
    who = {"who": request.addressee}
    if request.letters.on_their_way().exists():
        return _("%(who)s: the letter is on its way; nobody is asked before it is sent.") % who
    if request.addressee_is_reached():
        return ""
    if claim.concluded:
        if not replies.is_published_as_asked(request, claim):
            return ""
        sentence = _(
            "%(who)s: nothing that was sent reached them. The published version says that they were"
            " asked: reopen the claim."
        )
        return sentence % who
    sentence = _(
        "%(who)s was not reached, so nobody was asked. Ask again, or by other means; then leave this"
        " request out."
    )
    return sentence % who


def _until_proposed(open_review: Review) -> str:
    who = {"who": open_review.reviewer}
    if open_review.handed_in_at is not None:
        return _("%(who)s handed it in: an editor proposes a conclusion or returns it.") % who
    if may(open_review.reviewer, "propose"):
        return _("%(who)s checks it; then they or another editor propose a conclusion.") % who
    if not assents.why_reporter_may_not_propose(open_review, open_review.reviewer):
        return _("%(who)s checks it and proposes a conclusion.") % who
    return _("%(who)s checks it and hands it in; then an editor proposes a conclusion.") % who


def _until_signed(proposal: Round) -> list[str]:
    given = list(Assent.objects.standing(proposal.pk).select_related("person"))
    if proposal.panel:
        return _of_panel(proposal, given)
    signed = [each.person for each in given if not each.second]
    steps = [
        _("%(who)s signed; it is complete with the second sign-off.") % {"who": signed[0]}
        if signed
        else _to_sign(proposal)
    ]
    if proposal.second_sign_off:
        steps.append(_of_second(proposal, [each.person for each in given if each.second]))
    return steps


def _to_sign(proposal: Round) -> str:
    people = _some(review.who_may_sign(proposal))
    if not people:
        return _(
            "Nobody can sign this: every senior editor wrote part of it, declared a conflict of"
            " interest, or has left. Send it back, or name another senior editor."
        )
    sentence = _("A senior editor who wrote none of it signs it or sends it back: %(people)s.")
    return sentence % {"people": _names(people)}


def _of_second(proposal: Round, given: list[User]) -> str:
    policy = proposal.review.policy
    name = {"name": policy.second_sign_off if policy else ""}
    if given:
        return _("%(name)s: %(who)s agreed.") % {**name, "who": given[0]}
    people = _some(assents.who_may_agree(proposal))
    if not people:
        return (
            _(
                "%(name)s: nobody can give it. Two senior editors grant it to somebody, under People."
            )
            % name
        )
    return _("%(name)s: %(people)s agrees or objects.") % {**name, "people": _names(people)}


def _of_panel(proposal: Round, given: list[Assent]) -> list[str]:
    agreed = [each.person for each in given]
    unanswered = assents.who_may_agree(proposal).exclude(pk__in=[each.pk for each in agreed])
    steps = [_("Two of the panel agree, one of them a senior editor, and nobody objects.")]
    if agreed:
        steps.append(_("Agreed: %(people)s.") % {"people": _names(agreed)})
    if unanswered.exists():
        steps.append(_("Not yet answered: %(people)s.") % {"people": _names(unanswered)})
    seniors = who_may("sign").filter(pk__in=[each.pk for each in [*agreed, *unanswered]])
    if not seniors.exists() or len(agreed) + unanswered.count() < 2:
        steps.append(
            _("The panel can't decide any more: send it back, and propose with another panel.")
        )
    return steps


def _some(people: QuerySet[User]) -> list[User]:
    """As many as :func:`_names` needs."""
    return list(people[: MOST + 1])


def _names(people: Iterable[User]) -> str:
    named = [str(each) for each in list(people)[: MOST + 1]]
    return ", ".join(named if len(named) <= MOST else [*named[:MOST], "…"])
