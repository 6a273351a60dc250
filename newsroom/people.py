"""People: inviting, naming, roles, deactivating.

More rights take two senior editors, neither of them the person concerned: one requests, the other
approves. Fewer rights take one, at once. PostgreSQL holds the same rules (people.sql).
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from newsroom import approvals, emails, password_links
from newsroom.choices import ApprovalKind, ApprovalOutcome, Role
from newsroom.errors import Refused
from newsroom.models import Approval, HeldRole, User
from newsroom.permissions import who_may
from newsroom.verbs import permitted

# Given the people to notify, a sentence, who did it (None: the owner of the database), and the
# approval in question.
Notify = Callable[[Iterable[User], str, "User | None", "Approval | None"], None]
_notify: list[Notify] = []


def when_rights_change(notify: Notify) -> None:
    """Call this inside each verb that changes a person's rights, or requests it."""
    _notify.append(notify)


def notify_seniors(
    sentence: str, by: User | None, approval: Approval | None = None, but: User | None = None
) -> None:
    """``but``: who learns of it in another way."""
    seniors = who_may("manage_people")
    if but is not None:
        seniors = seniors.exclude(pk=but.pk)
    for notify in _notify:
        notify(seniors, sentence, by, approval)


def notify_everybody(sentence: str) -> None:
    """About what the owner of the database did."""
    for notify in _notify:
        notify(who_may("read"), sentence, None, None)


# By one person, at once


def invite(by: User, username: str, email: str = "", **names: str) -> User:
    """Add a person without a role, and send them a link with which they set their password.

    Raises Refused, NotAllowed.
    """
    with permitted(by, "manage_people"):
        person = User(
            username=username.strip(),
            email=email.strip(),
            password=make_password(None),
            is_staff=True,
            **names,
        )
        person.full_clean()
        person.save()
        if emails.has_address(person):
            password_links.create(person, by)
    return person


def rename(person: User, by: User, first_name: str, last_name: str, public_name: str) -> User:
    """Raises Refused, NotAllowed."""
    with permitted(by, "manage_people"):
        locked = _locked(person.pk)
        locked.first_name, locked.last_name = first_name.strip(), last_name.strip()
        before, locked.public_name = locked.public_name, public_name.strip()
        locked.full_clean()
        locked.save(update_fields=["first_name", "last_name", "public_name"])
        if locked.public_name != before:
            notify_seniors(
                _("%(person)s is called “%(name)s” in publications from now on.")
                % {"person": person.get_username(), "name": locked.public_name},
                by,
            )
        return locked


def deactivate(person: User, by: User, reason: str) -> None:
    """From now on the person can't sign in; what they did stays. Raises Refused, NotAllowed."""
    with permitted(by, "manage_people", reason):
        _refuse_oneself(person, by)
        User.objects.filter(pk=person.pk).update(is_active=False)
        notify_seniors(_("%(person)s was deactivated.") % {"person": person}, by)


def take_role(person: User, by: User, reason: str) -> User:
    """Raises Refused, NotAllowed."""
    with permitted(by, "manage_people", reason):
        _refuse_oneself(person, by)
        HeldRole.objects.filter(person=person).delete()
        User.objects.filter(pk=person.pk, is_superuser=True).update(is_superuser=False)
        notify_seniors(_("%(person)s no longer holds a role.") % {"person": person}, by)
        return person


def _refuse_oneself(person: User, by: User) -> None:
    if person.pk == by.pk:
        raise Refused(_("Another senior editor does this for you. So somebody always stays."))


# By two


def request_role(
    person: User,
    role: Role,
    by: User,
    reason: str,
    second_sign_off: bool = False,
    proposes: bool = False,
) -> Approval | None:
    """Request a role for a person; that of reporter is granted at once, and None returned.

    ``second_sign_off``: the person also gives the second sign-off, such as a legal read; ``proposes``: a reporter
    proposes where the review policy lets them. Both are requested of a reporter too. Raises Refused, NotAllowed.
    """
    if role != Role.REPORTER or second_sign_off or proposes:
        more = {"second_sign_off": True} if second_sign_off else {}
        return request(ApprovalKind.GRANT_ROLE, person, by, reason, role=role, **more)
    with permitted(by, "manage_people", reason):
        _hold(person, role, by)
        sentence = _("%(person)s now holds the role %(role)s.")
        notify_seniors(sentence % {"person": person, "role": role.label}, by)
    return None


