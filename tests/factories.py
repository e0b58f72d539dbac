"""The smallest valid objects that tests need."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from PIL import Image

from casestudies import drafts, editing, story
from casestudies.attachments.models import Attachment
from casestudies.models import CaseStudy, SetAside, Submission
from casestudies.workflow import SUBMISSIONS
from feedback import saying
from feedback.models import Feedback
from feedback.places import Place, place_of
from feedback.saying import Guest, Saying
from members.models import AccessRequest, Administration, Invitation, Region, RoleHeld, User
from members.roles import Role
from members.tokens import hash_of
from moderation.engine import perform
from moderation.models import Event, Moderated, Point
from moderation.references import next_reference
from moderation.workflow import Workflow
from modules.fingerprints import of_edition, of_text, words_of
from modules.models import (
    Change,
    Citation,
    Edition,
    FacilitatorNote,
    Module,
    ModuleText,
    Section,
    SectionText,
    Topic,
)
from modules.publication import announce

PASSWORD = "a-password-for-tests"


def region(code: str = "WCA") -> Region:
    return Region.objects.get_or_create(code=code, defaults={"name_en": code, "name_fr": code})[0]


def administration(name: str = "Customs of Meridia", **fields: Any) -> Administration:
    defaults = {"name_en": name, "name_fr": name, "slug": slugify(name), "region": region()}
    return Administration.objects.create(**{**defaults, **fields})


def person(name: str, *roles: Role, administration: Administration | None = None, **fields: Any) -> User:
    user = User.objects.create_user(
        f"{name}@example.org",
        PASSWORD,
        full_name=name.replace(".", " ").title(),
        administration=administration,
        **fields,
    )
    RoleHeld.objects.bulk_create(RoleHeld(user=user, role=role) for role in roles)
    return user


def topic(code: str = "T1", module_key: str = "strategic-alignment") -> Topic:
    return Topic.objects.get_or_create(
        code=code,
        defaults={"module_key": module_key, "name_en": f"Topic {code}", "name_fr": f"Thème {code}"},
    )[0]


def edition(number: str = "1", *, keys: tuple[str, ...] = ("mission-first", "scorecard")) -> Edition:
    """A published edition with one module and a section for each key, in English and French."""
    made = Edition.objects.create(reference=next_reference(Edition.SERIES), number=number)
    module = Module.objects.create(edition=made, key="strategic-alignment", number=1)
    english = ""
    for language, title in (("en", "Strategic Alignment"), ("fr", "Alignement stratégique")):
        intro = ModuleText(
            module=module,
            language=language,
            title=title,
            question=f"{title}?",
            standfirst=f"{title}.",
            purpose=title,
            purpose_html=f"<p>{title}</p>",
            brief=["One.", "Two.", "Three."],
            objectives=["Understand."],
        )
        intro.sha256 = of_text(words_of(intro))
        intro.translated_from = english = intro.sha256 if language == "en" else english
        intro.save()
    for position, key in enumerate(keys, start=1):
        section = Section.objects.create(
            edition=made, module=module, key=key, number=position, first_paragraph=position, paragraphs=1
        )
        for language in ("en", "fr"):
            text = SectionText(
                section=section,
                language=language,
                title=f"{key} {language}",
                message="A message.",
                body="A paragraph.",
                html=[{"n": position, "html": "<p>A paragraph.</p>\n"}],
                plain="A paragraph.",
                words=2,
            )
            text.sha256 = of_text(words_of(text))
            text.translated_from = of_text({**words_of(text), "title": f"{key} en"})
            text.save()
    made.state, made.published_on, made.sealed_sha256 = "published", date(2026, 11, 1), of_edition(made)
    made.save()
    return made


def guidance(edition: Edition, key: str) -> None:
    """Facilitators' notes of a section, in English and French."""
    english = ""
    for language in ("en", "fr"):
        note = FacilitatorNote(
            section=edition.sections.get(key=key),
            language=language,
            objectives=[f"Say who signs ({language})."],
            minutes=20,
            activity="Two groups draw it.",
            discussion=["Who signs?", "Who does not?"],
            collect="The drawings.",
            if_short="Draw one.",
            background="A ruling of the board.",
            background_html="<p>A ruling of the board.</p>\n",
        )
        note.sha256 = of_text(words_of(note))
        note.translated_from = english = note.sha256 if language == "en" else english
        note.save()


