"""The inbox, told as stories: what is found once, decided once, and what becomes of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.admin.claim.checklist import is_no_sentence
from claims.choices import Basis, CandidateState, Directness, FoundSpeaker, RelayKind
from claims.inbox import accepting, candidates, editing, repeats, undoing
from claims.models import Appearance, Candidate, Claim, Quantity, Relay
from newsroom.errors import NotAllowed, Refused
from newsroom.models import Event, User
from sources import capture
from sources.models import Snapshot, Source, Speaker
from tests import factories
from tests.claims.statements import candidate, find, statement
from tests.threads import at_once

pytestmark = pytest.mark.django_db

DENIED = (
    "“We never bought 12 boats,” Ana Nuñez said. Later she said it again:\n"
    "“We never bought 12 boats.”\nRui Sá said: “We never bought 12 boats.” “I am sure.”\n"
)
WORDS = "We never bought 12 boats"


def places(text: str, words: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(words, at)]


def accepted(found: Candidate, **how: Any) -> Claim:
    return accepting.accept(found.pk, factories.reporter(), **how)


@contextmanager
def refused(rule: str = "", match: str | None = None) -> Iterator[None]:
    """A refusal, by the rule of this name, in words that match."""
    with pytest.raises(Refused, match=match) as caught:
        yield
    assert caught.value.rule == rule


# What is the same statement


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We have built 150 bridges", "we have  built\n150 bridges."),
        ("The “known” deaths", 'the "known" deaths,'),
        ("Ana’s café", "ANA'S CAFE\u0301"),
        ("co\u00adoperation", "cooperation"),
        ("150 dead — so far", "150 dead - so far …"),
    ],
)
def test_typesetting_makes_no_other_statement(one: str, other: str) -> None:
    assert candidates.folded(one) == candidates.folded(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("150 bridges", "180 bridges"),
        ("1.5 million", "15 million"),
        ("10² boats", "102 boats"),
        ("-5 degrees", "5 degrees"),
        ("a ≠ b", "a = b"),
        ("50%", "50"),
        ("We built it", "We never built it"),
        ("We can", "We can't"),
        ("He did it.", "He did it?"),
        ("か", "が"),
        ("Ana Nuñez", "Ana Núñez Vela"),
    ],
)
def test_numbers_and_negations_make_another(one: str, other: str) -> None:
    assert candidates.folded(one) != candidates.folded(other)


def test_the_key_is_of_the_words_and_of_who_said_them() -> None:
    def key(kind: str, name: str = "") -> str:
        return candidates.key_of(WORDS, kind, name)

    assert key("named", "Ana Nuñez") == key("named", "NUNEZ") != key("named", "Rui Sá")
    assert len({key("named", "Ana"), key("anonymous"), key("unattributed"), key("article")}) == 4
    assert key("anonymous", "critics") == key("anonymous")


# Finding


def test_a_sentence_that_stands_twice_is_one_candidate_with_two_places() -> None:
    snap = factories.snapshot(DENIED)
    first, second, _third = places(DENIED, WORDS)
    found = find(
        snap,
        statement(WORDS, DENIED, start=second),
        statement(WORDS, DENIED, start=first),
    )
    assert [each.places for each in found] == [
        [[first, first + len(WORDS)], [second, second + len(WORDS)]]
    ]
    (kept,) = Candidate.objects.all()
    assert (kept.exact, kept.state, kept.method) == (WORDS, "pending", "test")
    claim = accepted(kept, speaker=factories.speaker())
    assert list(claim.appearances.get().anchors.values_list("start", "exact")) == [
        (first, WORDS),
        (second, WORDS),
    ]


def test_grouped_places_are_taken_as_they_are() -> None:
    first, second, _third = places(DENIED, WORDS)
    spans = ((first, first + len(WORDS)), (second, second + len(WORDS)))
    (made,) = find(factories.snapshot(DENIED), statement(WORDS, DENIED, places=spans))
    assert made.places == [list(span) for span in spans]


def test_words_repeated_without_a_speaker_are_the_one_speakers() -> None:
    snap = factories.snapshot(DENIED)
    first, second, third = places(DENIED, WORDS)
    pulled = statement(WORDS, DENIED, start=first, kind=FoundSpeaker.UNATTRIBUTED, verb="")
    named = statement(WORDS, DENIED, start=second)
    (one,) = find(snap, pulled, named)
    assert one.speaker_name == "Ana Nuñez"
    assert [start for start, _end in one.places] == [first, second]
    # Two who said it: whose the third is, nobody knows.
    other = factories.snapshot(DENIED)
    rui = statement(WORDS, DENIED, start=third, speaker="Rui Sá", speaker_name="Rui Sá")
    assert sorted(each.speaker_name for each in find(other, pulled, named, rui)) == [
        "",
        "Ana Nuñez",
        "Rui Sá",
    ]


def test_a_capture_again_does_not_ask_again() -> None:
    by, source = factories.reporter(), factories.source(DENIED)
    sentences = ["We never bought 12 boats", "I am sure", "Later she said it again"]

    def capture(text: str) -> list[str]:
        snap = factories.snapshot(text, source)
        return [
            each.exact
            for each in find(
                snap, *(statement(words, text) for words in sentences if words in text)
            )
        ]

    assert len(capture(DENIED)) == 3
    waits, taken, thrown = Candidate.objects.order_by("exact")
    accepted(taken, speaker=factories.speaker())
    candidates.reject(thrown.pk, by, "no claim")
    assert capture(DENIED + "\nCorrected.") == []
    editing.edit(waits.pk, by, waits.places[0][0], waits.places[0][1] - 5)
    assert capture(DENIED + "\nCorrected again.") == []
    assert capture(DENIED.replace("12", "13") + "\nAnd again.") == []
    sentences.append("We never bought 13 boats")
    assert capture(DENIED.replace("12", "13") + "\nOnce more.") == ["We never bought 13 boats"]
    # Another source is another matter.
    assert len(find(factories.snapshot(DENIED), statement(WORDS, DENIED))) == 1


def test_finding_twice_finds_nothing_new() -> None:
    snap = factories.snapshot()
    assert len(find(snap, statement())) == 1
    assert find(snap, statement()) == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_who_read_one_source_at_a_time() -> None:
    snap = factories.snapshot()
    again = factories.snapshot(factories.TEXT + "\nCorrected.", snap.source)
    made = at_once(*(lambda each=each: find(each, statement()) for each in (snap, snap, again)))
    assert sorted(len(each) for each in made) == [0, 0, 1]
    assert Candidate.objects.count() == 1


def test_what_has_no_words_is_no_statement() -> None:
    assert find(factories.snapshot(), statement("”")) == []


def test_fields_are_no_longer_than_they_may_be() -> None:
    made = candidate(
        statement(
            speaker="very " * 200, speaker_name="Ana " * 200, verb="said " * 50, relay="via " * 200
        )
    )
    assert (len(made.described_as), len(made.speaker_name)) == (500, 300)
    assert made.verb.endswith("…")


@pytest.mark.long
def test_thousands_are_made_in_as_few_queries_as_one() -> None:
    words = [f"Statement number {number} is so" for number in range(2_007)]
    text = "\n".join(words)
    snap = factories.snapshot(text)
    at, statements = 0, []
    for each in words:
        statements.append(statement(each, text, start=at, speaker_name=f"Ana {at % 400}"))
        at += len(each) + 1

    def queries(*found: Any) -> int:
        with CaptureQueriesContext(connection) as queries:
            find(snap, *found)
        return len(queries)

    one = queries(statements[0])
    assert queries(*statements[:500]) == one
    assert Candidate.objects.count() == 500
    assert queries(*statements) == one + (len(words) - 500) // candidates.BATCH
    assert Candidate.objects.count() == len(words)


def test_of_more_than_ten_thousand_the_next_come_when_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(candidates, "MOST", 2)
    statements = [statement(words) for words in ("The minister", "on Monday", factories.QUOTE)]
    snap = factories.snapshot()
    assert [each.exact for each in find(snap, *statements)] == ["The minister", "on Monday"]
    assert [each.exact for each in find(snap, *statements)] == [factories.QUOTE]


# Who said it


def suggested(name: str = "Ana Nuñez") -> Speaker | None:
    return candidate(statement(speaker_name=name)).speaker


def test_the_one_who_is_called_so_is_suggested() -> None:
    ana = factories.speaker("Ana Nuñez", aliases=("the minister of bridges",))
    assert suggested("ANA NUNEZ") == suggested("The Minister of Bridges") == ana
    assert suggested("Nuñez") is None


def test_of_two_who_are_called_so_neither_is() -> None:
    factories.speaker("Ana Nuñez")
    factories.speaker("Ana Vela", aliases=("Ana Nunez",))
    assert suggested() is None


def test_a_name_is_the_same_with_and_without_its_article() -> None:
    times, guardian = factories.speaker("The New York Times"), factories.speaker("Guardian")
    wanted = [
        "New York Times",
        "The New York Times",
        "The Guardian",
        "Guardian",
        "The",
        "York Times",
    ]
    assert candidates.speakers_called(wanted) == {
        "New York Times": times,
        "The New York Times": times,
        "The Guardian": guardian,
        "Guardian": guardian,
    }


def test_merged_speakers_are_the_one_they_stand_for() -> None:
    one, other = factories.speaker("Ana Nuñez"), factories.speaker("Ana Nuñez")
    factories.merge(one, other)
    assert suggested() == other


def test_a_protected_speaker_is_suggested_to_staff() -> None:
    ana = factories.speaker("Ana Nuñez", description="a witness")
    factories.protected(ana)
    assert suggested() == ana


# Accepting


def test_accepting_makes_claim_appearance_and_quantities() -> None:
    ana = factories.speaker("Ana Nuñez")
    snap = factories.snapshot()
    made = candidate(
        statement(
            said_from=date(2026, 3, 2),
            said_to=date(2026, 3, 2),
            said_basis=Basis.STATED,
            said_note="“on Monday”",
            relay="government sources",
        ),
        snap,
    )
    by = factories.reporter()
    claim = accepting.accept(made.pk, by)
    assert (claim.text, claim.speaker, claim.status) == (factories.QUOTE, ana, "unreviewed")
    assert (claim.nature, claim.said_from, claim.said_basis) == ("fact", date(2026, 3, 2), "stated")
    assert claim.added_by == by
    appearance = Appearance.objects.get(claim=claim)
    assert (appearance.snapshot, appearance.verb, appearance.directness) == (snap, "said", "direct")
    assert appearance.described_as == "Ana Nuñez"
    anchor = appearance.anchors.get()
    assert snap.text[anchor.start : anchor.end] == anchor.exact == factories.QUOTE
    assert (anchor.prefix[-1], anchor.suffix[0]) == ("“", ",")
    hop = Relay.objects.get(appearance=appearance)
    assert (hop.kind, hop.description) == (RelayKind.ANONYMOUS, "government sources")
    quantity = Quantity.objects.get(claim=claim)
    assert (quantity.low, quantity.high) == (Decimal(150), Decimal(150))
    made.refresh_from_db()
    assert (made.state, made.claim, made.decided_by) == ("accepted", claim, by)
    events = Event.objects.about(claim.pk).values_list("table", "action")
    assert ("claims_candidate", "update") in events


def test_a_day_that_is_not_given_is_not_made_up() -> None:
    source = factories.source(published_on=date(2026, 3, 4))
    claim = accepted(candidate(snapshot=factories.snapshot(of=source)), speaker=factories.speaker())
    assert (claim.said_from, claim.said_to, claim.said_basis) == (None, None, "unknown")


def test_what_the_person_says_goes_before_what_was_found() -> None:
    factories.speaker("Ana Nuñez")
    other = factories.speaker()
    claim = accepted(
        candidate(statement(relay="Reuters")),
        text="Since January, 150 bridges were built.",
        speaker=other,
        nature="opinion",
        verb="claimed",
        directness="indirect",
        quantities=[],
        relays=[],
        language="es",
        note="check the date",
    )
    assert (claim.text, claim.speaker) == ("Since January, 150 bridges were built.", other)
    assert (claim.nature, claim.language, claim.note) == ("opinion", "es", "check the date")
    appearance = claim.appearances.get()
    assert (appearance.verb, appearance.directness) == ("claimed", "indirect")
    assert not appearance.relays.exists()
    assert not claim.quantities.exists()


def test_whom_nobody_knows_is_asked_for_and_then_known() -> None:
    by, first = factories.reporter(), candidate()
    with refused("candidate_speaker_unknown", "Who is “Ana Nuñez”"):
        accepting.accept(first.pk, by)
    assert Candidate.objects.get(pk=first.pk).state == "pending"
    claim = accepting.accept(first.pk, by, new_speaker={"kind": "person"})
    assert (claim.speaker.kind, claim.speaker.name) == ("person", "Ana Nuñez")
    # The next statement of theirs needs no question.
    assert accepted(candidate()).speaker == claim.speaker


def test_a_new_speaker_is_found_by_the_articles_name_too() -> None:
    made = candidate(statement(speaker_name="the minister"))
    claim = accepted(made, new_speaker={"kind": "person", "name": "Ana Nuñez"})
    assert sorted(claim.speaker.aliases.values_list("name", flat=True)) == [
        "Ana Nuñez",
        "the minister",
    ]


def test_a_second_speaker_of_the_name_is_not_made_by_chance() -> None:
    factories.speaker("Ana Nuñez")
    with refused("candidate_speaker_exists", "There is a speaker “Ana Nuñez” already"):
        accepted(candidate(), new_speaker={"kind": "person", "name": "Ana Nuñez"})


def test_whom_the_text_does_not_name_is_the_sources_own() -> None:
    snap = factories.snapshot(DENIED)

    def unnamed(words: str, kind: str, described: str = "") -> Speaker:
        made = statement(words, DENIED, kind=kind, speaker=described, verb="alleged")
        return accepted(candidate(made, snap)).speaker

    critics = unnamed("Later she said", FoundSpeaker.ANONYMOUS, "critics")
    assert (critics.kind, critics.description, critics.source) == (
        "anonymous",
        "critics",
        snap.source,
    )
    assert unnamed("she said it", FoundSpeaker.ANONYMOUS, "Critics") == critics
    assert unnamed("said it again", FoundSpeaker.ANONYMOUS, "experts") != critics
    nobody = unnamed("I am sure", FoundSpeaker.UNATTRIBUTED)
    assert nobody.kind == "unattributed"
    assert "“alleged”" in nobody.description
    voice = unnamed("bought 12 boats", FoundSpeaker.ARTICLE)
    assert (voice.kind, unnamed("12 boats", FoundSpeaker.ARTICLE)) == ("article", voice)
    # Another source has its own.
    elsewhere = statement("Later she said", DENIED, kind=FoundSpeaker.ANONYMOUS, speaker="critics")
    assert accepted(candidate(elsewhere, factories.snapshot(DENIED))).speaker != critics


def test_an_articles_own_voice_is_its_publishers_where_that_is_a_speaker() -> None:
    old, now = (factories.speaker(f"The Daily {n}", kind="organisation") for n in (1, 2))
    outlet = factories.publisher(organisation=old)
    factories.merge(old, now)
    snap = factories.snapshot(of=factories.source(publisher=outlet))
    assert accepted(candidate(statement(kind=FoundSpeaker.ARTICLE), snap)).speaker == now
    unknown = factories.snapshot(of=factories.source(publisher=factories.publisher()))
    assert accepted(candidate(statement(kind=FoundSpeaker.ARTICLE), unknown)).speaker.kind == (
        "article"
    )


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("government sources", RelayKind.ANONYMOUS),
        ("a person familiar with the talks", RelayKind.ANONYMOUS),
        ("Axios", RelayKind.OUTLET),
        ("the Wall Street Journal", RelayKind.OUTLET),
        ("her spokeswoman", RelayKind.SPOKESPERSON),
        ("a post on X", RelayKind.POST),
        ("court documents", RelayKind.DOCUMENT),
    ],
)
def test_through_whom_it_came(words: str, kind: RelayKind) -> None:
    (hop,) = accepting.relays_of(candidate(statement(relay=words)))
    assert hop == {"kind": kind, "speaker": None, "description": words}


def test_a_relay_that_is_known_is_named() -> None:
    agency = factories.speaker("Northern Wire", kind="organisation")
    factories.publisher(organisation=agency, kind="wire")
    (hop,) = accepting.relays_of(candidate(statement(relay="Northern Wire")))
    assert hop == {"kind": RelayKind.WIRE, "speaker": agency, "description": ""}


def test_a_wording_is_the_words_as_they_stand_and_begins_as_a_sentence() -> None:
    text = 'He said:\n"We have  built\n150 bridges," he said. It is “known” to many.'
    found = [
        ('"We have  built\n150 bridges,"', "We have built 150 bridges."),
        ("It is “known” to many", "It is “known” to many"),
        ("that the port created 12,000 jobs in 2025,", "The port created 12,000 jobs in 2025."),
        ("that 150 bridges were built", "150 bridges were built"),
        ("que la obra costó 12 millones", "La obra costó 12 millones"),
        # Which hospital is asked when it is accepted.
        ("that hospital had no power", "That hospital had no power"),
        ("élite schools gained", "Élite schools gained"),
        ("iPhone sales fell", "iPhone sales fell"),
    ]
    text += (
        " that the port created 12,000 jobs in 2025, that 150 bridges were built; que la obra costó"
    )
    text += (
        " 12 millones; that hospital had no power. In Lund élite schools gained; iPhone sales fell."
    )
    for words, wording in found:
        assert accepting.wording(candidate(statement(words, text), factories.snapshot(text))) == (
            wording
        )


@pytest.mark.parametrize(
    ("words", "quotation", "wording"),
    [
        ("that 150 bridges were built", Directness.INDIRECT, "150 bridges were built."),
        ("150 bridges were “built”", Directness.MIXED, "150 bridges were “built”."),
        ("the bridge was “safe,”", Directness.INDIRECT, "The bridge was “safe.”"),
        ("the bridge is in the U.S.,", Directness.INDIRECT, "The bridge is in the U.S."),
        ("“Was it built?”", Directness.MIXED, "Was it built?"),
        ("fishermen, not traffickers", Directness.DIRECT, "Fishermen, not traffickers"),
    ],
)
def test_a_reported_wording_ends_as_a_sentence(words: str, quotation: str, wording: str) -> None:
    text = f"She said {words}"
    found = candidate(statement(words, text, quotation=quotation), factories.snapshot(text))
    assert accepting.wording(found) == wording
    assert is_no_sentence(wording) is (quotation == Directness.DIRECT)


def test_a_wording_has_no_character_that_is_not_seen() -> None:
    text = "The pr\u200bice of \ufeffbread rose by 3 percent."
    found = candidate(statement(text, text, speaker="Ana Nuñez"), factories.snapshot(text))
    factories.speaker("Ana Nuñez")
    claim = accepted(found)
    assert claim.text == "The price of bread rose by 3 percent."
    assert claim.appearances.get().anchors.get().exact == text


def test_two_quotations_are_never_joined_by_a_comma() -> None:
    text = "“We are stronger combined,” Ana Nuñez said. “And we have done it.” The bridge, Ana Nuñez said, was safe."
    snap = factories.snapshot(text=text)
    two, inserted = find(
        snap,
        statement("“We are stronger combined,” Ana Nuñez said. “And we have done it.”", text),
        statement("The bridge, Ana Nuñez said, was safe", text, quotation=Directness.INDIRECT),
    )
    assert accepting.wording(two) == "We are stronger combined … And we have done it."
    assert accepting.wording(inserted) == "The bridge was safe."


def test_what_is_no_sentence_or_said_by_nobody_does_not_wait_in_the_inbox() -> None:
    text = "Ana Nuñez gave the warning."
    assert find(factories.snapshot(text=text), statement("the warning", text, complete=False)) == []


@pytest.mark.parametrize(
    ("relay", "kinds"),
    [
        ("The Washington Post", [RelayKind.OUTLET]),
        ("a post on Facebook", [RelayKind.POST]),
        ("The Harbour Post; an unnamed naval officer", [RelayKind.OUTLET, RelayKind.ANONYMOUS]),
        ("A 2013 Cochrane review of 29 trials", [RelayKind.DOCUMENT]),
    ],
)
def test_through_whom_it_came_by_its_words(relay: str, kinds: list[RelayKind]) -> None:
    found = candidate(statement(relay=relay))
    assert [hop["kind"] for hop in accepting.relays_of(found)] == kinds


def test_what_stands_between_two_quotations_is_not_the_speakers() -> None:
    text = '“We built them,” Ana Nuñez wrote on Monday. “All 150.” Rui Sá: "No", he said, "never".'
    snap = factories.snapshot(text)
    ana = candidate(statement("“We built them,” Ana Nuñez wrote on Monday. “All 150.”", text), snap)
    claim = accepted(ana, speaker=factories.speaker())
    assert claim.text == "We built them … All 150."
    places = claim.appearances.get().anchors.values_list("exact", flat=True)
    assert list(places) == ["We built them,", "All 150."]
    rui = candidate(statement('No", he said, "never', text), snap)
    assert accepting.quoted(rui.exact, "direct") == [(0, 2), (15, 20)]
    # Not of a mixed one: its other words are the speaker's as well.
    assert accepting.quoted("They built “all” of “them”", "mixed") == [(0, 26)]
    assert accepting.quoted("“We built them.”", "direct") == [(0, 16)]


def test_text_of_any_script_keeps_its_places() -> None:
    text = "🏳️‍🌈👩‍👩‍👧 قالت آنا نونيز: «بنينا 150 جسرا» وسكتت. 🎉 “Done 💪🏽,” she said."
    snap = factories.snapshot(text)
    for words in ("بنينا 150 جسرا", "Done 💪🏽"):
        claim = accepted(candidate(statement(words, text), snap), speaker=factories.speaker())
        anchor = claim.appearances.get().anchors.get()
        assert text[anchor.start : anchor.end] == anchor.exact == words


def test_another_appearance_of_a_claim() -> None:
    by = factories.editor()
    claim = factories.anchored_claim()
    snap = factories.snapshot(DENIED)
    first, _second, third = places(DENIED, WORDS)
    made = candidate(statement(WORDS, DENIED, start=first), snap)
    assert accepting.accept_as_appearance(made.pk, by, claim.pk) == claim
    made.refresh_from_db()
    assert (made.state, made.claim) == ("accepted", claim)
    assert claim.appearances.count() == 2
    # There already: the same appearance gets one place more.
    again = candidate(statement(WORDS, DENIED, start=third, speaker_name="Rui Sá"), snap)
    accepting.accept_as_appearance(again.pk, by, claim.pk)
    anchors = Appearance.objects.get(claim=claim, snapshot=snap).anchors
    assert list(anchors.values_list("start", flat=True)) == [first, third]


def test_no_appearance_is_added_to_what_is_frozen_or_anothers() -> None:
    signed, waits = factories.signed_claim(), candidate()
    with refused("claim_is_frozen"):
        accepting.accept_as_appearance(waits.pk, factories.editor(), signed.pk)
    with pytest.raises(NotAllowed):
        accepting.accept_as_appearance(waits.pk, factories.reporter(), factories.claim().pk)
    with refused(match="There is no claim"):
        accepting.accept_as_appearance(waits.pk, factories.editor(), 987654)
    assert Candidate.objects.get(pk=waits.pk).state == "pending"


def test_a_repeat_that_was_not_shown_is_shown_before_it_is_accepted() -> None:
    """Somebody has accepted the same meanwhile, or the person has changed speaker or wording."""
    ana = factories.speaker("Ana Nuñez")
    made = candidate()
    claim = factories.claim(text=f"{factories.QUOTE}.", speaker=ana)
    with refused("candidate_may_repeat", f"This probably repeats claim {claim.pk}"):
        accepted(made, repeats_shown=())
    assert Candidate.objects.get(pk=made.pk).state == "pending"
    assert repeats.of_candidate(made, factories.QUOTE, ana) == [claim.pk]
    again = accepted(made, repeats_shown=[claim.pk])
    assert again.text == factories.QUOTE


def test_what_is_only_alike_or_counts_otherwise_stops_nobody() -> None:
    ana = factories.speaker("Ana Nuñez")
    factories.claim(text="We have built 180 bridges since January.", speaker=ana)
    factories.claim(text="Nobody has built 150 bridges; some were built of paper.", speaker=ana)
    assert accepted(candidate(), repeats_shown=()).text == factories.QUOTE


def test_those_of_now_come_before_those_found_with_the_statement() -> None:
    made, old = candidate(), factories.claim(text="Something else.")
    Candidate.objects.filter(pk=made.pk).update(likely_repeats=[old.pk])
    made.refresh_from_db()
    new = factories.claim(text=factories.QUOTE)
    assert repeats.of_candidate(made, factories.QUOTE, None) == [new.pk, old.pk]


def test_an_articles_own_voice_says_who_published_it_where_that_is_known() -> None:
    def described(source: Source, **metadata: str) -> str:
        snapshot = capture.capture(source, factories.reporter(), factories.TEXT, metadata=metadata)
        return accepting.described(candidate(statement(kind=FoundSpeaker.ARTICLE), snapshot))

    voice = "the article’s own voice; "
    recorded = factories.source(publisher=factories.publisher(name="The Weekly"))
    assert described(recorded, publisher="x") == f"{voice}published by The Weekly"
    assert described(factories.source(), publisher="The Daily") == f"{voice}published by The Daily"
    assert described(factories.source()) == f"{voice}published by news.example"
    assert described(factories.source(uri="")) == f"{voice}its publisher is not stated"


# Decided once


def test_who_comes_second_hears_what_the_first_did() -> None:
    first, made = factories.reporter(), candidate()
    claim = accepting.accept(made.pk, first, speaker=factories.speaker())
    deeds: list[Callable[[User], Any]] = [
        lambda by: accepting.accept(made.pk, by),
        lambda by: accepting.accept_as_appearance(made.pk, by, factories.claim(by).pk),
        lambda by: candidates.reject(made.pk, by),
        lambda by: candidates.undo_rejection(made.pk, by),
        lambda by: editing.edit(made.pk, by, 0, 5),
        lambda by: editing.split(made.pk, by, [(0, 3), (4, 6)]),
        lambda by: editing.merge([made.pk, candidate().pk], by),
    ]
    for deed in deeds:
        sentence = f"{first.username} has accepted this already, as claim {claim.pk}"
        with refused("candidate_decided_once", sentence):
            deed(factories.reporter())
    assert Claim.objects.filter(candidates=made).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_in_the_same_second() -> None:
    speaker, made = factories.speaker(), candidate()
    people = [factories.reporter() for _each in range(3)]
    results = at_once(
        lambda: accepting.accept(made.pk, people[0], speaker=speaker),
        lambda: accepting.accept(made.pk, people[1], speaker=speaker),
        lambda: candidates.reject(made.pk, people[2]),
    )
    lost = [each for each in results if isinstance(each, Refused)]
    assert [each.rule for each in lost] == ["candidate_decided_once"] * 2
    made.refresh_from_db()
    assert made.decided_by_id is not None
    assert Claim.objects.count() == (made.state == "accepted")
    assert all(str(made.decided_by) in each.sentence for each in lost)


@pytest.mark.django_db(transaction=True)
def test_two_statements_of_a_new_speaker_accepted_at_a_time_make_one_speaker() -> None:
    both, people = [candidate(), candidate()], [factories.reporter(), factories.reporter()]
    results = at_once(
        *(
            lambda made=made, by=by: accepting.accept(made.pk, by, new_speaker={"kind": "person"})
            for made, by in zip(both, people, strict=True)
        )
    )
    assert Speaker.objects.filter(name="Ana Nuñez").count() == 1
    assert sorted(type(each).__name__ for each in results) == ["Claim", "Refused"]


def test_a_rejection_is_remembered_and_can_be_undone() -> None:
    by, made = factories.reporter(), candidate()
    thrown = candidates.reject(made.pk, by, "  only a greeting ")
    assert (thrown.state, thrown.reason, thrown.decided_by) == ("rejected", "only a greeting", by)
    back = candidates.undo_rejection(made.pk, factories.reporter())
    assert (back.state, back.reason, back.decided_by, back.decided_at) == (
        "pending",
        "",
        None,
        None,
    )
    with refused(match="is not rejected"):
        candidates.undo_rejection(made.pk, by)
    with refused(match="300"):
        candidates.reject(made.pk, by, "x" * 301)
    with refused(match="There is no candidate"):
        candidates.reject(987654, by)


# Mending


def test_an_edit_makes_another_out_of_it() -> None:
    by = factories.reporter()
    made = candidate(statement(relay="Reuters"))
    start = made.places[0][0]
    edited = editing.edit(made.pk, by, start + 2, start + 26)
    assert edited.exact == "have built 150 bridges"  # without the white space after it
    assert (edited.state, edited.speaker_name, edited.relay) == ("pending", "Ana Nuñez", "Reuters")
    assert list(edited.made_from.all()) == [made]
    made.refresh_from_db()
    assert (made.state, made.decided_by, made.exact) == ("replaced", by, factories.QUOTE)
    with refused(match="these words already"):
        editing.edit(edited.pk, by, *edited.places[0])
    for span in [(3, 3), (5, 3), (-1, 3), (0, 10_000), (30, 31)]:
        with refused(match="elect"):
            editing.edit(edited.pk, by, *span)


def test_an_edit_of_what_stands_twice_holds_for_both() -> None:
    snap = factories.snapshot(DENIED)
    first, second, _third = places(DENIED, WORDS)
    find(snap, *(statement(WORDS, DENIED, start=each) for each in (first, second)))
    made = Candidate.objects.get()
    edited = editing.edit(made.pk, factories.reporter(), second + 3, second + len(WORDS))
    assert [start for start, _end in edited.places] == [first + 3, second + 3]
    assert edited.exact == "never bought 12 boats"
    # With words that stand at one of them only, it is that one.
    wider = editing.edit(edited.pk, factories.reporter(), second - 16, second + len(WORDS))
    assert [start for start, _end in wider.places] == [second - 16]


def test_a_compound_statement_is_split() -> None:
    by, made = factories.reporter(), candidate()
    start, end = made.places[0]
    one, other = editing.split(made.pk, by, [(start + 26, end), (start, start + 25)])
    assert (one.exact, other.exact) == ("We have built 150 bridges", "since January")
    assert set(made.made_into.all()) == {one, other}
    assert Candidate.objects.get(pk=made.pk).state == "replaced"
    begin, finish = one.places[0]
    for spans, words in [
        ([(begin, finish)], "two parts"),
        ([(begin, begin + 9), (begin + 5, finish)], "overlap"),
        ([(begin - 8, begin - 2), (begin, finish)], "within"),
    ]:
        with refused(match=words):
            editing.split(one.pk, by, spans)


def test_neighbours_merge() -> None:
    by = factories.reporter()
    snap = factories.snapshot()
    one, other = find(
        snap,
        statement("We have built 150 bridges", relay="Reuters"),
        statement("since January", kind=FoundSpeaker.UNATTRIBUTED),
    )
    merged = editing.merge([other.pk, one.pk], by)
    assert (merged.exact, merged.speaker_name) == (factories.QUOTE, "Ana Nuñez")
    assert set(merged.made_from.all()) == {one, other}
    assert set(Candidate.objects.filter(state="replaced")) == {one, other}


def test_a_merge_is_undone_part_by_part() -> None:
    snap, by = factories.snapshot(), factories.reporter()
    words = "We have built 150 bridges"
    one, other = find(
        snap,
        statement(words, relay="government sources"),
        statement("since January", kind=FoundSpeaker.UNATTRIBUTED, verb=""),
    )
    merged = editing.merge([one.pk, other.pk], by)
    again = editing.undo_merge(merged.pk, by)
    assert [each.exact for each in again] == [words, "since January"]
    for new, old in zip(again, (one, other), strict=True):
        assert new.pk != old.pk
        same = ("key", "places", "speaker_kind", "speaker_name", "relay", "verb", "method")
        assert [getattr(new, name) for name in same] == [getattr(old, name) for name in same]
        assert list(new.made_from.all()) == [merged]
    assert Candidate.objects.get(pk=merged.pk).state == "replaced"
    with refused("candidate_decided_once"):
        editing.undo_merge(merged.pk, by)
    with refused(match="was not merged"):
        editing.undo_merge(again[0].pk, by)


def test_the_latest_of_ones_own_rejections_and_merges_is_undone_first() -> None:
    snap, by = factories.snapshot(), factories.reporter()
    first, second, third = find(
        snap,
        statement("We have built 150 bridges"),
        statement("since January"),
        statement("Critics have doubted the count", kind=FoundSpeaker.UNATTRIBUTED),
    )
    assert undoing.latest(snap.pk, by) is None
    candidates.reject(third.pk, by)
    assert undoing.latest(snap.pk, by) == third
    merged = editing.merge([first.pk, second.pk], by)
    assert undoing.latest(snap.pk, by) == merged
    assert undoing.latest(snap.pk, factories.reporter()) is None
    assert undoing.latest(factories.snapshot().pk, by) is None
    part = undoing.undo(merged.pk, by)
    assert (part.exact, part.state) == (first.exact, "pending")
    # What was undone is not undone again.
    assert undoing.latest(snap.pk, by) == third
    assert undoing.undo(third.pk, by).state == "pending"
    assert undoing.latest(snap.pk, by) is None
    rejected = candidates.reject(part.pk, by)
    assert undoing.latest(snap.pk, by) == rejected
    # An accepted merge is no longer undone.
    other = editing.merge([find_again(snap, second).pk, third.pk], by)
    accepting.accept(other.pk, by, new_speaker={"kind": "person"})
    assert undoing.latest(snap.pk, by) == rejected


def find_again(snapshot: Snapshot, old: Candidate) -> Candidate:
    """The statement with the old one's words that waits now."""
    found: Candidate = snapshot.candidates.get(exact=old.exact, state=CandidateState.PENDING)
    return found


