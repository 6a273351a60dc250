"""When something was said, as a table: a sentence, with [what was said] in brackets where the
caller knows it, and the day that is read, its basis and the words that give it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.dates import days
from nlp.kinds import Basis
from nlp.utterance_date import UNKNOWN, utterance_date

PUBLISHED = date(2026, 3, 5)  # a Thursday

ATTRIBUTED = [
    # the text says all of it
    ("[“It is new,”] he wrote on March 2, 2026.", "2026-03-02 stated: on March 2, 2026"),
    ("[“It is new,”] he wrote on 2 March 2026.", "2026-03-02 stated: on 2 March 2026"),
    (
        "[“It is new,”] he wrote on the 2nd of March, 2026.",
        "2026-03-02 stated: on the 2nd of March, 2026",
    ),
    (
        "[“It is new,”] he wrote on Monday, March 2, 2026.",
        "2026-03-02 stated: on Monday, March 2, 2026",
    ),
    ("[“It is new,”] he wrote on 2026-03-02.", "2026-03-02 stated: on 2026-03-02"),
    ("[“It is new,”] he wrote on Sept. 5, 2025.", "2025-09-05 stated: on Sept. 5, 2025"),
    (
        "In an interview published on 3 March 2026, he said [it was new].",
        "2026-03-03 stated: on 3 March 2026",
    ),
    ("In 2019, he claimed [it was new].", "2019-01-01 to 2019-12-31 stated: In 2019"),
    ("He said in March 2019 [it was new].", "2019-03-01 to 2019-03-31 stated: in March 2019"),
    ("In a 2019 interview, he said [it was new].", "2019-01-01 to 2019-12-31 stated: In a 2019"),
    ("In his 2019 memoir, he wrote that [it was new].", "2019-01-01 to 2019-12-31 stated: 2019"),
    (
        "On March 2 and 3, 2026, he said [it was new].",
        "2026-03-02 to 2026-03-03 stated: On March 2 and 3, 2026",
    ),
    # the publication date resolves it
    ("[“It is new,”] he wrote on social media on March 2.", "2026-03-02 inferred: on March 2"),
    ("[“It is new,”] he wrote on 2 March.", "2026-03-02 inferred: on 2 March"),
    (
        "[“It is new,”] he said on March 2 and 3.",
        "2026-03-02 to 2026-03-03 inferred: on March 2 and 3",
    ),
    (
        "[“It is new,”] he said on 2 and 3 March.",
        "2026-03-02 to 2026-03-03 inferred: on 2 and 3 March",
    ),
    ("[“It is new,”] he said on March 2-4.", "2026-03-02 to 2026-03-04 inferred: on March 2-4"),
    ("[“It is new,”] he wrote on December 24.", "2025-12-24 inferred: on December 24"),
    ("[“It is new,”] he wrote on March 6.", "2025-03-06 inferred: on March 6"),
    ("[“It is new,”] he wrote on February 29.", "2024-02-29 inferred: on February 29"),
    ("[“It is new,”] he said on Monday.", "2026-03-02 inferred: on Monday"),
    ("[“It is new,”] he said on Thursday.", "2026-03-05 inferred: on Thursday"),
    ("[“It is new,”] he said on Friday.", "2026-02-27 inferred: on Friday"),
    ("[“It is new,”] he said Monday.", "2026-03-02 inferred: Monday"),
    ("[“It is new,”] he said late Monday.", "2026-03-02 inferred: late Monday"),
    ("[“It is new,”] he said last Monday.", "2026-03-02 inferred: last Monday"),
    ("[“It is new,”] he said last Thursday.", "2026-02-26 inferred: last Thursday"),
    (
        "[“It is new,”] he said on Monday and Tuesday.",
        "2026-03-02 to 2026-03-03 inferred: on Monday and Tuesday",
    ),
    ("On Wednesday, he posted that [it was new].", "2026-03-04 inferred: On Wednesday"),
    (
        "At a Wednesday news briefing, she praised [the operation].",
        "2026-03-04 inferred: Wednesday",
    ),
    ("In Wednesday’s statement, she praised [the operation].", "2026-03-04 inferred: In Wednesday"),
    ("[“It is new,”] he said yesterday.", "2026-03-04 inferred: yesterday"),
    ("[“It is new,”] he said today.", "2026-03-05 inferred: today"),
    ("[“It is new,”] he said earlier today.", "2026-03-05 inferred: earlier today"),
    ("[“It is new,”] he said last night.", "2026-03-04 inferred: last night"),
    (
        "[“It is new,”] he said the day before yesterday.",
        "2026-03-03 inferred: the day before yesterday",
    ),
    ("[“It is new,”] he said this week.", "2026-03-02 to 2026-03-05 inferred: this week"),
    ("[“It is new,”] he said last week.", "2026-02-23 to 2026-03-01 inferred: last week"),
    ("[“It is new,”] he said last month.", "2026-02-01 to 2026-02-28 inferred: last month"),
    ("[“It is new,”] he said last year.", "2025-01-01 to 2025-12-31 inferred: last year"),
    (
        "[“It is new,”] he said earlier this year.",
        "2026-01-01 to 2026-03-05 inferred: earlier this year",
    ),
    ("[“It is new,”] he said two days ago.", "2026-03-03 inferred: two days ago"),
    ("[“It is new,”] he said 3 weeks ago.", "2026-02-09 to 2026-02-15 inferred: 3 weeks ago"),
    ("[“It is new,”] he said a month ago.", "2026-02-01 to 2026-02-28 inferred: a month ago"),
    ("[“It is new,”] he said ten years ago.", "2016-01-01 to 2016-12-31 inferred: ten years ago"),
    (
        "[“It is new,”] he said over the weekend.",
        "2026-02-28 to 2026-03-01 inferred: over the weekend",
    ),
    ("[“It is new,”] he said in January.", "2026-01-01 to 2026-01-31 inferred: in January"),
    ("[“It is new,”] he said in March.", "2026-03-01 to 2026-03-05 inferred: in March"),
    ("[“It is new,”] he said in December.", "2025-12-01 to 2025-12-31 inferred: in December"),
    (
        "He campaigned for re-election last year on the pledge that [he would win].",
        "2025-01-01 to 2025-12-31 inferred: last year",
    ),
    (
        "Noboa, who has been in office since 2023, said on Monday [it was new].",
        "2026-03-02 inferred: on Monday",
    ),
    (
        "Noboa, who won in April 2025, said on Monday [it was new].",
        "2026-03-02 inferred: on Monday",
    ),
    ("[“It began on March 1,”] he said on Monday.", "2026-03-02 inferred: on Monday"),
    ("He said on Monday [it would begin on March 1].", "2026-03-02 inferred: on Monday"),
    # the day is another thing's
    ("He said [it began on March 1].", ""),
    ("[“It began on March 1, 2026,”] he said.", ""),
    ("Noboa, in office since 2023, said [it was new].", ""),
    ("Noboa, who took office in 2023, said [it was new].", ""),
    ("Asked about the strike of March 1, he said [it was new].", ""),
    ("After Monday’s vote, he said [it was new].", ""),
    ("Following a vote on Monday, he said [it was new].", ""),
    ("The author of the 2019 law said [it was new].", ""),
    ("Victims of the January 6 riot said [it was new].", ""),
    ("He will say on March 10, 2026 that [it is new].", ""),
    ("He will say next Monday that [it is new].", ""),
    ("He will say tomorrow that [it is new].", ""),
    ("He said in May that [it may march on].", "2025-05-01 to 2025-05-31 inferred: in May"),
    ("He said on 3/4/2026 [it was new].", ""),
    ("He said [it was new].", ""),
    ("[It was new.]", ""),
    ("He said on February 30 [it was new].", ""),
]

UNMARKED = [
    ("“It is new,” Noboa wrote on social media on March 2.", "2026-03-02 inferred: on March 2"),
    ("“It began on March 1,” he said.", ""),
    ("“It began on March 1,” he said on Monday.", "2026-03-02 inferred: on Monday"),
    ("He said on Monday that the army moved on March 1.", "2026-03-02 inferred: on Monday"),
    ("He said that the army moved on March 1.", ""),
    ("He said the army moved on March 1.", ""),
    (
        "She told reporters last week the strike of January 3 was legal.",
        "2026-02-23 to 2026-03-01 inferred: last week",
    ),
    ("On Wednesday, he announced that it began on March 1.", "2026-03-04 inferred: On Wednesday"),
    ("The army moved on March 1.", ""),
    ("", ""),
]


def dated(sentence: str, published: date | None = PUBLISHED) -> str:
    content = None
    if "[" in sentence:
        start, end = sentence.index("["), sentence.rindex("]") - 1
        content = (start, end)
        sentence = sentence.replace("[", "").replace("]", "")
    utterance = utterance_date(sentence, published, content=content)
    if utterance == UNKNOWN:
        return ""
    assert utterance.said_from
    assert utterance.said_to
    days = (
        f"{utterance.said_from}"
        if utterance.said_from == utterance.said_to
        else f"{utterance.said_from} to {utterance.said_to}"
    )
    words = utterance.note[utterance.note.index("“") + 1 : utterance.note.index("”")]
    assert words in sentence
    return f"{days} {utterance.basis}: {words}"


@pytest.mark.parametrize(("sentence", "expected"), [*ATTRIBUTED, *UNMARKED])
def test_when_it_was_said(sentence: str, expected: str) -> None:
    assert dated(sentence) == expected


@pytest.mark.parametrize("sentence", [sentence for sentence, _ in ATTRIBUTED])
def test_without_a_publication_date_only_full_days_are_known(sentence: str) -> None:
    expected = dict(ATTRIBUTED)[sentence]
    if "10, 2026" in sentence:
        expected = "2026-03-10 stated: on March 10, 2026"  # nothing says that it is to come
    assert dated(sentence, None) == (expected if " stated: " in expected else "")


def test_the_note_says_how_it_is_known() -> None:
    known = utterance_date("“Yes,” he said on March 2.", PUBLISHED)
    assert known.note == "“on March 2”, with the article's date 2026-03-05"
    full = utterance_date("“Yes,” he said on March 2, 2026.", PUBLISHED)
    assert full.note == "“on March 2, 2026”, as the text says"


def test_the_verb_tells_two_days_apart() -> None:
    sentence = "On Monday he arrived, and on Tuesday he said it was new."
    verb = sentence.index("said")
    known = utterance_date(sentence, PUBLISHED, verb=(verb, verb + 4))
    assert (known.said_from, known.basis) == (date(2026, 3, 3), Basis.INFERRED)


def test_content_around_the_saying_is_no_one_piece() -> None:
    sentence = "“It began on March 1,” he said on Monday. “It ends in May.”"
    verb = sentence.index("said")
    known = utterance_date(sentence, PUBLISHED, (0, len(sentence)), (verb, verb + 4))
    assert known.said_from == date(2026, 3, 2)


def test_a_day_is_never_made_up_from_publication() -> None:
    assert utterance_date("“Yes,” he said.", PUBLISHED) == UNKNOWN


@given(
    st.one_of(
        st.text(max_size=80),
        st.lists(
            st.sampled_from(
                [
                    *[
                        "said",
                        "on",
                        "in",
                        "March",
                        "May",
                        "2",
                        "30",
                        "2026",
                        "2019",
                        "Monday",
                        "last",
                        "week",
                        "year",
                        "ago",
                        "and",
                        "the",
                        "“",
                        "”",
                        ",",
                        "-",
                    ],
                    *(
                        "who",
                        "that",
                        "since",
                        "\n",
                        "1",
                        "weekend",
                        "today",
                        "2026-02-30",
                        "'s",
                        "a",
                        "2nd",
                    ),
                ]
            ),
            max_size=15,
        ).map(" ".join),
    ),
    st.one_of(st.none(), st.dates()),
    st.one_of(st.none(), st.tuples(st.integers(0, 40), st.integers(0, 80))),
    st.one_of(st.none(), st.tuples(st.integers(0, 40), st.integers(0, 80))),
)
def test_any_text_can_be_read(
    text: str,
    published: date | None,
    content: tuple[int, int] | None,
    verb: tuple[int, int] | None,
) -> None:
    utterance = utterance_date(text, published, content, verb)
    assert (
        (utterance.basis == Basis.UNKNOWN)
        == (utterance.said_from is None)
        == (utterance.said_to is None)
    )
    if utterance.said_from and utterance.said_to:
        assert utterance.said_from <= utterance.said_to
        assert published is None or utterance.said_from <= published
        assert published or utterance.basis == Basis.STATED


@given(st.dates(min_value=date(1600, 1, 1)), st.integers(0, 6))
def test_a_weekday_is_the_latest_one(published: date, back: int) -> None:
    day = published - timedelta(days=back)
    (found,) = days(f"on {day:%A}", published)
    assert (found.first, found.last, found.full) == (day, day, False)


@given(st.dates(min_value=date(1600, 1, 1)), st.integers(0, 360))
def test_a_day_without_its_year_is_the_latest_one(published: date, back: int) -> None:
    day = published - timedelta(days=back)
    (found,) = days(f"on {day:%B} {day.day}", published)
    assert (found.first, found.last) == (day, day)


@pytest.mark.parametrize(
    "piece", ["March 2 ", ", who said ", "“", "in 2019 ", "said on Monday ", "since a "]
)
def test_long_texts_are_read(piece: str) -> None:
    utterance_date((piece * 100_000)[:100_000], PUBLISHED)
