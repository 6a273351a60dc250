"""Searches that people of the newsroom save, and may follow by e-mail."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from newsroom.models import User
from newsroom.schema import check, key_to, unique


class SavedSearch(models.Model):
    """A named search.

    ``notified_up_to``: the last publication that its owner was notified of by e-mail; empty where they
    don't follow it.
    """

    person = key_to(User, "saved_searches")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("query"), max_length=2000, blank=True)
    of_working_claims = models.BooleanField(_("of working claims"), default=False)
    notified_up_to = models.BigIntegerField(_("notified up to publication"), null=True, blank=True)
    saved_at = models.DateTimeField(_("saved at"), db_default=Now())

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["name", "pk"]
        constraints = [
            unique(
                "search_name_once",
                ("person", "name"),
                _("You have a search of this name. Choose another."),
            ),
            check("search_has_a_name", ~Q(name=""), _("Name the search.")),
            check(
                "only_public_searches_are_mailed",
                Q(of_working_claims=False) | Q(notified_up_to__isnull=True),
                _("Only searches of published claims can be followed by e-mail."),
            ),
        ]
        indexes = [
            models.Index(
                "notified_up_to",
                condition=Q(notified_up_to__isnull=False),
                name="saved_search_mailed",
            ),
        ]

    def __str__(self) -> str:
        return self.name
