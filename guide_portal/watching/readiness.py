"""Asking every part at once, and answering in time even when one of them hangs."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Any

from django.conf import settings
from django.db import connections

from guide_portal.watching import parts

log = logging.getLogger(__name__)
Answers = dict[str, dict[str, Any]]
_lock = Lock()


@dataclass(slots=True)
class _Asking:
    """One line of parts, asked in a thread of its own."""

    thread: Thread
    answers: Answers


# By line: a part that hangs is not asked again before it has answered, and two who ask at the same time
# get the same answer.
_asking: dict[int, _Asking] = {}


def ask(only: Collection[str] = ()) -> tuple[bool, Answers]:
    """Give whether the portal is ready, and what each part said; ``only`` names the parts that matter."""
    deadline = time.monotonic() + settings.READY_WITHIN_SECONDS
    wanted = [(number, [p.__name__ for p in line]) for number, line in enumerate(parts.LINES)]
    wanted = [(number, names) for number, names in wanted if not only or set(names) & set(only)]
    asked = [(_ask(number), names) for number, names in wanted]
    told: Answers = {}
    for asking, names in asked:
        asking.thread.join(max(deadline - time.monotonic(), 0))
        told |= {name: asking.answers.get(name, _silent()) for name in names if not only or name in only}
    return all(answer["ready"] for name, answer in told.items() if name not in parts.TOLD_ONLY), told


def _ask(number: int) -> _Asking:
    with _lock:
        before = _asking.get(number)
        if before is not None and before.thread.is_alive():
            return before
        answers: Answers = {}
        thread = Thread(target=_ask_line, args=(number, answers), daemon=True, name="readyz")
        _asking[number] = _Asking(thread, answers)
        thread.start()
        return _asking[number]


def _ask_line(number: int, answers: Answers) -> None:
    try:
        for part in parts.LINES[number]:
            answers[part.__name__] = _answer(part)
    finally:
        connections.close_all()


def _answer(part: parts.Part) -> dict[str, Any]:
    begun = time.monotonic()
    try:
        told = part()
    except parts.NotReady as why:
        log.warning("a part is not ready", extra={"part": part.__name__})
        return {"ready": False, "why": str(why)}
    except Exception as failure:
        # The words of a failure may name machines and accounts; they stay out of the answer.
        log.exception("a part does not answer", extra={"part": part.__name__})
        return {"ready": False, "why": f"It failed ({type(failure).__name__}); the log says where."}
    return {"ready": True, "milliseconds": round((time.monotonic() - begun) * 1000), **told}


def _silent() -> dict[str, Any]:
    return {"ready": False, "why": f"No answer within {settings.READY_WITHIN_SECONDS} seconds."}
