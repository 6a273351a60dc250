"""The numbers of a sentence, as a table: sentence, and what is read in it.

What is read is written "bound low-high unit [qualifier]: counted, as of day" (with a dash), without the parts that
are empty and without "exactly"; several quantities are told apart by a semicolon.
"""

import sys
from collections.abc import Callable
from datetime import date
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.choices import Bound
from claims.models import Quantity
from nlp.quantities import Found, quantities
from nlp.quantities.number import MOST_DIGITS
from tests import factories

PUBLISHED = date(2026, 3, 5)  # a Thursday


def described(found: Found) -> str:
    bound = "" if found.bound == "exactly" else f"{Bound(found.bound).label} "
    value = f"{found.low:f}" if found.low == found.high else f"{found.low:f}–{found.high:f}"
    qualifier = f" [{found.qualifier}]" if found.qualifier else ""
    counted = f": {found.counted}" if found.counted else ""
    as_of = f", as of {found.as_of}" if found.as_of else ""
    return f"{bound}{value} {found.unit}{qualifier}{counted}{as_of}"


COUNTS = [
    ("At least 44 aerial strikes were carried out.", "at least 44 strikes: aerial strikes"),
    ("The result has been 150 known deaths.", "150 deaths [known]: deaths"),
    ("Two survivors were quickly repatriated.", "2 people: survivors"),
    ("They counted 12 boats.", "12 boats: boats"),
    ("They counted 12 small fishing boats near the island.", "12 boats: small fishing boats"),
    ("They seized 3 drug-smuggling vessels.", "3 vessels: drug-smuggling vessels"),
    ("Three US soldiers were hurt.", "3 people: US soldiers"),
    ("Twelve police officers were hurt.", "12 people: police officers"),
    ("Police arrested 31 people on Friday.", "31 people: people"),
    ("It has 27 member states.", "27 states: member states"),
    ("The army sent 5,000 troops to the border.", "5000 people: troops"),
    ("The army sent 5 000 troops to the border.", "5000 people: troops"),
    ("The army sent 5’000 troops to the border.", "5000 people: troops"),
    ("The fund has 12,34,567 members.", "1234567 people: members"),
    ("It has 1.000.000 members.", "1000000 people: members"),
    ("It has 1,234.5 acres.", "1234.5 acres"),
    ("It has 1.234,5 acres.", "1234.5 acres"),
    ("There were 300 arrests and 20 injuries.", "300 arrests: arrests; 20 injuries: injuries"),
    ("It killed 12 people and wounded 30 more.", "12 people: people; 30 people: wounded"),
    ("The blast killed 12 and wounded 30.", "12 people: killed; 30 people: wounded"),
    ("The blast killed at least 12.", "at least 12 people: killed"),
    ("The blast, killing 12, tore the roof off.", "12 people: killed"),
    ("It left 12 dead and 30 injured.", "12 people: dead; 30 people: injured"),
    ("Twelve were killed.", "12 people: killed"),
    ("Another 20 were wounded.", "20 people [another]: wounded"),
    ("Twelve died in hospital.", "12 people: died"),
    ("Five have since drowned.", "5 people: drowned"),
    ("At least one person was killed.", "at least 1 people: person"),
    ("One person was killed.", "1 people: person"),
    ("One US soldier was killed.", "1 people: US soldier"),
    ("There was one strike in May.", "1 strikes: strike"),
    ("He found at least one mistake in it.", "at least 1 mistakes: mistake"),
    ("Some 40 “narco-terrorists” were killed.", "about 40 people: narco-terrorists"),
    ("The 12 men were freed.", "12 people: men"),
    ("All 12 hostages were freed.", "12 people: hostages"),
    ("Three of the five hostages were freed.", "3 people: hostages; 5 people: hostages"),
    ("Dozens of the victims were children.", "at least 24 people: victims"),
    ("Two of the boats sank.", "2 boats: boats"),
    ("Two of them sank.", ""),
    ("One of the boats sank.", ""),
    ("The death toll rose to 150.", "150 deaths: death toll"),
    ("The death toll has now reached at least 1,200.", "at least 1200 deaths: death toll"),
    ("The official death toll stands at 31, he said.", "31 deaths: death toll"),
    ("He won 312 seats.", "312 seats: seats"),
    (
        "It has 3 schools, 4 hospitals and 5 bridges.",
        "3 schools: schools; 4 hospitals: hospitals; 5 bridges: bridges",
    ),
    ("Two women and three children were found.", "2 people: women; 3 people: children"),
    ("Five sheep and 12 cattle died.", "5 sheep: sheep; 12 cattle: cattle"),
    ("Six aircraft were lost.", "6 aircraft: aircraft"),
    ("The 20 arms dealers were tried.", "20 dealers: arms dealers"),
    ("They built 3 new gas pipelines.", "3 pipelines: new gas pipelines"),
    ("He sent 300 crime series to them.", ""),
    ("Three times he asked.", "3 times"),
    ("It has 2,500 employees worldwide.", "2500 people: employees"),
    ("There were 4.5 million refugees in 2016.", "4500000 people: refugees"),
    ("They flew 1,000 sorties, officials said.", "1000 sorties: sorties"),
    ("It killed 30, officials said.", "30 people: killed"),
    ("The index rose to 4,200.", "4200 number"),
    ("It has a budget of 1.5 million.", "1500000 number"),
    ("It rose to 5.", ""),
    ("He counted at least 20.", "at least 20 number"),
    ("It scored 2.23 last year.", ""),
    ("It took in 250,000 Syrians.", "250000 people: Syrians"),
    ("Half a dozen Senate Republicans agreed.", "6 people: Senate Republicans"),
    ("It has a half-dozen slogans.", "6 slogans: slogans"),
    ("At one point he left.", ""),
    ("It gave three people's names.", "3 names: people's names"),
    ("Two of the group’s researchers left.", "2 people: group’s researchers"),
    ("There were seven email chains.", "7 chains: email chains"),
    ("There are between 600-700 emails.", "600–700 emails: emails"),
    ("It lost more than 100 black clergy members.", "at least 100 people: black clergy members"),
]

