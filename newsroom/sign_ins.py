"""The record of sign-ins: for the person and for senior editors, kept as the policy says."""

from ipaddress import ip_address, ip_network

from django.db import connection

from newsroom.choices import SignInOutcome
from newsroom.history import acting
from newsroom.jobs import periodic
from newsroom.models import SignIn, User


def record(outcome: SignInOutcome, person: User | None, address: str, user_agent: str) -> SignIn:
    """A sign-in or a failed one. Of an unknown name nothing is kept: it may be a password."""
    made: SignIn = SignIn.objects.create(
        outcome=outcome, person=person, network=network_of(address), user_agent=user_agent[:300]
    )
    return made


def network_of(address: str) -> str:
    """The address; of IPv6 its /64, within which a household changes addresses all the time."""
    found = ip_address(address)
    return str(ip_network(f"{found}/64", strict=False) if found.version == 6 else found)


@periodic("47 3 * * *")
def remove_old_sign_ins() -> None:
    with acting(None), connection.cursor() as cursor:
        cursor.execute("SELECT remove_old_sign_ins()")
