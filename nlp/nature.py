"""Whether a statement is a fact, an opinion or a prediction, by its words.

In this order: a question is none of the three. A prediction speaks of the future (will, going to,
plans to, next week), or the verb promises or predicts. An opinion says what should be (should, must,
need to), calls itself one ("in my view") or values ("the worst", "shameful"), or the verb praises
or condemns. A prediction may also have a weaker sign: would, could, may, expected. Anything else
with a finite verb of its own is a fact: it can be checked, whether or not it is true. What names a
thing, an action or a question ("the outcome", "stealing votes", "whether it helped") asserts
nothing: empty. Without a parser the verb is known by its form, so some facts in the present tense
stay empty.
"""

import re

from nlp.kinds import Nature

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_ASKS = re.compile(r"\?[\s”\"’']*$")

_WILL_COME = re.compile(
    # A will, goodwill and Will are no future.
    r"(?<!\b[Tt]he\s)(?<!\b[Hh]is\s)(?<!\b[Hh]er\s)(?<!\b[Tt]heir\s)(?<!\b[Aa]\s)(?<!\bfree\s)(?<!\bat\s)\bwill\b"
    r"|\b(?:won['’]t|shall)\b|['’]ll\b|\bgoing\sto\s(?!the\b|an?\b|[A-Z])|\bgonna\b"
    r"|\babout\sto\b|\b(?:plan|intend|aim|hope|vow|pledge|promise|propose|threaten|prepare)s?\sto\b"
    r"|\b(?:planning|intending|aiming|hoping|vowing|pledging|promising|preparing)\sto\b"
    r"|(?<!\bto\s)\b(?:expect|predict|forecast|anticipate|foresee)s?\b"
    r"|\b(?:set|due|bound|likely|unlikely|scheduled|expected|slated|poised|destined|projected"
    r"|forecast|certain)\s(?:to|for)\b|\bon\s(?:track|course)\s(?:to|for)\b"
    r"|\b(?:next|coming)\s(?:week|month|year|decade|summer|winter|spring|autumn|fall|election"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b|\btomorrow\b"
)
_MAY_COME = re.compile(
    r"\b(?:would|could|may|might)(?!\s(?:not\s)?have\b|n['’]t|\snot\b)\s(?=[a-z])"
    r"|\bexpected\b|\bsome\sday\b"
)
_PROMISES = re.compile(
    r"(?:vow|pledge|promise|predict|forecast|threaten|foresee|plan|intend|propose)"
    r"(?:s|d|ed|ing|ning|ned)?"
)
_JUDGES = re.compile(
    r"(?:prais|hail|laud|applaud|condemn|denounc|critici[sz]|slam|blast|lament|welcom|deplor"
    r"|commend|decr|deride|mock|salut|demand|urg|call(?:s|ed|ing)?\sfor)(?:e?s|e?d|ie[sd]|ing|e)?"
)
_OUGHT = re.compile(
    r"\b(?:should|must|ought\sto|need(?:s|ed)?\sto|ha(?:ve|s)\sto|had\sbetter|deserve[sd]?|let['’]s"
    r"|let\sus|it(?:['’]s|\sis)\s(?:high\s)?time)\b|\bshouldn['’]t\b|\bmustn['’]t\b",
    re.IGNORECASE,
)
_VIEWS = re.compile(
    r"\b(?:in\s(?:my|our|his|her|their)\s(?:view|opinion|judge?ment)|(?:I|we)\s(?:do\snot\s|don['’]t\s)?"
    r"(?:think|believe|feel|hope|wish|fear|love|hate|like|prefer|suspect|guess|doubt)"
    r"|(?:my|our)\s(?:sense|feeling|view|opinion|hope|belief|impression)|frankly|sadly"
    r"|unfortunately|thankfully|no\s(?:right|sense|excuse|justification)|makes?\ssense)\b",
    re.IGNORECASE,
)
_VALUES = re.compile(
    r"\b(?:best|worst|finest|greatest|great|good|bad|terrible|horrible|horrific|awful|wonderful"
    r"|tremendous|fantastic|amazing|incredible|excellent|brilliant|beautiful|ugly|perfect|stupid"
    r"|foolish|silly|ridiculous|absurd|insane|crazy|outrage(?:ous)?|disgrace(?:ful)?|shame(?:ful)?"
    r"|cowardly|cowards?|brave|heroic|courage(?:ous)?|wrong|unfair|fair|unjust|unacceptable"
    r"|intolerable|inexcusable|appalling|disgusting|deplorable|despicable|reckless|irresponsible"
    r"|dangerous|troubling|worrying|alarming|disturbing|disappointing|disappointed|proud|ashamed"
    r"|grateful|delighted|sad|tragic|tragedy|disaster|disastrous|catastroph(?:e|ic)|fiasco|farce"
    r"|mistake|blunder|failure|success|triumph|victory\sfor|injustice|betrayal|betrayed|liars?"
    r"|hypocri(?:te|sy|tical)|unfit|incompetent|corrupt|evil|cruel|barbaric|heinous|unwavering"
    r"|worried|worrisome|jarring|regrettable|impressed|impressive|unqualified|insult(?:ing)?|lunatic"
    r"|extreme|ludicrous|pathetic|phony|nonsense|nasty|offensive|hateful|racist|bigot(?:ed|ry)?"
    r"|dishonest|deceitful|weak|strong(?:er)?|smart|dumb|better|worse|positive|negative|love|hate"
    r"|very|really|deeply|absolutely|totally|utterly|truly|incredibly|extremely|perhaps|maybe"
    r"|too\s(?:little|much|many|few|far|late|soon)|one\sof\sthe\smost|lacking|powerful|decisive|important|essential|vital|crucial|necessary|unnecessary|pointless"
    r"|worthless|useless|brutal|immoral|moral|reasonable|unreasonable|ill-advised|misguided"
    r")\b",
    re.IGNORECASE,
)
_ASSERTS = re.compile(
    r"\b(?:is|are|was|were|am|has|have|had|does|do|did|doesn['’]t|don['’]t|didn['’]t|isn['’]t|aren['’]t"
    r"|wasn['’]t|weren['’]t|hasn['’]t|haven['’]t|hadn['’]t|can|cannot|can['’]t|could|couldn['’]t|would"
    r"|wouldn['’]t|may|might|said|went|came|saw|gave|took|made|knew|found|told|spent|paid|lost|won"
    r"|held|kept|met|sent|brought|built|fell|rose|threw|wrote|ran|began|became|got|shot|sold|bought"
    r"|spoke|stood|led|broke|caught|fought|grew|chose|drove|hid|flew|drew|wore|swore|stole|sank)\b"
    r"|\b(?:it|he|she|that|there|what|who)['’]s\s|\b(?:they|we|you)['’](?:re|ve)\s|\bI['’](?:m|ve)\s",
    re.IGNORECASE,
)
# A past tense, behind a noun or pronoun: "the ministry denied", not "the alleged strike".
_DID = re.compile(
    r"(?<!\bthe)(?<!\ban)(?<!\ba)(?<!\bof)(?<!\bto)(?<!\band)(?<!\bin)(?<!\bby)(?<!\bwith)(?<!\bfor)"
    r"\s\w{2,}ed\b(?!\s(?:by|in|at|with|from)\b)"
)
# A noun and a verb in the present: "the factory employs 900 people", "the dam holds".
_DOES = re.compile(
    r"^(?:the|an?|this|that|his|her|its|their|our|my|he|she|it|[A-Z]\w+)\s(?:(?!of|to|in|on|for|from|with"
    r"|and|by|at)[\w-]+\s){0,3}?\w{3,}s\s(?=(?:the|an?|no|his|her|its|their|with|to|that|two|three|four|five|six|ten|many)\b|\d)",
    re.IGNORECASE,
)
# A clause within a noun phrase: "a database of people who were held".
_ABOUT_IT = re.compile(r"(?<=\w)\s(?:who|which|that|whose|whom|where|when)\s.*", re.DOTALL)
_NO_CLAUSE = re.compile(r"^\W*(?:whether|what|how|why|who|to|[a-z]+ing)\b")
_FIRST_THAT = re.compile(r"^\W*that\s")
FEWEST = 3  # words of a statement of fact


def nature_of(content: str, verb: str = "") -> Nature | str:
    """fact, opinion or prediction, or empty. ``verb`` is the verb of saying ("vowed", "praised").
    A suggestion: right in three of four statements of news texts."""
    verb = verb.lower()
    if _ASKS.search(content) or not _WORD.search(content):
        return ""
    if _PROMISES.fullmatch(verb):
        return Nature.PREDICTION
    if _JUDGES.fullmatch(verb):
        return Nature.OPINION
    if _NO_CLAUSE.search(content):
        return ""
    if _WILL_COME.search(content):
        return Nature.PREDICTION
    if any(sign.search(content) for sign in (_OUGHT, _VIEWS, _VALUES)):
        return Nature.OPINION
    own = _ABOUT_IT.sub("", _FIRST_THAT.sub("", content))
    if _MAY_COME.search(own):
        return Nature.PREDICTION
    has_verb = any(sign.search(own) for sign in (_ASSERTS, _DID, _DOES))
    return Nature.FACT if has_verb and len(_WORD.findall(own)) >= FEWEST else ""
