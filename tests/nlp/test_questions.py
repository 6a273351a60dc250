"""What a question asks about, and whose statement it is said to be."""

import pytest

from nlp import questions

INNER = "150 bridges were built"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (f"Did Ana Nuñez say that {INNER}?", "Ana Nuñez"),
        (f"did Nuñez really say {INNER}", "Nuñez"),
        (f"Has the minister ever claimed that {INNER}?", "the minister"),
        (f"Is it true that {INNER}?", ""),
        (f"Ana Nuñez said that {INNER}.", "Ana Nuñez"),
        (f"Ana Nuñez said: “{INNER}”", "Ana Nuñez"),
        (f"According to Ana Nuñez, {INNER}", "Ana Nuñez"),
        (f"¿Es cierto que {INNER}?", ""),
        (f"¿Dijo Ana Nuñez que {INNER}?", "Ana Nuñez"),
        (f"Según Ana Nuñez, {INNER}", "Ana Nuñez"),
        (f"What did Nuñez say about {INNER}?", "Nuñez"),
        (f"Did Ana Nuñez say: “{INNER}”?", "Ana Nuñez"),
        (f"Did Ana Nuñez tell reporters that {INNER}?", "Ana Nuñez"),
        (f"Has Ana Nuñez promised that {INNER}?", "Ana Nuñez"),
        (f"Was it Ana Nuñez who said that {INNER}?", "Ana Nuñez"),
        (f"Ana Nuñez told the press that {INNER}.", "Ana Nuñez"),
        (f"Ana Nuñez: {INNER}", "Ana Nuñez"),
        (f"“{INNER},” Ana Nuñez said.", "Ana Nuñez"),
        (f"“{INNER}”, said Ana Nuñez.", "Ana Nuñez"),
        (f"{INNER}, according to the Ministry of Works", "the Ministry of Works"),
        (f"{INNER}, dijo Ana Nuñez", "Ana Nuñez"),
    ],
)
def test_the_statement_and_who_is_said_to_have_made_it(text: str, speaker: str) -> None:
    found = questions.read(text)
    assert found.statement.rstrip(".") == INNER
    assert found.speaker == speaker


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
    assert questions.read(text) == questions.Question(text)
