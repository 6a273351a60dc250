"""Phrases and identifiers that have no place here, with what to write instead.

.venv/bin/python -m tools.plain_language [PATH …]     prints FILE:LINE for each; exits 1 if there is one

Read: templates, catalogues, pages in Markdown, scripts, styles, SQL, and the strings, comments and
identifiers of Python. Left out: in Markdown `code` and the tables of old and new words; in tests and
benchmarks all but identifiers; the fields of a TypedDict, which are keys of the public API.
"""

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

IDENTIFIERS = {
    *("said", "told", "asked", "seen", "theirs", "others"),
    *("sealing", "while_", "given_up", "said_by_database"),
}

# What to avoid: what to write. One in lower case is found in any case, one with a capital as it is.
PHRASES = {
    # what screens say
    "Deeds? of two": "Approvals",
    "Do it": "Approve",
    "Back without doing it": "Cancel",
    "Said: ": "Attribution: (desk, API); Did they say it? (public pages)",
    "So: ": "Rating: (desk, API); Is it true? (public pages)",
    "whether it is so": "whether it is true",
    "is it so": "Is it true?",
    "bears? on": "is about",
    "What is public": "Take offline, Block publication",
    "Set a hold": "Take offline (legal or safety), Block publication",
    "the words, where they stand": "Quote in context",
    "nobody has taken": "unassigned",
    "half (of it had )?waited": "median wait",
    "perhaps contradicted": "possible contradictions",
    "What the public sees": "the published version",
    "word for word what stands": "identical",
    "other machines": "search engines, other software",
    "their readers would like better": "suggested improvements",
    "correct a slip": "minor edit",
    "slips? of the pen": "spelling mistake",
    "Tombstone": "Withdrawal notice",
    "(which|what) door": "via",
    "Door": "Via",
    "Asked for\\.": "Queued.",
    "Narrow it": "Filters",
    "Without these": "Clear filters",
    "Further (claims|corrections)": "More",
    "take (it|them) with you": "cite and reuse",
    "take (it )?away": "download",
    "hangs? together": "related claims",
    "As far as: ": "Applies only to:",
    "only that\\. Take it": "Only signed conclusions are published here.",
    "a day is written": "Enter a valid date (YYYY-MM-DD).",
    # what an engineer or editor has to decode
    "of whom": "a sentence of its own",
    "(is|are|was|were|be|being) told": "is notified, receives, is shown",
    "it tells": "it says, it shows",
    "hears? of": "is notified of, receives",
    "(what|whatever) (stands|comes of)": "the current, the result",
    "(where|as|how) (it|they) stands?": "its position, its status",
    "stand(s|ing)? so": "has that status",
    "such as it is": "as is",
    "anew": "again",
    "unasked": "without being asked to",
    "strangers?('s?|’s?)?": "untrusted, third-party",
    "arm's length": "isolated",
    "mend(s|ed|ing)?": "edit, fix",
    "deeds?": "action, approval",
    "called so": "of that name",
    "is (no|none) (place|evidence|search|filter|object|measure)": "is not a",
    "of (yours|ours|theirs)": "your, our, their",
    "at hand": "in memory, available",
    "yet to come": "in the future",
    "so many (seconds|minutes|hours|days|rows|steps)": "the number of",
    "of before": "from before, older",
    "came of (it|each)|comes? of it|becomes? of (it|each)": "the result, the outcome",
    "becomes? of (the|a|an)": "the result for",
    "one whom": "a person who",
    "before it is missed": "before a time limit, which is named",
    "of one who": "of a person who",
    "(calls|called) on nobody": "fetches nothing",
    "(by|on|to|from|for) nobody": "by no one, not … by anyone",
    "nothing of": "not … anything, not",
    "no more of": "stop",
    "what is at work": "working claims",
    "brought along|comes? along|brings? along": "a dependency of",
    "be it": "whether",
    "not a soul": "no one",
    "turn(s|ed)? (it |that |them )?round": "swap, reverse",
    "whose it is|whose they are": "its owner",
    "(must|may|could) not be missed": "say what would fail",
    # Spanish
    "dicho no es cierto": "Que se haya dicho no significa que sea cierto",
    "llévese(lo|la)?": "Citar y reutilizar",
    "para llevar(se)?": "Citar y reutilizar",
    "cuatro ojos": "doble firma",
}  # fmt: skip
# Between two words: spaces, or the end of a line and what begins the next in a comment or catalogue.
_GAP = r'(?:[ \t]*"?\n[ \t]*(?:#|//|\*|--|>|")?[ \t]*|[ \t]+)'


