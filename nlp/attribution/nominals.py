"""What nouns and adjectives hand on: a claim that, criticism of, confident that; according to."""

from collections.abc import Iterator

from nlp.attribution import cues
from nlp.attribution.clauses import Reading, Span, has_to, of_verb, subject
from nlp.attribution.parsing import Words


def readings(words: Words) -> Iterator[Reading]:
    """Every attribution that the grammar shows, nested and doubtful ones too."""
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
    governs = cues.NOUNS.get(_singular(words.lower[noun]))
    if not governs:
        return
    source = _owner(words, noun)
    if source is None:
        if _singular(words.lower[noun]) in cues.DEEDS_TOO:
            return
        source = (
            (noun, noun)
            if _singular(words.lower[noun]) in cues.WHO_THEMSELVES
            else _holder(words, noun)
        )
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


def _governed(words: Words, word: int, governs: frozenset[str]) -> Iterator[Span]:
    for kid in words.kids[word]:
        if kid < word:
            continue
        dep = words.deps[kid]
        if dep == "prep" and words.lower[kid] in governs:
            for under in words.kids[kid]:
                if words.deps[under] in ("pobj", "pcomp"):
                    yield words.left[under], words.right[under]
        elif dep in ("acl", "ccomp", "relcl", "advcl", "xcomp") and (
            ("that" in governs and _that(words, kid, dep))
            or ("to" in governs and has_to(words, kid))
        ):
            yield words.left[kid], words.right[kid]


def _that(words: Words, kid: int, dep: str) -> bool:
    return dep == "ccomp" or any(
        words.lower[k] == "that" and words.deps[k] == "mark" for k in words.kids[kid]
    )


def _singular(noun: str) -> str:
    if noun in cues.NOUNS:
        return noun
    if noun.endswith("ies") and noun[:-3] + "y" in cues.NOUNS:
        return noun[:-3] + "y"
    if noun.endswith("es") and noun[:-2] in cues.NOUNS:
        return noun[:-2]
    return noun.removesuffix("s")


def _owner(words: Words, noun: int) -> Span | None:
    """Whose hope it is in "the voters' hope"."""
    for kid in words.kids[noun]:
        if words.deps[kid] == "poss":
            return words.left[kid], kid
    return None


def _holder(words: Words, noun: int) -> Span | None:
    """Whose hope it is in "voters expressed hope", "voters spoke of their hope"."""
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
    who = [kid for kid in (*words.kids[to], *words.kids[i]) if words.deps[kid] in ("pobj", "dobj")]
    if not who:
        return
    source = words.left[who[0]], words.right[who[0]]
    first, last = words.sentence_words(i)
    if i - first <= 2:
        content = source[1] + 1, last
    else:
        head = words.heads[i]
        begin = words.left[head] if head != i else first
        content = (begin if begin < i else first), i - 1
    if content[0] <= content[1]:
        yield Reading(i, to, source, content, "according")


def _alleged(words: Words, i: int) -> Iterator[Reading]:
    """What "allegedly" or "alleged" says of a verb or a thing, on nobody's word."""
    head = words.heads[i]
    while words.deps[head] in ("acl", "amod", "relcl", "compound") and words.heads[head] != head:
        head = words.heads[head]
    if words.deps[head] != "poss":
        yield Reading(i, i, None, (words.left[head], words.right[head]), "alleged")
