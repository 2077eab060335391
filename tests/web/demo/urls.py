"""The product's addresses with the demo's mailbox among them."""

from django.urls import include, path

from fairwell.config.urls import (
    handler400,
    handler403,
    handler404,
    handler500,
)
from fairwell.config.urls import urlpatterns as usual

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [*usual, path("demo/", include("fairwell.web.demo.urls"))]
