"""Statements and the checked claims that they repeat: is the right claim found, and how far up?

    .venv/bin/python -m benchmarks.matching DATA [--part dev] [--only SET] [--embedder NAME]

DATA has politifact/ (claims, and debate sentences that repeat them) and snopes/ (claims, and posts that
repeat them), each with PART.queries.tsv and PART.qrels. Each archive is imported into an empty newsroom by
``manage.py import_claims`` and queried by ``manage.py match``, with no date and no speaker; the debate
sentences are typed into the search of working claims, too. Peers, over the same texts (the statement and the title of its review): plain BM25, and PostgreSQL's full text (any of the
words, ``ts_rank``). Exits 1 when a limit is missed.

``benchmarks.matching_fit`` learns the weights.
"""

import argparse
import json
import math
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from benchmarks import newsroom
from benchmarks.archives import bring_in
from benchmarks.newsroom import ROOT, Database
from claims.matching import embedders

SETS = ("politifact", "snopes")
PER_STATEMENT = 20  # matches of each statement
# (with an embedder, without one): mean average precision of the first five.
LIMITS = {"snopes": (0.87, 0.80), "politifact": (0.48, 0.42)}
RECALL = {"politifact": 0.72}  # of the first twenty
# The sentences of debates are typed into the site's search, too: how many have the right claim in five.
SEARCHED, TYPED, IN_FIVE, DEV = "politifact", "the site's search", 60, 119
# Snopes' collection as it is shared: no speaker, no rating; its key is the end of its page's address.
SNOPES = """
origin = "snopes.com"
reviewer = "Snopes"
language = "en"
[columns]
external_id = "vclaim_id"
text = "vclaim"
rationale = "title"
note = "subtitle"
reviewed_on = { from = "date", format = "%d %B %Y" }
review_url = { from = "vclaim_id", match = '(.+)', before = "https://www.snopes.com/fact-check/" }
"""


@dataclass(frozen=True)
class Questions:
    """The statements of one part, and the claims that each repeats."""

    texts: Mapping[str, str]
    right: Mapping[str, frozenset[str]]


def questions(folder: Path, part: str) -> Questions:
    texts = {fields[0]: fields[1] for fields in _fields(folder / f"{part}.queries.tsv")}
    right: dict[str, set[str]] = defaultdict(set)
    for name, _zero, claim, relevant in _fields(folder / f"{part}.qrels"):
        if int(relevant) > 0:
            right[name].add(claim)
    return Questions(
        {name: text for name, text in texts.items() if name in right},
        {name: frozenset(claims) for name, claims in right.items()},
    )


def _fields(path: Path) -> Iterator[tuple[str, ...]]:
    for line in path.read_text("utf-8").splitlines():
        if line.strip():
            yield tuple(line.split("\t"))


@dataclass(frozen=True)
class Figures:
    """Of one system: mean average precision of five, recall of twenty, the right one among five."""

    system: str
    precision: float
    recall: float
    in_five: int
    statements: int
    took: float = 0.0

    def __str__(self) -> str:
        return (
            f"| {self.system} | {self.precision:.3f} | {self.recall:.3f}"
            f" | {self.in_five} of {self.statements} | {self.took:.1f} |"
        )


HEADER = "| system | MAP@5 | recall in 20 | right one in 5 | s |\n|---|---|---|---|---|"


def figures(
    system: str, found: Mapping[str, Sequence[str]], pairs: Questions, took: float = 0.0
) -> Figures:
    precision, recall, in_five = 0.0, 0.0, 0
    for name in pairs.texts:
        right, claims = pairs.right[name], list(found.get(name, ()))
        hits, total = 0, 0.0
        for place, claim in enumerate(claims[:5], 1):
            if claim in right:
                hits += 1
                total += hits / place
        precision += total / min(len(right), 5)
        recall += len(right & set(claims[:20])) / len(right)
        in_five += hits > 0
    count = len(pairs.texts)
    return Figures(system, precision / count, recall / count, in_five, count, took)


def ours(database: Database, pairs: Questions, embedder: str) -> dict[str, list[str]]:
    """By the command, which first reads what no worker has read."""
    again = [] if embedder == "none" else ["--read-again"]  # they were read without vectors
    answers = _answers(
        *(database, pairs, embedder, "manage.py", "match", "-", "--top", str(PER_STATEMENT)),
        *again,
    )
    return {each["id"]: [found["external_id"] for found in each["matches"]] for each in answers}


def typed(database: Database, pairs: Questions) -> dict[str, list[str]]:
    """Into the search of working claims; the command has read them."""
    # DEBUG: without the files that pages are sent with.
    more = {"SECOND_FACTOR_REQUIRED": "no", "DEBUG": "yes"}
    answers = _answers(database, pairs, "none", "-m", "benchmarks.typed", **more)
    return {each["id"]: each["claims"] for each in answers}


def _answers(
    database: Database, pairs: Questions, embedder: str, *command: str, **more: str
) -> list[dict[str, Any]]:
    lines = "".join(
        json.dumps({"id": name, "text": text}) + "\n" for name, text in pairs.texts.items()
    )
    ran = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=database.environment(MATCHING_EMBEDDER=embedder, **more),
        input=lines,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return [json.loads(line) for line in ran.stdout.splitlines()]


