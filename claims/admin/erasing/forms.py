"""The forms that request an erasure."""

from typing import Any

from django.utils.translation import gettext_lazy

from claims.admin.erasing.found import (
    recordings_in_words,
    report,
    search_report,
    what_goes,
    with_claims,
)
from claims.choices import LegalBasis
from claims.workflow import erasure_searches, erasures
from newsroom.admin import fields
from newsroom.admin.forms import DeskForm
from newsroom.choices import ApprovalKind
from newsroom.errors import Refused

SEARCHES = 10  # listed


class EraseForm(DeskForm):
    aside_template = "admin/claims/erasure_found.html"
    kind: ApprovalKind
    legal_basis = fields.choice(
        gettext_lazy("Legal basis"),
        LegalBasis.choices,
        help_text=gettext_lazy("Readers learn it where a version of a claim is erased."),
    )
    reason = fields.long(
        gettext_lazy("Reason"),
        help_text=gettext_lazy(
            "Internal, and kept for good: don’t repeat here what is to be erased."
        ),
    )

    def prepare(self) -> None:
        if "recordings" not in self.fields:
            return
        field: Any = self.fields["recordings"]
        field.choices = recordings_in_words(erasures.recordings_without_text())
        if not field.choices:
            del self.fields["recordings"]

    def field_of(self, refused: Refused) -> str | None:
        return "reason" if refused.rule == erasures.REASON_NAMES_NOBODY else None

    def aside(self) -> dict[str, Any]:
        found = erasures.found(self.kind, self.subject.pk)
        return {"report": report(self.kind, found, what_goes(self.kind, self.subject.pk))}


def _recordings_field() -> Any:
    return fields.checkboxes(
        gettext_lazy("Recordings without a transcript"),
        help_text=gettext_lazy(
            "Their transcription failed or waits, so nothing says who is heard in them. Listen to them and tick"
            " those that are to be erased, too."
        ),
    )


NAMES_BESIDES = fields.long(
    gettext_lazy("Further names and spellings"),
    required=False,
    help_text=gettext_lazy(
        "One per line, at least four letters each, such as a nickname or a misspelling. They are erased"
        " everywhere, also where another person is meant."
    ),
)


class LookForm(DeskForm):
    """The first step: a job looks for the names. Nothing is requested before somebody has read what it found."""

    aside_template = "admin/claims/erasure_found.html"
    asks_first, submit = True, gettext_lazy("Look for the names")
    names_besides = NAMES_BESIDES

    def aside(self) -> dict[str, Any]:
        names = erasures.names_of(self.subject.pk)
        searches = erasure_searches.without_request(self.subject.pk)[:SEARCHES]
        return {
            "report": {"kind": ApprovalKind.ERASE_PERSON, "names": names},
            "searches": [(each, each.requested_by == self.by) for each in searches],
        }


class ErasePersonForm(EraseForm):
    """The second step, of what was found."""

    kind = ApprovalKind.ERASE_PERSON
    recordings = _recordings_field()
    parts = fields.checkboxes(
        gettext_lazy("Parts of the name that also stand alone"),
        help_text=gettext_lazy(
            "Read the examples. Tick a part only if it means this person: it is erased everywhere, and the claims"
            " listed with it go offline, too. What you don’t tick stays, and whoever approves this sees that."
        ),
    )
    field_order = ["legal_basis", "parts", "recordings", "reason"]

    def prepare(self) -> None:
        super().prepare()
        content = erasure_searches.content_of(self.subject)
        found = erasure_searches.spellings(content)
        field: Any = self.fields["parts"]
        field.choices = [
            (each.name, with_claims(each, erasure_searches.further_offline(content, each.name)))
            for each in found
        ]
        if not found:
            del self.fields["parts"]

    def aside(self) -> dict[str, Any]:
        return {"report": search_report(self.subject)}


class EraseSourceForm(EraseForm):
    kind = ApprovalKind.ERASE_SOURCE
    recordings = _recordings_field()
    field_order = ["legal_basis", "recordings", "reason"]


class EraseReportForm(EraseForm):
    kind = ApprovalKind.ERASE_REPORT


class EraseRequestForm(EraseForm):
    kind = ApprovalKind.ERASE_REQUEST
