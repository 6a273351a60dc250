"""Where the product can be broken, and how; which of these places a seed draws."""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import unified_diff
from fnmatch import fnmatch
from hashlib import sha256
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

PRODUCT = ("claims", "factcheck", "newsroom", "nlp", "sources")
# Publishing, permissions and guards: whatever is in these files, and these kinds anywhere.
GUARDED = (
    *(
        "claims/publication/*",
        "claims/workflow/*",
        "claims/sql/*",
        "newsroom/sql/*",
        "sources/sql/*",
    ),
    *("newsroom/permissions.py", "newsroom/privileges.py", "newsroom/approvals.py"),
)
GUARDED_KINDS = ("constraint", "permission")
NUMBERS = {"guarded": 25, "other": 35}

_OTHER_BOUND = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_OTHER_LOOKUP = {"lt": "lte", "lte": "lt", "gt": "gte", "gte": "gt"}
_LOWER = {"Role.SENIOR": "Role.EDITOR", "Role.EDITOR": "Role.REPORTER"}
_ALL_RIGHTS = '"SELECT, INSERT, UPDATE, DELETE"'
_UNESCAPED = (
    '(lambda text, *a, **k: __import__("django.utils.safestring", fromlist=["x"])'
    ".mark_safe(str(text).format(*a, **k)))"
)


@dataclass(frozen=True)
class Place:
    kind: str
    file: str
    name: str  # of the function or class, or of the constraint or trigger
    was: str  # the code, in one line, with the beginning of its line
    nth: int  # of those that are alike in this file
    start: int
    end: int
    new: str
    sql: tuple[str, ...] = ()  # what is done in the test database, besides or instead

    @property
    def key(self) -> str:
        return sha256(
            repr((self.kind, self.file, self.name, self.was, self.nth)).encode()
        ).hexdigest()[:10]

    @property
    def group(self) -> str:
        guarded = self.kind in GUARDED_KINDS or any(fnmatch(self.file, each) for each in GUARDED)
        return "guarded" if guarded else "other"

    def broken(self, text: str) -> str:
        return text[: self.start] + self.new + text[self.end :]

    def line(self, text: str) -> int:
        return text.count("\n", 0, self.start) + 1

    def diff(self, text: str) -> str:
        lines = unified_diff(text.split("\n"), self.broken(text).split("\n"), n=0, lineterm="")
        return "\n".join(list(lines)[2:])


def places(tree: Path) -> list[Place]:
    """All of a tree, always in the same order."""
    found: list[Place] = []
    for file in sorted(chain.from_iterable((tree / part).rglob("*.*") for part in PRODUCT)):
        path = str(file.relative_to(tree))
        read = next((read for pattern, read in READERS.items() if fnmatch(path, pattern)), None)
        if read and "/migrations/" not in path:
            text = file.read_text(encoding="utf-8")
            known: Counter[tuple[str, ...]] = Counter()
            for kind, name, start, end, new, sql in sorted(read(text), key=lambda each: each[2:4]):
                line = text[text.rfind("\n", 0, start) + 1 : start]
                was = " ".join((line + text[start:end]).split())
                nth = known[kind, name, was]
                known[kind, name, was] += 1
                found.append(Place(kind, path, name, was, nth, start, end, new, sql))
    return found


def draw(found: Iterable[Place], seed: str) -> list[Place]:
    """As many of each kind as there are, one in a function; the same for the same seed."""
    drawn: list[Place] = []
    candidates = list(found)
    for group, number in NUMBERS.items():
        random = Random(f"{seed} {group}")  # noqa: S311 - it only has to be the same again
        heaps: dict[str, list[Place]] = {}
        for place in candidates:
            if place.group == group:
                heaps.setdefault(place.kind, []).append(place)
        for heap in heaps.values():
            random.shuffle(heap)
        mine: list[Place] = []
        functions: set[tuple[str, str]] = set()
        while heaps and len(mine) < number:
            for kind in sorted(heaps):
                place = heaps[kind].pop()
                if not heaps[kind]:
                    del heaps[kind]
                if len(mine) < number and (place.file, place.name) not in functions:
                    functions.add((place.file, place.name))
                    mine.append(place)
        drawn += mine
    return drawn


