"""Views of the list of claims that a person keeps, each with an address to give to others."""

from django.utils.translation import gettext as _

from claims.models import SavedView
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import User
from newsroom.permissions import require

MOST = 30  # of one person: they stand in a row over the list
LONGEST = 2000  # characters of a query


def save(by: User, name: str, query: str) -> SavedView:
    """Keep what the list's address asks for under a name. Raises Refused, NotAllowed."""
    require(by, "use_desk")
    if len(query) > LONGEST:
        raise Refused(_("This view asks for more than can be kept. Take a filter out."))
    with acting(by):
        User.objects.select_for_update(no_key=True, of=("self",)).get(pk=by.pk)
        if len(by.saved_views.values_list("pk")[:MOST]) == MOST:
            raise Refused(_("You keep %(most)d views already. Remove one first.") % {"most": MOST})
        view = SavedView(person=by, name=name.strip(), query=query)
        view.full_clean(validate_constraints=False, exclude=["person", "name", "query"])
        view.save()
        return view


def remove(view_id: int, by: User) -> None:
    """Of one's own. Raises Refused, NotAllowed."""
    require(by, "use_desk")
    with acting(by):
        found, _each = SavedView.objects.filter(pk=view_id, person=by).delete()
        if not found:
            raise Refused(_("This is not a view of yours."))
