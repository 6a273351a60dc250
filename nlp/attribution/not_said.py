"""Verbs of saying that report that something was not said: "refused to say", "never said", "if he says"."""

from nlp.attribution import cues
from nlp.attribution.draft import Draft
from nlp.attribution.parsing import Words
from nlp.english import with_plurals, word_set

_TABLES = (cues.SAY, cues.THINK, cues.OBJECT, cues.TO, cues.PASSIVE, cues.NAMES, cues.DOING)
# Each form's verb, whichever table has it.
VERB = {form: verb for table in _TABLES for form, verb in table.items()}

_NEGATIONS = word_set(
    "not n't never neither nor hardly barely scarcely rarely seldom cannot nobody"
)
_ONLY = word_set("only just merely simply surprisingly unexpectedly coincidentally")
_NOBODY = word_set("no nobody none neither nothing few hardly")
_MAY = word_set("may might could should must ought ca")
# "would later say", "would only say" were said.
_AFTERWARDS = word_set("later only eventually subsequently often always repeatedly sometimes then")
_EFFORT = word_set("""
    refuse decline fail want hope wish seek try attempt need intend plan prepare aim threaten ask urge
    forbid refrain avoid stop hesitate struggle reluctant unable unwilling hesitant eager ready yet
    expect suppose dare bother careful able likely tempt challenge neglect
""")
_SHOWS = word_set("prove demonstrate show convince persuade establish determine see find discover")
_EFFORTS = with_plurals("""
    refusal reluctance unwillingness failure inability attempt bid effort desire struggle need chance
    hope intention hesitation
""")
_WITHOUT = word_set("without instead than from against")
_CONDITIONS = word_set("if whether unless lest")
_CHAIN = frozenset(["xcomp", "pcomp", "acomp", "prep", "conj"])


def not_said(words: Words, draft: Draft) -> bool:
    cue = draft.cue
    return (
        _negated(words, draft)
        or _hypothetical(words, cue)
        or _conditional(words, cue)
        or _refused(words, cue)
    )


def not_held(words: Words, draft: Draft) -> bool:
    """The same for a noun or an adjective: "if the claim that …", "wasn't certain that …"."""
    return _negated(words, draft) or _conditional(words, words.heads[draft.cue])


def _negated(words: Words, draft: Draft) -> bool:
    """By a negation of the verb or of one above it, or because nobody says it."""
    if draft.source is not None:
        first = draft.source[0]
        name = words.tags[first + 1 : first + 2] in (["NNP"], ["NNPS"], ["CD"])
        if words.lower[first] in _NOBODY and not name:
            return True
    i = draft.cue
    for _ in range(5):
        if _negation_beside(words, i, draft):
            return True
        head = words.heads[i]
        bare = words.tags[i] in ("VB", "VBG", "JJ", "IN", "VBN")
        if (
            head == i
            or words.deps[i] not in _CHAIN
            or not bare
            or words.children(i, "nsubj", "nsubjpass")
        ):
            return False
        if words.deps[i] == "conj" and words.children(i, "aux", "auxpass"):
            return False
        i = head
    return False


def _negation_beside(words: Words, i: int, draft: Draft) -> bool:
    for kid in words.kids[i]:
        if draft.start <= words.starts[kid] < draft.end:
            continue
        word, near = words.lower[kid], words.lower[kid + 1 : kid + 2]
        if word in _NEGATIONS and not _ONLY.intersection(near):
            return True
        if word == "longer" and words.lower[kid - 1 : kid] == ["no"]:
            return True
    # "did not immediately say", where the parser attached the negation elsewhere
    for j in range(i - 1, max(-1, i - 4), -1):
        if words.sentence[j] != words.sentence[i] or draft.start <= words.starts[j] < draft.end:
            return False
        word = words.lower[j]
        if word in ("not", "n't", "never") and words.lower[j + 1] not in _ONLY:
            return True
        if words.tags[j] not in ("RB", "VB", "MD", "VBD", "VBN") or word in ("also", "but"):
            return False
    return False


def _hypothetical(words: Words, cue: int) -> bool:
    """ "might say", "could argue", "would have said"."""
    auxiliaries = {words.lower[i] for i in words.children(cue, "aux") if words.tags[i] == "MD"}
    if not _MAY.isdisjoint(auxiliaries):
        return True
    around = {words.lower[i] for i in words.kids[cue]} | set(words.lower[cue - 1 : cue + 2])
    return not auxiliaries.isdisjoint(("would", "'d")) and _AFTERWARDS.isdisjoint(around)


def _conditional(words: Words, i: int) -> bool:
    """Whether the verb stands in "if …", "whether …"."""
    for _ in range(5):
        if any(
            words.lower[kid] in _CONDITIONS and words.deps[kid] in ("mark", "advmod")
            for kid in words.kids[i]
            if kid < i
        ):
            return True
        head = words.heads[i]
        if head == i or words.deps[i] not in ("xcomp", "ccomp", "conj", "pcomp", "prep", "dobj"):
            return False
        if words.deps[i] == "ccomp" and words.lower[head] in cues.SAY and head > i:
            return False
        i = head
    return False


def _refused(words: Words, cue: int) -> bool:
    """ "refused to say", "tried to show", "without saying", "stopped short of saying"."""
    if words.tags[cue] not in ("VB", "VBG", "VBN"):
        return False
    to = any(words.tags[kid] == "TO" for kid in words.kids[cue] if kid < cue)
    shows = words.lower[cue] in _SHOWS
    i = cue
    for _ in range(4):
        head, dep = words.heads[i], words.deps[i]
        if head == i:
            return False
        unsaid = _unsaid_to(words, head, dep, shows) if to else _unsaid_doing(words, head, dep)
        if unsaid:
            return True
        if dep not in ("xcomp", "conj", "pcomp", "prep", "acomp"):
            return False
        i = head
    return False


def _unsaid_to(words: Words, head: int, dep: str, shows: bool) -> bool:
    """Of "refused to say", "had to prove", "a refusal to say", "wrote it to prove that …"."""
    verb = _stem(words.lower[head])
    if dep == "xcomp":
        return verb in _EFFORT or (shows and verb in ("have", "has", "had"))
    return (dep in ("acl", "relcl") and words.lower[head] in _EFFORTS) or (dep == "advcl" and shows)


def _unsaid_doing(words: Words, head: int, dep: str) -> bool:
    """Of "avoided saying", "without saying", "stopped short of saying"."""
    form = words.lower[head]
    if dep == "xcomp":
        return _stem(form) in ("avoid", "stop", "consider")
    if dep != "pcomp":
        return False
    above = words.heads[head]
    if form == "of":
        return words.lower[head - 1] in ("short", "instead") or words.lower[above] == "accused"
    return form in _WITHOUT and words.tags[above][:2] != "NN"


def _stem(form: str) -> str:
    for ending in ("ed", "ing", "es", "s", "d"):
        stem = form.removesuffix(ending)
        if stem != form and (found := {stem, stem + "e"} & _EFFORT):
            return found.pop()
    known = {"tried": "try", "trying": "try", "tries": "try", "stopped": "stop", "stopping": "stop"}
    return known.get(form, VERB.get(form, form))
