"""How every verb begins and ends: the claim's row locked, the seen revision compared, counted."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from claims.choices import EDITABLE, RelationState, Status
from claims.models import Authorship, Claim, Relation, Review
from newsroom.errors import Refused, Stale
from newsroom.history import acting
from newsroom.models import Event, User

# Columns that every change touches, or that say nothing to a person.
_NOISE = {"id", "claim_id", "review_id", "revision", "appearance_id", "snapshot_id"}


def lock(claim_ids: Iterable[int]) -> dict[int, Claim]:
    """Lock the claims' rows, lower numbers first (as everyone does, so nobody waits in a circle)."""
    claims = Claim.objects.filter(pk__in=set(claim_ids)).order_by("pk")
    return {claim.pk: claim for claim in claims.select_for_update(no_key=True, of=("self",))}


def neighbours(claim_ids: Iterable[int]) -> set[int]:
    """The claims at the other ends of decided relations, and the claims themselves."""
    ids = set(claim_ids)
    edges = Relation.objects.of(*ids).exclude(state=RelationState.SUGGESTED)
    for ends in edges.values_list("from_claim_id", "to_claim_id"):
        ids.update(ends)
    return ids


def lock_with_neighbours(*claim_ids: int) -> dict[int, Claim]:
    """Lock the claims and all that a relation joins to them, in one ascending pass."""
    while True:
        before = transaction.savepoint()
        wanted = neighbours(claim_ids)
        locked = lock(wanted)
        # With the claims locked no new relation of theirs can be decided; one may have been, just
        # before. Waiting for its other end now could be out of turn: let go and begin again.
        if neighbours(claim_ids) <= wanted:
            transaction.savepoint_commit(before)
            break
        transaction.savepoint_rollback(before)
    missing = set(claim_ids) - locked.keys()
    if missing:
        raise Refused(_("There is no claim %(number)s.") % {"number": min(missing)})
    return locked


def refuse_frozen(claim: Claim) -> None:
    """Raise Refused, saying who did what, unless the claim may be edited."""
    if claim.status not in EDITABLE:
        raise Refused(
            _(
                "The claim is %(status)s since %(who)s acted on it: what it says can't be edited."
                " Send it back or reopen it first."
            )
            % {"status": Status(claim.status).label, "who": last_actor(claim)},
            rule="claim_is_frozen",
        )


@contextmanager
def changing(
    claim_id: int, by: User | None, expected_revision: int | None = None, reason: str = ""
) -> Iterator[Claim]:
    """One transaction that changes one claim (and, through relations, its neighbours).

    ``expected_revision`` is the revision that the person saw; another one now raises :class:`Stale` with the
    differences. Raises Refused where a rule, here or in PostgreSQL, stands against it.
    """
    with acting(by, reason):
        claim = lock_with_neighbours(claim_id)[claim_id]
        check_revision(claim, expected_revision)
        yield claim
        count_revision(claim)


def check_revision(claim: Claim, expected_revision: int | None) -> None:
    if expected_revision is None or claim.revision == expected_revision:
        return
    differences = differences_since(claim.pk, expected_revision)
    last: dict[str, Any] = differences[-1] if differences else {"who": "?", "when": timezone.now()}
    raise Stale(
        _("%(who)s changed this claim at %(when)s, after you opened it. Nothing was overwritten.")
        % {
            "who": last["who"],
            "when": formats.date_format(timezone.localtime(last["when"]), "DATETIME_FORMAT"),
        },
        differences,
    )


def count_revision(claim: Claim) -> None:
    Claim.objects.filter(pk=claim.pk).update(revision=F("revision") + 1)
    claim.revision += 1


def differences_since(claim_id: int, revision: int) -> list[dict[str, Any]]:
    """What changed since the claim had this revision: dicts ``who when what field old new``."""
    events = Event.objects.about(claim_id)
    transactions = list(
        events.filter(
            table=Claim._meta.db_table, row=str(claim_id), new__revision__gt=revision
        ).values_list("transaction", flat=True)
    )
    found: list[dict[str, Any]] = []
    for event in events.filter(transaction__in=transactions):
        found += [
            {
                "who": event.actor or event.database_role,
                "when": event.at,
                "what": event.table.removeprefix("claims_"),
                "field": field,
                "old": old,
                "new": new,
            }
            for field, (old, new) in event.changes.items()
            if field not in _NOISE
        ]
    return found


def open_review(claim: Claim) -> Review | None:
    review: Review | None = claim.reviews.filter(state="open").first()
    return review


def record_author(claim: Claim, by: User) -> None:
    """Whoever changes what the open review's conclusion would say may not sign it."""
    review = open_review(claim)
    if review is not None:
        Authorship.objects.get_or_create(review=review, author=by, defaults={"claim": claim})


def last_actor(claim: Claim) -> str:
    """Who last acted on the claim, for a sentence to somebody who came later."""
    last = Event.objects.about(claim.pk).exclude(actor="").last()
    return last.actor if last else str(claim.added_by)


def sql_scalar(sql: str, *values: Any) -> Any:
    """The one value that a SQL function of ours answers."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row = cursor.fetchone()
    return row[0] if row else None
