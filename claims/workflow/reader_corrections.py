"""Corrections that readers suggest: sent by anybody, a few at a time; settled by an editor."""

from datetime import timedelta

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from claims.models import Publication, Suggestion
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import User
from newsroom.permissions import require

MOST = 5000  # code points
# So many within an hour from one address, and of one claim within a day.
FROM_ONE, OF_ONE = 5, 30


def send(claim_id: int, words: str, contact: str, sender: str) -> Suggestion:
    """Of a claim that the public may read; ``sender`` tells addresses apart. Raises Refused."""
    words = words.strip()
    if len(words) > MOST:
        raise Refused(_("This is too long. Say it in %(most)s characters.") % {"most": MOST})
    with acting(None):
        told = Publication.objects.readable().filter(claim=claim_id).first()
        if told is None:
            raise Refused(_("There is nothing public of this number."))
        ago = Suggestion.objects.filter
        if ago(sender=sender, sent_at__gt=Now() - timedelta(hours=1)).count() >= FROM_ONE:
            raise Refused(
                _("That is as many as we take from one address in an hour. Try again later."),
                rule="suggestions_from_one",
            )
        if ago(claim=claim_id, sent_at__gt=Now() - timedelta(days=1)).count() >= OF_ONE:
            raise Refused(
                _("We have more suggestions on this claim than we can read today. Thank you."),
                rule="suggestions_of_one",
            )
        made = Suggestion(
            claim_id=claim_id,
            publication=told,
            words=words,
            contact=contact.strip(),
            sender=sender,
        )
        made.full_clean()
        made.save()
        return made


def settle(suggestion_id: int, by: User, note: str) -> Suggestion:
    """Say what came of it. Raises Refused, NotAllowed."""
    require(by, "settle_correction")
    with acting(by, note):
        found = Suggestion.objects.select_for_update(of=("self",)).get(pk=suggestion_id)
        if found.settled_at is not None:
            raise Refused(
                _("%(who)s has settled this already: %(note)s")
                % {"who": found.settled_by, "note": found.settled_note}
            )
        found.settled_by, found.settled_note = by, note.strip()
        found.settled_at = Now()
        found.save(update_fields=["settled_by", "settled_at", "settled_note"])
        found.refresh_from_db()
        return found
