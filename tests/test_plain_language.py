"""Screens, pages, comments and names are in plain language: tools/plain_language.py has the list."""

import subprocess
from pathlib import Path

import pytest

from tools import plain_language


@pytest.mark.long
def test_no_phrase_or_identifier_that_has_to_be_decoded() -> None:
    found = [f"{name}:{line}: {words}" for name, line, words in plain_language.offences()]
    assert not found


PLANTED = {
    "templates/page.html": ("<p>Signed</p>\n<h2>{% translate 'Narrow it' %}</h2>\n", 2),
    "locale/es/django.po": ('msgid ""\n"Take it with "\n"you"\n', 2),
    "docs/page.md": ("A page.\n\nEditors decide on the\ndeeds of two.\n", 4),
    "claims/refusal.py": ('SENTENCE = "Only she is told of it."\n', 1),
    "claims/comment.py": ("X = 1\n# It is done by\n# nobody.\n", 2),
    "claims/sql/guard.sql": ("-- A row that must\n-- not be missed.\n", 1),
    "claims/argument.py": ("def f(asked: str) -> None: ...\n", 1),
    "tests/test_it.py": ("with open('x') as seen:\n    pass\n", 1),
}


@pytest.mark.parametrize("name", PLANTED)
def test_one_is_found_wherever_it_is(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, line = PLANTED[name]
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    file = tmp_path / name
    file.parent.mkdir(parents=True)
    file.write_text(text)
    monkeypatch.setattr(plain_language, "ROOT", tmp_path)
    assert {(where, at) for where, at, _words in plain_language.offences()} == {(name, line)}


ALLOWED = {
    "docs/page.md": "The value is `Said: ` and nothing else.\n",
    "claims/keys.py": "from typing import TypedDict\n\n\nclass Reply(TypedDict):\n    asked: str\n",
    "tests/test_it.py": 'WORDS = "Narrow it"\n',
}


@pytest.mark.parametrize("name", ALLOWED)
def test_keys_and_code_are_left_out(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text(ALLOWED[name])
    monkeypatch.setattr(plain_language, "ROOT", tmp_path)
    assert not list(plain_language.offences())
