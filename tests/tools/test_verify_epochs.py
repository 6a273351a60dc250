"""After a restore a log goes on in another: a reader learns what was lost, and nothing passes for a restore."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.tools.newsroom_of_files import Newsroom, policy, tree_hash, write
from tools import verify

# The log at /log/ stays as it was; the one that goes on is below it.
SECOND = "2"


@dataclass
class Site:
    folder: Path
    before: Newsroom
    after: Newsroom

    def serve(self) -> str:
        log = self.folder / "log"
        self.before.log(log)
        self.after.log(log / SECOND)
        write(log / "current", f"{SECOND}\n")
        return str(log)

    def check(self, *kept: str) -> tuple[int, str]:
        lines: list[str] = []
        code = verify.main(
            [
                self.after.export(self.folder / "now"),
                *(word for each in kept for word in ("--kept", each)),
                *("--policy", policy(self.folder), "--log", self.serve()),
            ],
            lines.append,
        )
        return code, "\n".join(lines)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    before = Newsroom.with_claims(6)
    after = before.restored(4)
    after.publish(9, "After the restore.")
    after.publish(10, "And another.")
    return Site(tmp_path, before, after)


@pytest.mark.parametrize("size", [6, 3, 1])
def test_a_checkpoint_of_the_log_before_is_continued(site: Site, size: int) -> None:
    kept = site.before.checkpoint(site.folder / "kept", size=size)
    code, words = site.check(kept)
    assert code == verify.HOLDS, words
    assert "The log news.example/log was continued after a restore, from its 6 entries" in words
    assert "Lost in a restore, as the log says: numbers 5 to 6; publishing went on" in words
    assert "but for lost numbers" in words


def test_a_kept_publication_that_was_lost_is_named_and_not_called_changed(site: Site) -> None:
    code, words = site.check(site.before.export(site.folder / "kept"))
    assert code == verify.INCOMPLETE, words
    assert "publication 5, which you kept: it was lost in a restore" in words
    assert "NOT AS PUBLISHED" not in words


def test_without_the_log_the_lost_numbers_are_a_gap(site: Site) -> None:
    lines: list[str] = []
    code = verify.main([site.after.export(site.folder)], lines.append)
    assert code == verify.INCOMPLETE
    assert any("whether a restore lost numbers 5 to 6" in line for line in lines)


def test_numbers_that_no_epoch_names_are_missing(site: Site) -> None:
    del site.after.entries[5]
    code, words = site.check()
    assert code == verify.DIFFERS
    assert "Publication 5: it is missing, and the log states no restore" in words
    assert "Publication 7: the log has it after number 4" in words


def test_a_log_that_continues_none_has_lost_none(site: Site) -> None:
    del site.after.entries[0]
    code, words = site.check(site.before.checkpoint(site.folder / "kept"))
    assert code == verify.DIFFERS
    assert "the log states no restore" in words
    assert "news.example/log/2, does not continue it: it was dropped" in words


def test_serving_the_old_log_after_its_successor_differs(site: Site) -> None:
    kept = site.after.checkpoint(site.folder / "kept")
    log = site.folder / "log"
    site.before.log(log)
    given = [site.before.export(site.folder / "now"), "--kept", kept]
    lines: list[str] = []
    code = verify.main([*given, "--policy", policy(site.folder), "--log", str(log)], lines.append)
    assert code == verify.DIFFERS
    assert any(
        "the log news.example/log/2 had" in line and "it was dropped" in line for line in lines
    )
    # Without the log nothing is known of it.
    assert verify.main([*given, "--policy", policy(site.folder)], lines.append) == verify.INCOMPLETE


def test_a_log_that_is_continued_from_an_earlier_point_was_rolled_back(site: Site) -> None:
    root = tree_hash(site.before.entries[:4]).hex()
    site.after.entries[0] = f"continues news.example/log 4 {root}".encode()
    kept = site.before.checkpoint(site.folder / "kept")
    site.before.entries = site.before.entries[:4]
    code, words = site.check(kept)
    assert code == verify.DIFFERS
    assert "had 6 entries, and is continued from 4 of them: rolled back" in words


def test_a_log_that_was_rewritten_before_the_restore_is_found(site: Site) -> None:
    kept = site.before.checkpoint(site.folder / "kept", size=3)
    site.before.rows[1]["body"]["text"] = "Something else."
    site.before.log_again()
    after = site.before.restored(4)
    after.publish(9, "After the restore.")
    code, words = Site(site.folder, site.before, after).check(kept)
    assert code == verify.DIFFERS
    assert "rewritten before it was continued" in words


def test_a_number_that_was_given_again_differs(site: Site) -> None:
    kept = site.before.export(site.folder / "kept")
    after = site.before.restored(4)
    after.lost = range(0)
    after.publish(9, "After the restore.")
    code, words = Site(site.folder, site.before, after).check(kept)
    assert code == verify.DIFFERS
    assert "first that differs is publication 5" in words


def test_what_the_log_has_was_not_lost_in_a_restore(site: Site) -> None:
    site.after.entries.append(b"epoch 3 4")
    code, words = site.check()
    assert code == verify.DIFFERS
    assert "Publication 4: the log has it (entry 4), and says that a restore lost it" in words


def test_a_restore_loses_only_what_follows_a_publication_of_the_log(site: Site) -> None:
    site.after.entries.append(b"epoch 100 200")
    code, words = site.check()
    assert code == verify.DIFFERS
    assert "a restore lost what came after publication 100, which the log lacks" in words


def test_a_restore_may_lose_all_or_nothing_and_be_the_last_entry(tmp_path: Path) -> None:
    before = Newsroom.with_claims(2)
    for last in (2, 1):
        after = before.restored(last)
        code, words = Site(tmp_path / str(last), before, after).check()
        assert code == verify.HOLDS, words


def signed_with_key(event: str, **other: Any) -> dict[str, Any]:
    signed = {"by": ["A. Editor", "B. Senior"], "four_eyes": True}
    word = "version" if event == "signed" else "derived_from"
    body = {"text": "Signed.", "status": "verified", "signed": signed, word: "a" * 64}
    return {"event": event, "body": {**body, "signatures": [{"key": "key-1"}], **other}}


@pytest.mark.parametrize("is_signed_before", [True, False])
def test_a_version_from_before_the_restore_may_be_published_again_once_its_key_is_revoked(
    tmp_path: Path, is_signed_before: bool
) -> None:
    before = Newsroom()
    before.entries.append(b"enrolled key-1 AAAA")
    before.publish(1, "", **signed_with_key("signed" if is_signed_before else "hidden"))
    if not is_signed_before:
        before.rows[0]["body"] = {}
        before.log_again()
        before.entries.insert(0, b"enrolled key-1 AAAA")
    before.publish(2, "Lost.")
    after = before.restored(1)
    after.entries.insert(1, b"enrolled key-1 AAAA")
    after.entries.append(b"revoked key-1 AAAA")
    after.publish(1, "", **signed_with_key("supplemented", relations=[]))
    code, words = Site(tmp_path, before, after).check()
    if is_signed_before:
        assert code == verify.INCOMPLETE, words
        assert "the log before the restore, which says when keys were enrolled" in words
        assert "was revoked before" not in words
    else:
        assert code == verify.DIFFERS, words
        assert "was revoked before" in words
