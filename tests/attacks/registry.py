"""The classes of attacks, and how one attempt is made and judged."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from tests.attacks.newsroom import Newsroom

Guard = str | Callable[[], AbstractContextManager[Any]]
# What a check noticed: sentences, or one; nothing where the attempt failed.
Noticed = str | list[str] | None


class Attempt(NamedTuple):
    """``run`` makes the attempt and says what of it succeeded, beside what the state shows."""

    name: str
    run: "Callable[[Newsroom], Noticed]"
    # What may change in the state because somebody who may change it does: names of facts.
    may_change: frozenset[str] = frozenset()


Attempts = "Callable[[Newsroom, Random], Iterator[Attempt]]"


@dataclass(frozen=True)
class Attack:
    """One class of attacks."""

    # Where it is tried: web, API, files, captures. With SQL as the application's role: "kernel", where a promise
    # of docs/security.md rests on PostgreSQL's refusal, or "given up".
    area: str
    name: str
    attempts: Callable[["Newsroom", Random], Iterator[Attempt]]
    # Whether docs/security.md names it as out of scope: counted apart.
    out_of_scope: bool = False
    # Puts aside what holds the class: SQL of the owner, or patches of this process. Empty where that is not ours.
    guard: "Guard" = ""


ATTACKS: list[Attack] = []


def attack(
    area: str, name: str, *, out_of_scope: bool = False, guard: "Guard" = ""
) -> Callable[..., None]:
    """The generator of attempts below is a class of attacks."""

    def register(attempts: Callable[["Newsroom", Random], Iterator[Attempt]]) -> None:
        ATTACKS.append(Attack(area, name, attempts, out_of_scope, guard))

    return register


def unguarded(*tables: str) -> str:
    """SQL of the owner: no trigger of these tables runs, and the application may do anything to them."""
    return "; ".join(
        f"ALTER TABLE {table} DISABLE TRIGGER USER; GRANT ALL ON {table} TO {{app}}"
        for table in tables
    )


@dataclass
class Result:
    attack: Attack
    tried: int = 0
    through: list[tuple[str, list[str]]] = field(default_factory=list)
    # Ended by an error that is no refusal: nothing was tried.
    failed: list[tuple[str, str]] = field(default_factory=list)


def run(
    newsroom: "Newsroom",
    attack: Attack,
    seed: int,
    most: int | None = None,
    *,
    without_guard: bool = False,
) -> Result:
    """Make the class's attempts (``most``: so many of them, spread over all) and judge each; where its guard is put
    aside, none after the first that gets through.
    """
    result = Result(attack)
    newsroom.restore(if_changed=True)
    attempts = list(attack.attempts(newsroom, Random(f"{seed} {attack.name}")))
    step = max(1, len(attempts) // most) if most else 1
    with newsroom.put_aside(attack.guard) if without_guard else nullcontext():
        _make(newsroom, attempts[::step][:most], result, until_through=without_guard)
        if not result.through and (lies := newsroom.untruths_of_history()):
            result.through.append(("history afterwards", lies))
    return result


def _make(
    newsroom: "Newsroom", attempts: list[Attempt], result: Result, *, until_through: bool = False
) -> None:
    newsroom.remember()
    for attempt in attempts:
        result.tried += 1
        newsroom.errors.clear()
        noticed = newsroom.judged(attempt)
        result.failed += [(attempt.name, error) for error in newsroom.errors[:1]]
        if noticed:
            result.through.append((attempt.name, noticed))
            if until_through:
                return
