"""Relations between two statements, on pairs that people judged. Every figure with its peer.

    .venv/bin/python -m benchmarks.comparison DATA [--print N]

DATA has contradictions/ (Breaking-NLI, SICK, FEVER-symmetric, negated MNLI, RTE and SNLI), emergent/
(rumours and headlines for or against them) and politifact/ (claims of one topic, at random: nearly
none contradicts another). The demonstration's own relations come from seeds/. Prints for each set
what was called what; the wrong contradictions, and every one among the random pairs, for reading.
Exits 1 when a limit is missed. The peer says "repeats" where half of the words are the same, as the
inbox's hint did.
"""

import argparse
import csv
import json
import random
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from nlp.comparison import Comparison, Related, Statement, compare

NOT_REPEATED = 0.98  # of pairs with another number or nationality
AGAINST = 0.60  # precision
RANDOM_WRONG = 0.01
RANDOM_PAIRS = 2_000
_WORD = re.compile(r"[^\W\d_]{4,}")
SEEDS = Path(__file__).parent.parent / "seeds" / "newsroom.toml"


@dataclass(frozen=True)
class Judged:
    a: str
    b: str
    label: str
    kind: str = ""


def breaking(data: Path) -> Iterator[Judged]:
    for line in (data / "contradictions/breaking-nli-a.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        yield Judged(row["sentence1"], row["sentence2"], row["gold_label"], row["category"])


def sick(data: Path) -> Iterator[Judged]:
    with (data / "contradictions/train.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield Judged(row["sentence_A"], row["sentence_B"], row["entailment_label"].lower())


def fever(data: Path) -> Iterator[Judged]:
    for line in (data / "contradictions/fever-symmetric-dev.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        yield Judged(row["evidence"], row["claim"], row["gold_label"].lower())


def negated(data: Path, name: str) -> Iterator[Judged]:
    path = data / f"contradictions/{name}-a.tsv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield Judged(row["Text"], row["Hypothesis"], row["gold_label"])


def emergent(data: Path) -> Iterator[Judged]:
    with (data / "emergent/claims-a.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Judged(row["claimHeadline"], row["articleHeadline"], row["articleHeadlineStance"])


def same_topic(data: Path, pairs: int, seed: int) -> Iterator[Judged]:
    """Random pairs of PolitiFact claims that share a rare word: one topic, two statements."""
    claims = [
        json.loads(line)["vclaim"]
        for line in (data / "politifact/politifact_claims.jsonl").read_text("utf-8").splitlines()
    ]
    by_word: dict[str, list[int]] = {}
    for number, text in enumerate(claims):
        for word in set(_WORD.findall(text.lower())):
            by_word.setdefault(word, []).append(number)
    topics = sorted(word for word, found in by_word.items() if 20 <= len(found) <= 400)
    draw = random.Random(seed)
    for _ in range(pairs):
        word = draw.choice(topics)
        one, other = draw.sample(by_word[word], 2)
        yield Judged(claims[one], claims[other], "", word)


def peer(pair: Judged) -> Related:
    one, other = (set(_WORD.findall(text.casefold())) for text in (pair.a, pair.b))
    alike = len(one & other) / max(1, len(one | other))
    return Related.REPEATS if alike >= 0.5 else Related.UNRELATED


def outcome(pair: Judged) -> Comparison:
    return compare(Statement(pair.a), Statement(pair.b))


def table(name: str, pairs: list[Judged]) -> Counter[tuple[str, Related]]:
    """Print what the pairs of each label were called."""
    before = process_time()
    called = Counter((pair.label, outcome(pair).relation) for pair in pairs)
    taken = 1e6 * (process_time() - before) / max(1, len(pairs))
    print(f"\n{name}: {len(pairs)} pairs, {taken:.0f} µs each")
    by_peer = Counter((pair.label, peer(pair)) for pair in pairs)
    for label in sorted({pair.label for pair in pairs}):
        found = ", ".join(
            f"{relation} {called[label, relation]}"
            for relation in Related
            if called[label, relation]
        )
        print(f"  {label:14} {found}  (peer: repeats {by_peer[label, Related.REPEATS]})")
    return called


def contradictions(name: str, pairs: list[Judged], label: str, most: int) -> tuple[float, float]:
    """Precision and recall of "contradicts" for the label; the wrong ones are printed."""
    called = table(name, pairs)
    right = called[label, Related.CONTRADICTS]
    of_all = sum(n for (_label, relation), n in called.items() if relation is Related.CONTRADICTS)
    wanted = sum(pair.label == label for pair in pairs)
    precision, recall = right / max(1, of_all), right / max(1, wanted)
    print(f"  contradictions: precision {precision:.3f}, recall {recall:.3f}")
    wrong = [pair for pair in pairs if pair.label != label]
    _print([pair for pair in wrong if outcome(pair).relation is Related.CONTRADICTS], most)
    return precision, recall


def _print(pairs: list[Judged], most: int) -> None:
    for pair in pairs[:most]:
        found = outcome(pair)
        print(
            f"    [{pair.label or pair.kind}] {found.score:.2f} {found.reason} {dict(found.values)}"
        )
        print(f"        {pair.a}\n        {pair.b}")


def guards(data: Path) -> bool:
    """The number guard on Breaking-NLI, by category."""
    pairs = list(breaking(data))
    holds = True
    print("\nBreaking-NLI: of the pairs that contradict each other, not called repeats")
    for kind in sorted({pair.kind for pair in pairs}):
        of_kind = [pair for pair in pairs if pair.kind == kind and pair.label == "contradiction"]
        if not of_kind:
            continue
        kept = sum(outcome(pair).relation is not Related.REPEATS for pair in of_kind) / len(of_kind)
        contradicted = sum(outcome(pair).relation is Related.CONTRADICTS for pair in of_kind) / len(
            of_kind
        )
        old = sum(peer(pair) is not Related.REPEATS for pair in of_kind) / len(of_kind)
        limit = kind in ("cardinals", "ordinals", "nationalities")
        holds &= not limit or kept >= NOT_REPEATED
        note = f" (limit {NOT_REPEATED})" if limit else ""
        print(
            f"  {kind:18} {kept:.3f}{note}, called contradictions {contradicted:.3f}, peer {old:.3f}"
        )
    return holds


def demonstration() -> bool:
    """The relations that seeds/ names, and every other pair called a contradiction."""
    seeds = tomllib.loads(SEEDS.read_text("utf-8"))
    claims = {claim["key"]: claim for claim in seeds["claims"]}

    def statement(key: str) -> Statement:
        claim = claims[key]
        return Statement(claim["text"], said_on=claim.get("said_to"), language=claim["language"])

    holds = True
    print("\nThe demonstration: relations that its editors named")
    named = set()
    for relation in seeds["relations"]:
        keys = relation["from"], relation["to"]
        named.add(frozenset(keys))
        found = compare(*map(statement, keys))
        right = found.relation == relation["kind"]
        holds &= right or relation["kind"] not in ("contradicts", "repeats")
        print(f"  {relation['kind']:12} {keys[0]}, {keys[1]}: {found.relation} ({found.reason})")
    relations = Counter[Related]()
    every = sorted(claims)
    for at, one in enumerate(every):
        for other in every[at + 1 :]:
            found = compare(statement(one), statement(other))
            relations[found.relation] += 1
            if found.relation is not Related.UNRELATED and frozenset((one, other)) not in named:
                print(f"  not named: {found.relation} {one}, {other} ({found.reason})")
    print(f"  of all pairs: {dict(relations)}")
    return holds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--print", type=int, default=10, dest="most", metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    data, most = given.data, given.most
    holds = guards(data)
    precision, _recall = contradictions("Emergent", list(emergent(data)), "against", most)
    holds &= precision >= AGAINST
    contradictions("SICK", list(sick(data)), "contradiction", most)
    contradictions("FEVER-symmetric", list(fever(data)), "refutes", most)
    for name in ("MNLI", "SNLI"):
        contradictions(f"{name}, negated", list(negated(data, name)), "contradiction", most)
    table("RTE, negated (it doesn't say which contradict each other)", list(negated(data, "RTE")))
    pairs = list(same_topic(data, RANDOM_PAIRS, given.seed))
    table("PolitiFact, two claims of one topic", pairs)
    wrong = [pair for pair in pairs if outcome(pair).relation is Related.CONTRADICTS]
    print(f"  called contradictions: {len(wrong) / len(pairs):.4f} (limit {RANDOM_WRONG})")
    _print(wrong, len(wrong))
    print("  called repeats:")
    _print([pair for pair in pairs if outcome(pair).relation is Related.REPEATS], len(pairs))
    holds &= len(wrong) <= RANDOM_WRONG * len(pairs)
    holds &= demonstration()
    sys.exit(not holds)


if __name__ == "__main__":
    main()
