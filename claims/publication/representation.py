"""The public object: a claim as publications freeze it, and as staff read it live.

Each field is declared once, by its type and a :class:`Field`: the API's schema, the exported files,
the data dictionary and docs/api.md show it. ``claims.publication.document`` fills it. Days are ISO 8601, decimals are
strings, what is not known is null or an empty string.
"""

from typing import Annotated, Any, NotRequired, TypedDict

import rfc8785

from claims.choices import (
    CONCLUDED,
    REACHED,
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
    RationaleFormat,
    ReasonKind,
    RelationKind,
    RelayKind,
    SignatureRole,
)
from claims.publication.fields import Amount, Day, Field, Word, filled
from sources.choices import CaptureMethod, SnapshotKind, SourceKind, SpeakerKind, TranscriptOrigin
from sources.models import Source


class OrganisationBody(TypedDict):
    id: Annotated[
        int | None, Field("The organisation's number as a speaker.", column="organisation_id")
    ]
    name: Annotated[str, Field("The organisation.", column="organisation")]


class RoleBody(TypedDict):
    title: Annotated[str, Field("The post held when it was said.", column="role")]
    organisation: Annotated[OrganisationBody | None, Field("Where that post is.", prefix="")]


class SpeakerBody(TypedDict):
    id: Annotated[int | None, Field("The speaker's number; none where it is not public.")]
    kind: Annotated[Word, Field("Who that is.", one_of=tuple(SpeakerKind))]
    name: Annotated[str | None, Field("The speaker's name, unless it is protected or not known.")]
    description: Annotated[str, Field("Who that is, in a few words.")]
    role: Annotated[RoleBody | None, Field("The role held when it was said.", prefix="")]


SaidOn = TypedDict(
    "SaidOn",
    {
        "from": Annotated[Day | None, Field("The first day on which it may have been said.")],
        "to": Annotated[Day | None, Field("The last day on which it may have been said.")],
        "basis": Annotated[Word, Field("How the day is known.", one_of=tuple(Basis))],
        "note": Annotated[str, Field("Note on how the day is known.")],
    },
)


class TopicBody(TypedDict):
    slug: Annotated[str, Field("The topic's short name in addresses.", example="strikes")]
    name: Annotated[str, Field("The topic's name.")]


class QuantityBody(TypedDict):
    low: Annotated[Amount, Field("The quantity, or its lower end.", example="150")]
    high: Annotated[Amount, Field("The quantity, or its upper end.", example="150")]
    unit: Annotated[str, Field("Its unit.", example="deaths")]
    bound: Annotated[Word, Field("How exact the statement is.", one_of=tuple(Bound))]
    qualifier: Annotated[str, Field("Such as “known”.")]
    counted: Annotated[str, Field("What is counted.")]
    as_of: Annotated[Day | None, Field("The day that the count is as of.")]


class PublisherBody(TypedDict):
    id: Annotated[int, Field("The publisher's number.", column="publisher_id")]
    name: Annotated[str, Field("The source's publisher; empty: not stated.", column="publisher")]


class SourceBody(TypedDict):
    id: Annotated[int, Field("The source's number.")]
    uri: Annotated[
        str,
        Field(
            "The source's address, or `urn:sha256:…` where none is known.",
            example="https://news.example/strikes",
        ),
    ]
    kind: Annotated[Word, Field("What kind of source it is.", one_of=tuple(SourceKind))]
    title: Annotated[str, Field("The source's title.")]
    byline: Annotated[str, Field("The author, as the source names them.")]
    publisher: Annotated[PublisherBody | None, Field("The source's publisher.", prefix="")]
    published_on: Annotated[
        Day | None, Field("The day on which the source was published; empty: not stated.")
    ]
    language: Annotated[str, Field("The source's language (BCP 47).")]
    licence: Annotated[str, Field("The licence under which the source is published.")]


