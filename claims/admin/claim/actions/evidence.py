"""Actions on evidence: adding each kind of it, editing and removing it."""

from django.utils.translation import gettext_lazy

from claims.admin.claim import evidence_forms
from claims.admin.claim.actions.availability import REMOVED, on_claim, writes
from claims.workflow.evidence import add_evidence, edit_evidence, remove_evidence
from newsroom.admin.actions import Action

_KINDS = {
    "passage": (
        evidence_forms.PassageForm,
        gettext_lazy("Add evidence: a passage"),
        gettext_lazy("a passage"),
    ),
    "file": (evidence_forms.FileForm, gettext_lazy("Add evidence: a file"), gettext_lazy("a file")),
    "record": (
        evidence_forms.RecordForm,
        gettext_lazy("Add evidence: a record consulted"),
        gettext_lazy("a record consulted"),
    ),
    "contact": (
        evidence_forms.ContactForm,
        gettext_lazy("Add evidence: a contact"),
        gettext_lazy("a contact"),
    ),
    "calculation": (
        evidence_forms.CalculationForm,
        gettext_lazy("Add evidence: a calculation"),
        gettext_lazy("a calculation"),
    ),
}

ADD_EVIDENCE = tuple(
    Action(
        f"add-{kind}",
        label,
        "write_review",
        form,
        on_claim(add_evidence),
        writes,
        gettext_lazy("The evidence is added."),
        key="e" if kind == "passage" else "",
        short=short,
    )
    for kind, (form, label, short) in _KINDS.items()
)
EVIDENCE = (
    *ADD_EVIDENCE,
    Action(
        "edit-evidence",
        gettext_lazy("Edit evidence"),
        "write_review",
        evidence_forms.EditEvidenceForm,
        on_claim(edit_evidence),
        writes,
        gettext_lazy("The evidence is changed."),
        on_part=True,
    ),
    Action(
        "remove-evidence",
        gettext_lazy("Remove evidence"),
        "write_review",
        evidence_forms.RemoveEvidenceForm,
        on_claim(remove_evidence),
        writes,
        REMOVED,
        on_part=True,
        danger=True,
    ),
)
