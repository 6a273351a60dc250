"""What became of an anchor in a newer text; above all, that it never jumps to a look-alike."""

import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sources import anchors
from sources.anchors import Difference, Judgement, Prepared, Selector, differences, find_one, judge
from sources.anchors.typesetting import Plain
from sources.choices import Judged

BRIDGES = "“We have built 150 bridges in three years,” Ana Núñez said on Monday."
ARTICLE = f"""The harbour office opened its books to the press for the first time.

{BRIDGES} The minister added that no dam had been forgotten in the count.

Residents of the old town dispute that, and they have kept a list of their own.

A reporter asked whether the list had been shown to anybody at the ministry.

“Yes.”

The spokesman would not say who had seen it, or when, and left the room."""
LEAD, PARAGRAPH, RESIDENTS, QUESTION, YES, SPOKESMAN = ARTICLE.split("\n\n")
MOVED = f"{LEAD}\n\n{RESIDENTS}\n\n{QUESTION}\n\n{YES}\n\n{SPOKESMAN}\n\n{PARAGRAPH}"


def judged(quote: str, newer: str, text: str = ARTICLE) -> Judgement:
    return judge(find_one(text, quote), text, newer)


def words_at(newer: str, judgement: Judgement) -> str:
    return newer[slice(judgement.start, judgement.end)]


# What was done to the article; the anchored words; the verdict.
SAME_PLACE = [
    ("nothing", ARTICLE, "150 bridges", "exact"),
    ("curly quotes made straight", re.sub("[“”]", '"', ARTICLE), "150 bridges", "exact"),
    ("a later paragraph changed", ARTICLE.replace("dispute", "confirm"), "150 bridges", "exact"),
    (
        "an earlier one of the same length",
        ARTICLE.replace("harbour", "railway"),
        "Ana Núñez",
        "exact",
    ),
    ("accents taken apart", unicodedata.normalize("NFD", ARTICLE), "Ana Núñez", "moved"),
    ("soft hyphens", ARTICLE.replace("bridges", "bri\u00addges"), "150 bridges", "moved"),
    ("no-break spaces", ARTICLE.replace(" ", "\u00a0"), "150 bridges", "exact"),
    (
        "lines wrapped",
        ARTICLE.replace(" said", "\nsaid").replace(" in ", "\nin "),
        "150 bridges",
        "exact",
    ),
    ("paragraphs by single breaks", ARTICLE.replace("\n\n", "\n"), "150 bridges", "moved"),
    ("paragraphs run together", ARTICLE.replace("\n\n", " "), "150 bridges", "moved"),
    ("headline above", "Books opened\n\n" + ARTICLE, "150 bridges", "moved"),
    ("paragraph before gone", ARTICLE.replace(LEAD + "\n\n", ""), "150 bridges", "moved"),
    (
        "paragraph before changed",
        ARTICLE.replace("first time", "second time"),
        "150 bridges",
        "moved",
    ),
    (
        "paragraph put in before",
        ARTICLE.replace(BRIDGES, f"Boats passed.\n\n{BRIDGES}"),
        "150 bridges",
        "moved",
    ),
    ("paragraph moved", MOVED, "150 bridges", "moved"),
    (
        "a paragraph of one sentence moved",
        f"{RESIDENTS}\n\n{LEAD}\n\n{PARAGRAPH}",
        "old town",
        "moved",
    ),
    (
        "the same sentence also elsewhere",
        f"{ARTICLE}\n\n{QUESTION} {BRIDGES} {LEAD}",
        "150 bridges",
        "exact",
    ),
    ("and before it", f"{LEAD} {BRIDGES} {QUESTION}\n\n{ARTICLE}", "150 bridges", "moved"),
    (
        "a look-alike before it",
        f"{LEAD} {BRIDGES.replace('150', '180')}\n\n{ARTICLE}",
        "150 bridges",
        "moved",
    ),
    ("a short answer, farther down", "Books opened\n\n" + ARTICLE, "“Yes.”", "moved"),
    ("a short answer with another one", f"“Yes.”\n\n{ARTICLE}\n\n“Yes.”", "“Yes.”", "moved"),
]


