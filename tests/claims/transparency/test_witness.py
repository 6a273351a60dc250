"""Two newsrooms witness each other over HTTP; what a witness refuses, as c2sp.org/tlog-witness says."""

import base64
import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Thread

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from claims.transparency import entries, tree
from claims.transparency.checkpoints import Checkpoint
from claims.transparency.cosigning import Cosigning, NotSigned, post
from claims.transparency.log import CHECKPOINT
from claims.transparency.notes import COSIGNATURE, ED25519, Note, VerifierKey, sign
from claims.transparency.policy import BadPolicy, Policy
from claims.transparency.tiles import Folder, TiledTree
from claims.transparency.witness import Answer, Witness
from claims.transparency.witness_server import Server
from tests.tools.test_verify import run


def private(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())


def key(name: str, kind: int = ED25519) -> VerifierKey:
    return VerifierKey(name, kind, private(name).public_key().public_bytes_raw())


class Newsroom:
    """A log in a folder, and its signer's key."""

    def __init__(self, name: str, folder: Path) -> None:
        self.origin, self.witness_name = f"{name}/log", f"{name}/w"
        self.folder = folder / name
        self.files = Folder(self.folder)
        self.tree = TiledTree(self.files, 0)
        self.policy = Policy()

    def publish(self, *words: str) -> Note:
        first = self.tree.size + 1
        leaves = [
            entries.of_publication(number, hashlib.sha256(each.encode()).hexdigest())
            for number, each in enumerate(words, first)
        ]
        self.tree = self.tree.append(leaves)
        return self.write_checkpoint()

    def write_checkpoint(self) -> Note:
        checkpoint = Checkpoint(
            self.origin, self.tree.size, tree.root(self.tree.size, self.tree.subtree)
        )
        note = sign(str(checkpoint), key(self.origin), private(self.origin).sign)
        self.files.write(CHECKPOINT, str(note).encode())
        return note

    def request(self, old: int, note: Note) -> bytes:
        new = Checkpoint.read(note.text).size
        proof = tree.consistency_proof(old, new, self.tree.subtree) if old <= new else []
        lines = [f"old {old}", *(base64.b64encode(each).decode() for each in proof)]
        return "\n".join([*lines, "", str(note)]).encode()

    def witness(self, *logs: "Newsroom") -> Witness:
        name = self.witness_name
        public = key(name).public
        keys = [key(each.origin) for each in logs]
        return Witness(name, public, private(name).sign, keys, self.folder / "witness")


@contextmanager
def serving(witness: Witness) -> Iterator[str]:
    with Server(("127.0.0.1", 0), witness) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def log(tmp_path: Path) -> Newsroom:
    return Newsroom("news.example", tmp_path)


@pytest.fixture
def witness(log: Newsroom, tmp_path: Path) -> Witness:
    return Newsroom("partner.example", tmp_path).witness(log)


def policy_text(witnesses: dict[str, str], least: str = "all") -> str:
    lines = [
        f"witness {name} {key(f'{name}/w', COSIGNATURE)} {url}" for name, url in witnesses.items()
    ]
    return "\n".join(
        [*lines, f"group all-of-them {least} {' '.join(witnesses)}", "quorum all-of-them", ""]
    )


def test_two_newsrooms_witness_each_other(tmp_path: Path) -> None:
    one, other = (Newsroom(name, tmp_path) for name in ("news.example", "partner.example"))
    with ExitStack() as stack:
        for own, partner in ((one, other), (other, one)):
            url = stack.enter_context(serving(partner.witness(own)))
            name = partner.origin.removesuffix("/log")
            own.policy = Policy.read(policy_text({name: url}))
        for own in (one, other):
            for words in (["a"], ["b", "c"], [str(each) for each in range(300)]):
                own.publish(*words)
                Cosigning(own.policy, own.files).keep_up()
            # It knows which one was signed last from the witness itself, too.
            (own.folder / "signer/witnesses").unlink()
            own.publish("last")
            assert Cosigning(own.policy, own.files).ask() == set(own.policy.witnesses)
    for own, partner in ((one, other), (other, one)):
        note = Note.read(own.files.read(CHECKPOINT).decode())
        assert note.check(key(own.origin)) is None
        assert note.check(key(partner.witness_name, COSIGNATURE))
        # As a reader finds it, with other code than ours.
        file = tmp_path / "policy"
        name = partner.origin.removesuffix("/log")
        file.write_text(f"log {key(own.origin)}\n{policy_text({name: ''})}")
        given = [str(own.folder / CHECKPOINT), "--log", str(own.folder), "--policy", str(file)]
        code, output = run(*given)
        assert code == 0, output
        assert f"Witnessed by {partner.witness_name} on" in output


def test_a_rewritten_log_is_not_signed(log: Newsroom, witness: Witness, tmp_path: Path) -> None:
    log.publish("a", "b", "c")
    first = witness.add_checkpoint(log.request(0, log.write_checkpoint()))
    assert first.status == 200
    other = Newsroom("news.example", tmp_path / "other")
    forked = other.publish("a", "B", "c")
    assert witness.add_checkpoint(other.request(3, forked)).status == 422
    longer = other.publish("d")
    assert witness.add_checkpoint(other.request(3, longer)).status == 422
    origin_hash = hashlib.sha256(log.origin.encode()).hexdigest()
    assert witness.checkpoint(origin_hash).body.startswith(log.write_checkpoint().text)


