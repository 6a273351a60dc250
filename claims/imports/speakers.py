"""Who the speakers of a file are: a name is decided once for each origin, and the same from then on."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import connection
from django.db.models import BooleanField, F, Func
from django.utils.translation import gettext as _

from claims.choices import NameOutcome
from claims.imports.posts import is_post
from claims.imports.rows import Refusal, Row
from claims.models import ImportedSpeaker, ImportRun
from sources.models import Alias, Speaker
from sources.querysets import NameKey
from sources.speakers import create_speaker, update_speaker

MOST_ALIKE = 10  # speakers that a name may be, in the report

# Of an origin: a name, or its key.
OfOrigin = tuple[str, str]


class Found(NamedTuple):
    """``ids``: the speaker of each name of an origin. ``decided``: the names that are new to it."""

    ids: dict[OfOrigin, int]
    decided: list[ImportedSpeaker]
    notes: list[Refusal]


def find(run: ImportRun, rows: Sequence[Row]) -> Found:
    """Match or make the speakers of these rows who are named, and add what the rows say of them.

    Inside the import's transaction.
    """
    named = [row for row in rows if not row.home]
    keys = _keys({name for row in named for name in (row.speaker, *row.aliases)})
    rows_of: dict[OfOrigin, list[Row]] = defaultdict(list)
    for row in named:
        rows_of[row.origin, keys[row.speaker]].append(row)
    known = ImportedSpeaker.objects.filter(
        origin__in={origin for origin, _key in rows_of}, key__in={key for _origin, key in rows_of}
    )
    speakers = {(each.origin, each.key): each.speaker_id for each in known}
    decided, notes = [], []
    for (origin, key), its_rows in rows_of.items():
        if (origin, key) not in speakers:
            name, doubt = _decide(run, origin, key, its_rows)
            speakers[origin, key] = name.speaker_id
            decided.append(name)
            notes += doubt
    ImportedSpeaker.objects.bulk_create(decided)
    fresh = {(each.origin, each.key) for each in decided}
    ids = {(row.origin, row.speaker): speakers[row.origin, keys[row.speaker]] for row in named}
    names = [
        _Wanted(row.line, ids[row.origin, row.speaker], keys[name], name, row.speaker_kind)
        for row in named
        # Its own name, too, where its address has matched a speaker of another.
        for name in (
            [*row.aliases, row.speaker] if (row.origin, keys[row.speaker]) in fresh else row.aliases
        )
    ]
    links = [
        _Wanted(row.line, ids[row.origin, row.speaker], link, link)
        for row in named
        for link in row.same_as
    ]
    return Found(ids, decided, [*notes, *_add_names(names), *_add_links(links)])


def _keys(names: Iterable[str]) -> dict[str, str]:
    """Without case, accents, hyphens and stops: names with the same key are one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, left(name_key(fold(name)), 300) FROM unnest(%s::text[]) name",
            [sorted(names)],
        )
        return dict(cursor.fetchall())


def _decide(
    run: ImportRun, origin: str, key: str, rows: Sequence[Row]
) -> tuple[ImportedSpeaker, list[Refusal]]:
    """The speaker of a name that is new to its origin, and the doubt for the report."""
    first = rows[0]
    links = {link for row in rows for link in row.identified_by}
    called = set(Speaker.objects.with_name_key(key).standing_for())
    addressed = (
        set(Speaker.objects.filter(same_as__overlap=sorted(links)).standing_for())
        if links
        else set()
    )
    same = addressed or called
    name = ImportedSpeaker(run=run, origin=origin, key=key, name=first.speaker)
    if len(same) == 1 and (not called or same <= called):
        (name.speaker,) = same
        name.outcome = NameOutcome.MATCHED
        return name, []
    several = called | addressed
    found = several or set(Speaker.objects.nearly_named(key).standing_for())
    alike = sorted(found, key=lambda each: each.pk)[:MOST_ALIKE]
    all_links = dict.fromkeys(link for row in rows for link in row.same_as)
    name.speaker = create_speaker(first.speaker_kind, first.speaker, same_as=tuple(all_links))
    name.outcome = NameOutcome.UNSURE if alike else NameOutcome.MADE
    name.alike = [each.pk for each in alike]
    return name, [_not_sure(first, alike, bool(several))] if alike else []


