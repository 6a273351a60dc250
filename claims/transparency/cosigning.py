"""A log asks its witnesses to sign its checkpoint (c2sp.org/tlog-witness), and puts their signatures below it."""

import base64
import json
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import httpcore

from claims.transparency import tree
from claims.transparency.checkpoints import Checkpoint
from claims.transparency.log import CHECKPOINT
from claims.transparency.notes import BadNote, Note, Signature
from claims.transparency.policy import Policy, Witness
from claims.transparency.tiles import Files, TiledTree

logger = logging.getLogger(__name__)

SIZES = "signer/witnesses"  # of the checkpoint that each signed last, by its verifier key
PATIENCE = 10.0  # seconds for a witness
AGAIN_AFTER = 60.0  # seconds, where one did not sign
ANEW_AFTER = 24 * 3600.0  # seconds: a signature says when the witness saw the log last
LONGEST_ANSWER = 100_000  # bytes


class NotSigned(Exception):
    """The witness gave no signature. The message says why."""


class Answer(NamedTuple):
    status: int
    body: str


Post = Callable[[str, bytes], Answer]


def post(url: str, body: bytes) -> Answer:
    """Raises NotSigned where nothing answers."""
    patience = dict.fromkeys(("connect", "read", "write", "pool"), PATIENCE)
    try:
        with httpcore.stream(
            "POST",
            url,
            headers={"Content-Type": "text/plain; charset=utf-8"},
            content=body,
            extensions={"timeout": patience},
        ) as answer:
            content = b""
            for part in answer.iter_stream():
                content += part
                if len(content) > LONGEST_ANSWER:
                    raise NotSigned("Its answer is too long.")
            return Answer(answer.status, content.decode("utf-8", "replace"))
    except (
        httpcore.NetworkError,
        httpcore.TimeoutException,
        httpcore.ProtocolError,
        httpcore.UnsupportedProtocol,
        OSError,
        ValueError,
    ) as error:
        raise NotSigned(f"It did not answer: {error}") from error


class Cosigning:
    """Of the log in these files, by the witnesses of this policy that have an address."""

    def __init__(self, policy: Policy, files: Files, send: Post = post) -> None:
        self.files = files
        self.send = send
        self.witnesses = {name: each for name, each in policy.witnesses.items() if each.url}
        self.policy = policy
        self.requested, self.requested_at = "", float("-inf")
        self.is_complete = False

    def keep_up(self) -> None:
        """Ask for what is missing, if it is time. Call it whenever the log may have grown."""
        if not self.witnesses:
            return
        text = Note.read(self.files.read(CHECKPOINT).decode()).text
        waited = time.monotonic() - self.requested_at
        if text == self.requested and waited < (ANEW_AFTER if self.is_complete else AGAIN_AFTER):
            return
        self.requested, self.requested_at = text, time.monotonic()
        self.is_complete = self.ask() == set(self.witnesses)

    def ask(self) -> set[str]:
        """The names of those that signed the present checkpoint; it is written with their signatures."""
        note = Note.read(self.files.read(CHECKPOINT).decode())
        sizes = self._sizes()
        found: dict[str, Signature] = {}
        with ThreadPoolExecutor(len(self.witnesses)) as pool:
            pending = {
                name: pool.submit(self._ask, each, note, sizes.get(str(each.key), 0))
                for name, each in self.witnesses.items()
            }
        for name, answer in pending.items():
            try:
                found[name] = answer.result()
            except (NotSigned, BadNote, tree.NotProven, OSError) as error:
                logger.warning("The witness %s did not sign: %s", name, error)
        size = Checkpoint.read(note.text).size
        sizes |= {str(self.witnesses[name].key): size for name in found}
        self.files.write(SIZES, json.dumps(sizes).encode())
        self._write(note, found)
        if not self.policy.is_reached(found):
            logger.error("Too few witnesses have signed the checkpoint of %s leaves.", size)
        return set(found)

    def _write(self, note: Note, found: dict[str, Signature]) -> None:
        """In place of what these witnesses signed before; what others did stays."""
        signatures = [
            each
            for each in note.signatures
            if not any(each.is_by(self.witnesses[name].key) for name in found)
        ]
        cosigned = Note(note.text, (*signatures, *found.values()))
        self.files.write(CHECKPOINT, str(cosigned).encode())

    def _ask(self, witness: Witness, note: Note, old: int) -> Signature:
        answer = self._post(witness, note, old)
        if answer.status == 409:
            # It knows better which one it signed last.
            size = answer.body.strip()
            if not (size.isascii() and size.isdecimal() and len(size) < 19):
                raise NotSigned("It names no size.")
            answer = self._post(witness, note, int(size))
        if answer.status != 200:
            raise NotSigned(f"{answer.status} {answer.body.strip()[:200]}")
        for each in Note.read(f"{note.text}\n{answer.body}").signatures:
            if each.is_by(witness.key):
                witness.key.check(note.text, each.signature)
                return each
        raise NotSigned("Its signature is of another key.")

    def _post(self, witness: Witness, note: Note, old: int) -> Answer:
        new = Checkpoint.read(note.text)
        if old > new.size:
            raise NotSigned(
                f"It has signed a checkpoint of {old} leaves; this log has {new.size}. Restore the newer log."
            )
        proof = tree.consistency_proof(old, new.size, TiledTree(self.files, new.size).subtree)
        lines = [f"old {old}", *(base64.b64encode(each).decode() for each in proof)]
        body = "\n".join([*lines, "", str(note)])
        return self.send(f"{witness.url}/add-checkpoint", body.encode())

    def _sizes(self) -> dict[str, int]:
        try:
            found: dict[str, int] = json.loads(self.files.read(SIZES))
        except (FileNotFoundError, ValueError):
            return {}
        return found
