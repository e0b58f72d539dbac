"""Why a move was not made: each refusal carries the sentence that the person reads."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from moderation.models import Event, Moderated


class MoveRefused(Exception):
    """Nothing was changed; ``sentences`` say why."""

    status = 409

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = list(sentences)


class MoveForbidden(MoveRefused):
    """This person may not make this move."""

    status = 403

    def __init__(self, sentence: str) -> None:
        super().__init__([sentence])


class MoveOutdated(MoveRefused):
    """Somebody was quicker, or the item is no longer in a state that allows the move."""

    status = 409

    def __init__(self, item: Moderated, latest: Event | None) -> None:
        self.item, self.latest = item, latest
        super().__init__([_("This item has changed since you opened the page. Nothing was done.")])


class MoveIncomplete(MoveRefused):
    """Something that must hold does not; ``sentences`` name each thing."""

    status = 422
