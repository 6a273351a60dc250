"""A person's saved views of the list of claims."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from newsroom.models import User
from newsroom.schema import check, key_to, unique


class SavedView(models.Model):
    """A named query of the list of claims; its address can be shared."""

    person = key_to(User, "saved_views")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("query"), max_length=2000)
    saved_at = models.DateTimeField(_("saved at"), db_default=Now())

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "pk"]
        constraints = [
            unique(
                "view_name_once",
                ("person", "name"),
                _("You have a view of this name. Choose another."),
            ),
            check(
                "view_has_a_name",
                ~Q(name="") & ~Q(query=""),
                _("Name the view, and choose what it shows first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
