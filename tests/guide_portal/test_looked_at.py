"""Every address that answers with a page is looked at in the browser, or says here why not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver, resolve

from tests.browser.also import ALSO
from tests.browser.pages import PUBLIC, SIGNED_IN
from tests.guide_portal.test_access import POSTS

EXCUSED = {
    "not a page": {
        "healthz",
        "readyz",
        "metrics",
        "security_txt",
        "robots",
        "sitemap",
        "sitemap_index",
        "feed_case_studies",
        "feed_feedback",
        "feed_guide",
        "prose_picture",
        "attachments:file",
        "casestudies:copy",
        "casestudies:template",
        "feedback:sheet",
        "mfa_download_recovery_codes",
        "mfa_login_webauthn",
    },
    "only sends on to another page": {"root", "moderation:desk", "members:welcome"},
    "takes POST only": {"markdownx_markdownify", "markdownx_upload", *POSTS},
    "of the second step, which only somebody who has one sees; driven through in tests/browser/test_people.py": {
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_edit_webauthn",
        "mfa_remove_webauthn",
    },
    "of the library's, closed in this portal": {
        "account_signup",
        "account_set_password",
        "account_request_login_code",
        "account_confirm_login_code",
    },
}


def _names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver) and entry.namespace != "admin":
            yield from _names(entry, entry.namespace or namespace)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{namespace}:{entry.name}" if namespace else entry.name


class _Anything(defaultdict[str, str]):
    """Something that an address takes in each of its places."""

    KNOWN = {
        "language": "en",
        "edition": "ED-2026-0001",
        "triaged": "FB-2026-0001",
        "official": "FB-2026-0001",
    }
    NUMBERS = {"person", "letter", "change", "module_change", "request_pk", "desk_request_pk"}

    def __missing__(self, key: str) -> str:
        return self.KNOWN.get(key, "1" if key in self.NUMBERS else "CS-2026-0001")


def _looked_at() -> set[str]:
    pages = [PUBLIC, *SIGNED_IN.values(), *ALSO.values()]
    paths = (path.format_map(_Anything()).partition("?")[0] for page in pages for path in page.values())
    return {resolve(path).view_name for path in paths if "nothing-here" not in path}


def test_every_page_is_looked_at() -> None:
    excused = set().union(*EXCUSED.values())
    assert set(_names(get_resolver())) - _looked_at() - excused == set()


def test_nothing_is_excused_that_is_looked_at_or_gone() -> None:
    for reason, names in EXCUSED.items():
        assert names <= set(_names(get_resolver())), reason
        assert not names & _looked_at(), reason
