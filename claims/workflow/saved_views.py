"""A person's saved views of the list of claims."""

from django.utils.translation import gettext as _

from claims.models import SavedView
from newsroom.errors import Refused
from newsroom.models import User
from newsroom.verbs import permitted
from sources import saving

MOST = 30  # of one person: they fill a row above the list
LONGEST = 2000  # characters of a query


def save(by: User, name: str, query: str) -> SavedView:
    with permitted(by, "use_desk"):
        if len(query) > LONGEST:
            raise Refused(_("This view has too many filters. Remove one."))
        User.objects.select_for_update(no_key=True, of=("self",)).get(pk=by.pk)
        if len(by.saved_views.values_list("pk")[:MOST]) == MOST:
            raise Refused(_("You have %(most)d views already. Remove one first."), most=MOST)
        view = SavedView(person=by, name=name.strip(), query=query)
        return saving.save(view, {}, exclude=["person", "name", "query"])


def remove(view_id: int, by: User) -> SavedView:
    """One's own view."""
    with permitted(by, "use_desk"):
        view = SavedView.objects.filter(pk=view_id, person=by).first()
        if view is None:
            raise Refused(_("This view is not yours."))
        view.delete()
        return view
