"""Words that go with people's names, and words for people without one."""

from nlp.english import spellings, with_plurals, word_set

TITLES = word_set("""
    mr mrs ms miss mx dr sir dame lord lady sen sens senator senators rep reps representative gov
    governor gen general lt lieutenant col colonel maj major sgt sergeant capt captain adm admiral
    cmdr commander marshal brig brigadier cpl corporal pvt private officer chief president vice
    secretary undersecretary congressman congresswoman councilman councilwoman councillor mayor
    judge justice prosecutor attorney sheriff detective professor prof pastor rabbi imam pope father
    sister brother bishop archbishop cardinal rev reverend fr st chancellor minister premier
    ambassador envoy chairman chairwoman chair speaker leader king queen prince princess emperor
    sheikh sultan ayatollah mullah director ceo spokesman spokeswoman spokesperson comedian actor
    actress coach former ex-president first candidate strategist activist adviser advisor host
    author reporter correspondent columnist editor democrat republican economist analyst pollster
""")

# The titles that abbreviations stand for: "Gen." is later "the general".
SPELT_OUT = spellings("""
    senator: sen; representative: rep; governor: gov; general: gen; lieutenant: lt; colonel: col;
    major: maj; sergeant: sgt; captain: capt; admiral: adm; professor: prof; reverend: rev;
    doctor: dr; commander: cmdr
""")
ALSO_CALLED = {
    "senator": {"lawmaker"}, "representative": {"lawmaker", "congressman", "congresswoman"},
    "congressman": {"lawmaker", "representative"}, "secretary": {"minister"},
    "congresswoman": {"lawmaker", "representative"}, "president": {"leader"},
    "minister": {"leader"}, "chairman": {"chair"}, "chairwoman": {"chair"},
    "spokeswoman": {"spokesperson"}, "spokesman": {"spokesperson"}, "adviser": {"advisor"},
    "candidate": {"nominee", "contender", "hopeful"}, "nominee": {"candidate"},
}  # fmt: skip

