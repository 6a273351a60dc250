"""Two people at one claim in the same second: one wins, the other reads what happened and who
did it, and nothing is lost. Real threads, real connections, committed transactions."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from claims.models import Claim, Evidence, Publication, Relation
from claims.publication import publishing, speakers
from claims.publication.chain import faults
from claims.workflow import approvals, drafting, relations, review
from newsroom.errors import Refused, Stale
from newsroom.history import acting
from newsroom.models import Approval, User
from sources.models import Speaker
from tests import factories, sql
from tests.as_owner import end_embargo
from tests.threads import at_once, wait_until_locked_out

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

Verb = Callable[[Claim, User], Any]


def sign(claim: Claim, by: User) -> Any:
    return review.sign(claim.pk, by, factories.version_of(claim))


def with_revision(verb: Callable[..., Any], *words: Any) -> Verb:
    """The verb, by somebody who saw the claim as it stood."""
    return lambda claim, by: verb(claim.pk, by, *words, expected_revision=claim.revision)


def edit(claim: Claim, by: User) -> Any:
    text = f"{claim.text} As {by.username} reads it."
    return drafting.edit_claim(claim.pk, by, expected_revision=claim.revision, text=text)


PAIRS: dict[str, tuple[Callable[[], Claim], Verb, Verb]] = {
    "sign, sign": (factories.proposed_claim, sign, sign),
    "sign, send back": (
        factories.proposed_claim,
        sign,
        with_revision(review.send_back, "Too thin."),
    ),
    "sign, withdraw": (
        factories.proposed_claim,
        sign,
        with_revision(review.withdraw, "It was a hoax."),
    ),
    "edit, propose": (
        factories.claim_in_review,
        edit,
        with_revision(review.propose, "reported", "verified"),
    ),
    "edit, edit": (factories.claim_in_review, edit, edit),
    "propose, propose": (
        factories.claim_in_review,
        with_revision(review.propose, "reported", "verified"),
        with_revision(review.propose, "reported", "unrated"),
    ),
    "start, start": (
        factories.anchored_claim,
        with_revision(review.start),
        with_revision(review.start),
    ),
    "reopen, withdraw": (
        factories.signed_claim,
        with_revision(review.reopen, "A second count came in.", "routine"),
        with_revision(review.withdraw, "It was a hoax."),
    ),
    "reopen, reopen": (
        factories.signed_claim,
        with_revision(review.reopen, "A second count came in.", "routine"),
        with_revision(review.reopen, "A third count came in.", "routine"),
    ),
    "reinstate, reinstate": (
        factories.withdrawn_claim,
        with_revision(review.reinstate, "The retraction was in error."),
        with_revision(review.reinstate, "It was no hoax."),
    ),
    "hold, hold": (
        factories.signed_claim,
        with_revision(publishing.hold, "legal", "A letter came."),
        with_revision(publishing.hold, "legal", "A second letter came."),
    ),
}


@pytest.mark.parametrize("pair", PAIRS)
def test_one_wins_and_the_other_reads_who_did_what(pair: str) -> None:
    make, one_verb, other_verb = PAIRS[pair]
    claim = make()
    one, other = factories.senior(), factories.senior()
    version = Claim.objects.get(pk=claim.pk).revision
    # The version to sign is what both saw, before either acts.
    verbs = [_bound(one_verb, claim, one), _bound(other_verb, claim, other)]
    results = at_once(*verbs)
    refusals = [result for result in results if isinstance(result, Refused)]
    assert len(refusals) == 1, results
    winner = other if isinstance(results[0], Refused) else one
    assert winner.username in refusals[0].sentence
    assert Claim.objects.get(pk=claim.pk).revision == version + 1
    assert list(faults()) == []


def _bound(verb: Verb, claim: Claim, by: User) -> Callable[[], Any]:
    if verb is sign:
        version = factories.version_of(claim)
        return lambda: review.sign(claim.pk, by, version)
    return lambda: verb(claim, by)


def test_no_edit_is_lost_and_the_stale_one_reads_the_differences() -> None:
    claim = factories.claim_in_review()
    one, other = factories.editor(), factories.editor()
    results = at_once(lambda: edit(claim, one), lambda: edit(claim, other))
    (stale,) = [result for result in results if isinstance(result, Stale)]
    winner = other if stale is results[0] else one
    assert Claim.objects.get(pk=claim.pk).text.endswith(f"As {winner.username} reads it.")
    change = next(each for each in stale.differences if each["field"] == "text")
    assert (change["who"], change["old"]) == (winner.username, claim.text)


def test_a_hold_beside_a_sign_off_leaves_nothing_public() -> None:
    claim = factories.proposed_claim()
    senior, version = factories.senior(), factories.version_of(claim)
    by = factories.reporter()
    results = at_once(
        lambda: review.sign(claim.pk, senior, version),
        lambda: publishing.hold(claim.pk, by, "safety", "A threat came."),
    )
    assert not any(isinstance(result, Refused) for result in results)
    assert not Publication.objects.listed().exists()
    assert not Publication.objects.filter(claim=claim, withheld=False).exists()


def test_a_protection_beside_a_sign_off_leaves_no_name_public() -> None:
    claims = [factories.proposed_claim()]
    speaker = claims[0].speaker
    claims.append(factories.proposed_claim(speaker=speaker))
    seniors = [factories.senior() for _ in claims]
    versions = [factories.version_of(claim) for claim in claims]
    by = factories.editor()
    results = at_once(
        lambda: review.sign(claims[0].pk, seniors[0], versions[0]),
        lambda: speakers.protect(speaker.pk, by, "a witness", "She asked for it."),
        lambda: review.sign(claims[1].pk, seniors[1], versions[1]),
    )
    assert isinstance(results[1], Speaker)
    shown = Publication.objects.filter(withheld=False)
    assert not shown.filter(speakers__contains=[speaker.pk]).exists()
    assert not shown.filter(body__contains=speaker.name).exists()
    for result, claim in ((results[0], claims[0]), (results[2], claims[1])):
        listed = Publication.objects.listed().filter(claim=claim).exists()
        assert listed != isinstance(result, Refused)


def test_a_protection_beside_sign_offs_of_others_leaves_no_name_public() -> None:
    """Each claim says the name; none names the speaker by number."""
    speaker = factories.speaker("Lucía Andrade")
    claims = [factories.proposed_claim(text=f"Lucía Andrade counted {n}.") for n in (150, 160, 170)]
    seniors = [factories.senior() for _ in claims]
    versions = [factories.version_of(claim) for claim in claims]
    by = factories.editor()

    def signing(place: int) -> Callable[[], Any]:
        return lambda: review.sign(claims[place].pk, seniors[place], versions[place])

    results = at_once(
        signing(0),
        signing(1),
        lambda: speakers.protect(speaker.pk, by, "a witness", "She asked for it."),
        signing(2),
    )
    assert isinstance(results[2], Speaker)
    shown = Publication.objects.filter(withheld=False)
    assert not shown.filter(body__contains="Andrade").exists()
    assert list(faults()) == []


def test_a_publication_waits_for_the_protection_and_then_says_no_name() -> None:
    claim = factories.proposed_claim(text="Lucía Andrade counted 150 bridges.")
    senior, version = factories.senior(), factories.version_of(claim)
    speaker = factories.speaker("Lucía Andrade")
    results: list[Any] = []

    def sign_in_a_thread() -> None:
        results.extend(at_once(lambda: review.sign(claim.pk, senior, version)))

    with acting(factories.editor()):
        protected = Speaker.objects.filter(pk=speaker.pk)
        protected.update(protected=True, description="a witness")
        signing = threading.Thread(target=sign_in_a_thread)
        signing.start()
        wait_until_locked_out(signing)
    signing.join()
    assert not isinstance(results[0], Refused)
    assert not Publication.objects.exists()


def test_an_alias_beside_a_protection_is_protected_too() -> None:
    speaker = factories.speaker("Lucía Andrade")
    claim = factories.signed_claim(text="La Contadora counted 150 bridges.")
    by, other = factories.editor(), factories.editor()
    _added, protected = at_once(
        lambda: speakers.add_name(speaker, other, "La Contadora"),
        lambda: speakers.protect(speaker.pk, by, "a witness", "She asked for it."),
    )
    assert isinstance(protected, Speaker)
    named = speaker.aliases.filter(name="La Contadora").exists()
    assert Publication.objects.listed().filter(claim=claim).exists() is not named


def test_a_new_name_beside_a_first_publication_takes_two_or_comes_before() -> None:
    claim = factories.proposed_claim()
    senior, version = factories.senior(), factories.version_of(claim)
    by = factories.editor()
    signed, changed = at_once(
        lambda: review.sign(claim.pk, senior, version),
        lambda: speakers.change(claim.speaker, by, "A slip.", name="Ana Núñez"),
    )
    row = Publication.objects.filter(claim=claim).first()
    speaker = Speaker.objects.get(pk=claim.speaker_id)
    if isinstance(changed, Speaker):
        # The name was changed by one person: what was proposed with the old one is not signed,
        # or was signed by then.
        assert isinstance(signed, Stale) or row is not None
    else:
        assert isinstance(changed, Approval | Refused)
        assert speaker.name == claim.speaker.name


def test_one_of_two_decisions_on_a_relation_stands() -> None:
    relation = factories.relation(
        factories.signed_claim(), factories.claim_in_review(), confirmed=False
    )
    one, other = factories.editor(), factories.editor()
    results = at_once(
        lambda: relations.confirm(relation.pk, one, expected_state="suggested"),
        lambda: relations.dismiss(relation.pk, other, "They agree.", expected_state="suggested"),
    )
    (stale,) = [result for result in results if isinstance(result, Stale)]
    winner = other if stale is results[0] else one
    assert winner.username in stale.sentence
    assert Relation.objects.get(pk=relation.pk).decided_by == winner


def test_one_of_two_suggestions_of_a_pair_is_kept() -> None:
    one, other = factories.anchored_claim(), factories.anchored_claim()
    by = [factories.reporter(), factories.reporter()]
    results = at_once(
        lambda: relations.suggest(one.pk, other.pk, "contradicts", by[0], "Both can't be."),
        lambda: relations.suggest(other.pk, one.pk, "contradicts", by[1], "Both can't be."),
    )
    (refused,) = [result for result in results if isinstance(result, Refused)]
    assert refused.rule == "relation_once_per_pair_and_kind"
    assert Relation.objects.count() == 1


@pytest.mark.parametrize("time", range(3))
@pytest.mark.few(1)
def test_relations_confirmed_in_reverse_order_wait_for_each_other(time: int) -> None:
    claims = [factories.claim_in_review() for _ in range(3)]
    ends = [(0, 1), (1, 2), (2, 0), (1, 0), (2, 1), (0, 2)]
    kinds = ["repeats", "repeats", "repeats", "supports", "supports", "supports"]
    suggested = [
        factories.relation(claims[a], claims[b], kind, confirmed=False)
        for (a, b), kind in zip(ends, kinds, strict=True)
    ]
    people = [factories.editor() for _ in suggested]

    def confirm(relation: Relation, by: User) -> Callable[[], Any]:
        return lambda: relations.confirm(relation.pk, by)

    results = at_once(*map(confirm, suggested, people))
    for result in results:
        assert isinstance(result, Relation) or result.rule == "related_meanwhile"
    confirmed = [result for result in results if isinstance(result, Relation)]
    assert confirmed
    counted = sum(Claim.objects.values_list("revision", flat=True))
    assert counted - sum(claim.revision for claim in claims) == 2 * len(confirmed)


def test_one_of_two_carries_a_deed_out() -> None:
    claim = factories.signed_claim()
    publishing.hold(claim.pk, factories.reporter(), "legal", "A letter came.")
    deed = approvals.request_hold_lift(claim.pk, factories.editor(), "legal", "It was answered.")
    one, other = factories.senior(), factories.senior()
    results = at_once(
        lambda: approvals.approve(deed.pk, one), lambda: approvals.approve(deed.pk, other)
    )
    (refused,) = [result for result in results if isinstance(result, Refused)]
    winner = other if refused is results[0] else one
    assert winner.username in refused.sentence
    rows = Publication.objects.filter(claim=claim, event="shown")
    assert rows.count() == 1


def test_an_embargo_ends_once_whoever_comes_by() -> None:
    claim = factories.proposed_claim()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE claims_claim SET embargo_until = now() + '1 hour' WHERE id = %s", [claim.pk]
        )
    review.sign(claim.pk, factories.senior(), factories.version_of(claim))
    assert not Publication.objects.exists()
    end_embargo(claim)
    results = at_once(*[publishing.publish_due] * 4)
    assert sorted(results) == [[], [], [], [claim.pk]]
    assert Publication.objects.count() == 1


@pytest.mark.parametrize("first", ["delete", "propose"])
def test_evidence_is_not_deleted_beside_its_proposal(first: str, app_connection: Any) -> None:
    """Two raw connections, the second statement begun while the first is not yet committed."""
    claim = factories.claim_in_review()
    evidence = Evidence.objects.get(claim=claim)
    editor = factories.editor()
    deleting = app_connection(autocommit=False)
    refused: list[Any] = []

    def propose() -> None:
        try:
            review.propose(claim.pk, editor, "reported", "verified", harms=[])
        except Refused as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    if first == "delete":
        deleting.execute("DELETE FROM claims_anchor WHERE evidence_id = %s", [evidence.pk])
        deleting.execute("DELETE FROM claims_evidence WHERE id = %s", [evidence.pk])
        proposing = threading.Thread(target=propose)
        proposing.start()
        wait_until_locked_out(proposing)  # for the claim
        deleting.commit()
        proposing.join()
        assert refused[0].rule == "verified_needs_independent"
        assert Claim.objects.get(pk=claim.pk).status == "in_review"
    else:
        propose()
        with pytest.raises(Exception, match="can't be edited"):
            deleting.execute("DELETE FROM claims_anchor WHERE evidence_id = %s", [evidence.pk])
        deleting.rollback()
        assert Evidence.objects.filter(pk=evidence.pk).exists()


def test_evidence_is_not_deleted_beside_a_sign_off(app_connection: Any) -> None:
    claim = factories.proposed_claim()
    evidence = Evidence.objects.get(claim=claim)
    version, senior = factories.version_of(claim), factories.senior()
    signing, deleting = app_connection(), app_connection()
    sql.act_on(signing, senior)
    signing.execute(
        "UPDATE claims_round SET outcome = 'signed', decided_by_id = %s, decided_at = now()"
        " WHERE claim_id = %s AND version = %s",
        [senior.pk, claim.pk, version],
    )
    problems: list[str] = []

    def delete() -> None:
        try:
            deleting.execute("DELETE FROM claims_anchor WHERE evidence_id = %s", [evidence.pk])
        except Exception as error:  # noqa: BLE001
            problems.append(str(error))

    waiting = threading.Thread(target=delete)
    waiting.start()
    wait_until_locked_out(waiting)  # who deletes waits for who signs
    signing.execute(
        "UPDATE claims_review SET state = 'signed', closed_at = now() WHERE claim_id = %s",
        [claim.pk],
    )
    signing.execute(
        "UPDATE claims_claim SET status = 'verified', attribution = 'reported',"
        " embargo_until = now() + interval '1 hour' WHERE id = %s",
        [claim.pk],
    )
    signing.commit()
    waiting.join()
    assert "can't be edited" in problems[0]
    assert Evidence.objects.filter(pk=evidence.pk).exists()
