"""The name of a protected speaker in what other people's claims say."""

from collections.abc import Callable, Collection
from functools import partial
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.models import Claim, ClaimToShow, Namesake, ProtectedNameUse, Publication
from claims.publication import protected_names, showing_again, speakers
from claims.publication.chain import faults
from claims.workflow import approvals, drafting, relations, review
from newsroom.choices import Role
from newsroom.errors import NotAllowed, Refused
from newsroom.models import Approval, Event, Job, User
from sources import anchors
from sources.models import ProtectedName, Speaker
from tests import factories, sql
from tests.claims.outsider import claims_read, everything_read, finds, read, served
from tests.claims.published import (
    body,
    conclude,
    hold,
    lift,
    listed,
    moments,
    readable,
    related,
    sign,
    story,
    unprotect,
)
from tests.workers import work_off

pytestmark = [pytest.mark.django_db, pytest.mark.long]

NAME = "Lucía Andrade"
FORMS = ("Lucía Andrade", "Lucia Andrade", "LUCIA ANDRADE", "lucia-andrade", "Andrade")


def protect(speaker: Speaker, by: User | None = None, left_public: tuple[Claim, ...] = ()) -> None:
    speakers.protect(
        speaker.pk,
        by or factories.editor(),
        "a witness",
        "She was threatened.",
        [claim.pk for claim in left_public],
    )


def another_person(claim: Claim, speaker: Speaker) -> None:
    speaker.refresh_from_db()
    deed = approvals.request_another_person(
        claim.pk, factories.editor(), "A minister of that name.", speaker
    )
    approvals.approve(deed.pk, factories.senior())


def written(rationale: str, **fields: Any) -> Claim:
    claim = factories.claim_in_review(**fields)
    review.write(claim.pk, factories.editor(), rationale=rationale)
    conclude(claim)
    return claim


def quoting(text: str, quote: str = "", **fields: Any) -> Claim:
    """Signed; its appearance is in a source with these fields and this text."""
    by = factories.editor()
    claim = factories.claim(by)
    snapshot = factories.snapshot(text, factories.source(text, **fields))
    drafting.add_appearance(
        claim.pk,
        by,
        snapshot,
        [anchors.find_one(snapshot.text, quote or factories.QUOTE)],
        directness="direct",
        verb="said",
    )
    factories.reviewed(claim, factories.editor())
    conclude(claim)
    return claim


def asking(role: str) -> Claim:
    """Signed; it says whom we asked for a reply."""
    claim = factories.claim_in_review()
    factories.reply_request(claim, role=role)
    review.write(claim.pk, factories.editor(), reply_not_awaited="It is urgent.")
    return conclude(claim)


def reopened(reason: str) -> Claim:
    claim = factories.signed_claim()
    review.reopen(claim.pk, factories.senior(), reason, "routine")
    return claim


def withdrawn(reason: str) -> Claim:
    claim = factories.signed_claim()
    review.withdraw(claim.pk, factories.senior(), reason)
    return claim


def past(text: str) -> Claim:
    """Said in an earlier publication, and no longer."""
    claim = factories.signed_claim(text=text)
    drafting.edit_claim(
        claim.pk,
        factories.senior(),
        reason="It was shortened.",
        reason_kind="routine",
        text="150 bridges were built.",
    )
    conclude(claim)
    return claim


