"""Readers who get letters, and who check what they saved: links made up, letters to others, honest files accused."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from django.core import signing
from django.test import Client

from claims.models import Claim, ReaderSending, Subscription
from claims.notifications import sending_limits, subscriptions
from claims.publication import publishing, speakers, takedowns
from claims.workflow import review
from newsroom import emails
from tests.attacks import state
from tests.attacks.newsroom import Newsroom
from tests.attacks.registry import Attempt, attack
from tests.attacks.web_access import NAMED
from tests.attacks.web_reports import Earlier
from tests.tools.test_verify import DIFFERS, run


@contextmanager
def any_link_and_any_number() -> Iterator[None]:
    """What a link says is believed, and nobody counts letters."""
    with (
        patch.object(emails, "value_of_link", lambda _salt, token, read: read(token.split(":")[0])),
        patch.object(sending_limits, "count", lambda *_arguments: 0),
    ):
        yield


@attack(
    "web",
    "letters to readers: confirmed or ended without the link, to one mailbox or from one network too often",
    guard=any_link_and_any_number,
)
def letters(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    n = newsroom.numbers
    row = Subscription.objects.get(pk=n["subscription"])

    def linked(what: str, token: str, method: str) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            client = Client(raise_request_exception=False)
            answer = getattr(client, method)(f"/letters/{what}/{token}/")
            if answer.status_code >= 500:
                return "an error of the server"
            found = Subscription.objects.filter(pk=row.pk).values_list("confirmed_at", "expires_at")
            return None if list(found) == [(row.confirmed_at, row.expires_at)] else "it was changed"

        return run

    salts = [subscriptions._salt(what) for what in subscriptions.LINKS]
    tokens = [f"{row.code}:{'x' * 43}", f"{row.code}:", signing.Signer(salt="x").sign(str(row.code)),
              signing.Signer(key="x", salt=salts[0]).sign(str(row.code)), emails.link_token(salts[0], row.pk)]  # fmt: skip
    for what, own in zip(subscriptions.LINKS, salts, strict=True):
        for token in (
            *tokens,
            *(emails.link_token(salt, row.code) for salt in salts if salt != own),
        ):
            for method in ("get", "post"):
                yield Attempt(f"{method} {what} {token[:60]}", linked(what, token, method))
        # Mail programs follow links to check them.
        token = emails.link_token(own, row.code)
        yield Attempt(f"get {what}", linked(what, token, "get"))
    yield from too_many(newsroom)


def too_many(newsroom: Newsroom) -> Iterator[Attempt]:
    path = f"/follow/claim/{newsroom.numbers['signed']}/"

    def many(contact: Callable[[int], str], network: Callable[[int], str], most: int) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            before = ReaderSending.objects.count()
            taken = 0
            for number in range(most + 2):
                client = Client(raise_request_exception=False, REMOTE_ADDR=network(number))
                stamp = Earlier(60).sign(f"follow claim {newsroom.numbers['signed']}")
                answer = client.post(path, {"contact": contact(number), "stamp": stamp})
                taken += answer.status_code == 302
            if ReaderSending.objects.count() == before and taken <= most:
                newsroom.errors.append("no letter was requested")
            return f"{taken} letters" if taken > most else None

        return run

    one, other = (lambda _number: "203.0.113.7"), (lambda number: f"198.51.100.{number}")
    for name, contact in {
        "one mailbox": lambda _number: "one@reader.example",
        "one mailbox, its host in capitals": lambda number: (
            f"two@{'READER' if number % 2 else 'reader'}.example"
        ),
    }.items():
        run_ = many(contact, other, subscriptions.MOST_TO_ADDRESS)
        yield Attempt(name, run_, NAMED)
    run_ = many(lambda number: f"reader{number}@reader.example", one, 20)
    yield Attempt("many mailboxes from one network", run_, NAMED)


OTHER_WORDS = """
ALTER TABLE claims_publication DISABLE TRIGGER USER;
UPDATE claims_publication SET body = replace(body, 'bridges', 'tunnels')
"""


@attack("files", "honest files of this newsroom that the verifier would call forged", guard=OTHER_WORDS)  # fmt: skip
def honest(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    """After whatever may be done to a published claim, each file that the site offers is as published."""
    n = newsroom.numbers
    senior, editor = newsroom.person("senior"), newsroom.person("editor")

    def copy_of(claim: int) -> int:
        return Claim.objects.get(pk=claim).appearances.values_list("snapshot", flat=True)[0]

    def protected(claim: int) -> None:
        speakers.protect(Claim.objects.get(pk=claim).speaker_id, editor, "a witness", "Safety.")

    actions: dict[str, Callable[[int], object]] = {
        "nothing": lambda _claim: None,
        "held": lambda claim: publishing.hold(claim, editor, "legal", "A letter came."),
        "withdrawn": lambda claim: review.withdraw(claim, senior, "It was a hoax."),
        "reopened": lambda claim: review.reopen(claim, senior, "A second count.", "routine"),
        "taken down": lambda claim: takedowns.take_down(copy_of(claim), editor, "A court."),
        "protected": protected,
    }

    def attempt(action: Callable[[int], object], claim: int) -> Any:
        def judge(newsroom: Newsroom) -> list[str]:
            action(claim)
            return list(accused(newsroom))

        return judge

    for claim in ("signed", "full", "translated", "refuted"):
        for name, action in actions.items():
            yield Attempt(f"{claim}, {name}", attempt(action, n[claim]), frozenset(state.FACTS) | NAMED)  # fmt: skip


def accused(newsroom: Newsroom) -> Iterator[str]:
    """The files, of all that can be read, that the verifier calls other than published."""
    addresses = ["/api/v1/export/publications.ndjson", "/api/v1/changes/"]
    for claim in Claim.objects.order_by("pk").values_list("pk", flat=True):
        addresses += [f"/claims/{claim}/copy.json", f"/api/v1/claims/{claim}/"]
    with TemporaryDirectory() as folder:
        file = Path(folder) / "saved"
        for address in addresses:
            answer: Any = Client().get(address)
            if answer.status_code == 200:
                file.write_bytes(b"".join(answer))
                code, words = run(str(file))
                if code == DIFFERS:
                    yield f"{address}: {words[-300:]}"