QUALIFIED = [
    ("There are 150 confirmed cases.", "150 cases [confirmed]: cases"),
    ("There are 150 reported civilian deaths.", "150 deaths [reported]: civilian deaths"),
    ("An estimated 500 people marched.", "about 500 people [estimated]: people"),
    ("At least an estimated 500 people marched.", "at least 500 people [estimated]: people"),
    ("Officials confirmed 150 deaths.", "150 deaths: deaths"),
    ("A further 20 people were hurt.", "20 people [further]: people"),
    ("An additional 20 people were hurt.", "20 people [additional]: people"),
    ("It sent 20 more soldiers.", "20 people [more]: soldiers"),
    ("It sent another 20 soldiers.", "20 people [another]: soldiers"),
    ("Three suspected smugglers were held.", "3 people [suspected]: smugglers"),
    ("Three alleged drug traffickers were held.", "3 people [alleged]: drug traffickers"),
    ("There were 12 known and suspected cases.", ""),
    ("A total of 20 people were hurt.", "20 people: people"),
    ("At least 20 confirmed deaths followed.", "at least 20 deaths [confirmed]: deaths"),
    ("There were 31 documented attacks.", "31 attacks [documented]: attacks"),
    ("There are 12 unconfirmed sightings.", "12 sightings [unconfirmed]: sightings"),
    ("Two other people were hurt.", "2 people [other]: people"),
    ("There are 9 million registered voters.", "9000000 people [registered]: voters"),
]

PERCENT = [
    ("It rose to 50 percent.", "50 percent"),
    ("It rose to 50%.", "50 percent"),
    ("It rose to 50 %.", "50 percent"),
    ("It rose to 50 per cent.", "50 percent"),
    ("It rose by 0.5 percent.", "0.5 percent"),
    ("It rose by 3 percentage points.", "3 percentage points"),
    ("It rose by one percentage point.", "1 percentage points"),
    ("It rose by 25 basis points.", "25 basis points"),
    ("Fifty percent of voters agreed.", "50 percent: voters"),
    ("50% of eligible voters agreed.", "50 percent: eligible voters"),
    ("More than 60% of the population agreed.", "at least 60 percent: population"),
    ("It fell by -5%.", "-5 percent"),
    ("It is minus 5 percent.", "-5 percent"),
    ("It is between 5% and 10%.", "5–10 percent"),
    ("It is between 5 and 10 percent.", "5–10 percent"),
    ("It is 5-10%.", "5–10 percent"),
    ("It is 5–10 per cent.", "5–10 percent"),
    ("It is 5 percent to 10 percent.", "5–10 percent"),
    ("It rose from 5 percent to 10 percent.", "5 percent; 10 percent"),
    ("It is a 25 percent tariff.", "25 percent"),
    ("It is 40% of farmers’ votes.", "40 percent: farmers’ votes"),
    ("It is 47 percent of Cuban Americans.", "47 percent: Cuban Americans"),
    ("It is a 25-percent tariff.", "25 percent"),
    ("It is 3.125 percent.", "3.125 percent"),
    ("It is 99.9% safe.", "99.9 percent"),
    ("Nearly 100% of them agreed.", "about 100 percent"),
    ("It is up 1.2 percent a year.", "1.2 percent per year"),
    ("Twenty-five percent of the 40 members agreed.", "25 percent: members; 40 people: members"),
    ("Unemployment is 7.5pc.", "7.5 percent"),
    ("Half a percent is enough.", "0.5 percent"),
    ("It is half a percentage point.", "0.5 percentage points"),
]

MONEY = [
    ("It cost $1.2bn.", "1200000000 dollars"),
    ("It cost US$3.4 million.", "3400000 US dollars"),
    ("It cost €5m.", "5000000 euros"),
    ("It cost £2,500.", "2500 pounds sterling"),
    ("It cost $5.", "5 dollars"),
    ("It cost $5.50.", "5.5 dollars"),
    ("It cost $5 million in aid.", "5000000 dollars: aid"),
    ("They sent $5 million of military aid.", "5000000 dollars: military aid"),
    (
        "They sent $5 million in previously undisclosed payments.",
        "5000000 dollars: previously undisclosed payments",
    ),
    ("They are $8 billion in the hole.", "8000000000 dollars"),
    ("They lost $8 billion in London.", "8000000000 dollars"),
    ("It rose to $42.46 a barrel.", "42.46 dollars per barrel"),
    ("It fell 24 cents to $1,349 an ounce.", "24 cents; 1349 dollars per ounce"),
    ("They sent $5 million worth of weapons.", "5000000 dollars: weapons"),
    ("It cost 5 million dollars.", "5000000 dollars"),
    ("It cost 5 million US dollars.", "5000000 US dollars"),
    ("It cost 300 euros.", "300 euros"),
    ("It cost 300€.", "300 euros"),
    ("It cost 300 €.", "300 euros"),
    ("It cost €300.", "300 euros"),
    ("It cost A$20.", "20 Australian dollars"),
    ("It cost C$20m.", "20000000 Canadian dollars"),
    ("It cost USD 20 million.", "20000000 US dollars"),
    ("It cost EUR 20.", "20 euros"),
    ("It cost 20 million USD.", "20000000 US dollars"),
    ("It cost $2-3 million.", "2000000–3000000 dollars"),
    ("It cost $2 to $3 million.", "2000000–3000000 dollars"),
    ("It cost $2m to $3m.", "2000000–3000000 dollars"),
    ("It cost between $2 million and $3 million.", "2000000–3000000 dollars"),
    ("It rose from $2m to $3m.", "2000000 dollars; 3000000 dollars"),
    ("It cost more than $2 trillion.", "at least 2000000000000 dollars"),
    ("It cost $15 an hour.", "15 dollars per hour"),
    ("It cost $15 per barrel.", "15 dollars per barrel"),
    ("It cost ₹500.", "500 rupees"),
    ("It cost Rs 500.", "500 rupees"),
    ("It cost ¥500.", "500 ¥"),
    ("It cost 500 yen.", "500 yen"),
    ("It cost 500 pounds.", "500 pounds"),
    ("It cost $5k.", "5000 dollars"),
    ("It cost $5K.", "5000 dollars"),
    ("It cost $1.5 Billion.", "1500000000 dollars"),
    ("It cost a billion dollars.", "1000000000 dollars"),
    ("It cost half a billion dollars.", "500000000 dollars"),
    ("It cost 20 cents.", "20 cents"),
    ("It is a $5-million grant.", "5000000 dollars"),
    ("It is a 5-million-dollar grant.", "5000000 dollars"),
    ("It cost millions of dollars.", "at least 2000000 dollars"),
    ("It cost tens of millions of dollars.", "at least 20000000 dollars"),
    ("It cost 5 Swiss francs.", "5 Swiss francs"),
    ("It is about $40.", "about 40 dollars"),
    ("It cost ~$40.", "about 40 dollars"),
    ("It cost $1,234,567.89.", "1234567.89 dollars"),
]

