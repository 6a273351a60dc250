"""Names of speakers, publishers and topics: nothing in them that is not seen; look-alikes are shown."""

from typing import Any

import pytest

from claims.models import Topic
from claims.workflow import topics
from newsroom.errors import Refused
from sources import publishers, speakers
from sources.models import Alias, Publisher, Speaker
from tests import factories, sql
from tests.claims.admin.desk import at_the_desk, url_of, words
from tests.claims.imports.files import fit, row, table

pytestmark = pytest.mark.django_db

UNSEEN = " \ufeffAna\u200b \u202eVe\u00adga\x07 "


def test_what_comes_along_where_a_name_is_copied_is_left_out() -> None:
    by = factories.senior()
    speaker = speakers.add_speaker(by, "person", UNSEEN, aliases=(f"{UNSEEN} II",))
    speakers.add_alias(speaker, by, f"{UNSEEN} III")
    assert speaker.name == "Ana Vega"
    assert set(speaker.aliases.values_list("name", flat=True)) == {
        "Ana Vega",
        "Ana Vega II",
        "Ana Vega III",
    }
    speakers.update_speaker(speaker.pk, name=UNSEEN + "Cruz")
    assert Speaker.objects.get(pk=speaker.pk).name == "Ana Vega Cruz"
    assert publishers.add(by, name=UNSEEN, kind="news").name == "Ana Vega"
    topic = topics.add(by, UNSEEN, "ana-vega")
    assert (topic.name, topics.rename(topic.pk, by, UNSEEN).name) == ("Ana Vega", "Ana Vega")


def test_an_import_brings_none() -> None:
    unseen = UNSEEN.replace("\u202e", "").replace("\x07", "")
    (found,) = fit(table(row(1, speaker=unseen, publisher=unseen, topics=unseen)))
    assert (found.speaker, found.publisher, found.topics) == ("Ana Vega", "Ana Vega", ["Ana Vega"])


@pytest.mark.parametrize(
    ("model", "rule"),
    [
        (Speaker, "speaker_name_is_visible"),
        (Alias, "alias_is_visible"),
        (Publisher, "publisher_name_is_visible"),
        (Topic, "topic_name_is_visible"),
    ],
)
def test_the_database_holds_none(model: Any, rule: str) -> None:
    factories.speaker("Ana Vega")
    factories.publisher()
    topics.add(factories.editor(), "Bridges", "bridges")
    sql.refused(f"UPDATE {model._meta.db_table} SET name = %s", UNSEEN, by=rule)


def test_the_desk_shows_names_that_look_alike() -> None:
    first = factories.speaker("Ana Vega")
    second = factories.speaker("\u0410n\u0430 Vega")  # Cyrillic
    third = factories.speaker("Ana Vegas")
    assert list(Speaker.objects.looking_like(second)) == [first]
    desk = at_the_desk(factories.editor())
    assert "looks the same" in words(desk.get(url_of(second)))
    assert "looks the same" not in words(desk.get(url_of(third)))


CYRILLIC = "\u0410n\u0430 Vega"


def test_no_two_publishers_of_a_domain_have_names_that_look_alike() -> None:
    by = factories.editor()
    first = publishers.add(by, name="Ana Vega", domain="vega.example", kind="news")
    with pytest.raises(Refused, match="whose name looks like it"):
        publishers.add(by, name=CYRILLIC, domain="vega.example", kind="news")
    second = publishers.add(by, name=CYRILLIC, domain="other.example", kind="news")
    third = factories.publisher(name="Ana Vegas")
    desk = at_the_desk(by)
    assert f"{first} ({first.pk})" in words(desk.get(url_of(second)))
    assert "looks the same" in words(desk.get(url_of(second)))
    assert "looks the same" not in words(desk.get(url_of(third)))


def test_no_two_topics_have_names_that_look_alike() -> None:
    by = factories.editor()
    topics.add(by, "Ana Vega", "ana-vega")
    with pytest.raises(Refused, match="one that looks like it"):
        topics.add(by, CYRILLIC, "ana-vega-2")
    other = topics.add(by, "Bridges", "bridges")
    with pytest.raises(Refused, match="one that looks like it"):
        topics.rename(other.pk, by, CYRILLIC)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "ftp://files.example/a",
        "https://user:secret@people.example/",
        "https://people.example/a b",
        "https://",
        "people.example",
    ],
)
def test_a_speaker_is_the_same_as_web_addresses_only(address: str) -> None:
    good = "https://people.example/wiki/Luc%C3%ADa?a=1#b"
    speaker = factories.speaker(same_as=(good, "http://people.example:8080"))
    with pytest.raises(Refused):
        speakers.add_speaker(factories.editor(), "person", "Lu", same_as=(address,))
    sql.refused(
        "UPDATE sources_speaker SET same_as = ARRAY[%s, %s] WHERE id = %s",
        good,
        address,
        speaker.pk,
        by="same_as_are_web_addresses",
    )
