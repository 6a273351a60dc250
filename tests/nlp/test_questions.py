"""What a question asks about."""

import pytest

from nlp import questions

INNER = "150 bridges were built"


@pytest.mark.parametrize(
    "text",
    [
        f"Did Ana Nuñez say that {INNER}?",
        f"did Nuñez really say {INNER}",
        f"Has the minister ever claimed that {INNER}?",
        f"Is it true that {INNER}?",
        f"Ana Nuñez said that {INNER}.",
        f"Ana Nuñez said: “{INNER}”",
        f"According to Ana Nuñez, {INNER}",
        f"¿Es cierto que {INNER}?",
        f"¿Dijo Ana Nuñez que {INNER}?",
        f"Según Ana Nuñez, {INNER}",
        f"What did Nuñez say about {INNER}?",
        f"Did Ana Nuñez say: “{INNER}”?",
        f"Did Ana Nuñez tell reporters that {INNER}?",
        f"Has Ana Nuñez promised that {INNER}?",
        f"Was it Ana Nuñez who said that {INNER}?",
        f"Ana Nuñez told the press that {INNER}.",
        f"Ana Nuñez: {INNER}",
        f"“{INNER},” Ana Nuñez said.",
        f"“{INNER}”, said Ana Nuñez.",
        f"{INNER}, according to the Ministry of Works",
        f"{INNER}, dijo Ana Nuñez",
    ],
)
def test_the_statement_without_who_is_said_to_have_made_it(text: str) -> None:
    assert questions.read(text).rstrip(".") == INNER


@pytest.mark.parametrize(
    "text",
    [
        INNER,
        "",
        "Is it false that 150 bridges were built?",
        "Did Ana Nuñez deny that 150 bridges were built?",
        "Ana Nuñez never said that 150 bridges were built.",
        "The United States bombed six boats",
        "White House claims of success were wrong",
        "Breaking: 150 bridges were built",
        "Ana Nuñez's claim that 150 bridges were built is wrong.",
        "a " * 2_000,
    ],
)
def test_everything_else_is_as_it_is(text: str) -> None:
    assert questions.read(text) == text
