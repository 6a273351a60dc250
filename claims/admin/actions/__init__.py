"""Every verb of a claim: when it is offered, what it asks for, and the call that does it.

What is offered follows the statuses; whether it is done, the verbs and PostgreSQL decide.
"""

from django.utils.translation import gettext_lazy

from claims.admin.actions.claim import CLAIM
from claims.admin.actions.evidence import EVIDENCE
from claims.admin.actions.public import PUBLIC
from claims.admin.actions.relating import RELATING
from claims.admin.actions.reviewing import REVIEWING
from claims.admin.actions.theirs import THEIRS

# As the page of a claim groups them.
GROUPS = (
    (gettext_lazy("Review"), REVIEWING),
    (gettext_lazy("Add evidence"), EVIDENCE),
    (gettext_lazy("The claim"), (*CLAIM, *THEIRS, *RELATING)),
    (gettext_lazy("What is public"), PUBLIC),
)
VERBS = tuple(verb for _label, verbs in GROUPS for verb in verbs)
