"""How much a request may send: little to most views, a whole file to those that take uploads.

Django has one limit for all views (DATA_UPLOAD_MAX_MEMORY_SIZE), for what it keeps in memory.
"""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, TypeVar, cast

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent, TooManyFilesSent
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import FIELD, FILE, ChunkIter, LazyStream, MultiPartParser, Parser
from django.utils.datastructures import MultiValueDict
from django.utils.encoding import force_str

View = TypeVar("View", bound=Callable[..., Any])


def takes_uploads(view: View) -> View:
    """A view that people who are signed in may send files and long texts to."""
    view.takes_uploads = True  # type: ignore[attr-defined]
    return view


def largest(request: HttpRequest, view: Callable[..., Any]) -> int:
    """Bytes that may be sent to the view. One without Django's CSRF check, as all of the API, has
    to refuse whoever is not signed in before it reads anything.
    """
    if getattr(view, "takes_uploads", False) and (
        request.user.is_authenticated or getattr(view, "csrf_exempt", False)
    ):
        most: int = settings.LARGEST_REQUEST
    else:
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return most


def _safe_name(name: str) -> str | None:
    """The name without folders and invisible characters, as in Django's own parser."""
    return MultiPartParser.sanitize_file_name(cast("Any", None), name)


class UploadHandler(FileUploadHandler):
    """Parses a form whose fields, too, may be as long as a file. Files go to disk while they come."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 - Django's name
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> tuple[QueryDict, "MultiValueDict[str, UploadedFile[bytes]]"]:
        encoding = encoding or settings.DEFAULT_CHARSET
        fields = QueryDict(mutable=True, encoding=encoding)
        files: MultiValueDict[str, UploadedFile[bytes]] = MultiValueDict()
        counted = sent = 0
        with ExitStack() as unfinished:  # where the form is refused
            for kind, about, stream in Parser(LazyStream(ChunkIter(input_data, 2**16)), boundary):
                disposition = about.get("content-disposition", ("", {}))[1]
                if kind not in (FIELD, FILE) or not disposition.get("name"):
                    continue
                name = force_str(disposition["name"].strip(), encoding, errors="replace")
                counted += 1
                if counted > (settings.DATA_UPLOAD_MAX_NUMBER_FIELDS or counted):
                    raise TooManyFieldsSent
                if kind == FIELD:
                    fields.appendlist(name, force_str(stream.read(), encoding, errors="replace"))
                elif file_name := _safe_name(
                    force_str(disposition.get("filename") or "", encoding)
                ):
                    sent += 1
                    if sent > (settings.DATA_UPLOAD_MAX_NUMBER_FILES or sent):
                        raise TooManyFilesSent
                    files.appendlist(name, self._file(file_name, about, stream, unfinished))
            unfinished.pop_all()
        # Frozen like Django's own, which the middleware against forged requests reads.
        fields._mutable = False
        return fields, files

    def _file(
        self, name: str, about: Any, stream: Any, unfinished: ExitStack
    ) -> "UploadedFile[bytes]":
        kind, more = about.get("content-type", ("", {}))
        file = TemporaryUploadedFile(name, kind.strip(), 0, more.get("charset"), more)
        unfinished.callback(file.close)
        for chunk in stream:
            file.write(chunk)
        file.size = file.tell()
        file.seek(0)
        return file

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        raise NotImplementedError

    def file_complete(self, file_size: int) -> None:
        raise NotImplementedError
