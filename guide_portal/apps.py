from django.apps import AppConfig


class GuidePortalConfig(AppConfig):
    name = "guide_portal"

    def ready(self) -> None:
        """Add what ``check --deploy`` says of this portal."""
        # Models exist only once every app is loaded.
        from guide_portal import checks  # noqa: F401, PLC0415
