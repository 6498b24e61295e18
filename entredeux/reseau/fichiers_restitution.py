"""The files of a restitution, drawn once a content: the next reader gets the same bytes from the shared cache."""

import hashlib

from django.core.cache import cache

from entredeux.socle.document import Document
from entredeux.socle.odt import write_odt
from entredeux.socle.pdf import render_document_pdf

UN_JOUR = 86_400
DESSINS = {"pdf": render_document_pdf, "odt": write_odt}
TYPES = {"pdf": "application/pdf", "odt": "application/vnd.oasis.opendocument.text"}


def draw_file(document: Document, genre: str) -> bytes:
    key = f"restitution-{document.empreinte}-{genre}"
    content: bytes | None = cache.get(key)
    if content is None:
        content = DESSINS[genre](document)
        cache.set(key, content, UN_JOUR)
    return content


def hash_file(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
