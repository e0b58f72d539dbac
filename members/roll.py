"""The roll of Members: reads the files under ``members/content`` and brings the database to them."""

import csv
import tomllib
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify

from members.models import Administration, Region

CONTENT = Path(__file__).parent / "content"
# Has rights akin to membership and is not counted among the Members.
EUROPEAN_UNION = "European Union"


@transaction.atomic
def load_members() -> int:
    """Add regions and administrations that are missing; never overwrite what the Secretariat edited.

    Returns the number of administrations on the roll.
    """
    regions = {region.name_en: region for region in _regions()}
    with (CONTENT / "wco_members.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        Administration.objects.get_or_create(
            slug=slugify(row["name_en"]),
            defaults={
                "name_en": row["name_en"],
                "name_fr": row["name_fr"],
                "iso2": row["iso2"],
                "region": regions[row["region"]],
                "member_since": row["member_since"],
                "is_member": row["name_en"] != EUROPEAN_UNION,
            },
        )
    return len(rows)


def _regions() -> list[Region]:
    entries = tomllib.loads((CONTENT / "regions.toml").read_text(encoding="utf-8"))["region"]
    return [
        Region.objects.get_or_create(
            code=entry["code"],
            defaults={"name_en": entry["name_en"], "name_fr": entry["name_fr"], "position": position},
        )[0]
        for position, entry in enumerate(entries)
    ]
