"""What a speaker said in their own words: a direct quote, for beside the statement, which is often a summary."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from claims.choices import Attribution, Directness
from claims.publication.representation import AppearanceBody, ClaimBody
from sources.choices import SpeakerKind

LONGEST = 500  # characters; longer quotes are only shown where they appeared
_PAIRS = ("“”", "„“", "«»", '""')
_MARKS = re.compile('["“”„«»‹›「」＂]')
_VOICES = (SpeakerKind.ARTICLE, SpeakerKind.UNATTRIBUTED)


@dataclass(frozen=True)
class OwnWords:
    """``is_pure``: surely nothing but the speaker's words, so no "…, she said" of who reports them."""

    quotes: list[str]
    appearance: AppearanceBody
    is_pure: bool

    @property
    def reported_by(self) -> str:
        """The publisher, or else the title; empty where neither is known."""
        source = self.appearance["source"]
        return source["publisher"]["name"] if source["publisher"] else source["title"]


def own_words(body: ClaimBody) -> OwnWords | None:
    """The words of the first appearance that quotes the speaker directly.

    None where they are not the speaker's, are translated, stand in a transcript that nobody has compared with the
    recording, may no longer be shown, are long, or are those of the statement.
    """
    if body["attribution"] == Attribution.MISATTRIBUTED or body["speaker"]["kind"] in _VOICES:
        return None
    appearances = sorted(body["appearances"], key=lambda each: not each["first_known"])
    found = next(filter(_is_direct, appearances), None)
    if found is None:
        return None
    quotes = list({_folded(each["exact"]): each["exact"] for each in found["quotes"]}.values())
    is_statement = len(quotes) == 1 and _folded(quotes[0]) == _folded(body["text"])
    if is_statement or sum(map(len, quotes)) > LONGEST:
        return None
    return OwnWords(quotes, found, all(_is_pure(found, each) for each in quotes))


def _is_direct(appearance: AppearanceBody) -> bool:
    is_shown = appearance["quotes"] and not appearance.get("taken_down")
    is_direct = appearance["directness"] == Directness.DIRECT
    transcript = appearance.get("transcript")
    is_heard = transcript is None or transcript["listened_on"] is not None
    return bool(is_shown and is_direct and is_heard and not appearance["translated_from"])


def _is_pure(appearance: AppearanceBody, quote: str) -> bool:
    """In one pair of quotation marks, or what was heard; and not as somebody passed it on."""
    words = quote.strip()
    is_marked = words[:1] + words[-1:] in _PAIRS and not _MARKS.search(words[1:-1])
    return not appearance["relayed_from"] and (is_marked or "transcript" in appearance)


def _folded(words: str) -> str:
    return " ".join(_letters(words))


def _letters(words: str) -> Iterable[str]:
    return re.findall(r"\w+", words.casefold())
