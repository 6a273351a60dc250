"""What people type as they heard it, in a small archive of our own: the claim that is found first."""

import re
from datetime import date
from html import unescape
from urllib.parse import urlencode

import pytest
from django.test import Client

from claims.choices import Basis
from claims.matching import indexing, misspelt
from claims.models import Claim
from claims.models.matching import Scope
from sources.models import Speaker
from tests import factories
from tests.claims.matching.archive import archive

pytestmark = pytest.mark.django_db
OBAMA, GOVERNOR = "Barack Obama", "Arnold Schwarzenegger"
MORE = {
    "obama": (OBAMA, "We created more jobs in 2012 than in any year since 1999.", ""),
    "of obama": ("Luis Prieto", "Obama wants to take your guns away.", ""),
    "obama doctor": (OBAMA, "If you like the doctor you have, you can keep him.", ""),
    "governor": (GOVERNOR, "California gained jobs in every month of my term.", ""),
    "harbour": ("Marta Reyes", "The harbour was closed for nine weeks.", "2019-10-05"),
    "ferry": ("Marta Reyes", "The ferry was late on most mornings.", "2018-03-05"),
    "boats at sea": ("Marta Reyes", "Nobody counts the narco-terrorists at sea.", ""),
}
# What is typed, and the first claim found, or several that may be.
TABLE = {
    "obama 2012 jobs": "obama",
    "jobs 2012 obama factories": "obama",
    "crime rate chicago": "crime",
    "violent crime chicago": "crime",
    "you can keep your doctor": "obama doctor|doctors",
    "keep the doctor you like": "obama doctor|doctors",
    "pre-existing": "conditions",
    "preexisting conditions": "conditions",
    "narcoterrorists": "boats at sea",
    "narco terrorists": "boats at sea",
    "Shwarzenegger jobs": "governor|obama|jobs",
    "jobs Arnold Shwarzeneger": "governor",
    "October 2019": "harbour|jobs",
    "harbour October 2019": "harbour",
    "harbour 2019": "harbour",
    "ferry 5 March 2018": "ferry",
    "ferry 2019": "ferry",
    "0.7 million jobs": "jobs",
    "700000 jobs": "jobs",
    "14%": "pensions",
    "pensions 14 per cent": "pensions",
    "14,000 troops": "troops",
    "14000 troops": "troops",
    "50k taxes": "taxes",
    "sharks swimming in the mall": "photo",
    "150 bridges": "bridges",
}


def add(name: str, text: str, day: str) -> Claim:
    speaker = Speaker.objects.filter(name=name).first() or factories.speaker(name)
    if not day:
        return factories.claim(text=text, speaker=speaker)
    said_on = date.fromisoformat(day)
    return factories.claim(
        text=text, speaker=speaker, said_from=said_on, said_to=said_on, said_basis=Basis.STATED
    )


@pytest.fixture
def claims() -> dict[str, Claim]:
    made = archive()
    for key, words in MORE.items():
        made[key] = add(*words)
    indexing.bring_up_to_date()
    return made


def page(client: Client, q: str, path: str = "/working/") -> str:
    answer = client.get(f"{path}?{urlencode({'q': q})}")
    assert answer.status_code == 200
    return " ".join(unescape(answer.content.decode()).split())


def found(shown: str) -> list[int]:
    return [int(each) for each in re.findall(r'<p class="wording".*?/claims/(\d+)/', shown)]


def test_what_was_heard_finds_the_claim(desk: Client, claims: dict[str, Claim]) -> None:
    keys = {claim.pk: key for key, claim in claims.items()}
    first = {typed: [keys[each] for each in found(page(desk, typed))[:1]] for typed in TABLE}
    wrong = {
        typed: keys_found
        for typed, keys_found in first.items()
        if not set(keys_found) & set(TABLE[typed].split("|"))
    }
    assert wrong == {}


def test_a_misspelt_name_is_offered_beside_the_other_words(
    desk: Client, claims: dict[str, Claim]
) -> None:
    shown = page(desk, "Shwarzenegger jobs")
    assert "Did you mean:" in shown
    assert {claims["governor"].pk, claims["jobs"].pk} <= set(found(shown))
    linked = re.search(r'href="(/working/\?[^"]*)">Arnold Schwarzenegger: jobs', shown)
    assert linked
    narrowed = unescape(desk.get(linked[1]).content.decode())
    assert found(" ".join(narrowed.split())) == [claims["governor"].pk]
    # The public is offered only whom it may read of.
    assert "Schwarzenegger:" not in page(Client(), "Shwarzenegger jobs", "/")


def test_a_misspelling_that_a_claim_has_is_offered_the_name_that_many_have(desk: Client) -> None:
    governor = factories.speaker(GOVERNOR)
    for number in range(39):
        factories.claim(text=f"We gained jobs in month {number}.", speaker=governor)
    wrong = factories.claim(text="Jobs, says Shwarzenegger, are many.")
    indexing.bring_up_to_date()

    def offers(q: str) -> bool:
        return "Did you mean:" in page(desk, q)

    assert [offers(q) for q in ("Shwarzenegger jobs", "jobs Shwarzenegger")] == [True, True]
    assert found(page(desk, "Shwarzenegger jobs")) == [wrong.pk]
    assert not offers("Schwarzenegger month 3")
    assert not offers("many jobs")
    for number in range(2):
        factories.claim(text=f"Shwarzenegger, once more, number {number}.")
    indexing.bring_up_to_date()
    assert not offers("Shwarzenegger jobs")


def test_a_word_that_folds_into_several_has_no_name_that_many_have() -> None:
    speaker = factories.speaker("Jean Claude Juncker")
    assert not misspelt._has_far_more(Scope.WORKING, "Jean´Cluade", 1, speaker)


def test_days_narrow_and_an_amount_is_no_part_of_another(
    desk: Client, claims: dict[str, Claim]
) -> None:
    shown = page(desk, "harbour October 2019")
    assert "These claims may have been made at the time that you typed." in shown
    assert found(shown) == [claims["harbour"].pk]
    # A claim that has all of the words comes first, and the others of that time are a link away.
    shown = page(desk, "jobs October 2019")
    assert found(shown) == [claims["jobs"].pk]
    assert 'href="/working/?q=jobs&said_from=2019-10-01&said_to=2019-10-31"' in shown
    assert claims["troops"].pk not in found(page(desk, "14%"))


def test_an_amount_is_marked_however_it_was_typed(desk: Client, claims: dict[str, Claim]) -> None:
    for typed in ("0.7 million jobs", "700000 jobs", "700,000 jobs"):
        shown = page(desk, typed).replace("<mark>", "[").replace("</mark>", "]")
        assert "[700],[000] [jobs]" in shown, typed
