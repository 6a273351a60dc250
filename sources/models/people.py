"""Speakers, their aliases, roles and merges."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from newsroom import texts
from newsroom.addresses import validate_no_credentials, validate_web_address
from newsroom.models import User
from newsroom.names import visible
from newsroom.schema import check, key_to, optional_key_to, unique
from sources.choices import UNPOOLED, SpeakerKind
from sources.querysets import AliasQuerySet, AreWebAddresses, Fold, RoleQuerySet, SpeakerQuerySet


class Speaker(models.Model):
    """A person, organisation or group that says things, or someone a text does not name."""

    kind = models.CharField(_("kind"), max_length=20, choices=SpeakerKind)
    name = models.CharField(_("name"), max_length=300, blank=True)
    slug = models.SlugField(
        _("name in addresses"), max_length=120, unique=True, null=True, blank=True
    )
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
        models.URLField(max_length=500, validators=[validate_web_address, validate_no_credentials]),
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
            check(
                "speaker_belongs_to_a_source",
                Q(kind__in=UNPOOLED, source__isnull=False, slug__isnull=True)
                | (~Q(kind__in=UNPOOLED) & Q(source__isnull=True)),
                _(
                    "An anonymous, unattributed or article speaker belongs to one source and has"
                    " no page; any other belongs to none."
                ),
            ),
            visible("speaker_name_is_visible", "name"),
            models.CheckConstraint(
                name="same_as_are_web_addresses",
                condition=AreWebAddresses("same_as"),
                violation_error_message=_(
                    "Give web addresses that start with http:// or https://, without a user name or"
                    " password."
                ),
            ),
            check(
                "speaker_is_named_or_described",
                (Q(kind__in=UNPOOLED) & ~Q(description="")) | (~Q(kind__in=UNPOOLED) & ~Q(name="")),
                _("Name the speaker, or describe one that the text does not name."),
            ),
            check(
                "protected_speaker_is_described",
                Q(protected=False) | ~Q(description=""),
                _("Describe the speaker before protecting: the description is all that stays."),
            ),
            unique(
                "one_voice_per_article",
                ("source",),
                _("This source's own voice is a speaker already."),
                Q(kind=SpeakerKind.ARTICLE),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.description

    @property
    def pooled(self) -> bool:
        return self.kind not in UNPOOLED

    @property
    def erased(self) -> bool:
        """Whether the person's data were erased: only that gives a speaker such a slug."""
        return self.slug == f"erased-{self.pk}"


class Alias(models.Model):
    """A name by which a speaker is found; the speaker's own name is always one."""

    speaker = key_to(Speaker, "aliases", _("speaker"))
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
            unique(
                "alias_once_per_speaker",
                ("speaker", "folded"),
                _("The speaker has this alias already."),
            ),
            visible("alias_is_visible", "name"),
            check("alias_is_not_empty", ~Q(name=""), _("An alias needs a name.")),
        ]
        indexes = [
            GinIndex(OpClass(F("folded"), name="gin_trgm_ops"), name="alias_trigrams"),
            models.Index("folded", name="alias_folded"),
        ]

    def __str__(self) -> str:
        return self.name


class ProtectedName(models.Model):
    """A name of a protected speaker as words, for which every text that is published is searched.

    PostgreSQL's triggers write it. Names are only added while the speaker is protected.
    """

    speaker = key_to(Speaker, "protected_names", _("speaker"))
    words = models.TextField(_("words"))
    first_word = models.TextField()
    since = models.DateTimeField(_("since"), db_default=Now())

    class Meta:
        verbose_name = _("protected name")
        verbose_name_plural = _("protected names")
        constraints = [
            unique(
                "protected_name_once",
                ("speaker", "words"),
                _("The speaker is protected under this name already."),
            ),
        ]
        indexes = [models.Index("first_word", name="protected_name_first_word")]

    def __str__(self) -> str:
        return self.words


class Role(models.Model):
    """A post at an organisation over a period, so that a statement shows the role held then."""

    speaker = key_to(Speaker, "roles", _("speaker"))
    title = models.CharField(_("title"), max_length=300)
    organisation = optional_key_to(Speaker, "posts", _("organisation"))
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
            check(
                "role_period_is_not_empty",
                Q(period__isempty=False),
                _("A role's period ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.organisation}" if self.organisation else self.title


class SpeakerMerge(models.Model):
    """The decision that two speakers are one. Queries resolve it; no row is repointed."""

    merged = key_to(Speaker, "merges", _("merged speaker"))
    into = key_to(Speaker, "merged_in", _("into"))
    reason = models.TextField(_("reason"), max_length=texts.REASON)
    merged_by = key_to(User, "merges_made", _("merged by"))
    merged_at = models.DateTimeField(_("merged at"), db_default=Now())
    undone_by = optional_key_to(User, "merges_undone", _("undone by"))
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        constraints = [
            unique(
                "merged_into_one",
                ("merged",),
                _("This speaker is merged already. Undo that first."),
                Q(undone_at__isnull=True),
            ),
            check(
                "merge_is_undone_by_someone",
                Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                _("An undone merge names who undid it, and when."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged} → {self.into}"
