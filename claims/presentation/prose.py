"""The body of a claim in words, and two bodies side by side with their differences marked."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from claims.choices import (
    REPLIED,
    Attribution,
    Basis,
    Bears,
    Bound,
    Direction,
    Directness,
    EvidenceKind,
    Independence,
    IndependenceBasis,
    Nature,
    ReasonKind,
    RelationKind,
    RelayKind,
    ReplyChannel,
    ReplyState,
    Status,
)
from claims.models import Quantity, ReplyRequest
from claims.presentation.units import unit_in_words
from claims.presentation.unnamed_speakers import in_readers_language
from claims.publication.labels import in_words, label_of, rating_in_words
from newsroom.quotation import quoted
from sources.choices import CaptureMethod, SourceKind


def number(value: Any) -> str:
    """A decimal, with the separators of the reader's language."""
    try:
        exact = Decimal(value)
    except (InvalidOperation, TypeError):
        return str(value)
    return str(formats.number_format(exact.normalize(), use_l10n=True, force_grouping=True))


def day(value: Any) -> str:
    """A day, as a body or a row has it, as the reader's language writes days."""
    if not value:
        return ""
    if isinstance(value, str):
        value = date.fromisoformat(value)
    elif isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return _day(value, translation.get_language())


@lru_cache(maxsize=4096)
def _day(value: date, _language: str | None) -> str:
    """Cached because a page of results shows dozens, mostly the same ones."""
    return str(formats.date_format(value, "DATE_FORMAT"))


def when(start: Any, end: Any, basis: str, note: str = "") -> str:
    """The days on which it may have been said, in words."""
    words = days(start, end) or _("not known")
    if start:
        words += f" ({Basis(basis).label})"
    return f"{words}; {note}" if note else words


def days(start: Any, end: Any) -> str:
    """The day, or the first and last of several; empty where it is not known."""
    if not start:
        return ""
    if start == end:
        return day(start)
    return _("between %(first)s and %(last)s") % {"first": day(start), "last": day(end)}


def amount(quantity: Mapping[str, Any], *, says_exactly: bool = False) -> str:
    """ "at least 150 known deaths"."""
    bound = Bound(quantity["bound"])
    low, high = number(quantity["low"]), number(quantity["high"])
    parts = [
        str(bound.label) if says_exactly or bound != Bound.EXACTLY else "",
        low if low == high else f"{low}–{high}",
        unit_in_words(quantity["unit"], quantity["qualifier"]),
    ]
    return " ".join(filter(None, parts))


def whole_amount(quantity: Mapping[str, Any]) -> str:
    """ "exactly 150 known deaths (residents)"; of what is counted only what the unit doesn't say."""
    words = amount(quantity, says_exactly=True)
    counted = quantity["counted"]
    if counted and counted.casefold() != quantity["unit"].casefold():
        words += f" ({counted})"
    if quantity["as_of"]:
        words += ", " + _("as of %(day)s") % {"day": day(quantity["as_of"])}
    return words


def values_of(quantity: Quantity) -> dict[str, Any]:
    """A quantity's row as a body has it."""
    ends = {name: f"{getattr(quantity, name).normalize():f}" for name in ("low", "high")}
    return vars(quantity) | ends


def quantity_words(quantity: Quantity) -> str:
    return whole_amount(values_of(quantity))


@dataclass(frozen=True)
class Line:
    label: str
    words: str


def lines(body: Mapping[str, Any], *, public: bool = False) -> list[Line]:
    """Everything that the body says, a labelled line each, in the order of reading.

    ``public``: the two answers in the words that readers see.
    """
    return [Line(label, words) for label, words in _lines(body, public) if words]


def details(body: Mapping[str, Any]) -> list[Line]:
    """The same without statement, answers, summary and rationale, for a page that shows these apart."""
    shown_apart = dict.fromkeys(("text", "summary", "rationale"), "")
    answers = {label for label, _words in _answers(body, public=False)}
    return [line for line in lines({**body, **shown_apart}) if line.label not in answers]


def _answers(body: Mapping[str, Any], public: bool) -> Iterable[tuple[str, str]]:
    attribution = Attribution(body["attribution"]) if body["attribution"] else None
    if public:
        yield _("Did they say it?"), str(attribution.public) if attribution else _("not concluded")
        yield _("Is it true?"), rating_in_words(body)
    else:
        word = attribution.word_and_public if attribution else _("not concluded")
        yield _("Attribution"), word
        yield _("Rating"), Status(body["status"]).word_and_public


def _label(body: Mapping[str, Any], public: bool) -> Iterable[tuple[str, str]]:
    if label := label_of(body):
        yield _("Label"), label_words(label, own=not public)


