"""What an erasure finds and removes, in words."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

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
        "found": tables_in_words(found.rows),
        "gone": gone,
        "files": len(found.files),
        "claims": [
            _claims(str(label), numbers)
            for label, numbers in ((DESCRIBED, found.described), (OFFLINE, found.offline))
            if numbers
        ],
    }


def _claims(label: str, numbers: Sequence[int]) -> tuple[str, int, list[Claim], Sequence[int]]:
    return label, len(numbers), first_claims(numbers), numbers[LISTED:]


def first_claims(numbers: Sequence[int]) -> list[Claim]:
    """Of claims in order; pages list the others by number."""
    claims = Claim.objects.filter(pk__in=numbers[:LISTED]).select_related("speaker")
    return list(claims.order_by("pk"))


def claims_in_words(numbers: Sequence[int]) -> str:
    """A line each; of many, the others by number."""
    shown = [f"{claim.pk}. {claim.text}" for claim in first_claims(numbers)]
    if rest := numbers[LISTED:]:
        shown.append(_("And %(numbers)s") % {"numbers": ", ".join(map(str, rest))})
    return "\n".join(shown)


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
    found = report(
        ApprovalKind.ERASE_PERSON, erasure_searches.found(content), gone, content["names"]
    )
    further = _("Public claims that go offline, too, if you tick “%(part)s”")
    for part in content["parts"]:
        if numbers := erasure_searches.further_offline(content, part):
            found["claims"].append(_claims(further % {"part": part}, numbers))
    return found


def with_claims(part: erasures.Spelling, numbers: Sequence[int]) -> SafeString:
    """The part, examples of it, and the further claims that go offline with it."""
    if not numbers:
        return format_html("{} <b>{}</b>", in_places(part), _("Takes no further claim offline."))
    links = format_html_join(
        ", ",
        '<a href="{}" target="_blank">{}</a>',
        ((reverse("admin:claims_claim_change", args=[number]), number) for number in numbers),
    )
    count = ngettext(
        "Takes %(n)d further claim offline:", "Takes %(n)d further claims offline:", len(numbers)
    )
    return format_html("{} <b>{}</b> {}", in_places(part), count % {"n": len(numbers)}, links)


def in_places(part: erasures.Spelling) -> str:
    """The part, in how many rows it stands alone, and where."""
    examples = [words for place in part.places for words in place.words][:SHOWN]
    shown = " | ".join(f"… {' '.join(words.split())} …" for words in examples)
    return f"{part.name} ({part.rows}): {shown}"
