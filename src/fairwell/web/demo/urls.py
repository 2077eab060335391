"""Addresses of this room."""

from django.urls import path

from fairwell.web.demo import people, views

app_name = "demo"
urlpatterns = [
    path("", people.people, name="people"),
    path("sign-in/", people.sign_in_as, name="sign_in_as"),
    path("mail/", views.mailbox, name="mailbox"),
    path("mail/<str:name>/", views.mail, name="mail"),
    path("mail/<str:name>/html/", views.mail_html, name="mail_html"),
    path("mail/<str:name>/attachments/<int:number>/", views.attachment, name="attachment"),
]
