"""People: the roles that they hold, how they sign in, and their tokens."""

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken

from newsroom.choices import NoticeDelivery, Role, SignInOutcome, TokenScope
from newsroom.names import visible
from newsroom.querysets import LookAlikeKey
from newsroom.schema import check, key_to, optional_key_to


class User(AbstractUser):
    """A person with a sign-in. Deactivated, never deleted: history outlives people."""

    # Rights come from roles (HeldRole) alone, never from Django's rows of groups and permissions.
    groups = None  # type: ignore[assignment]
    user_permissions = None  # type: ignore[assignment]
    is_staff = models.BooleanField(
        _("may open the desk"),
        default=False,
        help_text=_("With a role besides. Set when a person is invited."),
    )
    is_active = models.BooleanField(
        _("active"),
        default=True,
        help_text=_(
            "Without it the person can't sign in, and what they did stays. People are deactivated,"
            " never deleted."
        ),
    )
    is_superuser = models.BooleanField(
        _("superuser"),
        default=False,
        help_text=_(
            "Counts as a senior editor without that role, and may do no more: what takes two people"
            " takes two of superusers, too."
        ),
    )

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

    What is done with it is its person's. Where ``service`` names a program of the newsroom, the
    person is responsible for it, and what it writes counts as theirs all the same.
    PostgreSQL deletes a person's tokens with a change of their password and when they are
    deactivated (users.sql).
    """

    name = models.CharField(_("name"), max_length=100, help_text=_("What uses this token."))
    scopes = ArrayField(
        models.CharField(max_length=20, choices=TokenScope),
        verbose_name=_("scopes"),
        default=list,
    )
    service = models.CharField(
        _("service"),
        max_length=100,
        blank=True,
        db_default="",
        help_text=_(
            "A program of the newsroom that uses it, such as the CMS; empty for one's own."
        ),
    )
    # None: only the limit of the person.
    requests_a_minute = models.SmallIntegerField(_("requests a minute"), null=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        constraints = [
            check(
                "token_scopes_are_known",
                models.Q(scopes__len__gt=0, scopes__contained_by=TokenScope.values),
                _("Choose what the token may be used for."),
            ),
            check(
                "token_rate_is_positive",
                models.Q(requests_a_minute__isnull=True) | models.Q(requests_a_minute__gt=0),
                _("A token may be used at least once a minute."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.token_key}…)"


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
    # Of claims whose review policy asks for it, such as a legal read (claims.models.ReviewPolicy).
    second_sign_off = models.BooleanField(
        _("gives the second sign-off"), default=False, db_default=False
    )
    since = models.DateTimeField(_("since"), db_default=Now())
    # None: the owner of the database, by a command.
    granted_by = optional_key_to(User, "roles_granted", _("granted by"))
    approval = models.ForeignKey(
        "Approval", models.PROTECT, null=True, blank=True, verbose_name=_("approval")
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
        "Approval", models.PROTECT, null=True, blank=True, verbose_name=_("approval")
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
