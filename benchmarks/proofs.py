"""How long the proof of a claim takes over HTTP, beside a plain page of the same server in the same run.

    python -m benchmarks.proofs [N] [--rounds R] [--var FOLDER]

Signs a log of a generated newsroom of N claims and asks, in turns and one after the other, for proofs of different
claims and for robots.txt. Prints milliseconds (median, p95, p99) and the ratio of the medians; the exit code is 1
where the median of a proof is over the limit.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx
import psycopg

from benchmarks.newsroom import kept, machine, served, timing
from benchmarks.newsroom.plan import ROOT

LIMIT = 0.005  # seconds
SAMPLE = 200  # claims
PLAIN = "/robots.txt"
PROOF = "/api/v1/claims/{}/proof/"
# As sign_log does, with a key of its own and the owner's connection.
SIGN = """
import sys, django, psycopg
django.setup()
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from claims.transparency.signer import Signer
from claims.transparency.signing_key import SigningKey
from claims.transparency.log import open_files
private = Ed25519PrivateKey.generate()
key = SigningKey(private.public_key().public_bytes_raw(), private.sign)
with psycopg.connect(sys.argv[1], autocommit=True) as connection:
    signer = Signer(connection, open_files(), key, "facts.example/log")
    while signer.look():
        pass
print(signer.state.number, signer.state.size)
"""
CLAIMS = "SELECT claim_id FROM claims_publication WHERE number <= %s GROUP BY 1 ORDER BY random() LIMIT %s"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.proofs",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("newsroom", type=int, nargs="?", default=10_000, metavar="N")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--var", type=Path, default=kept.VAR)
    given = parser.parse_args(arguments)
    with (
        kept.of(given.newsroom, var=given.var) as database,
        tempfile.TemporaryDirectory() as folder,
    ):
        print(machine.describe(database.owner))
        done = subprocess.run(
            [sys.executable, "-c", SIGN, database.owner_url],
            cwd=ROOT,
            env=database.environment(SIGNED_LOG=folder, FACTCHECK_VAR=str(given.var)),
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        number, size = map(int, done.stdout.split())
        with psycopg.connect(database.owner_url) as connection:
            claims = [row[0] for row in connection.execute(CLAIMS, [number, SAMPLE]).fetchall()]
        with served.website(database, var=given.var, SIGNED_LOG=folder) as site:
            proof, plain = measure(site.address, claims, given.rounds)
    print(f"{number:,} publications, {size:,} entries")
    print(f"proof {proof}, {PLAIN} {plain}, ratio of the medians {proof.p50 / plain.p50:.1f}")
    if proof.p50 > LIMIT:
        print(f"A proof takes more than {1000 * LIMIT:.0f} ms.")
        return 1
    return 0


def measure(address: str, claims: list[int], rounds: int) -> tuple[timing.Times, timing.Times]:
    """Proofs and the plain page, each after the other."""
    proofs: list[float] = []
    plain: list[float] = []
    with httpx.Client(base_url=address, timeout=30) as client:
        for each in claims:  # once, so that files and plans are in memory
            client.get(PROOF.format(each)).raise_for_status()
            client.get(PLAIN).raise_for_status()
        for _ in range(rounds):
            for each in claims:
                for path, took in ((PROOF.format(each), proofs), (PLAIN, plain)):
                    answer = client.get(path)
                    answer.raise_for_status()
                    took.append(answer.elapsed.total_seconds())
    return timing.Times.of(proofs), timing.Times.of(plain)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
