"""A form with a file that is too large: the file is read to its end and not kept, so that the rest of the form is.

A server that stops reading instead can only answer with an error page, or with a broken line, and what was typed is
lost. Above MAX_CONTENT_LENGTH it does stop.
"""

from tempfile import SpooledTemporaryFile
from typing import IO, Any

from flask import Request

from app.core.images import LARGEST_FILE

# One byte more than any file may have, so that whoever reads it sees that it's too large.
KEPT = LARGEST_FILE + 1
IN_MEMORY = 500_000


class BoundedFile(SpooledTemporaryFile[bytes]):
    """A file of which no more than the first KEPT bytes are written, on the disk when it isn't small."""

    def __init__(self) -> None:
        super().__init__(max_size=IN_MEMORY)

    def write(self, data: Any) -> int:
        super().write(data[: max(0, KEPT - self.tell())])
        return len(data)


class UploadRequest(Request):
    """A request whose files are bounded."""

    def _get_file_stream(self, *_of: Any, **_what: Any) -> IO[bytes]:
        return BoundedFile()
