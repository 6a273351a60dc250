"""Write docs/configuration.md from factcheck/environment.py.

.venv/bin/python -m tools.configuration
"""

from factcheck.database import BASE_DIR
from factcheck.environment import VARIABLES

PAGE = BASE_DIR / "docs" / "configuration.md"

# Each section begins with this variable and ends before the next section's.
SECTIONS = {
    "DATABASE_URL": "The installation",
    "FACTCHECK_VAR": "Files",
    "NEWSROOM_NAME": "The publisher",
    "FETCH_ALLOWED_HOSTS": "Captures and exports",
    "EMAIL_HOST": "E-mail",
    "SESSION_IDLE_MINUTES": "Signing in",
    "JOBS_STALLED_AFTER": "Jobs",
}
# Read by others: name, meaning.
BOTO3 = {
    "AWS_ACCESS_KEY_ID": "the access key",
    "AWS_SECRET_ACCESS_KEY": "its secret",
    "AWS_SHARED_CREDENTIALS_FILE": "a file with both, as `docker-compose.yml` uses",
    "AWS_DEFAULT_REGION": "the region",
    "AWS_ENDPOINT_URL_S3": "the service's address, if it is not Amazon's",
    "AWS_REQUEST_CHECKSUM_CALCULATION": "`when_required` for a service that supports no checksums",
}
COMPOSE = {
    "SHARED_BUFFERS": "PostgreSQL's cache, `512MB` unless set; a quarter of the memory is usual",
    "DATABASE_MEMORY": "the memory that PostgreSQL may use, `4g` unless set",
    "WEB_MEMORY": "the memory that the web server may use, `2g` unless set",
    "WORKER_MEMORY": "the memory that each worker may use, `2g` unless set",
}
DEVELOPMENT = {
    "PYTHON": "the interpreter with which `make` creates the virtual environment",
    "CHROMIUM": "the browser of the tests and screenshots, `/usr/bin/chromium` unless set",
    "HOSTILE_EXAMPLES": "how many hostile texts are tried on the site's pages, 100 unless set (800 in `make test-long`)",
    "INTERLEAVINGS": "how often what two servers keep is compared while claims change, 200 unless set",
    "RECONCILIATION_SCHEMAS": "the folder of the Reconciliation Service API's own schemas, which answers are then"
    " checked against, too ([how](api.md#reconciliation))",
    "UPDATE_RESPONSES": "any value: the tests of the API overwrite the golden answers",
    "BREAKAGES": "what `tools.breakages` has the tests do in its copies; it sets it itself",
    "BENCHMARKS_VAR": "the folder of the benchmarks' databases, `var/benchmarks/` unless set",
}


INTRODUCTION = """\
# Configuration

Everything is set by environment variables; an empty one counts as unset. Without `DATABASE_URL` the
software runs with the embedded server, as a demonstration on this machine. With it, `SECRET_KEY`,
`ALLOWED_HOSTS` and `SITE_URL` must be set too. For each of our own variables, `NAME_FILE` may name a file
that holds the value instead (`SECRET_KEY_FILE=/run/secrets/secret_key`). This page is written by `.venv/bin/python -m tools.configuration`.
"""


def page() -> str:
    lines = [INTRODUCTION.rstrip()]
    for variable in VARIABLES:
        if variable.name in SECTIONS:
            lines += ["", f"## {SECTIONS[variable.name]}", "", "| variable | meaning | default |"]
            lines += ["|---|---|---|"]
        default = variable.shown or f"`{variable.default}`"
        lines.append(f"| `{variable.name}` | {variable.meaning} | {default} |")
    for title, rows in (
        ("Read by boto3, with `MEDIA_STORAGE`", BOTO3),
        ("Read by `docker-compose.yml`", COMPOSE),
        ("Read by `make`, the tests and the benchmarks", DEVELOPMENT),
    ):
        lines += ["", f"## {title}", "", "| variable | meaning |", "|---|---|"]
        lines += [f"| `{name}` | {meaning} |" for name, meaning in rows.items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page())