def complete_story(**changes: Any) -> story.Content:
    """A text that can be sent: every required field, in English, with French title and summary."""
    return {
        **story.blank(attribution="Customs Service of Meridia"),
        "title": "One window for nine agencies",
        "title_fr": "Un guichet pour neuf organismes",
        "topics": ["T1"],
        "sections": ["mission-first"],
        "years": "2021–2024",
        "status": "live",
        "summary": "Nine agencies agreed to one window. Release time fell by half.",
        "summary_fr": "Neuf organismes ont convenu d’un guichet. Le délai a été réduit de moitié.",
        "situation": "Traders visited **nine** counters.",
        "actions": "We signed one agreement.",
        "leadership": "The Director-General took the lead role.",
        "results": [
            {
                "indicator": "Release time",
                "before": "31 hours",
                "after": "14 hours",
                "date": "2024",
                "source": "TRS",
            }
        ],
        "difficulties": "We tested the restore too late.",
        "conditions": "A mandate from above the agencies.",
        "lessons": ["Sign first.", "Measure before.", "Train early."],
        "contact": "it@customs.example",
        "audience": "public",
        "statement": True,
        **changes,
    }


def draft(author: User, **changes: Any) -> Submission:
    """A complete draft of the author's administration."""
    topic()
    submission = drafts.start(author)
    submission.draft = complete_story(**changes)
    submission.save()
    return submission


def attachment(submission: Submission, *, sealed: bool = False, **fields: Any) -> Attachment:
    """A file of a submission with its bytes; listed in the draft, or part of its last sent text."""
    stored_as = default_storage.save(f"attachments/{uuid4().hex}", ContentFile(b"0123456789"))
    values = {"name": "Annex.pdf", "content_type": "application/pdf", "size": 10, "sha256": uuid4().hex * 2}
    values |= {"submission": submission, "uploaded_by": submission.author, "stored_as": stored_as}
    file = Attachment.objects.create(**{**values, **fields})
    if sealed:
        file.sealed_in.add(submission.current)
    elif file.kind == "attachment":
        files = [*submission.draft.get("attachments", []), file.entry]
        submission.draft = {**submission.draft, "attachments": files}
        submission.save(update_fields=["draft"])
    return file


def move(workflow: Workflow, item: Moderated, verb: str, actor: User, **options: Any) -> Event:
    """Make a move on the item as it stands now, and bring the object up to date."""
    item.refresh_from_db()
    event = perform(workflow, item, verb, actor, expected_version=item.version, key=uuid4(), **options)
    item.refresh_from_db()
    return event


def point(submission: Submission, officer: User, **fields: Any) -> Point:
    made = unsaved_point(submission, officer, **fields)
    made.save()
    return made


def unsaved_point(submission: Submission, officer: User, **fields: Any) -> Point:
    defaults = {"field": "situation", "words": "How long did they wait?", "revision": 1, "blocking": True}
    return Point(
        workflow=SUBMISSIONS.name,
        item=submission.pk,
        reference=submission.reference,
        author=officer,
        **{**defaults, **fields},
    )


def set_aside(submission: Submission, by: User, **values: Any) -> SetAside:
    """Words that another text took the place of."""
    return SetAside.objects.create(
        submission=submission,
        step="story",
        values=values or {"situation": "Traders waited."},
        by=by,
        form=uuid4(),
    )