def label_words(label: Mapping[str, Any], *, own: bool = False) -> str:
    """Name, definition, and its number. ``own``: with its translations, each in its own language."""
    name, definition = (label["name"], label["definition"]) if own else in_words(label)
    words = f"{name}: {definition}"
    if label["number"] is not None:
        words += " " + _("(%(number)s on a scale from %(worst)s to %(best)s)") % label
    if own:
        for each in label["translations"]:
            words += f"\n{each['language']}: {each['name']}: {each['definition']}"
    return words


def _lines(body: Mapping[str, Any], public: bool) -> Iterable[tuple[str, str]]:
    yield _("Statement"), body.get("text", "")
    if "speaker" in body:
        role = post(body["speaker"]["role"])
        yield _("Speaker"), person(body["speaker"]) + (f" ({role})" if role else "")
    if "status" not in body:
        yield _("Reason"), body.get("reason", "")
        return
    yield from _answers(body, public)
    yield from _label(body, public)
    yield _("Nature"), str(Nature(body["nature"]).label) if body["nature"] else ""
    on = body["said_on"]
    yield _("Said on"), when(on["from"], on["to"], on["basis"], on["note"])
    yield _("Language"), body["language"]
    yield _("Topics"), ", ".join(topic["name"] for topic in body["topics"])
    for n, quantity in enumerate(body["quantities"], start=1):
        yield _("Quantity %(number)s") % {"number": n}, whole_amount(quantity)
    for n, appearance in enumerate(body["appearances"], start=1):
        yield _("Appearance %(number)s") % {"number": n}, _appearance(appearance)
    for piece in body["evidence"]:
        yield _("Evidence %(number)s") % {"number": piece["number"]}, _evidence(piece)
    yield _("Summary"), body.get("summary", "")
    yield _("Rationale"), body["rationale"]
    yield from _translations(body)
    yield from _replies(body["reply"])
    for n, relation in enumerate(body["relations"], start=1):
        yield _("Relation %(number)s") % {"number": n}, _relation(relation)
    for n, review in enumerate(body.get("external_reviews", ()), start=1):
        yield _("External review %(number)s") % {"number": n}, external_review_words(review)
    if signed := body.get("signed"):
        yield _("Signed by"), ", ".join(signed["by"]) or _("people not named")
        if not signed["four_eyes"]:
            yield _("How signed"), _("by one person, as this newsroom's policy allows")
    kind = body.get("reason_kind")
    yield _("Reopened for"), str(ReasonKind(kind).label) if kind else ""
    yield _("Under review again because"), body.get("reason", "")


