"""What a trial needs on this machine, and a sentence for each thing that is missing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.util import find_spec

import psycopg

DEBIAN = {"nginx": "nginx", "redis-server": "redis-server"}
# Named as they are imported; all of them stand in requirements-dev.txt.
PACKAGES = ("moto", "boto3", "redis", "cryptography", "storages")
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def missing(database_url: str) -> Iterator[str]:
    """Say what has to be there first, and how it comes there."""
    for program, package in DEBIAN.items():
        if shutil.which(program, path=PATH) is None:
            yield f"{program} is missing (Debian: apt-get install {package})."
    for package in PACKAGES:
        if find_spec(package) is None:
            yield f"The Python package {package} is missing (requirements-dev.txt)."
    try:
        psycopg.connect(database_url, connect_timeout=5).close()
    except psycopg.OperationalError:
        yield "PostgreSQL does not answer: TRIAL_SERVER names it, as a role that may create databases."
