"""What the page of a claim offers: each action's form, when it is offered, and the verb it calls."""

from django.utils.translation import gettext_lazy

from claims.admin.claim.actions.claim import CLAIM
from claims.admin.claim.actions.evidence import EVIDENCE
from claims.admin.claim.actions.external_reviews import EXTERNAL_REVIEWS
from claims.admin.claim.actions.publication import PUBLICATION
from claims.admin.claim.actions.relations import RELATIONS
from claims.admin.claim.actions.replies import REPLIES
from claims.admin.claim.actions.review import REVIEW

# As the page groups them.
GROUPS = (
    (gettext_lazy("Review"), REVIEW),
    (gettext_lazy("Add evidence"), EVIDENCE),
    (gettext_lazy("Reply"), REPLIES),
    (gettext_lazy("The claim"), (*CLAIM, *EXTERNAL_REVIEWS, *RELATIONS)),
    (gettext_lazy("Publication"), PUBLICATION),
)
VERBS = tuple(action for _label, actions in GROUPS for action in actions)
