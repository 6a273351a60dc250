"""Nine attacks on a real database by its owner, who has the log's signing key, too: a reader's program finds each.

The owner has neither what readers kept nor the witness's key.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client, override_settings
from fido2.utils import websafe_encode

from claims.choices import ReasonKind
from claims.models import Claim, Publication
from claims.transparency.signer import Signer
from claims.transparency.signing_key import SigningKey
from claims.transparency.tiles import Folder
from claims.workflow import review
from newsroom import signer_keys
from newsroom.models import SignerKey, User
from tests import database, factories, passkeys
from tests.as_owner import unguarded
from tests.claims.published import hold
from tests.claims.transparency.test_signer import REHASH, look_until_all_is_taken
from tests.passkeys import Passkey, propose, sign_off, signed_with_keys
from tests.tools import newsroom_of_files
from tools import verify

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

ORIGIN = "news.example/log"
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = SigningKey(PRIVATE.public_key().public_bytes_raw(), PRIVATE.sign)
WITNESS = newsroom_of_files.Signer("partner.example/w", 4)
OTHER_WORDS = """
UPDATE claims_publication SET body = replace(body, %(old)s, %(new)s) WHERE number = %(number)s;
UPDATE claims_publication
   SET body_sha256 = encode(sha256(convert_to(salt || E'\\n' || body, 'UTF8')), 'hex')
 WHERE number = %(number)s;
"""


@dataclass
class Reader:
    """Keeps files, and compares them with what the site gives later."""

    folder: Path
    kept: list[str] = field(default_factory=list)

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def save(self, address: str, name: str) -> str:
        answer = Client().get(address)
        assert answer.status_code == 200, address
        content = b"".join(answer) if answer.streaming else answer.content
        (self.folder / name).write_bytes(content)
        return str(self.folder / name)

    def keep(self, address: str, name: str) -> None:
        self.kept += ["--kept", self.save(address, f"kept-{name}")]

    def keep_all(self, witnessed_at: datetime | None = None) -> None:
        """The export, and the checkpoint as a partner witnessed it."""
        self.keep("/api/v1/export/publications.ndjson", "export")
        self.keep_checkpoint(witnessed_at)

    def keep_checkpoint(self, witnessed_at: datetime | None = None) -> None:
        self.keep("/log/checkpoint", "checkpoint")
        path = Path(self.kept[-1])
        note = path.read_text()
        text = note.partition("\n\n")[0] + "\n"
        path.write_text(note + WITNESS.line(text, witnessed_at or datetime.now(UTC)))

    def verify(self, *saved: str) -> tuple[int, str]:
        """By the program, as a process of its own."""
        policy = newsroom_of_files.write(
            self.folder / "policy",
            f"log {KEY.of(ORIGIN)}\nwitness w {WITNESS.verifier_key}\nquorum none\n",
        )
        given = [*saved, *self.kept, "--log", str(self.log), "--policy", policy]
        done = subprocess.run(
            [sys.executable, "-I", verify.__file__, *given],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert not done.stderr
        return done.returncode, done.stdout

    def finds(self, first: str, what: str, saved: str = "") -> None:
        code, output = self.verify(
            saved or self.save("/api/v1/export/publications.ndjson", "export")
        )
        assert code == verify.DIFFERS, output
        assert f"The first that differs is {first}.\n" in output, output
        assert what in output


@pytest.fixture
def reader(tmp_path: Path, settings: Any) -> Iterator[Reader]:
    settings.SIGNED_LOG = tmp_path / "log"
    with override_settings(SITE_URL=passkeys.ORIGIN):
        yield Reader(tmp_path)


def sign(reader: Reader) -> None:
    with database.connect("owner", autocommit=True) as connection:
        look_until_all_is_taken(Signer(connection, Folder(reader.log), KEY, ORIGIN))


def sign_all_again(reader: Reader) -> None:
    """A log of what the database says now, as if it always had."""
    shutil.rmtree(reader.log)
    sign(reader)


def publish(count: int = 3) -> list[Claim]:
    return [factories.signed_claim(text=f"{each}0 were killed.") for each in range(1, count + 1)]


def as_owner(statement: str, parameters: Any = None) -> None:
    """With no trigger firing, and the public's version moved on, as any change does."""
    with database.connect("owner", autocommit=True) as owner:
        owner.execute("SET session_replication_role = replica")
        for each in statement.split(";\n"):
            if each.strip():
                owner.execute(each, parameters)


def rehash() -> None:
    unguarded("claims_publication", REHASH)


def other_words(number: int, old: str, new: str) -> None:
    as_owner(OTHER_WORDS, {"number": number, "old": old, "new": new})
    assert new in Publication.objects.get(number=number).body


# Where nothing was done


