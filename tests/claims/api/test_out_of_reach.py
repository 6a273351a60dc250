"""What no token reaches: of each deed of docs/permissions.md, whether the API calls its verbs.

The first half reads the API's code; the second asks PostgreSQL, which refuses the deeds that conclude
something wherever a change comes over the API.
"""

import ast
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from claims.choices import Status
from claims.models import Claim
from newsroom.choices import TokenScope, Via
from newsroom.errors import Refused
from newsroom.history import through
from newsroom.models import User
from newsroom.permissions import MAY
from tests import factories
from tests.claims.api.test_contract import WRITES
from tests.claims.api.writing import Script
from tests.claims.test_permissions import APPLIES, ELSEWHERE, ON_CLAIMS

pytestmark = pytest.mark.django_db

# Each verb that the API calls, and its deed. A verb that is on no line fails the test.
REACHED = {
    "intake.request_link": "add_source",
    "intake.request_file": "add_source",
    "intake.paste": "add_source",
    "speakers.find_or_add": "add_source",
    "publishers.find_or_add": "add_source",
    "drafting.add_claim": "add_claim",
    "drafting.add_quoted_claim": "add_claim",
    "drafting.add_appearance": "add_claim",
    "drafting.edit_claim": "edit_claim",
    "accepting.accept": "decide_candidate",
    "accepting.accept_as_appearance": "decide_candidate",
    "candidates.reject": "decide_candidate",
    "evidence.add_evidence": "write_review",
    "evidence.edit_evidence": "write_review",
    "relations.suggest": "suggest_relation",
    "review.start": "start_review",
    "publishing.hold": "hold",
    "replies.ask": "ask_for_reply",
    "replies.record_answer": "ask_for_reply",
    "replies.record_no_answer": "ask_for_reply",
    "webhooks.add": "manage_webhooks",
    "uploads.request_import": "import_claims",
}
# The packages with verbs; what the API calls of their other modules only reads.
VERBS = ("claims.workflow", "claims.inbox", "claims.notifications", "claims.imports")
OTHERS = (
    *("claims.capture.intake", "claims.publication.publishing", "sources.speakers"),
    *("sources.publishers", "newsroom.tokens", "newsroom.people", "newsroom.approvals"),
)
# What concludes something, or puts a conclusion before the public, or takes it away.
CONCLUDES = {
    *(
        "assign_review",
        "propose",
        "propose_own",
        "withdraw_proposal",
        "sign",
        "agree",
    ),
    *("send_back", "reopen", "withdraw", "reinstate", "request_approval", "decide_approval"),
    *("lift_conflict", "uphold_report", "decide_relation", "permit_full_text", "manage_people"),
}


def _calls() -> Iterator[str]:
    """``module.function`` of every call to a module with verbs."""
    for file in sorted((settings.BASE_DIR / "claims" / "api").rglob("*.py")):
        yield from _calls_of(file.read_text())


def _calls_of(text: str) -> Iterator[str]:
    tree = ast.parse(text)
    modules = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                whole = f"{node.module}.{name.name}"
                if not (whole.startswith(OTHERS) or whole.startswith(VERBS)):
                    continue
                if (settings.BASE_DIR / whole.replace(".", "/")).with_suffix(".py").exists():
                    modules.add(name.asname or name.name)
                elif name.name.islower():  # a function by its own name
                    yield f"{node.module.rpartition('.')[2]}.{name.name}"
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)):
            continue
        if node.value.id in modules and node.attr.islower():
            yield f"{node.value.id}.{node.attr}"


def test_a_verb_is_seen_however_it_is_imported() -> None:
    by_module = "from claims.workflow import approvals\napprovals.approve(1, by)"
    by_name = "from claims.workflow.approvals import approve as done\ndone(1, by)"
    assert [*_calls_of(by_module)] == [*_calls_of(by_name)] == ["approvals.approve"]


def test_the_api_calls_these_verbs_and_no_others() -> None:
    assert set(_calls()) == set(REACHED)
    assert not CONCLUDES & set(REACHED.values())
    assert set(REACHED.values()) | CONCLUDES <= set(MAY)


# Those of which each change is a status, a proposal, its decision or an approval.
GUARDED_ON_CLAIMS = {
    *("propose", "withdraw_proposal", "sign", "send_back", "reopen", "withdraw"),
    *("reinstate", "request_approval", "decide_approval"),
}
GUARDED_ELSEWHERE = {"agree", "propose_own"}
RULES = {"no_conclusion_over_the_api", "no_approval_over_the_api"}


def refusal(verb: Callable[[], Any]) -> str:
    try:
        with transaction.atomic(), through(Via.API):
            verb()
    except Refused as refused:
        return refused.rule
    return "done"


@pytest.mark.parametrize("deed", sorted(GUARDED_ON_CLAIMS))
def test_postgresql_refuses_what_concludes(deed: str) -> None:
    status = min(APPLIES[deed]) if deed != "reopen" else "verified"
    claim: Claim = factories.claim_that_is(Status(status))
    by: User = factories.senior()
    if deed == "withdraw_proposal":
        claim = factories.proposed_claim(by)
    assert refusal(lambda: ON_CLAIMS[deed](claim, by)) in RULES
    assert Claim.objects.get(pk=claim.pk).status == claim.status


@pytest.mark.parametrize("deed", sorted(GUARDED_ELSEWHERE))
def test_and_what_agrees(deed: str) -> None:
    for verb in ELSEWHERE[deed]:
        assert refusal(partial(verb, factories.senior())) in RULES


# Each request of the newsroom's, by the scope that a token needs for it.
SCOPES = {
    TokenScope.READ: (
        *("get claims/", "get claims/1/", "get candidates/", "get candidates/1/"),
        *("get speakers/", "get publishers/", "get imports/1/"),
    ),
    TokenScope.ADD_SOURCES: ("post sources/", "post transcripts/"),
    TokenScope.DRAFT: (
        *("post claims/", "patch claims/1/", "post claims/1/appearances/"),
        *("post claims/1/relations/", "post candidates/1/accept/", "post candidates/1/reject/"),
        *("post speakers/", "post publishers/", "post imports/"),
    ),
    TokenScope.REVIEW: (
        *("post claims/1/review/", "post claims/1/evidence/", "patch claims/1/evidence/1/"),
        *("post claims/1/replies/", "post claims/1/replies/1/answer/"),
        "post claims/1/replies/1/no-answer/",
    ),
    TokenScope.HOLD: ("post claims/1/holds/",),
    TokenScope.WEBHOOKS: ("post webhooks/",),
}


@pytest.mark.parametrize("scope", SCOPES)
def test_each_request_takes_its_scope_and_no_other(scope: TokenScope) -> None:
    remaining = tuple(each for each in TokenScope.values if each != scope)
    senior = factories.senior()
    without, alone = Script(senior, remaining), Script(senior, (scope.value,))
    for request in SCOPES[scope]:
        method, path = request.split()
        sentences = []
        for script in (without, alone):
            answer = script.get(path) if method == "get" else getattr(script, method)(path, {})
            sentences.append(answer.content.decode())
        assert "make one with" in sentences[0], request
        assert "make one with" not in sentences[1], request


def test_every_request_that_writes_has_a_scope() -> None:
    writing = {
        f"{method} {re.sub('{[a-z]+}', '1', path.removeprefix('working/'))}"
        for path, methods in WRITES.items()
        for method in methods
        if method != "get"
    }
    assert writing == {each for of in SCOPES.values() for each in of if each[:3] != "get"}
