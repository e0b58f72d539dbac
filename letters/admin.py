from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from letters.models import Letter


@admin.register(Letter)
class LetterAdmin(admin.ModelAdmin[Letter]):
    """Their delivery can be looked at there; their words cannot, and nothing is written or changed."""

    list_display = ("pk", "kind", "address", "written_at", "sent_at", "attempts")
    list_filter = ("kind", "language")
    search_fields = ("address",)
    fields = (
        "kind",
        "recipient",
        "address",
        "language",
        "written_at",
        "not_before",
        "attempts",
        "last_error",
        "sent_at",
        "called_back_at",
        "superseded_at",
        "bounced_at",
        "given_up_at",
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        del request, obj
        return False
