"""Names of protected speakers in publications, and claims that may say them."""

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
