"""The names of files in the newsroom's storage."""

from collections.abc import Iterator

from django.core.files.storage import default_storage


def names_under(folder: str) -> Iterator[str]:
    """Of all files in this folder and in those below it; none where there is no such folder."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for each in folders:
        yield from names_under(f"{folder}/{each}")
    for each in files:
        yield f"{folder}/{each}"
