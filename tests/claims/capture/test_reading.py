"""Reading texts in a process of its own: the same result, and an end where a text takes too much."""

from collections.abc import Iterator
from datetime import date

import pytest

from claims.capture import intake, reading
from claims.capture.reading import Read
from nlp.attribution import statements
from sources.anchors import judge, make
from sources.choices import CaptureState
from sources.models import AnchorCheck, Snapshot
from tests import factories
from tests.claims.capture.test_intake import captured

SAID = (
    "WASHINGTON — “We have built 150 bridges,” said Ana Nuñez, the minister of works, on Wednesday."
    " Critics said that the count was wrong, according to a report read out by a spokesman.\n\n"
    "Some 40 people were killed last year. “No,” he added."
)
SLOW = "he said that " * 40_000


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[reading._Reader]:
    made = reading._Reader()
    monkeypatch.setattr(reading, "_reader", made)
    yield made
    made.end()


def test_the_process_finds_what_reading_here_finds() -> None:
    day = date(2026, 3, 4)
    assert reading.statements_in(SAID, "en", day) == Read("en", True, statements(SAID, day))
    assert len(reading.statements_in(SAID, "en", None).statements) >= 4
    other = "Han powiedział, że most nie istnieje, a minister temu zaprzeczył."
    assert reading.statements_in(other, "pl", None) == Read("pl", False, [])
    assert reading.statements_in(SAID * 4, "pl", None).language == "en"


def test_quotes_are_judged_as_here() -> None:
    old, new = "The count is 150. Nobody doubts it.", "The count is 180. Nobody doubts it."
    quotes = [make(old, 0, 16), make(old, 18, 35)]
    expected = [judge(quote, old, new) for quote in quotes]
    assert reading.judged(old, quotes, new) == [(e.verdict, e.start, e.end) for e in expected]
    assert [each.verdict for each in expected] == ["altered", "altered"]


@pytest.mark.long
@pytest.mark.parametrize("limit", ["SECONDS", "MEMORY"])
def test_what_takes_too_much_ends_the_process_and_not_the_worker(
    limit: str, reader: reading._Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as small:
        small.setattr(reading, limit, 4 if limit == "SECONDS" else 450_000_000)
        small.setattr(reading, "SECONDS_A_MILLION", 0 if limit == "SECONDS" else 600)
        with pytest.raises(reading.Unreadable):
            reading.statements_in(SLOW, "en", None)
        ended = reader._process
        assert ended is None
    # The next text is read by another one.
    assert reading.statements_in(SAID, "en", None).statements


@pytest.mark.long
@pytest.mark.django_db
def test_a_text_that_takes_too_much_is_stored_and_the_capture_says_so(
    reader: reading._Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = factories.signed_claim()
    source = claim.appearances.get().snapshot.source
    monkeypatch.setattr(reading, "SECONDS", 0)
    monkeypatch.setattr(reading, "SECONDS_A_MILLION", 0)
    done = captured(intake.paste(factories.reporter(), SLOW, uri=source.uri, language="en"))
    assert done.state == CaptureState.DONE
    assert "Finding its statements takes more time or memory than is allowed" in done.message
    assert "Its quotes could not be looked for in this text" in done.message
    assert Snapshot.objects.filter(text=SLOW).count() == 1
    assert not AnchorCheck.objects.exists()