BOUNDS = [
    ("At least 20 boats sank.", "at least 20 boats: boats"),
    ("More than 20 boats sank.", "at least 20 boats: boats"),
    ("No fewer than 20 boats sank.", "at least 20 boats: boats"),
    ("No less than 20 boats sank.", "at least 20 boats: boats"),
    ("Over 20 boats sank.", "at least 20 boats: boats"),
    ("Well over 20 boats sank.", "at least 20 boats: boats"),
    ("Upwards of 20 boats sank.", "at least 20 boats: boats"),
    ("In excess of 20 boats sank.", "at least 20 boats: boats"),
    ("A minimum of 20 boats sank.", "at least 20 boats: boats"),
    ("20 or more boats sank.", "at least 20 boats: boats"),
    ("20 boats or more sank.", "at least 20 boats: boats"),
    ("20+ boats sank.", "at least 20 boats: boats"),
    ("20-plus boats sank.", "at least 20 boats: boats"),
    (">20 boats sank.", "at least 20 boats: boats"),
    ("There are 20 deaths and counting.", "at least 20 deaths: deaths"),
    ("Fewer than 20 boats sank.", "at most 20 boats: boats"),
    ("Less than 20 boats sank.", "at most 20 boats: boats"),
    ("Up to 20 boats sank.", "at most 20 boats: boats"),
    ("No more than 20 boats sank.", "at most 20 boats: boats"),
    ("Not more than 20 boats sank.", "at most 20 boats: boats"),
    ("At most 20 boats sank.", "at most 20 boats: boats"),
    ("As many as 20 boats sank.", "at most 20 boats: boats"),
    ("A maximum of 20 boats sank.", "at most 20 boats: boats"),
    ("Under 20 boats sank.", "at most 20 boats: boats"),
    ("20 boats or fewer sank.", "at most 20 boats: boats"),
    ("Just under 20 boats sank.", "at most 20 boats: boats"),
    ("Nearly 20 boats sank.", "about 20 boats: boats"),
    ("Almost 20 boats sank.", "about 20 boats: boats"),
    ("About 20 boats sank.", "about 20 boats: boats"),
    ("Around 20 boats sank.", "about 20 boats: boats"),
    ("Some 20 boats sank.", "about 20 boats: boats"),
    ("Roughly 20 boats sank.", "about 20 boats: boats"),
    ("Approximately 20 boats sank.", "about 20 boats: boats"),
    ("Close to 20 boats sank.", "about 20 boats: boats"),
    ("~20 boats sank.", "about 20 boats: boats"),
    ("≈20 boats sank.", "about 20 boats: boats"),
    ("20 boats or so sank.", "about 20 boats: boats"),
    ("Exactly 20 boats sank.", "20 boats: boats"),
    ("Only 20 boats sank.", "20 boats: boats"),
    ("They talked about 20 boats.", "20 boats: boats"),
    ("The question is about three detainees.", "3 people: detainees"),
    ("He is more than happy with 20 boats.", "20 boats: boats"),
    (
        "At least 20 boats and more than 30 ships sank.",
        "at least 20 boats: boats; at least 30 ships: ships",
    ),
    ("At least half of the boats sank.", "at least 50 percent: boats"),
    ("More than one in five boats sank.", "at least 20 percent: boats"),
    ("It more than doubled.", "at least 2 times"),
    ("It nearly tripled.", "about 3 times"),
]

RANGES = [
    ("Between 30 and 40 boats sank.", "30–40 boats: boats"),
    ("Between thirty and forty boats sank.", "30–40 boats: boats"),
    ("30 to 40 boats sank.", "30–40 boats: boats"),
    ("30-40 boats sank.", "30–40 boats: boats"),
    ("30–40 boats sank.", "30–40 boats: boats"),
    ("30 – 40 boats sank.", "30–40 boats: boats"),
    ("Two or three boats sank.", "2–3 boats: boats"),
    ("Two to three boats sank.", "2–3 boats: boats"),
    ("About 30 to 40 boats sank.", "about 30–40 boats: boats"),
    ("Between 1 and 2 million people fled.", "1000000–2000000 people: people"),
    ("One to two million people fled.", "1000000–2000000 people: people"),
    ("1-2 million people fled.", "1000000–2000000 people: people"),
    ("800,000 to 1 million people fled.", "800000–1000000 people: people"),
    ("Between 12 km and 15 km were lost.", "12–15 km"),
    ("It is 5 to 7 miles long.", "5–7 miles"),
    ("It went from 30 to 40 boats.", "40 boats: boats"),
    ("They won 3-2.", ""),
    ("They voted 52 to 48.", ""),
    ("It lasted from 2019 to 2021.", ""),
    ("It lasted 2019–2021.", ""),
    ("The 2019-20 season was short.", ""),
    ("It takes three to five years.", "3–5 years"),
    ("Those aged 18 to 24 agreed.", "18–24 years: age"),
    ("Those aged between 18 and 24 agreed.", "18–24 years: age"),
    ("It is 20 or 30 boats.", "30 boats: boats"),
]

