"""A process of its own for files whose reader can be made to take all time and memory."""

from __future__ import annotations

import logging
import subprocess
import sys
from typing import Final

from django.conf import settings

from casestudies.attachments.refusals import SENTENCES, FileRefused

log = logging.getLogger(__name__)
MAX_SECONDS: Final = 30


def clean_pdf(content: bytes) -> bytes:
    """Give the clean PDF; raise ``FileRefused`` when it is refused or takes too long."""
    command = [sys.executable, "-P", "-m", "casestudies.attachments.pdf"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module; the file comes in through a pipe
            command,
            input=content,
            capture_output=True,
            timeout=MAX_SECONDS,
            check=False,
            cwd=settings.BASE_DIR,
            env={"PYTHONPATH": str(settings.BASE_DIR)},
        )
    except subprocess.TimeoutExpired as late:
        raise FileRefused("too_complicated") from late
    if done.returncode == 0 and done.stdout.startswith(b"%PDF-"):
        return done.stdout
    code = done.stderr.decode("utf-8", "replace").rpartition("refused:")[2].strip()
    if code not in SENTENCES:
        # Stopped by its limits, or by a fault of ours: the log tells which.
        log.warning("the PDF reader stopped", extra={"status": done.returncode})
        code = "too_complicated"
    raise FileRefused(code)
