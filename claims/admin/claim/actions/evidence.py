"""The verbs of evidence: one for each kind of it."""

from typing import Any

from django.utils.translation import gettext_lazy

from claims.admin.claim import evidence_forms
from claims.admin.claim.actions.availability import IN_REVIEW
from claims.admin.claim.state import ClaimState
from claims.workflow import evidence_files, review
from newsroom.admin.desk import Action
from newsroom.models import User


def _add_evidence(state: ClaimState, by: User, data: dict[str, Any]) -> Any:
    return review.add_evidence(state.pk, by, data["revision"], **data["evidence"])


def _add_file(state: ClaimState, by: User, data: dict[str, Any]) -> Any:
    given = {key: value for key, value in data["evidence"].items() if key != "kind"}
    return evidence_files.add(state.pk, by, data["revision"], **given)


EVIDENCE = (
    Action(
        "add-passage",
        gettext_lazy("Add evidence: a passage"),
        "write_review",
        evidence_forms.PassageForm,
        _add_evidence,
        IN_REVIEW,
        gettext_lazy("The passage is added."),
        key="e",
        short=gettext_lazy("a passage"),
    ),
    Action(
        "add-file",
        gettext_lazy("Add evidence: a file"),
        "write_review",
        evidence_forms.FileForm,
        _add_file,
        IN_REVIEW,
        gettext_lazy("The file is added, under its hash."),
        short=gettext_lazy("a file"),
    ),
    Action(
        "add-record",
        gettext_lazy("Add evidence: a record consulted"),
        "write_review",
        evidence_forms.RecordForm,
        _add_evidence,
        IN_REVIEW,
        gettext_lazy("The record is added."),
        short=gettext_lazy("a record consulted"),
    ),
    Action(
        "add-contact",
        gettext_lazy("Add evidence: a contact"),
        "write_review",
        evidence_forms.ContactForm,
        _add_evidence,
        IN_REVIEW,
        gettext_lazy("The contact is added."),
        short=gettext_lazy("a contact"),
    ),
    Action(
        "add-calculation",
        gettext_lazy("Add evidence: a calculation"),
        "write_review",
        evidence_forms.CalculationForm,
        _add_evidence,
        IN_REVIEW,
        gettext_lazy("The calculation is added."),
        short=gettext_lazy("a calculation"),
    ),
    Action(
        "remove-evidence",
        gettext_lazy("Remove evidence"),
        "write_review",
        evidence_forms.RemoveEvidenceForm,
        lambda state, by, data: review.remove_evidence(
            state.pk, by, data["evidence"].pk, data["revision"]
        ),
        IN_REVIEW,
        gettext_lazy("Removed; history keeps it."),
        on_part=True,
        danger=True,
    ),
)
