"""A publication as feeds and e-mails list it."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from claims.choices import CORRECTING, PublicationEvent, ReasonKind
from claims.models import Publication
from claims.presentation.chip import chip_text
from claims.presentation.prose import credited
from claims.publication import rationale
from claims.publication.addresses import address, page_in_language
from claims.publication.representation import ClaimBody
from claims.publication.translations import in_readers_language, translation_of
from newsroom.quotation import ended

LONGEST = 1200  # characters of a rationale in an e-mail
MARKED = {*CORRECTING, ReasonKind.NEW_EVIDENCE}


@dataclass(frozen=True)
class Entry:
    """In a withdrawal notice ``text`` may be empty. ``rationale``: in plain words; ``signers``: as they
    chose to be named; ``reason_kind``: what it was last reopened for, empty if it never was.
    """

    number: int
    claim: int
    at: datetime
    event: str
    text: str
    who: str
    chip: str
    summary: str
    reason: str
    rationale: str
    topics: tuple[str, ...]
    signers: tuple[str, ...]
    reason_kind: str = ""
    # Of the translation that it shows; empty for the original.
    language: str = ""

    @property
    def url(self) -> str:
        """Its page, in the language of the entry."""
        if self.language:
            return page_in_language(self.claim, self.language)
        return address("page", self.claim)


def entry(row: Publication, body: ClaimBody | None = None) -> Entry:
    """``body``: the row's, where it is read already."""
    # On a list of past publications the body comes from ``served()``.
    original = body or json.loads(getattr(row, "served", row.body))
    translation, shown = translation_of(original), in_readers_language(original)
    if row.published_at is None:
        raise ValueError("a publication that PostgreSQL has not numbered yet")
    return Entry(
        number=row.number,
        claim=row.claim_id,
        at=row.published_at,
        event=row.event,
        text=shown.get("text", ""),
        who=credited(shown) if "speaker" in shown else "",
        chip=chip_text(shown, row.standing),
        summary=shown.get("summary", ""),
        reason=shown.get("reason", ""),
        rationale=rationale.as_words(shown),
        topics=tuple(topic["name"] for topic in shown.get("topics", ())),
        signers=tuple((shown.get("signed") or {}).get("by", ())),
        reason_kind=shown.get("reason_kind", ""),
        language=translation["language"] if translation else "",
    )


def headline(entry: Entry) -> str:
    """ "False: It is 150."; "Corrected · True: It is 83." where it was signed again for another reason than routine."""
    happened = ""
    if entry.event == PublicationEvent.SIGNED and entry.reason_kind in MARKED:
        happened = f"{what_happened(entry)} · "
    text = entry.text or _("claim %(number)s") % {"number": entry.claim}
    return f"{happened}{entry.chip}: {text}"


def details(entry: Entry) -> str:
    """The finding, who said it, what happened to it and why: "It is 83. Ana Nuñez. Signed."."""
    happened = what_happened(entry) if entry.reason_kind else ""
    event = happened or str(PublicationEvent(entry.event).label).capitalize()
    parts = (entry.summary, ended(entry.who), ended(event), entry.reason)
    return " ".join(part for part in parts if part)


def what_happened(entry: Entry) -> str:
    """ "Corrected", "New"; empty where the chip says it."""
    if entry.event in (PublicationEvent.REOPENED, PublicationEvent.WITHDRAWN):
        return ""
    if entry.event != PublicationEvent.SIGNED:
        return capfirst(str(PublicationEvent(entry.event).label))
    if entry.reason_kind in CORRECTING:
        return _("Corrected")
    if entry.reason_kind == ReasonKind.NEW_EVIDENCE:
        return _("Updated")
    return _("Signed again") if entry.reason_kind else _("New")


def imprint(entry: Entry) -> list[str]:
    """Its topics, who signed it and the licence, a line each."""
    lines = []
    if entry.topics:
        lines.append(_("Topics: %(names)s") % {"names": ", ".join(entry.topics)})
    if entry.signers:
        lines.append(_("Signed by %(names)s.") % {"names": ", ".join(entry.signers)})
    if settings.DATA_LICENCE:
        lines.append(_("Licence: %(licence)s") % {"licence": settings.DATA_LICENCE})
    return lines


def in_a_letter(entry: Entry, url: str) -> str:
    """The lines of one entry of an e-mail."""
    why = entry.rationale
    if len(why) > LONGEST:
        why = why[:LONGEST].rpartition(" ")[0] + " …"
    lines = (headline(entry), details(entry), why, *imprint(entry), url)
    return "\n".join(line for line in lines if line)
