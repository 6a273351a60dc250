"""Parts of Parquet files: a program reads the columns that it needs, of one state."""

import io
import re
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.test import Client

from claims.formats.exports import kept_files
from claims.publication import publishing
from tests import factories
from tests.claims import full_claims

pytestmark = pytest.mark.django_db
URL = "/api/v1/export/evidence.parquet"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_files, "folder", lambda: tmp_path)


def part(client: Client, text: str, **headers: str) -> Any:
    return client.get(URL, headers={"Range": text, **headers})


def test_parts_are_of_one_file_and_tell_when_there_is_another(client: Client) -> None:
    claim = full_claims.signed_claim(1)
    first = part(client, "bytes=0-9")
    assert (first.status_code, first["Content-Length"]) == (206, "10")
    size = int(re.fullmatch(r"bytes 0-9/(\d+)", first["Content-Range"])[1])  # type: ignore[index]
    whole = client.get(URL)
    assert (whole.status_code, whole["ETag"], whole["Content-Length"]) == (
        *(200, first["ETag"], str(size)),
    )
    content = whole.getvalue()
    assert first.getvalue() == content[:10]
    assert part(client, "bytes=-4").getvalue() == content[-4:] == b"PAR1"
    assert part(client, f"bytes={size - 4}-").getvalue() == b"PAR1"
    assert part(client, f"bytes=4-{size + 99}").getvalue() == content[4:]
    metadata = pq.read_metadata(io.BytesIO(content))
    chunk = metadata.row_group(0).column(metadata.schema.names.index("bears_on"))
    start = chunk.dictionary_page_offset or chunk.data_page_offset
    end = start + chunk.total_compressed_size
    assert part(client, f"bytes={start}-{end - 1}").getvalue() == content[start:end]
    head = client.head(URL)
    assert (head["Accept-Ranges"], head["Content-Length"]) == ("bytes", str(size))
    beyond = part(client, f"bytes={size}-")
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{size}")
    for text in ("bytes=0-1,4-5", "bytes=9-1", "lines=1-2", "bytes=-", "bytes=a-b"):
        assert part(client, text).status_code == 200, text
    assert part(client, "bytes=0-9", **{"If-Range": first["ETag"]}).status_code == 206
    assert part(client, "bytes=0-9", **{"If-None-Match": first["ETag"]}).status_code == 304
    # What is hidden is in no part from then on.
    publishing.hold(claim.pk, factories.reporter(), "legal", "A letter came.")
    after = part(client, "bytes=0-9", **{"If-Range": first["ETag"]})
    assert (after.status_code, after["ETag"] != first["ETag"]) == (200, True)
    assert pq.read_table(io.BytesIO(after.getvalue())).num_rows == 0


def test_only_the_files_asked_for_last_are_kept(
    client: Client, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_files, "MOST", 1)
    for _number in range(2):
        factories.signed_claim()
        part(client, "bytes=0-9")
    (only,) = tmp_path.iterdir()
    assert f'"{only.name}"' == client.head(URL)["ETag"]


def test_with_filters_it_is_made_anew_each_time(client: Client, tmp_path: Any) -> None:
    factories.signed_claim()
    answer = client.get(f"{URL}?status=verified", headers={"Range": "bytes=0-9"})
    assert answer.status_code == 200
    assert answer.getvalue()[:4] == b"PAR1"
    assert list(tmp_path.iterdir()) == []
