"""The verifier that readers run: what holds, what it refuses, and the specifications' own examples."""

import ast
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.newsroom_of_files import (
    FIRST,
    LOG,
    WITNESSES,
    Newsroom,
    inclusion,
    policy,
    sha256,
    tree_hash,
    write,
)
from tools import verify

HOLDS, DIFFERS, UNREADABLE, INCOMPLETE = range(4)


def run(*arguments: str) -> tuple[int, str]:
    lines: list[str] = []
    return verify.main(arguments, lines.append), "\n".join(lines)


# What it is made of


def test_it_imports_the_standard_library_and_cryptography_alone() -> None:
    tree = ast.parse(Path(verify.__file__).read_text())
    imported = {
        (each.module or "" if isinstance(each, ast.ImportFrom) else name.name).split(".")[0]
        for each in ast.walk(tree)
        if isinstance(each, ast.Import | ast.ImportFrom)
        for name in each.names
    }
    assert imported - sys.stdlib_module_names == {"cryptography"}


texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda each: st.lists(each) | st.dictionaries(texts, each),
)


@given(values)
def test_what_is_hashed_is_canonical_json(value: Any) -> None:
    assert verify.canonical(value).encode() == rfc8785.dumps(value)


@pytest.mark.parametrize(
    "text", ['{"a": 1.5}', '{"a": 1, "a": 2}', '{"a": NaN}', "[" * 100_000, '{"a": 1e3}', "{"]
)
def test_json_that_two_programs_would_read_differently_is_refused(text: str) -> None:
    with pytest.raises(verify.Unreadable):
        verify.read_json(text)


# The specifications' examples


def test_the_note_of_the_specification_is_signed() -> None:
    """c2sp.org/signed-note, "Example"."""
    key = verify.verifier_key(
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    )
    text = "This is an example message.\n"
    raw = verify.decoded(
        "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
    )
    note = verify.Checkpoint("", 0, b"", text, (("example.com/foo", raw[:4], raw[4:]),))
    assert note.signed_by(key)
    with pytest.raises(verify.Forged):
        note._replace(text="This is another message.\n").signed_by(key)


def test_a_checkpoint_of_the_specification_is_read() -> None:
    """c2sp.org/tlog-cosignature: a checkpoint with a witness's signature."""
    head = verify.Checkpoint.read(
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
        "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
    )
    assert (head.origin, head.size) == ("example.com/behind-the-sofa", 20852163)
    stated = int.from_bytes(head.signatures[1][2][:8], "big")
    assert datetime.fromtimestamp(stated, UTC) == datetime(2023, 3, 20, 12, 25, 47, tzinfo=UTC)


def test_each_entry_is_proven_to_be_in_trees_of_every_size() -> None:
    entries = [bytes([at]) for at in range(34)]
    for size in range(1, 34):
        root = tree_hash(entries[:size])
        for index in range(size):
            leaf, proof = verify.leaf_hash(entries[index]), inclusion(index, entries[:size])
            assert verify.root_from_inclusion(index, size, leaf, proof) == root
            assert verify.root_from_inclusion(index, size, verify.leaf_hash(b"x"), proof) != root
            assert verify.root_from_inclusion(index, size, leaf, [*proof, b""]) is None
            assert verify.root_from_inclusion(index, size, leaf, proof[:-1]) != root or size == 1


