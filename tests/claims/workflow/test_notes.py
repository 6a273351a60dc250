"""Notes between colleagues: never public, never changed; who is mentioned is told."""

import pytest

from claims.models import Claim, Note, Notice
from claims.workflow import notes
from newsroom.errors import Refused
from newsroom.models import Event
from tests import factories
from tests.claims import outsider
from tests.claims.admin.desk import at_the_desk, do, url_of, words

pytestmark = pytest.mark.django_db


def test_a_note_leaves_the_claim_as_it_was() -> None:
    claim, by = factories.signed_claim(), factories.reporter()
    note = notes.write(claim.pk, by, "  Who counted?  ")
    assert (note.text, note.by, note.claim_id) == ("Who counted?", by, claim.pk)
    assert Claim.objects.get(pk=claim.pk).revision == claim.revision
    event = Event.objects.of(note).get()
    assert (event.action, event.actor, event.new["text"]) == (
        "insert",
        by.get_username(),
        "Who counted?",
    )


def test_a_note_has_words() -> None:
    claim, by = factories.claim(), factories.reporter()
    with pytest.raises(Refused) as refused:
        notes.write(claim.pk, by, " \n ")
    assert refused.value.rule == "note_has_text"
    with pytest.raises(Refused, match="at most"):
        notes.write(claim.pk, by, "x" * (notes.LONGEST + 1))
    with pytest.raises(Refused, match="There is no claim 999"):
        notes.write(999, by, "Who counted?")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@ana see this", ["ana"]),
        ("See this, @ana.lopez-2. And @bo_b, @ana.lopez-2!", ["ana.lopez-2", "bo_b"]),
        ("(@ana)", ["ana"]),
        ("write to desk@example.org", []),
        ("twice @@ana, alone @ and @.", []),
        ("@Žofie", ["Žofie"]),
    ],
)
def test_who_is_mentioned(text: str, names: list[str]) -> None:
    assert notes.mentioned(text) == names


def test_colleagues_are_notified_and_any_other_handle_is_text() -> None:
    claim, by, ana = factories.claim(), factories.reporter(), factories.editor()
    outsider_ = factories.person(None)
    text = (
        f"@{ana.username}, and myself @{by.username}: @nobody.here posted it again,"
        f" and @{outsider_.username} too."
    )
    note = notes.write(claim.pk, by, text)
    assert note.text == text
    notice = Notice.objects.get()
    assert (notice.person, notice.kind, notice.note, notice.by) == (ana, "mentioned", note, by)


def test_notes_stand_on_the_page_of_their_claim() -> None:
    claim, by = factories.claim(), factories.reporter()
    client = at_the_desk(by)
    ana = factories.editor()
    sent = do(client, claim, "note", text=f"<b>Who</b> counted, @{ana.username}?")
    assert sent["Location"] == f"{url_of(claim)}#notes"
    note = Note.objects.get()
    assert note.text == f"<b>Who</b> counted, @{ana.username}?"
    page = words(client.get(url_of(claim)))
    assert f"Note added. Notified: {ana.username}." in page
    assert f"&lt;b&gt;Who&lt;/b&gt; counted, <b>@{ana.username}</b>?" in page
    # The message about it is at the top of the page, not at the notes.
    sent = do(client, claim, "note", text="Posted by @nobody.here")
    assert sent["Location"] == url_of(claim)
    page = words(client.get(url_of(claim)))
    assert "Note added. No colleague is called @nobody.here." in page
    assert "<p>Posted by @nobody.here</p>" in page


@pytest.mark.long
def test_no_outsider_reads_a_note() -> None:
    claim = factories.signed_claim()
    claims = [claim, factories.withdrawn_claim(), factories.claim_in_review()]
    for each in claims:
        notes.write(each.pk, factories.reporter(), "Xylophones among colleagues.")
    read = outsider.everything_read("xylophones")
    assert claim.text in read
    assert "ylophones" not in read
    assert "ylophones" not in words(at_the_desk(factories.person(None)).get("/"))
