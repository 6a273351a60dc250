"""Anchors under random edits whose truth is known, because the anchored sentence is followed.

Every sentence has words of its own, so that two are alike only where an edit made them so.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from sources.anchors import Judgement, judge, make
from sources.anchors.typesetting import Plain
from sources.choices import Judged
from tests.length import examples

pytestmark = pytest.mark.long

NAMES = ("Ana Núñez", "Bo Lind", "Çelik", "Dr. Osei", "Eva Roth", "Mr. Faye")
PLACES = ("Porto", "St. Gall", "the U.S.", "EE. UU.", "Łódź", "Ghent", "Żary")
SYLLABLES = ("ba", "dor", "fi", "gum", "hel", "jo", "kri", "lun", "mé", "nax")


def own_word(number: int) -> str:
    """A word that no other number has."""
    return "".join(SYLLABLES[int(digit)] for digit in f"{number:03}")


@dataclass(eq=False)
class Sentence:
    """Four kinds of it; what may be changed without making it another sentence is a part.

    Its first four words and its last four tell it from any other: its neighbours are known by them.
    """

    key: int
    name: str = NAMES[0]
    number: int = 150
    negated: bool = False

    def __str__(self) -> str:
        first, second = own_word(2 * self.key), own_word(2 * self.key + 1)
        place, no = PLACES[self.key % len(PLACES)], "not " if self.negated else ""
        return (
            f"“{first.title()} did {no}build {self.number} halls near {place},” {self.name} said of {second}.",
            f"{self.name} said {first} had {self.number} ships that did {no}pass {place} towards {second}.",
            f"Did {first} {no}show {self.name} the {self.number} birds of {place} when {second} fell?",
            f"The {first} office — {self.name}’s — does {no}hold {self.number} files on {place} and {second}.",
        )[self.key % 4]

    def twin(self, **changes: object) -> "Sentence":
        return Sentence(**{**vars(self), **changes})


@dataclass
class Text:
    paragraphs: list[list[Sentence]]
    anchored: Sentence | None
    keys: count = field(default_factory=lambda: count(500))  # type: ignore[type-arg]
    # What was done to it, as far as it matters to the verdict.
    altered: bool = False
    next_to_it: bool = False
    copied: bool = False
    alike: bool = False

    def home(self) -> list[Sentence] | None:
        return next((each for each in self.paragraphs if self.anchored in each), None)

    def pieces(self, sentence: Sentence | None) -> tuple[str, str]:
        """The text before a sentence, and from it on."""
        before = whole = ""
        for paragraph in self.paragraphs:
            for number, each in enumerate(paragraph):
                whole += " " if number else "\n\n" if whole else ""
                if each is sentence:
                    before = whole
                whole += str(each)
        return before, whole[len(before) :]


@st.composite
def texts(draw: st.DrawFn) -> Text:
    lengths = draw(st.lists(st.integers(1, 4), min_size=2, max_size=7))
    keys = iter(draw(st.permutations(range(sum(lengths)))))
    paragraphs = [
        [
            Sentence(next(keys), draw(st.sampled_from(NAMES)), draw(st.integers(2, 2000)))
            for _ in range(length)
        ]
        for length in lengths
    ]
    home = draw(st.sampled_from(paragraphs))
    return Text(paragraphs, draw(st.sampled_from(home)))


# Edits. Each draws what it needs.


def put_in(text: Text, sentence: Sentence, draw: st.DrawFn) -> None:
    """Between two others of another paragraph; there is one for it if there was none."""
    other_paragraphs = [
        each for each in text.paragraphs if len(each) > 1 and text.anchored not in each
    ]
    if not other_paragraphs:
        other_paragraphs = [[Sentence(next(text.keys)), Sentence(next(text.keys))]]
        text.paragraphs.insert(
            draw(st.sampled_from([0, len(text.paragraphs)])), other_paragraphs[0]
        )
    into = draw(st.sampled_from(other_paragraphs))
    into.insert(draw(st.integers(1, len(into) - 1)), sentence)


def changed(sentence: Sentence, draw: st.DrawFn) -> Sentence:
    """In a number, a name or a negation only."""
    part = draw(st.sampled_from(["number", "name", "negated"]))
    if part == "number":
        return sentence.twin(number=sentence.number + draw(st.sampled_from([1, 30, 1000])))
    if part == "name":
        other_names = [each for each in NAMES if each != sentence.name]
        return sentence.twin(name=draw(st.sampled_from(other_names)))
    return sentence.twin(negated=not sentence.negated)


def insert_paragraph(text: Text, draw: st.DrawFn) -> None:
    new = [Sentence(next(text.keys)) for _ in range(draw(st.integers(1, 3)))]
    text.paragraphs.insert(draw(st.integers(0, len(text.paragraphs))), new)


def delete_paragraph(text: Text, draw: st.DrawFn) -> None:
    gone = draw(st.sampled_from(text.paragraphs))
    if gone is not text.home() and len(text.paragraphs) > 1:
        text.paragraphs.remove(gone)


def move_paragraph(text: Text, draw: st.DrawFn) -> None:
    moved = text.paragraphs.pop(draw(st.integers(0, len(text.paragraphs) - 1)))
    text.paragraphs.insert(draw(st.integers(0, len(text.paragraphs))), moved)


def change_another(text: Text, draw: st.DrawFn) -> None:
    paragraph = draw(st.sampled_from(text.paragraphs))
    at = draw(st.integers(0, len(paragraph) - 1))
    if paragraph[at] is not text.anchored:
        text.next_to_it |= paragraph is text.home()
        paragraph[at] = changed(paragraph[at], draw)


def insert_sentence(text: Text, draw: st.DrawFn) -> None:
    paragraph = draw(st.sampled_from(text.paragraphs))
    text.next_to_it |= paragraph is text.home()
    paragraph.insert(draw(st.integers(0, len(paragraph))), Sentence(next(text.keys)))


def change_it(text: Text, draw: st.DrawFn) -> None:
    home = text.home()
    if home is not None and text.anchored is not None and not text.altered:
        new = changed(text.anchored, draw)
        home[home.index(text.anchored)] = text.anchored = new
        text.altered = True


def delete_it(text: Text, _draw: st.DrawFn) -> None:
    home = text.home()
    if home is not None and text.anchored is not None:
        home.remove(text.anchored)
        text.anchored = None
        text.paragraphs = [each for each in text.paragraphs if each]


EDITS = (
    insert_paragraph,
    delete_paragraph,
    move_paragraph,
    change_another,
    insert_sentence,
    change_it,
    delete_it,
)
Edit = Callable[[Text, st.DrawFn], None]


def copy_it(text: Text, draw: st.DrawFn) -> None:
    if text.anchored is not None:
        put_in(text, text.anchored.twin(), draw)
        text.copied = True


def copy_it_changed(text: Text, draw: st.DrawFn) -> None:
    if text.anchored is not None:
        put_in(text, changed(text.anchored, draw), draw)
        text.alike = True


TYPESETTERS: dict[str, Callable[[str], str]] = {
    "straight quotes": lambda words: words.translate(str.maketrans("“”’", '""\'')),
    "decomposed": lambda words: unicodedata.normalize("NFD", words),
    "no-break spaces": lambda words: words.replace(" ", "\u00a0"),
    "double spaces": lambda words: words.replace(" ", "  "),
    "soft hyphens": lambda words: words.replace("al", "a\u00adl").replace("ar", "a\u200br"),
    "dashes": lambda words: words.replace("—", "–"),
    "ligatures": lambda words: words.replace("fi", "ﬁ"),
    "single breaks": lambda words: words.replace("\n\n", "\n"),
    "wrapped": lambda words: words.replace(" of ", "\nof ").replace(" the ", " the\n"),
}


@dataclass
class Case:
    old: Text
    new: Text
    judgement: Judgement
    newer: str
    place: tuple[int, int] | None
    words: str
    unmoved: bool


@st.composite
def cases(draw: st.DrawFn, edits: tuple[Edit, ...]) -> Case:
    text = draw(texts())
    for copy in draw(st.lists(st.sampled_from([copy_it, copy_it_changed]), max_size=1)):
        copy(text, draw)
    words = str(text.anchored)
    edges = [0, *(at + 1 for at, letter in enumerate(words) if letter == " "), len(words) + 1]
    first, last = sorted(
        draw(st.lists(st.sampled_from(edges), min_size=2, max_size=2, unique=True))
    )
    span = first, last - 1
    before, _rest = text.pieces(text.anchored)
    old = "".join(text.pieces(None))
    anchor = make(old, len(before) + span[0], len(before) + span[1])
    original = Text([list(each) for each in text.paragraphs], text.anchored)
    for edit in draw(st.lists(st.sampled_from(edits), max_size=4)):
        if text.paragraphs:
            edit(text, draw)
    typesetters = draw(st.lists(st.sampled_from(sorted(TYPESETTERS)), max_size=2, unique=True))
    if "wrapped" in typesetters and "single breaks" in typesetters:
        typesetters.remove("single breaks")  # no paragraph could be told any more

    def typeset(words: str) -> str:
        for each in typesetters:
            words = TYPESETTERS[each](words)
        return words

    before, rest = text.pieces(text.anchored)
    place, newer = None, typeset(before + rest)
    if text.anchored is not None:
        # A changed sentence is followed as a whole.
        inner = (0, len(str(text.anchored))) if text.altered else span
        pieces = before + rest[: inner[0]], rest[slice(*inner)], rest[inner[1] :]
        newer = "".join(map(typeset, pieces))
        start = len(typeset(pieces[0]))
        place = start, start + len(typeset(pieces[1]))
    return Case(
        original,
        text,
        judge(anchor, old, newer),
        newer,
        place,
        anchor.exact,
        (anchor.start, anchor.end) == place,
    )


HERE = (Judged.EXACT, Judged.MOVED)


@settings(max_examples=examples(100))
@given(cases((*EDITS, copy_it, copy_it_changed)))
def test_no_anchor_is_ever_put_where_it_is_not(case: Case) -> None:
    judgement = case.judgement
    event(judgement.verdict)
    if judgement.verdict in HERE:
        assert case.new.anchored is not None
        assert not case.new.altered
        assert (judgement.start, judgement.end) == case.place
        assert Plain(case.newer[slice(*case.place)]).text == Plain(case.words).text
        assert (judgement.verdict == Judged.EXACT) == case.unmoved
    elif judgement.start is not None and judgement.end is not None:
        assert judgement.verdict == Judged.ALTERED
        assert 0 <= judgement.start < judgement.end <= len(case.newer)


@settings(max_examples=examples(50))
@given(cases((insert_paragraph, delete_paragraph, move_paragraph, copy_it_changed)))
def test_an_anchor_whose_paragraph_stays_whole_is_found(case: Case) -> None:
    assert case.judgement.verdict in HERE
    assert (case.judgement.start, case.judgement.end) == case.place


@settings(max_examples=examples(50))
@given(cases((insert_paragraph, delete_paragraph, move_paragraph, change_it)))
def test_a_changed_sentence_is_altered(case: Case) -> None:
    judgement = case.judgement
    if not case.new.altered:
        return
    assert judgement.verdict not in HERE
    old = case.old.pieces(None)[1]
    if old.count(str(case.old.anchored)) > 1 or str(case.new.anchored) in old:
        return  # it may be taken for the copy, or for the look-alike that it has become
    assert judgement.verdict == Judged.ALTERED
    assert not judgement.surroundings
    assert any(each.kind != "kept" for each in judgement.differences)
    assert judgement.start is not None
    assert case.place is not None
    assert judgement.start < case.place[1]
    assert case.place[0] < (judgement.end or 0)


@settings(max_examples=examples(50))
@given(cases((delete_paragraph, move_paragraph, delete_it)))
def test_a_sentence_taken_out_is_gone(case: Case) -> None:
    """Also when a copy of it, or a look-alike, stood in the text before and still does."""
    if case.new.anchored is None:
        assert case.judgement.verdict == Judged.GONE
