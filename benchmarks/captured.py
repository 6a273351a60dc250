"""The SQL of pages: one line of JSON for each path, in a separate process.

python -m benchmarks.captured PATH …     (as whom the environment says)
"""

import json
import sys

import django
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def main(paths: list[str]) -> None:
    django.setup()
    client = Client(HTTP_HOST="127.0.0.1")
    for path in paths:
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        print(json.dumps([each["sql"] for each in queries]))


if __name__ == "__main__":
    main(sys.argv[1:])
