"""Letters to readers: confirmed by a link, of what is public when they are sent, and deleted in time."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone, translation

from claims.models import Claim, ReaderRequest, ReaderSending, Round, Subscription, Topic
from claims.notifications import (
    reader_letters,
    saved_searches,
    sending_limits,
    subscriptions,
)
from claims.publication import publishing
from claims.workflow import approvals, dossiers, reader_requests, review
from newsroom import emails
from newsroom.encryption import unseal
from newsroom.errors import Refused
from newsroom.models import Event
from tests import factories, sql, workers
from tests.claims import published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_no_hurry")]

READER = "reader@example.org"
LINK = re.compile(r"http\S+/letters/(\w+)/\S+")


def follow(path: str, contact: str = READER, client: Client | None = None) -> Any:
    client = client or Client()
    form = client.get(path)
    assert form.status_code == 200, path
    stamp = re.search(r'name="stamp" value="([^"]+)"', form.content.decode())
    assert stamp
    return client.post(path, {"contact": contact, "stamp": stamp[1]})


def links(letter: mail.EmailMessage) -> dict[str, str]:
    """The links of a letter to its reader's own pages, by what they do."""
    return {found[1]: urlsplit(found[0]).path for found in LINK.finditer(str(letter.body))}


def letters() -> list[mail.EmailMessage]:
    """Those that are due now, in order."""
    before = len(mail.outbox)
    reader_letters.enqueue_letters()
    workers.work_off()
    return mail.outbox[before:]


def confirmed(path: str) -> Subscription:
    assert follow(path).status_code == 302
    (letter,) = letters()
    assert Client().post(links(letter)["confirm"]).status_code == 200
    return Subscription.objects.get(confirmed_at__isnull=False)


