"""Searches that people of the newsroom keep, and are told of."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from newsroom.models import User


class SavedSearch(models.Model):
    """A name for what a search's address asks for.

    ``told_to``: the last publication that its owner has been told of by e-mail; empty where they
    don't want to be told.
    """

    person = models.ForeignKey(User, models.PROTECT, related_name="saved_searches")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("what is asked for"), max_length=2000, blank=True)
    inside = models.BooleanField(_("of everything at work"), default=False)
    told_to = models.BigIntegerField(_("told up to publication"), null=True, blank=True)
    saved_at = models.DateTimeField(_("saved at"), db_default=Now())

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "person",
                "name",
                name="search_name_once",
                violation_error_message=_("You have a search of this name. Choose another."),
            ),
            models.CheckConstraint(
                name="search_has_a_name",
                condition=~Q(name=""),
                violation_error_message=_("Name the search."),
            ),
            models.CheckConstraint(
                name="only_public_searches_are_mailed",
                condition=Q(inside=False) | Q(told_to__isnull=True),
                violation_error_message=_(
                    "An e-mail leaves the house: only what is published is told in one."
                ),
            ),
        ]
        indexes = [
            models.Index("told_to", condition=Q(told_to__isnull=False), name="saved_search_mailed"),
        ]

    def __str__(self) -> str:
        return self.name
