"""What is encrypted is read in its own place only."""

import json

import pytest

from claims.models import Webhook
from claims.notifications import webhooks
from newsroom import repeatable
from newsroom.encryption import seal, unseal
from newsroom.errors import Refused
from newsroom.models import RepeatableAnswer
from newsroom.repeatable import Answer
from tests import factories


@pytest.mark.parametrize("place", ["webhook 2", "answer 1", "", "webhook 1 "])
def test_a_value_can_not_be_read_in_another_place(place: str) -> None:
    sealed = seal("a secret", "webhook 1")
    assert unseal(sealed, "webhook 1") == "a secret"
    with pytest.raises(Refused) as refused:
        unseal(sealed, place)
    assert refused.value.rule == "secret_unreadable"


@pytest.mark.django_db
def test_a_webhooks_secret_can_not_be_read_as_an_answer_or_as_another_webhooks() -> None:
    owner, reporter = factories.senior(), factories.reporter()
    made, secret = webhooks.add(owner, "The desk", "https://hooks.example/a")
    other, _ = webhooks.add(owner, "Another", "https://hooks.example/b")
    assert unseal(made.secret, webhooks.secret_place(made.pk)) == secret
    with pytest.raises(Refused):
        unseal(made.secret, webhooks.secret_place(other.pk))
    repeatable.once(reporter, "mine", "0" * 64, lambda: Answer(201, {}))
    RepeatableAnswer.objects.filter(person=reporter).update(sealed_answer=made.secret)
    with pytest.raises(Refused) as refused:
        repeatable.once(reporter, "mine", "0" * 64, lambda: Answer(201, {}))
    assert secret not in str(refused.value)
    assert Webhook.objects.get(pk=made.pk).secret == made.secret


@pytest.mark.django_db
def test_a_kept_answer_holds_no_secret() -> None:
    person = factories.reporter()

    def do() -> Answer:
        return Answer(201, {"secret": ""}, secret={"secret": "whsec_abc"})

    assert repeatable.once(person, "k", "0" * 64, do).secret == {"secret": "whsec_abc"}
    again = repeatable.once(person, "k", "0" * 64, do)
    assert (again.is_repeated, again.secret, again.body) == (True, {}, {"secret": ""})
    kept = RepeatableAnswer.objects.get()
    assert json.loads(unseal(kept.sealed_answer, f"answer {person.pk} {'0' * 64} k"))[0] == {
        "secret": ""
    }
