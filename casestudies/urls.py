from django.urls import path, register_converter

from casestudies.fields import Step
from casestudies.models import Submission
from casestudies.views import (
    answering,
    desk,
    files,
    letters,
    points,
    public,
    queue,
    room,
    submission,
    word,
    writing,
)
from casestudies.workflow import MOVES
from moderation.converters import WordConverter, reference_converter, verb_converter


class StepConverter(WordConverter):
    regex = "|".join(step.value for step in Step)


register_converter(reference_converter(Submission.SERIES), "case_reference")
register_converter(StepConverter, "story_step")
register_converter(verb_converter("CaseVerb", MOVES), "case_verb")

app_name = "casestudies"
ROOM = "contribute/<case_reference:reference>/"
DESK = "desk/submissions/<case_reference:reference>/"
urlpatterns = [
    path("case-studies/", public.library, name="library"),
    path("case-studies/<slug:slug>/", public.detail, name="detail"),
    path("contribute/", room.room, name="room"),
    path("contribute/new/", room.new, name="new"),
    path("contribute/template/", word.template, name="template"),
    path("contribute/from-word/", word.from_word, name="from_word"),
    path(ROOM, submission.submission, name="submission"),
    path(ROOM + "copy/", word.copy, name="copy"),
    path(ROOM + "dismiss/", word.dismiss, name="dismiss"),
    path(ROOM + "edit/<story_step:step>/", writing.edit, name="edit"),
    path(ROOM + "aside/<int:text>/put-away/", writing.put_away, name="put_away"),
    path(ROOM + "files/", files.add, name="add_files"),
    path(ROOM + "files/<uuid:key>/remove/", files.remove, name="remove_file"),
    path(ROOM + "points/<int:point>/", answering.answer, name="answer"),
    path(ROOM + "<case_verb:verb>/", submission.move, name="move"),
    path("desk/submissions/", queue.queue, name="queue"),
    path("desk/submissions/awaiting-letter/", letters.awaiting, name="awaiting_letter"),
    path(DESK, desk.review, name="review"),
    path(DESK + "letter/", letters.letter, name="letter"),
    path(DESK + "edit/<story_step:step>/", desk.edit_text, name="edit_text"),
    path(DESK + "audience/", points.narrow, name="narrow"),
    path(DESK + "points/", points.pin, name="pin"),
    path(DESK + "points/<int:point>/", points.revise, name="revise"),
    path(DESK + "points/<int:point>/settle/", points.settle, name="settle"),
    path(DESK + "points/<int:point>/unsettle/", points.unsettle, name="unsettle"),
    path(DESK + "points/<int:point>/unpin/", points.unpin, name="unpin"),
    path(DESK + "<case_verb:verb>/", desk.decide, name="decide"),
]
