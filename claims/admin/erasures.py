"""Erasing at the desk: what is found, the request, and the list of what was erased."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.choices import LegalBasis
from claims.models import Claim, Erasure
from claims.notifications import retention
from claims.presentation.prose import Part, Row
from claims.workflow import erasures
from newsroom.admin import fields
from newsroom.admin.actions import REQUESTED, Action
from newsroom.admin.desk import DeskAdmin, column, wrapped
from newsroom.admin.forms import DeskForm
from newsroom.choices import ApprovalKind
from newsroom.models import Approval, User
from sources.choices import SpeakerKind
from sources.models import Speaker

LISTED = 50


def tables_in_words(rows: dict[str, int]) -> list[tuple[str, int]]:
    models = {model._meta.db_table: model._meta.verbose_name_plural for model in apps.get_models()}
    return [(capfirst(str(models.get(table, table))), count) for table, count in rows.items()]


def report(kind: str, subject_id: int, names: list[str]) -> dict[str, Any]:
    found = erasures.found(kind, subject_id, names)
    claims = Claim.objects.filter(pk__in=found.claims).select_related("speaker").order_by("pk")
    return {
        "kind": kind,
        "names": names,
        "found": tables_in_words(found.rows),
        "files": len(found.files),
        "claims": list(claims[:LISTED]),
    }


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

    def aside(self) -> dict[str, Any]:
        return {"report": report(self.kind, self.subject.pk, self.names())}

    def names(self) -> list[str]:
        return []


class ErasePersonForm(EraseForm):
    kind = ApprovalKind.ERASE_PERSON
    names_besides = fields.long(
        gettext_lazy("Further names and spellings"),
        required=False,
        help_text=gettext_lazy(
            "One per line, at least four letters each, such as a surname that stands alone. They are erased"
            " everywhere, also where another person is meant."
        ),
    )
    field_order = ["legal_basis", "names_besides", "reason"]

    def names(self) -> list[str]:
        given = self.data.get("names_besides", "").splitlines() if self.is_bound else []
        return [*erasures.names_of(self.subject.pk), *filter(None, map(str.strip, given))]


class EraseSourceForm(EraseForm):
    kind = ApprovalKind.ERASE_SOURCE


class EraseReportForm(EraseForm):
    kind = ApprovalKind.ERASE_REPORT


class EraseRequestForm(EraseForm):
    kind = ApprovalKind.ERASE_REQUEST


def _call(kind: ApprovalKind) -> Any:
    def call(subject: Any, by: User, data: dict[str, Any]) -> Approval:
        names = data.get("names_besides", "").splitlines()
        return erasures.request(
            kind, subject.pk, by, data["reason"], data["legal_basis"], names=names
        )

    return call


def _person(speaker: Speaker, by: User) -> str | None:
    return "" if speaker.kind == SpeakerKind.PERSON else None


def action(form: type[EraseForm], label: Any, why_not: Any = None) -> Action:
    more = {"why_not": why_not} if why_not else {}
    return Action(
        "erase",
        label,
        "request_erasure",
        form,
        _call(form.kind),
        done=REQUESTED,
        danger=True,
        reauthenticate=True,
        **more,
    )


ERASE_PERSON = action(ErasePersonForm, gettext_lazy("Erase this person’s data"), _person)
ERASE_SOURCE = action(EraseSourceForm, gettext_lazy("Erase this source’s text"))
ERASE_REPORT = action(EraseReportForm, gettext_lazy("Erase what the reader wrote"))
ERASE_REQUEST = action(EraseRequestForm, gettext_lazy("Erase what readers sent"))


def _row(label: str, value: str) -> Row:
    part = [Part(value, False)]
    return Row(label, part, part)


def rows_of(approval: Approval) -> list[Row]:
    """What is to be erased, and where it is now; of a decided one, that it was."""
    payload = approval.payload
    basis = payload.get("legal_basis", "")
    rows = [
        _row(_("Legal basis"), str(LegalBasis(basis).label) if basis in LegalBasis else basis),
    ]
    if names := payload.get("names"):
        rows.append(_row(_("Erased everywhere"), "\n".join(names)))
    if approval.outcome != "open":
        return rows
    found = erasures.found(approval.kind, approval.subject_id, payload.get("names", []))
    counted = [f"{name}: {count}" for name, count in tables_in_words(found.rows)]
    counted += [_("Captured files: %(count)s") % {"count": len(found.files)}] if found.files else []
    rows.append(_row(_("Found in"), "\n".join(counted) or "—"))
    if found.claims:
        numbers = ", ".join(map(str, found.claims))
        rows.append(
            _row(
                _(
                    "Public claims with a name: this person’s own go on with a description, the others go offline"
                ),
                numbers,
            )
        )
    rows.append(_row(_("Can’t be erased"), str(CANNOT)))
    return rows


CANNOT = gettext_lazy(
    "Copies that others took: exports, releases and embeds that were downloaded, messages of webhooks,"
    " e-mails that were sent, archives and search engines. Older backups have it until they are deleted;"
    " one that is restored is erased again. PDFs and pictures among evidence aren’t read: check them."
)


@admin.register(Erasure)
class ErasureAdmin(DeskAdmin):
    when_empty = gettext_lazy("Nothing was erased.")
    list_display = ("kind", "of", "erased_at", "legal_basis", "requested_by", "approved_by")
    list_filter = ("kind",)
    list_before_template = "admin/claims/retention.html"
    page_template = "admin/claims/erasure.html"

    @column(gettext_lazy("subject"))
    def of(self, erasure: Erasure) -> SafeString:
        return wrapped(str(erasure.subject_id))

    def list_context(self, request: HttpRequest) -> dict[str, Any]:
        return {"retention": retention.KINDS}

    def about(self, subject: Erasure) -> str:
        return str(subject)

    def page_context(self, request: HttpRequest, subject: Erasure, by: User) -> dict[str, Any]:
        return {
            "found": tables_in_words(subject.found),
            "publications": list(
                subject.publications.order_by("pk").values_list("publication", flat=True)
            ),
        }
