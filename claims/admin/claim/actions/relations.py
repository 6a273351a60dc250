"""Actions on relations to other claims."""

from django.utils.translation import gettext_lazy

from claims.admin.claim import relation_forms
from claims.workflow import relations
from newsroom.admin.actions import Action

RELATIONS = (
    Action(
        "suggest-relation",
        gettext_lazy("Suggest a relation"),
        "suggest_relation",
        relation_forms.SuggestForm,
        lambda state, by, data: relations.suggest(
            state.pk, data["other"].pk, data["kind"], by, data["rationale"], scope=data["scope"]
        ),
        done=gettext_lazy("Suggested. An editor confirms or dismisses it."),
    ),
    Action(
        "confirm-relation",
        gettext_lazy("Confirm the relation"),
        "decide_relation",
        relation_forms.ConfirmForm,
        lambda state, by, data: relations.confirm(
            data["relation"].pk, by, data["rationale"], data["scope"]
        ),
        done=gettext_lazy("Confirmed."),
        on_part=True,
    ),
    Action(
        "dismiss-relation",
        gettext_lazy("Dismiss the relation"),
        "decide_relation",
        relation_forms.DismissForm,
        lambda state, by, data: relations.dismiss(data["relation"].pk, by, data["reason"]),
        done=gettext_lazy("Dismissed. If it was public, both claims were republished without it."),
        on_part=True,
        danger=True,
    ),
)
