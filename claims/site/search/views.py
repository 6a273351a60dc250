"""Search, the front page: of what was published, and for the newsroom of everything at work."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from claims.choices import CONCLUDED, Attribution, Nature, Status
from claims.models import Publication
from claims.search.query import clean
from claims.site.frame import internal, public, show
from claims.site.search import facets, hits, results
from claims.site.search.ranking import NEWEST, RELEVANCE, SAID, Position, Steps
from claims.site.search.request import Asked
from newsroom.errors import Refused
from sources.models import Alias, Speaker
from sources.querysets import SpeakerQuerySet

# The facets that the form has fields for.
IN_FORM = (
    *(
        "speaker",
        "role",
        "publisher",
        "topic",
        "said_from",
        "said_to",
        "quantity_min",
        "quantity_max",
        "unit",
    ),
    *("status", "attribution", "nature", "contradicted"),
)
SUGGESTED = 6
NAMESAKES = 50
LIKE_ENOUGH = 0.45
LONGEST_NAME = 100


@public
def search(request: HttpRequest) -> HttpResponse:
    """What was signed, as the words and facets of the address ask for it."""
    return _search(request, inside=False)


@internal
def working(request: HttpRequest) -> HttpResponse:
    """The same of every claim in its present state."""
    return _search(request, inside=True)


@public
def counts(request: HttpRequest) -> HttpResponse:
    """How much of what a search finds is of each kind; a part of its page."""
    return _counts(request, inside=False)


@internal
def working_counts(request: HttpRequest) -> HttpResponse:
    return _counts(request, inside=True)


@public
def speakers(request: HttpRequest) -> HttpResponse:
    """Speakers whose names are like what was typed so far; a part of a search's page."""
    return _speakers(request, inside=False)


@internal
def working_speakers(request: HttpRequest) -> HttpResponse:
    return _speakers(request, inside=True)


def _search(request: HttpRequest, *, inside: bool) -> HttpResponse:
    asked = Asked.of(request.GET, inside=inside)
    context: dict[str, Any] = {"asked": asked, "inside": inside, "base": _base(inside=inside)}
    context |= _found(asked, request.GET.get("after", ""))
    # What is counted, followed and taken away is what was found.
    answered: Asked = context["answered"]
    speaker = context["hits"][0].name if context["hits"] else ""
    context |= _form(asked, context["errors"])
    context |= _around(answered, context["errors"], speaker)
    if request.GET.get("counts"):
        context["counted"] = _counted(answered)
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    part = htmx is not None and htmx.target == "found"
    if part and context["errors"]:
        # What is wrong stands beside its box, which is no part of the results.
        return HttpResponseClientRedirect(request.get_full_path())
    template = "site/found.html" if part else "site/search.html"
    twin = reverse("site:search" if inside else "site:working-search")
    query = asked.query()
    answer = show(
        request,
        template,
        context,
        twin=f"{twin}?{query}" if query else twin,
        status=400 if context["errors"] else 200,
    )
    patch_vary_headers(answer, ["HX-Request", "HX-Target"])
    return answer


def _found(asked: Asked, after: str) -> dict[str, Any]:
    """What the template shows of the results, or in which words there are none.

    ``answered``: the search that they answer, the one asked or the one it was taken to mean.
    """
    found: dict[str, Any] = {"errors": asked.errors, "hits": [], "refused": "", "answered": asked}
    if found["errors"]:
        return found
    try:
        position = Position.read(after, asked.in_order) if after else None
        steps: Steps = asked.finding().step(position)
        if not steps.numbers and not after:
            meant = _meant(asked)
            if meant is not None:
                asked = found["answered"] = meant
                steps = asked.finding().step(None)
    except Refused as refused:
        return {**found, "refused": refused.sentence}
    read = results.of(steps.numbers, asked.read.typed, inside=asked.inside)
    return {
        **found,
        "called": _called(asked),
        # One that was hidden since is left out.
        "hits": [
            hits.hit(read[number], inside=asked.inside)
            for number in steps.numbers
            if number in read
        ],
        "among": steps.among,
        "after": asked.query(after=str(steps.after)) if steps.after else "",
        "begun": bool(after),
    }


def _form(asked: Asked, errors: dict[str, list[str]]) -> dict[str, Any]:
    """What the form offers, what is chosen of it, and what of it was not understood."""
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "form": _narrow(tuple(asked.facets.items()), asked.publisher, asked.inside, language)
        if not errors
        else _narrowing(asked.facets, errors, asked.publisher, inside=asked.inside),
        "counting": asked.query(counts="yes"),
        "other_errors": [
            (name, said[0]) for name, said in errors.items() if name not in (*IN_FORM, "q")
        ],
    }


