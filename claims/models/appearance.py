"""Where a claim appears: its snapshots, the way by which it reached them, and the quotes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.choices import Directness, RelayKind
from claims.models.claim import Claim
from newsroom.schema import check, key_to, optional_key_to, unique
from sources.models import Snapshot, Speaker


class Appearance(models.Model):
    """The claim in one snapshot (schema.org's term)."""

    claim = key_to(Claim, "appearances")
    snapshot = key_to(Snapshot, "appearances", _("snapshot"))
    verb = models.CharField(_("verb"), max_length=60, blank=True)
    directness = models.CharField(_("directness"), max_length=10, choices=Directness)
    described_as = models.CharField(
        _("speaker described as"),
        max_length=500,
        blank=True,
        help_text=_("In the source's words."),
    )
    first_known = models.BooleanField(_("first known appearance"), default=False)
    translated_from = models.CharField(_("translated from"), max_length=12, blank=True)
    translated_by = models.CharField(_("translated by"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("appearance")
        verbose_name_plural = _("appearances")
        ordering = ["pk"]
        constraints = [
            unique(
                "appearance_once_per_snapshot",
                ("claim", "snapshot"),
                _("The claim already appears in this snapshot. Add the place to that appearance."),
            ),
            unique(
                "one_first_known_appearance",
                ("claim",),
                _("Another appearance is the first known one already."),
                Q(first_known=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} · {self.snapshot_id}"


class Relay(models.Model):
    """One hop by which the words reached us; position 1 is nearest to the origin."""

    claim = key_to(Claim, "+")
    appearance = models.ForeignKey(Appearance, models.CASCADE, related_name="relays")
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=20, choices=RelayKind)
    speaker = optional_key_to(Speaker, "relays", _("speaker"))
    description = models.CharField(_("description"), max_length=300, blank=True)
    verb = models.CharField(_("verb"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("relay")
        verbose_name_plural = _("relayed from")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint("appearance", "position", name="relay_position_once"),
            check(
                "relay_names_or_describes",
                Q(speaker__isnull=False) | ~Q(description=""),
                _("Name or describe who relayed it."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.speaker or self.description)


class Anchor(models.Model):
    """A quote's place in a snapshot, as W3C Web Annotation selectors.

    ``start`` and ``end`` count Unicode code points of the stored text; ``exact`` is the text
    between them, which PostgreSQL checks.
    """

    claim = key_to(Claim, "+")
    appearance = models.ForeignKey(
        Appearance, models.CASCADE, null=True, blank=True, related_name="anchors"
    )
    evidence = models.OneToOneField(
        "Evidence", models.CASCADE, null=True, blank=True, related_name="anchor"
    )
    snapshot = key_to(Snapshot, "anchors")
    exact = models.TextField(_("exact"))
    prefix = models.CharField(_("prefix"), max_length=64, blank=True)
    suffix = models.CharField(_("suffix"), max_length=64, blank=True)
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))

    class Meta:
        verbose_name = _("anchor")
        verbose_name_plural = _("anchors")
        ordering = ["start", "pk"]
        constraints = [
            check(
                "anchor_of_appearance_or_evidence",
                Q(appearance__isnull=False, evidence__isnull=True)
                | Q(appearance__isnull=True, evidence__isnull=False),
                _("An anchor belongs to an appearance or to evidence."),
            ),
            unique(
                "anchor_place_once",
                ("appearance", "start", "end"),
                _("This place is anchored already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exact[:60]} [{self.start}–{self.end}]"
