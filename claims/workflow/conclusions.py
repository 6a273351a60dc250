"""What a conclusion needs: asked by the checklist, by the proposal and by the signature."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import Exists, OuterRef, prefetch_related_objects
from django.utils.translation import gettext as _

from claims.choices import (
    AWAITED,
    Attribution,
    Bears,
    Direction,
    EvidenceKind,
    IndependenceBasis,
    Nature,
    ReviewState,
    Status,
)
from claims.locking import sql_scalar
from claims.models import Anchor, Appearance, Evidence, ReplyLetter, Review
from claims.workflow import listening
from newsroom.errors import Refused, refusal_by
from sources.archived_copies import is_at_archive_today
from sources.choices import SpeakerKind

_FOOTNOTE = re.compile(r"\[\^([^\]\n]{0,40})\]")
_NAMED = (SpeakerKind.PERSON, SpeakerKind.ORGANISATION, SpeakerKind.GROUP)
_MARKS = " .!\"'“”„«»‘’‚"  # round a sentence they make no difference


class Piece(NamedTuple):
    """Public evidence, as far as a conclusion can rest on it."""

    bears_on: str
    direction: str
    basis: str  # IndependenceBasis, as it would be judged now
    counts: bool  # as independent
    shows_words: bool  # primary, in the original language
    at_archive_today: bool


class Grounds(NamedTuple):
    """What a review has, for :func:`lacks`."""

    review: Review
    pieces: list[Piece]
    numbers: dict[str, bool]  # of the evidence, as footnotes cite it; whether it is private
    appearances: int
    unanchored_appearances: int
    unanchored_passages: int
    only_repeats: bool
    names_contact: bool
    requests: dict[int, str]  # the state of each request that has reached somebody
    letter_is_on_its_way: bool


def grounds(review: Review) -> Grounds:
    """Reads them, in a number of queries that doesn't grow with the evidence."""
    claim = review.claim
    evidence = list(
        review.evidence.with_independence()
        .select_related("source", "anchor__snapshot")
        .defer("anchor__snapshot__text", "anchor__snapshot__metadata")
        .order_by("pk")
    )
    calculations = [each for each in evidence if each.kind == EvidenceKind.CALCULATION]
    prefetch_related_objects(calculations, "inputs")
    quotes = Anchor.objects.filter(appearance=OuterRef("pk"))
    appearances = list(
        Appearance.objects.filter(claim=claim)
        .select_related("snapshot")
        .defer("snapshot__text", "snapshot__metadata")
        .annotate(is_anchored=Exists(quotes))
    )
    translated = {each.snapshot.source_id for each in appearances if each.translated_from}
    words = [review.summary, review.rationale, review.reply_not_sought, review.reply_not_awaited]
    words += [str(value) for harm in review.harms or [] for value in harm.values()]
    for piece in evidence:
        if not piece.private:
            words += [piece.description, piece.contacted, piece.independence_reason]
    requests = claim.reply_requests.public()
    letters = ReplyLetter.objects.on_their_way().filter(claim=claim, request__left_out=False)
    return Grounds(
        review=review,
        pieces=[_piece(each, translated) for each in _public(evidence)],
        numbers={f"E{each.number}": each.private for each in evidence},
        appearances=len(appearances),
        unanchored_appearances=sum(not each.is_anchored for each in appearances),
        unanchored_passages=sum(
            each.kind == EvidenceKind.PASSAGE and not hasattr(each, "anchor") for each in evidence
        ),
        only_repeats=sql_scalar(
            "SELECT fold(%s) = fold(%s)", review.summary.strip(_MARKS), claim.text.strip(_MARKS)
        ),
        names_contact=sql_scalar(
            "SELECT EXISTS (SELECT FROM claims_replyrequest q"
            " WHERE q.claim_id = %s AND names_press_contact(q, %s))",
            *(claim.pk, "\n".join(words)),
        ),
        requests=dict(requests.values_list("pk", "state")),
        letter_is_on_its_way=letters.exists(),
    )


def _public(evidence: list[Evidence]) -> Iterator[Evidence]:
    """Not private; a calculation needs at least one public input. Inputs come before what is made of them."""
    public: set[int] = set()
    for each in evidence:
        is_calculated = each.kind == EvidenceKind.CALCULATION
        inputs = {needed.pk for needed in each.inputs.all()} if is_calculated else set()
        if not each.private and (not inputs or inputs & public):
            public.add(each.pk)
            yield each


