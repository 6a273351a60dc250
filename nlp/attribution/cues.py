"""The words by which English hands on what somebody said, thinks or wants, by how they govern it."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_IRREGULAR = {
    "say": "says said saying", "tell": "tells told telling", "think": "thinks thought thinking",
    "write": "writes wrote written writing", "know": "knows knew known knowing",
    "see": "sees saw seen seeing", "find": "finds found finding", "hear": "hears heard hearing",
    "feel": "feels felt feeling", "speak": "speaks spoke spoken speaking",
    "understand": "understands understood understanding", "swear": "swears swore sworn swearing",
    "foresee": "foresees foresaw foreseen foreseeing", "show": "shows showed shown showing",
    "forget": "forgets forgot forgotten forgetting", "mean": "means meant meaning",
    "choose": "chooses chose chosen choosing", "seek": "seeks sought seeking",
    "read": "reads read reading", "cast": "casts cast casting", "put": "puts put putting",
    "bet": "bets bet betting", "lay": "lays laid laying", "hold": "holds held holding",
    "forbid": "forbids forbade forbidden forbidding", "take": "takes took taken taking",
    "make": "makes made making", "give": "gives gave given giving", "hit": "hits hit hitting",
    "come": "comes came coming", "fight": "fights fought fighting", "rule": "rules ruled ruling",
    "teach": "teaches taught teaching", "dream": "dreams dreamed dreamt dreaming",
    "withdraw": "withdraws withdrew withdrawn withdrawing", "shoot": "shoots shot shooting",
    "throw": "throws threw thrown throwing", "go": "goes went gone going",
    "spell": "spells spelled spelt spelling", "plead": "pleads pleaded pled pleading",
    "hope": "hopes hoped hoping", "sue": "sues sued suing", "intend": "intends intended intending",
    "sing": "sings sang sung singing", "begin": "begins began begun beginning",
    "lead": "leads led leading", "draw": "draws drew drawn drawing",
    "stand": "stands stood standing", "sum": "sums summed summing",
    "underscore": "underscores underscored underscoring", "quip": "quips quipped quipping",
    "mull": "mulls mulled mulling", "pan": "pans panned panning",
}  # fmt: skip
# Verbs of two syllables and more that double their last letter.
_DOUBLE = _set("""
    admit rebut refer rip slam chat brag pen plan tap bar snub prefer commit pin jab dub tip
    grin hum sob blab nod deter bob log blog expel compel propel label signal
