"""Statements that the grammar of a sentence hands on: somebody says that, wants to, criticizes."""

from collections.abc import Iterator
from dataclasses import dataclass

from claims.extraction import cues
from claims.extraction.words import Words

Span = tuple[int, int]  # first and last word

_SUBJECTS = ("nsubj", "nsubjpass", "csubj")
_NOT_OF_IT = frozenset(",.;:-–—―…?!")


@dataclass
class Reading:
    """One attribution, in words: the cue, who, and what."""

    cue: int
    source: Span | None
    content: Span
    rule: str
    cue_end: int = -1

    def __post_init__(self) -> None:
        self.cue_end = max(self.cue_end, self.cue)


def readings(words: Words) -> Iterator[Reading]:
    for i, tag in enumerate(words.tags):
        if tag[:2] == "VB":
            yield from _of_verb(words, i)
        elif tag[:2] == "NN":
            yield from _of_noun(words, i)
        elif tag[:2] in ("JJ", "RB"):
            yield from _of_adjective(words, i)
        if words.lower[i] == "according":
            yield from _according(words, i)


def _of_verb(words: Words, verb: int) -> Iterator[Reading]:
    form = words.lower[verb]
    found = False
    source = subject(words, verb)
    for kid in words.kids[verb]:
        dep = words.deps[kid]
        if dep == "ccomp" and (form not in cues.NOT_CLAUSE):
            found = True
            yield Reading(verb, source, _clause(words, verb, kid), "clause")
        elif dep == "xcomp":
            if _infinitive(words, kid):
                if form in cues.TO:
                    found = True
                    yield Reading(
                        verb, source, (_object_before(words, verb, kid), words.right[kid]), "to"
                    )
            elif form in cues.SAY:
                found = True
                yield Reading(verb, source, (words.left[kid], words.right[kid]), "clause")
        elif dep == "dobj" and form in cues.OBJECT:
            found = True
            yield Reading(verb, source, (words.left[kid], _complement(words, verb, kid)), "object")
        elif dep == "oprd" and form in cues.NAMES:
            found = True
            yield Reading(verb, source, (words.left[kid], words.right[kid]), "name")
        elif (
            dep in ("prep", "agent")
            and kid > verb
            and words.lower[kid] in cues.PREPOSITIONS.get(form, ())
        ):
            for under in words.kids[kid]:
                if words.deps[under] in ("pobj", "pcomp"):
                    found = True
                    yield Reading(verb, source, (words.left[under], words.right[under]), "prep")
        elif dep == "nsubjpass" and form in cues.PASSIVE:
            found = True
            yield Reading(
                verb, _agent(words, verb), (words.left[kid], _passive_end(words, verb)), "passive"
            )
    if not found and form in cues.SAY:
        yield from _inside(words, verb, source)


def _clause(words: Words, verb: int, kid: int) -> Span:
    last = words.right[kid]
    if kid > verb:
        for other in words.kids[verb]:
            if other > last and words.deps[other] == "advcl" and words.left[other] == last + 1:
                last = words.right[other]
    return words.left[kid], last


def _infinitive(words: Words, i: int) -> bool:
    return any(words.tags[kid] == "TO" for kid in words.kids[i] if kid < i)


def _object_before(words: Words, verb: int, kid: int) -> int:
    """Where "him to run" begins in "asked him to run"."""
    first = words.left[kid]
    for other in words.kids[verb]:
        if words.deps[other] in ("dobj", "dative") and verb < other < kid:
            first = min(first, words.left[other])
    return first


_COMPLEMENTS = frozenset(["prep", "oprd", "xcomp", "ccomp", "dative", "prt", "acomp"])
_AFTER_OBJECT = frozenset(
    ["as", "for", "of", "on", "over", "to", "from", "about", "against", "into", "with"]
)


def _complement(words: Words, verb: int, kid: int) -> int:
    """Where "X of Y" ends in "accused X of Y"."""
    last = words.right[kid]
    for other in words.kids[verb]:
        if (
            words.left[other] == last + 1
            and words.deps[other] in _COMPLEMENTS
            and (words.deps[other] != "prep" or words.lower[other] in _AFTER_OBJECT)
        ):
            last = words.right[other]
    return last


def _passive_end(words: Words, verb: int) -> int:
    last = verb
    for kid in words.kids[verb]:
        if kid > verb and words.deps[kid] in ("xcomp", "oprd", "prep", "ccomp"):
            if words.deps[kid] == "prep" and words.lower[kid] not in ("as", "for", "of"):
                continue
            last = words.right[kid]
    if last == verb:
        last = next(
            (words.right[k] for k in words.kids[verb] if words.deps[k] == "nsubjpass"), verb
        )
    return last


def _inside(words: Words, verb: int, source: Span | None) -> Iterator[Reading]:
    """ "The move, Carr explained, was right"; "as Clyburn noted, …"."""
    head = words.heads[verb]
    dep = words.deps[verb]
    if head == verb:
        return
    inserted = dep in ("parataxis",)
    if dep == "advcl":
        inserted = any(words.lower[k] == "as" for k in words.kids[verb] if k < verb)
    if inserted:
        first, last = _without(words, head, verb)
        if first <= last:
            yield Reading(verb, source, (first, last), "inside")


