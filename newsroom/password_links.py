"""Links with which people set their own password, once.

A link has a code of two halves. By e-mail both go to the person's own address, and nobody else sees
them. Without e-mail a link takes two senior editors: each sees one half, and tells it to the person.
"""

import secrets
from datetime import timedelta
from hashlib import sha256

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom import emails
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.jobs import SOON, enqueue, task
from newsroom.models import Approval, PasswordLink, User
from newsroom.verbs import permitted

USED = gettext_lazy("This link was used or is too old. Ask for a new one.")
LASTS = timedelta(days=2)
# Whoever asks again within this time gets no second e-mail.
APART = timedelta(minutes=5)
# Letters and digits that are not mistaken for each other; a half has 60 bits.
LETTERS, LENGTH = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ", 12


def send(person: User, by: User) -> None:
    """Send a person a link, as a senior editor. Raises Refused, NotAllowed."""
    with permitted(by, "manage_people"):
        if not emails.has_address(person):
            raise Refused(
                _(
                    "No e-mail can be sent to %(person)s. Request a reset, which a second one"
                    " approves."
                ),
                person=person,
            )
        create(person, by)


def send_to_oneself(username: str) -> None:
    """Send the person of that name a link, if there is one who can receive it, and not too often."""
    person = User.objects.filter(username=username).first()
    if person is None or not emails.has_address(person):
        return
    with acting(None, _("asked for at the sign-in page")):
        # Two requests at once: one e-mail.
        User.objects.select_for_update(no_key=True, of=("self",)).get(pk=person.pk)
        if not PasswordLink.objects.filter(
            person=person, made_at__gt=timezone.now() - APART
        ).exists():
            create(person, None)


def create(person: User, by: User | None, approval: Approval | None = None) -> PasswordLink:
    """A link that is sent to the person's address, inside the caller's verb."""
    link: PasswordLink = PasswordLink.objects.create(
        person=person, requested_by=by, approval=approval
    )
    enqueue("newsroom.mail_password_link", priority=SOON, link_id=link.pk)
    return link


def first_half(person: User, by: User, approval: Approval) -> str:
    """A link whose code two people pass on, inside the requester's verb; returns their half."""
    half = _half()
    PasswordLink.objects.create(
        person=person, requested_by=by, approval=approval, first_digest=_digest(half)
    )
    return half


def approve(approval: Approval, person: User, by: User) -> str:
    """Inside the approver's verb: sends the link, or completes the code and returns their half."""
    link = PasswordLink.objects.select_for_update().filter(approval=approval).first()
    if link is None:
        if not emails.has_address(person):
            raise Refused(
                _("No e-mail can be sent to %(person)s any more. Request it again."), person=person
            )
        create(person, by, approval)
        return ""
    half = _half()
    link.second_digest, link.expires_at = _digest(half), timezone.now() + LASTS
    link.save(update_fields=["second_digest", "expires_at"])
    return half


@task(sends=True)
def mail_password_link(link_id: int) -> None:
    """Send a link to its person. Its code is made here, so that neither queue nor table has it."""
    with acting(None, _("an e-mail")):
        link = PasswordLink.objects.select_for_update(of=("self",)).get(pk=link_id)
        person = link.person
        if link.expires_at is not None or not emails.has_address(person):
            return
        address = _complete(link)
        # Sent before the transaction ends: if it fails, the next attempt sends another code.
        emails.message(
            person.email,
            f"password-{link.pk}",
            _("Set your password"),
            [
                _(
                    "With this link you set the password of %(name)s, once, within two days:\n%(url)s"
                )
                % {"name": person.get_username(), "url": address},
                _("If you did not expect it, ignore it and tell a senior editor."),
            ],
        ).send()


def made_by_owner(person: User) -> str:
    """The address of a new link, for a command of the database's owner, in its transaction."""
    return _complete(PasswordLink.objects.using("owner").create(person_id=person.pk))


def find(link_id: int, first: str, second: str) -> PasswordLink | None:
    """The link with this code, unless it was used, is too old, or a newer one was used."""
    link = PasswordLink.objects.filter(pk=link_id).select_related("person").first()
    return link if link is not None and _opens(link, first, second) else None


def find_for(username: str, first: str, second: str) -> PasswordLink | None:
    """The person's link with the two halves of a code."""
    links = PasswordLink.objects.filter(person__username=username).select_related("person")
    return next((link for link in links.order_by("-pk")[:10] if _opens(link, first, second)), None)


def use(link: PasswordLink, first: str, second: str, password: str) -> None:
    """Set the person's password. Raises Refused, ValidationError in words."""
    person = link.person
    with acting(person, _("set by a one-time link")):
        locked = PasswordLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
        if not _opens(locked, first, second):
            raise Refused(USED)
        validate_password(password, person)
        person.set_password(password)
        person.save(update_fields=["password"])
        if locked.approval_id is not None:
            # The reset that was approved: whoever lost a second factor can set up another.
            Authenticator.objects.filter(user=person).delete()
        now = timezone.now()
        PasswordLink.objects.filter(person=person, used_at__isnull=True).update(used_at=now)


def _opens(link: PasswordLink, first: str, second: str) -> bool:
    return (
        link.used_at is None
        and link.expires_at is not None
        and link.expires_at > timezone.now()
        and link.person.is_active
        and constant_time_compare(link.first_digest, _digest(first))
        and constant_time_compare(link.second_digest, _digest(second))
    )


def _complete(link: PasswordLink) -> str:
    first, second = _half(), _half()
    link.first_digest, link.second_digest = _digest(first), _digest(second)
    link.expires_at = timezone.now() + LASTS
    link.save(update_fields=["first_digest", "second_digest", "expires_at"])
    path = reverse("account_password_link", args=[link.pk, first, second])
    return f"{settings.SITE_URL}{path}"


def _half() -> str:
    return "".join(secrets.choice(LETTERS) for _letter in range(LENGTH))


def _digest(half: str) -> str:
    typed = half.upper().replace("-", "").replace(" ", "")
    return sha256(typed.encode()).hexdigest()
