from __future__ import annotations

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from members import names
from members.forms.fields import language_field, name_field, zone_field
from members.models import User


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    """What somebody may change about himself without asking anybody."""

    full_name = name_field(_("Full name"))
    job_title = name_field(_("Function"), required=False)
    language = language_field()
    time_zone = zone_field()
    marks_optional = True

    class Meta:
        model = User
        fields = ("full_name", "job_title", "language", "time_zone")

    @transaction.atomic
    def save(self, commit: bool = True) -> User:
        person: User = super().save(commit)
        if "full_name" in self.changed_data:
            names.changed.send(User)
        return person
