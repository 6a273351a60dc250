"""Claims signed by the verbs that the desk calls, in a process of the project."""

import json
import subprocess
import sys

from benchmarks.newsroom import kept
from benchmarks.newsroom.plan import ROOT

# The unit of a process's memory.
KIBIBYTES = 1 if sys.platform == "darwin" else 1024

# Run in a process of the project: signs claims about a count, with all that a conclusion needs.
VERBS = """
import itertools, json, random, resource, sys, time, django
django.setup()
from decimal import Decimal
from django.db import connection
from benchmarks.newsroom import timing
from claims.choices import EvidenceKind
from claims.models import Claim, Topic
from claims.workflow import drafting, evidence, review
from newsroom.permissions import who_may
from sources import anchors, capture, publishers
from sources.models import Speaker
draw, half = random.Random(sys.argv[2]), int(sys.argv[3]) // 2
SYLLABLES = [a + b for a in "bdfgklmnprstv" for b in "aeiou"]
VOCABULARY = ["".join(draw.choices(SYLLABLES, k=draw.randint(1, 4))) for _ in range(20000)]
COMMON = list(itertools.accumulate(1 / rank for rank in range(1, 20001)))  # Zipf's law
def prose(characters):
    words = draw.choices(VOCABULARY, cum_weights=COMMON, k=characters // 3)
    return " ".join(words)[:characters].strip().capitalize() + "."
reporter = who_may("add_claim").order_by("pk").first()
editor = who_may("propose").order_by("pk").first()
speakers = list(Speaker.objects.filter(kind="person", protected=False)[:200])
topics = list(Topic.objects.all()[:50])
took = []
def spent():
    return time.process_time() + timing.processor(connection.connection.info.backend_pid)
def captured(host, key, text):
    source = capture.add_source(reporter, text, f"https://{host}.example/{key}", kind="article", title=prose(60),
        publisher=publishers.find_or_add(reporter, host, kind="news")[0])
    return capture.capture(source, reporter, text)
for number in range(int(sys.argv[1])):
    if number % 10 == 0:
        counts = draw.sample(range(100, 9999), 10)
        quotes = [f"We have {prose(60)[:-1].lower()} {count} bridges since January" for count in counts]
        checks = [f"The office counted {count} finished bridges {prose(50).lower()}" for count in counts]
        said_in = captured("news", f"{sys.argv[2]}-{number}",
            " ".join(f"{prose(160)} “{quote},” the minister said." for quote in quotes))
        checked_in = captured("office", f"{sys.argv[2]}-{number}",
            " ".join(f"{prose(160)} {check}" for check in checks))
    count, quote, check = counts[number % 10], quotes[number % 10], checks[number % 10]
    claim = drafting.add_claim(reporter, f"{count} bridges {prose(60).lower()}", draw.choice(speakers),
        topics=draw.sample(topics, 2), nature="fact",
        quantities=[drafting.NewQuantity(low=Decimal(count), high=Decimal(count), unit="bridges")])
    drafting.add_appearance(claim.pk, reporter, said_in, [anchors.find_one(said_in.text, quote)],
        directness="direct", verb="said")
    review.start(claim.pk, editor)
    evidence.add_evidence(claim.pk, editor, snapshot=checked_in,
        place=anchors.find_one(checked_in.text, check), kind=EvidenceKind.PASSAGE, bears_on="so",
        direction="supports", primary=True, description=prose(80))
    review.write(claim.pk, editor, summary=prose(120), rationale=prose(half) + "\\n\\n" + prose(half))
    round_ = review.propose(claim.pk, editor, "reported", "verified", harms=[])
    signer, began = review.who_may_sign(round_).order_by("pk").first(), spent()
    review.sign(claim.pk, signer, round_.version)
    took.append((spent() - began) * 1000)
print(json.dumps({"sign": took, "held": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}))
"""


def by_verbs(
    database: kept.Database, claims: int, seed: str, rationale: int
) -> tuple[list[float], int]:
    """Milliseconds of each signature on a processor, PostgreSQL's included; the bytes that the process held at most."""
    command = [sys.executable, "-c", VERBS, str(claims), seed, str(rationale)]
    done = subprocess.run(
        command, cwd=ROOT, env=database.environment(), check=True, stdout=subprocess.PIPE
    )
    found = json.loads(done.stdout.splitlines()[-1])
    return found["sign"], found["held"] * KIBIBYTES
