"""A few attempts of each class of attacks, and that a class can fail."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.attacks import newsroom as made
from tests.attacks import registry, table
from tests.attacks.classes import ATTACKS
from tests.attacks.registry import Attack

FEW = 2


@pytest.fixture(scope="module")
def newsroom(
    template: str, django_test_environment: None, django_db_blocker: Any
) -> Iterator[made.Newsroom]:
    with django_db_blocker.unblock(), made.newsroom(template) as newsroom, made.served(newsroom):
        yield newsroom


def named(words: str) -> Attack:
    (found,) = [each for each in ATTACKS if words in each.name]
    return found


# Those of texts publish dozens of claims first: they are tried by hand only.
QUICK = [each for each in ATTACKS if each.attempts.__module__ != "tests.attacks.web_texts"]


@pytest.mark.long
@pytest.mark.parametrize("attack", QUICK, ids=lambda attack: attack.name)
def test_a_few_attempts_of_each_class_get_nowhere(newsroom: made.Newsroom, attack: Attack) -> None:
    result = registry.run(newsroom, attack, seed=1, most=FEW)
    assert result.tried
    assert attack.out_of_scope or result.through == []


# Each class can fail: without the guard, the attack gets through and is counted.


@contextmanager
def without(newsroom: made.Newsroom, switch_off: str) -> Iterator[None]:
    """The owner's statement holds inside; afterwards the newsroom is as it was first."""
    plain = newsroom.restore

    def restore() -> None:
        plain()
        newsroom.owner.execute(switch_off.encode())

    newsroom.restore = restore  # type: ignore[method-assign]
    try:
        yield
    finally:
        newsroom.restore = plain  # type: ignore[method-assign]
        plain()


GUARDS = {
    "records that never change": (
        "ALTER TABLE claims_publication DISABLE TRIGGER publication_guard;"
        " GRANT UPDATE ON claims_publication TO {app}"
    ),
    "history changed, deleted": (
        "ALTER TABLE newsroom_event DISABLE TRIGGER history_is_append_only;"
        " GRANT UPDATE, DELETE ON newsroom_event TO {app}"
    ),
    "changes that leave no event": "ALTER TABLE claims_claim DISABLE TRIGGER history_update",
    "roles granted": "ALTER TABLE newsroom_role DISABLE TRIGGER role_guard",
    "accounts: superusers": "ALTER TABLE newsroom_user DISABLE TRIGGER person_guard",
    "readers' error reports": "ALTER TABLE claims_readercorrection DISABLE TRIGGER error_report_guard",
    "conflicts of interest": "ALTER TABLE claims_conflict DISABLE TRIGGER conflict_guard",
    "another person of a protected": "ALTER TABLE claims_namesake DISABLE TRIGGER namesake_guard",
    "another name or link": (
        "ALTER TABLE sources_alias DISABLE TRIGGER published_alias_guard;"
        " ALTER TABLE sources_speaker DISABLE TRIGGER published_speaker_guard"
    ),
    "what pages read of sources": (
        "ALTER TABLE sources_publisher DISABLE TRIGGER whole_texts_by_a_senior;"
        " ALTER TABLE sources_anchorcheck DISABLE TRIGGER anchor_check_guard"
    ),
    "jobs that act for whoever": (
        "ALTER TABLE claims_batch DISABLE TRIGGER batch_is_by_who_acts;"
        " ALTER TABLE claims_batchitem DISABLE TRIGGER batch_item_is_by_who_acts"
    ),
}


@pytest.mark.long
@pytest.mark.parametrize("words", GUARDS)
def test_without_its_guard_an_attack_gets_through(newsroom: made.Newsroom, words: str) -> None:
    with newsroom.app() as connection:
        (app,) = connection.execute("SELECT quote_ident(current_user)").fetchone() or ("",)
    with without(newsroom, GUARDS[words].replace("{app}", app)):
        result = registry.run(newsroom, named(words), seed=1, most=60, until_through=True)
    assert result.through


@pytest.mark.long
def test_the_table_names_every_class_once() -> None:
    page = table.PAGE.read_text(encoding="utf-8")
    for attack in ATTACKS:
        assert page.count(f"| {attack.area} | {attack.name} |") == 1, attack.name
