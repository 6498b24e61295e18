"""Accessible PDF from a Typst template and data: tagged, PDF/UA-1, its language said.

Data travel as one JSON input, never by building source text: a `#` or a `$` in a name stays a letter.
"""

import json
from pathlib import Path
from typing import Any

import typst

from entredeux.socle.document import Document

MODELE = Path(__file__).with_name("document.typ")


def render_pdf(modele: Path, donnees: Any) -> bytes:
    """The document. `modele` reads `json(bytes(sys.inputs.donnees))` and sets its title and `lang: "fr"`.

    Raises typst.TypstError when the template breaks a rule of accessibility, such as a picture without words.
    """
    given = {"donnees": json.dumps(donnees, ensure_ascii=False, default=str)}
    rendered = typst.compile(str(modele), format="pdf", sys_inputs=given, pdf_standards="ua-1")
    assert isinstance(rendered, bytes)
    return rendered


def render_document_pdf(document: Document) -> bytes:
    """Headings, lists, quotes and links tagged. The same document gives the same bytes."""
    return render_pdf(MODELE, document.as_data())
