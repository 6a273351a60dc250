"""What the inbox of a snapshot shows, read in a fixed number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice, pairwise
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from claims.admin.inbox.forms import AcceptForm
from claims.choices import Attribution, CandidateState, RelationKind
from claims.inbox import accepting, candidates, quoted, repeats, scoring
from claims.inbox.editing import can_be_merged
from claims.matching import wordings
from claims.matching.reasons import sentence
from claims.models import Candidate, Claim
from claims.presentation import external_ratings
from claims.presentation.external_ratings import ExternalRating
from claims.presentation.prose import Part, differing, values_of, whole_amount
from claims.workflow import drafting
from newsroom.models import User
from nlp.comparison import OBJECTIONS, Comparison, Reading, Related, Statement, compare
from sources.models import Snapshot, Speaker, Transcript
from sources.transcripts import clock

PAGE = 100  # candidates listed at a time
UNFOLDED = 8  # of them, before the others are folded
WHOLE = 60_000  # code points of a text that is shown from end to end
PART = 20_000  # code points of a part of a longer one
AROUND = 3_000  # code points shown before and after a part
REST_SHOWN = 10  # of those that are probably not checkable, before they are rejected
# The first places of the claims that it may repeat.
QUOTES_IT, SAME_SPEAKER_SAYS_THE_SAME = -1, 0
DEEPEST = 8  # overlapping candidates that a stretch of text lists at most


@dataclass(frozen=True)
class Mark:
    """Where a candidate stands in the text."""

    start: int
    end: int
    candidate: int
    accepted: bool


@dataclass(frozen=True)
class Piece:
    """A stretch of text and the numbers of the candidates that contain it."""

    words: SafeString
    waiting: str
    accepted: str
    begins: int | None  # the candidate that begins here


@dataclass(frozen=True)
class Row:
    """A candidate in the list, with its number in the list."""

    number: int
    candidate: Candidate
    speaker: str
    worth: str  # how worth checking it is, in words; empty without a score
    reasons: list[str]  # and why
    unlikely: bool  # whether it is probably not checkable
    further: bool  # whether it is listed behind the first ones, which alone are not folded
    # The claim that quotes it, or that it is most like and its relation to that, in words; empty
    # without one.
    earlier: str
    time: str  # in the recording, such as 0:12:34; empty where the text has no times


@dataclass(frozen=True)
class Likely:
    """An earlier claim that is like the candidate, or quotes its very words in this text."""

    claim: Claim
    relation: str  # what comparing the two finds, in words; empty where they are unrelated
    reason: str
    # The two statements, of which the words that only one has are marked.
    here: list[Part]
    there: list[Part]
    place: tuple[int, float]  # by which they are ordered
    numbers: list[tuple[str, bool]]  # in words, and whether the candidate's differ
    why_not: str  # why the candidate can't become an appearance of it; empty if it can
    archive: str  # that the claim is from, if any
    reviews: Sequence[ExternalRating]  # by others
    also_in: Sequence[tuple[str, str]] = ()  # other archives that have it
    quotes_it: bool = False

    @property
    def number(self) -> int:
        return self.claim.pk

    @property
    def url(self) -> str:
        return reverse("admin:claims_claim_change", args=[self.claim.pk])

    @property
    def plain(self) -> str:
        return self.claim.text

    @property
    def is_repeat(self) -> bool:
        """Whether its answer comes first: these words are quoted there already, or the same speaker says
        the same.
        """
        return self.place[0] <= SAME_SPEAKER_SAYS_THE_SAME and not self.why_not

    @property
    def answer(self) -> str:
        if self.quotes_it:
            return _("It is claim %(n)s") % {"n": self.claim.pk}
        return _("Add as an appearance of %(n)s") % {"n": self.claim.pk}

    @property
    def in_words(self) -> str:
        if self.quotes_it:
            return already_in(self.claim.pk)
        return related_in_words(self.claim, self.relation)


@dataclass(frozen=True)
class Waiting:
    """The pending candidates of a snapshot, most worth checking first, and the one that is open."""

    numbers: list[int]
    at: int | None
    likely: int  # so many first ones are probably checkable
    part: int  # the part of a long text that is shown, from 1; 0 where all of it is

    @property
    def index(self) -> int:
        return self.numbers.index(self.at) if self.at is not None else 0

    @property
    def page(self) -> int:
        return self.index // PAGE

    @property
    def unlikely(self) -> int:
        """How many are probably not checkable."""
        return len(self.numbers) - self.likely

    @property
    def first_unlikely(self) -> int | None:
        return self.numbers[self.likely] if self.unlikely else None

    @property
    def is_at_unlikely(self) -> bool:
        return self.at is not None and self.index >= self.likely

    @property
    def further(self) -> int:
        """How many of those listed are folded although they are probably checkable."""
        last = min(self.likely, (self.page + 1) * PAGE)
        return max(0, last - self.page * PAGE - UNFOLDED)

    @property
    def is_at_further(self) -> bool:
        return self.index % PAGE >= UNFOLDED and not self.is_at_unlikely

    def listed(self) -> list[int]:
        return self.numbers[self.page * PAGE : (self.page + 1) * PAGE]

    def neighbour(self, step: int) -> int | None:
        there = self.index + step
        return self.numbers[there] if self.at is not None and self._has(there) else None

    def _has(self, index: int) -> bool:
        return 0 <= index < len(self.numbers)

    def page_start(self, step: int) -> int | None:
        """The first candidate of the page before or after this one."""
        there = (self.page + step) * PAGE
        return self.numbers[there] if self._has(there) else None


def marks_of(snapshot: Snapshot) -> list[Mark]:
    """Every mark in the snapshot's text, in its order."""
    shown = Candidate.objects.filter(
        snapshot=snapshot, state__in=[CandidateState.PENDING, CandidateState.ACCEPTED]
    )
    found = shown.order_by("places", "pk").values_list("pk", "state", "places")
    return [
        Mark(start, end, number, state == CandidateState.ACCEPTED)
        for number, state, places in found
        for start, end in places
    ]


