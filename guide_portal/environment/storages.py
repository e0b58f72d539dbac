"""``S3_…`` become the storage of people's files; without them files lie in ``DATA_DIR``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def storages(s3: Mapping[str, str], *, hashed_names: bool) -> dict[str, dict[str, Any]]:
    """Give Django's storages: files of people, and static files (under hashed names in production)."""
    files: dict[str, Any] = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    if s3["S3_BUCKET"]:
        files = {"BACKEND": "guide_portal.storage.PrivateS3Storage", "OPTIONS": _options(s3)}
    static = (
        "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if hashed_names
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    return {"default": files, "staticfiles": {"BACKEND": static}}


def _options(s3: Mapping[str, str]) -> dict[str, Any]:
    return {
        "bucket_name": s3["S3_BUCKET"],
        "endpoint_url": s3["S3_ENDPOINT"] or None,
        "region_name": s3["S3_REGION"] or None,
        "access_key": s3["S3_ACCESS_KEY"] or None,
        "secret_key": s3["S3_SECRET_KEY"] or None,
        # A file is never written over, and nobody gets it but through the portal.
        "file_overwrite": False,
        "default_acl": None,
        "querystring_auth": True,
        "max_memory_size": 2 * 1024 * 1024,
    }
