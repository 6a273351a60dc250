"""The objects of the API and of exports: a publication's body with its number, hashes and address.

Without the added keys it is again the body that ``body_sha256`` is the hash of, after its salt.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any, NotRequired, TypedDict, cast

from claims.choices import (
    CONCLUDED,
    LISTED,
    Attribution,
    LegalBasis,
    PublicationEvent,
    Standing,
)
from claims.models import Erasure, Publication
from claims.publication import rationale
from claims.publication.addresses import address
from claims.publication.fields import Day, Field, Moment, Word, filled
from claims.publication.representation import (
    SIGNED,
    ClaimBody,
    PublisherBody,
    SignedBody,
    SourceBody,
    SpeakerBody,
    TopicBody,
)
from claims.publication.signatures import AssertionBody
from sources.choices import SpeakerKind
from sources.models import ArchivedCopy, Speaker

PAGE = Field("Its page for readers.")
RATIONALE_HTML = Field(
    "The rationale as pages show it; of one claim only, with `expand=rationale_html`."
)


class Numbered(TypedDict):
    """The number, state and hashes of a publication."""

    id: Annotated[int, Field("The claim's id.")]
    url: Annotated[str, Field("Its address in the API.")]
    html_url: Annotated[str, PAGE]
    number: Annotated[int, Field("The publication's number. Lists and files are in this order.")]
    event: Annotated[Word, Field("Why it was published.", one_of=tuple(PublicationEvent))]
    standing: Annotated[
        Word,
        Field(
            "Whether the conclusion is in force (signed) or is being checked again (under_review).",
            one_of=tuple(LISTED),
        ),
    ]
    published_at: Annotated[Moment, Field("When this was published.")]
    salt: Annotated[
        Word | None,
        Field("128 random bits; null where the body is not served as it was published."),
    ]
    body_sha256: Annotated[
        Word, Field("SHA-256 of the salt, a newline and the body as it was published.")
    ]
    previous_sha256: Annotated[Word, Field("`sha256` of the publication before it.")]
    sha256: Annotated[Word, Field("SHA-256 of the publication and, through it, of all before it.")]


class RelatedClaim(TypedDict):
    """A public claim that ``relations`` names, with its conclusion."""

    claim: Annotated[int, Field("The claim's id.")]
    url: Annotated[str, Field("Its address in the API.")]
    html_url: Annotated[str, PAGE]
    text: Annotated[str, Field("Its wording.")]
    attribution: Annotated[Word, Field("Did its speaker say it?", one_of=tuple(Attribution))]
    status: Annotated[Word, Field("Is it true?", one_of=tuple(CONCLUDED))]
    standing: Annotated[Word, Field("Whether its conclusion is in force.", one_of=tuple(LISTED))]


class PublishedClaim(Numbered, ClaimBody):
    """A claim as it was signed. ``reason`` is there only while it is under review again.

    ``redacted`` is there only where it is true, of a past day: relations are left out whose other
    claim has been hidden since, so the rest is not what ``body_sha256`` is of.
    """

    signed: Annotated[SignedBody | None, SIGNED]  # type: ignore[misc]
    redacted: NotRequired[bool]
    rationale_html: NotRequired[Annotated[str, RATIONALE_HTML]]
    related_claims: NotRequired[
        Annotated[
            list[RelatedClaim],
            Field("The claims in `relations`, as of the same moment; in no file of an export."),
        ]
    ]
    assertions: NotRequired[
        Annotated[
            list[AssertionBody],
            Field("Where the body has `signatures`: what the passkeys signed; of one claim only."),
        ]
    ]


class Tombstone(Numbered):
    """A withdrawn claim: the reason; wording and speaker only where that was decided."""

    standing: Annotated[Word, Field("That it is withdrawn.", one_of=(Standing.WITHDRAWN.value,))]
    reason: str
    text: NotRequired[str]
    speaker: NotRequired[SpeakerBody]


class ErasedBody(TypedDict):
    """That a body was erased, which nobody can serve again."""

    erased_at: Annotated[Moment, Field("When.")]
    legal_basis: Annotated[Word, Field("Why.", one_of=tuple(LegalBasis))]


class Change(Numbered):
    """One publication, in the list of changes and in webhooks.

    ``body`` is what was published: the object that ``body_sha256`` is the hash of, unless
    ``redacted`` is there (see PublishedClaim); ``{}`` where a claim was hidden; the reason, and
    wording and speaker where that was decided, where it was withdrawn; null where it may no longer
    be shown.
    """

    standing: Annotated[Word, Field("What the public may do with it.", one_of=tuple(Standing))]
    body: ClaimBody | None
    redacted: NotRequired[bool]
    erased: NotRequired[ErasedBody]


class NamedSpeaker(TypedDict):
    """A speaker named in publications; ``id`` is the speaker into whom others were merged."""

    id: Annotated[int, Field("The speaker's number. Rows are in this order.")]
    url: Annotated[str, Field("Its address in the API.")]
    html_url: Annotated[str, PAGE]
    slug: Annotated[str | None, Field("A short name for addresses.")]
    name: Annotated[str, Field("The speaker's name.")]
    kind: Annotated[Word, Field("Who that is.", one_of=tuple(SpeakerKind))]
    description: Annotated[str, Field("Who that is, in a few words.")]


class ArchivedCopyObject(TypedDict):
    """A copy of a source's page in an archive elsewhere."""

    archive: Annotated[Word, Field("The archive: `web_archive` or `perma`.")]
    address: Annotated[str, Field("The copy's address.")]
    copied_on: Annotated[Day, Field("The day of the copy.")]


