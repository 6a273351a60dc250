"""How history names who made a change."""

import pytest

from newsroom.actors import actor_of
from newsroom.choices import Via
from newsroom.models import Event


@pytest.mark.parametrize(
    ("actor", "via", "named"),
    [
        ("", Via.JOB, "The system"),
        ("", Via.COMMAND, "The system"),
        ("editor", Via.ADMIN, "editor"),
        ("", Via.SQL, "a_role"),
    ],
)
def test_what_nobody_did_was_done_by_the_system(actor: str, via: str, named: str) -> None:
    event = Event(actor=actor, via=via, database_role="a_role")
    assert actor_of(event, {}) == named
