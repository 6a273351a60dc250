"""Drawing untrusted pictures again, in the process of ``sources.parser_process``. Uses no Django."""

import io

from PIL import Image, ImageOps

WIDEST = 1400  # pixels of the longer side
MOST_PIXELS = 60_000_000
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")


def drawn_again(raw: bytes) -> bytes:
    """As PNG: the first frame, turned as the camera says, small, without metadata."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # at twice as many it raises
    with Image.open(io.BytesIO(raw), formats=FORMATS) as picture:
        picture.draft("RGB", (WIDEST, WIDEST))
        turned = ImageOps.exif_transpose(picture)
        turned.thumbnail((WIDEST, WIDEST))
        bare = Image.new("RGBA", turned.size)
        bare.paste(turned.convert("RGBA"))
    made = io.BytesIO()
    bare.save(made, "PNG")
    return made.getvalue()
