"""Scores order the inbox; what they say is probably not checkable is rejected by a person, as one."""

import pytest

from claims.choices import FoundSpeaker
from claims.inbox import candidates, editing, scoring, undoing
from claims.models import Candidate
from newsroom.errors import NotAllowed, Refused
from newsroom.history import acting
from newsroom.models import Event
from nlp.checkworthiness import MODEL, PROBABLY_NOT, assess
from sources.models import Snapshot
from tests import factories
from tests.claims.statements import find, statement

pytestmark = pytest.mark.django_db

TEXT = (
    "The minister said: “Good evening to you all.” “We have built 150 bridges since January.”"
    " “Thank you very much.” “I hope you like it.” The audit office said that unemployment fell"
    " to 4 percent in 2024.\n"
)
GREETING, BUILT, THANKS, HOPE, FELL = (
    "Good evening to you all.",
    "We have built 150 bridges since January.",
    "Thank you very much.",
    "I hope you like it.",
    "unemployment fell to 4 percent in 2024",
)


@pytest.fixture
def snapshot() -> Snapshot:
    snap = factories.snapshot(TEXT)
    find(snap, *(statement(words, TEXT) for words in (GREETING, BUILT, THANKS, HOPE, FELL)))
    return snap


def exact(found: object) -> list[str]:
    return [each.exact for each in found]  # type: ignore[attr-defined]


def test_the_most_worth_checking_come_first_with_reasons(snapshot: Snapshot) -> None:
    ordered = list(snapshot.candidates.waiting().by_score())
    assert exact(ordered[:2]) == [FELL, BUILT]
    assert {*exact(snapshot.candidates.probably_not_checkable())} == {GREETING, THANKS, HOPE}
    first = ordered[0]
    assert first.score == assess(FELL).score
    assert first.score_model == MODEL
    assert any("4 percent" in each for each in scoring.sentences(first.score_reasons or ()))


def test_a_reason_of_an_earlier_model_is_left_out() -> None:
    assert scoring.sentences([["no longer read", "x"]]) == []


def test_the_rest_is_rejected_and_put_back_as_one(snapshot: Snapshot) -> None:
    by = factories.reporter()
    rest = snapshot.candidates.probably_not_checkable()
    last = max(rest.values_list("pk", flat=True))
    rejected = candidates.reject_rest(snapshot.pk, by, last, 3)
    assert {*exact(snapshot.candidates.waiting())} == {FELL, BUILT}
    assert not rest.exists()
    # Each is recorded.
    events = Event.objects.filter(
        table="claims_candidate", action="update", reason="probably not checkable"
    )
    assert {event.row for event in events} == {
        str(each.pk) for each in snapshot.candidates.filter(state="rejected")
    }
    assert {event.actor for event in events} == {by.username}
    latest = undoing.latest(snapshot.pk, by)
    assert undoing.count(latest) == 3
    undoing.undo(rejected.pk, by)
    assert rest.count() == 3
    assert undoing.latest(snapshot.pk, by) is None


def test_one_of_them_alone_can_be_put_back(snapshot: Snapshot) -> None:
    by = factories.reporter()
    candidates.reject_rest(snapshot.pk, by, Candidate.objects.latest("pk").pk, 3)
    thanks = snapshot.candidates.get(exact=THANKS)
    candidates.undo_rejection(thanks.pk, by)
    assert exact(snapshot.candidates.probably_not_checkable()) == [THANKS]
    assert undoing.count(undoing.latest(snapshot.pk, by)) == 2


def test_what_nobody_was_shown_is_not_rejected(snapshot: Snapshot) -> None:
    by = factories.reporter()
    rest = snapshot.candidates.probably_not_checkable()
    last = max(rest.values_list("pk", flat=True))
    candidates.reject(snapshot.candidates.get(exact=HOPE).pk, factories.reporter())
    with pytest.raises(Refused, match="Look at the rest again"):
        candidates.reject_rest(snapshot.pk, by, last, 3)
    # One that came later is not among them either.
    find(snapshot, statement("Good evening", TEXT))
    candidates.reject_rest(snapshot.pk, by, last, 2)
    assert exact(rest) == ["Good evening"]
    with pytest.raises(Refused):
        candidates.reject_rest(snapshot.pk, by, 0, 0)
    with pytest.raises(NotAllowed):
        candidates.reject_rest(snapshot.pk, factories.person(None), last, 1)


def test_what_a_person_marked_is_not_among_the_rest(snapshot: Snapshot) -> None:
    by, at = factories.reporter(), TEXT.index("Thank you very much")
    marked = editing.mark(snapshot.pk, by, at, at + len("Thank you"), FoundSpeaker.UNATTRIBUTED)
    assert marked.score is not None
    assert marked.score < PROBABLY_NOT
    assert "Thank you" not in exact(snapshot.candidates.probably_not_checkable())


def test_edited_words_have_a_score_of_their_own(snapshot: Snapshot) -> None:
    built = snapshot.candidates.get(exact=BUILT)
    start = built.places[0][0]
    edited = editing.edit(built.pk, factories.reporter(), start, start + len("We have built"))
    assert edited.score == assess("We have built").score != built.score


def test_a_text_in_another_language_has_no_score_and_comes_first() -> None:
    text = "قالت الوزيرة: بنينا 150 جسرا."
    snap = factories.snapshot(text)
    marked = editing.mark(snap.pk, factories.reporter(), 14, 20)
    assert (marked.score, marked.score_model) == (None, "")
    assert exact(snap.candidates.waiting().by_score()) == [marked.exact]
    assert scoring.score_again() == 0


def test_those_without_a_score_or_with_another_models_are_scored_again(snapshot: Snapshot) -> None:
    with acting(None):
        snapshot.candidates.filter(exact=FELL).update(score=None, score_model="")
        snapshot.candidates.filter(exact=BUILT).update(score=0.5, score_model="0")
    assert scoring.score_again() == 2
    assert exact(snapshot.candidates.by_score()[:2]) == [FELL, BUILT]
    assert scoring.score_again() == 0
