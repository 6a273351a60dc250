"""What a source's stated licence lets us show of it. Pure functions over words."""

import re

# Each lets anybody pass the whole text on as it is. What asks for non-commercial use does not: who
# runs a newsroom may well be paid for it. "No derivatives" does: the text is shown unchanged.
_FREE = re.compile(
    r"(?:public domain|(?:cc[ -]?0|creative commons zero)(?: 1\.0)?"
    r"|(?:cc|creative commons)[ -](?:by|attribution)(?:[ -](?:sa|nd|sharealike|noderivatives))?"
    r"(?: \d\.\d)?(?: international)?|ogl|open government licence(?: v?\d\.\d)?)\.?",
    re.IGNORECASE,
)


def permits_whole_texts(licence: str) -> bool:
    """Whether the licence, as the source states it, lets everybody read the whole text here."""
    return _FREE.fullmatch(" ".join(licence.split())) is not None
