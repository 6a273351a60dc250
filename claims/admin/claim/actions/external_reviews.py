"""The verbs of what others concluded, before it is proposed."""

from django.utils.translation import gettext_lazy

from claims.admin.claim import external_review_forms
from claims.admin.claim.actions.availability import UNREVIEWED_OR_IN_REVIEW
from claims.workflow import external_reviews
from newsroom.admin.desk import Action

THEIRS = (
    Action(
        "note-review",
        gettext_lazy("Note what others concluded"),
        "edit_claim",
        external_review_forms.NoteForm,
        lambda state, by, data: external_reviews.add(
            state.pk, by, data["publisher"], data["said"], data["revision"]
        ),
        UNREVIEWED_OR_IN_REVIEW,
        gettext_lazy("Noted, in their own word."),
    ),
    Action(
        "leave-out-review",
        gettext_lazy("Leave out what others concluded"),
        "edit_claim",
        external_review_forms.LeaveOutForm,
        lambda state, by, data: external_reviews.exclude(
            state.pk, by, data["theirs"].pk, data["revision"]
        ),
        UNREVIEWED_OR_IN_REVIEW,
        gettext_lazy(
            "Left out: the newsroom reads it, and what would be published does not say it."
        ),
        on_part=True,
        danger=True,
    ),
    Action(
        "take-in-review",
        gettext_lazy("Take in what others concluded"),
        "edit_claim",
        external_review_forms.TakeInForm,
        lambda state, by, data: external_reviews.include(
            state.pk, by, data["theirs"].pk, data["revision"]
        ),
        UNREVIEWED_OR_IN_REVIEW,
        gettext_lazy("Taken in: what would be published says it."),
        on_part=True,
    ),
)