def waiting_of(
    snapshot: Snapshot, marks: Sequence[Mark], wanted: int | None, after: Candidate | None
) -> Waiting:
    """Opens the wanted candidate, or the first behind ``after`` in the order, or the last."""
    found = Candidate.objects.filter(snapshot=snapshot).waiting().by_score().with_unlikely()
    rows = list(found.values_list("unlikely", "score", "pk"))
    # Sorted already but for the few that a person marked or edited.
    places = sorted(_place(unlikely, score, number) for unlikely, score, number in rows)
    numbers = [number for _unlikely, _score, number in places]
    likely = sum(not unlikely for unlikely, _score, _number in places)
    at = wanted if wanted in numbers else None
    if at is None and after is not None:
        unlikely = Candidate.objects.with_unlikely().values_list("unlikely", flat=True)
        behind = _place(unlikely.get(pk=after.pk), after.score, after.pk)
        at = next((place[-1] for place in places if place > behind), None)
        at = at or (numbers[-1] if numbers else None)
    elif at is None:
        at = numbers[0] if numbers else None
    return Waiting(numbers, at, likely, _part(marks, at))


def _place(unlikely: bool | None, score: float | None, number: int) -> tuple[bool, float, int]:
    return bool(unlikely), float("-inf") if score is None else -score, number


def _part(marks: Sequence[Mark], at: int | None) -> int:
    if max((mark.end for mark in marks), default=0) <= WHOLE:
        return 0
    return 1 + next((mark.start for mark in marks if mark.candidate == at), 0) // PART


def neighbour_in_text(marks: Sequence[Mark], at: int | None) -> int | None:
    """The pending candidate that begins next in the text, if this one can be merged with it."""
    pending = list(dict.fromkeys(mark.candidate for mark in marks if not mark.accepted))
    if at not in pending or at == pending[-1]:
        return None
    following = pending[pending.index(at) + 1]
    found = Candidate.objects.select_related("snapshot").in_bulk([at, following])
    both = [found[number] for number in (at, following) if number in found]
    return following if can_be_merged(both) else None


def rows(waiting: Waiting) -> list[Row]:
    found = Candidate.objects.select_related("speaker").in_bulk(waiting.listed())
    first = waiting.page * PAGE + 1
    listed = [found[number] for number in waiting.listed()]
    called = candidates.speakers_called(each.speaker_name for each in listed)
    quoting = quoted.claims_quoting(listed)
    numbers = {each.likely_repeats[0] for each in listed if each.likely_repeats}
    claims = Claim.objects.select_related("speaker").in_bulk(numbers)
    times = Transcript.objects.times_of((each.snapshot_id, *each.places[0]) for each in listed)
    return [
        Row(
            number,
            each,
            str(called.get(each.speaker_name) or ""),
            scoring.worth(each),
            scoring.sentences(each.score_reasons or ()),
            number > waiting.likely,
            first + UNFOLDED <= number <= waiting.likely,
            already_in(*quoting[each.pk]) if quoting[each.pk] else _earlier(each, claims),
            clock(time[0]) if time else "",
        )
        for number, (each, time) in enumerate(zip(listed, times, strict=True), start=first)
    ]


