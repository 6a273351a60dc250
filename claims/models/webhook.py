"""Webhooks, which receive each publication as it appears, and their deliveries."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.choices import ALWAYS_SENT, DeliveryState, PublicationEvent, WebhookState
from claims.models.publication import Publication
from claims.querysets import WebhookQuerySet
from newsroom import texts
from newsroom.addresses import no_credentials
from newsroom.models import User
from newsroom.schema import check, choice, key_to, optional_key_to, unique


class Webhook(models.Model):
    """Somebody else's address that each publication is sent to; ended, never deleted.

    ``secret`` signs the requests; it is encrypted with the server's SECRET_KEY, and deleted when the
    webhook ends. ``failing_since``: the first failure since the last success.
    """

    name = models.CharField(_("name"), max_length=100, help_text=_("Who receives it."))
    url = models.CharField(_("address"), max_length=2000)
    events = ArrayField(
        models.CharField(max_length=20, choices=PublicationEvent), verbose_name=_("events")
    )
    secret = models.TextField(_("secret"), blank=True)
    secret_since = models.DateTimeField(_("secret since"), db_default=Now())
    state = choice(_("state"), WebhookState.ACTIVE)
    state_reason = models.TextField(
        _("why it is paused or ended"), max_length=texts.REASON, blank=True
    )
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    added_by = key_to(User, "webhooks", _("added by"))
    added_at = models.DateTimeField(_("added at"), db_default=Now())

    objects = WebhookQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["-pk"]
        constraints = [
            check(
                "webhook_receives_removals",
                Q(events__contains=[event.value for event in ALWAYS_SENT]),
                _("A webhook receives at least reopened, withdrawn, hidden and taken_down."),
            ),
            check(
                "webhook_state_has_a_reason",
                Q(state=WebhookState.ACTIVE, state_reason="")
                | (~Q(state=WebhookState.ACTIVE) & ~Q(state_reason="")),
                _("Say why the webhook is paused or ended."),
            ),
            check(
                "webhook_has_its_secret",
                Q(state=WebhookState.ENDED, secret="")
                | (~Q(state=WebhookState.ENDED) & ~Q(secret="")),
                _("A webhook has a secret until it has ended."),
            ),
            no_credentials("webhook_url_without_credentials", "url"),
            unique(
                "webhook_address_once",
                ("url",),
                _("There is a webhook of this address already."),
                ~Q(state=WebhookState.ENDED),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One publication for one webhook, or a test of it (``publication`` empty)."""

    webhook = key_to(Webhook, "deliveries", _("webhook"))
    publication = optional_key_to(Publication, "deliveries", _("publication"))
    state = choice(_("state"), DeliveryState.WAITING)
    requested_at = models.DateTimeField(_("requested at"), db_default=Now())

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-pk"]
        constraints = [
            unique(
                "delivery_once",
                ("webhook", "publication"),
                _("This publication is being sent there already."),
            ),
        ]
        indexes = [models.Index(fields=["webhook", "-id"], name="delivery_of_webhook")]

    def __str__(self) -> str:
        return str(_("test") if self.publication_id is None else self.publication_id)


class DeliveryAttempt(models.Model):
    """One sending of a delivery and what was answered; append-only."""

    delivery = key_to(Delivery, "attempts", _("delivery"))
    at = models.DateTimeField(_("at"), db_default=Now())
    status = models.PositiveSmallIntegerField(_("the answer's status"), null=True, blank=True)
    sentence = models.TextField(_("in words"))

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.sentence
