from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("Members and people")

    def ready(self) -> None:
        """Add to what is due what is forgotten, and say what is held about people."""
        # Models exist only once every app is loaded.
        from allauth.mfa.signals import authenticator_added  # noqa: PLC0415

        from letters.due import register_due  # noqa: PLC0415
        from members import held, retention, second_factor  # noqa: PLC0415
        from members.holdings import register_holding  # noqa: PLC0415
        from members.requests import forget_and_say  # noqa: PLC0415

        register_due("Access requests", forget_and_say, daily=True)
        register_due("Personal data whose time is over", retention.forget_old_and_say, daily=True)
        authenticator_added.connect(second_factor.given_where_added)
        for holding in (held.ACCOUNT, held.JOINING, held.LETTERS):
            register_holding(holding)
