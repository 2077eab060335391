"""Addresses of this room."""

from django.urls import URLPattern, path

app_name = "public"
urlpatterns: list[URLPattern] = []
