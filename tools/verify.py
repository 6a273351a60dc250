#!/usr/bin/env python3
"""Check what a newsroom published, without trusting the newsroom.

    python3 verify.py SAVED… [--kept FILE]… [--policy FILE] [--log FOLDER-OR-ADDRESS]

One file: it needs Python 3.9 or newer and, for signatures, the package `cryptography`
(pip install cryptography). It does not import the software that it checks, and asks the network only
where --log is an address.

SAVED is what you have now, each in a file of its own:
  a claim from the API                          /api/v1/claims/12/
  its proof                                     /api/v1/claims/12/proof/
  every version of every claim, in order        /api/v1/export/publications.ndjson
  the latest changes, or all of them            /api/v1/changes/
  a checkpoint of the log                       /log/checkpoint
--kept is what you saved earlier, in the same forms. Each is compared with what you have now.
--policy names the keys that you trust, as c2sp.org/tlog-policy says:
  log news.example/log+1a2b3c4d+AQ…             the newsroom's log
  witness w1 partner.example+5e6f7a8b+BA…       who witnesses it
  group witnesses 2 w1 w2 w3                    how many of them must have
  quorum witnesses                              (or: quorum none)
  # authority Name 64-hex-digits [policy OID]   the certificate (SHA-256) that signs time stamps
Take the keys from somewhere else than the site that you check: print, a witness, a colleague.
--log is a copy of the log's folder, or the address of the site's /log/. With it, a checkpoint that you kept
is compared with the present one, withheld publications with what the log records, and the log's own latest
time stamps with the authorities of the policy.

--stamp is a time stamp (RFC 3161) of a checkpoint or of its first lines, up to the empty one.

The last line says it in words; scripts read the exit code:
  0  everything that could be checked holds
  1  something differs: the first number that differs is named, and what that means; or something was
     added to a file
  2  it could not be checked: a file can't be read or lacks what its words' hash was made of, a key or
     package is missing
  3  what was checked holds, but something is missing: a proof, a quorum, a stamp, a withheld body
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import json
import re
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NamedTuple

try:
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    HAS_CRYPTOGRAPHY = True
except ImportError:  # what needs no signature is checked without it
    HAS_CRYPTOGRAPHY = False

HOLDS, DIFFERS, UNREADABLE, INCOMPLETE = 0, 1, 2, 3
GENESIS = "0" * 64
SHOWN = 5  # differences that are printed of each kind; the rest are counted
LARGEST_FILE = (
    64 << 20
)  # bytes of a file that is read at once; lines of an export are read one by one
LARGEST_ANSWER = 1 << 20  # bytes of an answer from the log's address


class Unreadable(Exception):
    """What was given can't be checked; the message says why."""


def require_cryptography() -> None:
    if not HAS_CRYPTOGRAPHY:
        raise Unreadable("signatures need a package: pip install cryptography")


# What the API adds to a body. The first are hashed with it; the last are no part of what was signed.
HASHED = ("number", "published_at", "id", "event", "standing", "body_sha256", "previous_sha256")
NUMBERED = frozenset(HASHED) | {"sha256", "salt", "url", "html_url"}
NOT_HASHED = frozenset({"redacted", "rationale_html", "related_claims", "assertions"})
# Beside publications, in an answer of the API or in a copy with its proof.
BESIDE = frozenset(
    {"results", "next", "previous", "last", "as_of", "publication", "claim", "proof"}
    | {"origin", "number", "leaf", "index", "size", "hashes", "checkpoint"}
)
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
HEX64 = re.compile(r"[0-9a-f]{64}", re.ASCII)


# JSON, and its canonical form (RFC 8785)


def _refuse(literal: str) -> Any:
    raise ValueError(f"{literal[:40]} is a number that no publication has")


def _integer(literal: str) -> int:
    return int(literal) if len(literal) <= 16 else _refuse(literal)


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        # One program would read the first, another the last.
        raise ValueError("a key stands twice in one object")
    return found


def read_json(text: str) -> Any:
    try:
        return json.loads(
            text,
            parse_float=_refuse,
            parse_int=_integer,
            parse_constant=_refuse,
            object_pairs_hook=_members,
        )
    except (ValueError, RecursionError) as fault:
        raise Unreadable(f"this is not the JSON of a publication: {fault}") from fault


def canonical(value: Any) -> str:
    """The text that is hashed. Bodies hold no fractions, so that integers are the only numbers."""
    return json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":"))


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        # RFC 8785 orders keys by UTF-16.
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return {key: _ordered(value[key]) for key in keys}
    if isinstance(value, list):
        return [_ordered(each) for each in value]
    return value


def sha256(text: str) -> str:
    try:
        return hashlib.sha256(text.encode()).hexdigest()
    except UnicodeEncodeError as fault:
        raise Unreadable("a text holds half a character") from fault


def printable(text: Any) -> str:
    """Text from a file, without what would move the cursor of a terminal."""
    return "".join(
        each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in str(text)
    )


# Publications


class Difference(NamedTuple):
    """What differs, and what that means. ``kind``: publications come before entries of the log."""

    kind: str
    number: int
    what: str


def of_publication(number: int, what: str) -> Difference:
    return Difference("Publication", number, what)


def of_entry(index: int, what: str) -> Difference:
    return Difference("Log entry", index, what)


class Row(NamedTuple):
    """A publication as it was saved. ``body`` is None where it is withheld."""

    number: int
    published_at: str
    claim: int
    event: str
    standing: str
    salt: str | None
    body_sha256: str
    previous_sha256: str
    sha256: str
    body: dict[str, Any] | None
    redacted: bool
    outside: tuple[str, ...]  # keys that no hash covers
    assertions: Any = None  # what passkeys signed; its faults are its own
    host: str = ""  # of the newsroom's site, as its address says
    is_listed: bool = False  # as lists of claims have it, without the claim's other versions

    def hashed(self) -> str:
        return sha256(
            "\n".join(
                (
                    *(str(self.number), self.published_at, str(self.claim), self.event),
                    *(self.standing, self.body_sha256, self.previous_sha256),
                )
            )
        )

    def differences(self) -> Iterator[Difference]:
        """Where the file does not agree with its own hashes."""
        if self.hashed() != self.sha256:
            yield of_publication(
                self.number,
                "its number, time, claim, event or hashes are not those that `sha256` was made of",
            )
        if (
            self.has_whole_body
            and sha256(f"{self.salt}\n{canonical(self.body)}") != self.body_sha256
        ):
            yield of_publication(
                self.number, "its words are not those that were published under this number"
            )

    @property
    def has_whole_body(self) -> bool:
        """Only what is withheld or redacted is given without its salt."""
        return self.body is not None and self.salt is not None and not self.redacted

    @property
    def is_checkable(self) -> bool:
        """Whether what it says can be checked, or it says nothing."""
        return self.body is None or self.has_whole_body

    @property
    def is_derived(self) -> bool:
        """Whether it says something else than what people signed: changed since by one, or without keys."""
        body = self.body or {}
        if "version" in body or "derived_from" in body:
            return "derived_from" in body
        return self.standing == "under_review" or self.event in ("taken_down", "restored")

    @property
    def stands_as(self) -> str:
        if self.standing in ("signed", "under_review"):
            again = ", and under review again" if self.standing == "under_review" else ""
            return ("Derived" if self.is_derived else "Signed") + again
        return "Withdrawn" if self.standing == "withdrawn" else "Hidden"

    def signed_with(self) -> SignedWith | None:
        """The version that passkeys signed, and the pseudonyms of the keys that it names; None: none."""
        body = (self.body if self.has_whole_body else None) or {}
        version, named = body.get("version", body.get("derived_from")), body.get("signatures")
        if not isinstance(version, str) or not isinstance(named, list):
            return None
        keys = [str(each.get("key")) for each in named if isinstance(each, dict)]
        given = self.assertions if isinstance(self.assertions, list) else []
        public = {
            str(each.get("key")): str(each.get("public_key"))
            for each in given
            if isinstance(each, dict)
        }
        is_new = self.event == "signed" and "version" in body
        return SignedWith(self.number, self.claim, version, tuple(keys), public, is_new)


class SignedWith(NamedTuple):
    """Which keys a publication says it was signed with. ``is_new``: it was signed when it was published."""

    number: int
    claim: int
    version: str
    keys: tuple[str, ...]
    public_keys: dict[str, str]
    is_new: bool


def publication(found: Any) -> Row:
    """A publication from an object of the API or of an export."""
    if not isinstance(found, dict):
        raise Unreadable("a publication is an object")
    missing = sorted(NUMBERED - {"url", "html_url"} - found.keys())
    if missing:
        raise Unreadable(f"a publication without {', '.join(missing)}")
    if "body" in found:
        body, rest = found["body"], found.keys() - NUMBERED - {"body"}
        outside = rest - {"redacted", "erased"}
    else:
        body = {key: each for key, each in found.items() if key not in NUMBERED | NOT_HASHED}
        outside = found.keys() & (NOT_HASHED - {"redacted", "assertions"})
    integers = [found[key] for key in ("number", "id")]
    hashes = [found[key] for key in ("body_sha256", "previous_sha256", "sha256")]
    words = [found[key] for key in ("event", "standing")]
    if not (
        all(type(each) is int and each > 0 for each in integers)
        and all(isinstance(each, str) and HEX64.fullmatch(each) for each in hashes)
        and all(isinstance(each, str) and re.fullmatch("[a-z_]{1,40}", each) for each in words)
        and isinstance(found["published_at"], str)
        and STAMP.fullmatch(found["published_at"])
        and (found["salt"] is None or isinstance(found["salt"], str))
        and (body is None or isinstance(body, dict))
        and isinstance(found.get("redacted", False), bool)
    ):
        raise Unreadable(
            "its number, time, hashes, salt or body are not of the form of a publication"
        )
    return Row(
        *(found["number"], found["published_at"], found["id"], found["event"], found["standing"]),
        *(found["salt"], *hashes, body, found.get("redacted", False), tuple(sorted(outside))),
    )._replace(
        assertions=found.get("assertions"),
        host=urllib.parse.urlsplit(str(found.get("url"))).hostname or "",
        is_listed="body" not in found,
    )


