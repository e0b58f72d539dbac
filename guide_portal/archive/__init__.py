"""Everything the portal holds, rows and files, in one archive: written, verified, restored.

The archive is a zip file. ``database/<table>.jsonl`` holds one row a line, a JSON list in the order of the
fields that ``manifest.json`` names, the same whichever database it came from; ``files/…`` holds the stored
files under their names. The manifest, written last, says the format, the migrations, and for every table
and file how much there is and its SHA-256 (the one ``sha256sum`` gives for the member itself).
"""

from guide_portal.archive.manifest import ArchiveRefused, Manifest
from guide_portal.archive.reading import verify
from guide_portal.archive.restoring import restore
from guide_portal.archive.writing import write

__all__ = ["ArchiveRefused", "Manifest", "restore", "verify", "write"]
