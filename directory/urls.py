from django.urls import path

from . import views

app_name = "directory"
urlpatterns = [
    path("clock/", views.choose_city, name="choose-city"),
]
