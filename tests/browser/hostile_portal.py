"""A portal into which attack strings were typed wherever people can type, and the addresses that show them."""

from __future__ import annotations

from itertools import cycle
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from casestudies import drafts, editing, fields, indexing, publishing
from casestudies.attachments.names import shown_name
from casestudies.models import SetAside, Submission
from casestudies.sealing import seal
from casestudies.word.models import WordImport
from casestudies.workflow import SUBMISSIONS
from letters.models import Letter
from members.models import Administration, RoleHeld, User
from members.roles import Role
from moderation.models import Point
from prose.clean import clean_line, clean_text
from tests import factories
from tests.browser import loads
from tests.browser.hostile_guide import guide, remarks
from tests.browser.hostile_moves import every_move
from tests.browser.hostile_people import joining
from tests.browser.typist import HostilePortal, cleaned, typed_into

# One name for each person who acts; they stand in headers, histories and letters.
NASTY = (
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</title></textarea><script>alert(1)</script>",
    "--></script><svg onload=alert(1)>",
)


def build() -> HostilePortal:
    """Fill a portal; ``places`` of the answer lists every page to look at."""
    portal = _people()
    for part in (
        _writing,
        _clearing,
        _reviewing,
        _closing,
        _letterless,
        every_move,
        _library,
        guide,
        remarks,
        joining,
        _records,
    ):
        part(portal)
    return portal


def _people() -> HostilePortal:
    names = cycle(NASTY)
    own = factories.administration("Meridia")
    lonely = factories.administration("Solitaria")
    Administration.objects.filter(pk=own.pk).update(name_en=f"Meridia {NASTY[0]}", name_fr=NASTY[1])
    Administration.objects.filter(pk=lonely.pk).update(name_en=f"Solitaria {NASTY[2]}", name_fr=NASTY[3])
    own.refresh_from_db()
    lonely.refresh_from_db()
    factories.topic()
    factories.edition()
    people = {
        "author": factories.person("author", Role.CONTRIBUTOR, administration=own),
        "contact_point": factories.person("contact.point", Role.CONTACT_POINT, administration=own),
        "officer": factories.person("officer", Role.CASE_OFFICER),
        "publisher": factories.person("publisher", Role.PUBLISHER),
        "administrator": factories.person("administrator", Role.ADMINISTRATOR),
        "editor": factories.person("editor", Role.EDITOR),
        "letterless": factories.person("alone", Role.CONTRIBUTOR, administration=lonely),
    }
    for person in people.values():
        person.full_name = f"q0x {next(names)} {person.email}"
        person.save()
    return HostilePortal(**people)


def _writing(portal: HostilePortal) -> None:
    item = portal.draft(0)
    unread = [
        {"about": key, "reason": words, "words": words}
        for key, words in zip(cycle(loads.LOADS), map(clean_text, loads.texts(2_000)), strict=False)
    ]
    WordImport.objects.create(submission=item, key=uuid4(), file_name=shown_name(NASTY[0]), unread=unread)
    other = cleaned("story", loads.story(1))
    SetAside.objects.create(submission=item, step="story", values=other, by=portal.author, form=uuid4())
    portal.show_in_room("draft", item)
    for step in fields.Step:
        address = reverse("casestudies:edit", args=[item.reference, step.value])
        portal.show(f"form, {step.value}", address, portal.author)
        stale = {**typed_into(step, 3), "seen": "older", "tab": str(uuid4()), "leave": "1"}
        portal.refused.append((f"form, {step.value}, two texts", address, portal.contact_point, stale))
    broken = {"links-0-url": f"javascript:alert(1)//{NASTY[0]}", "links-0-label": NASTY[1], "leave": "1"}
    broken |= {"seen": drafts.seen(item, "story")}
    address = reverse("casestudies:edit", args=[item.reference, "story"])
    portal.refused.append(("form, an address that is none", address, portal.author, broken))
    returned = portal.draft(2)
    portal.move(returned, "submit", portal.author)
    portal.move(returned, "return", portal.contact_point)
    portal.move(returned, "hand_over", portal.author, colleague=portal.contact_point.pk)
    portal.show_in_room("returned and handed over", returned)


