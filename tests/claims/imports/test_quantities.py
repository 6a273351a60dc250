"""The quantities of imported claims: read by a job, found by the search."""

import pytest

from claims.imports.quantities import read_quantities
from claims.models import Claim, ImportRun, Quantity
from claims.workflow import drafting
from newsroom.history import acting
from tests import factories
from tests.claims.imports.files import bring_in, row, table
from tests.workers import work_off

pytestmark = pytest.mark.django_db


def found(words: str) -> list[str]:
    return list(Claim.objects.matching(words).order_by("pk").values_list("text", flat=True))


def test_an_amount_is_found_in_any_form_after_an_import() -> None:
    texts = ["The plan made 700,000 jobs.", "The plan made 7,000 jobs.", "Nobody was counted."]
    by = factories.editor()
    run = bring_in(table(*(row(n, text=text) for n, text in enumerate(texts, 1))), by)
    assert found("700000 jobs") == []
    work_off()
    for words in ("700000 jobs", "0.7 million jobs", "700,000 jobs"):
        assert found(words) == [texts[0]]
    assert ImportRun.objects.get(pk=run.pk).quantities_read_to == 4
    assert Quantity.objects.get(claim__text=texts[1]).unit == "jobs"


def test_claims_that_somebody_has_changed_are_left_alone() -> None:
    by = factories.editor()
    run = bring_in(table(*(row(n, text=f"It has {n}0 boats.") for n in (1, 2, 3))), by)
    changed, given, left = Claim.objects.order_by("pk")
    drafting.edit_claim(changed.pk, by, note="Seen.")
    with acting(by):
        Quantity.objects.create(claim=given, low=5, high=5, unit="ships")
    read_quantities(run.pk, batch_of=2)
    assert list(Quantity.objects.order_by("claim").values_list("claim", "unit")) == [
        (given.pk, "ships"),
        (left.pk, "boats"),
    ]
    read_quantities(run.pk)  # a second time, nothing
    assert Quantity.objects.count() == 2


def test_the_language_of_the_claim_decides_what_a_point_means() -> None:
    bring_in(table(row(1, text="1.200 km", language="es")), factories.editor())
    work_off()
    assert Quantity.objects.get().low == 1200
