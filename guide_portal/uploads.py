"""Files on their way in: bounded while they arrive, whatever address they are sent to."""

from __future__ import annotations

from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Lets each file grow to its limit and the request to its own; what comes after is read and not kept.

    A file that is too large arrives as an empty one with its true size, so that the page can say so
    beside the others. A body that is larger than anything sensible is not read at all.
    """

    request: Any
    file: Any
    _of_request = 0
    _of_file = 0
    _kept = 0

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],  # noqa: N803 - Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        del input_data, META, boundary, encoding
        if content_length > settings.UPLOAD_READ_AT_MOST:
            raise RequestDataTooBig("The body is larger than anything that can be sent.")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._of_file = self._kept = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        del start
        self._of_file += len(raw_data)
        if self._is_within(len(raw_data)):
            self._kept += len(raw_data)
            self._of_request += len(raw_data)
            self.file.write(raw_data)
        elif self._kept:
            self.file.seek(0)
            self.file.truncate()
            self._of_request -= self._kept
            self._kept = 0

    def _is_within(self, size: int) -> bool:
        whole = self._kept + size == self._of_file
        fits = self._of_file <= settings.ATTACHMENT_MAX_BYTES
        return whole and fits and self._of_request + size <= settings.UPLOAD_KEPT_AT_MOST

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        self.file.seek(0)
        self.file.size = file_size
        return self.file  # type: ignore[no-any-return]
