"""Verbs of saying that report that something was not said: "refused to say", "never said", "if he says"."""

from nlp.attribution import cues
from nlp.attribution.draft import Draft
from nlp.attribution.parsing import Words
from nlp.attribution.stance import Stance, stance_of
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
# "short of saying", "on the verge of an admission", "for lack of evidence", "close to saying".
_BEFORE_OF = word_set("short instead verge brink lack absence lieu danger")
_BEFORE_TO = word_set("close closer near nearer")
_NO = word_set("no little insufficient scant")
_CONDITIONS = word_set("if whether unless lest")
_SUPPOSED = word_set("suppose supposing assuming imagine")
# Their object isn't held: "awaited confirmation that", "investigates claims that", "withdrew a claim that".
_NOT_HELD = {
    form
    for verb in word_set("""
        need want await lack require avoid refuse decline withhold seek demand investigate probe examine
        review consider weigh face retract withdraw
    """)
    for form in cues.forms(verb)
}
_CHAIN = frozenset(["xcomp", "pcomp", "acomp", "prep", "conj"])


def not_said(words: Words, draft: Draft) -> bool:
    cue = draft.cue
    return (
        _negated(words, draft)
        or _inverted(words, cue)
        or _hypothetical(words, cue)
        or _conditional(words, cue)
        or _refused(words, cue)
        or _condition_after(words, draft)
        or _of_denied(words, cue)
        or _another_between(words, draft)
    )


def not_held(words: Words, draft: Draft) -> bool:
    """The same for a noun or an adjective: "if the claim that …", "wasn't certain that …"."""
    noun, above = draft.cue, words.heads[draft.cue]
    if words.deps[noun] == "pobj":
        if _instead_of(words, above):
            return True
        above = words.heads[above]
    return (
        _without(words, noun)
        or _without(words, above)  # "no truth to the claim that"
        or _negated(words, draft)
        or _conditional(words, above)
        or _hypothetical(words, above)
        or _refused(words, above)
        or words.lower[above] in _NOT_HELD
        or stance_of(words.lower[above]) != Stance.STATED
    )


def _without(words: Words, noun: int) -> bool:
    """ "no evidence", "little doubt"."""
    return words.tags[noun][:2] == "NN" and any(
        words.lower[kid] in _NO for kid in words.kids[noun] if kid < noun
    )


def _instead_of(words: Words, preposition: int) -> bool:
    """ "without", "short of", "close to"."""
    form, before = words.lower[preposition], words.lower[preposition - 1]
    if form == "of":
        return before in _BEFORE_OF
    if form == "to":
        return before in _BEFORE_TO
    intent = form == "on" and before in ("intent", "bent")
    return intent or (form in _WITHOUT and words.tags[words.heads[preposition]][:2] != "NN")


def _another_between(words: Words, draft: Draft) -> bool:
    """Whether "that …" belongs to other words than the verb: "found no proof that …", "sent a letter
    disputing accusations that …", "asked whether he feared that …, Quill shrugged"."""
    first = words.between(draft.start, draft.end).start
    if first < draft.cue:
        return (
            words.lower[first - 1] == "that" and words.sentence[first - 2] == words.sentence[first]
        )
    if draft.rule != "clause" or words.lower[first - 1] != "that":
        return False
    return any(
        (words.lower[i] in _NO and words.lower[i + 1] != "uncertain")
        or (words.tags[i - 1] == "TO" and words.lower[i] in VERB)
        or (words.tags[i] in ("VBG", "VBN") and stance_of(words.lower[i]) != Stance.STATED)
        for i in range(draft.cue_end + 1, first - 1)
    )


def _condition_after(words: Words, draft: Draft) -> bool:
    """Whether a condition is left out of the statement: "“…,” she said, if the law passes"."""
    cue = draft.cue
    return draft.end <= words.starts[cue] and any(
        kid > cue and words.lower[words.left[kid]] in ("if", "unless")
        for kid in words.children(cue, "advcl")
    )


def _of_denied(words: Words, cue: int) -> bool:
    """ "denied reports alleging that …"."""
    above = words.heads[cue]
    if words.tags[cue] != "VBG" or above >= cue or words.lower[cue - 1] == ",":
        return False
    if words.deps[cue] == "acl":
        above = words.heads[above]
    return stance_of(words.lower[above]) != Stance.STATED


