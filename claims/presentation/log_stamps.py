"""How the authorities of the settings have stamped the log, for pages."""

from django.conf import settings
from django.utils import timezone

from claims.transparency.log import LogUnreadable, open_files, reading
from claims.transparency.stamping import Record, records
from newsroom.public_version import depends_on_more
from newsroom.time_stamps import in_use


def of_the_log() -> list[Record]:
    """Empty where there is no log, or no authority, or the log can't be read."""
    authorities = in_use()
    if settings.SIGNED_LOG is None or not authorities:
        return []
    depends_on_more()  # the log's files, and the day
    try:
        with reading():
            files = open_files()
            return records(files, authorities, timezone.now().date()) if files else []
    except LogUnreadable:
        return []