@pytest.mark.parametrize(
    ("newer", "quote", "verdict"),
    [each[1:] for each in SAME_PLACE],
    ids=[each[0] for each in SAME_PLACE],
)
def test_the_same_words_in_the_same_surroundings_are_found(
    newer: str, quote: str, verdict: str
) -> None:
    anchor = anchors.find(ARTICLE, quote)[0]
    judgement = judge(anchor, ARTICLE, newer)
    assert judgement.verdict == verdict
    assert Plain(words_at(newer, judgement)).text == Plain(quote).text
    unmoved = (judgement.start, judgement.end) == (anchor.start, anchor.end)
    assert unmoved == (verdict == "exact")
    assert judgement.differences == ()


ALTERED = [
    ("the number", "150", "180", "150 bridges"),
    ("a number beside the words", "three years", "four years", "150 bridges"),
    ("a name beside the words", "Ana Núñez", "Eva Núñez", "150 bridges"),
    ("the name without its accents", "Núñez", "Nunez", "150 bridges"),
    ("a not before the words", "We have built", "We have not built", "150 bridges"),
    ("a not within them", "We have built", "We haven’t built", "We have"),
    ("a capital", "bridges", "Bridges", "150 bridges"),
    ("a day", "Monday", "Tuesday", "150 bridges"),
    (
        "no quotation marks",
        "“We have built 150 bridges in three years,”",
        "We have built 150 bridges in three years,",
        "150 bridges",
    ),
    ("a word more", "built 150", "built only 150", "150 bridges"),
    ("the reverse", "said on Monday", "never said on Monday", "150 bridges"),
    ("the short answer", "“Yes.”", "“No.”", "“Yes.”"),
]


@pytest.mark.parametrize(
    ("old", "new", "quote"), [each[1:] for each in ALTERED], ids=[each[0] for each in ALTERED]
)
@pytest.mark.parametrize(
    "around", ["there", "moved", "with the old words elsewhere", "with a headline"]
)
def test_other_words_in_the_sentence_alter_it(old: str, new: str, quote: str, around: str) -> None:
    anchor = find_one(ARTICLE, quote)
    start = ARTICLE.rindex("\n", 0, anchor.start) + 1
    sentence = YES if quote == "“Yes.”" else BRIDGES
    changed = sentence.replace(old, new)
    newer = ARTICLE[:start] + ARTICLE[start:].replace(sentence, changed, 1)
    if around == "moved" and sentence == BRIDGES:
        newer = MOVED.replace(sentence, changed)
    elif around == "with the old words elsewhere":
        newer += f"\n\nAn earlier version of this article differed. {sentence} That was wrong, and we regret it."
    elif around == "with a headline":
        newer = f"Headline\n\n{newer}"
    judgement = judge(anchor, ARTICLE, newer)
    assert judgement.verdict == Judged.ALTERED
    assert words_at(newer, judgement) == changed
    assert not judgement.surroundings
    differences = judgement.differences
    assert "".join(each.words for each in differences if each.kind != "added") == sentence
    after = "".join(each.words for each in differences if each.kind != "removed")
    assert after.replace(" ", "") == changed.replace(" ", "")
    assert {each.kind for each in differences} - {"kept"}


ELSEWHERE = "Boats have passed under it since, in both directions."
GONE = [
    ("the paragraph", ARTICLE.replace(PARAGRAPH + "\n\n", ""), "150 bridges"),
    ("the sentence", ARTICLE.replace(BRIDGES + " ", ""), "150 bridges"),
    ("the answer", ARTICLE.replace(YES + "\n\n", ""), "“Yes.”"),
    ("everything", "", "150 bridges"),
    ("everything but spaces", " \n\u00ad", "150 bridges"),
    ("another article", f"{ELSEWHERE} " * 3, "150 bridges"),
]


@pytest.mark.parametrize(
    ("newer", "quote"), [each[1:] for each in GONE], ids=[each[0] for each in GONE]
)
def test_what_stands_nowhere_is_gone(newer: str, quote: str) -> None:
    assert judged(quote, newer) == Judgement(Judged.GONE)


