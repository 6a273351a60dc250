"""The verifier checks what passkeys signed, from what the API gives alone."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings

from claims.models import Claim
from claims.publication import speakers, takedowns
from claims.workflow import approvals, erasures, relations, review
from newsroom.models import Approval
from tests import factories, passkeys
from tests.claims.published import hold
from tests.passkeys import Passkey, propose, sign_off, signed_with_keys
from tests.tools.test_verify import DIFFERS, INCOMPLETE, run
from tools.verify import passkey_fault, signing_challenge

pytestmark = pytest.mark.django_db


def take_down(claim: Claim) -> None:
    appearance = claim.appearances.get()
    takedowns.take_down(appearance.snapshot_id, factories.editor(), "A court order came.")


@pytest.fixture
def save(client: Client, tmp_path: Path) -> Callable[..., str]:
    """The claim as the API gives it, with changes, in a file."""

    def save(claim: int, change: Callable[[Any], Any] = lambda found: None) -> str:
        found = client.get(f"/api/v1/claims/{claim}/").json()
        change(found)
        path = tmp_path / "saved"
        path.write_text(json.dumps(found), encoding="utf-8")
        return str(path)

    return save


@pytest.fixture(autouse=True)
def at_localhost() -> Any:
    """To which the passkeys of these tests are bound."""
    with override_settings(SITE_URL=passkeys.ORIGIN):
        yield


def test_a_claim_that_passkeys_signed(save: Any) -> None:
    claim = signed_with_keys()
    code, report = run(save(claim.pk))
    assert code == INCOMPLETE  # without the log's proof
    assert "Signed by passkeys: proposer with key " in report


def test_what_was_changed_without_them_is_derived_and_not_signed(save: Any) -> None:
    claim = signed_with_keys(text="150 bridges were bilt.")
    request = approvals.request_minor_edit(
        claim.pk, factories.editor(), "Spelling.", text="150 bridges were built."
    )
    approvals.approve(request.pk, factories.senior())
    code, report = run(save(claim.pk))
    assert code == INCOMPLETE
    assert "Derived from a version signed by passkeys" in report
    assert "Signed by passkeys" not in report


@pytest.mark.parametrize(
    ("change", "headline"),
    [
        (
            lambda claim: review.reopen(claim.pk, factories.senior(), "A count.", "new_evidence"),
            "Derived, and under review again: published on",
        ),
        (take_down, "Derived: published on"),
    ],
    ids=["reopened", "a quote taken down"],
)
def test_what_one_person_changed_is_derived(
    save: Any, change: Callable[[Claim], Any], headline: str
) -> None:
    claim = signed_with_keys()
    before = save(claim.pk)
    assert "Signed: published on" in run(before)[1]
    version = json.loads(Path(before).read_text(encoding="utf-8"))["version"]
    change(claim)
    after = save(claim.pk)
    code, report = run(after)
    assert code == INCOMPLETE, report
    assert headline in report
    assert ", from what was signed by two people" in report
    assert "Derived from a version signed by passkeys" in report
    assert "Signed" not in report
    assert json.loads(Path(after).read_text(encoding="utf-8"))["derived_from"] == version


def test_after_an_erasure_no_signature_of_what_was_before_is_named(save: Any) -> None:
    claim = signed_with_keys()
    source = claim.appearances.get().snapshot.source_id
    requested = erasures.request("erase_source", source, factories.editor(), "An order.", "court")
    approvals.approve(requested.pk, factories.senior())
    factories.translation(claim)
    saved = save(claim.pk)
    code, report = run(saved)
    assert code == INCOMPLETE, report
    assert "passkeys" not in report
    assert "signatures" not in json.loads(Path(saved).read_text(encoding="utf-8"))


def test_without_a_relation_that_one_person_dismissed_it_is_derived(save: Any) -> None:
    editor, senior, first, second = factories.editor(), factories.senior(), Passkey(), Passkey()
    first.enrol(editor)
    second.enrol(senior)
    claim = factories.claim_in_review(editor)
    relation = factories.relation(claim, factories.signed_claim())
    sign_off(propose(claim, editor, first), senior, second)
    assert "Signed: published on" in run(save(claim.pk))[1]
    relations.dismiss(relation.pk, factories.editor(), "They count other things.")
    _code, report = run(save(claim.pk))
    assert "Derived: published on" in report
    assert "Signed" not in report


def test_what_is_hidden_is_said_to_be_neither(client: Client, tmp_path: Path) -> None:
    claim = signed_with_keys()
    hold(claim)
    changes = client.get("/api/v1/changes/").json()
    path = tmp_path / "changes"
    path.write_text(json.dumps(changes), encoding="utf-8")
    code, report = run(str(path))
    assert code == INCOMPLETE
    assert "Hidden: published on" in report
    assert "Signed by passkeys" not in report


def test_merged_speakers_change_nothing_that_was_signed(save: Any) -> None:
    """Whom a name stands for is read beside the publication, whose words stay."""
    speaker = factories.speaker("Lucía Andrade")
    claim = signed_with_keys(speaker=speaker)
    other = factories.speaker("L. Andrade")
    request = speakers.merge(speaker, other, factories.editor(), "They are one.")
    assert isinstance(request, Approval)
    approvals.approve(request.pk, factories.senior())
    code, report = run(save(claim.pk))
    assert code == INCOMPLETE, report
    assert "Signed: published on" in report


def test_other_peoples_invented_or_missing_signatures_are_found(save: Any) -> None:
    first, second = signed_with_keys(), signed_with_keys()
    of_second = json.loads(Path(save(second.pk)).read_text(encoding="utf-8"))["assertions"]
    invented = Passkey()
    challenge = signing_challenge("0" * 64, "signer", first.pk)

    def of_another_claim(found: Any) -> None:
        found["assertions"] = of_second

    def one_taken_away(found: Any) -> None:
        del found["assertions"][0]

    def by_an_invented_signer(found: Any) -> None:
        response = invented.sign(challenge)["response"]
        found["assertions"][1] |= {
            "public_key": invented.public_key,
            "authenticator_data": response["authenticatorData"],
            "client_data": response["clientDataJSON"],
            "signature": response["signature"],
        }

    def with_another_key(found: Any) -> None:
        found["assertions"][0]["public_key"] = found["assertions"][1]["public_key"]

    def not_a_list(found: Any) -> None:
        found["assertions"] = "none"

    for change in (
        of_another_claim,
        one_taken_away,
        by_an_invented_signer,
        with_another_key,
        not_a_list,
    ):
        code, report = run(save(first.pk, change))
        assert code == DIFFERS, change.__name__
        assert "passkey" in report


def test_without_what_they_signed_something_is_missing(save: Any) -> None:
    claim = signed_with_keys()
    code, report = run(save(claim.pk, lambda found: found.pop("assertions")))
    assert code == INCOMPLETE
    assert "what passkeys signed" in report


def test_each_part_of_a_signature_counts() -> None:
    passkey = Passkey()
    version, claim = "a" * 64, 12
    public = passkey.public_key

    def made(**more: Any) -> dict[str, str]:
        response = passkey.sign(signing_challenge(version, "signer", claim), **more)["response"]
        return {
            "role": "signer",
            "key": "x",
            "public_key": public,
            "authenticator_data": response["authenticatorData"],
            "client_data": response["clientDataJSON"],
            "signature": response["signature"],
        }

    right = made()
    assert passkey_fault(right, version, claim, passkeys.HOST) == ""
    wrong = [
        made(flags=passkeys.PRESENT),
        made(host="evil.example"),
        made(origin="https://evil.example"),
        made(kind="webauthn.create"),
        *({**right, name: value} for name in right for value in ("", "AA", 7) if name != "key"),
        {},
        None,
    ]
    for each in wrong:
        assert passkey_fault(each, version, claim, passkeys.HOST) != "", each
    assert passkey_fault(right, "b" * 64, claim, passkeys.HOST) != ""
    assert passkey_fault(right, version, 13, passkeys.HOST) != ""
