"""What people ask about: a statement, or whether somebody said it. Then it is no repeat if somebody else did."""

import json
import re
from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any

from claims.matching import finding
from claims.matching.finding import Match
from claims.matching.wordings import readings
from claims.matching.words import folded
from claims.models import Claim, Publication
from claims.models.matching import Scope
from claims.publication.document import present, with_parts
from nlp import questions
from nlp.attributed import is_known, named_beside
from nlp.comparison import Comparison, Reason, Related, Statement
from nlp.comparison.vocabulary import TITLES
from sources.choices import SpeakerKind
from sources.models import Alias, Speaker


def likely(text: str, scope: Scope, most: int) -> list[Match]:
    """``finding.likely`` for the text, or for the statement that it asks about or reports. Where it names
    somebody beside the words of a claim, the claim is a repeat only if they may be its speaker; else it
    has the reason OTHER_SPEAKER."""
    question = questions.read(text)
    statement = Statement(question)
    found = finding.likely(Statement(text), scope, most)
    matches = {each.claim: each for each in found}
    if question != text:
        matches |= {each.claim: each for each in finding.likely(statement, scope, most)}
        # "The ministry announced that …" may be somebody's statement as it is.
        matches |= {
            each.claim: each for each in found if _is_repeat(each) and not _named(text, each)
        }
    repeats = [each for each in matches.values() if _is_repeat(each)]
    matches |= _of_others(text, repeats, scope)
    return finding.in_order(matches.values(), statement)[:most]


def _is_repeat(match: Match) -> bool:
    return match.relation == Related.REPEATS


def _of_others(text: str, repeats: Sequence[Match], scope: Scope) -> dict[int, Match]:
    """Those that are not known to be of the people named in the text, as no repeats."""
    wordings = [each.statement.text for each in readings(Statement(text))] if repeats else []
    named = {each.claim: min((_named(of, each) for of in wordings), key=len) for each in repeats}
    speakers = _speakers([claim for claim, phrases in named.items() if phrases], scope)
    return {
        each.claim: replace(each, comparison=_another_speaker(each, others_names[0]))
        for each in repeats
        if (
            others_names := [
                of for of in named[each.claim] if not _is_called(speakers.get(each.claim), of)
            ]
        )
    }


def _named(text: str, match: Match) -> list[str]:
    return named_beside(text, match.document.statement)


def _another_speaker(match: Match, name: str) -> Comparison:
    values = {"a": name, "b": match.document.speaker}
    return Comparison(Related.UNRELATED, match.comparison.score, Reason.OTHER_SPEAKER, values)


def _speakers(claims: Collection[int], scope: Scope) -> dict[int, Any]:
    """As bodies have them."""
    if scope == Scope.WORKING:
        working: Iterable[Claim] = with_parts(Claim.objects.filter(pk__in=claims))
        return {each.pk: present(each)["speaker"] for each in working}
    rows = Publication.objects.listed().filter(claim__in=claims).values_list("claim", "body")
    return {claim: json.loads(body)["speaker"] for claim, body in rows}


def _is_called(speaker: Any, name: str) -> bool:
    """Whether the words may mean this speaker: parts of a name with or without the post, or, without a
    name, the post or description: "the general". Of a body's name the noun has to be there: "Trump" is
    not the "Trump administration"."""
    words = _folded(" ".join(each for each in _apart(name).split() if _tells(each)))
    if speaker is None or not is_known(name):
        return False
    role = speaker["role"] or {}
    at = role.get("organisation") or {}
    post = _folded(f"{role.get('title', '')} {at.get('name', '')}")
    if not any(_tells(each) and _may_be_name(each) for each in _apart(name).split()):
        return words <= post | _folded(f"{speaker['name'] or ''} {speaker['description']}")
    words -= TITLES
    is_body = speaker["kind"] != SpeakerKind.PERSON
    return any(
        words & (_folded(_noun(each)) if is_body else _folded(each))
        and words <= _folded(each) | post
        for each in _called(speaker)
    )


def _noun(name: str) -> str:
    """Of "Trump administration" and of "Administration of Trump" the administration."""
    return re.split(r"\s(?:of|for|de|del)\s", name)[0].rpartition(" ")[2]


def _apart(name: str) -> str:
    """The words of a handle: @BarackObama."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name) if "@" in name else name


def _called(speaker: Any) -> list[str]:
    """The speaker's names that may be read; the description of one without a public name."""
    if not (speaker["id"] and speaker["name"]):
        return [speaker["name"] or speaker["description"]]
    merged = Speaker.objects.filter(pk=speaker["id"]).with_merged()
    aliases = Alias.objects.filter(speaker__in=merged).without_protected_names()
    return [speaker["name"], *aliases.values_list("name", flat=True)]


def _folded(text: str) -> AbstractSet[str]:
    """The words, without marks beside them and without initials."""
    words = (folded(each).strip(".,;:!?¿¡'’\"“”«»()@").removesuffix("'s") for each in text.split())
    return frozenset(each for each in words if len(each) > 1)


def _tells(word: str) -> bool:
    """ "UN" does, "un" doesn't."""
    return folded(word) not in _NO_NAMES or (len(word) > 1 and word.isupper())


def _may_be_name(word: str) -> bool:
    return word[:1].isupper() and folded(word) not in TITLES


# Words that a sentence begins with and that are no part by which a name is known.
_NO_NAMES = frozenset(
    folded(each)
    for each in (
        *("he", "she", "they", "it", "we", "i", "you", "the", "a", "an", "some", "this", "that"),
        *(
            "these",
            "those",
            "his",
            "her",
            "its",
            "their",
            "our",
            "my",
            "your",
            "somebody",
            "anybody",
        ),
        *("someone", "anyone", "people", "alguien"),
        *("él", "ella", "ellos", "ellas", "usted", "ustedes", "nosotros", "yo", "tú", "quién"),
        *("el", "la", "lo", "los", "las", "un", "una", "unos", "unas", "su", "sus", "este", "esta"),
        *("estos", "estas", "ese", "esa", "de"),
    )
)
