"""Reversing which of two sources is the copy of the other."""

from django.utils.translation import gettext as _

from newsroom.errors import Refused
from newsroom.models import User
from newsroom.verbs import permitted
from sources.models import Source


def reverse(source_id: int, by: User) -> Source:
    """Make a copy the origin of the source that it was logged as a copy of.

    If that source was a copy itself, the new origin is now the copy. Raises Refused, NotAllowed.
    """
    with permitted(by, "edit_source"):
        known = Source.objects.filter(pk=source_id)
        pair = [source_id, known.values_list("syndicated_from", flat=True).first() or source_id]
        rows = Source.objects.select_for_update(of=("self",)).order_by("pk")
        locked: dict[int, Source] = {source.pk: source for source in rows.filter(pk__in=pair)}
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
