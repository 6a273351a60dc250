"""Reports that don't state what they introduce: refusals, doubts, hopes, questions, conditions.

"She refused to say that …", "he would not rule out …", "they asked whether …", "if he said that …".
"""

from collections.abc import Sequence

from nlp.attribution.draft import UNSAID, Draft
from nlp.attribution.not_said import VERB, not_held, not_said
from nlp.attribution.parsing import Words
from nlp.attribution.quotations import Quotation
from nlp.english import with_plurals, word_set

# What these introduce is hoped, doubted, asked or asked for.
_DOUBTS = word_set("""
    hope fear doubt wonder ask question inquire query quiz urge beg implore exhort want wish pray
    dream desire worry fret yearn long crave refuse decline speculate suspect imagine presume assume
    guess ponder mull contemplate debate seek request distrust mistrust dread muse surmise conjecture
    explore examine study lobby envision envisage pretend
""")
# Before a subjunctive or a gerund, what somebody is to do: "demanded that he go", "recommended leaving".
_DIRECTS = word_set("""
    demand order instruct advise recommend require propose suggest advocate prefer direct insist love
    like hate oppose contemplate consider
""")
# Before "who", "how", "what": an open question.
_WEIGHS = word_set("decide determine know see discuss learn find understand figure hear")
# What somebody will do is stated: "vowed to rebuild it".
_COMMITS = word_set("""
    vow pledge promise threaten agree plan intend claim expect swear resolve decide consent elect opt
    volunteer mean propose offer profess
""")
_NOUNS = with_plurals("""
    hope doubt fear concern worry question request call desire suspicion skepticism scepticism
    speculation anxiety misgiving demand wish reluctance refusal unwillingness hesitation talk
    uncertainty discussion conversation debate
""") | {"worries", "anxieties", "uncertainties", "enthusiasm", "respect", "sympathy", "preference"}
_ADJECTIVES = word_set("""
    hopeful worried concerned fearful skeptical sceptical uncertain unsure doubtful reluctant unwilling
    hesitant eager willing keen nervous anxious uneasy afraid unaware dubious unclear interested
    suspicious wary agnostic curious apprehensive upbeat mistrustful distrustful leery
""")
_MARKS = word_set("“ ” \" « » '' ``")
# What is denied to somebody is no statement: "was denied bail".
_WITHHELD = with_plurals("""
    access bail entry entrance permission visa asylum request motion appeal petition application
    parole permit license licence opportunity right benefit claimant coverage care service loan
    chance funding injunction stay bond aid treatment status change amendment
""")


def asserts(words: Words, draft: Draft, quotes: Sequence[Quotation]) -> bool:
    """Whether the report states, denies or rejects its content."""
    if _is_question(words.text[draft.start : draft.end]):
        return False
    if draft.rule == UNSAID or words.lower[draft.cue] == ":":
        return True
    if _within_question(words, draft, quotes) or _asked(words, draft):
        return False
    tag = words.tags[draft.cue][:2]
    if draft.rule in ("noun", "adjective") or tag in ("NN", "JJ"):
        form = words.lower[draft.cue]
        if form in _NOUNS or form in _ADJECTIVES:
            return False
        return not not_held(words, draft)
    if draft.rule in ("alleged", "according"):
        return True
    if words.tags[draft.cue] == "VBG" and draft.source is None and not draft.quoted:
        return False  # "opponents of admitting that …"
    return not (_by_verb(words, draft) or not_said(words, draft) or _denied_to(words, draft))


def _is_question(content: str) -> bool:
    """Whether it is nothing but a question."""
    bare = content.strip(" \"'“”‘’«»„.,")
    return bare.endswith("?") and not any(mark in bare for mark in (". ", "! ", ".” ", "; "))


def _within_question(words: Words, draft: Draft, quotes: Sequence[Quotation]) -> bool:
    """ "Did Quill say that …?", with the question mark outside of what was said."""
    _first, last = words.sentence_words(draft.cue)
    for i in range(draft.cue, last + 1):
        outside = not draft.start <= words.starts[i] < draft.end
        if outside and words.lower[i] in _MARKS:
            return False
        if outside and words.lower[i] == "?":
            return not any(each.first <= i <= each.last for each in quotes)
    return False


