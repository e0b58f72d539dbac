"""What a state means to people: its two names, who has the item now, and which promise runs."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

Words = str | Promise


class Side(StrEnum):
    """Who has an item now."""

    AUTHOR = "author"
    CONTACT_POINT = "contact_point"
    SECRETARIAT = "secretariat"
    PUBLISHER = "publisher"
    NOBODY = "nobody"


class Tone(StrEnum):
    """How a state is drawn: shape and tint, never colour alone."""

    DRAFT = "draft"
    INFO = "info"
    WAIT = "wait"
    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class State:
    """One state: the Secretariat's name, the contributor's plain one, and who must act."""

    code: str
    label: Words
    plain: Words
    side: Side = Side.NOBODY
    tone: Tone = Tone.INFO
    # Key of settings.SERVICE_DAYS: within how many working days whoever has it should act.
    promise: str = ""

    @property
    def is_open(self) -> bool:
        return self.side is not Side.NOBODY
