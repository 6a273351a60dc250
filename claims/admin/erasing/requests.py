"""What is to be erased, for whoever approves it."""

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.erasing.found import (
    CANNOT,
    DESCRIBED,
    OFFLINE,
    claims_in_words,
    in_places,
    lines,
    recordings_in_words,
    tables_in_words,
    what_goes,
)
from claims.choices import LegalBasis
from claims.presentation.prose import Part, Row
from claims.workflow import erasure_searches, erasures
from newsroom.choices import ApprovalKind
from newsroom.models import Approval
from sources.models import Recording

NOT_KEPT = gettext_lazy(
    "What was found is not kept any more, or the names were never looked for: look for them again first."
)


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
            rows.append(_row(f"{label} ({len(numbers)})", claims_in_words(numbers)))
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
    gone = lines(erasure_searches.places(content))
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
            rows.append(_row(label, "\n".join(in_places(each) for each in shown)))
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