SAYING: dict[str, Callable[[], Claim]] = {
    "the statement": lambda: factories.signed_claim(text="Lucía Andrade counted 150 bridges."),
    "without accents": lambda: factories.signed_claim(text="LUCIA ANDRADE counted 150 bridges."),
    "two lines": lambda: factories.signed_claim(text="They say Lucía\n Andrade counted them."),
    "a possessive": lambda: factories.signed_claim(text="It is Lucía Andrade’s count."),
    "marks inside": lambda: factories.signed_claim(text="“Lucía «Andrade»” counted 150."),
    "marks of direction": lambda: factories.signed_claim(text="Lu\u200ecía And\u200frade counted."),
    "another name": lambda: factories.signed_claim(text="The Girl from San-Blas counted 150."),
    "the rationale": lambda: written("We asked Lucía Andrade, who counted them."),
    "the summary": lambda: factories.signed_claim(summary="Lucía Andrade counted 83."),
    "marks within a word": lambda: written("We asked Luc**í**a And*rade*, who counted them."),
    "a link within a word": lambda: written("We asked Luc[ía](https://a.example) Andrade."),
    "a quote": lambda: quoting("He said: Lucía Andrade counted 150 bridges.", "Lucía Andrade"),
    "before a quote": lambda: quoting(
        "Lucía Andrade said: “We have built 150 bridges since January,” he added."
    ),
    "a title": lambda: quoting(factories.TEXT, title="Lucía Andrade in tears"),
    "a byline": lambda: quoting(factories.TEXT, byline="By Lucía Andrade"),
    "an address": lambda: quoting(
        factories.TEXT, uri="https://news.example/2026/lucia-andrade-counts"
    ),
    "an encoded address": lambda: quoting(
        factories.TEXT, uri="https://wiki.example/Luc%C3%ADa_Andrade"
    ),
    "whom we asked": lambda: asking("spokesperson of Lucía Andrade"),
    "why it was reopened": lambda: reopened("Lucía Andrade complained."),
    "why it was withdrawn": lambda: withdrawn("Lucía Andrade complained."),
    "an earlier publication": lambda: past("Lucía Andrade counted 150 bridges."),
}


def known(**fields: Any) -> Speaker:
    return factories.speaker(NAME, aliases=("Girl from San Blas",), **fields)


@pytest.mark.parametrize("where", SAYING)
def test_a_name_in_somebody_else_s_claim_is_public_nowhere(where: str) -> None:
    claim = SAYING[where]()
    other = factories.signed_claim(text="150 ponds were dug.")
    speaker = known()
    assert "ndrade" in served() or where in (
        "without accents",
        "marks of direction",
        "marks within a word",
        "another name",
    )
    protect(speaker)
    may_be_served = served().lower()
    for name in ("andrade", "san-blas", "rade counted"):
        assert name not in may_be_served
    # What is around a quote is left out.
    is_shown = where in ("an earlier publication", "before a quote")
    assert (factories.current_publication(claim).standing != "hidden") is is_shown
    assert listed(other)
    assert story(other) == [("signed", "signed")]
    assert list(faults()) == []


def test_those_who_read_a_translation_are_searched_though_its_text_says_no_name() -> None:
    protect(known())
    claim = factories.signed_claim()
    named_so = factories.person(Role.EDITOR, public_name=NAME)
    factories.translation(claim, by=named_so)
    assert factories.current_publication(claim).standing == "hidden"
    assert "ndrade" not in served()
    assert list(faults()) == []


def test_what_is_around_a_quote_is_left_out_and_comes_back() -> None:
    claim = SAYING["before a quote"]()
    before = body(claim)
    assert before["appearances"][0]["quotes"][0]["prefix"].startswith("Lucía Andrade")
    speaker = known()
    protect(speaker)
    assert story(claim)[1:] == [("hidden", "hidden"), ("shown", "signed")]
    (quote,) = body(claim)["appearances"][0]["quotes"]
    assert (quote["exact"], quote["prefix"], quote["suffix"]) == (factories.QUOTE, "", "")
    # So are new proposals.
    listed_later = SAYING["before a quote"]()
    assert body(listed_later)["appearances"][0]["quotes"][0]["prefix"] == ""
    unprotect(speaker)
    assert body(claim) == before
    assert readable(claim) == ["signed", "shown", "shown"]


