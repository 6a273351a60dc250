"""What people ask about: a statement, or whether somebody said it. Then it is no repeat if somebody else did."""

import json
from collections.abc import Collection, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any

from claims.matching import finding
from claims.matching.finding import Match
from claims.matching.words import folded
from claims.models import Claim, Publication
from claims.models.matching import Scope
from claims.publication.representation import for_representation, present
from nlp import questions
from nlp.comparison import Comparison, Reason, Related, Statement
from nlp.comparison.vocabulary import TITLES
from sources.models import Alias, Speaker


def likely(text: str, scope: Scope, most: int) -> list[Match]:
    """``finding.likely`` for the text, or for the statement that it asks about or reports. Where it names
    a speaker, a claim that isn't known to be theirs is no repeat, but has the reason OTHER_SPEAKER."""
    question = questions.read(text)
    found = finding.likely(Statement(text), scope, most)
    if question.statement == text:
        return found
    name = question.speaker
    # "The ministry announced that …" may be somebody's statement as it is.
    whole = [each for each in found if _is_repeat(each) and _names(each.document.statement, name)]
    statement = Statement(question.statement)
    matches = {each.claim: each for each in [*found, *finding.likely(statement, scope, most)]}
    if name:
        matches |= _compared_by_speaker(matches.values(), scope, name)
    matches |= {each.claim: each for each in whole}
    return finding.in_order(matches.values(), statement)[:most]


def _is_repeat(match: Match) -> bool:
    return match.relation == Related.REPEATS


def _compared_by_speaker(matches: Iterable[Match], scope: Scope, name: str) -> dict[int, Match]:
    """The repeats that are not known to be of the speaker who is named, as no repeats."""
    repeats = {each.claim: each for each in matches if _is_repeat(each)}
    speakers = _speakers(repeats, scope)
    return {
        claim: replace(each, comparison=_another_speaker(each, name))
        for claim, each in repeats.items()
        if not _is_called(speakers.get(claim), name)
    }


def _another_speaker(match: Match, name: str) -> Comparison:
    values = {"a": name, "b": match.document.speaker}
    return Comparison(Related.UNRELATED, match.comparison.score, Reason.OTHER_SPEAKER, values)


def _speakers(claims: Collection[int], scope: Scope) -> dict[int, Any]:
    """As bodies have them."""
    if scope == Scope.WORKING:
        working: Iterable[Claim] = for_representation(Claim.objects.filter(pk__in=claims))
        return {each.pk: present(each)["speaker"] for each in working}
    rows = Publication.objects.listed().filter(claim__in=claims).values_list("claim", "body")
    return {claim: json.loads(body)["speaker"] for claim, body in rows}


def _is_called(speaker: Any, name: str) -> bool:
    """Whether the words may mean this speaker: parts of a name with or without the post, or, without a
    name, the post or description: "the general". A pronoun may mean anybody."""
    words = _folded(" ".join(each for each in name.split() if _tells(each)))
    if not words:
        return True
    if speaker is None:
        return False
    role = speaker["role"] or {}
    at = role.get("organisation") or {}
    post = _folded(f"{role.get('title', '')} {at.get('name', '')}")
    if not any(_tells(each) and _may_be_name(each) for each in name.split()):
        return words <= post | _folded(f"{speaker['name'] or ''} {speaker['description']}")
    words -= TITLES
    return any(words & each and words <= each | post for each in map(_folded, _called(speaker)))


def _called(speaker: Any) -> list[str]:
    """The speaker's names that may be read; the description of one without a public name."""
    if not (speaker["id"] and speaker["name"]):
        return [speaker["name"] or speaker["description"]]
    merged = Speaker.objects.filter(pk=speaker["id"]).with_merged()
    aliases = Alias.objects.filter(speaker__in=merged).without_protected_names()
    return [speaker["name"], *aliases.values_list("name", flat=True)]


def _names(text: str, name: str) -> bool:
    return bool(name) and _folded(name) <= _folded(text)


def _folded(text: str) -> AbstractSet[str]:
    """The words, without marks beside them and without initials."""
    words = (folded(each).strip(".,;:!?¿¡'’\"“”«»()").removesuffix("'s") for each in text.split())
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
