"""History: what PostgreSQL's triggers record of every change, via whichever interface it came."""

from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from django.test import RequestFactory

from claims.models import Claim
from claims.publication import publishing, speakers
from claims.workflow import approvals, drafting, review
from newsroom import approvals as of_two
from newsroom.choices import Role, Via
from newsroom.errors import Refused
from newsroom.history import acting, through
from newsroom.middleware import ViaMiddleware
from newsroom.models import Event, User
from tests import factories, sql
from tests.history_replay import assert_history_equals_tables, replay, tracked

pytestmark = pytest.mark.django_db


def last_event(row: Any) -> Event:
    found: Event = Event.objects.of(row).latest("pk")
    return found


# A replay


def a_rich_day() -> None:
    one, other = factories.signed_claim(), factories.claim_in_review()
    factories.relation(one, other)
    review.reopen(one.pk, factories.senior(), "A second count came in.", "routine")
    factories.withdrawn_claim()
    publishing.hold(one.pk, factories.reporter(), "legal", "A letter came.")
    deed = approvals.request_hold_lift(
        one.pk, factories.editor(), "legal", "The letter was answered."
    )
    approvals.approve(deed.pk, factories.senior())
    factories.merge(factories.speaker(), factories.speaker())
    speakers.protect(one.speaker_id, factories.editor(), "a witness", "She was threatened.")
    # Long enough to stand beside its events.
    review.write(other.pk, factories.editor(), rationale="It was counted again. " * 60)
    edited = factories.full_claim()
    drafting.remove_quantity(edited.pk, factories.editor(), edited.quantities.get().pk)
    drafting.edit_claim(edited.pk, factories.editor(), topics=[])


@pytest.mark.long
def test_replaying_the_events_gives_the_tables() -> None:
    a_rich_day()
    assert_history_equals_tables(connection)
    assert len(replay(connection)["claims_claim"]) == 5


def test_a_row_written_behind_the_triggers_back_is_noticed(
    owner_connection: psycopg.Connection[Any],
) -> None:
    """Else the comparison would prove nothing."""
    with owner_connection.transaction(force_rollback=True):
        owner_connection.execute("ALTER TABLE claims_topic DISABLE TRIGGER history_insert")
        owner_connection.execute("INSERT INTO claims_topic (name, slug) VALUES ('Dams', 'dams')")
        with pytest.raises(AssertionError, match="claims_topic"):
            assert_history_equals_tables(owner_connection)


def test_every_table_of_ours_is_under_history() -> None:
    ours = {
        table
        for (table,) in sql.run(
            "SELECT relname FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace AND relname ~ '^(newsroom|sources|claims)_'"
        )
    }
    # History itself; what is append-only, too; what PostgreSQL derives; Django's cache;
    # the marks of changes.
    assert ours - {each.table for each in tracked(connection)} == {
        "newsroom_event",
        "newsroom_eventtext",
        "newsroom_historykey",
        "newsroom_cache",
        "newsroom_publicchange",
        "newsroom_logentry",
        "newsroom_signin",
        "claims_erasedpublication",
        # When a token was used, and answers that are kept for a day.
        "newsroom_tokenuse",
        "newsroom_repeatableanswer",
        "claims_publishedquantity",
        "claims_exportrow",
        "claims_searchwords",
        "sources_protectedname",
        # Stored with a transcript, and never changed.
        "sources_cue",
        "claims_protectednameuse",
        "claims_publicationwords",
        "claims_publicationsource",
        "claims_publicationpublisher",
        "claims_publishedtopic",
        "claims_publicationtopic",
        # What statements are matched against, derived by a job.
        "claims_matchword",
        "claims_matchposting",
        "claims_claimtomatch",
        "claims_claimvector",
        # Readers' addresses, and how often they send something: deleted when their time is over.
        "claims_subscription",
        "claims_readersending",
        # Messages, deleted after a year: what they are about is under history.
        "claims_notice",
        # Taken off the list when they were looked at.
        "claims_claimtoshow",
    }


# Who, when, why, via which interface


@pytest.mark.parametrize("via", [Via.ADMIN, Via.SITE, Via.COMMAND])
def test_a_change_by_a_verb_says_who_why_and_via_which_interface(via: Via) -> None:
    by, claim = factories.senior(), factories.signed_claim()
    with through(via):
        review.reopen(claim.pk, by, "A reader found a second count.", "routine")
    event = Event.objects.of(claim).get(old__status="verified", new__status="in_review")
    assert (event.actor_id, event.actor) == (by.pk, by.get_username())
    assert (event.via, event.reason) == (via, "A reader found a second count.")
    assert event.database_role == settings.DATABASE_APPLICATION_ROLE
    assert event.changes["status"] == ("verified", "in_review")
    assert event.changes["attribution"] == ("reported", "")
    assert event.about == [claim.pk]


