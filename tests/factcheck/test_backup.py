"""Backups: what comes back is what was there, and whatever is not a whole backup is refused in words."""

import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import boto3
import psycopg
import pytest
from django.conf import settings as given
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, connections
from moto.server import ThreadedMotoServer

from claims.workflow.evidence import add_evidence
from factcheck import backup, checksums
from factcheck.backup import BackupError, Place, making, postgresql, restoring
from factcheck.backup.manifest import manifest_text
from factcheck.backup.place import MANIFEST, MEDIA
from factcheck.management.commands import backup as backup_command
from factcheck.management.commands import restore as restore_command
from newsroom import privileges
from newsroom.history import acting
from newsroom.jobs import enqueue
from newsroom.models import Event, Job, JobNote
from sources.capture import store_raw
from tests import database, factories, spoken
from tests.claims import full_claims
from tests.claims.transparency.test_signer import sign

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
    pytest.mark.long,
]

PASSPHRASE = "forty bridges in the fog"
# Functions, word for word, and triggers, constraints and indexes by name and kind, but for those that an
# extension brought. A dump writes conditions in other words (`IN` as `= ANY`), so these can't be compared as text.
DEFINITIONS = """
SELECT kind || ' ' || definition FROM (
    SELECT 'functions' AS kind, pg_get_functiondef(oid) AS definition FROM pg_proc p
     WHERE pronamespace = 'public'::regnamespace AND prokind IN ('f', 'p')
       AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
    UNION ALL
    SELECT 'triggers', concat_ws(' ', tgrelid::regclass, tgname, tgtype, tgenabled, tgdeferrable,
                                 tginitdeferred, tgfoid::regprocedure)
      FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT 'constraints', concat_ws(' ', conrelid::regclass, conname, contype, convalidated, condeferrable,
                                    condeferred)
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid != 0
    UNION ALL
    SELECT 'indexes', concat_ws(' ', indrelid::regclass, indexrelid::regclass, indisunique, indisvalid)
      FROM pg_index WHERE indrelid::regclass::text !~ '^pg_'
) every ORDER BY 1
"""
# Who may do what, owners included.
RIGHTS = """
SELECT kind || ' ' || name || ': ' || grantee || ' ' || privilege FROM (
    SELECT 'table' AS kind, relname::text AS name, relowner AS owner,
           coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's'::"char" ELSE 'r' END, relowner)) AS acl
      FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S', 'v')
    UNION ALL
    SELECT 'function', oid::regprocedure::text, proowner, coalesce(proacl, acldefault('f', proowner))
      FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
       AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
    UNION ALL
    SELECT 'schema', nspname::text, nspowner, nspacl FROM pg_namespace WHERE nspname = 'public'
    UNION ALL
    SELECT 'database', 'this', datdba, coalesce(datacl, acldefault('d', datdba))
      FROM pg_database WHERE datname = current_database()
) object, LATERAL (
    SELECT coalesce(a.grantee::regrole::text, 'everybody') AS grantee, a.privilege_type AS privilege
      FROM aclexplode(object.acl) a
    UNION ALL
    SELECT object.owner::regrole::text, 'OWNER'
) given ORDER BY 1
"""


class Kept(NamedTuple):
    """A newsroom, and two backups of it: by passphrase, none or ours."""

    files: dict[str, bytes]
    rows: dict[str, str]
    definitions: list[Any]
    rights: list[Any]
    folders: dict[str, Path]
    manifests: dict[str, backup.Manifest]


