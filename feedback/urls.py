from django.urls import path, register_converter

from feedback.models import Feedback
from feedback.views import desk, figures, readers, saying
from feedback.workflow import MOVES
from moderation.converters import reference_converter, verb_converter

register_converter(reference_converter(Feedback.SERIES), "remark_reference")
register_converter(verb_converter("RemarkVerb", MOVES), "remark_verb")

app_name = "feedback"
MINE = "feedback/<remark_reference:reference>/"
FOLLOW = "feedback/follow/<str:token>/"
DESK = "desk/feedback/<remark_reference:reference>/"
urlpatterns = [
    path("feedback/", readers.outcomes, name="outcomes"),
    path("feedback/mine/", readers.mine, name="mine"),
    path("feedback/sent/", saying.sent, name="sent"),
    path("feedback/sections/<slug:key>/", saying.give, name="give"),
    path("feedback/case-studies/<slug:slug>/", saying.give_case, name="give_case"),
    path("feedback/confirm/<str:token>/", saying.confirm, name="confirm"),
    path(FOLLOW, readers.follow, name="follow"),
    path(FOLLOW + "<remark_verb:verb>/", readers.follow_move, name="follow_move"),
    path(MINE, readers.remark, name="remark"),
    path(MINE + "words/", readers.rewrite, name="rewrite"),
    path(MINE + "case-study/", saying.write_case, name="write_case"),
    path(MINE + "<remark_verb:verb>/", readers.move, name="move"),
    path("desk/feedback/", desk.desk, name="desk"),
    path("desk/feedback/figures/", figures.figures, name="figures"),
    path("desk/feedback/figures/remarks.csv", figures.sheet, name="sheet"),
    path(DESK, desk.desk_remark, name="desk_remark"),
    path(DESK + "answer/", desk.answer, name="answer"),
    path(DESK + "together/", desk.gather, name="gather"),
    path(DESK + "<remark_verb:verb>/", desk.decide, name="decide"),
]
