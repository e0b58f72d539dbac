"""The editor: a textarea that works alone, and a toolbar and preview where scripts run."""

from typing import Any

from django import forms
from django.utils.safestring import SafeString
from markdownx.widgets import MarkdownxWidget

from prose.plain import words_of


class MarkdownEditor(MarkdownxWidget):
    """Write Markdown on one side, see it as on the page on the other."""

    template_name = "prose/widgets/markdown_editor.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, headings: bool = True) -> None:
        """Without ``headings`` the toolbar offers none: where they are refused."""
        super().__init__(attrs)
        self.headings = headings

    class Media:
        # Not the parent's list: the guard must run before the script that it guards.
        extend = False
        js = [
            forms.Script("js/editor-guard.js", defer=True),
            forms.Script("js/editor.js", defer=True),
            forms.Script("markdownx/js/markdownx.min.js", defer=True),
        ]

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """The parent changes the dictionary it is given, and needs one."""
        rendered: SafeString = super().render(name, value, dict(attrs or {}), renderer)  # type: ignore[no-untyped-call]
        return rendered

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, dict(attrs or {}))  # type: ignore[no-untyped-call]
        text = str(context["widget"]["value"] or "")
        context["widget"]["max_words"] = context["widget"]["attrs"].get("data-max-words")
        context["widget"]["words"] = words_of(text)
        context["widget"]["headings"] = self.headings
        return context
