"""A newsroom and its log as a reader's files, made here so that the verifier meets other code than ours.

It follows docs/log.md and the specifications word by word, the slow way; its owner may do anything, and
hashes and signs everything again afterwards.
"""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FIRST = datetime(2026, 11, 1, 9, 0, 0, 1, tzinfo=UTC)
ORIGIN = "news.example/log"


def sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def tree_hash(entries: Sequence[bytes]) -> bytes:
    """RFC 9162, section 2.1.1."""
    if len(entries) < 2:
        return sha256(b"\0" + entries[0]) if entries else sha256(b"")
    k = largest_power(len(entries))
    return sha256(b"\1" + tree_hash(entries[:k]) + tree_hash(entries[k:]))


def largest_power(below: int) -> int:
    k = 1
    while 2 * k < below:
        k *= 2
    return k


def inclusion(index: int, entries: Sequence[bytes]) -> list[bytes]:
    """RFC 9162, section 2.1.3.1."""
    if len(entries) == 1:
        return []
    k = largest_power(len(entries))
    if index < k:
        return [*inclusion(index, entries[:k]), tree_hash(entries[k:])]
    return [*inclusion(index - k, entries[k:]), tree_hash(entries[:k])]


class Signer:
    """An Ed25519 key under a name; kind 1 signs notes, 4 cosigns them."""

    def __init__(self, name: str, kind: int = 1, key_of: str = "") -> None:
        """``key_of``: under another name, whose key it has."""
        self.name, self.kind = name, bytes([kind])
        self.private = Ed25519PrivateKey.from_private_bytes(sha256((key_of or name).encode()))
        public = self.kind + self.private.public_key().public_bytes_raw()
        self.key_id = sha256(f"{name}\n".encode() + public)[:4]
        self.verifier_key = f"{name}+{self.key_id.hex()}+{base64.b64encode(public).decode()}"

    def line(self, text: str, at: datetime | None = None) -> str:
        if at is None:
            signature = self.private.sign(text.encode())
        else:
            seconds = int(at.timestamp())
            message = f"cosignature/v1\ntime {seconds}\n{text}".encode()
            signature = seconds.to_bytes(8, "big") + self.private.sign(message)
        return f"— {self.name} {base64.b64encode(self.key_id + signature).decode()}\n"


LOG = Signer(ORIGIN)
WITNESSES = [Signer("partner.example/w", 4), Signer("other.example/w", 4)]


