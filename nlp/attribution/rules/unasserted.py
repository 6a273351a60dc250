"""Reports that don't state what they introduce; see ``nlp.attribution.unasserted``."""

from nlp.attribution.rules.clauses import Cue, Draft
from nlp.attribution.rules.grammar import Grammar
from nlp.attribution.rules.text import Paragraph

_IS = frozenset(["es", "sería", "era", "est", "serait"])
_HEARSAY = frozenset(["habría", "habrían", "haber", "aurait", "auraient"])
CALLS = frozenset(["calificar", "tachar", "tildar", "qualifier", "traiter"])
_TO = frozenset(["a", "à", "au", "aux", "al"])


def asserts(p: Paragraph, g: Grammar, draft: Draft) -> bool:
    """Whether the report states, denies or rejects its content."""
    if _is_question(p.text[draft.start : draft.end]):
        return False
    cue = draft.cue
    if cue is None:
        return True
    first, last = p.sentence_of(cue.first)
    if _asked(p, cue, draft, first, last):
        return False
    content = p.token_at(draft.start)
    if cue.kind == "according":
        return not _otherwise(p, g, cue, content, first)
    before = content - 1 - (p.forms[content - 1] == ",")
    begins = [p.lower[content], p.lower[before] if before > cue.last else ""]
    if (
        content > cue.last
        and (begins[0] in g.conditions or begins[1] in g.conditions)
        and "que" not in begins
    ):
        return False
    if _otherwise(p, g, cue, content, first) or _between(p, g, cue, content):
        return False
    if _condition_left_out(p, g, cue, draft, first, last):
        return False
    following = p.lower[cue.last + 1 : cue.last + 2]
    if cue.verb in g.doubts or (cue.verb in g.calls and following and following[0] in _TO):
        return False
    return not (_conditional(p, g, cue, draft, first) or _refused(p, g, cue))


def _is_question(content: str) -> bool:
    bare = content.strip(" \"'“”‘’«»„.,\u00a0")
    return bare.endswith("?") and not any(mark in bare for mark in (". ", "! ", "; ", ".»", ".”"))


def _asked(p: Paragraph, cue: Cue, draft: Draft, first: int, last: int) -> bool:
    """ "¿Dijo el ministro que …?", with the marks outside of what was said."""
    for i in range(cue.last + 1, last + 1):
        if p.forms[i] == "?" and p.quoted[i] < 0:
            return not (draft.start <= p.starts[i] < draft.end and p.starts[cue.first] >= draft.end)
    return False


def _conditional(p: Paragraph, g: Grammar, cue: Cue, draft: Draft, first: int) -> bool:
    """ "Si el ministro dijo que …", "podría haber dicho que …"."""
    if cue.first > first and p.lower[cue.first - 1] in g.modals:
        return True
    for i in range(cue.first - 1, first - 1, -1):
        if p.quoted[i] >= 0 or not (p.forms[i][0].isalnum()):
            return False
        if draft.start <= p.starts[i] < draft.end:
            return False
        if p.lower[i] in g.conditions:
            return True
        if i == first and p.lower[i] == "de" and p.lower[i + 1].endswith(("r", "rse")):
            return True  # "De confirmarse que …"
    return False


def impersonal(p: Paragraph, g: Grammar, cue: Cue) -> bool:
    """ "se afirma que": nobody is named as the speaker."""
    passive = cue.verb in g.people_only or cue.verb in g.believing or cue.verb in g.impersonal
    return (
        passive
        and cue.kind == "finite"
        and p.lower[cue.first - 1 : cue.first] == ["se"]
        and not g.clause.isdisjoint(p.lower[cue.last + 1 : cue.last + 2])
    )


def _otherwise(p: Paragraph, g: Grammar, cue: Cue, content: int, first: int) -> bool:
    """ "supuestamente dijo que", "habría dicho que", "una nota en la que se afirma que"."""
    if impersonal(p, g, cue) and p.lower[cue.first - 2] in g.clause:
        return True
    if p.lower[content] in _IS and not g.clause.isdisjoint(p.lower[content + 1 : content + 2]):
        return True  # "Lo probable, según Ríos, es que …"
    if cue.last > cue.first and p.lower[cue.first] in _HEARSAY:
        return True
    i = cue.first - 1
    while i >= first and p.quoted[i] < 0 and p.lower[i] not in g.clause:
        if p.lower[i] in g.alleged:
            return True
        i -= 1
    return i >= first and p.lower[i] in g.alleged


def _between(p: Paragraph, g: Grammar, cue: Cue, content: int) -> bool:
    """ "expresó temores de que", "dijo no creer que", "prevé anunciar que"."""
    for i in range(cue.last + 1, content):
        word = p.lower[i]
        if p.quoted[i] >= 0 or word in g.clause:
            return False
        if word in g.falsehoods and cue.verb in CALLS:
            return False
        really = p.lower[i + 1] not in ("obstante", "sin")
        if really and (word in g.uncertain or word in g.negations or word in g.falsehoods):
            return True
        if word in g.reporting - g.believing:
            return True
    return False


def _condition_left_out(
    p: Paragraph, g: Grammar, cue: Cue, draft: Draft, first: int, last: int
) -> bool:
    """ "“Cerraremos”, dijo Ríos, si se aprueba"; "Si se aprueba, Ríos dijo que cerrarán"."""
    if (
        p.lower[first] in g.conditions
        and p.lower[first + 1] != "bien"
        and p.starts[first] < draft.start
    ):
        return True
    return draft.end <= p.starts[cue.first] and any(
        p.lower[i] in g.conditions and p.forms[i - 1] == ","
        for i in range(cue.last + 1, last + 1)
        if p.quoted[i] < 0
    )


def _refused(p: Paragraph, g: Grammar, cue: Cue) -> bool:
    """ "se negó a decir que …"."""
    following = p.lower[cue.last + 1 : cue.last + 2]
    before = p.lower[max(0, cue.first - 3) : cue.last + 1]
    return cue.verb in g.denials and "se" in before and following == ["a"]
