"""Which of two copies of a text is the copy: what was logged the wrong way round is turned."""

from django.utils.translation import gettext as _

from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import User
from newsroom.permissions import require
from sources.models import Source


def turn_round(source_id: int, by: User) -> Source:
    """Make a copy the origin of the source that it was logged as a copy of.

    What that one itself was copied from, this one is copied from then. Raises Refused, NotAllowed.
    """
    require(by, "edit_source")
    with acting(by):
        seen = Source.objects.filter(pk=source_id).values_list("syndicated_from", flat=True).first()
        rows = Source.objects.select_for_update(of=("self",)).order_by("pk")
        locked: dict[int, Source] = {
            source.pk: source for source in rows.filter(pk__in=[source_id, seen or source_id])
        }
        copy = locked.get(source_id)
        origin = locked.get(copy.syndicated_from_id or 0) if copy else None
        if copy is None or origin is None:
            raise Refused(_("This source is not logged as a copy of another."))
        copy.syndicated_from_id, before = None, origin.syndicated_from_id
        copy.save(update_fields=["syndicated_from"])
        origin.syndicated_from = copy
        origin.save(update_fields=["syndicated_from"])
        if before is not None:
            copy.syndicated_from_id = before
            copy.save(update_fields=["syndicated_from"])
        return copy
