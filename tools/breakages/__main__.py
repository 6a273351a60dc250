"""Whether the tests notice: break the product in 60 places drawn at random, and run the tests that reach each.

    .venv/bin/python -m tools.breakages reach tests/claims tests/newsroom --commit C -- -n 2 --template=NAME
    .venv/bin/python -m tools.breakages --commit C --seed-commit S -- --template=NAME

The first command records which tests reach what: folder by folder if you like, each test once. The
second draws the places in the tree of S (all that is random comes from its hash), finds them in the tree
of C, runs the tests that reach each, those of a file that names it first, then the fastest, and prints a table.
Both go on where they were stopped: what they find is in var/breakages/C. ``--list`` only shows the places.
What follows ``--`` is for pytest.

They need DATABASE_URL and DATABASE_OWNER_URL, a database NAME there to keep migrated, as ``.ci/run``
shows, and a superuser's ``GRANT SET ON PARAMETER track_functions TO`` the owner's role.
"""

import argparse
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from factcheck.database import BASE_DIR
from tools.breakages.places import NUMBERS, PRODUCT, Place, draw, find, places

SECONDS = 180  # for the tests of one place
STARTING = 240  # at most, for collecting them and ending
# They compare texts, or read the code instead of running it.
LEFT_OUT = re.compile(
    r"tests/(tools|benchmarks|ops)/|tests/(attacks/test_attacks|test_(asvs|imports|migration_locks|one_connection"
    r"|plain_language|project_files|rules_are_tested)|newsroom/test_sql_loading"
    r"|factcheck/test_configuration)\.py"
)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.breakages", description=__doc__.split("\n")[0]
    )
    parser.add_argument("reach", nargs="*", help='"reach", and tests whose reach is recorded')
    parser.add_argument("--commit", default="HEAD", help="whose tree is broken")
    parser.add_argument(
        "--seed-commit", help="in whose tree the places are drawn (that of --commit)"
    )
    parser.add_argument("--list", action="store_true", help="only show the places")
    parser.add_argument("--among", default="", help="for a try: only places in files that begin so")
    parser.add_argument("--number", type=int, help="for a try: only the first so many")
    parser.add_argument(
        "--part", default="1/1", help="2/3: every third place, beginning with the second"
    )
    chosen, pytest_options = sys.argv[1:], []
    if "--" in chosen:
        at = chosen.index("--")
        chosen, pytest_options = chosen[:at], chosen[at + 1 :]
    options = parser.parse_args(chosen)
    commit = _hash(options.commit)
    part, parts = map(int, options.part.split("/"))
    run = Run(
        _folder(commit), _tree(commit, "tree" if parts == 1 else f"tree-{part}"), pytest_options
    )
    if options.reach[:1] == ["reach"]:
        return run.record(options.reach[1:])
    seed = _hash(options.seed_commit or commit)
    everywhere = _tree(seed, "tree") if seed != commit else run.tree
    candidates = [each for each in places(everywhere) if each.file.startswith(options.among)]
    drawn = draw(candidates, seed)[: options.number]
    if options.list:
        for place in drawn:
            text = (everywhere / place.file).read_text()
            print(f"{place.group} {place.kind} {_where(place, text)}\n{place.diff(text)}")
        return 0
    here = places(run.tree)
    run.control()
    for place in drawn[part - 1 :: parts]:
        if place.key not in run.results():
            run.judge(place, find(place, here))
    print(table(drawn, run.results()))
    return 0


def _git(*words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=BASE_DIR, check=True, capture_output=True, text=True
    ).stdout


def _hash(commit: str) -> str:
    return _git("rev-parse", "--verify", f"{commit}^{{commit}}").strip()


def _folder(commit: str) -> Path:
    folder = BASE_DIR / "var" / "breakages" / commit[:12]
    (folder / "reach").mkdir(parents=True, exist_ok=True)
    return folder


def _tree(commit: str, name: str) -> Path:
    """A copy of the tree, as it was committed."""
    tree = _folder(commit) / name
    if not tree.exists():
        _git("worktree", "add", "--detach", "--force", str(tree), commit)
    subprocess.run(
        ["git", "checkout", "--quiet", "--force", commit, "--", "."], cwd=tree, check=True
    )
    return tree


def _where(place: Place, text: str) -> str:
    return f"{place.file}:{place.line(text)} {place.name}".rstrip()


@dataclass
class Test:
    file: str
    seconds: float
    reaches: set[str] = field(default_factory=set)


