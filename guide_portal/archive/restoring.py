"""Brings an archive into an empty installation: all of it, or nothing.

Every guard of the database stays on: those of sealed and append-only rows refuse changes, not rows that
are new, and the row of a published edition, which closes its texts, comes after them.
"""

from __future__ import annotations

from hashlib import sha256
from itertools import islice
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import Model

from guide_portal.archive import files, tables
from guide_portal.archive.manifest import ArchiveRefused, FileEntry, Manifest, Say, TableEntry
from guide_portal.archive.reading import opened


def restore(path: Path, *, using: str = DEFAULT_DB_ALIAS, say: Say = lambda _line: None) -> Manifest:
    """Restore rows and files; raises ``ArchiveRefused`` before the first row where that may not be.

    Rows are read back and compared before they are committed. Should the process be killed, no row is
    there; files that lie there already are taken for their own when it is started again.
    """
    say("Reading the archive …")
    with opened(path) as (archive, manifest):
        models = _fitting(manifest, using)
        _refuse_unless_empty(manifest, using)
        stored: list[str] = []
        try:
            with transaction.atomic(using, durable=True):
                _rows(archive, manifest, models, using, say)
                for entry in manifest.files:
                    if _file(archive, entry):
                        stored.append(entry.name)  # noqa: PERF401 - the names so far matter when one fails
                say(f"files: {len(manifest.files)}")
        except BaseException:
            for name in stored:
                default_storage.delete(name)
            raise
    ContentType.objects.clear_cache()
    return manifest


def _fitting(manifest: Manifest, using: str) -> dict[str, type[Model]]:
    """Give the model of each table; refuse an archive of another version of the portal."""
    here = tables.migrations(using)
    if tables.is_behind(using) or here != manifest.migrations:
        differing = sorted(set(here) ^ set(manifest.migrations))
        raise ArchiveRefused(
            "The archive was made with other migrations than this installation has. Install the version it "
            f"was made with, run “manage.py migrate”, and restore there. Differing: {', '.join(differing)}."
        )
    models = {model._meta.db_table: model for model in tables.tables()}
    shapes = {name: [field.attname for field in tables.fields_of(model)] for name, model in models.items()}
    if shapes != {table.name: table.fields for table in manifest.tables}:
        raise ArchiveRefused("The archive holds other tables or fields than this installation has.")
    return models


def _refuse_unless_empty(manifest: Manifest, using: str) -> None:
    kept = [model for model in tables.tables() if model._meta.label not in tables.MADE_BY_MIGRATE]
    filled = [model._meta.db_table for model in kept if model._base_manager.using(using).exists()]
    if filled:
        raise ArchiveRefused(
            "A backup is restored into an empty installation only, so that nothing is overwritten. "
            f"Rows stand in: {', '.join(filled)}."
        )
    expected = {file.name: file.sha256 for file in manifest.files}
    for name in files.names():
        if expected.get(name) != files.digest_of_stored(name):
            raise ArchiveRefused(
                f"The storage is not empty: the file {name} does not come from this archive."
            )


def _rows(archive: ZipFile, manifest: Manifest, models: dict[str, type[Model]], using: str, say: Say) -> None:
    for label in tables.MADE_BY_MIGRATE:
        apps.get_model(label)._base_manager.using(using).all().delete()
    entries = {table.name: table for table in manifest.tables}
    for name, model in models.items():
        _insert(archive, entries[name], model, using)
        if entries[name].rows:
            say(f"{name}: {entries[name].rows}")
    connections[using].check_constraints()
    say("Comparing …")
    for name, model in models.items():
        digest = sha256()
        for line in tables.lines(model, using):
            digest.update(line)
        if digest.hexdigest() != entries[name].sha256:
            raise ArchiveRefused(f"{name} does not read back as it was backed up. Nothing was restored.")


def _insert(archive: ZipFile, entry: TableEntry, model: type[Model], using: str) -> None:
    connection = connections[using]
    quote = connection.ops.quote_name
    fields = tables.fields_of(model)
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = f"({', '.join(['%s'] * len(fields))})"
    into = f"INSERT INTO {quote(entry.name)} ({columns}) VALUES "  # noqa: S608 - names of our own tables
    # Many rows in a statement: what a trigger does once for a statement is done once for all of them.
    most = min(tables.CHUNK, connection.ops.bulk_batch_size(fields, range(tables.CHUNK)))
    with archive.open(entry.member) as member, connection.cursor() as cursor:
        while lines := list(islice(member, most)):
            values = [
                field.get_db_prep_save(value, connection)
                for line in lines
                for field, value in zip(fields, tables.values(model, line), strict=True)
            ]
            cursor.execute(into + ", ".join([places] * len(lines)), values)
    tables.count_on_from(model, entry.last, using)


def _file(archive: ZipFile, entry: FileEntry) -> bool:
    """Store one file; say whether it was not there yet."""
    if PurePosixPath(entry.name).is_absolute() or ".." in PurePosixPath(entry.name).parts:
        raise ArchiveRefused(f"The archive names a file outside the storage: {entry.name}.")
    if default_storage.exists(entry.name):
        return False
    with archive.open(entry.member) as member:
        given = default_storage.save(entry.name, File(member, entry.name))
    if given != entry.name or files.digest_of_stored(given) != entry.sha256:
        default_storage.delete(given)
        raise ArchiveRefused(f"The storage did not keep the file {entry.name} as it is.")
    return True