# The moves that bring a fresh draft to each state, with who makes them.
PATHS: dict[str, tuple[tuple[str, str], ...]] = {
    "draft": (),
    "in_clearance": (("submit", "contributor"),),
    "submitted": (("submit", "contributor"), ("clear", "contact_point")),
    "in_review": (("submit", "contributor"), ("clear", "contact_point"), ("claim", "officer")),
    "changes_requested": (
        ("submit", "contributor"),
        ("clear", "contact_point"),
        ("claim", "officer"),
        ("request_changes", "officer"),
    ),
    "accepted": (
        ("submit", "contributor"),
        ("clear", "contact_point"),
        ("claim", "officer"),
        ("accept", "officer"),
    ),
    "published": (
        ("submit", "contributor"),
        ("clear", "contact_point"),
        ("claim", "officer"),
        ("accept", "officer"),
        ("publish", "publisher"),
    ),
    "awaiting_confirmation": (
        ("submit", "contributor"),
        ("clear", "contact_point"),
        ("claim", "officer"),
        ("edit", "officer"),
        ("accept", "officer"),
    ),
    "scheduled": (
        ("submit", "contributor"),
        ("clear", "contact_point"),
        ("claim", "officer"),
        ("accept", "officer"),
        ("schedule", "publisher"),
    ),
    "retracted": (
        ("submit", "contributor"),
        ("clear", "contact_point"),
        ("claim", "officer"),
        ("accept", "officer"),
        ("publish", "publisher"),
        ("retract", "contact_point"),
    ),
    "superseded": (
        ("submit", "contributor"),
        ("clear", "contact_point"),
        ("claim", "officer"),
        ("accept", "officer"),
        ("publish", "publisher"),
        ("anew", "contributor"),
    ),
    "declined": (("submit", "contributor"), ("clear", "contact_point"), ("decline", "officer")),
    "withdrawn": (("withdraw", "contact_point"),),
}


def submission_in(
    state: str, *, contributor: User, contact_point: User, officer: User, publisher: User, **changes: Any
) -> Submission:
    """A submission brought to a state by the moves themselves."""
    people = {
        "contributor": contributor,
        "contact_point": contact_point,
        "officer": officer,
        "publisher": publisher,
    }
    item = draft(contributor, **changes)
    for verb, who in PATHS[state]:
        if verb == "edit":
            edited(item, officer)
        elif verb == "anew":
            published_anew(item, people)
        else:
            make(item, verb, people[who])
    return item


def make(item: Submission, verb: str, actor: User) -> Event:
    """Make a move with the least it asks for."""
    if verb == "request_changes":
        point(item, actor)
    data = {"publish_at": timezone.now() + timedelta(days=3)} if verb == "schedule" else {}
    words = "Outside the subject." if verb in {"decline", "retract"} else ""
    return move(SUBMISSIONS, item, verb, actor, words=words, data=data)


def picture(seed: int = 0) -> bytes:
    """A small picture, another one for each seed."""
    written = BytesIO()
    Image.new("RGB", (8, 8), (seed % 256, 90, 120)).save(written, "PNG")
    return written.getvalue()


def letter_recorded(item: Submission, officer: User, **changes: Any) -> Event:
    """A signed letter that names the text is recorded; its administration has no contact point."""
    data = {
        "file": SimpleUploadedFile("letter.png", picture(item.pk)),
        "seal": item.current.sha256[:12] if item.current else "",
        "signatory": "A. Director, Director-General",
        "signed_on": date(2026, 11, 2),
    }
    return move(SUBMISSIONS, item, "record_letter", officer, data={**data, **changes})


def edited(item: Submission, officer: User, **changes: Any) -> Submission:
    """The Secretariat changes the text it reviews."""
    text = item.on_the_desk
    assert text is not None
    seen = drafts.fingerprint(text.content, "about")
    values = {**drafts.part(text.content, "about"), "years": "2020–2024", **changes}
    editing.edit(item, "about", values, expected=seen, actor=officer)
    item.refresh_from_db()
    return item


def published_anew(item: Submission, people: dict[str, User]) -> Submission:
    """A newer text of the same case study takes the place of this one."""
    make(item, "new_submission", people["contributor"])
    newer = Submission.objects.open().get(case_study=item.case_study_id)
    newer.draft = {**newer.draft, "years": "2021–2026", "statement": True}
    newer.save()
    for verb, who in PATHS["published"]:
        make(newer, verb, people[who])
    item.refresh_from_db()
    return newer


def case_study(
    title: str = "A case",
    *,
    contributor: User,
    contact_point: User,
    officer: User,
    publisher: User,
    **changes: Any,
) -> CaseStudy:
    item = submission_in(
        "published",
        contributor=contributor,
        contact_point=contact_point,
        officer=officer,
        publisher=publisher,
        title=title,
        **changes,
    )
    return CaseStudy.objects.get(pk=item.case_study_id)


def remark(author: User, section_key: str = "mission-first", **fields: Any) -> Feedback:
    """A remark on a section of the current edition; makes an edition where there is none."""
    return saying.say(author, place(section_key), said(**fields))


