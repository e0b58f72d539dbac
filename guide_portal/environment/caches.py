"""``CACHE_URL`` becomes Django's caches.

Rate limits and the memory of used codes live in the default cache, so it is one for all processes: the
database, or Redis where there are many requests.
"""

from __future__ import annotations

from typing import Any

# A cache that hangs must not hold a page.
SECONDS = 2
# What the table holds before anything is thrown away, and then: what has expired, and only if that is not
# enough one in so many of what has not. Django's own 300 and one in three would forget limits that still hold.
MOST_ENTRIES, ONE_IN = 100_000, 100


def caches(url: str) -> dict[str, dict[str, Any]]:
    shared: dict[str, Any] = {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        "OPTIONS": {"MAX_ENTRIES": MOST_ENTRIES, "CULL_FREQUENCY": ONE_IN},
    }
    if url:
        shared = {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": url,
            "KEY_PREFIX": "portal",
            "OPTIONS": {"socket_timeout": SECONDS, "socket_connect_timeout": SECONDS},
        }
    return {
        "default": shared,
        # What each process may keep for itself: it is named by the number that every publication raises.
        "memory": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "memory"},
    }
