from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModulesConfig(AppConfig):
    name = "modules"
    verbose_name = _("The guide")

    def ready(self) -> None:
        """Tell the index what can be found of the guide, and the desk of editions."""
        # Models exist only once every app is loaded.
        from letters.due import register_due  # noqa: PLC0415
        from members import holdings as people  # noqa: PLC0415
        from members.models import User  # noqa: PLC0415
        from moderation import registry as desk  # noqa: PLC0415
        from modules import holdings, indexing  # noqa: PLC0415
        from modules.desk import waiting_for  # noqa: PLC0415
        from modules.workflow import EDITIONS, publish_scheduled  # noqa: PLC0415
        from search.index import Source, register_source  # noqa: PLC0415

        tab = desk.DeskTab(
            _("Guide editor"), "modules:desk_editions", waiting_for, 3, lambda user: user.is_at_guide_desk
        )
        desk.register(EDITIONS, tab)
        languages = desk.DeskTab(
            _("Language reviewers"),
            "modules:desk_reviewers",
            lambda _user: User.objects.none(),
            9,
            lambda user: user.is_administrator,
        )
        desk.add_tab(languages)
        register_due("Scheduled editions", publish_scheduled, position=5)
        register_source("modules", Source(indexing.KINDS, indexing.things, indexing.texts_of))
        people.register_holding(holdings.HOLDING)