LARGE = [
    ("A dozen boats sank.", "12 boats: boats"),
    ("Half a dozen boats sank.", "6 boats: boats"),
    ("Two dozen boats sank.", "24 boats: boats"),
    ("About a dozen boats sank.", "about 12 boats: boats"),
    ("Dozens of boats sank.", "at least 24 boats: boats"),
    ("Scores of boats sank.", "at least 40 boats: boats"),
    ("Hundreds of boats sank.", "at least 200 boats: boats"),
    ("Thousands of people fled.", "at least 2000 people: people"),
    ("Tens of thousands of people fled.", "at least 20000 people: people"),
    ("Hundreds of thousands fled.", ""),
    ("Hundreds of thousands of people fled.", "at least 200000 people: people"),
    ("Millions of people fled.", "at least 2000000 people: people"),
    ("Dozens were killed.", "at least 24 people: killed"),
    ("Several hundred people fled.", "at least 200 people: people"),
    ("A few thousand people fled.", "at least 2000 people: people"),
    ("Several boats sank.", ""),
    ("A few boats sank.", ""),
    ("A couple of boats sank.", "about 2 boats: boats"),
    ("A couple hundred boats sank.", "about 200 boats: boats"),
    ("The couple wed in May.", ""),
    ("A hundred boats sank.", "100 boats: boats"),
    ("A hundred and twenty boats sank.", "120 boats: boats"),
    ("Three hundred and fifty boats sank.", "350 boats: boats"),
    ("Twenty-two boats sank.", "22 boats: boats"),
    ("Twenty two boats sank.", "22 boats: boats"),
    ("Nineteen boats sank.", "19 boats: boats"),
    ("One thousand two hundred boats sank.", "1200 boats: boats"),
    ("Two hundred thousand people fled.", "200000 people: people"),
    ("One million three hundred thousand people fled.", "1300000 people: people"),
    ("A million people fled.", "1000000 people: people"),
    ("1.5 million people fled.", "1500000 people: people"),
    ("One and a half million people fled.", "1500000 people: people"),
    ("Two and a half million people fled.", "2500000 people: people"),
    ("A quarter of a million people fled.", "250000 people: people"),
    ("Half a million people fled.", "500000 people: people"),
    ("5m people fled.", "5000000 people: people"),
    ("5bn people live there.", "5000000000 people: people"),
    ("200k people fled.", "200000 people: people"),
    ("It has 12 billion members.", "12000000000 people: members"),
    ("Two boats and one hundred people were lost.", "2 boats: boats; 100 people: people"),
    ("One, two and three boats sank.", "3 boats: boats"),
]

SHARES = [
    ("One in five children is hungry.", "20 percent: children"),
    ("1 in 5 children is hungry.", "20 percent: children"),
    ("One in every five children is hungry.", "20 percent: children"),
    ("One out of five children is hungry.", "20 percent: children"),
    ("Three out of four voters agreed.", "75 percent: voters"),
    ("Nine in ten agreed.", "90 percent"),
    ("Nearly one in five agreed.", "about 20 percent"),
    ("It is a one-in-ten chance.", "10 percent"),
    ("One in a million agreed.", "0.0001 percent"),
    ("Two-thirds of voters agreed.", "66.666667 percent: voters"),
    ("Two thirds of the voters agreed.", "66.666667 percent: voters"),
    ("Half of the voters agreed.", "50 percent: voters"),
    ("Half of voters agreed.", "50 percent: voters"),
    ("Half the voters agreed.", "50 percent: voters"),
    ("More than half of the voters agreed.", "at least 50 percent: voters"),
    ("A third of voters agreed.", "33.333333 percent: voters"),
    ("A quarter of voters agreed.", "25 percent: voters"),
    ("Three-quarters of voters agreed.", "75 percent: voters"),
    ("A fifth of voters agreed.", "20 percent: voters"),
    ("A tenth of voters agreed.", "10 percent: voters"),
    ("About 1/3 of voters agreed.", "about 33.333333 percent: voters"),
    ("It fell by half.", "50 percent"),
    ("It fell by a third.", "33.333333 percent"),
    ("It was cut in half.", "0.5 times"),
    ("Prices doubled.", "2 times"),
    ("Prices have tripled since May.", "3 times"),
    ("Prices halved.", "0.5 times"),
    ("Prices quadrupled.", "4 times"),
    ("Double the number of people came.", "2 times"),
    ("Twice as many people came.", "2 times"),
    ("Three times as many people came.", "3 times"),
    ("It rose tenfold.", "10 times"),
    ("It was a 10-fold rise.", "10 times"),
    ("He doubled down on it.", ""),
    ("It was in the first half.", ""),
    ("It was half-hearted.", ""),
    ("They killed 12 in 3 attacks.", "12 people: killed; 3 attacks: attacks"),
    ("He won two in 2019.", ""),
    ("One in five years is dry.", "5 years"),
    ("It has a two-thirds majority.", "66.666667 percent"),
]

MEASURES = [
    ("It is 12.5 km long.", "12.5 km"),
    ("It is 12km long.", "12 km"),
    ("It is 12 kilometres long.", "12 km"),
    ("It is 12 kilometers long.", "12 km"),
    ("It is 40 miles away.", "40 miles"),
    ("It is one mile away.", "1 miles"),
    ("It weighs 5 tons.", "5 tons"),
    ("They seized 5 tonnes of cocaine.", "5 tonnes: cocaine"),
    ("They seized 50kg of heroin.", "50 kg: heroin"),
    ("They seized 50 kilos of heroin.", "50 kg: heroin"),
    ("They sold 2 million barrels of oil.", "2000000 barrels: oil"),
    ("They sold 2 million barrels a day.", "2000000 barrels per day"),
    ("They sold 2 million barrels of oil per day.", "2000000 barrels per day: oil"),
    ("It covers 300 square miles.", "300 square miles"),
    ("It covers 300 square kilometres.", "300 square km"),
    ("It covers 300 km².", "300 square km"),
    ("It covers 300 hectares of forest.", "300 hectares: forest"),
    ("It is -5°C.", "-5 °C"),
    ("It is −5 °C.", "-5 °C"),
    ("It is minus 10 degrees Celsius.", "-10 °C"),
    ("It is 90 degrees Fahrenheit.", "90 °F"),
    ("It is 1.5 degrees warmer.", "1.5 degrees"),
    ("It went 60 miles per hour.", "60 miles per hour"),
    ("It went 60 mph.", "60 miles per hour"),
    ("It went 60 km/h.", "60 km per hour"),
    ("It went 60km/h.", "60 km per hour"),
    ("There were 40 deaths per day.", "40 deaths per day: deaths"),
    ("There were 40 deaths a day.", "40 deaths per day: deaths"),
    ("There were 15 deaths per 100,000 people.", "15 deaths per 100,000 people: deaths"),
    ("It took two and a half hours.", "2.5 hours"),
    ("It took 2½ hours.", "2.5 hours"),
    ("It took 2 1/2 hours.", "2.5 hours"),
    ("It took ½ hour.", "0.5 hours"),
    ("It took half an hour.", "0.5 hours"),
    ("It took three quarters of an hour.", "0.75 hours"),
    ("It lasted 12 hours.", "12 hours"),
    ("It was a 12-hour siege.", "12 hours"),
    ("It was a five-year plan.", "5 years"),
    ("It was a three-day visit.", "3 days"),
    ("A 20-year-old man died.", "20 years: age"),
    ("A 20 year old man died.", "20 years: age"),
    ("He is 20 years old.", "20 years: age"),
    ("He is aged 20.", "20 years: age"),
    ("He died at the age of 20.", "20 years: age"),
    ("A six-month-old baby died.", "6 months: age"),
    ("A group of 12-year-olds came.", "12 years: age"),
    ("It is a 15-member council.", "15 people: members"),
    ("A 5,000-strong crowd came.", "5000 people"),
    ("It makes 300 megawatts.", "300 MW"),
    ("It makes 300MW.", "300 MW"),
    ("It holds 300 litres of water.", "300 litres: water"),
    ("It is 6 feet tall.", "6 feet"),
    ("It is 100m long.", "100 m"),
    ("It is 100 metres long.", "100 m"),
    ("It is 1.234 kilometres long.", "1.234 km"),
    ("He fought for two years.", "2 years"),
    ("He lost 3 points.", "3 points"),
]

