"""The record of sign-ins: for the person and for senior editors, kept as the policy says.

And what sessions leave behind when they have ended.
"""

from ipaddress import ip_address, ip_network

from django.db import connection

from newsroom.choices import SignInOutcome
from newsroom.history import acting
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


def remove_old_sign_ins() -> None:
    with acting(None), connection.cursor() as cursor:
        cursor.execute("SELECT remove_old_sign_ins()")


# Rows of sessions that ended by themselves; signing out deletes its own.
SESSIONS = """
DELETE FROM django_session WHERE session_key IN (
  SELECT session_key FROM django_session WHERE expire_date < now() LIMIT %s)
"""
# What their owner's list has of them; a session is listed after it is made.
LISTED = """
DELETE FROM usersessions_usersession WHERE id IN (
  SELECT id FROM usersessions_usersession listed
   WHERE last_seen_at < now() - interval '1 day'
     AND NOT EXISTS (SELECT FROM django_session WHERE session_key = listed.session_key) LIMIT %s)
"""
REMOVED_AT_ONCE = 1_000


def remove_ended_sessions() -> None:
    """In batches, so that locks are short."""
    for statement in (SESSIONS, LISTED):
        while _remove(statement) == REMOVED_AT_ONCE:
            pass


def _remove(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, [REMOVED_AT_ONCE])
        return int(cursor.rowcount)
