"""Addresses of files, outside the languages: a file has the same one for everybody."""

from django.urls import path

from casestudies.attachments import serving

app_name = "attachments"
urlpatterns = [path("files/<uuid:key>/<str:name>", serving.file, name="file")]
