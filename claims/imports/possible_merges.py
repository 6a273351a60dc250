"""New speakers of imports who may be one that was there before: what to merge, if a person agrees."""

from dataclasses import dataclass

from django.db.models import QuerySet

from claims.choices import NameOutcome
from claims.models import ImportedSpeaker, ImportRun
from sources.models import Speaker, SpeakerMerge


@dataclass(frozen=True)
class PossibleMerge:
    """The speaker that an import made, and those who may be the same."""

    name: ImportedSpeaker
    alike: list[Speaker]


def of_run(run: ImportRun, most: int) -> list[PossibleMerge]:
    """The first of an import."""
    return _not_decided(ImportedSpeaker.objects.filter(run=run), most)


def of_speaker(speaker: Speaker) -> list[PossibleMerge]:
    """Those of one speaker's names: an import of each origin may have found others."""
    return _not_decided(ImportedSpeaker.objects.filter(speaker=speaker), 10)


def _not_decided(names: QuerySet[ImportedSpeaker], most: int) -> list[PossibleMerge]:
    """Without speakers who are merged now, and pairs whose merge was undone."""
    unsure = names.filter(outcome=NameOutcome.UNSURE, speaker__in=Speaker.objects.unmerged())
    found = list(unsure.select_related("speaker", "run").order_by("pk")[:most])
    ids = {other for name in found for other in name.alike}
    speakers = Speaker.objects.unmerged().in_bulk(ids)
    made = [name.speaker_id for name in found]
    undone = set(
        SpeakerMerge.objects.filter(merged__in=made, into__in=ids).values_list("merged", "into")
    )
    possible = [
        PossibleMerge(
            name,
            [
                speakers[other]
                for other in name.alike
                if other in speakers and (name.speaker_id, other) not in undone
            ],
        )
        for name in found
    ]
    return [each for each in possible if each.alike]
