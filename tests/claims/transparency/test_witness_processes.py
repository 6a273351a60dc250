"""Two newsrooms on one machine witness each other: each witness a process of its own, as ``manage.py`` starts it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from claims.transparency.cosigning import Cosigning
from claims.transparency.log import CHECKPOINT
from claims.transparency.notes import COSIGNATURE, Note, VerifierKey
from claims.transparency.policy import Policy
from factcheck.database import BASE_DIR
from tests.claims.transparency.test_witness import Newsroom, key
from tools import verify

pytestmark = pytest.mark.long

PATIENCE = 120  # seconds; only so that a failure ends


@contextmanager
def witness_process(own: Newsroom, partner: Newsroom) -> Iterator[tuple[VerifierKey, str]]:
    """The partner's witness of this log: its key, which it makes itself, and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    files = [f"--key={partner.folder / 'w.pem'}", f"--folder={partner.folder / 'witness'}"]
    command = [sys.executable, "manage.py", "witness", f"--name={partner.witness_name}", *files]
    process = subprocess.Popen(
        [*command, f"--listen=127.0.0.1:{port}", str(key(own.origin))],
        cwd=BASE_DIR,
        env={**os.environ, "FACTCHECK_VAR": str(partner.folder)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        public = VerifierKey.read(process.stdout.readline().strip())
        ends = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert process.poll() is None
                assert time.monotonic() < ends
                time.sleep(0.05)
        yield public, f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)  # closes the pipe, too


def policy(witness: VerifierKey, address: str = "") -> str:
    return f"witness partner {witness} {address}".rstrip() + "\nquorum partner\n"


def test_two_newsrooms_witness_each_other_with_processes_of_their_own(tmp_path: Path) -> None:
    one, other = (Newsroom(name, tmp_path) for name in ("news.example", "partner.example"))
    for each in (one, other):
        each.folder.mkdir(exist_ok=True)
    with ExitStack() as stack:
        witnesses = {}
        for own, partner in ((one, other), (other, one)):
            witness, address = stack.enter_context(witness_process(own, partner))
            assert (witness.name, witness.kind) == (partner.witness_name, COSIGNATURE)
            witnesses[own.origin] = witness
            own.policy = Policy.read(policy(witness, address))
        for own in (one, other):
            for words in (["a"], ["b", "c"]):
                own.publish(*words)
                Cosigning(own.policy, own.files).keep_up()
        # A second past of the first, which its partner has not seen.
        kept = one.folder / "kept"
        kept.write_bytes(one.files.read(CHECKPOINT))
        forked = Newsroom("news.example", tmp_path / "forked")
        forked.publish("a")
        forked.publish("b", "another")
        forked.policy = one.policy
        assert Cosigning(forked.policy, forked.files).ask() == set()
    for own in (one, other):
        note = Note.read(own.files.read(CHECKPOINT).decode())
        assert note.check(witnesses[own.origin])
        code, output = checked(own, witnesses[own.origin], tmp_path)
        assert code == verify.HOLDS, output
        assert f"Witnessed by {witnesses[own.origin].name} on" in output
    code, output = checked(forked, witnesses[one.origin], tmp_path, "--kept", str(kept))
    assert code == verify.DIFFERS
    assert "two different trees of 3 entries" in output


def checked(log: Newsroom, witness: VerifierKey, folder: Path, *more: str) -> tuple[int, str]:
    """By a reader's program, as a process of its own."""
    file = folder / "policy"
    file.write_text(f"log {key(log.origin)}\n{policy(witness)}")
    given = [str(log.folder / CHECKPOINT), "--log", str(log.folder), "--policy", str(file), *more]
    done = subprocess.run(
        [sys.executable, "-I", verify.__file__, *given],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    return done.returncode, done.stdout
