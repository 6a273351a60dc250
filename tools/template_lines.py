"""Lines of templates over 100 columns; one template tag or comment alone on a line can't be broken.

.venv/bin/python -m tools.template_lines     prints FILE:LINE for each; exits 1 if there is one

No formatter does this: those that wrap (djLint, djangofmt) change the white space that a reader sees.
"""

import re
import sys
from collections.abc import Iterator

from factcheck.database import BASE_DIR

WIDTH = 100
_ALONE = re.compile(r"\s*(?:\{%((?!%\}).)*%\}|\{#.*#\})")


def too_long() -> Iterator[str]:
    for file in sorted(BASE_DIR.glob("*/templates/**/*.html")):
        for number, line in enumerate(file.read_text().splitlines(), start=1):
            if len(line) > WIDTH and not _ALONE.fullmatch(line):
                yield f"{file.relative_to(BASE_DIR)}:{number}: {len(line)} columns"


if __name__ == "__main__":
    found = list(too_long())
    print(*found, sep="\n", end="\n" * bool(found))
    sys.exit(bool(found))