@dataclass
class Run:
    folder: Path
    tree: Path
    options: list[str]

    def record(self, paths: list[str]) -> int:
        """The exit code of pytest. Tests that fail are recorded as such, and not chosen later."""
        with self._pytest({"record": str(self.folder / "reach")}, paths) as process:
            return process.wait()

    def results(self) -> dict[str, dict[str, Any]]:
        """Of each place that is judged."""
        found = [json.loads(line) for line in _lines(self.folder.glob("results*.jsonl"))]
        return {each["key"]: each for each in found}

    def control(self) -> None:
        """Where nothing is broken, the fastest tests pass. The template is migrated, too."""
        chosen = sorted(self._reach(None).items(), key=lambda each: each[1].seconds)
        if not chosen:
            raise SystemExit(
                f"No reach is recorded in {self.folder}: first python -m tools.breakages reach"
            )
        with_database = [each for each in chosen if "sql:" in "".join(each[1].reaches)] or chosen
        answers = self._ask([test for test, _ in with_database[:5]], control=True)
        if answers.get("verdict") or not answers.get("ran"):
            raise SystemExit(f"Tests fail where nothing is broken: {answers}")

    def judge(self, drawn: Place, place: Place | None) -> None:
        """Break this place, and keep what the tests say."""
        known = {"key": drawn.key, "group": drawn.group, "kind": drawn.kind}
        if place is None:
            self._keep(
                {
                    **known,
                    "place": f"{drawn.file} {drawn.name}",
                    "diff": drawn.was,
                    "verdict": "gone",
                }
            )
            return
        file = self.tree / place.file
        text = file.read_text(encoding="utf-8")
        known |= {"place": _where(place, text), "diff": place.diff(text)}
        print(known["place"], known["kind"], known["diff"], sep="\n", flush=True)
        chosen = self._chosen(place)
        if not chosen:
            self._keep({**known, "verdict": "not reached"})
            return
        try:
            if file.suffix != ".sql":  # the database is broken itself
                file.write_text(place.broken(text), encoding="utf-8")
            answers = self._ask(
                chosen, sql=place.sql, migrate=file.name in ("apps.py", "privileges.py")
            )
        finally:
            file.write_text(text, encoding="utf-8")
        verdict = "survived" if answers["ran"] else "did not run"
        if not answers.get("finished"):
            verdict = "time over"
        verdict = answers.get("verdict", verdict)
        self._keep({**known, **answers, "verdict": verdict, "reached_by": len(chosen)})

    def _keep(self, result: dict[str, Any]) -> None:
        print(f"  {result['verdict']} {result.get('by', '')}", flush=True)
        with (self.folder / f"results-{self.tree.name}.jsonl").open("a") as file:
            file.write(json.dumps(result) + "\n")

    def _chosen(self, place: Place) -> list[str]:
        """The tests that reach it: first those of a file that names it, then the fastest."""
        # A constraint is "Model.constraint", a trigger "trigger on table".
        name = place.name.replace(" on ", ".") if place.sql else place.name.rpartition(".")[2]
        names = (name or Path(place.file).name).strip("'\"").split(".")
        named = re.compile(rf"\b({'|'.join(map(re.escape, names))})\b")
        tests = self._reach(self._reached_names(place))
        naming = {
            file: bool(named.search((self.tree / file).read_text()))
            for file in {test.file for test in tests.values()}
            if (self.tree / file).exists()
        }
        chosen = [each for each, test in tests.items() if test.reaches]
        if place.kind == "constraint" or not chosen:
            # What has no call of its own: the tests that name it, and what reaches the file.
            chosen = [each for each, test in tests.items() if test.reaches or naming.get(test.file)]
        chosen.sort(key=lambda each: (not naming.get(tests[each].file), tests[each].seconds))
        return chosen

    def _reached_names(self, place: Place) -> re.Pattern[str]:
        """How the record calls what reaches a place."""
        if place.file.endswith(".html"):
            return re.compile(re.escape(place.file))
        recorded = self._recorded()
        if place.file.endswith(".sql"):
            name = f"sql:{place.sql[3] if place.sql[0] == 'trigger' else place.sql[1]}"
            return re.compile(name) if name in recorded else self._naming(name[4:])
        whole = f"{place.file}:{place.name}"
        return re.compile(re.escape(whole) if whole in recorded else f"{re.escape(place.file)}:.*")

    def _naming(self, function: str) -> re.Pattern[str]:
        """The functions that call one in SQL, and all of the Python files that do. PostgreSQL doesn't count
        a function whose text it puts into the query.
        """
        callers = ["(?!)"]
        for file in [each for part in PRODUCT for each in (self.tree / part).rglob("*.*")]:
            if file.suffix in (".sql", ".py") and "migrations" not in file.parts:
                text = file.read_text()
                pieces = re.split(r"^CREATE OR REPLACE FUNCTION ", text, flags=re.MULTILINE)
                calling = [each for each in pieces if re.search(rf"\b{function}\(", each)]
                if file.suffix == ".sql":
                    callers += [f"sql:{each.partition('(')[0]}" for each in calling]
                elif calling:
                    callers.append(re.escape(str(file.relative_to(self.tree))) + ":.*")
        return re.compile("|".join(callers))

    def _recorded(self) -> set[str]:
        return {
            name
            for line in _lines(self.folder.glob("reach/*.jsonl"))
            for name in json.loads(line)["new"]
        }

    def _reach(self, wanted: re.Pattern[str] | None) -> dict[str, Test]:
        """The tests that passed, with what they reach of what is wanted."""
        tests: dict[str, Test] = {}
        for file in self.folder.glob("reach/*.jsonl"):
            names: list[str] = []
            for line in map(json.loads, _lines([file])):
                names += line["new"]
                path = line["test"].partition("::")[0]
                if line["passed"] and not LEFT_OUT.match(path):
                    reached = {names[number] for number in line["reached"]}
                    tests[line["test"]] = Test(
                        path,
                        line["seconds"],
                        {n for n in reached if wanted is None or wanted.fullmatch(n)},
                    )
        return tests

    def _ask(self, tests: list[str], **what: Any) -> dict[str, Any]:
        """What the tests say; those that can't begin within the time aren't collected."""
        answers = self.folder / f"answers-{self.tree.name}.jsonl"
        answers.unlink(missing_ok=True)
        tests = tests[:2000]
        files = list(dict.fromkeys(test.partition("::")[0] for test in tests))
        job = {"tests": tests, "seconds": SECONDS, "answers": str(answers), "sql": (), **what}
        with self._pytest(job, files, subprocess.DEVNULL) as process:
            try:
                process.wait(SECONDS + STARTING)
            except subprocess.TimeoutExpired:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
        lines = [json.loads(line) for line in _lines([answers])]
        ran = sum("ran" in each for each in lines)
        crashed = sum("crashed" in each for each in lines)  # neither an assertion nor a refusal
        return {key: each[key] for each in lines for key in each} | {"ran": ran, "crashes": crashed}

    def _pytest(
        self, job: dict[str, Any], paths: list[str], output: int | None = None
    ) -> subprocess.Popen[bytes]:
        kept = self.folder / f"job-{self.tree.name}.json"
        kept.write_text(json.dumps(job))
        environ = {
            **os.environ,
            "BREAKAGES": str(kept),
            "PYTHONPATH": str(Path(__file__).parent),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        options = ["-q", "-p", "breakages_plugin", "-p", "no:cacheprovider"]
        options += ["-m", "not at_length", *self.options, *paths]
        return subprocess.Popen(
            [sys.executable, "-m", "pytest", *options],
            cwd=self.tree,
            env=environ,
            stdout=output,
            stderr=output,
            start_new_session=output is not None,
        )


def _lines(files: Iterable[Path]) -> Iterator[str]:
    for file in files:
        if file.exists():
            yield from file.read_text(encoding="utf-8").splitlines()


def table(drawn: list[Place], results: dict[str, dict[str, Any]]) -> str:
    """A row for each place, how many of each group were noticed, and the survivors with their diff."""
    lines = ["| | kind | place | | by |", "|---|---|---|---|---|"]
    judged = [results[place.key] for place in drawn if place.key in results]
    for each in judged:
        row = (each["group"], each["kind"], each["place"], each["verdict"], each.get("by", ""))
        lines.append(f"| {' | '.join(row)} |")
    for group in NUMBERS:
        verdicts = [each["verdict"] for each in judged if each["group"] == group]
        counts = (f"{verdicts.count(verdict)} {verdict}" for verdict in sorted(set(verdicts)))
        lines.append(f"\n{group}, {len(verdicts)}: {', '.join(counts)}.")
    survivors = [each for each in judged if each["verdict"] not in ("killed", "gone")]
    lines += [
        f"\n{each['verdict']}: {each['place']} ({each['kind']})\n{each['diff']}"
        for each in survivors
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
