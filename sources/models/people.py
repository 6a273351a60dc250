"""Speakers, their aliases, roles and merges."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from newsroom.models import User
from sources.choices import UNPOOLED, SpeakerKind
from sources.querysets import AliasQuerySet, Fold, RoleQuerySet, SpeakerQuerySet


class Speaker(models.Model):
    """A person, organisation or group that says things, or someone a text does not name."""

    kind = models.CharField(_("kind"), max_length=20, choices=SpeakerKind)
    name = models.CharField(_("name"), max_length=300, blank=True)
    slug = models.SlugField(_("slug"), max_length=120, unique=True, null=True, blank=True)
    description = models.CharField(
        _("description"),
        max_length=500,
        blank=True,
        help_text=_("For the public, and all it sees of a protected speaker."),
    )
    protected = models.BooleanField(
        _("protected"),
        default=False,
        help_text=_("A victim, minor or private person: the public sees the description only."),
    )
    same_as = ArrayField(
        models.URLField(max_length=500),
        default=list,
        blank=True,
        verbose_name=_("same as"),
    )
    source = models.ForeignKey(
        "Source",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="own_speakers",
        verbose_name=_("source"),
        help_text=_("For anonymous, unattributed and article speakers: the one they belong to."),
    )

    objects = SpeakerQuerySet.as_manager()

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="speaker_belongs_to_a_source",
                condition=Q(
                    kind__in=UNPOOLED,
                    source__isnull=False,
                    slug__isnull=True,
                )
                | (~Q(kind__in=UNPOOLED) & Q(source__isnull=True)),
                violation_error_message=_(
                    "An anonymous, unattributed or article speaker belongs to one source and has"
                    " no page; any other belongs to none."
                ),
            ),
            models.CheckConstraint(
                name="speaker_is_named_or_described",
                condition=(Q(kind__in=UNPOOLED) & ~Q(description=""))
                | (~Q(kind__in=UNPOOLED) & ~Q(name="")),
                violation_error_message=_(
                    "Name the speaker, or describe one that the text does not name."
                ),
            ),
            models.CheckConstraint(
                name="protected_speaker_is_described",
                condition=Q(protected=False) | ~Q(description=""),
                violation_error_message=_(
                    "Describe the speaker before protecting: the description is all that stays."
                ),
            ),
            models.UniqueConstraint(
                "source",
                condition=Q(kind=SpeakerKind.ARTICLE),
                name="one_voice_per_article",
                violation_error_message=_("This source's own voice is a speaker already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.description

    @property
    def pooled(self) -> bool:
        return self.kind not in UNPOOLED


class Alias(models.Model):
    """A name by which a speaker is found; the speaker's own name is always one."""

    speaker = models.ForeignKey(
        Speaker, models.PROTECT, related_name="aliases", verbose_name=_("speaker")
    )
    name = models.CharField(_("name"), max_length=300)
    folded = models.GeneratedField(
        expression=Fold(F("name")), output_field=models.TextField(), db_persist=True
    )

    objects = AliasQuerySet.as_manager()

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "speaker",
                "folded",
                name="alias_once_per_speaker",
                violation_error_message=_("The speaker has this alias already."),
            ),
            models.CheckConstraint(
                name="alias_is_not_empty",
                condition=~Q(name=""),
                violation_error_message=_("An alias needs a name."),
            ),
        ]
        indexes = [
            GinIndex(OpClass(F("folded"), name="gin_trgm_ops"), name="alias_trigrams"),
            models.Index("folded", name="alias_folded"),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """A post at an organisation over a period, so that a statement shows the role held then."""

    speaker = models.ForeignKey(
        Speaker, models.PROTECT, related_name="roles", verbose_name=_("speaker")
    )
    title = models.CharField(_("title"), max_length=300)
    organisation = models.ForeignKey(
        Speaker,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name=_("organisation"),
    )
    period = DateRangeField(
        _("period"),
        default="(,)",
        help_text=_("First day to the day after the last; an end that is not known stays open."),
    )
    note = models.CharField(_("note"), max_length=500, blank=True)

    objects = RoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["speaker", "period", "pk"]
        constraints = [
            ExclusionConstraint(
                name="role_periods_apart",
                expressions=[
                    ("speaker", RangeOperators.EQUAL),
                    (Coalesce("organisation", 0), RangeOperators.EQUAL),
                    (Fold(F("title")), RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "The speaker holds this post in part of that period already."
                ),
            ),
            models.CheckConstraint(
                name="role_period_is_not_empty",
                condition=Q(period__isempty=False),
                violation_error_message=_("A role's period ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.organisation}" if self.organisation else self.title


class SpeakerMerge(models.Model):
    """The decision that two speakers are one. Queries resolve it; no row is repointed."""

    merged = models.ForeignKey(
        Speaker, models.PROTECT, related_name="merges", verbose_name=_("merged speaker")
    )
    into = models.ForeignKey(
        Speaker, models.PROTECT, related_name="merged_in", verbose_name=_("into")
    )
    reason = models.TextField(_("reason"))
    merged_by = models.ForeignKey(
        User, models.PROTECT, related_name="merges_made", verbose_name=_("merged by")
    )
    merged_at = models.DateTimeField(_("merged at"), db_default=Now())
    undone_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merges_undone",
        verbose_name=_("undone by"),
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        constraints = [
            models.UniqueConstraint(
                "merged",
                condition=Q(undone_at__isnull=True),
                name="merged_into_one",
                violation_error_message=_("This speaker is merged already. Undo that first."),
            ),
            models.CheckConstraint(
                name="merge_is_undone_by_someone",
                condition=Q(
                    undone_at__isnull=True,
                    undone_by__isnull=True,
                )
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                violation_error_message=_("An undone merge names who undid it, and when."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged} → {self.into}"
