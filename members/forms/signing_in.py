"""The library's forms about one's own account, with labels in the words of the portal."""

from __future__ import annotations

from typing import Any, Final

from allauth.account import forms as account
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

LABELS: Final = {
    "login": _("E-mail"),
    "email": _("E-mail"),
    "remember": _("Stay signed in on this device"),
    "password": _("Password"),
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "password2": _("New password, once more"),
    "name": _("Name of the key"),
    "passwordless": _("Sign in with this key alone"),
}


class OwnLabels(forms.Form):
    """Names its fields as the portal does; the library's placeholders, which say the label again, go."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name, label in LABELS.items():
            if name in self.fields:
                self.fields[name].label = label
                self.fields[name].widget.attrs.pop("placeholder", None)


class LoginForm(OwnLabels, account.LoginForm):
    pass


class AddEmailForm(OwnLabels, account.AddEmailForm):
    pass


class ChangePasswordForm(OwnLabels, account.ChangePasswordForm):
    pass


class SetPasswordForm(OwnLabels, account.SetPasswordForm):
    pass


class ResetPasswordForm(OwnLabels, account.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(OwnLabels, account.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(OwnLabels, account.ReauthenticateForm):
    pass


class RequestLoginCodeForm(OwnLabels, account.RequestLoginCodeForm):
    pass


class AddWebAuthnForm(OwnLabels, webauthn.AddWebAuthnForm):
    pass


class EditWebAuthnForm(OwnLabels, webauthn.EditWebAuthnForm):
    pass
