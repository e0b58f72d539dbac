"""Forms of those who come in: asking for access, accepting an invitation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from members.accepting import Newcomer
from members.forms.fields import (
    AddressField,
    AdministrationField,
    confirm_field,
    language_field,
    name_field,
    words_field,
)
from members.models import Invitation, User
from members.rights import is_last_contact_point
from members.roles import Role

WISHES = (
    (Role.DELEGATE.value, _("Read what is open to WCO Members only")),
    (Role.CONTRIBUTOR.value, _("Write case studies for my administration")),
    (Role.CONTACT_POINT.value, _("Be the National Contact Point of my administration")),
    (Role.FACILITATOR.value, _("Run workshops with the guide")),
)


class AccessRequestForm(forms.Form):
    """Who asks, for which administration, and why."""

    full_name = name_field(_("Full name"), widget=forms.TextInput(attrs={"autocomplete": "name"}))
    job_title = name_field(_("Function"))
    email = AddressField(
        help_text=_("An address of your administration is confirmed faster. We write to it first.")
    )
    administration = AdministrationField()
    language = language_field()
    role = forms.ChoiceField(label=_("What do you want to do?"), choices=WISHES, widget=forms.RadioSelect)
    why = words_field(_("Why"), help_text=_("One or two sentences help whoever answers."))
    # Nobody sees this field; programs that fill in everything give themselves away.
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def shown(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name != "website"]

    def is_a_program(self) -> bool:
        return bool(self.cleaned_data["website"])

    def fields_of_request(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "website"}


class ConfirmForm(forms.Form):
    """The owner of the address says whether he asked."""

    answer = forms.ChoiceField(choices=(("mine", _("Yes, I asked")), ("not_mine", _("No, I did not ask"))))


class JoinForm(forms.Form):
    """What somebody says of himself when he accepts, and his password."""

    full_name = name_field(_("Full name"), widget=forms.TextInput(attrs={"autocomplete": "name"}))
    job_title = name_field(_("Function"), required=False)
    language = language_field()
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=lazy(password_validators_help_text_html, str)(),
    )
    again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    marks_optional = True

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        kwargs["initial"] = {
            name: getattr(invitation, name) for name in ("full_name", "job_title", "language")
        }
        super().__init__(*args, **kwargs)
        self.invitation = invitation

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        password = data.get("password")
        if password and password != data.get("again"):
            self.add_error("again", _("The two passwords differ. Enter the same one twice."))
        if password:
            person = User(email=self.invitation.email, full_name=data.get("full_name", ""))
            try:
                validate_password(password, person)
            except forms.ValidationError as refusal:
                self.add_error("password", refusal)
        return data

    def newcomer(self) -> Newcomer:
        return Newcomer(**{name: self.cleaned_data[name] for name in Newcomer.__dataclass_fields__})


class AcceptForm(forms.Form):
    """Somebody with an account accepts; a change of post is said in so many words."""

    confirmed = confirm_field()

    def __init__(self, *args: Any, invitation: Invitation, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not (invitation.moves(person) and is_last_contact_point(person)):
            del self.fields["confirmed"]
