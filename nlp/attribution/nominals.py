"""Statements reported by nouns and adjectives: a claim that, criticism of, confident that."""

from collections.abc import Iterator

from nlp.attribution import cues
from nlp.attribution.clauses import Reading, has_to, of_verb, subject
from nlp.attribution.parsing import Span, Words


def readings(words: Words) -> Iterator[Reading]:
    """Every attribution in the grammar, nested and doubtful ones too."""
    for i, tag in enumerate(words.tags):
        kind = tag[:2]
        if kind == "VB":
            yield from of_verb(words, i)
        elif kind == "NN":
            yield from _of_noun(words, i)
        elif kind in ("JJ", "RB"):
            yield from _of_adjective(words, i)
        if words.lower[i] == "according":
            yield from _according(words, i)
        elif words.lower[i] in cues.ALLEGED and words.heads[i] != i:
            yield from _alleged(words, i)


def _of_noun(words: Words, noun: int) -> Iterator[Reading]:
    singular = _singular(words.lower[noun])
    governs = cues.NOUNS.get(singular)
    if not governs:
        return
    source = _owner(words, noun)
    if source is None:
        if singular in cues.ACTIONS_TOO:
            return
        source = (noun, noun) if singular in cues.SPEAKERS else _holder(words, noun)
    for content in _governed(words, noun, governs):
        yield Reading(noun, noun, source, content, "noun")


def _of_adjective(words: Words, adjective: int) -> Iterator[Reading]:
    governs = cues.ADJECTIVES.get(words.lower[adjective])
    if not governs:
        return
    head = words.heads[adjective]
    source = subject(words, head) if head != adjective else None
    for content in _governed(words, adjective, governs):
        yield Reading(adjective, adjective, source, content, "adjective")


def _governed(words: Words, word: int, governs: set[str]) -> Iterator[Span]:
    for kid in words.kids[word]:
        if kid < word:
            continue
        dep = words.deps[kid]
        if dep == "prep" and words.lower[kid] in governs:
            for under in words.children(kid, "pobj", "pcomp"):
                yield words.subtree(under)
        elif dep in ("acl", "ccomp", "relcl", "advcl", "xcomp") and (
            ("that" in governs and (dep == "ccomp" or words.has_that(kid)))
            or ("to" in governs and has_to(words, kid))
        ):
            yield words.subtree(kid)


def _singular(noun: str) -> str:
    if noun in cues.NOUNS:
        return noun
    if noun.endswith("ies") and noun[:-3] + "y" in cues.NOUNS:
        return noun[:-3] + "y"
    if noun.endswith("es") and noun[:-2] in cues.NOUNS:
        return noun[:-2]
    return noun.removesuffix("s")


def _owner(words: Words, noun: int) -> Span | None:
    """The voters, of "the voters' hope"."""
    for kid in words.children(noun, "poss"):
        return words.left[kid], kid
    return None


def _holder(words: Words, noun: int) -> Span | None:
    """The voters, of "voters expressed hope", "voters spoke of their hope"."""
    head = words.heads[noun]
    if words.tags[head][:2] == "VB" and words.deps[noun] in ("dobj", "attr", "pobj"):
        return subject(words, head)
    if words.deps[noun] == "pobj" and words.tags[words.heads[head]][:2] == "VB":
        return subject(words, words.heads[head])
    return None


def _according(words: Words, i: int) -> Iterator[Reading]:
    to = i + 1
    if to >= len(words) or words.lower[to] != "to":
        return
    who = [*words.children(to, "pobj", "dobj"), *words.children(i, "pobj", "dobj")]
    if not who:
        return
    source = words.subtree(who[0])
    first, last = words.sentence_words(i)
    if i - first <= 2:
        content = source[1] + 1, last
    else:
        head = words.heads[i]
        while words.deps[head] == "conj" and words.tags[head][:2] == "VB":
            head = words.heads[head]
        begin = words.left[head] if head != i else first
        content = (begin if begin < i else first), i - 1
    if content[0] <= content[1]:
        yield Reading(i, to, source, content, "according")


def _alleged(words: Words, i: int) -> Iterator[Reading]:
    """What "allegedly" or "alleged" qualifies, without a speaker."""
    head = words.heads[i]
    while words.deps[head] in ("acl", "amod", "relcl", "compound") and words.heads[head] != head:
        head = words.heads[head]
    if words.deps[head] != "poss":
        yield Reading(i, i, None, words.subtree(head), "alleged")
