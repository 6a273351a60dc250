"""Statements found by the grammar of verbs: somebody says that, wants to, criticizes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nlp.attribution import cues, names
from nlp.attribution.parsing import Span, Words
from nlp.attribution.somebody import Kind, kind_of

_CLAUSES = frozenset(["acl", "relcl", "ccomp", "xcomp", "advcl"])
_SUBJECTS = ("nsubj", "nsubjpass", "csubj")
_WITH_OBJECT = frozenset(["prep", "oprd", "xcomp", "ccomp", "dative", "prt", "acomp"])
_AFTER_OBJECT = frozenset(
    ["as", "for", "of", "on", "over", "to", "from", "about", "against", "into", "with"]
)
_QUOTES = frozenset(["“", "”", '"', "''"])
_ANSWERS = frozenset(
    f"{verb}{end}" for verb in ("decline", "refuse", "dispute", "dismisse") for end in "ds"
) | {"denied", "denies", "rejected", "rejects"}
CITING = frozenset(["citing", "quoting"])
_AFTER_PASSIVE = frozenset(["as", "for", "of"])
_SHORT = 7  # words of a name, of what somebody is, and of "said on Tuesday"
_DASHES = frozenset(["-", "--", "—", "–"])
_BREAKS = _DASHES | {";", ":"}


@dataclass
class Reading:
    """One attribution, in words: the cue, who, and what. ``rule`` says how it was found."""

    cue: int
    cue_end: int
    source: Span | None
    content: Span
    rule: str


def of_verb(words: Words, verb: int) -> Iterator[Reading]:
    """What a verb reports, by each of the dependents that its kind of verb takes."""
    if words.deps[verb] == "acl" and words.tags[verb] == "VBN" and words.lower[verb] in cues.NAMES:
        return  # a stream called Miracle Run
    if words.lower[verb] == "imagine" and not words.children(verb, *_SUBJECTS):
        return  # "hard to imagine a code"
    inserted = _inserted(words, verb) or _after_apposition(words, verb)
    if inserted:
        yield inserted
        return
    source = _agent(words, verb) if is_told(words, verb) else subject(words, verb)
    found = False
    for kid in words.kids[verb]:
        rule = _RULES.get(words.deps[kid])
        for content, name, cue_end in rule(words, verb, kid) if rule else ():
            found = True
            by = source if name != "passive" else _agent(words, verb)
            yield Reading(verb, max(cue_end, _particle(words, verb)), by, content, name)
    if found:
        return
    for content, name in _further(words, verb):
        found = True
        yield Reading(verb, _particle(words, verb), source, content, name)
    if not found and words.lower[verb] in cues.SAY:
        around = _around(words, verb)
        if around:
            yield Reading(verb, _particle(words, verb), source, around, "inside")


_Found = Iterator[tuple[Span, str, int]]


def _clause(words: Words, verb: int, kid: int) -> _Found:
    """ "said (that) he won"; "he won, she said"; "it is, he said, that …"."""
    form = words.lower[verb]
    first, last = words.left[kid], words.right[kid]
    if form in cues.NOT_CLAUSE or (
        form not in cues.SAY and form not in cues.THINK and not _marked(words, kid)
    ):
        return
    if last < verb and (words.lower[last + 1] in _BREAKS or words.children(verb, "xcomp")):
        return  # another sentence, put before this one
    if cues.SAY.get(form) == "show" and _pictured(words, kid):
        return
    if last > verb:
        last = _before_main_verb(words, kid)
    for other in words.kids[verb]:
        begin = words.left[other]
        if other < verb < first and _is_condition(words, other):  # "If so, he said he would go"
            first = begin
        elif other > last and words.deps[other] in ("advcl", "ccomp"):
            apart = words.lower[last + 1] in {",", *_DASHES} and _is_condition(words, other)
            near = begin == last + 1 + apart and last > verb
            if near or (words.deps[other] == "ccomp" and last < verb):
                last = words.right[other]
    yield (first, _before_another_report(words, kid, last)), "clause", verb


def _before_another_report(words: Words, clause: int, last: int) -> int:
    """The end of a clause before ", while Osei denied it"."""
    for i in range(clause + 1, last):
        other = words.heads[i]
        if words.lower[i] in ("while", "whereas") and words.deps[i] in ("mark", "advmod"):
            own = [kid for kid in words.children(other, *_SUBJECTS) if words.left[kid] == i + 1]
            says = words.lower[other] in cues.SAY and words.children(other, "ccomp")
            if (
                (says or words.lower[other] in _ANSWERS)
                and i < other <= last
                and own
                and words.tags[other] in ("VBD", "VBZ", "VBP")
            ):
                return i - 1
    return last


def _pictured(words: Words, clause: int) -> bool:
    """Of "showed a man wearing a hat cut from paper": what is seen, not that something is so."""
    return not words.has_that(clause) and any(
        words.tags[kid] == "VBG"
        for subject in words.children(clause, "nsubj")
        for kid in words.children(subject, "acl")
    )


def is_told(words: Words, verb: int) -> bool:
    """Whether the subject hears it: "were informed that", "warned by engineers that", "bridge is safe, council told"."""
    if words.lower[verb] not in cues.TOLD or words.children(verb, "dobj", "dative"):
        return False
    after = words.tags[verb + 1 : words.sentence_words(verb)[1] + 1]
    if words.lower[verb] == "told" and set(after) <= {"."}:
        return True
    alone = words.tags[verb] == "VBN" and not words.children(verb, "aux")
    return alone or bool(words.children(verb, "auxpass"))


def _is_condition(words: Words, verb: int) -> bool:
    """Whether a clause is "if …" or "unless …"."""
    return words.deps[verb] == "advcl" and words.lower[words.left[verb]] in ("if", "unless")


def _before_main_verb(words: Words, verb: int) -> int:
    """The end of a clause: before the verb of the sentence in "Lind, who said it was safe, left"."""
    for kid in words.children(verb, "dep"):
        begin = words.left[kid]
        own = words.children(kid, *_SUBJECTS)
        if kid > verb and words.tags[kid] in ("VBD", "VBZ") and not own:
            return begin - 1 - (words.lower[begin - 1] == ",")
    return words.right[verb]


def _marked(words: Words, kid: int) -> bool:
    """Whether a clause begins with "that" or stands in quotation marks."""
    return (
        words.has_that(kid)
        or words.text[words.starts[words.left[kid]]] in '“"'
        or words.text[words.starts[words.left[kid]] - 1 :][:1] in '“"'
    )


def _further(words: Words, verb: int) -> Iterator[tuple[Span, str]]:
    """ "said in a statement that …", "promised at a rally to …", where the parser attached what
    follows to the statement or the rally."""
    form = words.lower[verb]
    says, to = form in cues.SAY, form in cues.TO
    if not (says or to):
        return
    for i in range(verb + 2, words.right[verb] + 1):
        head = words.heads[i]
        own = words.tags[head][:2] == "VB" and words.lower[head] in cues.SAY  # "as he noted that"
        if words.deps[i] in _CLAUSES and not own and head != verb and words.left[i] > verb + 1:
            first = words.left[i]
            if says and words.lower[first] == "that" and words.deps[first] == "mark":
                yield (first, words.right[i]), "clause"
                return
            if to and words.tags[first] == "TO":
                yield (first, words.right[i]), "to"
                return


def _infinitive(words: Words, verb: int, kid: int) -> _Found:
    """ "vowed to run", "asked him to run"; "said" with a clause that was parsed as another."""
    form = words.lower[verb]
    first, last = words.subtree(kid)
    if not has_to(words, kid):
        if form in cues.SAY or (form in cues.DOING and words.tags[kid] == "VBG"):
            yield (first, last), "clause", verb
        return
    if form in cues.TO:
        yield (_passive_first(words, verb, _with_object(words, verb, kid)), last), "to", verb
    elif form in cues.SEEM:
        first = _subject_first(words, verb, _with_object(words, verb, kid))
        yield (first, last), "seem", verb


def _with_object(words: Words, verb: int, kid: int) -> int:
    """Where the dependent begins, together with an object before it: "asked him to run"."""
    objects = (each for each in words.children(verb, "dobj", "dative") if verb < each < kid)
    return min([words.left[kid], *(words.left[each] for each in objects)])


def has_to(words: Words, i: int) -> bool:
    return any(words.tags[kid] == "TO" for kid in words.kids[i] if kid < i)


def _subject_first(words: Words, verb: int, otherwise: int) -> int:
    for kid in words.children(verb, *_SUBJECTS):
        if words.tags[kid] not in ("WP", "WDT", "EX"):
            return words.left[kid]
    return otherwise


def _passive_first(words: Words, verb: int, otherwise: int) -> int:
    """Where "he" begins, of "he was asked to run": as much a part of it as in "asked him to run"."""
    for kid in words.children(verb, "nsubjpass"):
        if words.tags[kid] not in ("WP", "WDT", "EX") and kid < verb:
            return words.left[kid]
    return otherwise


def _object(words: Words, verb: int, kid: int) -> _Found:
    """ "praised the operation", "accused him of fraud"; a lone "it" says too little."""
    form = words.lower[verb]
    if form not in cues.OBJECT or (form in CITING and cited_as_source(words, words.subtree(kid))):
        return
    last = words.right[kid]
    for other in words.kids[verb]:
        if (
            last < words.left[other] <= last + 2
            and words.deps[other] in _WITH_OBJECT
            and (words.deps[other] != "prep" or words.lower[other] in _AFTER_OBJECT)
        ):
            last = words.right[other]
    if last > words.left[kid] or form in cues.OBJECT_ALONE:
        yield (words.left[kid], last), "object", verb


def cited_as_source(words: Words, span: Span) -> bool:
    """Whether a person or organisation is cited, not a fact."""
    return any(
        words.is_name(i)
        or words.lower[i] in names.UNNAMED
        or kind_of(words, i, "") == Kind.SOMEBODY
        for i in range(span[0], span[1] + 1)
        if not span[0] <= words.heads[i] <= span[1] or words.heads[i] == i
    )


def _named(words: Words, verb: int, kid: int) -> _Found:
    """ "called it a farce", "seems likely"."""
    form = words.lower[verb]
    if form in cues.SEEM:
        yield (_subject_first(words, verb, words.left[kid]), words.right[kid]), "seem", verb
    elif form in cues.NAMES:
        first = _passive_first(words, verb, _with_object(words, verb, kid))
        yield (first, words.right[kid]), "name", verb


def _preposition(words: Words, verb: int, kid: int) -> _Found:
    """ "called for talks", "called on him to quit"."""
    preposition = words.lower[kid]
    if kid < verb or preposition not in cues.PREPOSITIONS.get(words.lower[verb], ()):
        return
    for under in words.children(kid, "pobj", "pcomp"):
        last = words.right[under]
        for other in words.kids[verb]:
            if words.left[other] == last + 1 and (
                words.deps[other] == "xcomp" or words.lower[other] == "as"
            ):
                last = words.right[other]
        yield (words.left[under], last), "prep", kid if kid <= verb + 2 else verb


def _passive(words: Words, verb: int, kid: int) -> _Found:
    """ "the raid was condemned as illegal", "he is expected to win"."""
    if words.lower[verb] not in cues.PASSIVE:
        return
    last = verb
    for other in words.kids[verb]:
        dep = words.deps[other]
        if other > verb and (
            dep in ("xcomp", "oprd", "ccomp")
            or (dep == "prep" and words.lower[other] in _AFTER_PASSIVE)
        ):
            last = words.right[other]
    if last == verb:
        last = words.right[kid]
    yield (words.left[kid], last), "passive", verb


_RULES: dict[str, Callable[[Words, int, int], _Found]] = {
    "ccomp": _clause,
    "xcomp": _infinitive,
    "dobj": _object,
    "oprd": _named,
    "acomp": _named,
    "prep": _preposition,
    "agent": _preposition,
    "nsubjpass": _passive,
}


def _around(words: Words, verb: int) -> Span | None:
    """ "The move, Carr explained, was right"; "as Clyburn noted, …": the clause around it."""
    head, dep = words.heads[verb], words.deps[verb]
    as_noted = dep == "advcl" and any(words.lower[k] == "as" for k in words.kids[verb] if k < verb)
    if dep != "parataxis" and not as_noted:
        return None
    first, last = words.subtree(head)
    if words.left[verb] <= first:
        first = words.right[verb] + 1
    elif words.right[verb] >= last:
        last = words.left[verb] - 1
    return (first, last) if first <= last else None


def _inserted(words: Words, verb: int) -> Reading | None:
    """ "The move, Carr said, was right", by the commas on both sides, as the parser may miss it:
    the whole sentence, if neither side of it is a quotation."""
    if words.lower[verb] not in cues.SAY or words.lower[verb + 1 : verb + 2] != [","]:
        return None
    subjects = words.children(verb, *_SUBJECTS)
    near = next((kid for kid in subjects if words.right[kid] == verb - 1), None)
    if near is None or words.lower[words.left[near] - 1 : words.left[near]] != [","]:
        return None
    first, last = words.sentence_words(verb)
    before = words.left[near] - 2
    if before < first or last <= verb + 2 or words.tags[verb + 2] in ("``", "VBG"):
        return None
    if words.lower[before] in _QUOTES or words.deps[verb] in ("relcl", "acl"):
        return None
    return Reading(verb, verb, words.subtree(near), (first, last), "inside")


def _after_apposition(words: Words, verb: int) -> Reading | None:
    """ "The road is closed, its director, Ann Lind, said on Tuesday": the parser takes the director
    for a part of the clause."""
    first, last = words.sentence_words(verb)
    after = words.lower[verb + 1 : last + 1]
    if (
        words.lower[verb] not in cues.SAY
        or words.tags[verb] not in ("VBD", "VBZ")
        or words.lower[verb - 1 : verb] != [","]
        or words.children(verb, *_SUBJECTS, "ccomp")
        or after[:1] not in (["."], ["on"], ["in"], ["at"], [])
        or len(after) > _SHORT
    ):
        return None
    commas = [i for i in range(first, verb - 1) if words.lower[i] == ","][-2:]
    if len(commas) < 2 or words.lower[commas[0] - 1] in _QUOTES:
        return None
    begin, middle = commas
    pieces = range(begin + 1, middle), range(middle + 1, verb - 1)
    plain = all(
        0 < len(piece) <= _SHORT and not any(words.tags[i][:2] in ("VB", "MD", "``") for i in piece)
        for piece in pieces
    )
    named = any(all(words.is_name(i) for i in piece) for piece in pieces)
    states = any(words.tags[i] in ("VBD", "VBZ", "VBP", "MD") for i in range(first, begin))
    if not (plain and named and states):
        return None
    return Reading(verb, verb, (begin + 1, verb - 2), (first, begin - 1), "clause")


def _particle(words: Words, verb: int) -> int:
    """The end of "pointed out"."""
    after = verb + 1
    return after if after < len(words) and words.deps[after] == "prt" else verb


def subject(words: Words, verb: int) -> Span | None:
    """Who says it: the verb's own subject, or that of the verb above it."""
    for _ in range(6):
        own = _own_subject(words, verb) or _agent(words, verb)
        head = words.heads[verb]
        if own or head == verb:
            return own
        if words.tags[head][:2] in ("NN", "PR"):
            if words.deps[verb] not in ("acl", "relcl"):
                return None
            if words.lower[head] not in cues.DOCUMENTS:
                return words.left[head], head
            owner = [*words.children(head, "poss"), head][0]
            if owner != head or words.deps[head] != "dobj":
                return words.left[owner], owner
            head = words.heads[head]  # "released a statement saying": whoever released it
        verb = head
    return None


def _own_subject(words: Words, verb: int) -> Span | None:
    for kid in words.children(verb, *_SUBJECTS):
        if words.tags[kid] in ("WP", "WDT") and words.deps[verb] == "relcl":
            antecedent = words.heads[verb]
            return words.left[antecedent], max(antecedent, kid)
        return words.subtree(kid)
    return None


def _agent(words: Words, verb: int) -> Span | None:
    for kid in words.children(verb, "agent"):
        for under in words.children(kid, "pobj"):
            return words.subtree(under)
    return None
