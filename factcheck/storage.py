"""Where captured files are stored: a folder, or a bucket of S3 or a compatible service."""

import re
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from factcheck import private_files

IN_MEMORY = 10_000_000  # bytes of an object of a bucket; a larger one is read from a temporary file
_BUCKET = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/([\w./-]*))?\Z")


def media(place: str) -> dict[str, Any]:
    """Django's ``STORAGES["default"]``. Raises ValueError with what the place must look like.

    boto3 reads keys, region and endpoint from its own variables
    (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_DEFAULT_REGION, AWS_ENDPOINT_URL_S3).
    """
    if not place:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": private_files.storage_options(),
        }
    found = _BUCKET.match(place)
    if not found:
        raise ValueError("look like s3://bucket or s3://bucket/folder")
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": found[1],
            "location": (found[2] or "").strip("/"),
            # Stored files never change, and are not public.
            "file_overwrite": False,
            "default_acl": None,
            "max_memory_size": IN_MEMORY,
        },
    }


def log(place: str, default: Path | None = None) -> Path | dict[str, Any] | None:
    """The folder of the public log, or options of ``S3Storage``; None where there is none."""
    if not place.startswith("s3:"):
        return Path(place).resolve() if place else default
    try:
        options: dict[str, Any] = media(place)["OPTIONS"]
    except ValueError as error:
        raise ImproperlyConfigured(f"SIGNED_LOG must {error}, not {place!r}.") from None
    return {**options, "file_overwrite": True}