ZERO = [
    ("There were zero deaths.", "0 deaths: deaths"),
    ("There were 0 deaths.", "0 deaths: deaths"),
    ("There were no survivors.", "0 people: survivors"),
    ("There were no civilian casualties.", "0 casualties: civilian casualties"),
    ("There were no known deaths.", "0 deaths [known]: deaths"),
    ("No people were hurt.", "0 people: people"),
    ("None survived.", ""),
    ("Nobody survived.", ""),
    ("There is no doubt.", ""),
    ("No charges have been made public.", ""),
    ("It has zero tolerance.", ""),
]

DATED = [
    ("As of March 2, 150 people were dead.", "150 people: people, as of 2026-03-02"),
    (
        "At least 150 people were dead as of March 2.",
        "at least 150 people: people, as of 2026-03-02",
    ),
    ("There were 150 deaths as of 2 March 2025.", "150 deaths: deaths, as of 2025-03-02"),
    ("There were 150 deaths as at 31 December 2025.", "150 deaths: deaths, as of 2025-12-31"),
    ("As of Tuesday, there were 150 deaths.", "150 deaths: deaths, as of 2026-03-03"),
    (
        "As of Tuesday, there were 150 deaths. It has 27 boats.",
        "150 deaths: deaths, as of 2026-03-03; 27 boats: boats",
    ),
    ("On March 2 there were 150 deaths.", "150 deaths: deaths"),
    (
        "As of yesterday 12 boats and 3 ships were lost.",
        "12 boats: boats, as of 2026-03-04; 3 ships: ships, as of 2026-03-04",
    ),
]

NO_QUANTITIES = [
    "It happened on March 2.",
    "It happened on 2 March 2026.",
    "It happened on March 2, 2026.",
    "It happened on March 2 and 3.",
    "It happened on 2026-03-02.",
    "It happened on 02/03/2026.",
    "It happened on 9/11.",
    "It happened in 2019.",
    "In 2019 protesters stormed it.",
    "The 2019 elections were fair.",
    "It is open 24/7.",
    "It began at 7:30.",
    "It began at 7 pm.",
    "It began at 7 p.m. on Monday.",
    "It began at 7pm.",
    "It began at 1900 GMT.",
    "Call 555-0100.",
    "Call +1 212 555 0100 now.",
    "Call (212) 555-0100.",
    "Call 0800 555 0100.",
    "F-35 jets flew over.",
    "Two-state talks failed.",
    "A Boeing 737 landed.",
    "A Boeing 737-800 landed.",
    "Boeing 737 jets landed.",
    "Airbus A320 jets landed.",
    "Flight MH17 was lost.",
    "Flight 370 was lost.",
    "The G7 met.",
    "G7 leaders met.",
    "G20 leaders met.",
    "The Group of Seven met.",
    "The Group of 20 met.",
    "Article 5 was invoked.",
    "Section 230 protects it.",
    "Under Title 42 expulsions rose.",
    "It filed for Chapter 11 protection.",
    "Route 66 is long.",
    "The COVID-19 pandemic began.",
    "COVID-19 cases rose.",
    "The Su-27 crews flew.",
    "The T-72 tanks rolled.",
    "5G networks grew.",
    "MI6 officers met.",
    "The 20th century ended.",
    "The third man ran.",
    "The 1990s wars ended.",
    "He is in his 30s.",
    "It was a Category 5 hurricane.",
    "Phase 2 trials began.",
    "World War 2 ended.",
    "Psalm 23 was read.",
    "Look at page 3.",
    "Room 12 is shut.",
    "No. 10 refused.",
    "See #5.",
    "See https://example.org/2019/12/strikes-44-people for it.",
    "Write to 44people@example.org.",
    "It runs at 192.168.1.1.",
    "It runs version 1.2.3.",
    "Take Interstate 95 north.",
    "The Five Eyes met.",
    "The Big Ten met.",
    "He is one of us.",
    "No one came.",
    "One day he came.",
    "They love one another.",
    "It was one late in December and a second on January 3.",
    "It was two years ago.",
    "It was the past 24 hours.",
    "It is seven months away.",
    "2016 Democrats call for action.",
    "Windows 8.1 users complained.",
    "The team won 4-2.",
    "Last 2 weeks were hard.",
    "It is 1.234.",
    "It is " + "9" * 40 + " boats.",
    "Agent 007 came.",
    "It read 3:16.",
    "It is 100.100.100.1 now.",
    "The 8th Army came.",
    "He took the 6.30 train.",
    "UN Resolution 1701 holds.",
    "The A380 seats many.",
    "He was born in 1950 to farmers.",
    "From 2019 attacks rose.",
    "",
    " ",
    "½",
    "No.",
]

