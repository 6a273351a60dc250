"""``clock``: what is due, every minute, for as long as it runs."""

import logging
import time
from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import close_old_connections

logger = logging.getLogger(__name__)

DUE = ("publish_due",)
MINUTE = 60  # seconds


class Command(BaseCommand):
    """One failure is logged and tried again a minute later: the next embargo must still end."""

    help = "Publish what is due, every minute, until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        """Never returns."""
        due = [name for name in DUE if name in get_commands()]
        while True:
            for name in due:
                try:
                    call_command(name)
                except Exception:
                    logger.exception("%s failed", name)
                finally:
                    close_old_connections()
            time.sleep(MINUTE)
