from dataclasses import dataclass, replace
from datetime import date

from nlp.kinds import Basis, Directness, FoundSpeaker, Nature


@dataclass(frozen=True)
class Statement:
    """What somebody is said to have said, wants or thinks, and who, in a text.

    Offsets count code points of the text as given. ``content`` is ``text[start:end]``, from the
    first to the last character of what was said; ``parts`` are its pieces without words between
    them that are not of it ("… ,” she said. “…"). ``speaker`` and ``verb`` are the text's words at
    their spans (None where the text has none); ``speaker_name`` is the name in full by which the
    article itself calls the speaker, or a surname alone where two in it bear that and nothing tells
    them apart. ``relay`` is through whom it came ("government
    sources"). ``places`` are all spans of the same statement, in order: more than one where
    ``grouped`` found it repeated.
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
    quotation: Directness = Directness.INDIRECT
    relay: str = ""
    said_from: date | None = None
    said_to: date | None = None
    said_basis: Basis = Basis.UNKNOWN
    said_note: str = ""
    nature: Nature | str = ""
    places: tuple[tuple[int, int], ...] = ()


def grouped(statements: list[Statement]) -> list[Statement]:
    """Each statement once, with every place where it stands.

    Two are the same when their words are, but for quotation marks and spaces, and their speakers'
    names are. The first one's fields stand.
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
