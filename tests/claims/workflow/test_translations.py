"""A signed review in another language: by two people who read both, and what the database holds."""

import json
from typing import Any

import pytest
from django.db import transaction

from claims.models import Claim, Round, Translation
from claims.publication.chain import faults
from claims.publication.publishing import signed_round
from claims.workflow import approvals, review, translations
from newsroom import approvals as deciding
from newsroom.choices import ApprovalKind, ApprovalOutcome
from newsroom.errors import NotAllowed, Refused
from newsroom.history import acting
from newsroom.models import Approval, Event, User
from tests import factories, sql
from tests.claims.published import body, hold, lift, story
from tests.factories import SPANISH

pytestmark = pytest.mark.django_db

BETTER = {**SPANISH, "text": "Fueron construidos 150 puentes."}


def requested(claim: Claim, by: User | None = None, **words: Any) -> Approval:
    made: Any = {**SPANISH, **words}
    by = by or factories.editor()
    return approvals.request_translation(claim.pk, by, "For readers.", made, reads_both=True)


def translated(claim: Claim, **words: Any) -> Translation:
    request = requested(claim, **words)
    approvals.approve(request.pk, factories.senior(), reads_both=True)
    return Translation.objects.get(approval=request)


def test_two_people_add_it_and_the_rest_stays_as_signed() -> None:
    claim = factories.signed_claim()
    before = body(claim)
    translation = translated(claim)
    after = body(claim)
    assert story(claim) == [("signed", "signed"), ("supplemented", "signed")]
    translator, checker = translation.translated_by, translation.checked_by
    names = [each.public_name for each in (translator, checker) if each.public_name]
    assert after["translations"] == [{**SPANISH, "by": names}]
    for each in (before, after):
        del each["signed"]
    assert {**before, "translations": after["translations"]} == after
    assert translation.original == Round.objects.filter(claim=claim).earliest("number").version
    assert Event.objects.filter(table="claims_translation", about=[claim.pk]).count() == 1
    assert list(faults()) == []


def test_both_state_that_they_read_both_languages() -> None:
    claim = factories.signed_claim()
    words: Any = SPANISH
    with pytest.raises(Refused, match="read both languages") as refused:
        approvals.request_translation(claim.pk, factories.editor(), "So.", words)
    assert refused.value.rule == "translation_is_read_in_both_languages"
    request = requested(claim)
    with pytest.raises(Refused, match="read both languages") as refused:
        approvals.approve(request.pk, factories.senior())
    assert refused.value.rule == "translation_is_read_in_both_languages"
    assert "translations" not in body(claim)


def test_whoever_wrote_it_does_not_approve_it() -> None:
    claim, by = factories.signed_claim(), factories.senior()
    request = requested(claim, by)
    with pytest.raises(Refused, match="another senior editor"):
        approvals.approve(request.pk, by, reads_both=True)
    with pytest.raises(NotAllowed):
        approvals.approve(request.pk, factories.editor(), reads_both=True)
    with pytest.raises(NotAllowed):
        requested(claim, factories.reporter())


def test_a_better_one_takes_its_place_and_other_supplements_keep_it() -> None:
    claim = factories.signed_claim()
    translated(claim)
    better = translated(claim, **BETTER)
    assert [each["text"] for each in body(claim)["translations"]] == [BETTER["text"]]
    with pytest.raises(Refused, match="Nothing differs"):
        requested(claim, text=better.text)
    edit = approvals.request_minor_edit(
        claim.pk, factories.editor(), "A slip.", rationale=body(claim)["rationale"].rstrip(".")
    )
    approvals.approve(edit.pk, factories.senior())
    assert [each["text"] for each in body(claim)["translations"]] == [BETTER["text"]]
    assert Translation.objects.count() == 2


