"""What servers and commands write is for the user who runs them."""

import os
import subprocess
import sys
from collections.abc import Sequence

import pytest

from factcheck.database import BASE_DIR
from tests.factcheck.modes import umask

SHOW = "import os; print(oct(os.umask(0)))"


COLLECT = """
import runpy, sys
sys.argv = ["manage.py", "collectstatic", "--help"]
try:
    runpy.run_path("manage.py", run_name="__main__")
except SystemExit:
    pass
"""


@pytest.mark.long
@pytest.mark.parametrize(
    ("command", "mask"),
    [
        (["-c", f"import factcheck.wsgi; {SHOW}"], 0o077),
        (["manage.py", "shell", "--verbosity=0", "--command", SHOW], 0o077),
        (["-c", f"import manage; {SHOW}"], 0),  # an import changes nothing
        (["-c", COLLECT + SHOW], 0),  # files that others serve
    ],
)
def test_what_is_written_is_private(command: Sequence[str], mask: int) -> None:
    with umask(0):
        done = subprocess.run(
            [sys.executable, *command],
            cwd=BASE_DIR,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
            capture_output=True,
            text=True,
            check=True,
        )
    assert done.stdout.split()[-1] == oct(mask)
