"""Template filters and tags: days, numbers, choices and the chip in the reader's language."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django import template
from django.conf import settings
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import choices
from claims.presentation import players, prose, unnamed_speakers
from claims.presentation.chip import Part, chip_text
from claims.presentation.chip import chip as conclusion
from claims.presentation.languages import language_name
from claims.presentation.recordings import PlaceInRecording, places_of
from claims.publication.addresses import link, with_language
from claims.publication.representation import AppearanceBody, EvidenceBody
from claims.site import embeds
from claims.site.language import of_check, other_than_the_page
from newsroom.addresses import domain_of
from newsroom.permissions import role_of as role
from sources.archived_copies import is_at_archive_today
from sources.choices import (
    UNPOOLED,
    CaptureMethod,
    SourceKind,
    SpeakerKind,
    TranscriptOrigin,
)

register = template.Library()

LABELS: dict[str, Any] = {
    "status": choices.Status,
    "attribution": choices.Attribution,
    "nature": choices.Nature,
    "basis": choices.Basis,
    "directness": choices.Directness,
    "relay": choices.RelayKind,
    "relation": choices.RelationKind,
    "direction": choices.Direction,
    "bears": choices.Bears,
    "evidence": choices.EvidenceKind,
    "event": choices.PublicationEvent,
    "standing": choices.Standing,
    "reason_kind": choices.ReasonKind,
    "source": SourceKind,
    "transcript": TranscriptOrigin,
    "speaker": SpeakerKind,
}


@register.filter
def places_in_recording(appearance: AppearanceBody) -> list[PlaceInRecording]:
    """When the quotes of an appearance are heard; none where it is no transcript."""
    return places_of(appearance.get("transcript"), appearance["quotes"])


@register.filter
def place_in_recording(piece: EvidenceBody) -> PlaceInRecording | None:
    """When the quote of a piece of evidence is heard; None where it is from no transcript with times."""
    quote = piece["quote"]
    return next(iter(places_of(piece.get("transcript"), [quote] if quote else [])), None)


@register.filter
def is_played(appearance: AppearanceBody) -> bool:
    """Whether readers may hear the recording here, by the rule of its address, and we hold it."""
    transcript = appearance.get("transcript")
    if transcript is None or not transcript["recording_sha256"]:
        return False
    found = players.public_transcript(
        appearance["source"]["id"], appearance["snapshot"]["text_sha256"]
    )
    return found is not None and found.recording is not None and bool(found.recording.file_name)


@register.filter
def label(code: str, kind: str) -> str:
    """The public word for a code of the choices of that kind; an unknown code as it is."""
    try:
        member = LABELS[kind](code)
    except ValueError:
        return code
    return str(member.public if isinstance(member, choices.Answer) else member.label)


@register.filter(is_safe=True)
def trimmed(text: str) -> str:
    """Without the white space around it, such as the words that stand in brackets."""
    return text.strip()


@register.filter
def day_list(values: Collection[str]) -> str:
    return ", ".join(map(prose.day, values))


@register.filter
def reply_deadline(request: Mapping[str, Any]) -> str:
    """Until when somebody was asked to answer, with the time zone."""
    return prose.deadline(request["deadline"], request["time_zone"])


@register.filter
def day_before(value: date) -> str:
    """The last day of a period, from the day after it, which is stored."""
    return prose.day(value - timedelta(days=1))


@register.filter
def moment(value: datetime) -> SafeString:
    """An instant to the minute, with its time zone; exactly in the attribute."""
    words = formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), words)


@register.filter
def exact_moment(value: datetime) -> SafeString:
    """An instant as exactly as it is known, in UTC: what existed before it may not have at its minute."""
    utc = value.astimezone(UTC)
    clock = f"{utc:%H:%M:%S.%f}".rstrip("0").rstrip(".") if utc.microsecond else f"{utc:%H:%M:%S}"
    return format_html(
        '<time datetime="{}">{}, {} UTC</time>', value.isoformat(), prose.day(utc.date()), clock
    )


@register.filter
def days(said_on: Mapping[str, Any]) -> str:
    """The days on which it may have been said, in words."""
    return prose.days(said_on["from"], said_on["to"]) or _("day not known")


_UNNAMED = {
    "anonymous": gettext_lazy("not named by the source"),
    "unattributed": gettext_lazy("no speaker named"),
    "article": gettext_lazy("the article’s own voice"),
}


@register.filter
def unnamed(speaker: Mapping[str, Any]) -> str:
    """Why there is no name, in words; empty where there is one, or the description says why."""
    if speaker["kind"] in _UNNAMED:
        is_said = unnamed_speakers.is_ours(speaker["description"])
        return "" if is_said else str(_UNNAMED[speaker["kind"]])
    return "" if speaker["id"] else _("name withheld")


register.filter("amount", prose.amount)
register.filter("day", prose.day)
register.filter("evidence_weight", prose.evidence_weight)
register.filter("number", prose.number)
register.filter("person", prose.person)
register.filter("post", prose.post)


@register.filter
def has_page(speaker: Mapping[str, Any]) -> bool:
    return speaker["id"] is not None and speaker["kind"] not in UNPOOLED


@register.simple_tag
def feed_url(name: str, *args: Any) -> str:
    """A feed's address, with the page's language: programs that fetch it state none."""
    path = reverse(f"site:{name}", args=args)
    code = translation.get_language() or settings.LANGUAGE_CODE
    is_other = code != settings.LANGUAGE_CODE and code in dict(settings.LANGUAGES)
    return with_language(path, code) if is_other else path


register.filter("language", language_name)


@register.filter
def titled(source: Mapping[str, Any]) -> str:
    """The source's title or address, or that it has neither, with its day."""
    if source["title"]:
        return str(source["title"])
    if not source["uri"].startswith("urn:"):
        return str(source["uri"])
    kind = label(source["kind"], "source")
    if on := source.get("published_on"):
        words = _("Untitled %(kind)s, %(day)s") % {"kind": kind, "day": prose.day(on)}
    else:
        words = _("Untitled %(kind)s") % {"kind": kind}
    return capfirst(words)


