"""Reports that don't state what they introduce; see ``nlp.attribution.unasserted``."""

from nlp.attribution.rules.clauses import Cue, Draft
from nlp.attribution.rules.grammar import Grammar
from nlp.attribution.rules.text import Paragraph

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
    if cue.kind == "according":
        return True
    content = p.token_at(draft.start)
    begins = [p.lower[content], p.lower[content - 1] if content > cue.last + 1 else ""]
    if (
        content > cue.last
        and (begins[0] in g.conditions or begins[1] in g.conditions)
        and "que" not in begins
    ):
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


def _refused(p: Paragraph, g: Grammar, cue: Cue) -> bool:
    """ "se negó a decir que …"."""
    following = p.lower[cue.last + 1 : cue.last + 2]
    before = p.lower[max(0, cue.first - 3) : cue.last + 1]
    return cue.verb in g.denials and "se" in before and following == ["a"]
