"""Update the translations of the messages in the code and the templates, and compile them.

    .venv/bin/python -m tools.catalogue

brings the catalogue of each language in ``settings.LANGUAGES`` up to date (new messages without a
translation, unused ones left out), creates it where there is none, and compiles it. Babel does it, so
gettext's own tools are not needed.
"""

import ast
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages import catalog as babel
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

from factcheck.settings import BASE_DIR, LANGUAGE_CODE, LANGUAGES, VERSION

ROOT = BASE_DIR
LOCALES = ROOT / "locale"
# The languages that are translated into, as the folders in LOCALES are named.
TRANSLATED = [to_locale(code) for code, _name in LANGUAGES if code != LANGUAGE_CODE]

PYTHON = ("claims/**/*.py", "sources/**/*.py", "newsroom/**/*.py", "factcheck/**/*.py")
TEMPLATES = tuple(
    f"{app}/templates/**/*.{ending}"
    for app in ("claims", "sources", "newsroom", "factcheck")
    for ending in ("html", "txt")
)
# What the desk's theme says; it comes without translations.
THEME = (
    "Select action", "Select action to run", "Select value", "Expand row", "Run", "Type to search",
    "No data", "More actions", "All applications", "Apply Filters", "Select all rows",
    "Recent searches", "No recent searches", "No results matching your query",
    "Loading more results...", "This item will be deleted.", "Click to cancel", "No results found",
    "This page yielded into no results. Create a new item or reset your filters.", "Reset filters",
    "Image preview", "Click to download", "Go back", "Search apps and models...", "General", "System",
    "%(full_result_count)s total", "Choose file to upload", "Toggle password visibility", "Welcome",
    "Add new item", "Not enough data.",
)  # fmt: skip
# Columns in the history whose models leave it to Django to name them.
COLUMNS = (
    "authors", "batch", "copied from", "from claim", "lifted by approval", "likely repeats", "made from",
    "panel", "reason kind", "run", "score model", "score reasons", "set by", "speaker end",
    "speaker start", "suggested by", "to claim", "user",
)  # fmt: skip
_STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_IN_TEMPLATE = re.compile(
    rf"\b(?P<call>_|gettext|ngettext|pgettext)\(\s*(?P<one>{_STRING})(?:\s*,\s*(?P<two>{_STRING}))?"
)

Message = tuple[str | None, str | tuple[str, str]]  # context; words, or singular and plural


def messages() -> dict[Message, list[str]]:
    """Every message, and the files that contain it."""
    found: dict[Message, list[str]] = {}
    for pattern in PYTHON:
        for path in sorted(ROOT.glob(pattern)):
            for message in _in_python(path):
                found.setdefault(message, []).append(str(path.relative_to(ROOT)))
    for pattern in TEMPLATES:
        for path in sorted(ROOT.glob(pattern)):
            for message in _in_template(path):
                found.setdefault(message, []).append(str(path.relative_to(ROOT)))
    for words in THEME:
        found.setdefault((None, words), []).append("the theme")
    for words in COLUMNS:
        found.setdefault((None, words), []).append("the history")
    return found


def _in_python(path: Path) -> Iterator[Message]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        words = [
            arg.value
            for arg in node.args
            if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        ]
        call = node.func.id.removesuffix("_lazy")
        if call in ("_", "gettext", "gettext_noop") and words:
            yield None, words[0]
        elif call == "ngettext":
            yield None, (words[0], words[1])
        elif call == "pgettext":
            yield words[0], words[1]


def _in_template(path: Path) -> Iterator[Message]:
    for match in _IN_TEMPLATE.finditer(templatize(path.read_text(encoding="utf-8"))):
        one = ast.literal_eval(match["one"].removeprefix("u"))
        two = ast.literal_eval(match["two"].removeprefix("u")) if match["two"] else ""
        if match["call"] == "ngettext":
            yield None, (one, two)
        elif match["call"] == "pgettext":
            yield one, two
        else:
            yield None, one


def po_file(language: str, locales: Path = LOCALES) -> Path:
    return locales / language / "LC_MESSAGES" / "django.po"


def catalogue(language: str, locales: Path = LOCALES) -> Catalog:
    """As it is written down; empty where there is none yet."""
    path = po_file(language, locales)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compiled(of: Catalog) -> bytes:
    made = BytesIO()
    write_mo(made, of)
    return made.getvalue()


def is_translated(message: babel.Message) -> bool:
    """A plural has several forms; each needs its words."""
    words = message.string
    return all(words) if isinstance(words, list | tuple) else bool(words)


def update(language: str, locales: Path = LOCALES) -> int:
    """Update the language's catalogue and compile it; returns how many messages to translate."""
    old = catalogue(language, locales)
    new = Catalog(
        locale=language,
        project="factcheck",
        version=VERSION,
        header_comment=f"# The site and the desk in {Locale.parse(language).english_name}. Written by hand; "
        "brought up to date by tools/catalogue.py.",
        creation_date=datetime(2026, 1, 1, tzinfo=UTC),
        revision_date=datetime(2026, 1, 1, tzinfo=UTC),
        fuzzy=False,
    )
    for (context, words), files in sorted(messages().items(), key=lambda each: each[1]):
        before = old.get(words if isinstance(words, str) else words[0], context)
        new.add(
            words,
            before.string if before else None,
            locations=[(file, 1) for file in dict.fromkeys(files)],
            context=context,
            flags={"python-format"} if "%(" in str(words) else (),
        )
    path = po_file(language, locales)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, new, width=99, include_lineno=False)
    path.with_suffix(".mo").write_bytes(compiled(catalogue(language, locales)))
    return sum(1 for each in new if each.id and not is_translated(each))


def main() -> int:
    for language in TRANSLATED:
        print(f"{language}: {update(language)} messages to translate")
    return 0


if __name__ == "__main__":
    sys.exit(main())
