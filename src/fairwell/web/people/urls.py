"""Addresses of this room."""

from django.urls import path
from django.views.generic import TemplateView

app_name = "people"
urlpatterns = [
    path("", TemplateView.as_view(template_name="public/home.html"), name="security"),
    path("start/", TemplateView.as_view(template_name="public/home.html"), name="start"),
]