class QuoteBody(TypedDict):
    exact: Annotated[str, Field("The exact words.", example="at least 150 dead")]
    prefix: Annotated[str, Field("The text before them.")]
    suffix: Annotated[str, Field("The text after them.")]
    start: Annotated[int, Field("Where the quote starts, in code points of the text.")]
    end: Annotated[int, Field("Where the quote ends, in code points of the text.")]
    time: NotRequired[
        Annotated[
            Word,
            Field(
                "Of a quote in a transcript: when it is heard, in seconds from the start of the"
                " recording, as a media fragment (`#t=`) has it.",
                example="12.3,15.8",
            ),
        ]
    ]


class TranscriptBody(TypedDict):
    """Of a text that is a transcript: of which recording, and who has heard it."""

    origin: Annotated[Word, Field("Who wrote down what was said.", one_of=tuple(TranscriptOrigin))]
    model: Annotated[str, Field("Of speech recognition: its model, with the version.")]
    recording_url: Annotated[str, Field("The address of the recording; empty: not known.")]
    held_by: Annotated[str, Field("Who holds the recording at that address.")]
    recording_sha256: Annotated[Word, Field("Of a recording that we hold: its SHA-256.")]
    media_type: Annotated[str, Field("Of a recording that we hold: its media type.")]
    listened_on: Annotated[
        Day | None,
        Field("The day on which we checked words and voice by listening; none: not checked."),
    ]


TRANSCRIPT = Field(
    "Of a transcript: the recording, and whether we have listened to it.", prefix="transcript_"
)


class RelayBody(TypedDict):
    kind: Annotated[Word, Field("Who or what that was.", one_of=tuple(RelayKind))]
    speaker: Annotated[OrganisationBody | None, Field("Who relayed it, where that is known.")]
    description: Annotated[str, Field("Who or what relayed it, in words.")]
    verb: Annotated[str, Field("How it was relayed, such as “read out”.")]


METHOD = Field(
    "How its text reached us: only what was `fetched` is a copy of what the address had.",
    one_of=tuple(CaptureMethod),
    column="snapshot_method",
)


class SnapshotBody(TypedDict):
    kind: Annotated[
        Word,
        Field(
            "A capture, or an excerpt that a person copied.",
            column="snapshot_kind",
            one_of=tuple(SnapshotKind),
        ),
    ]
    method: Annotated[Word, METHOD]
    text_sha256: Annotated[Word, Field("SHA-256 of the text that the quotes are from.")]
    consulted_url: Annotated[str, Field("Of an excerpt: the address consulted.")]
    consulted_on: Annotated[Day | None, Field("Of an excerpt: the day it was consulted.")]
    timecode: Annotated[str, Field("Of an excerpt: the place in a recording.")]


class AppearanceBody(TypedDict):
    source: Annotated[SourceBody, Field("The source in which it appears.", prefix="source_")]
    snapshot: Annotated[SnapshotBody, Field("The unchangeable text that we keep.", prefix="")]
    verb: Annotated[str, Field("The source's verb, such as “said” or “denied”.", example="said")]
    directness: Annotated[
        Word, Field("In direct or indirect speech, or both.", one_of=tuple(Directness))
    ]
    described_as: Annotated[str, Field("How the source describes the speaker.")]
    first_known: Annotated[bool, Field("Whether this is the earliest appearance known.")]
    relayed_from: Annotated[
        list[RelayBody],
        Field("Through whom it reached the source, from the origin on.", separator=" → "),
    ]
    translated_from: Annotated[str, Field("The language it was translated from (BCP 47).")]
    translated_by: Annotated[str, Field("Who translated it.")]
    quotes: Annotated[list[QuoteBody], Field("The exact words in the source.", separator=" […] ")]
    transcript: NotRequired[Annotated[TranscriptBody, TRANSCRIPT]]
    taken_down: NotRequired[
        Annotated[
            bool,
            Field(
                "`true` where the text was taken down: no quote, no recording and no `described_as`"
                " are shown."
            ),
        ]
    ]


class ExcerptBody(TypedDict):
    consulted_url: Annotated[str, Field("The address consulted.")]
    consulted_on: Annotated[Day | None, Field("The day it was consulted.")]
    timecode: Annotated[str, Field("The place in a recording.")]


