"""Two statements and their relation, as a table."""

from datetime import date

import pytest

from nlp.comparison import OBJECTIONS, Reading, Reason, Related, Statement, compare

STRIKES = "The strikes killed {} people near the coast."
MARCH_1, MARCH_4 = date(2026, 3, 1), date(2026, 3, 4)

TABLE = [
    # Numbers
    (STRIKES.format(150), STRIKES.format(150), "repeats", "same_words"),
    (STRIKES.format(150), STRIKES.format(180), "contradicts", "other_number"),
    (STRIKES.format("at least 44"), STRIKES.format(50), "narrows", "within_bound"),
    (STRIKES.format("at least 44"), STRIKES.format(40), "contradicts", "other_number"),
    (STRIKES.format("at most 44"), STRIKES.format(50), "contradicts", "other_number"),
    (STRIKES.format("about 150"), STRIKES.format(155), "narrows", "within_bound"),
    (STRIKES.format("more than 100"), STRIKES.format("fewer than 90"), "contradicts", "other_number"),
    ("The plan costs 1.2 million dollars.", "The plan costs $1,200,000.", "repeats", "nearly_same_words"),
    ("The plan costs 1.2 million dollars.", "The plan costs $12 million.", "contradicts", "other_number"),
    ("The plan costs 5 million euros.", "The plan costs 5 million dollars.", "unrelated", "other_currency"),
    ("Half of voters support the plan.", "50 percent of voters support the plan.", "repeats", "nearly_same_words"),
    ("The road is 100 miles long in all.", "The road is 161 km long in all.", "repeats", "nearly_same_words"),
    ("The road is 100 miles long in all.", "The road is 100 km long in all.", "contradicts", "other_number"),
    (
        "Crime rose by 5 percent in the city of Lima.",
        "The ministry built 12 bridges in Peru.",
        "unrelated",
        "other_name",
    ),
    (
        "He came in first place in the county race.",
        "He came in third place in the county race.",
        "contradicts",
        "other_number",
    ),
    (
        "The strikes near the coast killed people and sank boats.",
        "The strikes near the coast killed 150 people and sank boats.",
        "narrows",
        "number_only_in_one",
    ),
    ("It costs $5 in the shop.", "It costs €5 in the shop.", "unrelated", "other_currency"),
    ("It was -5 °C in the old town at noon.", "It was 5 °C in the old town at noon.", "contradicts", "other_number"),
    ("It hit 92 percent of all the towns there.", "It hit 92.3 percent of all the towns there.", "narrows", "within_bound"),
    (
        "We lose $500 billion to China and $75 billion a year to Japan in trade.",
        "We lose $500 billion a year to China in trade.",
        "unrelated",
        "other_number",
    ),
    (
        "Women in Georgia earn 82 cents for every dollar that men earn.",
        "Women earn 77 cents for every dollar that men earn.",
        "unrelated",
        "other_number",
    ),
    (
        "Reporters saw that President Obama signed the crime bill in the capital.",
        "Reporters saw that Obama had signed the crime bill in the capital.",
        "repeats",
        "nearly_same_words",
    ),
    (
        "The town of Phoenix, Ariz., has the worst crime of all places.",
        "The town of Phoenix, Arizona, has the worst crime of all the places.",
        "repeats",
        "nearly_same_words",
    ),
    # Who does what to whom
    ("Ukraine invaded Russia in February 2022.", "Russia invaded Ukraine in February 2022.", "unrelated", "other_order"),
    ("Police killed protesters in the old town.", "Protesters killed police in the old town.", "unrelated", "other_order"),
    ("Crime is higher in Texas than in Ohio.", "Crime is higher in Ohio than in Texas.", "unrelated", "other_order"),
    ("The company sold the bank to the city.", "The city sold the bank to the company.", "unrelated", "other_order"),
    ("The bank was sold by the city to investors.", "The bank was sold to the city by investors.", "unrelated", "other_order"),
    ("The bill passed 52 to 48.", "The bill passed 48 to 52.", "unrelated", "other_order"),
    ("Rents rose in Texas and fell in Ohio.", "Rents rose in Ohio and fell in Texas.", "unrelated", "other_order"),
    (
        "The richest 1% own 40% of the wealth.",
        "The richest 40% own 1% of the wealth.",
        "unrelated",
        "other_order",
    ),
    ("In March, the strikes killed 150 people.", "The strikes killed 150 people in March.", "repeats", "nearly_same_words"),
    ("Last year rents rose in the old town.", "Rents rose in the old town last year.", "repeats", "nearly_same_words"),
    ("The strikes killed 150 people.", "150 people were killed by the strikes.", "repeats", "nearly_same_words"),
    (
        "Israel and Jordan closed the border near the town.",
        "Jordan and Israel closed the border near the town.",
        "repeats",
        "nearly_same_words",
    ),
    (
        "Donovan said the strikes sank the boats near the coast.",
        "The strikes sank the boats near the coast, Donovan said.",
        "repeats",
        "nearly_same_words",
    ),
    # How much, how surely, and what not
    (
        "All of the flood money went to schools in the county.",
        "Some of the flood money went to schools in the county.",
        "unrelated",
        "other_extent",
    ),
    ("Only schools in the county got flood money.", "Schools in the county got flood money.", "narrows", "same_but_more"),
    ("Wages may rise next year in the county.", "Wages rose next year in the county.", "unrelated", "other_extent"),
    ("The senator will raise the tax on rents.", "The senator raised the tax on rents.", "unrelated", "other_extent"),
    ("The senator tried to raise the tax.", "The senator raised the tax.", "unrelated", "other_extent"),
    (
        "The mayor allegedly stole the money from the city.",
        "The mayor stole the money from the city.",
        "unrelated",
        "other_extent",
    ),
    (
        "The mayor stole the money from the city.",
        "The mayor stole the money from the city, allegedly.",
        "narrows",
        "same_but_more",
    ),
    ("In May the senator raised the tax.", "The senator raised the tax in May.", "repeats", "nearly_same_words"),
    (
        "Taxes will not rise and spending will fall.",
        "Taxes will rise and spending will not fall.",
        "unrelated",
        "other_negation",
    ),
    ("The president failed to sign the bill.", "The president signed the bill.", "contradicts", "negated"),
    ("Gangs are our No. 1 enemy in this town.", "Gangs are our No. 1 enemy in the town.", "repeats", "nearly_same_words"),
    # Opposites in short statements
    ("Unemployment rose in 2019.", "Unemployment fell in 2019.", "contradicts", "opposite"),
    ("Unemployment is up 5 percent.", "Unemployment is down 5 percent.", "contradicts", "opposite"),
    ("The senator voted for the bill.", "The senator voted against the bill.", "contradicts", "opposite"),
    ("The governor raised taxes in Texas.", "The governor raised taxes in Ohio.", "unrelated", "other_name"),
    ("Fewer than 100 people died.", "150 people died.", "contradicts", "other_number"),
    # Headings state nothing
    (
        "On confirming a Supreme Court nominee in a presidential election year.",
        "On confirming a Supreme Court nominee in a presidential election year.",
        "unrelated",
        "heading",
    ),
    ("On abortion.", "On abortion.", "unrelated", "heading"),
    (
        "On Monday he signed the crime bill",
        "On Monday he signed the crime bill",
        "repeats",
        "same_words",
    ),
    # One of several
    (
        "Says the country has the highest corporate tax rate in the world.",
        "The country has one of the highest corporate tax rates in the world.",
        "narrows",
        "one_of_several",
    ),
    # One a part of the other
    (
        "There are more words in the tax code than in the Bible.",
        "There are more words in the tax code than in the Bible and not one of them is as good.",
        "narrows",
        "same_but_more",
    ),
    (
        "But, you know, we have more people in jail than any other country.",
        "We have more people in jail than any other country.",
        "repeats",
        "nearly_same_words",
    ),
    # Negations
    (
        "The governor raised taxes on gasoline.",
        "The governor did not raise taxes on gasoline.",
        "contradicts",
        "negated",
    ),
    (
        "Officials have yet to confirm the names of the victims.",
        "Officials confirmed the names of the victims.",
        "contradicts",
        "negated",
    ),
    (
        "Apple will shut down the music service in May.",
        "Apple denies it will shut down its music service.",
        "contradicts",
        "denied",
    ),
    (
        "The dead were fishermen, not drug traffickers, their families say of the strikes.",
        "The boats that were struck were smuggling drugs.",
        "contradicts",
        "denies_phrase",
    ),
    (
        "The dead were fishermen, not drug traffickers, their families say of the strikes.",
        "Strikes hit boats of alleged drug smugglers.",
        "unrelated",
        "negated",
    ),
    # Opposites
    (
        "Unemployment rose in Ohio under the new governor.",
        "Unemployment fell in Ohio under the new governor.",
        "contradicts",
        "opposite",
    ),
    (
        "The January action on Venezuelan soil was unprovoked military aggression.",
        "The January action on Venezuelan soil was law enforcement, the ministry holds.",
        "contradicts",
        "opposite",
    ),
    # Names, places, dates
    (
        "Reporters saw that President Obama signed the crime bill in the capital.",
        "Reporters saw that President Romney signed the crime bill in the capital.",
        "unrelated",
        "other_name",
    ),
    ("Obama signed the crime bill in Chicago.", "Romney signed the crime bill in Chicago.", "unrelated", "other_name"),
    (
        "The bridge near the old harbour fell on March 2.",
        "The bridge near the old harbour fell on March 3.",
        "contradicts",
        "other_date",
    ),
    (
        "The teacher saw the Indian students who wore blue.",
        "The teacher saw the South Korean students who wore blue.",
        "unrelated",
        "other_name",
    ),
    # One thing for another
    (
        "The committee cut the money for schools in the state.",
        "The committee cut the money for roads in the state.",
        "unrelated",
        "other_word",
    ),
    ("The boat was near the harbour wall.", "The boat was far from the harbour wall.", "unrelated", "other_word"),
    # Other words
    ("", "", "repeats", "same_words"),
    ("", "The bridge fell.", "unrelated", "other_words"),
    ("The bridge fell in the night.", "Voters want lower rents.", "unrelated", "other_words"),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b", "relation", "reason"), TABLE)
def test_two_statements_are_compared(a: str, b: str, relation: str, reason: str) -> None:
    for found in (compare(Statement(a), Statement(b)), compare(Statement(b), Statement(a))):
        assert (found.relation, found.reason) == (relation, reason)
        assert 0 <= found.score <= 1


def test_the_same_count_of_a_later_day_is_an_update() -> None:
    earlier = Statement(STRIKES.format(150), said_on=MARCH_1)
    later = Statement(STRIKES.format(180), said_on=MARCH_4)
    found = compare(earlier, later)
    assert (found.relation, found.values["later"]) == (Related.UPDATES, "b")
    assert compare(later, earlier).values["later"] == "a"


def test_the_as_of_day_of_a_number_counts_before_the_day_of_saying() -> None:
    one = Statement("As of March 2, the strikes killed 150 people.", said_on=MARCH_4)
    other = Statement("As of March 2, the strikes killed 180 people.", said_on=date(2026, 3, 5))
    assert compare(one, other).relation is Related.CONTRADICTS


def test_a_day_in_both_texts_counts_whenever_they_were_said() -> None:
    one = Statement("On March 2, the strikes killed 150 people.", said_on=MARCH_4)
    other = Statement("On March 2, the strikes killed 180 people.", said_on=date(2026, 3, 5))
    assert compare(one, other).relation is Related.CONTRADICTS


FORCES = "Ecuadorian and US forces launched operations against terrorist organizations in Ecuador."


@pytest.mark.parametrize(
    ("one", "other", "days"),
    [
        ("On March 3, ", "On March 3, ", None),
        ("On March 3, ", "On March 3, 2026, ", None),
        ("In March, ", "On March 3, 2026, ", None),
        ("On Monday, ", "On March 3, 2026, ", None),
        ("Yesterday, ", "On March 3, 2026, ", None),
        ("On March 4, ", "On March 3, 2026, ", ("--03-04", "2026-03-03")),
        ("On March 4, ", "On March 3, ", ("--03-04", "2026-03-03")),
    ],
)
def test_days_are_compared_in_what_both_state(
    one: str, other: str, days: tuple[str, str] | None
) -> None:
    found = compare(Statement(one + FORCES), Statement(other + FORCES, said_on=MARCH_4))
    assert "2000" not in str(found.values)
    if days is None:
        assert found.reason is not Reason.OTHER_DATE
    else:
        assert found.reason is Reason.OTHER_DATE
        assert (found.values["a"], found.values["b"]) == days


def test_two_days_without_a_year_differ() -> None:
    found = compare(Statement(f"On March 4, {FORCES}"), Statement(f"On May 4, {FORCES}"))
    assert found.relation is not Related.REPEATS


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (FORCES, FORCES.replace("terrorist org", "Designated Terrorist Org")),
        (
            "The ministry built old bridges over the river. “Yes.” Critical reports were hidden.",
            "The ministry built old bridges over the river. “Yes.” The reports were hidden.",
        ),
    ],
)
def test_capitals_of_a_phrase_or_of_a_sentence_make_no_name(one: str, other: str) -> None:
    for found in (
        compare(Statement(one), Statement(other)),
        compare(Statement(other), Statement(one)),
    ):
        assert found.reason not in (Reason.NAME_ONLY_IN_ONE, Reason.OTHER_NAME)


