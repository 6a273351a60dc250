"""Signs claims, one after the other, as long as it is left to, or so many.

    signing.py people        makes the three people, as the owner's role
    signing.py epoch         opens an epoch after a restore: the editor requests it, the senior editor approves
    signing.py LOG [COUNT]   a line of JSON for each signing that was acknowledged, with its seconds

It runs in a process of its own with a newsroom's settings, and with whatever version of the code is the
working folder's. What fails is tried again with another claim, as a person would.
"""

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django

from factcheck import database

database.of_command = sys.argv[1:] == ["people"]
django.setup()

from django.db import DatabaseError, connections

from claims.models import Publication, Round
from claims.publication import epochs
from claims.workflow import approvals, drafting, review
from newsroom.choices import Role, Via
from newsroom.history import acting, through
from newsroom.management.commands.demo_people import person
from newsroom.models import User
from sources import anchors, capture, speakers

TEXT = "The minister spoke on Monday. “We have built {} bridges since January,” Ana Nuñez said."


def people() -> None:
    with through(Via.COMMAND), acting(None, "people of a drill", using="owner"):
        for name, role in (
            ("reporter", "Reporter"),
            ("editor", "Editor"),
            ("senior", "Senior editor"),
        ):
            person(name, Role(role), name, name, "", "no sign-in")


def epoch() -> None:
    ahead = epochs.standing()
    if ahead is None:
        sys.exit("Nothing says that the public log is ahead.")
    desk = Desk()
    request = epochs.request(ahead.pk, desk.editor, "A drill: no newer backup.")
    approvals.approve(request.pk, desk.senior)


class Desk:
    def __init__(self) -> None:
        self.reporter, self.editor, self.senior = (
            User.objects.get(username=name) for name in ("reporter", "editor", "senior")
        )
        self.longest = 0.0

    def timed(self, call: Any, *arguments: Any, **named: Any) -> Any:
        began = time.monotonic()
        try:
            return call(*arguments, **named)
        finally:
            self.longest = max(self.longest, time.monotonic() - began)

    def sign(self, number: str) -> dict[str, Any]:
        """A new claim from its source to its signature, through the verbs that the desk calls."""
        self.longest, began = 0.0, time.monotonic()
        text = TEXT.format(number)
        source = self.timed(
            capture.add_source,
            self.reporter,
            text,
            f"https://news.example/{number}",
            kind="article",
        )
        snapshot = self.timed(capture.capture, source, self.reporter, text, text.encode())
        speaker = self.timed(speakers.add_speaker, self.reporter, "person", f"Ana Nuñez {number}")
        claim = self.timed(
            drafting.add_claim,
            self.reporter,
            f"{number} bridges were built.",
            speaker,
            nature="fact",
        )
        self.timed(
            drafting.add_appearance,
            *(claim.pk, self.reporter, snapshot),
            [anchors.find_one(text, f"We have built {number} bridges since January")],
            directness="direct",
            verb="said",
        )
        self.timed(review.start, claim.pk, self.editor)
        words = {
            "summary": "Nobody has counted them.",
            "rationale": "We asked; nobody has counted.",
        }
        self.timed(review.write, claim.pk, self.editor, **words)
        self.timed(review.propose, claim.pk, self.editor, "reported", "unverifiable", harms=[])
        version = Round.objects.get(claim=claim, outcome="open").version
        self.timed(review.sign, claim.pk, self.senior, version)
        row = Publication.objects.filter(claim=claim).order_by("-number")[0]
        return {
            "claim": claim.pk,
            "number": row.number,
            "sha256": row.sha256,
            "at": datetime.now(UTC).isoformat(),
            "seconds": time.monotonic() - began,
            "longest": self.longest,
        }


def main(arguments: list[str]) -> None:
    if arguments == ["people"]:
        people()
        return
    if arguments == ["epoch"]:
        epoch()
        return
    count = int(arguments[1]) if arguments[1:] else None
    desk, done, tried = None, 0, 0
    with Path(arguments[0]).open("a") as log:
        while count is None or done < count:
            tried += 1
            began = time.monotonic()
            try:
                desk = desk or Desk()
                line = desk.sign(f"{time.time_ns() % 10**13}")
                done += 1
            except DatabaseError as error:
                connections.close_all()
                seconds = time.monotonic() - began
                line = {
                    "failed": type(error).__name__,
                    "seconds": seconds,
                    "at": datetime.now(UTC).isoformat(),
                }
                line["words"] = str(error)[:200]
                time.sleep(0.2)
            log.write(json.dumps(line) + "\n")
            log.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
