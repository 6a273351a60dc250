"""Synonyms: terms that the newsroom's searches take for the same."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _

from newsroom.schema import check


class Synonyms(models.Model):
    """Terms of which a search for any finds the others, too: ACA, Obamacare. A row is never deleted."""

    terms = ArrayField(models.CharField(max_length=60), verbose_name=_("terms"))
    keys = models.GeneratedField(
        expression=Func("terms", function="folded_terms"),
        output_field=ArrayField(models.TextField()),
        db_persist=True,
    )
    in_use = models.BooleanField(_("in use"), default=True, db_default=True)

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ["pk"]
        constraints = [
            check(
                "synonyms_are_terms",
                Q(Func("terms", function="are_terms", output_field=models.BooleanField())),
                _(
                    "Give two to ten different terms, each of at most five words, without quotation"
                    " marks, commas or equals signs."
                ),
            )
        ]
        indexes = [GinIndex(fields=["keys"], name="synonyms_by_key", condition=Q(in_use=True))]

    def __str__(self) -> str:
        return " = ".join(self.terms)
