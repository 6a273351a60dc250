"""What the owner of a newsroom may do to its past, and how a reader's own files show it.

The owner has every key of the newsroom, hashes and signs all again, and answers with whatever he likes;
he has not the keys of the witnesses, nor what readers kept.
"""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.tools.newsroom_of_files import FIRST, Newsroom, Signer, policy, write
from tests.tools.test_verify import DIFFERS, HOLDS, INCOMPLETE, UNREADABLE, run


@pytest.fixture
def newsroom() -> Newsroom:
    return Newsroom.with_claims()


@pytest.fixture
def kept(newsroom: Newsroom, tmp_path: Path) -> list[str]:
    """What a reader kept before: an export and a checkpoint."""
    files = [newsroom.export(tmp_path / "kept"), newsroom.checkpoint(tmp_path / "kept")]
    return [each for file in files for each in ("--kept", file)]


def found(newsroom: Newsroom, tmp_path: Path, kept: list[str], first: str, what: str) -> None:
    """The present export and log differ from what was kept, first there."""
    given = [newsroom.export(tmp_path), "--log", newsroom.log(tmp_path / "log")]
    code, output = run(*given, *kept, "--policy", policy(tmp_path))
    assert code == DIFFERS
    assert f"The first that differs is {first}.\n" in output
    assert what in output


def test_the_reader_finds_nothing_where_nothing_was_done(
    newsroom: Newsroom, tmp_path: Path, kept: list[str]
) -> None:
    given = [newsroom.export(tmp_path), "--log", newsroom.log(tmp_path / "log"), *kept]
    assert run(*given, "--policy", policy(tmp_path))[0] == HOLDS


def test_a_rewritten_publication(newsroom: Newsroom, tmp_path: Path, kept: list[str]) -> None:
    newsroom.rows[2]["body"]["status"] = "refuted"
    newsroom.log_again()
    found(newsroom, tmp_path, kept, "publication 3", "its hash is not the one that you kept")


def test_a_rewritten_publication_whose_hashes_were_left(
    newsroom: Newsroom, tmp_path: Path, kept: list[str]
) -> None:
    newsroom.rows[2]["body"]["status"] = "refuted"
    found(newsroom, tmp_path, [], "publication 3", "its words are not those that were published")


