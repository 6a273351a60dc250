"""Erasing at the desk: what is found, the request, and the list of what was erased."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.forms.utils import ErrorDict
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.choices import LegalBasis, SubscriptionKind
from claims.models import Anchor, Claim, Erasure, ErrorReport, ReaderRequest, Subscription
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
from sources.models import Recording, Snapshot, Source, Speaker

LISTED = 50
# Where the table's own name says little.
PLAIN = {
    "claims_anchor": gettext_lazy("Quotes"),
    "claims_publication": gettext_lazy("Published versions"),
    "claims_round": gettext_lazy("Proposals"),
    "newsroom_event": gettext_lazy("Entries of the history"),
    "newsroom_eventtext": gettext_lazy("Long texts of the history"),
    "procrastinate_jobs": gettext_lazy("Jobs"),
    "sources_snapshot": gettext_lazy("Texts of sources"),
}
SHOWN = 5  # places of a part of a name
START = 200  # characters of a whole text


def tables_in_words(rows: dict[str, int]) -> list[tuple[str, int]]:
    return [(_in_words(table), count) for table, count in rows.items()]


def _in_words(table: str) -> str:
    if table in PLAIN:
        return str(PLAIN[table])
    models = {model._meta.db_table: model._meta.verbose_name_plural for model in apps.get_models()}
    return capfirst(str(models.get(table, table)))


def report(kind: str, subject_id: int, names: list[str]) -> dict[str, Any]:
    """What the request's form shows. It reads every table for a person's names."""
    found = erasures.found(kind, subject_id, names)
    return {
        "kind": kind,
        "names": names,
        "looked": True,
        "labels": (DESCRIBED, OFFLINE),
        "found": tables_in_words(found.rows),
        "gone": what_goes(kind, subject_id, names),
        "files": len(found.files),
        "described": _claims(found.described),
        "offline": _claims(found.offline),
    }


def _claims(numbers: Sequence[int]) -> list[Claim]:
    claims = Claim.objects.filter(pk__in=numbers).select_related("speaker").order_by("pk")
    return list(claims[:LISTED])


def what_goes(kind: str, subject_id: int, names: Sequence[str]) -> list[str]:
    """The words that will be gone, a line each; of many the first."""
    if kind == ApprovalKind.ERASE_PERSON:
        return [
            f"{_in_words(place.table)}: … {' '.join(words.split())} …"
            for place in erasures.places(names)
            for words in place.words
        ]
    if kind == ApprovalKind.ERASE_SOURCE:
        return _of_source(Source.objects.get(pk=subject_id))
    if kind == ApprovalKind.ERASE_REPORT:
        return _of_report(ErrorReport.objects.get(pk=subject_id))
    return _of_request(ReaderRequest.objects.get(pk=subject_id))


def _of_source(source: Source) -> list[str]:
    texts = Snapshot.objects.filter(source=source).order_by("pk").values_list("text", flat=True)
    whole = _("Whole text, %(count)s characters: %(start)s")
    lines = [whole % {"count": len(text), "start": text[:START]} for text in texts[:LISTED]]
    quotes = Anchor.objects.filter(snapshot__source=source).order_by("pk")
    return lines + [
        _("Quote: %(words)s") % {"words": words}
        for words in dict.fromkeys(quotes.values_list("exact", flat=True)[:LISTED])
    ]


def _of_report(report: ErrorReport) -> list[str]:
    """The reader's address is for the owner of the report alone."""
    lines = [report.words, report.answer, report.settled_note]
    return [*filter(None, lines), *([_("The reader’s e-mail address")] if report.contact else [])]


def _of_request(request: ReaderRequest) -> list[str]:
    waiting = Subscription.objects.filter(
        kind=SubscriptionKind.REQUEST, subject=str(request.pk)
    ).count()
    addresses = _("E-mail addresses that wait for an answer: %(count)s") % {"count": waiting}
    return [
        *filter(None, (request.text, request.url, request.note)),
        *([addresses] if waiting else []),
    ]


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

    def aside(self) -> dict[str, Any]:
        return {"report": report(self.kind, self.subject.pk, self.names())}

    def names(self) -> list[str]:
        return []


def recordings_in_words(recordings: QuerySet[Recording]) -> list[tuple[str, str]]:
    """Each by its number, as whoever requested its transcription named it, and when."""
    found = []
    for each in recordings.prefetch_related("capture_requests"):
        requests = [
            f"{capture.file_name or '—'} · {capture.stated.get('title', '—')} · {capture.requested_at:%Y-%m-%d}"
            for capture in each.capture_requests.all()
        ]
        found.append((str(each.pk), f"{each.pk}: {' | '.join(requests) or each.sha256[:16]}"))
    return found


def _recordings_field() -> Any:
    return fields.checkboxes(
        gettext_lazy("Recordings without a transcript"),
        help_text=gettext_lazy(
            "Their transcription failed or waits, so nothing says who is heard in them. Listen to them and tick"
            " those that are to be erased, too."
        ),
    )


