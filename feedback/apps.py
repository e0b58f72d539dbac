from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = _("Feedback")

    def ready(self) -> None:
        """Tell the desk of remarks, and the guide of what stands at the foot of its sections."""
        # Models exist only once every app is loaded.
        from feedback import confirming, editions, foot, holdings, notifications, voices  # noqa: PLC0415
        from feedback.views.desk import waiting_for  # noqa: PLC0415
        from feedback.workflow import REMARKS  # noqa: PLC0415
        from letters.due import register_due  # noqa: PLC0415
        from members import holdings as people  # noqa: PLC0415
        from moderation import registry as desk  # noqa: PLC0415
        from moderation.reminders import register_reminder  # noqa: PLC0415
        from modules import registry as guide  # noqa: PLC0415

        desk.register(REMARKS, desk.DeskTab(_("Feedback"), "feedback:desk", waiting_for, 2))
        register_reminder(REMARKS, notifications.remind)
        register_due("Unconfirmed remarks", confirming.forget_old, daily=True)
        guide.add_foot(guide.Foot(foot.TEMPLATE, foot.at_sections))
        guide.register_publication_check(editions.what_is_promised)
        guide.register_change_source(editions.SOURCE)
        guide.register_change_citations(voices.said_before)
        guide.register_voices(voices.heard)
        guide.register_published(editions.answer_askers)
        guide.register_discarded(editions.put_back)
        people.register_holding(holdings.HOLDING)
        people.register_contribution("feedback", holdings.contributed)
        register_due("Names beside old remarks", holdings.forget_old_and_say, daily=True)