class Chain:
    """Publications in order: each must name the hash of the one before it."""

    def __init__(self) -> None:
        self.last: Row | None = None
        self.first = 0
        self.whole = True  # from number 1 on, without a gap
        # Numbers that no publication has, although the hashes follow, and when the next was published.
        self.lost: list[tuple[range, str]] = []
        self.checked = self.withheld = self.redacted = 0

    def differences(self, row: Row) -> Iterator[Difference]:
        yield from row.differences()
        before = self.last
        self.first = self.first or row.number
        if before is None:
            if row.number == 1 and row.previous_sha256 != GENESIS:
                yield of_publication(1, "the first publication names one before it")
            self.whole = row.number == 1
        elif row.number <= before.number:
            yield of_publication(
                row.number, f"it stands after number {before.number}: the order was changed"
            )
        elif row.number > before.number + 1 and row.previous_sha256 == before.sha256:
            self.lost.append((range(before.number + 1, row.number), row.published_at))
        elif row.number > before.number + 1:
            self.whole = False
        else:
            if row.previous_sha256 != before.sha256:
                yield of_publication(
                    row.number,
                    f"it does not follow from number {before.number}: one of the two was replaced,"
                    " or they change places",
                )
        if before and row.number > before.number and row.published_at <= before.published_at:
            yield of_publication(
                row.number, f"it is dated before number {before.number}: a time was changed"
            )
        self.last = row
        self.checked += 1
        self.withheld += row.body is None
        self.redacted += row.body is not None and not row.has_whole_body


# Signed notes (c2sp.org/signed-note), checkpoints and cosignatures

LOG, WITNESS = 0x01, 0x04


class Key(NamedTuple):
    name: str
    key_id: bytes
    kind: int
    public: bytes


def renamed(key: Key, name: str) -> Key:
    """The same key under another name: a log that goes on after a restore has one of its own."""
    digest = hashlib.sha256(name.encode() + b"\n" + bytes([key.kind]) + key.public).digest()
    return key._replace(name=name, key_id=digest[:4])


def verifier_key(text: str) -> Key:
    """`name+hash+key`, as c2sp.org/signed-note has it."""
    parts = text.strip().split("+", 2)
    try:
        name, digest, material = parts
        raw = base64.b64decode(material, validate=True)
    except (ValueError, binascii.Error) as fault:
        raise Unreadable(f"{printable(text)[:80]} is not a verifier key (name+hash+key)") from fault
    if len(raw) != 33 or raw[0] not in (LOG, WITNESS):
        raise Unreadable(f"the key of {printable(name)} is not an Ed25519 key of a log or witness")
    expected = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    if expected.hex() != digest:
        raise Unreadable(
            f"the key of {printable(name)} was copied wrongly: its hash does not fit it"
        )
    return Key(name, expected, raw[0], raw[1:])


def _is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    require_cryptography()
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


class Checkpoint(NamedTuple):
    """The log at one size. ``text`` is what log and witnesses sign."""

    origin: str
    size: int
    root: bytes
    text: str
    signatures: tuple[tuple[str, bytes, bytes], ...]  # name, key id, signature
    note: str = ""  # the whole file

    @classmethod
    def read(cls, note: str) -> Checkpoint:
        text, blank, lines = note.rpartition("\n\n")
        text += "\n"
        head = text.split("\n")
        signatures = []
        for line in lines.splitlines() if blank else ():
            found = re.fullmatch("— ([^ +]+) ([A-Za-z0-9+/=]+)", line)
            if not found:
                raise Unreadable("a line below the checkpoint is not a signature")
            raw = decoded(found[2])
            signatures.append((found[1], raw[:4], raw[4:]))
        if len(head) < 4 or not signatures or len(signatures) > 100:
            raise Unreadable(
                "this is not a checkpoint: it has an origin, a size, a root and signatures"
            )
        if not re.fullmatch("0|[1-9][0-9]{0,17}", head[1]):
            raise Unreadable("the size of a checkpoint is a whole number")
        root = decoded(head[2])
        if len(root) != 32:
            raise Unreadable("the root of a checkpoint has 32 bytes")
        return cls(head[0], int(head[1]), root, text, tuple(signatures), note)

    def signed_by(self, key: Key) -> bool:
        """Whether that log signed it. A signature under its name that is not right is refused."""
        return any(
            self._require(_is_signed(key.public, signature, self.text.encode()), key)
            for name, key_id, signature in self.signatures
            if (name, key_id) == (key.name, key.key_id)
        )

    def cosigned_by(self, key: Key) -> datetime | None:
        """When that witness saw it, or None."""
        for name, key_id, signature in self.signatures:
            if (name, key_id) == (key.name, key.key_id):
                seconds = int.from_bytes(signature[:8], "big")
                message = f"cosignature/v1\ntime {seconds}\n{self.text}".encode()
                self._require(_is_signed(key.public, signature[8:], message), key)
                try:
                    return datetime.fromtimestamp(seconds, timezone.utc)
                except (ValueError, OverflowError, OSError) as fault:
                    raise Forged(f"{printable(key.name)} gives no time") from fault
        return None

    def _require(self, is_right: bool, key: Key) -> bool:
        if not is_right:
            raise Forged(
                f"the signature of {printable(key.name)} below the checkpoint of size {self.size} is not"
                " its own, or the checkpoint was changed after it"
            )
        return True


class Forged(Exception):
    """A signature under a trusted name that does not verify."""


def decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error) as fault:
        raise Unreadable(f"{printable(text)[:60]} is not base64") from fault


class Authority(NamedTuple):
    name: str
    certificate: str  # SHA-256 of the signing certificate
    policy: str


class Policy:
    """Keys that the reader trusts (c2sp.org/tlog-policy), and authorities that stamp times."""

    def __init__(self) -> None:
        self.logs: list[Key] = []
        self.witnesses: dict[str, Key] = {}
        self.groups: dict[str, tuple[int, tuple[str, ...]]] = {}
        self.quorum: str | None = None
        self.authorities: list[Authority] = []

    @classmethod
    def read(cls, text: str) -> Policy:
        policy = cls()
        for line in text.splitlines():
            words = line.split()
            if words[:2] == ["#", "authority"]:
                policy._authority(words[2:])
            elif words and not words[0].startswith("#"):
                policy._line(words)
        if policy.quorum is None:
            raise Unreadable("a policy has a line: quorum NAME, or quorum none")
        return policy

    def _authority(self, words: list[str]) -> None:
        if (
            len(words) not in (2, 4)
            or not HEX64.fullmatch(words[1])
            or words[2:3] not in ([], ["policy"])
        ):
            raise Unreadable("an authority is: # authority NAME 64-HEX-DIGITS [policy OID]")
        self.authorities.append(Authority(words[0], words[1], words[3] if len(words) == 4 else ""))

    def _line(self, words: list[str]) -> None:
        kind, rest = words[0], words[1:]
        known = self.witnesses.keys() | self.groups.keys()
        if kind == "log" and len(rest) in (1, 2):
            self.logs.append(_of_kind(LOG, rest[0]))
        elif kind == "witness" and len(rest) in (2, 3) and rest[0] not in known | {"none"}:
            key = _of_kind(WITNESS, rest[1])
            if key.public in {each.public for each in self.witnesses.values()}:
                raise Unreadable("a witness stands twice in the policy")
            self.witnesses[rest[0]] = key
        elif kind == "group" and len(rest) >= 3 and rest[0] not in known | {"none"}:
            members = tuple(rest[2:])
            taken = {each for _least, named in self.groups.values() for each in named}
            if not set(members) <= known - taken or len(set(members)) != len(members):
                raise Unreadable(
                    f"group {printable(rest[0])}: each member stands above it, and in no other"
                )
            words_for = {"any": 1, "all": len(members)}
            least = words_for.get(rest[1]) or (int(rest[1]) if rest[1].isdecimal() else 0)
            if not 1 <= least <= len(members):
                raise Unreadable(f"group {printable(rest[0])}: any, all or a number of its members")
            self.groups[rest[0]] = (least, members)
        elif (
            kind == "quorum"
            and len(rest) == 1
            and self.quorum is None
            and rest[0] in known | {"none"}
        ):
            self.quorum = rest[0]
        else:
            raise Unreadable(
                f"a line of the policy is not understood: {printable(' '.join(words))[:100]}"
            )

    def is_reached(self, by: set[str], name: str | None = None) -> bool:
        """Whether these witnesses, by their names in the policy, are enough."""
        name = self.quorum if name is None else name
        if name == "none":
            return True
        if name in self.groups:
            least, members = self.groups[name]
            return sum(self.is_reached(by, each) for each in members) >= least
        return name in by


def _of_kind(kind: int, text: str) -> Key:
    key = verifier_key(text)
    if key.kind != kind:
        raise Unreadable(f"{printable(key.name)}: a log's key has type 1, a witness's type 4")
    return key


# The tree (RFC 9162, section 2.1)


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def root_from_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes | None:
    """RFC 9162, 2.1.3.2: the root that the proof leads to; None where it has too few or too many hashes."""
    if not 0 <= index < size:
        return None
    node, last, root = index, size - 1, leaf
    for each in proof:
        if last == 0:
            return None
        if node & 1 or node == last:
            root = node_hash(each, root)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            root = node_hash(root, each)
        node, last = node >> 1, last >> 1
    return root if last == 0 else None