def _not_sure(row: Row, alike: Sequence[Speaker], several: bool) -> Refusal:
    if several:
        reason = _(
            "“%(name)s” may be one of several speakers: %(alike)s. A new speaker was made; merge it"
            " with the right one."
        )
    else:
        reason = _(
            "“%(name)s” is nearly the name of %(alike)s. A new speaker was made; merge the two if"
            " they are the same."
        )
    values = {"name": row.speaker, "alike": ", ".join(f"{each.pk} {each.name}" for each in alike)}
    return Refusal(row.line, "speaker", reason % values)


# Other names and links


class _Wanted(NamedTuple):
    """A name or link that a row gives a speaker; ``kind``: of the speaker, for a name."""

    line: int
    speaker_id: int
    key: str
    words: str
    kind: str = ""


def _add_names(wanted: Sequence[_Wanted]) -> list[Refusal]:
    """Every name is a key by which later imports find the speaker."""
    keyed = Alias.objects.annotate(key=NameKey("folded"))
    holders = defaultdict(set)
    for key, speaker_id in keyed.filter(key__in={each.key for each in wanted}).values_list(
        "key", "speaker_id"
    ):
        holders[key].add(speaker_id)
    added, notes = _judged([each for each in wanted if each.key], holders)
    Alias.objects.bulk_create(Alias(speaker_id=each.speaker_id, name=each.words) for each in added)
    return notes


def _add_links(wanted: Sequence[_Wanted]) -> list[Refusal]:
    links = {each.key for each in wanted}
    holders = defaultdict(set)
    if links:
        having = Speaker.objects.filter(same_as__overlap=sorted(links))
        for speaker in having:
            for link in links.intersection(speaker.same_as):
                holders[link].add(speaker.pk)
    added, notes = _judged(wanted, holders)
    of_speaker = defaultdict(list)
    for each in added:
        of_speaker[each.speaker_id].append(each.words)
    for speaker in Speaker.objects.filter(pk__in=of_speaker):
        update_speaker(speaker.pk, same_as=[*speaker.same_as, *of_speaker[speaker.pk]])
    return notes


def _judged(
    wanted: Iterable[_Wanted], holders: dict[str, set[int]]
) -> tuple[list[_Wanted], list[Refusal]]:
    """What may be added, and of what may not why; without what the speaker has. ``holders``: by key."""
    once = {(each.speaker_id, each.key): each for each in reversed(list(wanted))}
    ids = {each.speaker_id for each in once.values()}
    merged = {
        number: set(group)
        for group in Speaker.objects.filter(pk__in=ids).merged_ids()
        for number in group
    }
    new = [
        each for each in once.values() if not holders.get(each.key, set()) & merged[each.speaker_id]
    ]
    new.sort(key=lambda each: (each.line, each.words))
    public = Func(F("pk"), function="is_published_speaker", output_field=BooleanField())
    speakers = (
        Speaker.objects.annotate(public=public).in_bulk({each.speaker_id for each in new})
        if new
        else {}
    )
    times = Counter(each.key for each in new)
    added, notes = [], []
    for each in new:
        speaker = speakers[each.speaker_id]
        why = _why_not(each, speaker, bool(holders.get(each.key)), times[each.key] > 1)
        if why:
            values = {"name": each.words, "speaker": f"{speaker.pk} {speaker.name}"}
            notes.append(Refusal(each.line, "speaker", why % values))
        else:
            added.append(each)
    return added, notes


def _why_not(wanted: _Wanted, speaker: Speaker, held: bool, several: bool) -> str:
    """Why a name or link is not added, as a sentence; empty where it is."""
    if wanted.kind and is_post(wanted.words, wanted.kind):
        return _(
            "“%(name)s” was not added to %(speaker)s: it may mean others, too. Add it at the desk"
            " if it names only this speaker."
        )
    if held:
        return _(
            "“%(name)s” was not added to %(speaker)s: another speaker has it. Merge the two if they"
            " are the same."
        )
    if several:
        return _(
            "“%(name)s” was not added to %(speaker)s: the file gives it to another speaker, too. Merge"
            " the two if they are the same; else add it at the desk to the right one."
        )
    if speaker.protected or speaker.public:  # type: ignore[attr-defined]
        return _(
            "“%(name)s” was not added to %(speaker)s: the public sees this speaker, or the speaker is"
            " protected. Add it at the desk."
        )
    return ""
