"""The claim that a review is about: who made it, when, and where it appeared."""

from collections.abc import Callable, Iterable

from claims.choices import Attribution, RelayKind
from claims.formats.claimreview.shapes import Author, CreativeWork, ReviewedClaim
from claims.publication.representation import AppearanceBody, ClaimBody, SourceBody, SpeakerBody
from sources.choices import SourceKind, SpeakerKind

# (name of an API address, number) -> the address
Address = Callable[[str, int], str]

# Sources in which something is said, not only reported.
UTTERANCES = {
    SourceKind.RELEASE,
    SourceKind.POST,
    SourceKind.TRANSCRIPT,
    SourceKind.VIDEO,
    SourceKind.DOCUMENT,
}
# A text that names nobody has no author to name.
NOBODY = {SpeakerKind.UNATTRIBUTED, SpeakerKind.ARTICLE}
SEVERAL = {SpeakerKind.ORGANISATION, SpeakerKind.GROUP}


def claim(body: ClaimBody, url: str, address: Address) -> ReviewedClaim:
    made: ReviewedClaim = {"@type": "Claim", "@id": url}
    if author := author_of_claim(body, address):
        made["author"] = author
    if day := day_said(body):
        made["datePublished"] = day
    if body["language"]:
        made["inLanguage"] = body["language"]
    primary = _primary(body)
    if primary:
        made["firstAppearance"] = _work(primary["source"])
    reports = [each["source"] for each in body["appearances"] if each is not primary]
    if works := works_of(reports):
        made["appearance"] = works
    return made


def author_of_claim(body: ClaimBody, address: Address | None) -> Author | None:
    """The speaker; of words that are not theirs whoever spread them first, if that is known."""
    if body["attribution"] == Attribution.MISATTRIBUTED:
        return _spreader(body)
    return author_of(body["speaker"], address)


# Of whoever passed words on; of other kinds it is not known which of the two they are.
RELAYED_BY = {
    RelayKind.PERSON: "Person",
    RelayKind.SPOKESPERSON: "Person",
    RelayKind.OUTLET: "Organization",
    RelayKind.WIRE: "Organization",
    RelayKind.ORGANISATION: "Organization",
}


def _spreader(body: ClaimBody) -> Author | None:
    """From whom the first known appearance has the words, else its publisher; never the misquoted person.

    Of several appearances none of which is the first known, nobody is named.
    """
    appearances = body["appearances"]
    first = next((each for each in appearances if each["first_known"]), None)
    if first is None and len(appearances) == 1:
        (first,) = appearances
    if first is None:
        return None
    kind, who = "Organization", first["source"]["publisher"]
    if first["relayed_from"]:
        origin = first["relayed_from"][0]
        kind = RELAYED_BY.get(RelayKind(origin["kind"]), "")
        speaker = origin["speaker"]
        is_named = speaker is not None and speaker["id"] not in (None, body["speaker"]["id"])
        who = speaker if kind and is_named else None  # type: ignore[assignment]  # both have a name
    misquoted = {body["speaker"]["name"], body["speaker"]["description"]} - {None, ""}
    if who is None or who["name"].casefold() in {str(each).casefold() for each in misquoted}:
        return None
    return {"@type": kind, "name": who["name"]}


def author_of(speaker: SpeakerBody, address: Address | None) -> Author | None:
    """A protected speaker, or one not named by the text, has a description only."""
    name = speaker["name"] or speaker["description"]
    if speaker["kind"] in NOBODY or not name:
        return None
    several = speaker["kind"] in SEVERAL
    made: Author = {"@type": "Organization" if several else "Person", "name": name}
    if address and speaker["id"] is not None and speaker["kind"] != SpeakerKind.ANONYMOUS:
        made["@id"] = address("speaker", speaker["id"])
    if (role := speaker["role"]) and not several:
        made["jobTitle"] = role["title"]
        if organisation := role["organisation"]:
            made["worksFor"] = {"@type": "Organization", "name": organisation["name"]}
    return made


def day_said(body: ClaimBody) -> str | None:
    """None for a range: any day of it would be a guess."""
    first, last = body["said_on"]["from"], body["said_on"]["to"]
    return first if first == last else None


def _primary(body: ClaimBody) -> AppearanceBody | None:
    """The original, by the speaker and in their language; never a report of it."""
    if body["attribution"] != Attribution.CONFIRMED:
        return None
    return next((each for each in body["appearances"] if _is_original(each)), None)


def _is_original(appearance: AppearanceBody) -> bool:
    source = appearance["source"]
    return bool(
        appearance["first_known"]
        and source["kind"] in UTTERANCES
        and not appearance["relayed_from"]
        and not appearance["translated_from"]
        and address_of(source)
    )


def works_of(sources: Iterable[SourceBody | None]) -> list[CreativeWork]:
    """The sources that have a web address, each once."""
    found = {source["id"]: source for source in sources if source and address_of(source)}
    return [_work(source) for source in found.values()]


def _work(source: SourceBody) -> CreativeWork:
    made: CreativeWork = {"@type": "CreativeWork", "url": source["uri"]}
    if source["title"]:
        made["name"] = source["title"]
    if source["published_on"]:
        made["datePublished"] = source["published_on"]
    if source["language"]:
        made["inLanguage"] = source["language"]
    if source["publisher"]:
        made["publisher"] = {"@type": "Organization", "name": source["publisher"]["name"]}
    return made


def address_of(source: SourceBody) -> str:
    return "" if source["uri"].startswith("urn:") else source["uri"]
