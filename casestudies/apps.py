from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasestudiesConfig(AppConfig):
    name = "casestudies"
    verbose_name = _("Case studies")

    def ready(self) -> None:
        """Tell the desk of submissions, and the guide of case studies beside its sections."""
        # Models exist only once every app is loaded.
        from casestudies import (  # noqa: PLC0415
            by_letter,  # noqa: F401 - so that its table is known everywhere
            counting,
            holdings,
            indexing,
            labels,
            library,
            notifications,
            titles,
        )
        from casestudies.attachments import retention, scanning  # noqa: PLC0415
        from casestudies.queue import waiting_for  # noqa: PLC0415
        from casestudies.still_true import remind_of_still_true  # noqa: PLC0415
        from casestudies.word import models  # noqa: F401, PLC0415 - so that its table is known everywhere
        from casestudies.workflow import SUBMISSIONS, publish_scheduled  # noqa: PLC0415
        from letters.due import register_due  # noqa: PLC0415
        from members import holdings as people  # noqa: PLC0415
        from moderation import registry as desk  # noqa: PLC0415
        from moderation.reminders import register_reminder  # noqa: PLC0415
        from modules import registry as guide  # noqa: PLC0415
        from search.audiences import register_audience  # noqa: PLC0415
        from search.facets import register_labels  # noqa: PLC0415
        from search.index import Source, register_source  # noqa: PLC0415

        desk.register(SUBMISSIONS, desk.DeskTab(_("Submissions"), "casestudies:queue", waiting_for, 1))
        register_reminder(SUBMISSIONS, notifications.remind)
        register_due("Scheduled publications", publish_scheduled, position=5)
        register_due("Confirmations", remind_of_still_true, daily=True, position=7)
        register_due("Files that wait for the virus scanner", scanning.scan_and_say)
        register_due("Files that nobody needs any more", retention.prune_and_say, daily=True)
        guide.add_side_notes(library.beside_sections)
        guide.add_case_counter(counting.by_module)
        guide.add_titles("case_study", titles.titles)
        register_source("casestudies", Source((indexing.KIND,), indexing.things, indexing.texts))
        register_audience(indexing.audiences)
        register_labels("region", labels.regions)
        register_labels("topic", labels.topics)
        register_labels("module", labels.modules)
        people.register_holding(holdings.HOLDING)
        people.register_contribution("casestudies", holdings.contributed)
        register_due("Words set aside long ago", holdings.forget_old_and_say, daily=True)
