"""For ``benchmarks.matching``: statements typed into the search of working claims, as they are.

Reads NDJSON with ``id`` and ``text`` from standard input; writes ``id`` and the ``claims`` of the first
page, by their keys in the archive, in their order. In a process of its own, on the database of its
environment, as the first user, by the page's view, without the middleware around it.
"""

import json
import os
import re
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
django.setup()

from django.contrib.sessions.backends.base import SessionBase  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.urls import resolve  # noqa: E402

from claims.models import Claim  # noqa: E402
from newsroom.models import User  # noqa: E402

_HIT = re.compile(r'<p class="wording".*?/claims/(\d+)/', re.DOTALL)


def main() -> None:
    view, user, requests = resolve("/working/").func, User.objects.earliest("pk"), RequestFactory()
    for line in sys.stdin:
        row = json.loads(line)
        request = requests.get("/working/", {"q": row["text"]})
        request.user, request.session = user, SessionBase()
        answer = view(request)
        if answer.status_code != 200:
            raise RuntimeError(f"{row['id']}: {answer.status_code}")
        if hasattr(answer, "render"):
            answer.render()
        numbers = [int(each) for each in _HIT.findall(answer.content.decode())]
        keys = dict(
            Claim.objects.filter(pk__in=numbers).values_list("pk", "import_record__external_id")
        )
        found = {"id": row["id"], "claims": [keys[number] for number in numbers]}
        sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
