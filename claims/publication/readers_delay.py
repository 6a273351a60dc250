"""The time between a publication and its e-mails and webhooks: what should not have been signed can be
taken offline before it is in places that we can't change.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models.functions import Now
from django.utils import timezone

from claims.models import Publication


def delay() -> timedelta:
    return timedelta(minutes=settings.READERS_DELAY_MINUTES)


def ends_at() -> datetime | None:
    """Of what is published now; None without a delay."""
    return timezone.now() + delay() if delay() else None


def last_number() -> int:
    """The latest publication that readers may be sent; 0 before the first."""
    numbers = Publication.objects.filter(published_at__lte=Now() - delay())
    # Numbers are given in the order of these times, which have an index.
    return numbers.order_by("-published_at").values_list("number", flat=True).first() or 0
