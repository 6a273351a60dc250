"""Letters that ask for a reply: from a template, never with the rating, sent once."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from claims.choices import LetterKind, ReplyState, Status
from claims.management.commands.doubtful import doubts
from claims.models import Claim, ReplyLetter, ReplyRequest
from claims.notifications import reply_letters
from claims.publication import document, takedowns
from claims.workflow import approvals, conclusions, drafting, replies, review
from claims.workflow.harms import Harm
from newsroom.choices import Role
from newsroom.errors import Refused
from newsroom.models import User
from sources.models import Source
from tests import as_owner, factories, smtp, workers
from tests.claims.admin.desk import at_the_desk, do, url_of, words

pytestmark = pytest.mark.django_db


def drafted(language: str, kind: LetterKind = LetterKind.REQUEST, **fields: Any) -> Any:
    claim = Claim.objects.select_related("speaker").get(pk=factories.claim_in_review().pk)
    request = ReplyRequest(**factories.reply_details(language=language, **fields))
    if kind == LetterKind.REMINDER:
        request.sent_at = request.deadline
    by = factories.editor()
    return claim, by, reply_letters.draft(kind, claim, request, by, "Who counted?\nWhen?")


def test_there_is_a_template_for_each_language() -> None:
    assert {"en", "es"} <= set(reply_letters.languages())


@pytest.mark.parametrize("code", ["en", "es"])
@pytest.mark.parametrize("kind", LetterKind)
def test_a_letter_says_what_it_has_to(code: str, kind: LetterKind) -> None:
    claim, by, letter = drafted(code, kind)
    assert claim.text in letter.text
    assert "Europe/Madrid" in letter.text
    assert by.public_name in letter.text
    assert letter.heading
    assert "\n" not in letter.heading
    source = claim.appearances.get().snapshot.source
    assert source.uri in letter.text
    assert "The audit office's count." in letter.text
    if kind == LetterKind.REQUEST:
        assert "Who counted?\nWhen?" in letter.text
    # Neither a placeholder nor a rating.
    assert "$" not in letter.text
    for status in Status:
        assert str(status.label).lower() not in letter.text.lower().replace("unverified", "")


def test_private_evidence_stays_here() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    factories.record(claim, by, private=True, description="A leaked ledger.")
    request = ReplyRequest(**factories.reply_details())
    letter = reply_letters.draft(LetterKind.REQUEST, claim, request, by, "?")
    assert "ledger" not in letter.text


def test_the_newsrooms_own_template_comes_first(tmp_path: Path, settings: Any) -> None:
    settings.REPLY_LETTERS = str(tmp_path)
    (tmp_path / "request.en.txt").write_text(
        "Subject: Hello\n\nAbout $claim: $questions$said$evidence"
    )
    (tmp_path / "request.eo.txt").write_text("Subject: Saluton\n\n$claim")
    claim, _by, letter = drafted("en")
    assert letter.heading == "Hello"
    assert letter.text.startswith(f"About {claim.text}: Who counted?\nWhen?")
    assert reply_letters.languages() == ["en", "eo", "es"]
    (tmp_path / "request.en.txt").write_text("Subject: Hello\n\nWe say $rating$said$evidence")
    with pytest.raises(Refused, match="rating"):
        drafted("en")
    (tmp_path / "request.en.txt").write_text("Subject: Hello\n\nAbout $claim: $evidence")
    with pytest.raises(Refused, match=r"lacks a placeholder: \$said"):
        drafted("en")
    with pytest.raises(Refused, match="no template"):
        drafted("../../request")


def ask(by: User, address: str = "pia@ministry.example") -> ReplyRequest:
    claim = factories.claim_in_review(by)
    details = factories.reply_details(contact_address=address)
    return replies.ask(claim.pk, by, details, factories.mailed_letter(claim))


@pytest.mark.django_db(transaction=True)
def test_it_is_mailed_once_with_an_address_to_answer_to(settings: Any) -> None:
    by = factories.person(Role.EDITOR, email="erin@news.example")
    with smtp.mailbox(settings) as mailbox:
        ask(by)
        workers.work_off()
        letter = ReplyLetter.objects.get()
        reply_letters.mail(letter.pk)
        (mail,) = mailbox.to("pia@ministry.example")
        assert "Dear Pia Prensa" in mail.get_content()
        assert mail["Reply-To"] == "erin@news.example"
        assert mail["Auto-Submitted"] == "no"
        assert letter.mailed_at is not None
        settings.REPLY_ADDRESS = "replies@news.example"
        ask(by)
        workers.work_off()
        assert mailbox.to("pia@ministry.example")[-1]["Reply-To"] == "replies@news.example"


def test_without_an_e_mail_address_it_is_sent_by_other_means(settings: Any) -> None:
    settings.SENDS_EMAIL = True
    with pytest.raises(Refused, match="by other means"):
        ask(factories.editor(), "+34 555 0100")
    settings.SENDS_EMAIL = False
    with pytest.raises(Refused, match="EMAIL_HOST"):
        ask(factories.editor())
    assert not ReplyRequest.objects.exists()
    factories.reply_request(factories.claim_in_review())
    assert ReplyLetter.objects.get().by_hand


def drafted_of(claim: Claim, language: str = "en", **details: Any) -> reply_letters.Draft:
    request = ReplyRequest(**factories.reply_details(language=language, **details))
    claim = Claim.objects.select_related("speaker").get(pk=claim.pk)
    return reply_letters.draft(LetterKind.REQUEST, claim, request, factories.editor(), "Who?")


@pytest.mark.parametrize(
    ("code", "named", "unnamed"),
    [
        ("en", "The Desk is checking this", "We are checking this"),
        ("es", "The Desk está verificando", "Estamos verificando"),
    ],
)
def test_the_opening_has_no_hole_where_the_newsroom_has_no_name(
    settings: Any, code: str, named: str, unnamed: str
) -> None:
    claim = factories.claim_in_review()
    for name, opening in (("The Desk", named), ("", unnamed)):
        settings.NEWSROOM_NAME = name
        letter = drafted_of(claim, code)
        assert opening in letter.text
        assert letter.text.endswith(name or settings.NEWSROOM_URL.rstrip("/"))


def test_a_statement_of_nobody_named_in_a_text_without_title_or_address() -> None:
    claim = factories.claim_in_review()
    source = claim.appearances.get().snapshot.source
    source.title, source.uri = "", f"urn:sha256:{'0' * 64}"
    source.save()
    claim.speaker.kind = "unattributed"
    claim.speaker.description = "not attributed: the text says “alleged” and names nobody"
    claim.speaker.slug, claim.speaker.source = None, source
    claim.speaker.save()
    letter = drafted_of(claim)
    assert letter.heading == "Request for a reply: a statement whose speaker is not named"
    assert "– untitled " in letter.text
    assert "urn:" not in letter.text
    assert f"“{claim.text}”" not in letter.text


@pytest.mark.parametrize(
    ("code", "spoken", "published", "quote"),
    [
        ("en", "Day: March 3, 2026.", "published on March 4, 2026", "“{}”"),
        ("es", "Fecha: 3 de marzo de 2026.", "publicado el 4 de marzo de 2026", "«{}»"),
    ],
)
def test_it_says_on_which_day_it_was_said_and_quotes_the_words_as_published(
    code: str, spoken: str, published: str, quote: str
) -> None:
    claim = factories.claim_in_review()
    snapshot = claim.appearances.get().snapshot
    Source.objects.filter(pk=snapshot.source_id).update(published_on=date(2026, 3, 4))
    letter = drafted_of(claim, code).text
    assert f"{published}, {snapshot.source.uri}\n  {quote.format(factories.QUOTE)}" in letter
    assert spoken not in letter
    drafting.edit_claim(
        claim.pk,
        factories.editor(),
        said_from=date(2026, 3, 3),
        said_to=date(2026, 3, 3),
        said_basis="stated",
    )
    assert spoken in drafted_of(claim, code).text
    takedowns.take_down(snapshot.pk, factories.editor(), "A court.")
    assert factories.QUOTE not in drafted_of(claim, code).text


@pytest.mark.parametrize(
    ("zone", "code", "words"),
    [
        ("UTC", "en", "by Nov. 27, 2026, 1:57 a.m. UTC."),
        ("America/Guayaquil", "en", "by Nov. 26, 2026, 8:57 p.m. (America/Guayaquil)."),
        ("UTC", "es", "antes del 27 de noviembre de 2026 a las 01:57 UTC."),
    ],
)
def test_a_deadline_names_its_time_zone_once(zone: str, code: str, words: str) -> None:
    at = datetime(2026, 11, 27, 1, 57, tzinfo=UTC)
    letter = drafted_of(factories.claim_in_review(), code, deadline=at, time_zone=zone)
    assert words in letter.text


NOTHING = {"en": "nothing recorded yet", "es": "aún no consta nada"}


@pytest.mark.parametrize("code", ["en", "es"])
def test_what_is_not_recorded_the_letter_says_of_day_source_and_evidence(code: str) -> None:
    by = factories.editor()
    claim = factories.claim()
    review.start(claim.pk, by)
    letter = drafted_of(claim, code).text
    assert letter.count(NOTHING[code]) == 3


@pytest.mark.parametrize("part", ["Day: ", "https://", "The audit office's count."])
def test_no_letter_goes_without_day_source_and_evidence(part: str) -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    letter = factories.mailed_letter(claim)
    assert part in letter["text"]
    letter["text"] = letter["text"].replace(part, "")
    with pytest.raises(Refused, match="leaves out"):
        replies.ask(claim.pk, by, factories.reply_details(), letter)


def lacks(claim: Claim, status: str = "refuted") -> list[str]:
    return [
        each.rule
        for each in conclusions.lacks(
            conclusions.grounds(claim.reviews.latest("number")), "reported", status
        )
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("cause", ["no server", "refused address", "late", "little time"])
def test_whom_no_letter_reached_was_not_asked(settings: Any, cause: str) -> None:
    by = factories.editor()
    with smtp.mailbox(settings) as mailbox:
        address = (
            f"{smtp.UNKNOWN}@ministry.example" if cause == "refused address" else "pia@m.example"
        )
        request = ask(by, address)
        claim = request.claim
        assert request.state == ReplyState.UNREACHED
        assert {"reply_letter_is_on_its_way", "reply_from_the_named"} <= set(lacks(claim))
        with pytest.raises(Refused) as refused:
            review.propose(claim.pk, by, "reported", "unverifiable", harms=[])
        assert refused.value.rule == "reply_letter_is_on_its_way"
        page = words(at_the_desk(by).get(url_of(claim)))
        assert "Her office: the letter is on its way" in page
        if cause == "no server":
            settings.SENDS_EMAIL = False
        if cause == "late":
            as_owner.pass_deadline(request)
        if cause == "little time":
            as_owner.pass_deadline(request, days=4)
        workers.work_off()
        assert not mailbox.to(address)
    request.refresh_from_db()
    assert request.state == ReplyState.UNREACHED
    assert "reply_letter_is_on_its_way" not in lacks(claim)
    assert "reply_from_the_named" in lacks(claim)
    page = words(at_the_desk(by).get(url_of(claim)))
    assert "Her office was not reached, so nobody was asked." in page
    assert "Not reached, so nobody was asked: Her office." in page
    assert "<bdi>Her office</bdi>: not reached" in page
    body = document.proposal(claim.pk, "reported", "verified")
    assert "Her office" not in body
    # It is said why, or they are asked by other means: a person's word.
    factories.answered_request(claim, by)
    assert "reply_from_the_named" not in lacks(claim)


@pytest.mark.django_db(transaction=True)
def test_it_is_asked_on_the_day_on_which_it_was_sent(settings: Any) -> None:
    by = factories.editor()
    with smtp.mailbox(settings):
        request = ask(by)
        workers.work_off()
        request.refresh_from_db()
        letter = request.letters.get()
        assert (request.state, request.sent_at) == (ReplyState.ASKED, letter.mailed_at)
        reminder = factories.mailed_letter(request.claim)
        replies.remind(request.claim_id, by, request.pk, reminder)
        request.refresh_from_db()
        assert request.state == ReplyState.ASKED
        workers.work_off()
        request.refresh_from_db()
        assert request.state == ReplyState.REMINDED


def test_what_came_back_asked_nobody() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    request = factories.overdue_request(claim, by)
    replies.remind(claim.pk, by, request.pk, factories.letter())
    replies.record_no_answer(claim.pk, by, request.pk)
    assert "reply_from_the_named" not in lacks(claim)
    page = at_the_desk(by).get(url_of(claim))
    assert "It came back" in words(page)
    sent = at_the_desk(by).post(
        url_of(claim, "reply-came-back"),
        {"request": request.pk, "revision": Claim.objects.get(pk=claim.pk).revision},
    )
    assert sent.status_code == 302
    request.refresh_from_db()
    assert request.state == ReplyState.UNREACHED
    assert "reply_from_the_named" in lacks(claim)
    assert "came back" in words(at_the_desk(by).get(url_of(claim)))
    with pytest.raises(Refused, match="not reached"):
        replies.record_return(claim.pk, by, request.pk)


@pytest.mark.parametrize("channel", ["phone", "in_person"])
def test_what_was_only_said_does_not_come_back(channel: str) -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    request = factories.reply_request(claim, by, channel=channel)
    desk = at_the_desk(by)
    page = words(desk.get(url_of(claim)))
    assert "Record the answer" in page
    assert "came back" not in page
    do(desk, claim, "reply-came-back", request=request.pk)
    request.refresh_from_db()
    assert request.state == ReplyState.ASKED


def test_a_signed_claim_whose_letter_came_back_is_reopened() -> None:
    by = factories.editor()
    claim = factories.signed_before_the_reply(by)
    request = claim.reply_requests.get()
    replies.record_return(claim.pk, by, request.pk)
    page = words(at_the_desk(by).get(url_of(claim)))
    assert "The published version says that they were asked: reopen the claim." in page
    with pytest.raises(Refused):
        approvals.request_reply(claim.pk, by, "They wrote.", request.pk, {"state": "no_answer"})
    reopened = review.reopen(claim.pk, factories.senior(), "Nobody was asked.", "our_error")
    assert reopened.claim.reply_requests.public().count() == 0


def test_of_a_signed_claim_that_does_not_say_so_who_was_not_reached_is_no_step() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    request = factories.reply_request(claim, by)
    replies.record_return(claim.pk, by, request.pk)
    harm: Harm = {"whom": request.addressee, "request": None, "not_asked": "They moved."}
    round_ = review.propose(claim.pk, by, "reported", "verified", harms=[harm])
    review.sign(claim.pk, factories.senior(), round_.version)
    page = words(at_the_desk(by).get(url_of(claim)))
    assert "It came back" not in page
    assert "nothing that was sent reached them" not in page


def test_whom_a_second_request_reached_was_asked() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    returned = factories.reply_request(claim, by)
    replies.record_return(claim.pk, by, returned.pk)
    factories.reply_request(claim, by, channel="phone")
    assert "Her office was not reached" not in words(at_the_desk(by).get(url_of(claim)))
    review.write(claim.pk, by, reply_not_awaited="It is urgent.")
    round_ = review.propose(claim.pk, by, "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), round_.version)
    page = words(at_the_desk(by).get(url_of(claim)))
    assert "nothing that was sent reached them" not in page
    assert "Nobody was asked" not in page
    assert "Her office: a reply is awaited" in page
    assert list(doubts()) == []


def test_less_than_two_working_days_takes_a_reason_that_readers_see(client: Any) -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    soon = timezone.now() + timedelta(hours=5)
    with pytest.raises(Refused) as refused:
        factories.reply_request(claim, by, deadline=soon)
    assert refused.value.rule == "short_deadline_says_why"
    why = "The vote is this evening."
    factories.reply_request(claim, by, deadline=soon, deadline_reason=why)
    review.write(claim.pk, by, reply_not_awaited="It is urgent.")
    round_ = review.propose(claim.pk, by, "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), round_.version)
    page = client.get(f"/claims/{claim.pk}/").content.decode()
    assert f"(less than two working days: {why})" in " ".join(page.split())
    published = factories.current_publication(claim).body
    assert json.loads(published)["reply"]["requests"][0]["deadline_reason"] == why


@pytest.mark.parametrize(
    ("sent", "until"),
    [
        ("2026-03-02T10:00", "2026-03-04T10:00"),  # Monday
        ("2026-03-05T10:00", "2026-03-09T10:00"),
        ("2026-03-06T18:30", "2026-03-10T18:30"),
        ("2026-03-07T10:00", "2026-03-10T10:00"),
        ("2026-03-27T10:00", "2026-03-31T10:00"),  # the clocks go forward on Sunday
    ],
)
def test_working_days_leave_out_the_weekend(sent: str, until: str) -> None:
    zone = ZoneInfo("Europe/Madrid")
    moment = datetime.fromisoformat(sent).replace(tzinfo=zone)
    found = reply_letters.working_days_after(moment, "Europe/Madrid", 2)
    assert found.astimezone(zone).isoformat()[:16] == until
