"""Claims signed by the verbs that the desk calls, each with all that a conclusion needs.

    python -m benchmarks.signed COUNT SEED [CHARACTERS]

A process of the project, on the database of its environment. Ten claims each share an article in which they are said and one
against which they are checked; a rationale has so many characters. People, speakers and topics are made at
the first call. Prints JSON: the claims, and of each the milliseconds that proposing and signing took.
"""

import itertools
import json
import random
import sys
import time
from decimal import Decimal

import django

from factcheck import database

database.of_command = True
django.setup()

from claims.choices import EvidenceKind  # noqa: E402
from claims.models import Topic  # noqa: E402
from claims.workflow import drafting, evidence, review  # noqa: E402
from newsroom.choices import Role, Via  # noqa: E402
from newsroom.history import acting, through  # noqa: E402
from newsroom.management.commands.demo_people import person  # noqa: E402
from newsroom.permissions import who_may  # noqa: E402
from sources import anchors, capture, publishers, speakers  # noqa: E402
from sources.models import Snapshot, Speaker  # noqa: E402

PEOPLE = (("reporter", Role.REPORTER), ("editor", Role.EDITOR), ("senior", Role.SENIOR))
SPEAKERS, TOPICS, TOGETHER = 60, 20, 10
SYLLABLES = [first + second for first in "bdfgklmnprstv" for second in "aeiou"]
WORDS = 20_000
RARER = list(itertools.accumulate(1 / rank for rank in range(1, WORDS + 1)))  # Zipf's law


class Desk:
    def __init__(self, seed: str) -> None:
        self.seed, self.draw = seed, random.Random(seed)
        # The same words whatever the seed is.
        fixed = random.Random(1)
        self.words = [
            "".join(fixed.choices(SYLLABLES, k=fixed.randint(1, 4))) for _ in range(WORDS)
        ]
        if not who_may("propose").exists():
            self._people(fixed)
        self.reporter = who_may("add_claim").get(username="reporter")
        self.editor = who_may("propose").get(username="editor")
        self.signer = who_may("sign").get(username="senior")
        # A few say very much, most a handful.
        self.speakers = list(Speaker.objects.filter(kind="person").order_by("pk")[:SPEAKERS])
        self.topics = list(Topic.objects.order_by("pk")[:TOPICS])

    def _people(self, fixed: random.Random) -> None:
        with through(Via.COMMAND), acting(None, "people of a benchmark", using="owner"):
            for name, role in PEOPLE:
                person(name, role, name, name, "", "no sign-in")
        reporter = who_may("add_claim").get(username="reporter")
        with acting(reporter):
            for number in range(TOPICS):
                Topic.objects.create(slug=f"topic-{number}", name=f"Topic {number}")
        for number in range(SPEAKERS):
            given, family = fixed.sample(self.words[1000:], 2)
            speakers.add_speaker(reporter, "person", f"{given} {family} {number}".title())

    def prose(self, characters: int) -> str:
        words = self.draw.choices(self.words, cum_weights=RARER, k=characters // 3)
        return " ".join(words)[:characters].strip().capitalize() + "."

    def captured(self, host: str, key: str, text: str) -> Snapshot:
        by, _new = publishers.find_or_add(self.reporter, host, kind="news")
        source = capture.add_source(
            self.reporter,
            text,
            f"https://{host}.example/{key}",
            kind="article",
            title=self.prose(60),
            publisher=by,
        )
        return capture.capture(source, self.reporter, text)

    def sign(self, claims: int, rationale: int) -> dict[str, list[float]]:
        made: dict[str, list[float]] = {"claims": [], "propose": [], "sign": []}
        for number in range(claims):
            if number % TOGETHER == 0:
                counts = self.draw.sample(range(100, 9999), TOGETHER)
                quotes = [
                    f"We have {self.prose(60)[:-1].lower()} {count} bridges" for count in counts
                ]
                found = [
                    f"The office counted {count} bridges {self.prose(50).lower()}"
                    for count in counts
                ]
                key = f"{self.seed}-{number}"
                quoted = [f"{self.prose(160)} “{each},” the minister said." for each in quotes]
                report = [f"{self.prose(160)} {each}" for each in found]
                article = self.captured("news", key, " ".join(quoted))
                checked = self.captured("office", key, " ".join(report))
            at = number % TOGETHER
            supports = self.draw.random() < 0.6
            times = self.one(
                article, quotes[at], checked, found[at], counts[at], supports, rationale
            )
            for name, value in zip(made, times, strict=True):
                made[name].append(value)
        return made

    def one(
        self,
        article: Snapshot,
        quote: str,
        checked: Snapshot,
        found: str,
        count: int,
        supports: bool,
        rationale: int,
    ) -> tuple[float, float, float]:
        """The claim, and the milliseconds of its proposal and of its signature."""
        rarer = [1 / (rank + 3) for rank in range(len(self.speakers))]
        (speaker,) = self.draw.choices(self.speakers, weights=rarer)
        claim = drafting.add_claim(
            self.reporter,
            f"{count} bridges {self.prose(60).lower()}",
            speaker,
            topics=self.draw.sample(self.topics, 2),
            nature="fact",
            quantities=[
                drafting.NewQuantity(low=Decimal(count), high=Decimal(count), unit="bridges")
            ],
        )
        place = anchors.find_one(article.text, quote)
        drafting.add_appearance(
            claim.pk, self.reporter, article, [place], directness="direct", verb="said"
        )
        review.start(claim.pk, self.editor)
        evidence.add_evidence(
            claim.pk,
            self.editor,
            snapshot=checked,
            place=anchors.find_one(checked.text, found),
            kind=EvidenceKind.PASSAGE,
            bears_on="so",
            direction="supports" if supports else "refutes",
            primary=True,
            description=self.prose(80),
        )
        half = rationale // 2
        words = f"{self.prose(half)}\n\n{self.prose(half)}"
        review.write(
            claim.pk,
            self.editor,
            summary=self.prose(120),
            rationale=words,
            reply_not_sought="" if supports else self.prose(60),
        )
        began = time.perf_counter()
        status = "verified" if supports else "refuted"
        proposal = review.propose(claim.pk, self.editor, "reported", status, harms=[])
        proposed = time.perf_counter()
        review.sign(claim.pk, self.signer, proposal.version)
        signed = time.perf_counter()
        return claim.pk, (proposed - began) * 1000, (signed - proposed) * 1000


if __name__ == "__main__":
    characters = int(sys.argv[3]) if sys.argv[3:] else 600
    print(json.dumps(Desk(sys.argv[2]).sign(int(sys.argv[1]), characters)))
