"""Webhooks: registering, changing, pausing, ending and testing them, and sending something again.

The sending itself is a job: see ``claims.notifications.deliveries``.
"""

import secrets
from base64 import b64encode
from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext as _

from claims.choices import ALWAYS_SENT, DeliveryState, PublicationEvent, WebhookState
from claims.models import Delivery, Webhook
from newsroom.encryption import seal
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.jobs import SOON, enqueue
from newsroom.models import User
from newsroom.permissions import require
from newsroom.verbs import permitted
from sources.http_post import receiver

NOT_YET = "-"  # the secret, until the row has its number
PREFIX = "whsec_"  # as Standard Webhooks writes its secrets


def add(
    by: User, name: str, url: str, events: Collection[str] = tuple(PublicationEvent)
) -> tuple[Webhook, str]:
    """Register an address; returns the webhook and its secret, which is shown only this once.

    ``events``: what it receives besides removals, which it always receives.
    """
    require(by, "manage_webhooks")
    name, url = _checked_name(name), str(receiver(url))
    secret = _new_secret()
    with acting(by):
        made = Webhook.objects.create(
            name=name, url=url, events=_checked_events(events), secret=NOT_YET, added_by=by
        )
        made.secret = seal(secret, secret_place(made.pk))
        made.save(update_fields=["secret"])
    return made, secret


def secret_place(webhook_id: int) -> str:
    return f"webhook {webhook_id}"


def change(webhook_id: int, by: User, name: str, url: str, events: Collection[str]) -> Webhook:
    require(by, "manage_webhooks")
    name, url = _checked_name(name), str(receiver(url))
    with acting(by):
        webhook = _locked(webhook_id)
        webhook.name, webhook.url, webhook.events = name, url, _checked_events(events)
        webhook.save(update_fields=["name", "url", "events"])
        return webhook


def renew_secret(webhook_id: int, by: User) -> str:
    """A new secret, which is shown only this once; messages are signed with it from now on.

    What the receiver refuses until it knows the new secret is sent again.
    """
    require(by, "manage_webhooks")
    secret = _new_secret()
    with acting(by, _("a new secret")):
        webhook = _locked(webhook_id)
        # History leaves secrets out; the time shows that there is a new one.
        webhook.secret, webhook.secret_since = (
            seal(secret, secret_place(webhook_id)),
            timezone.now(),
        )
        webhook.save(update_fields=["secret", "secret_since"])
    return secret


def pause(webhook_id: int, by: User, reason: str) -> Webhook:
    """Send nothing until it is resumed; what is published meanwhile is not sent later."""
    with permitted(by, "manage_webhooks", reason):
        webhook = _locked(webhook_id)
        if webhook.state != WebhookState.ACTIVE:
            raise Refused(_("Only an active webhook can be paused."))
        webhook.state, webhook.state_reason = WebhookState.PAUSED, reason.strip()
        webhook.save(update_fields=["state", "state_reason"])
        return webhook


def resume(webhook_id: int, by: User) -> Webhook:
    with permitted(by, "manage_webhooks"):
        webhook = _locked(webhook_id)
        if webhook.state != WebhookState.PAUSED:
            raise Refused(_("Only a paused webhook can be resumed."))
        webhook.state, webhook.state_reason, webhook.failing_since = WebhookState.ACTIVE, "", None
        webhook.save(update_fields=["state", "state_reason", "failing_since"])
        return webhook


def end(webhook_id: int, by: User, reason: str) -> Webhook:
    """For good: its secret is deleted, the record of what was sent stays."""
    with permitted(by, "manage_webhooks", reason):
        webhook = _locked(webhook_id)
        webhook.state, webhook.state_reason, webhook.secret = WebhookState.ENDED, reason.strip(), ""
        webhook.save(update_fields=["state", "state_reason", "secret"])
        return webhook


def test(webhook_id: int, by: User) -> Delivery:
    with permitted(by, "manage_webhooks", _("a test")):
        webhook = _locked(webhook_id)
        made = Delivery.objects.create(webhook=webhook)
        enqueue("claims.deliver", priority=SOON, delivery_id=made.pk)
        return made


def redeliver(delivery_id: int, by: User) -> Delivery:
    """Send it again with the same id, as the public may read it now."""
    with permitted(by, "manage_webhooks", _("sent again")):
        locked = Delivery.objects.select_for_update(no_key=True, of=("self",))
        delivery: Delivery = locked.select_related("webhook").get(pk=delivery_id)
        if delivery.state == DeliveryState.WAITING:
            raise Refused(_("It is waiting to be sent already."))
        _refuse_ended(delivery.webhook)
        delivery.state = DeliveryState.WAITING
        delivery.save(update_fields=["state"])
        enqueue("claims.deliver", priority=SOON, delivery_id=delivery.pk)
        return delivery


def _locked(webhook_id: int) -> Webhook:
    found: Webhook = Webhook.objects.select_for_update(no_key=True, of=("self",)).get(pk=webhook_id)
    _refuse_ended(found)
    return found


def _refuse_ended(webhook: Webhook) -> None:
    if webhook.state == WebhookState.ENDED:
        raise Refused(_("This webhook has ended. Add another."), rule="webhook_ends_once")


def _checked_name(name: str) -> str:
    name = name.strip()
    if not name:
        raise Refused(_("Give the name of the receiver."))
    return name


def _checked_events(events: Collection[str]) -> list[str]:
    if unknown := set(events) - set(PublicationEvent):
        raise Refused(_("There is no event %(name)s."), name=min(unknown))
    return [event.value for event in PublicationEvent if event in {*events, *ALWAYS_SENT}]


def _new_secret() -> str:
    return PREFIX + b64encode(secrets.token_bytes(32)).decode()