def test_a_change_from_outside_says_so() -> None:
    claim = factories.claim()
    sql.run("UPDATE claims_claim SET note = 'x' WHERE id = %s", claim.pk)
    event = last_event(claim)
    assert (event.actor_id, event.actor, event.via) == (None, "", "sql")
    assert event.database_role == settings.DATABASE_APPLICATION_ROLE
    assert event.changes == {"note": ("", "x")}


def test_a_change_by_the_owner_names_the_owner(
    owner_connection: psycopg.Connection[Any],
) -> None:
    with owner_connection.transaction(force_rollback=True):
        owner_connection.execute("UPDATE newsroom_policy SET reason = 'to see'")
        row = owner_connection.execute(
            "SELECT database_role, via FROM newsroom_event ORDER BY id DESC LIMIT 1"
        ).fetchone()
    assert row == (settings.DATABASES["owner"]["USER"], "sql")


def test_the_clock_is_nobody() -> None:
    topic = factories.full_claim().topics.get()
    with through(Via.CLOCK), acting(None, "the embargo ended"):
        topic.name = "Dams"
        topic.save()
    event = last_event(topic)
    assert (event.actor_id, event.actor, event.via) == (None, "", "clock")


def test_a_verb_within_a_verb_does_not_rename_the_outer_ones_writes() -> None:
    outer, inner = factories.editor(), factories.senior()
    topic = factories.full_claim().topics.get()
    with acting(outer, "outer"):
        with acting(inner, "inner"):
            type(topic).objects.filter(pk=topic.pk).update(name="One")
        assert last_event(topic).actor == inner.get_username()
        type(topic).objects.filter(pk=topic.pk).update(name="Two")
    assert (last_event(topic).actor, last_event(topic).reason) == (outer.get_username(), "outer")
    type(topic).objects.filter(pk=topic.pk).update(name="Three")
    assert last_event(topic).via == "sql"


def test_a_refused_verb_leaves_no_name_behind() -> None:
    by, claim = factories.senior(), factories.claim()
    with pytest.raises(Refused):
        review.reopen(claim.pk, by, "No reason.", "routine")
    sql.run("UPDATE claims_claim SET note = 'x' WHERE id = %s", claim.pk)
    assert last_event(claim).via == "sql"


def test_many_rows_in_one_statement_are_as_many_events() -> None:
    claims = [factories.claim() for _ in range(3)]
    before = Event.objects.count()
    Claim.objects.filter(pk__in=[claim.pk for claim in claims]).update(note="x")
    assert Event.objects.count() == before + 3
    Claim.objects.filter(pk__in=[claim.pk for claim in claims]).update(note="x")
    assert Event.objects.count() == before + 3  # nothing changed, nothing happened


def test_a_changed_key_is_a_delete_and_an_insert() -> None:
    topic = factories.full_claim().topics.get()
    sql.run("DELETE FROM claims_claim_topics")
    sql.run("UPDATE claims_topic SET id = id + 1000 WHERE id = %s", topic.pk)
    rows = Event.objects.filter(table="claims_topic").order_by("-pk")[:2]
    assert {(row.action, row.row) for row in rows} == {
        ("delete", str(topic.pk)),
        ("insert", str(topic.pk + 1000)),
    }
    assert_history_equals_tables(connection)


def test_an_update_records_what_changed_and_what_it_is_found_by() -> None:
    claim = factories.claim()
    drafting.edit_claim(claim.pk, factories.editor(), text="160 bridges were built.")
    event = Event.objects.of(claim).get(action="update", new__text="160 bridges were built.")
    assert "text" in event.changes
    for values in (event.old or {}, event.new or {}):
        assert values.keys() == {"id", "revision", "speaker_id", "text"}
    # Who reads the events of a request depends on its kind, of a person's own rows on whose they are.
    held = factories.signed_claim()
    publishing.hold(held.pk, factories.reporter(), "legal", "A letter came.")
    deed = approvals.request_hold_lift(held.pk, factories.editor(), "legal", "It was answered.")
    of_two.decline(deed.pk, factories.senior(), "Not yet.")
    decided = last_event(deed).new or {}
    assert {"kind", "outcome"} <= decided.keys()
    assert "payload" not in decided


def test_secrets_are_not_in_history() -> None:
    user = factories.reporter()
    user.set_password("another long password")
    user.first_name = "Robin"
    with acting(user):
        user.save()
    for event in Event.objects.of(user):
        for values in (event.old, event.new):
            assert not {"password", "last_login"} & (values or {}).keys()


def test_who_joins_and_leaves_a_role_is_on_record() -> None:
    user = factories.reporter()
    factories.take_role(user)
    changed = [
        (event.action, (event.new or event.old or {})["role"])
        for event in Event.objects.filter(table="newsroom_role", row=str(user.pk)).order_by("pk")
    ]
    assert changed == [("insert", Role.REPORTER), ("delete", Role.REPORTER)]