def test_a_rewritten_publication_by_a_claim_kept_after_it(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    """Each hash is over all before it: any later file is enough."""
    kept = ["--kept", newsroom.claim(tmp_path / "kept", 5)]
    newsroom.rows[2]["body"]["status"] = "refuted"
    newsroom.log_again()
    found(newsroom, tmp_path, kept, "publication 4", "its hash is not the one that you kept")


def test_a_log_that_differs_from_what_the_site_gives(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.rows[2]["body"]["status"] = "refuted"
    newsroom.hash_again()
    found(newsroom, tmp_path, [], "publication 3", "the log has another than the site gives")


def test_a_rewritten_log_by_the_checkpoint_alone(newsroom: Newsroom, tmp_path: Path) -> None:
    kept = ["--kept", newsroom.checkpoint(tmp_path / "kept")]
    newsroom.rows[2]["body"]["status"] = "refuted"
    newsroom.publish(7, "after", published_at=FIRST + timedelta(days=3))
    newsroom.log_again()
    found(newsroom, tmp_path, kept, "log entry 5", "at or before this one the log was rewritten")


def test_truncated(newsroom: Newsroom, tmp_path: Path, kept: list[str]) -> None:
    del newsroom.rows[4:]
    newsroom.log_again()
    found(newsroom, tmp_path, kept, "publication 5", "it is missing at the end")


def test_truncated_on_the_site_but_not_in_the_log(newsroom: Newsroom, tmp_path: Path) -> None:
    del newsroom.rows[4:]
    found(newsroom, tmp_path, [], "publication 5", "the log has it, and the export lacks it")


def test_one_left_out_in_the_middle(newsroom: Newsroom, tmp_path: Path, kept: list[str]) -> None:
    del newsroom.rows[2]
    newsroom.log_again()
    found(newsroom, tmp_path, kept, "publication 3", "its hash is not the one that you kept")


def test_forked(newsroom: Newsroom, tmp_path: Path) -> None:
    """Two pasts of the same length, each signed, for different readers."""
    kept = ["--kept", newsroom.checkpoint(tmp_path / "kept")]
    newsroom.rows[5]["body"]["status"] = "refuted"
    newsroom.log_again()
    found(
        newsroom, tmp_path, kept, "log entry 6", "the log signed two different trees of 6 entries"
    )


def test_backdated_between_two_others(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.publish(7, "backdated", published_at=FIRST + timedelta(hours=2))
    newsroom.log_again()
    found(newsroom, tmp_path, [], "publication 7", "it is dated before number 6")


def test_backdated_at_the_end(newsroom: Newsroom, tmp_path: Path) -> None:
    """Its date fits the chain, but witnesses saw the log without it ten days later."""
    kept = ["--kept", newsroom.checkpoint(tmp_path / "kept", at=FIRST + timedelta(days=10))]
    newsroom.publish(7, "backdated")
    saved = [newsroom.claim(tmp_path, 7), newsroom.proof(tmp_path, 7)]
    given = [*saved, *kept, "--log", newsroom.log(tmp_path / "log")]
    code, output = run(*given, "--policy", policy(tmp_path))
    assert code == DIFFERS
    assert "The first that differs is publication 7.\n" in output
    assert "did not have it: it was backdated" in output


def test_reordered(newsroom: Newsroom, tmp_path: Path, kept: list[str]) -> None:
    newsroom.rows[2], newsroom.rows[3] = newsroom.rows[3], newsroom.rows[2]
    found(newsroom, tmp_path, [], "publication 3", "the order was changed")
    newsroom.log_again()
    found(newsroom, tmp_path, kept, "publication 3", "its hash is not the one that you kept")


def test_withheld_silently(newsroom: Newsroom, tmp_path: Path, kept: list[str]) -> None:
    newsroom.rows[1] |= {"body": None, "salt": None}
    found(newsroom, tmp_path, kept, "publication 2", "withheld now, and the log does not say so")


def test_an_invented_signer(newsroom: Newsroom, tmp_path: Path, kept: list[str]) -> None:
    newsroom.rows[3]["body"]["signed"]["by"] = ["A. Editor", "Nobody"]
    found(newsroom, tmp_path, [], "publication 4", "its words are not those that were published")
    newsroom.log_again()
    found(newsroom, tmp_path, kept, "publication 4", "its hash is not the one that you kept")


def test_rolled_back(newsroom: Newsroom, tmp_path: Path) -> None:
    """A restored backup: the log is shorter than a reader saw it, and a claim older."""
    newsroom.publish(2, "again")
    kept = [
        "--kept",
        newsroom.claim(tmp_path / "kept", 7),
        "--kept",
        newsroom.checkpoint(tmp_path / "kept"),
    ]
    del newsroom.rows[6], newsroom.entries[6]
    given = [newsroom.claim(tmp_path, 2), "--log", newsroom.log(tmp_path / "log"), *kept]
    code, output = run(*given, "--policy", policy(tmp_path))
    assert code == DIFFERS
    # By itself, it may be an earlier version.
    assert "publication 7 of claim 2, which you kept: what you saved is 2, an older one" in output
    assert "Log entry 6: the log has 6 entries, and had 7: rolled back." in output


def test_an_older_version_with_a_later_proof(newsroom: Newsroom, tmp_path: Path) -> None:
    """Only the present version is given with its proof; lists and earlier versions accuse nobody."""
    newsroom.publish(2, "again")
    trusted = ["--policy", policy(tmp_path)]
    kept = ["--kept", newsroom.copy(tmp_path / "kept", 7), *trusted]
    newsroom.publish(2, "and again")
    code, output = run(newsroom.copy(tmp_path, 2), *kept)
    assert code == DIFFERS
    assert "Publication 7: you kept it, and now claim 2 is shown as of 2." in output
    older, proof = newsroom.claim(tmp_path, 2), newsroom.proof(tmp_path, 2)
    checkpoint = newsroom.checkpoint(tmp_path)
    for saved in (
        [older],
        [older, proof],
        [older, newsroom.claim(tmp_path, 8), checkpoint],
        [newsroom.changes(tmp_path)],
    ):
        code, output = run(*saved, *kept)
        assert code == INCOMPLETE, output


def test_what_proves_nothing_accuses_nobody(newsroom: Newsroom, tmp_path: Path) -> None:
    trusted = ["--policy", policy(tmp_path)]
    fine = newsroom.copy(tmp_path, 3)
    # Two claims and a proof of each, in files of their own.
    given = [newsroom.claim(tmp_path, 3), newsroom.claim(tmp_path, 4)]
    assert run(*given, newsroom.proof(tmp_path, 3), newsroom.proof(tmp_path, 4), *trusted)[0] == 0
    code, output = run(*given, newsroom.proof(tmp_path, 3), *trusted)
    assert code == INCOMPLETE
    assert "a proof that publication 4 is in the log" in output
    # The reader's own copy, with other words that were hashed again.
    other = Newsroom.with_claims()
    other.rows[2]["body"]["status"] = "refuted"
    other.log_again()
    content = json.loads(Path(fine).read_text())
    content["publication"] = json.loads(Path(other.claim(tmp_path / "other", 3)).read_text())
    rewritten = write(tmp_path / "rewritten.json", json.dumps(content))
    code, output = run(fine, "--kept", rewritten, *trusted)
    assert code == UNREADABLE
    assert "in the file that you kept, its proof does not lead from it" in output
    assert "published otherwise" not in output


def test_damaged_files_of_the_log(newsroom: Newsroom, tmp_path: Path) -> None:
    """One bit differs, or they are as they were before the others were made again."""
    kept = ["--kept", newsroom.checkpoint(tmp_path / "kept"), "--policy", policy(tmp_path)]
    for claim in range(7, 301):
        newsroom.publish(claim, "More.")
    given = [newsroom.checkpoint(tmp_path), "--log", newsroom.log(tmp_path / "log"), *kept]
    tile = tmp_path / "log" / "tile" / "0" / "000"
    sound = tile.read_bytes()
    tile.write_bytes(bytes([sound[0] ^ 1]) + sound[1:])
    code, output = run(*given)
    assert code == UNREADABLE
    assert "the files of the log don't lead to what it signed" in output
    newsroom.rows[2]["body"]["status"] = "refuted"
    newsroom.log_again()
    given[0] = newsroom.checkpoint(tmp_path)
    newsroom.log(tmp_path / "log")
    assert run(*given)[0] == DIFFERS
    tile.write_bytes(sound)
    assert run(*given)[0] == UNREADABLE


def test_what_was_not_compared_is_missing(newsroom: Newsroom, tmp_path: Path) -> None:
    trusted = ["--policy", policy(tmp_path)]
    kept = ["--kept", newsroom.export(tmp_path / "kept")]
    without = json.loads(Path(newsroom.claim(tmp_path, 3)).read_text())
    without |= {"salt": None, "text": "Other words"}
    code, output = run(write(tmp_path / "without.json", json.dumps(without)), *kept)
    assert code == UNREADABLE
    assert "words are exactly" not in output
    code, output = run(newsroom.checkpoint(tmp_path), *kept, *trusted)
    assert code == INCOMPLETE
    assert "so that they were not compared: 1, 2, 3, 4, 5 and 1 more" in output
    later = Path(newsroom.export(tmp_path)).read_text().splitlines(keepends=True)[2:]
    code, output = run(write(tmp_path / "later.ndjson", "".join(later)), *kept)
    assert code == INCOMPLETE
    assert "so that they were not compared: 1, 2." in output


def test_a_log_of_the_owners_under_another_key(newsroom: Newsroom, tmp_path: Path) -> None:
    """A checkpoint that no key of the reader's policy signed."""
    given = [newsroom.claim(tmp_path, 2), newsroom.proof(tmp_path, 2)]
    path = Path(given[1])
    other = Signer("news.example/log2")
    text = path.read_text().replace("news.example/log\n", "news.example/log2\n")
    head = text.partition("\n\n")[2].partition("\n\n")[0] + "\n"
    path.write_text(text.partition("\n— ")[0] + "\n" + other.line(head))
    code, output = run(*given, "--policy", policy(tmp_path))
    assert code == DIFFERS
    assert "no log of the policy signed the checkpoint of news.example/log2" in output


@pytest.mark.parametrize("who", ["news.example/log", "partner.example/w"])
def test_a_forged_signature(newsroom: Newsroom, tmp_path: Path, who: str) -> None:
    given = [newsroom.claim(tmp_path, 2), newsroom.proof(tmp_path, 2)]
    path = Path(given[1])
    lines = path.read_text().splitlines()
    at = next(at for at, line in enumerate(lines) if line.startswith(f"— {who} "))
    lines[at] = lines[at][:-6] + ("AAAA" if lines[at][-6:-2] != "AAAA" else "BBBB") + lines[at][-2:]
    path.write_text("\n".join([*lines, ""]))
    code, output = run(*given, "--policy", policy(tmp_path))
    assert code == DIFFERS
    assert f"the signature of {who}" in output
