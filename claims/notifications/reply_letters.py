"""Letters that ask for a reply: drafted from a template of their language, and sent by e-mail.

The templates are files: ``request.<language>.txt`` and ``reminder.<language>.txt``, of the newsroom
(``REPLY_LETTERS``) or else ours (claims/letters/). The first line is the subject. None has a placeholder
for the rating: nobody is asked about a conclusion before it is signed.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from string import Template
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models.functions import Now
from django.utils import formats, translation
from django.utils.translation import gettext as _

from claims.choices import LetterKind, ReviewState
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
            "contact": request.contact_name or request.addressee,
            "newsroom": emails.signature(),
            "opening": _opening(),
            "statement": _statement(claim),
            "claim": claim.text,
            "speaker": _speaker(claim),
            "said": "\n".join(_said(claim)) or _("not recorded yet"),
            "evidence": "\n".join(_evidence(claim)) or _("nothing recorded yet"),
            "questions": questions.strip(),
            "deadline": prose.request_deadline(request),
            # A request is not saved before its letter was read.
            "sent_on": ""
            if kind == LetterKind.REQUEST
            else _day(request.sent_at, request.time_zone),
            "sender": by.public_name or str(by),
        }
        try:
            written = Template(path.read_text(encoding="utf-8")).substitute(values)
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


def _said(claim: Claim) -> Iterator[str]:
    """When it was said, if that is known; then each source with its day and the words that it has."""
    if days := prose.days(claim.said_from, claim.said_to):
        yield _("Day: %(days)s.") % {"days": days}
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
        validate_email(address)
    except ValidationError:
        return _("Give the contact's e-mail address, or send the letter by hand.")
    if not settings.SENDS_EMAIL:
        return _("This server sends no e-mail (EMAIL_HOST). Send the letter by hand.")
    return ""


def answers_to(by: User) -> str:
    """The address for answers to the letters that this person sends."""
    return str(settings.REPLY_ADDRESS or by.email)


def mail(letter_id: int) -> None:
    """Send the letter once. Interrupted after sending, it may be sent again, with the same Message-ID."""
    letter = ReplyLetter.objects.select_related("request", "sent_by").get(pk=letter_id)
    if letter.mailed_at is not None or letter.by_hand:
        return
    answer_to = answers_to(letter.sent_by)
    headers = {"Auto-Submitted": "no"} | ({"Reply-To": answer_to} if answer_to else {})
    emails.message(
        letter.request.contact_address,
        f"reply-request-{letter.request_id}-{letter.pk}",
        letter.heading,
        [letter.text],
        **headers,
    ).send()
    with acting(None, _("an e-mail")):
        ReplyLetter.objects.filter(pk=letter_id, mailed_at__isnull=True).update(mailed_at=Now())
