"""Actions on relations to other claims."""

from typing import Any

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy

from claims.admin.claim import relation_forms
from claims.admin.claim.actions.availability import on_claim, writes
from claims.admin.claim.state import ClaimState
from claims.choices import RelationState
from claims.models import Relation
from claims.workflow import relations
from claims.workflow.earlier_reviews import start_from_earlier
from newsroom.admin.actions import Action
from newsroom.models import User

CONFIRMED = gettext_lazy(
    "The relation is confirmed. It is published when one of the two claims is signed."
)


def _settle(state: ClaimState, by: User, data: dict[str, Any]) -> Any:
    """Where both claims are signed, on to the form with which two people supplement this one."""
    relation = relations.settle(data["relation"].pk, data["kind"], by)
    if relation.state != RelationState.SUGGESTED:
        return relation
    form = reverse("admin:claims_claim_do", args=[state.pk, "supplement-relation"])
    return redirect(f"{form}?relation={relation.pk}")


def _settled(relation: Relation) -> Any:
    if relation.state == RelationState.DISMISSED:
        return gettext_lazy("Unrelated: these two claims are not suggested again.")
    return CONFIRMED


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
        "settle-relation",
        gettext_lazy("Decide on the suggestion"),
        "decide_relation",
        relation_forms.SettleForm,
        _settle,
        done=_settled,
        on_part=True,
    ),
    Action(
        "start-from-earlier",
        gettext_lazy("Start from the earlier review"),
        "write_review",
        relation_forms.EarlierForm,
        on_claim(start_from_earlier),
        writes,
        done=gettext_lazy(
            "Evidence and rationale are copied as a draft: check each piece. No rating is copied."
        ),
        on_part=True,
    ),
    Action(
        "confirm-relation",
        gettext_lazy("Confirm the relation"),
        "decide_relation",
        relation_forms.ConfirmForm,
        lambda state, by, data: relations.confirm(
            data["relation"].pk, by, data["rationale"], data["scope"]
        ),
        done=CONFIRMED,
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
