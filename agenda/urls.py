from django.urls import path

from . import views

app_name = "agenda"
urlpatterns = [
    path("", views.index, name="index"),
    path("seminars/<slug:slug>/", views.seminar, name="seminar"),
    path("seminars/<slug:slug>/preview/", views.preview, name="preview"),
    path("documents/<int:pk>/", views.document, name="document"),
]