def test_what_stands_apart_or_is_of_different_speakers_does_not_merge() -> None:
    by, snap = factories.reporter(), factories.snapshot(DENIED)
    first, _second, third = places(DENIED, WORDS)
    ana = candidate(statement(WORDS, DENIED, start=first), snap)
    rui = candidate(
        statement(WORDS, DENIED, start=third, speaker="Rui Sá", speaker_name="Rui Sá"), snap
    )
    sure = candidate(statement("I am sure", DENIED, speaker="he", speaker_name="Rui Sá"), snap)
    with refused(match="different speakers: Ana Nuñez, Rui Sá"):
        editing.merge([ana.pk, rui.pk], by)
    later = candidate(statement("I am sure", DENIED, verb="", kind="unattributed"), snap)
    with refused(match="too far apart"):
        editing.merge([ana.pk, later.pk], by)
    with refused(match="two statements"):
        editing.merge([ana.pk], by)
    with refused(match="different snapshots"):
        editing.merge([ana.pk, candidate().pk], by)
    assert editing.merge([rui.pk, sure.pk], by).exact == f"{WORDS}.” “I am sure"


def test_a_statement_that_the_reading_missed_is_marked() -> None:
    ana = factories.speaker("Ana Nuñez")
    by, snap = factories.reporter(), factories.snapshot()
    start = snap.text.index(factories.QUOTE)
    made = editing.mark(
        snap.pk,
        by,
        start,
        start + len(factories.QUOTE),
        FoundSpeaker.NAMED,
        "Ana Nuñez",
        verb="said",
    )
    assert (made.exact, made.speaker, made.method) == (factories.QUOTE, ana, "by hand")
    assert made.directness == Directness.DIRECT
    with refused("candidate_once_per_snapshot"):
        editing.mark(
            snap.pk, by, start, start + len(factories.QUOTE), FoundSpeaker.NAMED, "Ana Nuñez"
        )
    # What was rejected once may be marked by a person who knows better.
    candidates.reject(made.pk, by)
    again = editing.mark(
        snap.pk, by, start, start + len(factories.QUOTE), FoundSpeaker.NAMED, "Ana Nuñez"
    )
    assert again.state == CandidateState.PENDING
    with refused("candidate_once_per_snapshot"):
        candidates.undo_rejection(made.pk, by)
    with refused(match="no snapshot"):
        editing.mark(987654, by, 0, 5)


@pytest.mark.parametrize(
    ("words", "directness"),
    [
        (factories.QUOTE, Directness.DIRECT),
        ("The minister spoke on Monday", Directness.INDIRECT),
        ("spoke on Monday. “We have built 150 bridges since January,” Ana", Directness.MIXED),
        ("“We have built 150 bridges since January,”", Directness.DIRECT),
        ("Critics have doubted the count", Directness.INDIRECT),
    ],
)
def test_how_directly_marked_words_stand(words: str, directness: Directness) -> None:
    start = factories.TEXT.index(words)
    assert editing.directness_of(factories.TEXT, start, start + len(words)) == directness
