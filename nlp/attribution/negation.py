"""A denial as a negated sentence: "denied that the figure included homes" as "The figure did not include homes".

Only where the grammar shows what "not" belongs to; a person words the others.
"""

from nlp.attribution import cues
from nlp.attribution.draft import Draft
from nlp.attribution.parsing import Words
from nlp.english import entries, spellings, with_plurals, word_set

_IRREGULAR = entries("""
    become: became; bear: bore; break: broke; bring: brought; build: built; buy: bought; catch: caught;
    cost: cost; cut: cut; deal: dealt; drive: drove; eat: ate; fall: fell; flee: fled; fly: flew;
    get: got; grow: grew; have: had; hide: hid; hurt: hurt; keep: kept; leave: left; lend: lent;
    let: let; lose: lost; meet: met; pay: paid; quit: quit; ride: rode; rise: rose; run: ran;
    sell: sold; send: sent; set: set; sink: sank; spend: spent; steal: stole; strike: struck;
    win: won; wear: wore; do: did
""")
_REGULAR = word_set("""
    include involve exclude contain commit use abuse collude conspire violate ignore receive accept pay
    destroy delete remove help cause kill attack target threaten force fail work serve support cancel
    cover cross delay deliver depend discriminate employ engage enter establish exist fire fund harass
    hire hit infect influence inject intend interfere invest join lack last launch leak lie live lobby
    locate look lure manipulate miss mislead need negotiate occur offer operate order own participate
    pass pressure produce promise provide punish push raise reach recruit reduce refuse reject release
    remain report represent require resign respond result return reveal sabotage share shift shoot
    sign smuggle stop supply take tamper terminate touch train transfer travel treat trigger try
    turn visit vote want warn waste withhold plan play benefit carry change close conduct control
    create damage direct discuss divert drop end escape evade exceed exploit export fit flow follow
    handle happen harm hold import increase lead let meddle move obstruct open overrule owe possess
    purchase question rape refer regret rig rule save seek seize spy start store suffer tell test
    torture undermine use walk wear abandon approve arrange ask assault bomb bribe call cheat claim
    coerce consider contact contribute cooperate cost declare demand deport detain develop dismiss
    donate doubt encourage endanger enrich exaggerate expect expel fabricate falsify favour favor
    finance inflate inform instruct invite issue know knew mention misuse murder orchestrate own
    plagiarise plagiarize poison process profit prompt propose recommend register request sell send
    solicit spread stage stem suggest suppress suspend threaten trade urge view watch weaken act add
    answer arrest assault beat bully buy cast choose come consult consume copy deceive decide delegate
    demolish deprive deserve detect divide double draw enable endorse exercise favour film fuel gain
    give go govern grant groom grope handle hand hold ignore impose incite increase inspire insult
    kidnap kiss know lean learn leave legislate let like load look make mark match mean mention mine
    misread mock molest neglect object oppose pick pinch plant pocket point pour prevent pull put
    quit reach read recall recognise recognize relate rely restrict rob run sack say scrap secure see
    set settle shape shout show slap slow smear snub speak spoil spread stalk stand stick strangle
    strip strike sway swear tax tear think throw tip touch trust understand vet violate wipe wish work
    write yell hack wiretap spy shred pressure sexually lobby fix slander insinuate instigate
    affect agree allow appear apply attend authorize authorise ban believe belong blame block burn
""")
_BASE = {
    form: verb for verb in _REGULAR for form in cues.forms(verb) if form.endswith(("ed", "s"))
} | {past: verb for verb, pasts in _IRREGULAR.items() for past in pasts}
for _table in (cues.SAY, cues.THINK, cues.OBJECT, cues.TO, cues.DOING):
    _BASE |= {form: verb for form, verb in _table.items() if not form.endswith("ing")}
_PREFIXES = ("mis", "re", "over", "under", "dis", "out", "un")
_BE = word_set("is are was were 's 're")
# With these it isn't clear what "not" denies.
_UNCLEAR = word_set("""
    all every each both most many some several everyone everybody everything no none nobody nothing
    neither nor not n't never only just few little even someone somebody something either or either
    whether also too always merely
""")
_ANY = word_set("any anybody anyone anything either ever")
_QUESTIONED = word_set("asked questioned pressed quizzed confronted challenged interviewed grilled")
_CLAIMS = with_plurals("""
    claim allegation accusation report suggestion rumor rumour assertion notion idea charge
    speculation story contention
""") | {"stories"}


def negated(words: Words, draft: Draft, speaker: str) -> str:
    """The sentence, or "" where none is sure. ``speaker``: the name of whoever denies it, if known."""
    if draft.rule not in ("clause", "object", "noun") or len(draft.parts) > 1:
        return ""
    inside = words.between(draft.start, draft.end)
    if not inside or inside[0] <= draft.cue_end or words.text[draft.start] in "“\"«„‘'`":
        return ""
    root = next((i for i in inside if words.heads[i] not in inside), None)
    if root is not None and words.lower[root] in _CLAIMS:  # "denied claims that he had lied"
        root = next((kid for kid in words.kids[root] if kid > root and words.has_that(kid)), None)
    if root is None or words.tags[root][:2] not in ("VB", "NN", "JJ"):
        return ""
    last = next(
        (
            i - 1
            for i in range(root + 1, words.right[root] + 1)
            if words.lower[i] == "," and words.tags[i + 1 : i + 2] == ["VBG"]
        ),
        words.right[root],
    )  # ", saying that …" is no part of it
    last = min(last, inside[-1])
    last = _before_question(words, root, last)
    while last > root and words.lower[last] in (",", ";", ".", "-", "—", "–"):
        last -= 1
    if words.lower[words.left[root]] == "having":
        return _of_gerund(words, root, last, speaker)
    return _of_clause(words, root, last)


