"""Permissions: the least role for each action. ``docs/permissions.md`` shows the table.

Four-eyes rules (not your own proposal, not what you wrote) are in the verbs and in PostgreSQL; they
apply to everyone, superusers included.
"""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from newsroom.choices import Role
from newsroom.errors import NotAllowed
from newsroom.models import HeldRole, User

RANK = {Role.REPORTER: 1, Role.EDITOR: 2, Role.SENIOR: 3}

MAY: dict[str, Role] = {
    "read": Role.REPORTER,
    "add_source": Role.REPORTER,
    "add_claim": Role.REPORTER,
    "decide_candidate": Role.REPORTER,
    "suggest_relation": Role.REPORTER,
    "hold": Role.REPORTER,
    "write_note": Role.REPORTER,
    "declare_conflict": Role.REPORTER,
    "use_desk": Role.REPORTER,
    "make_token": Role.REPORTER,
    # Another person's; anyone may revoke their own.
    "revoke_token": Role.SENIOR,
    "revoke_key": Role.SENIOR,
    "edit_claim": Role.EDITOR,
    "edit_synonyms": Role.EDITOR,
    "edit_source": Role.EDITOR,
    "save_at_archive": Role.EDITOR,
    "edit_speaker": Role.EDITOR,
    "merge_speakers": Role.EDITOR,
    "protect_speaker": Role.EDITOR,
    "take_down": Role.EDITOR,
    "request_erasure": Role.EDITOR,
    "plan_claim": Role.EDITOR,
    "start_review": Role.EDITOR,
    # A reporter, of the review that is assigned to them.
    "write_review": Role.REPORTER,
    "ask_for_reply": Role.REPORTER,
    "assign_review": Role.EDITOR,
    "propose": Role.EDITOR,
    # A reporter, of the review that is assigned to them, where its policy lets reporters propose.
    "propose_own": Role.REPORTER,
    "withdraw_proposal": Role.EDITOR,
    "decide_relation": Role.EDITOR,
    "set_embargo": Role.EDITOR,
    "settle_check": Role.EDITOR,
    "settle_report": Role.EDITOR,
    "uphold_report": Role.SENIOR,
    "decide_reader_request": Role.EDITOR,
    "lift_conflict": Role.SENIOR,
    "request_approval": Role.EDITOR,
    "retry_job": Role.EDITOR,
    "import_claims": Role.EDITOR,
    "sign": Role.SENIOR,
    "send_back": Role.SENIOR,
    # Whoever gives the second sign-off, or is on the panel, of a proposal.
    "agree": Role.REPORTER,
    "reopen": Role.SENIOR,
    "withdraw": Role.SENIOR,
    "reinstate": Role.SENIOR,
    "decide_approval": Role.SENIOR,
    "permit_full_text": Role.SENIOR,
    "manage_webhooks": Role.SENIOR,
    "manage_people": Role.SENIOR,
}


def role_of(user: User | AnonymousUser | None) -> Role | None:
    """The person's role; a superuser counts as a senior editor. One query, then cached."""
    if user is None or isinstance(user, AnonymousUser) or not user.is_active:
        return None
    if user.is_superuser:
        return Role.SENIOR
    if not hasattr(user, "_role_kept"):
        if hasattr(user, "role_held"):  # from the backend, for the request's user
            held = user.role_held
        else:
            row: HeldRole | None = getattr(user, "held_role", None)
            held = row.role if row else None
        user._role_kept = Role(held) if held else None  # type: ignore[attr-defined]
    kept: Role | None = user._role_kept  # type: ignore[attr-defined]
    return kept


def may(user: User | AnonymousUser | None, action: str) -> bool:
    """Whether the person's role permits the action at all. Raises KeyError for an unknown action."""
    needed, held = MAY[action], role_of(user)
    return held is not None and RANK[held] >= RANK[needed]


def who_may(action: str) -> QuerySet[User]:
    """The active people whose role permits the action."""
    roles = [role for role in RANK if RANK[role] >= RANK[MAY[action]]]
    return User.objects.filter(Q(is_superuser=True) | Q(held_role__role__in=roles), is_active=True)


def who_gives_second_sign_off() -> QuerySet[User]:
    """The active people who give it, such as a legal read."""
    return User.objects.filter(is_active=True, held_role__second_sign_off=True)


def require(user: User, action: str) -> None:
    """Raises :class:`NotAllowed` unless the person's role permits the action."""
    if why_not := why_not_allowed(user, action):
        raise NotAllowed(why_not)


def why_not_allowed(user: User, action: str) -> str:
    """Why the person's role does not permit the action; empty where it does."""
    if may(user, action):
        return ""
    sentence = _("This takes the role %(role)s or higher. Ask someone who holds it.")
    return sentence % {"role": MAY[action].label}
