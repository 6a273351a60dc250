"""Other names and links of speakers, as archives give them."""

import json
from typing import Any

import pytest

from claims.models import Claim
from sources.models import Alias, Speaker
from tests import factories
from tests.claims.imports.files import bring_in, fit, lines, notes, refused, row, table

pytestmark = pytest.mark.django_db
WIKIDATA = "https://www.wikidata.org/wiki/Q1"


def names_of(speaker: Speaker) -> set[str]:
    return set(Alias.objects.filter(speaker=speaker).values_list("name", flat=True))


def test_a_new_speaker_has_the_names_and_links_of_its_rows() -> None:
    bring_in(
        table(
            row(1, speaker_aliases="The Minister; ana-ortega| Facebook posts;ANA NUNEZ"),
            row(
                2, speaker_aliases="La Ministra", speaker_same_as=f"{WIKIDATA} https://ana.example"
            ),
            row(3, speaker_same_as=WIKIDATA),
        )
    )
    speaker = Speaker.objects.get(name="Ana Nuñez")
    assert names_of(speaker) == {"Ana Nuñez", "The Minister", "Ana Ortega", "La Ministra"}
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
            row(1, speaker_aliases="The Minister", speaker_same_as="https://ana.example"),
            row(2, speaker="Bo Li", speaker_aliases="The Witness"),
        )
    )
    assert run.rows_made == 2
    assert names_of(public) == {"Ana Nuñez"}
    public.refresh_from_db()
    assert public.same_as == []
    assert names_of(hidden) == {"Bo Li"}
    found = [(line, reason) for line, _column, reason in notes(run, "unsure")]
    assert [(line, reason.partition(": the public")[0]) for line, reason in found] == [
        (2, f"“The Minister” was not added to {public.pk} Ana Nuñez"),
        (2, f"“https://ana.example” was not added to {public.pk} Ana Nuñez"),
        (3, f"“The Witness” was not added to {hidden.pk} Bo Li"),
    ]


def test_a_name_that_another_speaker_has_is_nobody_elses() -> None:
    taken = factories.speaker("Bo Li", aliases=("The Minister",))
    run = bring_in(
        table(
            row(1, speaker_aliases="the minister;Anita"),
            row(2, speaker="Ana Ortega", speaker_aliases="ANITA"),
        )
    )
    assert names_of(taken) == {"Bo Li", "The Minister"}
    assert names_of(Speaker.objects.get(name="Ana Nuñez")) == {"Ana Nuñez"}
    assert names_of(Speaker.objects.get(name="Ana Ortega")) == {"Ana Ortega"}
    reasons = [reason for _line, _column, reason in notes(run, "unsure")]
    assert len([each for each in reasons if "another speaker has it" in each]) == 3


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
    author = {"@type": "Person", "name": "Ana Nuñez", "alternateName": ["The Minister", "Anita"]}
    review = {
        "@type": "ClaimReview",
        "url": "https://checkers.example/1",
        "claimReviewed": "The ministry built 150 bridges.",
        "itemReviewed": {"@type": "Claim", "author": author | {"sameAs": WIKIDATA}},
        "reviewRating": {"alternateName": "Half so"},
    }
    bring_in(json.dumps(review).encode(), format_="claimreview", origin="")
    speaker = Claim.objects.get().speaker
    assert names_of(speaker) == {"Ana Nuñez", "The Minister", "Anita"}
    assert speaker.same_as == [WIKIDATA]