def test_nothing_is_found_where_nothing_was_done(reader: Reader) -> None:
    publish(2)
    signed_with_keys()
    sign(reader)
    reader.keep_all()
    publish(1)
    signed_with_keys()
    sign(reader)
    code, output = reader.verify(reader.save("/api/v1/export/publications.ndjson", "export"))
    assert code == verify.HOLDS, output
    assert "Keys that signed what you gave: 4; each was enrolled in the log before." in output
    assert "Enrolled since the checkpoint that you kept: key " in output


# The nine attacks


def test_rewrite(reader: Reader) -> None:
    publish()
    sign(reader)
    reader.keep_all()
    other_words(2, "20 were", "90 were")
    rehash()
    sign_all_again(reader)
    reader.finds("publication 2", "its hash is not the one that you kept")


def test_rewrite_found_by_one_page_that_was_kept(reader: Reader) -> None:
    claims = publish()
    sign(reader)
    reader.keep(f"/api/v1/claims/{claims[1].pk}/", "claim")
    other_words(2, "20 were", "90 were")
    rehash()
    sign_all_again(reader)
    page = reader.save(f"/api/v1/claims/{claims[1].pk}/", "claim")
    reader.finds("publication 2", "it differs from the copy that you kept", page)


def delete_after(number: int) -> None:
    as_owner(
        "DELETE FROM claims_publishedquantity;\nDELETE FROM claims_exportrow;\n"
        f"DELETE FROM claims_publication WHERE number > {number}"
    )


def test_truncate(reader: Reader) -> None:
    publish()
    sign(reader)
    reader.keep_all()
    delete_after(1)
    sign_all_again(reader)
    reader.finds("publication 2", "it is missing at the end")


def test_fork(reader: Reader) -> None:
    """A second past from number 3 on, for other readers, signed with the same key."""
    publish(2)
    sign(reader)
    shutil.copytree(reader.log, before := reader.folder / "before")
    claim = factories.signed_claim(text="30 were killed.")
    sign(reader)
    reader.keep(f"/api/v1/claims/{claim.pk}/", "claim")
    reader.keep_checkpoint()
    shutil.rmtree(reader.log)
    shutil.copytree(before, reader.log)
    other_words(3, "30 were", "90 were")
    rehash()
    sign(reader)
    reader.finds("publication 3", "its hash is not the one that you kept")
    # And the two checkpoints alone.
    del reader.kept[:2]
    code, output = reader.verify(reader.save("/log/checkpoint", "checkpoint"))
    assert code == verify.DIFFERS
    assert "two different trees" in output or "the log was rewritten" in output


def test_backdate(reader: Reader) -> None:
    """Dated like those before it, but witnesses saw the log without it ten days later."""
    publish()
    sign(reader)
    reader.keep_all(witnessed_at=datetime.now(UTC) + timedelta(days=10))
    publish(1)
    sign(reader)
    reader.finds("publication 4", "it was backdated")


def test_backdate_what_was_kept(reader: Reader) -> None:
    publish()
    sign(reader)
    reader.keep_all()
    earlier = "UPDATE claims_publication SET published_at = published_at - interval '9 days'"
    as_owner(f"{earlier} WHERE number <= 2")
    rehash()
    sign_all_again(reader)
    reader.finds("publication 1", "its hash is not the one that you kept")


def test_reorder(reader: Reader) -> None:
    publish()
    sign(reader)
    reader.keep_all()
    as_owner("UPDATE claims_publication SET shown_until = now() WHERE number > 1")
    as_owner(
        "UPDATE claims_publication p SET body = o.body, salt = o.salt, body_sha256 = o.body_sha256,"
        " claim_id = o.claim_id FROM claims_publication o"
        " WHERE p.number IN (2, 3) AND o.number = 5 - p.number"
    )
    rehash()
    sign_all_again(reader)
    reader.finds("publication 2", "its hash is not the one that you kept")


def test_withhold_silently(reader: Reader) -> None:
    publish()
    sign(reader)
    reader.keep_all()
    as_owner("UPDATE claims_publication SET withheld = true WHERE number = 2")
    reader.finds("publication 2", "they are withheld now, and the log does not say so")
    sign_all_again(reader)
    reader.finds("publication 2", "they are withheld now, and the log does not say so")


def test_withheld_with_a_line_in_the_log_is_no_attack(reader: Reader) -> None:
    claims = publish()
    sign(reader)
    reader.keep_all()
    hold(claims[1])
    sign(reader)
    code, output = reader.verify(reader.save("/api/v1/export/publications.ndjson", "export"))
    assert code == verify.HOLDS, output


def test_invent_a_signer(reader: Reader) -> None:
    publish(2)
    sign(reader)
    reader.keep_all()
    (name, _other) = json.loads(Publication.objects.get(number=1).body)["signed"]["by"]
    other_words(1, f'"{name}"', '"Somebody Else"')
    rehash()
    sign_all_again(reader)
    reader.finds("publication 1", "its hash is not the one that you kept")