@pytest.mark.parametrize(
    "look_alike",
    [
        BRIDGES.replace("150", "180"),
        BRIDGES.replace("Ana", "Eva"),
        BRIDGES.replace("have", "have not"),
    ],
)
def test_a_look_alike_that_stood_there_before_does_not_take_the_place(look_alike: str) -> None:
    """Two sentences differed in a number; one is gone. The other is still only the other."""
    text = f"{ARTICLE}\n\n{ELSEWHERE} {look_alike} {ELSEWHERE}"
    newer = text.replace(PARAGRAPH + "\n\n", "")
    assert (
        judged(
            "“We have built 150 bridges in three years,” Ana Núñez"
            if "150" in look_alike and "Ana" in look_alike
            else BRIDGES,
            newer,
            text,
        ).verdict
        == Judged.GONE
    )


@pytest.mark.parametrize("kept", [0, 1])
def test_of_a_sentence_that_stood_twice_one_may_go(kept: int) -> None:
    twice = f"{ELSEWHERE} {BRIDGES} {ELSEWHERE}"
    text = f"{ARTICLE}\n\n{twice}"
    newer = ARTICLE if kept == 0 else text.replace(PARAGRAPH + "\n\n", "")
    first, second = anchors.find(text, BRIDGES)
    stays, goes = (first, second) if kept == 0 else (second, first)
    assert judge(stays, text, newer).verdict == (Judged.EXACT if kept == 0 else Judged.MOVED)
    assert judge(goes, text, newer) == Judgement(Judged.GONE)


def test_a_doubled_sentence_keeps_its_two_places() -> None:
    text = f"{ARTICLE}\n\n{ELSEWHERE} {BRIDGES} {ELSEWHERE}"
    newer = f"Headline\n\n{text}"
    for anchor in anchors.find(text, "150 bridges"):
        judgement = judge(anchor, text, newer)
        assert (judgement.verdict, judgement.start) == (Judged.MOVED, anchor.start + 10)


def test_the_same_words_in_other_surroundings_are_altered_and_say_so() -> None:
    newer = ARTICLE.replace(PARAGRAPH, ELSEWHERE) + f"\n\n{ELSEWHERE} {BRIDGES} {ELSEWHERE}"
    judgement = judged("150 bridges", newer)
    assert judgement.verdict == Judged.ALTERED
    assert judgement.surroundings
    assert words_at(newer, judgement) == BRIDGES
    assert Difference("removed", "minister added that no dam had been") not in judgement.differences
    assert any(
        each.kind == "added" and "directions" in each.words for each in judgement.differences
    )
    assert any(each.kind == "kept" and BRIDGES in each.words for each in judgement.differences)


def test_what_is_said_next_to_a_quote_in_its_paragraph_belongs_to_it() -> None:
    """The sentence stands; who spoke, the sentence before it said."""
    text = f"{LEAD}\n\nThe minister was adamant. “We have built 150 bridges and a dam.” Nobody laughed.\n\n{RESIDENTS}"
    judgement = judged("150 bridges", text.replace("The minister", "His rival"), text)
    assert judgement.verdict == Judged.ALTERED
    assert judgement.surroundings
    assert Difference("removed", "The minister ") in judgement.differences
    assert Difference("added", "His rival ") in judgement.differences


def test_of_several_places_that_fit_alike_none_is_named() -> None:
    newer = f"{ELSEWHERE} {BRIDGES}\n\n{RESIDENTS}\n\n{ELSEWHERE} {BRIDGES}\n\n{RESIDENTS}"
    assert judged("150 bridges", newer) == Judgement(Judged.ALTERED, surroundings=True)


def test_a_doubled_paragraph_may_be_either() -> None:
    """Moved both times, with nothing that tells which is which: people look."""
    newer = f"{LEAD}\n\n{PARAGRAPH}\n\n{RESIDENTS}\n\n{LEAD}\n\n{PARAGRAPH}\n\n{RESIDENTS}"
    text = f"{QUESTION}\n\n{PARAGRAPH}\n\n{SPOKESMAN}"
    assert judged("150 bridges", newer, text).verdict == Judged.ALTERED


