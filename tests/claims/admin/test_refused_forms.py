"""Every form of the desk, sent with a required field left empty: refused there, and nothing else is lost.

The forms are those of the admin's own verbs and pages that add; what is sent is made from their fields.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest
from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from lxml import html

from newsroom.choices import Role
from tests import factories
from tests.claims.admin.addresses import one_of_each
from tests.claims.admin.desk import at_the_desk, url_of

pytestmark = [pytest.mark.django_db, pytest.mark.long]

Sent = dict[str, list[str]]
WORDS = "The audit office counted 83 bridges."
# What a field takes where words, the first choice or a day in the past are no answer.
GIVEN = {
    "username": "auditor",
    "email": "auditor@paper.example",
    "language": "en",
    "slug": "audits",
}


class Form(NamedTuple):
    name: str
    address: str
    page: Any


@contextmanager
def undone() -> Iterator[None]:
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def sent_by(answer: Any) -> Sent:
    """What a browser sends of the page's form as it stands, without its files."""
    (form,) = html.fromstring(answer.content.decode()).xpath(
        "//form[contains(@class, 'desk-form')]"
    )
    found: Sent = {}
    for name, value in form.form_values():
        if name != "csrfmiddlewaretoken":
            found.setdefault(name, []).append(value.replace("\r\n", "\n"))
    return found


def called_optional(answer: Any) -> set[str]:
    """The fields whose label says so."""
    page = html.fromstring(answer.content.decode())
    labels = page.xpath("//label[small[contains(., '(optional)')]]/@for")
    legends = page.xpath("//fieldset[legend/small[contains(., '(optional)')]]//@name")
    ids = {each.id_for_label: each.html_name for each in answer.context["form"]}
    return {ids[each] for each in labels if each in ids} | set(legends)


def value_for(name: str, field: forms.Field) -> list[str]:
    if name in GIVEN and not isinstance(field, forms.ChoiceField):
        return [GIVEN[name]]
    match field:
        case forms.ModelChoiceField():
            rows: Any = field.queryset
            row = rows.order_by("pk").last()
            return [str(field.prepare_value(row))] if row else []
        case forms.ChoiceField():
            choices: Any = field.choices
            return [str(key) for key, _label in choices if key][:1]
        case forms.DateField():
            return ["2026-02-03"]
        case forms.DateTimeField():
            return ["2026-12-20T10:00"]
        case forms.IntegerField() | forms.DecimalField():
            return ["3"]
        case forms.BooleanField():
            return ["on"]
        case _:
            return [WORDS[: getattr(field, "max_length", None) or 300]]


def filled_in(form: Form, *, optional: bool) -> Sent:
    """What the form shows at first, and something in each required field, or in each."""
    sent = {name: values for name, values in sent_by(form.page).items() if any(values)}
    for bound in form.page.context["form"]:
        is_file = isinstance(bound.field, forms.FileField)
        is_empty = bound.html_name not in sent and not is_file and not bound.is_hidden
        if is_empty and (bound.field.required or optional):
            sent[bound.html_name] = value_for(bound.html_name, bound.field)
    return {name: values for name, values in sent.items() if values}


def with_files(form: Form, *, optional: bool) -> dict[str, Any]:
    return {
        bound.html_name: SimpleUploadedFile("chart.txt", WORDS.encode(), "text/plain")
        for bound in form.page.context["form"]
        if isinstance(bound.field, forms.FileField) and (bound.field.required or optional)
    }


def found_forms(client: Client) -> Iterator[Form]:
    """Each, over the first row that it applies to now."""
    rows: dict[str, list[Any]] = {}
    states = (made() for made in factories.IN_STATUS.values())
    for row in (*states, *one_of_each().values()):
        if row is not None and row.pk:
            rows.setdefault(row._meta.label, []).append(row)
    for model, desk in admin.site._registry.items():
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        pages = (
            {"add": [reverse(f"admin:{name}_add")]} if getattr(desk, "add_permission", "") else {}
        )
        for verb in getattr(desk, "verbs", ()):
            pages[verb.name] = [url_of(row, verb.name) for row in rows.get(model._meta.label, [])]
        for page, addresses in pages.items():
            for address in addresses:
                answer: Any = client.get(address)
                context = answer.context or {}
                if answer.status_code == 200 and "page" in context and not context["blocked"]:
                    yield Form(f"{name} {page}", address, answer)
                    break


def errors_of(answer: Any) -> dict[str, Any]:
    """Empty where it went through: it leads on, or shows what was made."""
    form = None if answer.status_code == 302 else (answer.context or {}).get("form")
    return form.errors if form is not None else {}


def wrong_with(client: Client, form: Form) -> Iterator[str]:
    fields = form.page.context["form"]
    required = [each.html_name for each in fields if each.field.required and not each.is_hidden]
    optional = called_optional(form.page)
    least = {**filled_in(form, optional=False), **with_files(form, optional=False)}
    with undone():
        errors = errors_of(client.post(form.address, least))
    for name in errors.keys() & optional:
        yield f"{name} is called optional, and refused where it is empty: {errors[name]}"
    for name in required:
        with undone():
            yield from lost_without(client, form, name)
    if not errors:
        for name in dict.fromkeys((*required[:1], *with_files(form, optional=False))):
            with undone():
                yield from refused_again(client, form, name, least)


def lost_without(client: Client, form: Form, name: str) -> Iterator[str]:
    """Everything is given but one field."""
    fields = form.page.context["form"].fields
    kept = {key: each for key, each in filled_in(form, optional=True).items() if key != name}
    files = {key: each for key, each in with_files(form, optional=True).items() if key != name}
    answer = client.post(form.address, {**kept, **files})
    if name not in errors_of(answer):
        yield f"{name} left empty: {answer.status_code}, nothing is said there"
        return
    again = sent_by(answer)
    for key, values in kept.items():
        if key in fields and again.get(key) != values:
            yield f"{name} left empty: {key} was {values}, is {again.get(key)}"
    for key in files:
        if f"{key}_kept" not in again:
            yield f"{name} left empty: the file of {key} is lost"


def refused_again(client: Client, form: Form, name: str, least: dict[str, Any]) -> Iterator[str]:
    """What came back without one required field goes through once that is given."""
    files = with_files(form, optional=False)
    first = {key: each for key, each in {**least, **files}.items() if key != name}
    second = sent_by(client.post(form.address, first))
    given = with_files(form, optional=False) if name in files else least
    answer = client.post(form.address, {**second, name: given[name]})
    if errors := errors_of(answer):
        yield f"{name} given then: still refused, {dict(errors)}"


def test_a_refusal_loses_nothing_and_nothing_required_is_called_optional(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # What stands beside every form is read by other tests.
    monkeypatch.setattr(admin.site, "get_sidebar_list", lambda _request: [])
    client = at_the_desk(factories.person(Role.SENIOR, is_superuser=True))
    tried, wrong = [], []
    for form in found_forms(client):
        tried.append(form.name)
        wrong += [f"{form.name}: {each}" for each in wrong_with(client, form)]
    assert not wrong, "\n".join(wrong)
    assert len(tried) > 70, tried