def test_invent_a_signature_with_a_key(reader: Reader) -> None:
    """A key that the log enrolled to somebody else, another key behind its pseudonym."""
    claim = signed_with_keys()
    sign(reader)
    served = json.loads(Path(reader.save(f"/api/v1/claims/{claim.pk}/", "claim")).read_text())
    invented = Passkey()
    for each in served["assertions"]:
        challenge = verify.signing_challenge(served["version"], each["role"], claim.pk)
        response = invented.sign(challenge)["response"]
        each |= {
            "public_key": invented.public_key,
            "authenticator_data": response["authenticatorData"],
            "client_data": response["clientDataJSON"],
            "signature": response["signature"],
        }
    page = newsroom_of_files.write(reader.folder / "claim", json.dumps(served))
    reader.finds("publication 1", "is another than the log enrolled under that name", page)


def enrol_unseen(passkey: Passkey, person: User) -> SignerKey:
    """As its owner alone can: without a second person, and without a line in the log."""
    other = Passkey().enrol(person)
    as_owner(
        "INSERT INTO newsroom_signerkey (person_id, pseudonym, credential, public_key, approval_id, enrolled_at)"
        " SELECT person_id, %(pseudonym)s, %(credential)s, %(public_key)s, 0, now() FROM newsroom_signerkey"
        " WHERE id = %(id)s",
        {
            "pseudonym": "e" * 32,
            "credential": websafe_encode(passkey.id),
            "public_key": passkey.public_key,
            "id": other.pk,
        },
    )
    return SignerKey.objects.get(pseudonym="e" * 32)


@pytest.fixture
def unseen(reader: Reader) -> Claim:
    """Signed with a key that its owner wrote into the table."""
    publish(1)
    sign(reader)
    reader.keep_all()
    senior, passkey = factories.senior(), Passkey()
    enrol_unseen(passkey, senior)
    claim = sign_off(factories.proposed_claim(), senior, passkey)
    sign(reader)
    return claim


def test_enrol_a_key_unseen(reader: Reader, unseen: Claim) -> None:
    what = f"key {'e' * 32}, with which it is signed, was never enrolled in the log"
    reader.finds("publication 2", what)
    page = reader.save(f"/api/v1/claims/{unseen.pk}/", "claim")
    reader.finds("publication 2", what, page)


def test_enrol_a_key_after_it_signed(reader: Reader, unseen: Claim) -> None:
    key = SignerKey.objects.get(pseudonym="e" * 32)
    with database.connect("owner", autocommit=True) as owner:
        owner.execute("SELECT write_to_log(%s)", [f"enrolled {key.pseudonym} {key.public_key}"])
    sign(reader)
    reader.finds("publication 2", "was enrolled in the log only after it")


def test_sign_with_a_revoked_key(reader: Reader) -> None:
    senior, passkey = factories.senior(), Passkey()
    key = passkey.enrol(senior)
    sign_off(factories.proposed_claim(), senior, passkey)
    sign(reader)
    signer_keys.revoke(key, senior, "Lost.")
    sign(reader)
    code, output = reader.verify(reader.save("/api/v1/export/publications.ndjson", "export"))
    assert code == verify.HOLDS, output
    as_owner("UPDATE newsroom_signerkey SET revoked_at = NULL, revoked_by_id = NULL")
    sign_off(factories.proposed_claim(), senior, passkey)
    sign(reader)
    reader.finds("publication 2", "with which it is signed, was revoked before")


def test_what_a_revoked_key_signed_before_still_counts(reader: Reader) -> None:
    """It stays under the claim while that is under review again."""
    editor, passkey = factories.editor(), Passkey()
    key = passkey.enrol(editor)
    claim = propose(factories.claim_in_review(editor), editor, passkey)
    review.sign(claim.pk, factories.senior(), factories.version_of(claim))
    sign(reader)
    signer_keys.revoke(key, editor, "Lost.")
    sign(reader)
    review.reopen(claim.pk, factories.senior(), "A second count.", ReasonKind.NEW_EVIDENCE)
    sign(reader)
    code, output = reader.verify(reader.save("/api/v1/export/publications.ndjson", "export"))
    assert code == verify.HOLDS, output
    page = reader.save(f"/api/v1/claims/{claim.pk}/", "claim")
    code, output = reader.verify(page)
    assert code == verify.INCOMPLETE, output
    assert "an earlier version of claim" in output


def test_roll_back(reader: Reader) -> None:
    """An older copy of database and log, restored as if nothing had been since."""
    claims = publish(2)
    sign(reader)
    shutil.copytree(reader.log, before := reader.folder / "before")
    publish(1)
    sign(reader)
    reader.keep_checkpoint()
    reader.keep("/api/v1/changes/", "changes")
    delete_after(2)
    shutil.rmtree(reader.log)
    shutil.copytree(before, reader.log)
    reader.finds("publication 3", "it is missing at the end")
    page = reader.save(f"/api/v1/claims/{claims[0].pk}/", "claim")
    code, output = reader.verify(page)
    assert code == verify.DIFFERS
    assert "rolled back" in output
