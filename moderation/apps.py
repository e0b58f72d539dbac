from operator import attrgetter

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "moderation"
    verbose_name = _("Moderation")

    def ready(self) -> None:
        """Add letters and people to the desk, the reminders to what is due, the states to the daily letter."""
        # Models exist only once every app is loaded.
        from letters.digest import register_standing  # noqa: PLC0415
        from letters.due import register_due  # noqa: PLC0415
        from members import holdings as people  # noqa: PLC0415
        from members import names  # noqa: PLC0415
        from members.views.lists import waiting_for  # noqa: PLC0415
        from moderation import freshness, holdings, registry, reminders, standing  # noqa: PLC0415
        from moderation.audit.entries import may_read as may_read_trail  # noqa: PLC0415
        from moderation.correspondence import undelivered  # noqa: PLC0415

        registry.add_tab(
            registry.DeskTab(
                _("Letters"), "moderation:letters", undelivered, 9, visible=attrgetter("has_a_desk")
            )
        )
        # Members stands below and knows no desk.
        is_administrator = attrgetter("is_administrator")
        registry.add_tab(
            registry.DeskTab(_("People"), "members:desk_people", waiting_for, 8, visible=is_administrator)
        )
        registry.add_tab(
            registry.DeskTab(_("Audit trail"), "moderation:audit_trail", None, 10, visible=may_read_trail)
        )
        register_due("Reminders", reminders.remind, daily=True, position=7)
        register_standing(standing.states_now)
        people.register_holding(holdings.HOLDING)
        names.changed.connect(freshness.touch_for)
