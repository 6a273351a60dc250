"""What was erased since a backup was made is erased from what it brought back."""

from collections.abc import Callable

from claims.workflow import erased_files, erasures
from factcheck.backup.errors import BackupError
from newsroom.errors import Refused
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
            if erasures.again(entry, by):
                done += 1
                say(f"Erased again what was erased on {entry['erased_at'][:10]} ({entry['kind']}).")
        except Refused as error:
            raise BackupError(
                f"What was erased on {entry['erased_at'][:10]} could not be erased again: {error.sentence}"
                " Nobody is to read this database until manage.py replay_erasures has done it."
            ) from error
    return done


def _in_whose_name(approved_by: str) -> User | None:
    """Of whoever approved it, or else of any senior editor."""
    known = User.objects.filter(username=approved_by, is_active=True).first()
    if known is not None and may(known, "decide_approval"):
        return known
    return who_may("decide_approval").order_by("pk").first()
