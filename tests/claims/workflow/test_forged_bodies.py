"""By raw SQL as the application's role: no proposal says anything else than the tables, in nobody else's name."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import Error, transaction

from claims.models import Claim, LabelEdition, Round
from claims.publication import representation, speakers
from claims.publication.fields import Declared, declared
from claims.publication.representation import ClaimBody, canonical
from claims.workflow import approvals, drafting, external_reviews, listening, relations, review
from newsroom.approvals import decide
from newsroom.choices import ApprovalOutcome
from newsroom.history import recorded_as
from newsroom.models import Approval, User
from sources import anchors
from sources.capture import sha256
from sources.recordings import Given
from tests import factories, spoken, sql
from tests.claims import full_claims

pytestmark = pytest.mark.django_db

INSERT = (
    "INSERT INTO claims_round (review_id, claim_id, number, status, attribution, body, version,"
    " proposed_by_id, label_id, outcome, reason, alone) SELECT id, claim_id, %s, %s, %s, %s, %s, %s,"
    " (SELECT max(id) FROM claims_labeledition), 'open', '', false FROM claims_review WHERE id = (SELECT max(id) FROM claims_review WHERE claim_id = %s)"
)
Path = tuple[str | int, ...]


def paths(shape: Any, at: Path = ()) -> Iterator[tuple[Path, Declared]]:
    """Every key that a body has, at every level; of a list, in its first object that has it."""
    for field in declared(shape):
        here = (*at, field.name)
        yield here, field
        if field.shape is not None:
            yield from paths(field.shape, (*here, 0) if field.many else here)


PATHS = dict(paths(ClaimBody))
# Translations are supplements: test_translations forges them.
WITH_KEYS = {"version", "derived_from", "signatures", "translations"}
# A proposal never has them.
ADDED_LATER = {
    path
    for path in PATHS
    if path[-1] in ("taken_down", "signed", "reason", "by", "four_eyes") or path[0] in WITH_KEYS
}
# Only an imported claim has it: test_external_reviews forges it.
OF_IMPORTS = {("external_reviews", 0, "archive")}
LEVELS = {path[:-1] for path in PATHS if path not in ADDED_LATER}


def part(body: Any, path: Path, key: str | int | None = None) -> Any:
    """What is there; in a list, in the first object that has what follows, or the ``key``."""
    for at, step in enumerate(path, start=1):
        following = path[at:] if key is None else (*path[at:], key)
        having = [each for each in body if has(each, following)] if step == 0 else []
        body = having[0] if having else body[step]
    return body


def has(body: Any, path: Path) -> bool:
    if not path:
        return True
    if isinstance(body, list):
        return any(has(each, path[1:]) for each in body)
    return isinstance(body, dict) and path[0] in body and has(body[path[0]], path[1:])


def other(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return value + "!"
        case None:
            return "2020-01-01"
        case list():
            return value[1:] if value else [{}]
    return {**value, "name": "Eve"}


def forged(body: Any, top: str) -> Iterator[tuple[str, Any]]:
    """Bodies that differ below one key of the body, each in one place."""
    for path in PATHS:
        if path[0] != top:
            continue
        *above, key = path
        for change in ("changed", "left out", "null"):
            lie = copy.deepcopy(body)
            at = part(lie, tuple(above), key)
            if change == "left out":
                at.pop(key, None)
            else:
                at[key] = None if change == "null" else other(at.get(key))
            if lie != body:
                yield f"{path} {change}", lie
    for path in LEVELS:
        if path[:1] in ((top,), ()):
            lie = copy.deepcopy(body)
            part(lie, path)["note"] = ""
            yield f"{path} with one key more", lie
    if isinstance(body[top], list):
        yield f"{top} twice", {**body, top: [*body[top], *body[top]]}
        yield f"{top} in a list", {**body, top: [body[top]]}


def gets_through(claim: Claim, by: User, text: str, number: int = 1, answers: Any = None) -> bool:
    """Whether the proposal is written, in the person's own name; nothing of it stays."""
    answers = answers or {"status": "verified", "attribution": "reported"}
    values = (
        number,
        answers["status"],
        answers["attribution"],
        text,
        sha256(text),
        by.pk,
        claim.pk,
    )
    try:
        with recorded_as(by), transaction.atomic(), sql.cursor() as cursor:
            cursor.execute(INSERT, values)
            transaction.set_rollback(True)
    except Error as error:
        # Whatever is no claim at all is refused earlier, by what reads it first.
        if sql.rule_of(error) not in ("round_matches_claim", "protected_name_not_used", ""):
            raise
        return False
    return True


def full_claim() -> tuple[Claim, User]:
    """In review, with every key that a body can have but one."""
    claim, editor = full_claims.claim_in_review(contradicts=factories.anchored_claim())
    external_reviews.add(
        claim.pk,
        editor,
        factories.publisher(),
        {"rating": "Nope", "url": "https://checks.example/1", "rationale": "Long."},
    )
    factories.label("right", **factories.RIGHT)
    factories.reply_request(claim, editor, deadline_reason="It is published on Saturday.")
    harms_somebody(claim, editor)
    return claim, editor