def is_consistent(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """RFC 9162, 2.1.4.2: whether the tree of size ``new`` begins with that of size ``old``."""
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == hashlib.sha256(b"").digest()
    if old > new or not proof:
        return False
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    first = second = path[0]
    for each in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            first, second = node_hash(each, first), node_hash(each, second)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            second = node_hash(second, each)
        node, last = node >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root


def split(size: int) -> int:
    """The largest power of two below a size."""
    return 1 << (size - 1).bit_length() - 1


class Tiles:
    """A log's folder or address (c2sp.org/tlog-tiles). What it gives is believed only where it leads to
    a root that was signed.
    """

    def __init__(self, where: str) -> None:
        self.where = where.rstrip("/")
        self.is_remote = bool(re.match("https?://", where))
        self._tiles: dict[str, bytes | None] = {}

    def get(self, name: str) -> bytes | None:
        if name not in self._tiles:
            self._tiles[name] = self._fetch(name) if self.is_remote else self._open(name)
        return self._tiles[name]

    def _open(self, name: str) -> bytes | None:
        try:
            return (Path(self.where) / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as fault:
            raise Unreadable(f"{name} of the log can't be read: {fault.strerror}") from fault

    def _fetch(self, name: str) -> bytes | None:
        request = urllib.request.Request(
            f"{self.where}/{name}", headers={"User-Agent": "verify.py"}
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                found: bytes = answer.read(LARGEST_ANSWER + 1)
        except urllib.error.HTTPError as fault:
            if fault.code == 404:
                return None
            raise Unreadable(f"the log answered {fault.code} for {name}") from fault
        except (OSError, ValueError) as fault:
            raise Unreadable(f"the log can't be reached: {printable(fault)}") from fault
        if len(found) > LARGEST_ANSWER:
            raise Unreadable(f"{name} of the log is too long")
        return found

    def tile(self, level: str, index: int, width: int) -> bytes:
        """A tile or bundle of the log, of which ``width`` of 256 exist: whole where it is served so."""
        digits = f"{index:03}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        name = "/".join(("tile", level, *(f"x{each}" for each in parts[:-1]), parts[-1]))
        found = self.get(f"{name}.p/{width}") if width < 256 else None
        found = self.get(name) if found is None else found
        if found is None:
            raise Unreadable(f"the log has no {name}")
        return found

    def node(self, height: int, index: int, size: int) -> bytes:
        """The hash of the ``index``-th whole subtree of 2**height entries, in a log of ``size``."""
        level, above = divmod(height, 8)
        first = index << above
        width = min(256, (size >> 8 * level) - (first & ~255))
        raw = self.tile(str(level), first >> 8, width)
        at = (first & 255) * 32
        hashes = [raw[at + 32 * n : at + 32 * n + 32] for n in range(1 << above)]
        if any(len(each) != 32 for each in hashes):
            raise Unreadable("a tile of the log is too short")
        while len(hashes) > 1:
            hashes = [node_hash(*hashes[n : n + 2]) for n in range(0, len(hashes), 2)]
        return hashes[0]

    def subtree(self, start: int, end: int, size: int) -> bytes:
        """The hash of entries start to end, where start is a multiple of the subtree's power of two."""
        count = end - start
        if count & (count - 1) == 0:
            height = count.bit_length() - 1
            return self.node(height, start >> height, size)
        middle = start + split(count)
        return node_hash(self.subtree(start, middle, size), self.subtree(middle, end, size))

    def first_entry(self, size: int, root: bytes) -> bytes:
        """Entry 0 of the log, which leads to this root."""
        entry = bundled(self.tile("entries", 0, min(256, size)), 1)[0]
        proof: list[bytes] = []
        end = size
        while end > 1:
            middle = split(end)
            proof.insert(0, self.subtree(middle, end, size))
            end = middle
        if root_from_inclusion(0, size, leaf_hash(entry), proof) != root:
            raise Unreadable("the first entry of the log is not the one that it signed")
        return entry

    def consistency(self, old: int, new: int) -> list[bytes]:
        """RFC 9162, 2.1.4.1."""
        return self._steps(old, 0, new, True, new) if 0 < old < new else []

    def lead_to(self, root: bytes, size: int, old: int) -> bool:
        """Whether those hashes do with which the tree of size ``old`` is compared."""
        return self._whole(old, 0, size, size) == root

    def _whole(self, old: int, start: int, end: int, size: int) -> bytes:
        count = end - start
        if count & (count - 1) == 0 and not start < old < end:
            return self.subtree(start, end, size)
        middle = start + split(count)
        return node_hash(self._whole(old, start, middle, size), self._whole(old, middle, end, size))

    def _steps(self, old: int, start: int, end: int, is_whole: bool, size: int) -> list[bytes]:
        count = end - start
        if old == count:
            return [] if is_whole else [self.subtree(start, end, size)]
        middle = start + split(count)
        if old <= middle - start:
            left = self._steps(old, start, middle, is_whole, size)
            return [*left, self.subtree(middle, end, size)]
        right = self._steps(old - (middle - start), middle, end, False, size)
        return [*right, self.subtree(start, middle, size)]


# Time stamps (RFC 3161), as DER; the certificate that signs is the one that the reader trusts

HASHES = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
SIGNED_DATA, TST_INFO = "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.4"
CONTENT_TYPE, MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"


ANOTHER = "it is a stamp of something else"
# Day, authority, entries and time, as the log lists its stamps.
STAMPED = re.compile(r"([0-9-]{10}) ([A-Za-z0-9._-]{1,50}) [0-9]{1,18} [0-9T:Z-]{20}")


class Der(NamedTuple):
    tag: int
    content: bytes
    raw: bytes

    @classmethod
    def read(cls, raw: bytes) -> list[Der]:
        """The values that stand one after the other."""
        found, at = [], 0
        while at < len(raw):
            start, length, at = at, raw[at + 1 : at + 2], at + 2
            count = length[0] if length else 0x80
            if count > 0x80:
                octets = count & 0x7F
                count, at = int.from_bytes(raw[at : at + octets], "big"), at + octets
            elif count == 0x80:
                raise Unreadable("a time stamp is not DER")
            if at + count > len(raw):
                raise Unreadable("a time stamp ends too early")
            found.append(cls(raw[start], raw[at : at + count], raw[start : at + count]))
            at += count
        return found

    @property
    def parts(self) -> list[Der]:
        return Der.read(self.content)

    def part(self, tag: int) -> Der:
        for each in self.parts:
            if each.tag == tag:
                return each
        raise Unreadable("a part of the time stamp is missing")

    @property
    def oid(self) -> str:
        numbers, number = [], 0
        for octet in self.content:
            number = number << 7 | octet & 0x7F
            if not octet & 0x80:
                numbers.append(number)
                number = 0
        if self.tag != 0x06 or not numbers:
            raise Unreadable("a time stamp is not DER")
        first = min(numbers[0] // 40, 2)
        return ".".join(map(str, (first, numbers[0] - 40 * first, *numbers[1:])))


class Stamp(NamedTuple):
    """A token: which hash existed at which time, and who says so."""

    at: datetime
    policy: str
    imprint: bytes
    imprint_hash: str
    certificates: tuple[bytes, ...]
    attributes: dict[str, Der]
    signed: bytes
    signature: bytes
    digest: str
    content: bytes

    @classmethod
    def read(cls, raw: bytes) -> Stamp:
        """From a response or its token."""
        try:
            return cls._read(raw)
        except (IndexError, KeyError, ValueError) as fault:
            raise Unreadable("a time stamp can't be read") from fault

    @classmethod
    def _read(cls, raw: bytes) -> Stamp:
        outer = Der.read(raw)[0]
        if outer.parts[0].tag == 0x30:
            outer = outer.parts[1]
        if outer.parts[0].oid != SIGNED_DATA:
            raise Unreadable("a time stamp is signed data")
        data = outer.part(0xA0).parts[0]
        inner = data.part(0x30)
        if inner.parts[0].oid != TST_INFO:
            raise Unreadable("a time stamp is about a time")
        content = inner.part(0xA0).parts[0].content
        _version, policy, imprint, _serial, at = Der.read(content)[0].parts[:5]
        signers = data.parts[-1].parts
        if len(signers) != 1:
            raise Unreadable("a time stamp has one signature")
        signer = signers[0]
        attributes = signer.part(0xA0)
        return cls(
            at=datetime.strptime(at.content.decode()[:14], "%Y%m%d%H%M%S").replace(
                tzinfo=timezone.utc
            ),
            policy=policy.oid,
            imprint=imprint.parts[1].content,
            imprint_hash=HASHES[imprint.parts[0].parts[0].oid],
            certificates=tuple(each.raw for each in data.part(0xA0).parts),
            attributes={each.parts[0].oid: each.parts[1].parts[0] for each in attributes.parts},
            signed=b"\x31" + attributes.raw[1:],
            signature=signer.part(0x04).content,
            digest=HASHES[signer.parts[2].parts[0].oid],
            content=content,
        )

    def fault(self, message: bytes, authority: Authority) -> str:
        """Why it does not prove that the message existed then; empty: it does."""
        if hashlib.new(self.imprint_hash, message).digest() != self.imprint:
            return ANOTHER
        if authority.policy and self.policy != authority.policy:
            return f"it was made under policy {self.policy}, not {authority.policy}"
        pinned = [
            each
            for each in self.certificates
            if hashlib.sha256(each).hexdigest() == authority.certificate
        ]
        if not pinned:
            return "another certificate than the trusted one signed it"
        kind, digest = self.attributes.get(CONTENT_TYPE), self.attributes.get(MESSAGE_DIGEST)
        if (
            kind is None
            or digest is None
            or kind.oid != TST_INFO
            or digest.content != hashlib.new(self.digest, self.content).digest()
        ):
            return "its content is not what was signed"
        return self._signature_fault(pinned[0])

    def _signature_fault(self, certificate: bytes) -> str:
        require_cryptography()
        try:
            signer = x509.load_der_x509_certificate(certificate)
            usages = signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        except (ValueError, x509.ExtensionNotFound):
            return "the certificate is not one for time stamps"
        if x509.oid.ExtendedKeyUsageOID.TIME_STAMPING not in usages:
            return "the certificate is not one for time stamps"
        if not signer.not_valid_before_utc <= self.at <= signer.not_valid_after_utc:
            return "the certificate was not valid at that time"
        algorithm = {
            "sha256": hashes.SHA256(),
            "sha384": hashes.SHA384(),
            "sha512": hashes.SHA512(),
        }[self.digest]
        key = signer.public_key()
        try:
            if isinstance(key, rsa.RSAPublicKey):
                key.verify(self.signature, self.signed, padding.PKCS1v15(), algorithm)
            elif isinstance(key, ec.EllipticCurvePublicKey):
                key.verify(self.signature, self.signed, ec.ECDSA(algorithm))
            else:
                raise Unreadable("the time stamp has a kind of signature that is not known here")
        except InvalidSignature:
            return "its signature is wrong"
        return ""


# What was saved


class Proof(NamedTuple):
    """That an entry is in a log (c2sp.org/tlog-proof)."""

    position: int
    hashes: tuple[bytes, ...]
    checkpoint: Checkpoint

    @classmethod
    def read(cls, text: str) -> Proof:
        head, blank, note = text.partition("\n\n")
        lines = head.split("\n")[1:]
        if lines and lines[0].startswith("extra "):
            del lines[0]
        found = re.fullmatch("index (0|[1-9][0-9]{0,17})", lines[0]) if lines else None
        if not blank or not found or len(lines) > 64:
            raise Unreadable("the proof can't be read")
        return cls(int(found[1]), tuple(decoded(each) for each in lines[1:]), Checkpoint.read(note))

    def leads_from(self, row: Row) -> bool:
        head, leaf = self.checkpoint, leaf_hash(entry_of(row))
        return root_from_inclusion(self.position, head.size, leaf, self.hashes) == head.root


class Saved:
    """What a file holds. ``rows`` are read as they are needed: an export may be large."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: Callable[[], Iterator[Row]] = lambda: iter(())
        self.is_export = False
        self.row: Row | None = None  # in one file with its proof
        self.outside: list[str] = []  # keys beside publications and proof
        self.proofs: list[Proof] = []
        self.checkpoints: list[Checkpoint] = []

    @classmethod
    def open(cls, name: str) -> Saved:
        saved = cls(name)
        try:
            with Path(name).open(encoding="utf-8", newline="") as file:
                start = file.read(LARGEST_FILE + 1)
        except (OSError, UnicodeDecodeError) as fault:
            raise Unreadable(f"it can't be read: {fault}") from fault
        if start.startswith("c2sp.org/tlog-proof@v1\n"):
            saved._proof(start)
        elif "\n\n— " in start[:LARGEST_ANSWER] and not start.startswith("{"):
            saved.checkpoints.append(Checkpoint.read(start))
        elif re.match(r"\{[^\n]*\}\r?\n\s*\{", start[:LARGEST_FILE]):
            saved.is_export, saved.rows = True, lambda: _lines(name)
        elif re.match(r'\{[^\n]*"number": ?1,[^\n]*\}\r?\n$', start[:LARGEST_ANSWER]):
            saved._objects(found := read_json(start))
            saved.is_export = "body" in found  # of a newsroom that has published once
        elif len(start) > LARGEST_FILE:
            raise Unreadable(
                "it is too long for one object; an export has a publication on each line"
            )
        else:
            saved._objects(read_json(start))
        return saved

    def shown_at(self, row: Row) -> Checkpoint | None:
        """The log as it was when the site gave the row with its proof."""
        leads = row == self.row and self.proofs[0].leads_from(row)
        return self.proofs[0].checkpoint if leads else None

    def _proof(self, text: str) -> None:
        self.proofs.append(Proof.read(text))
        self.checkpoints.append(self.proofs[-1].checkpoint)

    def _objects(self, found: Any) -> None:
        if isinstance(found, dict) and ("results" in found or "proof" in found):
            self.outside = sorted(found.keys() - BESIDE)
        if isinstance(found, dict) and isinstance(found.get("results"), list):
            rows = [publication(each) for each in found["results"]]
        elif isinstance(found, dict) and "proof" in found:
            if not isinstance(found["proof"], str):
                raise Unreadable("its proof is not a text")
            self._proof(found["proof"])
            within = found.get("publication", found.get("claim"))
            rows = [publication(within)] if within is not None else []
            self.row = rows[0] if rows else None
        else:
            rows = [publication(found)]
        self.rows = lambda: iter(rows)


def _lines(name: str) -> Iterator[Row]:
    with Path(name).open(encoding="utf-8", newline="") as file:
        for at, line in enumerate(file, 1):
            if line.strip():
                try:
                    yield publication(read_json(line))
                except Unreadable as fault:
                    raise Unreadable(f"line {at}: {fault}") from fault


# What is said of it


class Report:
    """What was found, for a reader."""

    def __init__(self, write: Callable[[str], object] = print) -> None:
        self.write = write
        self.differences: list[Difference] = []
        self.missing: list[str] = []
        self.unread: list[str] = []
        self.added: list[str] = []

    def say(self, sentence: str) -> None:
        self.write(f"  {sentence}")

    def differs(self, *differences: Difference) -> None:
        self.differences.extend(each for each in differences if each not in self.differences)

    def gap(self, sentence: str) -> None:
        if sentence not in self.missing:
            self.missing.append(sentence)

    def outside(self, what: str, keys: Iterable[str]) -> None:
        """Keys that no hash covers and that the newsroom doesn't send: they were added."""
        added = ", ".join(printable(key)[:80] for key in sorted(set(keys) - NOT_HASHED))
        sentence = (
            f"{what} has what no publication has: {added}. It is not exactly what was published."
        )
        if added and sentence not in self.added:
            self.added.append(sentence)
            self.write(sentence)

    def end(self) -> int:
        if self.differences:
            found = sorted(
                self.differences, key=lambda each: (each.kind != "Publication", each.number)
            )
            first = f"{found[0].kind.lower()} {found[0].number}"
            self.write(f"\nNOT AS PUBLISHED. The first that differs is {first}.")
            for each in found[:SHOWN]:
                self.say(f"{each.kind} {each.number}: {each.what}.")
            if len(found) > SHOWN:
                self.say(f"and {len(found) - SHOWN} more.")
        for heading, sentences in (
            ("Could not be checked:", self.unread),
            ("Missing:", self.missing),
        ):
            if sentences:
                self.write(f"\n{heading}")
            for sentence in sentences:
                self.say(f"{sentence}.")
        for is_there, sentence, code in (
            (bool(self.differences), "Not as published: see what differs, above.", DIFFERS),
            (
                bool(self.added),
                "Not exactly what was published: see what was added, above.",
                DIFFERS,
            ),
            (bool(self.unread), "It could not be checked: see why, above.", UNREADABLE),
            (bool(self.missing), "What was checked holds; see what is missing, above.", INCOMPLETE),
        ):
            if is_there:
                self.write(f"\n{sentence}")
                return code
        self.write("\nEverything that was checked holds.")
        return HOLDS


def day_and_time(stamp: str) -> str:
    return moment(datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc))


MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)


def moment(at: datetime) -> str:
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}, {at:%H:%M:%S} UTC"


def who_signed(row: Row) -> str:
    signed = (row.body or {}).get("signed")
    if not isinstance(signed, dict):
        return ""
    by = signed.get("by")
    names = ", ".join(printable(each) for each in by) if isinstance(by, list) else ""
    count = "two people" if signed.get("four_eyes") is True else "one person"
    return f" by {count}" + (f" ({names})" if names else "")


# Passkeys (W3C Web Authentication, level 2, section 7.2)

PASSKEY_KEYS = frozenset(
    ("role", "key", "public_key", "authenticator_data", "client_data", "signature")
)


def signing_challenge(version: str, role: str, claim: int) -> bytes:
    """The 32 bytes that a passkey signs."""
    return hashlib.sha256(f"{version}\n{role}\n{claim}".encode()).digest()


def passkey_fault(assertion: Any, version: str, claim: int, host: str) -> str:
    """Why this is no signature of the version in its role, by its key, for this host; empty where it is.

    ``assertion``: one of the list of that name beside a publication. Whose key it is, and whether it was
    enrolled, is another question.
    """
    if not (
        isinstance(assertion, dict)
        and assertion.keys() >= PASSKEY_KEYS
        and all(isinstance(assertion[name], str) for name in PASSKEY_KEYS)
    ):
        return "it is not of the form of a passkey's signature"
    try:
        data, client, signature = (
            base64.urlsafe_b64decode(assertion[name] + "=" * (-len(assertion[name]) % 4))
            for name in ("authenticator_data", "client_data", "signature")
        )
        public = base64.b64decode(assertion["public_key"], validate=True)
        collected = read_json(client.decode())
        challenge = base64.urlsafe_b64decode(
            collected["challenge"] + "=" * (-len(collected["challenge"]) % 4)
        )
        origin = urllib.parse.urlsplit(collected["origin"]).hostname
    except (ValueError, KeyError, TypeError, AttributeError, Unreadable):
        return "it can't be read"
    if collected.get("type") != "webauthn.get" or challenge != signing_challenge(
        version, assertion["role"], claim
    ):
        return "it was made for another version, claim or role"
    if origin != host and not str(origin).endswith(f".{host}"):
        return f"it was made on another site ({printable(origin)})"
    if len(data) < 37 or data[:32] != hashlib.sha256(host.encode()).digest():
        return "the passkey is bound to another site"
    # Bit 0: somebody was there. Bit 2: the device knew them, by finger, face or PIN.
    if data[32] & 0b101 != 0b101:
        return "the device did not ask who used it"
    if not _is_signed_with(public, signature, data + hashlib.sha256(client).digest()):
        return "its signature is wrong"
    return ""


def _is_signed_with(public: bytes, signature: bytes, message: bytes) -> bool:
    """By a key as SubjectPublicKeyInfo: P-256, Ed25519 or RSA, as passkeys have them."""
    require_cryptography()
    try:
        key = load_der_public_key(public)
        if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
            key.verify(signature, message, ec.ECDSA(hashes.SHA256()))
        elif isinstance(key, Ed25519PublicKey):
            key.verify(signature, message)
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
        else:
            return False
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True


def passkeys(row: Row) -> tuple[str, str]:
    """What to say of the passkeys that signed a publication, and what is wrong; one of them is empty."""
    body = row.body or {}
    named, version = body.get("signatures"), body.get("version", body.get("derived_from"))
    if not (
        isinstance(version, str)
        and isinstance(named, list)
        and all(isinstance(each, dict) for each in named)
        and isinstance(row.assertions, list)
    ):
        return "", "the signatures by passkeys that it names are not there"
    for each in row.assertions:
        if fault := passkey_fault(each, version, row.claim, row.host):
            return "", f"a signature by a passkey does not hold: {fault}"
    given = [{"role": each["role"], "key": each["key"]} for each in row.assertions]
    if given != [{"role": each.get("role"), "key": each.get("key")} for each in named]:
        return "", "the signatures by passkeys are not those that it names"
    keys = ", ".join(
        f"{printable(each['role'])} with key {printable(each['key'])}" for each in given
    )
    if "derived_from" in body:
        return f"Derived from a version signed by passkeys ({keys}); it is not itself signed.", ""
    signed = {
        name: value
        for name, value in body.items()
        if name not in ("signed", "version", "signatures")
    }
    if sha256(canonical(signed)) != version:
        return "", "its words are not the version that passkeys signed"
    return f"Signed by passkeys: {keys}.", ""


# Checking


OTHERWISE = "its hash is not the one that you kept: it was published otherwise at that time"


class Kept:
    """What a reader kept: of each publication its hash, and whether its words were shown."""

    def __init__(self) -> None:
        self.hashes: dict[int, bytes] = {}
        self.implied: set[int] = set()  # known only by the one after them
        self.with_body: set[int] = set()
        self.unsound: set[int] = set()  # not as its own hashes say
        self.copies: set[int] = set()  # in files of their own
        self.newest: dict[int, int] = {}  # claim: number
        self.shown_at: dict[int, Checkpoint] = {}  # the log then
        self.checkpoints: list[Checkpoint] = []
        self.signed: list[SignedWith] = []
        self.outside: dict[int, tuple[str, ...]] = {}

    def add(self, saved: Saved, report: Report) -> None:
        report.outside("The file that you kept", saved.outside)
        for row in saved.rows():
            report.outside(f"Publication {row.number} in the file that you kept", row.outside)
            self.outside[row.number] = row.outside
            faults = [each.what for each in row.differences()]
            has_line = row.hashed() == row.sha256
            if saved.row and not saved.proofs[0].leads_from(row):
                faults.append("its proof does not lead from it to the log's root")
                has_line = False
            for each in faults:
                report.unread.append(
                    f"publication {row.number}: in the file that you kept, {each}, so that it shows nothing about"
                    " what was published"
                )
                self.unsound.add(row.number)
            if not has_line:
                continue
            self.hashes[row.number] = bytes.fromhex(row.sha256)
            self.implied.discard(row.number)
            if not saved.is_export:
                self.copies.add(row.number)
            if at := saved.shown_at(row):
                self.shown_at[row.number] = at
            if row.previous_sha256 != GENESIS and row.number - 1 not in self.hashes:
                self.hashes[row.number - 1] = bytes.fromhex(row.previous_sha256)
                self.implied.add(row.number - 1)
            if row.has_whole_body:
                self.with_body.add(row.number)
            self.newest[row.claim] = max(row.number, self.newest.get(row.claim, 0))
            if found := row.signed_with():
                self.signed.append(found)
        self.checkpoints += saved.checkpoints

    def differences(self, row: Row) -> Iterator[Difference]:
        if self._differs(row.number, row.sha256):
            yield of_publication(row.number, OTHERWISE)

    def follows_another(self, row: Row) -> bool:
        """Whether it follows from another than was kept under the number before it."""
        return self._differs(row.number - 1, row.previous_sha256)

    def _differs(self, number: int, found: str) -> bool:
        kept = self.hashes.get(number)
        return kept is not None and kept.hex() != found


class Check:
    """Everything that was given, checked together."""

    def __init__(self, policy: Policy | None, tiles: Tiles | None, report: Report) -> None:
        self.policy = policy
        self.report = report
        self.tiles = tiles
        self.kept = Kept()
        self.checkpoints: list[Checkpoint] = []
        self.withheld: set[int] = set()  # kept with its words, and now without
        self.present: dict[int, bytes] = {}  # number: hash, of what was saved
        self.dates: dict[int, str] = {}  # number: when the site says that it was published
        self.signed: list[SignedWith] = []
        self.claims_withheld: set[int] = set()  # with a publication whose body is withheld
        self.whole_to = 0  # the last number of a whole export
        self.stamps: list[tuple[str, Stamp]] = []  # and their files' names
        self.served: list[tuple[str, Stamp, Checkpoint]] = []  # by the log itself
        self.earlier: list[Tiles] = []  # the logs before a restore
        self.lost: dict[
            int, int
        ] = {}  # as the log states: the last one before, and the last of them
        self.is_read = False  # whether every entry of the log was
        self.unnumbered: list[tuple[range, str]] = []  # as the chain of an export shows
        self.absent: set[int] = set()  # that were kept
        self.older: set[int] = set()  # that were kept, of claims that are shown as they were before
        self.unlinked: dict[int, bytes] = {}  # that were kept, and what the next ones name instead

    def keep(self, saved: Saved) -> None:
        self.kept.add(saved, self.report)

    def check(self, saved: Sequence[Saved]) -> None:
        for each in saved:
            self.report.outside(
                "This file" if len(saved) == 1 else f"The file {printable(each.name)}", each.outside
            )
        files = [each for each in saved if not each.is_export]
        rows = [(row, each) for each in files for row in each.rows()]
        # A proof in a file of its own may be of any of them.
        loose = [proof for each in files if each.row is None for proof in each.proofs]
        strays = [proof for proof in loose if not any(proof.leads_from(row) for row, _file in rows)]
        for row, each in rows:
            self._publication(row, each.proofs or loose, each.proofs or strays)
        if loose and not rows:
            self.report.gap("the claim that the proof is of: save its JSON too")
        for each in saved:
            if each.is_export:
                self._export(each)
            self.checkpoints += each.checkpoints
        self._shown_now(rows)
        try:
            self._log()
        finally:
            self._lost_in_a_restore()
            self._not_compared(saved)
        for name, stamp in self.stamps:
            self._stamped(name, stamp, [*self.checkpoints, *self.kept.checkpoints])
        for name, stamp, head in self.served:
            self._stamped(name, stamp, [head])

    # Publications

    def _note(self, row: Row) -> None:
        """What the log is compared with."""
        self.report.outside(f"Publication {row.number}", row.outside)
        self.present[row.number] = bytes.fromhex(row.sha256)
        self.dates[row.number] = row.published_at
        if self.kept.follows_another(row):
            self.unlinked[row.number - 1] = bytes.fromhex(row.previous_sha256)
        if found := row.signed_with():
            self.signed.append(found)
        if row.body is None:
            self.claims_withheld.add(row.claim)

    def _publication(self, row: Row, proofs: Sequence[Proof], must_lead: Sequence[Proof]) -> None:
        """``must_lead``: those proofs that are of no other publication."""
        say = self.report.say
        self._note(row)
        self.report.write(f"Claim {row.claim}, publication {row.number}")
        faults = [*row.differences(), *self.kept.differences(row)]
        if faults and row.number in self.kept.with_body and row.number not in self.kept.unsound:
            faults.append(of_publication(row.number, "it differs from the copy that you kept"))
        claimed = "The file says, but was changed: " if faults else ""
        by = who_signed(row) if row.is_checkable else ""
        if by and row.is_derived:
            by = f", from what was signed{by}"
        stands_as = f"{row.stands_as}: p" if row.is_checkable else "P"
        say(f"{claimed}{stands_as}ublished on {day_and_time(row.published_at)}{by}.")
        self.report.differs(*faults)
        if row.number in self.kept.hashes and row.has_whole_body and not (faults or row.outside):
            say("Unchanged since you kept it.")
        self._words(row, bool(faults))
        self._passkeys(row)
        beside = (*row.outside, *self.kept.outside.get(row.number, ()))
        if known := NOT_HASHED.intersection(beside):
            say(f"Not part of what was signed: {', '.join(sorted(known))}.")
        if not faults and any(proof.leads_from(row) for proof in proofs):
            self._inclusion(row, proofs)
        elif not faults and must_lead:
            index = must_lead[0].position
            self.report.differs(
                of_publication(
                    row.number, f"the proof does not lead from it to the log's root (entry {index})"
                )
            )
        elif not faults or not proofs:
            self.report.gap(f"a proof that publication {row.number} is in the log")

    def _shown_now(self, rows: Sequence[tuple[Row, Saved]]) -> None:
        """Claims of which a later publication was kept than is shown."""
        newest = {row.claim: (row, each) for row, each in sorted(rows, key=lambda of: of[0].number)}
        for row, each in newest.values():
            kept = self.kept.newest.get(row.claim, 0)
            if kept <= row.number or kept in self.present:
                continue
            self.older.add(kept)
            at = self.kept.shown_at.get(kept)
            now = each.shown_at(row)
            # Only the present version of a claim is given with its proof.
            if (
                at
                and now
                and now.origin == at.origin
                and now.size > at.size
                and self._are_signed(at, now)
            ):
                self.report.differs(
                    of_publication(
                        kept, f"you kept it, and now claim {row.claim} is shown as of {row.number}"
                    )
                )
            else:
                self.report.gap(
                    f"publication {kept} of claim {row.claim}, which you kept: what you saved is {row.number}, an older"
                    " one (if that is not an earlier version, and you didn't mix up the files, keep both)"
                )

    def _are_signed(self, *heads: Checkpoint) -> bool:
        try:
            return all(self._is_signed(each) for each in heads)
        except Forged:
            return False

    def _not_compared(self, saved: Sequence[Saved]) -> None:
        """What was kept, and is not in what was saved: nothing is said of it."""
        own = self.kept.hashes.keys() - self.kept.implied
        rest = own - self.present.keys() - self.absent - self.older
        if not any(each.is_export for each in saved) and own & self.present.keys():
            rest &= self.kept.copies
        lost = [numbers for numbers, _at in self.unnumbered]
        lost += [range(last + 1, after + 1) for last, after in self.lost.items()]
        numbers = sorted(each for each in rest if not any(each in of for of in lost))
        shown = ", ".join(str(each) for each in numbers[:SHOWN])
        more = f" and {len(numbers) - SHOWN} more" if len(numbers) > SHOWN else ""
        if numbers:
            self.report.gap(
                f"publications that you kept and that are not in what you saved, so that they were not compared: {shown}{more}"
            )

    def _words(self, row: Row, has_faults: bool) -> None:
        if row.has_whole_body and not has_faults:
            self.report.say("Its words are exactly those that were published under this number.")
        elif not row.is_checkable:
            self.report.unread.append(
                f"nothing that the file says in publication {row.number}, because a part that its hash was made of"
                " is withheld: its words, conclusion and names may have been changed. Save the publication's own file:"
                f" /api/v1/claims/{row.claim}/ or, of an earlier version, “Save a copy of this version” on its page"
            )
        elif row.body is None:
            self._without_body(row)

    def _passkeys(self, row: Row) -> None:
        if not row.has_whole_body or not ("signatures" in (row.body or {}) or row.assertions):
            return
        if row.assertions is None:
            self.report.gap(
                f"what passkeys signed of publication {row.number}: save /api/v1/claims/{row.claim}/ too"
            )
            return
        sentence, fault = passkeys(row)
        if fault:
            self.report.differs(of_publication(row.number, fault))
        else:
            self.report.say(sentence)

    def _without_body(self, row: Row) -> None:
        self.report.gap(
            f"the words of publication {row.number}: they are withheld; number and hash are not"
        )
        if row.number in self.kept.with_body:
            self.withheld.add(row.number)

    def _inclusion(self, row: Row, proofs: Sequence[Proof]) -> None:
        proof = next(each for each in proofs if each.leads_from(row))
        head = proof.checkpoint
        self.report.say(
            f"It is entry {proof.position} of the log {printable(head.origin)}, of {head.size} entries."
        )
        self._dated(row.number, row.published_at, proof.position, head.origin)

    def _dated(self, number: int, published_at: str, position: int, origin: str) -> None:
        """A publication can't be older than a witnessed log that lacks it."""
        published = datetime.strptime(published_at, "%Y-%m-%dT%H:%M:%S.%fZ").replace(
            tzinfo=timezone.utc
        )
        for head in self.kept.checkpoints:
            if head.origin != origin or head.size > position:
                continue
            for witnessed_at in self._cosigned(head).values():
                if published < witnessed_at - timedelta(days=1):
                    self.report.differs(
                        of_publication(
                            number,
                            f"it is dated {moment(published)}, but the log of {head.size} entries, witnessed on"
                            f" {moment(witnessed_at)}, did not have it: it was backdated",
                        )
                    )

    def _export(self, saved: Saved) -> None:
        chain = Chain()
        self.report.write(f"Export {printable(saved.name)}")
        compared = 0
        for row in saved.rows():
            self.report.differs(*chain.differences(row), *self.kept.differences(row))
            compared += row.number in self.kept.hashes
            self._note(row)
            if row.body is None and row.number in self.kept.with_body:
                self.withheld.add(row.number)
        last = chain.last
        if last is None:
            raise Unreadable(f"{printable(saved.name)} holds no publication")
        sentence = f"{chain.checked} publications, numbers {chain.first} to {last.number}"
        self.report.say(f"{sentence}, the last of {day_and_time(last.published_at)}.")
        if chain.whole:
            self.whole_to = last.number
            gap = "but for lost numbers" if chain.lost else "without a gap"
            self.report.say(f"Each names the hash of the one before it, from number 1 on, {gap}.")
        else:
            self.report.gap(
                "publications between those of the export, so that they are not one chain"
            )
        self.report.say(f"Compared with what you kept: {compared}.")
        if chain.withheld:
            self.report.say(
                f"Withheld today: {chain.withheld}; their numbers and hashes are in the chain."
            )
        if chain.redacted:
            self.report.gap(
                f"parts of {chain.redacted} of these publications that are withheld, so that their hashes can't be made"
            )
        self.unnumbered += chain.lost
        lost = {number for numbers, _at in chain.lost for number in numbers}
        self.absent |= {
            number
            for number in self.kept.hashes
            # The last of a list of claims may have been withdrawn since.
            if (number > last.number and not last.is_listed) or number in lost
        }

    def _lost_in_a_restore(self) -> None:
        """What is missing was lost in a restore where the log says so, and nowhere else."""
        lost = [range(last + 1, after + 1) for last, after in sorted(self.lost.items())]
        resumed = {numbers.stop: at for numbers, at in self.unnumbered}
        for numbers in filter(None, lost):
            at = resumed.get(numbers.stop) or self.dates.get(numbers.stop)
            when = f"; publishing went on on {day_and_time(at)}" if at else ""
            self.report.say(f"Lost in a restore, as the log says: {in_words(numbers)}{when}.")
        for numbers in (each for each, _at in self.unnumbered if each not in lost):
            if self.is_read:
                self.report.differs(
                    of_publication(numbers.start, "it is missing, and the log states no restore")
                )
            else:
                self.report.gap(
                    f"the log (--log), which says whether a restore lost {in_words(numbers)}"
                )
        self._kept_but_gone(lost)

    def _kept_but_gone(self, lost: Sequence[range]) -> None:
        """Publications that were kept and are not there, or others in their place."""
        known = set(self.kept.hashes.values())
        for number, named in self.unlinked.items():
            if any(number in numbers for numbers in lost):
                continue
            if named in known and not self.is_read:
                self.report.gap(
                    f"the log (--log), which says whether a restore lost number {number}"
                )
            else:
                self.report.differs(of_publication(number, OTHERWISE))
        gone = {number for numbers in lost for number in numbers if number in self.kept.hashes}
        kept = gone - self.kept.implied
        for number in sorted((self.absent | kept) - self.present.keys()):
            if number in gone:
                if number not in kept:
                    continue
                self.report.gap(
                    f"publication {number}, which you kept: it was lost in a restore, and its number was not"
                    " given again"
                )
            else:
                self.report.differs(
                    of_publication(number, "you kept it, and it is missing at the end")
                )

    # The log

    def _cosigned(self, head: Checkpoint) -> dict[str, datetime]:
        """Which witnesses of the policy signed it, and when."""
        found = {}
        for name, key in (self.policy.witnesses if self.policy else {}).items():
            at = head.cosigned_by(key)
            if at:
                found[name] = at
        return found

    def _is_signed(self, head: Checkpoint) -> bool:
        """Whether a log of the policy signed it under its own name, or as the log that goes on from it."""
        return any(
            (head.origin == key.name and head.signed_by(key))
            or (
                re.fullmatch(f"{re.escape(key.name)}/[1-9][0-9]*", head.origin)
                and head.signed_by(renamed(key, head.origin))
            )
            for key in (self.policy.logs if self.policy else ())
        )

    def _present_log(self, tiles: Tiles) -> Tiles:
        """The log that goes on: after a restore it stands beside the ones before."""
        found = tiles.get("current")
        if found is None:
            return tiles
        number = found.decode("utf-8", "replace").strip()
        if not re.fullmatch("[2-9]|[1-9][0-9]{1,2}", number):
            raise Unreadable("the log does not say which one goes on")
        numbers = range(2, int(number))
        self.earlier = [tiles, *(Tiles(f"{tiles.where}/{each}") for each in numbers)]
        return Tiles(f"{tiles.where}/{number}")

    def _log(self) -> None:
        tiles = self.tiles = self._present_log(self.tiles) if self.tiles else None
        present = list(self.checkpoints)
        if tiles:
            found = tiles.get("checkpoint")
            if found is None:
                raise Unreadable("the log has no checkpoint")
            present.insert(0, Checkpoint.read(found.decode("utf-8", "replace")))
            self.served = self._served_stamps(tiles)
            present += [head for _name, _stamp, head in self.served]
        if not tiles and self.signed:
            self.report.gap("the log (--log), which says when the keys that signed were enrolled")
        if not present:
            if self.kept.checkpoints:
                self.report.gap(
                    "the log's present checkpoint, to compare with the one that you kept"
                )
            return
        if not self.policy:
            self.report.gap(
                "the keys of log and witnesses (--policy), without which signatures prove nothing"
            )
        try:
            trusted = [head for head in (*present, *self.kept.checkpoints) if self._trusts(head)]
        except Forged as fault:
            self.report.differs(of_entry(present[-1].size, str(fault)))
            return
        of_this = [head for head in present if head.origin == present[0].origin]
        newest = max(of_this, key=lambda head: head.size)
        if self.policy and newest in trusted:
            self._witnessed(newest, self.policy)
        self._compare(present, newest)
        if tiles:
            self._entries(newest, tiles)

    def _served_stamps(self, tiles: Tiles) -> list[tuple[str, Stamp, Checkpoint]]:
        """The log's latest stamp by each authority of the policy, and of which checkpoint."""
        trusted = {
            each.certificate: each.name for each in (self.policy.authorities if self.policy else ())
        }
        found = []
        for name, day in sorted(self._listed_stamps(tiles).items() if trusted else ()):
            raw, note = (
                tiles.get(f"stamps/{day}/{each}") for each in (f"{name}.tsr", "checkpoint")
            )
            if raw is None or note is None:
                self.report.gap(f"the time stamp by {name} of {day}, which the log lists")
                continue
            stamp = Stamp.read(raw)
            signers = {hashlib.sha256(each).hexdigest() for each in stamp.certificates}
            if signers & trusted.keys():  # otherwise by one that the reader does not know
                trusted = {key: each for key, each in trusted.items() if key not in signers}
                head = Checkpoint.read(note.decode("utf-8", "replace"))
                found.append((f"by {name} of {day}", stamp, head))
        for name in sorted(set(trusted.values())):
            self.report.gap(f"a time stamp of the log by {printable(name)}")
        return found

    def _listed_stamps(self, tiles: Tiles) -> dict[str, str]:
        """The last day of each authority."""
        lines = (tiles.get("stamps/list") or b"").decode("utf-8", "replace").splitlines()
        latest = {}
        for line in lines:
            read = STAMPED.fullmatch(line)
            if not read:
                raise Unreadable("the log's list of time stamps can't be read")
            latest[read[2]] = read[1]
        return latest

    def _trusts(self, head: Checkpoint) -> bool:
        if not self.policy:
            return False
        if self._is_signed(head):
            self._cosigned(head)
            return True
        self.report.differs(
            of_entry(
                head.size, f"no log of the policy signed the checkpoint of {printable(head.origin)}"
            )
        )
        return False

    def _witnessed(self, head: Checkpoint, policy: Policy) -> None:
        cosigned = self._cosigned(head)
        self.report.write(f"Log {printable(head.origin)}, {head.size} entries")
        self.report.say("Its checkpoint is signed by the log.")
        for name, at in sorted(cosigned.items()):
            self.report.say(
                f"Witnessed by {printable(policy.witnesses[name].name)} on {moment(at)}."
            )
        if not policy.is_reached(set(cosigned)):
            self.report.gap(
                f"witnesses: {len(cosigned)} signed this checkpoint, and your policy asks for more"
            )
        elif policy.quorum != "none":
            self.report.say("These are as many witnesses as your policy asks for.")

    def _compare(self, present: Sequence[Checkpoint], newest: Checkpoint) -> None:
        of_earlier_logs = [
            old for old in (*self.kept.checkpoints, *present) if old.origin != newest.origin
        ]
        if of_earlier_logs:
            self._compare_earlier_logs(of_earlier_logs, newest)
        for old in (*self.kept.checkpoints, *present):
            if old.origin != newest.origin:
                continue
            kept = "that you kept" if old in self.kept.checkpoints else "given"
            if old.size == newest.size:
                if old.root != newest.root:
                    self.report.differs(
                        of_entry(
                            old.size,
                            f"the log signed two different trees of {old.size} entries: it shows one past to some"
                            " and another to others (keep both checkpoints: they are the evidence)",
                        )
                    )
            elif old.size > newest.size:
                self.report.differs(
                    of_entry(
                        newest.size,
                        f"the log has {newest.size} entries, and had {old.size}: rolled back",
                    )
                )
            elif self.tiles is None:
                self.report.gap(
                    f"the log (--log), to compare the checkpoint of {old.size} entries {kept}"
                )
            elif self._continues(old, newest.size, newest.root, self.tiles):
                self.report.say(
                    f"The log still begins with the {old.size} entries of the checkpoint {kept}."
                )
            else:
                self.report.differs(
                    of_entry(
                        old.size - 1,
                        f"at or before this one the log was rewritten: it does not begin with the {old.size}"
                        f" entries of the checkpoint {kept}",
                    )
                )

    def _compare_earlier_logs(self, olds: Sequence[Checkpoint], newest: Checkpoint) -> None:
        """With the logs that this one continues after restores, one after the other."""
        ended = None
        # Whether every log back to the first could be read.
        is_followed = bool(self.tiles and newest.size)
        if self.tiles and newest.size:
            ended = read_continuation(self.tiles.first_entry(newest.size, newest.root))
        compared: list[Checkpoint] = []
        earlier = list(self.earlier)
        while ended:
            of_it = [old for old in olds if old.origin == ended.origin]
            tiles = earlier.pop() if earlier else None
            if of_it:
                self.report.say(
                    f"The log {printable(ended.origin)} was continued after a restore, from its"
                    f" {ended.size} entries, in {printable(newest.origin)}."
                )
            for old in of_it:
                self._compare_ended(old, ended, tiles)
            compared += of_it
            is_followed = is_followed and tiles is not None
            first = tiles.first_entry(ended.size, ended.root) if tiles else b""
            ended = read_continuation(first)
        for old in olds:
            if old in compared:
                continue
            # Of the same newsroom, as its signature says.
            if is_followed and self._is_signed(old):
                self.report.differs(
                    of_entry(
                        0,
                        f"the log {printable(old.origin)} had {old.size} entries, and the present log,"
                        f" {printable(newest.origin)}, does not continue it: it was dropped, with all that it had",
                    )
                )
            else:
                self.report.gap(
                    f"a checkpoint of {printable(newest.origin)} to compare: one is of another log, which this"
                    " one is not known to continue"
                )

    def _compare_ended(self, old: Checkpoint, ended: Ended, tiles: Tiles | None) -> None:
        if old.size > ended.size:
            self.report.differs(
                of_entry(
                    ended.size,
                    f"the log had {old.size} entries, and is continued from {ended.size} of them: rolled back",
                )
            )
        elif old.size < ended.size and tiles is None:
            self.report.gap(
                f"the log {printable(ended.origin)}, to compare its checkpoint of {old.size} entries"
            )
        else:
            if not self._continues(old, ended.size, ended.root, tiles):
                self.report.differs(
                    of_entry(
                        max(old.size - 1, 0),
                        "at or before this one the log was rewritten before it was continued after a restore",
                    )
                )

    def _continues(
        self, old: Checkpoint, new_size: int, new_root: bytes, tiles: Tiles | None
    ) -> bool:
        proof = tiles.consistency(old.size, new_size) if tiles else []
        if is_consistent(old.size, new_size, old.root, new_root, proof):
            return True
        # Files that don't lead to what was signed show nothing about the log.
        if tiles and old.size < new_size and not tiles.lead_to(new_root, new_size, old.size):
            raise Unreadable(
                "the files of the log don't lead to what it signed: try it again later"
            )
        return False

    def _stamped(self, name: str, stamp: Stamp, of: Sequence[Checkpoint]) -> None:
        """A checkpoint existed when an authority of the policy stamped it, or its file."""
        authorities = self.policy.authorities if self.policy else []
        if not authorities:
            self.report.gap(
                "an authority in your policy, without which a time stamp proves nothing"
            )
            return
        heads = {head.note: head for head in of}
        faults = []
        for head in heads.values():
            for message in (head.text, head.note):
                for authority in authorities:
                    fault = stamp.fault(message.encode(), authority)
                    if not fault:
                        self.report.say(
                            f"{printable(authority.name)} stamped the checkpoint of {head.size} entries:"
                            f" it existed on {moment(stamp.at)}."
                        )
                        return
                    faults.append(fault)
        if not heads:
            self.report.gap(f"the checkpoint that {printable(name)} is a stamp of")
            return
        # A fault of its own says more than that it is of another checkpoint.
        of_this = [fault for fault in faults if fault != ANOTHER] or [ANOTHER]
        size = max(head.size for head in heads.values())
        self.report.differs(
            of_entry(size, f"the time stamp {printable(name)} does not hold: {of_this[0]}")
        )

    def _entries(self, head: Checkpoint, tiles: Tiles) -> None:
        """Every entry of the log, beside what was saved and kept."""
        hashes: list[bytes] = []
        withheld: set[int] = set()
        keys = LoggedKeys()
        positions: dict[int, int] = {}
        epochs = Epochs()
        last = 0
        for index, entry in every_entry(head.size, tiles):
            hashes.append(leaf_hash(entry))
            self.report.differs(*keys.take(index, entry))
            epochs.take(index, entry)
            found = read_entry(entry)
            if found.kind == "publication":
                if found.number != last + 1:
                    epochs.jumps.append((last, found.number, index))
                self._logged(index, found)
                last = max(last, found.number)
                positions[found.number] = index
                if found.number in self.dates:
                    self._dated(found.number, self.dates[found.number], index, head.origin)
            elif found.kind in ("withheld", "restored"):
                (withheld.add if found.kind == "withheld" else withheld.discard)(found.number)
        if root_of(hashes) != head.root:
            self.report.differs(
                of_entry(0, "the entries that the log gives are not those that it signed")
            )
            return
        self.report.say(
            f"Its {head.size} entries are those that it signed; the last publication is {last}."
        )
        self.lost, self.is_read = epochs.lost(), True
        self.report.differs(*epochs.differences(positions))
        self._missing(last, head)
        # A log that goes on begins with all publications before it: their order among keys is the earlier log's.
        before = max(self.lost, default=0)
        if any(each.number <= before for each in self.signed):
            self.report.gap(EARLIER_LOG)
        self._keys(keys, positions, head, before)
        for number in sorted(self.withheld - withheld):
            self.report.differs(
                of_publication(
                    number, "you kept its words; they are withheld now, and the log does not say so"
                )
            )

    def _missing(self, last: int, head: Checkpoint) -> None:
        """What was given or kept is there after the log's last publication, or the other way round."""
        for number in sorted(self.present):
            if number > last:
                self.report.gap(f"publication {number} in the log: its checkpoint is older")
        lost = [number for number in self.kept.hashes if number > last]
        if lost and any(
            old.origin == head.origin and old.size > head.size for old in self.kept.checkpoints
        ):
            self.report.differs(
                of_publication(min(lost), "you kept it, and the log was rolled back to before it")
            )
        if self.whole_to and last > self.whole_to:
            self.report.differs(
                of_publication(
                    self.whole_to + 1, "the log has it, and the export lacks it and what follows"
                )
            )

    def _keys(
        self, keys: LoggedKeys, positions: dict[int, int], head: Checkpoint, before: int
    ) -> None:
        """Keys count from their enrolment in the log on, until it says that they were revoked.

        Up to number ``before`` an earlier log says in which order that was.
        """
        checked = set()
        for signed in self.signed:
            at = positions.get(signed.number) if signed.number > before else None
            if at is None:  # not in the log, or of an earlier one, which is said
                continue
            for key in signed.keys:
                fault = keys.fault(key, signed.public_keys.get(key), at)
                if fault:
                    self.report.differs(of_publication(signed.number, fault))
                    continue
                checked.add(key)
                revoked = keys.revoked.get(key, at)
                if revoked >= at or self._was_signed(revoked, key, signed, positions, before):
                    continue
                is_all_known = (
                    self.whole_to >= signed.number and signed.claim not in self.claims_withheld
                )
                if signed.is_new or is_all_known:
                    self.report.differs(
                        of_publication(
                            signed.number,
                            f"key {printable(key)}, with which it is signed, was revoked before"
                            f" (entry {revoked})",
                        )
                    )
                else:
                    self.report.gap(
                        f"an earlier version of claim {signed.claim}: key {printable(key)}, which signed it,"
                        f" was revoked before publication {signed.number} (entry {revoked}); save"
                        " /api/v1/export/publications.ndjson too"
                    )
        if checked:
            self.report.say(
                f"Keys that signed what you gave: {len(checked)}; each was enrolled in the log before."
            )
        sizes = [each.size for each in self.kept.checkpoints if each.origin == head.origin]
        for key, (index, _public) in keys.enrolled.items():
            if sizes and index >= max(sizes):
                self.report.say(
                    f"Enrolled since the checkpoint that you kept: key {printable(key)} (entry {index})."
                )

    def _was_signed(
        self, revoked: int, key: str, signed: SignedWith, positions: dict[int, int], before: int
    ) -> bool:
        """Whether this version was published with the key before that was revoked, as far as this log says."""
        numbers = [
            each.number
            for each in (*self.signed, *self.kept.signed)
            if (each.claim, each.version) == (signed.claim, signed.version)
            and key in each.keys
            and each.number in positions
        ]
        if any(number > before and positions[number] < revoked for number in numbers):
            return True
        is_from_before = any(number <= before for number in numbers)
        if is_from_before:
            self.report.gap(EARLIER_LOG)
        return is_from_before

    def _logged(self, index: int, found: Entry) -> None:
        for where, hashes in (("you kept", self.kept.hashes), ("the site gives", self.present)):
            if hashes.get(found.number, found.sha256) != found.sha256:
                self.report.differs(
                    of_publication(
                        found.number, f"the log has another than {where} (entry {index})"
                    )
                )


def root_of(hashes: Sequence[bytes]) -> bytes:
    level = list(hashes)
    if not level:
        return hashlib.sha256(b"").digest()
    while len(level) > 1:
        pairs = [node_hash(*level[at : at + 2]) for at in range(0, len(level) - 1, 2)]
        level = pairs + level[2 * len(pairs) :]
    return level[0]


def every_entry(size: int, tiles: Tiles) -> Iterator[tuple[int, bytes]]:
    for first in range(0, size, 256):
        width = min(256, size - first)
        bundle = tiles.tile("entries", first >> 8, width)
        yield from enumerate(bundled(bundle, width), first)


def bundled(raw: bytes, width: int) -> list[bytes]:
    """The first entries of a bundle (c2sp.org/tlog-tiles)."""
    entries: list[bytes] = []
    at = 0
    while at < len(raw) and len(entries) < width:
        end = at + 2 + int.from_bytes(raw[at : at + 2], "big")
        entries.append(raw[at + 2 : end])
        at = end
    if len(entries) < width or at > len(raw):
        raise Unreadable("a bundle of the log's entries ends too early")
    return entries


# Entries of the log

# Numbers after the first, up to the second, were lost in a restore.
EPOCH = re.compile(rb"epoch (0|[1-9][0-9]{0,17}) (0|[1-9][0-9]{0,17})")
CONTINUES = re.compile(rb"continues ([!-~]{1,200}) ([1-9][0-9]{0,17}) ([0-9a-f]{64})")


class Ended(NamedTuple):
    """The last checkpoint of a log that another one continues after a restore."""

    origin: str
    size: int
    root: bytes


def read_continuation(entry: bytes) -> Ended | None:
    found = CONTINUES.fullmatch(entry)
    if not found:
        return None
    return Ended(found[1].decode(), int(found[2]), bytes.fromhex(found[3].decode()))


# What says in which order keys and publications before a restore came.
EARLIER_LOG = "the log before the restore, which says when keys were enrolled"


class Epochs:
    """Which numbers were lost in restores, as a log says that continues another."""

    def __init__(self) -> None:
        self.continues = False
        self.stated: dict[int, int] = {}  # the last one before, and the last of them
        self.jumps: list[tuple[int, int, int]] = []  # the number before, a number, its entry
        self.ranges: list[tuple[int, int, int]] = []  # both numbers as stated, the entry

    def take(self, index: int, entry: bytes) -> None:
        if not index:
            self.continues = read_continuation(entry) is not None
        if found := EPOCH.fullmatch(entry):
            last, after = int(found[1]), int(found[2])
            self.stated[last] = max(after, self.stated.get(last, 0))
            self.ranges.append((last, after, index))

    def lost(self) -> dict[int, int]:
        return self.stated if self.continues else {}

    def differences(self, positions: dict[int, int]) -> Iterator[Difference]:
        """``positions``: the entries of the publications that the log has."""
        for last, after, index in self.ranges if self.continues else ():
            if last and last not in positions:
                yield of_entry(
                    index,
                    f"it says that a restore lost what came after publication {last}, which the log lacks",
                )
            if there := [number for number in positions if last < number <= after]:
                yield of_publication(
                    min(there),
                    f"the log has it (entry {positions[min(there)]}), and says that a restore lost it"
                    f" (entry {index})",
                )
        for before, number, index in self.jumps:
            if self.lost().get(before, before) != number - 1:
                yield of_publication(
                    number, f"the log has it after number {before} (entry {index})"
                )


def in_words(numbers: range) -> str:
    if len(numbers) == 1:
        return f"number {numbers.start}"
    return f"numbers {numbers.start} to {numbers.stop - 1}"


class Entry(NamedTuple):
    kind: str
    number: int
    sha256: bytes


def entry_of(row: Row) -> bytes:
    return f"publication {row.number} {row.sha256}".encode()


def read_entry(entry: bytes) -> Entry:
    found = re.fullmatch(
        rb"(publication|withheld|restored) ([1-9][0-9]*)(?: ([0-9a-f]{64}))?", entry
    )
    if not found:
        return Entry("other", 0, b"")
    return Entry(found[1].decode(), int(found[2]), bytes.fromhex((found[3] or b"").decode()))


class LoggedKeys:
    """The keys with which people sign, as the log enrols and revokes them."""

    def __init__(self) -> None:
        self.enrolled: dict[str, tuple[int, str]] = {}  # pseudonym: entry, public key
        self.revoked: dict[str, int] = {}

    def take(self, index: int, entry: bytes) -> Iterator[Difference]:
        found = re.fullmatch(rb"(enrolled|revoked) ([!-~]{1,100}) ([A-Za-z0-9+/=]+)", entry)
        if not found:
            return
        key, public = found[2].decode(), found[3].decode()
        known = self.enrolled.get(key)
        if found[1] == b"enrolled":
            if known:
                yield of_entry(
                    index, f"key {printable(key)} is enrolled again; entry {known[0]} was the first"
                )
            self.enrolled.setdefault(key, (index, public))
        elif known is None or known[1] != public:
            yield of_entry(index, f"key {printable(key)} is revoked, and was not enrolled so")
        else:
            self.revoked.setdefault(key, index)

    def fault(self, key: str, public: str | None, position: int) -> str:
        """Why a publication in this position can't be signed with the key; empty: it can."""
        known = self.enrolled.get(key)
        name = f"key {printable(key)}, with which it is signed,"
        if known is None:
            return f"{name} was never enrolled in the log"
        if known[0] > position:
            return f"{name} was enrolled in the log only after it (entry {known[0]})"
        if public is not None and public != known[1]:
            return f"{name} is another than the log enrolled under that name (entry {known[0]})"
        return ""


# The command


def main(arguments: Sequence[str] | None = None, write: Callable[[str], object] = print) -> int:
    parser = argparse.ArgumentParser(
        prog="verify.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("saved", nargs="+", metavar="SAVED")
    parser.add_argument("--kept", action="append", default=[], metavar="FILE")
    parser.add_argument("--policy", metavar="FILE")
    parser.add_argument("--log", metavar="FOLDER-OR-ADDRESS")
    parser.add_argument("--stamp", action="append", default=[], metavar="FILE")
    given = parser.parse_args(arguments)
    report = Report(write)
    policy = None
    name = given.policy or ""
    try:
        if given.policy:
            policy = Policy.read(Path(name).read_text(encoding="utf-8"))
        check = Check(policy, Tiles(given.log) if given.log else None, report)
        for name in given.kept:  # the name stands before what can't be read of it
            check.keep(Saved.open(name))
        for name in given.stamp:
            check.stamps.append((name, Stamp.read(Path(name).read_bytes())))
        saved = [Saved.open(name := each) for each in given.saved]
        name = ""
        check.check(saved)
    except (Unreadable, OSError, UnicodeDecodeError) as fault:
        report.unread.append(f"{printable(name)}: {fault}" if name else str(fault))
    except Forged as fault:
        report.differs(of_entry(0, str(fault)))
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
