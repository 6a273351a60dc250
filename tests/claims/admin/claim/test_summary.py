"""The summary, the rationale and the numbers of evidence on the desk's pages of a claim."""

import pytest

from claims.workflow import approvals, review
from tests import factories
from tests.claims.admin.desk import at_the_desk, url_of, words

pytestmark = pytest.mark.django_db

FOOTNOTE = '<sup class="footnote"><a href="{page}#evidence-1">E1</a></sup>'


def test_the_desk_shows_it_as_readers_will_see_it() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    review.write(claim.pk, by, summary="It counted 150.", rationale="The *office* says so[^E1].")
    client = at_the_desk(by)
    page = client.get(url_of(claim)).content.decode()
    shown = "The <em>office</em> says so"
    assert shown + FOOTNOTE.format(page="") in page
    assert 'id="evidence-1"' in page
    assert "It counted 150." in page
    review.propose(claim.pk, by, "reported", "verified", harms=[])
    signing = at_the_desk(factories.senior()).get(url_of(claim, "sign")).content.decode()
    assert shown + FOOTNOTE.format(page=url_of(claim)) in signing
    assert "It counted 150." in signing


def test_the_form_for_a_conclusion_says_what_is_missing() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by, summary="")
    page = words(at_the_desk(by).get(url_of(claim)))
    assert "Write the summary first" in page
    review.write(claim.pk, by, summary=factories.SUMMARY, rationale="It says so[^E4].")
    assert "The footnote [^E4] names no evidence" in words(at_the_desk(by).get(url_of(claim)))


def test_the_checklist_and_the_form_name_a_footnote_without_evidence() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    client = at_the_desk(by)

    def rationale_line() -> str:
        page = words(client.get(url_of(claim, "propose")))
        return page.partition("Public rationale")[2].partition("</li>")[0]

    assert "written" in rationale_line()
    review.write(claim.pk, by, rationale="It says so[^E4].")
    assert "The footnote [^E4] names no evidence" in rationale_line()
    assert "Cite a piece that is listed there, or take it out." in rationale_line()
    form = words(client.get(url_of(claim, "write")))
    assert "[^E1]" in form.partition("Evidence to cite")[2].partition("</section>")[0]


def test_a_minor_edit_shows_the_summary_before_and_after() -> None:
    by = factories.editor()
    claim = factories.signed_claim(summary="The office counteed them.")
    request = approvals.request_minor_edit(
        claim.pk, by, "A slip.", summary="The office counted them."
    )
    page = words(at_the_desk(factories.senior()).get(url_of(request)))
    assert "<del>counteed</del>" in page
    assert "<ins>counted</ins>" in page
