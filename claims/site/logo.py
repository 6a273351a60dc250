"""How wide the newsroom's logo is, so that pages keep its room until it is there."""

import re
from functools import cache
from pathlib import Path

from PIL import Image

HEIGHT = 36  # pixels, as the style sheet's 2rem
NUMBER = r"\d*\.?\d+"
ROOT = re.compile(r"<svg\b[^>]*>")
BOX = re.compile(
    rf"\bviewBox\s*=\s*[\"']\s*-?{NUMBER}[\s,]+-?{NUMBER}[\s,]+({NUMBER})[\s,]+({NUMBER})"
)
SIDES = tuple(
    re.compile(rf"\s{side}\s*=\s*[\"']({NUMBER})(?:px)?[\"']") for side in ("width", "height")
)


def width(path: Path) -> int | None:
    """In pixels, at HEIGHT; None if the file doesn't say, or isn't there any more."""
    try:
        return _width(path, path.stat().st_mtime_ns)
    except OSError:
        return None


@cache
def _width(path: Path, _changed: int) -> int | None:
    sides = _of_svg(path) if path.suffix == ".svg" else _of_pixels(path)
    if sides is None or not all(sides):
        return None
    return round(HEIGHT * sides[0] / sides[1])


def _of_pixels(path: Path) -> tuple[float, float] | None:
    try:
        with Image.open(path) as image:
            return image.size
    except OSError:
        return None


def _of_svg(path: Path) -> tuple[float, float] | None:
    """Its own size or, where it has none, that of its view box, as browsers do."""
    root = ROOT.search(path.read_text(errors="replace"))
    if root is None:
        return None
    own = [each.search(root[0]) for each in SIDES]
    if own[0] and own[1]:
        return float(own[0][1]), float(own[1][1])
    box = BOX.search(root[0])
    return (float(box[1]), float(box[2])) if box else None
