"""Whether a source's stated licence permits showing its full text."""

import re

# Licences that let anyone pass the full text on unchanged, "no derivatives" too; not those for
# non-commercial use, as a newsroom may be commercial.
_FREE = re.compile(
    r"(?:public domain|(?:cc[ -]?0|creative commons zero)(?: 1\.0)?"
    r"|(?:cc|creative commons)[ -](?:by|attribution)(?:[ -](?:sa|nd|sharealike|noderivatives))?"
    r"(?: \d\.\d)?(?: international)?|ogl|open government licence(?: v?\d\.\d)?)\.?",
    re.IGNORECASE,
)


def permits_whole_texts(licence: str) -> bool:
    """Whether the licence, in the source's own words, lets everyone read the full text here."""
    return _FREE.fullmatch(" ".join(licence.split())) is not None
