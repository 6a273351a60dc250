from dataclasses import dataclass, replace
from datetime import date

from nlp.kinds import Basis, Directness, FoundSpeaker, Nature


@dataclass(frozen=True)
class Statement:
    """What a text reports that somebody said, wants or thinks, and who.

    Offsets count code points of the text as given. ``content`` is ``text[start:end]``, from the
    first to the last character of what was said; ``parts`` are its spans without the words of the
    article between them ("… ,” she said. “…"). ``speaker`` and ``verb`` are the text's words at
    their spans (None where the text has none); ``speaker_name`` is the speaker's name in full as the
    article has it, or a surname alone where two people in it share that and nothing tells them
    apart. ``wording`` is a denial as a negated sentence, where that is sure. ``relay`` is the
    intermediary ("government sources"). ``places`` are all spans of the same statement, in order: more
    than one where ``grouped`` found it repeated. ``complete``: its words are a sentence, and whoever
    said it is a person, a body, or not named.
    """

    start: int
    end: int
    content: str
    parts: tuple[tuple[int, int], ...]
    kind: FoundSpeaker
    speaker: str = ""
    speaker_start: int | None = None
    speaker_end: int | None = None
    speaker_name: str = ""
    verb: str = ""
    verb_start: int | None = None
    verb_end: int | None = None
    wording: str = ""
    quotation: Directness = Directness.INDIRECT
    relay: str = ""
    said_from: date | None = None
    said_to: date | None = None
    said_basis: Basis = Basis.UNKNOWN
    said_note: str = ""
    nature: Nature | str = ""
    places: tuple[tuple[int, int], ...] = ()
    complete: bool = True


def grouped(statements: list[Statement]) -> list[Statement]:
    """Each statement once, with all its places.

    Two are the same when their words, except quotation marks and spaces, and their speakers' names
    are the same. The fields are the first one's.
    """
    first: dict[tuple[str, str], Statement] = {}
    for each in statements:
        key = (_plain(each.content), each.speaker_name.casefold())
        known = first.setdefault(key, each)
        places = known.places if known is not each else ()
        first[key] = replace(known, places=(*places, (each.start, each.end)))
    return list(first.values())


_MARKS = str.maketrans(dict.fromkeys("“”„‟«»\"'‘’‚‛", None))


def _plain(content: str) -> str:
    return " ".join(content.translate(_MARKS).casefold().split()).rstrip(".,;:")
