"""The key of the log: in a file, or kept by the operator's own command."""

import os
import shlex
import subprocess
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from claims.transparency.notes import ED25519, Sign, VerifierKey

PATIENCE = 60  # seconds for the operator's command


class NoKey(Exception):
    """The key can't be used. The message says why."""


class SigningKey(NamedTuple):
    public: bytes
    sign: Sign

    def of(self, name: str) -> VerifierKey:
        return VerifierKey(name, ED25519, self.public)


def load(file: Path, command: str = "") -> SigningKey:
    """A PEM file with a private key; or with a public one, and the command that signs with its private one:
    it reads what is to be signed from standard input and writes the 64 bytes of the signature.
    """
    try:
        content = file.read_bytes()
        if command:
            public = serialization.load_pem_public_key(content)
            if not isinstance(public, Ed25519PublicKey):
                raise NoKey(f"{file} is not an Ed25519 public key.")
            return SigningKey(public.public_bytes_raw(), _by(command))
        private = serialization.load_pem_private_key(content, None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise NoKey(f"The key of the log, {file}, can't be read: {error}") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise NoKey(f"{file} is not an Ed25519 private key.")
    return SigningKey(private.public_key().public_bytes_raw(), private.sign)


def make(file: Path) -> None:
    """A new key that only its owner can read. Raises FileExistsError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    content = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "wb") as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())


def _by(command: str) -> Sign:
    def sign(content: bytes) -> bytes:
        try:
            done = subprocess.run(
                shlex.split(command),
                input=content,
                capture_output=True,
                check=True,
                timeout=PATIENCE,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise NoKey(f"The command that signs for the log failed: {error}") from error
        if len(done.stdout) != 64:
            raise NoKey("The command that signs for the log wrote no signature of 64 bytes.")
        return done.stdout

    return sign
