"""The quantities of imported claims, read by a job after their import.

Reading a claim takes about as long as storing it (0.3 ms), so an import that waited for it would be
half as fast, and it needs no order: the import leaves it to a job. A claim is left alone where somebody has changed it or given it quantities.
"""

from itertools import chain

from django.utils.translation import gettext as _

from claims.choices import Status
from claims.models import Claim, ImportRecord, ImportRun, Quantity
from newsroom.history import acting
from nlp.quantities import quantities

BATCH = 2_000  # claims of one transaction


def read_quantities(importrun_id: int, batch_of: int = BATCH) -> None:
    """Add the quantities of all claims of the import that are not read yet."""
    while _read_batch(importrun_id, batch_of):
        pass


def _read_batch(importrun_id: int, batch_of: int) -> bool:
    """One transaction; whether there was anything to read."""
    run = ImportRun.objects.select_related("requested_by").get(pk=importrun_id)
    with acting(run.requested_by, _("quantities of %(file)s") % {"file": run.file_name}):
        run = ImportRun.objects.select_for_update(no_key=True).get(pk=importrun_id)
        records = ImportRecord.objects.filter(run=run, line__gt=run.quantities_read_to)
        batch = list(records.order_by("line").values_list("line", "claim_id")[:batch_of])
        if not batch:
            return False
        claims = (
            Claim.objects.filter(pk__in=[claim for _line, claim in batch])
            .order_by("pk")
            .select_for_update(no_key=True, of=("self",))
        )
        untouched = [
            each for each in claims if each.status == Status.UNREVIEWED and each.revision == 1
        ]
        has_some = set(
            Quantity.objects.filter(claim__in=untouched).values_list("claim_id", flat=True)
        )
        Quantity.objects.bulk_create(
            chain.from_iterable(_of(each) for each in untouched if each.pk not in has_some),
            batch_size=5_000,
        )
        run.quantities_read_to = batch[-1][0]
        run.save(update_fields=["quantities_read_to"])
        return True


def _of(claim: Claim) -> list[Quantity]:
    found = quantities(claim.text, claim.said_to, claim.language)
    return [Quantity(claim=claim, **each.fields()) for each in found]
