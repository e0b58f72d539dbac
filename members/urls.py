from django.urls import path

from members.views import account, data, desk, joining, lists, managing, persons, succession

OURS = {"at_desk": False}
DESK = {"at_desk": True}
ROOM = "contribute/people/"
AT_DESK = "desk/people/"

app_name = "members"
urlpatterns = [
    path("accounts/", account.account, name="account"),
    path("accounts/data/", data.own_data, name="own_data"),
    path("accounts/welcome/", account.welcome, name="welcome"),
    path("accounts/request/", joining.request_access, name="request_access"),
    path("accounts/request/sent/", joining.request_sent, name="request_sent"),
    path("accounts/request/<str:token>/", joining.confirm_request, name="confirm_request"),
    path("accounts/invitation/<str:token>/", joining.invitation, name="invitation"),
    path(ROOM, lists.people, OURS, name="people"),
    path(ROOM + "contributions/", data.contributions, OURS, name="contributions"),
    path(ROOM + "invite/", managing.invite, OURS, name="invite"),
    path(ROOM + "hand-over/", succession.hand_over, OURS, name="hand_over"),
    path(ROOM + "invitations/<int:pk>/send-again/", managing.send_again, OURS, name="send_again"),
    path(ROOM + "invitations/<int:pk>/take-back/", managing.take_back, OURS, name="take_back"),
    path(ROOM + "requests/<int:pk>/", managing.access_request, OURS, name="access_request"),
    path(ROOM + "requests/<int:pk>/approve/", managing.approve, OURS, name="approve"),
    path(ROOM + "requests/<int:pk>/refuse/", managing.refuse, OURS, name="refuse"),
    path(ROOM + "<int:pk>/", persons.person, OURS, name="person"),
    path(ROOM + "<int:pk>/roles/", managing.change_roles, OURS, name="change_roles"),
    path(ROOM + "<int:pk>/remove/", managing.remove, OURS, name="remove"),
    path(AT_DESK, lists.people, DESK, name="desk_people"),
    path(AT_DESK + "invite/", managing.invite, DESK, name="desk_invite"),
    path(AT_DESK + "invitations/<int:pk>/send-again/", managing.send_again, DESK, name="desk_send_again"),
    path(AT_DESK + "invitations/<int:pk>/take-back/", managing.take_back, DESK, name="desk_take_back"),
    path(AT_DESK + "requests/<int:pk>/", managing.access_request, DESK, name="desk_access_request"),
    path(AT_DESK + "requests/<int:pk>/approve/", managing.approve, DESK, name="desk_approve"),
    path(AT_DESK + "requests/<int:pk>/refuse/", managing.refuse, DESK, name="desk_refuse"),
    path(AT_DESK + "<int:pk>/", persons.person, DESK, name="desk_person"),
    path(AT_DESK + "<int:pk>/roles/", managing.change_roles, DESK, name="desk_change_roles"),
    path(
        AT_DESK + "<int:pk>/administration/",
        desk.change_administration,
        DESK,
        name="desk_change_administration",
    ),
    path(AT_DESK + "<int:pk>/erase/", data.erase, DESK, name="desk_erase"),
    path(AT_DESK + "contributions/<slug:slug>/", data.contributions, DESK, name="desk_contributions"),
    path(AT_DESK + "<int:pk>/close/", desk.change_access, {**DESK, "open_it": False}, name="desk_close"),
    path(AT_DESK + "<int:pk>/reopen/", desk.change_access, {**DESK, "open_it": True}, name="desk_reopen"),
]