def with_likely(listed: list[Row], at: int | None, likely: list["Likely"]) -> list[Row]:
    """The rows, of which the open one says what the comparison beside it says."""
    if not likely:
        return listed
    if likely[0].quotes_it:
        return listed
    earlier = likely[0].in_words
    return [replace(each, earlier=earlier) if each.candidate.pk == at else each for each in listed]


def _earlier(candidate: Candidate, claims: Mapping[int, Claim]) -> str:
    """Without the newsroom's synonyms, which would take a query for each row."""
    claim = claims.get(candidate.likely_repeats[0]) if candidate.likely_repeats else None
    if claim is None or not candidate.is_stated:
        return ""
    here = Statement(accepting.wording(candidate), candidate.speaker_name, candidate.said_to)
    there = Statement(claim.text, claim.speaker.name, claim.said_to, claim.language)
    return related_in_words(claim, _relation(compare(Reading(here), Reading(there))))


def _relation(compared: Comparison) -> str:
    if compared.relation == Related.UNRELATED:
        return ""
    return str(RelationKind(compared.relation.value).label)


def already_in(*claims: int) -> str:
    """That these claims quote it."""
    return _("Already in claim %(numbers)s.") % {"numbers": ", ".join(map(str, claims))}


def related_in_words(claim: Claim, relation: str) -> str:
    """What it seems to do to an earlier claim: "Repeats 12?"; in the same terms everywhere."""
    if not relation:
        return _("Similar to %(number)s.") % {"number": claim.pk}
    return _("%(relation)s %(number)s?") % {"relation": capfirst(relation), "number": claim.pk}


def window(text: str, waiting: Waiting) -> tuple[int, int]:
    """The part of the text that is shown: all of it, or the part around the open candidate."""
    if len(text) <= WHOLE:
        return 0, len(text)
    part = max(waiting.part, 1)
    width = PART if waiting.part else WHOLE
    start = max(0, (part - 1) * width - AROUND)
    end = min(len(text), part * width + AROUND)
    # Whole lines, unless they are very long.
    line, stop = text.rfind("\n", start - AROUND, start), text.find("\n", end, end + AROUND)
    return (line + 1 if line >= 0 else start), (stop if stop >= 0 else end)


def pieces(text: str, start: int, end: int, marks: Iterable[Mark]) -> list[Piece]:
    """The text from ``start`` to ``end``, cut wherever a candidate begins or ends."""
    begins: dict[int, list[Mark]] = {}
    ends: dict[int, list[Mark]] = {}
    for mark in marks:
        if mark.end > start and mark.start < end:
            begins.setdefault(max(mark.start, start), []).append(mark)
            ends.setdefault(min(mark.end, end), []).append(mark)
    shown: list[Piece] = []
    open_: dict[Mark, None] = {}
    edges = sorted({start, end, *begins, *ends})
    for at, after in pairwise(edges):
        for mark in ends.get(at, ()):
            open_.pop(mark, None)
        for mark in begins.get(at, ()):
            open_[mark] = None
        inner = list(islice(reversed(open_), DEEPEST))
        waiting = [mark.candidate for mark in inner if not mark.accepted]
        accepted = [mark.candidate for mark in inner if mark.accepted]
        first = next((mark.candidate for mark in begins.get(at, ()) if not mark.accepted), None)
        shown.append(Piece(as_stored(text[at:after]), _numbers(waiting), _numbers(accepted), first))
    return shown


def _numbers(found: list[int]) -> str:
    return " ".join(str(number) for number in dict.fromkeys(found))


def as_stored(words: str) -> SafeString:
    """Escaped so that a browser keeps each code point: it would drop or change a bare CR."""
    return mark_safe(escape(words).replace("\r", "&#13;"))  # noqa: S308  # escaped just before


