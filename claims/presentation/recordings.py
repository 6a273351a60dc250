"""Where a quote is heard: its time, and the recording's address at that second."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.db import connection

from claims.publication.representation import QuoteBody, TranscriptBody
from sources.licences import permits_whole_texts
from sources.models import Snapshot
from sources.transcripts import clock

# Platforms whose addresses take the second as a parameter, with its name and how it is written there.
_PARAMETERS = {
    "youtube.com": ("t", "{}s"),
    "youtu.be": ("t", "{}s"),
    "dailymotion.com": ("start", "{}"),
    "twitch.tv": ("t", "{}s"),
}
_FRAGMENTS = {"vimeo.com": "t={}s"}
_TIME = re.compile(r"(\d{1,9}(?:\.\d{1,3})?),(\d{1,9}(?:\.\d{1,3})?)")

LONGEST = 400_000  # code points of a transcript; the names in a longer one are not looked for

# All transcripts of the recording, also where it is stored twice, and the people who are protected.
# `state` changes with everything that the search for names reads; texts and cues never change.
_TRANSCRIPTS = """
WITH texts AS (
  SELECT s.id, s.source_id, s.text_sha256, s.captured_at, s.erased, source.title
    FROM sources_snapshot s JOIN sources_source source ON source.id = s.source_id
   WHERE s.id = %(snapshot)s OR s.id IN (
     SELECT other.snapshot_id FROM sources_transcript t
       JOIN sources_recording r ON r.id = t.recording_id
       JOIN sources_recording same ON same.id = r.id OR same.sha256 = r.sha256 AND r.sha256 <> ''
       JOIN sources_transcript other ON other.recording_id = same.id
      WHERE t.snapshot_id = %(snapshot)s)),
hidden AS (SELECT DISTINCT unnest(merged_speakers(id)) AS id FROM sources_speaker WHERE protected),
state AS (
  SELECT md5(concat_ws(E'\n',
    (SELECT string_agg(concat_ws('|', id, text_sha256, captured_at, title), E'\n' ORDER BY id) FROM texts),
    (SELECT string_agg(concat_ws('|', id, kind, name), E'\n' ORDER BY id) FROM sources_speaker
      WHERE id IN (SELECT id FROM hidden)),
    (SELECT string_agg(concat_ws('|', speaker_id, folded), E'\n' ORDER BY id) FROM sources_alias
      WHERE speaker_id IN (SELECT id FROM hidden)),
    (SELECT string_agg(words, E'\n' ORDER BY id) FROM sources_protectedname))) AS state)
"""

# Whether a transcript is taken down or erased, or quoted by a claim that names somebody protected.
_IS_KEPT_BACK = """,
naming AS (
  SELECT id AS claim FROM claims_claim WHERE speaker_id IN (SELECT id FROM hidden)
   UNION SELECT claim_id FROM claims_relay WHERE speaker_id IN (SELECT id FROM hidden)
   UNION SELECT claim_id FROM claims_publication
          WHERE speakers && (SELECT coalesce(array_agg(id), '{}') FROM hidden))
SELECT EXISTS (SELECT FROM texts WHERE erased)
    OR EXISTS (SELECT FROM sources_takedown
                WHERE lifted_at IS NULL AND snapshot_id IN (SELECT id FROM texts))
    OR EXISTS (
      SELECT FROM naming n, texts t
       WHERE EXISTS (SELECT FROM claims_anchor
                      WHERE claim_id = n.claim AND snapshot_id = t.id)
          OR EXISTS (
            SELECT FROM claims_publication p
             WHERE p.claim_id = n.claim AND p.sources @> ARRAY[t.source_id]
               AND p.body::jsonb @> jsonb_build_object(
                 'appearances', jsonb_build_array(jsonb_build_object(
                   'source', jsonb_build_object('id', t.source_id),
                   'snapshot', jsonb_build_object('text_sha256', t.text_sha256)))))),
  (SELECT state FROM state)
