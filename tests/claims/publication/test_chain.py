"""The publication chain: the application may only add to it, and any byte that is
changed behind its back is named."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F

from claims.models import Publication
from claims.publication import chain
from claims.publication.chain import faults
from claims.publication.fields import stamp
from claims.publication.representation import canonical
from claims.transparency.entries import GENESIS
from claims.workflow import review
from newsroom.models import Event
from tests import factories, sql
from tests.as_owner import unguarded
from tests.claims.published import hold, lift

pytestmark = pytest.mark.django_db


# What PostgreSQL gives


@pytest.mark.long
def test_numbers_times_hashes_and_links_are_postgresqls_own() -> None:
    for _ in range(3):
        factories.signed_claim()
    rows = list(Publication.objects.order_by("number"))
    assert [each.number for each in rows] == [1, 2, 3]
    assert [each.previous_sha256 for each in rows] == [GENESIS, *(r.sha256 for r in rows[:2])]
    moments = [each.published_at for each in rows if each.published_at]
    assert moments == sorted(set(moments))
    assert len(moments) == 3
    assert list(faults()) == []


def test_a_row_closes_the_one_before_it_to_the_microsecond() -> None:
    claim = factories.signed_claim()
    review.reopen(claim.pk, factories.senior(), "A second count came in.", "routine")
    first, second = Publication.objects.filter(claim=claim).order_by("number")
    assert (first.shown_until, second.shown_until) == (second.published_at, None)


def test_a_time_has_one_form() -> None:
    claim = factories.signed_claim()
    moment = factories.current_publication(claim).published_at
    assert moment is not None
    ((stored,),) = sql.run(
        """SELECT to_char(published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
        " FROM claims_publication"
    )
    assert stamp(moment) == stored
    early = datetime(213, 8, 16, 18, 22, 0, 620000, UTC)
    ((stored,),) = sql.run(
        "SELECT to_char(%s::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
        early,
    )
    assert stamp(early) == stored == "0213-08-16T18:22:00.620000Z"


# Nothing but adding


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE claims_publication SET body = '{}'",
        "UPDATE claims_publication SET withheld = true",
        "UPDATE claims_publication SET shown_until = now()",
        "DELETE FROM claims_publication",
        "TRUNCATE claims_publication",
        "DELETE FROM claims_publishedquantity",
        "UPDATE claims_exportrow SET rationale = 'Other words.'",
        "DELETE FROM claims_exportrow",
        "UPDATE claims_publicationwords SET words = '{}'",
        "DELETE FROM claims_publicationwords",
        "DELETE FROM claims_publicationsource",
        "UPDATE claims_publicationpublisher SET publisher_id = 1",
        "DELETE FROM claims_publishedtopic",
        "UPDATE claims_publicationtopic SET name = 'x'",
        "INSERT INTO claims_publishedquantity SELECT 1, 'bridges', 1, 1, number FROM claims_publication",
        "ALTER TABLE claims_publication DISABLE TRIGGER USER",
    ],
)
def test_the_applications_role_may_only_insert(statement: str) -> None:
    factories.signed_claim()
    with sql.broken(""):
        sql.run(statement)


@pytest.mark.long
def test_a_hash_confirms_no_guess_at_a_body() -> None:
    """Two equal bodies have different salts and hashes; without the salt neither can be guessed."""
    claim = factories.signed_claim()
    first = factories.current_publication(claim)
    hold(claim)
    lift(claim)
    second = factories.current_publication(claim)
    assert (first.body, first.salt) != (second.body, second.salt)
    assert first.body == second.body
    assert first.body_sha256 != second.body_sha256
    unsalted = hashlib.sha256(first.body.encode()).hexdigest()
    assert unsalted not in {first.body_sha256, second.body_sha256}


# Behind its back


COLUMNS: dict[str, tuple[str, str]] = {
    "a byte of the body": ("body = replace(body, '150 bridges', '151 bridges')", "body is not"),
    "a space in the body": ("body = body || ' '", "body is not"),
    "the salt": ("salt = overlay(salt placing %s from 9 for 1)", "body is not"),
    "the hash of the body": ("body_sha256 = overlay(body_sha256 placing %s from 9 for 1)", "body"),
    "the event": ("event = 'shown'", "hash does not match"),
    "the standing": ("standing = 'under_review'", "hash does not match"),
    "the claim": ("claim_id = (SELECT max(id) FROM claims_claim)", "hash"),
    "the time": ("published_at = published_at + interval '1 microsecond'", "hash"),
    "no time at all": ("published_at = NULL", "not later"),
    "the link": ("previous_sha256 = overlay(previous_sha256 placing %s from 1 for 1)", "refer"),
    "the hash": ("sha256 = overlay(sha256 placing %s from 64 for 1)", "hash does not match"),
}


