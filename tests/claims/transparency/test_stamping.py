"""Daily stamps of the log's checkpoint: kept, served, tried again, and checked by readers."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from claims.transparency import stamping
from claims.transparency.stamping import Line, Stamping, listed, records
from claims.transparency.tiles import Folder
from newsroom.time_stamps import authorities, in_use, verify
from tests.stamping import Tsa, trusted
from tests.tools.newsroom_of_files import LOG, Newsroom, policy
from tests.tools.test_verify import DIFFERS, HOLDS, INCOMPLETE, run

pytestmark = pytest.mark.django_db


def today() -> date:
    return datetime.now(UTC).date()


@pytest.fixture
def log(tmp_path: Path, settings: Any) -> Folder:
    settings.SIGNED_LOG = tmp_path / "log"
    Newsroom.with_claims(3).log(settings.SIGNED_LOG)
    (tmp_path / "log" / "key").write_text(f"{LOG.verifier_key}\n")
    return Folder(settings.SIGNED_LOG)


def test_each_authority_stamps_the_checkpoint_once_a_day(
    log: Folder, tsa: Tsa, settings: Any
) -> None:
    checkpoint = log.read("checkpoint")
    with trusted(tsa, settings):
        Stamping(log).stamp()
        (line,) = listed(log)
        assert line[:3] == (today(), "tsa", 3)
        before = len(tsa.queries)
        Stamping(log).stamp()
        assert len(tsa.queries) == before
        answer = Client().get(f"/log/stamps/{today()}/tsa.tsr")
        assert answer["Content-Type"] == "application/timestamp-reply"
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert verify(answer.content, checkpoint, authorities()).at == line.at
    assert Client().get(f"/log/stamps/{today()}/checkpoint").content == checkpoint
    assert Client().get("/log/stamps/list").content.decode() == str(line)
    for address in ("2026-1-01/tsa.tsr", "2026-01-01/tsa.tsr", f"{today()}/..tsr", "x/checkpoint"):
        assert Client().get(f"/log/stamps/{address}").status_code == 404


def test_a_failed_stamp_is_a_gap_and_tried_again(log: Folder, tsa: Tsa, settings: Any) -> None:
    with trusted(tsa, settings):
        tsa.fails = True
        Stamping(log).stamp()
        (record,) = records(log, in_use(), today())
        assert record.last is None
        assert record.failed_at is not None
        page = Client().get("/method/").content.decode()
        assert "tsa has not stamped it yet." in page
        assert "failed; it will be tried again." in page
        tsa.fails = False
        # A checkpoint since is for tomorrow: all authorities stamp the same of a day.
        first = log.read("checkpoint")
        Newsroom.with_claims(4).log(settings.SIGNED_LOG)
        Stamping(log).stamp()
        (record,) = records(log, in_use(), today())
        assert record.last
        assert record.last.size == 3
        assert record.failed_at is None
        assert log.read(stamping.checkpoint_of(today())) == first
        page = Client().get("/check/").content.decode()
        assert "Stamped by tsa, last on " in page
        assert "Days without a stamp" not in page
        assert f"# authority tsa {authorities()[0].fingerprint}\n" in page


def test_days_without_a_stamp_are_named(log: Folder, tsa: Tsa, settings: Any) -> None:
    with trusted(tsa, settings):
        at = datetime(2026, 11, 20, 8, tzinfo=UTC)
        lines = [Line(date(2026, 11, day), "tsa", 3, at) for day in (20, 23)]
        log.write(stamping.LIST, "".join(map(str, lines)).encode())
        (record,) = records(log, in_use(), date(2026, 11, 25))
        assert record.gaps == [date(2026, 11, 24), date(2026, 11, 22), date(2026, 11, 21)]
        (record,) = records(log, in_use(), date(2027, 11, 25))
        assert len(record.gaps) == stamping.GAPS_OF
        assert "Days without a stamp" in Client().get("/method/").content.decode()


def test_nothing_waits_for_an_authority(log: Folder, tsa: Tsa, settings: Any) -> None:
    with trusted(tsa, settings):
        with tsa.alone:  # it does not answer
            keeping = Stamping(log)
            keeping.keep_up()
            keeping.keep_up()
            assert not listed(log)
        assert keeping.thread is not None
        keeping.thread.join(60)
        assert len(listed(log)) == 1


def test_readers_check_the_stamps_of_the_log(
    log: Folder, tsa: Tsa, settings: Any, tmp_path: Path
) -> None:
    path = Path(policy(tmp_path))
    with trusted(tsa, settings):
        path.write_text(path.read_text() + authorities()[0].in_policy())
        given = [str(tmp_path / "log" / "checkpoint"), "--policy", str(path)]
        given += ["--log", str(tmp_path / "log")]
        code, output = run(*given)
        assert code == INCOMPLETE, output
        assert "a time stamp of the log by tsa" in output
        Stamping(log).stamp()
    code, output = run(*given)
    assert code == HOLDS, output
    assert "tsa stamped the checkpoint of 3 entries: it existed on " in output
    # The log grew, and is rewritten.
    Newsroom.with_claims(5).log(settings.SIGNED_LOG)
    code, output = run(*given)
    assert code == HOLDS, output
    other = Newsroom.with_claims(4)
    other.publish(9, "something else")
    other.log(tmp_path / "other")
    log.write(stamping.checkpoint_of(today()), (tmp_path / "other" / "checkpoint").read_bytes())
    code, output = run(*given)
    assert code == DIFFERS
    assert "it is a stamp of something else" in output
