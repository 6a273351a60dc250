"""Capturing what a reader sent for checking. Nothing that a reader sends is fetched before."""

from django.utils.translation import gettext as _

from claims.capture import intake
from claims.choices import ReaderRequestState
from claims.models import ReaderRequest
from claims.workflow import reader_requests
from newsroom.errors import Refused
from newsroom.models import User


def capture(request_id: int, by: User) -> ReaderRequest:
    """The link is fetched, or the statement stored as a pasted text; what is found waits in the inbox."""
    with reader_requests.deciding(request_id, by) as found:
        if found.state != ReaderRequestState.OPEN:
            raise Refused(_("Somebody has decided on this request already."))
        start = intake.start_link if found.url else intake.start_paste
        request = start(by, found.url or found.text)
        return reader_requests.decide(found, by, ReaderRequestState.CAPTURED, capture=request)
