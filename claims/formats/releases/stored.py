"""Releases in the newsroom's storage.

A release is its manifest, ``releases/DATE.MAKING.TOKEN.json``, which is stored after all its files:
files of a release that was not finished belong to none. Remaking one adds a making; the last one
counts. Each has a token of its own, so that what a name stands for never changes.
"""

import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Exists, Max, Value
from django.urls import reverse

from claims.formats.exports import kept_files
from claims.models import Publication
from claims.publication.addresses import absolute
from newsroom import public_version
from sources.models import ProtectedName

FOLDER = "releases"
CHECKSUMS = "SHA256SUMS"
PACKAGE = "datapackage.json"
METADATA = "dcat.jsonld"
CITATION = "CITATION.cff"
_MAKING = re.compile(r"(\d{4}-\d{2}-\d{2})\.(\d{1,6})\.[0-9a-f]{8}")


@dataclass(frozen=True)
class ReleaseFile:
    """``means``: what it holds, in English. ``compressed``: with gzip."""

    name: str
    media_type: str
    means: str
    size: int  # bytes
    sha256: str
    compressed: bool = False


@dataclass(frozen=True)
class Release:
    """``number``: the last publication in it, ``chain`` that row's hash. ``withheld``: the numbers
    of publications up to it that were withheld when it was made. ``protected_names``: the highest
    id of a protected name by then. ``making``: 1, and one more each time that it is remade.
    """

    name: str  # in storage
    day: str  # ISO 8601, UTC
    making: int
    number: int
    chain: str
    first_published: str
    last_published: str
    made_at: str
    protected_names: int
    withheld: Sequence[int]
    files: Sequence[ReleaseFile]

    @property
    def version(self) -> str:
        return str(self.number) if self.making == 1 else f"{self.number}.{self.making}"

    @property
    def dated(self) -> date:
        return date.fromisoformat(self.day)

    @property
    def made_on(self) -> date:
        return date.fromisoformat(self.made_at[:10])

    @property
    def size(self) -> int:
        return sum(each.size for each in self.files)

    @property
    def url(self) -> str:
        return absolute(reverse("site:release", args=[self.day]))

    def address(self, name: str) -> str:
        return absolute(reverse("site:release-file", args=[self.day, name]))

    def file(self, name: str) -> ReleaseFile | None:
        return next((each for each in self.files if each.name == name), None)

    def in_storage(self, name: str) -> str:
        return f"{FOLDER}/{self.name}/{name}"


def new_name(day: str, making: int) -> str:
    return f"{day}.{making}.{secrets.token_hex(4)}"


def releases() -> list[Release]:
    """Each date's last making, the newest date first."""
    return [_read(name) for _day, name in sorted(_last_makings().items(), reverse=True)]


def find(day: str) -> Release | None:
    name = _last_makings().get(day)
    return _read(name) if name else None


def _last_makings() -> dict[str, str]:
    """Their names by day."""
    public_version.depends_on_more()  # the files
    last: dict[str, tuple[int, str]] = {}
    for file in _listed(FOLDER)[1]:
        name = file.removesuffix(".json")
        if name != file and (match := _MAKING.fullmatch(name)):
            last[match[1]] = max((int(match[2]), name), last.get(match[1], (0, "")))
    return {day: name for day, (_making, name) in last.items()}


@lru_cache(maxsize=256)
def _read(name: str) -> Release:
    with default_storage.open(f"{FOLDER}/{name}.json") as file:
        stated = json.loads(file.read())
    files = tuple(ReleaseFile(**each) for each in stated.pop("files"))
    return Release(**{**stated, "withheld": tuple(stated["withheld"])}, files=files)


def keep(release: Release) -> None:
    """Store the manifest, from when on the release is there."""
    text = json.dumps(asdict(release), indent=1)
    default_storage.save(f"{FOLDER}/{release.name}.json", ContentFile(text.encode()))


def remove(name: str) -> None:
    """The manifest first, so that nothing is served in part."""
    default_storage.delete(f"{FOLDER}/{name}.json")
    for file in _listed(f"{FOLDER}/{name}")[1]:
        default_storage.delete(f"{FOLDER}/{name}/{file}")
    default_storage.delete(f"{FOLDER}/{name}")


def tidy() -> None:
    """Remove what was not finished, and makings before the last; while no release is being made."""
    last = set(_last_makings().values())
    folders, files = _listed(FOLDER)
    for name in {*folders, *(each.removesuffix(".json") for each in files)} - last:
        if _MAKING.fullmatch(name):
            remove(name)


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
    return list(folders), list(files)


def withheld_up_to(number: int) -> list[int]:
    found = Publication.objects.filter(withheld=True, number__lte=number).order_by("number")
    return list(found.values_list("number", flat=True))


def last_protected_name() -> int:
    """0 where there is none. Names get their ids one transaction after the other."""
    last: int | None = ProtectedName.objects.aggregate(last=Max("pk"))["last"]
    return last or 0


def served_days(of: Sequence[Release]) -> set[str]:
    """The days of those of which all may still be shown.

    Not once a publication in it was withheld, nor a name protected, which may stand in the
    description of some other speaker. Nor where the database knows another publication of that
    number, as after restoring an older backup: then nobody knows what was taken offline since.
    """
    if not of:
        return set()
    first, *further = map(_served, of)
    return set(first.union(*further, all=True).values_list("day", flat=True))


def _served(release: Release) -> Any:
    """A row with its day, if it may be served."""
    withheld = Publication.objects.filter(withheld=True, number__lte=release.number)
    return (
        known(release)
        .filter(
            ~Exists(withheld.exclude(number__in=list(release.withheld))),
            ~Exists(ProtectedName.objects.filter(pk__gt=release.protected_names)),
        )
        .annotate(day=Value(release.day))
        .values("day")
    )


def known(release: Release) -> Any:
    """The release's last publication, if the database has it as it was then."""
    found = Publication.objects.filter(number=release.number, sha256=release.chain)
    return found.order_by()


def local_path(release: Release, file: ReleaseFile) -> Path:
    """The file, on this machine's disk. Raises OSError where storage has lost it."""
    name = release.in_storage(file.name)
    try:
        path = Path(default_storage.path(name))
    except NotImplementedError:
        tag = f"release-{file.sha256}"
        path = kept_files.find(tag) or _fetched(name, tag)
    if path.stat().st_size != file.size:
        raise FileNotFoundError(name)
    return path


def _fetched(name: str, tag: str) -> Path:
    with default_storage.open(name) as stored:
        return kept_files.keep(stored.chunks(), tag)
