"""Tries every attack on a newsroom that it starts, and writes the table in docs/security.md.

    python -m tests.attacks [--seed N] [--only PATTERN] [--check | --without-guards]

Without DATABASE_URL it starts a throwaway PostgreSQL; with it (and DATABASE_OWNER_URL) it makes its
databases beside the one that is named. Exits with 1 if an attack got through, if one ended by an error
that is no refusal, or if --check finds another table.

With --without-guards it puts aside what holds each class, one class after the other, writes nothing, and exits
with 1 if that let nothing through. What other programs hold (the web server, the parsers) can't be put aside.
"""

import argparse
import re
import time

from tests import database
from tests.attacks.classes import ATTACKS
from tests.attacks.newsroom import Newsroom, newsroom, served
from tests.attacks.registry import Attack, Result, run
from tests.attacks.table import PAGE, page_with


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.attacks", description=__doc__)
    parser.add_argument(
        "--seed", type=int, default=1, help="of the values that are chosen at random"
    )
    parser.add_argument(
        "--only", default="", help="only classes whose names match this; writes nothing"
    )
    parser.add_argument("--check", action="store_true", help="compare the table, write nothing")
    parser.add_argument(
        "--without-guards", action="store_true", help="see that each class can get through"
    )
    options = parser.parse_args()

    with (
        database.server(),
        database.template() as template,
        newsroom(template) as made,
        served(made),
    ):
        results = [
            tried(made, attack, options.seed, options.without_guards)
            for attack in ATTACKS
            if re.search(options.only, f"{attack.area} {attack.name}", re.IGNORECASE)
            and (attack.guard or not options.without_guards)
        ]
    inside = [each for each in results if not each.attack.out_of_scope]
    if options.without_guards:
        return report_held(inside)
    through = any(each.through or each.failed for each in inside)
    if options.only:
        return int(through)
    text = page_with(results)
    if options.check:
        if PAGE.read_text(encoding="utf-8") != text:
            print("docs/security.md has other figures: run “python -m tests.attacks”.")
            return 1
        return int(through)
    PAGE.write_text(text, encoding="utf-8")
    return int(through)


def tried(made: Newsroom, attack: Attack, seed: int, without_guards: bool) -> Result:
    """One class; prints what became of it."""
    began = time.monotonic()
    result = run(made, attack, seed, without_guard=without_guards)
    print(
        f"{attack.area:8} {result.tried:5} tried {len(result.through):4} through"
        f" {time.monotonic() - began:6.1f} s  {attack.name}",
        flush=True,
    )
    for name, noticed in result.through[:10]:
        print(f"         {name[:150]}: {'; '.join(noticed)[:300]}")
    for name, error in () if without_guards else result.failed[:10]:
        print(f"         not tried: {name[:150]}: {error[:300]}")
    return result


def report_held(results: list[Result]) -> int:
    """Says which classes let nothing through although what holds them was put aside; 1 if there are any."""
    held = [each.attack.name for each in results if not each.through]
    for name in held:
        print(f"Nothing got through without the guard: {name}")
    print(f"{len(results) - len(held)} of {len(results)} classes got through without their guards.")
    return int(bool(held))