def test_each_tree_is_proven_to_begin_with_every_smaller_one(tmp_path: Path) -> None:
    newsroom = Newsroom(entries=[bytes([at % 256, at // 256]) for at in range(530)])
    tiles = verify.Tiles(newsroom.log(tmp_path))
    new = tree_hash(newsroom.entries)
    for old in [*range(1, 20), 255, 256, 257, 300, 511, 512, 513, 529, 530]:
        proof, root = tiles.consistency(old, 530), tree_hash(newsroom.entries[:old])
        assert verify.is_consistent(old, 530, root, new, proof)
        assert not verify.is_consistent(old, 530, sha256(root), new, proof)
        assert not verify.is_consistent(old, 530, root, sha256(new), proof)
        assert not verify.is_consistent(old, 530, root, new, [*proof, root])
        assert not verify.is_consistent(old, 530, root, new, proof[:-1]) or old == 530


# What holds


def test_a_claim_with_its_proof(tmp_path: Path) -> None:
    newsroom = Newsroom.with_claims()
    saved = [newsroom.claim(tmp_path, 3), newsroom.proof(tmp_path, 3)]
    code, output = run(*saved, "--policy", policy(tmp_path))
    assert code == HOLDS, output
    for sentence in (
        "Claim 3, publication 3",
        "Signed: published on 1 November 2026, 12:00:00 UTC by two people (A. Editor, B. Senior).",
        "Its words are exactly those that were published under this number.",
        "It is entry 2 of the log news.example/log, of 6 entries.",
        "Witnessed by partner.example/w on 3 November 2026, 09:00:00 UTC.",
        "Everything that was checked holds.",
    ):
        assert sentence in output


def test_a_changed_word_is_not_said_as_if_signed(tmp_path: Path) -> None:
    newsroom = Newsroom.with_claims()
    kept = newsroom.claim(tmp_path / "kept", 3)
    saved = Path(newsroom.claim(tmp_path, 3))
    row = json.loads(saved.read_text())
    saved.write_text(json.dumps(row | {"text": "Another wording"}))
    code, output = run(str(saved), "--kept", kept)
    assert code == DIFFERS
    assert "\n  Publication 3: it differs from the copy that you kept." in output
    assert "The file says, but was changed: Signed" in output
    assert output.endswith("\nNot as published: see what differs, above.")


def test_an_export_with_the_log_and_what_was_kept(tmp_path: Path) -> None:
    newsroom = Newsroom.with_claims(3)
    kept = [
        "--kept",
        newsroom.export(tmp_path / "kept"),
        "--kept",
        newsroom.checkpoint(tmp_path / "kept", at=FIRST + timedelta(hours=3)),
    ]
    for claim in range(4, 9):
        newsroom.publish(claim, "later")
    given = [newsroom.export(tmp_path), "--log", newsroom.log(tmp_path / "log"), *kept]
    code, output = run(*given, "--policy", policy(tmp_path))
    assert code == HOLDS, output
    assert "8 publications, numbers 1 to 8" in output
    assert "Compared with what you kept: 3." in output
    assert "The log still begins with the 3 entries of the checkpoint that you kept." in output
    assert "Its 8 entries are those that it signed; the last publication is 8." in output


def test_what_was_withheld_is_said_and_is_in_the_log(tmp_path: Path) -> None:
    newsroom = Newsroom.with_claims(3)
    kept = newsroom.export(tmp_path / "kept")
    newsroom.rows[1] |= {"body": None, "salt": None}
    newsroom.entries.append(b"withheld 2")
    given = [newsroom.export(tmp_path), "--kept", kept, "--log", newsroom.log(tmp_path / "log")]
    code, output = run(*given, "--policy", policy(tmp_path))
    assert code == HOLDS, output
    assert "Withheld today: 1" in output


# What is missing, and what can't be read


def test_without_keys_a_signature_proves_nothing(tmp_path: Path) -> None:
    newsroom = Newsroom.with_claims(2)
    code, output = run(newsroom.claim(tmp_path, 2), newsroom.proof(tmp_path, 2))
    assert code == INCOMPLETE
    assert "without which signatures prove nothing" in output


def test_too_few_witnesses_are_missing(tmp_path: Path) -> None:
    newsroom = Newsroom.with_claims(2)
    saved = [newsroom.claim(tmp_path, 2), newsroom.proof(tmp_path, 2, witnesses=1)]
    code, output = run(*saved, "--policy", policy(tmp_path))
    assert code == INCOMPLETE
    assert "1 signed this checkpoint, and your policy asks for more" in output
    assert run(*saved, "--policy", policy(tmp_path, "quorum w1"))[0] == HOLDS


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("nothing", "not the JSON"),
        ("{}", "without body_sha256"),
        ("c2sp.org/tlog-proof@v1\nindex 01\n\nx\n", "proof can't be read"),
        ('{"proof": 1}', "not a text"),
        ("a\nb\n\n— x AAAA\n", "not a checkpoint"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    code, output = run(write(tmp_path / "saved", text))
    assert code == UNREADABLE
    assert sentence in output


@pytest.mark.parametrize(
    "lines",
    [
        "log x",
        f"log {WITNESSES[0].verifier_key}\nquorum none",
        f"log {LOG.verifier_key}x\nquorum none",
        f"witness a {WITNESSES[0].verifier_key}\nwitness b {WITNESSES[0].verifier_key}\nquorum none",
        "group g 1 a\nquorum g",
        f"witness a {WITNESSES[0].verifier_key}\ngroup g 2 a\nquorum g",
        "quorum a",
        "quorum none\nquorum none",
        "",
    ],
)
def test_a_policy_that_is_not_one_is_refused(lines: str) -> None:
    with pytest.raises(verify.Unreadable):
        verify.Policy.read(lines)


def test_text_of_a_file_moves_no_cursor(tmp_path: Path) -> None:
    newsroom = Newsroom.with_claims(1)
    newsroom.rows[0]["body"]["signed"]["by"] = ["\x1b[2JA"]
    newsroom.log_again()
    assert "\x1b" not in run(newsroom.claim(tmp_path, 1))[1]


def test_a_key_beyond_the_body_is_named(tmp_path: Path) -> None:
    newsroom = Newsroom.with_claims(1)
    path = Path(newsroom.claim(tmp_path, 1))
    path.write_text(json.dumps({**json.loads(path.read_text()), "rationale_html": "<p>"}))
    assert "Not part of what was signed: rationale_html." in run(str(path))[1]
    kept = newsroom.claim(tmp_path / "other", 1)
    for newer, other in ((kept, str(path)), (str(path), kept)):
        output = run(newer, "--kept", other)[1]
        assert "Not part of what was signed: rationale_html." in output
    path.write_text(json.dumps({**json.loads(path.read_text()), "verdict": "true"}))
    code, output = run(str(path))
    assert code == DIFFERS
    assert "its words are not those" in output
    # Where no hash covers it, what was kept is not "unchanged".
    change = {**newsroom.change(newsroom.rows[0]), "verdict": "True"}
    copy = {**json.loads(Path(newsroom.copy(tmp_path, 1)).read_text()), "verdict": "True"}
    kept = newsroom.claim(tmp_path / "kept", 1)
    for found in (change, {"last": 1, "next": None, "results": [change]}, copy):
        path.write_text(json.dumps(found))
        for files in ((str(path),), (str(path), "--kept", kept), (kept, "--kept", str(path))):
            code, output = run(*files)
            assert code == DIFFERS, output
            first = output.splitlines()[0]
            assert first.endswith(
                " has what no publication has: verdict. It is not exactly what was published."
            )
            assert "holds" not in output.splitlines()[-1]
            assert "Missing:\n  Publication 1 has" not in output


def test_a_body_without_its_salt_cannot_be_checked(tmp_path: Path) -> None:
    newsroom = Newsroom.with_claims(3)
    kept = newsroom.export(tmp_path / "kept")
    newsroom.rows[1]["salt"] = None
    newsroom.rows[1]["body"] |= {"relations": [], "status": "refuted"}
    for path, expected in (
        (newsroom.export(tmp_path), INCOMPLETE),
        (newsroom.claim(tmp_path, 2), UNREADABLE),
    ):
        for files in ((path,), (path, "--kept", kept)):
            code, output = run(*files)
            assert code == expected, output
            assert "withheld" in output
            for words in ("Its words are exactly", "Signed", "people", "B. Senior", "forged"):
                assert words not in output
    assert "its words, conclusion and names may have been changed. Save the publication's" in output
    assert "/api/v1/claims/2/" in output
    assert "holds" not in output