ENDS = 5  # words at either end of a quote, by which browsers find it


@register.filter
def at_words(address: str, words: str | None) -> str:
    """The address of these words in a page, for browsers that know text fragments; others open the page."""
    each = (words or "").split()
    if not address or not each or "#" in address:
        return address
    ends = filter(None, (" ".join(each[:ENDS]), " ".join(each[ENDS:][-ENDS:])))
    # In a text fragment a hyphen has a meaning of its own.
    found = ",".join(quote(end, safe="").replace("-", "%2D") for end in ends)
    return f"{address}#:~:text={found}"


# What reached us in these ways is not known to be what its address had.
STATED_ONLY = (CaptureMethod.PASTED, CaptureMethod.UPLOADED, CaptureMethod.IMPORTED)


@register.filter
def is_stated_only(method: str) -> bool:
    """Whether the newsroom states where a text is from, without having seen it there."""
    return method in STATED_ONLY


@register.filter
def are_stated_only(methods: Collection[str]) -> bool:
    return bool(methods) and all(map(is_stated_only, methods))


@register.filter
def web(uri: str | None) -> str:
    """The address if readers get a link to it, else nothing."""
    is_linked = uri and uri.startswith(("http://", "https://")) and not is_at_archive_today(uri)
    return uri if uri and is_linked else ""


@register.filter
def host(uri: str) -> str:
    """The host of a web address, else nothing."""
    return domain_of(uri)


# A shape for each value, so that nothing is shown by colour alone.
SHAPES = {
    "verified": '<path d="M3 8.5 6.5 12 13 4.5"/>',
    "refuted": '<path d="m4 4 8 8M12 4l-8 8"/>',
    "mixed": '<circle cx="8" cy="8" r="5.5"/><path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor"/>',
    "disputed": '<path d="M2 5.5h9.5M9 3l2.5 2.5L9 8M14 10.5H4.5M7 8l-2.5 2.5L7 13"/>',
    "unverifiable": '<path d="M5.2 6a2.8 2.8 0 1 1 4 2.5C8.3 9 8 9.5 8 10.3M8 12.8v.4"/>',
    "unrated": '<circle cx="8" cy="8" r="5.5"/>',
    "withdrawn": '<circle cx="8" cy="8" r="5.5"/><path d="m4.2 4.2 7.6 7.6"/>',
    "confirmed": '<path d="M2 4h12v7H8l-3 3v-3H2z" fill="currentColor"/>',
    "reported": '<path d="M2 4h12v7H8l-3 3v-3H2z"/>',
    "under_review": '<circle cx="8" cy="8" r="5.5"/><path d="M8 4.5V8l2.5 1.5"/>',
    "misattributed": '<path d="M2 4h12v7H8l-3 3v-3H2zM2 13 14 2"/>',
}


@register.simple_tag
@lru_cache(maxsize=100)
def shape(code: str) -> SafeString:
    """The drawing for a value; its word is always beside it."""
    drawn = SafeString(SHAPES.get(code, SHAPES["unrated"]))
    return format_html(
        '<svg class="shape" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.8"'
        ' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{}</svg>',
        drawn,
    )


@register.simple_tag
def role_of(user: Any) -> str:
    """The role of somebody of the newsroom in words; empty for others."""
    held = role(user)
    return str(held.label) if held else ""


register.simple_tag(link, name="url")


@register.simple_tag(takes_context=True)
def page_url(context: Context, name: str, *args: Any) -> str:
    """The address of a page; from a page of working claims, of the same kind."""
    name = f"site:{'working-' if context.get('inside') else ''}{name}"
    return link(name, *args)


@register.simple_tag
def chip(body: Mapping[str, Any], standing: str = "") -> SafeString:
    """Both answers, each as word, shape and colour."""
    return _chip(tuple(conclusion(body, standing)))


@lru_cache(maxsize=1000)
def _chip(parts: tuple[Part, ...]) -> SafeString:
    """There are a few dozen of them, of which a list has fifty."""
    return render_to_string("site/chip.html", {"parts": parts})


@register.simple_tag
def chip_words(body: Mapping[str, Any], standing: str = "") -> str:
    return chip_text(body, standing)


@register.simple_tag
def embed_snippet(claim: int) -> str:
    """The HTML of the frame that shows a claim on another site, as text."""
    return str(embeds.snippet(claim))


@register.simple_tag
def embed_discovery(claim: int) -> str:
    """Where software that embeds a claim's page asks for that HTML."""
    return embeds.discovery(claim)


@register.simple_tag
def lane_words(code: str) -> str:
    """What the claims of a lane of a timeline have in common."""
    if code == choices.Standing.UNDER_REVIEW:
        return str(choices.Standing.UNDER_REVIEW.label)
    if code == choices.Attribution.MISATTRIBUTED:
        return str(choices.Attribution.MISATTRIBUTED.short)
    return str(choices.Status(code).public)


@register.simple_tag
def language_of_check(body: Mapping[str, Any]) -> str:
    """ "en" where our words are English and the page is in another language."""
    return of_check(body)


@register.simple_tag
def lang_of(text: str) -> SafeString:
    """A ``lang`` attribute for our own words that are in another language than the page."""
    code = other_than_the_page(text)
    return format_html(' lang="{}"', code) if code else SafeString()
