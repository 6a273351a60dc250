"""A few attempts of each class of attacks, and that a class can fail."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.attacks import newsroom as made
from tests.attacks import registry, table
from tests.attacks.classes import ATTACKS
from tests.attacks.registry import Attack

FEW = 1
# Of each class, at length. ``python -m tests.attacks`` makes all attempts.
SHARE = 3


@pytest.fixture(scope="module")
def newsroom(
    template: str, django_test_environment: None, django_db_blocker: Any
) -> Iterator[made.Newsroom]:
    with django_db_blocker.unblock(), made.newsroom(template) as newsroom, made.served(newsroom):
        yield newsroom


# Those of texts publish dozens of claims first: they are tried by hand only.
QUICK = [each for each in ATTACKS if each.attempts.__module__ != "tests.attacks.web_texts"]


@pytest.mark.long
@pytest.mark.parametrize("most", [FEW, pytest.param(SHARE, marks=pytest.mark.at_length)])
@pytest.mark.parametrize("attack", QUICK, ids=lambda attack: attack.name)
def test_a_few_attempts_of_each_class_get_nowhere(
    newsroom: made.Newsroom, attack: Attack, most: int
) -> None:
    result = registry.run(newsroom, attack, seed=1, most=most)
    assert result.tried
    assert attack.out_of_scope or (result.through, result.failed) == ([], [])


GUARDED = [each for each in ATTACKS if each.guard]


@pytest.mark.long
@pytest.mark.few(8)
@pytest.mark.parametrize("attack", GUARDED, ids=lambda attack: attack.name)
def test_without_its_guard_an_attack_gets_through(newsroom: made.Newsroom, attack: Attack) -> None:
    assert registry.run(newsroom, attack, seed=1, most=60, without_guard=True).through


@pytest.mark.long
def test_the_table_names_every_class_once() -> None:
    page = table.PAGE.read_text(encoding="utf-8")
    for attack in ATTACKS:
        assert page.count(f"| {attack.area} | {attack.name} |") == 1, attack.name
