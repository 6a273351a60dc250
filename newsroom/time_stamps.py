"""Time stamps (RFC 3161): which authorities are trusted, what they are sent, and what their answers prove.

An authority signs that it saw a hash at a time. Its answer holds here only if the very certificate signed it
that the settings name: whoever else has a certificate under the same root can't stamp in its name. Nothing
here asks the network; ``sources.time_stamping`` does.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.utils.translation import gettext as _
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

LARGEST = 100_000  # bytes of an answer
NO_ADDRESS = "-"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,49}")
_OID = re.compile(r"[0-2](\.(0|[1-9][0-9]{0,19})){1,20}")
_HASHES = {
    "2.16.840.1.101.3.4.2.1": hashlib.sha256,
    "2.16.840.1.101.3.4.2.2": hashlib.sha384,
    "2.16.840.1.101.3.4.2.3": hashlib.sha512,
}


class BadAuthorities(Exception):
    """The file of the authorities can't be read. The message says which line, and why."""


class BadStamp(Exception):
    """An answer proves nothing. The message says why."""


@dataclass(frozen=True)
class Authority:
    """``certificates``: the one that signs, then those of its issuers up to a root. ``address``: empty where
    it is asked no more, and only its earlier stamps are trusted. ``policy``: an OID, or empty for any.
    """

    name: str
    address: str
    certificates: tuple[x509.Certificate, ...]
    policy: str = ""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate that signs, in hex."""
        return hashlib.sha256(self.certificates[0].public_bytes(Encoding.DER)).hexdigest()

    def in_policy(self) -> str:
        """The line that tells tools/verify.py to trust it."""
        ending = f" policy {self.policy}" if self.policy else ""
        return f"# authority {self.name} {self.fingerprint}{ending}\n"


class Stamp(NamedTuple):
    """What an answer that holds says."""

    authority: str
    at: datetime
    policy: str


class Query(NamedTuple):
    """What an authority is sent; ``nonce``: what its answer must repeat."""

    body: bytes
    nonce: int


# The authorities


def authorities() -> tuple[Authority, ...]:
    """Those of the settings, in their order; several lines may have one name. Raises BadAuthorities."""
    path: Path | None = settings.TIME_STAMP_AUTHORITIES
    if path is None:
        return ()
    try:
        return _read_file(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise BadAuthorities(f"{path} can't be read: {error.strerror}.") from error


def in_use() -> tuple[Authority, ...]:
    """Those that stamp what is new."""
    return tuple(each for each in authorities() if each.address)


@lru_cache(maxsize=2)
def _read_file(path: Path, _changed: int) -> tuple[Authority, ...]:
    try:
        text = path.read_text(encoding="utf-8")
    except ValueError as error:
        raise BadAuthorities(f"{path} is not UTF-8.") from error
    found: list[Authority] = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        try:
            found.append(_authority(words, path.parent))
            _require_different(found)
        except BadAuthorities as error:
            raise BadAuthorities(f"Line {number} of {path}: {error}") from error
    return tuple(found)


def _authority(words: list[str], folder: Path) -> Authority:
    match words:
        case ["authority", name, address, file]:
            policy = ""
        case ["authority", name, address, file, "policy", policy] if _OID.fullmatch(policy):
            pass
        case _:
            raise BadAuthorities("A line is: authority NAME ADDRESS PEM-FILE [policy OID].")
    if not NAME.fullmatch(name):
        raise BadAuthorities("A name has letters, digits, dots and hyphens, 50 at most.")
    if address != NO_ADDRESS and not re.match("https?://", address):
        raise BadAuthorities("An address starts with http:// or https://; - is none.")
    try:
        certificates = x509.load_pem_x509_certificates((folder / file).read_bytes())
    except OSError as error:
        raise BadAuthorities(f"{file} can't be read: {error.strerror}.") from error
    except ValueError as error:
        raise BadAuthorities(f"{file} has no certificates in PEM.") from error
    if certificates[-1].issuer != certificates[-1].subject:
        raise BadAuthorities(
            f"{file} ends with a certificate that is no root: add its issuers up to the root."
        )
    return Authority(name, "" if address == NO_ADDRESS else address, tuple(certificates), policy)


def _require_different(found: list[Authority]) -> None:
    *before, last = found
    if last.address and last.name in {each.name for each in before if each.address}:
        raise BadAuthorities(f"{last.name} is asked at another address already.")
    if (last.name, last.fingerprint) in {(each.name, each.fingerprint) for each in before}:
        raise BadAuthorities("This certificate stands here already.")


# Requests and answers


def query(data: bytes) -> Query:
    """A new request to stamp the SHA-256 of this data, with the certificate in the answer."""
    made = TimestampRequestBuilder(data, HashAlgorithm.SHA256).build()
    if made.nonce is None:
        raise RuntimeError("A request has a nonce.")
    return Query(made.as_bytes(), made.nonce)


def verify(
    answer: bytes, data: bytes, trusted: Iterable[Authority], nonce: int | None = None
) -> Stamp:
    """What it proves of this data, by one of these authorities. Raises BadStamp.

    ``nonce``: of the request, where it is the answer to one.
    """
    if len(answer) > LARGEST:
        raise BadStamp(_("The answer is too long for a time stamp."))
    try:
        response = decode_timestamp_response(_with_sorted_certificates(answer))
        return _verified(response, data, trusted, nonce)
    except BadStamp:
        raise
    except Exception as error:  # the library reads late, and raises many kinds for what is damaged
        raise BadStamp(_("The answer is not a time stamp.")) from error


def _verified(
    response: TimeStampResponse, data: bytes, trusted: Iterable[Authority], nonce: int | None
) -> Stamp:
    if response.status != PKIStatus.GRANTED:
        reason = "; ".join(response.status_string)[:200]
        raise BadStamp(_("The authority refused to stamp it: %(reason)s") % {"reason": reason})
    info = response.tst_info
    imprint = info.message_imprint
    hashed = _HASHES.get(imprint.hash_algorithm.dotted_string)
    if hashed is None or hashed(data).digest() != imprint.message:
        raise BadStamp(_("It is a stamp of something else."))
    if nonce is not None and info.nonce != nonce:
        raise BadStamp(_("It is the answer to another request."))
    named = [each for each in trusted if _signed_by(response, each)]
    if not named:
        raise BadStamp(_("Another certificate than the trusted one signed it."))
    policy = info.policy.dotted_string
    authority = next((each for each in named if each.policy in ("", policy)), None)
    if authority is None:
        raise BadStamp(
            _("It was made under policy %(made)s, not %(expected)s.")
            % {"made": policy, "expected": named[0].policy}
        )
    signing, *issuers = authority.certificates
    verifier = VerifierBuilder(
        tsa_certificate=signing, intermediates=issuers[:-1], roots=issuers[-1:] or [signing]
    ).build()
    try:
        verifier.verify(response, imprint.message)
    except VerificationError as error:
        raise BadStamp(_("Its signature does not hold.")) from error
    return Stamp(authority.name, info.gen_time.astimezone(UTC), policy)


def _signed_by(response: TimeStampResponse, authority: Authority) -> bool:
    """Whether it says so; the signature is checked with that certificate."""
    signing = authority.certificates[0]
    der = signing.public_bytes(Encoding.DER)
    signers = response.signed_data.signer_infos
    embedded = response.signed_data.certificates
    return (
        len(signers) == 1
        and all(
            (each.issuer, each.serial_number) == (signing.issuer, signing.serial_number)
            for each in signers
        )
        and (not embedded or der in embedded)
    )


# The library reads DER alone, in which a set is sorted; OpenSSL, with which many authorities work, writes the
# certificates of a stamp unsorted. They are not part of what is signed.

_CERTIFICATES = 0xA0


class _Element(NamedTuple):
    tag: int
    start: int
    content: int
    end: int


def _elements(raw: bytes, start: int, end: int) -> list[_Element]:
    """Of DER. Raises IndexError, and ValueError where one ends outside."""
    found = []
    while start < end:
        content, length = start + 2, raw[start + 1]
        if length & 0x80:
            content += length & 0x7F
            length = int.from_bytes(raw[start + 2 : content])
        if content + length > end:
            raise ValueError("An element ends outside of what it is part of.")
        found.append(_Element(raw[start], start, content, content + length))
        start = content + length
    return found


def _with_sorted_certificates(answer: bytes) -> bytes:
    """The answer, its certificates in the order of DER; as it is where it has no token."""
    (whole,) = _elements(answer, 0, len(answer))
    parts = _elements(answer, whole.content, whole.end)
    if len(parts) < 2:
        return answer
    _kind, wrapped = _elements(answer, parts[1].content, parts[1].end)
    (signed,) = _elements(answer, wrapped.content, wrapped.end)
    for each in _elements(answer, signed.content, signed.end):
        if each.tag == _CERTIFICATES:
            certificates = sorted(
                answer[one.start : one.end] for one in _elements(answer, each.content, each.end)
            )
            return answer[: each.content] + b"".join(certificates) + answer[each.end :]
    return answer