ELSEWHERE = [
    ("El 50 % de los votantes dijo que no.", "50 percent"),
    ("La inflación subió un 5% en marzo.", "5 percent"),
    ("Hubo 150 muertos en la explosión.", "150 people: muertos"),
    ("Se trata de 12 km de la costa.", "12 km"),
    ("Costó 5 millones de euros para la ciudad.", "5000000 euros"),
    ("Costó €5 millones para la ciudad.", "5000000 euros"),
    ("Es kostet 12 € und 50 Cent für die Familie.", "12 euros"),
    ("Die Zahl der Toten ist auf 150 gestiegen.", ""),
    ("Il y a 5 millions de personnes dans la ville.", "5000000 people: personnes"),
    ("Les prix sont de 20 % plus hauts.", "20 percent"),
    ("Em um ano foram 12 kg por pessoa.", "12 kg"),
    ("В городе 150 домов и 50% школ.", "50 percent"),
    ("有150人死亡。", ""),
]

# What news writes, and how: figures without marks, several numbers in one phrase, other units.
NEWS = [
    ("It has 4 hundred million people.", "400000000 people: people"),
    ("It has 3 dozen boats.", "36 boats: boats"),
    ("It has 5 lakh voters.", "500000 people: voters"),
    ("It has 2 crore users.", "20000000 people: users"),
    ("It grounded two new 737 Max jets.", "2 jets: new 737 Max jets"),
    ("It sold 63000 Model 3 sedans.", "63000 sedans: Model 3 sedans"),
    (
        "It made eight million 250ml bottles of sanitiser.",
        "8000000 bottles: 250ml bottles; 250 ml",
    ),
    ("It sells 2.9 million 9 liter cases.", "2900000 cases: 9 liter cases; 9 litres"),
    ("It cost $2000.", "2000 dollars"),
    ("He spent $1999 on it.", "1999 dollars"),
    (
        "Some 460 Kia and Hyundai vehicles were stolen, compared with 63 in 2021.",
        "about 460 vehicles: Kia and Hyundai vehicles; 63 vehicles: Kia and Hyundai vehicles",
    ),
    ("There were 12 dead, up from 9.", "12 people: dead; 9 people: dead"),
    ("Between 750000 and 800000 people came.", "750000–800000 people: people"),
    ("Between 750000 and 800000 came.", "750000–800000 number"),
    ("It rose by 5pc.", "5 percent"),
    ("It cost RM23.50.", "23.5 ringgit"),
    ("It cost $US113 trillion.", "113000000000000 US dollars"),
    ("It cost US $58.24 per barrel.", "58.24 US dollars per barrel"),
    ("It cost $75 U.S. per barrel.", "75 US dollars per barrel"),
    ("It cost Y=590 billion.", "590000000000 yen"),
    ("It cost MYR20.", "20 ringgit"),
    ("It fell to $-50.8bn.", "-50800000000 dollars"),
    ("It cost 7.5 million Danish crowns.", "7500000 Danish crowns"),
    ("It closed at 164p.", "164 pence"),
    ("It cost $21.25 per square foot.", "21.25 dollars per square foot"),
    ("It was $6.78 billion a year earlier.", "6780000000 dollars"),
    ("It does 14-18 mpg.", "14–18 miles per gallon"),
    ("A couple of hundred people came.", "about 200 people: people"),
    ("It is cooled to minus-260 degrees.", "-260 degrees"),
    ("It gained 0.68 percent to 3,005.47.", "0.68 percent; 3005.47 number"),
    ("It closed at +0.2%.", "0.2 percent"),
    ("It costs from $800,000 to $1.3 million.", "800000–1300000 dollars"),
    ("It cost £3m from May.", "3000000 pounds sterling"),
    ("It has 3.5 million U.S. citizens.", "3500000 people: U.S. citizens"),
    ("It has 20 boats at least 30 ships.", "at least 20 boats: boats; 30 ships: ships"),
    ("It killed 12 men in 30", "12 people: men"),
    ("It cost $5 in", "5 dollars"),
    ("It made 10-15,000 jobs.", "10000–15000 jobs: jobs"),
    ("It made 500-1,000 jobs.", "500–1000 jobs: jobs"),
    ("They hold 20 boats or more", "at least 20 boats: boats"),
    ("It took 4 and a half years.", "4.5 years"),
    ("The rally had 6.7 million last night.", "6700000 number"),
    ("It goes from 0 to 62 mph.", "0–62 miles per hour"),
    ("It rose by 3 to 4 percent.", "3–4 percent"),
    ("It will go up to $104.20.", "104.2 dollars"),
    ("It cost $11-plus trillion.", "at least 11000000000000 dollars"),
    ("It was the case over the past two years.", "2 years"),
    ("He was out for 11 straight years.", "11 years"),
    ("Nine days later he left.", "9 days"),
    ("It is 12 square kilometres.", "12 square km"),
    ("It has 570 sq m of space.", "570 square m: space"),
    ("It is sub-300 sq m.", "at most 300 square m"),
    ("It has a 7- or 8-inch screen.", "7 inches; 8 inches"),
    ("It draws 300 Hz and 4500 mAh.", "300 Hz; 4500 mAh"),
    ("It has 64GB and 30Mbps.", "64 GB; 30 Mbps"),
    ("It takes 10 kV/cm.", "10 kV per cm"),
    ("It has 275 pound-feet of torque at 3000 rpm.", "275 pound-feet: torque; 3000 rpm"),
    ("It is 2.7 Fahrenheit.", "2.7 °F"),
    ("It is a .500 record.", "0.5 number"),
    ("It is 1/16 of a US pint.", "0.0625 pints"),
    ("It has a 3 cylinder engine.", "3 cylinders: cylinder"),
    ("Senard, 65, faces the task.", "65 years: age"),
    ("He will be 35 by May.", "35 years: age"),
    ("It has 70,000 three-year-olds.", "70000 people: three-year-olds"),
    ("He had 138 yards and 2 TDs.", "138 yards; 2 TDs: TDs"),
    ("It is 1.99×10−30 of it.", ""),
    ("He pushed the No. 1 thing there is.", ""),
    ("The FTSE 100 fell.", ""),
    ("In A.D. 1000 kings ruled.", ""),
    ("Call +1 212 555 now.", ""),
    ("It took one death penalty case.", "1 cases: death penalty case"),
]

