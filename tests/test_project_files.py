"""The files at the root agree with each other and with what is installed."""

import json
import re
import subprocess
import sys

import pytest
import yaml

from factcheck.settings import BASE_DIR, VERSION


def normalised(name: str) -> str:
    """A package's name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


PACKAGE = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?==", re.MULTILINE)


def test_the_changelog_has_the_version() -> None:
    assert f"## [{VERSION}] - " in (BASE_DIR / "CHANGELOG.md").read_text()


def test_the_licence_was_checked_against_every_dependency() -> None:
    decision = (BASE_DIR / "docs" / "decisions" / "0026-licence.md").read_text()
    named = {normalised(name) for name in re.findall(r"[\w.-]+", decision)}
    for file in BASE_DIR.glob("requirements*.txt"):
        missing = [
            name for name in PACKAGE.findall(file.read_text()) if normalised(name) not in named
        ]
        assert not missing, file.name


def test_every_requirement_has_its_version_and_its_hashes() -> None:
    for file in sorted(BASE_DIR.glob("requirements*.in")):
        locked = file.with_suffix(".txt").read_text()
        packages = re.split(r"\n(?=\w)", locked)[1:]
        # These are added to an installation that has the rest.
        added = {"embedders": 5, "mcp": 5, "client": 1, "speech": 20}
        assert len(packages) > added.get(file.stem.removeprefix("requirements-"), 90)
        for package in packages:
            assert PACKAGE.match(package)
            assert "--hash=sha256:" in package
        versions = dict(
            re.findall(r"^([\w.-]+)(?:\[.*?\])?==([^ ;\n]+)", file.read_text(), re.MULTILINE)
        )
        locked_versions = {
            normalised(name): version
            for name, version in re.findall(r"^([\w.-]+)==([^ ;\n]+)", locked, re.MULTILINE)
        }
        assert {normalised(name): version for name, version in versions.items()}.items() <= (
            locked_versions.items()
        )


@pytest.mark.long
def test_the_bill_of_materials_names_every_package_that_runs() -> None:
    """Every package that runs is in the bill of materials, with its hashes."""
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", "requirements.txt"]
    made = subprocess.run(command, cwd=BASE_DIR, check=True, capture_output=True, text=True)
    components = {normalised(each["name"]): each for each in json.loads(made.stdout)["components"]}
    running = PACKAGE.findall((BASE_DIR / "requirements.txt").read_text())
    assert {normalised(name) for name in running} == set(components)
    for component in components.values():
        assert component["externalReferences"][0]["hashes"]


def test_the_hooks_of_a_commit_are_checks_of_the_makefile() -> None:
    makefile = (BASE_DIR / "Makefile").read_text().replace("$(venv)", ".venv/bin")
    sources = re.findall(r"^sources := (.*)", makefile, re.MULTILINE)
    (local,) = yaml.safe_load((BASE_DIR / ".pre-commit-config.yaml").read_text())["repos"]
    hooks = [hook for hook in local["hooks"] if hook["language"] == "system"]
    assert len(hooks) >= 4
    for hook in hooks:
        assert hook["entry"] in makefile.replace("$(sources)", *sources)


def test_links_between_pages_lead_somewhere() -> None:
    listed = ["git", "ls-files", "*.md"]
    pages = subprocess.run(listed, cwd=BASE_DIR, check=True, capture_output=True, text=True)
    for name in pages.stdout.split():
        page = BASE_DIR / name
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
            assert (page.parent / target).exists(), f"{name}: {target}"


PAGES = [BASE_DIR / "docs" / "architecture.md", *(BASE_DIR / "docs" / "how-to").glob("*.md")]


def test_the_paths_named_in_the_architecture_and_the_how_to_pages_exist() -> None:
    named = {
        (page.name, path)
        for page in PAGES
        for path in re.findall(r"`([a-z_]+/[\w./-]+)`", page.read_text())
    }
    assert len(named) > 100
    assert [each for each in sorted(named) if not (BASE_DIR / each[1]).exists()] == []


def test_the_names_in_the_architecture_and_the_how_to_pages_exist() -> None:
    """Each name in backticks with an underscore or a dot, such as `notices.notify(…)`."""
    listed = ["git", "ls-files", "*.py", "*.sql", "*.html", "*.md", "*.po", "Makefile"]
    files = subprocess.run(listed, cwd=BASE_DIR, check=True, capture_output=True, text=True)
    paths = files.stdout.split()
    code = " ".join(
        (BASE_DIR / path).read_text() for path in paths if path.endswith((".py", ".sql"))
    )
    known = {*re.findall(r"\w+", code), *re.findall(r"\w+", files.stdout)}
    file_names = {path.rpartition("/")[2] for path in paths}
    named = {
        (page.name, name)
        for page in PAGES
        for quoted in re.findall(
            r"`([^`]+)`", re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)
        )
        for name in re.findall(r"(?<![\w./…-])[A-Za-z_]\w*(?:\.\w+)*(?![\w/-])", quoted)
        if re.search(r"[._]", name)
    }
    assert len(named) > 100
    unknown = [
        each
        for each in sorted(named)
        if each[1] not in file_names and not set(each[1].split(".")) <= known
    ]
    assert unknown == []
