"""The rows of a list of the desk: ``{% load desk_list %}{% desk_result_list %}``.

The same HTML as the theme's own tag makes of the lists that the desk has. That one works out the headers
again for every row, looks up the address of each row in the URL configuration, and renders a template
for each label and tick box; here what is the same in all rows is made once.
"""

from collections.abc import Iterator, Mapping
from datetime import date, time
from functools import lru_cache
from typing import Any

from django import template
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import lookup_field, quote
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db import models
from django.template.loader import render_to_string
from django.urls import NoReverseMatch
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from unfold.templatetags.unfold_list import (
    CHECKBOX_CLASSES,
    LINK_CLASSES,
    ROW_CLASSES,
    result_headers,
)
from unfold.utils import (
    display_for_field,
    display_for_header,
    display_for_label,
    display_for_value,
)

register = template.Library()

PLACE = "0"  # stands for the row's number in an address
BODY = (
    '<tbody class="block relative lg:table-row-group{}" x-data="{{rowOpen: false}}">'
    '<tr class="data-row block border border-base-200 mb-3 relative rounded-default lg:table-row'
    ' lg:border-none lg:mb-0 lg:rounded-none dark:border-base-800">{}</tr></tbody>'
)
STRIPES = ("", " bg-base-50 dark:bg-white/[.02]")


@register.inclusion_tag("admin/newsroom/result_list.html", takes_context=True)
def desk_result_list(context: Mapping[str, Any]) -> dict[str, Any]:
    cl = context["cl"]
    headers: list[dict[str, Any]] = list(result_headers(cl))  # type: ignore[no-untyped-call]
    rows = "".join(
        BODY.format(STRIPES[place % 2], "".join(cells))
        for place, cells in enumerate(_rows(cl, headers))
    )
    return {
        "cl": cl,
        "result_headers": headers,
        "num_sorted_fields": sum(1 for each in headers if each["sortable"] and each["sorted"]),
        "rows": mark_safe(rows),  # noqa: S308 - each cell is escaped
        "has_add_permission": cl.model_admin.has_add_permission(context["request"]),
    }


def _rows(cl: Any, headers: list[dict[str, Any]]) -> Iterator[Iterator[str]]:
    address = _address(cl)
    first = next((name for name in cl.list_display if name != "action_checkbox"), "")
    linked = set() if cl.list_display_links is None else {*(cl.list_display_links or [first])}
    columns = []
    for place, name in enumerate(cl.list_display):
        label = headers[place]["text"]
        frames = [
            _frame(name, place, label, name in linked, name == first, one_line)
            for one_line in (False, True)
        ]
        columns.append((name, _method(cl, name), name in linked, frames))
    for row in cl.result_list:
        yield (_cell(cl, row, address, *column) for column in columns)


def _method(cl: Any, name: str) -> Any:
    """The admin's method of this name, where no field of the model has it; found once, not per row."""
    try:
        cl.lookup_opts.get_field(name)
    except FieldDoesNotExist:
        # The admin has one too, of itself.
        return None if name == "__str__" else getattr(cl.model_admin, name, None)
    return None


def _frame(
    name: str, place: int, label: Any, linked: bool, first: bool, one_line: bool
) -> tuple[str, str]:
    """The tags around the cell of a column."""
    if name == "action_checkbox":
        classes: list[str] = [*CHECKBOX_CLASSES]
    else:
        classes = [f"field-{name}", *ROW_CLASSES]
    if one_line:
        classes.append("nowrap")
    tag = "th" if linked and first else "td"
    label = _("Select record") if place == 0 and not linked else label
    opened = format_html('<{} class="{}" data-label="{}">', tag, " ".join(classes), label)
    return opened, f"</{tag}>"


def _cell(
    cl: Any,
    row: Any,
    address: str,
    name: str,
    method: Any,
    linked: bool,
    frames: list[tuple[str, str]],
) -> str:
    words, one_line = _words(cl, row, name, method)
    before, after = frames[one_line]
    inside = _link(address, row, cl, words) if linked else conditional_escape(words)
    return before + inside + after


def _words(cl: Any, row: Any, name: str, method: Any) -> tuple[Any, bool]:
    """The content of a cell, and whether it must not be broken into lines."""
    empty = cl.model_admin.get_empty_value_display()
    try:
        if method is not None:
            field, attribute, value = None, method, method(row)
        else:
            field, attribute, value = lookup_field(name, row, cl.model_admin)
    except ObjectDoesNotExist:
        return empty, False
    empty = getattr(attribute, "empty_value_display", empty)
    if field is None or field.auto_created:
        one_line = isinstance(value, date | time)
        if label := getattr(attribute, "label", False):
            return _label(label, value, empty), one_line
        if getattr(attribute, "header", False):
            return display_for_header(value, empty), one_line
        return display_for_value(value, empty, getattr(attribute, "boolean", False)), one_line
    one_line = isinstance(field, models.DateField | models.TimeField | models.ForeignKey)
    if isinstance(field.remote_field, models.ManyToOneRel):
        found = getattr(row, field.name)
        return (empty if found is None else found), one_line
    return display_for_field(value, field, empty), one_line


def _label(label: Any, value: Any, empty: str) -> str:
    if isinstance(label, dict) and isinstance(value, tuple) and len(value) == 2:
        key, words = value
        return _rendered_label(label.get(key), str(words if key in label else key), get_language())
    found: str = display_for_label(value, empty, label)
    return found


@lru_cache(maxsize=256)
def _rendered_label(look: str | None, words: str, language: str | None) -> SafeString:
    context = {"label": words, "label_type": look, "multiple": False}
    return mark_safe(render_to_string("unfold/helpers/display_label.html", context))  # noqa: S308


def _address(cl: Any) -> str:
    """That of a row's page, with PLACE for its number; empty where rows have none."""

    class Row:
        def __getattr__(self, name: str) -> str:
            return PLACE

    try:
        url = cl.url_for_result(Row())
    except NoReverseMatch:
        return ""
    address: str = add_preserved_filters(
        {"preserved_filters": cl.preserved_filters, "opts": cl.opts}, url
    )
    return address


def _link(address: str, row: Any, cl: Any, words: Any) -> str:
    if not address:
        return conditional_escape(words)
    number = quote(getattr(row, cl.pk_attname))
    found = address.replace(f"/{PLACE}/", f"/{number}/", 1)
    return format_html('<a href="{}" class="{}" >{}</a>', found, " ".join(LINK_CLASSES), words)
