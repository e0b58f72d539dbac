"""Administrations, the regions they belong to, the people who act for them, and their roles."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from members.roles import AT_DESK, AT_GUIDE_DESK, OF_ADMINISTRATION, OF_SECRETARIAT, WRITERS, Role

# What administrators find in Django's admin.
IN_ADMIN = frozenset(
    {
        f"members.{verb}_{name}"
        for verb in ("view", "add", "change", "delete")
        for name in ("user", "administration", "region")
    }
    | {"letters.view_letter"}
)


class BilingualName(models.Model):
    """Anything with a name in both official languages; other languages read the English one."""

    name_en = models.CharField(_("name in English"), max_length=200)
    name_fr = models.CharField(_("name in French"), max_length=200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_fr if (get_language() or "").startswith("fr") else self.name_en


class Region(BilingualName):
    """One of the WCO regions: data the Secretariat edits, never code."""

    code = models.CharField(_("code"), max_length=8, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ("position", "code")
        verbose_name = _("region")
        verbose_name_plural = _("regions")


class AdministrationQuerySet(models.QuerySet["Administration"]):
    def active(self) -> AdministrationQuerySet:
        return self.filter(active=True)

    def members(self) -> AdministrationQuerySet:
        """Those that count as WCO Members: the demonstration ones and the European Union do not."""
        return self.filter(active=True, is_member=True)


class Administration(BilingualName):
    """A customs administration: everything a contribution is belongs to it, not to a person."""

    slug = models.SlugField(_("short name in addresses"), max_length=80, unique=True)
    iso2 = models.CharField(_("ISO code"), max_length=2, blank=True)
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        related_name="administrations",
        verbose_name=_("region"),
        null=True,
        blank=True,
    )

    member_since = models.CharField(_("Member since"), max_length=10, blank=True)
    is_member = models.BooleanField(_("counts as a WCO Member"), default=True)
    is_demonstration = models.BooleanField(_("invented for the demonstration"), default=False)
    active = models.BooleanField(_("active"), default=True)

    objects = AdministrationQuerySet.as_manager()

    class Meta:
        ordering = ("name_en",)
        verbose_name = _("administration")
        verbose_name_plural = _("administrations")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create an administrator: there is no other kind of superuser."""
        user = self.create_user(email, password, **fields)
        RoleHeld.objects.create(user=user, role=Role.ADMINISTRATOR)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person; the e-mail address is the name."""

    email = models.EmailField(_("e-mail address"), unique=True)
    full_name = models.CharField(_("full name"), max_length=120)
    job_title = models.CharField(_("function"), max_length=120, blank=True)

    administration = models.ForeignKey(
        Administration,
        models.PROTECT,
        related_name="people",
        verbose_name=_("administration"),
        null=True,
        blank=True,
    )
    language = models.CharField(_("language of letters"), max_length=8, default="en")
    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC")

    is_active = models.BooleanField(_("active"), default=True)
    # Raised whenever roles, administration or access change: open sessions and open pages notice.
    standing = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    # Nothing else of the row says then who it was; see ``members.erasing``.
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering = ("full_name",)
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="members_user_email_any_case")]

    def __str__(self) -> str:
        if self.erased_at is not None:
            return gettext("A former colleague")
        return self.full_name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_absolute_url(self) -> str:
        return reverse("members:welcome")

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles this person holds now; those of an administration only while there is one."""
        held = frozenset(self.roles_held.values_list("role", flat=True))
        return held if self.administration_id else held - OF_ADMINISTRATION

    @property
    def is_writer(self) -> bool:
        return bool(self.roles & WRITERS)

    @property
    def is_secretariat(self) -> bool:
        return bool(self.roles & OF_SECRETARIAT)

    @property
    def is_at_desk(self) -> bool:
        return bool(self.roles & AT_DESK)

    @property
    def is_administrator(self) -> bool:
        return Role.ADMINISTRATOR in self.roles

    @property
    def has_a_desk(self) -> bool:
        """Whether there is anything at the desk for this person: administrators find people and letters."""
        return self.is_at_desk or self.is_at_guide_desk or self.is_administrator

    @property
    def manages_people(self) -> bool:
        """Whether this person answers for the people of an administration."""
        return Role.CONTACT_POINT in self.roles

    @property
    def is_at_guide_desk(self) -> bool:
        """Whether editions that are being made are open to this person."""
        return bool(self.roles & AT_GUIDE_DESK)

    # What Django's admin asks. Administrators look after accounts and settings there; nobody else enters.
    @property
    def is_staff(self) -> bool:
        return self.is_active and self.is_administrator

    @property
    def is_superuser(self) -> bool:
        return False

    # What packages add there is closed: whoever can add an address to an account, or read the secret of a second
    # factor, can become its owner, and no record would say so.
    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        del obj
        return perm in IN_ADMIN and self.is_staff

    def has_perms(self, perm_list: list[str], obj: models.Model | None = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        return any(perm.startswith(f"{app_label}.") for perm in IN_ADMIN) and self.is_staff

    def may_write_prose(self) -> bool:
        """Whether the editor's preview and picture upload are open to this person."""
        return self.is_writer or self.is_secretariat


class RoleHeld(models.Model):
    """One role of one person."""

    user = models.ForeignKey(User, models.CASCADE, related_name="roles_held", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.UniqueConstraint(fields=("user", "role"), name="members_role_once"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="members_role_known"),
        ]

    def __str__(self) -> str:
        return self.get_role_display()


def display_name(user: User) -> str:
    """Say how allauth's pages and letters address somebody."""
    return str(user)