@pytest.fixture
def five() -> list[Publication]:
    """Five rows, committed, and one claim that was never published."""
    for _ in range(5):
        factories.signed_claim()
    factories.claim()
    return list(Publication.objects.order_by("number"))


def named() -> set[int]:
    return {number for number, _what in faults()}


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_changed_byte_is_named_column_by_column(five: list[Publication], capsys: Any) -> None:
    call_command("verify_chain")
    assert five[-1].sha256 in capsys.readouterr().out
    third = five[2]
    for name, (change, expected) in COLUMNS.items():
        column = change.partition(" ")[0]
        digest = getattr(third, column)
        values: list[Any] = []
        if "%s" in change:
            at = int(change.partition("from ")[2].partition(" ")[0]) - 1
            values = ["0" if digest[at] != "0" else "1"]
        unguarded(
            "claims_publication",
            f"UPDATE claims_publication SET {change} WHERE number = %s",
            *values,
            third.number,
        )
        assert third.number in named(), name
        with pytest.raises(CommandError, match="broken"):
            call_command("verify_chain")
        messages = capsys.readouterr().err
        assert f"publication {third.number}: " in messages
        assert expected in messages, name
        field = "claim_id" if column == "claim_id" else column
        unguarded(
            "claims_publication",
            f"UPDATE claims_publication SET {column} = %s WHERE number = %s",
            getattr(third, field),
            third.number,
        )
        assert named() == set(), name


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "words", ['{"text":"x" ,"a":1}', '{"text":"x","a":1}', '{"a":1.0}', '{"a":"\\u0041"}']
)
def test_a_body_that_is_not_canonical_is_named(five: list[Publication], words: str) -> None:
    """Its hash made to fit, and that of the row."""
    last = five[-1]
    unguarded(
        "claims_publication",
        "UPDATE claims_publication SET body = %s, body_sha256 ="
        " encode(sha256(convert_to(salt || E'\\n' || %s, 'UTF8')), 'hex') WHERE number = %s",
        words,
        words,
        last.number,
    )
    unguarded(
        "claims_publication",
        "UPDATE claims_publication p SET sha256 = publication_hash(p) WHERE number = %s",
        last.number,
    )
    assert [what for _, what in faults()] == ["its body is not canonical JSON"]


def without_what_is_derived() -> None:
    for table in (
        *("claims_publishedquantity", "claims_exportrow", "claims_publicationwords"),
        *("claims_publicationsource", "claims_publicationpublisher", "claims_publicationtopic"),
    ):
        unguarded(table, f"DELETE FROM {table}")


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("gone", range(5))
def test_a_deleted_row_is_named_the_last_one_too(five: list[Publication], gone: int) -> None:
    number = five[gone].number
    without_what_is_derived()
    unguarded("claims_publication", "DELETE FROM claims_publication WHERE number = %s", number)
    found = list(faults())
    if gone == 4:
        assert found == [(number, "it was published and is missing")]
    else:
        assert found[0] == (number + 1, f"number {number} is missing")


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_swapped_rows_are_named(five: list[Publication]) -> None:
    def swap(field: str) -> None:
        one, other = five[1], five[2]
        for target, source in ((one, other), (other, one)):
            unguarded(
                "claims_publication",
                f"UPDATE claims_publication SET {field} = %s WHERE number = %s",
                getattr(source, field),
                target.number,
            )

    swaps: list[Callable[[], None]] = [
        lambda: swap("body"),
        lambda: swap("body_sha256"),
        lambda: swap("sha256"),
    ]
    for each in swaps:
        each()
        assert {2, 3} <= named()
    # Now the two bodies, their hashes and the rows' own have changed places, and still:
    assert named()


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_whole_row_put_into_anothers_place_is_named(five: list[Publication]) -> None:
    without_what_is_derived()
    for here, there in ((3, 99), (4, 3), (99, 4)):
        unguarded(
            "claims_publication",
            "UPDATE claims_publication SET number = %s WHERE number = %s",
            there,
            here,
        )
    assert {3, 4} <= named()


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_several_processes_find_what_one_finds(
    five: list[Publication], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "AT_ONCE", 2)
    assert list(faults(processes=2)) == []
    # The last of a range, which the next one refers to, and one in the range after it.
    for row_ in (five[1], five[3]):
        unguarded(
            "claims_publication",
            "UPDATE claims_publication SET sha256 = %s WHERE number = %s",
            GENESIS,
            row_.number,
        )
    without_what_is_derived()
    unguarded("claims_publication", "DELETE FROM claims_publication WHERE number = %s", 5)
    found = list(faults(processes=2))
    assert [number for number, _what in found] == [2, 3, 3, 4, 5]
    assert found == list(faults())
    # In a transaction whose rows others don't see, one does it.
    with transaction.atomic():
        assert list(faults(processes=2)) == found


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_check_goes_on_from_where_it_was(
    five: list[Publication], tmp_path: Path, capsys: Any
) -> None:
    file = tmp_path / "checked.json"
    call_command("verify_chain", resume=file)
    assert "not read again" not in capsys.readouterr().out
    assert json.loads(file.read_text())["number"] == five[-1].number
    assert file.stat().st_mode & 0o777 == 0o600
    factories.signed_claim()
    spoil = "UPDATE claims_publication SET body = body || ' ' WHERE number = %s"
    mend = "UPDATE claims_publication SET body = rtrim(body) WHERE number = %s"
    # Only what is new is read.
    unguarded("claims_publication", spoil, 2)
    call_command("verify_chain", resume=file)
    assert "Publications 1 to 5 were checked earlier" in capsys.readouterr().out
    assert json.loads(file.read_text())["number"] == 6
    with pytest.raises(CommandError, match="2 faults"):
        call_command("verify_chain")
    unguarded("claims_publication", mend, 2)
    # What is new and wrong is named each time.
    factories.signed_claim()
    unguarded("claims_publication", spoil, 7)
    for _each in range(2):
        with pytest.raises(CommandError, match="broken"):
            call_command("verify_chain", resume=file)
        assert "publication 7: " in capsys.readouterr().err
    assert json.loads(file.read_text())["number"] == 6


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_what_was_checked_is_there_when_it_goes_on(five: list[Publication], tmp_path: Path) -> None:
    file = tmp_path / "checked.json"
    call_command("verify_chain", resume=file)
    set_hash = "UPDATE claims_publication SET sha256 = %s WHERE number = %s"
    unguarded("claims_publication", set_hash, GENESIS, 5)
    with pytest.raises(CommandError, match="publication 5 is not the one that was checked"):
        call_command("verify_chain", resume=file)
    unguarded("claims_publication", set_hash, five[4].sha256, 5)
    call_command("verify_chain", resume=file)
    without_what_is_derived()
    unguarded("claims_publication", "DELETE FROM claims_publication WHERE number = 2")
    with pytest.raises(CommandError, match="of the 5 publications that were checked, 4 are there"):
        call_command("verify_chain", resume=file)
    unguarded("claims_publication", "DELETE FROM claims_publication WHERE number = 5")
    with pytest.raises(CommandError, match="publication 5 is not the one that was checked"):
        call_command("verify_chain", resume=file)