@pytest.mark.parametrize(
    ("path", "via"),
    [("/admin/x/", "admin"), ("/api/v1/claims/", "api"), ("/claims/1/", "site"), ("/", "site")],
)
def test_a_request_says_via_which_interface_it_came(path: str, via: str) -> None:
    topic = factories.full_claim().topics.get()

    def view(request: Any) -> Any:
        with acting(factories.editor()):
            type(topic).objects.filter(pk=topic.pk).update(name=path)

    ViaMiddleware(view)(RequestFactory().get(path))
    assert last_event(topic).via == via


# Append-only


# No row of these tables is deleted. Of the second ones only columns change that the grants name: not these.
KEPT = (
    *("newsroom_user", "sources_speaker", "claims_candidate", "claims_claim", "claims_round"),
    *("claims_webhook", "claims_delivery", "claims_label", "claims_dossier"),
)
UNCHANGEABLE = {
    "newsroom_approval": "payload requested_by_id subject_id",
    "newsroom_event": "actor",
    "newsroom_eventtext": "value",
    "newsroom_logentry": "line",
    "newsroom_signerkey": "public_key",
    "newsroom_signin": "outcome",
    "sources_anchorcheck": "verdict",
    "sources_archivedcopy": "address",
    "sources_archiverequest": "address",
    "sources_capturerequest": "url stated recording_id",
    "sources_cue": "speaker",
    "sources_recording": "sha256",
    "sources_sighting": "seen_at",
    "sources_snapshot": "text",
    "sources_speakermerge": "into_id",
    "sources_takedown": "reason",
    "sources_timestamp": "token",
    "sources_transcript": "origin",
    "claims_assent": "version",
    "claims_batch": "by_id",
    "claims_batchitem": "claim_id",
    "claims_conflict": "reason",
    "claims_deliveryattempt": "sentence",
    "claims_dossieredition": "title",
    "claims_epoch": "after",
    "claims_erasedpublication": "erasure_id",
    "claims_erasure": "events",
    "claims_erasurerun": "by_id approval_id",
    "claims_erasuresearch": "speaker_id requested_by_id",
    "claims_exportrow": "rationale",
    "claims_externalreview": "rating",
    "claims_hold": "reason",
    "claims_importedspeaker": "speaker_id",
    "claims_importnote": "id",
    "claims_importrecord": "origin",
    "claims_importrun": "origin file_sha256 requested_by_id",
    "claims_labeledition": "name",
    "claims_logahead": "size",
    "claims_namesake": "speaker_id",
    "claims_note": "text",
    "claims_notice": "kind",
    "claims_publication": "body",
    "claims_publicationpublisher": "publisher_id",
    "claims_publicationsource": "source_id",
    "claims_publicationtopic": "name",
    "claims_publicationwords": "words",
    "claims_publishedquantity": "low",
    "claims_publishedtopic": "slug",
    "claims_relation": "kind from_claim_id",
    "claims_replyletter": "text",
    "claims_replyrequest": "addressee contact_address",
    "claims_review": "policy_id opening opened_at claim_id",
    "claims_signature": "made_at",
    "claims_translation": "text",
}


@pytest.mark.parametrize("table", sorted({*KEPT, *UNCHANGEABLE} - {"claims_erasuresearch"}))
def test_nobody_deletes_what_is_kept(table: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        sql.run(f"DELETE FROM {table}")


@pytest.mark.parametrize(
    ("table", "column"),
    [(table, column) for table, columns in UNCHANGEABLE.items() for column in columns.split()],
)
def test_nobody_changes_what_stays(table: str, column: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        sql.run(f"UPDATE {table} SET {column} = {column}")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE newsroom_event SET actor = 'nobody'",
        (
            'INSERT INTO newsroom_event (at, transaction, "table", "row", action, about, actor, via,'
            " reason, database_role) VALUES (now(), 1, 'x', '1', 'insert', '{}', '', 'admin', '', 'x')"
        ),
        "UPDATE claims_publication SET withheld = false",
        "UPDATE claims_publication SET shown_until = now()",
        "UPDATE sources_snapshot SET text = 'x'",
        "INSERT INTO claims_publishedquantity (publication_id, unit, low, high) VALUES (1, 'x', 1, 1)",
        "INSERT INTO claims_publicationsource (publication_id, source_id) VALUES (1, 1)",
        "INSERT INTO claims_publicationpublisher (publication_id, publisher_id) VALUES (1, 1)",
        "INSERT INTO claims_publishedtopic (slug) VALUES ('x')",
        "INSERT INTO claims_publicationtopic (publication_id, topic_id, name) VALUES (1, 1, 'x')",
    ],
)
def test_nor_write_what_only_triggers_write(statement: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        sql.run(statement)


def test_people_are_deactivated_and_history_still_names_them() -> None:
    claim = factories.claim(by := factories.reporter())
    User.objects.filter(pk=by.pk).update(is_active=False)
    assert last_event(claim).actor == by.get_username()
    with pytest.raises(ProgrammingError), transaction.atomic():
        sql.run("DELETE FROM newsroom_user WHERE id = %s", by.pk)
