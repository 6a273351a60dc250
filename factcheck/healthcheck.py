"""Ask the web server on this machine whether it is well; exit 0 when it says so.

python -m factcheck.healthcheck [PORT]
"""

import os
import sys
from contextlib import closing
from http.client import HTTPConnection, HTTPException


def main(arguments: list[str]) -> int:
    """0 when /healthz answers 200, else 1."""
    port = int(arguments[0]) if arguments else 8000
    # It answers only to the names that it knows.
    host = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".").replace("*", "")
    with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        try:
            connection.request("GET", "/healthz", headers={"Host": host or "localhost"})
            return int(connection.getresponse().status != 200)
        except (OSError, HTTPException):
            return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