def test_a_log_that_was_rolled_back_is_not_signed(log: Newsroom, witness: Witness) -> None:
    before = log.publish("a", "b")
    after = log.publish("c")
    assert witness.add_checkpoint(log.request(0, after)).status == 200
    assert witness.add_checkpoint(log.request(0, before)) == Answer(409, "3\n", "text/x.tlog.size")
    assert witness.add_checkpoint(log.request(2, after)).status == 409
    assert witness.add_checkpoint(log.request(3, before)).status == 400
    assert witness.add_checkpoint(log.request(3, after)).status == 200


def test_the_answers_of_the_specification(log: Newsroom, witness: Witness, tmp_path: Path) -> None:
    note = log.publish("a", "b", "c")
    text = str(note).encode()
    cases: list[tuple[bytes, int]] = [
        (b"old 0\n\n" + text.replace(b"news.example/log\n", b"nowhere.example/log\n", 1), 404),
        (b"old 0\n\n" + text.replace(b"\n3\n", b"\n2\n", 1), 403),
        (b"old 0\n\n" + str(sign(note.text, key("x"), private("x").sign)).encode(), 403),
        (b"old 00\n\n" + text, 400),
        (b"old 0\nAAAA\n\n" + text, 400),
        (b"old 0\n" + 64 * (base64.b64encode(bytes(32)) + b"\n") + b"\n" + text, 400),
        (b"old 0\n" + base64.b64encode(bytes(32)) + b"\n\n" + text, 422),
        (b"old 0\n\n", 400),
        (b"", 400),
        (b"\xff", 400),
        (b"old 1\n\n" + text, 409),
    ]
    for body, status in cases:
        assert witness.add_checkpoint(body).status == status, body
    empty = sign(
        f"{log.origin}\n0\n{base64.b64encode(bytes(32)).decode()}\n",
        key(log.origin),
        private(log.origin).sign,
    )
    assert witness.add_checkpoint(b"old 0\n\n" + str(empty).encode()).status == 422
    assert not list((tmp_path / "partner.example/witness").glob("*/checkpoint"))
    assert witness.add_checkpoint(b"old 0\n\n" + text).status == 200


def test_of_two_at_once_one_is_signed(log: Newsroom, witness: Witness) -> None:
    """Else the one that is persisted last could be the smaller."""
    before = log.publish("a")
    after = log.publish("b")
    with ThreadPoolExecutor(8) as pool:
        found = list(
            pool.map(witness.add_checkpoint, [log.request(0, each) for each in 4 * [before, after]])
        )
    assert sorted(each.status for each in found) == [200, *7 * [409]]


def test_over_http(log: Newsroom, witness: Witness) -> None:
    request = log.request(0, log.publish("a"))
    with serving(witness) as url:
        assert post(f"{url}/add-checkpoint", request).status == 200
        assert post(f"{url}/add-checkpoint", request) == (409, "1\n")
        assert post(f"{url}/other", request).status == 404
        assert post(f"{url}/add-checkpoint", bytes(300_000)).status == 400
    with pytest.raises(NotSigned, match="did not answer"):
        post(f"{url}/add-checkpoint", request)


def test_a_witness_that_is_away_is_asked_again_and_the_others_sign(
    log: Newsroom, witness: Witness
) -> None:
    log.publish("a")
    with serving(witness) as url:
        policy = Policy.read(
            policy_text({"partner.example": url, "away.example": "http://127.0.0.1:9"})
        )
        cosigning = Cosigning(policy, log.files)
        cosigning.keep_up()
        assert not cosigning.is_complete
    note = Note.read(log.files.read(CHECKPOINT).decode())
    assert [each.name for each in note.signatures] == [log.origin, "partner.example/w"]


@pytest.mark.parametrize(
    "body", ["", "— partner.example/w AAAAAAAA\n", "— other.example/w " + 104 * "A" + "\n"]
)
def test_a_signature_that_is_none_is_not_shown(log: Newsroom, body: str) -> None:
    note = log.publish("a")
    policy = Policy.read(policy_text({"partner.example": "http://partner.example"}))
    assert Cosigning(policy, log.files, lambda _url, _body: Answer(200, body)).ask() == set()  # type: ignore[arg-type,return-value]
    assert log.files.read(CHECKPOINT).decode() == str(note)


def test_a_quorum_of_groups() -> None:
    keys = [key(f"w{each}", COSIGNATURE) for each in range(4)]
    lines = [f"witness w{at} {each}" for at, each in enumerate(keys)]
    policy = Policy.read(
        "\n".join([*lines, "group a 2 w0 w1 w2", "group both all a w3", "# x", "quorum both"])
    )
    assert policy.is_reached(["w0", "w2", "w3"])
    assert not policy.is_reached(["w0", "w1", "w2"])
    assert not policy.is_reached(["w0", "w3"])
    assert policy.simple_quorum() is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "quorum a",
        "witness a b\nquorum a",
        "group a any\nquorum a",
        "quorum none\nquorum none",
        "x",
    ],
)
def test_a_policy_that_is_none(text: str) -> None:
    with pytest.raises(BadPolicy):
        Policy.read(text)
