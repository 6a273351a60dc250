"""Where a quote is heard: its time, and the recording's address at that second."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.db import connection

from claims.publication.representation import AppearanceBody
from sources.licences import permits_whole_texts
from sources.models import Snapshot, Takedown
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

# As everywhere else, PostgreSQL looks for protected names.
_NAMES_PROTECTED = """
SELECT contains_a_name(jsonb_build_object('words', %s::text),
                       ARRAY(SELECT id FROM sources_speaker WHERE protected))
    OR contains_a_protected_name(%s::text)
"""


@dataclass(frozen=True)
class PlaceInRecording:
    """``clock``: such as 0:12:34; ``fragment``: ``t=12.3,15.8``; ``url``: empty where it has no address."""

    clock: str
    fragment: str
    url: str


def places_of(appearance: AppearanceBody) -> list[PlaceInRecording]:
    """Of each quote of a transcript, in order."""
    transcript = appearance.get("transcript")
    if transcript is None:
        return []
    times = [quote["time"] for quote in appearance["quotes"] if "time" in quote]
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

    A recording is a whole text: it takes its publisher's permission or a licence, and may name nobody
    who is protected.
    """
    source = snapshot.source
    permitted = permits_whole_texts(source.licence) or (
        source.publisher is not None and source.publisher.whole_texts
    )
    if not permitted or Takedown.objects.standing().filter(snapshot=snapshot.pk).exists():
        return False
    with connection.cursor() as cursor:
        cursor.execute(_NAMES_PROTECTED, [snapshot.text, snapshot.text])
        (named,) = cursor.fetchone()
    return not named
