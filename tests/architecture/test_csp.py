"""The content policy has no 'unsafe-inline': a template that needs it would be silently broken in a browser."""

import re

import pytest
from django.conf import settings

from tests.architecture.sources import name_of, templates

INTERDITS = {
    "style= attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "<style> block": re.compile(r"<style\b", re.IGNORECASE),
    "on… handler": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "javascript: address": re.compile(r"javascript:", re.IGNORECASE),
}
# Blocks of data: a browser runs neither, whatever the policy. Linked data is what search engines read of an event.
DONNEES = ('type="application/json"', 'type="application/ld+json"')
SCRIPT = re.compile(r"<script\b(?P<attributes>[^>]*)>(?P<body>.*?)</script>", re.IGNORECASE | re.DOTALL)


def inline_scripts(text: str) -> list[str]:
    return [
        match["attributes"]
        for match in SCRIPT.finditer(text)
        if match["body"].strip() and not any(kind in match["attributes"] for kind in DONNEES)
    ]


def faults_of(text: str) -> list[str]:
    faults = [name for name, pattern in INTERDITS.items() if pattern.search(text)]
    return faults + ["inline script"] * len(inline_scripts(text))


def test_no_template_needs_an_inline_exception():
    faults = {name_of(path): faults_of(path.read_text(encoding="utf-8")) for path in templates()}
    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('<p style="color: red">', "style= attribute"),
        ("<style>p { color: red }</style>", "<style> block"),
        ('<a href="#" onclick="go()">', "on… handler"),
        ('<a href="javascript:go()">', "javascript: address"),
        ("<script>go()</script>", "inline script"),
    ],
)
def test_the_search_finds_what_it_forbids(text, fault):
    assert faults_of(text) == [fault]


def test_data_and_modules_are_allowed():
    data = '<script type="application/json" id="d">{}</script><script type="application/ld+json">{}</script>'
    module = '<script type="module" src="/a.js"></script>'
    assert faults_of(data + module) == []


def test_the_policy_itself_allows_nothing_inline():
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert "unsafe" not in str(directives)
    assert directives["default-src"] == ["'none'"]
