"""What an erasure finds and removes, in words."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.choices import ErasureJobState, SubscriptionKind
from claims.models import Anchor, Claim, ErasureSearch, ErrorReport, ReaderRequest, Subscription
from claims.workflow import erasure_searches, erasures
from newsroom.choices import ApprovalKind
from sources.models import Recording, Snapshot, Source

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


def tables_in_words(rows: dict[str, int]) -> list[tuple[str, int]]:
    return [(in_words(table), count) for table, count in rows.items()]


def in_words(table: str) -> str:
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
        "described": claims_among(found.described),
        "offline": claims_among(found.offline),
    }


def claims_among(numbers: Sequence[int]) -> list[Claim]:
    claims = Claim.objects.filter(pk__in=numbers).select_related("speaker").order_by("pk")
    return list(claims[:LISTED])


def lines(places: Sequence[erasures.Place]) -> list[str]:
    """The words around the names, a line each."""
    return [
        f"{in_words(place.table)}: … {' '.join(words.split())} …"
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


def search_report(search: ErasureSearch) -> dict[str, Any]:
    """What a search found, with the words that are there now."""
    content = erasure_searches.content_of(search)
    if search.state != ErasureJobState.DONE:
        return {"kind": ApprovalKind.ERASE_PERSON, "names": content["names"]}
    gone = lines(erasure_searches.places(content))
    return report(
        ApprovalKind.ERASE_PERSON, erasure_searches.found(content), gone, content["names"]
    )


def in_places(part: erasures.Spelling) -> str:
    """The part, in how many rows it stands alone, and where."""
    examples = [words for place in part.places for words in place.words][:SHOWN]
    shown = " | ".join(f"… {' '.join(words.split())} …" for words in examples)
    return f"{part.name} ({part.rows}): {shown}"
