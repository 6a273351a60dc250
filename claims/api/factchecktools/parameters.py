"""The parameters of a search, read as Google reads them: an empty value is no value."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from claims.api.problems import InvalidParameters, check_parameters

LARGEST_INT32 = 2**31 - 1
USUAL_SIZE, LARGEST_SIZE = 10, 1000
LARGEST_OFFSET = 10_000
LONGEST_QUERY = 500


class Int32Field(forms.IntegerField):
    """As with Google, 0 is the same as no value."""

    def __init__(self, most: int = LARGEST_INT32, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=most, required=False, **kwargs)


class WordField(forms.ChoiceField):
    """One of a few words; the first is the default."""

    def __init__(self, *words: str, **kwargs: Any) -> None:
        super().__init__(required=False, choices=[(word, word) for word in words], **kwargs)
        self.words = words


class SearchForm(forms.Form):
    """The parameters; each is understood by the name here too, as with Google."""

    query = forms.CharField(
        required=False,
        max_length=LONGEST_QUERY,
        help_text='Words of the claim, "a phrase", -without, or. Required unless'
        " reviewPublisherSiteFilter is given.",
    )
    language_code = forms.CharField(
        required=False,
        max_length=100,
        help_text="BCP 47, such as en-US or sr-Latn: the language of the claim's wording. The region"
        " is ignored.",
    )
    review_publisher_site_filter = forms.CharField(
        required=False,
        max_length=300,
        help_text="The reviewer's site, such as facts.example. Only ours has claims here.",
    )
    max_age_days = Int32Field(
        help_text="The most days since the review, or since it was said; the later of the two counts."
    )
    page_size = Int32Field(
        help_text="The number of results, 10 by default; more than 1000 are returned in pages."
    )
    page_token = forms.CharField(
        required=False,
        max_length=300,
        help_text="Where to continue: the nextPageToken of a page with the same parameters.",
    )
    offset = Int32Field(
        most=LARGEST_OFFSET,
        help_text="The number of first results to skip. Ignored with a pageToken.",
    )

    def clean_language_code(self) -> str:
        """Language and, where it is given, script."""
        code: str = self.cleaned_data["language_code"]
        if not code:
            return ""
        subtags = re.fullmatch(
            r"([a-z]{2,8})(?:-([a-z]{4})(?=-|$))?(-[a-z0-9]{1,8})*", code, re.IGNORECASE
        )
        if subtags is None:
            raise ValidationError(_("Give a BCP 47 language code, such as en-US."))
        return "-".join(part for part in subtags.group(1, 2) if part)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not (given.get("query") or given.get("review_publisher_site_filter") or self.errors):
            self.add_error("query", _("Give a query, or a reviewPublisherSiteFilter."))
        return given


class CommonForm(forms.Form):
    """The parameters of every Google method."""

    alt = WordField("json", help_text="The format: JSON.")
    pretty_print = WordField(
        "true", "false", help_text="With indentation and line breaks, unless false."
    )


# Parameters of quotas and of reading Google's errors; they change no answer here.
IGNORED = (
    *("key", "access_token", "oauth_token", "quotaUser"),
    *("uploadType", "upload_protocol", "$.xgafv"),
)


def camel(name: str) -> str:
    """``page_size`` as the parameter ``pageSize``."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def fields_of(form: type[forms.Form]) -> dict[str, forms.Field]:
    """The fields by the names of their parameters."""
    return {camel(name): field for name, field in form.base_fields.items()}


def known_parameters(given: QueryDict, *shapes: type[forms.Form]) -> QueryDict:
    """The parameters that are not empty, by their names. Raises InvalidParameters."""
    names = {name: camel(name) for shape in shapes for name in shape.base_fields}
    found = QueryDict(mutable=True)
    for name, values in given.lists():
        if any(values):
            found.setlistdefault(names.get(name, name)).extend(values)
    check_parameters(found, [*names.values(), *IGNORED])
    return found


def validated(given: QueryDict, shape: type[forms.Form]) -> dict[str, Any]:
    """The values of a form's fields. Raises InvalidParameters."""
    form = shape({name: given.get(camel(name)) for name in shape.base_fields})
    if not form.is_valid():
        raise InvalidParameters(
            {camel(name): map(str, sentences) for name, sentences in form.errors.items()}
        )
    return form.cleaned_data
