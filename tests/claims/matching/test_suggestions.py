"""A new claim is compared with earlier ones; what it may repeat or contradict waits for a person."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from claims.choices import NoticeKind, RelationState
from claims.management import seeding
from claims.matching import suggestions
from claims.models import Claim, Notice, Relation, Round
from claims.workflow import drafting, relations, review, synonyms
from newsroom.choices import Role
from newsroom.models import Job
from sources import anchors
from tests import factories, sql, workers

pytestmark = [pytest.mark.django_db, pytest.mark.long]

SEEDS = Path(settings.BASE_DIR) / "seeds"
FOUND = "SELECT %s, %s, %s, 'x', '', 'suggested', %s, %s, %s"
BY_SQL = (
    "INSERT INTO claims_relation (from_claim_id, to_claim_id, kind, rationale, scope, state, method,"
    f" method_version, score) {FOUND}"
)
BRIDGES = "The government built 150 bridges in the north since January."


def suggested(claim: Claim) -> list[tuple[int, str, int]]:
    found = Relation.objects.of(claim.pk).filter(state=RelationState.SUGGESTED)
    return list(found.order_by("pk").values_list("from_claim", "kind", "to_claim"))


def test_the_transaction_that_makes_a_claim_enqueues_its_job() -> None:
    with transaction.atomic():
        claim = factories.claim(text=BRIDGES)
        jobs = Job.objects.filter(task_name="claims.suggest_relations")
        assert [job.args for job in jobs] == [{"claim_id": claim.pk}]
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_a_claim_said_again_is_suggested_as_a_repeat_of_the_earlier_one() -> None:
    earlier = factories.claim(text=BRIDGES)
    claim = factories.claim(text="The government has built 150 bridges in the north since January.")
    workers.work_off()
    assert suggested(claim) == [(claim.pk, "repeats", earlier.pk)]
    relation = Relation.objects.get()
    assert relation.suggested_by is None
    assert (relation.method, relation.method_version) == ("comparison", "4")
    assert relation.score is not None
    assert "nearly the same words" in relation.rationale


def test_which_of_the_two_repeats_is_told_by_when_they_were_said() -> None:
    def said_on(day: date) -> Claim:
        return factories.claim(text=BRIDGES, said_from=day, said_to=day, said_basis="stated")

    later, claim = said_on(date(2026, 3, 9)), said_on(date(2026, 3, 2))
    suggestions.suggest_for(claim.pk)
    assert suggested(claim) == [(later.pk, "repeats", claim.pk)]


def test_another_number_contradicts_and_is_never_a_repeat() -> None:
    one = factories.claim(text=BRIDGES)
    other = factories.claim(text=BRIDGES.replace("150", "180"))
    suggestions.suggest_for(other.pk)
    assert suggested(other) == [(one.pk, "contradicts", other.pk)]
    assert "150" in Relation.objects.get().rationale


def test_what_the_newsroom_holds_for_the_same_counts_as_the_same() -> None:
    one = factories.claim(text="The Affordable Care Act made insurance dearer for families.")
    other = factories.claim(text="Obamacare made insurance dearer for families.")
    assert suggestions.suggest_for(other.pk) == []
    synonyms.add(factories.editor(), ["ACA", "Obamacare", "Affordable Care Act"])
    suggestions.suggest_for(other.pk)
    assert suggested(other) == [(other.pk, "repeats", one.pk)]
    # Only the wording that we made has the same words.
    assert "nearly the same words" in Relation.objects.get().rationale


def test_a_heading_states_nothing_and_has_no_suggestion() -> None:
    factories.claim(text="On gay marriage.")
    other = factories.claim(text="On gay marriage")
    assert suggestions.suggest_for(other.pk) == []


def test_a_second_run_adds_nothing_nor_to_what_a_person_suggested() -> None:
    one, other = (factories.claim(text=BRIDGES) for _each in range(2))
    relations.suggest(one.pk, other.pk, "supports", factories.reporter(), "The one counts.")
    assert suggestions.suggest_for(other.pk) == []
    third = factories.claim(text=BRIDGES)
    assert len(suggestions.suggest_for(third.pk)) == 2
    assert suggestions.suggest_for(third.pk) == []


def test_a_decided_pair_does_not_come_back_by_the_job_or_by_sql() -> None:
    one, other = (factories.claim(text=BRIDGES) for _each in range(2))
    (made,) = suggestions.suggest_for(other.pk)
    relations.dismiss(made.pk, factories.editor(), "Other bridges.")
    drafting.edit_claim(
        other.pk, factories.editor(), text="The government built 180 bridges in the north."
    )
    workers.work_off()
    assert suggested(other) == []
    for ends in ((one.pk, other.pk), (other.pk, one.pk)):
        sql.refused(
            BY_SQL, *ends, "supports", "comparison", "1", 0.9, by="relation_of_a_decided_pair"
        )


def test_what_nobody_suggested_names_its_method() -> None:
    one, other = factories.claim(), factories.claim()
    for method in (("", "1", 0.9), ("comparison", "", 0.9), ("comparison", "1", None)):
        sql.refused(
            BY_SQL,
            *(one.pk, other.pk, "supports", *method),
            by="relation_without_a_person_has_a_method",
        )


def test_a_withdrawn_claim_is_not_suggested() -> None:
    one, other = (factories.claim(text=BRIDGES) for _each in range(2))
    review.withdraw(one.pk, factories.senior(), "It was a hoax.")
    assert suggestions.suggest_for(other.pk) == []
    assert suggestions.suggest_for(one.pk) == []


FAR = (
    "Texas is one of only a handful of states that does not have an equal pay law.",
    "As a state senator in Illinois, Ana Ortega made sure women got equal pay for equal work.",
)


def test_a_phrase_that_one_negates_says_nothing_of_claims_of_two_sources() -> None:
    one, other = (factories.claim(text=text) for text in FAR)
    assert suggestions.suggest_for(other.pk) == []
    text = " ".join(FAR)
    snap = factories.snapshot(text)
    by = factories.editor()
    for claim, quote in ((one, FAR[0]), (other, FAR[1])):
        places = [anchors.find_one(text, quote)]
        drafting.add_appearance(claim.pk, by, snap, places, directness="direct", verb="said")
    (made,) = suggestions.suggest_for(other.pk)
    assert made.kind == "contradicts"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "51 percent of federal tax filers paid zero federal income tax.",
            "The top 1 percent of income-earners pay about 40 percent of all taxes to the government.",
        ),
        (
            "Secret money from abroad paid the groups behind Congressman Jim Reed's majority.",
            "Secret money from abroad paid the groups behind Congressman Sean Duff's majority.",
        ),
        (
            "Jobs were created in the first year of this government as never before.",
            "Jobs were created in the second year of this government as never before.",
        ),
        (
            "The budget plan for Medicare would privatize the whole of Medicare for seniors.",
            "The budget plan would leave the country and its seniors without Medicare.",
        ),
    ],
)
def test_what_is_mostly_chance_is_not_suggested(one: str, other: str) -> None:
    first, second = date(2026, 3, 2), date(2026, 3, 9)
    factories.claim(text=one, said_basis="stated", said_from=first, said_to=first)
    claim = factories.claim(text=other, said_basis="stated", said_from=second, said_to=second)
    assert suggestions.suggest_for(claim.pk) == []


def test_a_repeat_that_is_not_sure_is_suggested_and_announced_to_nobody() -> None:
    factories.signed_claim(text=BRIDGES.replace("in the", "and great roads in the"))
    claim = factories.claim(text=BRIDGES)
    (made,) = suggestions.suggest_for(claim.pk)
    assert made.kind == "repeats"
    assert made.score is not None
    assert made.score < relations.ANNOUNCED
    assert not Notice.objects.filter(kind=NoticeKind.SAID_AGAIN).exists()


def test_whoever_checked_a_claim_is_notified_once_that_it_is_said_again() -> None:
    checked = factories.signed_claim(text=BRIDGES)
    reviewer = checked.reviews.get().reviewer
    for _each in range(2):
        claim = factories.claim(text=BRIDGES)
        suggestions.suggest_for(claim.pk)
    signer = Round.objects.get(claim=checked).decided_by
    made_notices = Notice.objects.filter(kind=NoticeKind.SAID_AGAIN)
    assert sorted(made_notices.values_list("person", "claim", "by")) == sorted(
        (each.pk, checked.pk, None) for each in (reviewer, signer) if each
    )
    mentioned = {relation.pk for relation in Relation.objects.of(checked.pk)}
    relations.settle(min(mentioned), "unrelated", factories.editor())
    assert not Notice.objects.filter(kind=NoticeKind.SAID_AGAIN).unseen().exists()


def test_no_notice_of_another_number_or_of_a_claim_that_is_not_checked() -> None:
    factories.claim(text=BRIDGES)
    factories.signed_claim(text=BRIDGES.replace("150", "180"))
    suggestions.suggest_for(factories.claim(text=BRIDGES).pk)
    assert Relation.objects.count() == 2
    assert not Notice.objects.filter(kind=NoticeKind.SAID_AGAIN).exists()


def test_no_more_than_a_few_are_suggested_for_one_claim() -> None:
    for _each in range(suggestions.MOST + 3):
        claim = factories.claim(text=BRIDGES)
    assert len(suggestions.suggest_for(claim.pk)) == suggestions.MOST


def test_of_the_demonstration_all_contradictions_and_the_doubled_statement_are_suggested(
    tmp_path: Path,
) -> None:
    """Those that seeds/ names, where nobody has decided on them."""
    words = (SEEDS / "newsroom.toml").read_text(encoding="utf-8")
    named = tomllib.loads(words)["relations"]
    folder = tmp_path / "seeds"
    folder.mkdir()
    for each in SEEDS.iterdir():
        (folder / each.name).write_bytes(each.read_bytes())
    bare = words[: words.index("[[relations]]")]
    (folder / "newsroom.toml").write_text(f"relations = []\nreviews = []\n{bare}", encoding="utf-8")
    people = [factories.person(role) for role in (Role.REPORTER, Role.EDITOR, Role.SENIOR)]
    seeding.load(folder, *people)
    workers.work_off()
    claims = tomllib.loads(words)["claims"]
    texts = {each["key"]: each["text"] for each in claims}
    made = {
        frozenset((relation.from_claim.text, relation.to_claim.text)): relation.kind
        for relation in Relation.objects.select_related("from_claim", "to_claim")
    }
    for each in named:
        if each["kind"] in ("contradicts", "repeats"):
            pair = frozenset((texts[each["from"]], texts[each["to"]]))
            assert made.get(pair) == each["kind"], sorted(pair)
    # The same words by two speakers.
    doubled = next(text for text in texts.values() if list(texts.values()).count(text) == 2)
    assert made[frozenset({doubled})] == "repeats"
