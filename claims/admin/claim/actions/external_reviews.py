"""Actions on other newsrooms' conclusions, before the proposal."""

from functools import partial

from django.utils.translation import gettext_lazy

from claims.admin.claim import external_review_forms
from claims.admin.claim.actions.availability import UNREVIEWED_OR_IN_REVIEW, on_claim
from claims.workflow import external_reviews
from newsroom.admin.actions import Action

EXTERNAL_REVIEWS = (
    Action(
        "note-review",
        gettext_lazy("Add another newsroom's conclusion"),
        "edit_claim",
        external_review_forms.AddForm,
        on_claim(external_reviews.add),
        UNREVIEWED_OR_IN_REVIEW,
        gettext_lazy("The conclusion is added, in their own words."),
    ),
    Action(
        "leave-out-review",
        gettext_lazy("Exclude another newsroom's conclusion"),
        "edit_claim",
        external_review_forms.ExcludeForm,
        on_claim(partial(external_reviews.set_excluded, excluded=True)),
        UNREVIEWED_OR_IN_REVIEW,
        gettext_lazy("Excluded from publication; the newsroom still reads it."),
        on_part=True,
        danger=True,
    ),
    Action(
        "take-in-review",
        gettext_lazy("Include another newsroom's conclusion"),
        "edit_claim",
        external_review_forms.IncludeForm,
        on_claim(partial(external_reviews.set_excluded, excluded=False)),
        UNREVIEWED_OR_IN_REVIEW,
        gettext_lazy("It will be published with the claim."),
        on_part=True,
    ),
)