def harms_somebody(claim: Claim, editor: User) -> None:
    with recorded_as(editor):
        claim.reviews.filter(number=claim.reviews.count()).update(
            harms=[{"whom": "Her predecessor", "not_asked": "He died in 2020."}]
        )


def reopened_claim() -> tuple[Claim, User]:
    """The same with the last key: what it was reopened for."""
    claim, editor = full_claim()
    say_it_aloud(claim, editor)
    sign(claim, editor)
    review.reopen(claim.pk, factories.senior(), "A figure was wrong.", "our_error")
    # It is not copied by reopening.
    review.write(claim.pk, editor, reply_not_awaited="The count is of June.")
    harms_somebody(claim, editor)
    return claim, editor


def say_it_aloud(claim: Claim, editor: User) -> None:
    """Quoted in the captions of a recording as well, once as evidence."""
    recording = Given(spoken.file().file, "https://video.example/1", "VideoSite")
    snapshot = spoken.transcript("captions", recording=recording)
    place = anchors.find_one(snapshot.text, "Nobody has built as many.")
    drafting.add_appearance(claim.pk, editor, snapshot, [place], directness="direct")
    factories.said_in(claim, editor, snapshot, place)
    heard = [each.pk for each in listening.quotes_to_hear(claim)]
    listening.mark(claim.pk, factories.reporter(), heard)


def sign(claim: Claim, editor: User) -> None:
    review.propose(claim.pk, editor, "reported", "verified", label=LabelEdition.objects.get())
    review.sign(claim.pk, factories.senior(), factories.version_of(claim))


def proposed(claim: Claim) -> Any:
    label = LabelEdition.objects.get().pk
    return json.loads(representation.proposal(claim.pk, "reported", "verified", label))


@pytest.mark.parametrize("top", [path[0] for path in PATHS if len(path) == 1])
def test_no_key_of_a_proposal_is_forged(top: str) -> None:
    claim, editor = reopened_claim()
    body = proposed(claim)
    assert gets_through(claim, editor, canonical(body))
    if (top,) in ADDED_LATER:
        lies: list[tuple[str, Any]] = [(f"{top} added", {**body, top: "x"})]
    else:
        lies = list(forged(body, top))
    assert [name for name, lie in lies if gets_through(claim, editor, canonical(lie))] == []


def test_every_key_is_there_to_be_forged() -> None:
    claim, _editor = reopened_claim()
    body = proposed(claim)
    later = {"signed", "reason", *WITH_KEYS}
    assert set(body) == {str(path[0]) for path in PATHS if len(path) == 1} - later
    for path in set(PATHS) - ADDED_LATER - OF_IMPORTS:
        part(body, path)


def test_a_proposal_is_canonical_text() -> None:
    claim, editor = full_claim()
    true = canonical(proposed(claim))
    for lie in (
        json.dumps(json.loads(true)),
        json.dumps(json.loads(true), separators=(",", ":"), sort_keys=True),
        true + " ",
        true.replace('"text":', '"text":"Another.","text":', 1),
        true.replace("reported", "report\\u0065d", 1),
        "{}",
        "null",
        "no JSON",
    ):
        assert not gets_through(claim, editor, lie), lie


def test_a_proposal_has_the_answers_of_its_row() -> None:
    claim, editor = full_claim()
    body = canonical(proposed(claim))
    for answers in (
        {"status": "refuted", "attribution": "reported"},
        {"status": "verified", "attribution": "confirmed"},
    ):
        with pytest.raises(Error, match="stands for other answers"):
            gets_through(claim, editor, body, answers=answers)


@pytest.mark.parametrize("who", ["the speaker", "the organisation", "a relay"])
def test_a_protected_name_is_left_out_and_nothing_else(who: str) -> None:
    claim, editor = full_claim()
    named = proposed(claim)
    hidden = {
        "the speaker": claim.speaker,
        "the organisation": claim.speaker.roles.get().organisation,
        "a relay": claim.appearances.get().relays.get(position=1).speaker,
    }[who]
    assert hidden is not None
    if who == "a relay":
        # Not the speaker's own organisation as well.
        with recorded_as(editor):
            claim.speaker.roles.all().delete()
        named = proposed(claim)
    speakers.protect(hidden.pk, factories.editor(), "a person", "She asked for it.")
    redacted = proposed(claim)
    assert redacted != named
    assert not gets_through(claim, editor, canonical(named))
    for path in (("speaker", "name"), ("appearances", 0, "quotes", 0, "prefix"), ("evidence", 0)):
        lie = copy.deepcopy(redacted)
        part(lie, path[:-1])[path[-1]] = part(named, path)
        assert lie == redacted or not gets_through(claim, editor, canonical(lie)), path
    given_back = {**redacted, "external_reviews": named["external_reviews"]}
    assert not gets_through(claim, editor, canonical(given_back))


# What two people sign without reopening


def carried_out(approval: Approval, by: User) -> None:
    decide(approval.pk, by, ApprovalOutcome.DONE)


