"""Tries every attack on a newsroom that it starts, and writes the table in docs/security.md.

    python -m tests.attacks [--seed N] [--only WORDS] [--check]

Without DATABASE_URL it starts a throwaway PostgreSQL; with it (and DATABASE_OWNER_URL) it makes its
databases beside the one that is named. Exits with 1 if an attack got through, or if --check finds
another table.
"""

import argparse
import time

from tests import database
from tests.attacks.classes import ATTACKS
from tests.attacks.newsroom import newsroom, served
from tests.attacks.registry import run
from tests.attacks.table import PAGE, page_with


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.attacks", description=__doc__)
    parser.add_argument(
        "--seed", type=int, default=1, help="of the values that are chosen at random"
    )
    parser.add_argument(
        "--only", default="", help="only classes whose names contain this; writes nothing"
    )
    parser.add_argument("--check", action="store_true", help="compare the table, write nothing")
    options = parser.parse_args()

    results = []
    with (
        database.server(),
        database.template() as template,
        newsroom(template) as made,
        served(made),
    ):
        for attack in ATTACKS:
            if options.only.lower() not in f"{attack.area} {attack.name}".lower():
                continue
            began = time.monotonic()
            result = run(made, attack, options.seed)
            results.append(result)
            seconds = time.monotonic() - began
            print(
                f"{attack.area:8} {result.tried:5} tried {len(result.through):4} through"
                f" {seconds:6.1f} s  {attack.name}",
                flush=True,
            )
            for name, noticed in result.through[:10]:
                print(f"         {name[:150]}: {'; '.join(noticed)[:300]}")
    through = any(each.through for each in results if not each.attack.out_of_scope)
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
