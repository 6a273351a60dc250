"""What is too long is refused before it is read."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import factories
from tests.claims.admin.desk import at_the_desk

LARGEST = 1000


@pytest.fixture(autouse=True)
def _short(settings: Any) -> None:
    settings.LARGEST_REQUEST = LARGEST


def sent(path: str, length: object) -> Any:
    return Client().generic("POST", path, b"", "text/plain", CONTENT_LENGTH=length)


@pytest.mark.parametrize("length", [LARGEST + 1, "9" * 30])
def test_a_page_says_so_in_words(length: object) -> None:
    answer = sent("/", length)
    assert answer.status_code == 413
    assert "This is larger than 0.001 MB" in answer.content.decode()


def test_the_api_says_so_in_its_form(settings: Any) -> None:
    settings.LARGEST_REQUEST = 56_000_000
    answer = sent("/api/v1/claims/", 56_000_001)
    assert answer.status_code == 413
    sentence = "This is larger than 56 MB, the most that can be sent at once."
    assert answer.json()["detail"] == sentence


@pytest.mark.parametrize("length", ["", "0", LARGEST, "-1", "many", "１２３４５６７８９０１２"])
def test_what_is_short_enough_or_unreadable_goes_on(length: object) -> None:
    assert sent("/", length).status_code == 405


PUBLIC = (
    "/",
    "/claims/1/error/",
    "/language/",
    "/admin/login/",
    "/admin/claims/claim/1/do/add-file/",
    "/admin/sources/capturerequest/add/",
    "/admin/claims/importrun/add/",
    "/api/v1/claims/",
)


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b"]
)
def test_who_is_not_signed_in_sends_little_to_any_address(
    path: str, kind: str, settings: Any
) -> None:
    """54 MB of a form were read into memory before anybody asked whose they are."""
    settings.LARGEST_REQUEST = 56_000_000
    unread = Unread()
    client = Client(enforce_csrf_checks=True)
    answer = long_form(client, path, kind, unread)
    assert answer.status_code == 413
    assert unread.requested == 0


@pytest.mark.django_db
def test_who_is_signed_in_sends_files_only_where_they_are_taken(settings: Any) -> None:
    settings.LARGEST_REQUEST = 56_000_000
    client = Client(enforce_csrf_checks=True)
    client.force_login(factories.editor())
    kind = "multipart/form-data; boundary=b"
    for path in ("/", "/claims/1/error/", "/language/", "/admin/claims/claim/1/do/propose/"):
        unread = Unread()
        assert long_form(client, path, kind, unread).status_code == 413
        assert unread.requested == 0
    for path in PUBLIC[4:7]:
        # Read, and refused for the lack of a token.
        unread = Unread()
        assert long_form(client, path, kind, unread).status_code == 403
        assert unread.requested


def long_form(client: Client, path: str, kind: str, unread: "Unread") -> Any:
    # With the cookie, the form's token is looked for in the body.
    client.cookies["csrftoken"] = "x" * 32
    more: Any = {"CONTENT_TYPE": kind, "CONTENT_LENGTH": 54_000_000, "wsgi.input": unread}
    return client.generic("POST", path, b"", **more)


class Unread:
    """A body that counts the bytes asked of it."""

    requested = 0

    def read(self, size: int = -1) -> bytes:
        self.requested += size if size >= 0 else 54_000_000
        return b""

    readline = read


@pytest.mark.django_db
def test_many_files_under_one_name_are_many(settings: Any) -> None:
    settings.LARGEST_REQUEST, settings.DATA_UPLOAD_MAX_NUMBER_FILES = 56_000_000, 3
    files = [SimpleUploadedFile(f"{number}.txt", b"150 bridges") for number in range(4)]
    answer = at_the_desk(factories.editor()).post(PUBLIC[5], {"file": files})
    assert answer.status_code == 400