@pytest.mark.parametrize(
    ("newer", "verdict"),
    [
        (f"{ARTICLE}\n\n“Yes.”", "exact"),
        (ARTICLE.replace(YES, "“No.”") + "\n\n“Yes.”", "altered"),
        (ARTICLE.replace(YES + "\n\n", "") + "\n\n“Yes.”", "altered"),
        (ARTICLE.replace(QUESTION, f"{QUESTION}\n\nBut had it been burnt?"), "altered"),
        (
            ARTICLE.replace("shown to anybody", "hidden from everybody").replace(
                "ministry", "club"
            ),
            "altered",
        ),
    ],
    ids=[
        "another answer",
        "this one altered",
        "another answer only",
        "another question",
        "the question changed",
    ],
)
def test_a_short_answer_needs_what_stands_on_both_sides(newer: str, verdict: str) -> None:
    assert judged("“Yes.”", newer).verdict == verdict


def test_an_answer_that_stood_twice_is_not_the_other_one() -> None:
    text = f"{ARTICLE}\n\nDid you count the dams?\n\n“Yes.”\n\nNobody asked any more questions that evening."
    first, second = anchors.find(text, "“Yes.”")
    newer = text.replace(f"{YES}\n\n{SPOKESMAN}", SPOKESMAN, 1)
    assert judge(first, text, newer) == Judgement(Judged.GONE)
    assert judge(second, text, newer).verdict == Judged.MOVED


@pytest.mark.parametrize("old", [BRIDGES, "Yes.", "三十座桥已经建成。"])
def test_an_excerpt_is_known_only_where_it_is_long_and_alone(old: str) -> None:
    """A text that is nothing but the quote has no surroundings."""
    anchor = anchors.make(old, 0, len(old))
    assert judge(anchor, old, f" {old}\n").verdict == Judged.MOVED
    within = judge(anchor, old, f"{LEAD} {old} {SPOKESMAN}")
    assert (within.verdict, within.surroundings) == (Judged.ALTERED, True)
    alone = judge(anchor, old, f"{LEAD}\n\n{old}\n\n{SPOKESMAN}")
    assert alone.verdict == (Judged.ALTERED if old == "Yes." else Judged.MOVED)


def test_a_sentence_that_became_a_part_of_another_is_altered() -> None:
    newer = ARTICLE.replace(BRIDGES, f"Nobody believes that {BRIDGES}").replace("\n\n", "\n")
    assert judged("150 bridges", newer).verdict == Judged.ALTERED
    denied = ARTICLE.replace(BRIDGES, f"It was not so that\n{BRIDGES}")
    assert judged("150 bridges", denied).verdict == Judged.ALTERED


@pytest.mark.parametrize(
    ("text", "quote", "other"),
    [
        (
            "部长说，我们已经建成了一百五十座桥。他没有提到大坝，也没有回答记者的问题。",
            "一百五十座桥",
            "一百八十座桥",
        ),
        ("قال الوزير إننا بنينا ١٥٠ جسرا في ثلاث سنوات. ولم يذكر السدود.", "١٥٠ جسرا", "١٨٠ جسرا"),
        (
            "Мы построили 150 мостов за три года, сказала министр. О плотинах речи не было.",
            "150 мостов",
            "180 мостов",
        ),
        ("हमने तीन साल में 150 पुल बनाए हैं, मंत्री ने कहा। बाँधों की बात नहीं हुई।", "150 पुल", "180 पुल"),
        ("เราสร้างสะพาน 150 แห่งในสามปี รัฐมนตรีกล่าว", "150 แห่ง", "180 แห่ง"),
        (
            "우리는 삼 년 동안 다리 150개를 지었다고 장관이 말했다. 댐은 말하지 않았다.",
            "다리 150개",
            "다리 180개",
        ),
        (
            "Ships 🚢👩\u200d👧 passed 150 bridges on Monday, the captain told us ❤\ufe0f.",
            "150 bridges",
            "180 bridges",
        ),
    ],
)
def test_all_scripts_are_judged_alike(text: str, quote: str, other: str) -> None:
    assert judged(quote, f"{text}\n", text).verdict == Judged.EXACT
    above = f"Title\n\n{unicodedata.normalize('NFD', text)}"
    assert judged(quote, above, text).verdict == Judged.MOVED
    assert Plain(words_at(above, judged(quote, above, text))).text == Plain(quote).text
    changed = judged(quote, f"Title\n\n{text.replace(quote, other)}", text)
    assert changed.verdict == Judged.ALTERED
    assert {each.kind for each in changed.differences} == {"kept", "removed", "added"}


