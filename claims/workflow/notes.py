"""Notes between colleagues on a claim: internal, never edited."""

import re
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from claims.choices import NoticeKind
from claims.locking import no_such_claim
from claims.models import Claim, Note
from claims.notifications import notices
from newsroom.errors import Refused
from newsroom.models import User
from newsroom.permissions import who_may
from newsroom.verbs import permitted

LONGEST = 10_000  # characters
# Django's user names, without the punctuation that ends a sentence.
MENTION = re.compile(r"(?<![\w@.])@(\w(?:[\w.@+-]*[\w+-])?)")


def mentioned(text: str) -> list[str]:
    """The user names after an @, each once."""
    return list(dict.fromkeys(MENTION.findall(text)))


def write(claim_id: int, by: User, text: str) -> Note:
    """Write a note on a claim in any state, and notify the colleagues it mentions.

    An @ before any other name, such as an account on a social network, is only text. The claim's
    revision does not count notes.
    """
    with permitted(by, "write_note"):
        text = text.strip()
        if len(text) > LONGEST:
            raise Refused(_("A note is at most %(most)d characters long."), most=LONGEST)
        claim = Claim.objects.filter(pk=claim_id).first()
        if claim is None:
            raise no_such_claim(claim_id)
        note = Note.objects.create(claim=claim, by=by, text=text)
        notices.notify(colleagues(mentioned(text)), NoticeKind.MENTIONED, claim, by, note)
        return note


def colleagues(names: Iterable[str]) -> QuerySet[User]:
    """Those of these user names who may read notes."""
    return who_may("read").filter(username__in=names)
