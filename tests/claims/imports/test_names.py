"""Other names and links of speakers, as archives give them."""

import json
from typing import Any

import pytest

from claims.imports.posts import is_post
from claims.models import Claim, ImportRun
from sources.models import Alias, Speaker
from tests import factories
from tests.claims.imports.files import bring_in, fit, lines, notes, refused, row, table

pytestmark = pytest.mark.django_db
WIKIDATA = "https://www.wikidata.org/wiki/Q1"


def names_of(speaker: Speaker) -> set[str]:
    return set(Alias.objects.filter(speaker=speaker).values_list("name", flat=True))


def reasons(run: ImportRun) -> list[str]:
    return [reason for _line, _column, reason in notes(run, "unsure")]


def test_a_new_speaker_has_the_names_and_links_of_its_rows() -> None:
    bring_in(
        table(
            row(1, speaker_aliases="Anita; ana-ortega| Facebook posts;ANA NUNEZ"),
            row(2, speaker_aliases="A. Nuñez", speaker_same_as=f"{WIKIDATA} https://ana.example"),
            row(3, speaker_same_as=WIKIDATA),
        )
    )
    speaker = Speaker.objects.get(name="Ana Nuñez")
    assert names_of(speaker) == {"Ana Nuñez", "Anita", "Ana Ortega", "A. Nuñez"}
    assert speaker.same_as == [WIKIDATA, "https://ana.example"]


def test_in_json_they_are_lists_too() -> None:
    (found,) = fit(
        lines(row(1, speaker_aliases=["The Minister", ""], speaker_same_as=[WIKIDATA])), "ndjson"
    )
    assert found.aliases == ["The Minister"]
    assert found.same_as == found.identified_by == [WIKIDATA]


def test_a_speaker_who_was_matched_gets_what_is_new() -> None:
    known = factories.speaker("Ana Nuñez", same_as=(WIKIDATA,))
    other = factories.speaker("Bo Li")
    run = bring_in(
        table(
            row(1, speaker="A. N. Ortega", speaker_same_as=WIKIDATA),
            row(2, speaker="bo-li", speaker_aliases="Li Bo", speaker_same_as="https://li.example"),
        )
    )
    assert set(Claim.objects.values_list("speaker", flat=True)) == {known.pk, other.pk}
    assert names_of(known) == {"Ana Nuñez", "A. N. Ortega"}
    assert names_of(other) == {"Bo Li", "Li Bo"}
    other.refresh_from_db()
    assert other.same_as == ["https://li.example"]
    assert notes(run, "unsure") == []
    # From now on they are found by these names.
    bring_in(table(row(3, speaker="Li Bo")), name="later.csv", origin="others.example")
    assert Claim.objects.latest("pk").speaker_id == other.pk


def test_what_the_public_sees_takes_two_people_and_is_reported() -> None:
    public = factories.speaker("Ana Nuñez")
    factories.signed_claim(speaker=public)
    hidden = factories.speaker("Bo Li")
    factories.protected(hidden, "a witness")
    run = bring_in(
        table(
            row(1, speaker_aliases="Anita", speaker_same_as="https://ana.example"),
            row(2, speaker="Bo Li", speaker_aliases="Li Bo"),
        )
    )
    assert run.rows_made == 2
    assert names_of(public) == {"Ana Nuñez"}
    public.refresh_from_db()
    assert public.same_as == []
    assert names_of(hidden) == {"Bo Li"}
    found = [(line, reason) for line, _column, reason in notes(run, "unsure")]
    assert [(line, reason.partition(": the public")[0]) for line, reason in found] == [
        (2, f"“Anita” was not added to {public.pk} Ana Nuñez"),
        (2, f"“https://ana.example” was not added to {public.pk} Ana Nuñez"),
        (3, f"“Li Bo” was not added to {hidden.pk} Bo Li"),
    ]


def test_a_name_that_another_speaker_has_is_nobody_elses() -> None:
    taken = factories.speaker("Bo Li", aliases=("Anita",))
    run = bring_in(table(row(1, speaker_aliases="ANITA")))
    assert names_of(taken) == {"Bo Li", "Anita"}
    assert names_of(Speaker.objects.get(name="Ana Nuñez")) == {"Ana Nuñez"}
    (reason,) = reasons(run)
    assert "another speaker has it" in reason


def test_a_name_or_link_that_the_file_gives_to_several_is_nobodys() -> None:
    factories.speaker("Ana Nuñez")
    factories.speaker("Ana Ortega")
    link = {"speaker_same_as": "https://party.example"}
    run = bring_in(
        table(
            row(1, speaker_aliases="Anita", **link),
            row(2, speaker="Ana Ortega", speaker_aliases="ANITA", **link),
        )
    )
    for name in ("Ana Nuñez", "Ana Ortega"):
        speaker = Speaker.objects.get(name=name)
        assert names_of(speaker) == {name}
        assert speaker.same_as == []
    found = reasons(run)
    assert len(found) == 4
    assert all("the file gives it to another speaker, too" in each for each in found)


