"""The words by which English reports what somebody said, thinks or wants, by their grammar."""

from nlp.english import entries, word_set

# Irregular past forms.
_PAST = entries("""
    say: said; tell: told; think: thought; write: wrote written; know: knew known; see: saw seen;
    find: found; hear: heard; feel: felt; speak: spoke spoken; understand: understood; swear: swore
    sworn; foresee: foresaw foreseen; show: showed shown; forget: forgot forgotten; mean: meant;
    choose: chose chosen; seek: sought; read: read; cast: cast; put: put; bet: bet; lay: laid; hold:
    held; forbid: forbade forbidden; take: took taken; make: made; give: gave given; hit: hit; come:
    came; fight: fought; teach: taught; dream: dreamed dreamt; withdraw: withdrew withdrawn; shoot:
    shot; throw: threw thrown; go: went gone; spell: spelled spelt; plead: pleaded pled; sing: sang
    sung; begin: began begun; lead: led; draw: drew drawn; stand: stood
""")
# Verbs of two syllables and more that double their last letter.
_DOUBLE = word_set("""
    admit rebut refer rip slam chat brag pen plan tap bar snub prefer commit pin jab dub tip grin
    hum sob forget put bet forbid hit begin sum quip pan blab nod deter bob log blog expel compel
    propel label signal
""")


def forms(verb: str) -> frozenset[str]:
    """A verb's inflected forms, British and American."""
    third, stem = verb + "s", verb
    if verb.endswith("y") and verb[-2] not in "aeiou":
        third, past = verb[:-1] + "ies", verb[:-1] + "ied"
    elif verb.endswith("e"):
        stem, past = verb.removesuffix("e") if not verb.endswith("ee") else verb, verb + "d"
    else:
        if verb.endswith(("s", "sh", "ch", "x", "z", "to", "go")):
            third = verb + "es"
        stem = verb + verb[-1] if verb in _DOUBLE else verb
        past = stem + "ed"
    found = {verb, third, stem + "ing", *_PAST.get(verb, [past])}
    if verb.endswith("l") and verb not in _PAST:
        found |= {verb + "ed", verb + "ing"}  # labeled, labelled
    return frozenset(found)


def _verbs(words: str) -> dict[str, str]:
    """From every form to its verb."""
    return {form: verb for verb in words.split() for form in forms(verb)}


def _governed(table: str) -> dict[str, set[str]]:
    """From "of on: view; of: vision" to the words that may follow each: {"view": {"of", "on"}, …}."""
    found: dict[str, set[str]] = {}
    for following, words in entries(table).items():
        for word in words:
            found.setdefault(word, set()).update(following.split())
    return found


# Verbs beside words in quotation marks, or after "as".
SAY = _verbs("""
    say tell add write note argue ask report insist announce explain claim acknowledge continue
    declare state conclude warn tweet reveal admit predict recall respond reply question assert
    assure wonder concede read imply allege complain estimate confirm promise deny joke emphasize
    emphasise remark remind charge contend post maintain describe boast stress caution speculate
    signal reiterate pledge vow recommend demand proclaim clarify bark lament answer notice hint
    mention calculate counter testify interject shout quip declaim retort yell cry scream scoff
    opine affirm muse whisper protest grouse exclaim deadpan intone plead urge implore chant sing
    begin repeat echo agree rule decide find show indicate suggest propose observe point put think
    believe offer chime snap fume rant gush crow explode vent thunder blast rail crack quote cite
    call interrupt elaborate tease taunt mock brag gloat confide confess recount relate remember
    reflect reason retweet comment reassure advise instruct order tout stutter mutter shoot fire
    return press email text blog sum volunteer conjecture theorize theorise surmise posit disclose
    divulge inform notify teach preach summarize summarise laugh chuckle sigh smile beam roar bellow
    growl snarl sneer quiz inquire query riff ad-lib recite swear attest avow vouch certify headline
    title label caption blare react start exhort
""")

# In the passive their subject is who hears it.
TOLD = _verbs("tell warn inform remind assure reassure advise notify teach brief caution")

# Other verbs that take a clause: of thinking, and of showing something.
THINK = _verbs("""
    know see hear learn feel hope fear worry expect want wish doubt suspect guess assume presume
    imagine understand realize realise recognize recognise discover determine notice sense consider
    figure forget remember foresee anticipate pretend dream pray prefer accept bet fret regret demonstrate
    prove underscore convince persuade allow agree stress emphasize highlight require ask order rule
    decide discuss debate explore examine calculate consent endorse oppose support criticize praise
    describe call seem appear address convey document
""")

