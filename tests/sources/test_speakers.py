"""Speakers: names whatever their case or accents, roles that don't overlap, merges."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError

from claims.models import Claim
from claims.publication import speakers as published
from newsroom.errors import Refused
from sources import capture, speakers
from sources.models import Alias, Role, Speaker, SpeakerMerge
from tests import factories, sql

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Nicolás Maduro", "nicolas"),
        ("Nicola\u0301s Maduro", "NICOLÁS"),
        ("Жук", "жук"),
        ("жук", "ЖУК"),
        ("Groß", "gros"),
        ("Søren Ålund", "soren alund"),
        ("Łódź", "lodz"),
        ("Anne–Marie", "anne-marie"),
        ("O’Brien", "o'brien"),
        ("“Cool” Company", '"cool"'),
        ("Co\u00adop", "coop"),
        ("ΣΊΣΥΦΟΣ", "σίσυφο"),
        ("Ｆｕｌｌ Width", "full width"),
    ],
)
def test_names_are_found_without_regard_to_case_or_accents(name: str, typed: str) -> None:
    made = factories.speaker(name)
    factories.speaker("Somebody Else")
    assert list(Speaker.objects.named(typed)) == [made]


def test_whole_names_and_parts() -> None:
    made = factories.speaker("Nicolás Maduro", aliases=("El Presidente",))
    assert list(Speaker.objects.called("nicolas maduro")) == [made]
    assert list(Speaker.objects.called("el presidente")) == [made]
    assert not Speaker.objects.called("nicolas").exists()
    assert list(Speaker.objects.named("100%")) == []


def test_a_former_name_still_finds_the_speaker() -> None:
    made = factories.speaker("Eve Adams")
    published.change(made, factories.editor(), "", name="Eve Brown")
    assert list(Speaker.objects.called("eve adams")) == [made]
    assert list(Speaker.objects.called("eve brown")) == [made]
    with pytest.raises(Refused, match="slug"):
        published.change(made, factories.editor(), "", slug="x")


def test_two_of_one_name_have_two_slugs() -> None:
    one, other = factories.speaker("Juan Pérez"), factories.speaker("Juan Perez")
    assert (one.slug, other.slug) == ("juan-perez", "juan-perez-2")


def test_an_alias_once() -> None:
    made = factories.speaker("Nicolás")
    with pytest.raises(Refused) as refused:
        speakers.add_alias(made, factories.reporter(), "NICOLAS")
    assert refused.value.rule == "alias_once_per_speaker"
    with pytest.raises(Refused) as refused:
        speakers.add_alias(made, factories.reporter(), "  ")
    assert refused.value.rule == "alias_is_not_empty"
    speakers.add_alias(made, factories.reporter(), "Nico")
    assert Alias.objects.filter(speaker=made).count() == 2


@pytest.mark.parametrize(
    ("kind", "fields", "rule"),
    [
        ("person", {"name": ""}, "speaker_is_named_or_described"),
        ("anonymous", {"description": ""}, "speaker_is_named_or_described"),
        ("anonymous", {"source": None}, "speaker_belongs_to_a_source"),
        ("article", {"source": None}, "speaker_belongs_to_a_source"),
        ("person", {"source": "one"}, "speaker_belongs_to_a_source"),
    ],
)
def test_who_is_named_and_who_belongs_to_a_source(
    kind: str, fields: dict[str, Any], rule: str
) -> None:
    unnamed = kind in ("anonymous", "article")
    whole = {
        "name": "" if unnamed else "Eve",
        "description": "a voice",
        "source": factories.source() if unnamed else None,
    } | fields
    if whole["source"] == "one":
        whole["source"] = factories.source()
    with pytest.raises(Refused) as refused:
        speakers.add_speaker(factories.reporter(), kind, **whole)
    assert refused.value.rule == rule


def test_an_article_has_one_voice() -> None:
    voice = factories.unnamed_speaker("article")
    with pytest.raises(Refused) as refused:
        factories.unnamed_speaker("article", voice.source)
    assert refused.value.rule == "one_voice_per_article"
    factories.unnamed_speaker("anonymous", voice.source)


def test_who_is_not_named_is_not_pooled() -> None:
    factories.unnamed_speaker("anonymous")
    factories.unnamed_speaker("unattributed")
    factories.unnamed_speaker("article")
    named = factories.speaker()
    assert list(Speaker.objects.pooled()) == [named]
    factories.protected(named, "a witness")
    assert not Speaker.objects.nameable().exists()


def test_the_protected_are_described() -> None:
    made = factories.speaker()
    with sql.broken("protected_speaker_is_described"):
        factories.protected(made)


# Roles


def periods(*spans: tuple[int | None, int | None]) -> list[tuple[date | None, date | None]]:
    return [tuple(date(year, 1, 1) if year else None for year in span) for span in spans]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("first", "second", "apart"),
    [
        ((2020, 2024), (2024, None), True),
        ((2020, 2024), (2023, None), False),
        ((None, None), (2023, 2024), False),
        ((None, 2020), (2020, 2021), True),
        ((2020, None), (2030, 2031), False),
    ],
)
def test_one_post_is_held_once_at_a_time(first: Any, second: Any, apart: bool) -> None:
    speaker, ministry = factories.speaker(), factories.speaker(kind="organisation")
    (a, b), (c, d) = periods(first, second)
    factories.role(speaker, ministry, title="Minister", first=a, last_exclusive=b)
    if apart:
        factories.role(speaker, ministry, title="minister", first=c, last_exclusive=d)
    else:
        with pytest.raises(Refused) as refused:
            factories.role(speaker, ministry, title="MINISTER", first=c, last_exclusive=d)
        assert refused.value.rule == "role_periods_apart"
    # Another post, another organisation, another person: no matter.
    factories.role(speaker, ministry, title="Spokesman", first=c, last_exclusive=d)
    factories.role(speaker, None, title="Minister", first=c, last_exclusive=d)
    factories.role(factories.speaker(), ministry, title="Minister", first=c, last_exclusive=d)


def test_a_role_lasts_at_least_a_day() -> None:
    day = date(2026, 1, 1)
    with pytest.raises(Refused) as refused:
        factories.role(factories.speaker(), first=day, last_exclusive=day)
    assert refused.value.rule == "role_period_is_not_empty"
    assert not Role.objects.exists()


# Merges


def test_a_merge_is_resolved_and_can_be_taken_back() -> None:
    a, b, c = (factories.speaker() for _ in range(3))
    claim = factories.claim(speaker=a)
    first = factories.merge(a, b)
    factories.merge(b, c)
    for speaker in (a, b, c):
        assert set(Speaker.objects.same_as(speaker.pk)) == {a, b, c}
        assert list(Claim.objects.by_speaker(speaker.pk)) == [claim]
    assert list(Speaker.objects.unmerged()) == [c]
    published.unmerge(first, factories.editor(), "Two people after all.")
    assert set(Speaker.objects.same_as(a.pk)) == {a}
    assert set(Speaker.objects.same_as(c.pk)) == {b, c}
    assert not Claim.objects.by_speaker(c.pk).exists()
    with pytest.raises(Refused, match="already undone"):
        published.unmerge(first, factories.editor(), "Again.")
    # And made again.
    factories.merge(a, b)
    assert set(Speaker.objects.same_as(a.pk)) == {a, b, c}
    # It repointed nothing.
    assert Claim.objects.get(pk=claim.pk).speaker_id == a.pk


def test_merges_make_no_circle() -> None:
    a, b, c = (factories.speaker() for _ in range(3))
    factories.merge(a, b)
    factories.merge(b, c)
    for merged, into in ((c, a), (c, b), (b, a), (a, a)):
        with pytest.raises(Refused):
            factories.merge(merged, into)
    sql.refused(MERGE, c.pk, a.pk, factories.editor().pk, by="merge_makes_no_circle")
    sql.refused(MERGE, a.pk, a.pk, factories.editor().pk, by="merge_makes_no_circle")
    with pytest.raises(Refused) as refused:
        factories.merge(a, factories.speaker())
    assert refused.value.rule == "merged_into_one"


MERGE = (
    "INSERT INTO sources_speakermerge (merged_id, into_id, merged_by_id, reason)"
    " VALUES (%s, %s, %s, 'same')"
)


@pytest.mark.parametrize("kind", ["anonymous", "unattributed"])
@pytest.mark.parametrize("turned", [False, True])
def test_the_unnamed_are_not_merged(kind: str, turned: bool) -> None:
    ends = [factories.unnamed_speaker(kind), factories.speaker()]
    with pytest.raises(Refused) as refused:
        factories.merge(*(reversed(ends) if turned else ends))
    assert refused.value.rule == "merge_of_unnamed_speakers"


def test_an_articles_voice_is_merged_into_its_publisher_alone() -> None:
    voice, outlet = factories.unnamed_speaker("article"), factories.speaker(kind="organisation")
    assert voice.source is not None
    for into in (outlet, factories.unnamed_speaker("article")):
        with pytest.raises(Refused) as refused:
            factories.merge(voice, into)
        assert refused.value.rule == "merge_of_unnamed_speakers"
    publisher = factories.publisher(organisation=outlet)
    capture.edit_source(voice.source.pk, factories.editor(), publisher=publisher)
    with pytest.raises(Refused):
        factories.merge(outlet, voice)
    factories.merge(voice, outlet)
    assert set(Speaker.objects.same_as(outlet.pk)) == {voice, outlet}


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        (
            "UPDATE sources_speakermerge SET undone_at = now() WHERE id = {m}",
            "merge_is_undone_by_someone",
        ),
        (
            (
                "UPDATE sources_speakermerge SET undone_at = now(), undone_by_id = {by} WHERE id = {m};"
                "UPDATE sources_speakermerge SET undone_at = NULL, undone_by_id = NULL WHERE id = {m}"
            ),
            "merge_is_a_decision",
        ),
    ],
)
def test_a_merge_stays_as_decided(statement: str, rule: str) -> None:
    made = factories.merge(factories.speaker(), factories.speaker())
    words = {"m": made.pk, "c": factories.speaker().pk, "by": factories.editor().pk}
    with sql.broken(rule):
        sql.run(statement.format(**words))
    assert SpeakerMerge.objects.filter(undone_at__isnull=True).count() == 1


# Publishers


def test_a_publisher_once() -> None:
    factories.publisher(name="El Diario", domain="diario.example")
    with pytest.raises(Refused) as refused:
        factories.publisher(name="el  diario".replace("  ", " "), domain="diario.example")
    assert refused.value.rule == "publisher_looks_like_no_other"
    factories.publisher(name="El Diario", domain="other.example")


def test_a_country_is_two_letters() -> None:
    with pytest.raises(Refused) as refused:
        factories.publisher(country="ec")
    assert refused.value.rule == "publisher_country_is_iso"


def test_one_slug_for_one_speaker() -> None:
    one, other = factories.speaker(), factories.speaker()
    with pytest.raises(IntegrityError):
        sql.run("UPDATE sources_speaker SET slug = %s WHERE id = %s", one.slug, other.pk)


@pytest.mark.parametrize(
    "typed",
    [
        "Daniel Nobao",
        "daniel noboa",
        "Danel Noboa",
        "Noboa Daniel",
        "dani",
        "nobóa",
        "the presidnt",
    ],
)
def test_a_misspelt_or_half_typed_name_leads_to_its_speaker(typed: str) -> None:
    noboa = factories.speaker("Daniel Noboa", aliases=("The President",))
    factories.speaker("Daniela Salas")
    factories.speaker("Gustavo Petro")
    found = list(Speaker.objects.resembling(typed))
    assert found[0] == noboa if typed != "dani" else noboa in found
    assert all(0 < each.likeness <= 1 for each in found)


@pytest.mark.parametrize("typed", ["", "x", "%", "Petra 'Müller'; --"])
def test_nobody_is_like_what_resembles_nobody(typed: str) -> None:
    factories.speaker("Daniel Noboa")
    assert list(Speaker.objects.resembling(typed)) == []


def test_the_names_of_one_who_was_merged_lead_on() -> None:
    into, merged = factories.speaker("Daniel Noboa"), factories.speaker("Azín Roy")
    factories.merge(merged, into)
    assert list(Speaker.objects.resembling("Azin Roi")) == [into]


def test_the_names_of_a_protected_speaker_lead_to_nobody() -> None:
    hidden = factories.speaker("Hilde Krumm", description="a neighbour")
    factories.protected(hidden)
    assert list(Speaker.objects.nameable().resembling("Hilde Krum")) == []
    assert list(Speaker.objects.resembling("Hilde Krum")) == []
    assert list(Speaker.objects.resembling("Hilde Krum", protected=True)) == [hidden]
