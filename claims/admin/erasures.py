"""Erasing at the desk: what is found, the request, and the list of what was erased."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.choices import ErasureJobState, LegalBasis, SubscriptionKind
from claims.models import (
    Anchor,
    Claim,
    Erasure,
    ErasureSearch,
    ErrorReport,
    ReaderRequest,
    Subscription,
)
from claims.notifications import retention
from claims.presentation.prose import Part, Row
from claims.workflow import erasure_searches, erasures
from claims.workflow.erased_files import CAPTURED
from newsroom.admin import fields
from newsroom.admin.actions import REQUESTED, Action, signed_in, when
from newsroom.admin.desk import DeskAdmin, column, page_of, state_column, wrapped
from newsroom.admin.forms import DeskForm
from newsroom.admin.progress import ProgressAdmin
from newsroom.choices import ApprovalKind, ApprovalOutcome
from newsroom.models import Approval, User
from newsroom.permissions import may
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


def report(
    kind: str, found: erasures.Found, gone: Sequence[str], names: Sequence[str] = ()
) -> dict[str, Any]:
    """What the request's form shows."""
    return {
        "kind": kind,
        "names": names,
        "looked": True,
        "labels": (DESCRIBED, OFFLINE),
        "found": tables_in_words(found.rows),
        "gone": gone,
        "files": len(found.files),
        "described": _claims(found.described),
        "offline": _claims(found.offline),
    }


def _claims(numbers: Sequence[int]) -> list[Claim]:
    claims = Claim.objects.filter(pk__in=numbers).select_related("speaker").order_by("pk")
    return list(claims[:LISTED])


def _lines(places: Sequence[erasures.Place]) -> list[str]:
    """The words around the names, a line each."""
    return [
        f"{_in_words(place.table)}: … {' '.join(words.split())} …"
        for place in places
        for words in place.words
    ]


def what_goes(kind: str, subject_id: int) -> list[str]:
    """The words that will be gone, a line each; of many the first."""
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
        found = erasures.found(self.kind, self.subject.pk)
        return {"report": report(self.kind, found, what_goes(self.kind, self.subject.pk))}


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
        return {"report": {"kind": ApprovalKind.ERASE_PERSON, "names": names}}


class ErasePersonForm(EraseForm):
    """The second step, of what was found."""

    kind = ApprovalKind.ERASE_PERSON
    recordings = _recordings_field()
    parts = fields.checkboxes(
        gettext_lazy("Parts of the name that also stand alone"),
        help_text=gettext_lazy(
            "Read the examples. Tick a part only if it means this person: it is erased everywhere. What you"
            " don’t tick stays, and whoever approves this sees that."
        ),
    )
    field_order = ["legal_basis", "parts", "recordings", "reason"]

    def prepare(self) -> None:
        super().prepare()
        found = erasure_searches.spellings(erasure_searches.content_of(self.subject))
        field: Any = self.fields["parts"]
        field.choices = [(each.name, _in_places(each)) for each in found]
        if not found:
            del self.fields["parts"]

    def aside(self) -> dict[str, Any]:
        return {"report": search_report(self.subject)}


def search_report(search: ErasureSearch) -> dict[str, Any]:
    """What a search found, with the words that are there now."""
    content = erasure_searches.content_of(search)
    if search.state != ErasureJobState.DONE:
        return {"kind": ApprovalKind.ERASE_PERSON, "names": content["names"]}
    gone = _lines(erasure_searches.places(content))
    return report(
        ApprovalKind.ERASE_PERSON, erasure_searches.found(content), gone, content["names"]
    )


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
        recordings = map(int, data.get("recordings", []))
        return erasures.request(
            kind, subject.pk, by, data["reason"], data["legal_basis"], recordings=recordings
        )

    return call


def _look(speaker: Speaker, by: User, data: dict[str, Any]) -> ErasureSearch:
    return erasure_searches.request(speaker.pk, by, data["names_besides"].splitlines())


def _request(search: ErasureSearch, by: User, data: dict[str, Any]) -> Approval:
    return erasure_searches.request_erasure(
        search.pk,
        by,
        data["reason"],
        data["legal_basis"],
        data.get("parts", []),
        map(int, data.get("recordings", [])),
    )


def _person(speaker: Speaker, by: User) -> str | None:
    return "" if speaker.kind == SpeakerKind.PERSON else None


def action(form: type[EraseForm], label: Any) -> Action:
    return Action(
        "erase",
        label,
        "request_erasure",
        form,
        _call(form.kind),
        done=REQUESTED,
        danger=True,
        reauthenticate=True,
    )


ERASE_PERSON = Action(
    "erase",
    gettext_lazy("Erase this person’s data"),
    "request_erasure",
    LookForm,
    _look,
    _person,
    gettext_lazy("Requested. This page says how far it is."),
    goes_to=page_of,
    danger=True,
    reauthenticate=True,
)
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
    if approval.kind == ApprovalKind.ERASE_PERSON:
        rows += _of_search(approval)
    else:
        found = erasures.found(approval.kind, approval.subject_id)
        rows += _found_rows(found, what_goes(approval.kind, approval.subject_id))
    rows.append(_row(_("Can’t be erased"), str(CANNOT)))
    return rows


