"""Each document is read in a child of its own; what happens to that is nobody else's business."""

import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from sources import parsing
from sources.parsing import Ended, answers
from tests.sources.children import PATIENCE, parent, reading, suspended_child, until
from tests.sources.test_documents import pdf

TEXT = {"kind": "text", "charset": "utf-8"}
PDF = {"kind": "pdf"}


@pytest.fixture(autouse=True)
def parser() -> Iterator[None]:
    """Each test has a parser of its own."""
    parsing._parser.end()
    yield
    parsing._parser.end()


def text_of(words: str) -> str:
    ((found, content),) = answers(TEXT, words.encode())
    assert content == b""
    text: str = found["text"]
    return text


def slow_to_read() -> bytes:
    """A PDF of which the first kilobytes unpack to a gigabyte."""
    packed = b"0 0 m " * 50_000_000
    for _ in range(3):
        packed = zlib.compress(packed, 9)
    return pdf("x", stream=(b"/Filter [/FlateDecode /FlateDecode /FlateDecode]", packed))


def test_one_parent_forks_for_each_document_and_keeps_no_child() -> None:
    assert text_of("150 deaths are known.") == "150 deaths are known."
    first = parent()
    texts = [f"{number} deaths are known." for number in range(20)]
    assert [text_of(each) for each in texts] == texts
    assert parent() == first
    assert until(lambda: not reading())


def test_several_are_read_at_once_and_each_reader_gets_its_own() -> None:
    texts = [" ".join([str(number)] * 20_000) for number in range(12)]
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(text_of, texts)) == texts
    assert until(lambda: not reading())


def test_a_child_that_fails_is_noticed_and_the_next_document_is_read() -> None:
    text_of("first")
    before = parent()
    with pytest.raises(Ended) as ended:
        list(answers({"kind": "text"}, b"no encoding is given"))
    assert not ended.value.too_much
    assert text_of("next") == "next"
    assert parent() == before


@pytest.mark.long
def test_a_bomb_ends_its_own_child_alone() -> None:
    text_of("first")
    before = parent()
    with ThreadPoolExecutor(1) as pool:
        bomb = pool.submit(lambda: list(answers(PDF, slow_to_read())))
        assert until(before.children)
        assert text_of("beside it") == "beside it"
        with suppress(Ended):  # or it notices itself that it has no memory left
            ((found, _content),) = bomb.result()
            assert "refused" in found
    assert text_of("next") == "next"
    assert parent() == before
    assert until(lambda: not reading())


def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    text_of("first")
    monkeypatch.setattr(parsing, "SECONDS", 0.1)
    monkeypatch.setattr(parsing._parser, "child", suspended_child)
    with pytest.raises(Ended) as ended:
        list(answers(TEXT, b"words"))
    assert ended.value.too_much
    assert until(lambda: not reading())


def test_whoever_stops_reading_ends_the_child() -> None:
    text_of("first")
    connection, code = parsing._parser.child()
    assert until(reading)
    (child,) = reading()
    child.suspend()  # as if it were busy
    connection.close()
    with code:
        assert code.recv(16) == b"-9"


def test_a_waiting_child_that_was_killed_is_replaced() -> None:
    text_of("first")
    assert until(lambda: len(parent().children()) == 1)
    (waiting,) = parent().children()
    waiting.kill()
    assert until(lambda: not waiting.is_running())
    assert text_of("next") == "next"


def test_a_waiting_child_ends_with_its_parent() -> None:
    text_of("first")
    assert until(lambda: len(parent().children()) == 1)
    (waiting,) = parent().children()
    parent().kill()
    waiting.wait(PATIENCE)


def test_a_parent_that_was_killed_is_replaced() -> None:
    text_of("first")
    before = parent()
    before.kill()
    before.wait()
    assert text_of("next") == "next"
    assert parent() != before


def test_a_child_whose_parent_was_killed_says_nothing_of_its_end() -> None:
    text_of("first")
    connection, code = parsing._parser.child()
    assert until(reading)
    parent().kill()
    connection.close()
    with code:
        assert code.recv(16) == b""


def test_the_parent_ends_with_the_process_that_started_it() -> None:
    text_of("first")
    before = parent()
    assert parsing._parser._control is not None
    parsing._parser._control.close()
    before.wait(PATIENCE)
    assert text_of("next") == "next"


def test_a_parent_without_work_ends_and_the_next_document_starts_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As :data:`sources.parser_process.IDLE` seconds later."""
    monkeypatch.setattr(parsing, "PARSER", (*parsing.PARSER, "0.2"))
    text_of("first")
    before = parent()
    before.wait(PATIENCE)
    assert text_of("next") == "next"
    assert parent() != before


def test_it_knows_nothing_of_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "is not for parsers")
    text_of("first")
    assert set(parent().environ()) <= {"PYTHONHASHSEED", "PYTHONUTF8", "LC_CTYPE"}
