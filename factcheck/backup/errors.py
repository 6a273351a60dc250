"""Why a backup or a restore was not done."""

from botocore.exceptions import BotoCoreError, ClientError

from factcheck.database import EmbeddedUnavailable


class BackupError(Exception):
    """Why it was not done, in a sentence."""


# What else ends it, with words of its own: a full disk, a bucket that is not there.
FAILURES = (BackupError, EmbeddedUnavailable, OSError, BotoCoreError, ClientError)
