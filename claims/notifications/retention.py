"""How long data about people are kept, by kind, and what removes them: one table, applied by one job.

What is signed, the history and what two people erase (``claims/workflow/erasures.py``) are not in it.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from claims.locking import sql_scalar
from claims.models import ErasureSearch
from claims.notifications import (
    notices,
    reader_letters,
    report_answers,
    sending_limits,
    subscriptions,
)
from newsroom import jobs, repeatable, sign_ins, tokens
from newsroom.history import acting
from newsroom.models import Policy

log = logging.getLogger(__name__)
ERASURE_SEARCHES = 30  # days
NOTICES = 365  # days; a guard lets none go before (claims/sql/desk.sql)


@dataclass(frozen=True)
class Kind:
    """``days``: after what ``what`` says. ``setting``: where another number is set; empty for none.

    ``readers``: whether it is about readers, and so on the page about how we work.
    """

    what: Any
    days: Callable[[], int]
    remove: Callable[[], Any]
    setting: str = ""
    readers: bool = False


def _policy(column: str) -> Callable[[], int]:
    return lambda: int(Policy.objects.values_list(column, flat=True).get(pk=1))


def erase_old_messages() -> None:
    """What readers wrote, in the history too; of the row, who decided what and when stays."""
    while _erase_some():
        pass


def _erase_some() -> int:
    with acting(None, str(_("old messages"))):
        return int(sql_scalar("SELECT erase_old_messages()"))


def remove_erasure_searches() -> None:
    before = timezone.now() - timedelta(days=ERASURE_SEARCHES)
    with acting(None, str(_("old searches for names"))):
        ErasureSearch.objects.filter(requested_at__lt=before).delete()


KINDS = (
    Kind(
        _("what readers report or send for checking, after our decision"),
        _policy("keep_messages"),
        erase_old_messages,
        "manage.py policy --keep-messages",
        readers=True,
    ),
    Kind(
        _("e-mail addresses left with an error report, after our decision"),
        lambda: settings.ERROR_REPORT_ADDRESS_DAYS,
        report_answers.delete_addresses,
        "ERROR_REPORT_ADDRESS_DAYS",
        readers=True,
    ),
    Kind(
        _("e-mail addresses that get our letters, unless renewed by a link in a letter"),
        lambda: subscriptions.KEPT.days,
        reader_letters.tidy,
        readers=True,
    ),
    Kind(
        _("e-mail addresses that were not confirmed"),
        lambda: subscriptions.CONFIRMED_WITHIN.days,
        reader_letters.tidy,
        readers=True,
    ),
    Kind(
        _("hashes of network addresses, by which we limit how much is sent"),
        lambda: sending_limits.KEPT.days,
        sending_limits.forget,
        readers=True,
    ),
    Kind(
        _("sign-ins, also failed ones"),
        _policy("keep_sign_ins"),
        sign_ins.remove_old_sign_ins,
        "manage.py policy --keep-sign-ins",
    ),
    Kind(_("sessions that ended"), lambda: 1, sign_ins.remove_ended_sessions),
    Kind(_("API tokens that expired"), lambda: tokens.KEPT_DAYS, tokens.remove_expired),
    Kind(_("answers to repeatable requests of programs"), lambda: 1, repeatable.remove_old),
    Kind(
        _("names of people to be erased that were looked for, and where they are"),
        lambda: ERASURE_SEARCHES,
        remove_erasure_searches,
    ),
    Kind(_("notices, seen or not"), lambda: NOTICES, notices.remove_old),
    Kind(_("finished jobs"), lambda: jobs.KEPT_DAYS["succeeded"], jobs.remove_old_jobs),
    Kind(
        _("jobs that failed or were cancelled"),
        lambda: jobs.KEPT_DAYS["failed"],
        jobs.remove_old_jobs,
    ),
)


def apply() -> None:
    """Remove whatever is older; one kind that fails keeps no other from it, and fails the job."""
    failures = []
    for remove in dict.fromkeys(kind.remove for kind in KINDS):
        try:
            remove()
        except Exception as error:
            log.exception("retention")
            failures.append(error)
    if failures:
        raise failures[0]