def find(place: Place, found: Iterable[Place]) -> Place | None:
    """The same code in another tree, in its file or moved."""
    alike = [
        each
        for each in found
        if (each.kind, each.name, each.was) == (place.kind, place.name, place.was)
    ]
    alike.sort(key=lambda each: (each.file != place.file, each.nth != place.nth))
    return alike[0] if alike else None


# kind, name, from, to, instead, in the database
Found = tuple[str, str, int, int, str, tuple[str, ...]]


def _python(text: str) -> Iterator[Found]:  # noqa: C901 - a case for each kind
    encoded = text.encode()
    begins = [0]
    for row in encoded.split(b"\n"):
        begins.append(begins[-1] + len(row) + 1)
    plain = text.isascii()

    def at(line: int, column: int) -> int:
        offset = begins[line - 1] + column
        return offset if plain else len(encoded[:offset].decode())

    def span(node: Any) -> tuple[int, int]:
        return at(node.lineno, node.col_offset), at(node.end_lineno, node.end_col_offset)

    def instead(kind: str, name: str, node: ast.AST, new: Callable[[str], str]) -> Found:
        start, end = span(node)
        return kind, name, start, end, new(text[start:end]), ()

    def visit(node: ast.AST, names: tuple[str, ...]) -> Iterator[Found]:  # noqa: C901
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names = (*names, node.name)
        name = ".".join(names)
        match node:
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                return
            case ast.If(test=test, body=[*_, ast.Raise()], orelse=[]):
                yield instead("guard", name, test, lambda was: f"False and ({was})")
        match node:
            case ast.If(test=test) | ast.IfExp(test=test):
                yield instead("condition", name, test, lambda was: f"not ({was})")
            case ast.comprehension(ifs=[test, *_]):
                yield instead("condition", name, test, lambda was: f"(not ({was}))")
            case ast.Compare(left=left, ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()]):
                between = re.compile(r"[<>]=?").search(text, span(left)[1])
                if between:
                    other = _OTHER_BOUND[between[0]]
                    yield "comparison", name, between.start(), between.end(), other, ()
            case ast.keyword(arg=str(arg)) if (
                arg.rpartition("__")[2] in _OTHER_LOOKUP and "__" in arg
            ):
                start = at(node.lineno, node.col_offset)
                before, _, lookup = arg.rpartition("__")
                new = f"{before}__{_OTHER_LOOKUP[lookup]}"
                yield "comparison", name, start, start + len(arg), new, ()
            case ast.Expr(value=ast.Call()) if names:
                yield instead("call", name, node, lambda _was: "pass")
            case ast.Call(
                func=ast.Name(id="require" | "permitted" | "may" | "why_not_allowed"),
                args=[_, ast.Constant(value=str(action)) as argument, *_],
            ) if action != "read":
                yield instead("permission", name, argument, lambda _was: '"read"')
            case ast.Call(
                func=ast.Attribute(attr="filter" | "exclude" as attr), args=args, keywords=words
            ):
                if args or words:
                    end = span(node.func)[1]
                    new = "exclude" if attr == "filter" else "filter"
                    yield "condition", name, end - len(attr), end, new, ()
            case ast.Call(func=ast.Name(id="escape" | "conditional_escape" as attr), args=[_]):
                yield instead("escape", name, node.func, lambda _was: "str")
            case ast.Call(func=ast.Name(id="format_html")):
                yield instead("escape", name, node.func, lambda _was: _UNESCAPED)
            case ast.Return(value=ast.expr() as value) if re.search(r"\.has_\w*permission$", name):
                yield instead("permission", name, value, lambda _was: "True")
            case ast.Dict(keys=keys, values=values) if not names or names[-1].endswith("Config"):
                for key, value in zip(keys, values, strict=True):
                    was = ast.unparse(value)
                    if was in _LOWER:
                        yield instead(
                            "permission", ast.unparse(key or value), value, _LOWER.__getitem__
                        )
                    elif was.startswith("'SELECT") and was.strip("'") != _ALL_RIGHTS.strip('"'):
                        yield instead(
                            "permission", ast.unparse(key or value), value, lambda _was: _ALL_RIGHTS
                        )
            case ast.Assign(targets=[ast.Name(id="constraints")], value=ast.List(elts=rules)) if (
                names[-1:] == ("Meta",)
            ):
                for rule in filter(lambda each: isinstance(each, ast.Call), rules):
                    named = re.search(
                        r"""name=["'](\w+)["']|\(\s*["'](\w+)["']""", text[slice(*span(rule))]
                    )
                    if named:
                        constraint = named[1] or named[2]
                        yield (
                            "constraint",
                            f"{names[-2]}.{constraint}",
                            *span(rule),
                            "*()",
                            (
                                "constraint",
                                constraint,
                            ),
                        )
        for child in ast.iter_child_nodes(node):
            yield from visit(child, names)

    return visit(ast.parse(text), ())


