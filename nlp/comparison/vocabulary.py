"""Words that comparisons know: small words, negations, denials, opposites, forms of one word."""

from nlp.english import MONTH_NUMBERS, ONES, TENS, WEEKDAYS, spellings, word_set

SMALL = word_set("""
    a an the this that these those and or but nor so yet if of in on at by for from with without to
    into onto over under above below between among across through during before after since until
    till against toward towards about around near off out up down as than then when where while who
    whom whose which what why how because although though whether per via amid despite is are was
    were be been being am has have had having do does did doing will would shall should can could
    may might must there here it its he him his she her they them their we us our you your i me my
    said say says saying told tell tells claim claims claimed also just very too more most much many
    some any all both each every such only even still already again now today ever other another
    one get gets got make makes made like really actually well going go goes went new s t re ve ll d
    m says according reportedly report reports reported people
    el la los las un una unos unas de del al y o que en con por para se es son fue era ser ha han
    su sus lo le les como más pero
""")
NEGATIONS = word_set("""
    not no never none nobody nothing neither nor without cannot can't don't doesn't didn't isn't
    aren't wasn't weren't won't wouldn't shouldn't couldn't haven't hasn't hadn't ain't mustn't
    dont doesnt didnt isnt arent wasnt werent wont wouldnt shouldnt couldnt havent hasnt hadnt cant
    hardly barely nowhere nope
    ninguno ninguna nadie nada nunca jamás tampoco sin
""")
NEGATIONS_BEFORE_TO = word_set("""
    yet fail fails failed failing refuse refuses refused refusing decline declines declined neglect
    neglects neglected forget forgets forgot unable
""")
DENIALS = word_set("""
    hoax hoaxes fake fakes faked false falsely untrue debunk debunks debunked debunking deny denies
    denied denying denial refute refutes refuted refuting disproved disproven disproves myth myths
    bogus fabricated misinformation disinformation retracts retracted retraction satire satirical
    wrongly nope hoaxed prank baseless unfounded falso falsa bulo bulos desmiente desmienten niega niegan mentira
""")
# Their exchange changes nothing.
INTERCHANGEABLE = word_set("""
    a an the this that these those is are was were has have had been be will would and or of 's to
    in on at by just also very so then who which her his its their says said some
""")
# Before a name they add nothing to it.
TITLES = word_set("""
    president gov governor sen senator rep reps representative mr mrs ms dr congressman congresswoman
    mayor justice judge secretary sir vice former
""")
# What these speak of is not affirmed.
HEDGES = word_set("alleged allegedly suspected accused claim claims claimed reportedly presunto")
SUPERLATIVES = word_set("most least best worst first largest")
# Two words for opposite things; forms of one word are folded before.
_OPPOSITES = """
    rise fall; increase decrease; increase decline; rise decline; grow shrink; up down; win lose; alive dead;
    live die; open close; true false; legal illegal; lawful unlawful; more fewer; more less; most least;
    most fewest; best worst; highest lowest; high low; higher lower; support oppose; for against;
    accept reject; approve reject; approve veto; sign veto; guilty innocent; first last; man woman;
    male female; boy girl; young old; hot cold; start end; begin end; start stop; buy sell; arrive leave;
    enter leave; add remove; raise lower; raise cut; expand cut; gain lose; rich poor; strong weak;
    safe dangerous; safe stolen; allow ban; allow prohibit; permit forbid; legalize ban; majority minority;
    maximum minimum; before after; north south; east west; left right; inside outside; public private;
    present absent; pass fail; succeed fail; love hate; friend enemy; attack defend; victim perpetrator;
    employ unemploy; always never; everyone nobody; all none; with without; import export; black white;
    day night; big small; large small; long short; fast slow; early late; full empty; clean dirty;
    happy sad; sit stand; awake asleep; sleep wake; indoors outdoors; same different; cause prevent;
    create destroy; build destroy; hire fire; invest divest; surplus deficit; profit loss; war peace;
    republican democrat; better worse; good bad; positive negative; agree disagree; include exclude;
    join leave; lend borrow; lock unlock; fill empty; push pull; wet dry; loud quiet; thick thin;
    wide narrow; deep shallow; heavy light; hard soft; single married; urban rural; ancient modern
"""
# Actions called lawful by one and unlawful by the other.
LAWFUL = word_set(
    "law enforcement lawful legal legitimate self-defence self-defense justified defensive"
)
UNLAWFUL = word_set("""
    aggression unlawful illegal unprovoked extrajudicial murder murders massacre crime crimes
    violation violated violates illegitimate unjustified
""")
# Forms and near names of one word, which the endings don't tell.
FORMS = spellings("""
    strike: struck strikes striking airstrike airstrikes; traffick: trafficking traffickers trafficker
    trafficked smuggle smuggles smuggled smuggling smuggler smugglers; die: died dies dying dead death
    deaths; kill: killed kills killing killings; steal: stole stolen steals stealing theft; win: won
    wins winning; lose: lost loses losing; rise: rose risen rises rising; fall: fell fallen falls
    falling; grow: grew grown grows growing growth; buy: bought buys buying; sell: sold sells selling;
    leave: left leaves leaving; begin: began begun begins beginning start started starts starting;
    pay: paid pays paying; spend: spent spends spending; take: took taken takes taking; give: gave
    given gives giving; shoot: shot shoots shooting; find: found finds finding; build: built builds
    building; vote: voted votes voting; sign: signed signs signing; veto: vetoed vetoes vetoing;
    child: children kid kids; woman: women; man: men; percent: percentage pct; us: usa america american
    americans; uk: britain british; eu: european; shut: shutdown shuts shutting; become: became; cut: cuts
    cutting; increase: increased increases increasing; decrease: decreased decreases decreasing;
    tax: taxes taxed taxation; legal: legally; illegal: illegally; democrat: democrats democratic
    dems; republican: republicans gop; unemploy: unemployed unemployment; employ: employed
    employment; die_out: extinct; doctor: doctors physician physicians; car: cars; vehicle: vehicles; job:
    jobs; sit: sitting sits sat seated; stand: standing stands stood; run: running runs ran; lie: lying
""")
_COLOURS = word_set(
    "red blue green yellow black white brown orange purple pink grey gray gold silver"
)
_DAYS = frozenset(WEEKDAYS)
_MONTHS = frozenset(MONTH_NUMBERS)
_PLANETS = word_set("mercury venus earth mars jupiter saturn uranus neptune pluto")
_ROOMS = word_set("kitchen bathroom bedroom garage basement attic hallway office")
# One of these instead of another is another thing.
CLASSES = (_COLOURS, _DAYS, _MONTHS, _PLANETS, _ROOMS)

_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]
ORDINALS = (
    {word: number for number, word in enumerate(_ORDINALS, 1)}
    | {f"{word[:-1]}ieth": number for word, number in TENS.items()}
    | {"hundredth": 100, "thousandth": 1000, "millionth": 1_000_000}
)
NUMBER_WORDS = {**ONES, **TENS}


def _pairs() -> frozenset[tuple[str, str]]:
    pairs = [entry.split() for entry in _OPPOSITES.split(";")]
    return frozenset((a, b) for pair in pairs for a, b in (pair, pair[::-1]))


OPPOSITES = _pairs()
