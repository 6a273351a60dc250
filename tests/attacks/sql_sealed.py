"""SQL of the application's role that moves what is encrypted into another row or column, to read it there."""

from collections.abc import Callable, Iterator
from random import Random
from typing import Any
from unittest.mock import patch

from cryptography.fernet import MultiFernet

from claims.models import Subscription, Webhook
from claims.notifications.subscriptions import address_place
from claims.notifications.webhooks import secret_place
from newsroom import encryption
from newsroom.errors import Refused
from newsroom.models import RepeatableAnswer
from tests import factories
from tests.attacks.newsroom import Newsroom
from tests.attacks.registry import Attempt, attack
from tests.attacks.sql_signed import copied
from tests.attacks.web_programs import ADDED
from tests.claims.api.writing import Script

REQUEST = {"text": "The minister said it."}
ANSWER = "newsroom_repeatableanswer"
UNREADABLE = "secret_unreadable"


def anywhere() -> Any:
    """A value is read wherever it stands."""
    keys = encryption._keys

    def of_all(place: str) -> Any:
        places = [place]
        places += [secret_place(pk) for pk in Webhook.objects.values_list("pk", flat=True)]
        places += [
            f"answer {each.person_id} {each.request_sha256} {each.key}"
            for each in RepeatableAnswer.objects.all()
        ]
        return MultiFernet([one for each in places for one in keys(each)._fernets])

    return patch.object(encryption, "_keys", of_all)


def attempt(statement: Any, read: Callable[[Newsroom], str | None]) -> Any:
    """An attempt's run: it succeeds if what the statement moved can be read there."""

    def run(newsroom: Newsroom) -> str | None:
        if newsroom.sql(statement):
            return None
        try:
            return read(newsroom)
        except Refused as refused:
            if refused.rule != UNREADABLE:
                newsroom.errors.append(refused.sentence)
            return None

    return run


def answered(script: Script, key: str = "one's own") -> Callable[[Newsroom], str | None]:
    """What the API answers to the same request again."""

    def read(newsroom: Newsroom) -> str | None:
        found: Any = script.post("sources/", REQUEST, key=key)
        if found.status_code == 422:
            raise Refused(
                found.content.decode(), UNREADABLE if b"SECRET_KEY" in found.content else ""
            )
        return f"{found.status_code} {found.content[:100]!r}"

    return read


def secret_of(webhook: int) -> Callable[[Newsroom], str]:
    def read(newsroom: Newsroom) -> str:
        found = Webhook.objects.get(pk=webhook)
        return encryption.unseal(found.secret, secret_place(found.pk))

    return read


def address(newsroom: Newsroom) -> str:
    found = Subscription.objects.get(pk=newsroom.numbers["subscription"])
    place = address_place(found.kind, found.subject, found.address_hash)
    return encryption.unseal(found.address, place)


@attack(
    "kernel", "sealed values moved into another row or column, to be read there", guard=anywhere
)
def sealed(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    n = newsroom.numbers
    other = factories.webhook().pk
    own = {name: Script(newsroom.person(name)) for name in ("editor", "reporter")}
    for script in own.values():
        answered(script)(newsroom)
    answered(Script(newsroom.person("senior")), "secret")(newsroom)
    secret = f"(SELECT secret FROM claims_webhook WHERE id = {n['hook']})"
    values = {
        "a colleague's answer": f"(SELECT sealed_answer FROM {ANSWER} WHERE key = 'secret')",
        "a webhook's secret": secret,
        "a reader's address": f"(SELECT address FROM claims_subscription WHERE id = {n['subscription']})",
        "an erasure": "(SELECT max(sealed) FROM claims_erasure)",
    }
    for what, value in values.items():
        for name, script in own.items():
            moved = f"UPDATE {ANSWER} SET sealed_answer = {value} WHERE person_id = {n[name]}"
            yield Attempt(f"{what} as an answer to {name}", attempt(moved, answered(script)), ADDED)
        moved = f"UPDATE claims_webhook SET secret = {value} WHERE id = {other}"
        yield Attempt(f"{what} as a webhook's secret", attempt(moved, secret_of(other)), ADDED)
        if "address" not in what:
            moved = f"UPDATE claims_subscription SET address = {value}"
            yield Attempt(f"{what} as a reader's address", attempt(moved, address), ADDED)
    for name, script in own.items():
        row = copied(newsroom, ANSWER, person_id=n[name])
        moved = row.replace(" ORDER", " WHERE key = 'secret' ORDER")
        run = attempt(moved, answered(script, "secret"))
        yield Attempt(f"the row of an answer for {name}", run, ADDED)
