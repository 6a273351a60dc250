"""The filters of the queue: one form, each field a method of the queryset."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db import models
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.views import ChangeList

from claims.admin.queue import queue
from claims.admin.queue.search import search
from claims.choices import Attribution, Nature, Priority, Status
from claims.models import Claim
from claims.presentation import external_ratings
from claims.search.query import LONGEST
from newsroom.admin import fields
from newsroom.admin.actions import signed_in
from newsroom.permissions import who_may
from sources.models import Source


def _any_of(label: Any, choices: type[models.Choices]) -> forms.ChoiceField:
    options = [("", _("any")), *choices.choices]
    return fields.choice(label, options, required=False, initial="")


class FilterForm(forms.Form):
    """Every field is optional. While one is invalid the list is empty."""

    status = _any_of(_("Status or rating"), Status)
    attribution = _any_of(_("Attribution"), Attribution)
    nature = _any_of(_("Nature"), Nature)
    priority = _any_of(_("Priority"), Priority)
    reviewer = fields.one_of(
        _("Reviewer"),
        who_may("write_review").order_by("username"),
        required=False,
        empty_label=_("any"),
    )
    speaker = fields.autocomplete(Claim.speaker, _("Speaker"), required=False)
    publisher = fields.autocomplete(Source.publisher, _("Publisher"), required=False)
    topic = fields.autocomplete(Claim.topics, _("Topic"), required=False)
    said_from = fields.day(_("Said on or after"), required=False)
    said_to = fields.day(_("Said on or before"), required=False)
    due_from = fields.day(_("Due on or after"), required=False)
    due_by = fields.day(_("Due by"), required=False)
    contradicted = fields.checkbox(_("In a confirmed contradiction"))
    offline = fields.checkbox(_("Offline or blocked"))
    request = fields.checkbox(_("A request waits for a second person"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in self.fields.values():
            fields.hide_optional(each)

    def filters_set(self) -> int:
        return sum(value not in (None, "", False) for value in self.cleaned_data.values())


FILTERS = tuple(FilterForm.base_fields)


@lru_cache(maxsize=8)
def _fields_without_filters(
    _language: str | None, reviewers: tuple[tuple[int, str], ...]
) -> SafeString:
    """The fields where nothing is set: the same for everybody until a language or reviewer changes."""
    form = FilterForm(QueryDict())
    reviewer: Any = form.fields["reviewer"]
    reviewer.choices = [("", reviewer.empty_label), *reviewers]
    return _rendered(form)


def _rendered(form: FilterForm) -> SafeString:
    return render_to_string("admin/claims/filter_fields.html", {"form": form})


# Each filter as a method of the queryset.
METHODS: dict[str, Callable[[Any, Any], Any]] = {
    "status": lambda claims, status: claims.with_status(status),
    "attribution": lambda claims, attribution: claims.with_attribution(attribution),
    "nature": lambda claims, nature: claims.of_nature(nature),
    "priority": lambda claims, priority: claims.filter(priority=priority),
    "reviewer": queue.reviewed_by,
    "speaker": lambda claims, speaker: claims.by_speaker(speaker.pk),
    "publisher": lambda claims, publisher: claims.from_publisher(publisher.pk),
    "topic": lambda claims, topic: claims.on_topic(topic.slug),
    "said_from": lambda claims, day: claims.said_between(day, None),
    "said_to": lambda claims, day: claims.said_between(None, day),
    "due_from": lambda claims, day: claims.filter(due_on__gte=day),
    "due_by": lambda claims, day: claims.filter(due_on__lte=day),
    "contradicted": lambda claims, _ticked: claims.contradicted(),
    "offline": lambda claims, _ticked: claims.offline(),
    "request": lambda claims, _ticked: claims.with_open_request(),
}


def filtered(claims: Any, form: FilterForm) -> Any:
    if not form.is_valid():
        return claims.none()
    for name, method in METHODS.items():
        if form.cleaned_data[name] not in (None, "", False):
            claims = method(claims, form.cleaned_data[name])
    return claims


class QueueChangeList(ChangeList):
    """The queue: the tab, the filters and the search of the address, in the tab's order."""

    longest = LONGEST

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.queue = queue.chosen(request.GET.get("queue", ""))
        self.parameters = request.GET
        self.form = FilterForm(request.GET)
        super().__init__(request, *args, **kwargs)

    @property
    def nearest(self) -> str:
        """The address of the site's search for the words, which has no tab and none of the filters."""
        if not self.query:
            return ""
        return f"{reverse('site:working-search')}?{urlencode({'q': self.query})}"

    def filter_fields(self) -> SafeString:
        if any(self.form.data.get(name) for name in FILTERS):
            return _rendered(self.form)
        reviewers = who_may("write_review").order_by("username")
        return _fields_without_filters(
            get_language(), tuple((each.pk, str(each)) for each in reviewers)
        )

    def get_filters_params(self, params: Any = None) -> dict[str, Any]:
        """None for Django: parameters that the queue does not know are ignored."""
        return {}

    def get_ordering(self, request: HttpRequest, queryset: Any) -> list[Any]:
        return list(queue.ordering(self.queue))

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> Any:
        found = queue.within(self.root_queryset, self.queue, signed_in(request))
        self.found = search(filtered(found, self.form), self.query)
        self.filter_specs, self.has_filters, self.has_active_filters = [], False, False
        self.clear_all_filters_qs = self.get_query_string(remove=list(FILTERS))
        order = self.found.order or self.get_ordering(request, self.found.claims)
        return self.found.claims.order_by(*order)

    def get_results(self, request: HttpRequest) -> None:
        """Each with what others concluded on it (``ratings``), by one query for all."""
        super().get_results(request)
        claims = list(self.result_list)
        ratings = external_ratings.of_claims([claim.pk for claim in claims])
        for claim in claims:
            claim.ratings = ratings.get(claim.pk, ())
        self.result_list = claims

    @property
    def offers(self) -> list[tuple[str, str, str]]:
        """Of each speaker whose name may be misspelt: the name, the other words, and that search."""
        if self.parameters.get("speaker"):
            return []
        return [
            (
                each.speaker.name,
                each.rest,
                self._changed({"q": each.rest, "speaker": each.speaker.pk}),
            )
            for each in self.found.offered
        ]

    @property
    def in_time(self) -> str:
        """The search for the other words among claims that may have been made on the days typed."""
        days = self.found.days
        if days is None or self.parameters.get("said_from") or self.parameters.get("said_to"):
            return ""
        return self._changed({"q": days.rest, "said_from": days.first, "said_to": days.last})

    @property
    def everywhere(self) -> str:
        """The same words without tab and filters."""
        return f"?{urlencode({'q': self.query})}"

    def _changed(self, changes: dict[str, Any]) -> str:
        changed = self.parameters.copy()
        for name, value in changes.items():
            changed[name] = str(value)
        return f"?{view_of(changed)}"


def view_of(parameters: QueryDict) -> str:
    """The tab, search and filters of a list's address, in a fixed order, without the page."""
    kept = QueryDict(mutable=True)
    for name in ("queue", "q", *FILTERS):
        if value := parameters.get(name, "").strip():
            kept[name] = value
    return kept.urlencode()
