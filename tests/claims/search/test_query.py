"""What somebody asks for in the one box, read off what they typed."""

import re
import unicodedata
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.search.query import FORM, GROUP, Amount, clean, parse, terms

# (typed, in web-search syntax)
WORDS = [
    ("fishermen traffickers", "fishermen traffickers"),
    ("fishermen, not traffickers", "fishermen, not traffickers"),
    ('"fishermen, not traffickers"', '"fishermen, not traffickers"'),
    ("“not traffickers”  boats", '"not traffickers" boats'),
    ("«no traficantes»", '"no traficantes"'),
    ("boats -fishermen", "boats -fishermen"),
    ('boats -"not traffickers"', 'boats -"not traffickers"'),
    ("boats or planes", "boats or planes"),
    ("150", "150"),  # a thousand in one language, one and a bit in another
    ("F-35 jets", "F-35 jets"),
    ('an odd " mark', "an odd mark"),
    ('say"s', "say s"),
    ('"', ""),
    ("- -- ' \" ! & | ( ) :* <->", ""),
    ("a\x00b\nc\td", "a b c d"),
    ("fisher\u00admen \u202etraffickers\u202c", "fishermen traffickers"),
    ("🚤 boats", "boats"),
    ("", ""),
]


@pytest.mark.parametrize(("typed", "words"), WORDS)
def test_words(typed: str, words: str) -> None:
    assert parse(typed).words == words
    assert bool(parse(typed)) == bool(words)


def amount(number: str, of: str, typed: str) -> Amount:
    return Amount(Decimal(number), of, typed)


AMOUNTS = [
    ("150 deaths", "", [amount("150", "deaths", "150 deaths")]),
    ("150 known deaths", "", [amount("150", "deaths", "150 known deaths")]),
    ("twenty deaths at sea", "at sea", [amount("20", "deaths", "twenty deaths")]),
    ("1,500 deaths", "", [amount("1500", "deaths", "1,500 deaths")]),
    ("150 muertos en el mar", "en el mar", [amount("150", "people", "150 muertos")]),
    ("1.234 muertos", "", [amount("1234", "people", "1.234 muertos")]),
    ("noboa 15% -tax", "noboa -tax", [amount("15", "percent", "15%")]),
    (
        "150 deaths $4 billion",
        "",
        [amount("150", "deaths", "150 deaths"), amount("4000000000", "dollars", "$4 billion")],
    ),
    # A range is no amount; nor are words in their order, or ones that may be others.
    ("100-200 deaths", "100-200 deaths", []),
    ('"150 deaths"', '"150 deaths"', []),
    ("150 deaths or 180 deaths", "150 deaths or 180 deaths", []),
    ("-150 deaths", "-150 deaths", []),
]


@pytest.mark.parametrize(("typed", "words", "amounts"), AMOUNTS)
def test_amounts(typed: str, words: str, amounts: list[Amount]) -> None:
    parameters = parse(typed)
    assert (parameters.words, list(parameters.amounts)) == (words, amounts)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Daniel Nobao", "Daniel Nobao"),
        (" José  Huertas ", "José Huertas"),
        ("“Daniel” Noboa", ""),
        ("noboa -daniel", ""),
        ("noboa or petro", ""),
        ("150 deaths", ""),
    ],
)
def test_only_plain_words_may_be_a_name(typed: str, name: str) -> None:
    assert parse(typed).name == name


HOSTILE = st.text(
    st.one_of(
        st.sampled_from(list("\"'-!&|()<>:*\\\x00 \n%$.,0159\u202e\u200b“”«ﷺ½🚤")),
        st.characters(),
    ),
    max_size=200,
)


@given(HOSTILE)
@example("AA-AA")  # has other forms
@example("pre-existing\x1eferry\x1ffree")  # with what separates forms
def test_anything_can_be_typed(text: str) -> None:
    parameters = parse(text)
    typed = parameters.typed.translate({ord(GROUP): None, ord(FORM): None})
    for each in (clean(text), typed):
        assert all(unicodedata.category(character) not in ("Cc", "Cf", "Cs") for character in each)
    assert parameters.words.count('"') % 2 == 0
    assert parse(clean(text)) == parameters


@given(
    st.lists(st.from_regex(r"[a-z]{4,9}", fullmatch=True).filter(lambda w: w != "or"), max_size=9)
)
def test_no_word_is_lost(words: list[str]) -> None:
    parameters = parse(" ".join(words))
    # Beside a word that begins with "sub", say, its other forms are looked for.
    assert not Counter(words) - Counter(re.findall("[a-z]+", parameters.typed))


FORMS = {
    "pre-existing": '\x1epre-existing\x1fpreexisting\x1f"pre existing"',
    "preexisting rules": 'rules\x1epreexisting\x1fpre-existing\x1f"pre existing"',
    "president of congress": "president of congress",
    "pre existing rules": "rules\x1epre existing\x1fpreexisting\x1fpre-existing",
    "harbour": "\x1eharbour\x1fharbor",
    # No phrase of which PostgreSQL leaves out a part: it would find every line, and "they're turning".
    "online": "\x1eonline\x1fon-line",
    "no-fly": "\x1eno-fly\x1fnofly",
    "on-site": "\x1eon-site\x1fonsite",
    "understand return": "understand return",
    '"pre-existing" ferry': '"pre-existing" ferry',
    "-pre-existing ferry": "-pre-existing ferry",
    "pre-existing or ferry": "pre-existing or ferry",
    "F-35 covid-19 a-b": "F-35 covid-19 a-b",
}


@pytest.mark.parametrize(("typed", "words"), FORMS.items())
def test_words_have_other_forms(typed: str, words: str) -> None:
    assert parse(typed).words == words


def test_synonyms_are_forms_of_a_term() -> None:
    same = {"aca": ["obamacare", "affordable care act"], "affordable care act": ["aca"]}
    assert parse("ACA costs", same).words == 'costs\x1eACA\x1fobamacare\x1f"affordable care act"'
    assert parse("Affordable Care Act", same).words == "\x1eAffordable Care Act\x1faca"
    assert parse('"ACA" -aca', same).words == '"ACA" -aca'
    assert terms("the ACA, again")[:4] == ["the", "the aca", "the aca again", "aca"]
