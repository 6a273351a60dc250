"""What two people may edit in a signed claim without reopening: spelling, and nothing else."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from claims.workflow.minor_edits import MOST, why_not_a_minor_edit

SLIPS = [
    ("The audti office counted the bridges.", "The audit office counted the bridges."),
    ("The office recieved the report.", "The office received the report."),
    ("The the office counted.", "The office counted."),
    ("They counted alot of bridges.", "They counted a lot of bridges."),
    ("They counted in to the night.", "They counted into the night."),
    ("The count is right , they say.", "The count is right, they say."),
    ("The count is right..", "The count is right."),
    ("Two  spaces stand here.", "Two spaces stand here."),
    ("150 brigdes were built.", "150 bridges were built."),
    ("The goverment built 150 bridges.", "The government built 150 bridges."),
    ("The ministry’s own cuont says so.", "The ministry’s own count says so."),
    ("It says “150 bridges” in the reprot.", "It says “150 bridges” in the report."),
    ("El ministro dijo la verdda.", "El ministro dijo la verdad."),
    ("Министр сказал прваду.", "Министр сказал правду."),
    ("Ana Nuñez did not visti the bridge.", "Ana Nuñez did not visit the bridge."),
    ("A well known office counted.", "A well-known office counted."),
]

CHANGES = {
    "a quote": [
        ("He said “we bulit it”.", "He said “we built it”."),
        ('He said "we bulit it".', 'He said "we built it".'),
        ("He said «we bulit it».", "He said «we built it»."),
        ("He said ‘we don’t know hwo’ then.", "He said ‘we don’t know how’ then."),
        ("He said 'we bulit it' then.", "He said 'we built it' then."),
        # Opened with one mark and closed with another, or not at all.
        ('He said “we bulit it".', 'He said “we built it".'),
        ("He said “we bulit it.", "He said “we built it."),
        ("He said “we built it”.", "He said we built it."),
        ("He said we built it.", "He said “we built it”."),
    ],
    "a digit": [
        ("150 bridges stand.", "180 bridges stand."),
        ("1,500 bridges stand.", "1.500 bridges stand."),
        ("It fell by 5 percent.", "It fell by -5 percent."),
        ("It cost 5 dollars.", "It cost 5% dollars."),
        ("It is 150 km away.", "It is 150 m away."),
        ("On 3 March it began.", "On 13 March it began."),
        ("It is ½ built.", "It is ¼ built."),
        ("It cost $5.", "It cost €5."),
        ("It was 15 0 bridges.", "It was 150 bridges."),
    ],
    "a number": [
        ("Nine bridges stand.", "Five bridges stand."),
        ("A million saw it.", "A billion saw it."),
        ("They saw sixty of them.", "They saw sixteen of them."),
        ("They saw twenty-one of them.", "They saw twenty-two of them."),
        ("It was the first count.", "It was the third count."),
        ("They saw a hundred.", "They saw a hundreds."),
    ],
    "a negation": [
        ("It is now so.", "It is not so."),
        ("They are charged.", "They aren't charged."),
        ("They dont know.", "They done know."),
        ("It is a legal act.", "It is an illegal act."),
        ("The claim was proved.", "The claim was disproved."),
        ("It was without doubt.", "It was with doubt."),
        ("It is harmful.", "It is harmless."),
        ("El ministro lo dijo.", "El ministro no dijo."),
        ("It was never counted.", "It was ever counted."),
    ],
    "a name": [
        ("Ana Nunez counted.", "Ana Nuñez counted."),
        ("Ms al-Assad counted.", "Ms el-Assad counted."),
        ("Juan de la Cruz counted.", "Juan de le Cruz counted."),
        ("The polish office counted.", "The Polish office counted."),
        ("Counted by NATO.", "Counted by NASA."),
        ("The us counted.", "The US counted."),
        ("市長が数えた。", "市長は数えた。"),
    ],
    "a word that changes the statement": [
        ("It can be so.", "It is so."),
        ("It may be so.", "It must be so."),
        ("It says some stand.", "It says all stand."),
        ("It is more than that.", "It is less than that."),
        ("They stood before it.", "They stood after it."),
        ("There she counted.", "There he counted."),
    ],
    "invisible characters": [
        ("The office counted.", "The of\u200bfice counted."),
        ("The office counted.", "The \u202eoffice counted."),
    ],
}

MORE = [
    ("The bridges stand.", "The bridge stands."),
    ("The bridge stands.", "The bridges stand."),
    ("They count bridges.", "They counted bridges."),
    ("The minister counted.", "The minister's brother counted."),
    ("The office counted them.", "The office itself counted them."),
    ("The office counted them.", "The office counted."),
    ("The office counted them.", "The police counted them."),
    ("aaaa bbbb cccc dddd eeee", "aaab bbbc cccd ddde eeef"),
    ("It ended in the month of june.", "It ended in the month of july."),
]


# One word for another, with which a statement says something else.
ANOTHER_WORD = """
north south|hires fires|hired fired|win won|won lost|east west|rose fell|rise fall|raised razed
buy sell|bought sought|left felt|live leave|saved slaved|accepted excepted|affect effect|prescribed proscribed
friend fiend|trail trial|martial marital|public pubic|causal casual|dead deed|killed billed|deaths heaths
gained rained|cut put|sued used|paid said|ally alley|adopted adapted|war was|with wish|lead load
poor pour|pass past|late later|latter later|desert dessert|planing planning|boys toys|mother other
norte corte|peso beso|casa caza|muertos puertos|hombre hambre|vino pino
"""
FIXED = """
recieved received|occured occurred|seperate separate|definately definitely|enviroment environment
goverment government|comittee committee|harrass harass|liason liaison|accomodate accommodate
beleive believe|tommorow tomorrow|reprot report|wich which|arguement argument|neccessary necessary
publically publicly|resistence resistance|existance existence|begining beginning|offfice office
gobernio gobierno|presidnete presidente|minsitro ministro
"""


def pairs(table: str) -> list[tuple[str, str]]:
    found = []
    for pair in table.strip().replace("\n", "|").split("|"):
        old, new = pair.split()
        found.append((f"It says that {old} is in the text.", f"It says that {new} is in the text."))
    return found


def test_the_tables_are_long_enough() -> None:
    assert len(pairs(ANOTHER_WORD)) >= 40
    assert len(pairs(FIXED)) >= 20


@pytest.mark.parametrize(("old", "new"), pairs(ANOTHER_WORD))
def test_one_word_for_another_is_refused(old: str, new: str) -> None:
    assert "Reopen" in why_not_a_minor_edit(old, new)
    assert "Reopen" in why_not_a_minor_edit(new, old)


@pytest.mark.parametrize(("old", "new"), pairs(FIXED))
def test_what_is_no_word_is_corrected(old: str, new: str) -> None:
    assert why_not_a_minor_edit(old, new) == ""


@pytest.mark.parametrize(("old", "new"), SLIPS)
def test_a_slip(old: str, new: str) -> None:
    assert why_not_a_minor_edit(old, new) == ""


@pytest.mark.parametrize(
    ("what", "old", "new"),
    [(what, old, new) for what, pairs in CHANGES.items() for old, new in pairs],
)
def test_what_a_slip_never_touches(what: str, old: str, new: str) -> None:
    sentence = why_not_a_minor_edit(old, new)
    assert what in sentence
    assert "Reopen" in sentence


@pytest.mark.parametrize(("old", "new"), MORE)
def test_what_is_more_than_a_slip(old: str, new: str) -> None:
    assert "more than spelling" in why_not_a_minor_edit(old, new)


words = st.text(st.sampled_from("abcdefghij"), min_size=4, max_size=9)
sentences = st.lists(words, min_size=1, max_size=12).map(" ".join)


@pytest.mark.long
@given(sentences, st.text(max_size=20), st.integers(min_value=0))
def test_digits_capitals_and_marks_put_in_are_never_a_slip(
    sentence: str, put_in: str, at: int
) -> None:
    assume(re.search(r"[\d“”\"«»A-Z]", put_in))
    at %= len(sentence) + 1
    assert why_not_a_minor_edit(sentence, sentence[:at] + put_in + sentence[at:])


@given(sentences, sentences)
def test_it_is_about_the_change_and_not_the_length(one: str, other: str) -> None:
    assert why_not_a_minor_edit(one, one) == ""
    tail = " " + other
    assert why_not_a_minor_edit(one + tail, one + tail) == ""
    assume(len(other.split()) > MOST)
    assert why_not_a_minor_edit(one, one + tail)


@given(sentences, st.sampled_from(["not", "never", "no", "without", "isn't"]), st.integers(0))
def test_a_negation_put_in_anywhere_is_never_a_slip(sentence: str, word: str, at: int) -> None:
    among = sentence.split()
    at %= len(among) + 1
    denied = " ".join([*among[:at], word, *among[at:]])
    assert "a negation" in why_not_a_minor_edit(sentence, denied)
    assert "a negation" in why_not_a_minor_edit(denied, sentence)


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_get_an_answer(old: str, new: str) -> None:
    assert isinstance(why_not_a_minor_edit(old, new), str)
