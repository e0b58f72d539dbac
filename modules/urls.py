from django.urls import URLPattern, path, register_converter

from moderation.converters import reference_converter, verb_converter
from modules.models import Edition, FacilitatorNote, ModuleText, SectionText, Written
from modules.views import care, desk, placing, readers, reviewers, telling, writing
from modules.workflow import MOVES

register_converter(reference_converter(Edition.SERIES), "edition_reference")
register_converter(verb_converter("EditionVerb", MOVES), "edition_verb")

app_name = "modules"
DESK = "desk/editions/<edition_reference:reference>/"
SECTION = DESK + "sections/<slug:key>/"
GUIDANCE = SECTION + "facilitators/"
MODULE = DESK + "modules/<slug:key>/"


def _texts(address: str, name: str, of: type[Written]) -> list[URLPattern]:
    """The addresses at which words of one kind are written, in each language."""
    inside = address + "in/<slug:language>/"
    return [
        path(inside, writing.write, {"of": of}, name=f"{name}write"),
        path(inside + "follow/", writing.follow, {"of": of}, name=f"{name}follow"),
        path(inside + "approve/", writing.approve, {"of": of}, name=f"{name}approve"),
    ]


def _changes(address: str, name: str, of: type[Written]) -> list[URLPattern]:
    """The addresses at which readers are told of a change."""
    inside = address + "changes/"
    return [
        path(inside, telling.change, {"of": of}, name=f"{name}change_new"),
        path(inside + "<int:pk>/", telling.change, {"of": of}, name=f"{name}change"),
        path(inside + "<int:pk>/remove/", telling.remove_change, {"of": of}, name=f"{name}change_remove"),
    ]


urlpatterns = [
    path("guide/", readers.guide, name="guide"),
    path("guide/questions/", readers.questions, name="questions"),
    path("guide/glossary/", readers.glossary, name="glossary"),
    path("guide/<slug:key>/", readers.module, name="module"),
    path("guide/<slug:key>/facilitators/", readers.facilitators, name="facilitators"),
    path("reading-list/", readers.reading_list, name="reading_list"),
    path("reading-list/mark/", readers.mark, name="mark"),
    path("editions/", readers.editions, name="editions"),
    path("editions/<str:number>/", readers.edition, name="edition"),
    path("editions/<str:number>/changes/", readers.changes, name="changes"),
    path("editions/<str:number>/<slug:key>/", readers.edition_module, name="edition_module"),
    path("desk/editions/", desk.editions, name="desk_editions"),
    path("desk/editions/start/", desk.start, name="desk_start"),
    path("desk/editions/care/", care.cares, name="desk_care"),
    path("desk/editions/care/<slug:key>/", care.assign, name="desk_assign"),
    path("desk/editions/care/<slug:key>/confirm/", care.confirm, name="desk_confirm"),
    path("desk/editions/reviewers/", reviewers.reviewers, name="desk_reviewers"),
    path("desk/editions/reviewers/<int:pk>/", reviewers.set_languages, name="desk_set_languages"),
    path(DESK, desk.edition, name="desk_edition"),
    path(DESK + "note/", desk.note, name="desk_note"),
    path(DESK + "new-section/", placing.place, name="desk_add"),
    path(DESK + "<edition_verb:verb>/", desk.move, name="desk_move"),
    path(SECTION, writing.section, name="desk_section"),
    path(SECTION + "place/", placing.place, name="desk_place"),
    path(SECTION + "remove/", placing.remove, name="desk_remove"),
    *_texts(SECTION, "desk_", SectionText),
    *_changes(SECTION, "desk_", SectionText),
    path(GUIDANCE, writing.texts, {"of": FacilitatorNote}, name="desk_guidance"),
    *_texts(GUIDANCE, "desk_guidance_", FacilitatorNote),
    path(MODULE, writing.texts, {"of": ModuleText}, name="desk_module"),
    *_texts(MODULE, "desk_module_", ModuleText),
    *_changes(MODULE, "desk_module_", ModuleText),
]
