"""New speakers who may be one that was there before, and the way to merge them."""

import pytest

from claims.imports import possible_merges
from claims.models import ImportRun
from claims.publication import speakers
from sources.models import Speaker
from tests import factories
from tests.claims.admin.desk import at_the_desk, url_of, words
from tests.claims.imports.files import bring_in, row, table

pytestmark = pytest.mark.django_db


def two() -> tuple[Speaker, Speaker, ImportRun]:
    """Who was there before, who was made, and the import."""
    known = factories.speaker("Bernie Sanders")
    run = bring_in(table(row(1, speaker="bernie-s"), row(2, speaker="Ana Núñez")))
    return known, Speaker.objects.get(slug="bernie-s"), run


def found(run: ImportRun) -> list[tuple[str | None, list[Speaker]]]:
    return [(each.name.speaker.slug, each.alike) for each in possible_merges.of_run(run, 20)]


def test_names_the_speakers_that_were_there_before() -> None:
    known, made, run = two()
    assert found(run) == [("bernie-s", [known])]
    assert [each.alike for each in possible_merges.of_speaker(made)] == [[known]]
    assert not possible_merges.of_speaker(known)


def test_of_several_of_one_name_all_are_named() -> None:
    first, second = factories.speaker("Ana Núñez"), factories.speaker("Ana Núñez")
    assert found(bring_in(table(row(1)))) == [("ana-nunez-3", [first, second])]


def test_who_is_merged_is_decided() -> None:
    known, made, run = two()
    factories.merge(made, known)
    assert not found(run)


def test_a_merge_that_was_undone_is_not_suggested_again() -> None:
    known, made, run = two()
    speakers.unmerge(factories.merge(made, known), factories.editor(), "They are two.")
    assert not found(run)


def test_who_was_merged_into_another_is_not_suggested() -> None:
    known, made, run = two()
    factories.merge(known, factories.speaker("Senator Sanders"))
    assert not found(run)
    assert not possible_merges.of_speaker(made)


def test_the_pages_lead_to_the_merge_filled_in() -> None:
    known, made, run = two()
    client = at_the_desk(factories.senior())
    merge = f"{url_of(made, 'merge')}?into={known.pk}"
    assert merge in words(client.get(url_of(run)))
    assert merge in words(client.get(url_of(made)))
    assert f'<option value="{known.pk}" selected>' in words(client.get(merge))


def test_who_may_not_merge_gets_no_link_to_it() -> None:
    known, made, _run = two()
    client = at_the_desk(factories.reporter())
    page = words(client.get(url_of(made)))
    assert str(url_of(known)) in page
    assert url_of(made, "merge") not in page
