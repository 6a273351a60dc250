"""What was captured is compared with its hashes, and what is missing or altered is named."""

import gzip
import tracemalloc
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from claims.models import Evidence
from claims.workflow.evidence import add_evidence
from sources.capture_checks import fault_of_file, faults
from sources.models import Recording, TimeStamp
from sources.snapshot_stamps import stamp
from tests import factories, spoken
from tests.claims.fetched_sources import fetched
from tests.stamping import POLICY, Tsa, trusted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def tsa(tmp_path: Path) -> Tsa:
    return Tsa(tmp_path / "tsa")


def verify(*arguments: str) -> tuple[bool, str]:
    """Whether all is as it was, and what is output."""
    out = StringIO()
    try:
        call_command("verify_captures", *arguments, stdout=out, stderr=out)
    except CommandError as error:
        return False, out.getvalue() + str(error)
    return True, out.getvalue()


def with_file() -> Evidence:
    claim = factories.claim_in_review(by := factories.editor())
    return add_evidence(
        claim.pk,
        by,
        kind="file",
        source=factories.source(),
        bears_on="so",
        direction="supports",
        description="The audit office's table.",
        raw=b"%PDF-1.7 table",
    )


def test_what_is_whole_is_said_to_be(storage: Path) -> None:
    fetched()
    holds, output = verify()
    assert holds
    assert "1 snapshots and 0 other files read." in output
    assert "No time stamps" in output


def test_recordings_are_read_as_they_are_stored(storage: Path) -> None:
    spoken.transcript(recording=spoken.file())
    recording = Recording.objects.get()
    assert verify()[0]
    (storage / recording.file_name).write_bytes(spoken.WAVE[:-1] + b"x")
    holds, output = verify()
    assert not holds
    assert f"recording {recording.pk}: The file was altered" in output


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "The raw capture is missing from storage"),
        (b"", "The raw capture was altered"),
        (gzip.compress(b"<p>Another."), "The raw capture was altered"),
        (b"<p>Not packed.", "The raw capture is damaged"),
        (gzip.compress(b"<p>Cut off." * 99)[:-20], "The raw capture is damaged"),
    ],
    ids=["missing", "empty", "altered", "not packed", "cut off"],
)
def test_a_raw_capture_that_is_not_what_it_was(
    storage: Path, content: bytes | None, sentence: str
) -> None:
    snapshot, other = fetched(), fetched(text="Another text, which stays.")
    path = storage / snapshot.raw_name
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    holds, output = verify()
    assert not holds
    assert f"snapshot {snapshot.pk}: {sentence}" in output
    assert f"snapshot {other.pk}:" not in output
    assert "1 faults" in output
    assert verify("--after", str(snapshot.pk))[0]


def test_a_text_that_is_not_what_it_was(storage: Path) -> None:
    snapshot = fetched()
    snapshot.text += " And more."
    assert list(faults(snapshot, frozenset())) == ["The text was altered: its hash differs."]
    snapshot.erased = True
    assert list(faults(snapshot, frozenset())) == []


def test_files_of_evidence_are_read_too(storage: Path) -> None:
    piece = with_file()
    assert "snapshots and 1 other files" in verify()[1]
    (storage / piece.file_name).unlink()
    holds, output = verify()
    assert not holds
    assert f"evidence {piece.pk} of claim {piece.claim_id}: The file is missing" in output


def test_a_file_in_a_place_that_cannot_be_read(storage: Path) -> None:
    (storage / "folder").mkdir(parents=True)
    assert fault_of_file("folder", "0" * 64) == "can't be read (folder): IsADirectoryError."


def test_a_file_is_read_block_by_block(storage: Path) -> None:
    storage.mkdir()
    (storage / "large.gz").write_bytes(gzip.compress(bytes(60_000_000), compresslevel=1))
    tracemalloc.start()
    try:
        assert "altered" in fault_of_file("large.gz", "0" * 64)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_stamps_are_verified(tsa: Tsa, settings: Any) -> None:
    snapshot = fetched()
    with trusted(tsa, settings, f" policy {POLICY}"):
        assert "tsa has not stamped 1 snapshots." in verify()[1]
        stamp(snapshot.pk)
        holds, output = verify()
        assert holds
        assert "tsa has not stamped 0 snapshots." in output
        listed = settings.TIME_STAMP_AUTHORITIES
        for words, sentence in (
            (("leaf-chain", "other-chain"), "Another certificate than the trusted one signed it."),
            (
                (f"policy {POLICY}", "policy 1.2.3"),
                f"It was made under policy {POLICY}, not 1.2.3.",
            ),
        ):
            changed = tsa.folder / "changed"
            changed.write_text(listed.read_text().replace(*words))
            settings.TIME_STAMP_AUTHORITIES = changed
            holds, output = verify()
            assert not holds
            assert f"snapshot {snapshot.pk}: The stamp by tsa does not hold: {sentence}" in output
    settings.TIME_STAMP_AUTHORITIES = None
    holds, output = verify()
    assert holds
    assert "1 stamps are not verified" in output
    settings.TIME_STAMP_AUTHORITIES = tsa.folder / "none"
    assert "can't be read" in verify()[1]
    assert TimeStamp.objects.count() == 1
