"""Accounts, administrations and settings, for administrators only.

Entered through allauth, so that the second factor cannot be walked around: Django's own sign-in form
would ask for the password alone.
"""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest

from members import names
from members.models import Administration, Region, User

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = "IT Guide for Executives"


class NamesAdmin(admin.ModelAdmin[Any]):
    """Has pages that name what is saved here made anew."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        names.changed.send(type(obj))


@admin.register(User)
class UserAdmin(NamesAdmin):
    """Looking people up; roles, administration and access change at the desk, where it is recorded."""

    list_display = ("full_name", "email", "administration", "is_active")
    list_filter = ("is_active", "roles_held__role")
    search_fields = ("full_name", "email")
    list_select_related = ("administration",)
    fields = ("email", "full_name", "job_title", "administration", "language", "time_zone", "is_active")
    readonly_fields = ("email", "administration", "is_active")

    def has_add_permission(self, request: HttpRequest) -> bool:
        del request
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        del request, obj
        return False


@admin.register(Administration)
class AdministrationAdmin(NamesAdmin):
    list_display = ("name_en", "name_fr", "iso2", "region", "active")
    list_filter = ("region", "active")
    search_fields = ("name_en", "name_fr", "iso2")
    list_select_related = ("region",)


@admin.register(Region)
class RegionAdmin(NamesAdmin):
    list_display = ("code", "name_en", "name_fr", "position")