class IndependenceBody(TypedDict):
    """Whether evidence is independent, and why; computed, but for a stated reason."""

    state: Annotated[
        Word,
        Field("Whether it is independent, as far as that is known.", one_of=tuple(Independence)),
    ]
    basis: Annotated[
        Word,
        Field(
            "Why. `against_interest`: from the speaker's own side against the statement, and counts;"
            " `stated`: for the reason given; empty: not judged yet.",
            one_of=("", *IndependenceBasis),
        ),
    ]
    counts: Annotated[
        bool,
        Field(
            "Whether the ratings `verified`, `refuted` and, without context, `mixed` may rest on it."
        ),
    ]
    reason: Annotated[str, Field("Of the basis `stated`: why it counts as independent.")]


class EvidenceBody(TypedDict):
    bears_on: Annotated[
        Word,
        Field(
            "Which of the two answers it is about: said, whether the speaker said it; so, whether it is true.",
            one_of=tuple(Bears),
        ),
    ]
    direction: Annotated[Word, Field("What it says to that answer.", one_of=tuple(Direction))]
    kind: Annotated[Word, Field("What kind of evidence it is.", one_of=tuple(EvidenceKind))]
    primary: Annotated[bool, Field("Whether it is the original post, recording or document.")]
    independence: Annotated[
        IndependenceBody,
        Field(
            "Whether it is independent of the claim's own sources and speaker.",
            prefix="independence_",
        ),
    ]
    description: Annotated[str, Field("What it shows, in our words.")]
    source: Annotated[SourceBody | None, Field("The source that it is from.", prefix="source_")]
    quote: Annotated[QuoteBody | None, Field("Of a passage: the exact words.", prefix="quote_")]
    snapshot_method: Annotated[Word, Field("Of a passage: how its text reached us.")]
    consulted_on: Annotated[Day | None, Field("Of a record or contact: the day.")]
    contacted: Annotated[str, Field("Of a contact: whom, and how.")]
    file_sha256: Annotated[Word, Field("Of a file: its SHA-256.")]
    page: Annotated[str, Field("Of a file: the page.")]
    timecode: Annotated[str, Field("Of a file: the place in a recording.")]
    number: NotRequired[
        Annotated[
            int, Field("By which a footnote cites it: `[^E3]` is number 3. Some are left out.")
        ]
    ]
    excerpt: NotRequired[
        Annotated[
            ExcerptBody,
            Field(
                "Of a passage in an excerpt: where and when that was consulted.", prefix="excerpt_"
            ),
        ]
    ]
    transcript: NotRequired[Annotated[TranscriptBody, TRANSCRIPT]]
    taken_down: NotRequired[
        Annotated[
            bool, Field("`true` where the text was taken down: no quote or recording is shown.")
        ]
    ]


class RelationBody(TypedDict):
    claim: Annotated[int, Field("The other claim's id.")]
    relation: Annotated[
        Word, Field("How it relates to the other claim.", one_of=tuple(RelationKind))
    ]
    direction: Annotated[
        Word, Field("Out from this claim, in to it, or both.", one_of=("out", "in", "both"))
    ]
    rationale: Annotated[str, Field("Why the relation holds.")]
    scope: Annotated[str, Field("What the relation applies to, where that is not the whole.")]


class ReplyRequestBody(TypedDict):
    asked: Annotated[str, Field("Whom we asked.")]
    role: Annotated[str, Field("In what role, such as “press office”.")]
    channel: Annotated[
        Word,
        Field(
            "How: `email`, `phone`, `letter`, `form`, `message` or `in_person`; empty: not recorded."
        ),
    ]
    sent_on: Annotated[Day | None, Field("The day on which we asked.")]
    deadline: Annotated[
        str, Field("Until when we asked for an answer: local time; empty: not recorded.")
    ]
    time_zone: Annotated[Word, Field("The time zone of the deadline, such as `Europe/Madrid`.")]
    deadline_reason: NotRequired[Annotated[str, Field("Why they got less than two working days.")]]
    reminded_on: Annotated[list[Day], Field("The days on which we reminded them.")]
    state: Annotated[
        Word,
        Field("What became of it; `asked` and `reminded`: awaited.", one_of=REACHED),
    ]
    answered_on: Annotated[Day | None, Field("The day on which they answered or declined to.")]
    answer: Annotated[str, Field("Their answer.")]


