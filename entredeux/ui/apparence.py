"""Light or dark, kept in a cookie so that the page is right before any script runs."""

TEMOIN = "theme"
APPARENCES = ("clair", "sombre")