_FUNCTION = re.compile(
    r"^CREATE OR REPLACE (?:FUNCTION|PROCEDURE) (\w+).*?\bAS (\$\w*\$)(.*?)\2",
    re.MULTILINE | re.DOTALL,
)
_TRIGGER = re.compile(
    r"^CREATE (?:OR REPLACE |CONSTRAINT )*TRIGGER (\w+)\b[^;]*?\bON (\w+)\b[^;]*?EXECUTE FUNCTION (\w+)[^;]*;",
    re.MULTILINE,
)
_COMMENT = re.compile(r"--[^\n]*|'(?:[^']|'')*'")
_IF = re.compile(r"\b(?:IF|ELSIF)\s+([^;]+?)\s+THEN\b(\s+RAISE EXCEPTION)?")
_IN_SQL: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    ("comparison", r"(?<![<>=!@&|~#-])(?:<=|>=|<|>)(?![<>=@&|~#-])", _OTHER_BOUND.__getitem__),
    ("condition", r"\bIS NOT (?:NULL|DISTINCT)\b", lambda was: was.replace("NOT ", "")),
    ("condition", r"\bIS (?:NULL|DISTINCT)\b", lambda was: was.replace("IS", "IS NOT")),
    ("condition", r"\b(?:AND|OR|WHERE) NOT\b", lambda was: was.removesuffix(" NOT")),
    ("call", r"\bPERFORM [^;]*;", lambda _was: "NULL;"),
    ("permission", r"\bis_(?:senior|editor)\([^()]*\)", lambda _was: "true"),
)


def _sql(text: str) -> Iterator[Found]:
    code = _COMMENT.sub(lambda match: "\0 "[match[0][0] == "-"] * len(match[0]), text)
    for trigger in _TRIGGER.finditer(text):
        name, table, function = trigger.groups()
        yield "guard", f"{name} on {table}", *trigger.span(), "", ("trigger", name, table, function)
    for function in _FUNCTION.finditer(text):
        name, first, last = function[1], *function.span(3)

        def instead(kind: str, start: int, end: int, new: str) -> Found:
            broken = text[first:start] + new + text[end:last]  # noqa: B023 - used at once
            return kind, name, start, end, new, ("function", name, text[first:last], broken)  # noqa: B023

        for kind, pattern, new in _IN_SQL:
            for match in re.compile(pattern).finditer(code, first, last):
                yield instead(kind, *match.span(), new(match[0]))
        for match in _IF.finditer(code, first, last):
            start, end = match.span(1)
            if "CASE" not in match[1]:
                yield instead("condition", start, end, f"NOT ({text[start:end]})")
                if match[2]:
                    yield instead("guard", start, end, "false")


def _template(text: str) -> Iterator[Found]:
    # Values in a sentence to translate take no filter.
    code = re.sub(
        r"\{% blocktrans.*?endblocktrans|\{% comment.*?endcomment",
        lambda match: "\0" * len(match[0]),
        text,
        flags=re.DOTALL,
    )
    for match in re.finditer(r"\{\{[^{}]*?(\|(?:force_)?escape)?\s?\}\}", code):
        if "|safe" not in match[0]:
            start, end = match.span(1) if match[1] else (match.end() - 2, match.end() - 2)
            start -= 0 if match[1] or text[start - 1] != " " else 1
            yield "escape", "", start, end, "|safe", ()


READERS: dict[str, Callable[[str], Iterator[Found]]] = {
    "*.py": _python,
    "*/templates/*.html": _template,
    **{f"{part}/sql/*.sql": _sql for part in PRODUCT},
}