def place(section_key: str = "mission-first") -> Place:
    """A section of the current edition as a place for remarks; makes an edition where there is none."""
    section = Section.objects.filter(edition__state=Edition.State.PUBLISHED, key=section_key).first()
    return place_of(section or edition().sections.get(key=section_key))


def guest_remark(email: str = "reader@elsewhere.example", **fields: Any) -> Feedback:
    """A remark of somebody without an account who has confirmed this address."""
    return saying.say(Guest(email, "A. Reader"), place(), said(**fields))


def said(**fields: Any) -> Saying:
    """What somebody says; the words differ each time, as the same words are the same remark."""
    key = fields.get("key", uuid4())
    defaults = {"kind": "unclear", "words": f"Say who signs, {key}.", "language": "en", "key": key}
    return Saying(**{**defaults, **fields})


def open_edition(number: str = "") -> Edition:
    """An edition that is being prepared, with the sections of the current one."""
    current = Edition.objects.filter(state=Edition.State.PUBLISHED).first() or edition()
    made = Edition.objects.create(
        number=number or str(Edition.objects.count() + 1),
        reference=next_reference(Edition.SERIES),
        state=Edition.State.DRAFTING,
    )
    for module in current.modules.all():
        twin = Module.objects.create(edition=made, key=module.key, number=module.number)
        Section.objects.bulk_create(
            Section(
                edition=made,
                module=twin,
                key=section.key,
                number=section.number,
                first_paragraph=section.first_paragraph,
                paragraphs=section.paragraphs,
            )
            for section in module.sections.all()
        )
    return made


def change(of: Edition, *remarks: Feedback, section_key: str = "mission-first") -> Change:
    """A change of an edition that cites these remarks."""
    made = Change.objects.create(
        edition=of, section_key=section_key, significance="medium", note_en="It says who signs now."
    )
    Citation.objects.bulk_create(Citation(change=made, reference=remark.reference) for remark in remarks)
    return made


def publish_edition(of: Edition) -> None:
    """Publish an edition as its workflow does: the old one gives way, and the askers are told."""
    with transaction.atomic():
        Edition.objects.filter(state=Edition.State.PUBLISHED).update(state=Edition.State.SUPERSEDED)
        Edition.objects.filter(pk=of.pk).update(
            state=Edition.State.PUBLISHED, published_on=date(2026, 12, 1), sealed_sha256="x"
        )
        of.refresh_from_db()
        publishers = User.objects.filter(roles_held__role=Role.PUBLISHER)
        announce(of, list(of.changes.all()), publishers.first() or person("publishing", Role.PUBLISHER))


def access_request(
    administration: Administration, role: str = "contributor", *, state: str = "waiting", **fields: Any
) -> AccessRequest:
    """A request for access whose address is confirmed; ``token_of`` gives the link's secret."""
    number = AccessRequest.objects.count() + 1
    defaults = {
        "full_name": f"Applicant {number}",
        "job_title": "Head of unit",
        "email": f"applicant{number}@example.org",
        "why": "To write of our single window.",
        "confirmed_at": timezone.now() if state != "unconfirmed" else None,
    }
    made = AccessRequest.objects.create(
        administration=administration,
        role=role,
        state=state,
        token_hash=str(number),
        **{**defaults, **fields},
    )
    made.token_hash = hash_of(token_of(made))
    made.save()
    return made


def token_of(request: AccessRequest) -> str:
    return f"request-{request.pk}"


def invitation(
    inviter: User, *roles: Role, email: str = "", administration: Administration | None = None, **fields: Any
) -> tuple[Invitation, str]:
    """An invitation by this person, and the secret of its link."""
    number = Invitation.objects.count() + 1
    email = email or f"newcomer{number}@example.org"
    token = f"invitation-{number}"
    made = Invitation.objects.create(
        email=email,
        administration=administration or inviter.administration,
        roles=[role.value for role in roles or (Role.CONTRIBUTOR,)],
        invited_by=inviter,
        token_hash=hash_of(token),
        **{
            "full_name": f"Newcomer {number}",
            "expires_at": timezone.now() + timedelta(days=14),
            **fields,
        },
    )
    return made, token
