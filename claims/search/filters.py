"""What lists and exports can be asked for: the same words for working claims and publications.

Each filter hands its value to a word of the querysets; what is not understood is an error.
"""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_filters.filterset import FilterSetMetaclass

from claims.choices import (
    CONCLUDED,
    Attribution,
    Nature,
    Status,
)
from claims.search.instants import day_or_instant
from sources.models import Speaker

LARGEST_NUMBER = 2**63 - 1


class DayField(forms.DateField):
    """``YYYY-MM-DD`` and nothing else."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m-%d"],
            error_messages={"invalid": _("A day is written YYYY-MM-DD, and exists.")},
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
                _("A day is written YYYY-MM-DD, an instant 2026-03-04T05:06:07Z; it exists.")
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
    """The number of a thing."""

    field_class = forms.IntegerField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=LARGEST_NUMBER, **kwargs)


class DecimalFilter(filters.Filter):
    field_class = forms.DecimalField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=30, decimal_places=6, **kwargs)


class ChoiceFilter(filters.ChoiceFilter):
    """One of the choices; what is none of them is told which there are."""

    def __init__(self, **kwargs: Any) -> None:
        known = ", ".join(value for value, _meaning in kwargs["choices"])
        # Formatted when it is said, in the language of whoever reads it.
        sentence = format_lazy("{} {}.", _("%(value)s is none of these:"), known)
        super().__init__(error_messages={"invalid_choice": sentence}, **kwargs)


class ChoicesFilter(filters.BaseInFilter, ChoiceFilter):
    """One or more of the choices, separated by commas."""


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
                self.add_error(last, _("It comes before the start of the range."))
        for name, value in list(given.items()):
            if isinstance(value, list) and "" in value:
                self.add_error(name, _("There is nothing between two commas."))
        return given


class ClaimFilters(filters.FilterSet):
    """What both lists of claims can be asked for; ``nameable`` says which speakers answer."""

    speaker = filters.CharFilter(
        method="by_speaker",
        max_length=300,
        help_text=_(
            "Number, slug, or any name or alias in full (case and accents don't matter). Speakers"
            " that were merged answer together."
        ),
    )
    role = filters.CharFilter(
        method="in_role",
        max_length=300,
        help_text=_(
            "The post that the speaker held when it was said, by its whole title (case and accents"
            " don't matter)."
        ),
    )
    attribution = ChoicesFilter(
        method="with_attribution",
        choices=[(each.value, each.meaning) for each in Attribution],
        help_text=_("Did this speaker say it? One or more, separated by commas."),
    )
    nature = ChoiceFilter(
        method="of_nature", choices=Nature.choices, help_text=_("What kind of statement it is.")
    )
    publisher = NumberFilter(
        method="from_publisher", help_text=_("It appears in a source of this publisher.")
    )
    source = NumberFilter(method="in_source", help_text=_("It appears in this source."))
    topic = filters.CharFilter(method="on_topic", max_length=100, help_text=_("A topic's slug."))
    said_from = DayFilter(
        method="said_since", help_text=_("It may have been said on this day or later.")
    )
    said_to = DayFilter(
        method="said_until", help_text=_("It may have been said on this day or earlier.")
    )
    published_from = StartFilter(
        method="published_since", help_text=_("Published then or later: a day or an instant (UTC).")
    )
    published_to = EndFilter(
        method="published_until",
        help_text=_("Published then or earlier: a day, to its end, or an instant (UTC)."),
    )
    contradicts = NumberFilter(
        method="contradicting", help_text=_("It contradicts the claim of this number.")
    )
    contradicted = ChoiceFilter(
        method="only_contradicted",
        choices=[("yes", _("It contradicts another claim."))],
        help_text=_("`yes`: only claims that contradict another."),
    )
    quantity_min = DecimalFilter(
        method="with_others", help_text=_("It holds a quantity that may be this much or more.")
    )
    quantity_max = DecimalFilter(
        method="with_others", help_text=_("It holds a quantity that may be this much or less.")
    )
    unit = filters.CharFilter(
        method="with_others", max_length=60, help_text=_("The unit of that quantity.")
    )
    q = filters.CharFilter(
        method="matching",
        max_length=500,
        help_text=_(
            'Words of the claim, its speaker\'s name or a quote: words, "a phrase", -without, or;'
            " and amounts: `150 deaths` also finds that count in other words."
        ),
    )

    class Meta:
        form = ClaimFilterForm

    @classmethod
    @lru_cache(maxsize=256)  # there are more combinations than anyone asks for, and than fit
    def only(cls, *names: str) -> "type[ClaimFilters]":
        """The same with no more of the filters: each one costs, asked for or not."""
        fewer: Any = FilterSetMetaclass(cls.__name__, (cls,), {})
        fewer.base_filters = {name: cls.base_filters[name] for name in names}
        return cast("type[ClaimFilters]", fewer)

    def filter_queryset(self, queryset: Any) -> Any:
        queryset = super().filter_queryset(queryset)
        given = self.form.cleaned_data
        low, high, unit = (given.get(name) for name in ("quantity_min", "quantity_max", "unit"))
        # One and the same quantity has to be in the range and in the unit.
        if low is not None or high is not None or unit:
            queryset = queryset.counting(low, high, unit)
        return queryset

    def nameable(self) -> Any:
        return Speaker.objects.all()

    def by_speaker(self, queryset: Any, _name: str, value: str) -> Any:
        known = self.nameable()
        if value.isascii() and value.isdecimal() and int(value) <= LARGEST_NUMBER:
            named = Q(pk=int(value)) | Q(slug=value)
        else:
            named = Q(slug=value)
        numbers = known.filter(named).with_merged() or known.called(value).with_merged()
        return queryset.said_by(numbers)

    def in_role(self, queryset: Any, _name: str, value: str) -> Any:
        return queryset.in_role(value)

    def only_contradicted(self, queryset: Any, _name: str, value: str) -> Any:
        return queryset.contradicted()

    def with_status(self, queryset: Any, _name: str, value: list[str]) -> Any:
        return queryset.with_status(*value)

    def with_attribution(self, queryset: Any, _name: str, value: list[str]) -> Any:
        return queryset.with_attribution(*value)

    def of_nature(self, queryset: Any, _name: str, value: str) -> Any:
        return queryset.of_nature(value)

    def from_publisher(self, queryset: Any, _name: str, value: int) -> Any:
        return queryset.from_publisher(value)

    def in_source(self, queryset: Any, _name: str, value: int) -> Any:
        return queryset.in_source(value)

    def on_topic(self, queryset: Any, _name: str, value: str) -> Any:
        return queryset.on_topic(value)

    def said_since(self, queryset: Any, _name: str, value: date) -> Any:
        return queryset.said_between(value, None)

    def said_until(self, queryset: Any, _name: str, value: date) -> Any:
        return queryset.said_between(None, value)

    def published_since(self, queryset: Any, _name: str, value: Any) -> Any:
        return queryset.published_between(value, None)

    def published_until(self, queryset: Any, _name: str, value: Any) -> Any:
        return queryset.published_between(None, value)

    def contradicting(self, queryset: Any, _name: str, value: int) -> Any:
        return queryset.contradicting(value)

    def with_others(self, queryset: Any, _name: str, value: Decimal | str) -> Any:
        """Nothing yet: ``filter_queryset`` takes the three together."""
        return queryset

    def matching(self, queryset: Any, _name: str, value: str) -> Any:
        return queryset.matching(value)


class PublicClaimFilters(ClaimFilters):
    status = ChoicesFilter(
        method="with_status",
        choices=[(status.value, status.meaning) for status in CONCLUDED],
        help_text=_(
            "Is it so? Only what is signed and stands so: nothing under review again. One or more,"
            " separated by commas."
        ),
    )

    def nameable(self) -> Any:
        return Speaker.objects.nameable()


class WorkingClaimFilters(ClaimFilters):
    status = ChoicesFilter(
        method="with_status",
        choices=[
            (status.value, status.meaning if status in CONCLUDED else status.label)
            for status in Status
        ],
        help_text=_("Where the claim stands. One or more, separated by commas."),
    )
