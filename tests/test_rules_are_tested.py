"""Every named constraint and trigger of ours is broken by a test."""

import re

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
            found |= set(re.findall(r"ADD CONSTRAINT (\w+)", text))
    return found


def test_the_names_are_found() -> None:
    assert {"claim_has_text", "one_open_review"} <= of_models()
    assert {"claim_status_transition", "claim_is_frozen"} <= of_guards()
    assert {"authors_stay_on_record", "snapshot_text_hash"} <= of_guards()


@pytest.mark.alone
@pytest.mark.parametrize("name", sorted(of_models() | of_guards()))
def test_a_test_breaks_it(name: str, all_broken_rules: set[str]) -> None:
    assert name in all_broken_rules, f"no test breaks {name}"
