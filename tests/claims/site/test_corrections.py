"""The public lists of corrections and updates, and their feeds."""

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.choices import CORRECTING, ReasonKind
from claims.models import Claim, Publication
from claims.models.publication import CORRECTION, UPDATE
from claims.workflow import approvals, review
from tests import factories
from tests.claims.published import hold
from tests.claims.site.test_claim_page import page_of, read

pytestmark = [pytest.mark.django_db, pytest.mark.long]

WHY = "A second count."


def signed_again(kind: str, **fields: Any) -> Claim:
    """Refuted; reopened for this; then signed as disputed, with another rationale."""
    claim = factories.concluded_claim("refuted", **fields)
    editor = factories.editor()
    review.reopen(claim.pk, factories.senior(), WHY, kind)
    review.write(claim.pk, editor, rationale="Two offices counted.")
    round_ = review.propose(claim.pk, editor, "reported", "disputed", harms=[])
    review.sign(claim.pk, factories.senior(), round_.version)
    return Claim.objects.get(pk=claim.pk)


def minor_edit() -> Claim:
    claim = factories.signed_claim(text="150 bridges in all teh provinces.")
    request = approvals.request_minor_edit(
        claim.pk, factories.editor(), "A slip.", text="150 bridges in all the provinces."
    )
    approvals.approve(request.pk, factories.senior())
    return Claim.objects.get(pk=claim.pk)


def on(address: str) -> list[int]:
    """The numbers of the claims on the list, latest first; its feed has the same ones."""
    entries = Client().get(address).context["found"]
    feed = Client().get(f"{address}feed/")
    assert feed["Content-Type"] == "application/atom+xml"
    assert feed.content.decode().count("<entry>") == len(entries)
    return [entry.publication.claim_id for entry in entries]


def test_what_stands_on_which_list() -> None:
    again = {kind: signed_again(kind).pk for kind in ReasonKind.values}
    withdrawn = factories.withdrawn_claim().pk
    reopened = factories.signed_claim()
    review.reopen(reopened.pk, factories.senior(), WHY, "our_error")
    minor_edit()
    assert on("/corrections/") == [
        reopened.pk, withdrawn, again["complaint_upheld"], again["our_error"],
    ]  # fmt: skip
    hold(reopened)
    assert on("/updates/") == [again["new_evidence"]]
    hold(Claim.objects.get(pk=again["our_error"]))
    hold(Claim.objects.get(pk=again["new_evidence"]))
    assert on("/corrections/") == [withdrawn, again["complaint_upheld"]]
    assert on("/updates/") == []


@pytest.mark.parametrize("kind", ReasonKind)
def test_what_is_reopened_is_said_at_once_without_its_doubted_rating(kind: ReasonKind) -> None:
    claim = factories.concluded_claim("refuted")
    review.reopen(claim.pk, factories.senior(), WHY, kind)
    is_ours = kind in CORRECTING
    assert on("/corrections/") == [claim.pk] * is_ours
    assert on("/updates/") == []
    assert on("/under-review/") == [claim.pk]
    for address in ["/under-review/", *["/corrections/"] * is_ours]:
        for words in read(address), unescape(Client().get(f"{address}feed/").content.decode()):
            assert f"Reopened: {kind.label}" in words
            assert WHY in words
            assert "Under review again" in words
            assert "False" not in words
            assert "audit office" not in words
    front = Client().get("/").content.decode()
    assert 'href="/under-review/"' in front
    assert ("Reopened: our error" in front) == (kind == "our_error")
    assert "last signed" not in front