def test_what_is_signed_again_has_none_until_two_people_sign_one_of_it() -> None:
    claim = factories.signed_claim()
    translated(claim)
    review.reopen(claim.pk, factories.senior(), "A second count came in.", "routine")
    assert body(claim)["translations"], "the public keeps the signed version"
    review.propose(claim.pk, factories.editor(), "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), factories.version_of(claim))
    assert "translations" not in body(claim)
    translated(claim)
    assert body(claim)["translations"][0]["text"] == SPANISH["text"]


def test_it_is_hidden_with_the_claim_on_every_day() -> None:
    claim = factories.signed_claim()
    translated(claim)
    hold(claim)
    assert body(claim) == {}
    assert set(claim.publications.values_list("withheld", flat=True)) == {True}
    lift(claim)
    assert body(claim)["translations"]
    review.withdraw(claim.pk, factories.senior(), "The source retracted it.")
    assert "translations" not in body(claim)


def test_under_a_hold_it_is_signed_and_not_public() -> None:
    claim = factories.signed_claim()
    hold(claim)
    translated(claim)
    assert body(claim) == {}
    lift(claim)
    assert body(claim)["translations"]


def test_of_what_changed_meanwhile_it_is_requested_again() -> None:
    claim = factories.signed_claim()
    request = requested(claim)
    edit = approvals.request_minor_edit(
        claim.pk, factories.editor(), "A slip.", rationale=body(claim)["rationale"].rstrip(".")
    )
    approvals.approve(edit.pk, factories.senior())
    with pytest.raises(Refused, match="Request it again"):
        approvals.approve(request.pk, factories.senior(), reads_both=True)


@pytest.mark.parametrize("status", ["unreviewed", "in_review", "awaiting_signoff", "withdrawn"])
def test_only_what_is_signed_is_translated(status: str) -> None:
    with pytest.raises(Refused, match="Only a signed claim"):
        requested(factories.claim_that_is(status))


INCOMPLETE: dict[str, tuple[str, dict[str, Any]]] = {
    "no statement": ("Translate all parts", {"text": " "}),
    "no summary": ("Translate all parts", {"summary": ""}),
    "no rationale": ("Translate all parts", {"rationale": ""}),
    "a footnote more": ("footnotes of the original: none", {"rationale": "Lo dice.[^E1]"}),
    "too long a summary": ("at most 300", {"summary": "a" * 301}),
    "the newsroom's own language": ("languages of the site", {"language": "en"}),
    "a language without pages": ("languages of the site", {"language": "de"}),
}


@pytest.mark.parametrize("what", INCOMPLETE)
def test_half_a_translation_is_not_even_requested(what: str) -> None:
    sentence, words = INCOMPLETE[what]
    with pytest.raises(Refused, match=sentence):
        requested(factories.signed_claim(), **words)
    assert not Approval.objects.exists()


def test_numbers_that_only_one_text_has_are_found() -> None:
    original = {"text": "150,000 people, 3.5 %", "rationale": "[See](https://a.example/2024) E3."}
    assert (
        translations.numbers_that_differ(
            original,
            {"text": "150.000 personas, 3,5 %", "rationale": "[Véase](https://a.example/9) E3"},
        )
        == []
    )
    assert translations.numbers_that_differ(
        original, {"text": "180.000 personas, 3,5 %", "rationale": "E3"}
    ) == ["150000", "180000"]


SAME_NUMBER = [
    ("1,250", "1.250"),
    ("1,250", "1250"),
    ("1,250", "1\u00a0250"),
    ("1,250", "1\u2009250"),
    ("1,250", "1\u202f250"),
    ("1,250", "1’250"),
    ("1,250,000.75", "1.250.000,75"),
    ("1,250.5", "1\u202f250,5"),
    ("1,250.500", "1.250,500"),
    ("3.5", "3,5"),
    ("0.125", "0,125"),
    ("1234.567", "1234,567"),
    ("-3", "−3"),
    ("-$5", "-5"),
    ("2026-11-30", "2026–11–30"),
    ("in 2020\u00a0150 people", "2020 150"),
    ("12.03.2026", "12.03.2026"),
]
OTHER_NUMBER = {
    ("1.5 percent", "15 por ciento"): ["1.5", "15"],
    ("2.5 million", "25 millones"): ["2.5", "25"],
    ("12.50", "1,250"): ["12.50", "1250"],
    ("1.250", "1.25"): ["1.25", "1250"],
    ("-3", "3"): ["-3", "3"],
    ("−$1.5", "$1,5"): ["-1.5", "1.5"],
    ("0.125", "125"): ["0.125", "125"],
    ("1,250.500", "1,250,500"): ["1250.500", "1250500"],
    ("1234.567", "1.234.567"): ["1234.567", "1234567"],
    ("12.03.2026", "12032026"): ["12.03.2026", "12032026"],
    ("1 250", "1250"): ["1", "1250", "250"],
}


@pytest.mark.parametrize(("original", "translation"), SAME_NUMBER)
def test_marks_of_thousands_and_decimals_make_no_other_number(
    original: str, translation: str
) -> None:
    assert translations.numbers_that_differ({"text": original}, {"text": translation}) == []


@pytest.mark.parametrize(("original", "translation"), OTHER_NUMBER)
def test_decimals_and_signs_make_another_number(original: str, translation: str) -> None:
    found = translations.numbers_that_differ({"text": original}, {"text": translation})
    assert found == OTHER_NUMBER[original, translation]


# By whoever has the application's role


def done(claim: Claim, by: User, senior: User, **words: Any) -> Approval:
    """A request as nothing but the database checks it, approved in this transaction."""
    signed = signed_round(claim)
    assert signed is not None
    content = {"of": signed.version, **SPANISH, "reads_both": True, **words}
    with acting(by):
        request = deciding.create(ApprovalKind.SUPPLEMENT, claim.pk, by, "So.", translation=content)
    with acting(senior):
        return deciding.decide(request.pk, senior, ApprovalOutcome.DONE)


def insert(claim: Claim, approval: Approval, **other: Any) -> Translation:
    signed = signed_round(claim)
    assert signed is not None
    content = dict(approval.payload["translation"])
    values = {
        "claim": claim,
        "review": signed.review,
        "approval": approval,
        "original": content.pop("of"),
        "translator_reads_both": content.pop("reads_both"),
        "checker_reads_both": True,
        "translated_by": approval.requested_by,
        "checked_by": approval.decided_by,
        **content,
    }
    with acting(approval.decided_by):
        return Translation.objects.create(**{**values, **other})


FORGED: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "one does not read both": (
        "translation_is_read_in_both_languages",
        {"reads_both": False},
        {},
    ),
    "the other does not": (
        "translation_is_read_in_both_languages",
        {},
        {"checker_reads_both": False},
    ),
    "other words": ("translation_is_what_two_people_signed", {}, {"text": "Nada."}),
    "another author": ("translation_is_what_two_people_signed", {}, {"translated_by": None}),
    "another language": ("translation_is_what_two_people_signed", {}, {"language": "fr"}),
    "another original": ("translation_is_of_what_is_signed", {"of": "0" * 64}, {}),
    "no summary": ("translation_has_all_parts", {"summary": ""}, {}),
    "other footnotes": ("translation_is_whole", {"rationale": "Lo dice.[^E7]"}, {}),
    "no words": ("translation_has_all_parts", {"text": " "}, {}),
    "two lines": ("translation_summary_is_one_line", {"summary": "Una.\nDos."}, {}),
    "too long": ("texts_of_claims_translation", {"rationale": "a " * 15_001}, {}),
    "no language": ("translation_names_its_language", {"language": "ES!"}, {}),
    "what nothing says": ("translation_is_signed", {}, {}),
}


@pytest.mark.parametrize("what", FORGED)
def test_the_database_takes_no_other_translation(what: str) -> None:
    rule, requested_words, written = FORGED[what]
    if "translated_by" in written:
        written = {"translated_by": factories.editor()}
    claim = factories.signed_claim()
    with pytest.raises(Refused) as refused, transaction.atomic():
        insert(
            claim, done(claim, factories.editor(), factories.senior(), **requested_words), **written
        )
    assert refused.value.rule == rule


def test_its_names_are_found_as_it_is_read() -> None:
    body = {
        "rationale": "",
        "translations": [{"rationale": "Lo dice An*a* Nuñez."}],
    }
    assert "ana nunez" in sql.run("SELECT body_words(%s::jsonb)", json.dumps(body))[0][0]


def test_erasing_reaches_its_words() -> None:
    ((words,),) = sql.run(
        "SELECT words_in FROM erasure_columns() WHERE of_table = 'claims_translation'::regclass"
    )
    assert {"text", "summary", "rationale"} <= set(words.split(","))
