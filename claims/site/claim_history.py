"""What was published of a claim, change by change, for its page and its feed."""

import json
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from claims.choices import CORRECTING, PublicationEvent, ReasonKind
from claims.models import Erasure, Publication
from claims.presentation.changes import public_changes
from claims.presentation.chip import chip_text
from claims.presentation.prose import Row as Difference
from claims.presentation.supplements import added
from claims.publication.erased import erased_among
from claims.publication.point_in_time import Moment
from claims.publication.representation import ClaimBody
from claims.querysets.of_claim import RowsOfClaim
from claims.site.rows import COLUMNS

# Changes that are shown; the API has all of them.
MOST = 100
_LATEST_FIRST = Publication.objects.order_by("-number").only(*COLUMNS).served()
_OF_CLAIM = RowsOfClaim(_LATEST_FIRST, MOST)


@dataclass(frozen=True)
class Change:
    """A publication; ``before``: the last one that may be read, ``differences`` from it."""

    publication: Publication
    body: ClaimBody | None
    before: ClaimBody | None
    differences: list[Difference]
    erased: Erasure | None = None
    lost_relation: bool = False

    @property
    def reason(self) -> str:
        """Why it was reopened or, of a minor edit, changed."""
        return (self.body or {}).get("reason") or (self.before or {}).get("reason", "")

    @property
    def added(self) -> str:
        """What a supplement added, in sentences."""
        if self.publication.event != PublicationEvent.SUPPLEMENTED:
            return ""
        return added(self.before, self.body) if self.before and self.body else ""

    @property
    def happened(self) -> str:
        """What happened, in words."""
        return _("relation removed") if self.lost_relation else self.publication.get_event_display()

    @property
    def former_chip(self) -> str:
        """What it said before, if the answers are others now."""
        before, body = self.before or {}, self.body or {}
        is_new = any(before.get(key) != body.get(key) for key in ("attribution", "status"))
        return chip_text(before) if is_new and "status" in before else ""

    @property
    def is_correction(self) -> bool:
        return self._kind in CORRECTING

    @property
    def is_update(self) -> bool:
        return self._kind == ReasonKind.NEW_EVIDENCE

    @property
    def _kind(self) -> str:
        """What it was signed again for."""
        is_signing = self.publication.event == PublicationEvent.SIGNED
        return (self.body or {}).get("reason_kind", "") if is_signing else ""


def history_of(number: int, moment: Moment | None = None) -> list[Change]:
    """Every change of the published claim, latest first."""
    history: list[Change] = []
    before: ClaimBody | None = None
    latest: list[Any]
    if moment is None:
        latest = list(_OF_CLAIM(number))
    else:
        found = _LATEST_FIRST.filter(claim=number, number__lte=moment.number)
        latest = list(found[:MOST])
    erased = erased_among(each.number for each in latest if each.served is None)
    previous: Publication | None = None
    for publication in reversed(latest):
        body: ClaimBody | None = json.loads(publication.served) if publication.served else None
        differences = [] if before is None or not body else public_changes(before, body)
        lost = previous is not None and _lost_relation(previous, publication)
        history.append(
            Change(publication, body, before, differences, erased.get(publication.number), lost)
        )
        before, previous = body or before, publication
    return history[::-1]


def _lost_relation(before: Publication, after: Publication) -> bool:
    """Whether it was published for that. What is served of the earlier one may lack the relation, too."""
    if after.event != PublicationEvent.SUPPLEMENTED:
        return False
    had, has = (json.loads(each.body).get("relations", ()) for each in (before, after))
    return any(each not in has for each in had) and all(each in had for each in has)