class NamedSource(SourceBody):
    """A source named in publications, as the latest one describes it."""

    url: str
    html_url: Annotated[str, PAGE]
    archived_copies: Annotated[
        list[ArchivedCopyObject],
        Field("Copies that the newsroom knows of now; part of no publication and no export."),
    ]


class NamedPublisher(PublisherBody):
    """A publisher named in publications, as the latest one describes it."""

    url: str
    html_url: Annotated[str, PAGE]


class NamedTopic(TopicBody):
    """A topic that publications name, as the latest one does."""

    claims: Annotated[str, Field("The address of its claims in the API.")]
    html_url: Annotated[str, PAGE]


def published(
    row: Publication, url: str, page: str = "", added: Mapping[str, Any] = MappingProxyType({})
) -> str:
    """JSON of a published or withdrawn claim, with the body as it is stored.

    ``row`` may be shown; for a past day it is a row of ``served()``. ``page``: the address of the
    claim's page, for an answer that has the rationale as HTML too. ``added``: more keys.
    """
    body = _shown(row)
    if body is None:
        raise ValueError("a publication that is withheld")
    more: dict[str, Any] = _redacted(row, body)
    if page and (html := rationale.as_html(json.loads(body), page)):
        more["rationale_html"] = html
    # A tombstone has no relations.
    if row.standing in LISTED:
        more |= added
    before, after = _members(_numbered(row, url, body)), _members(more)
    return "{" + ",".join(filter(None, (before, body[1:-1], after))) + "}"


RELATED = ("claim", "text", "attribution", "status", "standing")


def related(
    rows: Sequence[Publication], listed: Callable[[Collection[int]], Iterable[Publication]]
) -> dict[int, list[RelatedClaim]]:
    """Of each publication, by its number, the claims that it relates to.

    ``listed``: the rows of some claims that are listed, with the columns ``RELATED``.
    """
    named = {row.number: _relates_to(row) for row in rows}
    if not any(named.values()):
        return {number: [] for number in named}
    claims = {each for of_one in named.values() for each in of_one}
    found = {row.claim_id: _related(row) for row in listed(claims)}
    return {
        number: [found[each] for each in dict.fromkeys(claims) if each in found]
        for number, claims in named.items()
    }


def _related(row: Publication) -> RelatedClaim:
    number = row.claim_id
    url, page = address("claim", number), address("page", number)
    return filled(RelatedClaim, row, claim=number, url=url, html_url=page)


def _relates_to(row: Publication) -> list[int]:
    body = _shown(row)
    # Most relate to none, and parsing takes long. In a text the quotation marks would be escaped.
    if body is None or '"relations":[]' in body:
        return []
    return [each["claim"] for each in json.loads(body).get("relations", ())]


# Made once: json.dumps would make one for each object of a list.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _members(of: Mapping[str, Any]) -> str:
    return _encode(of)[1:-1] if of else ""


def change(row: Publication, url: str, erased: Erasure | None = None) -> Change:
    """A row of ``served()``, with what may be shown of it."""
    body = _shown(row)
    made: Any = {**_numbered(row, url, body), "body": None if body is None else json.loads(body)}
    if erased is not None:
        made["erased"] = filled(ErasedBody, erased)
    return cast("Change", {**made, **_redacted(row, body)})


def _shown(row: Any) -> str | None:
    # A current row of a list is shown as it is; ``served`` is annotated only on others.
    body: str | None = row.served if "served" in vars(row) else row.body
    return body


def _redacted(row: Publication, body: str | None) -> dict[str, bool]:
    return {"redacted": True} if body not in (None, row.body) else {}


def _numbered(row: Publication, url: str, body: str | None) -> Numbered:
    if row.published_at is None:
        raise ValueError("a publication that PostgreSQL has not numbered yet")
    salt = row.salt if body == row.body else None
    page = address("page", row.claim_id)
    return filled(Numbered, row, id=row.claim_id, url=url, html_url=page, salt=salt)


def speaker(row: Speaker, url: str) -> NamedSpeaker:
    """A speaker whom the public may see named. Changing what is shown here takes two people."""
    return filled(NamedSpeaker, row, url=url, html_url=address("speaker-page", row.pk))


def source(
    body: ClaimBody, number: int, url: str, copies: Sequence[ArchivedCopy] = ()
) -> NamedSource:
    """The source of that number as the body describes it."""
    found = next(each for each in _sources(body) if each["id"] == number)
    page = address("source-page", number)
    return {
        **found,
        "url": url,
        "html_url": page,
        "archived_copies": [_copy(each) for each in copies],
    }


def _copy(copy: ArchivedCopy) -> ArchivedCopyObject:
    return {
        "archive": copy.service,
        "address": copy.address,
        "copied_on": copy.copied_on.isoformat(),
    }


def publisher(body: ClaimBody, number: int, url: str) -> NamedPublisher:
    """The publisher of that number as the body describes it."""
    named = (each["publisher"] for each in _sources(body))
    found = next(each for each in named if each and each["id"] == number)
    return {**found, "url": url, "html_url": address("publisher-page", number)}


def _sources(body: ClaimBody) -> list[SourceBody]:
    cited = [piece["source"] for piece in body["evidence"]]
    return [
        *(appearance["source"] for appearance in body["appearances"]),
        *(each for each in cited if each),
    ]
