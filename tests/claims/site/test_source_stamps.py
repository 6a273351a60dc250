"""Readers see when our copies of a source existed, and check it themselves."""

import hashlib
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from claims.publication import takedowns
from newsroom.history import acting
from sources.models import Snapshot, TimeStamp
from sources.snapshot_stamps import stamp
from tests import factories
from tests.stamping import Tsa, trusted

pytestmark = pytest.mark.django_db


def public() -> Snapshot:
    """The text of a public claim."""
    snapshot: Snapshot = factories.signed_claim().appearances.get().snapshot
    return snapshot


def page(snapshot: Snapshot) -> str:
    text = Client().get(f"/sources/{snapshot.source_id}/").content.decode()
    return " ".join(text.split())


def files(snapshot: Snapshot) -> tuple[str, str]:
    at = f"/sources/{snapshot.source_id}/texts/{snapshot.text_sha256}"
    return f"{at}.sha256", f"{at}/tsa.tsr"


def test_nothing_is_said_where_nobody_is_asked() -> None:
    snapshot = public()
    assert "RFC 3161" not in page(snapshot)
    assert Client().get(files(snapshot)[1]).status_code == 404


def test_a_reader_checks_a_stamp_with_openssl(tsa: Tsa, settings: Any, tmp_path: Path) -> None:
    with trusted(tsa, settings):
        snapshot = public()
        stamp(snapshot.pk)
        shown = page(snapshot)
        assert "Existed before" in shown
        assert re.search(r">[^<]+, \d\d:\d\d:\d\d(\.\d+)? UTC</time>, stamped by tsa", shown)
        hashes, token = (Client().get(each) for each in files(snapshot))
    assert all(f'href="{each}"' in shown for each in files(snapshot))
    (tmp_path / "hashes").write_bytes(hashes.content)
    (tmp_path / "token.tsr").write_bytes(token.content)
    (tmp_path / "text").write_text(snapshot.text, encoding="utf-8")
    subprocess.run(["sha256sum", "-c", "hashes"], cwd=tmp_path, check=True, capture_output=True)

    def check(data: str, root: str = "root.pem") -> int:
        verify = ["openssl", "ts", "-verify", "-data", data, "-in", "token.tsr"]
        given = ["-CAfile", str(tsa.folder / root), "-untrusted", str(tsa.folder / "leaf.pem")]
        command = [*verify, *given]
        return subprocess.run(command, cwd=tmp_path, check=False, capture_output=True).returncode

    assert check("hashes") == 0
    (tmp_path / "altered").write_bytes(hashes.content.replace(b"text", b"test"))
    assert check("altered") == 1


def test_a_failure_is_shown_as_a_gap(tsa: Tsa, settings: Any) -> None:
    with trusted(tsa, settings):
        tsa.fails = True
        snapshot = public()
        assert "No stamp by tsa" not in page(snapshot)
        stamp(snapshot.pk)
        assert "No stamp by tsa since" in page(snapshot)
        assert "503" not in page(snapshot)


def test_a_stamp_that_does_not_hold_is_not_shown_as_one(tsa: Tsa, settings: Any) -> None:
    with trusted(tsa, settings):
        snapshot, at = public(), timezone.now()
        with acting(None):
            TimeStamp.objects.create(
                snapshot=snapshot, authority="tsa", token=b"No token.", stamped_at=at
            )
            TimeStamp.objects.create(
                snapshot=snapshot, authority="unknown", token=b"No token.", stamped_at=at
            )
        shown = page(snapshot)
        assert "The stamp by tsa does not hold." in shown
        assert "Existed before" not in shown
        assert "unknown" not in shown
        settings.TIME_STAMP_AUTHORITIES = tsa.folder / "none"
        assert "RFC 3161" not in page(snapshot)


def test_hashes_stay_public_when_a_text_is_taken_down(tsa: Tsa, settings: Any) -> None:
    with trusted(tsa, settings):
        snapshot = public()
        stamp(snapshot.pk)
        takedowns.take_down(snapshot.pk, factories.editor(), "A court.")
        for each in files(snapshot):
            assert Client().get(each).status_code == 200


def test_texts_that_no_publication_names_have_no_files(tsa: Tsa, settings: Any) -> None:
    with trusted(tsa, settings):
        unsigned = factories.anchored_claim().appearances.get().snapshot
        stamp(unsigned.pk)
        snapshot = public()
        stamp(snapshot.pk)
        hidden = hashlib.sha256(b"another").hexdigest()
        at = f"/sources/{snapshot.source_id}/texts"
        for address in (
            *files(unsigned),
            f"{at}/{hidden}.sha256",
            f"{at}/{hidden}/tsa.tsr",
            f"{at}/{snapshot.text_sha256}/other.tsr",
            f"{at}/x.sha256",
        ):
            assert Client().get(address).status_code == 404, address
