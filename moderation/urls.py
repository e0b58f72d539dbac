from django.urls import path

from moderation import letter_views, views
from moderation.audit import views as audit

app_name = "moderation"
urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("desk/letters/", letter_views.letters, name="letters"),
    path("desk/letters/<int:number>/", letter_views.letter, name="letter"),
    path("desk/letters/<int:number>/again/", letter_views.send_again, name="send_again"),
    path("desk/audit-trail/", audit.audit_trail, name="audit_trail"),
    path("desk/audit-trail/export/", audit.export, name="audit_export"),
]
