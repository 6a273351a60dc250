"""Signed notes (c2sp.org/signed-note), and witnesses' cosignatures (c2sp.org/tlog-cosignature)."""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519 = 1
COSIGNATURE = 4

LONGEST_NOTE = 100_000  # bytes; 16 signatures of the largest kind fit
_SIGNATURE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
_NAME = re.compile(r"[^\s+]+")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")

# Signs bytes with Ed25519: a key, or an operator's command.
Sign = Callable[[bytes], bytes]


class BadNote(Exception):
    """A note or key that can't be read, or whose signature is wrong. The message says which."""


@dataclass(frozen=True)
class VerifierKey:
    """Who signs, under which name, with which kind of signature."""

    name: str
    kind: int
    public: bytes  # 32 bytes

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise BadNote("The name of a key has neither spaces nor plus signs.")
        if self.kind not in (ED25519, COSIGNATURE) or len(self.public) != 32:
            raise BadNote("Only Ed25519 keys are known.")

    @property
    def key_id(self) -> bytes:
        content = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(content).digest()[:4]

    def __str__(self) -> str:
        """As a verifier key: name+id+key."""
        public = base64.b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{public}"

    @classmethod
    def read(cls, text: str) -> Self:
        name, plus, rest = text.strip().partition("+")
        key_id, plus_too, public = rest.partition("+")
        if not (plus and plus_too):
            raise BadNote("A verifier key looks like name+id+key.")
        content = _base64(public)
        key = cls(name, content[0] if content else 0, content[1:])
        if key.key_id.hex() != key_id:
            raise BadNote(f"The id in the verifier key of {name} doesn't belong to that key.")
        return key

    def check(self, text: str, signature: bytes) -> int | None:
        """The seconds since 1970 that a cosignature states. Raises BadNote."""
        signed, stated = text.encode(), None
        if self.kind == COSIGNATURE:
            stated, signature = int.from_bytes(signature[:8]), signature[8:]
            signed = cosigned(text, stated)
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, signed)
        except InvalidSignature as error:
            raise BadNote(f"The signature of {self.name} is wrong.") from error
        return stated


@dataclass(frozen=True)
class Signature:
    name: str
    key_id: bytes
    signature: bytes

    def __str__(self) -> str:
        """The line, without its end."""
        return f"— {self.name} {base64.b64encode(self.key_id + self.signature).decode()}"

    def is_by(self, key: VerifierKey) -> bool:
        return (self.name, self.key_id) == (key.name, key.key_id)


@dataclass(frozen=True)
class Note:
    """A text that ends in a newline, and its signatures."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n" + "".join(f"{each}\n" for each in self.signatures)

    @classmethod
    def read(cls, content: str) -> Self:
        if len(content.encode(errors="surrogatepass")) > LONGEST_NOTE or _CONTROL.search(content):
            raise BadNote("The note is too long, or has control characters.")
        text, blank, lines = content.rpartition("\n\n")
        if not blank or not lines.endswith("\n"):
            raise BadNote("A note is text, an empty line and signatures.")
        signatures = []
        for line in lines[:-1].split("\n"):
            found = _SIGNATURE.fullmatch(line)
            content_of = _base64(found[2]) if found else b""
            if not found or len(content_of) < 5:
                raise BadNote("A line of the signatures can't be read.")
            signatures.append(Signature(found[1], content_of[:4], content_of[4:]))
        return cls(text + "\n", tuple(signatures))

    def check(self, key: VerifierKey) -> int | None:
        """That it is signed with this key; a cosignature's time. Raises BadNote."""
        signatures = [each for each in self.signatures if each.is_by(key)]
        if not signatures:
            raise BadNote(f"{key.name} has not signed this note.")
        times = [key.check(self.text, each.signature) for each in signatures]
        return times[0]

    def with_signature(self, signature: Signature) -> Self:
        return type(self)(self.text, (*self.signatures, signature))


def cosigned(text: str, at: int) -> bytes:
    """What a witness signs at this second since 1970."""
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def sign(text: str, key: VerifierKey, with_key: Sign) -> Note:
    """Raises BadNote where the key is not the one whose name and id the note would bear."""
    signature = with_key(text.encode())
    key.check(text, signature)
    return Note(text, (Signature(key.name, key.key_id, signature),))


def cosign(text: str, at: int, key: VerifierKey, with_key: Sign) -> Signature:
    signature = at.to_bytes(8) + with_key(cosigned(text, at))
    key.check(text, signature)
    return Signature(key.name, key.key_id, signature)


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadNote("This is not base64.") from error
