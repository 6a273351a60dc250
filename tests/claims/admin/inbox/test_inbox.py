"""The inbox at the desk: lists, forms, fragments, roles; and texts that mean no good."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.admin.inbox import inbox as desk
from claims.admin.inbox import page
from claims.choices import FoundSpeaker, NoticeKind
from claims.inbox import candidates, repeats
from claims.matching import indexing, suggestions
from claims.models import Candidate, Claim, ExternalReview, Notice, Relation
from claims.notifications import notices
from claims.workflow import synonyms
from newsroom.admin import navigation
from newsroom.models import Event
from sources.models import Snapshot, Takedown
from tests import factories
from tests.claims.admin.desk import at_the_desk, list_of, words
from tests.claims.statements import candidate, find, statement

pytestmark = pytest.mark.django_db


def page_of(snapshot: Snapshot, **query: Any) -> str:
    parameters = "&".join(f"{name}={value}" for name, value in query.items())
    return reverse("admin:claims_candidate_in", args=[snapshot.pk]) + (
        f"?{parameters}" if parameters else ""
    )


def send(client: Client, found: Candidate, deed: str, /, **data: Any) -> Any:
    url = reverse("admin:claims_candidate_decide", args=[found.snapshot_id, deed])
    return client.post(url, {"candidate": found.pk, **data})


def prefilled(client: Client, found: Candidate) -> dict[str, Any]:
    """What a browser sends of the accept form as it was opened."""
    form = client.get(page_of(found.snapshot, at=found.pk)).context["form"]
    sent = {}
    for bound in form:
        value = bound.value()
        if value not in (None, False, ""):
            sent[bound.name] = getattr(value, "pk", value)
    return sent


def test_what_is_sent_as_it_was_opened_is_accepted_as_found() -> None:
    ana = factories.speaker("Ana Nuñez")
    by = factories.reporter()
    client, found = at_the_desk(by), candidate(statement(relay="government sources"))
    answer = send(client, found, "accept", **prefilled(client, found))
    assert answer.status_code == 302, answer.context["form"].errors
    assert answer["Location"] == page_of(found.snapshot, after=found.pk)
    claim = Claim.objects.get(candidates=found)
    assert (claim.text, claim.speaker, claim.nature) == (factories.QUOTE, ana, "fact")
    assert claim.quantities.get().low == 150
    assert claim.appearances.get().relays.get().description == "government sources"
    event = Event.objects.about(claim.pk).last()
    assert event is not None
    assert (event.actor, event.via) == (by.username, "admin")
    after = words(client.get(answer["Location"]))
    assert f"claim {claim.pk}" in after
    assert "No pending statements in this text" in after
    assert "All statements found in it are decided" in after


def test_what_the_person_changes_is_what_is_kept() -> None:
    factories.speaker("Ana Nuñez")
    other = factories.speaker()
    client, found = at_the_desk(factories.reporter()), candidate()
    sent = prefilled(client, found) | {
        "text": "Since January 150 bridges and 12 dams were built.",
        "speaker": other.pk,
        "numbers": [],
        "relay_description": "Axios",
        "relay_kind": "outlet",
    }
    assert send(client, found, "accept", **sent).status_code == 302
    claim = Claim.objects.get(candidates=found)
    assert (claim.text, claim.speaker) == (sent["text"], other)
    # The number that was shown was left out; the one that the new wording brought was not shown.
    assert [quantity.low for quantity in claim.quantities.all()] == [12]
    assert claim.appearances.get().relays.get().description == "Axios"


def test_an_uncertain_number_is_not_ticked_and_is_kept_where_somebody_ticks_it() -> None:
    factories.speaker("Ana Nuñez")
    text = "The dam is 1.234 kilometres long and has 12 gates."
    snap = factories.snapshot(text=text)
    client = at_the_desk(factories.reporter())
    [found] = find(snap, statement(text, text))
    ticked = prefilled(client, found)["numbers"]
    assert [each.partition("|")[0] for each in ticked] == ["12"]
    long = "1.234|1.234|km|exactly|None"
    sent = prefilled(client, found) | {"numbers": [*ticked, long]}
    assert send(client, found, "accept", **sent).status_code == 302
    claim = Claim.objects.get(candidates=found)
    assert sorted(float(each.low or 0) for each in claim.quantities.all()) == [1.234, 12]


def test_who_a_speaker_is_nobody_guesses() -> None:
    client, found = at_the_desk(factories.reporter()), candidate()
    sent = prefilled(client, found)
    assert sent["new_name"] == "Ana Nuñez"
    answer = send(client, found, "accept", **sent)
    assert answer.status_code == 200
    assert "“Ana Nuñez” is not in the list of speakers yet" in words(answer)
    # A name that somebody answers to is enough, whoever that is.
    rui = factories.speaker("Rui Sá", aliases=("the lawmaker",))
    sent["new_name"] = "The Lawmaker"
    assert send(client, found, "accept", **sent).status_code == 302
    assert Claim.objects.get(candidates=found).speaker == rui
    again = candidate()
    factories.speaker("Ana Nuñez")
    answer = send(client, again, "accept", **{**sent, "new_name": "Ana Nuñez", "new_kind": "group"})
    assert answer.status_code == 409
    assert "There is a speaker “Ana Nuñez” already" in str(
        answer.context["form"].errors["new_name"]
    )
    assert Candidate.objects.get(pk=again.pk).state == "pending"


def test_who_is_late_hears_who_was_first_and_goes_on() -> None:
    snap = factories.snapshot()
    first, second = find(snap, statement("The minister spoke"), statement())
    by = factories.reporter()
    candidates.reject(first.pk, by)
    late = at_the_desk(factories.reporter())
    answer = send(late, first, "reject")
    assert answer.status_code == 409
    assert f"{by.username} has rejected this already" in words(answer)
    assert answer.context["candidate"] == second
    shown = words(late.get(page_of(snap, at=first.pk)))
    assert f"Rejected by {by.username}" in shown


@pytest.mark.long
def test_a_likely_repeat_is_joined_where_that_may_be() -> None:
    mine, by = factories.editor(), factories.reporter()
    same = {"unit": "bridges", "bound": "exactly"}
    ana = factories.speaker("Ana Nuñez")
    claim = factories.claim(
        speaker=ana, quantities=[{"low": 150, "high": 150, **same}, {"low": 7, "high": 9, **same}]
    )
    signed, found = factories.signed_claim(speaker=ana), candidate()
    Candidate.objects.filter(pk=found.pk).update(likely_repeats=[claim.pk, signed.pk, 987654])
    page = at_the_desk(by).get(page_of(found.snapshot))
    # Both are as like; the newer one comes first.
    assert [each.claim for each in page.context["likely"]] == [signed, claim]
    assert [differs for _words, differs in page.context["likely"][1].numbers] == [False, True]
    assert "This takes the role Editor or higher" in words(page)
    assert "A senior editor reopens it first." in words(page)
    editor = at_the_desk(mine)
    assert f"Add as an appearance of {claim.pk}" in words(editor.get(page_of(found.snapshot)))
    stale = send(editor, found, "join", claim=claim.pk, revision=claim.revision + 5)
    assert stale.status_code == 409
    assert send(editor, found, "join", claim="x").status_code == 409
    assert send(at_the_desk(by), found, "join", claim=claim.pk).status_code == 403
    joined = send(editor, found, "join", claim=claim.pk, revision=claim.revision)
    assert joined.status_code == 302
    assert claim.appearances.get().snapshot == found.snapshot


def buttons(client: Client, number: int, snapshot: Snapshot) -> list[tuple[str, str]]:
    """The id and class of the main actions for a statement."""
    html = client.get(page_of(snapshot, at=number)).content.decode()
    (actions,) = re.findall(r'<div class="inbox-actions">(.*?)<form', html, re.DOTALL)
    return re.findall(r'id="inbox-(\w+)-button"\s+class="([^"]*)"', actions)


def test_the_first_button_of_a_likely_repeat_says_so() -> None:
    ana, by = factories.speaker("Ana Nuñez"), factories.editor()
    found, client = candidate(), at_the_desk(by)
    new = [("accept", "inbox-button inbox-main")]
    assert buttons(client, found.pk, found.snapshot) == new
    factories.claim(speaker=factories.speaker("Eva Ruiz"), text=f"{factories.QUOTE}.")
    factories.claim(speaker=ana, text=f"{factories.QUOTE}.".replace("150", "180"))
    assert buttons(client, found.pk, found.snapshot) == new
    claim = factories.claim(speaker=ana, text=f"{factories.QUOTE}.")
    repeated = [("repeat", "inbox-button inbox-main"), ("accept", "inbox-button")]
    assert buttons(client, found.pk, found.snapshot) == repeated
    page = words(client.get(page_of(found.snapshot)))
    assert f'<button form="inbox-join-{claim.pk}"' in page
    assert f'id="inbox-join-{claim.pk}"' in page
    # Who may not add an appearance is offered what they may do.
    reporter = at_the_desk(factories.reporter())
    assert buttons(reporter, found.pk, found.snapshot) == new


@pytest.mark.parametrize(
    ("speaker", "text", "reason"),
    [
        ("Eva Ruiz", f"{factories.QUOTE}.", "Somebody else says it"),
        ("Ana Nuñez", f"{factories.QUOTE}.".replace("150", "180"), "It says something else"),
    ],
)
def test_what_somebody_else_says_or_with_another_number_is_no_appearance(
    speaker: str, text: str, reason: str
) -> None:
    ana = factories.speaker("Ana Nuñez")
    said_by = ana if speaker == ana.name else factories.speaker(speaker)
    claim, found = factories.claim(speaker=said_by, text=text), candidate()
    Candidate.objects.filter(pk=found.pk).update(likely_repeats=[claim.pk])
    page = at_the_desk(factories.editor()).get(page_of(found.snapshot))
    (likely,) = page.context["likely"]
    assert likely.claim == claim
    assert likely.why_not.startswith(reason)
    assert f"Add as an appearance of {claim.pk}" not in words(page)
    assert 'data-answer="0"' not in page.content.decode()


def test_a_claims_own_words_are_not_offered_as_new_or_as_its_contradiction() -> None:
    """As of a claim that a CMS wrote with its quote before the text was read."""
    ana, by = factories.speaker("Ana Nuñez"), factories.editor()
    text = f"{factories.QUOTE}.".replace("150", "140")
    claim = factories.anchored_claim(by, speaker=ana, text=text)
    snap = claim.appearances.get().snapshot
    found = candidate(statement("“" + factories.QUOTE + ",”"), snap)
    elsewhere = candidate(statement("Critics have doubted the count"), snap)
    Candidate.objects.update(likely_repeats=[claim.pk], score=0.99)
    client = at_the_desk(by)
    listed = client.get(list_of(Candidate)).context["most_worth"]
    assert listed == [elsewhere]
    page = client.get(page_of(snap, at=found.pk))
    shown = words(page)
    assert shown.count(f"Already in claim {claim.pk}.") == 2
    assert f"Contradicts {claim.pk}?" not in shown
    assert "It says something else" not in shown
    assert f'value="contradicts {claim.pk}"' not in page.content.decode()
    # Deciding it so leaves the claim as it is.
    assert send(client, found, "join", claim=claim.pk, revision=claim.revision).status_code == 302
    found.refresh_from_db()
    assert (found.state, found.claim) == ("accepted", claim)
    assert Claim.objects.get(pk=claim.pk).revision == claim.revision
    assert [each.exact for each in claim.appearances.get().anchors.all()] == [factories.QUOTE]


def test_the_same_statement_of_the_same_speaker_comes_first() -> None:
    ana, eva = factories.speaker("Ana Nuñez"), factories.speaker("Eva Ruiz")
    found = candidate()
    same = factories.claim(speaker=ana, text=f"{factories.QUOTE}.")
    opposite = factories.claim(speaker=ana, text=f"{factories.QUOTE}.".replace("150", "180"))
    elsewhere = factories.claim(speaker=eva, text=f"{factories.QUOTE}.")
    page = at_the_desk(factories.editor()).get(page_of(found.snapshot))
    shown = [each.claim for each in page.context["likely"]]
    assert shown == [same, opposite, elsewhere]
    # No key acts before one of several is chosen.
    assert "Choose a claim with" in words(page)
    assert "is-chosen" not in page.content.decode()


def test_what_counts_the_same_thing_is_shown_beside_it() -> None:
    claim = factories.claim(
        text="The aerial strikes on vessels in the Caribbean Sea have resulted in 150 known deaths."
    )
    for number in range(12):
        factories.claim(text=f"The strikes of {number} port workers have closed known harbours.")
    indexing.bring_up_to_date()
    text = "The strikes have killed 180 known people."
    assert claim.pk in repeats.of_candidate(candidate(), text, None)


def plain(answer: Any) -> str:
    """The words of the page, without tags."""
    return " ".join(re.sub(r"<[^>]*>", "", answer.content.decode()).split())


def test_it_shows_what_others_concluded() -> None:
    ana, found = factories.speaker("Ana Nuñez"), candidate()
    claim = factories.claim(speaker=ana, text=f"{factories.QUOTE}.")
    ExternalReview.objects.create(
        claim=claim,
        publisher=factories.publisher(name="The Checkers"),
        rating="Half so",
        url="https://checkers.example/bridges",
        added_by=factories.editor(),
    )
    shown = plain(at_the_desk(factories.reporter()).get(page_of(found.snapshot)))
    assert "The Checkers: “Half so”" in shown
    assert "Their rating, not ours." in shown


def test_a_repeat_made_since_is_shown_when_the_statement_is_opened_or_accepted() -> None:
    ana, by = factories.speaker("Ana Nuñez"), factories.reporter()
    client, found = at_the_desk(by), candidate()
    earlier = factories.claim(text=f"{factories.QUOTE}.", speaker=ana)
    page = client.get(page_of(found.snapshot))
    assert [each.claim for each in page.context["likely"]] == [earlier]
    sent = prefilled(client, found)
    assert sent["compared_with"] == str(earlier.pk)
    # Another is accepted while this one is open.
    since = factories.claim(text=f"Since January: {factories.QUOTE}", speaker=ana)
    answer = send(client, found, "accept", **sent)
    assert answer.status_code == 409
    assert f"This probably repeats claim {since.pk}" in words(answer)
    assert {each.claim for each in answer.context["likely"]} == {earlier, since}
    field = answer.context["form"]["compared_with"]
    sent["compared_with"] = field.value()
    assert {*sent["compared_with"].split()} == {str(earlier.pk), str(since.pk)}
    assert send(client, found, "accept", **sent).status_code == 302


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        (f"{factories.QUOTE}.", "Repeats"),
        (f"{factories.QUOTE}.".replace("150", "140"), "Contradicts"),
    ],
)
def test_the_list_and_the_comparison_say_the_same_of_an_earlier_claim(
    text: str, relation: str
) -> None:
    ana = factories.speaker("Ana Nuñez")
    earlier, found = factories.claim(speaker=ana, text=text), candidate()
    other = find(found.snapshot, statement("The minister spoke"))[0]
    Candidate.objects.filter(pk=found.pk).update(likely_repeats=[earlier.pk])
    client = at_the_desk(factories.reporter())
    shown = words(client.get(page_of(found.snapshot, at=found.pk)))
    assert shown.count(f"{relation} {earlier.pk}?") == 2
    # The list says it also while another statement is open.
    shown = words(client.get(page_of(found.snapshot, at=other.pk)))
    assert shown.count(f"{relation} {earlier.pk}?") == 1
    assert "possible repeat" not in shown


def test_a_hint_says_what_the_wording_leaves_open_and_refuses_nothing() -> None:
    client, found = at_the_desk(factories.reporter()), candidate()
    factories.speaker("Ana Nuñez")
    page = words(client.get(page_of(found.snapshot)))
    assert "Name who or what “We” is: readers see the wording" in page
    sent = prefilled(client, found) | {"text": "They built 150 bridges.", "new_name": ""}
    answer = send(client, found, "accept", **{**sent, "speaker": "", "new_kind": ""})
    assert "Name who or what “They” is" in words(answer)
    assert send(client, found, "accept", **sent).status_code == 302


def test_a_new_speaker_takes_the_place_of_the_one_proposed() -> None:
    ana = factories.speaker("Ana Nuñez")
    client, found = at_the_desk(factories.reporter()), candidate()
    sent = prefilled(client, found)
    assert sent["speaker"] == ana.pk
    sent |= {"new_name": "Ana Nuñez Vela", "new_kind": "person"}
    assert send(client, found, "accept", **sent).status_code == 302
    assert Claim.objects.get(candidates=found).speaker.name == "Ana Nuñez Vela"


def test_it_is_compared_in_the_wording_with_the_newsrooms_synonyms() -> None:
    client, found = at_the_desk(factories.editor()), candidate()
    earlier = factories.claim(text=f"{factories.QUOTE}.".replace("bridges", "river crossings"))

    def relation() -> str:
        likely = client.get(page_of(found.snapshot)).context["likely"]
        return next((each.relation for each in likely if each.claim == earlier), "")

    assert relation() != "repeats"
    synonyms.add(factories.editor(), ["bridges", "river crossings"])
    assert relation() == "repeats"


@pytest.mark.parametrize(
    ("role", "kind", "became"),
    [
        ("editor", "repeats", "confirmed"),
        ("editor", "updates", "confirmed"),
        ("editor", "contradicts", "confirmed"),
        ("editor", "unrelated", "dismissed"),
        ("reporter", "contradicts", "suggested"),
    ],
)
def test_it_is_accepted_with_the_relation_that_the_person_chose(
    role: str, kind: str, became: str
) -> None:
    ana, by = factories.speaker("Ana Nuñez"), getattr(factories, role)()
    client, found = at_the_desk(by), candidate()
    earlier = factories.claim(text=f"{factories.QUOTE}.".replace("150", "140"), speaker=ana)
    page = client.get(page_of(found.snapshot))
    assert "140 bridges" in page.context["likely"][0].reason
    assert "140" in [part.words for part in page.context["likely"][0].there if part.marked]
    assert (f'value="unrelated {earlier.pk}"' in page.content.decode()) == (role == "editor")
    sent = prefilled(client, found) | {"related": f"{kind} {earlier.pk}"}
    assert send(client, found, "accept", **sent).status_code == 302
    relation = Relation.objects.get()
    made = Candidate.objects.get(pk=found.pk).claim
    assert made is not None
    assert {relation.from_claim, relation.to_claim} == {made, earlier}
    assert relation.from_claim == (earlier if kind == "contradicts" else made)
    assert (relation.kind, relation.state) == (kind if kind != "unrelated" else "repeats", became)
    assert relation.suggested_by == by
    suggestions.suggest_for(made.pk)
    assert Relation.objects.count() == 1


def test_who_checked_a_claim_is_notified_that_a_reporter_says_it_is_said_again() -> None:
    reviewer, signer, reporter = factories.editor(), factories.senior(), factories.reporter()
    ana = factories.speaker("Ana Nuñez")
    signed = factories.signed_claim(reviewer, signer, speaker=ana, text=f"{factories.QUOTE}.")
    other = "Since January we have built 180 bridges and two roads"
    found = candidate()
    client = at_the_desk(reporter)
    sent = prefilled(client, found) | {"text": other, "related": f"contradicts {signed.pk}"}
    assert send(client, found, "accept", **sent).status_code == 302
    made_notices = Notice.objects.filter(kind=NoticeKind.SAID_AGAIN)
    assert {(each.person, each.claim, each.by) for each in made_notices} == {
        (reviewer, signed, reporter),
        (signer, signed, reporter),
    }
    shown = plain(at_the_desk(signer).get(reverse("admin:claims_notice_changelist")))
    assert f"Ana Nuñez: “{other}”" in shown
    # An e-mail leaves the newsroom.
    assert all("bridges" not in notices.outside_words(each) for each in made_notices)


def test_a_relation_that_can_not_be_refuses_the_acceptance_whole() -> None:
    factories.speaker("Ana Nuñez")
    client, found = at_the_desk(factories.editor()), candidate()
    sent = prefilled(client, found)
    for related in ("repeats 987654", f"loves {factories.claim().pk}"):
        assert send(client, found, "accept", **sent, related=related).status_code == 409
    assert Candidate.objects.get(pk=found.pk).state == "pending"
    late = at_the_desk(factories.reporter())
    other = factories.claim()
    assert send(late, found, "accept", **sent, related=f"unrelated {other.pk}").status_code == 403


def test_what_was_done_last_is_undone_also_on_a_page_opened_afresh() -> None:
    by, snap = factories.reporter(), factories.snapshot()
    client = at_the_desk(by)
    first, second, third = find(
        snap, statement("We have built"), statement("150 bridges"), statement("since January")
    )
    assert "inbox-undo" not in words(client.get(page_of(snap)))
    send(client, first, "reject")
    page = client.get(page_of(snap))
    assert page.context["undoable"] == first
    assert "Undo the rejection" in words(page)
    send(client, second, "merge", **{"with": third.pk})
    page = client.get(page_of(snap))
    assert "Undo the merge" in words(page)
    assert "Undo the merge" not in words(at_the_desk(factories.reporter()).get(page_of(snap)))
    merged = page.context["undoable"]
    answer = send(client, merged, "undo")
    assert answer.status_code == 302
    shown = client.get(answer["Location"])
    assert shown.context["candidate"].exact == "150 bridges"
    assert shown.context["undoable"] == first


def test_an_empty_inbox_leads_to_the_form_that_adds_a_source() -> None:
    page = words(at_the_desk(factories.reporter()).get(list_of(Candidate)))
    assert f'href="{reverse("admin:sources_capturerequest_add")}"' in page


@pytest.mark.long
def test_every_deed_is_a_plain_form() -> None:
    by = factories.reporter()
    client, snap = at_the_desk(by), factories.snapshot()
    (found,) = find(snap, statement())
    start = found.places[0][0]

    def done(made: Candidate, deed: str, **data: Any) -> Candidate:
        answer = send(client, made, deed, **data)
        assert answer.status_code == 302, words(answer)
        assert client.get(answer["Location"]).status_code == 200
        latest: Candidate = Candidate.objects.latest("pk")
        return latest

    edited = done(found, "edit", words="We have built 150 bridges since", start="", end="")
    assert edited.exact == "We have built 150 bridges since"
    edited = done(edited, "edit", start=start, end=start + 25, words="never looked at")
    assert edited.exact == "We have built 150 bridges"
    done(edited, "split", parts="We have built\n\n150 bridges")
    one, other = Candidate.objects.filter(state="pending").order_by("places")
    assert (one.exact, other.exact) == ("We have built", "150 bridges")
    merged = done(one, "merge", **{"with": other.pk})
    done(merged, "split", cuts=f"{start + 3} {start + 8}")
    pieces = Candidate.objects.filter(state="pending").order_by("places")
    assert [each.exact for each in pieces] == ["We", "have", "built 150 bridges"]
    done(pieces[0], "reject", reason="no claim")
    assert "no claim" in words(client.get(page_of(snap, show="rejected")))
    done(Candidate.objects.get(state="rejected"), "undo")
    marked = done(found, "mark", words="Critics have doubted the count", speaker_name="Ana Nuñez")
    assert (marked.speaker_kind, marked.method) == (FoundSpeaker.NAMED, "by hand")


@pytest.mark.parametrize(
    ("deed", "data", "sentence"),
    [
        ("edit", {"words": "never said"}, "are not in the text"),
        ("edit", {"words": ""}, "are not in the text"),
        ("edit", {"start": "5", "end": "99999999"}, "Select the words"),
        ("edit", {"start": "x", "end": "7"}, "whole number"),
        ("edit", {"start": "-9", "end": "7"}, "Select the words"),
        ("split", {"parts": factories.QUOTE}, "two parts"),
        ("split", {"cuts": ""}, "are not in the text"),
        ("split", {"cuts": "0 99999999999999999999"}, "two parts"),
        ("merge", {}, "There is no statement after"),
        ("merge", {"with": "9" * 40}, "There is no statement after"),
        ("reject", {"reason": "x" * 301}, "at most 300"),
        ("reject", {"reason": "a\x00b"}, "Null characters"),
        ("undo", {}, "is not rejected"),
        ("mark", {"words": "\x00"}, "Null characters"),
    ],
)
def test_nonsense_is_refused_in_words(deed: str, data: dict[str, str], sentence: str) -> None:
    client, found = at_the_desk(factories.reporter()), candidate()
    answer = send(client, found, deed, **data)
    assert answer.status_code == 409
    assert sentence in words(answer)
    assert Candidate.objects.get().state == "pending"


def test_a_script_gets_the_moving_part_alone() -> None:
    client, found = at_the_desk(factories.reporter()), candidate()
    page = words(client.get(page_of(found.snapshot)))
    part = words(client.get(page_of(found.snapshot), headers={"X-Inbox": "1"}))
    assert "<html" in page
    assert 'id="inbox-text"' in page
    assert "<html" not in part
    assert part.strip().startswith('<div class="inbox-side"')
    assert 'id="inbox-text"' not in part


def test_the_page_runs_no_script_of_its_own() -> None:
    """A strict content policy will allow files only."""
    found = candidate()
    part = words(
        at_the_desk(factories.reporter()).get(
            page_of(found.snapshot, at=found.pk), headers={"X-Inbox": "1"}
        )
    )
    assert "<script" not in part
    assert not re.search(r"<[^>]+\s(?:on\w+|style)=", part)


HOSTILE = (
    "<script>alert(1)</script> “</textarea><img src=x onerror=alert(2)>” \u202e\r\n&amp; \u2028x."
)


def test_a_hostile_text_stays_text() -> None:
    source = factories.source(HOSTILE, title=HOSTILE[:60])
    snap = factories.snapshot(HOSTILE, source)
    found = find(
        snap,
        statement(
            "</textarea><img src=x onerror=alert(2)>",
            HOSTILE,
            speaker="<b onclick=x>",
            speaker_name="<b onclick=x>",
            verb="<u>",
            relay='"><script>',
        ),
    )
    client = at_the_desk(factories.reporter())
    for url in (page_of(snap), list_of(Candidate), page_of(snap, at=found[0].pk)):
        page = words(client.get(url))
        for piece in ("<img", "<b onclick", "<u>", "alert(1)</script>", '"><script>'):
            assert piece not in page, url
    assert send(client, found[0], "reject", reason="<img>").status_code == 302
    assert "<img" not in words(client.get(page_of(snap, show="rejected")))


def test_the_text_is_shown_code_point_by_code_point() -> None:
    text = "a\r\nb\rc 🎉 <d> & e"
    shown = page.pieces(text, 0, len(text), [page.Mark(3, 8, 1, accepted=False)])
    assert [str(piece.words) for piece in shown] == [
        "a&#13;\n",
        "b&#13;c 🎉",
        " &lt;d&gt; &amp; e",
    ]


def test_a_year_is_not_shown_as_its_first_day() -> None:
    text = "In 2016, the office reported that 150 bridges were built."
    found = candidate(
        statement(
            "that 150 bridges were built",
            text,
            said_from=date(2016, 1, 1),
            said_to=date(2016, 12, 31),
            said_basis="stated",
        ),
        factories.snapshot(text),
    )
    page = " ".join(words(at_the_desk(factories.editor()).get(page_of(found.snapshot))).split())
    assert page.count("Jan. 1, 2016 – Dec. 31, 2016") == 2


def test_statements_that_lie_over_each_other() -> None:
    marks = [
        page.Mark(0, 6, 1, accepted=False),
        page.Mark(2, 4, 2, accepted=True),
        page.Mark(2, 6, 3, accepted=False),
    ]
    shown = page.pieces("abcdefgh", 0, 8, marks)
    assert [(str(p.words), p.waiting, p.accepted, p.begins) for p in shown] == [
        ("ab", "1", "", 1),
        ("cd", "3 1", "2", 3),
        ("ef", "3 1", "", None),
        ("gh", "", "", None),
    ]


def test_a_form_without_its_token_is_refused() -> None:
    found = candidate()
    client = at_the_desk(factories.reporter(), enforce_csrf_checks=True)
    assert send(client, found, "reject").status_code == 403
    assert Candidate.objects.get().state == "pending"


def test_what_is_not_there_is_not_found() -> None:
    client, found = at_the_desk(factories.reporter()), candidate()
    elsewhere = candidate()
    assert client.get(reverse("admin:claims_candidate_in", args=[987654])).status_code == 404
    assert send(client, found, "nothing").status_code == 404
    url = reverse("admin:claims_candidate_decide", args=[found.snapshot_id, "reject"])
    for number in (elsewhere.pk, 987654, "x", "9" * 40, ""):
        assert client.post(url, {"candidate": number}).status_code == 404
    assert client.get(url)["Location"] == page_of(found.snapshot)
    change = reverse("admin:claims_candidate_change", args=[found.pk])
    assert client.get(change)["Location"] == page_of(found.snapshot, at=found.pk)
    assert client.post(change).status_code == 403
    for at in ("x", "9" * 40, elsewhere.pk, "-1"):
        assert client.get(page_of(found.snapshot, at=at)).context["candidate"] == found


# Many


def test_the_list_says_what_waits_where() -> None:
    assert "No pending statements" in words(
        at_the_desk(factories.reporter()).get(list_of(Candidate))
    )
    outlet = factories.publisher(name="The Daily")
    source = factories.source(title="Bridges", publisher=outlet)
    by = factories.reporter()
    snap = factories.snapshot(of=source, by=by)
    found = find(snap, statement(), statement("Critics have doubted the count"))
    other = candidate()
    Takedown.objects.create(snapshot=snap, reason="A court said so.", set_by=factories.editor())
    client = at_the_desk(factories.reporter())
    page = client.get(list_of(Candidate))
    assert [(each.pk, many) for each, many in page.context["snapshots"]] == [
        (other.snapshot_id, "1"),
        (snap.pk, "2"),
    ]
    for shown in ("Bridges", "The Daily", by.username, "taken down"):
        assert shown in words(page)
    assert "taken down" in words(client.get(page_of(snap)))
    for each in found:
        candidates.reject(each.pk, by)
    (only,) = client.get(list_of(Candidate)).context["snapshots"]
    assert only[0].pk == other.snapshot_id


def test_lists_and_badges_count_no_further_than_they_say(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(navigation, "COUNTED", 2)
    monkeypatch.setattr(desk, "LISTED", 2)
    first = factories.snapshot()
    find(first, *(statement(each) for each in ("The minister", "on Monday", factories.QUOTE)))
    other_snapshots = [candidate().snapshot_id for _each in range(2)]
    client = at_the_desk(factories.reporter())
    page = client.get(list_of(Candidate))
    assert [each.pk for each, _many in page.context["snapshots"]] == other_snapshots[::-1]
    assert page.context["older"] == other_snapshots[0]
    (last,) = client.get(list_of(Candidate), {"before": other_snapshots[0]}).context["snapshots"]
    assert last == (first, "2+")
    assert "2+" in words(page)  # in the sidebar


def test_the_number_of_queries_does_not_grow() -> None:
    client = at_the_desk(factories.reporter())

    def queries(url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    sentences = [f"Sentence number {n} is so" for n in range(60)]
    text = ". ".join(sentences)
    snap = factories.snapshot(text)
    found = [statement(each, text, speaker_name=f"Ana {n}") for n, each in enumerate(sentences)]
    factories.speaker("Ana 0")
    find(snap, *found[:2])
    few = queries(page_of(snap)), queries(list_of(Candidate))
    for number in range(4, 60, 4):
        factories.speaker(f"Ana {number}")
    find(snap, *found)
    for _each in range(5):
        candidate()
    assert (queries(page_of(snap)), queries(list_of(Candidate))) == few


@pytest.mark.parametrize("next_speaker", ["Ana", "Bruno"])
def test_only_a_statement_of_the_same_speaker_is_offered_for_merging(next_speaker: str) -> None:
    snap = factories.snapshot()
    first, _next = find(
        snap,
        statement("We have built", speaker_name="Ana"),
        statement("150 bridges", speaker_name=next_speaker),
    )
    page = words(at_the_desk(factories.reporter()).get(page_of(snap, at=first.pk)))
    assert ("Merge with the next" in page) == (next_speaker == "Ana")


def test_what_comes_after_the_first_ones_is_folded_until_it_is_opened() -> None:
    sentences = [f"Sentence number {n} of the long report is so" for n in range(10)]
    text = ".\n".join(sentences)
    starts = [text.index(each) for each in sentences]
    snap = factories.snapshot(text)
    find(
        snap, *(statement(each, text, start=at) for each, at in zip(sentences, starts, strict=True))
    )
    client = at_the_desk(factories.reporter())
    shown = client.get(page_of(snap))
    assert [row.number for row in shown.context["rows"] if row.further] == [9, 10]
    html = shown.content.decode()
    assert "2 more statements" in html
    assert '<details class="inbox-unlikely" id="inbox-further">' in html
    assert html.count(' data-go="') == 10
    assert '<ol start="9">' in html
    last = shown.context["rows"][-1].candidate
    assert 'id="inbox-further" open>' in client.get(page_of(snap, at=last.pk)).content.decode()


@pytest.mark.long
def test_thousands_are_listed_a_hundred_at_a_time_with_the_text_around_them() -> None:
    sentences = [f"Sentence number {n} of the very long report is so" for n in range(2_500)]
    text = ".\n".join(sentences)
    snap, at, found = factories.snapshot(text), 0, []
    for each in sentences:
        found.append(statement(each, text, start=at))
        at += len(each) + 2
    made = find(snap, *found)
    client = at_the_desk(factories.reporter())
    page = client.get(page_of(snap, at=made[1_250].pk))
    listed = page.context["rows"]
    first = listed[0].number
    assert [row.number for row in listed] == list(range(first, first + 100))
    assert first % 100 == 1
    assert made[1_250] in [row.candidate for row in listed]
    shown = "".join(str(piece.words) for piece in page.context["pieces"])
    assert len(shown) < 30_000
    assert text[page.context["start"] :].startswith(shown)
    assert sentences[1_250] in shown
    assert "of 2500" in words(page)
    # A statement elsewhere in the text is shown with its part of it: a page of its own for the script.
    other = client.get(page_of(snap, at=made[10].pk))
    assert sentences[10] in "".join(str(piece.words) for piece in other.context["pieces"])
    assert other.context["waiting"].part != page.context["waiting"].part
