"""Corrections suggested by readers (anybody, a few at a time) and settled by an editor."""

from datetime import timedelta

from django.db import connection
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from claims.locking import refuse_settled
from claims.models import Publication, ReaderCorrection
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import User
from newsroom.verbs import permitted

MOST = 5000  # code points
MOST_FROM_ADDRESS = 5  # within an hour
MOST_ON_CLAIM = 30  # within a day


def send(claim_id: int, words: str, contact: str, sender: str) -> ReaderCorrection:
    """On a claim that the public may read; ``sender`` identifies the reader's address."""
    words = words.strip()
    if len(words) > MOST:
        raise Refused(_("This is too long. Use at most %(most)s characters."), most=MOST)
    with acting(None):
        publication = Publication.objects.readable().filter(claim=claim_id).first()
        if publication is None:
            raise Refused(_("No public claim has this number."))
        _wait_for_others(sender, claim_id)
        sent = ReaderCorrection.objects.filter
        recent = sent(sender=sender, sent_at__gt=Now() - timedelta(hours=1))
        if recent.count() >= MOST_FROM_ADDRESS:
            raise Refused(
                _("That is as many as we take from one address in an hour. Try again later."),
                rule="suggestions_from_one",
            )
        if sent(claim=claim_id, sent_at__gt=Now() - timedelta(days=1)).count() >= MOST_ON_CLAIM:
            raise Refused(
                _("We have more suggestions on this claim than we can read today. Thank you."),
                rule="suggestions_of_one",
            )
        made = ReaderCorrection(
            claim_id=claim_id,
            publication=publication,
            words=words,
            contact=contact.strip(),
            sender=sender,
        )
        made.full_clean()
        made.save()
        return made


def _wait_for_others(sender: str, claim_id: int) -> None:
    """Until those that this sender, or anybody on this claim, is sending now are counted."""
    with connection.cursor() as cursor:
        for key in (f"sender {sender}", f"claim {claim_id}"):
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtext('reader corrections'), hashtext(%s))", [key]
            )


def settle(suggestion_id: int, by: User, note: str) -> ReaderCorrection:
    """Record what was done about it."""
    with permitted(by, "settle_correction", note):
        found = ReaderCorrection.objects.select_for_update(of=("self",)).get(pk=suggestion_id)
        refuse_settled(found)
        found.settled_by, found.settled_note = by, note.strip()
        found.settled_at = Now()
        found.save(update_fields=["settled_by", "settled_at", "settled_note"])
        found.refresh_from_db()
        return found