def test_a_post_makes_nobody_a_speaker_of_other_archives() -> None:
    known = factories.speaker("Bo Li", same_as=(WIKIDATA,))
    run = bring_in(
        table(
            row(1, speaker_aliases="The Minister;Former President;Anita"),
            row(2, speaker="Prime Minister", speaker_same_as=WIKIDATA),
        )
    )
    ana = Speaker.objects.get(name="Ana Nuñez")
    assert names_of(ana) == {"Ana Nuñez", "Anita"}
    assert names_of(known) == {"Bo Li"}
    found = reasons(run)
    assert len(found) == 3
    assert all("it may mean others, too" in each for each in found)
    bring_in(
        table(row(3, speaker="the minister"), row(4, speaker="Prime Minister")),
        name="later.csv",
        origin="others.example",
    )
    later = Claim.objects.filter(text__regex="built [34] ").values_list("speaker", flat=True)
    assert len(later) == 2
    assert not {ana.pk, known.pk} & set(later)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        *(
            (each, "person")
            for each in ("The Minister", "Former President", "US President", "POTUS")
        ),
        *(
            (each, "person")
            for each in ("Secretary of State", "President, Acme", "the mayor of York")
        ),
        *((each, "person") for each in ("La Ministra", "Presidente del Gobierno", "ex-alcaldesa")),
        *(
            (each, "person")
            for each in ("El primer ministro", "ana from Madrid, a nurse", "General")
        ),
        *((each, "person") for each in ("A man from Ohio | Former President", "Mayor", "Our King")),
        *((each, "organisation") for each in ("the government", "The Ministry", "El Gobierno")),
    ],
)
def test_a_title_or_post_is_no_name(words: str, kind: str) -> None:
    assert is_post(words, kind)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        *(
            (each, "person")
            for each in ("Anita", "Ana Nuñez", "President Obama", "AOC", "Lula da Silva")
        ),
        *(
            (each, "person")
            for each in ("Mike Judge", "Stephen King", "Reyes, Marta", "El-Sisi", "An Nguyen")
        ),
        *(
            (each, "person")
            for each in ("Pope Francis", "محمد علي", "安倍晋三", "Martin L. King, Jr.")
        ),
        *(
            (each, "organisation")
            for each in ("The New York Times", "El País", "the Fed", "White House")
        ),
    ],
)
def test_a_name_is_no_post(words: str, kind: str) -> None:
    assert not is_post(words, kind)


def test_all_links_of_a_speakers_rows_are_taken() -> None:
    known = factories.speaker("Bo Li", same_as=("https://www.wikidata.org/wiki/Q2",))
    first, second = "https://ana.example", WIKIDATA
    bring_in(
        table(
            row(1, speaker_same_as=first),
            row(2, speaker_same_as=f"{second} {first}"),
            row(3, speaker="Li Bo", speaker_same_as="https://en.wikipedia.org/wiki/Li"),
            row(4, speaker="Li Bo", speaker_same_as=known.same_as[0]),
        )
    )
    assert Speaker.objects.get(name="Ana Nuñez").same_as == [first, second]
    known.refresh_from_db()
    assert len(known.same_as) == 2
    assert names_of(known) == {"Bo Li", "Li Bo"}


def test_a_link_that_several_may_share_makes_nobody_the_same() -> None:
    party = "https://party.example"
    bring_in(table(row(1, speaker_same_as=party)))
    bring_in(table(row(2, speaker="Bo Li", speaker_same_as=party)), name="later.csv")
    assert Speaker.objects.filter(name__in=("Ana Nuñez", "Bo Li")).count() == 2


BAD: list[dict[str, Any]] = [
    {"speaker_same_as": "wikidata"},
    {"speaker_same_as": "javascript:alert(1)"},
    {"speaker_same_as": "https://user:pass@wikidata.org/Q1"},
    {"speaker_same_as": "https://wikidata.org/" + "x" * 500},
    {"speaker_same_as": " ".join(f"https://w.example/{n}" for n in range(21))},
    {"speaker_aliases": "x" * 301},
    {"speaker_aliases": ";".join(f"Ana {n}" for n in range(21))},
]


@pytest.mark.parametrize("columns", BAD, ids=lambda each: str(each)[:40])
def test_what_is_no_name_or_link_is_refused_with_its_column(columns: dict[str, Any]) -> None:
    (found,) = refused(table(row(1, **columns)))
    assert found.column in columns
    assert found.reason.endswith(".")


def test_a_claim_review_gives_them_too() -> None:
    author = {
        "@type": "Person",
        "name": "Ana Nuñez",
        "alternateName": ["Anita; Ana N.", "A|B Nuñez"],
    }
    review = {
        "@type": "ClaimReview",
        "url": "https://checkers.example/1",
        "claimReviewed": "The ministry built 150 bridges.",
        "itemReviewed": {"@type": "Claim", "author": author | {"sameAs": WIKIDATA}},
        "reviewRating": {"alternateName": "Half so"},
    }
    bring_in(json.dumps(review).encode(), format_="claimreview", origin="")
    speaker = Claim.objects.get().speaker
    assert names_of(speaker) == {"Ana Nuñez", "Anita; Ana N.", "A|B Nuñez"}
    assert speaker.same_as == [WIKIDATA]
