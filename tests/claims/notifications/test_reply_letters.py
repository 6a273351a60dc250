"""Letters that ask for a reply: from a template, never with the rating, sent once."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from claims.choices import LetterKind, Status
from claims.models import Claim, ReplyLetter, ReplyRequest
from claims.notifications import reply_letters
from claims.publication import takedowns
from claims.workflow import drafting, replies
from newsroom.choices import Role
from newsroom.errors import Refused
from newsroom.models import User
from sources.models import Source
from tests import factories, smtp, workers

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
    if kind == LetterKind.REQUEST:
        source = claim.appearances.get().snapshot.source
        assert source.uri in letter.text
        assert "The audit office's count." in letter.text
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
    (tmp_path / "request.en.txt").write_text("Subject: Hello\n\nAbout $claim: $questions")
    (tmp_path / "request.eo.txt").write_text("Subject: Saluton\n\n$claim")
    claim, _by, letter = drafted("en")
    assert letter == ("Hello", f"About {claim.text}: Who counted?\nWhen?")
    assert reply_letters.languages() == ["en", "eo", "es"]
    (tmp_path / "request.en.txt").write_text("Subject: Hello\n\nWe say $rating")
    with pytest.raises(Refused, match="rating"):
        drafted("en")
    with pytest.raises(Refused, match="no template"):
        drafted("../../request")


def ask(by: User, address: str = "pia@ministry.example") -> ReplyRequest:
    claim = factories.claim_in_review(by)
    letter = {**factories.letter(), "by_hand_at": None}
    return replies.ask(claim.pk, by, factories.reply_details(contact_address=address), letter)  # type: ignore[arg-type]


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


def test_without_an_e_mail_address_it_is_sent_by_hand(settings: Any) -> None:
    settings.SENDS_EMAIL = True
    with pytest.raises(Refused, match="by hand"):
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
