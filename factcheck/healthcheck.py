"""Health checks; exit code 0 when healthy.

python -m factcheck.healthcheck [PORT]        the web server on this machine
python -m factcheck.healthcheck --alive FILE  a worker, by the file that it touches (--alive)
"""

import sys
import time
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from factcheck import environment as env

# A worker touches its file three times in this time.
SILENCE = env.JOBS_STALLED_AFTER.read()


def main(arguments: list[str]) -> int:
    """0 when /livez answers 200, or the worker's file is fresh; else 1."""
    if arguments[:1] == ["--alive"]:
        file = Path(arguments[1])
        return int(not file.exists() or time.time() - file.stat().st_mtime >= SILENCE)
    port = int(arguments[0]) if arguments else 8000
    with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        try:
            connection.request("GET", "/livez")
            return int(connection.getresponse().status != 200)
        except (OSError, HTTPException):
            return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
