"""People, their tokens and approvals, the policy, the history of all changes, and jobs."""

from newsroom.models.api import RepeatableAnswer, TokenUse
from newsroom.models.approvals import Approval, Policy
from newsroom.models.cache import CacheEntry
from newsroom.models.history import Event, EventText
from newsroom.models.jobs import Job, JobNote
from newsroom.models.log_entry import LogEntry
from newsroom.models.people import ApiToken, HeldRole, PasswordLink, SignIn, User
from newsroom.models.public_change import PublicChange
from newsroom.models.signer_keys import SignerKey
