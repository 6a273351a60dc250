"""Who can have said something: people and bodies; and what only hands it on: a study, a statement."""

from enum import Enum, auto

from nlp.attribution import cues, names
from nlp.attribution.parsing import Words
from nlp.english import MONTH_NUMBERS, WEEKDAYS, with_plurals, word_set


class Kind(Enum):
    SOMEBODY = auto()
    DOCUMENT = auto()  # a text or its figures: it hands on what somebody said
    THING = auto()  # also who is nobody in particular: "you", "readers", "everyone"


_PEOPLE = (
    names.UNNAMED
    | names.TITLES
    | with_plurals("""
    adult agent ally ambassador applicant archbishop aristocrat assistant astronaut athlete bishop
    boy captain captive cardinal celebrity champion chef citizen client cleric clerk colonel
    combatant commandant complainant congressman congresswoman consultant contestant cook cop
    counsel counterpart cousin crew dad daughter dean defendant delegate democrat deputy descendant
    diplomat doctor elder elite executive expat fan fellow foe friend front-runner general giant
    girl god goddaughter governor guard guest guru guy heir hero heroine hopeful host hostage
    immigrant individual infant informant inhabitant intern judge kid king lad lady liberal
    lieutenant local major martyr mate mayor medic member merchant migrant millionaire minor model
    mogul monk moderate mom mother mum narrator national neighbor neighbour nephew newcomer niece
    nominee nun nurse occupant operative orphan parent participant partner passenger patient patriot
    peasant peer pilot poet pope priest prince princess principal private professional protestant
    pundit queen rebel recruit refugee relative republican respondent resident rookie saint
    sergeant servant settler son spouse squad star student suspect teen tenant terrorist thug tourist
    twin tycoon tyrant undergraduate uncle aunt veteran victim villager warlord whistleblower
    widow wife witness youth conservative progressive evangelical centrist
""")
    | word_set("""
    people men women children persons police troops staff wives deputies families ladies celebrities
    allies elites cops personnel clergy folks populace public crowd audience-members they he she him her them his
    hers their theirs himself herself themselves who others another many some several few most both
    two three four five six seven eight nine ten hundreds thousands dozens millions one someone
    somebody half two-thirds three-quarters majority minority percent witnesses press media
    themselves opposition leadership management royals parliamentarians loved-ones couple pair trio
    nobility rich poor elderly faithful youths newlyweds
""")
)
_BODIES = with_plurals("""
    academy administration administrator agency airline airport alliance arm army assembly
    association authority bank base bench board body brand broadcaster bureau business cabinet camp
    campaign carmaker caucus center centre chain chamber channel charity church circle clinic club
    coalition college command commission committee community company competitor conglomerate congress
    consortium constabulary consulate contingent cooperative corporation council country county court
    crew delegation department district division embassy employer enterprise establishment executive
    exchange faction faculty family federation firm fleet force foundation franchise fund gang
    giant government group guild hospital house household industry initiative inquiry institute
    institution insurer jury kingdom laboratory lab label league legislature lender lobby
    manufacturer maker mission mosque movement ministry monarchy monitor municipality museum nation
    navy neighborhood network newspaper newsroom newswire ngo non-profit nonprofit office operator
    opposition orchestra organisation organization outfit outlet owner panel paper parish parliament
    partnership party platform power practice presidency prison producer province publisher
    publication quartet railway regime region regulator retailer school secretariat sect senate
    service shop side society staff start-up startup state station studio subcommittee subsidiary
    superpower supermarket syndicate synagogue tabloid team temple territory think-tank tank town city
    village trade tribe tribunal troupe trust union unit university utility venture watchdog website
    wing workforce zoo military judiciary militia diocese daily weekly magazine site blog corps
    squadron department prosecution defence defense bloc
""") | word_set("""
    authorities agencies armies bodies companies charities churches communities counties countries
    embassies families factions faculties galleries industries juries laboratories legislatures
    libraries ministries monarchies monopolies municipalities navies parties societies subsidiaries
    territories universities utilities cities branches headquarters
""")
_DOCUMENTS = (
    cues.DOCUMENTS
    | with_plurals("""
    account affidavit analysis announcement appeal audit assessment bill biography briefing
    bulletin census chart communique communiqué complaint constitution data database declaration
    diary document documentary draft estimate evidence excerpt experiment figure file finding form
    guideline guidance index indictment investigation judgement judgment law leaflet literature log
    manifesto map measurement memo memoir memorandum minutes model news notice number
    opinion order papyrus plan poll proposal projection questionnaire reading record recording
    result review ruling rule sign simulation slide statistic summary sample score table
    testimony text theory transcript treaty trial tweet valuation verdict video warning
    footage headline caption editorial page paper profile advert advertisement advisory entry
    inspection screenshot story test transcript profile chapter policy regulation request research work
    experience calculation forecast projection release
""")
    | word_set("""
    studies stories surveys analyses data statistics media-reports papers inquiries minutes policies
    advisories entries biographies diaries testimonies summaries inquiries research guidance footage
    counts count tally ranking rankings
""")
)
# Who may be anybody: the audience, a general "you".
_ANYBODY = word_set("""
    you it its there this that these those which what whose everyone everybody anyone anybody nobody
    none nothing something everything anything each reader readers viewer viewers listener listeners
    audience audiences us me no-one ones yourself itself all
""")
# Of these the noun after "of" says who it is: "a number of cities", "one of the reports".
_PARTS = word_set("""
    one some many most all both half none each few several number lot majority minority couple
    percent hundreds thousands dozens scores rest part pair series range handful two three four five
    six seven eight nine ten group list flurry wave host array variety collection share proportion
    quarter third two-thirds three-quarters kind type
""")
_AGENTS = ("ers", "er", "ors", "or", "ists", "ist", "ians", "ian", "men", "man", "women", "woman",
           "ees", "ee", "person", "people")  # fmt: skip
