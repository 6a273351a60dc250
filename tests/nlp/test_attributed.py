"""Whom a text names beside a statement's own words."""

import pytest

from nlp.attributed import is_clear_name, named_beside

STATED = "Together we are taking action against Trump's narco-terrorists in the hemisphere."
T = "together we are taking action against Trump's narco-terrorists in the hemisphere"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (f"Is it true what Obama claimed, that {T}?", "Obama"),
        (f'"{STATED}" - Barack Obama', "Barack Obama"),
        (f"“{STATED}” — Barack Obama", "Barack Obama"),
        (f"“{STATED}” (Barack Obama)", "Barack Obama"),
        (f"“{STATED[:-1]},” said the senator.", "the senator"),
        (f"@BarackObama: {T}", "@BarackObama"),
        (f"Obama: {T}", "Obama"),
        (f"Did Trump say that {T}?", "Trump"),
        (f"did obama say that {T}?", "obama"),
        (f"Is Obama right that {T}?", "Obama"),
        (f"Was Obama right when he said that {T}?", "Obama"),
        (f"Obama believes {T}", "Obama"),
        (f"Obama thinks that {T}", "Obama"),
        (f"Obama told CNN {T}", "Obama"),
        (f"Did the Trump administration say that {T}?", "the Trump administration"),
        (f"Did the president say that {T}?", "the president"),
        (f"According to Obama, {T}", "Obama"),
        (f"¿Es verdad que Obama dijo que {T}?", "Obama"),
        (f"As Obama said, {T}", "Obama"),
        (f"What Obama said: {T}", "Obama"),
        (f"I heard that Obama has been saying that {T}", "Obama"),
        (f"My uncle thinks that {T}", "uncle"),
        (f"Did he say that {T}?", "he"),
        (f"Did anyone but Obama say that {T}?", "anyone but Obama"),
    ],
)
def test_who_is_named_beside_the_statement(text: str, named: str) -> None:
    found = named_beside(text, STATED)
    assert found[:1] == [named] or named in found[0]
    assert is_clear_name(found[0]) == (
        named in ("the president", "the senator") or named[0].isupper() or named[0] == "@"
    )


@pytest.mark.parametrize(
    "text",
    [
        *(STATED, T, T.upper(), f"Is it true that {T}?", f"Who said that {T}?"),
        *(f"Breaking: {T}", f"Did they say that {T}?", f"I heard that {T}", f"So {T} on Monday."),
        STATED.replace("Together", "Jointly"),
        "In the hemisphere we are together taking action against Trump's narco-terrorists.",
    ],
)
def test_a_plain_statement_names_nobody_beside_itself(text: str) -> None:
    assert not named_beside(text, STATED)
