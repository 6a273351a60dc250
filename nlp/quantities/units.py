"""What is measured in what: the words and signs that follow or precede a number in English.

A unit is written out as the newsroom writes it ("percent", "dollars", "people"), a metric one by
its symbol ("km"). "$" is "dollars": the sign doesn't say of which country.
"""

from decimal import Decimal

from nlp.english import MONTHS, phrases, spellings, with_plurals, word_set
from nlp.kinds import Bound
from nlp.quantities import symbols

SIGNS = spellings("""
    percent: % ％; per thousand: ‰; dollars: $; euros: €; pounds sterling: £; ¥: ¥; cents: ¢;
    rupees: ₹; roubles: ₽; won: ₩; shekels: ₪; liras: ₺; naira: ₦; hryvnias: ₴; dong: ₫; pesos: ₱
""")
SHARES = ("%", "％", "‰")  # signs that only ever follow their number
# Letters before the sign: US$3.4 million.
COUNTRIES = spellings("""
    US: us; Australian: a au; Canadian: c ca; New Zealand: nz; Hong Kong: hk; Singapore: s;
    Taiwan: nt
""")
CODES = spellings("""
    US dollars: USD; Australian dollars: AUD; Canadian dollars: CAD; New Zealand dollars: NZD;
    euros: EUR; pounds sterling: GBP; yen: JPY; yuan: CNY RMB; Swiss francs: CHF;
    Indian rupees: INR; roubles: RUB; reais: BRL; Mexican pesos: MXN; rand: ZAR;
    Swedish kronor: SEK; Norwegian kroner: NOK; Danish kroner: DKK; zlotys: PLN; won: KRW;
    rupees: Rs; ringgit: RM MYR; Singapore dollars: SGD; Hong Kong dollars: HKD; baht: THB;
    Philippine pesos: PHP; rupiah: IDR Rp; dong: VND; liras: TRY; shekels: ILS NIS;
    Egyptian pounds: EGP; riyals: SAR; dirhams: AED; naira: NGN; Kenyan shillings: KES;
    hryvnias: UAH; forints: HUF; Czech koruna: CZK; Argentine pesos: ARS; Chilean pesos: CLP;
    Colombian pesos: COP; soles: PEN; Taiwan dollars: TWD; Pakistani rupees: PKR; taka: BDT
""")
TOUCHING_CODES = {"R": "rand"}  # "R500m"; alone it is an initial
MONEY = word_set(
    "yen yuan naira real reais pence krona kronor krone kroner ringgit baht rupiah taka sterling"
) | with_plurals("""
    dollar euro rupee rouble ruble peso franc shekel lira dirham rand cent bolivar zloty hryvnia
    riyal dinar forint koruna
""")
CROWNS = word_set("crowns shillings pounds")  # money after a nationality: Danish crowns
ONE_AND_MANY = word_set(
    "pence yen yuan rand reais kroner kronor won ringgit baht rupiah taka sterling koruna naira"
)
MONEY_ENDS = ("dollars", "euros", "pounds", "sterling")
_TIMES = with_plurals("second minute hour day night week weekend month year decade")
TIMES = _TIMES | {"century", "centuries"}
# The name of each unit; those not listed are their own plural.
MEASURES = (
    symbols.WORDS
    | spellings("""
    km: km kms kilometre kilometres kilometer kilometers; m: m metre metres meter meters;
    cm: cm centimetre centimetres centimeter centimeters; feet: ft foot feet; inches: inch inches;
    mm: mm millimetre millimetres millimeter millimeters; kg: kg kgs kilo kilos kilogram kilograms
    kilogramme kilogrammes; g: g gram grams gramme grammes; mg: mg milligram milligrams;
    pounds: lb lbs; ounces: oz ounce ounces; km per hour: kmh kph; miles per hour: mph;
    kW: kw kilowatt kilowatts; MW: mw megawatt megawatts; GW: gw gigawatt gigawatts;
    TW: tw terawatt terawatts; kWh: kwh; MWh: mwh; GWh: gwh; TWh: twh; Hz: hz hertz;
    litres: litre litres liter liters; GB: gb gigabyte gigabytes; MB: mb megabyte megabytes;
    hours: hr hrs; minutes: mins; years: yrs; centuries: century centuries
""")
    | {
        word: word.removesuffix("s") + "s"
        for word in _TIMES
        | with_plurals("""
        mile yard acre hectare ton tonne pound barrel gallon point degree time percentile volt watt
        knot kiloton
    """)
    }
)
IN_A_ROW = word_set("straight consecutive full whole solid long more additional extra")
NOT_HYPHENED = with_plurals("point time degree second minute")
# A five-member council, a 5,000-strong crowd: what is counted then.
STRONG = {"member": "members", "man": "", "woman": "women", "person": "", "strong": ""}
# Whose plural takes an s.
_PERSON = word_set("""
    boy girl infant teenager teen adult youth survivor victim civilian soldier trooper fighter
    militant rebel officer official worker employee sailor marine pilot passenger migrant refugee
    resident citizen villager prisoner detainee hostage inmate suspect attacker protester protestor
    demonstrator journalist reporter doctor nurse medic patient teacher student pupil voter lawmaker
    senator judge lawyer trafficker smuggler member supporter bystander tourist farmer miner
    firefighter driver agent guard crewmember toddler paramedic contractor diplomat
""")
PERSON = _PERSON | word_set("person man woman child baby gunman policeman fisherman witness")
PEOPLE = {word + "s" for word in _PERSON} | word_set("""
    people men women children babies gunmen policemen fishermen witnesses persons troops militiamen
    insurgents terrorists narco-terrorists extremists jihadists police staff staffers crew
    asylum-seekers immigrants families captives assailants activists legislators deputies ministers
    gangsters criminals followers critics experts dead wounded injured missing visitors
    holidaymakers rescuers personnel servicemen servicewomen veterans commuters customers shoppers
    users subscribers scientists researchers evacuees guests parents mothers fathers daughters sons
    brothers sisters relatives friends colleagues candidates delegates participants attendees
    respondents individuals newborns olds peacekeepers paratroopers conscripts reservists recruits
    mercenaries commandos nationals foreigners countrymen congressmen congresswomen spokesmen
    directors executives shareholders investors owners tenants homeowners taxpayers pensioners
    seniors elders pilgrims worshippers priests nuns bishops athletes players actors artists
    engineers technicians consultants ambassadors envoys governors mayors councillors councilors
    prosecutors defendants plaintiffs jurors convicts offenders perpetrators killers murderers
    shooters gunwomen snipers bombers hackers spies kids democrats republicans muslims christians
    jews conservatives liberals progressives independents
""")
# What happened to people, without the noun: "12 killed", "killing 12".
HURT = word_set("""
    killed dead injured wounded hurt missing arrested detained displaced hospitalised hospitalized
    rescued infected evacuated homeless executed kidnapped abducted drowned deported
""")
DIED = word_set("died drowned perished survived")
HURTING = spellings("""
    killed: killed killing kills; injured: injured injuring injures; wounded: wounded wounding wounds;
    arrested: arrested arresting arrests; detained: detained detaining detains;
    displaced: displaced displacing displaces
""")
BEFORE_HURT = word_set("been also later since reportedly feared confirmed reported more others")
AFTER_HURTING = word_set("at least about some nearly around another more than")
THE = word_set("the its their his her our these those all")
# Verbs and small words that follow a noun in the singular.
ENDS_ONE = word_set("""
    was is has had were in on of who that which from to at by for with near and or but after before
    when while said says killed died dead injured wounded sank fell hit struck
""")
# Counted even after "one" alone.
SINGLE = word_set("""
    death strike attack explosion raid ship boat vessel airstrike bomb missile drone casualty
    fatality injury arrest seat vote case school hospital house home building bridge
""")
# "No survivors" counts none; "no doubt" counts nothing.
NO_ONES = word_set("""
    people survivors victims civilians soldiers troops children women men passengers casualties
    deaths fatalities injuries arrests hostages prisoners detainees deportations cases
""")
# Plurals without an s, besides those of people.
IRREGULAR = word_set("""
    cattle sheep aircraft spacecraft hovercraft mice feet teeth geese oxen media bacteria criteria
    data dice fish deer
""")
QUALIFIERS = word_set("""
    known confirmed estimated reported suspected alleged recorded documented verified unverified
    registered official preliminary provisional projected expected unconfirmed presumed planned
    total additional extra further other more another net combined so-called
""")
# Words that end a noun phrase.
STOP = word_set("""
    a an the this that these those and or but nor so yet if of in on at by for from with without to
    into onto over under above below between among across through during before after since until
    till against toward towards about around near off out up down as than then when where while who
    whom whose which what why how because although though whether per via amid despite is are was
    were be been being am has have had having do does did will would shall should can could may
    might must not never no yes also only just even still already again too very he she it they we
    you i him her them us me my his its their our your hers theirs ours yours himself itself
    themselves here there now today yesterday tomorrow ago later earlier including says said say
    told tells added adds wrote writes reported reports claimed plus minus times versus vs perhaps
    always sometimes besides afterwards thus unless else both either neither each every such lies
    goes makes takes shows means gets comes gives de la el los las les des der die das den dem del
    dos da di il lo le un una une ein eine et und y e ou o que qui mais más pas dans sous vers tras
    para por con sin desde
""")
NOT_PLURAL = word_set("""
    series news politics economics mathematics physics chaos alias atlas bias lens canvas christmas
    texas kansas overseas headquarters
""")
# Words before a number that is a name: Article 5, Boeing 737, Flight 370.
LABELS = word_set("""
    article section chapter title paragraph clause annex appendix amendment resolution proposition
    prop boeing airbus embraer bombardier flight route highway interstate motorway room page phase
    level category tier type version volume channel radio apollo iphone windows grade class platform
    lane exit episode season formula soyuz falcon ariane mark magnitude psalm
""")
CAPITAL_LABELS = word_set("""
    act bill rule law order directive regulation protocol case docket road pages cat stage vol issue
    number no nos nr unit area zone district ward precinct day week round gate terminal line mile
    block lot plot item figure table verse scene part step question group model series war bowl fox
    hall building hangar pier bay camp site sector battalion regiment brigade division squadron
    convoy track studio catch form schedule row seat model zip
""")
# Verbs and nouns after which "about" is not an estimate.
ON_A_MATTER = word_set("""
    talk talks talked talking speak speaks spoke spoken speaking worry worries worried concerned ask
    asks asked asking complain complained learn learned learnt know knows knew say says said saying
    think thinks thought information questions question details concerns concern story stories
    report reports lied lie lies lying statement statements claims claim told tell warned wrote
    write writing debate argued argue something nothing anything everything more
""")
YEAR_AHEAD = frozenset(MONTHS) | word_set("""
    in since by from until till of during before after late early mid and or the spring summer
    autumn fall winter year fiscal this last next
""")
EACH = word_set("day week month year hour minute second night person head capita household")
HOW_LONG = word_set("for within in than lasted lasts took takes")
# English spellings of units: 1.234 kilometres has a decimal point.
ENGLISH_ONLY = word_set("percent kilometres kilometers metres meters miles inches pounds degrees")
THEN = word_set("ago earlier later before after since previously")
FROM_THEN = word_set("away ago hence since prior previously")
WHICH_TIME = word_set("past last next previous coming first final following")
OVER_TIME = word_set("over in for during within through spent")  # over the past two years
# Verbs of change: "rose from 5 to 10" has two numbers, "ranges from 5 to 10" is a range.
CHANGED = word_set("""
    rose rise rises risen rising fell fall falls fallen falling went go goes going gone grew grow
    grows grown growing climbed climb climbs climbing jumped jump jumps dropped drop drops dropping
    increased increase increases increasing decreased decrease decreases decreasing declined decline
    declines slipped slips slid slides cut cuts cutting raised raise raises raising lowered lowers
    boosted boosts moved moves improved improves changed changes shifted shifts expanded expands
    doubled tripled halved widened narrowed dipped dips surged surges soared plunged plunges tumbled
    tumbles shrank shrunk shrinks extended extends up down reduced reduces reducing reduction
    came brought revised downgraded upgraded
""")
# Before a number whose unit was named with the number before it: "compared with 63".
COMPARED = phrases(
    {
        "": """compared with, compared to, up from, down from, versus, vs, vs ., against, as opposed to,
        rather than, instead of, including"""
    }
)
ABBREVIATED = word_set("""
    mr mrs ms dr gen lt col sen rep gov st no approx jan feb mar apr aug sept oct nov dec
""")
ERAS = ("AD", "A.D.", "BC", "B.C.")
NAMED_AFTER_NUMBERS = word_set("eyes nations mile seasons sisters gorges commandments points")
ENGLISH = word_set("""
    the of and to was were is are have has had been that with from said by at for on it its their
    his her this they which who about than more after people percent million will would not
""")
FOREIGN = word_set("""
    de la el los las les des der das den dem del dos della delle di il lo le un una une ein eine und
    et y que qui ist sind est sont sur pour par para por con mit von auf im dans du au aux muertos
    menos hay más foram são mais em um uma na och att som av het een van zijn jest nie ve ile bir
""")
MULTIPLES = {
    word: Decimal(value)
    for word, value in spellings("""
        0.5: halved halving; 2: doubled doubling twofold; 3: tripled tripling trebled trebling
        threefold; 4: quadrupled quadrupling fourfold; 5: quintupled quintupling fivefold; 6: sixfold;
        7: sevenfold; 8: eightfold; 9: ninefold; 10: tenfold; 100: hundredfold
    """).items()
}
AS_MUCH = word_set("many much likely high big large long fast often")
AMOUNTS = word_set("number amount rate figure size price cost total average level")
# Phrases before and after a number; the longest that fits is taken.
BEFORE = phrases(
    {
        Bound.AT_LEAST: """at least, no fewer than, no less than, not less than, not fewer than, more than,
        greater than, higher than, upwards of, upward of, in excess of, a minimum of, minimum of,
        over, above, exceeding, exceed, exceeds, exceeded, as few as, larger than, >, ≥""",
        Bound.AT_MOST: """at most, no more than, not more than, up to, fewer than, less than, under, below,
        as many as, as much as, a maximum of, maximum of, lower than, no greater than,
        no higher than, smaller than, <, ≤, sub -""",
        Bound.ABOUT: """nearly, almost, about, around, some, roughly, approximately, approx, circa, close to,
        an estimated, estimated at, in the region of, something like, in the order of,
        on the order of, virtually, ~, ≈""",
        Bound.EXACTLY: "exactly, precisely, only, just",
    }
)
AFTER = phrases(
    {
        Bound.AT_LEAST: """or more, and counting, or higher, or above, or greater, at least, at a minimum,
        and over, or over, and above, and up, or longer""",
        Bound.AT_MOST: """or less, or fewer, at most, or under, and under, at the most, or lower, or below,
        or younger""",
        Bound.ABOUT: "or so, or thereabouts, give or take",
    }
)
