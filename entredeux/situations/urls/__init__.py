"""One file of routes by subject, so that each reads whole."""

from django.urls import URLPattern, URLResolver

app_name = "situations"
urlpatterns: list[URLPattern | URLResolver] = []