""")


def forms(verb: str) -> frozenset[str]:
    """A verb's inflected forms, British and American."""
    if verb in _IRREGULAR:
        return frozenset([verb, *_IRREGULAR[verb].split()])
    if verb.endswith("e"):
        stem = verb if verb.endswith("ee") else verb[:-1]
        return frozenset([verb, verb + "s", verb + "d", stem + "ing"])
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return frozenset([verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"])
    plural = verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z", "to")) else "s")
    stem = verb + verb[-1] if verb in _DOUBLE else verb
    found = {verb, plural, stem + "ed", stem + "ing"}
    if verb.endswith("l"):
        found |= {verb + "ed", verb + "ing"}  # labeled, labelled
    return frozenset(found)


def _verbs(words: str) -> dict[str, str]:
    """From every form to its verb."""
    return {form: verb for verb in words.split() for form in forms(verb)}


# What may stand beside words in quotation marks, or after "as".
SAY = _verbs("""
    say tell add write note argue ask report insist announce explain claim acknowledge continue
    declare state conclude warn tweet reveal admit predict recall respond reply question assert
    assure wonder concede read imply allege complain estimate confirm promise deny joke emphasize
    emphasise remark remind charge contend post maintain describe boast stress caution speculate
    signal reiterate pledge vow recommend demand proclaim clarify bark lament answer notice hint
    mention calculate counter testify interject shout quip declaim retort yell cry scream scoff
    opine affirm muse whisper protest grouse exclaim deadpan intone plead urge implore chant sing
    begin conclude repeat echo agree rule decide find show indicate suggest propose observe point
    put think believe offer chime snap fume rant gush crow explode vent thunder blast rail crack
    quote cite call interrupt elaborate joke tease taunt mock brag gloat confide confess recount
    relate remember reflect reason retweet comment retort reassure promise advise instruct order
    tout stutter mutter shoot fire return press write email text blog sum volunteer conjecture
    theorize theorise surmise posit report disclose divulge inform notify tell teach preach
    announce summarize summarise opine laugh chuckle sigh smile beam roar bellow growl snarl sneer
    quiz inquire query riff ad-lib recite declare testify swear attest avow vouch certify headline
    title label caption blare react start exhort
""")

# What else takes a clause: thoughts, and what shows something.
THINK = _verbs("""
    know see hear learn feel hope fear worry expect want wish doubt suspect guess assume presume
    imagine understand realize realise recognize recognise discover determine notice sense consider
    figure forget remember foresee anticipate dream pray prefer accept bet fret regret
    demonstrate prove underscore convince persuade allow agree stress emphasize highlight
    require ask order rule decide discuss debate explore examine calculate consent
    endorse oppose support criticize praise describe call seem appear address convey document
""")

# What takes a clause but is seldom a way of handing on somebody's words.
NOT_CLAUSE = _set("""
    be is are was were been being am 's 're 'm make makes made making have has had having 've help
    helps helped helping let lets get gets got getting do does did done doing go goes went going
    ensure ensures ensured ensuring win won become became turn turned come came cause causes caused
    leave left need needs use used take took keep kept put puts remain remains stay stayed happen
    happens watch watched mean means meant give gave given bring brought start started stop stopped
    force forced work worked lead led hold held run ran seem set sets enable enabled try tried
    """)

# somebody supports X, criticizes X, announces X
OBJECT = _verbs("""
    call support endorse see describe say show cite criticize criticise accuse announce defend offer
    praise back discuss oppose mention attack urge blame denounce seek question dismiss reject
    propose blast express recall mock slam tout want highlight note report list explain portray
    declare reveal name deny view order acknowledge claim post condemn promote embrace reference
    favor favour thank promise identify compare prefer applaud decry consider believe emphasize
    emphasise quote confirm ignore reiterate fear deem credit understand expect congratulate
    recognize recognise demand lament suggest underscore expose detail stress disclose predict
    hail welcome request chide rebut disavow state recount retweet chant outline rebuke admit
    articulate liken assail dispute relish characterize characterise label bemoan insult recite
    repudiate rip recommend concede downplay bash hate clarify foresee deride justify
    lambaste lambast dub ridicule brand trumpet extol extoll admire laud disparage contradict refute
    renounce ponder mull contemplate deplore invoke reaffirm affirm allege assert contend
    savage trash pan castigate excoriate skewer scold berate lampoon taunt deride vilify
    denigrate belittle malign commend salute cheer champion bless esteem revere
    appreciate trust distrust doubt suspect imagine envision envisage anticipate regret resent
    loathe detest despise dislike dread abhor crave wish nominate
    estimate forecast warn pledge vow threaten object propound espouse preach
    echo repeat tweet accept address share write know ask answer
    authorize authorise approve veto attribute encourage thank challenge
    cast paint frame prohibit broadcast publicize proclaim
    charge contrast resist witness shrug explore rank crown pronounce judge herald document regard
    illustrate counter underestimate overestimate interpret misinterpret boycott boo spotlight
    satirize prescribe knock talk love like disregard revisit
""")

# Those that say something with a single word after them: "criticized Clinton".
OBJECT_ALONE = _verbs("""
    support endorse oppose criticize criticise attack denounce praise cite slam blast mock condemn
    reject deny defend mention favor favour prefer like hate dislike accuse blame urge
""")

# supports doing so
DOING = _verbs("""
    support oppose consider propose endorse suggest recommend advocate deny contemplate mention
    discuss favor favour report regret defend admit describe imagine recall
""")

# somebody wants to, vows to, is asked to
TO = _verbs("""
    expect want ask urge call seek vow decline refuse promise plan pledge hope decide threaten agree
    like tell encourage aim order persuade intend claim prefer offer propose challenge love advise
    press warn request instruct lobby plot opt wish swear demand beg implore hate long yearn
    volunteer plead resolve mean consider consent elect desire vote require
    push
""")
SEEM = _verbs("seem appear look")

# the verb and its preposition before what was said
PREPOSITIONS = {
    form: frozenset(preps.split())
    for verb, preps in {
        "call": "for on", "vote": "for against", "criticize": "for", "criticise": "for",
        "blame": "for on", "know": "as for about of", "ask": "about for", "push": "for on against",
        "praise": "for as", "thank": "for", "apologize": "for", "apologise": "for",
        "blast": "for as", "advocate": "for", "attack": "for as", "vouch": "for", "hope": "for",
        "campaign": "for against", "see": "as", "describe": "as", "cast": "as doubt",
        "refer": "to", "cite": "as", "portray": "as", "view": "as", "identify": "as",
        "dismiss": "as", "list": "as", "present": "as", "regard": "as", "defend": "as",
        "point": "to out at", "name": "as", "characterize": "as", "characterise": "as",
        "tout": "as", "quote": "as", "frame": "as", "paint": "as", "mention": "as",
        "label": "as", "bill": "as", "allude": "to", "compare": "",
        "liken": "to", "talk": "about of up", "speak": "about of against", "say": "about",
        "think": "about of", "worry": "about", "write": "about of", "care": "about for",
        "boast": "about of", "complain": "about of", "open": "about", "brag": "about of",
        "tell": "about of", "joke": "about", "question": "about", "report": "about",
        "press": "for on about", "muse": "about on", "speculate": "about on", "warn": "of about against",
        "feel": "about for", "gush": "about", "focus": "on", "comment": "on about", "agree": "on with to",
        "touch": "on", "weigh": "on in", "dwell": "on", "disagree": "with on", "accuse": "of",
        "rail": "against at", "caution": "against", "argue": "for against about over",
        "distance": "from", "believe": "in", "dream": "of about", "inform": "of", "assure": "of",
        "remind": "of", "approve": "of", "disapprove": "of", "insist": "on", "elaborate": "on",
        "expand": "on", "plead": "for", "lobby": "for against", "fight": "for against",
        "sympathize": "with", "side": "with", "object": "to", "react": "to", "respond": "to with",
        "admit": "to", "confess": "to", "balk": "at", "hint": "at", "lash": "at", "scoff": "at",
        "sneer": "at", "bristle": "at", "long": "for", "yearn": "for", "pray": "for", "wish": "for",
        "crusade": "against for", "protest": "against", "testify": "about to", "preach": "about",
        "reflect": "on", "rant": "about", "fret": "about over", "hear": "about of", "learn": "about of",
        "look": "to", "stand": "by", "seem": "like", "remark": "on upon", "empathize": "with", "concur": "with", "inquire": "about", "wonder": "about", "debate": "about over",
    }.items()
    for form in forms(verb)
}  # fmt: skip

# is expected, was accused, is known: what was said begins with the subject
PASSIVE = _verbs("""
    expect know see criticize criticise report consider announce call show declare accuse
    mention view project describe reject dismiss rumor rumour allege believe think say deem regard
    praise condemn denounce portray predict estimate anticipate presume
    name confirm nominate echo support remember disclose recognize recognise claim attribute attack
    revere revile request boo approve endorse identify list recommend charge interpret feature mock
    ridicule hail celebrate slam blast propose question dispute deny acknowledge lambaste
""")
# calls X Y, is considered Y, is titled Y
NAMES = _verbs("call name title deem declare dub vote label brand pronounce view think")  # fmt: skip

NOUNS = {
    noun: frozenset(words.split())
    for nouns, words in {
        "claim suggestion assertion allegation accusation contention admission insistence belief fear "
        "complaint notion argument assumption rumor rumour speculation conclusion announcement warning "
        "revelation assurance skepticism scepticism implication perception": "that of about",
        "hope confidence doubt concern worry": "that of about for",
        "idea evidence": "that",
        "promise pledge vow proposal request plan decision desire inclination refusal reluctance "
        "intention determination willingness eagerness unwillingness call agreement": "to that",
        "criticism": "of for about on over",
        "critique denunciation condemnation rejection endorsement embrace defense defence assessment "
        "mention denial admiration disapproval dismissal mockery portrayal repudiation": "of",
        "view opinion": "of that on about", "support": "for of", "praise": "for of",
        "opposition reference allusion aversion": "to", "attack": "on against", "swipe jab": "at",
        "question": "about of", "comment remark statement": "about on", "talk": "about of",
        "message": "of about", "proponent supporter critic defender fan admirer": "of",
        "advocate": "for of", "enthusiasm sympathy respect preference fondness": "for",
        "apology": "for", "faith trust interest": "in", "position stance": "on",
        "thought": "on about", "story": "about of", "discussion understanding vision": "of", "conversation": "about",
        "information detail word words speech report attitude feeling": "about", "case": "for that against",
        "favor favour": "of", "consensus": "that on", "goal": "of that", "protest": "against over",
        "proposal": "to that for", "decision": "to that on", "strategy": "to", "anxiety misgiving anger outrage frustration": "about over at",
        "disagreement": "with over on", "chant": "of", "joke": "about", "debate": "about over",
        "call": "for to", "request": "for to", "demand": "for that", "need": "",
        "declaration prediction": "that of", "account description": "of",
    }.items()
    for noun in nouns.split() for words in [words]
}  # fmt: skip

ADJECTIVES = {
    adjective: frozenset(words.split())
    for adjectives, words in {
        "worried angry nervous concerned skeptical sceptical upbeat optimistic pessimistic vocal hopeful "
        "confident excited passionate enthusiastic uneasy anxious upset": "about that of",
        "sure certain convinced aware unaware adamant glad surprised fearful uncertain positive": "that of about",
        "clear": "that",
        "willing eager reluctant keen happy unwilling hesitant": "to",
        "critical supportive wary proud enamored fond mistrustful distrustful dismissive leery "
        "mindful afraid ashamed": "of that",
        "opposed sympathetic": "to", "comfortable unhappy pleased satisfied impressed disappointed": "with",
        "interested": "in", "confident": "that of about in", "devoted": "to",  "furious outraged": "at over about",
    }.items()
    for adjective in adjectives.split() for words in [words]
}  # fmt: skip

# Nouns of deeds as well as of words: only with somebody whose they are.
DEEDS_TOO = _set("attack swipe jab call plan support request position debate decision")

# Nouns that are themselves the ones who say it.
WHO_THEMSELVES = _set("proponent supporter critic defender fan admirer advocate")

ALLEGED = _set("""
    allegedly reportedly supposedly purportedly alleged suspected purported supposed
    """)

# In which somebody says something.
DOCUMENTS = _set("""
    statement letter release email e-mail memo note message tweet post video ad report speech
    announcement study survey poll analysis article column op-ed editorial essay blog book brief filing lawsuit resolution remark comment
    """)
