"""The Method page, made from the definitions that the software itself uses."""

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext

from claims.choices import CONCLUDED, Attribution, RelationKind
from claims.formats.claimreview import scale
from claims.models import Epoch
from claims.notifications import retention
from claims.presentation import labels, log_stamps, review_policy
from claims.site.frame import public, show
from claims.transparency.policy import BadPolicy, read_file
from newsroom.approvals import one_person_is_enough
from newsroom.models import Policy

logger = logging.getLogger(__name__)


@public
def method(request: HttpRequest) -> HttpResponse:
    policy = review_policy.current()
    log = settings.SIGNED_LOG is not None
    witnessed, witnesses_known = None, True
    try:
        witnessed = read_file(settings.SIGNED_LOG_POLICY) if log else None
    except (BadPolicy, OSError):
        logger.exception("The file of witnesses (SIGNED_LOG_POLICY) can't be read.")
        witnesses_known = False
    context = {
        "log": log,
        "witnesses_known": witnesses_known,
        "witnesses": [each.key.name for each in witnessed.witnesses.values()] if witnessed else [],
        "stamps": log_stamps.of_the_log(),
        "lost": Epoch.objects.lost(),
        "quorum": witnessed.simple_quorum() if witnessed else None,
        "attributions": list(Attribution),
        "statuses": CONCLUDED,
        "relations": list(RelationKind),
        "one_person": one_person_is_enough(),
        "review_policy": policy,
        "review_policy_words": review_policy.in_words(policy),
        "policy": Policy.objects.filter(pk=1).first(),
        "labels": labels.shown(),
        "scale": scale(),
        "tallies": settings.SPEAKER_TALLIES,
        "corrections_policy": settings.CORRECTIONS_POLICY,
        "ownership": settings.NEWSROOM_OWNERSHIP,
        "funding": settings.NEWSROOM_FUNDING,
        "days": settings.ERROR_REPORT_DAYS,
        "retention": [
            (kind.what, _period(kind.days())) for kind in retention.KINDS if kind.readers
        ],
        "newsroom_url": settings.NEWSROOM_URL if settings.NEWSROOM_NAME else "",
    }
    return show(request, "site/method.html", context)


def _period(days: int) -> str:
    years, rest = divmod(days, 365)
    if years and not rest:
        return ngettext("%(number)s year", "%(number)s years", years) % {"number": years}
    return ngettext("%(number)s day", "%(number)s days", days) % {"number": days}
