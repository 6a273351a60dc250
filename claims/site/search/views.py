"""Search: of what was published, which begins with the front page, and for the newsroom of working claims."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from claims.choices import CONCLUDED, Attribution, Nature, Status
from claims.matching.misspelt import is_like
from claims.models import ExternalReview
from claims.presentation.external_ratings import folded_twins
from claims.publication import named_speakers
from claims.publication.addresses import link
from claims.search.query import clean
from claims.search.speakers import meant, similar_speakers
from claims.site import front
from claims.site.frame import internal, public, show
from claims.site.language import are_claims_mostly_english
from claims.site.search import hits, instead, results
from claims.site.search.counts import Counted, counted
from claims.site.search.facets import FACETS, IN_FORM
from claims.site.search.instead import Offer, nearest, offered
from claims.site.search.ranking import NEWEST, RELEVANCE, SAID, Position, Step
from claims.site.search.request import SearchRequest
from newsroom.errors import Refused
from sources.models import Speaker

SUGGESTED = 6
FEW_RESULTS = 5  # fewer may come of a misspelt name
LONGEST_NAME = 100
# Parameters beside words and facets that ask for results, where there would be the front page.
SEARCHING = {"q", "order", "after", "counts"}
VARIES = ("HX-Request", "HX-Target")


def _search(request: HttpRequest, *, inside: bool) -> HttpResponse:
    part = _is_part(request)
    shorter = _without_empty(request.GET, inside=inside)
    if shorter and not part:
        return HttpResponseRedirect(shorter)
    response = _page(request, part=part, inside=inside)
    if shorter:
        response["HX-Push-Url"] = shorter
    return response


def _is_part(request: HttpRequest) -> bool:
    """Whether only the results are requested, by the page's script."""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    return htmx is not None and htmx.target == "found"


def _without_empty(parameters: QueryDict, *, inside: bool) -> str:
    """The address without the fields that a form sent empty, if there are any."""
    given = [(name, value) for name, values in parameters.lists() for value in values]
    kept = [(name, value) for name, value in given if value.strip()]
    if len(kept) == len(given):
        return ""
    # Without any parameter the public address is the front page, and not the list of all claims.
    query = urlencode(kept or ([] if inside else [("order", NEWEST)]))
    return f"{_base(inside=inside)}?{query}" if query else _base(inside=inside)


def _page(request: HttpRequest, *, part: bool, inside: bool) -> HttpResponse:
    search = SearchRequest.of(request.GET, inside=inside)
    context: dict[str, Any] = {"search": search, "inside": inside, "base": _base(inside=inside)}
    context["part"] = part  # which brings the page's title with it
    if not (inside or part or request.GET.keys() & SEARCHING or not search.is_empty):
        context |= {"errors": {}, "answered": search, **_form(search, {}), **front.contents()}
        response = show(request, "site/front.html", context, counterpart=_base(inside=True))
        patch_vary_headers(response, VARIES)
        return response
    context |= _found(search, request.GET.get("after", ""))
    answered: SearchRequest = context["answered"]
    if not context["hits"] and not search.is_empty:
        context["mostly_english"] = are_claims_mostly_english()
    speaker = context["hits"][0].name if context["hits"] else ""
    context |= _form(search, context["errors"])
    context |= _around(answered, context["errors"], speaker)
    if request.GET.get("counts"):
        context["counted"] = _counted(answered)
    if part and context["errors"]:
        # Errors are shown beside their fields, which are not in this part of the page.
        return HttpResponseClientRedirect(request.get_full_path())
    only_here = {each.name: None for each in FACETS if not each.is_of(inside=not inside)}
    counterpart, query = _base(inside=not inside), search.query(**only_here)
    response = show(
        request,
        "site/results.html" if part else "site/search.html",
        context,
        counterpart=f"{counterpart}?{query}" if query else counterpart,
        status=400 if context["errors"] else 200,
    )
    patch_vary_headers(response, VARIES)
    return response