@dataclass
class Newsroom:
    rows: list[dict[str, Any]] = field(default_factory=list)
    entries: list[bytes] = field(default_factory=list)
    signer: Signer = field(default_factory=lambda: LOG)
    lost: range = range(0)

    @classmethod
    def with_claims(cls, count: int = 6) -> "Newsroom":
        newsroom = cls()
        for number in range(1, count + 1):
            newsroom.publish(number, f"{number}50 dead — «más» \u2028 \U0001f5de")
        return newsroom

    def publish(self, claim: int, words: str, **other: Any) -> None:
        number = self.number_of(len(self.rows) + 1)
        signed = {"by": ["A. Editor", "B. Senior"], "four_eyes": True}
        row = {
            "number": number,
            "id": claim,
            "event": "signed",
            "standing": "signed",
            "published_at": FIRST + timedelta(hours=number),
            "salt": f"{number:032x}",
            "body": {"text": words, "status": "verified", "signed": signed, "é": [1, None]},
            **other,
        }
        self.rows.append(row)
        self.hash_again()
        self.entries.append(self.entry(row))

    def number_of(self, place: int) -> int:
        return place + (len(self.lost) if self.lost and place >= self.lost.start else 0)

    def restored(self, last: int) -> "Newsroom":
        """From a backup that was made when this was the last publication; its log goes on in another."""
        root = tree_hash(self.entries).hex()
        after = self.rows[-1]["number"]
        rows = [dict(row) for row in self.rows[:last]]
        first = f"continues {self.signer.name} {len(self.entries)} {root}".encode()
        return Newsroom(
            rows,
            [first, *map(self.entry, rows), f"epoch {last} {after}".encode()],
            Signer(f"{ORIGIN}/2", key_of=ORIGIN),
            range(last + 1, after + 1),
        )

    def hash_again(self) -> None:
        previous = "0" * 64
        for place, row in enumerate(self.rows, 1):
            number = row["number"] = self.number_of(place)
            if row["body"] is not None and row["salt"]:
                text = json.dumps(
                    row["body"], ensure_ascii=False, separators=(",", ":"), sort_keys=True
                )
                row["body_sha256"] = sha256(f"{row['salt']}\n{text}".encode()).hex()
            row["previous_sha256"] = previous
            parts = (
                number,
                stamp(row),
                row["id"],
                row["event"],
                row["standing"],
                row["body_sha256"],
                previous,
            )
            previous = row["sha256"] = sha256("\n".join(map(str, parts)).encode()).hex()

    def log_again(self) -> None:
        """A log that says what the rows say now, as if it always had."""
        self.hash_again()
        self.entries = [self.entry(row) for row in self.rows]

    @staticmethod
    def entry(row: dict[str, Any]) -> bytes:
        return f"publication {row['number']} {row['sha256']}".encode()

    # What a reader saves

    @staticmethod
    def object(row: dict[str, Any]) -> dict[str, Any]:
        shown = {key: each for key, each in row.items() if key != "body"}
        shown |= {
            "published_at": stamp(row),
            "url": "https://news.example/",
            "html_url": "https://news.example/",
        }
        return shown

    def claim(self, folder: Path, number: int) -> str:
        """The API's object of a claim."""
        row = self.rows[number - 1]
        found = {**self.object(row), **(row["body"] or {})}
        return write(folder / f"claim-{number}.json", json.dumps(found))

    def copy(self, folder: Path, number: int) -> str:
        """A claim with its proof, as its page gives it."""
        claim = json.loads(Path(self.claim(folder, number)).read_text())
        content = {"publication": claim, "proof": self.proof_text(number)}
        return write(folder / f"copy-{number}.json", json.dumps(content))

    def change(self, row: dict[str, Any]) -> dict[str, Any]:
        return {**self.object(row), "body": row["body"]}

    def export(self, folder: Path) -> str:
        lines = [json.dumps(self.change(row)) for row in self.rows]
        return write(folder / "publications.ndjson", "".join(f"{line}\n" for line in lines))

    def changes(self, folder: Path) -> str:
        found = {
            "last": len(self.rows),
            "next": None,
            "results": [self.change(row) for row in self.rows],
        }
        return write(folder / "changes.json", json.dumps(found))

    def note(self, size: int | None = None, at: datetime | None = None, witnesses: int = 2) -> str:
        size = len(self.entries) if size is None else size
        root = base64.b64encode(tree_hash(self.entries[:size])).decode()
        text = f"{self.signer.name}\n{size}\n{root}\n"
        at = at or FIRST + timedelta(days=2)
        return f"{text}\n{self.signer.line(text)}" + "".join(
            each.line(text, at) for each in WITNESSES[:witnesses]
        )

    def checkpoint(self, folder: Path, **how: Any) -> str:
        return write(folder / "checkpoint", self.note(**how))

    def proof_text(self, number: int, **how: Any) -> str:
        index = next(
            at
            for at, entry in enumerate(self.entries)
            if entry.startswith(f"publication {number} ".encode())
        )
        lines = [base64.b64encode(each).decode() for each in inclusion(index, self.entries)]
        return "\n".join(["c2sp.org/tlog-proof@v1", f"index {index}", *lines, "", self.note(**how)])

    def proof(self, folder: Path, number: int, **how: Any) -> str:
        return write(folder / f"claim-{number}.tlog-proof", self.proof_text(number, **how))

    def log(self, folder: Path, **how: Any) -> str:
        """The log's folder (c2sp.org/tlog-tiles)."""
        hashes = [sha256(b"\0" + entry) for entry in self.entries]
        level = 0
        for at in range(0, len(self.entries), 256):
            part = self.entries[at : at + 256]
            packed = b"".join(len(each).to_bytes(2, "big") + each for each in part)
            write_bytes(folder / tile("entries", at // 256, len(part)), packed)
        while hashes:
            tiles = [hashes[at : at + 256] for at in range(0, len(hashes), 256)]
            for index, part in enumerate(tiles):
                write_bytes(folder / tile(str(level), index, len(part)), b"".join(part))
            hashes = [over(part) for part in tiles if len(part) == 256]
            level += 1
        self.checkpoint(folder, **how)
        return str(folder)


def over(hashes: Sequence[bytes]) -> bytes:
    while len(hashes) > 1:
        hashes = [sha256(b"\1" + hashes[at] + hashes[at + 1]) for at in range(0, len(hashes), 2)]
    return hashes[0]


def tile(level: str, index: int, width: int) -> str:
    assert index < 1000
    return f"tile/{level}/{index:03}" + ("" if width == 256 else f".p/{width}")


def stamp(row: dict[str, Any]) -> str:
    return f"{row['published_at']:%Y-%m-%dT%H:%M:%S.%fZ}"


def policy(folder: Path, quorum: str = "group both 2 w1 w2\nquorum both") -> str:
    lines = [f"log {LOG.verifier_key}"]
    lines += [f"witness w{at} {each.verifier_key}" for at, each in enumerate(WITNESSES, 1)]
    return write(folder / "policy", "\n".join([*lines, quorum, ""]))


def write(path: Path, text: str) -> str:
    write_bytes(path, text.encode())
    return str(path)


def write_bytes(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
