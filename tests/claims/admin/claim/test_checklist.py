"""The checklist of a review: what it warns of, and where its lines lead."""

import json
from typing import Any

import pytest

from claims.admin.claim.checklist import is_no_sentence
from claims.presentation import prose
from claims.workflow import evidence, review
from newsroom.errors import Refused
from sources.models import Source
from tests import factories
from tests.claims.admin.desk import at_the_desk, do, url_of, words
from tests.claims.admin.inbox.test_inbox import page_of
from tests.claims.statements import candidate


@pytest.mark.parametrize(
    ("text", "warns"),
    [
        ("The joint operation ended.", False),
        ("He said: “We did it.”", False),
        ("¿Se construyeron 150 puentes?", False),
        ("Se construyeron 150 puentes…", False),
        ("共建造了150座桥梁。", False),
        ("the joint operation ended.", True),
        ("The joint operation ended", True),
        ("a new front for its military offensive", True),
    ],
)
def test_what_is_no_sentence(text: str, warns: bool) -> None:
    assert is_no_sentence(text) is warns


@pytest.mark.django_db
def test_a_wording_that_is_no_sentence_is_shown_as_readers_see_it_and_may_be_proposed() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by, text="150 bridges were built")
    client = at_the_desk(by)
    for page in (words(client.get(url_of(claim))), words(client.get(url_of(claim, "propose")))):
        line = page.partition("Readers will see: “150 bridges were built”")
        assert line[1]
        assert f'href="{url_of(claim, "edit")}"' in line[0][-200:]
    assert 'type="submit"' in words(client.get(url_of(claim, "propose")))


@pytest.mark.django_db
def test_what_a_source_does_not_state_is_said_before_it_is_proposed_and_signed() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    source = Source.objects.get(snapshots__appearances__claim=claim)
    lacks = f"{source}: no title, no publisher, no date"
    client = at_the_desk(by)
    for page in (words(client.get(url_of(claim))), words(client.get(url_of(claim, "propose")))):
        assert lacks in page
        assert f'href="/admin/sources/source/{source.pk}/change/"' in page
    review.propose(claim.pk, by, "reported", "verified")
    senior = at_the_desk(factories.senior())
    assert lacks in words(senior.get(url_of(claim, "sign")))


@pytest.mark.django_db
def test_what_a_source_of_public_evidence_does_not_state_is_said_too() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by, evidence=False)
    register, private = (factories.source(by=by, publisher=factories.publisher(by)) for _ in "12")
    factories.record(claim, by, of=register)
    factories.record(claim, by, of=private, private=True)
    page = words(at_the_desk(by).get(url_of(claim)))
    assert f"{register}: no title, no date" in page
    assert f"{private}: no title" not in page


@pytest.mark.django_db
def test_the_form_for_a_conclusion_asks_what_readers_read_and_says_what_each_answer_needs() -> None:
    by = factories.editor()
    page = words(at_the_desk(by).get(url_of(factories.claim_in_review(by), "propose")))
    for question, answer in (
        ("Did they say it?", "Reported (“We have only others’ reports”)"),
        ("Is it true?", "Refuted (“False”)"),
    ):
        needs, fields = page.partition("What each answer still needs")[2].split("</section>", 1)
        assert question in needs
        assert question in fields
        assert answer in needs
        assert answer in fields


@pytest.mark.django_db
def test_what_an_answer_lacks_is_said_at_that_answer() -> None:
    by = factories.editor()
    client, claim = at_the_desk(by), factories.claim_in_review(by)
    for answers, field, sentence in (
        (("reported", "refuted"), "status", "Refuted (“False”) needs"),
        (("misattributed", "unrated"), "attribution", "altered”) needs"),
        (("misattributed", "verified"), "status", "A misattributed claim is unrated."),
    ):
        given = {"attribution": answers[0], "status": answers[1], "harms_nobody": "on"}
        sent: Any = do(client, claim, "propose", **given)
        assert sent.status_code == 409
        assert sentence in str(sent.context["form"].errors[field])


