"""People, their tokens and approvals, the policy, the history of all changes, and jobs."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken
from procrastinate.contrib.django.models import ProcrastinateJob

from newsroom.choices import (
    ApprovalKind,
    ApprovalOutcome,
    JobNoteKind,
    NoticeDelivery,
    Role,
    SignInOutcome,
    TokenScope,
    Via,
)
from newsroom.names import visible
from newsroom.querysets import ApprovalQuerySet, EventQuerySet, JobQuerySet, LookAlikeKey
from newsroom.schema import check, choice, key_to, optional_key_to, unique


class User(AbstractUser):
    """A person with a sign-in. Deactivated, never deleted: history outlives people."""

    # Rights come from roles (HeldRole) alone, never from Django's rows of groups and permissions.
    groups = None  # type: ignore[assignment]
    user_permissions = None  # type: ignore[assignment]

    public_name = models.CharField(
        _("public name"),
        max_length=200,
        blank=True,
        help_text=_("As whom the public sees this person sign. Empty: not named."),
    )
    notice_delivery = models.CharField(
        _("notices are sent"),
        max_length=4,
        choices=NoticeDelivery,
        default=NoticeDelivery.MAIL,
        db_default=NoticeDelivery.MAIL,
    )

    class Meta(AbstractUser.Meta):
        constraints = [
            visible("person_name_is_visible", "public_name", "first_name", "last_name"),
            # Also where only letters of another script, case, accents or spaces differ.
            models.UniqueConstraint(
                LookAlikeKey("public_name"),
                name="public_name_once",
                condition=models.Q(is_active=True) & ~models.Q(public_name=""),
                violation_error_message=_(
                    "Another active person has this public name, or one that looks like it. Add an"
                    " initial."
                ),
            ),
            models.UniqueConstraint(
                LookAlikeKey("username"),
                name="username_once",
                violation_error_message=_(
                    "Somebody has this username, or one that looks like it. Choose another."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.get_username()


class ApiToken(AbstractAuthToken):
    """A named, expiring key to the API. Only its hash is stored; deleting it revokes it.

    PostgreSQL deletes a person's tokens with a change of their password and when they are
    deactivated (users.sql).
    """

    name = models.CharField(_("name"), max_length=100, help_text=_("What uses this token."))
    scopes = ArrayField(
        models.CharField(max_length=20, choices=TokenScope),
        verbose_name=_("scopes"),
        default=list,
    )

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        constraints = [
            check(
                "token_has_scopes",
                models.Q(scopes__len__gt=0, scopes__contained_by=TokenScope.values),
                _("Choose what the token may be used for."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.token_key}…)"


class Policy(models.Model):
    """One row of house rules, which only the owner's role can write (``manage.py policy``)."""

    one_person = models.BooleanField(
        _("one person is enough"),
        default=False,
        help_text=_(
            "A newsroom of one: one person may do what otherwise takes two, and it is shown."
        ),
    )
    drafters_may_sign = models.BooleanField(
        _("drafters may sign"),
        default=False,
        db_default=False,
        help_text=_("Whoever wrote a claim before its review may sign its conclusion."),
    )
    keep_sign_ins = models.PositiveIntegerField(
        _("days for which sign-ins are kept"), default=365, db_default=365
    )
    reason = models.TextField(_("reason"), blank=True)
    changed_at = models.DateTimeField(_("changed at"), db_default=Now())

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policy")
        constraints = [
            check("policy_is_one_row", models.Q(pk=1), _("There is one policy row, number 1.")),
            check(
                "sign_ins_are_kept_a_month",
                models.Q(keep_sign_ins__gte=30),
                _("Sign-ins are kept for at least 30 days."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("One person is enough") if self.one_person else _("Four eyes"))


class Event(models.Model):
    """One change of one row, written by PostgreSQL's triggers; append-only.

    ``old`` and ``new`` are rows as JSON, without long or secret columns; replaying the events of a
    row in order of ``id`` gives its present state.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("at"))
    transaction = models.BigIntegerField(_("transaction"))
    table = models.CharField(_("table"), max_length=63)
    row = models.CharField(_("row"), max_length=64)
    action = models.CharField(_("action"), max_length=6)
    old = models.JSONField(_("old values"), null=True, blank=True)
    new = models.JSONField(_("new values"), null=True, blank=True)
    about = ArrayField(models.BigIntegerField(), verbose_name=_("about"))
    actor_id = models.BigIntegerField(_("actor's number"), null=True, blank=True)
    actor = models.TextField(_("actor"))
    via = models.CharField(_("via"), max_length=10, choices=Via)
    reason = models.TextField(_("reason"))
    database_role = models.CharField(_("database role"), max_length=63)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("history")
        indexes = [
            models.Index("table", "row", "id", name="event_of_row"),
            GinIndex("about", name="event_about"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.table} {self.row}"

    @property
    def changes(self) -> dict[str, tuple[Any, Any]]:
        """Field -> (old, new), for the fields that differ."""
        old, new = self.old or {}, self.new or {}
        return {
            key: (old.get(key), new.get(key))
            for key in sorted(old.keys() | new.keys())
            if old.get(key) != new.get(key)
        }


class Approval(models.Model):
    """Something that takes two people: asked for by one, done by another, or declined."""

    kind = models.CharField(_("action"), max_length=20, choices=ApprovalKind)
    subject_id = models.BigIntegerField(_("subject's number"))
    payload = models.JSONField(_("what exactly"), default=dict)
    reason = models.TextField(_("reason"))
    requested_by = key_to(User, "approvals_requested", _("requested by"))
    requested_at = models.DateTimeField(_("requested at"), db_default=Now())
    outcome = choice(_("outcome"), ApprovalOutcome.OPEN)
    decided_by = optional_key_to(User, "approvals_decided", _("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)

    # The half of a code that whoever approved is shown once (password_links); never stored.
    code = ""

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ["-pk"]
        constraints = [
            check(
                "approval_decision_is_complete",
                models.Q(
                    outcome=ApprovalOutcome.OPEN, decided_by__isnull=True, decided_at__isnull=True
                )
                | (
                    ~models.Q(outcome=ApprovalOutcome.OPEN)
                    & models.Q(decided_by__isnull=False, decided_at__isnull=False)
                ),
                _("A decision names who decided, and when."),
            ),
            check("approval_has_a_reason", ~models.Q(reason=""), _("Give a reason.")),
            unique(
                "approval_open_once",
                ("kind", "subject_id"),
                _("The same request already waits for a second person. Decide that one first."),
                models.Q(outcome=ApprovalOutcome.OPEN),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.subject_id}"


class HeldRole(models.Model):
    """The role that a person holds: one at a time. Each grant is a new row."""

    person = models.OneToOneField(
        User,
        models.PROTECT,
        primary_key=True,
        related_name="held_role",
        verbose_name=_("person"),
    )
    role = models.CharField(_("role"), max_length=13, choices=Role)
    since = models.DateTimeField(_("since"), db_default=Now())
    # None: the owner of the database, by a command.
    granted_by = optional_key_to(User, "roles_granted", _("granted by"))
    approval = models.ForeignKey(
        Approval, models.PROTECT, null=True, blank=True, verbose_name=_("approval")
    )

    class Meta:
        db_table = "newsroom_role"
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            check("role_is_known", models.Q(role__in=Role.values), _("Choose one of the roles."))
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"


class PasswordLink(models.Model):
    """A one-time link with which a person sets their password; its code is kept as two hashes.

    Without an approval it is sent to the person's address. ``expires_at``: null until the code is
    complete.
    """

    person = key_to(User, "password_links", _("person"))
    # None: the person, at the sign-in page, or the owner of the database.
    requested_by = optional_key_to(User, "+", _("requested by"))
    approval = models.OneToOneField(
        Approval, models.PROTECT, null=True, blank=True, verbose_name=_("approval")
    )
    made_at = models.DateTimeField(_("made at"), db_default=Now())
    first_digest = models.CharField(max_length=64, blank=True)
    second_digest = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("password link")
        verbose_name_plural = _("password links")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class SignIn(models.Model):
    """A sign-in, or an attempt that failed; append-only, and removed after the policy's term."""

    at = models.DateTimeField(_("at"), db_default=Now())
    # None: nobody has the name that was given, which is not kept.
    person = optional_key_to(User, "sign_ins", _("person"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=SignInOutcome)
    network = models.CharField(
        _("network"), max_length=43, help_text=_("The address; of IPv6 its first 64 bits.")
    )
    user_agent = models.CharField(_("browser"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        indexes = [
            models.Index(fields=["person", "-id"], name="sign_in_of_person"),
            models.Index(fields=["at"], name="sign_in_at"),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.at}"


class CacheEntry(models.Model):
    """The table of Django's database cache: how often somebody tried to sign in, and codes used."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "newsroom_cache"

    def __str__(self) -> str:
        return self.cache_key


class Job(ProcrastinateJob):
    """A job in procrastinate's table, to be read; ``newsroom.jobs`` writes it."""

    objects = JobQuerySet.as_manager()  # type: ignore[assignment, misc]  # theirs only reads

    class Meta:
        proxy = True
        verbose_name = _("job")
        verbose_name_plural = _("jobs")

    def __str__(self) -> str:
        return f"{self.words} #{self.pk}"

    @property
    def words(self) -> str:
        """What it does, read off the task's name: claims.process_capture, Process capture."""
        name = self.task_name.rpartition(".")[2].replace("_", " ")
        return name[:1].upper() + name[1:]


class JobNote(models.Model):
    """Why an attempt at a job failed, or who retried it; removed with the job."""

    # A foreign key of the database deletes the notes with the job.
    job = models.ForeignKey(
        Job, models.DO_NOTHING, db_constraint=False, related_name="notes", verbose_name=_("job")
    )
    at = models.DateTimeField(_("at"), db_default=Now())
    kind = models.CharField(_("what happened"), max_length=10, choices=JobNoteKind)
    attempt = models.IntegerField(_("attempt"))
    sentence = models.TextField(_("in words"))
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, verbose_name=_("by"))

    class Meta:
        verbose_name = _("note on a job")
        verbose_name_plural = _("notes on jobs")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.sentence}"