def test_the_name_of_a_speaker_is_no_other_name() -> None:
    one = Statement("The bridges of the capital, Noboa said, are old and need repair.")
    bare = "The bridges of the capital are old and need repair."
    assert compare(one, Statement(bare)).reason is Reason.NAME_ONLY_IN_ONE
    assert compare(one, Statement(bare, "Daniel Noboa")).relation is Related.REPEATS


@pytest.mark.parametrize(
    "text",
    [
        "On abortion.",
        "On gay marriage",
        "On the Trans-Pacific Partnership",
        "On a federal consumption tax",
        "On support for gay marriage",
        "Sobre el aborto.",
        "Acerca de la ley de vivienda",
        "On confirming a Supreme Court nominee in a presidential election year",
        "On whether to nominate and confirm a Supreme Court justice in a presidential election year",
        "On using the Common Core standards for English and math instruction",
        "On expanding Medicaid as part of the health care law",
    ],
)
def test_a_heading_relates_no_two_speakers(text: str) -> None:
    one, other = Statement(text, "Ana Ortega"), Statement(text, "Bo Li")
    for a, b in ((one, other), (one, Statement(text)), (Statement(text), Statement(text))):
        assert compare(a, b).reason is Reason.HEADING
    assert compare(one, Statement(text, "ana ortega")).relation is Related.REPEATS


