from django import forms
from django.utils.translation import gettext_lazy as _

from letters.models import Preference


class PreferenceForm(forms.ModelForm):  # type: ignore[type-arg]
    """How somebody wants the letters that ask nothing of him in person."""

    class Meta:
        model = Preference
        fields = ("mode",)
        widgets = {"mode": forms.RadioSelect}
        labels = {"mode": _("Letters that are not addressed to you personally")}
        help_texts = {
            "mode": _(
                "They go to everybody at the desk, or tell you what a colleague’s text does. What asks something of you always comes at once."
            )
        }
