"""A database without migrations: new code before ``manage.py migrate``."""

from __future__ import annotations

import psycopg
from psycopg import sql

from deploy.trial.addresses import SUFFIX
from deploy.trial.author import Author
from deploy.trial.faults import Seen, check
from deploy.trial.faults.looking import beside, log_line, now, part, seen
from deploy.trial.trial import Trial

SERVER_ERRORS = {500, 503}


def happen(trial: Trial, author: Author) -> Seen:
    del author
    name = f"{trial.at.name}_bare{SUFFIX}"
    url = trial.at.database_url.removesuffix(trial.at.database) + name
    _run(trial, "CREATE DATABASE {}", name)
    try:
        with beside(trial, "web-bare", DATABASE_URL=url) as visitor:
            since = now()
            page, why = visitor.ask("/en/"), part(trial, "migrations", visitor)
            check(page.status in SERVER_ERRORS, f"A page without tables: {seen(page)}")
            check("manage.py migrate" in why, f"Nobody says what to do: {why}")
            line = log_line(trial, "web-bare", "a part is not ready", since)
            trial.manage("migrate", "--verbosity", "0", DATABASE_URL=url)
            check(not part(trial, "migrations", visitor), "It does not notice that the migrations are there.")
            check(visitor.ask("/en/").status == 200, "No page though the migrations are there.")
    finally:
        _run(trial, "DROP DATABASE {} WITH (FORCE)", name)
    return Seen(
        "A database without migrations",
        f"{seen(page)}; `/readyz` 503, “{why[:40]}… Run manage.py migrate.”",
        line,
        "nothing: nothing is taken in",
        "the same process serves pages as soon as `manage.py migrate` is through",
    )


def _run(trial: Trial, statement: str, name: str) -> None:
    with psycopg.connect(trial.at.server, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
