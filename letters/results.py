"""What can become of a letter."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# A claim older than this belongs to a worker that died; far longer than a mail server may take.
CLAIM = timedelta(minutes=10)
# No letter waits longer than this: neither in its grace period nor between two tries.
LONGEST_WAIT = timedelta(hours=12)


class Result(TextChoices):
    """Delivery results; the words are what people read."""

    SENT = "sent", _("Sent")
    WAITING = "waiting", _("Waiting to be sent")
    DIGEST = "digest", _("With the next daily letter")
    DELAYED = "delayed", _("Delayed: the mail server did not take it yet")
    BOUNCED = "bounced", _("Refused by the mail server of the reader")
    GIVEN_UP = "given_up", _("Given up after many tries")
    CALLED_BACK = "called_back", _("Called back before it left")
    SUPERSEDED = "superseded", _("Not sent: a later step overtook it")

    @property
    def tone(self) -> str:
        """How the result is drawn: a tone of ``components/_state.html``."""
        return TONES[self]


TONES: dict[str, str] = {
    Result.SENT: "good",
    Result.WAITING: "info",
    Result.DIGEST: "info",
    Result.DELAYED: "wait",
    Result.BOUNCED: "bad",
    Result.GIVEN_UP: "bad",
    Result.CALLED_BACK: "draft",
    Result.SUPERSEDED: "draft",
}
