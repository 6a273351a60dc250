"""Pictures drawn again, to be looked at: only what a picture shows, none of the file's own bytes."""

from sources.parsing import Ended, answer


class NoPreview(Exception):
    """The file is no picture that can be read within the limits."""


def preview(raw: bytes) -> bytes:
    """The picture as PNG, drawn again in a limited process."""
    try:
        found, picture = answer({"kind": "picture"}, raw)
    except (Ended, ValueError) as error:
        raise NoPreview from error
    if "refused" in found:
        raise NoPreview
    return picture
