"""Every operation of the schema, asked what it allows and what it doesn't; the answers fit it.

A few cases of each; ``python -m benchmarks.contract`` asks thousands, of a server.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, assume, given
from hypothesis import settings as effort
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from claims.capture import intake
from claims.imports import uploads
from claims.models import Claim
from newsroom import tokens
from newsroom.uploads import UploadHandler
from tests import factories
from tests.claims import full_claims
from tests.claims.statements import candidate

pytestmark = pytest.mark.django_db
# The cursor, a moment and a speaker's name are texts; not every text is one of them, and the 400
# that says so is in the schema. Tokens have tests of their own: this client sends one with each.
NOT_HELD = [positive_data_acceptance, ignored_auth]


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """Requests share the test's transaction, as they do with Django's own client."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.fixture
def _closed_files(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Files that are sent are closed, as by a server; schemathesis closes no answer of a WSGI application."""
    sent: list[Any] = []
    stored = UploadHandler._file

    def kept(handler: UploadHandler, *given: Any) -> Any:
        sent.append(stored(handler, *given))
        return sent[-1]

    monkeypatch.setattr(UploadHandler, "_file", kept)
    yield
    for file in sent:
        file.close()


@pytest.mark.long
@pytest.mark.usefixtures("_one_connection", "_closed_files")
@pytest.mark.parametrize("cases", [2, pytest.param(8, marks=pytest.mark.at_length)])
def test_every_operation_answers_as_its_schema_says(reporter: Any, cases: int) -> None:
    """``cases``: of each operation, and as many that break its schema."""
    first = full_claims.signed_claim(1)
    full_claims.signed_claim(2, contradicts=first)
    desk = {"Authorization": f"Token {tokens.make(reporter, 'schemathesis', 1)}"}
    as_json = {"Accept": "application/json"}
    schema: Any = schemathesis.openapi.from_wsgi(
        "/api/v1/schema/", get_wsgi_application(), headers=as_json
    )
    table = b"external_id,text\n1,It is so.\n"
    known = numbers(first) | {
        "/api/v1/working/captures": intake.paste(reporter, "A text.").pk,
        "/api/v1/working/candidates": candidate().pk,
        "/api/v1/working/imports": uploads.request_import(
            factories.editor(), "a.csv", table, "csv", origin="checks.example"
        ).pk,
    }
    parameters: Counter[str] = Counter()

    def ask(operation: Any, mode: GenerationMode) -> None:
        @given(case=operation.as_strategy(generation_mode=mode))
        @effort(
            max_examples=cases,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def example(case: Any) -> None:
            number = case.path_parameters.get("id")
            if mode.is_positive and number is not None and number % 4:
                case.path_parameters["id"] = known[operation.path.split("/{")[0]]
            # Spaces around a text are dropped before its length counts.
            assume(mode.is_positive or not _has_outer_spaces(case.body))
            if mode.is_positive and case.query:
                # An answer with some of its keys lacks others that the schema promises.
                case.query.pop("fields", None)
            case.call_and_validate(headers=desk, excluded_checks=NOT_HELD)
            parameters[operation.label] += 1

        example()

    load_all_checks()
    for result in schema.get_all_operations():
        operation = result.ok()
        ask(operation, GenerationMode.POSITIVE)
        # What takes nothing can't be given anything wrong.
        if operation.path_parameters or operation.query or operation.body:
            ask(operation, GenerationMode.NEGATIVE)
    operations = {result.ok().label for result in schema.get_all_operations()}
    assert parameters.keys() == operations
    assert set(Claim.objects.values_list("status", flat=True)) <= {"verified", "unreviewed"}
    assert len(operations) >= 20


def _has_outer_spaces(value: Any) -> bool:
    if isinstance(value, dict | list):
        return any(map(_has_outer_spaces, value.values() if isinstance(value, dict) else value))
    return isinstance(value, str) and value != value.strip()


def numbers(claim: Claim) -> dict[str, int]:
    """The number of a thing that there is, by the path before it."""
    source = claim.appearances.get().snapshot.source
    return {
        "/api/v1/claims": claim.pk,
        "/api/v1/working/claims": claim.pk,
        "/api/v1/speakers": claim.speaker_id,
        "/api/v1/sources": source.pk,
        "/api/v1/publishers": source.publisher_id or 0,
    }
