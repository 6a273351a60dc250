"""How many reports of a claim there are when copies count once.

That reports share nothing that is recorded does not show that they are independent of each other.
"""

from collections.abc import Hashable, Iterable

from django.db.models import BigIntegerField, Func

from claims.publication.representation import AppearanceBody
from sources.models import Source


def origins_of(appearances: Iterable[AppearanceBody]) -> int:
    """Reports with the same text, syndicated source or named go-between count once.

    Two papers that print one agency's report are one origin; so are two that quote the same named
    spokesperson.
    """
    reports = list(appearances)
    sources = {report["source"]["id"] for report in reports}
    origin = Func("pk", function="source_origin", output_field=BigIntegerField())
    origins = dict(
        Source.objects.filter(pk__in=sources).values_list("pk", origin) if len(sources) > 1 else ()
    )
    groups: list[set[Hashable]] = []
    for report in reports:
        merged = _origin_keys(report, origins)
        for group in [group for group in groups if group & merged]:
            groups.remove(group)
            merged |= group
        groups.append(merged)
    return len(groups)


def _origin_keys(report: AppearanceBody, origins: dict[int, int]) -> set[Hashable]:
    """Reports with one of these in common have one origin."""
    source = report["source"]["id"]
    return {
        ("source", origins.get(source, source)),
        ("text", report["snapshot"]["text_sha256"]),
        *(("hop", hop["speaker"]["id"]) for hop in report["relayed_from"] if hop["speaker"]),
    }
