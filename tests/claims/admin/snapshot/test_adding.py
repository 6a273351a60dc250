"""Sources by pasted text, claims by their quotes, speakers with all that takes two people."""

import re

import pytest

from claims.models import Appearance, Claim, Topic
from claims.publication import speakers as published
from newsroom.models import Approval
from sources.models import Alias, Publisher, Snapshot, Source, Speaker, SpeakerMerge
from tests import factories
from tests.claims.admin.desk import at_the_desk, do, list_of, url_of, words

pytestmark = pytest.mark.django_db

PASTED = "He said it was over.\r\n\r\nShe said “it was over” too. He said it was over."
HOSTILE = """<script>alert("x")</script> '"><img src=x onerror=alert(1)>"""


def new_claim(**fields: object) -> dict[str, object]:
    return {
        "quote": factories.QUOTE,
        "text": "150 bridges have been built since January.",
        "directness": "direct",
        "said_basis": "unknown",
        "language": "en",
        "bound": "exactly",
        **fields,
    }


def test_what_a_source_states_is_an_editors_to_change() -> None:
    source = factories.source()
    data = {"kind": "release", "title": "A better title"}
    assert do(at_the_desk(factories.reporter()), source, "edit", **data).status_code == 403
    assert do(at_the_desk(factories.editor()), source, "edit", **data).status_code == 302
    assert Source.objects.get(pk=source.pk).title == "A better title"
    wrong = do(at_the_desk(factories.editor()), source, "edit", **data, syndicated_from=source.pk)
    assert (
        wrong.status_code,
        "syndicated" in words(wrong).split("desk-refused")[1].split("</div>")[0],
    ) == (409, True)


def test_a_claim_by_its_quote() -> None:
    snapshot, who = factories.snapshot(), factories.speaker()
    topic = Topic.objects.create(name="Bridges", slug="bridges")
    client = at_the_desk(factories.reporter())
    assert client.get(url_of(snapshot, "quote")).status_code == 200
    data = new_claim(
        speaker=who.pk,
        verb="said",
        nature="fact",
        said_from="2026-03-02",
        said_to="2026-03-02",
        topics=[topic.pk],
        low="150",
        unit="bridges",
        relay_kind="wire",
        relay_description="a wire service",
    )
    data["said_basis"] = "stated"
    answer = do(client, snapshot, "quote", **data)
    claim = Claim.objects.get()
    assert answer["Location"] == url_of(claim)
    appearance = Appearance.objects.get(claim=claim)
    assert [anchor.exact for anchor in appearance.anchors.all()] == [factories.QUOTE]
    assert [str(relay) for relay in appearance.relays.all()] == ["a wire service"]
    assert claim.quantities.get().high == 150
    assert list(claim.topics.all()) == [topic]
    page = words(client.get(url_of(snapshot)))
    assert f"<mark>{factories.QUOTE}" in page


def test_a_quote_that_stands_nowhere_or_twice() -> None:
    client = at_the_desk(factories.reporter())
    snapshot = factories.snapshot(PASTED.replace("\r\n", "\n"))
    data = new_claim(
        speaker=factories.speaker().pk, text="It was over.", quote="it never was", verb="kept"
    )
    nowhere = do(client, snapshot, "quote", **data)
    assert "are not in the text" in words(nowhere)
    assert 'value="kept"' in words(nowhere)
    twice = words(do(client, snapshot, "quote", **(data | {"quote": "He said it was over."})))
    assert "occur 2 times in the text" in twice
    (where,) = re.findall(r"<legend>Where(.*?)</legend>", twice, re.DOTALL)
    assert "(optional)" not in where
    assert Claim.objects.count() == 0
    places = re.findall(r'name="places" value="([\d-]+)"', twice)
    assert len(places) == 2
    both = data | {"quote": "He said it was over.", "places": places}
    assert do(client, snapshot, "quote", **both).status_code == 302
    assert Appearance.objects.get().anchors.count() == 2
    page = words(client.get(url_of(Claim.objects.get())))
    assert page.count("<mark>He said it was over.</mark>") == 2


