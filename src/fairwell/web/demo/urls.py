"""Addresses of this room."""

from django.urls import path

from fairwell.web.demo import views

app_name = "demo"
urlpatterns = [
    path("mail/", views.mailbox, name="mailbox"),
    path("mail/<str:name>/", views.mail, name="mail"),
    path("mail/<str:name>/html/", views.mail_html, name="mail_html"),
    path("mail/<str:name>/attachments/<int:number>/", views.attachment, name="attachment"),
]
