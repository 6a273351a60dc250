"""What stands beside the statement as a speaker's own words, and what never does."""

from typing import Any

import pytest

from claims.presentation.own_words import own_words

TEXT = "The general praised the army."
QUOTE = "“We commend them for their courage.”"


def body(words: list[str], **changes: Any) -> Any:
    appearance = {
        "directness": "direct",
        "translated_from": "",
        "first_known": False,
        "relayed_from": [],
        "source": {"publisher": None, "title": "A release", "language": "en"},
        "quotes": [{"exact": each} for each in words],
    }
    of_appearance = {*appearance, "transcript"}
    appearance |= {name: changes.pop(name) for name in changes.keys() & of_appearance}
    speaker = {"kind": changes.pop("kind", "person")}
    return {
        "text": TEXT,
        "attribution": "reported",
        "speaker": speaker,
        "appearances": [appearance],
        **changes,
    }


def test_the_words_in_one_pair_of_marks_are_the_speakers_alone() -> None:
    found = own_words(body([QUOTE]))
    assert found is not None
    assert (found.quotes, found.is_pure, found.reported_by) == ([QUOTE], True, "A release")


@pytest.mark.parametrize(
    "quote",
    [
        "“We commend them,” said the general.",
        "“We commend them,” she said, “for their courage.”",
        'They "commend" the army.',
        "‘We commend them,’ said the general, ‘for their courage.’",
        "—Los felicitamos —dijo el general—.",
        "General Smith: We commend them",
        "We commend them, said the general.",
        "«We commend them» and ‹thank› them»",
        "“",
        "",
    ],
)
def test_words_of_whoever_reports_it_are_not_passed_off_as_the_speakers(quote: str) -> None:
    found = own_words(body([quote]))
    assert found is not None
    assert not found.is_pure


def test_what_was_passed_on_is_as_somebody_has_it() -> None:
    found = own_words(body([QUOTE], relayed_from=[{"kind": "person"}]))
    assert found is not None
    assert not found.is_pure


def test_what_somebody_has_listened_to_is_the_speakers() -> None:
    heard = {"listened_on": "2026-03-04"}
    found = own_words(body(["We commend them"], transcript=heard))
    assert found is not None
    assert found.is_pure


@pytest.mark.parametrize(
    "changes",
    [
        {"transcript": {"listened_on": None}},
        {"directness": "indirect"},
        {"directness": "mixed"},
        {"translated_from": "es"},
        {"attribution": "misattributed"},
        {"kind": "article"},
        {"kind": "unattributed"},
        {"text": "We commend them for their courage"},
        {"quotes": []},
        {"quotes": [{"exact": "long " * 200}]},
    ],
)
def test_nothing_where_they_are_not_the_speakers_or_are_there_already(
    changes: dict[str, Any],
) -> None:
    assert own_words(body([QUOTE], **changes)) is None


def test_the_same_words_in_other_marks_stand_once() -> None:
    found = own_words(body([QUOTE, '"We commend them for their courage."']))
    assert found is not None
    assert len(found.quotes) == 1


def test_the_first_known_appearance_comes_first() -> None:
    given = body([QUOTE])
    first = {**given["appearances"][0], "first_known": True, "quotes": [{"exact": "“Well done.”"}]}
    given["appearances"].append(first)
    found = own_words(given)
    assert found is not None
    assert found.quotes[0] == "“Well done.”"
