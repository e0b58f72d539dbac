"""What reading, searching and writing cost with 100, 10,000 and 100,000 case studies, over HTTP.

Run it as ``DATABASE_URL=postgresql://… make bench``; the database must be empty. The figures go into
docs/performance.md after each size. Everything is bounded in number, on the loopback address, and stops by
itself.
"""

from __future__ import annotations

import os
import platform
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guide_portal.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")
django.setup()

from django.conf import settings  # noqa: E402 - Django has to be set up before its models are read
from django.contrib.auth.models import AnonymousUser  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from benchmarks import loading  # noqa: E402
from benchmarks.server import READERS, THREADS, WORKERS, Answer, Asker, Figures, Server, measure  # noqa: E402
from casestudies.models import CaseStudy, Submission  # noqa: E402
from casestudies.paging import Place  # noqa: E402
from members.models import User  # noqa: E402
from search.audiences import audiences_of  # noqa: E402
from search.models import Entry  # noqa: E402
from search.query import Query  # noqa: E402
from search.ranking import CANDIDATES, matching  # noqa: E402

SIZES = [int(size) for size in sys.argv[1:]] or [100, 10_000, 100_000]
TIMES, WRITES = 50, 15  # for each of those who ask at once
DOCUMENT = Path(__file__).parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- figures of make bench -->", "<!-- end of the figures -->"
COMMON = "customs"
ABOUT = {"title": "A title that was not there before", "language": "en", "leave": "1"}


@dataclass(frozen=True)
class Page:
    """One thing that is asked for, by whom."""

    name: str
    step: partial[Answer]
    who: str = ""
    times: int = TIMES
    expected: tuple[int, ...] = (200,)


def _get(address: str, headers: dict[str, str], asker: Asker, number: int) -> Answer:
    del number
    return asker.ask(address, headers=headers)


def _page(name: str, address: str, who: str = "") -> Page:
    return Page(name, partial(_get, address, {}), who)


def _save(asker: Asker, number: int, drafts: dict[int, str]) -> Answer:
    """Save one part of a draft; the page with the form was read before."""
    address = drafts[id(asker)]
    fields = {**asker.form(address), **ABOUT, "title": f"{ABOUT['title']} {number}"}
    return asker.ask(address, fields)


def _send(asker: Asker, number: int, drafts: list[str]) -> Answer:
    """Send a whole draft to the contact point."""
    del number
    address = drafts.pop()
    move = f"{address}submit/"
    return asker.ask(move, {**asker.form(address, move), "words": ""})


def _pages(size: int, port: int) -> Iterator[Page]:
    library, search = reverse("casestudies:library"), reverse("search:results")
    module = reverse("modules:module", args=["strategic-alignment"])
    deep = CaseStudy.objects.get(slug=f"generated-{size * 9 // 10 + 1}")
    yield _page("home", reverse("home"))
    yield _page("article: module", module)
    unchanged = {"If-None-Match": Asker(port).ask(module).etag}
    yield Page("article: module, not changed (304)", partial(_get, module, unchanged), expected=(304,))
    yield _page("article: case study", deep.get_absolute_url())
    yield _page("list: library, first page", library)
    yield _page("list: as a Member", library, "delegate")
    yield _page("list: two filters", f"{library}?module=strategic-alignment&region=EUR")
    yield _page("list: nine tenths down", f"{library}?after={Place.of(deep)}")
    yield _page("search: a rare word", f"{search}?q={size - 1}")
    yield _page("search: a common word", f"{search}?q={COMMON}")
    yield _page("search: a common word and a filter", f"{search}?q={COMMON}&module=strategic-alignment")
    yield _page("queue", reverse("casestudies:queue"), "officer")
    yield _page("remarks on the desk", reverse("feedback:desk"), "officer")


def _signed_in(port: int, name: str) -> Asker:
    if not name:
        return Asker(port)
    client = Client()
    person = User.objects.get(email=f"{name}@demo.example")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return Asker(port, {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value})


def _measure(size: int) -> dict[str, Figures]:
    with Server() as server:
        found = {}
        for page in _pages(size, server.port):
            askers = [_signed_in(server.port, page.who) for _ in range(READERS)]
            found[page.name] = measure(server, page.step, askers, page.times, page.expected)
            connection.close()
            sys.stderr.write(f"{size:,}: {page.name}\n")
        return {**found, **_writing(server)}