@pytest.mark.parametrize(
    "text",
    [
        "Andrade counted 150 bridges.",
        "Lucía counted 150 bridges; Andrade did not.",
        "Andrade Lucía counted 150 bridges.",
        "Lucía Andrades counted 150 bridges.",
        "Aralucía Andrade counted 150 bridges.",
        "Lucía and Andrade counted 150 bridges.",
    ],
)
def test_whole_words_in_sequence_are_the_name_and_nothing_else(text: str) -> None:
    claim = factories.signed_claim(text=text)
    protect(known())
    assert listed(claim)
    assert story(claim) == [("signed", "signed")]
    # Nor what is published later.
    review.reopen(claim.pk, factories.senior(), "A second count came in.", "routine")
    conclude(claim)
    assert story(claim)[1:] == [("reopened", "under_review"), ("signed", "signed")]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Li", "Li counted 150 bridges.", False),
        ("Bo Li", "Bo Li counted 150 bridges.", True),
        ("Ann", "Ann counted 150 bridges.", False),
        ("Anna", "Anna counted 150 bridges.", True),
        ("O’Brien", "Mr O'Brien counted 150 bridges.", True),
        ("O’Brien", "Mr OBrien counted 150 bridges.", True),
        ("Jean-Luc Roy", "Jean Luc Roy counted 150 bridges.", True),
        ("J. R. Smith", "J.R. Smith counted 150 bridges.", True),
        ("习近", "据习近说，有150座桥。", True),
        ("习", "据习近说，有150座桥。", False),
        ("김정은", "김정은이 다리 150개를 세었다.", True),
    ],
)
def test_which_names_are_looked_for(name: str, text: str, found: bool) -> None:
    claim = factories.signed_claim(text=text)
    protect(factories.speaker(name))
    assert listed(claim) is not found


@pytest.mark.long
def test_an_outsider_reads_and_finds_the_name_nowhere() -> None:
    """Pages, lists, search, cards, API, feeds, exports and ClaimReview, of today and of past days."""
    places = ("the rationale", "a quote", "an address", "why it was withdrawn")
    claims = [SAYING[place]() for place in (*places, "an earlier publication")]
    neighbour = factories.signed_claim(text="150 ponds were dug.")
    related_one = factories.claim_in_review(text="Lucía Andrade dug 150 ponds.")
    factories.relation(related_one, neighbour)
    conclude(related_one)
    numbers = list(Publication.objects.values_list("number", flat=True))
    speaker = known()
    # Others whose pages would show it: by an alias and a role.
    official = neighbour.speaker
    named = speakers.add_name(official, factories.editor(), "Lucía Andrade’s minister")
    approvals.approve(named.pk, factories.senior())
    past_pages = [f"/api/v1/claims/?as_of={number}" for number in numbers]
    past_pages += [f"/claims/{claim.pk}/?as_of={numbers[-1]}" for claim in (*claims, neighbour)]
    past_pages += [
        f"/api/v1/export/claims.{form}?as_of={numbers[-1]}" for form in ("csv", "ndjson")
    ]
    before = "\n".join(map(read, past_pages))
    assert before.count("Andrade") > len(numbers)
    assert "Andrade’s minister" in read(f"/speakers/{official.pk}/")
    protect(speaker)
    found = "\n".join([everything_read("Andrade"), served(), *map(read, past_pages)])
    for name in FORMS:
        assert name not in found, name
    assert finds("Andrade") == []
    assert finds("150 ponds") == [neighbour.pk]
    assert list(faults()) == []


@pytest.mark.long
def test_the_hits_are_the_public_claims_of_others() -> None:
    speaker = known()
    own = factories.signed_claim(speaker=speaker, text="Lucía Andrade counted 150 bridges.")
    of_another = factories.signed_claim(text="Lucía Andrade counted 150 bridges.")
    earlier = past("Lucía Andrade counted 150 bridges.")
    held = factories.signed_claim(text="Lucía Andrade counted 150 bridges.")
    hold(held)
    factories.proposed_claim(text="Lucía Andrade counted 150 bridges.")
    assert list(protected_names.hits(speaker.pk)) == [earlier.pk, of_another.pk]
    protect(speaker)
    assert protected_names.hits(speaker.pk) == {}
    assert not listed(own)
    lift(held)
    assert not listed(held)


