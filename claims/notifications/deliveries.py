"""Sending publications to webhooks: signed as Standard Webhooks specifies, at least once.

A message holds what the public may read of a publication at the time of sending. Messages may
arrive out of order or twice: the number gives the order, the id identifies repetitions.
"""

import hashlib
import hmac
import json
import time
from base64 import b64decode, b64encode
from datetime import timedelta
from typing import Any, NotRequired, TypedDict

from django.utils import timezone
from django.utils.translation import gettext as _

from claims.choices import ALWAYS_SENT, DeliveryState, Standing, WebhookState
from claims.formats import json_objects
from claims.models import Delivery, DeliveryAttempt, Publication, Webhook
from claims.notifications.webhooks import PREFIX, secret_place
from claims.publication.addresses import address
from claims.publication.fields import stamp
from claims.transparency.log import current_checkpoint
from newsroom.encryption import unseal
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.jobs import TryAgain, enqueue
from sources.allowed_hosts import FetchFailed
from sources.http_post import send

ATTEMPTS = 8  # with the back-off in the settings: for a little more than a day
PAUSED_AFTER = timedelta(days=5)
GONE = 410


class Message(TypedDict):
    """``type`` is ``publication.`` and the event, or ``test``, whose ``data`` is empty. ``checkpoint`` is the
    last of the log that outsiders can check, if there is one; it may be one that lacks this publication.
    """

    type: str
    timestamp: str
    data: json_objects.Change | dict[str, Any]
    checkpoint: NotRequired[str]


def create_deliveries(publication_id: int) -> None:
    """A delivery for each webhook that receives this kind of publication; a second run makes none.

    Nor is one made of what was taken offline or withdrawn meanwhile: its removal has been sent.
    """
    with acting(None, _("a publication")):
        row = Publication.objects.only("number", "event", "claim", "withheld").get(
            pk=publication_id
        )
        if row.event not in ALWAYS_SENT and _is_removed(row):
            return
        for webhook in Webhook.objects.receiving(row.event).order_by("pk"):
            delivery, made = Delivery.objects.get_or_create(webhook=webhook, publication=row)
            if made:
                enqueue("claims.deliver", delivery_id=delivery.pk)


def _is_removed(row: Publication) -> bool:
    latest = Publication.objects.filter(claim=row.claim_id).current()
    removed = latest.filter(standing__in=(Standing.HIDDEN, Standing.WITHDRAWN))
    return row.withheld or removed.exists()


def deliver(delivery_id: int) -> None:
    """Send it, unless it is delivered already. Raises TryAgain, or Refused where that is useless."""
    delivery = Delivery.objects.select_related("webhook").get(pk=delivery_id)
    if delivery.state == DeliveryState.DELIVERED:
        return
    webhook = delivery.webhook
    if webhook.state == WebhookState.ENDED:
        raise Refused(_("This webhook has ended."))
    if webhook.state == WebhookState.PAUSED and delivery.publication_id is not None:
        raise Refused(_("The webhook is paused. Resume it, then send this again."))
    secret = _secret_of(webhook)
    try:
        status = _send(delivery, secret)
    except FetchFailed as failed:
        _record(delivery, None, failed.sentence)
        raise TryAgain(failed.sentence) from failed
    sentence = _sentence(status)
    _record(delivery, status, sentence)
    if status == GONE:
        _pause(webhook.pk, sentence)
        raise Refused(sentence)
    if not _is_accepted(status):
        raise TryAgain(sentence)


def mark_failed(sentence: str, delivery_id: int) -> None:
    """No attempt is left. A webhook that has accepted nothing for days is paused."""
    with acting(None, sentence):
        delivery = _locked(delivery_id)
        if delivery.state != DeliveryState.WAITING:
            return
        delivery.state = DeliveryState.FAILED
        delivery.save(update_fields=["state"])
        if not delivery.attempts.exists():
            DeliveryAttempt.objects.create(delivery=delivery, sentence=sentence)
    since = delivery.webhook.failing_since
    if since is not None and since <= timezone.now() - PAUSED_AFTER:
        reason = _("It has accepted nothing since %(day)s. The last answer: %(why)s")
        _pause(delivery.webhook_id, reason % {"day": since.date().isoformat(), "why": sentence})


def message(delivery: Delivery) -> Message:
    """The change as the API's ``changes/`` has it now, or a test."""
    if delivery.publication_id is None:
        return {"type": "test", "timestamp": stamp(delivery.requested_at), "data": {}}
    row: Any = Publication.objects.served().defer("search").get(pk=delivery.publication_id)
    sent: Message = {
        "type": f"publication.{row.event}",
        "timestamp": stamp(row.published_at),
        "data": json_objects.change(row, address("claim", row.claim_id)),
    }
    if checkpoint := current_checkpoint(row.number):
        sent["checkpoint"] = checkpoint
    return sent


def id_of(delivery: Delivery) -> str:
    """The same for every attempt and every webhook."""
    if delivery.publication_id is None:
        return f"test_{delivery.pk}"
    return f"publication_{delivery.publication_id}"


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """Standard Webhooks' ``v1``: HMAC-SHA256 of id, time and body, joined by full stops."""
    key = b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def _secret_of(webhook: Webhook) -> str:
    try:
        return unseal(webhook.secret, secret_place(webhook.pk))
    except Refused as refused:
        _pause(webhook.pk, refused.sentence)
        raise


def _send(delivery: Delivery, secret: str) -> int:
    body = json.dumps(message(delivery), ensure_ascii=False, separators=(",", ":")).encode()
    message_id, now = id_of(delivery), int(time.time())
    headers = {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(now),
        "webhook-signature": signature(secret, message_id, now, body),
    }
    return send(delivery.webhook.url, body, headers)


def _is_accepted(status: int | None) -> bool:
    return status is not None and 200 <= status < 300


def _sentence(status: int) -> str:
    if _is_accepted(status):
        sentence = _("Accepted (%(status)s).")
    elif 300 <= status < 400:
        sentence = _("It redirects (%(status)s), which is not followed. Change the address.")
    elif status == GONE:
        sentence = _("It is gone for good (%(status)s). Ask who runs it, then resume or end it.")
    else:
        sentence = _("It answered %(status)s.")
    return sentence % {"status": status}


def _record(delivery: Delivery, status: int | None, sentence: str) -> None:
    accepted = _is_accepted(status)
    with acting(None, sentence):
        now = _locked(delivery.pk)
        DeliveryAttempt.objects.create(delivery=now, status=status, sentence=sentence)
        if accepted:
            now.state = DeliveryState.DELIVERED
            now.save(update_fields=["state"])
        webhook = Webhook.objects.filter(pk=now.webhook_id).exclude(state=WebhookState.ENDED)
        if accepted:
            webhook.filter(failing_since__isnull=False).update(failing_since=None)
        else:
            webhook.filter(failing_since__isnull=True).update(failing_since=timezone.now())


def _locked(delivery_id: int) -> Delivery:
    locked = Delivery.objects.select_for_update(no_key=True, of=("self",))
    found: Delivery = locked.select_related("webhook").get(pk=delivery_id)
    return found


def _pause(webhook_id: int, reason: str) -> None:
    with acting(None, reason):
        Webhook.objects.filter(pk=webhook_id, state=WebhookState.ACTIVE).update(
            state=WebhookState.PAUSED, state_reason=reason
        )