@pytest.mark.parametrize(
    ("kind", "address", "what", "notice"),
    [
        ("our_error", "/corrections/", "Corrected: our error", "We corrected this claim on"),
        (
            "complaint_upheld",
            "/corrections/",
            "Corrected: complaint upheld",
            "We corrected this claim on",
        ),
        ("new_evidence", "/updates/", "Updated: new evidence", "We updated this claim on"),
    ],
)
def test_before_and_after_word_by_word(kind: str, address: str, what: str, notice: str) -> None:
    claim = signed_again(kind)
    page = read(address)
    assert what in page
    assert WHY in page
    assert "Before: False · others’ reports only" in page
    html = Client().get(address).content.decode()
    assert re.search(r"After:</span>\s*<mark>[^<]*Two", html)
    assert "<del>" in html
    feed = unescape(Client().get(f"{address}feed/").content.decode())
    assert f"<p>{what}. {WHY}</p>" in feed
    assert "<dt>Rationale</dt><dd><del>" in feed
    assert "<ins><strong>Two</strong> <strong>offices</strong>" in feed
    shown = read(page_of(claim))
    assert notice in shown
    version = shown.partition("This version")[2].partition("Earlier versions")[0]
    assert WHY in version
    assert "Before: False · others’ reports only." in version
    assert (
        "Rationale Before: The audit office's own count says the same. After: Two offices"
        in version
    )
    assert f"Signed ({ReasonKind(kind).label})" in shown


def test_a_routine_change_and_a_minor_edit_are_in_the_history_alone() -> None:
    claims = signed_again("routine"), minor_edit()
    assert on("/corrections/") == on("/updates/") == []
    for claim in claims:
        assert "This signed claim was changed on" in read(page_of(claim))


def test_what_was_corrected_while_it_was_offline_is_listed_once_it_is_back() -> None:
    claim = factories.concluded_claim("refuted")
    hold(claim)
    review.reopen(claim.pk, factories.senior(), WHY, "our_error")
    round_ = review.propose(claim.pk, factories.editor(), "reported", "disputed", harms=[])
    review.sign(claim.pk, factories.senior(), round_.version)
    assert on("/corrections/") == []
    request = approvals.request_hold_lift(claim.pk, factories.editor(), "legal", "Answered.")
    approvals.approve(request.pk, factories.senior())
    assert on("/corrections/") == [claim.pk]
    assert "Before: False · others’ reports only" in read("/corrections/")


def test_a_supplement_of_a_correction_is_no_second_correction() -> None:
    claim = signed_again("our_error")
    request = approvals.request_external_review(
        claim.pk, factories.editor(), "Theirs.", factories.publisher(), {"rating": "False"}
    )
    approvals.approve(request.pk, factories.senior())
    assert on("/corrections/") == [claim.pk]
    assert factories.current_publication(claim).reason_kind == "our_error"
    shown = read(page_of(claim))
    assert "Signed (our error)" in shown
    assert "Supplemented" in shown
    assert "Supplemented (our error)" not in shown


def test_a_withdrawal_without_wording_shows_nothing_of_it() -> None:
    withdrawn = factories.withdrawn_claim()
    page = read("/corrections/")
    assert "The source retracted it." in page
    assert withdrawn.text not in page


def test_a_list_reads_no_more_queries_for_more_rows() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert Client().get("/corrections/").status_code == 200
        assert not any("COUNT(" in each["sql"] for each in captured.captured_queries)
        return len(captured)

    signed_again("our_error")
    few = queries()
    for _each in range(3):
        signed_again("our_error")
    assert queries() == few


def test_pages_follow_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.site.corrections.PAGE_SIZE", 1)
    first, second = factories.withdrawn_claim().pk, factories.withdrawn_claim().pk
    page = Client().get("/corrections/")
    assert [each.publication.claim_id for each in page.context["found"]] == [second]
    older = Client().get(f"/corrections/{page.context['next_page']}")
    assert [each.publication.claim_id for each in older.context["found"]] == [first]


@pytest.mark.parametrize("before", ["", "x", "9" * 40, "-1", "\x00"])
@pytest.mark.parametrize("address", ["/corrections/", "/updates/"])
def test_a_step_that_nobody_was_given_is_no_fault(address: str, before: str) -> None:
    assert Client().get(address, {"before": before}).status_code == 200


@pytest.mark.parametrize(
    ("condition", "indexes"),
    [
        (CORRECTION, ["publication_corrections"]),
        # In so small a table the one by kinds of reason costs the same.
        (UPDATE, ["publication_updates", "publication_by_reason_kind"]),
    ],
)
def test_the_lists_have_their_index(condition: Any, indexes: list[str]) -> None:
    """With so few rows a sort is cheaper; without sorts and scans only the index is left."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off; SET LOCAL enable_seqscan = off")
    plan = Publication.objects.filter(condition).order_by("-number")[:51].explain()
    assert "Sort" not in plan
    assert any(index in plan for index in indexes), plan