def _found(search: SearchRequest, after: str) -> dict[str, Any]:
    """The results for the template, or why there are none.

    ``answered``: the search that they are of: the one requested, or the one it was taken to mean.
    """
    found: dict[str, Any] = {"errors": search.errors, "hits": [], "refused": "", "answered": search}
    if found["errors"]:
        return found
    try:
        position = Position.read(after, search.order_used) if after else None
        step: Step = search.number_search().step(position)
        if not step.numbers and not after:
            step, search = _instead(search, found)
        else:
            if dated := instead.in_time(search):
                found["in_time"] = dated.query()
            # Looking for names takes time, and where more claims have all of the words, they are right.
            if not after and len(step.numbers) < FEW_RESULTS and search.parsed:
                found["offered"] = _offered(search, matched=True)
    except Refused as refused:
        return {**found, "refused": refused.sentence}
    base = _base(inside=search.inside)
    rows = results.rows(step.numbers, search.parsed.marked, inside=search.inside)
    return {
        **found,
        "called": _called(search),
        # Without those that were hidden since.
        "hits": folded_twins(
            [
                hits.hit(rows[number], inside=search.inside)
                for number in step.numbers
                if number in rows
            ]
        ),
        "among": step.among,
        "is_first": not after,
        "first_page": f"{base}?{search.query()}",
        "next_page": f"{base}?{search.query(after=str(step.after))}" if step.after else "",
    }


def _instead(search: SearchRequest, found: dict[str, Any]) -> tuple[Step, SearchRequest]:
    """What is shown where nothing matches, and the search that it answers; ``found`` says why.

    The speaker meant, if all words are the name; the days meant; what is nearest; or the
    speaker after all.
    """
    similar = _meant(search)
    of_similar = similar.number_search().step(None) if similar else None
    if similar and of_similar and of_similar.numbers and _is_all_of(similar, search):
        found["answered"] = similar
        return of_similar, similar
    if rated := _rated(search):
        found["answered"] = rated
        return rated.number_search().step(None), rated
    dated = instead.in_time(search)
    if dated is not None and (step := dated.number_search().step(None)).numbers:
        found |= {"answered": dated, "dated": True}
        return step, dated
    near = nearest(search)
    if near.numbers or similar is None or not (of_similar and of_similar.numbers):
        found |= {
            "near": near,
            "offered": _offered(search),
        }
        return Step(near.numbers, None), search
    found["answered"] = similar
    return of_similar, similar


def _offered(search: SearchRequest, *, matched: bool = False) -> list[Offer]:
    return offered(search, partial(suggested, inside=search.inside), matched=matched)


def _form(search: SearchRequest, errors: dict[str, list[str]]) -> dict[str, Any]:
    """The fields of the form, with values and errors; and the errors of facets without a field."""
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "form": _cached_fields(
            tuple(search.facets.items()), search.publisher, search.inside, language
        )
        if not errors
        else _fields(search.facets, errors, search.publisher, inside=search.inside),
        "counting": search.query(counts="yes"),
        "other_errors": [
            (name, sentences[0])
            for name, sentences in errors.items()
            if name in search.of_others or name not in (*IN_FORM, "q")
        ],
    }


def _around(search: SearchRequest, errors: dict[str, list[str]], speaker: str) -> dict[str, Any]:
    """What is shown around the results: orders, chosen facets, what can be done with the search."""
    orders = {
        RELEVANCE: _("Best match"),
        NEWEST: _("Latest added") if search.inside else _("Newest"),
        SAID: _("Date of statement"),
    }
    chips = [] if errors else search.labels(speaker)
    return {
        "orders": [
            (search.query(order=order), label, order == search.order_used)
            for order, label in orders.items()
            if order != RELEVANCE or search.parsed
        ],
        "ranked": search.order_used == RELEVANCE,
        "chips": [(label, search.query(**{name: None})) for name, label in chips],
        "away": search.query(order=None),
        "held": search.parameters.items(),
        "kept_as": search.q or (search.meant.name if search.meant else ""),
    }


@lru_cache(maxsize=256)
def _cached_fields(
    facets: tuple[tuple[str, str], ...], publisher: str, inside: bool, _language: str
) -> SafeString:
    """Always the same for the same facets, and half of the work of a page."""
    return _fields(dict(facets), {}, publisher, inside=inside)


