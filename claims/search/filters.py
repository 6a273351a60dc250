"""The filters of lists, searches and exports: the same for working claims and publications.

Each filter passes its value to a method of the querysets; a value that is not understood is an
error. The help texts are the API's, in English; docs/api.md is made from them.
"""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, cast

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters.filterset import FilterSetMetaclass

from claims.choices import (
    CONCLUDED,
    Attribution,
    Nature,
    ReasonKind,
    Status,
)
from claims.search.instants import day_or_instant
from claims.search.query import LONGEST, SearchQuery
from claims.search.speakers import Numbered, nameable_speakers, publicly_called
from claims.search.synonyms import parsed
from sources.models import Speaker

LARGEST_NUMBER = 2**63 - 1
ALL_SPEAKERS = Numbered(Speaker.objects.all())
NAMEABLE_SPEAKERS = Numbered(nameable_speakers())


class DayField(forms.DateField):
    """``YYYY-MM-DD`` and nothing else."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m-%d"],
            error_messages={"invalid": _("Enter a valid date (YYYY-MM-DD).")},
            **kwargs,
        )


class MomentField(forms.CharField):
    """A day, or an instant with its offset; ``ending``: the day's last microsecond (UTC)."""

    ending = False

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return day_or_instant(text, ending=self.ending)
        except ValueError as error:
            raise ValidationError(
                _("Enter a valid date (YYYY-MM-DD) or time (2026-03-04T05:06:07Z).")
            ) from error


class EndField(MomentField):
    ending = True


class DayFilter(filters.Filter):
    field_class = DayField


class StartFilter(filters.Filter):
    field_class = MomentField


class EndFilter(filters.Filter):
    field_class = EndField


class NumberFilter(filters.Filter):
    field_class = forms.IntegerField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=LARGEST_NUMBER, **kwargs)


class DecimalFilter(filters.Filter):
    field_class = forms.DecimalField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=30, decimal_places=6, **kwargs)


class ChoiceFilter(filters.ChoiceFilter):
    """One of the choices; the error for any other value lists them."""

    def __init__(self, **kwargs: Any) -> None:
        known = ", ".join(value for value, _meaning in kwargs["choices"])
        # Formatted when it is shown, in the reader's language.
        sentence = format_lazy("{} {}.", _("%(value)s is none of these:"), known)
        super().__init__(error_messages={"invalid_choice": sentence}, **kwargs)


class ChoicesFilter(filters.BaseInFilter, ChoiceFilter):
    """One or more of the choices, separated by commas."""


def _calls(
    name: str, kind: Any = str, arguments: Callable[[Any], Iterable[Any]] = lambda value: (value,)
) -> Callable[[Any, str, Any], Any]:
    """A filter's method: it calls the queryset's method of this name.

    ``kind`` is the value's type in the API's schema.
    """

    def method(queryset: Any, _name: str, value: Any) -> Any:
        return getattr(queryset, name)(*arguments(value))

    method.__annotations__["value"] = kind
    return method


def _together(queryset: Any, _name: str, value: str) -> Any:
    """Does nothing: ``filter_queryset`` applies range and unit to one and the same quantity."""
    return queryset


