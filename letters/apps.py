from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LettersConfig(AppConfig):
    name = "letters"
    verbose_name = _("Letters")

    def ready(self) -> None:
        """Say what is due: abandoned jobs first, letters last, so that what a tick writes leaves with it."""
        # Models exist only once every app is loaded.
        from letters import delivery, digest, jobs, keeping  # noqa: PLC0415
        from letters.due import register_due  # noqa: PLC0415

        register_due("Abandoned jobs", jobs.requeue_abandoned, position=1)
        register_due("Finished jobs", jobs.forget_finished, daily=True, position=8)
        register_due("Letters whose time is over", keeping.forget_old_and_say, daily=True, position=8)
        register_due("Daily letters", digest.write_todays, daily=True, position=8)
        register_due("Letters", delivery.deliver_and_say, position=9)
