"""Small tables and lists of inputs that work without a script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _


class ListWidget(forms.Widget):
    """A fixed number of fields for a sentence, named ``<name>-<n>``."""

    template_name = "casestudies/widgets/list.html"
    use_fieldset = True

    def __init__(self, *, rows: int) -> None:
        super().__init__()
        self.rows = rows

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        lines = [*(value or []), *[""] * self.rows][: max(self.rows, len(value or []))]
        base = context["widget"]["attrs"].get("id", name)
        context["lines"] = [
            {
                "name": f"{name}-{n}",
                "id": f"{base}-{n}",
                "value": line,
                "label": _("Line %(n)d") % {"n": n + 1},
            }
            for n, line in enumerate(lines)
        ]
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        del files
        return [str(data.get(f"{name}-{n}", "")) for n in range(self.rows)]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        del files
        return f"{name}-0" not in data

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-0" if id_ else id_


class RowsWidget(forms.Widget):
    """Rows with the same columns, named ``<name>-<n>-<column>``: those that are filled and an empty one."""

    template_name = "casestudies/widgets/rows.html"
    use_fieldset = True

    def __init__(self, *, columns: tuple[tuple[str, Any], ...], rows: int) -> None:
        super().__init__()
        self.columns, self.rows = columns, rows
        # One more empty row than usual: somebody asked for it without a script.
        self.more = False
        # The row and the column of the box that the field refused.
        self.wrong: tuple[int, str] | None = None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        given = list(value or [])
        base = context["widget"]["attrs"].get("id", name)
        context["rows"] = [
            {
                "label": _("Row %(n)d") % {"n": n + 1},
                "cells": [
                    {
                        "name": f"{name}-{n}-{key}",
                        "id": f"{base}-{n}-{key}",
                        "label": label,
                        "value": given[n].get(key, "") if n < len(given) else "",
                        "wrong": (n, key) == self.wrong,
                    }
                    for key, label in self.columns
                ],
            }
            for n in range(min(self.rows, len(given) + 1 + self.more))
        ]
        context["name"], context["most"] = name, self.rows
        context["full"] = len(context["rows"]) >= self.rows
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[dict[str, str]]:
        del files
        rows = [
            {key: str(data.get(f"{name}-{n}-{key}", "")) for key, _label in self.columns}
            for n in range(self.rows)
        ]
        while rows and not any(rows[-1].values()):
            rows.pop()
        return rows

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        del files
        return f"{name}-0-{self.columns[0][0]}" not in data

    def id_for_label(self, id_: str) -> str:
        n, key = self.wrong or (0, self.columns[0][0])
        return f"{id_}-{n}-{key}" if id_ else id_
