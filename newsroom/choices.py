from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What people may do; each role has the permissions of those before it."""

    REPORTER = "Reporter", _("Reporter")
    EDITOR = "Editor", _("Editor")
    SENIOR = "Senior editor", _("Senior editor")


class NoticeDelivery(models.TextChoices):
    """How a person learns that something waits for them."""

    MAIL = "mail", _("at the desk and by e-mail")
    DESK = "desk", _("at the desk only")
    NOT = "not", _("not at all")


class ApprovalKind(models.TextChoices):
    """What takes two people, besides signing a review: an editor and another, senior, editor."""

    LIFT_HOLD = "lift_hold", _("Lift a hold")
    LIFT_TAKEDOWN = "lift_takedown", _("Lift a takedown")
    SUPPLEMENT = "supplement", _("Supplement a signed claim")
    CORRECT = "correct", _("Minor edit of a signed claim")
    CHANGE_SPEAKER = "change_speaker", _("Change a published speaker")
    MERGE_SPEAKERS = "merge_speakers", _("Merge a published speaker")
    UNMERGE_SPEAKERS = "unmerge_speakers", _("Undo the merge of a published speaker")
    UNPROTECT_SPEAKER = "unprotect_speaker", _("End a speaker's protection")
    ANOTHER_PERSON = "another_person", _("Another person of a protected name")
    SIGN_DOSSIER = "sign_dossier", _("Sign a dossier")
    SIGN_LABEL = "sign_label", _("Add or change a label")
    # One's own key, approved by a senior editor.
    ENROL_KEY = "enrol_key", _("Enrol a signing key")
    # After a restore to a point behind the public log.
    OPEN_EPOCH = "open_epoch", _("Go on after a restore")
    # Also where the policy lets one person do what takes two.
    ERASE_PERSON = "erase_person", _("Erase a person's data")
    ERASE_SOURCE = "erase_source", _("Erase a source's text")
    ERASE_REPORT = "erase_report", _("Erase a reader's error report")
    ERASE_REQUEST = "erase_request", _("Erase a reader's request")
    # Two senior editors, neither of them the person concerned.
    GRANT_ROLE = "grant_role", _("Grant a role")
    MAKE_SUPERUSER = "make_superuser", _("Make somebody a superuser")
    REACTIVATE = "reactivate", _("Reactivate a person")
    RESET_SIGN_IN = "reset_sign_in", _("Reset a person's password and second factors")
    CHANGE_EMAIL = "change_email", _("Change a person's e-mail address")


PEOPLE_KINDS = (
    ApprovalKind.GRANT_ROLE,
    ApprovalKind.MAKE_SUPERUSER,
    ApprovalKind.REACTIVATE,
    ApprovalKind.RESET_SIGN_IN,
    ApprovalKind.CHANGE_EMAIL,
)


ERASING = (
    ApprovalKind.ERASE_PERSON,
    ApprovalKind.ERASE_SOURCE,
    ApprovalKind.ERASE_REPORT,
    ApprovalKind.ERASE_REQUEST,
)


class ApprovalOutcome(models.TextChoices):
    OPEN = "open", _("waiting for a second person")
    DONE = "done", _("done")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


class TokenScope(models.TextChoices):
    """What a token may be used for; never more than its owner may do."""

    READ = "read", _("Read working claims")
    ADD_SOURCES = "add_sources", _("Add sources")
    DRAFT = "draft", _("Write claims, decide on statements in the inbox, import")
    REVIEW = "review", _("Write evidence and replies")
    HOLD = "hold", _("Take claims offline")
    WEBHOOKS = "webhooks", _("Register webhooks")


# Of a name: control characters, and those that are not seen or change the direction of writing. The
# joiners of Arabic and Indic scripts are no such characters, nor are variation selectors.
INVISIBLE = (
    r"[\u0001-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    r"\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufff8]"
)


class SignInOutcome(models.TextChoices):
    SIGNED_IN = "signed_in", _("signed in")
    WRONG = "wrong", _("wrong password or name")
    INACTIVE = "inactive", _("deactivated")
    STOPPED = "stopped", _("not tried: too many failed before")


class Via(models.TextChoices):
    """The interface that a change came in through."""

    ADMIN = "admin", _("admin")
    API = "api", _("API")
    SITE = "site", _("site")
    COMMAND = "command", _("command")
    CLOCK = "clock", _("clock")
    JOB = "job", _("job")
    CODE = "code", _("code")
    SQL = "sql", _("SQL from outside")


# Separates username and service in Event.actor; usernames have no spaces.
BY_SERVICE = " via "


class JobNoteKind(models.TextChoices):
    """What happened to a job."""

    FAILED = "failed", _("failed; will be retried")
    GIVEN_UP = "given_up", _("failed for good")
    RETRIED = "retried", _("sent back to the queue")


class JobState(models.TextChoices):
    """Procrastinate's states, in words."""

    TODO = "todo", _("waiting")
    DOING = "doing", _("running")
    SUCCEEDED = "succeeded", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")
    ABORTED = "aborted", _("cut off")


class JobEventKind(models.TextChoices):
    """Procrastinate's events, in words."""

    DEFERRED = "deferred", _("put in the queue")
    STARTED = "started", _("started")
    DEFERRED_FOR_RETRY = "deferred_for_retry", _("put back in the queue")
    FAILED = "failed", _("failed for good")
    SUCCEEDED = "succeeded", _("done")
    CANCELLED = "cancelled", _("cancelled")
    ABORT_REQUESTED = "abort_requested", _("asked to stop")
    ABORTED = "aborted", _("cut off")
    RETRIED = "retried", _("sent back to the queue")