def _around(asked: Asked, errors: dict[str, list[str]], speaker: str) -> dict[str, Any]:
    """What stands around the results: their orders, what narrows them, what can be done with them."""
    words = {
        RELEVANCE: _("best match first"),
        NEWEST: _("newest first"),
        SAID: _("latest said first"),
    }
    if asked.inside:
        words[NEWEST] = _("latest added first")
    return {
        "orders": [
            (asked.query(order=order), word, order == asked.in_order)
            for order, word in words.items()
            if order != RELEVANCE or asked.read
        ],
        "ranked": asked.in_order == RELEVANCE,
        "chips": [(word, asked.query(**{name: None})) for name, word in asked.in_words(speaker)]
        if not errors
        else [],
        "away": asked.query(order=None),
        "held": asked.held,
        "kept_as": asked.q or (asked.meant.name if asked.meant else ""),
    }


@lru_cache(maxsize=256)
def _narrow(
    facets_: tuple[tuple[str, str], ...], publisher: str, inside: bool, language: str
) -> SafeString:
    """Of the same facets always the same, and half of the work of a page."""
    return _narrowing(dict(facets_), {}, publisher, inside=inside)


def _narrowing(
    facets_: Mapping[str, str], errors: dict[str, list[str]], publisher: str, *, inside: bool
) -> SafeString:
    return render_to_string(
        "site/narrow.html",
        {
            "facets": facets_,
            "publisher": publisher,
            "errors": errors,
            "base": _base(inside=inside),
            "statuses": [(each.value, each.public) for each in (Status if inside else CONCLUDED)],
            "chosen_statuses": facets_.get("status", "").split(","),
            "attributions": [(each.value, each.public) for each in Attribution],
            "chosen_attributions": facets_.get("attribution", "").split(","),
            "natures": Nature.choices,
            # What was chosen elsewhere than in this form stays.
            "kept": [(name, value) for name, value in facets_.items() if name not in IN_FORM],
        },
    )


def _meant(asked: Asked) -> Asked | None:
    """The search with whom it likely means, where it names a speaker whom nobody is called like."""
    named = asked.facets.get("speaker", "")
    if not named and (not asked.read.name or asked.facets):
        return None
    like = suggested(named or asked.read.name, inside=asked.inside)
    if not like or like[0].likeness < LIKE_ENOUGH:
        return None
    q = asked.q if named else ""
    facets_ = {**asked.facets, "speaker": like[0].slug or str(like[0].pk)}
    return Asked(q, facets_, asked.order, asked.inside, like[0])


def _called(asked: Asked) -> list[Speaker]:
    """Those who are called exactly as was typed, whatever their claims hold."""
    if not asked.read.name or "speaker" in asked.facets or asked.inside:
        return []
    named = Alias.objects.called(asked.read.name).values_list("speaker", flat=True)
    numbers = list(named[:NAMESAKES])
    if not numbers:
        return []
    return list(_public(Speaker.objects.filter(pk__in=numbers).unmerged())[:SUGGESTED])


def suggested(typed: str, *, inside: bool) -> list[Any]:
    """Speakers named like that; for outsiders only those who said something that is listed."""
    like = Speaker.objects.pooled().resembling(typed, protected=inside)
    return list((like if inside else _public(like))[:SUGGESTED])


def _public(speakers_: SpeakerQuerySet) -> SpeakerQuerySet:
    """Those whom an outsider may find: nameable, and of whom a listed claim is."""
    said = Publication.objects.listed().of_one_with(OuterRef("pk"))
    return speakers_.nameable().filter(Exists(said))


def _counts(request: HttpRequest, *, inside: bool) -> HttpResponse:
    asked = Asked.of(request.GET, inside=inside)
    context = {"asked": asked, "inside": inside, "base": _base(inside=inside)}
    return show(request, "site/counts.html", {**context, "counted": _counted(asked)})


def _counted(asked: Asked) -> facets.Counted | None:
    try:
        return facets.counted(asked)
    except Refused:
        return None


def _speakers(request: HttpRequest, *, inside: bool) -> HttpResponse:
    """``of``: the box that was typed into; what was asked besides stays."""
    asked = Asked.of(request.GET, inside=inside)
    box = "speaker" if request.GET.get("of") == "speaker" else "q"
    typed = clean(asked.facets.get("speaker", "")) if box == "speaker" else asked.read.name
    like = suggested(typed, inside=inside) if 2 <= len(typed) <= LONGEST_NAME else []
    without = {"q": None} if box == "q" else {}
    named = [
        (each, asked.query(**without, speaker=each.slug or str(each.pk), order=None))
        for each in like
    ]
    return show(request, "site/like.html", {"named": named, "base": _base(inside=inside)})


def _base(*, inside: bool) -> str:
    return reverse("site:working-search" if inside else "site:search")
