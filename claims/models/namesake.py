"""Names of protected speakers in publications, and claims that may say them."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.publication import Publication
from claims.models.review import Round
from newsroom.models import Approval, User
from newsroom.schema import key_to, optional_key_to
from sources.models import ProtectedName, Speaker


class Namesake(models.Model):
    """That a claim may say a name of a protected speaker.

    With an approval: two people recorded that another person of that name is meant. Without: whoever
    protected the speaker left public what was public; a text that is signed later takes two people.
    PostgreSQL sets ``round``, the signed text then in force, and ``recorded_at``.
    """

    claim = key_to(Claim, "namesakes")
    speaker = key_to(Speaker, "namesakes", _("protected speaker"))
    approval = optional_key_to(Approval, "+")
    round = optional_key_to(Round, "+")
    recorded_by = key_to(User, "namesakes_recorded", _("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now())

    class Meta:
        verbose_name = _("other person of a protected name")
        verbose_name_plural = _("other persons of protected names")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"#{self.claim_id}: {self.speaker}"


class ProtectedNameUse(models.Model):
    """A publication, of any day, that says a protected name. PostgreSQL's triggers write it."""

    publication = key_to(Publication, "protected_names")
    name = key_to(ProtectedName, "uses", _("protected name"))

    class Meta:
        verbose_name = _("use of a protected name")
        verbose_name_plural = _("uses of protected names")
        constraints = [
            models.UniqueConstraint("publication", "name", name="use_of_protected_name_once"),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id}: {self.name}"


class PublicationWords(models.Model):
    """The words of a publication, in sequence, by which it is searched for a name.

    PostgreSQL derives them once, and nothing changes them: withholding a publication or closing it
    doesn't touch their index.
    """

    publication = models.OneToOneField(
        Publication, models.PROTECT, primary_key=True, related_name="words"
    )
    words = ArrayField(models.TextField())

    class Meta:
        verbose_name = _("words of a publication")
        verbose_name_plural = _("words of publications")
        indexes = [GinIndex("words", name="words_of_publications", fastupdate=False)]

    def __str__(self) -> str:
        return str(self.publication_id)


class ClaimToShow(models.Model):
    """A claim to be looked at once more: may the public read it again?

    A protection began or ended, or an upgrade changed what is withheld; ``after_restore``: it was hidden while a
    restore blocked publishing. Until then it may stay withheld or hidden without another reason.
    """

    claim = models.OneToOneField(Claim, models.PROTECT, primary_key=True, related_name="+")
    after_restore = models.BooleanField(db_default=False, editable=False)

    class Meta:
        verbose_name = _("claim to show again")
        verbose_name_plural = _("claims to show again")

    def __str__(self) -> str:
        return f"#{self.claim_id}"