def test_a_file_that_others_may_write_or_that_says_nothing_is_refused(tmp_path: Path) -> None:
    factories.signed_claim()
    file = tmp_path / "checked.json"
    call_command("verify_chain", resume=file)
    file.chmod(0o620)
    with pytest.raises(CommandError, match="Others may write"):
        call_command("verify_chain", resume=file)
    file.chmod(0o600)
    for rubbish in ("", "[]", "{}", '{"number": "x", "sha256": ""}'):
        file.write_text(rubbish)
        with pytest.raises(CommandError, match="does not say which publication"):
            call_command("verify_chain", resume=file)


@pytest.mark.parametrize(
    "text",
    [
        *(
            '{"a":1}',
            '{"a":"é – “x”"}',
            '{"\U0001f600":1,"\uff5e":2}',
            '{"\uff5e":2,"\U0001f600":1}',
        ),
        *(
            '{"a":1.5}',
            '{"a":1.0}',
            '{"a":1e21}',
            '{"a":1e+21}',
            '{"a":-0}',
            '{"a":9007199254740993}',
        ),
        *(
            '{"a":NaN}',
            '{"a":1,"a":1}',
            '{"b":1,"a":2}',
            '{"a": 1}',
            '{"a":"\\u00e9"}',
            '{"a":"\\n"}',
        ),
        *(
            '{"a":"\\u001f"}',
            '{"a":"\\u001F"}',
            '{"a":"\\/"}',
            '{"a":"\x7f"}',
            '{"a":"\\ud800"}',
            "{",
        ),
        *("", "[]", "null", '"x"', "1", "01"),
    ],
)
def test_the_quick_reading_of_canonical_json_agrees_with_the_exact_one(text: str) -> None:
    def exactly() -> bool:
        try:
            return canonical(json.loads(text)) == text
        except ValueError:
            return False

    assert chain.is_canonical(text) == exactly()


def test_an_empty_chain_is_unbroken(capsys: Any) -> None:
    call_command("verify_chain")
    assert "empty" in capsys.readouterr().out


def test_history_holds_what_was_withheld_and_closed() -> None:
    claim = factories.signed_claim()
    hold(claim)
    first = Publication.objects.filter(claim=claim).earliest("number")
    events = Event.objects.filter(table="claims_publication", row=str(first.number))
    assert [event.action for event in events.order_by("pk")] == ["insert", "update", "update"]
    assert Publication.objects.filter(number__lt=F("number")).count() == 0
