"""Has this been checked? One box: a statement, or a whole speech, sentence by sentence.

The text is sent in the request's body and kept nowhere: no address, log or table has it. Only the words
of a search, which an address has already, may come in one (``?q=``), to be filled in.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from rest_framework.throttling import SimpleRateThrottle

from claims.choices import Attribution, ReviewState
from claims.matching import finding, questions
from claims.models import Review
from claims.models.matching import Scope
from claims.presentation import external_ratings
from claims.presentation.external_ratings import ExternalRating
from claims.presentation.prose import person
from claims.search.query import LONGEST as LONGEST_QUERY
from claims.search.query import clean
from claims.site import language, rows
from claims.site.frame import reads_desk, show
from claims.site.search.by_words import by_words
from newsroom.throttling import SettingsRate
from nlp.attributed import is_clear_name
from nlp.checkworthiness import assess
from nlp.comparison import Reason, Related
from sources.anchors.sentences import sentences

LONGEST = 60_000  # characters
MOST = 40  # statements of one text that are looked for at once
SHORTEST = 3  # words of a statement that is one of several
SHOWN = 3  # claims of each


class StatementForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("A statement, or a whole speech"),
        # With max_length, a browser would cut what is pasted without a word.
        validators=[MaxLengthValidator(LONGEST)],
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class Searches(SettingsRate, SimpleRateThrottle):
    """Of each address that is not signed in."""

    scope = "match"

    def get_cache_key(self, request: Any, view: Any) -> str | None:
        if request.user.is_authenticated:
            return None
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


@dataclass(frozen=True)
class Suggestion:
    """A claim, and what comparing it with the statement finds; ``kind``: a RelationKind, or empty."""

    row: rows.Row
    kind: str
    reason: str
    says_difference: bool  # whether the reason names one
    other_than: str  # of what somebody else said: who was asked about
    is_concluded: bool  # by us; it may be under review again
    # For the newsroom: what others concluded, and the archives that have it.
    archive: str = ""
    reviews: Sequence[ExternalRating] = ()
    also_in: Sequence[tuple[str, str]] = ()

    @property
    def is_repeat(self) -> bool:
        return self.kind == Related.REPEATS

    @property
    def is_misattributed(self) -> bool:
        """Of a repeat."""
        return self.is_repeat and self.row.body["attribution"] == Attribution.MISATTRIBUTED

    @property
    def number(self) -> int:
        return self.row.number

    @property
    def url(self) -> str:
        return self.row.url

    @property
    def plain(self) -> str:
        return self.row.text

    @property
    def heading(self) -> str:
        if self.other_than:
            is_theirs = self.row.body["attribution"] != Attribution.MISATTRIBUTED
            says = _("Said by %(who)s") if is_theirs else _("Attributed to %(who)s")
            return says % {"who": person(self.row.speaker)}
        if self.is_concluded:
            return _("Checked before")
        return _("Checked by others") if self.reviews else _("Said before, not checked by us")


@dataclass(frozen=True)
class Checked:
    """A statement of the text, and the claims that are near."""

    statement: str
    suggestions: list[Suggestion]

    @property
    def repeats(self) -> dict[str, list[Suggestion]]:
        """By heading: those that we concluded on, those that others did, and those that nobody did."""
        found: dict[str, list[Suggestion]] = defaultdict(list)
        for each in self.suggestions:
            if each.is_repeat:
                found[each.heading].append(each)
        order = sorted(
            found.values(), key=lambda each: (not each[0].is_concluded, not each[0].reviews)
        )
        return {each[0].heading: each for each in order}

    @property
    def said_by_others(self) -> dict[str, list[Suggestion]]:
        """By heading."""
        found: dict[str, list[Suggestion]] = defaultdict(list)
        for each in self.suggestions:
            if each.other_than:
                found[each.heading].append(each)
        return dict(found)

    @property
    def not_by(self) -> str:
        """Who was asked about, where only others are known to have said it; empty if that is unclear."""
        clear = [each.other_than for each in self.suggestions if is_clear_name(each.other_than)]
        return clear[0] if clear and not self.repeats else ""

    @property
    def related(self) -> list[Suggestion]:
        """The others: another number, negation, name or date is never a repeat."""
        found = [each for each in self.suggestions if not each.is_repeat and not each.other_than]
        # That others, too, are only similar tells nothing.
        return [
            each if at == 0 or each.says_difference else replace(each, reason="")
            for at, each in enumerate(found)
        ]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def match(request: HttpRequest) -> HttpResponse:
    """Of what is published; for the newsroom of working claims, if it chooses so."""
    typed = clean(request.GET.get("q", "")[:LONGEST_QUERY])
    form = StatementForm(request.POST or None, initial={"text": typed})
    inside = reads_desk(request) and "working" in request.GET
    context: dict[str, Any] = {
        "form": form,
        "longest": LONGEST,
        "inside": inside,
        "nothing": finding.NOTHING,
        "no_exact": finding.NO_EXACT,
    }
    searches, status = Searches(), 200
    if form.is_bound and not searches.allow_request(request, None):
        sentence = _("Too many searches in a short time. Try again in %(seconds)s seconds.")
        form.add_error("text", sentence % {"seconds": ceil(searches.wait() or 60)})
        status = 429
    elif form.is_bound and not form.is_valid():
        status = 400
    elif form.is_bound:
        scope = Scope.WORKING if inside else Scope.PUBLIC
        given = statements(form.cleaned_data["text"])
        after = min(max(whole_number(request.POST.get("after", "")), 0), len(given) // MOST * MOST)
        found = checked(batch(given, after), scope)
        left = len(given) - after - MOST
        context |= {
            "checked": found,
            "in_english": any(
                language.of_check(each.row.body) for one in found for each in one.suggestions
            ),
            "without": (without := [each for each in found if not each.suggestions]),
            "same_words": by_words(given[0], inside=inside) if without and len(given) == 1 else [],
            "mostly_english": bool(without) and language.are_claims_mostly_english(),
            "offers_sending": not inside and not all(each.repeats for each in found),
            "statements": len(given),
            "left_out": left,
            "after": after + MOST,
            "next": min(left, MOST),
            "start": after + 1 if len(given) > MOST else 0,
            "end": min(after + MOST, len(given)),
        }
    address = reverse("site:match")
    return show(
        request,
        "site/match.html",
        {**context, "back": address},
        counterpart=address if inside else f"{address}?working",
        status=status,
    )


def may_search(request: HttpRequest) -> bool:
    """Counts a search."""
    return Searches().allow_request(request, None)


def statements(text: str) -> list[str]:
    """The sentences of a text that have a few words, or the whole text. Each sentence of a quotation is
    one; who said it, after a dash or in brackets, is a part of the last."""
    apart = _SAYS_WHO.sub(_without_end, _QUOTES.sub(" ", text))
    found = [" ".join(text[start:end].split()) for start, end in sentences(apart, lines=True)]
    return [
        each.strip(_SIGNS) for each in found if len(_QUOTES.sub(" ", each).split()) >= SHORTEST
    ] or [" ".join(text.split())]


def _without_end(found: re.Match[str]) -> str:
    return " " * len(found[0])


_SIGNS = '"“”„«» '
_QUOTES = re.compile('["“”„«»]')
_SAYS_WHO = re.compile(r"[.!?]\s*(?=[—–(-]\s*[@A-ZÀ-Þ])")


def batch(given: Sequence[str], after: int) -> list[str]:
    """Those most worth checking, or the next ones after so many; in the order of the text."""
    if len(given) <= MOST:
        return list(given)
    worth = [assess(each).score for each in given]
    order = sorted(range(len(given)), key=lambda at: (-worth[at], at))
    return [given[at] for at in sorted(order[after : after + MOST])]


def whole_number(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else 0


def checked(texts: Collection[str], scope: Scope) -> list[Checked]:
    # Some may be folded into others, or hidden since.
    found = [(text, questions.likely(text, scope, 2 * SHOWN)) for text in texts]
    read = _Read.of({match.claim for _text, matches in found for match in matches}, scope)
    return [Checked(text, read.suggestions(matches)[:SHOWN]) for text, matches in found]


@dataclass(frozen=True)
class _Read:
    """What is shown of claims, read for all of them at once."""

    rows: Mapping[int, rows.Row]
    concluded: Collection[int]
    archives: Mapping[int, str]
    reviews: Mapping[int, Sequence[ExternalRating]]

    @classmethod
    def of(cls, numbers: Collection[int], scope: Scope) -> "_Read":
        if scope == Scope.PUBLIC:
            published = rows.published_rows(numbers)
            return cls(published, published, {}, {})
        signed = Review.objects.filter(claim__in=numbers, state=ReviewState.SIGNED)
        return cls(
            rows.working_rows(numbers),
            set(signed.values_list("claim", flat=True)),
            external_ratings.archives(numbers),
            external_ratings.of_claims(numbers),
        )

    def suggestions(self, matches: Iterable[finding.Match]) -> list[Suggestion]:
        shown = external_ratings.folded_twins(
            [
                Suggestion(
                    self.rows[match.claim],
                    _kind(match),
                    match.reason,
                    match.comparison.reason != Reason.OTHER_WORDS,
                    match.other_than,
                    match.claim in self.concluded,
                    self.archives.get(match.claim, ""),
                    self.reviews.get(match.claim, ()),
                )
                for match in matches
                if match.claim in self.rows and not self.rows[match.claim].is_withdrawn
            ]
        )
        # Somebody else's words come after the same words of whoever said them.
        return sorted(shown, key=lambda each: (not each.is_repeat, each.is_misattributed))


def _kind(match: finding.Match) -> str:
    return "" if match.relation == Related.UNRELATED else match.relation.value
