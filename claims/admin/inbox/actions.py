"""The actions of the inbox: each from its form to the verb."""

import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from claims.admin.inbox import forms
from claims.choices import FoundSpeaker
from claims.inbox import accepting, candidates, editing, undoing
from newsroom.admin.fields import number_of
from newsroom.errors import Refused
from newsroom.models import User
from sources.models import Snapshot

# The field that is wrong where a rule refuses.
FIELD_OF_RULE = {"candidate_speaker_unknown": "new_kind", "candidate_speaker_exists": "new_name"}

# The candidate that was decided, and the one to go to (None: the one after it).
Outcome = tuple[int, int | None]
InboxAction = Callable[[HttpRequest, User, Snapshot, Any, Any], Outcome]


def _accept(
    request: HttpRequest, by: User, snapshot: Snapshot, candidate: Any, form: Any
) -> Outcome:
    # Of the button with which a person says how it is related to a claim.
    chosen = re.fullmatch(r"([a-z]+) (\d{1,18})", request.POST.get("related", ""))
    related = (chosen[1], int(chosen[2])) if chosen else None
    if isinstance(form, forms.DeniedForm):
        accepting.check_denied(candidate.pk, by, **form.arguments())
        return candidate.pk, None
    accepting.accept(candidate.pk, by, **form.arguments(), related=related)
    return candidate.pk, None


def _join(request: HttpRequest, by: User, snapshot: Snapshot, candidate: Any, form: Any) -> Outcome:
    claim = number_of(request.POST.get("claim"))
    if claim is None:
        raise Refused(_("Choose the claim of which this is another appearance."))
    revision = number_of(request.POST.get("revision"))
    accepting.accept_as_appearance(candidate.pk, by, claim, expected_revision=revision)
    return candidate.pk, None


def _reject(
    request: HttpRequest, by: User, snapshot: Snapshot, candidate: Any, form: Any
) -> Outcome:
    reason = _valid(forms.RejectForm(request.POST)).cleaned_data["reason"]
    candidates.reject(candidate.pk, by, reason)
    return candidate.pk, None


def _undo(request: HttpRequest, by: User, snapshot: Snapshot, candidate: Any, form: Any) -> Outcome:
    return candidate.pk, undoing.undo(candidate.pk, by).pk


def _edit(request: HttpRequest, by: User, snapshot: Snapshot, candidate: Any, form: Any) -> Outcome:
    span = _valid(forms.SpanForm(request.POST)).span(snapshot.text, candidate.places[0][0])
    return candidate.pk, editing.edit(candidate.pk, by, *span).pk


def _split(
    request: HttpRequest, by: User, snapshot: Snapshot, candidate: Any, form: Any
) -> Outcome:
    spans = _valid(forms.SplitForm(request.POST)).spans(candidate)
    return candidate.pk, editing.split(candidate.pk, by, spans)[0].pk


def _merge(
    request: HttpRequest, by: User, snapshot: Snapshot, candidate: Any, form: Any
) -> Outcome:
    other = number_of(request.POST.get("with"))
    if other is None:
        raise Refused(_("There is no statement after this one to merge it with."))
    return candidate.pk, editing.merge([candidate.pk, other], by).pk


def _mark(request: HttpRequest, by: User, snapshot: Snapshot, candidate: Any, form: Any) -> Outcome:
    valid = _valid(forms.MarkForm(request.POST))
    name = valid.cleaned_data["speaker_name"]
    start, end = valid.span(snapshot.text)
    made = editing.mark(
        snapshot.pk,
        by,
        start,
        end,
        FoundSpeaker.NAMED if name else FoundSpeaker.UNATTRIBUTED,
        name,
        verb=valid.cleaned_data["verb"],
    )
    return made.pk, made.pk


def _valid(form: Any) -> Any:
    """The form, checked. Raises Refused with what is wrong with it."""
    if not form.is_valid():
        raise Refused(" ".join(str(each) for errors in form.errors.values() for each in errors))
    return form


ACTIONS: dict[str, InboxAction] = {
    "accept": _accept,
    "join": _join,
    "reject": _reject,
    "undo": _undo,
    "edit": _edit,
    "split": _split,
    "merge": _merge,
    "mark": _mark,
}