# A sentence of words that no language owns, in the language that the source states.
STATED = [
    ("1.200 km", "es", "1200 km"),
    ("1.200 km", "en", "1.2 km"),
    ("1.200 personas", "", "1200 people: personas"),
    ("Hubo 3.000 heridos en la marcha.", "es", "3000 people: heridos"),
    ("Recibió 2,5 millones de votos.", "es", "2500000 votes: votos"),
    (
        "Construyeron 12 puentes y 1.500 viviendas.",
        "es",
        "12 bridges: puentes; 1500 homes: viviendas",
    ),
    ("Se perdieron 4.000 puestos de trabajo.", "es", "4000 jobs: puestos de trabajo"),
    ("Il y a eu 1\u202f200 morts dans la ville.", "fr", "1200 people: morts"),
    ("Es wurden 3.000 Verletzte gezählt.", "de", "3000 people: Verletzte"),
    ("The tote bag had 12 cas in it, and 3.000 was the price of it.", "", ""),
    ("€1,2 Mio.", "", "1200000 euros"),
    ("El gobierno gastó 3.500 millones de euros en la obra.", "es", "3500000000 euros"),
    ("Das sind 1,2 Milliarden Euro für die Schulen.", "de", "1200000000 euros"),
    ("Es kostet 1 Billion Euro und mehr.", "de", ""),
    ("Cuesta 1,200 pesos para la gente.", "es", ""),
    ("Cuesta más de 5 millones de pesos.", "es", "at least 5000000 pesos"),
    ("La ville compte 12 000 habitants.", "fr", "12000 people: habitants"),
    ("It has 1.200 kilometres of the coast, and it was built for that.", "es", "1.2 km: coast"),
]

# Numbers as they are said aloud.
SPOKEN = [
    ("It rose three point nine percent.", "", "3.9 percent"),
    ("It rose three point nine nine five percent.", "", "3.995 percent"),
    ("It fell zero point oh five percent.", "", "0.05 percent"),
    ("It rose twenty-two point twenty-five percent.", "", "22.25 percent"),
    ("It rose point nine percent.", "", "0.9 percent"),
    ("It rose 3 point 9 percent.", "", "3.9 percent"),
    ("It cost two hundred and three point five million dollars.", "", "203500000 dollars"),
    ("It ranges from three point five to four point two percent.", "", "3.5–4.2 percent"),
    ("At one point two boats sank.", "", "2 boats: boats"),
    ("La tasa fue de tres coma nueve por ciento.", "es", "3.9 percent"),
    ("Sube al veinticinco coma cero cinco por ciento.", "es", "25.05 percent"),
    ("Subió un tres punto cinco por ciento.", "es", "3.5 percent"),
    ("Costó tres millones y medio de euros.", "es", "3500000 euros"),
    ("Costó dos mil trescientos millones de euros.", "es", "2300000000 euros"),
    ("Hubo mil doscientas cincuenta y tres personas.", "es", "1253 people: personas"),
    ("Hubo más de ciento veinte heridos.", "es", "at least 120 people: heridos"),
    ("Duró un año.", "es", ""),
    ("C'est quatre-vingt-dix virgule cinq pour cent.", "fr", "90.5 percent"),
    ("C'est soixante-dix-sept pour cent.", "fr", "77 percent"),
    ("C'est quatre-vingt-dix-neuf virgule deux pour cent.", "fr", "99.2 percent"),
    ("Il y a vingt et un mille trois cents habitants.", "fr", "21300 people: habitants"),
    ("Cela coûte quatre-vingts euros.", "fr", "80 euros"),
    ("Los embalses tienen 4.870 hectómetros cúbicos.", "es", "4870 cubic hm"),
    ("Les barrages ont 4.870 mètres cubes.", "fr", "4870 cubic m"),
    ("Les barrages ont 4\u202f870 mètres cubes.", "fr", "4870 cubic m"),
]

TABLE = [
    *NEWS,
    *COUNTS,
    *QUALIFIED,
    *PERCENT,
    *MONEY,
    *BOUNDS,
    *RANGES,
    *LARGE,
    *SHARES,
    *MEASURES,
    *ZERO,
    *DATED,
    *((sentence, "") for sentence in NO_QUANTITIES),
    *ELSEWHERE,
]


@pytest.mark.parametrize(("sentence", "expected"), TABLE)
def test_a_sentence_is_read(sentence: str, expected: str) -> None:
    assert "; ".join(described(each) for each in quantities(sentence, PUBLISHED)) == expected


@pytest.mark.parametrize(("sentence", "language", "expected"), [*STATED, *SPOKEN])
def test_the_language_decides_what_a_point_means(
    sentence: str, language: str, expected: str
) -> None:
    found = quantities(sentence, language=language)
    assert "; ".join(described(each) for each in found) == expected


@pytest.mark.parametrize(
    ("sentence", "language", "uncertain"),
    [
        ("It is 1.234 kilometres long.", "", [True]),
        ("Subió entre tres y cinco por ciento.", "es", [True]),
        ("It rose three point nine percent in 2019.", "", [False]),
        ("There were 300 arrests and 20 injuries.", "", [False, False]),
        ("There were between 30 and 40 buses, maybe 45.", "", [True]),
        ("Perhaps 30 boats or more came.", "", [True]),
    ],
)
def test_what_may_be_another_number_is_uncertain(
    sentence: str, language: str, uncertain: list[bool]
) -> None:
    assert [each.uncertain for each in quantities(sentence, language=language)] == uncertain


def test_the_table_is_long() -> None:
    assert len(TABLE) == len({sentence for sentence, _ in TABLE}) > 500


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Yes: at least 44 aerial strikes followed.", "at least 44 aerial strikes"),
        ("😀 It cost US$3.4 million in all.", "US$3.4 million"),
        ("Prices fell between 5% and 10% in May.", "between 5% and 10%"),
        ("There were 20 boats or more.", "20 boats or more"),
        ("It held another 20 people.", "another 20 people"),
        ("It fell to minus 10 degrees Celsius.", "minus 10 degrees Celsius"),
        ("Three of the five hostages left.", "Three"),
    ],
)
def test_it_stands_where_its_words_are(sentence: str, words: str) -> None:
    found = quantities(sentence)[0]
    assert sentence[found.start : found.end] == words


