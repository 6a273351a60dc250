"""Time stamps of a checkpoint, made by openssl as the authority: what is refused, and what holds."""

import hashlib
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.tools.newsroom_of_files import Newsroom, policy
from tests.tools.test_verify import DIFFERS, HOLDS, INCOMPLETE, UNREADABLE, run
from tools import verify

CONFIGURATION = """
[tsa]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[stamps]
serial = serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
ess_cert_id_alg = sha256
"""


def openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


class Tsa:
    """An authority with a certificate of its own."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "tsa.cnf").write_text(CONFIGURATION)
        (folder / "serial").write_text("01")
        new = {"rsa": ["rsa:2048"], "ec": ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]}[kind]
        request = [
            "req",
            "-x509",
            "-newkey",
            *new,
            "-nodes",
            "-subj",
            "/CN=Authority",
            "-days",
            "30",
        ]
        openssl(
            folder,
            *request,
            "-config",
            "tsa.cnf",
            "-extensions",
            "tsa",
            "-keyout",
            "key",
            "-out",
            "cert",
        )

    @property
    def certificate(self) -> str:
        found = x509.load_pem_x509_certificate((self.folder / "cert").read_bytes())
        return hashlib.sha256(found.public_bytes(Encoding.DER)).hexdigest()

    def stamp(self, content: bytes) -> str:
        (self.folder / "content").write_bytes(content)
        openssl(
            self.folder, "ts", "-query", "-data", "content", "-sha256", "-cert", "-out", "query"
        )
        reply = ["ts", "-reply", "-config", "tsa.cnf", "-section", "stamps", "-queryfile", "query"]
        openssl(self.folder, *reply, "-inkey", "key", "-signer", "cert", "-out", "stamp.tsr")
        return str(self.folder / "stamp.tsr")


@pytest.fixture(params=["rsa", "ec"])
def tsa(tmp_path: Path, request: pytest.FixtureRequest) -> Tsa:
    return Tsa(tmp_path / "tsa", request.param)


def trusting(folder: Path, line: str) -> list[str]:
    path = Path(policy(folder))
    path.write_text(path.read_text() + f"# authority {line}\n")
    return ["--policy", str(path)]


def test_a_stamp_of_a_checkpoint(tmp_path: Path, tsa: Tsa) -> None:
    checkpoint = Newsroom.with_claims(3).checkpoint(tmp_path)
    note = Path(checkpoint).read_bytes()
    for content in (note, note.partition(b"\n\n")[0] + b"\n"):
        given = [checkpoint, "--stamp", tsa.stamp(content)]
        code, output = run(*given, *trusting(tmp_path, f"TSA {tsa.certificate} policy 1.2.3.4.1"))
        assert code == HOLDS, output
        assert "TSA stamped the checkpoint of 3 entries: it existed on " in output
    assert run(*given, "--policy", policy(tmp_path))[0] == INCOMPLETE


def test_another_leaf_policy_or_checkpoint_is_refused(tmp_path: Path, tsa: Tsa) -> None:
    newsroom = Newsroom.with_claims(3)
    checkpoint = newsroom.checkpoint(tmp_path)
    stamp = tsa.stamp(Path(checkpoint).read_bytes())
    for line, sentence in (
        ("TSA " + "0" * 64, "another certificate than the trusted one signed it"),
        (f"TSA {tsa.certificate} policy 1.2.3.4.2", "under policy 1.2.3.4.1, not 1.2.3.4.2"),
    ):
        code, output = run(checkpoint, "--stamp", stamp, *trusting(tmp_path, line))
        assert code == DIFFERS
        assert sentence in output
    newsroom.publish(4, "later")
    checkpoint = newsroom.checkpoint(tmp_path)
    code, output = run(checkpoint, "--stamp", stamp, *trusting(tmp_path, f"TSA {tsa.certificate}"))
    assert code == DIFFERS
    assert "it is a stamp of something else" in output


def test_no_byte_of_what_is_signed_can_be_changed(tmp_path: Path, tsa: Tsa) -> None:
    """What is not signed says nothing: whatever byte is changed, time, hash and policy stay."""
    content = b"x"
    raw = Path(tsa.stamp(content)).read_bytes()
    authority = verify.Authority("TSA", tsa.certificate, "")
    right = verify.Stamp.read(raw)
    assert right.fault(content, authority) == ""
    refused = 0
    for at in range(len(raw)):
        changed = bytes([*raw[:at], raw[at] ^ 1, *raw[at + 1 :]])
        try:
            stamp = verify.Stamp.read(changed)
            is_refused = stamp.fault(content, authority) != ""
        except verify.Unreadable:
            is_refused = True
        refused += is_refused
        assert is_refused or (stamp.at, stamp.policy, stamp.content) == (
            right.at,
            right.policy,
            right.content,
        )
    assert refused > len(raw) * 3 / 4


@pytest.mark.parametrize(
    "content", [b"", b"0", b"\x30\x80", b"\x30\x84\xff\xff\xff\xff", b"\x30\x02\x02\x00"]
)
def test_what_is_no_stamp_gets_a_sentence(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "stamp"
    file.write_bytes(content)
    code, output = run(Newsroom.with_claims(1).checkpoint(tmp_path), "--stamp", str(file))
    assert code == UNREADABLE
    assert "time stamp" in output
