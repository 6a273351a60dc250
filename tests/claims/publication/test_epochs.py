"""After a restore behind the public log: nothing is published until two people open an epoch."""

import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client

from claims.models import Claim, ClaimToShow, Epoch, Hold, LogAhead, Notice, Publication
from claims.publication import chain, epochs, showing_again, speakers, takedowns
from claims.transparency import signer
from claims.transparency.checkpoints import Checkpoint
from claims.transparency.memory import Memory
from claims.transparency.notes import Note
from claims.transparency.tiles import Folder
from claims.workflow import approvals, review
from newsroom import approvals as deciding
from newsroom.choices import ApprovalKind, ApprovalOutcome
from newsroom.errors import Refused
from newsroom.history import acting, recorded_as
from newsroom.models import Event, LogEntry
from tests import database, factories, sql
from tests.as_owner import unguarded
from tests.claims.outsider import everything_read
from tests.claims.publication.test_takedowns import (
    nothing_leaks,
    signed,
    take_down,
)
from tests.claims.published import body, hold, listed, readable, related, story
from tests.claims.transparency.test_signer import KEY, ORIGIN, entries, sign

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

DERIVED = (
    *("claims_exportrow", "claims_publishedquantity", "claims_publicationwords"),
    *("claims_publicationsource", "claims_publicationpublisher", "claims_publicationtopic"),
)


@pytest.fixture
def log(settings: Any, tmp_path: Path) -> Path:
    settings.SIGNED_LOG = tmp_path
    return tmp_path


def signed_ahead(log: Path, count: int = 3, last: int = 1) -> None:
    """A log of so many publications, and then a database with fewer, as after a restore."""
    for _ in range(count):
        factories.signed_claim()
    sign(log)
    restore(last)


def restore(last: int) -> None:
    """The publications as in a backup that was made when this was the last one."""
    with database.connect("owner", autocommit=True) as owner:
        owner.execute("SET session_replication_role = replica")
        for table in DERIVED:
            owner.execute(f"DELETE FROM {table} WHERE publication_id > %s", [last])
        owner.execute("DELETE FROM claims_publication WHERE number > %s", [last])
        owner.execute(
            "DELETE FROM newsroom_event"
            ' WHERE "table" = \'claims_publication\' AND "row"::bigint > %s',
            [last],
        )


def open_epoch() -> Epoch:
    ahead = epochs.standing()
    assert ahead is not None
    request = epochs.request(ahead.pk, factories.editor(), "The disk of 1 May was lost.")
    approvals.approve(request.pk, factories.senior())
    return Epoch.objects.get(ahead=ahead)


def test_publishing_is_refused_behind_the_log_and_that_is_recorded_once(log: Path) -> None:
    signed_ahead(log)
    senior = factories.senior()
    claim = factories.proposed_claim()
    for _ in range(2):
        with pytest.raises(Refused) as refusal:
            review.sign(claim.pk, senior, factories.version_of(claim))
        assert refusal.value.rule == "publication_follows_the_log"
    ahead = LogAhead.objects.get()
    assert (ahead.number, ahead.last, ahead.size) == (3, 1, 4)
    assert epochs.standing() == ahead
    assert Publication.objects.count() == 1
    assert Notice.objects.filter(person=senior, sentence__startswith="Nothing is published").count()


