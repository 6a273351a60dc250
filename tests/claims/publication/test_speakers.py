"""Published speakers: protected by one person at once, changed by two."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from claims.models import Claim, Publication
from claims.publication import publishing, speakers
from claims.workflow import approvals, drafting, review
from newsroom import approvals as requests
from newsroom.choices import ApprovalKind, ApprovalOutcome
from newsroom.errors import NotAllowed, Refused
from newsroom.history import acting, recorded_as
from newsroom.models import Approval
from sources import anchors
from sources import speakers as unpublished
from sources.models import Alias, Role, Speaker, SpeakerMerge
from tests import factories, sql
from tests.claims.admin.desk import at_the_desk, url_of, words
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

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def protect(speaker: Speaker, description: str = "a witness") -> Speaker:
    return speakers.protect(speaker.pk, factories.editor(), description, "She was threatened.")


def nowhere_public(*names: str, ids: tuple[int, ...] = ()) -> None:
    """No body that may be served, on any day, holds the name or the number."""
    shown = Publication.objects.filter(withheld=False)
    for name in names:
        assert not shown.filter(body__icontains=name).exists()
        assert not shown.filter(search=name).exists()
    assert not shown.filter(speakers__overlap=list(ids)).exists()
    assert not shown.filter(speaker__in=ids).exists()


# Protection


def test_one_person_takes_a_name_from_every_day_at_once() -> None:
    speaker = factories.speaker("Lucía Andrade")
    claim = factories.signed_claim(speaker=speaker)
    review.reopen(claim.pk, factories.senior(), "A second count came in.", "routine")
    days = moments(claim)
    protect(speaker)
    nowhere_public("Lucía", "Andrade", ids=(speaker.pk,))
    assert story(claim)[2:] == [("hidden", "hidden"), ("shown", "under_review")]
    assert body(claim)["speaker"] == {
        "id": None,
        "kind": "person",
        "name": None,
        "description": "a witness",
        "role": None,
    }
    assert body(claim)["text"] == claim.text
    assert all(not Publication.objects.as_of(day).exists() for day in days)
    assert Speaker.objects.nameable().filter(pk=speaker.pk).count() == 0


def test_what_stands_around_a_quote_goes_with_the_name() -> None:
    """The text goes on: “… since January,” Ana Nuñez said."""
    speaker = factories.speaker("Ana Nuñez")
    claim = factories.signed_claim(speaker=speaker)
    (quote,) = body(claim)["appearances"][0]["quotes"]
    assert "Ana Nuñez" in quote["suffix"]
    protect(speaker)
    (quote,) = body(claim)["appearances"][0]["quotes"]
    assert (quote["exact"], quote["prefix"], quote["suffix"]) == (factories.QUOTE, "", "")
    nowhere_public("Nuñez", ids=(speaker.pk,))


@pytest.mark.parametrize(
    "words",
    [
        "Lucía Andrade counted 150 bridges.",
        "LUCIA ANDRADE counted 150 bridges.",
        "Ms Andrade counted 150 bridges.",
        "The witness, “La Contadora”, counted 150 bridges.",
    ],
)
def test_a_claim_whose_words_hold_the_name_stays_hidden(words: str) -> None:
    speaker = factories.speaker("Lucía Andrade", aliases=("La Contadora",))
    claim = factories.signed_claim(speaker=speaker, text=words)
    protect(speaker)
    assert story(claim)[-1] == ("hidden", "hidden")
    assert readable(claim) == []
    nowhere_public("Andrade", "Contadora", ids=(speaker.pk,))


def test_it_stays_hidden_whatever_is_done_to_it_next() -> None:
    speaker = factories.speaker("Lucía Andrade")
    claim = factories.signed_claim(speaker=speaker, text="Lucía Andrade counted 150 bridges.")
    other = factories.signed_claim()
    made = factories.relation(claim, other, "supports", confirmed=False)
    protect(speaker)
    hold(claim)
    lift(claim)
    assert not listed(claim)
    deed = approvals.request_relation(claim.pk, factories.editor(), "It bears on it.", made)
    with pytest.raises(Refused) as refused:
        approvals.approve(deed.pk, factories.senior())
    assert refused.value.rule == "protected_name_not_used"
    review.reopen(claim.pk, factories.senior(), "The name has to go.", "routine")
    assert not listed(claim)
    with pytest.raises(Refused) as refused:
        review.propose(claim.pk, factories.editor(), "reported", "verified", harms=[])
    assert refused.value.rule == "protected_name_not_used"
    review.withdraw(claim.pk, factories.senior(), "The name has to go.", keep_wording=True)
    assert body(claim) == {"reason": "The name has to go."}
    nowhere_public("Andrade", ids=(speaker.pk,))


def test_signed_anew_without_the_name_it_is_shown() -> None:
    speaker = factories.speaker("Lucía Andrade")
    claim = factories.signed_claim(speaker=speaker, text="Lucía Andrade counted 150 bridges.")
    protect(speaker)
    drafting.edit_claim(
        claim.pk,
        factories.senior(),
        reason="The name has to go.",
        reason_kind="routine",
        text="150 bridges were built.",
    )
    conclude(claim)
    assert story(claim)[-1] == ("signed", "signed")
    assert body(claim)["speaker"]["name"] is None
    nowhere_public("Andrade", ids=(speaker.pk,))


def test_no_row_is_inserted_with_a_protected_name() -> None:
    speaker = factories.speaker("Lucía Andrade")
    claim = factories.signed_claim(speaker=speaker, text="Lucía Andrade counted 150 bridges.")
    protect(speaker)
    sql.run("INSERT INTO claims_publication (claim_id, event) VALUES (%s, 'shown')", claim.pk)
    assert story(claim) == [("signed", "signed"), ("hidden", "hidden")]


def test_who_relayed_it_and_a_role_s_organisation_are_named_too() -> None:
    by = factories.reporter()
    relayer, office = factories.speaker("Marta Quispe"), factories.speaker("Oficina Azul")
    minister = factories.speaker("Pablo Reyes")
    speakers.add_role(minister, by, "", "Head", office)
    claim = factories.claim(speaker=minister)
    snap = factories.snapshot()
    drafting.add_appearance(
        claim.pk,
        claim.added_by,
        snap,
        [anchors.find_one(snap.text, factories.QUOTE)],
        [{"kind": "person", "speaker": relayer}, {"kind": "outlet", "description": "a wire"}],
        directness="indirect",
    )
    factories.reviewed(claim, factories.editor())
    conclude(claim)
    row = factories.current_publication(claim)
    assert row.speakers == sorted([minister.pk, relayer.pk, office.pk])
    protect(relayer, "a colleague")
    protect(office, "an office")
    content = body(claim)
    assert content["speaker"]["name"] == "Pablo Reyes"
    assert content["speaker"]["role"] == {
        "title": "Head",
        "organisation": {"id": None, "name": "an office"},
    }
    first, second = content["appearances"][0]["relayed_from"]
    assert first["speaker"] == {"id": None, "name": "a colleague"}
    assert second["description"] == "a wire"
    nowhere_public("Quispe", "Oficina", ids=(relayer.pk, office.pk))


def test_protection_needs_a_description_without_the_name() -> None:
    speaker = factories.speaker("Lucía Andrade")
    claim = factories.signed_claim(speaker=speaker)
    for description, rule in (
        ("", "protected_speaker_is_described"),
        ("Andrade's sister", "protected_name_not_used"),
    ):
        with pytest.raises(Refused) as refused:
            protect(speaker, description)
        assert refused.value.rule == rule
    assert listed(claim)
    assert body(claim)["speaker"]["name"] == "Lucía Andrade"


@pytest.mark.long
def test_neighbours_name_a_protected_speakers_claim_only_where_it_is_shown() -> None:
    speaker = factories.speaker("Lucía Andrade")
    hidden = factories.signed_claim(speaker=speaker, text="Lucía Andrade counted 150 bridges.")
    shown, other = factories.signed_claim(speaker=speaker), factories.claim_in_review()
    for claim in (hidden, shown):
        factories.relation(claim, other, "supports")
    conclude(other)
    assert related(other) == [hidden.pk, shown.pk]
    protect(speaker)
    assert related(other) == [shown.pk]
    assert related(shown) == [other.pk]


def test_ending_protection_takes_two_and_shows_every_day_again() -> None:
    speaker = factories.speaker("Lucía Andrade")
    claim = factories.signed_claim(speaker=speaker)
    worded = factories.signed_claim(speaker=speaker, text="Lucía Andrade counted 150 bridges.")
    before, day = body(claim), moments(claim)[0]
    protect(speaker)
    by = factories.senior()
    deed = speakers.unprotect(speaker, by, "She agrees to be named.", "")
    with pytest.raises(Refused):
        approvals.approve(deed.pk, by)
    assert Speaker.objects.get(pk=speaker.pk).protected
    sql.refused(
        "UPDATE sources_speaker SET protected = false WHERE id = %s",
        speaker.pk,
        by="unprotecting_takes_two",
    )
    approvals.approve(deed.pk, factories.senior())
    assert body(claim) == before
    assert story(claim)[-1] == ("shown", "signed")
    assert listed(worded)
    assert Publication.objects.as_of(day).filter(claim=claim).exists()
    assert readable(claim) == ["signed", "shown", "shown"]


def test_the_description_after_a_protection_is_the_one_requested() -> None:
    speaker = factories.signed_claim().speaker
    protect(speaker)
    deed = speakers.unprotect(speaker, factories.editor(), "She agrees.", "an engineer")
    senior = factories.senior()

    def end_it_otherwise() -> None:
        with acting(senior):
            requests.decide(deed.pk, senior, ApprovalOutcome.DONE)
            Speaker.objects.filter(pk=speaker.pk).update(protected=False, description="another")

    with pytest.raises(Refused) as refused:
        end_it_otherwise()
    assert refused.value.rule == "published_speaker_takes_two"
    approvals.approve(deed.pk, senior)
    speaker.refresh_from_db()
    assert (speaker.protected, speaker.description) == (False, "an engineer")


def test_a_request_without_a_description_is_made_again() -> None:
    speaker = factories.signed_claim().speaker
    protect(speaker)
    by = factories.editor()
    deed = requests.request(ApprovalKind.UNPROTECT_SPEAKER, speaker.pk, by, "As in version 0.2.0.")
    with pytest.raises(Refused, match="which description follows"):
        approvals.approve(deed.pk, factories.senior())


def test_merged_speakers_are_protected_together() -> None:
    one, other = factories.speaker("Lucía Andrade"), factories.speaker("L. A. Contreras")
    factories.merge(other, one)
    claims = [factories.signed_claim(speaker=one), factories.signed_claim(speaker=other)]
    protect(one)
    nowhere_public("Andrade", "Contreras", ids=(one.pk, other.pk))
    assert all(listed(claim) for claim in claims)
    unprotect(other)
    assert not Speaker.objects.filter(protected=True).exists()
    assert [body(claim)["speaker"]["id"] for claim in claims] == [one.pk, other.pk]


def test_a_protected_speaker_is_not_merged_with_one_who_is_not() -> None:
    one, other = factories.speaker("Lucía Andrade"), factories.speaker("L. A. Contreras")
    protect(one)
    with pytest.raises(Refused) as refused:
        factories.merge(other, one)
    assert refused.value.rule == "merged_are_protected_together"
    protect(other)
    factories.merge(other, one)


def test_protection_by_raw_sql_hides_too_or_is_refused() -> None:
    claim = factories.signed_claim()
    statement = (
        "UPDATE sources_speaker SET protected = true, description = 'a witness' WHERE id = %s"
    )
    with sql.broken("publication_is_current"):
        sql.run_as(factories.editor(), statement, claim.speaker_id)


def test_an_editor_describes_a_protected_speaker_in_their_own_name() -> None:
    """Otherwise whoever can write SQL could publish words as a description."""
    published, unsigned, hidden = (factories.speaker(name) for name in ("Ana", "Bea", "Eva"))
    claim = factories.signed_claim(speaker=published)
    protect(hidden)
    for person in (None, factories.reporter()):
        for speaker, change in (
            (published, "protected = true, description = 'a murderer'"),
            (unsigned, "protected = true, description = 'a murderer'"),
            (hidden, "description = 'a murderer'"),
        ):
            with sql.broken("protected_by_an_editor"), transaction.atomic(), recorded_as(person):
                sql.cursor().execute(
                    f"UPDATE sources_speaker SET {change} WHERE id = %s", [speaker.pk]
                )
                sql.run(
                    "INSERT INTO claims_publication (claim_id, event) VALUES (%s, 'shown')",
                    claim.pk,
                )


def test_a_claim_proposed_before_its_speaker_was_protected_is_not_signed() -> None:
    claim = factories.proposed_claim()
    protect(claim.speaker)
    with pytest.raises(Refused, match="Send it back"):
        sign(claim)
    review.send_back(claim.pk, factories.senior(), "The speaker is protected now.")
    conclude(claim)
    assert body(claim)["speaker"]["name"] is None


# Changes take two


@pytest.mark.parametrize(
    "fields",
    [{"name": "Lucía A."}, {"kind": "group"}, {"description": "a minister"}],
)
def test_a_published_speaker_is_changed_by_two(fields: dict[str, Any]) -> None:
    speaker = factories.speaker("Lucía Andrade")
    claim = factories.signed_claim(speaker=speaker)
    by = factories.editor()
    with pytest.raises(Refused) as refused, acting(by):
        unpublished.update_speaker(speaker.pk, **fields)
    assert refused.value.rule == "published_speaker_takes_two"
    ((field, value),) = fields.items()
    sql.refused(
        f"UPDATE sources_speaker SET {field} = %s WHERE id = %s",
        value,
        speaker.pk,
        by="published_speaker_takes_two",
    )
    deed = speakers.change(speaker, by, "It was wrong.", **fields)
    assert isinstance(deed, Approval)
    assert getattr(Speaker.objects.get(pk=speaker.pk), field) != value
    approvals.approve(deed.pk, factories.senior())
    assert getattr(Speaker.objects.get(pk=speaker.pk), field) == value
    # What was signed stays as signed.
    assert body(claim)["speaker"]["name"] == "Lucía Andrade"
    assert {alias.name for alias in speaker.aliases.all()} >= {"Lucía Andrade"}


def test_one_whom_nothing_published_names_is_changed_by_one() -> None:
    speaker = factories.speaker("Lucía Andrade")
    factories.proposed_claim(speaker=speaker)
    changed = speakers.change(speaker, factories.editor(), "A slip.", name="Lucía Andrade Ruiz")
    assert isinstance(changed, Speaker)


def test_what_can_t_be_changed_is_not_asked_for() -> None:
    speaker = factories.signed_claim().speaker
    with pytest.raises(Refused, match="protected"):
        speakers.change(speaker, factories.editor(), "Just so.", protected=False)


LINKS = "UPDATE sources_speaker SET same_as = ARRAY['https://people.example/another'] WHERE id = %s"
ALIAS = "INSERT INTO sources_alias (speaker_id, name) VALUES (%s, 'The Butcher')"


def test_other_names_and_links_of_a_published_speaker_take_two() -> None:
    speaker = factories.speaker("Lucía Andrade")
    claim, by = factories.signed_claim(speaker=speaker), factories.editor()
    public = f"/speakers/{speaker.pk}/"
    for statement in (
        ALIAS,
        "UPDATE sources_alias SET name = 'The Butcher' WHERE speaker_id = %s",
        "DELETE FROM sources_alias WHERE speaker_id = %s",
        LINKS,
    ):
        sql.refused(statement, speaker.pk, by="published_speaker_takes_two")
        with sql.broken("published_speaker_takes_two"):
            sql.run_as(factories.senior(), statement, speaker.pk)
    with pytest.raises(NotAllowed):
        speakers.add_name(speaker, factories.reporter(), "La Ministra")
    deed = speakers.add_name(speaker, by, "La Ministra")
    assert isinstance(deed, Approval)
    assert "La Ministra" not in Client().get(public).text
    request = reverse("admin:newsroom_approval_change", args=[deed.pk])
    assert "La Ministra" in at_the_desk(factories.senior()).get(request).text
    approvals.approve(deed.pk, factories.senior())
    assert "La Ministra" in Client().get(public).text
    links = speakers.change(speaker, by, "hers", same_as=["https://people.example/lucia"])
    assert isinstance(links, Approval)
    approvals.approve(links.pk, factories.senior())
    assert "people.example/lucia" in Client().get(public).text
    assert body(claim)["speaker"]["name"] == "Lucía Andrade"


def test_other_names_of_speakers_in_no_publication_take_one() -> None:
    speaker = factories.speaker("Ana Vega")
    made = speakers.add_name(speaker, factories.reporter(), "Anita")
    assert isinstance(made, Alias)
    sql.run(ALIAS, speaker.pk)
    sql.run(LINKS, speaker.pk)


def test_a_role_of_a_published_speaker_takes_two() -> None:
    speaker = factories.speaker("Lucía Andrade")
    office = factories.speaker("Office", kind="organisation")
    first = factories.role(speaker, office, title="Clerk")
    factories.signed_claim(speaker=speaker)
    with pytest.raises(Refused) as refused, acting(factories.editor()):
        unpublished.create_role(speaker, "Minister", office)
    assert refused.value.rule == "published_speaker_takes_two"
    for statement in (
        "UPDATE sources_role SET title = 'Queen' WHERE id = %s",
        "UPDATE sources_role SET speaker_id = organisation_id WHERE id = %s",
    ):
        sql.refused(statement, first.pk, by="published_speaker_takes_two")
    deed = speakers.add_role(speaker, factories.editor(), "She took office.", "Minister", office)
    assert isinstance(deed, Approval)
    approvals.approve(deed.pk, factories.senior())
    assert Role.objects.filter(speaker=speaker, title="Minister", organisation=office).exists()


def test_who_approves_a_merge_sees_both_people_and_their_public_claims() -> None:
    claim = factories.signed_claim()
    one, other = claim.speaker, factories.speaker("Lucía Andrade")
    with acting(None):
        Speaker.objects.filter(pk=other.pk).update(description="a mayor")
    deed = speakers.merge(other, one, factories.editor(), "They are one.")
    page = words(at_the_desk(factories.senior()).get(url_of(deed)))
    assert "Lucía Andrade, a mayor" in page
    assert "Public claims of Lucía Andrade" not in page
    assert claim.text in page.partition(f"Public claims of {one} (1)")[2]


def test_merging_and_unmerging_published_speakers_take_two() -> None:
    one, other = factories.signed_claim().speaker, factories.speaker("Lucía Andrade")
    by = factories.editor()
    deed = speakers.merge(other, one, by, "They are one.")
    assert isinstance(deed, Approval)
    assert not SpeakerMerge.objects.exists()
    sql.refused(
        "INSERT INTO sources_speakermerge (merged_id, into_id, reason, merged_by_id, merged_at)"
        " VALUES (%s, %s, 'Just so.', %s, now())",
        other.pk,
        one.pk,
        by.pk,
        by="published_speaker_takes_two",
    )
    approvals.approve(deed.pk, factories.senior())
    merge = SpeakerMerge.objects.get()
    found = Publication.objects.listed().by_speaker(other.pk)
    assert [row.speaker_id for row in found] == [one.pk]
    sql.refused(
        "UPDATE sources_speakermerge SET undone_by_id = %s, undone_at = now() WHERE id = %s",
        by.pk,
        merge.pk,
        by="published_speaker_takes_two",
    )
    undoing = speakers.unmerge(merge, by, "They are two.")
    assert isinstance(undoing, Approval)
    approvals.approve(undoing.pk, factories.senior())
    assert not Publication.objects.listed().by_speaker(other.pk).exists()


def test_what_an_approval_brings_onto_a_page_is_as_it_was_requested() -> None:
    claim, by = factories.signed_claim(), factories.editor()
    into, office = factories.speaker(), factories.speaker(kind="organisation")
    for shown, request in (
        (into, lambda: speakers.merge(claim.speaker, into, by, "They are one.")),
        (office, lambda: speakers.add_role(claim.speaker, by, "A post.", "clerk", office)),
    ):
        deed: Any = request()
        changed = speakers.change(shown, by, "As she says.", name=f"The Butcher {shown.pk}")
        assert isinstance(changed, Speaker)
        with pytest.raises(Refused) as refused:
            approvals.approve(deed.pk, factories.senior())
        assert refused.value.rule == "speaker_is_as_requested"
        requests.withdraw(deed.pk, by)
        approvals.approve(request().pk, factories.senior())


def merged_into_by_two(claim: Claim) -> Speaker:
    """No publication names them, and the page of the claim's speaker shows them."""
    into = factories.speaker("Lucía Andrade")
    deed = speakers.merge(claim.speaker, into, factories.editor(), "They are one.")
    assert isinstance(deed, Approval)
    approvals.approve(deed.pk, factories.senior())
    return into