class ClaimFilterForm(forms.Form):
    RANGES = (
        ("said_from", "said_to"),
        ("published_from", "published_to"),
        ("quantity_min", "quantity_max"),
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for first, last in self.RANGES:
            low, high = given.get(first), given.get(last)
            if low is not None and high is not None and low > high:
                self.add_error(last, _("This is before the start of the range."))
        for name, value in list(given.items()):
            if isinstance(value, list) and "" in value:
                self.add_error(name, _("A value is missing between two commas."))
        return given


class ClaimFilters(filters.FilterSet):
    """The filters of both lists of claims; ``speakers``: those that may be searched for."""

    speaker = filters.CharFilter(
        method="by_speaker",
        max_length=300,
        help_text="The speaker's number, slug, or any name or alias in full; case and accents don't"
        " matter. Speakers that were merged are found together.",
    )
    role = filters.CharFilter(
        method=_calls("in_role"),
        max_length=300,
        help_text="Words of the title of the post that the speaker held when it was said, such as"
        " `president`, which also finds a U.S. President, and no vice president; case and accents"
        " don't matter.",
    )
    attribution = ChoicesFilter(
        method=_calls("with_attribution", arguments=tuple),
        choices=[(each.value, each.meaning) for each in Attribution],
        help_text="Attribution: did this speaker say it? One or more, separated by commas.",
    )
    nature = ChoiceFilter(
        method=_calls("of_nature"),
        choices=Nature.choices,
        help_text="What kind of statement it is.",
    )
    publisher = NumberFilter(
        method=_calls("from_publisher", int),
        help_text="The number of a publisher in whose source it appears.",
    )
    source = NumberFilter(
        method=_calls("in_source", int), help_text="The number of a source in which it appears."
    )
    topic = filters.CharFilter(
        method=_calls("about"), max_length=100, help_text="A topic's slug or name."
    )
    said_from = DayFilter(
        method=_calls("said_between", date, lambda day: (day, None)),
        help_text="May have been said on this day or later.",
    )
    said_to = DayFilter(
        method=_calls("said_between", date, lambda day: (None, day)),
        help_text="May have been said on this day or earlier.",
    )
    published_from = StartFilter(
        method=_calls("published_between", Any, lambda moment: (moment, None)),
        help_text="Published then or later: a day or an instant (UTC).",
    )
    published_to = EndFilter(
        method=_calls("published_between", Any, lambda moment: (None, moment)),
        help_text="Published then or earlier: a day, to its end, or an instant (UTC).",
    )
    contradicts = NumberFilter(
        method=_calls("contradicting", int), help_text="The number of a claim that it contradicts."
    )
    contradicted = ChoiceFilter(
        method=_calls("contradicted", arguments=lambda _yes: ()),
        choices=[("yes", "Contradicts another claim.")],
        help_text="`yes`: only claims that contradict another.",
    )
    quantity_min = DecimalFilter(
        method=_together, help_text="Has a quantity that may be this much or more."
    )
    quantity_max = DecimalFilter(
        method=_together, help_text="Has a quantity that may be this much or less."
    )
    unit = filters.CharFilter(
        method=_together, max_length=60, help_text="The unit of that quantity."
    )
    q = filters.CharFilter(
        method="by_words",
        max_length=LONGEST,
        help_text='Words of the claim, its speaker\'s name or a quote: words, "a phrase", -without,'
        " or. An amount such as `150 deaths` is also found in other words.",
    )

    class Meta:
        form = ClaimFilterForm

    @classmethod
    @lru_cache(maxsize=256)  # more combinations than are used
    def only(cls, *names: str) -> "type[ClaimFilters]":
        """The same with only these filters: each one takes time, even when it is not used."""
        fewer: Any = FilterSetMetaclass(cls.__name__, (cls,), {})
        fewer.base_filters = {name: cls.base_filters[name] for name in names}
        return cast("type[ClaimFilters]", fewer)

    def filter_queryset(self, queryset: Any) -> Any:
        queryset = super().filter_queryset(queryset)
        given = self.form.cleaned_data
        low, high, unit = (given.get(name) for name in ("quantity_min", "quantity_max", "unit"))
        if low is not None or high is not None or unit:
            queryset = queryset.counting(low, high, unit)
        return queryset

    @cached_property
    def query(self) -> SearchQuery:
        """The words, read once for whoever finds and whoever ranks by them."""
        return parsed(self.form.cleaned_data.get("q") or "")

    def by_words(self, queryset: Any, _name: str, _value: str) -> Any:
        return queryset.matching(self.query)

    def speaker_numbered(self, value: str) -> list[int]:
        return ALL_SPEAKERS.with_merged(value)

    def speakers_called(self, name: str) -> Any:
        return Speaker.objects.called(name)

    @cached_property
    def speakers(self) -> list[int]:
        """The numbers of the speaker asked for; none where nobody is known by that."""
        value = self.form.cleaned_data.get("speaker") or ""
        return self.speaker_numbered(value) or self.speakers_called(value).with_merged()

    def by_speaker(self, queryset: Any, _name: str, _value: str) -> Any:
        return queryset.by_exactly(self.speakers)

    @cached_property
    def unknown(self) -> dict[str, list[str]]:
        """The sentences about a speaker or a topic that does not exist."""
        given = self.form.cleaned_data if self.is_valid() else {}
        rows: Any = self.queryset
        found = {}
        if given.get("speaker") and not self.speakers:
            found["speaker"] = [gettext("No speaker has this number, slug, name or alias.")]
        if given.get("topic") and not rows.has_topic(given["topic"]):
            found["topic"] = [gettext("No topic has this slug or name.")]
        return found


class PublicClaimFilters(ClaimFilters):
    status = ChoicesFilter(
        method=_calls("with_status", arguments=tuple),
        choices=[(status.value, status.meaning) for status in CONCLUDED],
        help_text="Rating: is it true? Finds signed claims only, none under review again. One or"
        " more, separated by commas.",
    )
    label = filters.CharFilter(
        method=_calls("labelled"),
        max_length=60,
        help_text="The slug of the newsroom's own label, as `label.key` has it. Finds signed claims"
        " only, none under review again.",
    )
    reason_kind = ChoiceFilter(
        method=_calls("reopened_for"),
        choices=ReasonKind.choices,
        help_text="What it was last reopened for.",
    )

    def speaker_numbered(self, value: str) -> list[int]:
        return NAMEABLE_SPEAKERS.with_merged(value)

    def speakers_called(self, name: str) -> Any:
        return publicly_called(name)


class WorkingClaimFilters(ClaimFilters):
    status = ChoicesFilter(
        method=_calls("with_status", arguments=tuple),
        choices=[
            (status.value, status.meaning if status in CONCLUDED else status.label)
            for status in Status
        ],
        help_text="The claim's status. One or more, separated by commas.",
    )
    external_rating = filters.CharFilter(
        method=_calls("externally_rated"),
        max_length=300,
        help_text="Another publisher's rating of it, in their own word, such as `pants-fire`, or the"
        " publisher's name; case, hyphens and punctuation don't matter.",
    )