def test_the_database_refuses_to_publish_behind_the_log(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_ahead(log)
    assert epochs.is_behind_the_log()
    monkeypatch.setattr(epochs, "refuse_behind_the_log", lambda: None)
    claim, senior = factories.proposed_claim(), factories.senior()
    with pytest.raises(Refused) as refusal:
        review.sign(claim.pk, senior, factories.version_of(claim))
    assert isinstance(refusal.value.__cause__, IntegrityError)
    assert sql.rule_of(refusal.value.__cause__) == "publication_follows_the_log"
    assert Publication.objects.count() == 1


def test_postgresql_refuses_too_whoever_publishes(log: Path, settings: Any) -> None:
    signed_ahead(log)
    assert epochs.is_behind_the_log()
    settings.SIGNED_LOG = None
    with pytest.raises(Refused, match="Two people open an epoch"):
        factories.signed_claim()


def test_numbering_goes_on_after_the_lost_numbers(log: Path) -> None:
    signed_ahead(log)
    assert epochs.is_behind_the_log()
    epoch = open_epoch()
    assert (epoch.last, epoch.after, epoch.origin) == (1, 3, "news.example/log/2")
    assert not epochs.is_behind_the_log()
    claim = factories.signed_claim()
    row = factories.current_publication(claim)
    assert row.number == 4
    assert row.previous_sha256 == Publication.objects.get(number=1).sha256
    assert LogEntry.objects.get().line == "epoch 1 3"
    factories.signed_claim()
    assert list(chain.faults()) == []
    assert chain.tail(2).faults == []


def test_other_missing_numbers_stay_faults(log: Path) -> None:
    signed_ahead(log)
    assert epochs.is_behind_the_log()
    open_epoch()
    for _ in range(3):
        factories.signed_claim()
    with database.connect("owner", autocommit=True) as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute("DELETE FROM claims_publication WHERE number = 5")
    assert [(number, fault) for number, fault in chain.faults() if "missing" in fault] == [
        (6, "number 5 is missing")
    ]


def test_it_takes_two_and_the_approval_of_this_restore(log: Path) -> None:
    signed_ahead(log)
    assert epochs.is_behind_the_log()
    ahead, senior = LogAhead.objects.get(), factories.senior()
    request = epochs.request(ahead.pk, senior, "The disk of 1 May was lost.")
    with pytest.raises(Refused) as refusal:
        approvals.approve(request.pk, senior)
    assert refusal.value.rule == "approval_takes_two"
    with pytest.raises(Refused) as refusal, acting(senior, "alone"):
        Epoch.objects.create(ahead=ahead, approval=request, origin="news.example/other")
    assert refusal.value.rule == "epoch_takes_two"
    approvals.approve(request.pk, factories.senior())
    with pytest.raises(Refused, match="opened since"):
        epochs.request(ahead.pk, senior, "Again.")


def test_a_hold_hides_at_once_and_its_row_follows(log: Path) -> None:
    claim = factories.signed_claim()
    signed_ahead(log)
    hold(claim)
    assert story(claim) == [("signed", "signed")]
    assert readable(claim) == []
    assert not Publication.objects.listed().filter(claim=claim, withheld=False).exists()
    open_epoch()
    showing_again.show_waiting()
    assert story(claim) == [("signed", "signed"), ("hidden", "hidden")]
    assert not ClaimToShow.objects.exists()
    row = factories.current_publication(claim)
    assert Event.objects.of(row).get(action="insert").reason == "publishing goes on after a restore"


def test_a_takedown_hides_at_once_and_its_row_follows(log: Path) -> None:
    snapshot = factories.snapshot()
    claim = signed(snapshot)
    signed_ahead(log)
    take_down(snapshot)
    assert story(claim) == [("signed", "signed")]
    assert readable(claim) == []
    nothing_leaks(read=everything_read)
    open_epoch()
    showing_again.show_waiting()
    assert story(claim)[1:] == [("hidden", "hidden"), ("shown", "signed")]
    assert body(claim)["appearances"][0]["quotes"] == []
    assert listed(claim)
    nothing_leaks()


def test_a_takedown_is_not_lifted_behind_the_log(log: Path) -> None:
    snapshot = factories.snapshot()
    claim = signed(snapshot)
    take_down(snapshot)
    signed_ahead(log, last=2)
    deed = takedowns.request_lift(snapshot.pk, factories.editor(), "The order was lifted.")
    with pytest.raises(Refused) as refusal:
        approvals.approve(deed.pk, factories.senior())
    assert refusal.value.rule == "publication_follows_the_log"
    open_epoch()
    approvals.approve(deed.pk, factories.senior())
    assert story(claim)[2:] == [("restored", "signed")]


READ_OF_NEIGHBOURS = (
    *("/", "/?q=*", "/claims/{claim}/", "/claims/{claim}/map/", "/claims/{claim}/copy.json"),
    *("/speakers/{speaker}/", "/api/v1/claims/{claim}/prov.json"),
)


def signed_pair() -> tuple[Claim, Claim]:
    one, other = factories.signed_claim(), factories.claim_in_review()
    factories.relation(one, other)
    review.propose(other.pk, factories.editor(), "reported", "verified", harms=[])
    review.sign(other.pk, factories.senior(), factories.version_of(other))
    return one, other


def hold_it(claim: Claim) -> None:
    hold(claim)


def protect_its_speaker(claim: Claim) -> None:
    assert claim.speaker_id is not None
    speakers.protect(claim.speaker_id, factories.senior(), "a resident", "A court said so.")


@pytest.mark.parametrize("hide", [hold_it, protect_its_speaker])
def test_neighbours_stop_naming_what_is_hidden_and_their_rows_follow(
    log: Path, hide: Callable[[Claim], None]
) -> None:
    hidden, other = signed_pair()
    assert related(other) == [hidden.pk]
    before = len(story(other))
    signed_ahead(log, last=Publication.objects.count())
    hide(hidden)
    assert readable(hidden) == []
    assert len(story(other)) == before
    for address in (f"/api/v1/claims/{other.pk}/", "/api/v1/claims/"):
        answer = Client().get(address)
        assert answer.status_code == 200
        assert f'"claim":{hidden.pk}' not in answer.content.decode().replace(" ", "")
    for address in READ_OF_NEIGHBOURS:
        page = Client().get(address.format(claim=other.pk, speaker=other.speaker_id))
        assert page.status_code == 200, address
        shown = page.content.decode()
        assert f"/claims/{hidden.pk}/" not in shown, address
        assert "contradicts it" not in shown, address
        assert f'"claim":{hidden.pk}' not in shown.replace(" ", ""), address
    found = Client().get("/?contradicted=yes").content.decode()
    assert f"/claims/{other.pk}/" not in found
    drawn = Client().get(f"/speakers/{other.speaker_id}/map/").content.decode()
    assert f"/claims/{other.pk}/" not in drawn
    exported = b"".join(Client().get("/api/v1/export/claims.ndjson")).decode()
    assert f'"claim":{hidden.pk}' not in exported.replace(" ", "")
    open_epoch()
    showing_again.show_waiting()
    is_shown_again = listed(hidden)
    assert story(other)[before:] == ([] if is_shown_again else [("supplemented", "signed")])
    assert related(other) == ([hidden.pk] if is_shown_again else [])
    assert not ClaimToShow.objects.exists()


def test_behind_the_log_only_what_waits_may_be_outdated(log: Path) -> None:
    hidden, _ = signed_pair()
    signed_ahead(log, last=Publication.objects.count())
    assert epochs.is_behind_the_log()
    with sql.broken("relations_public_at_both_ends"), recorded_as(factories.senior()):
        ClaimToShow.objects.create(claim=hidden)
        Hold.objects.create(claim=hidden, kind="legal", reason="x", set_by=factories.senior())


def test_a_log_of_what_is_there_is_not_ahead(log: Path) -> None:
    assert not epochs.is_behind_the_log()
    factories.signed_claim()
    sign(log)
    factories.signed_claim()
    assert not epochs.is_behind_the_log()
    assert not LogAhead.objects.exists()


def test_a_withholding_that_was_lost_counts_too(log: Path) -> None:
    claim = factories.signed_claim()
    hold(claim)
    sign(log)
    unguarded("newsroom_logentry", "DELETE FROM newsroom_logentry")
    assert epochs.is_behind_the_log()


ROW = {"origin": "news.example/log", "size": 4, "root": "0" * 64, "number": 3}


def test_only_the_application_records_that_the_log_is_ahead() -> None:
    with sql.broken("log_ahead_is_read_from_the_log"):
        LogAhead.objects.create(**ROW)
    with acting(None, "read"):
        LogAhead.objects.create(**ROW)
    with sql.broken("log_ahead_once"), recorded_as(None):
        LogAhead.objects.create(**ROW)
    with sql.broken("log_ahead_is_a_checkpoint"), recorded_as(None):
        LogAhead.objects.create(**{**ROW, "root": "x", "size": 5})


@pytest.mark.parametrize(
    ("origin", "rule"),
    [
        ("news.example/log", "epoch_has_a_log_of_its_own"),
        ("", "epoch_goes_on"),
    ],
)
def test_an_epoch_has_a_new_log(origin: str, rule: str) -> None:
    with acting(None, "read"):
        ahead = LogAhead.objects.create(**ROW)
    senior = factories.senior()
    request = deciding.request(
        ApprovalKind.OPEN_EPOCH, ahead.pk, factories.editor(), "A restore.", origin=origin
    )
    with sql.broken(rule), recorded_as(senior):
        done = deciding.decide(request.pk, senior, ApprovalOutcome.DONE)
        Epoch.objects.create(ahead=ahead, approval=done, origin=origin)


def test_an_epoch_is_of_the_last_restore(log: Path) -> None:
    signed_ahead(log)
    assert epochs.is_behind_the_log()
    first = LogAhead.objects.get()
    request = epochs.request(first.pk, factories.editor(), "The disk of 1 May was lost.")
    with acting(None, "read"):
        LogAhead.objects.create(**{**ROW, "size": 99})
    with pytest.raises(Refused) as refusal:
        approvals.approve(request.pk, factories.senior())
    assert refusal.value.rule == "epoch_is_of_the_last_restore"


def test_after_an_epoch_another_log_goes_on(log: Path, client: Client) -> None:
    signed_ahead(log)
    with pytest.raises(signer.Refused, match="publication 2 is missing"):
        sign(log)
    assert epochs.is_behind_the_log()
    open_epoch()
    new = factories.current_publication(factories.signed_claim())
    sign(log)
    sign(log)
    old = Checkpoint.read(Note.read((log / "checkpoint").read_text()).text)
    first = Publication.objects.get(number=1)
    assert entries(log / "2") == [
        f"continues {old.origin} {old.size} {old.root.hex()}",
        f"publication 1 {first.sha256}",
        f"publication 4 {new.sha256}",
        "epoch 1 3",
    ]
    assert client.get("/log/current").content == b"2\n"
    assert client.get("/log/checkpoint").content.decode().startswith("news.example/log\n")
    later = client.get("/log/2/checkpoint").content.decode()
    assert later.startswith("news.example/log/2\n")
    assert client.get("/log/3/checkpoint").status_code == 404
    proof = client.get(f"/api/v1/claims/{new.claim_id}/proof/").json()
    assert (proof["number"], proof["index"], proof["origin"]) == (4, 2, "news.example/log/2")
    lost = client.get(f"/api/v1/claims/{new.claim_id}/proof/?number=2")
    assert (lost.status_code, "lost in a restore" in lost.json()["detail"]) == (404, True)
    assert 'data-lost="2-3 "' in client.get("/check/").content.decode()
    assert not epochs.is_behind_the_log()
    keys = client.get("/check/policy.txt").content.decode()
    assert [line.split("+")[0] for line in keys.splitlines()[:2]] == [
        "log news.example/log/2",
        "log news.example/log",
    ]


def test_a_second_restore_opens_a_third_log(log: Path) -> None:
    signed_ahead(log)
    assert epochs.is_behind_the_log()
    open_epoch()
    factories.signed_claim()
    factories.signed_claim()
    sign(log)
    restore(4)
    assert epochs.is_behind_the_log()
    epoch = open_epoch()
    assert (epoch.last, epoch.after, epoch.origin) == (4, 5, "news.example/log/3")
    factories.signed_claim()
    sign(log)
    assert [line for line in entries(log / "3") if line.startswith("epoch")] == [
        "epoch 1 3",
        "epoch 4 5",
    ]
    assert list(chain.faults()) == []


def test_the_signer_goes_on_in_no_epoch_that_gives_numbers_again(log: Path) -> None:
    signed_ahead(log)
    assert epochs.is_behind_the_log()
    open_epoch()
    unguarded("claims_epoch", "UPDATE claims_epoch SET after = 2")
    with pytest.raises(signer.Refused, match="up to 3"):
        sign(log)


def test_what_else_the_restore_lost_is_missed(log: Path) -> None:
    factories.signed_claim()
    sign(log)
    unguarded(
        "newsroom_event",
        "DELETE FROM newsroom_event WHERE id > (SELECT max(id) - 1 FROM newsroom_event)",
    )
    with pytest.raises(signer.Refused, match="restored to an earlier point"):
        sign(log)
    assert epochs.is_behind_the_log()
    epoch = open_epoch()
    assert (epoch.last, epoch.after) == (1, 1)
    sign(log)
    assert entries(log / "2")[2:] == ["epoch 1 1"]


def overtake_events() -> None:
    """As a restore that lost the last events, and then others with their numbers."""
    unguarded("newsroom_event", "UPDATE newsroom_event SET at = at + interval '1 second'")


def overtake_lines() -> None:
    unguarded("newsroom_logentry", "UPDATE newsroom_logentry SET line = 'withheld 3'")


@pytest.mark.parametrize("overtake", [overtake_events, overtake_lines])
def test_new_rows_with_the_numbers_of_lost_ones_hide_no_restore(
    log: Path, overtake: Callable[[], None]
) -> None:
    claim = factories.signed_claim()
    hold(claim)
    sign(log)
    assert not epochs.is_behind_the_log()
    overtake()
    for _ in range(2):
        with pytest.raises(signer.Refused, match="restored to an earlier point"):
            sign(log)
    assert epochs.is_behind_the_log()
    with pytest.raises(Refused, match="Two people open an epoch"):
        factories.signed_claim()
    open_epoch()
    factories.signed_claim()
    sign(log)
    assert not epochs.is_behind_the_log()


def test_an_erasure_in_history_is_no_restore(log: Path) -> None:
    factories.signed_claim()
    sign(log)
    unguarded("newsroom_event", "UPDATE newsroom_event SET new = '{\"name\": \"█\"}', reason = '█'")
    sign(log)
    assert not epochs.is_behind_the_log()


def replace(log: Path, copy: Path) -> None:
    shutil.rmtree(log)
    shutil.copytree(copy, log)


@pytest.mark.parametrize("is_lost", [False, True])
def test_an_older_copy_of_the_logs_folder_is_noticed_and_leads_to_an_epoch(
    log: Path, is_lost: bool
) -> None:
    memory, copy = (log.with_name(f"{log.name}-{each}") for each in ("memory", "copy"))
    factories.signed_claim()
    sign(log, memory)
    shutil.copytree(log, copy)
    factories.signed_claim()
    sign(log, memory)
    last = Checkpoint.read(Note.read((log / "checkpoint").read_text()).text)
    shutil.rmtree(log)
    if not is_lost:
        shutil.copytree(copy, log)
    for _ in range(2):
        with pytest.raises(signer.Refused, match="The log's folder is an older copy"):
            sign(log, memory)
    assert epochs.is_behind_the_log()
    with pytest.raises(Refused, match="Two people open an epoch"):
        factories.signed_claim()
    epoch = open_epoch()
    assert (epoch.last, epoch.after) == (2, 2)
    new = factories.current_publication(factories.signed_claim())
    sign(log, memory)
    assert new.number == 3
    found = entries(log / "2")
    assert found[0] == f"continues {last.origin} {last.size} {last.root.hex()}"
    assert f"publication 3 {new.sha256}" in found
    assert not epochs.is_behind_the_log()
    sign(log, memory)


def test_where_the_newest_copy_is_put_back_before_the_epoch_its_log_begins(log: Path) -> None:
    memory, older, newest = (
        log.with_name(f"{log.name}-{each}") for each in ("memory", "older", "newest")
    )
    claim = factories.signed_claim()
    sign(log, memory)
    shutil.copytree(log, older)
    factories.signed_claim()
    sign(log, memory)
    shutil.copytree(log, newest)
    replace(log, older)
    with pytest.raises(signer.Refused, match="older copy"):
        sign(log, memory)
    assert epochs.is_behind_the_log()
    replace(log, newest)
    hold(claim)
    sign(log, memory)
    last = Checkpoint.read(Note.read((log / "checkpoint").read_text()).text)
    assert last.size > LogAhead.objects.get().size
    assert open_epoch().origin == "news.example/log/2"
    new = factories.current_publication(factories.signed_claim())
    sign(log, memory)
    assert (log / "current").read_bytes() == b"2\n"
    found = entries(log / "2")
    assert found[0] == f"continues {last.origin} {last.size} {last.root.hex()}"
    assert f"publication {new.number} {new.sha256}" in found
    assert not epochs.is_behind_the_log()
    restore(2)
    assert epochs.is_behind_the_log()
    assert open_epoch().origin == "news.example/log/3"


def test_each_epoch_has_a_log_of_its_own_also_where_one_never_began(
    log: Path, client: Client
) -> None:
    signed_ahead(log)
    assert epochs.is_behind_the_log()
    open_epoch()
    with acting(None, "read"):
        LogAhead.objects.create(**{**ROW, "size": 99})
    assert open_epoch().origin == "news.example/log/3"
    (log / "current").write_text("3")
    shutil.copytree(log, log / "3")
    keys = client.get("/check/policy.txt").content.decode()
    assert keys.count("log news.example/log") == 2


# Events wait for transactions that run beside, also those of other databases on the same server: then the first
# look writes none of them.
EVENTS = "2/signer/history/tile/0/000"
# What the first look after an epoch writes, in this order.
WRITES = [
    *("2/signer/state", "2/checkpoint", "2/key", "2/signer/secret", EVENTS),
    *("2/tile/entries/000", "2/tile/0/000", "2/positions/000", "2/signer/state", "memory"),
    *("2/checkpoint", "current", "2/status"),
]


def names_until_stopped(
    one: signer.Signer, count: int, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    """What a look writes up to so many writes; the last of them fails, if there are so many."""
    write, names = Folder.write, list[str]()

    def stop(folder: Folder, name: str, content: bytes) -> None:
        names.append("memory" if name == memory.name else re.sub(r"\.p/\d+$", "", name))
        if len(names) == count:
            raise OSError("The disk is full.")
        write(folder, name, content)

    with monkeypatch.context() as patch:
        patch.setattr(Folder, "write", stop)
        with suppress(OSError):
            one.look()
    return names


def without_events(names: list[str]) -> list[str]:
    return [name for name in names if name != EVENTS]


@pytest.mark.parametrize("is_older_folder", [False, True])
def test_wherever_the_first_look_after_an_epoch_stops_the_next_goes_on(
    log: Path, is_older_folder: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory, copy = log.with_name(f"{log.name}-memory"), log.with_name(f"{log.name}-copy")
    factories.signed_claim()
    sign(log, memory)
    shutil.copytree(log, copy)
    factories.signed_claim()
    sign(log, memory)
    if is_older_folder:
        replace(log, copy)
    else:
        restore(1)
    with pytest.raises(signer.Refused):
        sign(log, memory)
    assert epochs.is_behind_the_log()
    open_epoch()
    new = factories.current_publication(factories.signed_claim())
    remembered = memory.read_bytes()
    shutil.rmtree(copy)
    shutil.copytree(log, copy)
    with (
        database.connect("owner", autocommit=True) as connection,
        database.connect("owner") as other,
    ):
        if is_older_folder:
            other.execute("SELECT pg_current_xact_id()")
        for count in range(1, len(WRITES) + 1):
            replace(log, copy)
            memory.write_bytes(remembered)
            stopped = signer.Signer(connection, Folder(log), KEY, ORIGIN, Memory(memory))
            names = names_until_stopped(stopped, count, memory, monkeypatch)
            if EVENTS in names or count <= WRITES.index(EVENTS):
                assert names == WRITES[:count]
            else:
                assert names == without_events(WRITES)[:count]
            assert not epochs.is_behind_the_log(), WRITES[count - 1]
            next_one = signer.Signer(connection, Folder(log), KEY, ORIGIN, Memory(memory))
            next_one.look()
            next_one.look()
            last = next_one.memory.read()
            shown = Checkpoint.read(Note.read((log / "2" / "checkpoint").read_text()).text)
            assert last is not None
            assert last.checkpoint == shown, WRITES[count - 1]
            assert (log / "current").read_bytes() == b"2\n"
            found = entries(log / "2")
            assert [each.startswith("continues") for each in found[:2]] == [True, False]
            assert f"publication 3 {new.sha256}" in found
            assert not epochs.is_behind_the_log(), WRITES[count - 1]
    assert LogAhead.objects.count() == 1