class NotAskedBody(TypedDict):
    whom: Annotated[str, Field("A person or body whom the conclusion could harm.")]
    why: Annotated[str, Field("Why they were not asked for a reply.")]


class ReplyBody(TypedDict):
    asked: Annotated[str, Field("Whom we asked for a reply: of several, the first.")]
    asked_on: Annotated[Day | None, Field("The day on which we asked them.")]
    how: Annotated[str, Field("How we asked them.")]
    answer: Annotated[str, Field("Their answer.")]
    not_sought: Annotated[str, Field("Why no reply was sought.")]
    requests: NotRequired[
        Annotated[list[ReplyRequestBody], Field("Everybody whom we asked, in that order.")]
    ]
    not_awaited: NotRequired[
        Annotated[str, Field("Why we concluded before a reply that is awaited.")]
    ]
    not_asked: NotRequired[
        Annotated[
            list[NotAskedBody],
            Field("Whom the conclusion could harm and we did not ask, with the reason."),
        ]
    ]


class ExternalReviewBody(TypedDict):
    """What somebody else concluded, in their own word."""

    publisher: Annotated[PublisherBody, Field("Who concluded it.", prefix="")]
    rating: Annotated[str, Field("Their rating, in their own word.")]
    url: Annotated[str, Field("The address of their review.")]
    reviewed_on: Annotated[Day | None, Field("The day of their review.")]
    archive: NotRequired[
        Annotated[
            str,
            Field(
                "Of a rating that came without an address of its own: the data set that has it, such"
                " as “LIAR, 2017”."
            ),
        ]
    ]


class SignedBody(TypedDict):
    by: Annotated[list[str], Field("The people who signed, as they chose to be named.")]
    four_eyes: Annotated[bool, Field("Whether two people signed.")]


SIGNED = Field("Who signed the conclusion.", prefix="")


class SignatureBody(TypedDict):
    role: Annotated[Word, Field("As what they signed with a passkey.", one_of=tuple(SignatureRole))]
    key: Annotated[str, Field("The pseudonym of the key with which they did.")]


class TranslationBody(TypedDict):
    language: Annotated[str, Field("The language of this name and definition (BCP 47).")]
    name: Annotated[str, Field("The label's name in it.")]
    definition: Annotated[str, Field("The label's definition in it.")]


class LabelBody(TypedDict):
    """The newsroom's own word for this conclusion, as it was when it was signed."""

    key: Annotated[Word, Field("The label's own short name, which never changes.")]
    name: Annotated[str, Field("Our own label for these two answers, such as “Half true”.")]
    definition: Annotated[str, Field("What the label means.")]
    attribution: Annotated[
        Word,
        Field("The attribution that it stands for: this body's.", one_of=tuple(Attribution)),
    ]
    status: Annotated[
        Word, Field("The rating that it stands for: this body's.", one_of=tuple(CONCLUDED))
    ]
    number: Annotated[
        int | None, Field("Its place on our scale; none where it is rated in words only.")
    ]
    worst: Annotated[int | None, Field("The lowest number of that scale.")]
    best: Annotated[int | None, Field("The highest number of that scale.")]
    translations: Annotated[
        list[TranslationBody], Field("The label in other languages of our site.")
    ]


class ReviewTranslationBody(TypedDict):
    """The review in another language, as two people signed it who read both."""

    language: Annotated[str, Field("The language of the translation (BCP 47).", example="es")]
    text: Annotated[str, Field("The statement in that language.")]
    summary: NotRequired[Annotated[str, Field("The finding in one sentence.")]]
    rationale: Annotated[
        str, Field("Why we concluded this, in the format of the original rationale.")
    ]
    by: NotRequired[
        Annotated[
            list[str],
            Field("The people who read both languages, as they chose to be named.", separator="; "),
        ]
    ]


