"""Signed notes, cosignatures and checkpoints: the specifications' examples, and what is refused."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from claims.transparency.checkpoints import Checkpoint
from claims.transparency.notes import (
    COSIGNATURE,
    ED25519,
    BadNote,
    Note,
    VerifierKey,
    cosign,
    cosigned,
    sign,
)

# The example of c2sp.org/signed-note.
VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
NOTE = """This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
"""
# The examples of c2sp.org/tlog-checkpoint and c2sp.org/tlog-cosignature.
CHECKPOINT = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""
SECRET = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = SECRET.public_key().public_bytes_raw()


def test_the_specifications_note() -> None:
    key = VerifierKey.read(VKEY)
    assert str(key) == VKEY
    note = Note.read(NOTE)
    assert note.check(key) is None
    assert str(note) == NOTE
    with pytest.raises(BadNote, match="wrong"):
        Note(note.text.replace("example", "other"), note.signatures).check(key)


def test_the_specifications_checkpoint() -> None:
    note = Note.read(CHECKPOINT)
    assert str(note) == CHECKPOINT
    checkpoint = Checkpoint.read(note.text)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert str(checkpoint) == note.text
    assert cosigned(note.text, 1679315147).decode() == (
        "cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\n"
        "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    )
    # The time that the example's witness states.
    assert int.from_bytes(note.signatures[1].signature[:8]) == 1679315147


def test_a_log_signs_and_a_witness_cosigns() -> None:
    text = str(Checkpoint("news.example/log", 3, bytes(32)))
    log = VerifierKey("news.example/log", ED25519, PUBLIC)
    witness = VerifierKey("partner.example/witness", COSIGNATURE, PUBLIC)
    note = sign(text, log, SECRET.sign)
    note = note.with_signature(cosign(text, 1_800_000_000, witness, SECRET.sign))
    read = Note.read(str(note))
    assert read == note
    assert read.check(log) is None
    assert read.check(witness) == 1_800_000_000
    # The same key under another name or for the other kind of signature has signed nothing.
    for other in (
        VerifierKey("news.example/log2", ED25519, PUBLIC),
        VerifierKey("news.example/log", COSIGNATURE, PUBLIC),
    ):
        with pytest.raises(BadNote, match="has not signed"):
            read.check(other)


def test_a_cosignature_is_for_its_time() -> None:
    text = str(Checkpoint("news.example/log", 3, bytes(32)))
    witness = VerifierKey("partner.example/witness", COSIGNATURE, PUBLIC)
    signature = cosign(text, 1_800_000_000, witness, SECRET.sign).signature
    with pytest.raises(BadNote, match="wrong"):
        witness.check(text, (1_800_000_001).to_bytes(8) + signature[8:])


def test_another_key_signs_nothing() -> None:
    other = Ed25519PrivateKey.generate()
    with pytest.raises(BadNote, match="wrong"):
        sign("text\n", VerifierKey("news.example/log", ED25519, PUBLIC), other.sign)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "text\n",
        "text\n\n",
        NOTE.replace("\n\n", "\n"),
        NOTE.removesuffix("\n"),
        NOTE.replace("— ", "- "),
        NOTE.replace("Uw2Q", "U!2Q"),
        NOTE.replace("This", "This\t"),
        "text\n\n— example.com/foo Uw2Q\n",
        NOTE + "x" * 100_000,
    ],
)
def test_notes_that_are_none(content: str) -> None:
    with pytest.raises(BadNote):
        Note.read(content)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.com/foo",
        VKEY.replace("530d903a", "530d903b"),
        VKEY.replace("example.com/foo", "example.com/bar"),
        VKEY.replace("+Aeky", "+Beky"),
        VKEY.replace("example.com/foo", "example com/foo"),
        VKEY[:-4],
    ],
)
def test_keys_that_are_none(text: str) -> None:
    with pytest.raises(BadNote):
        VerifierKey.read(text)


@pytest.mark.parametrize(
    "text",
    [
        "origin\n1\n",
        "origin\n1\nAAAA\n",
        "origin\n01\n" + "A" * 43 + "=\n",
        "origin\n-1\n" + "A" * 43 + "=\n",
        "\n1\n" + "A" * 43 + "=\n",
        "origin\n1\n" + "A" * 43 + "=",
        "origin\n1\n" + "A" * 43 + "!\n",
        "origin\n1\n" + "A" * 43 + "=\n\n",
    ],
)
def test_checkpoints_that_are_none(text: str) -> None:
    with pytest.raises(BadNote):
        Checkpoint.read(text)