def texts_of(folder: Path) -> dict[str, str]:
    """Each claim's statement and title, for the peers."""
    path = archive(folder)
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    return {row["vclaim_id"]: f"{row['vclaim']} {row['title']}" for row in rows}


def archive(folder: Path) -> Path:
    (path,) = (*folder.glob("politifact_claims.jsonl"), *folder.glob("collection-2022.jsonl"))
    return path


def plain_bm25(texts: Mapping[str, str], pairs: Questions) -> dict[str, list[str]]:
    """Words in lower case as they are, k1 = 1.2, b = 0.75."""
    counts = {claim: Counter(_plain(text)) for claim, text in texts.items()}
    having = Counter(word for count in counts.values() for word in count)
    mean = sum(sum(count.values()) for count in counts.values()) / len(counts)
    by_word: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for claim, count in counts.items():
        damped = 1.2 * (0.25 + 0.75 * sum(count.values()) / mean)
        for word, times in count.items():
            by_word[word].append((claim, times * 2.2 / (times + damped)))
    found = {}
    for name, text in pairs.texts.items():
        scores: dict[str, float] = defaultdict(float)
        for word in set(_plain(text)):
            rarity = math.log1p((len(texts) - having[word] + 0.5) / (having[word] + 0.5))
            for claim, weight in by_word[word]:
                scores[claim] += weight * rarity
        found[name] = sorted(scores, key=lambda claim: (-scores[claim], claim))[:PER_STATEMENT]
    return found


def _plain(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def plain_postgresql(
    database: Database, texts: Mapping[str, str], pairs: Questions
) -> dict[str, list[str]]:
    """Any of the words, in the order of ts_rank."""
    found = {}
    with psycopg.connect(**database.owner) as connection:
        connection.execute("CREATE TEMP TABLE plain (claim text, words tsvector)")
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO plain VALUES (%s, to_tsvector('english', %s))", list(texts.items())
            )
        for name, text in pairs.texts.items():
            rows = connection.execute(
                "WITH any_word AS (SELECT replace(plainto_tsquery('english', %s)::text, '&', '|')"
                "::tsquery q) SELECT claim FROM plain, any_word WHERE words @@ q ORDER BY ts_rank(words, q) DESC, claim LIMIT %s",
                [text, PER_STATEMENT],
            ).fetchall()
            found[name] = [claim for (claim,) in rows]
    return found


def bring(database: Database, folder: Path) -> None:
    newsroom.person(database)
    path = archive(folder)
    with tempfile.TemporaryDirectory() as temporary:
        mapping = Path(temporary) / "snopes.toml"
        mapping.write_text(SNOPES, encoding="utf-8")
        named = "politifact" if path.name.startswith("politifact") else str(mapping)
        how = ("--format=ndjson", f"--mapping={named}", "--batch=500")
        outcome = bring_in(database, path, None, *how)
    if outcome.state != "done":
        raise RuntimeError(f"{path}: {outcome.why}")


def measure(database: Database, name: str, folder: Path, part: str, embedder: str) -> list[Figures]:
    pairs, texts = questions(folder, part), texts_of(folder)
    systems: dict[str, Callable[[], dict[str, list[str]]]] = {
        "plain PostgreSQL": lambda: plain_postgresql(database, texts, pairs),
        "plain BM25": lambda: plain_bm25(texts, pairs),
        "ours, words alone": lambda: ours(database, pairs, "none"),
    }
    if name == SEARCHED:
        systems[TYPED] = lambda: typed(database, pairs)
    if embedder:
        systems[f"ours, {embedder}"] = lambda: ours(database, pairs, embedder)
    found = []
    for system, run in systems.items():
        began = time.monotonic()
        answers = run()
        found.append(figures(system, answers, pairs, time.monotonic() - began))
    return found


def missed(name: str, found: Sequence[Figures], embedder: str) -> list[str]:
    with_one, without = LIMITS[name]
    limits = {"ours, words alone": without, f"ours, {embedder}": with_one}
    low = [
        f"{name}, {each.system}: MAP@5 {each.precision:.3f} is below {limits[each.system]}"
        for each in found
        if each.precision < limits.get(each.system, 0)
    ]
    low += [
        f"{name}, {TYPED}: the right claim among the first five for {each.in_five}, below {IN_FIVE}"
        for each in found
        if each.system == TYPED and each.statements == DEV and each.in_five < IN_FIVE
    ]
    best = max(each.recall for each in found)
    if best < RECALL.get(name, 0):
        low.append(f"{name}: recall in 20 is {best:.3f}, below {RECALL[name]}")
    return low


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--part", default="dev")
    parser.add_argument("--only", choices=SETS)
    parser.add_argument("--embedder", default=os.environ.get("MATCHING_EMBEDDER", ""))
    parser.add_argument("--var", type=Path, default=None)
    given = parser.parse_args()
    embedder = "" if given.embedder == embedders.NONE else given.embedder
    if embedder:
        # What is not installed would otherwise be noticed after everything was imported.
        embedders.load(embedder)
    low: list[str] = []
    names = [given.only] if given.only else list(SETS)
    with newsroom.empty(len(names), given.var) as databases:
        for name, database in zip(names, databases, strict=True):
            bring(database, given.data / name)
            print(f"\n{name}, {given.part}:\n{HEADER}", flush=True)
            found = measure(database, name, given.data / name, given.part, embedder)
            print("\n".join(map(str, found)), flush=True)
            low += missed(name, found, embedder)
    print("\n".join(low))
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
