"""Has this been checked? One box: a statement, or a whole speech, sentence by sentence.

The text is sent in the request's body and kept nowhere: no address, log or table has it.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from math import ceil
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from rest_framework.throttling import SimpleRateThrottle

from claims.matching import finding
from claims.models.matching import Scope
from claims.site import language, rows
from claims.site.frame import reads_desk, show
from newsroom.throttling import SettingsRate
from nlp.comparison import Related, Statement
from sources.anchors.sentences import sentences

LONGEST = 10_000  # characters
MOST = 20  # statements of one text
SHORTEST = 3  # words of a statement that is one of several
SHOWN = 3  # claims of each


class StatementForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("A statement, or a whole speech"),
        max_length=LONGEST,
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

    @property
    def is_repeat(self) -> bool:
        return self.kind == Related.REPEATS


@dataclass(frozen=True)
class Checked:
    """A statement of the text, and the claims that are near."""

    statement: str
    suggestions: list[Suggestion]

    @property
    def repeats(self) -> list[Suggestion]:
        return [each for each in self.suggestions if each.is_repeat]

    @property
    def related(self) -> list[Suggestion]:
        """The others: another number, negation, name or date is never a repeat."""
        return [each for each in self.suggestions if not each.is_repeat]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def match(request: HttpRequest) -> HttpResponse:
    """Of what is published; for the newsroom of working claims, if it chooses so."""
    form = StatementForm(request.POST or None)
    inside = reads_desk(request) and "working" in request.GET
    context: dict[str, Any] = {
        "form": form,
        "inside": inside,
        "nothing": finding.NOTHING,
        "no_exact": finding.NO_EXACT,
    }
    searches, status = Searches(), 200
    if form.is_bound and not searches.allow_request(request, None):  # type: ignore[arg-type]
        sentence = _("These were many searches in a short time. Try again in %(seconds)s seconds.")
        form.add_error("text", sentence % {"seconds": ceil(searches.wait() or 60)})
        status = 429
    elif form.is_bound and not form.is_valid():
        status = 400
    elif form.is_bound:
        scope = Scope.WORKING if inside else Scope.PUBLIC
        given = statements(form.cleaned_data["text"])
        found = checked(given[:MOST], scope)
        context |= {
            "checked": found,
            "in_english": any(
                language.of_check(each.row.body) for one in found for each in one.suggestions
            ),
            "without": [each for each in found if not each.suggestions],
            "offers_sending": not inside and not all(each.repeats for each in found),
            "left_out": len(given[MOST:]),
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
    return Searches().allow_request(request, None)  # type: ignore[arg-type]


def statements(text: str) -> list[str]:
    """The sentences of a text that have a few words, or the whole text."""
    found = [" ".join(text[start:end].split()) for start, end in sentences(text, lines=True)]
    return [each for each in found if len(each.split()) >= SHORTEST] or [" ".join(text.split())]


def checked(texts: Collection[str], scope: Scope) -> list[Checked]:
    found = [(text, finding.likely(Statement(text), scope, SHOWN)) for text in texts]
    numbers = {match.claim for _text, matches in found for match in matches}
    read: Callable[..., dict[int, rows.Row]] = (
        rows.published_rows if scope == Scope.PUBLIC else rows.working_rows
    )
    shown = read(numbers)
    return [
        Checked(
            text,
            [
                Suggestion(shown[match.claim], _kind(match), match.reason)
                for match in matches
                if match.claim in shown and not shown[match.claim].is_withdrawn
            ],
        )
        for text, matches in found
    ]


def _kind(match: finding.Match) -> str:
    return "" if match.relation == Related.UNRELATED else match.relation.value