def _clearing(portal: HostilePortal) -> None:
    first = portal.draft(4)
    portal.move(first, "submit", portal.author)
    portal.show_in_room("clearance", first, portal.contact_point)
    again = portal.sent_again(5)
    portal.show_in_room("clearance, changes", again, portal.contact_point, "?view=changes")
    portal.show_in_room("clearance, clean", again, portal.contact_point, "?view=clean")
    data = {"version": 1, "key": str(uuid4()), "words": next(portal.words)}
    address = reverse("casestudies:move", args=[again.reference, "return"])
    portal.refused.append(("refused, outdated", address, portal.contact_point, data))


def _reviewing(portal: HostilePortal) -> None:
    item = portal.sent_again(6)
    portal.move(item, "clear", portal.contact_point)
    portal.move(item, "claim", portal.officer)
    portal.show_at_desk("review, changes", item)
    portal.show_at_desk("review, clean", item, query="?view=clean")
    portal.show_in_room("room, in review", item)
    for step in editing.EDITABLE:
        address = reverse("casestudies:edit_text", args=[item.reference, step.value])
        portal.show(f"edited by the desk, {step.value}", address, portal.officer)
        stale = {**typed_into(step, 10), "seen": "older"}
        what = f"edited by the desk, two texts, {step.value}"
        portal.refused.append((what, address, portal.officer, stale))
    item.refresh_from_db()
    data = {"version": item.version, "key": str(uuid4()), "words": next(portal.words), "reason": "none"}
    address = reverse("casestudies:decide", args=[item.reference, "decline"])
    for at in range(2):
        portal.refused.append((f"refused, {at}", address, portal.officer, {**data, **portal.letter()}))
    waiting = portal.asked(8)
    portal.show_in_room("room, changes asked", waiting)
    empty = {"answer": next(portal.words)}
    point = Point.objects.about(SUBMISSIONS.name, waiting.pk).told().first()
    assert point is not None
    address = reverse("casestudies:answer", args=[waiting.reference, point.pk])
    portal.refused.append(("answer, too long", address, portal.author, empty))
    edited = portal.reviewed(9)
    text = edited.on_the_desk
    assert text is not None
    values = cleaned("story", loads.story(10))
    seen = drafts.fingerprint(text.content, "story")
    editing.edit(edited, "story", values, expected=seen, actor=portal.officer)
    portal.move(edited, "accept", portal.officer, **portal.letter())
    portal.show_in_room("confirmation", edited, portal.contact_point)
    portal.move(edited, "dispute", portal.contact_point)
    portal.show_at_desk("review, disputed", edited)
    submitted = portal.draft(11)
    portal.move(submitted, "submit", portal.author)
    portal.move(submitted, "clear", portal.contact_point)
    portal.show_at_desk("review, not taken", submitted)


def _closing(portal: HostilePortal) -> None:
    declined = portal.reviewed(12)
    portal.move(declined, "decline", portal.officer, reason="outside", **portal.letter())
    portal.show_at_desk("declined", declined, portal.publisher)
    portal.show_in_room("declined, in the room", declined)
    withdrawn = portal.draft(13)
    portal.move(withdrawn, "submit", portal.author)
    portal.move(withdrawn, "withdraw", portal.contact_point)
    portal.show_in_room("withdrawn", withdrawn)
    retracted = _published(portal, 14)
    portal.move(retracted, "retract", portal.publisher)
    portal.show("retracted, notice", retracted.case_study.get_absolute_url(), status=410)
    portal.show_at_desk("retracted, at the desk", retracted, portal.publisher)
    live = _published(portal, 15)
    portal.move(live, "new_submission", portal.author)
    portal.show("public page", live.case_study.get_absolute_url())
    portal.show("public page, contact", live.case_study.get_absolute_url(), portal.author)
    portal.show_in_room("published, in the room", live)