@pytest.mark.django_db(transaction=True)
def test_what_is_left_public_stays_as_it_is_until_a_new_text_is_signed() -> None:
    claim = factories.signed_claim(text="Lucía Andrade counted 150 bridges.")
    other = factories.signed_claim(text="Lucía Andrade counted 160 bridges.")
    speaker, by = known(), factories.editor()
    before = body(claim)
    protect(speaker, by, left_public=(claim,))
    assert listed(claim)
    assert not listed(other)
    assert story(claim) == [("signed", "signed")]
    assert body(claim) == before
    (left,) = Namesake.objects.all()
    assert (left.claim, left.speaker, left.recorded_by) == (claim, speaker, by)
    assert left.approval is None
    # Its next publications say no other words.
    review.reopen(claim.pk, factories.senior(), "A second count came in.", "routine")
    assert story(claim)[-1] == ("reopened", "under_review")
    with pytest.raises(Refused, match="another person of that name") as refused:
        review.propose(claim.pk, factories.editor(), "reported", "verified", harms=[])
    assert refused.value.rule == "protected_name_not_used"
    another_person(claim, speaker)
    conclude(claim)
    assert story(claim)[-1] == ("signed", "signed")


@pytest.mark.django_db(transaction=True)
def test_a_claim_is_left_public_under_the_names_of_that_day() -> None:
    claim = factories.signed_claim(text="Lucía Andrade, “La Contadora”, counted 150 bridges.")
    speaker = known()
    protect(speaker, left_public=(claim,))
    speaker.refresh_from_db()
    speakers.add_name(speaker, factories.editor(), "La Contadora")
    assert not listed(claim)


def test_a_new_text_with_the_name_is_refused() -> None:
    speaker = known()
    protect(speaker)
    claim = factories.claim_in_review(text="Lucía Andrade counted 150 bridges.")
    with pytest.raises(Refused, match="another person of that name") as refused:
        review.propose(claim.pk, factories.editor(), "reported", "verified", harms=[])
    assert refused.value.rule == "protected_name_not_used"


def test_a_proposal_of_before_is_not_signed() -> None:
    claim = factories.proposed_claim(text="Lucía Andrade counted 150 bridges.")
    protect(known())
    with pytest.raises(Refused) as refused:
        sign(claim)
    assert refused.value.rule == "protected_name_not_used"
    assert not Publication.objects.filter(claim=claim).exists()


def test_nor_a_reason_that_the_public_would_read() -> None:
    claim = factories.signed_claim()
    protect(known())
    for verb in (partial(review.reopen, reason_kind="routine"), review.withdraw):
        with pytest.raises(Refused) as refused:
            verb(claim.pk, factories.senior(), "Lucía Andrade complained.")
        assert refused.value.rule == "protected_name_not_used"
    assert listed(claim)


def test_nor_a_relation_whose_rationale_says_it_of_either_claim() -> None:
    speaker = known()
    protect(speaker)
    one, other = factories.claim_in_review(), factories.signed_claim()
    made = factories.relation(one, other, confirmed=False)
    relations.confirm(made.pk, factories.editor(), "Lucía Andrade says so.", "")
    another_person(one, speaker)
    with pytest.raises(Refused) as refused:
        review.propose(one.pk, factories.editor(), "reported", "verified", harms=[])
    assert refused.value.rule == "protected_name_not_used"
    another_person(other, speaker)
    conclude(one)
    assert listed(one)
    assert listed(other)


def test_two_people_record_that_another_person_is_meant() -> None:
    claim = factories.signed_claim(text="Lucía Andrade counted 150 bridges.")
    speaker = known()
    protect(speaker)
    speaker.refresh_from_db()
    by = factories.senior()
    with pytest.raises(NotAllowed):
        approvals.request_another_person(claim.pk, factories.reporter(), "A minister.", speaker)
    deed = approvals.request_another_person(claim.pk, by, "A minister of that name.", speaker)
    with pytest.raises(Refused) as refused:
        approvals.approve(deed.pk, by)
    assert refused.value.rule == "approval_takes_two"
    assert not listed(claim)
    second = factories.senior()
    approvals.approve(deed.pk, second)
    assert story(claim)[1:] == [("hidden", "hidden"), ("shown", "signed")]
    assert readable(claim) == ["signed", "shown"]
    assert finds("Andrade") == [claim.pk]
    event = Event.objects.filter(table="claims_namesake").get()
    assert (event.actor_id, event.new["approval_id"]) == (second.pk, deed.pk)
    assert event.about == [claim.pk]
    # Whatever is done to it next.
    drafting.edit_claim(
        claim.pk,
        factories.senior(),
        reason="It was more.",
        reason_kind="routine",
        text="Lucía Andrade counted 151.",
    )
    conclude(claim)
    assert body(claim)["text"] == "Lucía Andrade counted 151."


