"""What readers send for checking (anybody, a few at a time), and what editors decide on it."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from claims.choices import NotChecked, ReaderRequestState, SubscriptionKind
from claims.locking import no_such_claim
from claims.models import Claim, ReaderRequest
from claims.notifications import reader_letters, sending_limits, subscriptions
from newsroom.choices import INVISIBLE
from newsroom.errors import Refused, too_long
from newsroom.history import acting
from newsroom.models import User
from newsroom.verbs import permitted
from sources.allowed_hosts import FetchFailed, destination
from sources.models import CaptureRequest

MOST = 2000  # code points
MOST_FROM_NETWORK = 5  # within an hour
MOST_NEW = 300  # within a day: as many as somebody may read
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
# Parameters of links by which readers' ways are followed.
_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|mc_[ce]id|igshid|si)\Z", re.IGNORECASE)
_PUNCTUATION = re.compile(
    r"(?<![0-9])[.,]|[.,](?![0-9])|(?<=\w)[-+\u2212]|[-+\u2212](?![0-9])|"
    r"[_!\"#&'()*/:;<=>?@\[\\\]^`{|}~\u00a1\u00a7\u00ab\u00b6\u00b7\u00bb\u00bf\u2010-\u2027\u2031-\u205e\u3001-\u3003\u3008-\u3011]"
)
_WORD = re.compile(r"[^\W_]+")


def send(what: str, contact: str, sender: str) -> ReaderRequest:
    """A statement or a link, sent by anybody; ``sender`` identifies the reader's network.

    ``contact`` gets the answer, once its owner has confirmed it; empty: nobody does. Raises Refused.
    """
    text, url = _read(what)
    key = key_of(text, url)
    with acting(None):
        sent = sending_limits.count(sending_limits.hashed("requests", sender), timedelta(hours=1))
        if sent >= MOST_FROM_NETWORK:
            raise Refused(
                _("That is as many as we take from one address in an hour. Try again later."),
                rule="requests_from_one_network",
            )
        sending_limits.wait(f"request {key}")
        waiting = ReaderRequest.objects.exclude(state=ReaderRequestState.DECLINED)
        found = waiting.filter(key=key).first()
        is_new_sender = not sending_limits.count(sending_limits.hashed("request", key, sender))
        if found is None:
            if sending_limits.count(sending_limits.hashed("new requests")) >= MOST_NEW:
                raise Refused(
                    _("We have more requests than we can read today. Please send it tomorrow."),
                    rule="requests_in_a_day",
                )
            found = ReaderRequest(text=text, url=url, key=key)
            found.full_clean(validate_unique=False)
            found.save()
        elif is_new_sender:
            ReaderRequest.objects.filter(pk=found.pk).update(senders=F("senders") + 1)
        if contact and settings.SENDS_EMAIL:
            language = get_language() or settings.LANGUAGE_CODE
            subscriptions.subscribe(SubscriptionKind.REQUEST, found.pk, contact, language)
        return found


def _read(what: str) -> tuple[str, str]:
    """The statement or the link, one of them empty."""
    # Lines stay; what is not seen, or turns the direction of writing, goes.
    lines = [re.sub(INVISIBLE, " ", line).strip() for line in what.splitlines()]
    text = "\n".join(lines).strip()
    if len(text) > MOST:
        raise too_long(MOST)
    if _LINK.fullmatch(text):
        try:
            return "", str(destination(text if "://" in text else f"https://{text}"))
        except FetchFailed as error:
            sentence = _("This is no address of a page. Paste the whole link, without a password.")
            raise Refused(sentence, rule=error.rule) from error
    if not _WORD.search(text):
        raise Refused(_("Write the statement, or paste a link."), rule="reader_request_has_words")
    return text, ""


def key_of(text: str, url: str) -> str:
    """The same for the same statement or page."""
    if url:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
        query = [pair for pair in parse_qsl(parts.query) if not _TRACKING.match(pair[0])]
        words = (
            f"link {host} {parts.port or ''} {parts.path.rstrip('/')} {urlencode(sorted(query))}"
        )
    else:
        words = f"text {' '.join(_folded(text).split())}"
    return hashlib.sha256(words.encode()).hexdigest()


def _folded(text: str) -> str:
    """Without case, accents and punctuation; a sign or a point of a number, and a unit, stay."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(each for each in plain if not unicodedata.combining(each)).casefold()
    return _PUNCTUATION.sub(" ", plain)


# What editors decide


@contextmanager
def deciding(request_id: int, by: User) -> Iterator[ReaderRequest]:
    """The request, locked; ``by`` is who decides on it."""
    with permitted(by, "decide_reader_request"):
        found = ReaderRequest.objects.select_for_update(of=("self",)).get(pk=request_id)
        yield found


def link(request_id: int, by: User, claim_id: int) -> ReaderRequest:
    """Answered by a claim: at once where that is public, else once it is."""
    with deciding(request_id, by) as found:
        if not Claim.objects.filter(pk=claim_id).exists():
            raise no_such_claim(claim_id)
        return decide(found, by, ReaderRequestState.LINKED, claim_id=claim_id)


def decline(request_id: int, by: User, reason: str, note: str) -> ReaderRequest:
    """Not checked; readers get the reason and the note."""
    if reason not in NotChecked:
        raise Refused(_("Choose why it is not checked."), rule="reader_request_has_its_outcome")
    with deciding(request_id, by) as found:
        return decide(
            found, by, ReaderRequestState.DECLINED, reason=reason, note=" ".join(note.split())
        )


def decide(
    found: ReaderRequest,
    by: User,
    state: ReaderRequestState,
    *,
    capture: CaptureRequest | None = None,
    claim_id: int | None = None,
    reason: str = "",
    note: str = "",
) -> ReaderRequest:
    """Record it of a locked request, and tell those who wait for it."""
    found.state, found.claim_id, found.reason, found.note = state, claim_id, reason, note
    found.capture = capture or found.capture
    found.decided_by, found.decided_at = by, Now()
    found.save(
        update_fields=[
            *("state", "capture", "claim", "reason", "note"),
            *("decided_by", "decided_at"),
        ]
    )
    found.refresh_from_db()
    reader_letters.enqueue_answers(found)
    return found
