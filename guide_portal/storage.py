"""Files of people in a bucket that only the portal reads: S3 itself, or what speaks its language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

# A storage that hangs must not hold a page: three tries of a few seconds.
CONFIG = {
    "signature_version": "s3v4",
    "connect_timeout": 3,
    "read_timeout": 10,
    "retries": {"total_max_attempts": 3, "mode": "standard"},
    # Many servers that speak S3 do not know the newer checksums.
    "request_checksum_calculation": "when_required",
    "response_checksum_validation": "when_required",
}


class StorageRefused(OSError):
    """The storage did not do what was asked; told like a disk that refuses, as callers know that."""


class PrivateS3Storage(S3Storage):
    """Django's S3 storage with signatures of version 4, bounded waiting, and failures told as ``OSError``."""

    def __init__(self, **options: Any) -> None:
        super().__init__(client_config=Config(**CONFIG), **options)

    def _open(self, name: str, mode: str = "rb") -> Any:
        with _told_as_os_error():
            file = super()._open(name, mode)
            if "r" in mode:
                # Fetched here, so that no failure comes up while somebody reads.
                file.seek(0)
            return file

    def _save(self, name: str, content: Any) -> str:
        with _told_as_os_error():
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        with _told_as_os_error():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _told_as_os_error():
            return bool(super().exists(name))

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with _told_as_os_error():
            folders, files = super().listdir(path)
            return list(folders), list(files)

    def size(self, name: str) -> int:
        with _told_as_os_error():
            return int(super().size(name))

    def get_modified_time(self, name: str) -> datetime:
        with _told_as_os_error():
            at: datetime = super().get_modified_time(name)
            return at


@contextmanager
def _told_as_os_error() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as failure:
        # The message of the library names the bucket and the key; its kind is enough for a log.
        raise StorageRefused(type(failure).__name__) from failure