def likely_repeats(candidate: Candidate, by: User, form: AcceptForm) -> list[Likely]:
    """The claims that quote its words in this text, then the most similar ones, by relation and
    speaker; of a form that was sent, by what it says."""
    text, speaker = form.compared()
    quoting = quoted.claims_quoting([candidate])[candidate.pk]
    likely = list(dict.fromkeys([*quoting, *repeats.of_candidate(candidate, text, speaker)]))
    if not likely:
        return []
    found = (
        Claim.objects.filter(pk__in=likely)
        .select_related("speaker")
        .prefetch_related("quantities")
        .in_bulk()
    )
    numbers = accepting.numbers_in(candidate.exact, candidate.snapshot.source)
    here = {_value(each) for each in numbers}
    language = candidate.snapshot.source.language
    name = speaker.name if speaker else candidate.speaker_name
    readings = wordings.readings(Statement(text, name, candidate.said_to, language))
    archives, reviews = external_ratings.archives(likely), external_ratings.of_claims(likely)
    shown = []
    for number in likely:
        if number not in found:
            continue
        claim, quotes_it = found[number], number in quoting
        of_claim = [values_of(quantity) for quantity in claim.quantities.all()]
        other = Statement(claim.text, claim.speaker.name, claim.said_to, claim.language)
        _wording, compared = wordings.compare_nearest(readings, other)
        shown.append(
            Likely(
                claim,
                "" if quotes_it else _relation(compared),
                _("It quotes these words.") if quotes_it else sentence(compared),
                *differing(text, claim.text),
                (QUOTES_IT, 0.0)
                if quotes_it
                else _place_of_likely(
                    compared, claim, _is_someone_else(speaker, name, claim.speaker)
                ),
                [(whole_amount(each), _value(each) not in here) for each in of_claim],
                _why_not_stated(candidate)
                or (
                    _why_no_place_of(candidate, claim, by)
                    if quotes_it
                    else _why_another_claim(compared, speaker, name, claim.speaker)
                    or drafting.why_not_add_appearance(claim, by)
                ),
                archives.get(number, ""),
                reviews.get(number, ()),
                quotes_it=quotes_it,
            )
        )
    return external_ratings.folded_twins(sorted(shown, key=lambda each: each.place))


def _place_of_likely(compared: Comparison, claim: Claim, someone_else: bool) -> tuple[int, float]:
    """First the same statement of the same speaker, then what updates or contradicts that, then the same
    words of others, of whoever did not say them last, then what contradicts others, then what is near.
    """
    changed = compared.relation in (Related.UPDATES, Related.CONTRADICTS)
    if compared.relation == Related.REPEATS:
        misattributed = claim.attribution == Attribution.MISATTRIBUTED
        same = SAME_SPEAKER_SAYS_THE_SAME
        return 3 if misattributed else 2 if someone_else else same, -compared.score
    if changed:
        return 4 if someone_else else 1, -compared.score
    return 5, 0.0


def _is_someone_else(speaker: Speaker | None, name: str, of_claim: Speaker) -> bool:
    if speaker:
        return speaker != of_claim
    return bool(name) and candidates.folded(name) != candidates.folded(of_claim.name)


def _why_another_claim(
    compared: Comparison, speaker: Speaker | None, name: str, of_claim: Speaker
) -> str:
    """Why the statement is no further appearance of the claim; empty where it may be one."""
    if _is_someone_else(speaker, name, of_claim):
        return _("Somebody else says it, so it can only be a claim of its own.")
    if compared.relation in (Related.CONTRADICTS, Related.UPDATES) or compared.reason in OBJECTIONS:
        return _("It says something else, so it can only be a claim of its own.")
    return ""


def _why_not_stated(candidate: Candidate) -> str:
    if candidate.is_stated:
        return ""
    return _("The text reports this as “%(verb)s”, so it is no appearance of that claim.") % {
        "verb": candidate.verb
    }


def _why_no_place_of(candidate: Candidate, claim: Claim, by: User) -> str:
    """Why it can't be decided as words of a claim that quotes some of them; empty if it can."""
    if not accepting.unquoted_places(candidate, claim):
        return ""
    return drafting.why_not_add_appearance(claim, by)


def _value(quantity: Any) -> tuple[Any, ...]:
    ends = (Decimal(quantity[name]) for name in ("low", "high"))
    return (*ends, quantity["unit"], quantity["bound"])