def test_a_new_speaker_with_the_claim_or_neither() -> None:
    client, snapshot = at_the_desk(factories.reporter()), factories.snapshot()
    unnamed = {"new_kind": "anonymous", "new_description": "government sources"}
    # The date range is half: refused after the speaker was made, and with the speaker undone.
    refused = do(client, snapshot, "quote", **new_claim(**unnamed, said_from="2026-03-01"))
    assert refused.status_code == 409
    assert "government sources" in words(refused)
    assert not Speaker.objects.exists()
    assert do(client, snapshot, "quote", **new_claim(**unnamed)).status_code == 302
    assert Claim.objects.get().speaker.source == snapshot.source
    nobody = do(client, snapshot, "quote", **new_claim())
    assert "Choose the speaker" in words(nobody)


def test_a_published_speaker_takes_two() -> None:
    claim, other = factories.signed_claim(), factories.speaker()
    by = factories.editor()
    client = at_the_desk(by)
    who = claim.speaker
    change = {
        "kind": who.kind,
        "name": "Another Name",
        "description": "",
        "reason": "A misspelling.",
    }
    assert do(client, who, "change", **change).status_code == 302
    assert Speaker.objects.get(pk=who.pk).name == who.name
    deed = Approval.objects.open().get()
    assert "Another" in words(client.get(url_of(deed)))
    assert do(at_the_desk(factories.senior()), deed, "approve").status_code == 302
    assert Speaker.objects.get(pk=who.pk).name == "Another Name"
    assert do(client, who, "merge", into=other.pk, reason="One person.").status_code == 302
    assert not SpeakerMerge.objects.exists()
    assert Approval.objects.open().get().kind == "merge_speakers"
    twice = do(client, who, "merge", into=other.pk, reason="One person.")
    assert (twice.status_code, "already waits for a second person" in words(twice)) == (409, True)


def test_an_unpublished_speaker_takes_one() -> None:
    who, other = factories.speaker(), factories.speaker()
    client = at_the_desk(factories.editor())
    assert do(client, who, "add-alias", name="Annie").status_code == 302
    assert Alias.objects.filter(speaker=who, name="Annie").exists()
    same = do(client, who, "add-alias", name="ANNIE")
    assert (same.status_code, "has this alias already" in words(same)) == (409, True)
    role = {"title": "Minister", "first": "2026-01-01", "reason": "Sworn in."}
    assert do(client, who, "add-role", **role).status_code == 302
    assert do(client, who, "merge", into=other.pk, reason="One person.").status_code == 302
    assert do(client, who, "unmerge", reason="Two after all.").status_code == 302
    assert SpeakerMerge.objects.get().undone_at is not None
    itself = do(client, who, "merge", into=who.pk, reason="x")
    assert (itself.status_code, "are merged already" in words(itself)) == (409, True)
    assert do(client, who, "protect", description="a witness", reason="Asked.").status_code == 302
    assert Speaker.objects.get(pk=who.pk).protected
    assert do(client, who, "unprotect", reason="Agreed.").status_code == 302
    assert Speaker.objects.get(pk=who.pk).protected
    assert not published.is_published(who.pk)


def test_publishers_and_topics() -> None:
    client = at_the_desk(factories.editor())
    made = {"name": "The Gazette", "kind": "news"}
    assert client.post(f"{list_of(Publisher)}add/", made).status_code == 302
    gazette = Publisher.objects.get()
    assert "exists already" in words(client.post(f"{list_of(Publisher)}add/", made))
    assert "Only a senior editor can change this" in words(client.get(url_of(gazette, "edit")))
    seniors = at_the_desk(factories.senior())
    for by, is_permitted in ((client, False), (seniors, True)):
        assert do(by, gazette, "edit", **made, whole_texts="on").status_code == 302
        gazette.refresh_from_db()
        assert gazette.whole_texts is is_permitted
    # Who may not permit it doesn't take it back either.
    assert do(client, gazette, "edit", **made, country="EC").status_code == 302
    gazette.refresh_from_db()
    assert (gazette.whole_texts, gazette.country) == (True, "EC")
    assert (
        client.post(f"{list_of(Topic)}add/", {"name": "Trade", "slug": "trade"}).status_code == 302
    )
    topic = Topic.objects.get()
    assert "already exists" in words(
        client.post(f"{list_of(Topic)}add/", {"name": "T", "slug": "trade"})
    )
    assert do(client, topic, "rename", name="Trade and tariffs").status_code == 302