@pytest.fixture(scope="module")
def kept(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Kept:
    """Made once for all tests that only read it; the database is empty again afterwards."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(given, "MEDIA_ROOT", tmp_path_factory.mktemp("media"))
        files = filled()
        folders = {each: tmp_path_factory.mktemp("kept") / "it" for each in ("", PASSPHRASE)}
        manifests = {each: make(folders[each], each) for each in folders}
        found = Kept(files, *looked_at(), folders, manifests)
        connections.close_all()
        database.empty()
    return found


@pytest.fixture
def newsroom() -> dict[str, bytes]:
    return filled()


def filled() -> dict[str, bytes]:
    """A signed claim with all that belongs to it, and captured files; their names and bytes."""
    full_claims.signed_claim()
    claim, editor = full_claims.claim_in_review(1)
    source = factories.source("The count itself.", by=editor)
    add_evidence(
        claim.pk,
        editor,
        kind="file",
        source=source,
        raw=b"%PDF-1.7",
        bears_on="so",
        direction="supports",
        description="The register.",
        page="3",
    )
    store_raw(b"bridges")
    spoken.transcript(recording=spoken.file())
    return captured()


def captured() -> dict[str, bytes]:
    found = {}
    for name in making.stored_files():
        with default_storage.open(name) as file:
            found[name] = file.read()
    return found


def looked_at() -> tuple[dict[str, str], list[Any], list[Any]]:
    """All rows, definitions and rights in the database that Django's aliases point to."""
    with database.connect("owner") as owner:
        rows = checksums.contents(owner)
        return rows, owner.execute(DEFINITIONS).fetchall(), owner.execute(RIGHTS).fetchall()


def make(name: Path | str, passphrase: str = "") -> backup.Manifest:
    return backup.make(Place(str(name), passphrase))


def restored(name: Path | str, passphrase: str = "") -> backup.Manifest:
    return backup.restore(Place(str(name), passphrase), lambda _words: None)


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A bucket of a server with S3's protocol on this machine (moto)."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ACCESS_KEY_ID": "somebody",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL_S3": f"http://{host}:{port}",
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    # moto's servers of one process share their buckets.
    made = boto3.resource("s3").Bucket(f"backups-{secrets.token_hex(8)}")
    made.create()
    try:
        yield made
    finally:
        server.stop()


@contextmanager
def elsewhere(settings: Any, folder: Path) -> Iterator[None]:
    """An empty database and no captured file inside."""
    settings.MEDIA_ROOT = folder
    with database.made(None) as name, database.used(name):
        yield


def changed(content: bytes) -> bytes:
    """With another bit in the middle."""
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def read(folder: Path) -> bytes:
    return b"".join(each.read_bytes() for each in sorted(folder.iterdir()))


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
def test_everything_comes_back_the_same(
    kept: Kept, passphrase: str, tmp_path: Path, settings: Any
) -> None:
    folder, manifest = kept.folders[passphrase], kept.manifests[passphrase]
    assert (manifest.missing, len(manifest.files)) == ([], len(kept.files))
    assert (b"claims_claim" in read(folder)) is not bool(passphrase)
    assert {each.stat().st_mode & 0o777 for each in folder.iterdir()} == {0o600}
    with elsewhere(settings, tmp_path / "media"):
        restored(folder, passphrase)
        rows, definitions, rights = looked_at()
        assert checksums.differences(kept.rows, rows) == []
        assert definitions == kept.definitions
        assert rights == kept.rights
        assert captured() == kept.files
        with connection.cursor() as cursor:
            assert list(privileges.excesses(cursor, connection.settings_dict["USER"])) == []
        call_command("verify_chain", stdout=StringIO())
        # It goes on: guards, history and numbers are in force.
        events = Event.objects.count()
        assert factories.signed_claim().pk > max(0, checksums.rows(rows["claims_claim"]))
        assert Event.objects.count() > events


def test_a_bucket_gives_back_what_a_folder_does(
    newsroom: dict[str, bytes],
    bucket: Any,
    tmp_path: Path,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Read from a temporary file, as one of gigabytes is."""
    monkeypatch.setattr("factcheck.storage.IN_MEMORY", 1000)
    before = looked_at()[0]
    make(f"s3://{bucket.name}/2026/monday", PASSPHRASE)
    names = {each.key.removesuffix(".age") for each in bucket.objects.all()}
    parts = {"database.dump", "media.tar", MANIFEST, "key"}
    assert names == {f"2026/monday/{part}" for part in parts}
    stored = b"".join(each.get()["Body"].read() for each in bucket.objects.all())
    assert b"claims_claim" not in stored
    with pytest.raises(BackupError, match="is not empty: each backup has a folder of its own"):
        make(f"s3://{bucket.name}/2026/monday", PASSPHRASE)
    with elsewhere(settings, tmp_path / "media"):
        restored(f"s3://{bucket.name}/2026/monday", PASSPHRASE)
        assert checksums.differences(before, looked_at()[0]) == []
        assert captured() == newsroom


def test_a_bucket_that_holds_something_else_is_refused_in_words(
    kept: Kept, bucket: Any, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for command in (backup_command, restore_command):
        monkeypatch.setattr(command, "database_running", nullcontext)
    with pytest.raises(CommandError, match=r"Not Found|NoSuchBucket"):
        call_command("backup", "s3://others/monday", stdout=StringIO())
    for part in kept.folders[PASSPHRASE].iterdir():
        damaged = part.name.startswith(MEDIA)
        content = changed(part.read_bytes()) if damaged else part.read_bytes()
        bucket.put_object(Key=f"monday/{part.name}", Body=content)
    with elsewhere(settings, tmp_path / "media"):
        with pytest.raises(CommandError, match="holds no backup, or one that was not finished"):
            call_command("restore", f"s3://{bucket.name}/tuesday", stdout=StringIO())
        with pytest.raises(BackupError, match="is damaged"):
            restored(f"s3://{bucket.name}/monday", PASSPHRASE)
        assert captured() == {}


def test_what_failed_leaves_nothing_in_a_bucket(
    bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: Any) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(making, "_pack", full)
    with pytest.raises(OSError, match="No space left"):
        make(f"s3://{bucket.name}/monday", PASSPHRASE)
    assert list(bucket.objects.all()) == []


def test_it_is_one_moment_of_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """What is signed and stored while it is being made is not half in it. Sequences belong to no moment."""
    before = looked_at()[0]
    dump = making._dump

    def signed_meanwhile(*args: Any) -> None:
        factories.signed_claim()
        connections.close_all()  # those of the thread that dumps
        dump(*args)

    monkeypatch.setattr(making, "_dump", signed_meanwhile)
    assert make(tmp_path / "kept").tables == before
    assert checksums.differences(before, looked_at()[0]) != []
    with elsewhere(settings, tmp_path / "media"):
        restored(tmp_path / "kept")
        assert checksums.differences(before, looked_at()[0]) == []


def test_a_file_that_is_only_being_written_is_left_out_and_one_that_is_damaged_is_named(
    newsroom: dict[str, bytes], tmp_path: Path, settings: Any
) -> None:
    half = store_raw(b"half of it")[1]
    (settings.MEDIA_ROOT / half).write_bytes(b"\x1f\x8b")
    with database.connect("owner") as owner:
        named = sorted(making.named_files(owner))
    assert {each.partition("/")[0] for each in named} == {"raw", "recordings"}
    damaged = [named[0], named[-1]]
    for each in damaged:
        (settings.MEDIA_ROOT / each).write_bytes(b"somebody else's")
    manifest = make(tmp_path / "kept")
    assert half not in manifest.files
    assert manifest.missing == damaged


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
def test_a_single_changed_bit_is_noticed_before_anything_is_written(
    kept: Kept, passphrase: str, tmp_path: Path, settings: Any
) -> None:
    shutil.copytree(kept.folders[passphrase], tmp_path / "kept")
    with elsewhere(settings, tmp_path / "media"):
        for part in (tmp_path / "kept").iterdir():
            whole = part.read_bytes()
            part.write_bytes(changed(whole))
            with pytest.raises(
                BackupError, match=r"is damaged|is not what|not the files|not the one"
            ):
                restored(tmp_path / "kept", passphrase)
            part.write_bytes(whole)
        with database.connect("owner") as owner:
            assert owner.execute(restoring.OCCUPIED).fetchone() is None
        assert captured() == {}


def test_what_does_not_fit_is_refused_in_words(kept: Kept, tmp_path: Path, settings: Any) -> None:
    folder = shutil.copytree(kept.folders[""], tmp_path / "kept")
    before = looked_at()[0]
    with pytest.raises(BackupError, match="is not empty: each backup has a folder of its own"):
        make(folder)
    with pytest.raises(
        BackupError, match=r"The database .* is not empty \(it has .*, for instance"
    ):
        restored(folder)
    assert looked_at()[0] == before
    (tmp_path / "none").mkdir()
    for place, passphrase, words in (
        (tmp_path / "none", "", "holds no backup, or one that was not finished"),
        (folder, "short", "needs 12 characters or more"),
        ("https://bucket", "", "A bucket must look like s3://bucket"),
    ):
        with pytest.raises(BackupError, match=words):
            restored(place, passphrase)
    with elsewhere(settings, tmp_path / "media"):
        name = next(iter(kept.files))
        default_storage.save(name, ContentFile(b"another"))
        with pytest.raises(BackupError, match="Another file lies in storage"):
            restored(folder)
        with default_storage.open(name) as file:
            assert file.read() == b"another"
        manifest = json.loads((folder / MANIFEST).read_text())
        manifest["migrations"].append(["claims", "9999_later"])
        del manifest["sha256"]
        (folder / MANIFEST).write_bytes(manifest_text(manifest))
        with pytest.raises(BackupError, match=r"this version lacks \(claims.9999_later\)"):
            restored(folder)


def test_only_the_owners_role_can_and_a_folder_must_be_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup_command, "database_running", nullcontext)
    (tmp_path / "file").touch()
    for place in (tmp_path / "file", tmp_path / "file" / "in it"):
        with pytest.raises(CommandError, match=r"File exists|Not a directory"):
            call_command("backup", str(place))
    application = connections.settings["default"]["USER"]
    monkeypatch.setitem(connections.settings["owner"], "USER", application)
    connections["owner"].close()
    with pytest.raises(CommandError, match="DATABASE_OWNER_URL must name the owner's role"):
        call_command("backup", str(tmp_path / "kept"))
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_lost_connection_is_not_taken_for_the_wrong_role() -> None:
    with (
        pytest.raises(psycopg.OperationalError, match=r"^terminating connection(?!.*OWNER)"),
        postgresql.as_owner() as owner,
    ):
        owner.execute("SELECT pg_terminate_backend(pg_backend_pid())")


def test_a_backup_that_is_not_encrypted_does_not_stand_in_for_one_that_is(
    kept: Kept, tmp_path: Path, settings: Any
) -> None:
    """Whoever can write where the backups are can put a plain one there, and knows no passphrase."""
    with elsewhere(settings, tmp_path / "media"):
        with pytest.raises(BackupError, match=r"not encrypted: .* unset BACKUP_PASSPHRASE and"):
            restored(kept.folders[""], PASSPHRASE)
        assert captured() == {}


def test_what_waited_to_be_sent_is_not_sent_again(tmp_path: Path, settings: Any) -> None:
    """It may have been sent after the backup; what only changes rows was undone, and is done again."""
    someone = factories.editor()
    with acting(None, "work"):
        mail = enqueue("claims.mail_notices", once="one letter", person_id=someone.pk)
        delivery = enqueue("claims.create_deliveries", publication_id=1)
        work = enqueue("claims.suggest_relations", claim_id=1)
    assert mail
    assert delivery
    assert work
    Job.objects.filter(pk=delivery).update(status="doing")
    make(tmp_path / "kept")
    lines: list[str] = []
    with elsewhere(settings, tmp_path / "media"):
        manifest = backup.restore(Place(str(tmp_path / "kept"), ""), lines.append)
        states = dict(Job.objects.values_list("pk", "status"))
        assert (states[mail], states[delivery], states[work]) == ("failed", "failed", "todo")
        (note,) = JobNote.objects.filter(job=mail)
        assert f"as it was at {manifest.made_at}. This may have been sent since" in note.sentence
        held = list(states.values()).count("failed")
        assert f"{held} jobs that waited to send an e-mail" in lines[-1]


def test_what_failed_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: Any) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(making, "_pack", full)
    with pytest.raises(OSError, match="No space left"):
        make(tmp_path / "kept")
    assert list((tmp_path / "kept").iterdir()) == []


def test_the_commands_say_what_they_did(
    newsroom: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    for command in (backup_command, restore_command):
        monkeypatch.setattr(command, "database_running", nullcontext)
    output = StringIO()
    secret = tmp_path / "passphrase"
    secret.write_text(f"{PASSPHRASE}\n")
    monkeypatch.setenv("BACKUP_PASSPHRASE_FILE", str(secret))
    call_command("backup", str(tmp_path / "kept"), stdout=output)
    assert f"{len(newsroom)} captured files" in output.getvalue()
    assert ", encrypted, and read them back" in output.getvalue()
    # What was signed stays signed: the public log is neither in it nor restored.
    settings.SIGNED_LOG = log = tmp_path / "log"
    factories.signed_claim()
    sign(log)
    checkpoint = (log / "checkpoint").read_bytes()
    with elsewhere(settings, tmp_path / "media"):
        call_command("restore", str(tmp_path / "kept"), stdout=output)
        assert "each the same as then" in output.getvalue()
        assert (log / "checkpoint").read_bytes() == checkpoint
        monkeypatch.delenv("BACKUP_PASSPHRASE_FILE")
        with pytest.raises(CommandError, match="The backup is encrypted: set BACKUP_PASSPHRASE"):
            call_command("restore", str(tmp_path / "kept"), stdout=output)
        monkeypatch.setenv("BACKUP_PASSPHRASE", "another passphrase")
        with pytest.raises(CommandError, match="The passphrase is not the one"):
            call_command("restore", str(tmp_path / "kept"), stdout=output)