def _content_first(words: Words, draft: Draft) -> int:
    return next(iter(words.between(draft.start, draft.end)), draft.cue)


def _content_root(words: Words, draft: Draft) -> int | None:
    """The word of the content whose head is outside it."""
    inside = words.between(draft.start, draft.end)
    kinds = ("VB", "MD", "NN", "PR", "JJ", "CD")
    return next(
        (
            i
            for i in inside
            if (words.heads[i] not in inside or words.heads[i] == i) and words.tags[i][:2] in kinds
        ),
        None,
    )


def _asked(words: Words, draft: Draft) -> bool:
    """ "… whether it helped", "… if it helped", but not "said that if it helped, he would"."""
    first = _content_first(words, draft)
    if first < draft.cue and words.lower[first] != "whether":
        return False
    word = words.lower[first]
    if word == "whether":
        return True
    if words.tags[first] in ("WP", "WRB", "WDT", "WP$") and first > draft.cue:
        return VERB.get(words.lower[draft.cue]) in _WEIGHS
    return word == "if" and words.heads[first] == _content_root(words, draft)


def _by_verb(words: Words, draft: Draft) -> bool:
    """Whether the verb hopes, asks or asks for what it introduces."""
    verb = VERB.get(words.lower[draft.cue], "")
    if verb in _DOUBTS:
        return True
    if verb == "demand" and not draft.quoted:
        return True  # "demanded the council publish the figures"
    if draft.rule == "to":
        return verb not in _COMMITS
    if verb == "call":
        return words.lower[draft.cue + 1 : draft.cue + 2] in (["for"], ["on"], ["upon"])
    if draft.rule == "prep" and verb in ("push", "press", "vote", "campaign", "plead", "long"):
        return True
    return verb in _DIRECTS and not draft.quoted and _to_be_done(words, draft)


def _to_be_done(words: Words, draft: Draft) -> bool:
    """Of "demanded that he go", "recommended leaving": a subjunctive or a gerund."""
    root = _content_root(words, draft)
    if root is None or root < draft.cue:
        return False
    if words.tags[root] == "VBG":
        return words.deps[root] == "xcomp"
    if not words.has_that(root) and words.deps[root] != "ccomp":
        return False
    verbs = [root, *words.children(root, "aux", "auxpass")]
    if any(
        words.tags[i] in ("MD", "VBD", "VBZ") or words.lower[i] in ("do", "have", "are", "am")
        for i in verbs
    ):
        return False
    if any(words.lower[i] == "be" or words.tags[i] == "VB" for i in verbs):
        return True
    # "that the minister resign": without the s of the indicative.
    subject = words.children(root, "nsubj", "nsubjpass", "expl", "compound")
    if words.tags[root] == "NN":
        return words.has_that(root)
    # "suggested they leave", not "suggested that polls show"
    past = words.tags[draft.cue] in ("VBD", "VBN") and any(words.tags[i] == "PRP" for i in subject)
    return words.tags[root] == "VBP" and (past or not _plural(words, subject))


def _plural(words: Words, subject: list[int]) -> bool:
    return any(
        words.lower[i] in ("i", "you", "we", "they")
        or words.tags[i] in ("NNS", "NNPS")
        or words.children(i, "conj")
        for i in subject
    )


def _denied_to(words: Words, draft: Draft) -> bool:
    """ "was denied bail", "denied him entry"."""
    if VERB.get(words.lower[draft.cue]) not in ("deny", "dispute", "reject", "dismiss"):
        return False
    objects = words.children(draft.cue, "dobj", "dative") or words.children(draft.cue, "nsubjpass")
    if len(objects) > 1 or (objects and words.children(draft.cue, "nsubjpass")):
        return True
    root = _content_root(words, draft)  # "denied the man bail", read as a clause
    if root is not None and words.tags[root] == "VB" and not words.children(root, "aux", "auxpass"):
        return True
    return any(words.lower[i] in _WITHHELD for i in objects)
