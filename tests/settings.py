"""The demonstration's settings, with what makes tests quick and independent."""

import os
import tempfile

os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="portal-tests-"))

from guide_portal.settings import *  # noqa: F403

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 - WhiteNoise warns where there is none
# The journeys against a trial (tests/browser/trial.py): its processes have no such hashers, and a cache for all.
TRIAL = os.environ.get("TRIAL_ADDRESS", "")
if not TRIAL:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}  # noqa: F405
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ACCOUNT_RATE_LIMITS = False
JOINING_RATE_LIMITS = {}
LOGGING = {"version": 1, "disable_existing_loggers": False}
# A file, not memory: threads and the browser's server share it with the test.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(os.environ["DATA_DIR"], "test.sqlite3")}  # noqa: F405, PTH118
else:
    if TRIAL:
        DATABASES["default"]["TEST"] = {"NAME": DATABASES["default"]["NAME"]}  # noqa: F405 - never made, never dropped
    else:  # what a test has written need not survive the machine
        _options = DATABASES["default"]["OPTIONS"]  # noqa: F405
        _options["options"] = f"{_options.get('options', '')} -c synchronous_commit=off"
    DATABASES["default"]["OPTIONS"].pop("pool", None)  # noqa: F405 - threads of tests close their own connections
