"""That a person has listened to the words of a transcript which nobody is known to have heard."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from newsroom.models import User
from newsroom.schema import key_to, unique
from sources.models import Snapshot, Speaker


class Listening(models.Model):
    """These words are in the recording, in the voice of this speaker: the claim's at that time.

    It holds for the place, whatever quotes it, and no longer once the claim has another speaker. Never
    changed; taken back by whoever may edit the claim, as long as that can be edited.
    """

    claim = key_to(Claim, "listenings", _("claim"))
    snapshot = key_to(Snapshot, "listenings", _("snapshot"))
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    speaker = key_to(Speaker, "listenings", _("speaker"))
    listened_by = key_to(User, "listenings", _("listened to by"))
    listened_at = models.DateTimeField(_("listened to at"), db_default=Now())

    class Meta:
        verbose_name = _("listening")
        verbose_name_plural = _("listenings")
        ordering = ["pk"]
        constraints = [
            unique(
                "listening_once",
                ("claim", "snapshot", "start", "end", "speaker"),
                _("These words are marked as listened to already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listened_by} · {self.claim_id}"