def an_organisation_of(claim: Claim) -> Speaker:
    """No publication names it, and the page of the claim's speaker says that they worked there."""
    office = factories.speaker("The Office", kind="organisation")
    add_role = speakers.add_role(claim.speaker, factories.editor(), "A post.", "clerk", office)
    assert isinstance(add_role, Approval)
    approvals.approve(add_role.pk, factories.senior())
    return office


@pytest.mark.parametrize("shown_with", [merged_into_by_two, an_organisation_of])
def test_whom_the_page_of_a_published_speaker_shows_is_changed_by_two(
    shown_with: Callable[[Claim], Speaker],
) -> None:
    claim = factories.signed_claim()
    shown, by = shown_with(claim), factories.editor()
    address = reverse("site:speaker", args=[claim.speaker_id])

    def page() -> str:
        return Client().get(address, follow=True).content.decode()

    assert shown.name in page()
    deeds: list[Callable[[], object]] = [
        lambda: speakers.change(shown, by, "As she says.", name="The Butcher"),
        lambda: speakers.add_name(shown, by, "The Butcher"),
        lambda: speakers.add_role(shown, by, "As of May.", "butcher"),
        lambda: speakers.merge(factories.speaker("The Butcher"), shown, by, "They are one."),
    ]
    for deed in deeds:
        requested = deed()
        assert isinstance(requested, Approval)
        requests.withdraw(requested.pk, by)
    with pytest.raises(Refused) as refused:
        unpublished.add_alias(shown, by, "The Butcher")
    assert refused.value.rule == "published_speaker_takes_two"
    for statement in (
        "UPDATE sources_speaker SET name = 'The Butcher' WHERE id = %s",
        "UPDATE sources_speaker SET same_as = '{https://example.org/b}' WHERE id = %s",
        "INSERT INTO sources_alias (speaker_id, name) VALUES (%s, 'The Butcher')",
    ):
        sql.refused(statement, shown.pk, by="published_speaker_takes_two")
    assert "Butcher" not in page()


def test_a_claim_that_names_a_protected_speaker_from_the_start_never_names_them() -> None:
    speaker = factories.speaker("Lucía Andrade")
    protect(speaker)
    claim = factories.signed_claim(speaker=Speaker.objects.get(pk=speaker.pk))
    assert body(claim)["speaker"]["name"] is None
    signed = publishing.signed_round(claim)
    assert signed is not None
    assert "Andrade" not in signed.body
    nowhere_public("Andrade", ids=(speaker.pk,))


def test_a_claim_first_published_while_its_speaker_was_protected_names_them_afterwards() -> None:
    claim = factories.proposed_claim()
    hold(claim)
    review.sign(claim.pk, factories.senior(), factories.version_of(claim))
    protect(claim.speaker)
    lift(claim)
    assert body(claim)["speaker"]["id"] is None
    unprotect(claim.speaker)
    assert body(claim)["speaker"]["id"] == claim.speaker_id
