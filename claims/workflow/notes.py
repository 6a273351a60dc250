"""Notes between colleagues on a claim: internal, never public, never changed."""

import re

from django.utils.translation import gettext as _

from claims.choices import NoticeKind
from claims.models import Claim, Note
from claims.notifications import notices
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import User
from newsroom.permissions import require, who_may

LONGEST = 10_000  # characters
# As Django lets people be called; what ends a sentence is not part of a name.
MENTION = re.compile(r"(?<![\w@.])@(\w(?:[\w.@+-]*[\w+-])?)")


def mentioned(text: str) -> list[str]:
    """The names after an @, each once, as they were written."""
    return list(dict.fromkeys(MENTION.findall(text)))


def write(claim_id: int, by: User, text: str) -> Note:
    """Write a note on a claim in whatever state, and tell whom it mentions.

    The claim is as it was: its revision does not count notes. Raises Refused, NotAllowed.
    """
    require(by, "write_note")
    text = text.strip()
    if len(text) > LONGEST:
        raise Refused(_("A note is at most %(most)d characters long.") % {"most": LONGEST})
    with acting(by):
        claim = Claim.objects.filter(pk=claim_id).first()
        if claim is None:
            raise Refused(_("There is no claim %(number)s.") % {"number": claim_id})
        people = _colleagues(mentioned(text))
        note = Note.objects.create(claim=claim, by=by, text=text)
        notices.notify(people, NoticeKind.MENTIONED, claim, by, note)
        return note


def _colleagues(names: list[str]) -> list[User]:
    """Raises Refused where nobody here is called so: the writer believes that somebody is told."""
    people = {each.username: each for each in who_may("read").filter(username__in=names)}
    unknown = [name for name in names if name not in people]
    if unknown:
        raise Refused(
            _("Nobody here is called @%(name)s. Look the name up, or write it without the @.")
            % {"name": unknown[0]},
            rule="note_mentions_colleagues",
        )
    return [people[name] for name in names]