@pytest.mark.long
@pytest.mark.parametrize("kind", ["appearance", "minor edit"])
def test_no_key_of_a_supplement_or_minor_edit_is_forged(kind: str) -> None:
    claim, editor = reopened_claim()
    sign(claim, editor)
    by, senior = factories.editor(), factories.senior()
    signed = json.loads(Round.objects.filter(claim=claim).latest("pk").body)
    with recorded_as(senior):
        if kind == "appearance":
            snapshot = factories.snapshot()
            place = anchors.find_one(snapshot.text, factories.QUOTE)
            approval = approvals.request_appearance(
                claim.pk, by, "There too.", snapshot, [place], directness="direct"
            )
        else:
            approval = approvals.request_minor_edit(
                claim.pk, by, "A slip.", rationale=signed["rationale"].rstrip(".")
            )
        carried_out(approval, senior)
        # Nothing of it is written yet, so whatever is proposed differs from the tables.
        for top in signed:
            for name, lie in forged(signed, top):
                assert not through_as_requested(claim, by, canonical(lie)), name
    assert Round.objects.filter(claim=claim).count() == 2


def through_as_requested(claim: Claim, by: User, text: str) -> bool:
    values = (2, "verified", "reported", text, sha256(text), by.pk, claim.pk)
    try:
        with transaction.atomic(), sql.cursor() as cursor:
            cursor.execute(INSERT, values)
            transaction.set_rollback(True)
    except Error as error:
        if sql.rule_of(error) not in ("round_matches_claim", ""):
            raise
        return False
    return True


# In whose name


def test_nobody_proposes_or_signs_in_another_s_name() -> None:
    claim, editor = full_claim()
    body = canonical(proposed(claim))
    values = (1, "verified", "reported", body, sha256(body), editor.pk, claim.pk)
    another = factories.senior()
    with sql.broken("round_is_by_who_acts"):
        sql.run_as(another, INSERT, *values)
    sql.refused(INSERT, *values, by="round_is_by_who_acts")
    review.propose(claim.pk, editor, "reported", "verified", harms=[])
    for outcome in ("signed", "sent_back", "proposal_withdrawn", "withdrawn"):
        update = (
            f"UPDATE claims_round SET outcome = '{outcome}', decided_by_id = %s, decided_at = now(),"
            " reason = 'x' WHERE claim_id = %s AND outcome = 'open'"
        )
        sql.refused(update, factories.senior().pk, claim.pk, by="round_is_by_who_acts")
        with sql.broken("round_is_by_who_acts"):
            sql.run_as(another, update, factories.senior().pk, claim.pk)


def test_nobody_requests_or_approves_in_another_s_name() -> None:
    claim, by, senior = factories.signed_claim(), factories.editor(), factories.senior()
    request = (
        "INSERT INTO newsroom_approval (kind, subject_id, payload, reason, requested_by_id, outcome,"
        " answer) VALUES ('correct', %s, '{}', 'A slip.', %s, 'open', '')"
    )
    sql.refused(request, claim.pk, by.pk, by="approval_is_by_who_acts")
    with sql.broken("approval_is_by_who_acts"):
        sql.run_as(senior, request, claim.pk, by.pk)
    sql.run_as(by, request, claim.pk, by.pk)
    for outcome in ("done", "declined", "withdrawn"):
        update = (
            f"UPDATE newsroom_approval SET outcome = '{outcome}', decided_by_id = %s,"
            " decided_at = now() WHERE subject_id = %s"
        )
        sql.refused(update, senior.pk, claim.pk, by="approval_is_by_who_acts")
        with sql.broken("approval_is_by_who_acts"):
            sql.run_as(by, update, senior.pk, claim.pk)


def test_nobody_suggests_or_decides_a_relation_in_another_s_name() -> None:
    one, two = factories.claim(), factories.claim()
    by, another = factories.editor(), factories.editor()
    suggest = (
        "INSERT INTO claims_relation (from_claim_id, to_claim_id, kind, rationale, scope, state,"
        " method, method_version, suggested_by_id)"
        " VALUES (%s, %s, 'supports', 'x', '', 'suggested', '', '', %s)"
    )
    sql.refused(suggest, one.pk, two.pk, by.pk, by="relation_is_by_who_acts")
    with sql.broken("relation_is_by_who_acts"):
        sql.run_as(another, suggest, one.pk, two.pk, by.pk)
    made = relations.suggest(one.pk, two.pk, "supports", by, "Both count.")
    for change in (
        "state = 'confirmed', decided_at = now(), decided_by_id = {by}",
        "state = 'dismissed', decided_at = now(), decided_by_id = {by}",
        "suggested_by_id = {another}",
        "suggested_by_id = NULL",
    ):
        update = f"UPDATE claims_relation SET {change} WHERE id = {made.pk}"
        update = update.format(by=by.pk, another=another.pk)
        sql.refused(update, by="relation_is_by_who_acts")
        with sql.broken("relation_is_by_who_acts"):
            sql.run_as(another, update)
