"""Who may find what: each text has one audience, each person belongs to some."""

from collections.abc import Callable, Iterable
from typing import Any

from search.models import PUBLIC

_registered: list[Callable[[Any], Iterable[str]]] = []


def register_audience(audiences: Callable[[Any], Iterable[str]]) -> None:
    """Have this called for everybody who searches; it gives audiences besides everyone's own ``public``."""
    if audiences not in _registered:
        _registered.append(audiences)


def audiences_of(person: Any) -> frozenset[str]:
    """Give the audiences a person belongs to, a stranger's too."""
    return frozenset({PUBLIC}.union(*(audiences(person) for audiences in _registered)))