def _piece(row: Evidence, translated: set[int]) -> Piece:
    quote = getattr(row, "anchor", None)
    addresses = (row.source and row.source.uri, quote and quote.snapshot.consulted_url)
    judged = row.independence_now  # type: ignore[attr-defined]
    return Piece(
        bears_on=row.bears_on,
        direction=row.direction,
        basis=judged["basis"],
        counts=judged["counts"],
        # The source in which the words stand translated does not hold the original.
        shows_words=row.primary and row.source_id not in translated,
        at_archive_today=any(is_at_archive_today(each or "") for each in addresses),
    )


def lacks(found: Grounds, attribution: str, status: str) -> Iterator[Refused]:
    """A refusal for each rule that the conclusion breaks, the first to be said first."""
    yield from _review_lacks(found)
    yield from _answers_lack(found, attribution, status)
    yield from _replies_lack(found, status)
    # Of what is signed already the words stay, also where there was no summary yet.
    if found.review.state == ReviewState.OPEN:
        yield from _words_lack(found)
        yield from footnotes_lack(found.review.rationale, found.numbers)


def require(review: Review, attribution: str, status: str) -> None:
    """Raises the first refusal."""
    for refused in lacks(grounds(review), attribution, status):
        raise refused


def _review_lacks(found: Grounds) -> Iterator[Refused]:
    if not found.review.rationale.strip():
        yield Refused(_("Write the public rationale first."), rule="conclusion_says_why")
    if not found.appearances:
        sentence = _("Anchor the claim in a snapshot first: it has no appearance.")
        yield Refused(sentence, rule="conclusion_has_an_appearance")
    if found.unanchored_appearances:
        sentence = _("An appearance of the claim has no quote anchored in its snapshot.")
        yield Refused(sentence, rule="appearance_is_anchored")
    if found.unanchored_passages:
        sentence = _("A passage in the evidence has no quote anchored in its snapshot.")
        yield Refused(sentence, rule="passage_is_anchored")


def _answers_lack(found: Grounds, attribution: str, status: str) -> Iterator[Refused]:
    nature = found.review.claim.nature
    if nature == "":
        yield refusal_by("claim_nature_before_proposal")
    elif status != Status.UNRATED and nature != Nature.FACT:
        yield refusal_by("claim_rated_is_fact")
    if attribution == Attribution.MISATTRIBUTED and status != Status.UNRATED:
        yield refusal_by("claim_misattributed_is_unrated")
    if attribution == Attribution.CONFIRMED:
        yield from _confirmed_lacks(found)
    if attribution == Attribution.MISATTRIBUTED and not _of(found, Bears.SAID, Direction.REFUTES):
        sentence = _("“Attribution: misattributed” needs public evidence against the attribution.")
        yield Refused(sentence, rule="misattributed_needs_refuting")
    for_it = _of(found, Bears.SO, Direction.SUPPORTS)
    against_it = _of(found, Bears.SO, Direction.REFUTES)
    counts_for, counts_against = (any(e.counts for e in each) for each in (for_it, against_it))
    if status == Status.VERIFIED and not counts_for:
        sentence = _("“Rating: verified” needs public independent evidence that supports it.")
        yield Refused(sentence + _not_counted(for_it), rule="verified_needs_independent")
    if status == Status.REFUTED and not counts_against:
        sentence = _("“Rating: refuted” needs public independent evidence that refutes it.")
        yield Refused(sentence + _not_counted(against_it), rule="refuted_needs_independent")
    has_context = _of(found, Bears.SO, Direction.CONTEXT)
    if status == Status.MIXED and not ((counts_for and counts_against) or has_context):
        sentence = _(
            "“Rating: mixed” needs public independent evidence both for and against, or context."
        )
        yield Refused(
            sentence + _not_counted(for_it + against_it), rule="mixed_needs_both_or_context"
        )
    if status == Status.DISPUTED and not (for_it and against_it):
        sentence = _("“Rating: disputed” needs public evidence both for and against.")
        yield Refused(sentence, rule="disputed_needs_both")


def _of(found: Grounds, bears_on: Bears, direction: Direction) -> list[Piece]:
    return [e for e in found.pieces if (e.bears_on, e.direction) == (bears_on, direction)]