def _without(words: Words, head: int, kid: int) -> Span:
    """The words that hang on ``head``, without the kid's where they stand at an end."""
    first, last = words.left[head], words.right[head]
    if words.left[kid] <= first:
        first = words.right[kid] + 1
    elif words.right[kid] >= last:
        last = words.left[kid] - 1
    return first, last


def _of_noun(words: Words, noun: int) -> Iterator[Reading]:
    governs = cues.NOUNS.get(singular(words.lower[noun]))
    if not governs:
        return
    source = None
    for kid in words.kids[noun]:
        if words.deps[kid] == "poss":
            source = (words.left[kid], kid)
    if source is None:
        source = _holder(words, noun)
    for kid in words.kids[noun]:
        dep = words.deps[kid]
        if kid < noun:
            continue
        if dep == "prep" and words.lower[kid] in governs:
            for under in words.kids[kid]:
                if words.deps[under] in ("pobj", "pcomp"):
                    yield Reading(noun, source, (words.left[under], words.right[under]), "noun")
        elif dep in ("acl", "ccomp", "relcl") and (
            (
                "that" in governs
                and any(
                    words.lower[k] == "that" and words.deps[k] == "mark" for k in words.kids[kid]
                )
            )
            or ("to" in governs and _infinitive(words, kid))
        ):
            yield Reading(noun, source, (words.left[kid], words.right[kid]), "noun")


def singular(noun: str) -> str:
    if noun in cues.NOUNS:
        return noun
    if noun.endswith("ies") and noun[:-3] + "y" in cues.NOUNS:
        return noun[:-3] + "y"
    if noun.endswith("es") and noun[:-2] in cues.NOUNS:
        return noun[:-2]
    return noun.removesuffix("s")


def _holder(words: Words, noun: int) -> Span | None:
    """Whose hope it is in "voters expressed hope"."""
    head = words.heads[noun]
    if words.tags[head][:2] == "VB" and words.deps[noun] in ("dobj", "attr"):
        return subject(words, head)
    return None


def _of_adjective(words: Words, adjective: int) -> Iterator[Reading]:
    governs = cues.ADJECTIVES.get(words.lower[adjective])
    if not governs:
        return
    source = subject(words, words.heads[adjective]) if words.heads[adjective] != adjective else None
    for kid in words.kids[adjective]:
        dep = words.deps[kid]
        if kid < adjective:
            continue
        if dep == "prep" and words.lower[kid] in governs:
            for under in words.kids[kid]:
                if words.deps[under] in ("pobj", "pcomp"):
                    yield Reading(
                        adjective, source, (words.left[under], words.right[under]), "adjective"
                    )
        elif (dep in ("ccomp", "advcl") and "that" in governs) or (
            dep == "xcomp" and "to" in governs
        ):
            yield Reading(adjective, source, (words.left[kid], words.right[kid]), "adjective")


def _according(words: Words, i: int) -> Iterator[Reading]:
    to = i + 1
    if to >= len(words) or words.lower[to] != "to":
        return
    who = [kid for kid in (*words.kids[to], *words.kids[i]) if words.deps[kid] in ("pobj", "dobj")]
    if not who:
        return
    source = words.left[who[0]], words.right[who[0]]
    first, last = _sentence(words, i)
    if i - first <= 2:
        begin, end = source[1] + 1, last
    else:
        head = words.heads[i]
        begin = words.left[head] if head != i else first
        end = i - 1
        if begin > end:
            begin = first
    if begin <= end:
        yield Reading(i, source, (begin, end), "according")


def _sentence(words: Words, i: int) -> Span:
    first = last = i
    while first and words.sentence[first - 1] == words.sentence[i]:
        first -= 1
    while last + 1 < len(words) and words.sentence[last + 1] == words.sentence[i]:
        last += 1
    return first, last


def subject(words: Words, verb: int) -> Span | None:
    """Who says it: the verb's own subject, or that of the verb it leans on."""
    for _ in range(6):
        for kid in words.kids[verb]:
            if words.deps[kid] in _SUBJECTS:
                if words.tags[kid] in ("WP", "WDT") and words.deps[verb] == "relcl":
                    antecedent = words.heads[verb]
                    return words.left[antecedent], max(antecedent, kid)
                return words.left[kid], words.right[kid]
        agent = _agent(words, verb)
        if agent:
            return agent
        head = words.heads[verb]
        if head == verb:
            return None
        if words.tags[head][:2] in ("NN", "PR"):
            if words.deps[verb] in ("acl", "relcl"):
                return words.left[head], head
            return None
        verb = head
    return None


def _agent(words: Words, verb: int) -> Span | None:
    for kid in words.kids[verb]:
        if words.deps[kid] == "agent":
            for under in words.kids[kid]:
                if words.deps[under] == "pobj":
                    return words.left[under], words.right[under]
    return None
