"""A field of claims in an order: found by their words, moved up and down; or typed as numbers."""

import re
from typing import Any

from django import forms
from django.forms import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from unfold.widgets import UnfoldAdminTextareaWidget

from claims.models import Claim
from claims.models.dossier import MOST_CLAIMS
from newsroom.admin import fields


class OrderWidget(UnfoldAdminTextareaWidget):
    """The numbers in a text area, above it the claims with buttons that move them in it."""

    class Media:
        js = ("claims/claims_in_order.js",)

    def use_required_attribute(self, initial: Any) -> bool:
        """The text area may be folded away, where a browser could not show what is missing."""
        return False

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        numbers = [number for each in _words(value) if (number := _number(each))]
        found = Claim.objects.select_related("speaker").in_bulk(numbers[:MOST_CLAIMS])
        context = {
            "listed": [found[number] for number in dict.fromkeys(numbers) if number in found],
            "numbers": super().render(name, value, attrs, renderer),
        }
        return render_to_string("admin/claims/claims_in_order.html", context)


class ClaimsInOrder(fields.LongText):
    """The claims' numbers, in their order."""

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=OrderWidget(attrs={"rows": 5}), **more)

    def clean(self, value: Any) -> Any:
        """Raises ValidationError for what is no number."""
        numbers = []
        for word in _words(super().clean(value)):
            number = _number(word)
            if number is None:
                raise ValidationError(
                    gettext("“%(word)s” is no number of a claim."), params={"word": word}
                )
            numbers.append(number)
        return numbers


def _words(value: Any) -> list[str]:
    return re.split(r"[\s,;]+", str(value or "").strip()) if value else []


def _number(word: str) -> int | None:
    return fields.number_of(word.removeprefix("#"))


def finder(label: Any, field: Any, **more: Any) -> "forms.ModelChoiceField[Any]":
    """Finds a claim, which the page's script then adds to the list."""
    made = fields.autocomplete(field, label, required=False, **more)
    made.widget.attrs["data-adds-claim"] = ""
    fields.hide_optional(made)
    return made
