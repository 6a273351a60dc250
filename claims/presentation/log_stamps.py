"""How the authorities of the settings have stamped the log, for pages."""

from django.utils import timezone

from claims.transparency.log import open_files
from claims.transparency.stamping import Record, records
from newsroom.public_version import depends_on_more
from newsroom.time_stamps import in_use


def of_the_log() -> list[Record]:
    """Empty where there is no log, or no authority."""
    files, authorities = open_files(), in_use()
    if files is None or not authorities:
        return []
    depends_on_more()  # the log's files, and the day
    return records(files, authorities, timezone.now().date())
