"""What feedback has to do with an edition of the guide: registered with ``modules.registry``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import F, Q
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from feedback import citing, notifications
from feedback.models import Feedback
from feedback.states import CITABLE, IN_HAND, S
from feedback.workflow import REMARKS
from members.models import User
from members.roles import Role
from moderation.engine import happen
from modules.models import Change, Citation, Edition
from modules.registry import ChangeSource, Citable, Problem

LABEL = 90


def what_is_promised(edition: Edition) -> Iterable[Problem]:
    """Name every remark planned for this edition that no change of it cites and nobody deferred."""
    cited = Citation.objects.filter(change__edition=edition).order_by().values("reference")
    for remark in Feedback.objects.planned_for(edition).exclude(reference__in=cited).order_by("pk"):
        sentence = _("%(reference)s is planned for this edition: cite it in a change, or defer it.")
        yield Problem(sentence % {"reference": remark.reference}, remark.get_desk_url())


def put_back(edition: Edition, actor: User) -> None:
    """Have every remark planned for a discarded edition decided anew; it keeps nobody from discarding it."""
    _hold(Q(state=S.PLANNED, planned_for=edition))
    for remark in Feedback.objects.planned_for(edition).order_by("pk"):
        happen(REMARKS, remark, "put_back", actor, role=_role_of(actor))


def _hold(concerned: Q) -> None:
    """Lock these remarks and whoever leads them, in the order of every move: a leader before those that follow.

    A move of a leader writes in those that follow it; without the leader, two of these could wait for us in
    turn. What is read afterwards stays as it is until the edition is stored.
    """
    leaders = Feedback.objects.filter(concerned).exclude(merged_into=None)
    remarks = Feedback.objects.filter(concerned | Q(pk__in=leaders.values("merged_into")))
    list(
        remarks.select_for_update(of=("self",))
        .order_by(F("merged_into_id").asc(nulls_first=True), "pk")
        .only("pk")
    )


def _role_of(actor: User) -> Role:
    return next(role for role in (Role.PUBLISHER, Role.EDITOR) if role in actor.roles)


def _offered(section_keys: Sequence[str]) -> list[Citable]:
    here = Q(section_key__in=section_keys) | Q(plan_section__in=section_keys)
    waiting = Feedback.objects.received().filter(here, state__in=(S.PLANNED, *IN_HAND))
    return [_citable(remark) for remark in waiting.order_by("-state", "state_since", "pk")]


def _known(references: Sequence[str]) -> Mapping[str, Citable]:
    """Give those that exist; one that is treated with another is cited by that one, which answers both."""
    found = Feedback.objects.received().filter(reference__in=references).select_related("merged_into")
    return {remark.reference: _citable(remark.lead) for remark in found}


def _citable(remark: Feedback) -> Citable:
    label = Truncator(remark.words).chars(LABEL)
    return Citable(remark.reference, label, remark.get_desk_url(), remark.plan_section or remark.section_key)


SOURCE = ChangeSource(_offered, _known)


def answer_askers(edition: Edition, changes: Sequence[Change], actor: User) -> None:
    """Close every remark that a change of this edition cites, and write to whoever said it or the same."""
    found = Citation.objects.filter(change__in=[change.pk for change in changes], change__edition=edition)
    located = citing.located(list(found.select_related("change__edition").order_by("pk")))
    said, following = Q(reference__in=located), Q(merged_into__reference__in=located)
    _hold(said | following)
    told = said | (following & ~Q(merged_into__state=S.WITHDRAWN))
    remarks = Feedback.objects.filter(told).exclude(state=S.WITHDRAWN)
    for remark in remarks.select_related("author", "merged_into").order_by("pk"):
        if remark.reference in located and remark.state in CITABLE:
            happen(REMARKS, remark, "close", actor, role=Role.PUBLISHER)
            remark.refresh_from_db(fields=["state", "state_since", "version", "merged_into"])
        where = located.get(remark.reference) or located[remark.lead.reference]
        notifications.tell_of_change(remark, where[0])
