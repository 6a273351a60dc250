"""Why a backup or a restore was not done."""

import psycopg
from botocore.exceptions import BotoCoreError, ClientError

from factcheck.database import EmbeddedUnavailable
from factcheck.postgresql_programs import NoProgram


class BackupError(Exception):
    """Why it was not done, in a sentence."""


# What else ends it, with words of its own: a full disk, a bucket or a server that is not there.
FAILURES = (
    *(BackupError, EmbeddedUnavailable, NoProgram),
    *(psycopg.Error, OSError, BotoCoreError, ClientError),
)