def _inverted(words: Words, cue: int) -> bool:
    """ "nor did he say", "at no point did he say"; "had he said"."""
    subjects = words.children(cue, "nsubj", "nsubjpass")
    for helper in words.children(cue, "aux", "auxpass"):
        if not subjects or helper > subjects[0]:
            continue
        i, begin = helper - 1, words.sentence_words(cue)[0]
        if i < begin or words.lower[i] in (",", "—", "–", "-"):
            return words.lower[helper] in ("had", "should", "were")
        while i >= begin and words.lower[i] != ",":
            if words.lower[i] in _NEGATIONS | _NOBODY | {"nowhere"}:
                return True
            i -= 1
    return False


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
        if word in ("not", "n't", "never", "nor", "neither") and words.lower[j + 1] not in _ONLY:
            return True
        if words.tags[j] not in ("RB", "VB", "MD", "VBD", "VBN") or word in ("also", "but"):
            return False
    return False


def _hypothetical(words: Words, cue: int) -> bool:
    """ "might say", "could argue", "would have said", "could go on by arguing"."""
    by = words.heads[cue]
    if words.deps[cue] == "pcomp" and words.lower[by] == "by":
        return _hypothetical(words, words.heads[by])
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
        if words.lower[head] in _SUPPOSED and not words.children(head, "nsubj", "nsubjpass"):
            return True
        if words.deps[i] == "ccomp" and words.lower[head] in cues.SAY and head > i:
            return False
        i = head
    return False


def _refused(words: Words, cue: int) -> bool:
    """ "refused to say", "tried to show", "without saying", "stopped short of saying", "denied saying"."""
    if words.tags[cue] not in ("VB", "VBG", "VBN"):
        return False
    first = min([cue, *words.children(cue, "aux", "auxpass")])
    before = next((i for i in range(first - 1, -1, -1) if words.forms[i][0].isalpha()), cue)
    if words.tags[first] == "VBG" and stance_of(words.lower[before]) != Stance.STATED:
        return True
    if words.lower[first - 2 : first] == ["rather", "than"]:
        return True
    if words.tags[first] == "TO" and words.lower[before] in ("nothing", "little"):
        return True
    to = any(words.tags[kid] == "TO" for kid in words.kids[cue] if kid < cue)
    shows = words.lower[cue] in _SHOWS
    i = cue
    for _ in range(4):
        head, dep = words.heads[i], words.deps[i]
        if head == i:
            return False
        unsaid = _unsaid_to(words, head, dep, shows) if to else _unsaid_doing(words, head, dep)
        if unsaid or (to and not {"yet", "still"}.isdisjoint(words.lower[head + 1 : i])):
            return True
        if dep not in ("xcomp", "conj", "pcomp", "prep", "acomp") and not (to and dep == "ccomp"):
            return False
        i = head
    return False


def _unsaid_to(words: Words, head: int, dep: str, shows: bool) -> bool:
    """Of "refused to say", "had to prove", "a refusal to say", "wrote it to prove that …"."""
    verb = _stem(words.lower[head])
    if dep in ("xcomp", "ccomp"):
        return verb in _EFFORT or (shows and verb in ("have", "has", "had"))
    none = _without(words, head) or words.lower[head] in _EFFORTS
    return (dep in ("acl", "relcl") and none) or (dep == "advcl" and shows)


def _unsaid_doing(words: Words, head: int, dep: str) -> bool:
    """Of "avoided saying", "without saying", "stopped short of saying"."""
    form = words.lower[head]
    if dep == "xcomp":
        return _stem(form) in ("avoid", "stop", "consider")
    if dep != "pcomp":
        return False
    accused = form == "of" and words.lower[words.heads[head]] == "accused"
    return accused or _instead_of(words, head)


def _stem(form: str) -> str:
    for ending in ("ed", "ing", "es", "s", "d"):
        stem = form.removesuffix(ending)
        if stem != form and (found := {stem, stem + "e"} & _EFFORT):
            return found.pop()
    known = {"tried": "try", "trying": "try", "tries": "try", "stopped": "stop", "stopping": "stop"}
    return known.get(form, VERB.get(form, form))
