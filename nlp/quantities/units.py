"""What is measured in what: the words and signs that follow or precede a number in English.

A unit is written out as the newsroom writes it ("percent", "dollars", "people"), a metric one by
its symbol ("km"). "$" is "dollars": whose, the sign doesn't say.
"""

from decimal import Decimal


def _those(words: str) -> frozenset[str]:
    return frozenset(words.split())


SIGNS = {
    "%": "percent",
    "％": "percent",
    "‰": "per thousand",
    "$": "dollars",
    "€": "euros",
    "£": "pounds sterling",
    "¥": "¥",
    "¢": "cents",
    "₹": "rupees",
    "₽": "roubles",
    "₩": "won",
    "₪": "shekels",
    "₺": "liras",
    "₦": "naira",
    "₴": "hryvnias",
    "₫": "dong",
    "₱": "pesos",
}
SHARES = ("%", "％", "‰")  # those that stand behind their number only
# What stands against the sign: US$3.4 million.
COUNTRIES = {
    "us": "US",
    "a": "Australian",
    "au": "Australian",
    "c": "Canadian",
    "ca": "Canadian",
    "nz": "New Zealand",
    "hk": "Hong Kong",
    "s": "Singapore",
    "nt": "Taiwan",
}
CODES = {
    "USD": "US dollars",
    "AUD": "Australian dollars",
    "CAD": "Canadian dollars",
    "NZD": "New Zealand dollars",
    "EUR": "euros",
    "GBP": "pounds sterling",
    "JPY": "yen",
    "CNY": "yuan",
    "RMB": "yuan",
    "CHF": "Swiss francs",
    "INR": "Indian rupees",
    "RUB": "roubles",
    "BRL": "reais",
    "MXN": "Mexican pesos",
    "ZAR": "rand",
    "SEK": "Swedish kronor",
    "NOK": "Norwegian kroner",
    "DKK": "Danish kroner",
    "PLN": "zlotys",
    "KRW": "won",
    "Rs": "rupees",
}
MONEY = _those(
    "dollar dollars euro euros yen yuan rupee rupees rouble roubles ruble rubles peso pesos franc"
    " francs naira shekel shekels lira liras dirham dirhams rand rands real reais cent cents pence"
    " bolivar bolivars krona kronor krone kroner zloty zlotys hryvnia hryvnias"
)
ONE_AND_MANY = _those("pence yen yuan rand reais kroner kronor won")
MONEY_ENDS = ("dollars", "euros", "pounds", "sterling")
TIMES = _those(
    "second seconds minute minutes hour hours day days night nights week weeks weekend weekends"
    " month months year years decade decades century centuries"
)
# One name for each; those that stand for themselves are only put in the plural.
MEASURES = {
    **dict.fromkeys(["km", "kms", "kilometre", "kilometres", "kilometer", "kilometers"], "km"),
    **dict.fromkeys(["m", "metre", "metres", "meter", "meters"], "m"),
    **dict.fromkeys(["cm", "centimetre", "centimetres", "centimeter", "centimeters"], "cm"),
    **dict.fromkeys(["mm", "millimetre", "millimetres", "millimeter", "millimeters"], "mm"),
    **dict.fromkeys(["kg", "kgs", "kilogram", "kilograms", "kilogramme", "kilogrammes"], "kg"),
    **dict.fromkeys(["kilo", "kilos"], "kg"),
    **dict.fromkeys(["g", "gram", "grams", "gramme", "grammes"], "g"),
    **dict.fromkeys(["mg", "milligram", "milligrams"], "mg"),
    **dict.fromkeys(["kmh", "kph"], "km per hour"),
    **dict.fromkeys(["mph"], "miles per hour"),
    **dict.fromkeys(["kw", "kilowatt", "kilowatts"], "kW"),
    **dict.fromkeys(["mw", "megawatt", "megawatts"], "MW"),
    **dict.fromkeys(["gw", "gigawatt", "gigawatts"], "GW"),
    **dict.fromkeys(["tw", "terawatt", "terawatts"], "TW"),
    **dict.fromkeys(["litre", "litres", "liter", "liters"], "litres"),
    **dict.fromkeys(["ft", "foot", "feet"], "feet"),
    **dict.fromkeys(["inch", "inches"], "inches"),
    **dict.fromkeys(["lb", "lbs"], "pounds"),
    **dict.fromkeys(["oz", "ounce", "ounces"], "ounces"),
    **dict.fromkeys(["gb", "gigabyte", "gigabytes"], "GB"),
    **dict.fromkeys(["mb", "megabyte", "megabytes"], "MB"),
    **dict.fromkeys(["hz", "hertz"], "Hz"),
    "kwh": "kWh",
    "mwh": "MWh",
    "gwh": "GWh",
    "twh": "TWh",
    "hr": "hours",
    "hrs": "hours",
    "mins": "minutes",
    "yrs": "years",
    **{
        word + ending: word + "s"
        for word in (
            *("mile", "yard", "acre", "hectare", "ton", "tonne", "pound", "barrel", "gallon"),
            *("point", "degree", "time", "percentile", "volt", "watt", "knot", "kiloton"),
            *("second", "minute", "hour", "day", "night", "week", "weekend", "month", "year"),
            "decade",
        )
        for ending in ("", "s")
    },
    "century": "centuries",
    "centuries": "centuries",
}
NOT_HYPHENED = _those("point points time times degree degrees second seconds minute minutes")
# A five-member council, a 5,000-strong crowd: what is counted then.
STRONG = {"member": "members", "man": "", "woman": "women", "person": "", "strong": ""}
# Only right behind the digits ("12km"), or in a text that is not English.
SYMBOLS = _those("km cm mm kg kw mw gw kwh mwh gwh twh mph kmh kph gb mb hz lb lbs ft mg hrs")