def request_address(person: User, email: str, by: User, reason: str) -> Approval:
    """Request another e-mail address for a person. Raises Refused, NotAllowed."""
    return request(ApprovalKind.CHANGE_EMAIL, person, by, reason, email=email.strip())


def request_reset(person: User, by: User, reason: str) -> tuple[Approval, str]:
    """Request that a person may set a new password, and lose their second factors.

    Also returns the first half of the code where the link can't be sent to them by e-mail, and an
    empty string where it can. Raises Refused, NotAllowed.
    """
    with permitted(by, "manage_people", reason):
        approval = approvals.create(ApprovalKind.RESET_SIGN_IN, person.pk, by, reason)
        if emails.has_address(person):
            return approval, ""
        return approval, password_links.first_half(person, by, approval)


def request(kind: ApprovalKind, person: User, by: User, reason: str, **payload: Any) -> Approval:
    """Raises Refused, NotAllowed."""
    with permitted(by, "manage_people", reason):
        return approvals.create(kind, person.pk, by, reason, **payload)


def who_may_approve(approval: Approval) -> QuerySet[User]:
    """Who can be the second person for a request about a person."""
    seniors = who_may("manage_people").exclude(pk=approval.subject_id)
    alone = approvals.one_person_is_enough()
    return seniors if alone else seniors.exclude(pk=approval.requested_by_id)


def approve(approval_id: int, by: User) -> tuple[Approval, str]:
    """Approve a request, inside the caller's verb: what was requested is done.

    Also returns the second half of the code, where the person gets one. Raises Refused.
    """
    approval = approvals.decide(approval_id, by, ApprovalOutcome.DONE)
    person, code = _locked(approval.subject_id), ""
    match approval.kind:
        case ApprovalKind.GRANT_ROLE:
            _hold(person, Role(approval.payload["role"]), approval.requested_by, approval)
        case ApprovalKind.MAKE_SUPERUSER:
            User.objects.filter(pk=person.pk).update(is_superuser=True)
        case ApprovalKind.REACTIVATE:
            User.objects.filter(pk=person.pk).update(is_active=True, is_staff=True)
        case ApprovalKind.CHANGE_EMAIL:
            person.email = approval.payload["email"]
            person.full_clean()
            person.save(update_fields=["email"])
        case ApprovalKind.RESET_SIGN_IN:
            code = password_links.approve(approval, person, by)
        case _:
            raise Refused(_("This request is not about a person."))
    return approval, code


def in_a_sentence(approval: Approval) -> str:
    """A request about a person, as it is announced: when it is made, and when it is approved."""
    is_open = approval.outcome == ApprovalOutcome.OPEN
    sentence = _("Requested for %(person)s: %(what)s.")
    if not is_open:
        sentence = _("Approved for %(person)s: %(what)s.")
    person = User.objects.get(pk=approval.subject_id)
    return sentence % {"person": person, "what": in_words(approval)}


def in_words(approval: Approval) -> str:
    """What a request about a person asks for."""
    if approval.kind == ApprovalKind.GRANT_ROLE:
        sentence = _("the role %(role)s")
        if approval.payload.get("second_sign_off"):
            sentence = _("the role %(role)s, with the second sign-off")
        return sentence % {"role": Role(approval.payload["role"]).label}
    words = ApprovalKind(approval.kind).label
    return str(words)[:1].lower() + str(words)[1:]


def _locked(person_id: int) -> User:
    return User.objects.select_for_update(no_key=True, of=("self",)).get(pk=person_id)


def _hold(person: User, role: Role, by: User, approval: Approval | None = None) -> None:
    HeldRole.objects.filter(person=person).delete()
    HeldRole.objects.create(
        person=person,
        role=role,
        granted_by=by,
        approval=approval,
        second_sign_off=bool(approval and approval.payload.get("second_sign_off")),
    )
