"""The kind and name of a speaker, read from the words in a file."""

import re
from functools import lru_cache
from typing import NamedTuple

from sources.choices import SpeakerKind

# Sites whose addresses identify a person; others are often somebody's posts, or a party's page.
IDENTIFYING = ("wikipedia.org", "wikidata.org")
NOT_STATED = "the file names nobody"  # stored as a description, so not translated

_SLUG = re.compile(r"[a-z0-9]+(?:-+[a-z0-9]+)+\Z")
_SMALL = {"of", "the", "for", "and", "in", "on", "at", "to", "a", "an", "de", "la", "del", "da"}
_MC = re.compile(r"\bMc([a-z])")

_MEDIUM = (
    r"facebook|instagram|twitter|tweet|tiktok|youtube|whats ?app|telegram|social(?: media)?"
    r"|internet|web|online|blog|viral|chain|media|news"
)
_THING = (
    r"posts?|postings?|users?|pages?|videos?|images?|photos?|pictures?|memes?|messages?|texts?"
    r"|e ?mails?|letters?|rumou?rs?|claims?|accounts?|sites?|sources?|people|persons?|outlets?"
    r"|critics|bloggers?|tweets?|media|netizens|commenters|experts?|officials?"
)
_SOME = r"viral|anonymous|various|multiple|several|many|unknown|unnamed|some|other|an?|the"
_GENERIC = re.compile(
    rf"(?:(?:{_SOME}) )*(?:(?:{_MEDIUM}) )*(?:{_THING}|facebook|instagram|twitter|tiktok|youtube"
    rf"|whats ?app|telegram|social media|internet)(?: (?:on|via|en|no|sur|from) (?:{_MEDIUM}))?"
    r"|(?:an?onymous|unknown|unnamed|various|multiple|several|n a)"
    r"|redes socia(?:les|is)|(?:varias|diversas|multiples?) (?:fuentes|fontes|sources)"
    r"|v[aá]rias fontes|sources multiples|r[eé]seaux sociaux|desinforma(?:cion|ción|cao|ção)"
    r"|internautes?|internautas?|usuarios? de .*|soziale medien"
    r"|(?:वायरल )?(?:सोशल मीडिया|फेसबुक|व्हाट्सएप)(?: (?:यूज़र्स?|यूजर्स?|पोस्ट))*"
    r"|(?:منشورات )?(?:على )?(?:مواقع|وسائل) التواصل الاجتماعي"
)
_APART = re.compile(r"\s*(?:[,;/&]|\band\b)\s*")
_ORGANISATION = re.compile(
    r"\b(?:committee|party|pac|association|union|foundation|institute|institution|council"
    r"|coalition|department|ministry|office|campaign|university|college|school|company|corp"
    r"|corporation|inc|llc|ltd|group|network|center|centre|agency|bureau|board|commission|league"
    r"|federation|alliance|society|bank|club|court|congress|senate|parliament|assembly|caucus"
    r"|republicans|democrats|conservatives|liberals|americans|floridians|texans|georgians|citizens"
    r"|workers|chamber|project|fund|trust|news|times|post|magazine|tv|radio|house|army|navy|police"
    r"|city|county|state|government|administration|initiative|organi[sz]ation|partnership|forum"
    r"|partido|ministerio|minist[eè]re|gobierno|governo|gouvernement|universidad|universidade)\b"
    r"|\.(?:com|org|net|gov)\b",
    re.IGNORECASE,
)
KINDS = {
    "person": SpeakerKind.PERSON,
    "organization": SpeakerKind.ORGANISATION,
    "organisation": SpeakerKind.ORGANISATION,
    "group": SpeakerKind.GROUP,
    "anonymous": SpeakerKind.ANONYMOUS,
    "unattributed": SpeakerKind.UNATTRIBUTED,
}


class Named(NamedTuple):
    """``name``: for a speaker without a name, the description."""

    name: str
    kind: str


@lru_cache(maxsize=50_000)
def named(words: str, stated: str = "") -> Named:
    """``stated``: the kind that the file gives, if any.

    "Facebook posts" names nobody: an anonymous speaker, of one source. "barack-obama", from an
    address, becomes a name.
    """
    if not words:
        return Named(NOT_STATED, SpeakerKind.UNATTRIBUTED)
    kind = KINDS.get(stated.strip().lower(), "")
    if kind in (SpeakerKind.ANONYMOUS, SpeakerKind.UNATTRIBUTED) or is_generic(words):
        return Named(words, kind if kind == SpeakerKind.UNATTRIBUTED else SpeakerKind.ANONYMOUS)
    name = unslugged(words)
    if not kind:
        kind = SpeakerKind.ORGANISATION if _ORGANISATION.search(name) else SpeakerKind.PERSON
    return Named(name, kind)


def is_generic(words: str) -> bool:
    """Whether the words name nobody: media, "several sources", a list of these."""
    parts = [part for part in _APART.split(words.lower()) if part]
    return bool(parts) and all(_GENERIC.fullmatch(part.replace("-", " ")) for part in parts)


def unslugged(words: str) -> str:
    """A name from an address ("barack-obama") as names are written."""
    if not _SLUG.match(words):
        return words
    parts = [part for part in words.split("-") if part]
    name = " ".join(
        part if number and part in _SMALL else part.capitalize()
        for number, part in enumerate(parts)
    )
    return _MC.sub(lambda found: "Mc" + found[1].upper(), name)
