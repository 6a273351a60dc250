"""What is stored in English, as readers in Spanish see it: units, and speakers who are not named."""

import re
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.utils import translation

from claims.presentation import prose
from claims.presentation.unnamed_speakers import NOT_STATED
from claims.site import tags
from tools.catalogue import LOCALES


def quantity(unit: str) -> dict[str, Any]:
    numbers = {"low": "40", "high": "40", "bound": "at_least", "qualifier": ""}
    return {**numbers, "unit": unit, "counted": "", "as_of": None}


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        ("percent", "al menos 40 %"),
        ("US dollars", "al menos 40 dólares estadounidenses"),
        ("km", "al menos 40 km"),
        ("puentes", "al menos 40 puentes"),
    ],
)
def test_a_common_unit_is_translated(unit: str, words: str) -> None:
    with translation.override("es"):
        assert prose.amount(quantity(unit)) == prose.whole_amount(quantity(unit)) == words
    assert prose.amount(quantity("percent")) == "at least 40 percent"


def test_a_unit_stays_in_the_language_of_its_qualifier() -> None:
    known = quantity("deaths") | {"qualifier": "known"}
    with translation.override("es"):
        assert prose.amount(known) == "al menos 40 known deaths"


@pytest.mark.parametrize(
    ("description", "words"),
    [
        (str(NOT_STATED), "la voz propia del artículo; no consta el medio"),
        (
            "the article’s own voice; published by The Clarion",
            "la voz propia del artículo; publicado por The Clarion",
        ),
        (
            "not attributed: the text says “alleged” and names nobody",
            "sin atribuir: el texto dice «alleged» y no nombra a nadie",
        ),
        ("a fisherman", "a fisherman"),
    ],
)
def test_a_description_of_ours_is_translated_and_says_once_why_there_is_no_name(
    description: str, words: str
) -> None:
    speaker = {"id": 1, "name": None, "description": description, "kind": "article"}
    with translation.override("es"):
        assert prose.person(speaker) == words
        assert tags.unnamed(speaker) == (
            "" if words != description else "la voz propia del artículo"
        )
    assert prose.person(speaker) == description


def test_a_description_stored_with_a_straight_apostrophe_is_shown_with_a_curly_one() -> None:
    stored = str(NOT_STATED).replace("’", "'")
    speaker = {"id": 1, "name": None, "description": stored, "kind": "article"}
    assert prose.person(speaker) == str(NOT_STATED)
    assert not tags.unnamed(speaker)


# Forms of "tú", where the site says "usted". A verb in front of an article or the like is an order.
FAMILIAR = re.compile(
    r"\b(?:tú|[Tt]us?|tuy[oa]s?|contigo|puedes|tienes|quieres|debes)\b"
    r"|\b(?:[Aa]ñáde|[Cc]orríge|[Dd]ivíde|[Ee]líge|[Ss]úbe)l[aeo]s?\b"
    r"|\b(?:Añade|Configura|Elige|Escribe|Escucha|Exporta|Firma|Indica|Marca|Pega|Pide|Sube|Usa|Vuelve)"
    r" (?:a|al|antes|con|cada|el|entre|la|los?|las|quién|una?)\b"
)


def test_the_site_says_usted() -> None:
    with (LOCALES / "es" / "LC_MESSAGES" / "django.po").open("rb") as file:
        messages = [m.string for m in read_po(file) if m.id and m.string]
    words = [each for m in messages for each in ([m] if isinstance(m, str) else m)]
    assert not [each for each in words if FAMILIAR.search(each)]
