"""What the owner of a newsroom may do to its past, and how a reader's own files show it.

The owner has every key of the newsroom, hashes and signs all again, and answers with whatever he likes;
he has not the keys of the witnesses, nor what readers kept.
"""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.tools.newsroom_of_files import FIRST, Newsroom, Signer, policy
from tests.tools.test_verify import DIFFERS, HOLDS, run


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
    assert "Publication 7: you kept it, and now claim 2 is shown as of 2." in output
    assert "Log entry 6: the log has 6 entries, and had 7: rolled back." in output


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
