"""Labels: a newsroom's own words for its conclusions, each for one pair of answers, added by two."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.choices import NUMBERED, Attribution, Status
from claims.models.review import CONCLUSIONS
from claims.querysets import LabelEditionQuerySet
from newsroom.models import Approval, User
from newsroom.schema import check, key_to, unique

# The scale of a number ends here, so that a typing error is seen.
HIGHEST = 100


class Label(models.Model):
    """What it says and stands for now is its latest edition."""

    slug = models.SlugField(_("name in addresses"), max_length=60)
    made_by = key_to(User, "labels_made", _("made by"))
    made_at = models.DateTimeField(_("made at"), db_default=Now())

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        ordering = ["slug"]
        constraints = [
            unique("label_slug_once", ("slug",), _("A label has this name in addresses already."))
        ]

    def __str__(self) -> str:
        return self.slug


class LabelEdition(models.Model):
    """A label as two people signed it. Never changed or deleted; number and day are PostgreSQL's.

    A proposal names the edition that was chosen, and its body repeats what that says.
    """

    label = key_to(Label, "editions", _("label"))
    number = models.PositiveIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=60)
    definition = models.CharField(_("definition"), max_length=500)
    # [{"language", "name", "definition"}], for other languages of the site than the newsroom's own.
    translations = models.JSONField(_("translations"), default=list, blank=True)
    attribution = models.CharField(_("attribution"), max_length=20, choices=Attribution)
    status = models.CharField(_("rating"), max_length=20, choices=CONCLUSIONS)
    # Its place on a scale; without one it is a word only.
    value = models.PositiveSmallIntegerField(_("number on the scale"), null=True, blank=True)
    worst = models.PositiveSmallIntegerField(_("lowest number"), null=True, blank=True)
    best = models.PositiveSmallIntegerField(_("highest number"), null=True, blank=True)
    # No further proposal may choose it.
    retired = models.BooleanField(_("retired"), default=False)
    approval = models.OneToOneField(Approval, models.PROTECT, verbose_name=_("approval"))
    signed_at = models.DateTimeField(_("signed at"))

    objects = LabelEditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition of a label")
        verbose_name_plural = _("editions of labels")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint("label", "number", name="label_edition_number_once"),
            check(
                "label_has_name_and_definition",
                Q(name__regex=r"\S") & Q(definition__regex=r"\S"),
                _("A label has a name and a definition."),
            ),
            check(
                "label_misattributed_is_unrated",
                ~Q(attribution=Attribution.MISATTRIBUTED) | Q(status=Status.UNRATED),
                _("A label for misattributed claims stands for “unrated”."),
            ),
            check(
                "label_number_is_on_its_scale",
                Q(value__isnull=True, worst__isnull=True, best__isnull=True)
                | Q(
                    value__isnull=False,
                    worst__isnull=False,
                    best__isnull=False,
                    worst__gte=1,
                    best__lte=HIGHEST,
                    best__gt=F("worst"),
                    value__gte=F("worst"),
                    value__lte=F("best"),
                ),
                _(
                    "Give the number with the lowest and the highest of its scale, which lie between 1"
                    " and 100; or none of the three."
                ),
            ),
            check(
                "label_without_a_rating_has_no_number",
                Q(value__isnull=True) | Q(status__in=NUMBERED),
                _("Only labels for verified, refuted and mixed claims have a number."),
            ),
            check(
                "label_number_fits_its_rating",
                Q(value__isnull=True)
                | Q(status=Status.VERIFIED, value=F("best"))
                | Q(~Q(status=Status.VERIFIED) & Q(value__lt=F("best"))),
                _(
                    "The highest number belongs to labels for verified claims, and to them alone:"
                    " whatever has a lower one admits that something is missing."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name
