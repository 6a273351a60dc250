"""What a person does in the inbox: each deed from its plain form to the verb."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from claims.admin.inbox import forms
from claims.admin.inbox.page import number_of
from claims.choices import FoundSpeaker
from claims.inbox import accepting, candidates, editing
from newsroom.errors import Refused
from newsroom.models import User
from sources.models import Snapshot

# The field that a refusal is about.
WRONG = {"candidate_speaker_unknown": "new_kind", "candidate_speaker_exists": "new_name"}

# What was acted on, and the candidate to go to (None: to the one after it).
Seen = tuple[int, int | None]
Deed = Callable[[HttpRequest, User, Snapshot, Any, Any], Seen]


def _accept(request: HttpRequest, by: User, snapshot: Snapshot, candidate: Any, form: Any) -> Seen:
    accepting.accept(candidate.pk, by, **form.asked())
    return candidate.pk, None


def _join(request: HttpRequest, by: User, snapshot: Snapshot, candidate: Any, form: Any) -> Seen:
    claim = number_of(request.POST.get("claim"))
    if claim is None:
        raise Refused(_("Say which claim this is another appearance of."))
    seen = number_of(request.POST.get("revision"))
    accepting.accept_as_appearance(candidate.pk, by, claim, expected_revision=seen)
    return candidate.pk, None


def _reject(request: HttpRequest, by: User, snapshot: Snapshot, candidate: Any, form: Any) -> Seen:
    asked = _valid(forms.RejectForm(request.POST))
    candidates.reject(candidate.pk, by, asked.cleaned_data["reason"])
    return candidate.pk, None


def _undo(request: HttpRequest, by: User, snapshot: Snapshot, candidate: Any, form: Any) -> Seen:
    candidates.take_back_rejection(candidate.pk, by)
    return candidate.pk, candidate.pk


def _edit(request: HttpRequest, by: User, snapshot: Snapshot, candidate: Any, form: Any) -> Seen:
    asked = _valid(forms.SpanForm(request.POST))
    span = asked.span(snapshot.text, candidate.places[0][0])
    return candidate.pk, editing.edit(candidate.pk, by, *span).pk


def _split(request: HttpRequest, by: User, snapshot: Snapshot, candidate: Any, form: Any) -> Seen:
    spans = _valid(forms.SplitForm(request.POST)).spans(candidate)
    return candidate.pk, editing.split(candidate.pk, by, spans)[0].pk


def _merge(request: HttpRequest, by: User, snapshot: Snapshot, candidate: Any, form: Any) -> Seen:
    other = number_of(request.POST.get("with"))
    if other is None:
        raise Refused(_("Nothing waits after this one to merge it with."))
    return candidate.pk, editing.merge([candidate.pk, other], by).pk


def _mark(request: HttpRequest, by: User, snapshot: Snapshot, candidate: Any, form: Any) -> Seen:
    asked = _valid(forms.MarkForm(request.POST))
    name = asked.cleaned_data["speaker_name"]
    start, end = asked.span(snapshot.text)
    made = editing.mark(
        snapshot.pk,
        by,
        start,
        end,
        FoundSpeaker.NAMED if name else FoundSpeaker.UNATTRIBUTED,
        name,
        verb=asked.cleaned_data["verb"],
    )
    return made.pk, made.pk


def _valid(form: Any) -> Any:
    """The form, checked. Raises Refused with what is wrong with it."""
    if not form.is_valid():
        raise Refused(" ".join(str(each) for errors in form.errors.values() for each in errors))
    return form


DEEDS: dict[str, Deed] = {
    "accept": _accept,
    "join": _join,
    "reject": _reject,
    "undo": _undo,
    "edit": _edit,
    "split": _split,
    "merge": _merge,
    "mark": _mark,
}
