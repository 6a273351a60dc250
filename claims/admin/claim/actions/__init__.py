"""Every verb of a claim: when it is offered, what it asks for, and the call that does it.

What is offered follows the statuses; whether it is done, the verbs and PostgreSQL decide.
"""

from django.utils.translation import gettext_lazy

from claims.admin.claim.actions.claim import CLAIM
from claims.admin.claim.actions.evidence import EVIDENCE
from claims.admin.claim.actions.external_reviews import THEIRS
from claims.admin.claim.actions.publication import PUBLIC
from claims.admin.claim.actions.relations import RELATING
from claims.admin.claim.actions.review import REVIEWING

# As the page of a claim groups them.
GROUPS = (
    (gettext_lazy("Review"), REVIEWING),
    (gettext_lazy("Add evidence"), EVIDENCE),
    (gettext_lazy("The claim"), (*CLAIM, *THEIRS, *RELATING)),
    (gettext_lazy("What is public"), PUBLIC),
)
VERBS = tuple(verb for _label, verbs in GROUPS for verb in verbs)
