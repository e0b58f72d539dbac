"""How allauth fits this portal: nobody signs up by himself, and letters link to the portal's own address."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest

from members.middleware import STANDING
from members.models import User

log = logging.getLogger(__name__)


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Accounts come from invitations and access requests, never from the sign-up page."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        del request
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        if isinstance(user, User):
            request.session[STANDING] = user.standing

    def get_client_ip(self, request: HttpRequest) -> str:
        """Say where a request comes from: the one answer for every limit, allauth's and the portal's own.

        Counted from the right, past as many proxies as ``TRUSTED_PROXIES`` says: what a stranger wrote
        into the header stands further left. A request that did not come through them is refused.
        """
        try:
            return str(super().get_client_ip(request))
        except ImproperlyConfigured as error:
            log.warning("a request passed fewer proxies than TRUSTED_PROXIES says")
            raise PermissionDenied from error

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count failures for the account alone.

        allauth counts them for each Host header too, so that every port written behind the host's name
        would begin to count anew.
        """
        del request
        return f"portal:{str(credentials.get('email', '')).lower()}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Name the portal in the letter, never what a Host header says."""
        host = urlsplit(settings.PORTAL_ADDRESS).netloc
        site = SimpleNamespace(name=str(settings.PORTAL_NAME), domain=host)
        super().send_mail(template_prefix, email, {"current_site": site, **context})

    def send_notification_mail(self, *arguments: Any, **options: Any) -> None:
        """Tell somebody that his password, address or second factor changed; the change stands anyway."""
        try:
            super().send_notification_mail(*arguments, **options)
        except OSError:
            log.exception("a notice about an account could not be sent")

    def get_reset_password_from_key_url(self, key: str) -> str:
        return _own(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return _own(super().get_email_confirmation_url(request, emailconfirmation))


def _own(url: str) -> str:
    """Give the same page at the portal's own address."""
    return settings.PORTAL_ADDRESS + urlsplit(url).path