def _pattern(phrases: Iterable[str], flags: int) -> re.Pattern[str]:
    several = "|".join(phrase.strip().replace(" ", _GAP) for phrase in phrases)
    return re.compile(rf"(?<!\w)(?:{several})(?!\w)", flags)


_PATTERNS = [
    (_pattern([phrase], re.IGNORECASE if phrase == phrase.lower() else 0), advice)
    for phrase, advice in PHRASES.items()
]
_ANY = _pattern(PHRASES, re.IGNORECASE)  # most texts have none
_OWN = "tools/plain_language.py"
_TEXT = {".html", ".txt", ".po", ".md", ".js", ".css", ".sql", ".sh", ".yml", ".yaml", ".py"}
_IDENTIFIERS_ALONE = ("tests/", "benchmarks/")
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)

Offence = tuple[str, int, str]  # the file, the line, what is wrong


def offences(paths: Iterable[str] = ()) -> Iterator[Offence]:
    """What offends in the project's files, or in those below ``paths``, relative to its root."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *paths]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True)
    for name in names.stdout.splitlines():
        file = ROOT / name
        if name == _OWN or "/migrations/" in name or file.suffix not in _TEXT or not file.is_file():
            continue
        text = file.read_text()
        if file.suffix == ".py":
            nodes = list(ast.walk(ast.parse(text)))
            yield from ((name, *found) for found in _identifiers(nodes))
            if not name.startswith(_IDENTIFIERS_ALONE):
                for line, words in [*_strings(nodes), *_comments(text)]:
                    yield from _phrases(name, words, line)
        elif not name.startswith(_IDENTIFIERS_ALONE):
            if file.suffix == ".md":
                text = _CODE.sub(_blank, text)
            yield from _phrases(name, text)


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", "x", found[0])


def _phrases(name: str, text: str, first_line: int = 1) -> Iterator[Offence]:
    if not _ANY.search(text):
        return
    for pattern, advice in _PATTERNS:
        for found in pattern.finditer(text):
            words = " ".join(found[0].split())
            line = first_line + text.count("\n", 0, found.start())
            yield name, line, f"“{words}”: {advice}"


def _strings(nodes: Iterable[ast.AST]) -> Iterator[tuple[int, str]]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield node.lineno, node.value


def _comments(source: str) -> Iterator[tuple[int, str]]:
    """Comments on lines that follow each other are one text."""
    first, last, block = 0, 0, ""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            line = token.start[0]
            if line != last + 1:
                if block:
                    yield first, block
                first, block = line, ""
            block += token.string + "\n"
            last = line
    if block:
        yield first, block


def _identifiers(nodes: Sequence[ast.AST]) -> Iterator[tuple[int, str]]:
    keys = {
        field.target
        for node in nodes
        if isinstance(node, ast.ClassDef) and any("TypedDict" in ast.unparse(b) for b in node.bases)
        for field in node.body
        if isinstance(field, ast.AnnAssign)
    }
    for node in nodes:
        if node in keys:
            continue
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                pass
            case ast.ClassDef(name=name) | ast.arg(arg=name):
                pass
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                pass
            case ast.alias(asname=str(name)) | ast.alias(name=name):
                pass
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                pass
            case _:
                continue
        if name in IDENTIFIERS:
            yield getattr(node, "lineno", 1), f"identifier {name}"


if __name__ == "__main__":
    found = sorted(set(offences(sys.argv[1:])))
    for name, line, words in found:
        print(f"{name}:{line}: {words}")
    sys.exit(bool(found))
