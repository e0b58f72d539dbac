from django.urls import path

from letters import views

app_name = "letters"
urlpatterns = [path("accounts/letters/", views.letters, name="letters")]
