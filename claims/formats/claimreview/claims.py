"""The claim that a review is of: who made it, when, and where it appeared."""

from collections.abc import Callable, Iterable

from claims.choices import Attribution
from claims.formats.claimreview.shapes import Author, CreativeWork, ReviewedClaim
from claims.publication.representation import AppearanceBody, ClaimBody, SourceBody, SpeakerBody
from sources.choices import SourceKind, SpeakerKind

# (name of an address, number of the thing) -> where it is read
Address = Callable[[str, int], str]

# Where something is said, and not only told that it was.
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


def claim(said: ClaimBody, url: str, address: Address) -> ReviewedClaim:
    made: ReviewedClaim = {"@type": "Claim", "@id": url}
    if author := author_of(said["speaker"], address):
        made["author"] = author
    if day := day_said(said):
        made["datePublished"] = day
    if said["language"]:
        made["inLanguage"] = said["language"]
    primary = _primary(said)
    if primary:
        made["firstAppearance"] = _work(primary["source"])
    others = [each["source"] for each in said["appearances"] if each is not primary]
    if works := works_of(others):
        made["appearance"] = works
    return made


def author_of(speaker: SpeakerBody, address: Address | None) -> Author | None:
    """A protected speaker, or one whom the text does not name, is a description and no more."""
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


def day_said(said: ClaimBody) -> str | None:
    """Of a range no day is given: any of them would be a guess."""
    first, last = said["said_on"]["from"], said["said_on"]["to"]
    return first if first == last else None


def _primary(said: ClaimBody) -> AppearanceBody | None:
    """Where it was first said, in the speaker's own act and language; never a report of that."""
    if said["attribution"] != Attribution.CONFIRMED:
        return None
    return next((each for each in said["appearances"] if _is_the_first_saying(each)), None)


def _is_the_first_saying(appearance: AppearanceBody) -> bool:
    source = appearance["source"]
    return bool(
        appearance["first_known"]
        and source["kind"] in UTTERANCES
        and not appearance["relayed_from"]
        and not appearance["translated_from"]
        and address_of(source)
    )


def works_of(sources: Iterable[SourceBody | None]) -> list[CreativeWork]:
    """Those that have a web address, each once."""
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
