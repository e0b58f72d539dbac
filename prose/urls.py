"""Literal addresses, outside the languages: the editor's script knows them by these names."""

from django.urls import path, re_path

from prose import views

urlpatterns = [
    path("markdownx/markdownify/", views.preview, name="markdownx_markdownify"),
    path("markdownx/upload/", views.upload, name="markdownx_upload"),
    re_path(r"^files/prose/(?P<name>[0-9a-f]{32}\.(?:png|jpg|webp))$", views.picture, name="prose_picture"),
]
