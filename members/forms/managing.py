"""Forms of those who answer for people: contact points and administrators."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from members.forms.fields import (
    AddressField,
    AdministrationField,
    RolesField,
    confirm_field,
    language_field,
    name_field,
    words_field,
)
from members.models import AccessRequest, Administration, User
from members.rights import LastContactPoint, StandingRefused, grantable, is_last_contact_point
from members.roles import OF_ADMINISTRATION, Role


class InviteForm(forms.Form):
    """Whom to invite, and what for."""

    full_name = name_field(_("Full name"))
    email = AddressField()
    language = language_field()
    administration = AdministrationField(
        required=False, help_text=_("Leave it open for people of the Secretariat.")
    )
    roles = RolesField(())

    def __init__(self, *args: Any, at_desk: bool, own: Administration | None, **kwargs: Any) -> None:
        kwargs["auto_id"] = "id_invite_%s"
        super().__init__(*args, **kwargs)
        self.fields["roles"] = RolesField(grantable(at_desk=at_desk))
        self.own = None if at_desk else own
        if not at_desk:
            del self.fields["administration"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        administration = self.own or data.get("administration")
        if administration is None and OF_ADMINISTRATION & set(data.get("roles", ())):
            self.add_error("administration", _("These roles need an administration. Choose one."))
        if administration is not None and _works_there(data.get("email", ""), administration):
            self.add_error(
                "email", _("This person acts for the administration already. Change the roles in the list.")
            )
        return {**data, "administration": administration}


def _works_there(email: str, administration: Administration) -> bool:
    """Say it only of people who are on the list that the reader sees anyway."""
    return User.objects.filter(email__iexact=email, administration=administration).exists()


class ApproveForm(forms.Form):
    """Roles to give, and words if any."""

    roles = RolesField(())
    words = words_field(_("Words that go with it"), required=False)
    marks_optional = True

    def __init__(self, *args: Any, at_desk: bool, request: AccessRequest, **kwargs: Any) -> None:
        kwargs.update(auto_id="id_approve_%s", initial={"roles": [request.role]})
        super().__init__(*args, **kwargs)
        self.fields["roles"] = RolesField(grantable(at_desk=at_desk))


class RefuseForm(forms.Form):
    words = words_field(_("Your reasons"), help_text=_("They stand in the letter to the person who asked."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["auto_id"] = "id_refuse_%s"
        super().__init__(*args, **kwargs)


class StandingForm(forms.Form):
    """What every change of somebody's standing carries: what was seen, and the word that may be needed."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    confirmed = confirm_field()
    field_order: tuple[str, ...] = ("seen", "confirmed")

    def __init__(self, *args: Any, person: User, name: str = "", **kwargs: Any) -> None:
        kwargs["auto_id"] = f"id_{name}_%s"
        kwargs["initial"] = {"seen": person.standing, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.person = person
        if not is_last_contact_point(person):
            del self.fields["confirmed"]

    def refuse(self, refusal: StandingRefused) -> None:
        """Say why nothing was changed; the form can be sent again after a look at the page."""
        self.refusal = refusal
        at = "confirmed" if isinstance(refusal, LastContactPoint) and "confirmed" in self.fields else None
        self.add_error(at, str(refusal))
        data = cast("QueryDict", self.data).copy()
        data["seen"] = str(User.objects.values_list("standing", flat=True).get(pk=self.person.pk))
        self.data = data

    def options(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields if name in self.cleaned_data}


class RolesForm(StandingForm):
    roles = RolesField((), required=False)
    field_order: tuple[str, ...] = ("seen", "roles", "confirmed")

    def __init__(self, *args: Any, person: User, at_desk: bool, **kwargs: Any) -> None:
        roles = grantable(at_desk=at_desk)
        super().__init__(*args, person=person, name="roles", initial={"roles": list(person.roles)}, **kwargs)
        self.fields["roles"] = RolesField(roles, required=False)
        self.order_fields(self.field_order)
        self.within = {role.value for role in roles}


class RemoveForm(StandingForm):
    words = words_field(_("Words that go with it"), required=False)
    field_order: tuple[str, ...] = ("seen", "words", "confirmed")
    marks_optional = True


class EraseForm(StandingForm):
    """Nothing brings back what is erased: a reason, and a word that it is meant."""

    words = words_field(
        _("Why"),
        help_text=_("It stays in the record for ever. Name nobody: write “on request”, for instance."),
    )
    sure = forms.BooleanField(label=_("I have understood that nobody can bring this back"))
    field_order: tuple[str, ...] = ("seen", "words", "confirmed", "sure")

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, person=person, name="erase", **kwargs)
        self.order_fields(self.field_order)

    def options(self) -> dict[str, Any]:
        return {name: value for name, value in super().options().items() if name != "sure"}


class AdministrationForm(RemoveForm):
    """A change of post."""

    administration = AdministrationField(required=False, help_text=_("Leave it open for none."))
    field_order: tuple[str, ...] = ("seen", "administration", "words", "confirmed")


class HandOverForm(forms.Form):
    """Who follows, and what the predecessor keeps."""

    KEEPS = (
        ("both", _("Contributor and delegate")),
        (Role.CONTRIBUTOR.value, _("Contributor")),
        (Role.DELEGATE.value, _("Delegate")),
        ("leave", _("Nothing: I leave the administration")),
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    successor = forms.ModelChoiceField(
        User.objects.none(),
        label=_("A colleague"),
        required=False,
        empty_label=_("Somebody new, named below"),
        help_text=_("The colleague becomes contact point at once."),
    )
    full_name = name_field(_("Or somebody new: full name"), required=False)
    email = AddressField(
        label=_("Work e-mail of the new person"),
        required=False,
        help_text=_("You stay contact point until the invitation is accepted."),
    )
    language = language_field()
    keeps = forms.ChoiceField(
        label=_("What do you keep afterwards?"), choices=KEEPS, widget=forms.RadioSelect, initial="both"
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        kwargs["initial"] = {"seen": person.standing, "language": person.language}
        super().__init__(*args, **kwargs)
        self.person = person
        colleagues = User.objects.filter(administration=person.administration_id, is_active=True)
        self.fields["successor"].queryset = colleagues.exclude(pk=person.pk)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        new = bool(data.get("email"))
        if bool(data.get("successor")) == new and "email" not in self.errors:
            self.add_error("successor", _("Name one successor, a colleague or somebody new."))
        if new and not data.get("full_name"):
            self.add_error("full_name", _("Write the name of the new person."))
        if new and self.person.administration and _works_there(data["email"], self.person.administration):
            self.add_error("email", _("This person is a colleague already. Choose the name in the list."))
        return data

    def kept(self) -> list[str]:
        chosen = self.cleaned_data["keeps"]
        both = [Role.CONTRIBUTOR.value, Role.DELEGATE.value]
        return {"both": both, "leave": []}.get(chosen, [chosen])


class SearchForm(forms.Form):
    """The search over people; what cannot be read finds nobody."""

    q = forms.CharField(label=_("Name, address or administration"), required=False, max_length=120)
