"""Whether words of a text are a sentence, so that they can be a claim's wording."""

from nlp.attribution.parsing import Words
from nlp.english import word_set

Span = tuple[int, int]

_SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass", "expl")
_FINITE = ("VBD", "VBZ", "VBP", "MD")
_ASKING = ("WP", "WDT", "WRB", "WP$")
# Before a clause that is a part of a sentence.
_SUBORDINATE = word_set("""
    whether if because before after although though while when since until unless than as once so
    where lest in for
""")
_OPEN = word_set("""
    and or but nor of to in on at by for from with the a an than as into about between not his her its
    their our my your whose which who
""")


def is_sentence(words: Words, parts: list[Span]) -> bool:
    """Whether the words in these spans of code points have a main verb with its subject, and are
    whole: neither "the warning", "to leave", "how it felt" nor "before he died"."""
    first = words.between(*parts[0]).start
    if len(parts) > 1 and words.lower[first] in ("if", "unless"):  # If so, Quill said, it is safe
        return is_sentence(words, parts[1:])
    inside = [i for span in parts for i in words.between(*span)]
    spoken = [i for i in inside if words.tags[i][:1].isalpha()]
    if not spoken or _is_open(words, spoken[-1]):
        return False
    begins_clause = words.lower[first - 1] == "that" and words.deps[first - 1] == "mark"
    if begins_clause and any(words.tags[i] in _FINITE for i in spoken):
        return True
    # "noted when it began", but not "When it began, it was small"
    if words.tags[spoken[0]] in _ASKING and words.deps[words.heads[spoken[0]]] != "advcl":
        return False
    later = words.between(*parts[-1])
    begins_part = next((i for i in later if words.tags[i][:1].isalpha()), later.start)
    if len(parts) > 1 and words.tags[begins_part] in _FINITE:
        return True  # The bridge, Quill said, was safe
    if (
        len(spoken) > 1
        and words.tags[spoken[0]] in ("PRP", "EX")
        and words.tags[spoken[1]] in _FINITE
    ):
        return True
    begins: dict[int, int] = {}
    for i in spoken:
        if words.tags[i] not in ("CC", "RB", "UH"):
            begins.setdefault(words.sentence[i], i)
    return any(_is_main(words, i, set(inside), begins) for i in spoken)


def _is_open(words: Words, last: int) -> bool:
    """Whether something has to follow this word: of "proposals that it did not agree with." nothing."""
    at_the_end = last + 1 < len(words) and words.lower[last + 1] in (".", "!", "?")
    stranded = words.tags[last] == "IN" and at_the_end
    return words.lower[last] in _OPEN and words.tags[last] != "PRP" and not stranded


def _is_main(words: Words, verb: int, inside: set[int], begins: dict[int, int]) -> bool:
    """Whether the clause of this word stands for itself within these words."""
    head, dep = words.heads[verb], words.deps[verb]
    if words.tags[verb][:2] not in ("VB", "MD"):
        return False
    if head in inside and head != verb and not (dep in ("ccomp", "parataxis") and verb < head):
        return False
    kids = words.kids[verb]
    finite = words.tags[verb] in _FINITE or any(
        words.tags[kid] in _FINITE and words.deps[kid] in ("aux", "auxpass") for kid in kids
    )
    finite |= words.tags[verb] == "VB" and words.has_that(verb)  # "that it hurt them"
    subjects = [kid for kid in kids if words.deps[kid] in _SUBJECTS and kid in inside]
    helped = any(words.deps[kid] in ("aux", "auxpass") for kid in kids)
    finite |= words.tags[verb] == "VBN" and not helped  # "nine plants delivered"
    if not finite or not subjects or any(words.tags[kid] in _ASKING for kid in subjects):
        return False
    before = [kid for kid in kids if kid < verb and kid in inside]
    marks = ("mark", "advmod")
    if any(
        words.deps[k] in marks and words.lower[k] in _SUBORDINATE
        for k in before
        if not (words.lower[k] == "once" and k > subjects[0])  # "I once met her"
    ):
        return False
    return words.left[verb] <= begins.get(words.sentence[verb], verb)
