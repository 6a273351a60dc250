"""How many origins a claim's reports have that don't come from one another."""

from collections.abc import Hashable, Iterable

from django.db.models import BigIntegerField, Func

from claims.publication.representation import AppearanceBody
from sources.models import Source


def independent_origins(appearances: Iterable[AppearanceBody]) -> int:
    """Reports that have a text, a syndicated source or a named hop in common count once.

    Two papers that print one agency's report are one origin; so are two that heard it through the
    same named spokesperson.
    """
    reports = list(appearances)
    sources = {each["source"]["id"] for each in reports}
    origin = Func("pk", function="source_origin", output_field=BigIntegerField())
    origins = dict(
        Source.objects.filter(pk__in=sources).values_list("pk", origin) if len(sources) > 1 else ()
    )
    groups: list[set[Hashable]] = []
    for each in reports:
        mine = _marks(each, origins)
        for group in [group for group in groups if group & mine]:
            groups.remove(group)
            mine |= group
        groups.append(mine)
    return len(groups)


def _marks(report: AppearanceBody, origins: dict[int, int]) -> set[Hashable]:
    source = report["source"]["id"]
    return {
        ("source", origins.get(source, source)),
        ("text", report["snapshot"]["text_sha256"]),
        *(("hop", hop["speaker"]["id"]) for hop in report["relayed_from"] if hop["speaker"]),
    }