def test_another_person_is_recorded_of_a_protected_speaker_only() -> None:
    claim = factories.signed_claim(text="Lucía Andrade counted 150 bridges.")
    with pytest.raises(Refused, match="not protected"):
        approvals.request_another_person(claim.pk, factories.editor(), "A minister.", known())


@pytest.mark.django_db(transaction=True)
def test_it_says_nothing_of_another_protected_speaker_of_that_name() -> None:
    claim = factories.signed_claim(text="Lucía Andrade counted 150 bridges.")
    one, other = known(), factories.speaker("Lucía Andrade")
    protect(one)
    another_person(claim, one)
    assert listed(claim)
    protect(other)
    assert not listed(claim)


def test_the_end_of_the_protection_brings_them_back() -> None:
    claim = factories.signed_claim(text="Lucía Andrade counted 150 bridges.")
    earlier = past("Lucía Andrade counted 150 bridges.")
    signed_meanwhile = factories.proposed_claim(text="Lucía Andrade counted 170 bridges.")
    hold(signed_meanwhile)
    sign(signed_meanwhile)
    before, day = body(claim), moments(claim)[0]
    speaker = known()
    protect(speaker)
    lift(signed_meanwhile)
    assert not Publication.objects.filter(claim=signed_meanwhile).exists()
    unprotect(speaker)
    assert not ProtectedName.objects.exists()
    assert not ProtectedNameUse.objects.exists()
    assert body(claim) == before
    assert readable(claim) == ["signed", "shown"]
    assert readable(earlier) == ["signed", "reopened", "signed"]
    assert Publication.objects.as_of(day).filter(claim=claim).exists()
    assert listed(signed_meanwhile)


def test_another_name_of_a_protected_speaker_is_protected_at_once() -> None:
    claim = factories.signed_claim(text="La Contadora counted 150 bridges.")
    speaker = known()
    protect(speaker)
    speaker.refresh_from_db()
    with pytest.raises(NotAllowed):
        speakers.add_name(speaker, factories.reporter(), "La Contadora")
    assert listed(claim)
    speakers.add_name(speaker, factories.editor(), "La Contadora")
    assert not listed(claim)


def test_a_new_name_of_a_protected_speaker_is_protected_too() -> None:
    claim = factories.signed_claim(text="Lucía Contreras counted 150 bridges.")
    speaker = known()
    protect(speaker)
    speaker.refresh_from_db()
    speakers.change(speaker, factories.editor(), "She married.", name="Lucía Contreras")
    assert not listed(claim)


# SQL as the application's role


def test_no_row_is_inserted_with_the_name() -> None:
    claim = factories.signed_claim(text="Lucía Andrade counted 150 bridges.")
    protect(known())
    sql.run("INSERT INTO claims_publication (claim_id, event) VALUES (%s, 'shown')", claim.pk)
    assert story(claim) == [("signed", "signed"), ("hidden", "hidden")]


def test_a_protection_by_raw_sql_hides_them_too_or_is_refused() -> None:
    claim = factories.signed_claim(text="Lucía Andrade counted 150 bridges.")
    statement = (
        "UPDATE sources_speaker SET protected = true, description = 'a witness' WHERE id = %s"
    )
    with sql.broken("publication_is_current"):
        sql.run_as(factories.editor(), statement, known().pk)
    assert listed(claim)


RECORD = (
    "INSERT INTO claims_namesake (claim_id, speaker_id, approval_id, recorded_by_id, recorded_at)"
    " VALUES (%s, %s, %s, %s, %s)"
)