@pytest.mark.django_db
def test_evidence_without_a_publisher_is_not_called_independent_where_it_is_weighed() -> None:
    by = factories.editor()
    client, claim = at_the_desk(by), factories.claim_in_review(by, evidence=False)
    record = factories.record(claim, by, of=factories.source(by=by))
    evidence.add_evidence(
        claim.pk,
        by,
        kind="calculation",
        bears_on="so",
        direction="supports",
        description="150 divided by 12.",
        inputs=(record,),
    )
    source_page = url_of(record.source)

    def pages() -> list[str]:
        return [
            " ".join(words(client.get(url_of(claim, verb))).split()) for verb in ("", "propose")
        ]

    card, form = pages()
    unclear = "independence not established: it is not stated who published it"
    assert card.count(unclear.capitalize()) == 2
    assert card.count(source_page) >= 2
    assert "0 supporting, 0 refuting. Independence not established, so it doesn’t count: " in form
    warning = form.partition("It is not established whether this evidence is independent")[2]
    assert warning.partition("</ul>")[0].count(unclear.capitalize()) == 2
    with pytest.raises(Refused, match="state the publisher"):
        review.propose(claim.pk, by, "reported", "verified", harms=[])
    round_ = review.propose(claim.pk, by, "reported", "unverifiable", harms=[])
    shown = " ".join(line.words for line in prose.lines(json.loads(round_.body), public=True))
    assert f"{unclear}: The register" in shown
    sign = " ".join(words(at_the_desk(factories.senior()).get(url_of(claim, "sign"))).split())
    assert "It is not established whether this evidence is independent" in sign
    assert f"{unclear}: The register" in sign
    review.withdraw_proposal(claim.pk, by)

    Source.objects.filter(evidence=record).update(publisher=factories.publisher())
    page, form = pages()
    card = page.partition('id="evidence"')[2].partition("</section>")[0]
    assert card.count(">Independent</span>") == 2
    assert "not established" not in form
    assert "2 supporting, 0 refuting" in form


@pytest.mark.django_db
def test_all_that_a_conclusion_lacks_is_said_at_once_in_the_same_words() -> None:
    by, ana = factories.editor(), factories.speaker("Ana Nuñez")
    claim = factories.claim_in_review(by, evidence=False, speaker=ana)
    client = at_the_desk(by)
    given = {"attribution": "confirmed", "status": "refuted", "harms_nobody": "on"}
    sent: Any = do(client, claim, "propose", **given)
    errors = sent.context["form"].errors
    assert "Confirmed (“Yes, we have seen or heard the original”) needs" in str(errors)
    assert errors["status"] == [
        "Refuted (“False”) needs public independent evidence that refutes it.",
        "Seek a reply from the named speaker, or say why none was sought.",
    ]
    page = words(sent)
    assert "neither Verified (“True”) nor Refuted (“False”) is possible" in page
    assert "Rating: refuted" not in page
    assert "Attribution: confirmed" not in page


@pytest.mark.django_db
def test_all_that_keeps_from_proposing_is_said_beside_the_claim() -> None:
    by = factories.editor()
    claim = factories.anchored_claim(nature="")
    review.start(claim.pk, by)
    page = words(at_the_desk(by).get(url_of(claim)))
    for lacking in (
        "Write the public rationale first.",
        "Say whether it is fact",
        "Write the summary",
    ):
        assert lacking in page.partition("Propose a conclusion:")[2]


@pytest.mark.django_db
def test_what_a_proposal_will_need_is_not_called_optional() -> None:
    by = factories.editor()
    client, claim = at_the_desk(by), factories.claim_in_review(by)

    def label(address: str, name: str) -> str:
        return words(client.get(address)).partition(f'for="id_{name}"')[2].partition("</label>")[0]

    not_awaited = url_of(claim, "write"), "reply_not_awaited"
    assert "(optional)" in label(*not_awaited)
    factories.reply_request(claim, by)
    found = candidate()
    labels = [
        label(*not_awaited),
        label(url_of(claim, "edit"), "nature"),
        label(page_of(found.snapshot, at=found.pk), "nature"),
    ]
    assert all(labels)
    assert "(optional)" not in "".join(labels)
