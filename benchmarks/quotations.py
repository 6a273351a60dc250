"""Annotated quotations in Spanish and French: the texts from DATA, their places from quotations.json.

quotations.json holds no text: for each annotated text its SHA-256, and for each statement start, end
and the spans of its speaker. DATA holds the texts: claimreview/pages (AFP Factual, AFP Factuel,
Newtral), and ud/*.conllu, the treebanks UD_Spanish-GSD (dev, test), UD_Spanish-PUD and UD_French-Sequoia
(all parts), of which the sentences with quotation marks are read, or the newspaper L'Est Républicain.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

from sources.parser_process import read_html

Row = tuple[int, int, list[list[int]]]

ANNOTATED = Path(__file__).with_suffix(".json")
_MARK = re.compile('[“”«»"]')
_BOTH = ('""', "“”", "«»")
_HALVES = 262  # of L'Est Républicain: up to this sentence one text, from it on another
_MOST = 15  # sentences of one quotation


def annotated(data: Path, language: str, part: str) -> Iterator[tuple[str, list[Row]]]:
    """Text and statements; texts that DATA lacks are left out. ``part``: seen or held."""
    found = {hashlib.sha256(text.encode()).hexdigest(): text for text in _texts(data)}
    for row in json.loads(ANNOTATED.read_text()):
        if (row["language"], row["part"]) == (language, part) and row["sha256"] in found:
            yield found[row["sha256"]], [tuple(each) for each in row["statements"]]


def _texts(data: Path) -> Iterator[str]:
    pages = data / "claimreview" / "pages"
    for name in ("afp_factual_raw", "afp_factuel_raw"):
        if (path := pages / f"{name}.json").exists():
            page = json.loads(path.read_text(encoding="utf-8"))
            yield read_html(page["page"], page["url"])["text"]
    for path in sorted(pages.glob("newtral_*_index_raw.json")):
        for item in json.loads(path.read_text(encoding="utf-8"))["data"]:
            yield f"{item['title']}\n{re.sub('<[^>]+>', '', item['subtitle']).strip()}"
    for path in sorted((data / "ud").glob("es_*.conllu")):
        for _name, sentence in _sentences(path):
            if _MARK.search(sentence) and all(_even(sentence, *pair) for pair in _BOTH):
                yield sentence
    news = [
        (int(name[-5:]), sentence)
        for path in (data / "ud").glob("fr_sequoia-*.conllu")
        for name, sentence in _sentences(path)
        if name.startswith("annodis")
    ]
    lines = list(_lines(sorted(news)))
    yield "\n".join(line for number, line in lines if number <= _HALVES)
    yield "\n".join(line for number, line in lines if number > _HALVES)


def _sentences(path: Path) -> Iterator[tuple[str, str]]:
    name = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition(" = ")
        if key == "# sent_id":
            name = value.strip()
        elif key == "# text":
            yield name, value.strip()


def _even(sentence: str, opening: str, closing: str) -> bool:
    """A mark left over belongs to a quotation that begins or ends in another sentence."""
    if opening == closing:
        return sentence.count(opening) % 2 == 0
    return sentence.count(opening) == sentence.count(closing)


def _lines(sentences: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """A paragraph for each sentence; the sentences of one quotation are one."""
    number, joined, is_open = 0, list[str](), False
    for at, sentence in sentences:
        if not is_open:
            if joined:
                yield number, " ".join(joined)
            number, joined = at, []
        joined.append(sentence)
        is_open = is_open != bool(sentence.count('"') % 2) and len(joined) < _MOST
    if joined:
        yield number, " ".join(joined)
