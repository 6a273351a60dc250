"""The verifier takes what the API gives as it is, and names a word that was changed since."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client

from claims.choices import ReasonKind
from claims.models import Claim
from claims.transparency.signer import Signer
from claims.transparency.signing_key import SigningKey
from claims.transparency.tiles import Folder
from claims.workflow import review
from tests import database, factories
from tests.claims.published import hold
from tests.claims.transparency.test_signer import look_until_all_is_taken
from tests.tools.test_verify import DIFFERS, INCOMPLETE, run

pytestmark = pytest.mark.django_db

Save = Callable[..., str]


@pytest.fixture
def save(client: Client, tmp_path: Path) -> Save:
    def save(address: str, name: str = "saved", **parameters: Any) -> str:
        answer = client.get(address if address[0] == "/" else f"/api/v1/{address}", parameters)
        assert answer.status_code == 200
        content = b"".join(answer) if answer.streaming else answer.content
        (tmp_path / name).write_bytes(content)
        return str(tmp_path / name)

    return save


@pytest.fixture
def claims() -> list[Claim]:
    """Signed, reopened, and withheld ones."""
    claims = [factories.signed_claim(text=f"{each}0 were killed, «más»") for each in range(1, 4)]
    review.reopen(claims[0].pk, factories.senior(), "new evidence", ReasonKind.NEW_EVIDENCE)
    hold(claims[1])
    return claims


def test_a_claim_holds(claims: list[Claim], save: Save) -> None:
    for claim in claims[::2]:
        code, output = run(
            save(f"claims/{claim.pk}/", rationale_html="true", expand="related_claims")
        )
        assert code == INCOMPLETE  # without the log's proof
        assert "Its words are exactly those that were published under this number." in output


@pytest.mark.parametrize("address", ["export/publications.ndjson", "changes/"])
def test_every_publication_holds(claims: list[Claim], save: Save, address: str) -> None:
    code, output = run(save(address))
    assert code in (0, INCOMPLETE), output
    assert "NOT AS PUBLISHED" not in output


def test_an_export_is_one_chain(claims: list[Claim], save: Save) -> None:
    code, output = run(save("export/publications.ndjson"))
    assert code == 0, output
    assert "5 publications, numbers 1 to 5" in output
    assert (
        "Withheld today: 2; their numbers and hashes are in the chain." in output
    )  # and that it was hidden


def test_a_word_that_was_changed(claims: list[Claim], save: Save) -> None:
    saved = Path(save("export/publications.ndjson"))
    saved.write_text(saved.read_text().replace("30 were", "31 were", 1))
    code, output = run(str(saved))
    assert code == DIFFERS
    assert "The first that differs is publication 3." in output


KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@pytest.fixture
def signed_log(tmp_path: Path, settings: Any) -> Callable[[], str]:
    """Signs what is new; the policy of a reader who trusts its key."""
    settings.SIGNED_LOG = tmp_path / "log"
    signing_key = SigningKey(KEY.public_key().public_bytes_raw(), KEY.sign)

    def sign() -> str:
        with database.connect("owner", autocommit=True) as reading:
            signer = Signer(reading, Folder(settings.SIGNED_LOG), signing_key, "news.example/log")
            look_until_all_is_taken(signer)
        policy = tmp_path / "policy"
        policy.write_text(f"log {signing_key.of('news.example/log')}\nquorum none\n")
        return str(policy)

    return sign


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_copy_with_its_proof_and_the_whole_log(
    claims: list[Claim], save: Save, signed_log: Callable[[], str], tmp_path: Path
) -> None:
    policy = signed_log()
    kept = ["--kept", save("export/publications.ndjson", "kept")]
    kept += ["--kept", save("/log/checkpoint", "checkpoint")]
    held = claims[2]
    copy = save(f"/claims/{held.pk}/copy.json", "copy")
    code, output = run(copy, *kept, "--policy", policy, "--log", str(tmp_path / "log"))
    assert code == 0, output
    assert "of the log news.example/log" in output
    # What is withheld since is in the log, and only that.
    hold(held)
    signed_log()
    given = [save("export/publications.ndjson"), "--policy", policy, "--log", str(tmp_path / "log")]
    code, output = run(*given, *kept)
    assert code == 0, output
    assert "The log still begins with" in output
    # Somebody with another past of the same length.
    Path(copy).write_text(Path(copy).read_text().replace("30 were", "31 were", 1))
    code, output = run(copy, *kept, "--policy", policy)
    assert code == DIFFERS
    assert "Publication 3: its words are not those" in output