@pytest.mark.parametrize(
    "text",
    [
        "On average women earn less than men.",
        "On average women die younger.",
        "On Gaza the government lied to Congress.",
        "On Gaza the minister resigned.",
        "On Gaza Congress blocked aid.",
        "On abortion. Congress blocked it.",
        "On Boeing the agency misled Congress and every airline",
        "On housing the government misled Congress and the courts",
        "On arriving the troops attacked civilians",
        "On learning of the attack the minister resigned.",
        "On taxes Republicans and Democrats agree with each other",
        "Sobre Gaza el Gobierno mintió al Congreso.",
        "Sobre Gaza Sánchez mintió.",
        "Sobre Gaza todos callaron.",
    ],
)
def test_a_sentence_is_no_heading(text: str) -> None:
    assert compare(Statement(text), Statement(text)).relation is Related.REPEATS


def test_no_objection_ever_goes_with_a_repeat() -> None:
    for a, b, _relation, _reason in TABLE:
        found = compare(Statement(a), Statement(b))
        assert not (found.relation is Related.REPEATS and found.reason in OBJECTIONS)


@pytest.mark.parametrize("piece", ["not ", "A ", "1 ", "no 1 A. ", "says Obama ", "“", "x-", "é"])
def test_long_texts_are_compared(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    compare(Statement(text), Statement(f"{text}x"))


def test_every_reason_can_be_reached() -> None:
    reached = {reason for _a, _b, _relation, reason in TABLE} | {"later_number"}
    assert set(Reason) - reached <= {
        *(Reason.SAME_BUT_MORE, Reason.NAME_ONLY_IN_ONE),
        Reason.OTHER_SPEAKER,  # of questions, tests/claims/site/test_matching.py
    }


def test_words_that_do_not_stand_together_are_shown_apart() -> None:
    text = (
        "On March 3, Ecuadorian and US forces struck Designated Terrorist Organizations in Ecuador."
    )
    reading = Reading(Statement(text))
    stems = frozenset({"ecuadorian", "designat", "terrorist", "organiz", "ecuador"})
    assert stems <= reading.content
    shown = "Ecuadorian … Designated Terrorist Organizations … Ecuador"
    assert reading.words_of(stems) == shown
    assert reading.words_of(frozenset()) == ""