@pytest.mark.long
def test_whatever_is_written_is_shown_as_words() -> None:
    text = f"Before. {HOSTILE} After."
    by, client = factories.editor(), at_the_desk(factories.senior())
    source = factories.source(text, title=HOSTILE, byline=HOSTILE)
    snapshot = factories.snapshot(text, source)
    data = new_claim(
        quote=HOSTILE,
        text=HOSTILE,
        new_kind="person",
        new_name=HOSTILE,
        verb=HOSTILE[:50],
        nature="fact",
        described_as=HOSTILE,
        note=HOSTILE,
        relay_description=HOSTILE,
    )
    assert do(at_the_desk(by), snapshot, "quote", **data).status_code == 302
    claim = Claim.objects.get()
    assert do(at_the_desk(by), claim, "start").status_code == 302
    evidence = {
        "snapshot": factories.snapshot(text + " ").pk,
        "quote": HOSTILE,
        "bears_on": "so",
        "direction": "supports",
        "description": HOSTILE,
    }
    assert do(at_the_desk(by), claim, "add-passage", **evidence).status_code == 302
    written = {"summary": f"He said {HOSTILE}", "rationale": HOSTILE}
    assert do(at_the_desk(by), claim, "write", **written).status_code == 302
    other = factories.anchored_claim()
    related = {"other": other.pk, "kind": "repeats", "rationale": HOSTILE, "scope": HOSTILE}
    assert do(at_the_desk(by), claim, "suggest-relation", **related).status_code == 302
    proposed = {"attribution": "reported", "status": "unrated", "harms_nobody": "on"}
    assert do(at_the_desk(by), claim, "propose", **proposed).status_code == 302
    hold = {"kind": "legal", "reason": HOSTILE}
    assert do(at_the_desk(by), claim, "hold", **hold).status_code == 302
    lift = do(at_the_desk(by), claim, "lift-hold", **hold)
    assert lift.status_code == 302
    pages = [
        url_of(claim),
        url_of(other),
        url_of(claim, "sign"),
        url_of(claim, "edit"),
        url_of(snapshot),
    ]
    pages += [
        url_of(snapshot, "quote"),
        url_of(source),
        url_of(claim.speaker),
        url_of(Approval.objects.get()),
    ]
    pages += [list_of(model) for model in (Claim, Source, Snapshot, Speaker, Approval)]
    pages += [
        f"/admin/{page}/" for page in ("claims/relation", "newsroom/event", "claims/publication")
    ]
    for url in pages:
        page = words(client.get(url))
        assert "<script>alert" not in page, url
        assert "<img src=x" not in page, url
    found = client.get(
        "/admin/autocomplete/",
        {"app_label": "claims", "model_name": "claim", "field_name": "speaker", "term": "script"},
    )
    assert found["Content-Type"].startswith("application/json")
    refused = do(client, claim, "add-passage", **(evidence | {"quote": f"nowhere {HOSTILE}"}))
    assert "<script>alert" not in words(refused)


def test_a_text_pasted_with_an_address_warns_of_what_readers_are_told() -> None:
    client = at_the_desk(factories.reporter())
    add = "/admin/sources/capturerequest/add/"
    assert "readers see that we pasted the text" in words(client.get(add))
    sent = {"url": "https://news.example/a", "text": factories.TEXT, "how": "capture"}
    page = words(client.post(add, sent, follow=True))
    assert "is stated to be from https://news.example/a." in page
    without = words(client.post(add, {**sent, "url": "", "text": "Other words."}, follow=True))
    assert "stated to be from" not in without