HIS = word_set("""
    mr sir lord king prince father brother congressman councilman chairman spokesman businessman
    actor he him his adam adrian alan albert alex alexander alfred ali andrew andy anthony antonio
    arnold arthur barack barry ben benjamin bernard bernie bill billy bob bobby boris brad brandon
    brent brett brian bruce carl carlos cecil chad charles charlie chris christian christopher chuck
    clarence clay clint corey cory craig curt daniel danny darrell dave david dean dennis derek dick
    don donald doug douglas drew duncan dwight ed eddie edward edwin eli elijah emmanuel eric ernest
    ethan eugene evan felipe fernando francis francisco frank franklin fred gabriel garry gary gavin
    gene george gerald gilbert glenn gordon graham greg gregory gustavo guy hank harold harry harvey
    hassan henry herbert herman howard hugh hugo ian isaac ivan jack jacob jake jamal james jared
    jason javier jay jeb jeff jeffrey jeremy jerome jerry jesse jim jimmy joe joel john johnny jon
    jonathan jordan jorge jose joseph josh joshua juan julian justin karl keith ken kenneth kevin
    kirk kurt kyle lance larry lawrence lee leo leon leonard lewis lindsey lloyd lou louis lucas
    luis luke malcolm manuel marc marco marcus mario mark marshall martin marvin matt matthew
    maurice max michael mick miguel mike mitch mitt mohamed mohammed muhammad nathan neil newt
    nicholas nick nicolas nigel noah norman oliver omar oscar otto pat patrick paul pedro pete peter
    phil philip phillip pierre rafael ralph randy ray raymond reince reuben ricardo richard rick
    ricky rob robert roberto rod roger roland ron ronald roy rudy rush russ russell ryan sam samuel
    scott sean sebastian sergei seth shane simon spencer stan stanley stephen steve steven stuart
    ted terry theodore thomas tim timothy toby todd tom tommy tony travis trevor tyler vernon victor
    vincent vladimir wade walter warren wayne wesley will william willie winston xavier xi zach
    zachary
""")
HERS = word_set("""
    mrs ms miss dame lady queen princess sister congresswoman councilwoman chairwoman spokeswoman
    businesswoman actress she her hers abby abigail adriana agnes alexandra alexis alice alicia
    alison allison amanda amber amelia amy ana andrea angela angelina anita ann anna anne annie
    april ashley audrey ava barbara beatrice becky belinda beth betsy betty beverly bonnie brenda
    bridget brittany brooke camille candace carla carly carmen carol caroline carrie catherine cathy
    cecilia charlotte chelsea cheryl chloe christina christine cindy claire clara claudia colleen
    connie cristina crystal cynthia daisy dana danielle dawn debbie deborah debra denise diana diane
    dina dolores donna doris dorothy edith eileen elaine eleanor elena elise elizabeth ella ellen
    emily emma erica erin esther eva evelyn faith fatima faye fiona florence frances gabriela gail
    geraldine gina ginni gladys gloria grace greta gwen hannah harriet hazel heather heidi helen
    hilary hillary holly hope huma ida ingrid irene isabel isabella ivanka jackie jacqueline jane
    janet janice jasmine jean jeanne jenna jennifer jenny jessica jill joan joanna jocelyn jodi
    joyce juanita judith judy julia juliana julie june kamala karen karoline kate katherine kathleen
    kathryn kathy katie katrina kay kayla kellyanne kelly kerry kim kimberly kirsten kristen kristi
    kristin kristina laura lauren leah leslie lillian linda lisa liz loretta lori lorraine louise
    lucy lydia lynn mackenzie madeleine madison maggie marcia margaret maria marianne marie marilyn
    marissa marjorie marla martha mary maureen maxine megan meghan melania melanie melissa mercedes
    meredith mia michelle mildred miriam molly monica nadia nancy naomi natalie nicole nikki nina
    nora norma olga olivia pamela patricia patty paula pauline peggy penelope phyllis priscilla
    rachel rebecca regina renee rhonda rita roberta robin rosa rose rosemary ruth sabrina sally
    samantha sandra sandy sara sarah selena shannon sharon sheila shelly sherry shirley silvia sonia
    sophia sophie stacy stephanie stella sue susan suzanne sylvia tamara tammy tanya teresa theresa
    tiffany tina tracy tulsi ursula valerie vanessa vera veronica vicki victoria viola violet
    virginia vivian wanda wendy whitney yolanda yvonne zoe
""")

# Words in names of bodies and places.
THINGS = word_set("""
    administration agency alliance army assembly association authority bank board bureau campaign
    center centre church club coalition college command commission committee communications company
    conference congress corp corporation council court daily democrats department district east
    federation force forces foundation fund gazette government group herald house inc independent
    institute international journal justice kingdom league magazine media ministry monitor mr
    movement national nations navy network news office organization organisation pac parliament
    partners party pentagon police poll post press project radio republicans report research review
    senate service services society states street studio sun survey times today tribune trust tv
    union university voice watch white world north south west york
""")

# Words of the names of departments that join two: "Housing and Urban Development".
DEPARTMENT_FIELDS = word_set("""
    affairs agriculture budget care commerce corrections culture development digital education
    employment energy environment fisheries food forestry health housing human innovation justice
    labor labour management media parks pensions planning recreation resources rural science
    services skills social sport technology trade transport urban wildlife work
""")

# Words for speakers without a name.
UNNAMED = with_plurals("""
    source official critic expert observer analyst aide insider outlet opponent supporter adviser
    advisor strategist operative rival skeptic sceptic lawmaker diplomat resident voter activist
    advocate pundit commentator scholar economist historian researcher scientist reporter journalist
    friend associate
""") | word_set("""
    spokesman spokeswoman spokesperson spokesmen spokeswomen spokespeople ally allies people person
    witness witnesses some many others several most few one everyone everybody someone somebody
    anyone anybody nobody man woman men women those they who all
""")
