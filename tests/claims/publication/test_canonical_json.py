"""PostgreSQL writes canonical JSON as RFC 8785 has it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.publication.representation import canonical
from tests import sql

pytestmark = pytest.mark.django_db

# PostgreSQL keeps no NUL. Keys are those of bodies.
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
KEYS = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
)


@pytest.mark.long
@given(VALUES)
def test_any_value(value: Any) -> None:
    ((written,),) = sql.run("SELECT canonical_json(%s::jsonb)", json.dumps(value))
    assert written == canonical(value)


def test_every_character_that_is_escaped() -> None:
    value = {"text": "".join(map(chr, range(1, 0x100))) + "\u2028\u2029\ufeff😀"}
    ((written,),) = sql.run("SELECT canonical_json(%s::jsonb)", json.dumps(value))
    assert written == canonical(value)
