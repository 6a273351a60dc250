"""What a search can be asked for, and reading it as Google does: an empty value is none at all."""

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
    """0, as Google has it, is the same as nothing."""

    def __init__(self, most: int = LARGEST_INT32, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=most, required=False, **kwargs)


class WordField(forms.ChoiceField):
    """One of a few words; the first is the usual one."""

    def __init__(self, *words: str, **kwargs: Any) -> None:
        super().__init__(required=False, choices=[(word, word) for word in words], **kwargs)
        self.words = words


class SearchForm(forms.Form):
    """The parameters; each is also understood as it is named here, as Google's are."""

    query = forms.CharField(
        required=False,
        max_length=LONGEST_QUERY,
        help_text=_(
            'Words of the claim, "a phrase", -without, or. Needed unless reviewPublisherSiteFilter'
            " is given."
        ),
    )
    language_code = forms.CharField(
        required=False,
        max_length=100,
        help_text=_(
            "BCP 47, such as en-US or sr-Latn: the language of the claim's wording. The region does"
            " not count."
        ),
    )
    review_publisher_site_filter = forms.CharField(
        required=False,
        max_length=300,
        help_text=_(
            "The site that reviewed, such as facts.example. Only ours has any claims here."
        ),
    )
    max_age_days = Int32Field(
        help_text=_("Reviewed so many days ago at most, or said so; the newer of the two counts.")
    )
    page_size = Int32Field(
        help_text=_("How many at once, 10 if nothing is said; more than 1000 are given in pages.")
    )
    page_token = forms.CharField(
        required=False,
        max_length=300,
        help_text=_("Where to read on: the nextPageToken of a page that was asked for likewise."),
    )
    offset = Int32Field(
        most=LARGEST_OFFSET,
        help_text=_("How many of the first results to leave out. Not looked at with a pageToken."),
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
            raise ValidationError(_("A language is written as BCP 47 has it, such as en-US."))
        return "-".join(part for part in subtags.group(1, 2) if part)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        asked = given.get("query") or given.get("review_publisher_site_filter")
        if not asked and not self.errors:
            self.add_error("query", _("Give a query, or a reviewPublisherSiteFilter."))
        return given


class AlwaysForm(forms.Form):
    """What every method of Google's can be asked for."""

    alt = WordField("json", help_text=_("The format: JSON."))
    pretty_print = WordField(
        "true", "false", help_text=_("With indentation and line breaks, unless false.")
    )


# Whose quota it is and how to read Google's errors: whatever is given here changes no answer.
UNREAD = (
    *("key", "access_token", "oauth_token", "quotaUser"),
    *("uploadType", "upload_protocol", "$.xgafv"),
)


def camel(name: str) -> str:
    """``page_size`` as it stands in an address: ``pageSize``."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def named(form: type[forms.Form]) -> dict[str, forms.Field]:
    """The fields by the names of their parameters."""
    return {camel(name): field for name, field in form.base_fields.items()}


def understood(given: QueryDict, *shapes: type[forms.Form]) -> QueryDict:
    """What is given that is not empty, by the parameters' names. Raises InvalidParameters."""
    names = {name: camel(name) for shape in shapes for name in shape.base_fields}
    found = QueryDict(mutable=True)
    for name, values in given.lists():
        if any(values):
            found.setlistdefault(names.get(name, name)).extend(values)
    check_parameters(found, [*names.values(), *UNREAD])
    return found


def checked(given: QueryDict, shape: type[forms.Form]) -> dict[str, Any]:
    """The values of a form's fields. Raises InvalidParameters."""
    form = shape({name: given.get(camel(name)) for name in shape.base_fields})
    if not form.is_valid():
        raise InvalidParameters(
            {camel(name): map(str, sentences) for name, sentences in form.errors.items()}
        )
    return form.cleaned_data
