"""Every environment variable is declared once, and docs/configuration.md says what is declared."""

import re
import subprocess

from factcheck.database import BASE_DIR
from factcheck.environment import VARIABLES
from tools import configuration

DECLARED = {variable.name for variable in VARIABLES}
# Not ours: the system's, Python libraries', and those that other programs are started with.
OTHERS = {"PATH", "DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE", "OPENBLAS_NUM_THREADS"}
READ = re.compile(r"""(?:environ(?:\.get|\.setdefault)?|getenv)[\[(]\s*["']([A-Z][A-Z0-9_]+)["']""")


def read_in(*paths: str) -> set[str]:
    """The names of the environment variables that the Python files below the paths read."""
    listed = ["git", "ls-files", "--", *(f"{path}*.py" for path in paths)]
    files = subprocess.run(listed, cwd=BASE_DIR, check=True, capture_output=True, text=True)
    return {
        name
        for file in files.stdout.split()
        for name in READ.findall((BASE_DIR / file).read_text())
    }


def test_the_page_is_written_from_the_declarations() -> None:
    assert configuration.PAGE.read_text() == configuration.page()


def test_the_software_reads_the_environment_in_one_module_alone() -> None:
    packages = ("claims/", "factcheck/", "newsroom/", "nlp/", "sources/", "gunicorn", "manage")
    assert read_in(*packages) <= {"DJANGO_SETTINGS_MODULE", "OPENBLAS_NUM_THREADS", "PATH"}


def test_tests_and_tools_read_what_the_page_names() -> None:
    known = DECLARED | OTHERS | set(configuration.DEVELOPMENT)
    assert read_in("benchmarks/", "tests/", "tools/") - known == set()


def test_compose_passes_on_what_the_page_names() -> None:
    known = DECLARED | set(configuration.BOTO3) | set(configuration.COMPOSE)
    compose = (BASE_DIR / "docker-compose.yml").read_text()
    assert set(re.findall(r"\$\{(\w+)", compose)) <= known
    named = {
        name if name in known else name.removesuffix("_FILE")
        for name in re.findall(r"^  ([A-Z0-9_]+):", compose, re.MULTILINE)
    }
    assert named <= known


def test_every_section_begins_with_a_variable() -> None:
    assert set(configuration.SECTIONS) <= DECLARED
    assert VARIABLES[0].name in configuration.SECTIONS