class ErasePersonForm(EraseForm):
    """In two steps, since looking for the names may take minutes: they are asked for, then looked for."""

    kind = ApprovalKind.ERASE_PERSON
    # Whether the person has seen what was found.
    looked = forms.CharField(widget=forms.HiddenInput(), required=False)
    recordings = _recordings_field()
    parts = fields.checkboxes(
        gettext_lazy("Parts of the name that also stand alone"),
        help_text=gettext_lazy(
            "Read the examples. Tick a part only if it means this person: it is erased everywhere. What you"
            " don’t tick stays, and whoever approves this sees that."
        ),
    )
    names_besides = fields.long(
        gettext_lazy("Further names and spellings"),
        required=False,
        help_text=gettext_lazy(
            "One per line, at least four letters each, such as a nickname or a misspelling. They are erased"
            " everywhere, also where another person is meant."
        ),
    )
    field_order = ["legal_basis", "parts", "names_besides", "recordings", "reason", "looked"]

    def prepare(self) -> None:
        self.is_first_look = self.is_bound and not self.data.get("looked")
        if not self.is_bound:
            self.asks_first, self.submit = True, _("Look for the names")
            for name in ("legal_basis", "parts", "recordings", "reason", "looked"):
                del self.fields[name]
            return
        if self.is_first_look:
            typed: Any = self.data.copy()  # type: ignore[attr-defined]  # a bound form's QueryDict
            typed["looked"] = "on"
            self.data = typed
        super().prepare()
        found = erasures.spellings(erasures.names_of(self.subject.pk))
        field: Any = self.fields["parts"]
        field.choices = [(each.name, _in_places(each)) for each in found]
        if not found:
            del self.fields["parts"]

    def full_clean(self) -> None:
        if self.is_first_look:
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()

    def is_valid(self) -> bool:
        """Nothing is requested before somebody has seen what is found."""
        return super().is_valid() and not self.is_first_look

    def aside(self) -> dict[str, Any]:
        if self.is_bound:
            return super().aside()
        return {"report": {"kind": self.kind, "names": self.names()}}

    def names(self) -> list[str]:
        given = []
        if self.is_bound:
            ticked = self.data.getlist("parts") if hasattr(self.data, "getlist") else []
            given = [*ticked, *self.data.get("names_besides", "").splitlines()]
        return [*erasures.names_of(self.subject.pk), *filter(None, map(str.strip, given))]


def _in_places(part: erasures.Spelling) -> str:
    """The part, in how many rows it stands alone, and where."""
    examples = [words for place in part.places for words in place.words][:SHOWN]
    shown = " | ".join(f"… {' '.join(words.split())} …" for words in examples)
    return f"{part.name} ({part.rows}): {shown}"


class EraseSourceForm(EraseForm):
    kind = ApprovalKind.ERASE_SOURCE
    recordings = _recordings_field()
    field_order = ["legal_basis", "recordings", "reason"]


class EraseReportForm(EraseForm):
    kind = ApprovalKind.ERASE_REPORT


class EraseRequestForm(EraseForm):
    kind = ApprovalKind.ERASE_REQUEST


def _call(kind: ApprovalKind) -> Any:
    def call(subject: Any, by: User, data: dict[str, Any]) -> Approval:
        names = [*data.get("parts", []), *data.get("names_besides", "").splitlines()]
        return erasures.request(
            kind,
            subject.pk,
            by,
            data["reason"],
            data["legal_basis"],
            names=names,
            recordings=map(int, data.get("recordings", [])),
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
    if numbers := payload.get("recordings"):
        chosen = recordings_in_words(Recording.objects.filter(pk__in=numbers).order_by("pk"))
        rows.append(
            _row(
                _("Recordings without a transcript"), "\n".join(words for _number, words in chosen)
            )
        )
    if approval.outcome != "open":
        return rows
    found = erasures.found(approval.kind, approval.subject_id, payload.get("names", []))
    counted = [f"{name}: {count}" for name, count in tables_in_words(found.rows)]
    counted += [_("Captured files: %(count)s") % {"count": len(found.files)}] if found.files else []
    rows.append(_row(_("Found in"), "\n".join(counted) or "—"))
    gone = what_goes(approval.kind, approval.subject_id, payload.get("names", []))
    rows.append(_row(_("Examples of what is erased"), "\n".join(gone) or "—"))
    for label, numbers in ((DESCRIBED, found.described), (OFFLINE, found.offline)):
        if numbers:
            lines = [f"{claim.pk}. {claim.text}" for claim in _claims(numbers)]
            rows.append(_row(str(label), "\n".join(lines)))
    if approval.kind == ApprovalKind.ERASE_PERSON:
        names = payload.get("names", [])
        left = [each for each in erasures.spellings(names) if each.name not in names]
        if left:
            rows.append(
                _row(
                    _("Parts of the name that were not ticked and stay"),
                    "\n".join(_in_places(each) for each in left),
                )
            )
    rows.append(_row(_("Can’t be erased"), str(CANNOT)))
    return rows


DESCRIBED = gettext_lazy(
    "This person’s public claims that stay online, with a description in place of the name"
)
OFFLINE = gettext_lazy(
    "Public claims that go offline until somebody edits them and two lift the hold"
)
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
            "cannot": CANNOT,
            "publications": list(
                subject.publications.order_by("pk").values_list("publication", flat=True)
            ),
        }