# Verbs that take a clause but seldom report somebody's words.
NOT_CLAUSE = word_set("""
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
    recognize recognise demand lament suggest underscore expose detail stress disclose predict hail
    welcome request chide rebut disavow state recount retweet chant outline rebuke admit articulate
    liken assail dispute relish characterize characterise label bemoan insult recite repudiate rip
    recommend concede downplay bash hate clarify foresee deride justify lambaste lambast dub
    ridicule brand trumpet extol extoll admire laud disparage contradict refute renounce ponder mull
    contemplate deplore invoke reaffirm affirm allege assert contend savage trash pan castigate
    excoriate skewer scold berate lampoon taunt vilify denigrate belittle malign commend salute
    cheer champion bless esteem revere appreciate trust distrust doubt suspect imagine envision
    envisage anticipate regret resent loathe detest despise dislike dread abhor crave wish nominate
    estimate forecast warn pledge vow threaten object propound espouse preach echo repeat tweet
    accept address share write know ask answer authorize authorise approve veto attribute encourage
    challenge cast paint frame prohibit broadcast publicize proclaim charge contrast resist witness
    shrug explore rank crown pronounce judge herald document regard illustrate counter underestimate
    overestimate interpret misinterpret boycott boo spotlight satirize prescribe knock talk love
    like disregard revisit
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
    volunteer plead resolve mean consider consent elect desire vote require push
""")
SEEM = _verbs("seem appear look")

# The prepositions between a verb and what was said.
_PREPOSITIONS = _governed("""
    about: know ask talk speak say think worry write care boast complain open brag tell joke
    question report press muse speculate warn feel gush comment argue dream testify preach rant fret
    hear learn inquire wonder debate; for: call vote criticize criticise blame know ask push praise
    thank apologize apologise blast advocate attack vouch hope campaign care press feel argue plead
    lobby fight long yearn pray wish crusade; as: know praise blast attack see describe cast cite
    portray view identify dismiss list present regard defend name characterize characterise tout
    quote frame paint mention label bill; of: know talk speak think write boast complain brag tell
    warn accuse dream inform assure remind approve disapprove hear learn; on: call blame push press
    muse speculate focus comment agree touch weigh dwell disagree insist elaborate expand reflect
    remark; against: vote push campaign speak warn rail caution argue lobby fight crusade protest;
    to: refer point allude liken agree object react respond admit confess testify look; at: point
    rail balk hint lash scoff sneer bristle; with: agree disagree sympathize side respond empathize
    concur; over: argue fret debate; in: weigh believe; doubt: cast; out: point; up: talk; from:
    distance; by: stand; like: seem; upon: remark
""")
PREPOSITIONS = {form: allowed for verb, allowed in _PREPOSITIONS.items() for form in forms(verb)}

# is expected, was accused, is known: what was said begins with the subject
PASSIVE = _verbs("""
    expect know see criticize criticise report consider announce call show declare accuse mention
    view project describe reject dismiss rumor rumour allege believe think say deem regard praise
    condemn denounce portray predict estimate anticipate presume name confirm nominate echo support
    remember disclose recognize recognise claim attribute attack revere revile request boo approve
    endorse identify list recommend charge interpret feature mock ridicule hail celebrate slam blast
    propose question dispute deny acknowledge lambaste
""")
# calls X Y, is considered Y, is titled Y
NAMES = _verbs("call name title deem declare dub vote label brand pronounce view think")

NOUNS = _governed("""
    about of that: claim suggestion assertion allegation accusation contention admission insistence
    belief fear complaint notion argument assumption rumor rumour speculation conclusion
    announcement warning revelation assurance skepticism scepticism implication perception; about
    for of that: hope confidence doubt concern worry; that: idea evidence; that to: promise pledge
    vow plan desire inclination refusal reluctance intention determination willingness eagerness
    unwillingness agreement; for that to: proposal; for to: request call; on that to: decision;
    about for of on over: criticism; of: critique denunciation condemnation rejection endorsement
    embrace defense defence assessment mention admiration disapproval dismissal mockery
    portrayal repudiation proponent supporter critic defender fan admirer discussion understanding
    vision favor favour chant account description; about of on that: view opinion; for of: support
    praise advocate; to: opposition reference allusion aversion strategy; against on: attack; at:
    swipe jab; about of: question talk message story; about on: comment remark statement thought;
    for: enthusiasm sympathy respect preference fondness apology; in: faith trust interest; on:
    position stance; about: conversation information detail word words speech report attitude
    feeling joke; against for that: case; on that: consensus; of that: goal declaration prediction denial;
    against over: protest; about at over: anxiety misgiving anger outrage frustration; on over with:
    disagreement; about over: debate; for that: demand
""")

ADJECTIVES = _governed("""
    about of that: worried angry nervous concerned skeptical sceptical upbeat optimistic pessimistic
    vocal hopeful excited passionate enthusiastic uneasy anxious upset sure certain convinced aware
    unaware adamant glad surprised fearful uncertain positive; about in of that: confident; that:
    clear; to: willing eager reluctant keen happy unwilling hesitant opposed sympathetic devoted; of
    that: critical supportive wary proud enamored fond mistrustful distrustful dismissive leery
    mindful afraid ashamed; with: comfortable unhappy pleased satisfied impressed disappointed; in:
    interested; about at over: furious outraged
""")

# Nouns of actions as well as of words: only with a possessor.
ACTIONS_TOO = word_set("attack swipe jab call plan support request position debate decision")

# Nouns that name the speaker.
SPEAKERS = word_set("proponent supporter critic defender fan admirer advocate")

ALLEGED = word_set("""
    allegedly reportedly supposedly purportedly alleged suspected purported supposed
""")

# Texts and events in which somebody says something.
DOCUMENTS = word_set("""
    statement letter release email e-mail memo note message tweet post video ad report speech
    announcement study survey poll analysis article column op-ed editorial essay blog book brief
    filing lawsuit resolution remark comment
""")
