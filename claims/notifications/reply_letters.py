"""Letters that ask for a reply: drafted from a template of their language, and sent by e-mail.

The templates are files: ``request.<language>.txt`` and ``reminder.<language>.txt``, of the newsroom
(``REPLY_LETTERS``) or else ours (claims/letters/). The first line is the subject. None has a placeholder
for the rating: nobody is asked about a conclusion before it is signed.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from smtplib import SMTPRecipientsRefused
from string import Template
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models.functions import Now
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from claims.choices import LetterKind, ReplyState, ReviewState, Status
from claims.locking import sql_scalar
from claims.models import Claim, Evidence, ReplyLetter, ReplyRequest
from claims.presentation import prose
from newsroom import emails
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import User
from newsroom.quotation import quoted
from sources.choices import UNPOOLED
from sources.models import Takedown

OURS = settings.BASE_DIR / "claims" / "letters"
SUBJECT = "Subject:"
WORKING_DAYS = 2  # the least without a reason (claims/sql/reply_requests.sql)
MAIL_WAITS = timedelta(hours=2)  # longer than a letter is tried


class Draft(NamedTuple):
    heading: str
    text: str


def languages() -> list[str]:
    """The languages for which there is a template of the request."""
    found = (
        path.name.split(".")[1] for folder in _folders() for path in folder.glob("request.*.txt")
    )
    return sorted(set(found))


def draft(
    kind: LetterKind, claim: Claim, request: ReplyRequest, by: User, questions: str = ""
) -> Draft:
    """The letter that a person starts from; ``request`` need not be saved. Raises Refused."""
    path = _template(kind, request.language)
    with translation.override(request.language):
        values = {
            **_facts(claim),
            "contact": request.contact_name or request.addressee,
            "newsroom": emails.signature(),
            "opening": _opening(),
            "statement": _statement(claim),
            "claim": claim.text,
            "speaker": _speaker(claim),
            "questions": questions.strip(),
            "deadline": prose.request_deadline(request),
            # A request is not saved before its letter was read.
            "sent_on": ""
            if kind == LetterKind.REQUEST
            else _day(request.sent_at, request.time_zone),
            "sender": by.public_name or str(by),
        }
        template = Template(path.read_text(encoding="utf-8"))
        if lacking := {"said", "evidence"} - set(template.get_identifiers()):
            raise Refused(
                _("The template %(file)s lacks a placeholder: %(name)s"),
                file=path.name,
                name=", ".join(f"${name}" for name in sorted(lacking)),
            )
        try:
            written = template.substitute(values)
        except (KeyError, ValueError) as wrong:
            raise Refused(
                _("The template %(file)s has a placeholder that we don't know: %(name)s"),
                file=path.name,
                name=str(wrong),
            ) from wrong
    first, _separator, text = written.partition("\n")
    return Draft(" ".join(first.removeprefix(SUBJECT).split())[:300], text.strip())


def _folders() -> Iterator[Path]:
    if settings.REPLY_LETTERS:
        yield Path(settings.REPLY_LETTERS)
    yield OURS


def _template(kind: LetterKind, language: str) -> Path:
    for folder in _folders():
        if language.isalnum() and (path := folder / f"{kind}.{language}.txt").is_file():
            return path
    raise Refused(_("There is no template of this letter in the language %(code)s."), code=language)


def _opening() -> str:
    if settings.NEWSROOM_NAME:
        return _("%(newsroom)s is checking this statement:") % {"newsroom": settings.NEWSROOM_NAME}
    return _("We are checking this statement:")


def _statement(claim: Claim) -> str:
    """A statement by …, as a subject has it."""
    if claim.speaker.kind in UNPOOLED:
        return _("a statement whose speaker is not named")
    return _("a statement by %(speaker)s") % {"speaker": _speaker(claim)}


def _speaker(claim: Claim) -> str:
    speaker = claim.speaker
    return speaker.description if speaker.protected else str(speaker)


def why_incomplete(request: ReplyRequest, text: str) -> str:
    """That the letter lacks source, day or evidence, in a sentence; empty where it has them."""
    words = " ".join(text.split())
    with translation.override(request.language):
        facts = _facts(request.claim)
    if all(" ".join(each.split()) in words for each in facts.values()):
        return ""
    return _(
        "The letter leaves out when and where it was said, or the evidence, as recorded here. Keep both as"
        " they were drafted, or draft the letter again."
    )


def _facts(claim: Claim) -> dict[str, str]:
    """What no letter goes without, in the language of the letter."""
    return {
        "said": "\n".join(_said(claim)),
        "evidence": "\n".join(_evidence(claim)) or _("nothing recorded yet"),
    }


def _said(claim: Claim) -> Iterator[str]:
    """When it was said; then each source with its day and the words that it has."""
    days = prose.days(claim.said_from, claim.said_to)
    yield _("Day: %(days)s.") % {"days": days or _("nothing recorded yet")}
    if not claim.appearances.exists():
        yield "– " + _("nothing recorded yet")
    appearances = (
        claim.appearances.annotate(is_taken_down=Takedown.objects.standing().of("snapshot"))
        .select_related("snapshot__source__publisher")
        .prefetch_related("anchors")
        .order_by("pk")
    )
    for appearance in appearances:
        source = appearance.snapshot.source
        day = _("date not stated")
        if source.published_on:
            day = _("published on %(day)s") % {"day": prose.day(source.published_on)}
        title = source.title or _("untitled %(kind)s") % {"kind": source.get_kind_display()}
        place = (title, str(source.publisher or ""), day, source.url)
        yield "– " + ", ".join(part for part in place if part)
        if appearance.is_taken_down:
            continue
        for anchor in appearance.anchors.all():
            words = " ".join(anchor.exact.split())
            if not sql_scalar("SELECT contains_a_protected_name(%s)", words):
                yield f"  {quoted(words)}"


def _evidence(claim: Claim) -> Iterator[str]:
    public = Evidence.objects.filter(
        claim=claim, review__state=ReviewState.OPEN, private=False
    ).select_related("source")
    for piece in public.order_by("pk"):
        address = piece.source.url if piece.source else ""
        yield f"– {piece.description}" + (f" ({address})" if address else "")


def _day(moment: datetime, zone: str) -> str:
    return str(formats.date_format(moment.astimezone(ZoneInfo(zone)), "DATE_FORMAT"))


def why_not_mail(address: str) -> str:
    """Why no letter can be sent there from here, in a sentence; empty where it can."""
    try:
        emails.mailbox(address)
    except ValidationError:
        return _("Give the contact's e-mail address, or send the letter by other means.")
    return why_not_from_here()


def why_not_from_here() -> str:
    if not settings.SENDS_EMAIL:
        return _("This server sends no e-mail (EMAIL_HOST). Send the letter by other means.")
    return ""


def working_days_after(moment: datetime, zone: str, days: int = WORKING_DAYS) -> datetime:
    """The same time of day, this many working days later."""
    return sql_scalar("SELECT working_days_after(%s, %s, %s)", moment, zone, days)  # type: ignore[no-any-return]


def answers_to(by: User) -> str:
    """The address for answers to the letters that this person sends."""
    return str(settings.REPLY_ADDRESS or by.email)


def mail(letter_id: int) -> None:
    """Send the letter once. Interrupted after sending, it may be sent again, with the same Message-ID.

    Raises Refused where no further attempt would succeed.
    """
    letter = ReplyLetter.objects.select_related("request__claim", "sent_by").get(pk=letter_id)
    if letter.mailed_at is not None or letter.by_hand:
        return
    if why_not := _why_not_now(letter):
        raise Refused(why_not)
    answer_to = answers_to(letter.sent_by)
    headers = {"Auto-Submitted": "no"} | ({"Reply-To": answer_to} if answer_to else {})
    message = emails.message(
        letter.request.contact_address,
        f"reply-request-{letter.request_id}-{letter.pk}",
        letter.heading,
        [letter.text],
        **headers,
    )
    try:
        message.send()
    except SMTPRecipientsRefused as refused:
        if all(code < 500 for code, _words in refused.recipients.values()):
            raise
        raise Refused(_("The mail server refused the address.")) from refused
    with acting(None, _("an e-mail")):
        ReplyLetter.objects.filter(pk=letter_id, mailed_at__isnull=True).update(
            mailed_at=Now(), failed_at=None
        )
        letter.refresh_from_db()
        record_sent(letter)


def _why_not_now(letter: ReplyLetter) -> str:
    if why_not := why_not_mail(letter.request.contact_address):
        return why_not
    if letter.request.deadline <= timezone.now():
        return _("The deadline has passed before the letter could be sent. Ask again.")
    if letter.kind == LetterKind.REQUEST and _has_little_time(letter.request):
        return _("They would have less than two working days by now. Ask again.")
    # Recorded as not sent, so that the conclusion may say that nobody was asked.
    if letter.failed_at is not None and letter.request.claim.status != Status.IN_REVIEW:
        return _("The claim is not in review any more. Reopen it, and ask again.")
    return ""


def _has_little_time(request: ReplyRequest) -> bool:
    if request.deadline_reason:
        return False
    queued_at = timezone.now() - MAIL_WAITS
    return request.deadline < working_days_after(queued_at, request.time_zone)


def mark_failed(_sentence: str, letter_id: int) -> None:
    """The letter is not sent: it reached nobody."""
    with acting(None, _("an e-mail")):
        ReplyLetter.objects.filter(pk=letter_id, mailed_at=None, failed_at=None).update(
            failed_at=Now()
        )


def record_sent(letter: ReplyLetter) -> None:
    """Their state, once a letter has gone out; expects a transaction."""
    requests = ReplyRequest.objects.filter(pk=letter.request_id)
    if letter.kind == LetterKind.REMINDER:
        requests.filter(state=ReplyState.ASKED).update(state=ReplyState.REMINDED)
    else:
        requests.filter(state=ReplyState.UNREACHED).update(
            state=ReplyState.ASKED, sent_at=letter.mailed_at or letter.sent_at
        )