def _fields(
    facets: Mapping[str, str], errors: dict[str, list[str]], publisher: str, *, inside: bool
) -> SafeString:
    return render_to_string(
        "site/filters.html",
        {
            "titles": {facet.name: facet.title for facet in FACETS},
            "facets": facets,
            "publisher": publisher,
            "errors": errors,
            "base": _base(inside=inside),
            "inside": inside,
            "statuses": [(each.value, each.public) for each in (Status if inside else CONCLUDED)],
            "chosen_statuses": facets.get("status", "").split(","),
            "attributions": [(each.value, each.public) for each in Attribution],
            "chosen_attributions": facets.get("attribution", "").split(","),
            "natures": Nature.choices,
            # Facets chosen elsewhere than in this form are kept.
            "kept": [(name, value) for name, value in facets.items() if name not in IN_FORM],
        },
    )


def _meant(search: SearchRequest) -> SearchRequest | None:
    """Where no speaker has the name in the query: the search for the most similar speaker."""
    named = search.facets.get("speaker", "")
    if not named and (not search.parsed.name or search.facets):
        return None
    speaker = meant(suggested(named or search.parsed.name, inside=search.inside))
    if speaker is None:
        return None
    facets = {**search.facets, "speaker": speaker.slug or str(speaker.pk)}
    return SearchRequest(search.q if named else "", facets, search.order, search.inside, speaker)


def _rated(search: SearchRequest) -> SearchRequest | None:
    """For the newsroom: where the words are a rating of others', the search for it."""
    if not search.inside or not search.parsed.name or "external_rating" in search.facets:
        return None
    if not ExternalReview.objects.rated(search.parsed.name).exists():
        return None
    return replace(search, q="", facets={**search.facets, "external_rating": search.parsed.name})


def _is_all_of(similar: SearchRequest, search: SearchRequest) -> bool:
    """Whether no word that was typed would be dropped."""
    typed = search.facets.get("speaker", "") or search.parsed.name
    return similar.meant is not None and is_like(typed, similar.meant.name)


def _called(search: SearchRequest) -> list[Speaker]:
    """The speakers with exactly the name typed, for the public page."""
    if not search.parsed.name or "speaker" in search.facets or search.inside:
        return []
    return list(named_speakers.called(search.parsed.name)[:SUGGESTED])


def suggested(typed: str, *, inside: bool) -> list[Any]:
    """Speakers with similar names; for the public only those with listed claims."""
    if inside:
        return list(similar_speakers(typed)[:SUGGESTED])
    return list(named_speakers.resembling(typed)[:SUGGESTED])


def _counts(request: HttpRequest, *, inside: bool) -> HttpResponse:
    search = SearchRequest.of(request.GET, inside=inside)
    context = {"search": search, "inside": inside, "base": _base(inside=inside)}
    return show(request, "site/counts.html", {**context, "counted": _counted(search)})


def _counted(search: SearchRequest) -> Counted | None:
    try:
        return counted(search)
    except Refused:
        return None


def _speakers(request: HttpRequest, *, inside: bool) -> HttpResponse:
    """Speakers with names similar to the text typed so far; a part of a search's page.

    ``of``: the field that was typed into; the other parameters are kept.
    """
    search = SearchRequest.of(request.GET, inside=inside)
    field = "speaker" if request.GET.get("of") == "speaker" else "q"
    typed = clean(search.facets.get("speaker", "")) if field == "speaker" else search.parsed.name
    similar = suggested(typed, inside=inside) if 2 <= len(typed) <= LONGEST_NAME else []
    without = {"q": None} if field == "q" else {}
    named = [
        (each, search.query(**without, speaker=each.slug or str(each.pk), order=None))
        for each in similar
    ]
    return show(
        request, "site/similar_speakers.html", {"named": named, "base": _base(inside=inside)}
    )


def _base(*, inside: bool) -> str:
    return link("site:working-search" if inside else "site:search")


def _both(view: Callable[..., HttpResponse]) -> tuple[Any, Any]:
    """The view over publications, for everybody, and over working claims, for the newsroom."""
    return public(partial(view, inside=False)), internal(partial(view, inside=True))


search_page, working_search_page = _both(_search)
counts, working_counts = _both(_counts)
speakers, working_speakers = _both(_speakers)