_NO_AGENTS = with_plurals("""
    answer banner barrier behavior behaviour border bumper cancer chapter color colour computer
    container corner counter cover degree disaster disclaimer door encounter error factor fee fever
    filter finger floor flower folder guarantee helicopter honor honour hunger indicator labor labour
    latter layer letter list liver manner margin marker master matter median mirror monster
    motor murder newsletter number offer older order other over paper poster power prayer priority
    proper quarter register river rumor rumour sector semester shelter shoulder sister-paper slaughter
    soccer sticker summer super temper terror theater theatre thriller ticker timer tower tracker
    transfer trailer trigger upper water weather whisper winter wonder year-over mayor-race engine
    after under never ever rather either neither whether together former per her minor major prior
    tumor tumour metaphor vigor ardor mentor-program coffee referee-report settlement user viewer
    customer consumer
""") - word_set("customer customers consumer consumers user users sister-paper major minor")  # fmt: skip
_THINGS_NAMED = word_set("""
    accord act agreement amendment award bill bowl charter code constitution convention covid
    covid-19 cup day deal election festival hurricane index law mall match open plan prize program
    programme protocol resolution review river storm street summit survey study report treaty
    trial typhoon virus war
""") | {*WEEKDAYS, *MONTH_NUMBERS}  # fmt: skip
_MOST_PARTS = 3  # "half of one of the …"


def kind_of(words: Words, head: int, name: str) -> Kind:
    """What a speaker is by the head of its words; ``name``: the name that was found for it."""
    for _ in range(_MOST_PARTS):
        inner = _of_which(words, head)
        if inner is None:
            break
        head = inner
    lower = words.lower[head]
    if words.tags[head] in ("PRP", "PRP$"):
        return Kind.THING if lower in _ANYBODY and not name else Kind.SOMEBODY
    if words.is_name(head):
        return _of_name(words, head)
    if lower in _ANYBODY:
        return Kind.THING
    if lower in _PEOPLE or lower in _BODIES:
        return Kind.SOMEBODY
    if lower in _DOCUMENTS or lower.removesuffix("s") in _DOCUMENTS:
        return Kind.DOCUMENT
    if lower.rpartition("-")[2].endswith(_AGENTS) and lower not in _NO_AGENTS:
        return Kind.SOMEBODY
    if words.forms[head][:1].isupper() and head and not _begins(words, head):
        return Kind.SOMEBODY  # a name that was taken for a common noun
    return Kind.THING


def _begins(words: Words, i: int) -> bool:
    return words.sentence[i - 1] != words.sentence[i]


def _of_which(words: Words, head: int) -> int | None:
    if words.lower[head] not in _PARTS:
        return None
    for preposition in words.children(head, "prep"):
        if words.lower[preposition] == "of":
            return next(iter(words.children(preposition, "pobj")), None)
    return None


def _of_name(words: Words, head: int) -> Kind:
    form, lower = words.forms[head], words.lower[head]
    if lower in _THINGS_NAMED:
        documents = _DOCUMENTS & {lower}
        return Kind.DOCUMENT if documents else Kind.THING
    letters = sum(each.isalpha() for each in form)
    return Kind.SOMEBODY if letters > 1 else Kind.THING