def _published(portal: HostilePortal, number: int) -> Submission:
    item = portal.draft(number)
    for verb, who in (("submit", portal.author), ("clear", portal.contact_point), ("claim", portal.officer)):
        portal.move(item, verb, who)
    portal.move(item, "accept", portal.officer, **portal.letter())
    portal.move(item, "publish", portal.publisher, **portal.letter())
    item.case_study.refresh_from_db()
    return item


def _letterless(portal: HostilePortal) -> None:
    item = portal.draft(3, portal.letterless)
    portal.move(item, "submit", portal.letterless)
    signatory = clean_line(loads.lines(190)[0])
    factories.letter_recorded(item, portal.officer, signatory=signatory)
    portal.show("texts that wait for a letter", reverse("casestudies:awaiting_letter"), portal.officer)
    portal.show("letter", reverse("casestudies:letter", args=[item.reference]), portal.publisher)


def _library(portal: HostilePortal) -> None:
    """Texts enough for every line of a form; what is published of them is what publishing writes."""
    for number in reversed(range(max(len(loads.LOADS["title"]), len(loads.LOADS["years"])))):
        item = portal.draft(number, full=number < loads.FULL)
        if loads.FULL <= number < loads.NEWEST:
            portal.attach(item)
        item.current = item.cleared = seal(item, portal.author)
        item.save()
        publishing.go_live(item)
        indexing.index_case(item.case_study_id)
        if number < loads.FULL:
            portal.show(f"public page {number}", item.case_study.get_absolute_url())
    library = reverse("casestudies:library")
    portal.show("library", library)
    portal.show("library, contributors", library, portal.author)
    portal.show("home", reverse("home"))
    portal.show("home, signed in", reverse("home"), portal.author)


def _records(portal: HostilePortal) -> None:
    """Lists of everything, and the people and administrations an administrator looks after."""
    now, region = timezone.now(), factories.region()
    for at, name in enumerate(loads.lines(190)):
        Administration.objects.create(name_en=name, name_fr=name, slug=f"a-{at}", region=region)
    names = loads.lines(118)
    people = [
        User(email=f"p{at}@example.org", full_name=name, job_title=name, date_joined=now, password="!")
        for at, name in enumerate(names)
    ]
    # Case officers belong to no administration; everybody is on one of its contact point's lists.
    officers, own = people[:40], portal.author.administration
    for person in people[40:]:
        person.administration = own
    people += [
        User(email=f"o{at}@example.org", full_name=person.full_name, administration=own, password="!")
        for at, person in enumerate(officers)
    ]
    User.objects.bulk_create(people)
    held = [RoleHeld(user=user, role=Role.CASE_OFFICER) for user in officers]
    RoleHeld.objects.bulk_create(held)
    for page in range(1, 4):
        portal.show(f"accounts {page}", f"/admin/members/user/?p={page}", portal.administrator)
    portal.show("account", f"/admin/members/user/{portal.author.pk}/change/", portal.administrator)
    portal.show("administrations", "/admin/members/administration/", portal.administrator)
    for page in range(1, 3):
        portal.show(f"room {page}", reverse("casestudies:room") + f"?page={page}", portal.author)
    for bucket in ("waiting", "member", "publish", "published", "closed"):
        portal.show(f"queue, {bucket}", reverse("casestudies:queue") + f"?show={bucket}", portal.officer)
    portal.show("own letters", reverse("letters:letters"), portal.author)
    portal.show("desk letters", reverse("moderation:letters"), portal.officer)
    kinds: dict[str, Letter] = {}
    for letter in Letter.objects.filter(inside=False, kind__regex="^(casestudies|feedback)/"):
        kinds.setdefault(letter.kind, letter)
    for kind, letter in kinds.items():
        portal.show(f"letter {kind}", reverse("moderation:letter", args=[letter.pk]), portal.officer)