def _translations(body: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for each in body.get("translations", ()):
        words = (each["text"], each.get("summary"), each["rationale"])
        label = _("Translation (%(language)s)") % {"language": each["language"]}
        yield label, "\n\n".join(filter(None, words))


def _replies(given: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    yield _("Reply"), not_sought(given["not_sought"])
    for n, request in enumerate(given.get("requests", ()), start=1):
        yield _("Reply %(number)s") % {"number": n}, reply_request(request)
    yield _("Why a reply was not awaited"), given.get("not_awaited", "")
    for each in given.get("not_asked", ()):
        yield _("Not asked: %(whom)s") % each, each["why"]


def person(speaker: Mapping[str, Any]) -> str:
    """The speaker's name if the public may read it, else the description."""
    return str(speaker["name"]) if speaker["name"] else in_readers_language(speaker["description"])


def post(role: Mapping[str, Any] | None) -> str:
    """The role held then: "minister, Ministry of Works"."""
    if not role:
        return ""
    organisation = role["organisation"]
    return f"{role['title']}, {organisation['name']}" if organisation else str(role["title"])


def credited(body: Mapping[str, Any]) -> str:
    """The speaker with the role held then; of words that are not theirs, that these are attributed to them."""
    speaker = body["speaker"]
    named = ", ".join(part for part in (person(speaker), post(speaker["role"])) if part)
    if named and body.get("attribution") == Attribution.MISATTRIBUTED:
        return _("Attributed to %(who)s") % {"who": named}
    return named


def source_words(source: Mapping[str, Any]) -> str:
    publisher = source["publisher"]
    named = f", {publisher['name']}" if publisher else ""
    title = source["title"] or source["uri"]
    if title.startswith("urn:sha256:"):
        title = _("untitled %(kind)s") % {"kind": SourceKind(source["kind"]).label}
    return f"{title}{named}"


def _appearance(appearance: Mapping[str, Any]) -> str:
    words = " … ".join(quoted(quote["exact"]) for quote in appearance["quotes"])
    if appearance.get("taken_down"):
        words = _("(quote taken down)")
    verb = f"{appearance['verb']}, " if appearance["verb"] else ""
    text = f"{verb}{Directness(appearance['directness']).label}: {words}"
    if appearance["described_as"]:
        text += " " + _("Speaker described as: %(words)s.") % {"words": appearance["described_as"]}
    if appearance["relayed_from"]:
        hops = (
            f"{RelayKind(hop['kind']).label} "
            f"{hop['speaker']['name'] if hop['speaker'] else hop['description']}"
            for hop in appearance["relayed_from"]
        )
        text += " " + _("Relayed from: %(hops)s.") % {"hops": " → ".join(hops)}
    if appearance["translated_from"]:
        text += " " + _("Translated from %(language)s by %(whom)s.") % {
            "language": appearance["translated_from"],
            "whom": appearance["translated_by"] or _("nobody named"),
        }
    if appearance["first_known"]:
        text += " " + _("First known.")
    how = CaptureMethod(appearance["snapshot"]["method"]).label
    where = f"{how}{consulted(appearance['snapshot'])}"
    return f"{text} — {source_words(appearance['source'])} ({where})"


def consulted(excerpt: Mapping[str, Any]) -> str:
    """Where and when an excerpt was consulted, after a comma; empty for a capture."""
    parts = []
    if excerpt.get("consulted_on"):
        parts.append(_("consulted on %(day)s") % {"day": day(excerpt["consulted_on"])})
    if excerpt.get("consulted_url"):
        parts.append(_("at %(address)s") % {"address": excerpt["consulted_url"]})
    if excerpt.get("timecode"):
        parts.append(excerpt["timecode"])
    return f", {' '.join(parts)}" if parts else ""


def _evidence(piece: Mapping[str, Any]) -> str:
    text = f"{', '.join(_marks(piece))}: {piece['description']}"
    if piece["quote"]:
        text += f" {quoted(piece['quote']['exact'])}"
    if piece.get("taken_down"):
        text += " " + _("(quote taken down)")
    if piece["source"]:
        text += f" — {source_words(piece['source'])}"
    if piece["snapshot_method"]:
        method = CaptureMethod(piece["snapshot_method"]).label
        text += f" ({method}{consulted(piece.get('excerpt', {}))})"
    if piece["contacted"]:
        text += " — " + _("contacted: %(whom)s") % {"whom": piece["contacted"]}
    return text + _place(piece)


def _marks(piece: Mapping[str, Any]) -> Iterable[str]:
    yield str(Direction(piece["direction"]).label)
    yield str(Bears(piece["bears_on"]).label)
    yield str(EvidenceKind(piece["kind"]).label)
    if piece["primary"]:
        yield _("primary")
    if words := independence(piece["independence"]):
        yield words


def independence(given: Mapping[str, Any]) -> str:
    """Whether evidence is independent and, unless nothing ties it to the claim, why."""
    if not given["basis"]:
        return ""
    state = str(Independence(given["state"]).label)
    if given["basis"] == IndependenceBasis.NO_TIE:
        return state
    why = str(given["reason"] or IndependenceBasis(given["basis"]).label)
    # More of the sentence may follow.
    return _("%(state)s: %(why)s") % {"state": state, "why": why.strip().removesuffix(".")}


def _place(piece: Mapping[str, Any]) -> str:
    """The day, which of a record is when it was consulted, and the place in a file."""
    text = ""
    if piece["consulted_on"] and piece["contacted"]:
        text += f" ({day(piece['consulted_on'])})"
    elif piece["consulted_on"]:
        text += consulted({"consulted_on": piece["consulted_on"]})
    if piece.get("page"):
        text += ", " + _("page %(page)s") % {"page": piece["page"]}
    return text + (f", {piece['timecode']}" if piece.get("timecode") else "")


def evidence_weight(piece: Mapping[str, Any]) -> str:
    """How much it weighs: primary or secondary, independent or not and why, and whether it counts."""
    given = piece["independence"]
    is_primary = piece["primary"]
    if given["basis"] == IndependenceBasis.NO_TIE:
        primary, secondary = (
            _("primary, independent evidence"),
            _("secondary, independent evidence"),
        )
        return primary if is_primary else secondary
    weight = _("primary evidence") if is_primary else _("secondary evidence")
    parts = [weight, independence(given), _not_counted(piece)]
    return "; ".join(part for part in parts if part)


def _not_counted(piece: Mapping[str, Any]) -> str:
    counts = (
        piece["independence"]["counts"]
        or piece["bears_on"] != Bears.SO
        or piece["direction"] == Direction.CONTEXT
    )
    return "" if counts else _("not counted towards “True” or “False”")


def external_review_words(review: Mapping[str, Any]) -> str:
    """What another publisher concluded, in its own word."""
    rating = review["rating"] and quoted(review["rating"])
    archive = review.get("archive", "")
    parts = (
        *(review["publisher"]["name"], rating, day(review["reviewed_on"]), review["url"]),
        archive and _("as archived in %(archive)s") % {"archive": archive},
    )
    return ", ".join(part for part in parts if part)


def not_sought(why: str) -> str:
    """Why no reply was sought; empty where one was."""
    return _("Not sought: %(why)s") % {"why": why} if why else ""


def deadline(local: str, zone: str) -> str:
    """A deadline as a body has it, with its time zone."""
    if not local:
        return ""
    moment = datetime.fromisoformat(local)
    # Translators: a deadline, such as "Nov. 27, 2026, 5 p.m."
    words = _("%(day)s, %(time)s") % {
        "day": formats.date_format(moment, "DATE_FORMAT"),
        "time": formats.date_format(moment, "TIME_FORMAT"),
    }
    return f"{words} UTC" if zone == "UTC" else f"{words} ({zone})"


def request_deadline(request: ReplyRequest) -> str:
    local = request.deadline.astimezone(ZoneInfo(request.time_zone))
    return deadline(local.isoformat(timespec="minutes")[:16], request.time_zone)


def reply_request(request: Mapping[str, Any]) -> str:
    whom = f"{request['asked']}, {request['role']}" if request["role"] else request["asked"]
    text = _("Asked %(whom)s on %(day)s") % {"whom": whom, "day": day(request["sent_on"])}
    text += f" ({ReplyChannel(request['channel']).label})"
    until = deadline(request["deadline"], request["time_zone"])
    text += ", " + _("to answer by %(deadline)s") % {"deadline": until}
    if why := request.get("deadline_reason"):
        text += " " + _("(less than two working days: %(why)s)") % {"why": why}
    if request["reminded_on"]:
        days = ", ".join(map(day, request["reminded_on"]))
        text += ", " + _("reminded on %(days)s") % {"days": days}
    if request["state"] in REPLIED:
        answered = ReplyState(request["state"]).label
        text += f"; {answered}, {day(request['answered_on'])}"
    elif request["state"] == ReplyState.NO_ANSWER:
        text += f"; {ReplyState.NO_ANSWER.label}"
    return f"{text}: {request['answer']}" if request["answer"] else text


def request_words(request: ReplyRequest) -> str:
    """A request as a row has it now, without the contact, the reminders' days and the reason of its deadline."""
    if request.state == ReplyState.UNREACHED:
        return _("Nothing that was sent for this request has reached them.")
    zone = ZoneInfo(request.time_zone)
    return reply_request(
        {name: getattr(request, name) for name in ("role", "channel", "state", "time_zone")}
        | {
            "asked": request.addressee,
            "sent_on": request.sent_at.astimezone(zone).date(),
            "deadline": request.deadline.astimezone(zone).isoformat(timespec="minutes")[:16],
            "reminded_on": [],
            "answered_on": request.answered_on,
            "answer": request.answer,
        }
    )


def _relation(relation: Mapping[str, Any]) -> str:
    kind = RelationKind(relation["relation"]).label
    other = _("claim %(number)s") % {"number": relation["claim"]}
    words = f"{other} {kind} …" if relation["direction"] == "in" else f"{kind} {other}"
    scope = f" ({relation['scope']})" if relation["scope"] else ""
    return f"{words}{scope}: {relation['rationale']}"


@dataclass(frozen=True)
class Part:
    words: str
    marked: bool


@dataclass(frozen=True)
class Row:
    """A line of two bodies; the parts that only one of them has are marked."""

    label: str
    old: list[Part]
    new: list[Part]

    @property
    def same(self) -> bool:
        return not any(part.marked for part in (*self.old, *self.new))


def shortened(parts: Sequence[Part], most: int = 150) -> str:
    text = "".join(part.words for part in parts)
    return text if len(text) <= most else text[: most - 1] + "…"


def compare(old: Mapping[str, Any], new: Mapping[str, Any], *, public: bool = False) -> list[Row]:
    """Line by line: first the lines of the old body, then those that only the new one has."""
    before = {line.label: line.words for line in lines(old, public=public)}
    after = {line.label: line.words for line in lines(new, public=public)}
    labels = dict.fromkeys([*before, *after])
    return [Row(label, *differing(before.get(label, ""), after.get(label, ""))) for label in labels]


def differing(old: str, new: str) -> tuple[list[Part], list[Part]]:
    """Two texts in parts; words that only one of them has are marked."""
    if old == new:
        same = [Part(old, False)] if old else []
        return same, same
    olds, news = _words(old), _words(new)
    before: list[Part] = []
    after: list[Part] = []
    for kind, a, b, c, d in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        if b > a:
            before.append(Part("".join(olds[a:b]), kind != "equal"))
        if d > c:
            after.append(Part("".join(news[c:d]), kind != "equal"))
    return before, after


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|[^\s]+", text)