@pytest.mark.django_db(transaction=True)
def test_nobody_records_another_person_alone() -> None:
    claim = factories.signed_claim(text="Lucía Andrade counted 150 bridges.")
    other = factories.signed_claim()
    speaker, someone = known(), known()
    protect(speaker)
    protect(someone)
    speaker.refresh_from_db()
    by = factories.editor()
    since = ProtectedName.objects.filter(speaker=speaker).values_list("since", flat=True)[0]
    waiting = approvals.request_another_person(claim.pk, by, "A minister.", speaker)
    hold(claim)
    lift(claim)
    kinds = Approval.objects.get(kind="lift_hold")
    for approval, about in (
        *((None, claim), (waiting.pk, claim), (kinds.pk, claim)),
        *((waiting.pk, other), (None, other)),
    ):
        sql.refused(
            RECORD,
            *(about.pk, speaker.pk, approval, by.pk, since),
            by="another_person_takes_two",
        )
    # One that was carried out serves once, for its claim and its speaker.
    approvals.approve(waiting.pk, factories.senior())
    for about, of in ((claim, speaker), (other, speaker), (claim, someone)):
        sql.refused(
            RECORD, *(about.pk, of.pk, waiting.pk, by.pk, since), by="another_person_takes_two"
        )


@pytest.mark.django_db(transaction=True)
def test_an_alias_added_for_the_purpose_leaves_nothing_public() -> None:
    """In the transaction that protects a name, whoever does it may leave claims public under it."""
    claim = factories.signed_claim(text="Lucía Andrade, or La Contadora, counted 150 bridges.")
    speaker = known()
    protect(speaker)
    by = factories.editor()
    with sql.broken("another_person_takes_two"):
        sql.run(
            "INSERT INTO sources_alias (speaker_id, name) VALUES (%s, 'La Contadora')", speaker.pk
        )
        sql.run(RECORD, claim.pk, speaker.pk, None, by.pk, None)
        sql.run("INSERT INTO claims_publication (claim_id, event) VALUES (%s, 'shown')", claim.pk)
    assert not listed(claim)


def test_a_claim_s_own_protection_is_ended_by_two_even_if_no_publication_names_them() -> None:
    speaker = known()
    protect(speaker)
    sql.refused(
        "UPDATE sources_speaker SET protected = false WHERE id = %s",
        speaker.pk,
        by="unprotecting_takes_two",
    )


def test_names_stay_protected_whatever_becomes_of_the_speaker_s_row() -> None:
    speaker = known()
    protect(speaker)
    sql.run("DELETE FROM sources_alias WHERE speaker_id = %s", speaker.pk)
    sql.run("UPDATE sources_speaker SET name = 'Nobody' WHERE id = %s", speaker.pk)
    names = set(ProtectedName.objects.values_list("words", flat=True))
    assert names == {"lucia andrade", "girl from san blas", "nobody"}


def test_a_speaker_added_as_protected_is_protected_by_name() -> None:
    by_sql = (
        "INSERT INTO sources_speaker (kind, name, slug, description, protected, same_as)"
        " VALUES ('person', 'Lucía Andrade', 'x', 'a witness', true, '{}')"
    )
    sql.run(by_sql)
    assert ProtectedName.objects.get().words == "lucia andrade"


@pytest.mark.django_db(transaction=True)
def test_a_name_and_its_use_are_recorded_once(owner_connection: psycopg.Connection[Any]) -> None:
    claim = factories.signed_claim(text="Lucía Andrade counted 150 bridges.")
    protect(known())
    assert [use.publication.claim for use in ProtectedNameUse.objects.all()] == [claim]
    for rule, statement in (
        (
            "protected_name_once",
            (
                "INSERT INTO sources_protectedname (speaker_id, words, first_word, since)"
                " SELECT speaker_id, words, first_word, since FROM sources_protectedname"
            ),
        ),
        (
            "use_of_protected_name_once",
            (
                "INSERT INTO claims_protectednameuse (publication_id, name_id)"
                " SELECT publication_id, name_id FROM claims_protectednameuse"
            ),
        ),
    ):
        with pytest.raises(psycopg.errors.UniqueViolation) as refused:
            owner_connection.execute(statement)
        assert refused.value.diag.constraint_name == rule


# Many claims