def _before_question(words: Words, root: int, last: int) -> int:
    """Before "when questioned by reporters", "when she was asked": that belongs to the denial."""
    for i in range(root + 1, last):
        near = words.lower[i + 1 : min(i + 4, last + 1)]
        if words.lower[i] in ("when", "while", "as") and not _QUESTIONED.isdisjoint(near):
            return i - 1
    return last


def _of_clause(words: Words, root: int, last: int) -> str:
    subjects = words.children(root, "nsubj", "nsubjpass", "expl")
    if len(subjects) != 1 or subjects[0] > root or words.tags[subjects[0]] in ("WP", "WDT"):
        return ""
    first = words.left[root]
    if words.lower[first] == "that" and words.deps[first] == "mark":
        first += 1
    if first > subjects[0] or _unclear(words, root, first, last):
        return ""
    if not _ANY.isdisjoint(words.lower[first:root]):
        return ""  # "Nothing has been sorted", not "Anything has not been sorted"
    auxiliaries = words.children(root, "aux", "auxpass")
    finite = next((i for i in auxiliaries if i > subjects[0]), None)
    if finite is not None:
        if words.tags[finite] not in ("MD", "VBD", "VBZ", "VBP") or words.lower[finite] in (
            "'d",
            "'s",
        ):
            return ""  # "'s" may be "has" or "is"
        return _with(words, first, last, finite, after="not")
    if words.lower[root] in _BE:
        return _with(words, first, last, root, after="not")
    return _of_full_verb(words, root, first, last)


def _of_full_verb(words: Words, root: int, first: int, last: int) -> str:
    helper = {"VBD": "did", "VBZ": "does", "VBP": "do"}.get(words.tags[root])
    base = _base(words.lower[root], words.tags[root])
    if words.tags[root] == "VBP":
        base = words.lower[root]
    if words.lower[root] == "has":
        base = "have"
    if helper is None or base is None or base == "be":
        return ""
    begin = root  # "did not frequently meet"
    while begin - 1 > first and words.tags[begin - 1] == "RB" and words.heads[begin - 1] == root:
        begin -= 1
    adverbs = words.text[words.starts[begin] : words.starts[root]]
    middle = f"{helper} not {adverbs}{base}"
    return _with(words, first, last, root, instead=middle, begin=begin)


def _base(form: str, tag: str) -> str | None:
    """The verb of "included" or "mishandled"; None where it isn't listed."""
    if form in _BASE:
        return _BASE[form]
    for prefix in _PREFIXES:
        if form.startswith(prefix) and form.removeprefix(prefix) in _BASE:
            return prefix + _BASE[form.removeprefix(prefix)]
    if tag == "VBZ" and form.endswith("s"):  # the present has few irregular forms, all listed
        if form.endswith("ies"):
            return form[:-3] + "y"
        return (
            form[:-2] if form.endswith(("ches", "shes", "sses", "xes", "zes", "oes")) else form[:-1]
        )
    return None


def _of_gerund(words: Words, root: int, last: int, speaker: str) -> str:
    """ "denied having advised them": what the speaker had not done."""
    auxiliary = words.left[root]
    if (
        not speaker
        or words.lower[auxiliary] != "having"
        or words.tags[auxiliary + 1 : auxiliary + 2] not in (["VBN"], ["RB"])
        or _unclear(words, root, auxiliary, last)
    ):
        return ""
    return f"{speaker} had not {words.text_of((auxiliary + 1, last))}"


def _unclear(words: Words, root: int, first: int, last: int) -> bool:
    """Whether "not" could be understood in more than one way, or stand within another's words."""
    if not _UNCLEAR.isdisjoint(words.lower[first : last + 1]):
        return True
    if any(
        words.lower[i] == "and" or words.tags[i][:2] == "VB"
        for i in words.children(root, "cc", "conj")
        if i <= last
    ):
        return True
    text = words.text_of((first, last))
    if any(mark in text for mark in "?:;\n"):
        return True
    opened = sum(
        words.text[words.starts[first] : words.starts[root]].count(mark) for mark in '“”"«»'
    )
    return opened % 2 == 1


def _with(
    words: Words,
    first: int,
    last: int,
    at: int,
    *,
    after: str = "",
    instead: str = "",
    begin: int | None = None,
) -> str:
    """The words from first to last with something after one of them, or in its place and that of those
    from ``begin`` on."""
    stop = words.starts[at if begin is None else begin]
    before = words.text[words.starts[first] : stop]
    behind = words.text[words.ends[at] : words.ends[last]]
    middle = instead or f"{_whole(words, at)} {after}"
    if before and not before[-1].isspace():  # "he's"
        before += " "
    sentence = " ".join(f"{before}{middle}{behind}".split())
    return sentence[:1].upper() + sentence[1:]


_WHOLE = spellings("can: ca; will: wo ll; are: re; have: ve; am: m; is: s")


def _whole(words: Words, i: int) -> str:
    """The auxiliary without an apostrophe."""
    return _WHOLE.get(words.lower[i].lstrip("'"), words.text[words.starts[i] : words.ends[i]])