def _writing(server: Server) -> dict[str, Figures]:
    """Let contributors save and send; what they read before is part of it, as it is for them."""
    askers = [_signed_in(server.port, "contributor") for _ in range(READERS)]
    edited = {id(asker): _begin(asker) for asker in askers}
    saving = measure(server, partial(_save, drafts=edited), askers, WRITES, (302,))
    complete = Submission.objects.filter(state="submitted").exclude(cleared=None).order_by("pk")[0].draft
    whole = []
    for number in range(READERS * (WRITES + 1)):
        address = _begin(askers[number % READERS]).split("edit/")[0]
        Submission.objects.filter(reference=address.strip("/").split("/")[-1]).update(draft=complete)
        whole.append(address)
    sending = measure(server, partial(_send, drafts=whole), askers, WRITES, (302,))
    return {"submit: open and save a part": saving, "submit: open and send": sending}


def _begin(asker: Asker) -> str:
    """Begin a draft of its own; gives the address of its first part."""
    token = {"csrfmiddlewaretoken": asker.form(reverse("casestudies:room"))["csrfmiddlewaretoken"]}
    address = asker.ask(reverse("casestudies:new"), token).location
    # An empty one would be opened again by whoever begins the next.
    asker.ask(address, {**asker.form(address), **ABOUT})
    return address


def _plan(size: int) -> str:
    entries = Entry.objects.visible_to(audiences_of(AnonymousUser())).filter(language="en")
    return matching(entries, Query.read(str(size - 1)).clauses(), CANDIDATES + 1).explain(analyze=True)


def _versions() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        postgresql = cursor.fetchone()[0].split()[0]
    load = os.getloadavg()[2]
    return (
        f"{datetime.now(UTC):%d %B %Y}; {os.cpu_count()} cores, of which the database and whoever asks take "
        f"their share (load of the machine at the end: {load:.1f}); Python {platform.python_version()}, "
        f"Django {django.get_version()}, PostgreSQL {postgresql}; gunicorn with {WORKERS} processes of "
        f"{THREADS} threads; {READERS} ask at once."
    )


def _table(measured: dict[int, dict[str, Figures]]) -> list[str]:
    sizes = list(measured)
    heads = [f"{size:,}: a second / p50 / p95 / CPU ms" for size in sizes]
    lines = [f"| page | queries | kB | {' | '.join(heads)} | CPU, last to first |"]
    lines.append("|---|---|---|" + "---|" * (len(sizes) + 1))
    for name in measured[sizes[0]]:
        row = [measured[size][name] for size in sizes]
        queries = "–".join(str(n) for n in sorted({n for f in row for n in (min(f.queries), max(f.queries))}))
        cells = [f"{f.a_second:.1f} / {f.p50:.1f} / {f.p95:.1f} / {f.cpu:.1f}" for f in row]
        growth = f"{row[-1].cpu / row[0].cpu:.2f} ×" if row[0].cpu else ""
        lines.append(f"| {name} | {queries} | {row[-1].bytes / 1000:.1f} | {' | '.join(cells)} | {growth} |")
    return lines


def _write(measured: dict[int, dict[str, Figures]], took: dict[int, float]) -> None:
    loaded = ", ".join(f"to {size:,} in {seconds:.0f} s" for size, seconds in took.items())
    block = [
        BEGIN,
        f"{_versions()} Command: `make bench`. Case studies loaded: {loaded}.",
        "",
        *_table(measured),
        "",
        f"How PostgreSQL finds a rare word among {Entry.objects.count():,} texts:",
        "",
        "```",
        _plan(max(measured)),
        "```",
        END,
    ]
    text = DOCUMENT.read_text(encoding="utf-8")
    head, tail = text.split(BEGIN)[0], text.split(END)[1]
    DOCUMENT.write_text(head + "\n".join(block) + tail, encoding="utf-8")


def main() -> None:
    # Asked to stop, it takes the server with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    loading.prepare()
    measured: dict[int, dict[str, Figures]] = {}
    took: dict[int, float] = {}
    for size in SIZES:
        took[size] = loading.load(size)
        measured[size] = _measure(size)
        _write(measured, took)  # after each size, so that stopping early keeps what was measured
        sys.stdout.write(f"{size:,} case studies are measured.\n")


if __name__ == "__main__":
    main()