class ClaimBody(TypedDict, total=False):
    """What a publication's body holds; of a withdrawn claim it has fewer keys."""

    text: Annotated[
        str,
        Field(
            "What was said, in words that can be read alone.",
            example="At least 150 people have died in the strikes.",
        ),
    ]
    nature: Annotated[Word, Field("What kind of statement it is.", one_of=tuple(Nature))]
    language: Annotated[str, Field("The language of the wording (BCP 47).", example="en")]
    attribution: Annotated[
        Word,
        Field(
            "Attribution: did this speaker say this, then, in these words? Read it beside status.",
            one_of=tuple(Attribution),
        ),
    ]
    status: Annotated[
        Word,
        Field(
            "Rating: is it true? Where standing is under_review: the rating last signed.",
            one_of=tuple(CONCLUDED),
        ),
    ]
    label: NotRequired[
        Annotated[
            LabelBody,
            Field(
                "Our own label for this conclusion, where one was chosen among those of the two"
                " answers.",
                prefix="label_",
            ),
        ]
    ]
    speaker: Annotated[SpeakerBody, Field("Who said it.", prefix="speaker_")]
    said_on: Annotated[SaidOn, Field("When it may have been said.", prefix="said_")]
    topics: Annotated[list[TopicBody], Field("Its topics.", separator=",")]
    quantities: Annotated[list[QuantityBody], Field("The quantities in it.", prefix="quantity_")]
    appearances: Annotated[list[AppearanceBody], Field("The sources in which it appears.")]
    evidence: Annotated[list[EvidenceBody], Field("The public evidence.")]
    summary: NotRequired[
        Annotated[str, Field("The finding in one sentence; not of what was signed before 2026-12.")]
    ]
    rationale: Annotated[str, Field("Why we concluded this, as it was written.")]
    rationale_format: NotRequired[
        Annotated[
            Word,
            Field(
                "`markdown`, of which paragraphs, lists, quotes, emphasis, links and footnotes to"
                " evidence (`[^E3]`) count; without it the rationale is plain text.",
                one_of=tuple(RationaleFormat),
            ),
        ]
    ]
    translations: NotRequired[
        Annotated[
            list[ReviewTranslationBody],
            Field(
                "The statement, summary and rationale in other languages, each added by people who read both"
                " languages. A claim that was reopened and signed again has none until it is translated again."
            ),
        ]
    ]
    reply: Annotated[ReplyBody, Field("The replies sought from the speaker and others.")]
    relations: Annotated[list[RelationBody], Field("Its relations to other public claims.")]
    external_reviews: NotRequired[
        Annotated[list[ExternalReviewBody], Field("What others concluded, where any did.")]
    ]
    reason: NotRequired[
        Annotated[str, Field("Why it is under review again, or withdrawn; only where it is.")]
    ]
    reason_kind: NotRequired[
        Annotated[
            Word,
            Field(
                "What it was last reopened for, where it was. Signed again after `our_error` or"
                " `complaint_upheld`, it is a correction.",
                one_of=tuple(ReasonKind),
            ),
        ]
    ]
    signed: NotRequired[Annotated[SignedBody | None, SIGNED]]
    version: NotRequired[
        Annotated[
            str,
            Field(
                "Where somebody signed with a passkey: the SHA-256 of this body as they signed it, which"
                " is its canonical JSON without `signed`, `version` and `signatures`."
            ),
        ]
    ]
    derived_from: NotRequired[
        Annotated[
            str,
            Field(
                "In place of `version`, where this body differs from what was signed with passkeys: the"
                " version that they signed."
            ),
        ]
    ]
    signatures: NotRequired[
        Annotated[list[SignatureBody], Field("Who signed that version with a passkey.")]
    ]


def canonical(body: Any) -> str:
    """Canonical JSON (RFC 8785) as text."""
    return rfc8785.dumps(body).decode()


def source_body(source: Source) -> SourceBody:
    publisher = filled(PublisherBody, source.publisher) if source.publisher else None
    return filled(SourceBody, source, publisher=publisher)
