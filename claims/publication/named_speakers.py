"""The speakers whom the public finds by a name or a link: one search, for the site and for programs."""

import re
from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef

from claims.models import Publication
from claims.search.speakers import nameable_speakers, publicly_called, similar_speakers
from sources.models import Speaker
from sources.querysets import SpeakerQuerySet

WIKIDATA = re.compile(r"https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/(Q[1-9][0-9]{0,17})/?\Z")
WIKIDATA_ID = re.compile(r"Q[1-9][0-9]{0,17}\Z")

# Raw SQL: every search runs it, and building it with the ORM takes longer than running it.
_IS_CALLED = """
SELECT EXISTS (
  SELECT FROM sources_alias a JOIN sources_speaker s ON s.id = a.speaker_id
   WHERE a.folded = fold(%s) AND NOT s.protected)
"""


def named(speakers: SpeakerQuerySet) -> SpeakerQuerySet:
    """Those who have a page: a listed claim names them, as speaker, relay or organisation."""
    claims = Publication.objects.listed().naming_speaker(OuterRef("pk"))
    return speakers.filter(Exists(claims))


def listed(speakers: SpeakerQuerySet) -> SpeakerQuerySet:
    """Those with a listed claim, which a search for their claims finds."""
    claims = Publication.objects.listed().by_speaker_or_merged(OuterRef("pk"))
    return speakers.filter(Exists(claims))


def resembling(typed: str) -> SpeakerQuerySet:
    """Those with a listed claim and a similar name, the most similar first (``likeness``, from 0 to 1)."""
    return _similar(typed, listed)


def named_like(typed: str) -> SpeakerQuerySet:
    """As ``resembling``, and those whom claims of others only name."""
    return _similar(typed, named)


def _similar(typed: str, public: Callable[[SpeakerQuerySet], SpeakerQuerySet]) -> SpeakerQuerySet:
    similar = similar_speakers(typed, protected=False)
    # Most words are like no name, and making the conditions takes longer than finding that out.
    if similar.query.is_empty():
        return similar
    return public(similar.filter(pk__in=nameable_speakers()))


def called(name: str) -> SpeakerQuerySet:
    """With exactly this name or alias."""
    # Protected speakers' names take no longer than words that are nobody's name.
    with connection.cursor() as cursor:
        cursor.execute(_IS_CALLED, [name])
        (is_called,) = cursor.fetchone()
    if not is_called:
        return Speaker.objects.none()
    return named(publicly_called(name).unmerged())


def numbered(numbers: Collection[int]) -> SpeakerQuerySet:
    return named(nameable_speakers().unmerged().filter(pk__in=numbers))


def linked(links: Iterable[str]) -> SpeakerQuerySet:
    """Stated to be the same as what has one of these addresses, however Wikidata's is written."""
    written = {form for link in links for form in forms(link)}
    return named(nameable_speakers().unmerged().filter(same_as__overlap=sorted(written)))


def wikidata_ids(speaker: Any) -> list[str]:
    found = (WIKIDATA.match(uri) for uri in speaker.same_as)
    return list(dict.fromkeys(each[1] for each in found if each))


def forms(link: str) -> list[str]:
    """The addresses that an address, or an id of Wikidata, stands for."""
    known = WIKIDATA.match(link) or WIKIDATA_ID.match(link)
    if not known:
        return [link]
    number = known.group(known.lastindex or 0)
    places = ("www.wikidata.org/wiki/", "www.wikidata.org/entity/", "wikidata.org/entity/")
    return [f"{scheme}://{place}{number}" for scheme in ("https", "http") for place in places]