PEOPLE = _those(
    "people persons men women children boys girls babies infants teenagers teens adults youths"
    " survivors victims civilians soldiers troops fighters militants militiamen gunmen rebels"
    " insurgents terrorists narco-terrorists extremists jihadists police policemen officers"
    " officials workers employees staff staffers fishermen sailors marines pilots crew passengers"
    " migrants refugees asylum-seekers immigrants residents citizens villagers families prisoners"
    " detainees hostages captives inmates suspects attackers assailants protesters protestors"
    " demonstrators activists journalists reporters doctors nurses medics patients teachers"
    " students pupils voters lawmakers legislators senators deputies ministers judges lawyers"
    " traffickers smugglers gangsters criminals members supporters followers critics experts"
    " witnesses dead wounded injured missing bystanders tourists visitors holidaymakers farmers"
    " miners firefighters rescuers paramedics personnel servicemen servicewomen veterans troopers"
    " agents guards drivers commuters customers shoppers users subscribers scientists researchers"
    " Americans Britons Ukrainians Russians Palestinians Israelis Ecuadorians Venezuelans"
    " Colombians Mexicans Europeans Africans Asians Muslims Christians Jews evacuees guests adults"
    " parents mothers fathers daughters sons brothers sisters relatives friends colleagues"
    " candidates delegates participants attendees respondents individuals toddlers newborns"
    " peacekeepers paratroopers conscripts reservists recruits mercenaries commandos nationals"
    " foreigners countrymen congressmen congresswomen spokesmen directors executives"
    " shareholders investors owners tenants homeowners taxpayers pensioners seniors"
    " elders pilgrims worshippers priests nuns bishops athletes players actors artists"
    " contractors engineers technicians consultants diplomats ambassadors envoys governors mayors"
    " councillors councilors prosecutors defendants plaintiffs jurors convicts offenders"
    " perpetrators killers murderers shooters gunwomen snipers bombers hackers spies kids democrats republicans muslims christians jews conservatives liberals"
    " progressives independents migrants"
).difference(["households", "crew", "staff"]) | {"crew", "staff"}
PERSON = _those(
    "person man woman child boy girl baby infant teenager teen adult youth survivor victim civilian"
    " soldier trooper fighter militant gunman rebel policeman officer official worker employee"
    " fisherman sailor marine pilot passenger migrant refugee resident citizen villager prisoner"
    " detainee hostage inmate suspect attacker protester protestor demonstrator journalist reporter"
    " doctor nurse medic patient teacher student pupil voter lawmaker senator judge lawyer trafficker"
    " smuggler member supporter witness bystander tourist farmer miner firefighter driver agent"
    " guard crewmember toddler paramedic contractor diplomat"
)
# What happened to people, without the noun: "12 killed", "killing 12".
HURT = _those(
    "killed dead injured wounded hurt missing arrested detained displaced hospitalised hospitalized"
    " rescued infected evacuated homeless executed kidnapped abducted drowned deported"
)
DIED = _those("died drowned perished survived")
HURTING = {
    form: stem + "ed"
    for stem in ("kill", "injur", "wound", "arrest", "detain", "displac")
    for form in (
        *(stem + "ed", stem + "ing"),
        stem + ("es" if stem in ("injur", "displac") else "s"),
    )
}
BEFORE_HURT = _those("been also later since reportedly feared confirmed reported more others")
AFTER_HURTING = _those("at least about some nearly around another more than")
THE = _those("the its their his her our these those all")
# Where a noun in the singular ends: a verb or a small word follows.
ENDS_ONE = _those(
    "was is has had were in on of who that which from to at by for with near and or but after"
    " before when while said says killed died dead injured wounded sank fell hit struck"
)
# One of these is counted even with nothing but "one" before it.
SINGLE = _those(
    "death strike attack explosion raid ship boat vessel airstrike bomb missile drone casualty"
    " fatality injury arrest seat vote case school hospital house home building bridge"
)
# "No survivors" counts none; "no doubt" counts nothing.
NO_ONES = _those(
    "people survivors victims civilians soldiers troops children women men passengers casualties"
    " deaths fatalities injuries arrests hostages prisoners detainees deportations cases"
)
IRREGULAR = _those(
    "people men women children police cattle sheep aircraft spacecraft hovercraft mice feet teeth"
    " geese oxen staff crew personnel troops countrymen media bacteria criteria data dice fish deer"
)
QUALIFIERS = _those(
    "known confirmed estimated reported suspected alleged recorded documented verified unverified"
    " registered official preliminary provisional projected expected unconfirmed presumed planned"
    " total additional extra further other more another net combined so-called"
)
# Where a noun phrase ends, if it has not before.
STOP = _those(
    "a an the this that these those and or but nor so yet if of in on at by for from with without"
    " to into onto over under above below between among across through during before after since"
    " until till against toward towards about around near off out up down as than then when where"
    " while who whom whose which what why how because although though whether per via amid despite"
    " is are was were be been being am has have had having do does did will would shall should can"
    " could may might must not never no yes also only just even still already again too very"
    " he she it they we you i him her them us me my his its their our your hers theirs ours yours"
    " himself itself themselves here there now today yesterday tomorrow ago later earlier including"
    " says said say told tells added adds wrote writes reported reports claimed plus minus times"
    " versus vs perhaps always sometimes besides afterwards thus across unless else both either"
    " neither each every such lies goes makes takes shows means gets comes gives"
    " de la el los las les des der die das den dem del dos da do di il lo le un una une ein eine et"
    " und y e ou o que qui mais más plus pas dans sous vers tras para por con sin más desde"
)
NOT_PLURAL = _those(
    "series news politics economics mathematics physics various previous serious famous dangerous"
    " religious enormous numerous gas bus class glass mass loss boss press process access success"
    " business illness crisis basis analysis virus campus status census bonus focus corpus lens"
    " chaos perhaps towards always alias atlas bias canvas christmas texas kansas paris"
    " less unless across yes this thus plus minus us is was has does as its his"
    " overseas headquarters"
)
# A number behind one of these is its name: Article 5, Boeing 737, Flight 370.
LABELS = _those(
    "article section chapter title paragraph clause annex appendix amendment resolution proposition"
    " prop boeing airbus embraer bombardier flight route highway interstate motorway room page phase"
    " level category tier type version volume channel radio apollo iphone windows grade class"
    " platform lane exit episode season formula soyuz falcon ariane mark magnitude psalm"
)
CAPITAL_LABELS = _those(
    "act bill rule law order directive regulation protocol case docket road pages cat stage vol"
    " issue number no nos nr unit area zone district ward precinct day week round gate terminal line"
    " mile block lot plot item figure table verse scene part step question group model series war"
    " bowl fox hall building hangar pier bay camp site sector battalion regiment brigade division"
    " squadron convoy track studio catch form schedule"
)
# Verbs and nouns whose "about" is no estimate.
ON_A_MATTER = _those(
    "talk talks talked talking speak speaks spoke spoken speaking worry worries worried concerned"
    " ask asks asked asking complain complained learn learned learnt know knows knew say says said"
    " saying think thinks thought information questions question details concerns concern story"
    " stories report reports lied lie lies lying statement statements claims claim told tell warned"
    " wrote write writing debate argued argue something nothing anything everything more"
)
YEAR_AHEAD = _those(
    "in since by from until till of during before after late early mid and or the spring summer"
    " autumn fall winter year fiscal january february march april may june july august september"
    " october november december this last next"
)
MONTHS = _those(
    "january february march april may june july august september october november december jan feb"
    " mar apr jun jul aug sept sep oct nov dec"
)
EACH = _those("day week month year hour minute second night person head capita household")
HOW_LONG = _those("for within in than lasted lasts took takes")
# Units that only English writes so: 1.234 kilometres has a decimal point.
ENGLISH_ONLY = _those("percent kilometres kilometers metres meters miles inches pounds degrees")
FROM_THEN = _those("away ago earlier later after before hence since prior previously")
WHICH_TIME = _those("past last next previous coming first final following")
FOREIGN_SCALES = ("mil", "mrd", "mio", "mld", "bil", "tys", "mln", "mlr")
ABBREVIATED = _those(
    "mr mrs ms dr gen lt col sen rep gov st no approx jan feb mar apr aug sept oct nov dec"
)
NAMED_AFTER_NUMBERS = _those("eyes nations mile seasons sisters gorges commandments points")
ENGLISH = _those(
    "the of and to was were is are have has had been that with from said by at for on it its their"
    " his her this they which who about than more after people percent million will would not"
)
FOREIGN = _those(
    "de la el los las les des der das den dem del dos della delle di il lo le un una une ein eine"
    " und et y que qui ist sind est sont sur pour par para por con mit von auf im dans du au aux"
    " muertos menos hay más foram são mais em um uma na och att som av het een van zijn jest nie"
    " ve ile bir"
)
MULTIPLES = {
    word + ending: Decimal(value)
    for word, value in (
        *(("doubl", 2), ("tripl", 3), ("trebl", 3), ("quadrupl", 4), ("quintupl", 5)),
        ("halv", "0.5"),
    )
    for ending in ("ed", "ing")
} | {
    word + "fold": Decimal(value)
    for word, value in (
        *(("two", 2), ("three", 3), ("four", 4), ("five", 5), ("six", 6), ("seven", 7)),
        *(("eight", 8), ("nine", 9), ("ten", 10), ("hundred", 100)),
    )
}
AS_MUCH = _those("many much likely high big large long fast often")
AMOUNTS = _those("number amount rate figure size price cost total average level")
BEFORE = (
    # words, bound; the longest that fit are taken
    *((words, "at_least") for words in ("at least", "no fewer than", "no less than")),
    *((words, "at_least") for words in ("not less than", "not fewer than", "more than")),
    *((words, "at_least") for words in ("greater than", "higher than", "upwards of")),
    *((words, "at_least") for words in ("in excess of", "a minimum of", "minimum of", "over")),
    *((words, "at_least") for words in ("above", "exceeding", "as few as", "larger than")),
    *((words, "at_least") for words in ("exceeds", "exceeded", "exceed", "upward of")),
    *((words, "at_most") for words in ("at most", "no more than", "not more than", "up to")),
    *((words, "at_most") for words in ("fewer than", "less than", "under", "below", "as many as")),
    *((words, "at_most") for words in ("as much as", "a maximum of", "maximum of", "lower than")),
    *((words, "at_most") for words in ("no greater than", "no higher than", "smaller than")),
    *((words, "about") for words in ("nearly", "almost", "about", "around", "some", "roughly")),
    *(
        (words, "about")
        for words in ("approximately", "approx", "circa", "close to", "an estimated")
    ),
    *((words, "about") for words in ("estimated at", "in the region of", "something like")),
    *((words, "about") for words in ("in the order of", "on the order of", "virtually", "~", "≈")),
    *((words, "exactly") for words in ("exactly", "precisely", "only", "just")),
    *((words, "at_least") for words in (">", "≥")),
    *((words, "at_most") for words in ("<", "≤")),
)
AFTER = (
    *((words, "at_least") for words in ("or more", "and counting", "or higher", "or above")),
    *((words, "at_least") for words in ("or greater", "at least", "at a minimum", "and over")),
    *((words, "at_least") for words in ("or over", "and above", "and up", "or longer")),
    *((words, "at_most") for words in ("or less", "or fewer", "at most", "or under", "and under")),
    *((words, "at_most") for words in ("at the most", "or lower", "or below", "or younger")),
    *((words, "about") for words in ("or so", "or thereabouts", "give or take")),
)
