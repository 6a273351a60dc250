"""Ask web.archive.org to save a page, under the checks and limits of every other request.

Its interface: https://docs.google.com/document/d/1Nsv52MvSjbLb2PCpHlat0gkzw0EvtSgpKHu4mk0MnrA
(Save Page Now 2). Of its answers only the job's name and the copy's time are used.
"""

import json
import re
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext as _

from newsroom.errors import Refused
from sources.allowed_hosts import FetchFailed, destination
from sources.fetching import TEMPORARY
from sources.http_client import Answer, Client, Limits, system_resolver

LIMITS = Limits(seconds=60, idle_seconds=45, body=100_000)
JOB = re.compile(r"[A-Za-z0-9-]{1,200}\Z")
TIME = re.compile(r"[0-9]{14}\Z")
PROBLEM = re.compile(r"error:[a-z0-9-]{1,60}\Z")


def is_on() -> bool:
    return bool(settings.WEB_ARCHIVE_KEYS)


def start(address: str) -> str:
    """The archive's name for the job that saves the page. Raises FetchFailed, Refused."""
    body = urlencode({"url": address, "skip_first_archive": "1"}).encode()
    answer = _asked("POST", "", body)
    job = answer.get("job_id")
    if not isinstance(job, str) or not JOB.match(job):
        raise _refused(answer)
    return job


def time_of_copy(job: str) -> str:
    """When the page was saved (fourteen digits, UTC); empty while the archive is at work.

    Raises FetchFailed, Refused.
    """
    answer = _asked("GET", f"/status/{job}")
    if answer.get("status") == "pending":
        return ""
    time = answer.get("timestamp")
    if answer.get("status") != "success" or not isinstance(time, str) or not TIME.match(time):
        raise _refused(answer)
    return time


def copy_at(time: str, address: str) -> str:
    return f"https://web.archive.org/web/{time}/{address}"


def _asked(method: str, path: str, body: bytes = b"") -> dict[str, Any]:
    headers = {
        "Accept": "application/json",
        "Authorization": f"LOW {settings.WEB_ARCHIVE_KEYS}",
    }
    if body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    to = destination(settings.WEB_ARCHIVE_SAVE + path)
    answer = Client(LIMITS, system_resolver, None).ask(method, to, headers, body, LIMITS.body)
    _check_status(answer)
    try:
        found = json.loads(answer.body)
    except ValueError:  # also of what is not UTF-8
        found = None
    if not isinstance(found, dict):
        raise FetchFailed(
            _("The archive's answer can't be read. Try again later."),
            "archive_answer",
            temporary=True,
        )
    return found


def _check_status(answer: Answer) -> None:
    if answer.status == 200:
        return
    if answer.status in (401, 403):
        raise Refused(
            _(
                "The archive does not accept our keys. Whoever runs this server sets WEB_ARCHIVE_KEYS."
            )
        )
    sentence = _("The archive answered %(status)s. Try again later.") % {"status": answer.status}
    raise FetchFailed(
        sentence,
        "archive_status",
        temporary=answer.status in TEMPORARY,
        status=answer.status,
    )


def _refused(answer: dict[str, Any]) -> Refused:
    """Of the archive's own words only a short code is repeated."""
    code = answer.get("status_ext")
    if isinstance(code, str) and PROBLEM.match(code):
        return Refused(_("The archive could not save the page (%(code)s)."), code=code)
    return Refused(_("The archive could not save the page."))