@pytest.fixture
def by_a_job(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even two claims are many."""
    monkeypatch.setattr(showing_again, "AT_ONCE", 1)
    monkeypatch.setattr(showing_again, "TOGETHER", 2)


@pytest.mark.long
@pytest.mark.usefixtures("by_a_job")
def test_many_claims_are_hidden_at_once_and_shown_again_by_a_job() -> None:
    saying = [factories.signed_claim(text="Lucía Andrade counted them.") for _ in range(3)]
    speaker = known()
    own = factories.signed_claim(speaker=speaker, text="150 bridges were built.")
    before_a_quote = SAYING["before a quote"]()
    feed = Client().get("/api/v1/claims.jsonld")
    assert "Andrade" in b"".join(feed).decode()
    protect(speaker)
    assert "ndrade" not in served()
    # Nor does a cache keep it.
    again = Client().get("/api/v1/claims.jsonld", headers={"If-None-Match": feed["ETag"]})
    assert again.status_code == 200
    assert "ndrade" not in b"".join(again).decode()
    assert not any(map(listed, (*saying, own, before_a_quote)))
    assert "ndrade" not in claims_read()
    (job,) = Job.objects.filter(task_name="claims.show_again")
    assert job.args == {}
    work_off()
    assert body(own)["speaker"]["description"] == "a witness"
    assert listed(before_a_quote)
    assert not any(map(listed, saying))
    assert not ClaimToShow.objects.exists()
    stories = [story(claim) for claim in (*saying, own)]
    showing_again.show_waiting()
    assert [story(claim) for claim in (*saying, own)] == stories
    assert stories[-1] == [("signed", "signed"), ("hidden", "hidden"), ("shown", "signed")]
    assert list(faults()) == []


@pytest.mark.usefixtures("by_a_job")
def test_the_end_of_the_protection_is_shown_by_a_job_too() -> None:
    saying = [factories.signed_claim(text="Lucía Andrade counted them.") for _ in range(3)]
    earlier = past("Lucía Andrade counted 150 bridges.")
    factories.relation(one := factories.claim_in_review(), saying[0])
    conclude(one)
    speaker = known()
    own = factories.signed_claim(speaker=speaker, text="150 ponds were dug.")
    protect(speaker)
    work_off()
    assert related(one) == []
    unprotect(speaker)
    assert not any(map(listed, saying))
    assert readable(earlier) == ["signed"]
    work_off()
    assert all(map(listed, saying))
    assert readable(earlier) == ["signed", "reopened", "signed"]
    assert body(own)["speaker"]["name"] == NAME
    assert related(one) == [saying[0].pk]
    assert related(saying[0]) == [one.pk]
    assert not ClaimToShow.objects.exists()
    assert list(faults()) == []


@pytest.mark.usefixtures("by_a_job")
def test_a_claim_that_waits_to_be_shown_can_be_reopened_and_signed() -> None:
    speaker = known()
    own = [factories.signed_claim(speaker=speaker, text=f"{n} bridges.") for n in (150, 160, 170)]
    protect(speaker)
    assert [len(story(claim)) for claim in own] == [2, 2, 1]
    review.reopen(own[2].pk, factories.senior(), "A second count came in.", "routine")
    assert story(own[2])[1:] == [("reopened", "under_review")]
    work_off()
    assert story(own[2])[1:] == [("reopened", "under_review")]
    assert story(own[1])[1:] == [("hidden", "hidden"), ("shown", "signed")]
    saying = [factories.signed_claim(text=f"The minister saw {n}.") for n in (150, 160)]
    minister = factories.speaker("The minister")
    protect(minister)
    work_off()
    unprotect(minister)
    review.reopen(saying[0].pk, factories.senior(), "A second count came in.", "routine")
    assert story(saying[0])[1:] == [("hidden", "hidden"), ("shown", "under_review")]
    work_off()
    assert story(saying[0])[1:] == [("hidden", "hidden"), ("shown", "under_review")]
    assert all(map(listed, saying))


@pytest.mark.parametrize("at_once", [1, 100])
def test_what_was_done_under_a_hold_is_told_when_the_protection_ends(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(showing_again, "AT_ONCE", at_once)
    signed, gone, shown = (factories.signed_claim(text="The minister saw 150.") for _ in range(3))
    for claim in (signed, gone, shown):
        hold(claim)
    review.reopen(signed.pk, factories.senior(), "A second count came in.", "routine")
    conclude(signed)
    review.withdraw(gone.pk, factories.senior(), "The minister wrote to us.")
    minister = factories.speaker("The minister")
    protect(minister)
    for claim in (signed, gone, shown):
        lift(claim)
        assert story(claim)[1:] == [("hidden", "hidden")]
    unprotect(minister)
    if at_once == 1:
        for claim in (signed, gone):
            sql.run(
                "INSERT INTO claims_publication (claim_id, event) VALUES (%s, 'shown')", claim.pk
            )
    work_off()
    assert story(signed)[2:] == [("signed", "signed")]
    assert story(gone)[2:] == [("withdrawn", "withdrawn")]
    assert story(shown)[2:] == [("shown", "signed")]
    assert list(faults()) == []


@pytest.mark.usefixtures("by_a_job")
def test_a_claim_leaves_the_list_only_when_the_public_sees_what_it_should() -> None:
    speaker = known()
    own = [factories.signed_claim(speaker=speaker, text=f"{n} bridges.") for n in (150, 160)]
    protect(speaker)
    sql.refused(
        "DELETE FROM claims_claimtoshow WHERE claim_id = %s",
        own[0].pk,
        by="publication_is_current",
    )
    # Nor is a claim hidden by being put on it.
    other = factories.signed_claim(text="150 ponds were dug.")
    sql.run("INSERT INTO claims_claimtoshow (claim_id) VALUES (%s)", other.pk)
    sql.refused(
        "INSERT INTO claims_publication (claim_id, event) VALUES (%s, 'hidden')",
        other.pk,
        by="publication_is_what_was_signed",
    )
    showing_again.enqueue_if_waiting()
    assert Job.objects.filter(task_name="claims.show_again", status="todo").count() == 1
    work_off()
    assert all(map(listed, (*own, other)))


@pytest.mark.usefixtures("by_a_job")
def test_one_claim_that_cannot_be_shown_keeps_no_other_from_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    speaker = known()
    own = [factories.signed_claim(speaker=speaker, text=f"{n} bridges.") for n in (1, 2, 3)]
    protect(speaker)
    show = showing_again._show

    def refusing(claim_ids: Collection[int]) -> None:
        if own[0].pk in claim_ids:
            raise Refused("It can't be shown.")
        show(claim_ids)

    monkeypatch.setattr(showing_again, "_show", refusing)
    with pytest.raises(Refused, match="It can't be shown"):
        showing_again.show_waiting()
    assert [listed(claim) for claim in own] == [False, True, True]
    assert list(ClaimToShow.objects.values_list("claim", flat=True)) == [own[0].pk]


def test_the_number_of_statements_does_not_grow_with_the_claims() -> None:
    taken = []
    for name, claims in (("Lucía Andrade", 2), ("Rosa Vidal", 6)):
        for _ in range(claims):
            factories.signed_claim(text=f"{name} counted them.")
        speaker = factories.speaker(name)
        with CaptureQueriesContext(connection) as queries:
            protect(speaker, by=factories.editor())
        taken.append(len(queries))
        speaker.refresh_from_db()
        deed = speakers.unprotect(speaker, factories.editor(), "She agrees to be named.", "")
        second = factories.senior()
        with CaptureQueriesContext(connection) as queries:
            approvals.approve(deed.pk, second)
        taken.append(len(queries))
    assert taken[:2] == taken[2:]


def test_the_search_for_a_name_reads_an_index() -> None:
    factories.signed_claim()
    sql.run("SET LOCAL enable_seqscan = off")
    plan = sql.run(
        "EXPLAIN SELECT publication_id FROM claims_publicationwords WHERE words @> '{lucia,andrade}'"
    )
    with_index = "\n".join(line for (line,) in plan)
    assert "words_of_publications" in with_index


def test_a_publication_without_a_body_is_what_is_due_or_none() -> None:
    claim, held = factories.signed_claim(), factories.signed_claim()
    hold(held)
    without = (
        "INSERT INTO claims_publication (claim_id, event) VALUES (%s, 'shown') RETURNING number"
    )
    assert sql.run(without, claim.pk) == []
    assert sql.run(without, held.pk) == []
    assert sql.run(without, factories.claim().pk) == []
    assert story(claim) == [("signed", "signed")]