def test_a_selector_must_be_of_the_text() -> None:
    anchor = find_one(ARTICLE, "150 bridges")
    for wrong in (
        replace(anchor, exact="180 bridges"),
        replace(anchor, start=anchor.start + 1),
        Selector("", "", "", 3, 3),
    ):
        with pytest.raises(ValueError, match="not the words"):
            judge(wrong, ARTICLE, ARTICLE)


def test_white_space_is_only_kept_by_the_same_text() -> None:
    anchor = anchors.make("a  b", 1, 3)
    assert judge(anchor, "a  b", "a  b").verdict == Judged.EXACT
    assert judge(anchor, "a  b", "c a  b").verdict == Judged.GONE


def test_texts_are_prepared_once_for_many_anchors() -> None:
    text, newer = Prepared(ARTICLE), Prepared(f"Headline\n\n{ARTICLE}")
    for quote in ("150 bridges", "old town", "“Yes.”"):
        anchor = find_one(ARTICLE, quote)
        assert judge(anchor, text, newer) == judge(anchor, text.stored, newer.stored)


@pytest.mark.long
@pytest.mark.parametrize(
    "text",
    [
        "Yes. " * 20_000,
        "yes " * 20_000,
        "y" * 100_000,
        "\n" * 100_000,
        "“Yes.”\n\n" * 10_000,
        "?!" * 50_000,
        "\u0301" * 50_000,
    ],
    ids=["sentences", "words", "a letter", "lines", "paragraphs", "marks", "accents"],
)
def test_what_repeats_for_ever_is_judged_too(text: str) -> None:
    """No verdict is right or wrong here, but one comes, and never a place that isn't there."""
    anchor = anchors.make(text, len(text) // 2, len(text) // 2 + 4)
    newer = text[: len(text) // 3] + " no " + text[len(text) // 3 :]
    judgement = judge(anchor, text, newer)
    if judgement.start is not None and judgement.end is not None:
        assert 0 <= judgement.start < judgement.end <= len(newer)


# differences


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "We have built 150 bridges.",
            "We have not built 180 bridges.",
            "We have +not +built -150 +180 +bridges.",
        ),
        ("“No,” he said.", '"No," he said', "“No,” he said-."),
        ("same", "same", "same"),
        ("", "all new", "+all new+"),
        ("all old", "", "-all old-"),
        ("", "", ""),
        ("$150,000 and 1.5", "$180,000 and 1.6", "$-150,000 +180,000+and -1.5+1.6+"),
        ("三十人", "四十人", "-三+四+十人"),
    ],
)
def test_differences_are_words(old: str, new: str, expected: str) -> None:
    marks = {"kept": "", "removed": "-", "added": "+"}
    found = differences(old, new)
    assert re.sub(r"[-+ ]", "", expected) == re.sub(
        r"[-+ ]", "", "".join(each.words for each in found)
    )
    assert [each.words.strip() for each in found if each.kind == "removed"] == [
        each.strip() for each in re.findall(r"-([^-+]*)", expected) if each.strip()
    ][: sum(each.kind == "removed" for each in found)]
    assert marks.keys() >= {each.kind for each in found}


prose = st.text(st.sampled_from("ab 1,.'“”\"-–\u00a0\u00adé\u0301\n三"), max_size=40)


@given(prose, prose)
@example("1", "1 \u03011")
def test_differences_hold_both_texts(old: str, new: str) -> None:
    found = differences(old, new)
    assert "".join(each.words for each in found if each.kind != "added") == old
    after = "".join(Plain(each.words).text for each in found if each.kind != "removed")
    assert re.sub(" ", "", after) == re.sub(" ", "", Plain(new).text)
    assert all(each.words for each in found)


@pytest.mark.long
def test_what_repeats_the_same_words_is_not_compared_word_by_word() -> None:
    """Comparing all pairs of equal words would take hours."""
    old, new = "yes no " * 50_000, "no yes yes " * 50_000
    assert differences(old, new) == [Difference("removed", old), Difference("added", new)]
    # Ordinary words are, however many there are.
    long = " ".join(f"word{number}" for number in range(5000))
    assert [each.kind for each in differences(long, f"{long} more")] == ["kept", "added"]