def test_without_a_publication_date_only_a_full_day_is_as_of() -> None:
    assert quantities("As of March 2, 150 people died.")[0].as_of is None
    assert quantities("As of March 2, 2026, 150 people died.")[0].as_of == date(2026, 3, 2)


def test_sentences_far_apart_do_not_mix() -> None:
    text = "El 50 % votó por la ley y no hay más de 12 muertos.\n\nDozens of people died."
    assert [described(each) for each in quantities(text)] == [
        "50 percent",
        "at least 12 people: muertos",
        "at least 24 people: people",
    ]


@pytest.mark.long
@pytest.mark.django_db
def test_a_claim_takes_what_is_found() -> None:
    """Every quantity of the table, rounded and in full, is one that a claim can hold."""
    found = [each for sentence, _ in TABLE for each in quantities(sentence, PUBLISHED)]
    made = factories.claim(quantities=[each.fields() for each in found])
    stored = list(Quantity.objects.filter(claim=made).order_by("pk"))
    assert len(stored) == len(found) > 350
    for row, each in zip(stored, found, strict=True):
        row.full_clean()
        assert (row.low, row.high, row.unit, row.bound, row.qualifier, row.counted, row.as_of) == (
            *(each.low, each.high, each.unit, each.bound),
            *(each.qualifier, each.counted, each.as_of),
        )


# Words and marks that the reading knows, so that texts made of them go deep into it.
PIECES = sorted(
    {
        *[
            "at",
            "least",
            "more",
            "than",
            "up",
            "to",
            "no",
            "as",
            "of",
            "between",
            "and",
            "or",
            "in",
            "out",
            "the",
            "a",
            "half",
            "dozen",
            "dozens",
        ],
        *[
            "one",
            "two",
            "twenty",
            "hundred",
            "million",
            "thirds",
            "quarter",
            "couple",
            "several",
            "few",
            "total",
            "another",
        ],
        *[
            "percent",
            "per",
            "cent",
            "dollars",
            "US",
            "USD",
            "km",
            "people",
            "killed",
            "toll",
            "death",
            "boats",
            "-old",
            "year",
            "Article",
        ],
        *[
            "March",
            "2026",
            "Monday",
            "yesterday",
            "doubled",
            "zero",
            "1",
            "5",
            "1,000",
            "1.000",
            "30",
            "40",
            "007",
            "3½",
            "1/2",
            "9/11",
        ],
        *(
            "9" * 30,
            "0." + "0" * 30 + "1",
            "$",
            "€",
            "%",
            "°",
            "C",
            "-",
            "–",
            "—",
            "/",
            ".",
            ",",
            "'",
        ),
        *(
            "’",
            "“",
            "½",
            "+",
            "~",
            ">",
            "#",
            "@",
            "://",
            "\n",
            "\u00a0",
            "m",
            "bn",
            "n’t",
            "é",
            "死",
            "😀",
        ),
        *("at least", "at_least"),
    }
)
made_of_pieces = st.lists(st.sampled_from(PIECES), max_size=25).flatmap(
    lambda pieces: st.sampled_from(["", " "]).map(lambda space: space.join(pieces))
)


@given(st.one_of(st.text(), made_of_pieces), st.one_of(st.none(), st.dates()))
def test_any_text_can_be_read(text: str, published: date | None) -> None:
    reached = 0
    for found in quantities(text, published):
        assert reached <= found.start < found.end <= len(text)
        assert text[found.start : found.end].strip() == text[found.start : found.end]
        assert found.low <= found.high
        assert 0 < len(found.unit) <= 60
        assert len(found.qualifier) <= 100
        assert len(found.counted) <= 300
        for value in (found.low, found.high):
            _, digits, exponent = value.as_tuple()
            assert isinstance(exponent, int)
            assert exponent >= -6
            assert len(digits) + exponent <= MOST_DIGITS
        reached = found.end


def steps(read: Callable[[str], Any], text: str) -> int:
    """How many calls of functions, ours and built-in, a reading takes."""
    count = 0

    def counting(_frame: FrameType, event: str, _of: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counting)
    try:
        read(text)
    finally:
        sys.setprofile(before)
    return count


HOSTILE = [
    *("9", "9 ", "9,", "9.", "9-", "9/", "9:", "9'", "9 999 ", "1,000", "1 to 2 ", "1 in 5 "),
    *(
        "one ",
        "one hundred ",
        "hundreds of ",
        "twenty-",
        "half a ",
        "a ",
        "a couple of ",
        "of the ",
    ),
    *(
        "no ",
        "12 been ",
        "been ",
        "death toll ",
        "at least ",
        "killed ",
        "more ",
        "boats ",
        "12 boats ",
    ),
    *(
        "$",
        "US",
        "$5 ",
        "%",
        "- ",
        "--",
        "“",
        '"',
        "'",
        "’a",
        "x",
        "x ",
        "X.",
        ". ",
        "\n",
        "é",
        "½",
        "3 1/2 ",
    ),
    *(
        "as of March 2 ",
        "March 2, ",
        "2 March and ",
        "in 2019 ",
        "www.",
        "a@",
        "12 old-",
        "-old",
        "12-year-",
    ),
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_the_work_grows_with_the_length(piece: str) -> None:
    short, long = (steps(quantities, piece * times) for times in (200, 800))
    assert long <= 4.4 * short + 200


@pytest.mark.parametrize("piece", ["9,", "9 999 ", "one hundred ", "x ", ", who said ", "\u201c"])
def test_long_texts_are_read(piece: str) -> None:
    """100,000 characters; a pattern that goes back over them again and again would never end."""
    quantities((piece * 100_000)[:100_000], PUBLISHED)


def test_a_number_of_ten_thousand_digits_is_none() -> None:
    assert quantities("9" * 10_000 + " boats sank.") == []
    assert quantities("$" + "9," * 10_000 + "9 boats sank.") == []
