"""Dossiers: a topic or event with an introduction and its claims in an order, signed by two."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.querysets import EditionQuerySet
from newsroom import texts
from newsroom.models import Approval, User
from newsroom.schema import check, key_to, optional_key_to, unique

MOST_CLAIMS = 200


class Dossier(models.Model):
    """What the public reads of it is its latest edition, unless it is offline."""

    slug = models.SlugField(_("name in addresses"), max_length=100)
    made_by = key_to(User, "dossiers_made", _("made by"))
    made_at = models.DateTimeField(_("made at"), db_default=Now())
    # One person takes it offline, at once; the next edition, signed by two, brings it back.
    offline_by = optional_key_to(User, "+", _("taken offline by"))
    offline_at = models.DateTimeField(_("offline since"), null=True, blank=True)
    offline_reason = models.TextField(
        _("why offline"), max_length=texts.REASON, blank=True, default="", db_default=""
    )

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        ordering = ["-pk"]
        constraints = [
            unique("dossier_slug_once", ("slug",), _("A dossier has this address already.")),
            check(
                "dossier_is_offline_for_a_reason",
                Q(offline_by__isnull=True, offline_at__isnull=True, offline_reason="")
                | Q(~Q(offline_reason=""), offline_by__isnull=False, offline_at__isnull=False),
                _("Say why the dossier goes offline."),
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class DossierEdition(models.Model):
    """Title, introduction and order of claims as two people signed them. Never changed or deleted.

    Number, day and signers are PostgreSQL's (``edition_guard``).
    """

    dossier = key_to(Dossier, "editions", _("dossier"))
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200)
    introduction = models.TextField(_("introduction"), max_length=texts.NOTE)
    language = models.CharField(_("language"), max_length=10)
    # Numbers, in their order.
    claims = ArrayField(models.BigIntegerField(), verbose_name=_("claims"))
    approval = models.OneToOneField(Approval, models.PROTECT, verbose_name=_("approval"))
    signed_at = models.DateTimeField(_("signed at"))
    # As they chose to be named then.
    signed_by = ArrayField(models.TextField(), default=list, verbose_name=_("signed by"))
    alone = models.BooleanField(_("one person"), default=False)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition of a dossier")
        verbose_name_plural = _("editions of dossiers")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint("dossier", "number", name="edition_number_once"),
            check(
                "edition_has_title_and_introduction",
                ~Q(title="") & ~Q(introduction=""),
                _("A dossier has a title and an introduction."),
            ),
            check(
                "edition_has_claims",
                Q(claims__len__gte=1, claims__len__lte=MOST_CLAIMS),
                _("A dossier has between 1 and 200 claims."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