"""

# As everywhere else, PostgreSQL looks for the names: seconds where a text is long and somebody is protected.
_NAMES_SOMEBODY = """,
words AS (
  SELECT s.text, t.title,
         (SELECT coalesce(string_agg(DISTINCT speaker, E'\n'), '') FROM sources_cue
           WHERE transcript_id = t.id) AS labels
    FROM texts t JOIN sources_snapshot s ON s.id = t.id)
SELECT (SELECT state FROM state), CASE
  WHEN EXISTS (SELECT FROM words WHERE char_length(text) > %(longest)s
                                    OR char_length(labels) > %(longest)s) THEN true
  ELSE EXISTS (
    SELECT FROM words, unnest(ARRAY[text, title, labels]) each
     WHERE contains_a_name(jsonb_build_object('words', each),
                           ARRAY(SELECT id FROM sources_speaker WHERE protected))
        OR contains_a_protected_name(each)) END
"""
# Whether somebody protected is named, by state: a player asks for a recording in dozens of parts.
_searched: dict[tuple[str, int], bool] = {}
_MOST_SEARCHED = 1_000


@dataclass(frozen=True)
class PlaceInRecording:
    """``clock``: such as 0:12:34; ``fragment``: ``t=12.3,15.8``; ``url``: empty where it has no address."""

    clock: str
    fragment: str
    url: str


def places_of(
    transcript: TranscriptBody | None, quotes: Iterable[QuoteBody]
) -> list[PlaceInRecording]:
    """Of each quote of a transcript, in order."""
    if transcript is None:
        return []
    times = [quote["time"] for quote in quotes if "time" in quote]
    return [
        PlaceInRecording(
            clock(milliseconds(time)), f"t={time}", at_second(transcript["recording_url"], time)
        )
        for time in times
    ]


def media_time(start_ms: int, end_ms: int) -> str:
    """``12.3,15.8``: in seconds, as a body has it."""
    return ",".join(f"{each / 1000:.3f}".rstrip("0").rstrip(".") for each in (start_ms, end_ms))


def milliseconds(time: str) -> int:
    """Of a media fragment's time, the start."""
    found = _TIME.fullmatch(time)
    return round(float(found[1]) * 1000) if found else 0


def at_second(url: str, time: str) -> str:
    """The address at which a platform plays from the second on; elsewhere with a media fragment."""
    if not url.startswith(("http://", "https://")):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:  # such as an address of IPv6 that is cut
        return ""
    second = milliseconds(time) // 1000
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    if host in _PARAMETERS:
        name, written = _PARAMETERS[host]
        query = [each for each in parse_qsl(parts.query, keep_blank_values=True) if each[0] != name]
        return urlunsplit(parts._replace(query=urlencode([*query, (name, written.format(second))])))
    if parts.fragment and host not in _FRAGMENTS:
        return url
    return urlunsplit(parts._replace(fragment=_FRAGMENTS.get(host, f"t={time}").format(second)))


def may_be_played(snapshot: Snapshot) -> bool:
    """Whether the public may hear the recording of a transcript that a publication names.

    A recording is a whole text: it takes its publisher's permission or a licence. No transcript of it may
    be taken down or erased, nor quote or name anybody who is protected. One query where nothing changed.
    """
    source = snapshot.source
    permitted = permits_whole_texts(source.licence) or (
        source.publisher is not None and source.publisher.whole_texts
    )
    if not permitted:
        return False
    with connection.cursor() as cursor:
        cursor.execute(_TRANSCRIPTS + _IS_KEPT_BACK, {"snapshot": snapshot.pk})
        kept_back, state = cursor.fetchone()
    return not kept_back and not _names_somebody(snapshot.pk, state)


def _names_somebody(snapshot: int, state: str) -> bool:
    known = _searched.get((state, LONGEST))
    if known is not None:
        return known
    with connection.cursor() as cursor:
        cursor.execute(_TRANSCRIPTS + _NAMES_SOMEBODY, {"snapshot": snapshot, "longest": LONGEST})
        # The state that this query saw, which may be newer.
        state, found = cursor.fetchone()
    if len(_searched) >= _MOST_SEARCHED:
        _searched.clear()
    _searched[state, LONGEST] = found
    return bool(found)