def signed_again(claim: Claim, kind: str = "new_evidence") -> None:
    review.reopen(claim.pk, factories.senior(), "There is a second count.", kind)
    round_ = review.propose(claim.pk, factories.editor(), "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), round_.version)


# Subscribing


def test_an_address_is_confirmed_before_it_gets_anything() -> None:
    claim = factories.signed_claim()
    answer = follow(f"/follow/claim/{claim.pk}/")
    assert answer["Location"].endswith("?sent")
    (letter,) = letters()
    assert letter.to == [READER]
    # Anybody can enter anybody's address: the letter has no words of theirs or of the claim.
    assert claim.text not in letter.body
    signed_again(claim)
    assert letters() == []
    # Programs that follow links to check them confirm nothing.
    assert b"Confirm" in Client().get(links(letter)["confirm"]).content
    assert not Subscription.objects.exclude(confirmed_at=None).exists()
    Client().post(links(letter)["confirm"])
    (news,) = letters()
    assert claim.text in news.body
    assert f"/claims/{claim.pk}/" in news.body
    assert "verified" in news.body.lower() or "true" in news.body.lower()


def test_the_address_is_encrypted_and_in_no_history() -> None:
    claim = factories.signed_claim()
    confirmed(f"/follow/claim/{claim.pk}/")
    row = repr(Subscription.objects.values().get())
    assert "reader" not in row
    kept = Subscription.objects.get()
    place = subscriptions.address_place(kept.kind, kept.subject, kept.address_hash)
    assert unseal(kept.address, place) == READER
    for event in Event.objects.all():
        assert "subscription" not in event.table
        assert READER not in repr((event.old, event.new))


def test_a_second_form_with_the_same_address_tells_nothing_and_sends_nothing() -> None:
    claim = factories.signed_claim()
    path = f"/follow/claim/{claim.pk}/"
    confirmed(path)
    again = follow(path, "READER@example.org")
    assert (again.status_code, again["Location"]) == (302, f"{path}?sent")
    assert letters() == []
    assert Subscription.objects.count() == 1
    with sql.broken("subscription_once"):
        sql.run(
            "INSERT INTO claims_subscription (kind, subject, address, address_hash, code, language,"
            " expires_at, told_up_to) SELECT kind, subject, address, address_hash,"
            " gen_random_uuid(), language, expires_at, 1 FROM claims_subscription"
        )


def test_an_answer_comes_once_and_a_page_is_followed_from_a_publication_on() -> None:
    confirmed(f"/follow/claim/{factories.signed_claim().pk}/")
    sql.refused(
        "UPDATE claims_subscription SET told_up_to = NULL",
        by="subscription_follows_from_a_publication",
    )


def test_one_address_gets_few_letters_to_confirm(settings: Any) -> None:
    claims = [factories.signed_claim() for _each in range(subscriptions.MOST_TO_ADDRESS + 1)]
    answers = [
        follow(f"/follow/claim/{claim.pk}/", client=Client(REMOTE_ADDR=f"192.0.2.{number}"))
        for number, claim in enumerate(claims)
    ]
    assert [each.status_code for each in answers] == [302] * subscriptions.MOST_TO_ADDRESS + [400]
    assert b"This address gets no more e-mails from us today" in answers[-1].content
    assert len(letters()) == subscriptions.MOST_TO_ADDRESS
    # Under a new key an address is known by its old one.
    (known,) = subscriptions._hashes(READER)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "k" * 50, [settings.SECRET_KEY]
    assert subscriptions._hashes(READER)[1] == known != subscriptions._hashes(READER)[0]


@pytest.mark.parametrize("spelling", ['"{}"@{}', '"\\{}"@{}', "{}@{}"])
def test_each_spelling_of_an_address_is_the_same_mailbox(spelling: str) -> None:
    local, host = READER.split("@")
    assert emails.mailbox(spelling.format(local, host.upper())) == READER


@pytest.mark.parametrize(
    "address",
    ["a" * 65 + "@paper.example", '"a b"@paper.example', "a@" + "ñ" * 60 + ".example", "a@b"],
)
def test_an_address_that_no_letter_reaches_is_refused_at_once(address: str) -> None:
    claim = factories.signed_claim()
    answer = follow(f"/follow/claim/{claim.pk}/", contact=address)
    assert answer.status_code == 400
    assert "Enter a valid email address." in answer.content.decode()
    assert not Subscription.objects.exists()


def test_one_network_subscribes_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.site.following.MOST_FROM_NETWORK", 1)
    path = f"/follow/claim/{factories.signed_claim().pk}/"
    assert follow(path).status_code == 302
    answer = follow(path, "other@example.org")
    assert b"as many as we take from one address in a day" in answer.content
    # Requests and pages that are followed count together.
    for number in range(1, subscriptions.MOST_TO_ADDRESS):
        reader_requests.send("It rained.", READER, f"{number}")
    with pytest.raises(Refused, match="more e-mails"):
        reader_requests.send("It rained.", READER, "x")


def test_only_what_is_public_can_be_followed(settings: Any) -> None:
    hidden, unsigned = factories.signed_claim(), factories.proposed_claim()
    publishing.hold(hidden.pk, factories.senior(), "legal", "A letter came.")
    for path in (
        f"/follow/claim/{hidden.pk}/",
        f"/follow/claim/{unsigned.pk}/",
        f"/follow/speaker/{unsigned.speaker_id}/",
        "/follow/topic/none/",
        "/follow/dossier/none/",
        "/follow/request/1/",
        "/follow/claim/01/",
        "/follow/search/",
        "/follow/search/?x=1",
        "/follow/search/?status=whim",
    ):
        assert Client().get(path).status_code == 404, path
    settings.SENDS_EMAIL = False
    shown = factories.signed_claim()
    assert Client().get(f"/follow/claim/{shown.pk}/").status_code == 404
    assert "/follow/" not in Client().get(f"/claims/{shown.pk}/").content.decode()


# Letters about pages


def test_each_kind_of_page_is_followed() -> None:
    claim = factories.signed_claim(topics=[Topic.objects.create(slug="roads", name="Roads")])
    request = dossiers.add(
        factories.editor(), "bridges", "Bridges", "What was said.", [claim.pk], "en"
    )
    approvals.approve(request.pk, factories.senior())
    paths = [
        f"/follow/claim/{claim.pk}/",
        f"/follow/speaker/{claim.speaker_id}/",
        "/follow/topic/roads/",
        "/follow/dossier/bridges/",
        "/follow/search/?status=verified",
    ]
    for path in paths:
        assert follow(path).status_code == 302
    for letter in letters():
        Client().post(links(letter)["confirm"])
    assert letters() == []
    signed_again(claim)
    news = letters()
    assert len(news) == len(paths)
    assert all(claim.text in letter.body for letter in news)
    assert ["verified" in letter.body.split("You follow")[1] for letter in news].count(True) == 1


def test_a_subject_says_whose_letter_it_is_what_happened_and_who_said_it(settings: Any) -> None:
    settings.NEWSROOM_NAME = "The Paper"
    claim = factories.signed_claim(speaker=factories.speaker("Ana Nuñez"))
    assert follow(f"/follow/claim/{claim.pk}/").status_code == 302
    (first,) = letters()
    assert first.subject == "The Paper: Please confirm your address"
    assert "You asked The Paper for e-mails about a page of its site." in first.body
    Client().post(links(first)["confirm"])
    subjects = []
    for kind in ("our_error", "new_evidence", "routine"):
        signed_again(claim, kind)
        subjects += [each.subject for each in letters()]
        Subscription.objects.update(told_at=None)
    review.reopen(claim.pk, factories.senior(), "A third count.", "new_evidence")
    subjects += [each.subject for each in letters()]
    chip = "True · others’ reports only"
    assert subjects == [
        f"The Paper: Corrected: {chip}: Ana Nuñez",
        f"The Paper: Updated: {chip}: Ana Nuñez",
        f"The Paper: Signed again: {chip}: Ana Nuñez",
        f"The Paper: Under review again · last signed: {chip}: Ana Nuñez",
    ]


def test_what_is_new_and_what_is_much_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    speaker = factories.speaker("Ana Nuñez")
    factories.signed_claim(speaker=speaker)
    confirmed(f"/follow/speaker/{speaker.pk}/")
    factories.signed_claim(speaker=speaker)
    (news,) = letters()
    assert ": New: True · " in news.subject
    Subscription.objects.update(told_at=None)
    for _each in range(2):
        factories.signed_claim(speaker=speaker)
    (news,) = letters()
    assert news.subject.endswith(": 2 changes: Ana Nuñez")
    Subscription.objects.update(told_at=None)
    monkeypatch.setattr(saved_searches, "IN_ONE_MAIL", 2)
    for _each in range(4):
        factories.signed_claim(speaker=speaker)
    (news,) = letters()
    assert news.subject.endswith(": More than 2 changes: Ana Nuñez")
    assert "There is more:" in news.body


def test_every_page_of_a_letters_link_leads_back_to_what_is_followed() -> None:
    claim = factories.signed_claim(speaker=factories.speaker("Ana Nuñez"))
    found = confirmed(f"/follow/claim/{claim.pk}/")
    back = f'href="/claims/{claim.pk}/"'
    for what in ("confirm", "renew", "stop"):
        path = urlsplit(subscriptions.link(found, what)).path
        for answer in (Client().get(path), Client().post(path)):
            page = answer.content.decode()
            assert back in page, what
            assert f"laim {claim.pk}, Ana Nuñez" in page
    assert back not in Client().get(path).content.decode()  # deleted, and nothing knows of what


def test_a_page_brings_one_letter_a_day() -> None:
    claim = factories.signed_claim()
    confirmed(f"/follow/claim/{claim.pk}/")
    signed_again(claim)
    assert len(letters()) == 1
    signed_again(claim)
    assert letters() == []
    Subscription.objects.update(told_at=timezone.now() - timedelta(days=1, minutes=1))
    assert len(letters()) == 1
    assert letters() == []


def test_nothing_of_what_is_hidden_is_sent() -> None:
    claim = factories.signed_claim()
    confirmed(f"/follow/claim/{claim.pk}/")
    confirmed_search = follow("/follow/search/?status=verified")
    assert confirmed_search.status_code == 302
    (letter,) = letters()
    Client().post(links(letter)["confirm"])
    signed_again(claim)
    # Taken offline before the letters are sent.
    reader_letters.enqueue_letters()
    publishing.hold(claim.pk, factories.senior(), "legal", "A letter came.")
    before = len(mail.outbox)
    workers.work_off()
    assert mail.outbox[before:] == []
    assert letters() == []


def test_a_letter_waits_for_the_delay_and_is_not_sent_of_what_is_taken_offline_in_it(
    settings: Any,
) -> None:
    claim, other = factories.signed_claim(), factories.signed_claim()
    confirmed(f"/follow/claim/{claim.pk}/")
    follow(f"/follow/claim/{other.pk}/")
    (letter,) = letters()
    Client().post(links(letter)["confirm"])
    for each in (claim, other):
        signed_again(each)
    settings.READERS_DELAY_MINUTES = 15
    assert letters() == []
    # The page itself has it at once.
    assert b"There is a second count." in Client().get(f"/claims/{claim.pk}/").content
    # A job that was made early, such as by an earlier setting, sends nothing either.
    for found in Subscription.objects.all():
        reader_letters.mail_reader(found.pk)
        assert Subscription.objects.get(pk=found.pk).told_up_to == found.told_up_to
    assert mail.outbox[-1] is letter
    publishing.hold(other.pk, factories.senior(), "legal", "A letter came.")
    settings.READERS_DELAY_MINUTES = 0  # as if the time were over
    (news,) = letters()
    assert claim.text in news.body
    assert other.text not in news.body


def test_a_letter_is_in_the_readers_language_and_can_be_stopped_by_one_click() -> None:
    claim = factories.signed_claim()
    client = Client(headers={"Accept-Language": "es"})
    follow(f"/follow/claim/{claim.pk}/", client=client)
    with translation.override("en"):
        (letter,) = letters()
    assert "Confirme" in letter.subject or "confirme" in letter.subject
    Client().post(links(letter)["confirm"])
    signed_again(claim)
    (news,) = letters()
    assert news.subject.startswith("Mesa de verificación: Actualizada: Verdadero")
    headers = news.extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = urlsplit(headers["List-Unsubscribe"].strip("<>")).path
    # As a mail program does it: without a cookie or a form's token.
    program = Client(enforce_csrf_checks=True)
    assert program.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscription.objects.exists()
    assert b"deleted already" in Client().get(url).content
    assert Client().post(url).status_code == 200


@pytest.mark.parametrize("what", ["confirm", "renew", "stop"])
def test_a_link_does_only_what_it_is_for(what: str) -> None:
    found = confirmed(f"/follow/claim/{factories.signed_claim().pk}/")
    for other in {"confirm", "renew", "stop"} - {what}:
        token = urlsplit(subscriptions.link(found, other)).path.split("/")[3]
        answer = Client().post(f"/letters/{what}/{token}/")
        assert b"This link is incomplete." in answer.content
    assert Subscription.objects.filter(pk=found.pk).exists()
    assert Client().get(f"/letters/{what}/x:y/").status_code == 200
    assert Client().get("/letters/other/x/").status_code == 404


# The end


def test_what_is_not_confirmed_goes_after_a_week_and_what_is_not_extended_after_ninety_days() -> (
    None
):
    claim = factories.signed_claim()
    follow(f"/follow/claim/{claim.pk}/", "other@example.org")
    follow(f"/follow/claim/{claim.pk}/")
    _other, letter = letters()
    Client().post(links(letter)["confirm"])
    one, other = Subscription.objects.order_by("-confirmed_at")
    assert one.expires_at - timezone.now() < timedelta(days=7, minutes=1)
    assert timedelta(days=89) < other.expires_at - timezone.now() < timedelta(days=90, minutes=1)
    later(one, timedelta(days=7))
    with_link = links(_other)["confirm"]
    assert b"deleted already" in Client().post(with_link).content
    reader_letters.tidy()
    assert Subscription.objects.get() == other
    later(other, timedelta(days=84))
    reader_letters.tidy()
    (reminder,) = letters()
    assert "end soon" in reminder.subject
    reader_letters.tidy()
    assert letters() == []
    Client().post(links(reminder)["renew"])
    other.refresh_from_db()
    assert other.expires_at - timezone.now() > timedelta(days=89)
    later(other, timedelta(days=91))
    signed_again(claim)
    assert letters() == []
    reader_letters.tidy()
    assert not Subscription.objects.exists()


def later(found: Subscription, by: timedelta) -> None:
    """As if so much time had passed."""
    Subscription.objects.filter(pk=found.pk).update(expires_at=found.expires_at - by)


def test_counts_of_what_was_sent_go_after_a_day() -> None:
    reader_requests.send("It rained.", "", "a")
    assert ReaderSending.objects.exists()
    sending_limits.forget()
    assert ReaderSending.objects.exists()
    ReaderSending.objects.create(key="a" * 64, at=timezone.now() - timedelta(days=1, minutes=1))
    sending_limits.forget()
    assert not ReaderSending.objects.filter(key="a" * 64).exists()


def test_an_address_whose_key_is_gone_is_deleted(settings: Any) -> None:
    confirmed(f"/follow/claim/{(claim := factories.signed_claim()).pk}/")
    signed_again(claim)
    Subscription.objects.update(address="gAAAAA")
    assert letters() == []
    assert not Subscription.objects.exists()


# Answers to what was sent


def sent_for_checking(contact: str = READER) -> int:
    number = factories.reader_request(contact=contact).pk
    (letter,) = letters()
    Client().post(links(letter)["confirm"])
    assert letters() == []
    return number


def test_a_readers_answer_comes_when_the_claim_is_public_and_their_address_goes() -> None:
    number, editor = sent_for_checking(), factories.editor()
    claim = factories.proposed_claim()
    reader_requests.link(number, editor, claim.pk)
    assert letters() == []
    review.sign(claim.pk, factories.senior(), Round.objects.get(review__claim=claim).version)
    (answer,) = letters()
    assert claim.text in answer.body
    assert f"/claims/{claim.pk}/" in answer.body
    assert f"\n\n{emails.signature()}\n\n" in answer.body
    assert answer.to == [READER]
    assert not Subscription.objects.exists()


def test_an_answer_waits_for_the_delay_and_is_dropped_with_the_claim(settings: Any) -> None:
    number, claim = sent_for_checking(), factories.signed_claim()
    settings.READERS_DELAY_MINUTES = 15
    reader_requests.link(number, factories.editor(), claim.pk)
    assert letters() == []
    assert Subscription.objects.exists()
    publishing.hold(claim.pk, factories.senior(), "legal", "A letter came.")
    settings.READERS_DELAY_MINUTES = 0
    assert letters() == []
    assert Subscription.objects.exists()
    published.lift(claim)
    (answer,) = letters()
    assert claim.text in answer.body


def test_what_was_checked_already_is_answered_at_once() -> None:
    number, claim = sent_for_checking(), factories.signed_claim()
    reader_requests.link(number, factories.editor(), claim.pk)
    workers.work_off()
    assert claim.text in mail.outbox[-1].body
    # Whoever sends the same later hears it as soon as their address is confirmed.
    text = ReaderRequest.objects.get(pk=number).text
    reader_requests.send(text, "second@example.org", "b")
    (letter,) = letters()
    Client().post(links(letter)["confirm"])
    (answer,) = letters()
    assert answer.to == ["second@example.org"]
    assert claim.text in answer.body


def test_an_answer_comes_also_when_it_is_not_checked() -> None:
    number = sent_for_checking()
    reader_requests.decline(number, factories.editor(), "opinion", "It depends on taste.")
    (answer,) = letters()
    assert "We are not checking it." in answer.body
    assert "It is an opinion or a prediction" in answer.body
    assert "It depends on taste." in answer.body
    assert not Subscription.objects.exists()
    assert letters() == []


def test_a_claim_offline_or_under_review_again_is_no_answer() -> None:
    number, claim = sent_for_checking(), factories.signed_claim()
    publishing.hold(claim.pk, factories.senior(), "legal", "A letter came.")
    reader_requests.link(number, factories.editor(), claim.pk)
    assert letters() == []
    other = factories.signed_claim()
    review.reopen(other.pk, factories.senior(), "A second count.", "routine")
    reader_requests.link(number, factories.editor(), other.pk)
    assert letters() == []
    assert Subscription.objects.exists()


def test_an_answer_that_never_comes_is_not_waited_for_longer_than_ninety_days() -> None:
    number = sent_for_checking()
    later(Subscription.objects.get(), timedelta(days=90, minutes=1))
    reader_requests.decline(number, factories.editor(), "no_time", "")
    assert letters() == []
    reader_letters.tidy()
    assert not Subscription.objects.exists()
