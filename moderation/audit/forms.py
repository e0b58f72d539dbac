"""What an auditor asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.forms.fields import LONGEST_NAME, AdministrationField
from members.models import Administration, PeopleEvent
from moderation import registry
from moderation.audit.entries import PEOPLE, kind_label
from moderation.audit.reading import people_meant
from moderation.history import past
from prose.forms import LineField

Choices = list[tuple[str, Any]]


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"class": "in", "type": "date"})
    )


def _kinds() -> Choices:
    kinds = [workflow.name for workflow in registry.workflows()]
    return [("", _("Everything")), *((kind, kind_label(kind)) for kind in (*kinds, PEOPLE))]


def _moves() -> Choices:
    """Give the moves of each kind: the same word may mean something else of another kind."""
    moves: Choices = [("", _("Every move"))]
    for workflow in registry.workflows():
        verbs = [*(move.name for move in workflow.moves), *workflow.notes]
        named = [(f"{workflow.name}:{verb}", past(workflow, verb)) for verb in verbs]
        moves.append((kind_label(workflow.name), named))
    verbs_of_people = [(f"{PEOPLE}:{verb.value}", verb.label) for verb in PeopleEvent.Verb]
    return [*moves, (kind_label(PEOPLE), verbs_of_people)]


class AuditForm(forms.Form):
    """Filters of the audit trail; nothing chosen asks for everything. Days are those of UTC."""

    since = _day(_("Since"))
    until = _day(_("Until"))
    person = LineField(label=_("Person, by name or address"), required=False, max_length=LONGEST_NAME)
    administration = AdministrationField(required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=_kinds)
    move = forms.ChoiceField(label=_("Move"), required=False, choices=_moves)
    reference = LineField(label=_("Reference"), required=False, max_length=16)
    marks_optional = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        administration = self.fields["administration"]
        if isinstance(administration, AdministrationField):
            administration.queryset = Administration.objects.all()
            administration.empty_label = _("Every administration")

    def clean_reference(self) -> str:
        return str(self.cleaned_data["reference"]).upper()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("since") and data.get("until") and data["since"] > data["until"]:
            self.add_error("until", _("The end lies before the beginning."))
        kind, colon, verb = data.get("move", "").partition(":")
        if colon and data.get("kind") in {"", kind}:
            data["kind"], data["move"] = kind, verb
        elif colon:
            self.add_error("move", _("This move belongs to another kind. Choose its kind, or everything."))
        return data

    @property
    def chosen(self) -> dict[str, str]:
        """What was filled in, as it stands in the address."""
        return {name: str(value) for name, value in self.data.items() if name in self.fields and value}

    def for_the_record(self) -> str:
        """Say in a line what was asked for; people by their numbers, as the record can forget no name."""
        chosen = self.chosen
        if self.cleaned_data.get("person"):
            meant = people_meant(self.cleaned_data["person"])
            chosen["person"] = ",".join(str(number) for number in meant) or "nobody"
        return "; ".join(f"{name}={value}" for name, value in chosen.items())
