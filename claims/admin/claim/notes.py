"""Internal notes on a claim's page, and the reader's notices about the claim."""

from collections.abc import Collection, Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.admin.claim.existing_rows import if_any
from claims.models import Claim, Note, Notice
from claims.workflow import notes
from newsroom.admin import fields
from newsroom.admin.actions import Action
from newsroom.admin.forms import DeskForm
from newsroom.models import User
from newsroom.permissions import may, who_may

LATEST = 50


class NoteForm(DeskForm):
    text = fields.long(
        _("Note"),
        most=notes.LONGEST,
        help_text=_("Internal; it can't be edited later. @name notifies a colleague."),
    )


def done(note: Note) -> str:
    """Whom the note notified, so that a misspelt name is noticed."""
    names, known = _mentioned(note)
    sentences = [gettext("Note added.")]
    if notified := [name for name in names if name in known and name != note.by.username]:
        sentences.append(gettext("Notified: %(names)s.") % {"names": ", ".join(notified)})
    if unknown := [name for name in names if name not in known]:
        handles = ", ".join(f"@{name}" for name in unknown)
        sentences.append(gettext("No colleague is called %(names)s.") % {"names": handles})
    return " ".join(sentences)


def _mentioned(note: Note) -> tuple[list[str], set[str]]:
    """The names in it, and those of them that a colleague has."""
    names = list(notes.mentioned(note.text))
    known = notes.colleagues(names).values_list("username", flat=True) if names else ()
    return names, set(known)


def _where(note: Note) -> str:
    """To the notes; after a misspelt name to the top of the page, where the message is."""
    page = reverse("admin:claims_claim_change", args=[note.claim_id])
    names, known = _mentioned(note)
    return f"{page}#notes" if known.issuperset(names) else page


WRITE = Action(
    "note",
    _("Add a note"),
    "write_note",
    NoteForm,
    lambda state, by, data: notes.write(state.pk, by, data["text"]),
    done=done,
    goes_to=_where,
    on_part=True,
)


def panel(claim: Claim, by: User) -> dict[str, Any]:
    """The context of ``admin/claims/notes.html``, in a fixed number of queries."""
    latest = Note.objects.filter(claim=claim).select_related("by").order_by("-pk")[: LATEST + 1]
    found = if_any(claim, Note, lambda: latest)
    known = _colleagues_in(found)
    may_write = may(by, "write_note")
    colleagues = _colleagues(by) if may_write else ()
    return {
        "notes": [(note, with_mentions(note.text, known)) for note in reversed(found[:LATEST])],
        "more_notes": len(found) > LATEST,
        "may_note": may_write,
        "note_form": NoteForm(subject=None, by=by) if may_write else None,
        "note_url": reverse("admin:claims_claim_do", args=[claim.pk, WRITE.name]),
        "colleagues": list(colleagues),
        "own_notices": if_any(claim, Notice, lambda: _unseen(claim, by)),
        "see_url": reverse("admin:claims_notice_see"),
    }


def _colleagues(by: User) -> Iterable[User]:
    colleagues = who_may("read").exclude(pk=by.pk).order_by("username")
    return colleagues.only("username", "first_name", "last_name")[:100]


def _unseen(claim: Claim, by: User) -> Iterable[Notice]:
    found = Notice.objects.to(by.pk).unseen().filter(claim=claim)
    return found.select_related("by", "note")


def _colleagues_in(found: Iterable[Note]) -> set[str]:
    names = {name for note in found for name in notes.mentioned(note.text)}
    return set(notes.colleagues(names).values_list("username", flat=True)) if names else set()


def with_mentions(text: str, known: Collection[str]) -> SafeString:
    """The text with colleagues' names in bold."""
    parts, at = [], 0
    for found in notes.MENTION.finditer(text):
        if found[1] not in known:
            continue
        parts += [format_html("{}", text[at : found.start()])]
        parts += [format_html("<b>{}</b>", found.group())]
        at = found.end()
    return format_html_join("", "{}", ((part,) for part in [*parts, text[at:]]))
