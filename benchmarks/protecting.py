"""How long it takes to protect a speaker whose name many public claims of others say, and to end it.

    python -m benchmarks.protecting N [--hits 1 600 5000] [--var FOLDER]

In the generated newsroom of N claims, pairs of words that about so many public claims say are made names of
new speakers. Each is protected, which ends when the name is offline, and unprotected again; what a worker
then has left to show is timed on its own. The rows of the publications made meanwhile stay.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.newsroom import kept, machine
from benchmarks.newsroom.plan import ROOT

# Run in a process of the project.
STEPS = """
import json, sys, time, django
django.setup()
from django.db import connection
from claims.publication import protected_names, speakers
from claims.workflow import approvals
from newsroom.permissions import who_may
from sources.speakers import add_speaker

PAIRS = '''
SELECT pair, count(*) FROM (
  SELECT DISTINCT p.claim_id, w[i] || ' ' || w[i + 1] AS pair
    FROM claims_publication p, string_to_array(name_words(p.text), ' ') w,
         generate_series(1, cardinality(w) - 1) i
   WHERE p.shown_until IS NULL AND NOT p.withheld) said
 WHERE pair ~ '^[a-z]{3,} [a-z]{3,}$' GROUP BY 1
'''
HITS = '''
SELECT count(DISTINCT claim_id) FROM publications_saying(%s) number
  JOIN claims_publication USING (number) WHERE NOT withheld
'''
PLAN = '''
EXPLAIN SELECT publication_id FROM claims_publicationwords WHERE words @> string_to_array(%s, ' ')
'''

def rows_of(query, *values):
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()

def timed(function, *arguments):
    begin = time.perf_counter()
    result = function(*arguments)
    return result, time.perf_counter() - begin

def name_said_by(wanted, pairs):
    guess, found = wanted / 2, []
    for _attempt in range(4):
        pair = min(pairs, key=lambda each: abs(pairs[each] - guess))
        hits = rows_of(HITS, pair)[0][0]
        found.append((abs(hits - wanted), pair))
        guess *= wanted / max(hits, 1)
        del pairs[pair]
    return min(found)[1]

editor = who_may("protect_speaker").order_by("pk").first()
second = who_may("decide_approval").exclude(pk=editor.pk).order_by("pk").last()
pairs = dict(rows_of(PAIRS))
try:
    from claims.publication.showing_again import show_waiting
except ImportError:
    show_waiting = lambda: None
rarest = min(pairs, key=pairs.get)
for wanted in json.loads(sys.argv[1]):
    name = name_said_by(wanted, pairs)
    speaker = add_speaker(editor, "person", name.title())
    found, searching = timed(protected_names.hits, speaker.pk)
    _, protecting = timed(speakers.protect, speaker.pk, editor, "a witness", "She was threatened.")
    _, after_protecting = timed(show_waiting)
    speaker.refresh_from_db()
    deed = speakers.unprotect(speaker, editor, "She agrees to be named.", "")
    _, ending = timed(approvals.approve, deed.pk, second)
    _, after_ending = timed(show_waiting)
    print(json.dumps({"hits": len(found), "seconds": [searching, protecting, after_protecting, ending, after_ending]}), flush=True)
print(json.dumps({"plan": [line for (line,) in rows_of(PLAN, rarest)]}))
"""
HEADER = (
    "| hits | searching, s | protecting | then shown again | ending it | then shown again |\n"
    "|---|---|---|---|---|---|"
)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.protecting",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("newsroom", type=int, metavar="N")
    parser.add_argument("--hits", type=int, nargs="+", default=[1, 600, 5000])
    parser.add_argument("--var", type=Path)
    given = parser.parse_args(arguments)
    with kept.of(given.newsroom, var=given.var) as database:
        print(machine.describe(database.owner))
        command = [sys.executable, "-c", STEPS, json.dumps(given.hits)]
        environment = database.environment()
        done = subprocess.run(
            command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE
        )
    *rows, last = map(json.loads, done.stdout.splitlines())
    print("\n".join([HEADER, *map(line, rows), "", *last["plan"]]))
    return 0


def line(row: dict[str, Any]) -> str:
    return f"| {row['hits']:,} | " + " | ".join(f"{each:.2f}" for each in row["seconds"]) + " |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
