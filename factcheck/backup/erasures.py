"""What was erased since a backup was made is erased from what it brought back."""

import json
from collections.abc import Callable
from typing import Any

from django.db import connections
from django.utils.translation import gettext as _

from claims.models import Erasure
from claims.publication.protected_names import retry_if_published_meanwhile
from claims.workflow import erased_files, erasures
from factcheck.backup.errors import BackupError
from newsroom.encryption import unseal
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import User
from newsroom.permissions import may, who_may


def erase_again(say: Callable[[str], None]) -> int:
    """How many entries of the list in storage this database lacked. Raises BackupError."""
    done = 0
    for entry in erased_files.entries():
        by = _in_whose_name(entry["approved_by"])
        if by is None:
            raise BackupError(
                "Something was erased since, and nobody here may erase it again. Name a senior editor"
                " (manage.py name_senior), then run manage.py replay_erasures before anybody reads this."
            )
        try:
            if _erase(entry, by):
                done += 1
                say(f"Erased again what was erased on {entry['erased_at'][:10]} ({entry['kind']}).")
        except Refused as error:
            raise BackupError(
                f"What was erased on {entry['erased_at'][:10]} could not be erased again: {error.sentence}"
                " Nobody is to read this database until manage.py replay_erasures has done it."
            ) from error
    return done


def _erase(entry: dict[str, Any], by: User) -> bool:
    """False where this database has it erased. PostgreSQL lets only the owner's role do this. Raises Refused."""
    if Erasure.objects.filter(key=entry["key"]).exists():
        return False
    content = (
        json.loads(unseal(entry["sealed"], erased_files.place(entry["key"])))
        if entry["sealed"]
        else {}
    )
    names, kind, subject = content.get("names", []), entry["kind"], entry["subject_id"]
    reason = _("Erased again after a restore.")

    def take_offline() -> None:
        with acting(by, reason):
            erasures.take_offline(kind, subject, names, by)

    retry_if_published_meanwhile(take_offline)
    files = sorted({*content.get("files", []), *erasures.raw_files(kind, subject, names)})
    row = json.dumps({**entry, "id": None, "approval_id": None})
    with acting(None, reason, using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT apply_erasure(jsonb_populate_record(NULL::claims_erasure, %s::jsonb), %s, %s)",
            [row, names, files],
        )
    erased_files.remove(files)
    erased_files.remove_releases()
    return True


def _in_whose_name(approved_by: str) -> User | None:
    """Of whoever approved it, or else of any senior editor."""
    known = User.objects.filter(username=approved_by, is_active=True).first()
    if known is not None and may(known, "decide_approval"):
        return known
    return who_may("decide_approval").order_by("pk").first()