def _found_rows(found: erasures.Found, gone: Sequence[str]) -> list[Row]:
    counted = [f"{name}: {count}" for name, count in tables_in_words(found.rows)]
    counted += [_("Captured files: %(count)s") % {"count": len(found.files)}] if found.files else []
    rows = [
        _row(_("Found in"), "\n".join(counted) or "—"),
        _row(_("Examples of what is erased"), "\n".join(gone) or "—"),
    ]
    for label, numbers in ((DESCRIBED, found.described), (OFFLINE, found.offline)):
        if numbers:
            lines = [f"{claim.pk}. {claim.text}" for claim in _claims(numbers)]
            rows.append(_row(str(label), "\n".join(lines)))
    return rows


def _of_search(approval: Approval) -> list[Row]:
    """What was found, when, and whether that has changed since."""
    search = erasure_searches.latest_of(approval)
    if erasure_searches.is_under_way(approval):
        rows = [_row(_("Looked for"), _("The names are being looked for. Open this page again."))]
    else:
        rows = []
    if search is None:
        return rows or [_row(_("Looked for"), str(NOT_KEPT))]
    content = erasure_searches.content_of(search)
    names = approval.payload["names"]
    ticked = [part for part in content["parts"] if part in names]
    when = _("%(when)s, by %(who)s")
    finished = {"when": date_format(search.finished_at or search.requested_at, "DATETIME_FORMAT")}
    rows.append(_row(_("Looked for"), when % {**finished, "who": search.requested_by}))
    rows.append(_row(_("Changed since"), _changes(erasure_searches.changes_since(content, names))))
    gone = _lines(erasure_searches.places(content))
    rows += _found_rows(erasure_searches.found(content, ticked), gone)
    alone = erasure_searches.spellings(content)
    for label, shown in (
        (_("Parts of the name that are erased, too"), [p for p in alone if p.name in ticked]),
        (
            _("Parts of the name that were not ticked and stay"),
            [p for p in alone if p.name not in ticked],
        ),
    ):
        if shown:
            rows.append(_row(label, "\n".join(_in_places(each) for each in shown)))
    return rows


def _changes(changes: erasure_searches.Changes) -> str:
    if changes.with_a_name:
        sentence = _("%(count)d changes since say a name. They are erased, too: look again.")
        return sentence % {"count": changes.with_a_name}
    if changes.more:
        return _("Too much came since to be read here: look for the names again.")
    return _("Nothing that came since says a name.")


def why_not_approve(approval: Approval) -> str:
    """Whoever approves has read what is erased."""
    if approval.kind != ApprovalKind.ERASE_PERSON or erasure_searches.latest_of(approval):
        return ""
    return str(NOT_KEPT)


def _not_under_way(approval: Approval, by: User) -> str | None:
    is_open = approval.outcome == ApprovalOutcome.OPEN
    if approval.kind != ApprovalKind.ERASE_PERSON or not is_open:
        return None
    return None if erasure_searches.is_under_way(approval) else ""


LOOK_AGAIN = Action(
    "look-again",
    gettext_lazy("Look for the names again"),
    "request_erasure",
    DeskForm,
    lambda approval, by, data: erasure_searches.for_approval(approval.pk, by),
    _not_under_way,
    gettext_lazy("Requested. Open this page again in some minutes."),
    at_once=True,
)

NOT_KEPT = gettext_lazy(
    "What was found is not kept any more, or the names were never looked for: look for them again first."
)
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


def _can_be_requested(search: ErasureSearch, by: User) -> str | None:
    is_done = search.state == ErasureJobState.DONE
    return "" if is_done and search.approval_id is None else None


@admin.register(ErasureSearch)
class ErasureSearchAdmin(ProgressAdmin):
    """For whoever looked."""

    view_permission = "request_erasure"
    when_empty = gettext_lazy("You have not looked for any names yet.")
    list_display = ("person", "standing", "requested_at", "finished_at")
    list_select_related = ("speaker",)
    page_template = "admin/claims/erasure_search.html"
    state_template = "admin/claims/erasure_search_state.html"
    verbs = (
        Action(
            "request",
            gettext_lazy("Request the erasure"),
            "request_erasure",
            ErasePersonForm,
            _request,
            _can_be_requested,
            REQUESTED,
            goes_to=page_of,
            danger=True,
            reauthenticate=True,
        ),
        Action(
            "again",
            gettext_lazy("Look again"),
            "request_erasure",
            DeskForm,
            lambda search, by, data: erasure_searches.again(search.pk, by),
            when(lambda search: search.state not in erasure_searches.UNDER_WAY),
            gettext_lazy("Requested. This page says how far it is."),
            goes_to=page_of,
            at_once=True,
        ),
    )

    standing = state_column(waiting="info", running="info", done="success", failed="danger")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        own = super().get_queryset(request).filter(requested_by=signed_in(request))
        found: QuerySet[Any] = own.select_related("speaker")
        return found

    @column(gettext_lazy("person"))
    def person(self, search: ErasureSearch) -> SafeString:
        return wrapped(self.about(search))

    def about(self, subject: ErasureSearch) -> str:
        return f"{subject.speaker_id}. {subject.speaker}"

    def page_context(
        self, request: HttpRequest, subject: ErasureSearch, by: User
    ) -> dict[str, Any]:
        done = subject.state == ErasureJobState.DONE
        reading = subject.reading
        return {
            "search": subject,
            "goes_on": subject.state in erasure_searches.UNDER_WAY,
            "reading": _in_words(reading).lower() if reading != CAPTURED else _("captured files"),
            "report": search_report(subject) if done else None,
            "days": retention.ERASURE_SEARCHES,
        }


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
        searches = reverse("admin:claims_erasuresearch_changelist")
        return {
            "retention": retention.KINDS,
            "searches_url": searches if may(request.user, "request_erasure") else "",
        }

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
