"""How often somebody tries something, counted in the cache that all processes share."""

from __future__ import annotations

import hashlib
import time

from django.core.cache import cache


def too_many(what: str, most: int, seconds: int) -> bool:
    """Count one attempt, and say whether it is beyond ``most`` in this stretch of ``seconds`` of the clock.

    ``what`` names the thing and who does it; only a digest of it is kept.
    """
    stretch = int(time.time()) // seconds
    key = "attempts:" + hashlib.sha256(f"{what}:{stretch}".encode()).hexdigest()
    kept = 2 * seconds
    cache.add(key, 0, kept)
    try:
        count = cache.incr(key)
    except ValueError:  # thrown out between the two, to make room
        return most < 1
    # A cache in the database keeps what it counts up for five minutes, whatever was said before.
    cache.touch(key, kept)
    return count > most
