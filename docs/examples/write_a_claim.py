"""Write a claim with its quote and a piece of evidence over the API, as a CMS might.

    TOKEN=… python docs/examples/write_a_claim.py http://127.0.0.1:8000

The token is an editor's, for adding sources, writing claims and writing evidence. It needs nothing but
Python 3.11. Run it twice: nothing is done twice, because each request carries a key that is made from it.
The conclusion is proposed and signed by people, at the desk.
"""

import json
import os
import sys
import uuid
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

ARTICLE = """BRIDGES OPEN IN THE NORTH
The minister spoke on Monday. “We have built 150 bridges since January,” Ana Nuñez said."""
REPORT = """AUDIT OFFICE, REPORT OF JUNE
The audit office counted the bridges. It found 150 finished bridges in June."""


class Newsroom:
    """The API of a newsroom, with a token."""

    def __init__(self, site: str, token: str) -> None:
        self.site, self.token = site.rstrip("/"), token

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """The answer to a request. Ends the program with the reason where it is refused."""
        sent = json.dumps(body, sort_keys=True)
        request = Request(  # noqa: S310 - the address is given by whoever runs this
            f"{self.site}/api/v1/working/{path}",
            sent.encode(),
            {
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                "Idempotency-Key": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{path} {sent}")),
            },
        )
        try:
            with urlopen(request) as answer:  # noqa: S310 - the same
                return json.load(answer)
        except HTTPError as error:
            sys.exit(f"{path}: {json.load(error)['detail']}")

    def text(self, text: str, **stated: Any) -> int:
        """Keep a text; returns the number of its snapshot, in which words are quoted."""
        number: int = self.post("sources/", {"text": text, **stated})["snapshot"]["id"]
        return number


def write(newsroom: Newsroom) -> str:
    """Write the claim; returns the address of its page."""
    paper = newsroom.post("publishers/", {"name": "The Northern Paper", "kind": "news"})
    minister = newsroom.post("speakers/", {"kind": "person", "name": "Ana Nuñez"})
    article = newsroom.text(
        ARTICLE, uri="https://paper.example/bridges", publisher=paper["id"], kind="article"
    )
    claim = newsroom.post(
        "claims/",
        {
            "text": "150 bridges were built between January and June 2026.",
            "nature": "fact",
            "speaker": minister["id"],
            "said_from": "2026-06-01",
            "said_to": "2026-06-01",
            "said_basis": "stated",
            "quantities": [{"low": "150", "unit": "bridges"}],
            "quoted": {
                "snapshot": article,
                "directness": "direct",
                "verb": "said",
                "quotes": [{"exact": "We have built 150 bridges since January"}],
            },
        },
    )
    path = f"claims/{claim['id']}/"
    newsroom.post(f"{path}review/", {})
    office = newsroom.post("publishers/", {"name": "Audit Office", "kind": "government"})
    report = newsroom.text(
        REPORT, uri="https://audit.example/june", publisher=office["id"], kind="document"
    )
    newsroom.post(
        f"{path}evidence/",
        {
            "kind": "passage",
            "bears_on": "so",
            "direction": "supports",
            "description": "The audit office counted as many.",
            "primary": True,
            # Who the minister speaks for is recorded at the desk; until then this says why it counts.
            "independence_reason": "The audit office is no part of the government.",
            "snapshot": report,
            "quote": {"exact": "It found 150 finished bridges in June"},
        },
    )
    address: str = claim["html_url"]
    return address


if __name__ == "__main__":
    print(write(Newsroom(sys.argv[1], os.environ["TOKEN"])))  # noqa: T201 - a script
