"""The limits of texts: how long, and without which characters."""

from functools import partial
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client
from django.urls import reverse
from psycopg import errors, sql
from psycopg.types.json import Jsonb

from claims.models import Claim
from newsroom import approvals, texts
from newsroom.choices import ApprovalKind
from newsroom.errors import Refused
from tests import factories

LIMITED = [
    model
    for model in apps.get_models()
    if model._meta.app_label in texts.OURS
    and (texts.written(model) or model._meta.label in texts.NESTED)
]
NOT_TAKEN = (
    "a\x01b",
    "a\x7fb",
    "a\x85b",
    "a\u202eb",
    "a\u2066b",
    "a\u2069b",
    "a\u200bb",
    "a\u2060b",
    "a\ufeffb",
)


def test_each_exception_exists() -> None:
    for label, names in texts.OF_OTHERS.items():
        fields = {each.name for each in apps.get_model(label)._meta.local_fields}
        assert set(names.split()) <= fields, label


@pytest.mark.parametrize("model", LIMITED, ids=lambda model: model._meta.db_table)
def test_postgresql_refuses_each_text_that_is_too_long_or_reordered(
    owner_connection: psycopg.Connection[Any], model: type[models.Model]
) -> None:
    table, rule = sql.Identifier(model._meta.db_table), f"texts_of_{model._meta.db_table}"
    cursor = owner_connection.cursor()
    cursor.execute("BEGIN")
    # Without what else its rows need.
    cursor.execute(
        sql.SQL("CREATE TEMP TABLE alone ON COMMIT DROP AS SELECT * FROM {} LIMIT 0").format(table)
    )
    cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [rule])
    (stated,) = cursor.fetchone() or pytest.fail(f"there is no {rule}")
    cursor.execute(
        sql.SQL("ALTER TABLE alone ADD CONSTRAINT {} {}").format(
            sql.Identifier(rule), sql.SQL(stated)
        )
    )
    for field in texts.written(model):
        add = sql.SQL("INSERT INTO alone ({}) VALUES (%s)").format(
            sql.Identifier(field.column or "")
        )
        most = field.max_length or 0
        refused = [text for text in NOT_TAKEN if len(text) <= most]
        if isinstance(field, models.TextField):
            refused.append("x" * (most + 1))
            cursor.execute(add, ["é\t\r\n\u200c\u200d\u200f" + "x" * (most - 7)])
        for text in refused:
            with pytest.raises(errors.CheckViolation) as broken, owner_connection.transaction():
                cursor.execute(add, [text])
            assert broken.value.diag.constraint_name == rule
    for name in texts.NESTED.get(model._meta.label, {}):
        is_json = isinstance(model._meta.get_field(name), models.JSONField)
        add = sql.SQL("INSERT INTO alone ({}) VALUES (%s)").format(sql.Identifier(name))
        cursor.execute(add, [within(r"é\t\r\n\b \\u0001 \f" + "\t\r\n\u200c\u200d\u200f", is_json)])
        too_long = within("x" * 50, is_json, times=5_000)
        for value in [*(within(text, is_json) for text in (*NOT_TAKEN, "\b", "\f")), too_long]:
            with pytest.raises(errors.CheckViolation) as broken, owner_connection.transaction():
                cursor.execute(add, [value])
            assert broken.value.diag.constraint_name == rule
    cursor.execute("ROLLBACK")


def within(text: str, is_json: bool, times: int = 1) -> Any:
    return Jsonb([{"words": [text]}] * times) if is_json else [text] * times


@pytest.mark.django_db
def test_a_request_holds_a_sources_quote_as_it_is_and_a_persons_words_within_the_limits() -> None:
    claim, by = factories.signed_claim(), factories.editor()
    ask = partial(approvals.request, ApprovalKind.SUPPLEMENT, claim.pk, by, "Another report.")
    ask(appearance={"places": [{"exact": "The plan is \u202elive\u202c."}]})
    with pytest.raises(Refused) as refused:
        ask(relation=1, rationale="It is \u202elive\u202c.")
    assert refused.value.rule == "texts_of_newsroom_approval"


@pytest.mark.parametrize("text", [*NOT_TAKEN, "x" * 10_001])
def test_a_field_says_it_itself(text: str) -> None:
    with pytest.raises(ValidationError):
        Claim._meta.get_field("text").clean(text, None)


def test_what_a_source_has_is_shown_as_symbols() -> None:
    given = "live \u202elive\u202c\x07\x7f\x85\n\u200b\u200d"
    assert texts.with_symbols(given) == "live ⇄live⇄␇␡\ufffd\n␣\u200d"


@pytest.mark.django_db
def test_a_page_shows_them_as_symbols(client: Client) -> None:
    editor = factories.editor()
    made = factories.snapshot(
        "The mayor said: “The plan is \u202elive\u202c.” It rained.", by=editor
    )
    client.force_login(editor)
    address = reverse("admin:sources_snapshot_change", args=[made.pk])
    page = client.get(address).content.decode()
    assert "The plan is ⇄live⇄." in page
    assert not texts._CONTROLS.search(page)
