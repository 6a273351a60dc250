"""Every named constraint and trigger of ours has a test that breaks it and names it."""

import re
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

OURS = ("newsroom", "sources", "claims")


def of_models() -> set[str]:
    return {
        constraint.name
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for constraint in model._meta.constraints
    }


def of_guards() -> set[str]:
    found: set[str] = set()
    for app in OURS:
        folder = settings.BASE_DIR / app
        for path in (*folder.glob("sql/*.sql"), *folder.glob("migrations/*.py")):
            text = path.read_text(encoding="utf-8")
            found |= set(re.findall(r"CONSTRAINT = '(\w+)'", text))
            found |= set(re.findall(r"broken := '(\w+)'", text))
            found |= set(re.findall(r"refuse_change\(\s*'(\w+)'", text))
            found |= set(re.findall(r"ADD CONSTRAINT (\w+)", text))
    return found


@cache
def words_of_tests() -> set[str]:
    here = Path(__file__)
    return {
        word
        for path in here.parent.rglob("*.py")
        if path != here
        for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))
    }


def test_the_names_are_found() -> None:
    assert {"claim_has_text", "one_open_review"} <= of_models()
    assert {"claim_status_transition", "verified_needs_independent"} <= of_guards()
    assert {"authorship_is_kept", "snapshot_text_hash"} <= of_guards()


@pytest.mark.parametrize("name", sorted(of_models() | of_guards()))
def test_a_test_breaks_it(name: str) -> None:
    assert name in words_of_tests(), f"no test breaks {name}"
