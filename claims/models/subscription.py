"""Readers' e-mail addresses, for answers and for letters about pages that they follow."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.choices import SubscriptionKind
from newsroom.schema import check, unique


class Subscription(models.Model):
    """That a reader wants letters about something. Outside history; no page of the desk has it.

    ``subject``: the number of a claim, speaker or request, a slug, or a search's query.
    ``address`` is encrypted, ``address_hash`` a keyed hash of it. ``code`` names the row in links.
    """

    kind = models.CharField(max_length=10, choices=SubscriptionKind)
    subject = models.CharField(max_length=1000)
    address = models.TextField()
    address_hash = models.CharField(max_length=64)
    code = models.UUIDField(default=uuid.uuid4, unique=True)
    language = models.CharField(max_length=12)
    asked_at = models.DateTimeField(db_default=Now())
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # It is deleted then.
    expires_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    # Of a page that is followed: the last publication that was looked at, and the last letter.
    told_up_to = models.BigIntegerField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            unique(
                "subscription_once",
                ("kind", "subject", "address_hash"),
                _("This address gets these letters already."),
            ),
            check(
                "subscription_follows_from_a_publication",
                Q(kind=SubscriptionKind.REQUEST, told_up_to__isnull=True)
                | (~Q(kind=SubscriptionKind.REQUEST) & Q(told_up_to__isnull=False)),
                _("Letters about a page begin after a publication; an answer comes once."),
            ),
        ]
        indexes = [
            models.Index("expires_at", name="subscription_by_end"),
            models.Index(
                "told_up_to", condition=Q(confirmed_at__isnull=False), name="subscription_to_tell"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class ReaderSending(models.Model):
    """That something was sent just now, for the limits; deleted after a day.

    ``key``: a keyed hash of a network or an e-mail address, with what is counted.
    """

    key = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index("key", "at", name="reader_sending_by_key"),
            models.Index("at", name="reader_sending_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.at}"