def _confirmed_lacks(found: Grounds) -> Iterator[Refused]:
    shown = [e for e in _of(found, Bears.SAID, Direction.SUPPORTS) if e.shows_words]
    if not shown:
        sentence = _(
            "“Attribution: confirmed” needs public primary evidence that it was said: the post,"
            " recording, transcript or document, in the original language."
        )
        yield Refused(sentence, rule="confirmed_needs_primary")
    elif all(each.at_archive_today for each in shown):
        sentence = _(
            "“Attribution: confirmed” can't rest on a copy at archive.today. Add the original, or a"
            " copy at web.archive.org or perma.cc."
        )
        yield Refused(sentence, rule="confirmed_not_by_archive_today")
    if listening.is_unheard(found.review):
        sentence = _(
            "“Attribution: confirmed” can't rest on captions or speech recognition that nobody has"
            " checked. Listen to the recording, and mark words and voice as listened to."
        )
        yield Refused(sentence, rule="confirmed_needs_listening")


def _not_counted(pieces: list[Piece]) -> str:
    """Why evidence doesn't count that could, as further sentences; else empty."""
    bases = {each.basis for each in pieces}
    sentences = ""
    if IndependenceBasis.PUBLISHER in bases:
        sentences += " " + _(
            "Of a source in the evidence it is not stated who published it: state the publisher."
        )
    if IndependenceBasis.AFFILIATION in bases:
        sentences += " " + _(
            "Of evidence it is not established whether it is independent: record for whom the"
            " speaker, or who was contacted, speaks, or say in public why it counts."
        )
    return sentences


def _replies_lack(found: Grounds, status: str) -> Iterator[Refused]:
    review = found.review
    if found.names_contact:
        sentence = _(
            "The summary, the rationale, the evidence or a reason names a press contact or their"
            " address, which are never public."
        )
        yield Refused(sentence, rule="press_contact_is_private")
    if review.reply_not_sought and found.requests:
        sentence = _("A reply was requested: remove the reason why none was sought.")
        yield Refused(sentence, rule="reply_sought_or_not")
    if found.letter_is_on_its_way:
        sentence = _("A letter that asks for a reply is still on its way. Wait until it is sent.")
        yield Refused(sentence, rule="reply_letter_is_on_its_way")
    if not review.reply_not_awaited and set(found.requests.values()) & set(AWAITED):
        sentence = _(
            "A reply is awaited. Record the answer, or after the deadline that none came; or say why"
            " you don't wait for it."
        )
        yield Refused(sentence, rule="reply_is_awaited")
    is_asked = found.requests or review.reply_not_sought
    named = review.claim.speaker.kind in _NAMED
    if status in (Status.REFUTED, Status.MIXED) and named and not is_asked:
        sentence = _("Seek a reply from the named speaker, or say why none was sought.")
        yield Refused(sentence, rule="reply_from_the_named")


def _words_lack(found: Grounds) -> Iterator[Refused]:
    """What is written for the public at every proposal."""
    review = found.review
    if not review.summary.strip():
        sentence = _("Write the summary first: the finding in one sentence.")
        yield Refused(sentence, rule="conclusion_has_a_summary")
    elif found.only_repeats:
        sentence = _("The summary only repeats the statement. Say what you found.")
        yield Refused(sentence, rule="summary_states_the_finding")
    if review.harms is None:
        sentence = _("Say whom this conclusion could harm, or that it harms nobody.")
        yield Refused(sentence, rule="harm_is_answered")
    elif not all(
        each["whom"].strip() and (each["not_asked"].strip() or each["request"] in found.requests)
        for each in review.harms
    ):
        sentence = _(
            "Ask each person or body whom this could harm for a reply, or say why you did not:"
            " readers see the reason."
        )
        yield Refused(sentence, rule="harmed_are_asked")


def footnotes_lack(rationale: str, numbers: dict[str, bool]) -> Iterator[Refused]:
    """Each footnote names public evidence. ``numbers``: as :class:`Grounds` has them."""
    for cited in sorted(set(_FOOTNOTE.findall(rationale))):
        if cited not in numbers:
            sentence = _(
                "The footnote [^%(number)s] names no evidence of this review. Cite a piece that is"
                " listed there, or take it out."
            )
            yield Refused(sentence, rule="footnote_names_evidence", number=cited)
        elif numbers[cited]:
            sentence = _(
                "The footnote [^%(number)s] names private evidence. Cite public evidence, or take it"
                " out."
            )
            yield Refused(sentence, rule="footnote_names_public_evidence", number=cited)
