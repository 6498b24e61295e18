"""LaTeX's way of writing letters, read and written. `decode(encode(texte)) == texte`, for any text of one line."""

import re

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

_SIGNES = get_default_latex_context_db()
_SIGNES.add_context_category(
    "entredeux", macros=[MacroTextSpec("textasciicircum", "^"), MacroTextSpec("textasciitilde", "~")], prepend=True
)
_LECTEUR = LatexNodes2Text(latex_context=_SIGNES, math_mode="verbatim", strict_latex_spaces=True, keep_comments=False)
POURCENT_NU = re.compile(r"(?<!\\)%")
DOLLAR_NU = re.compile(r"(?<!\\)\$")
SPECIAUX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "%": r"\%",
    "&": r"\&",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "\u00a0": "~",
    # two in a row would be read as one sign: –, “, ”, ¡, ¿
    "-": "-{}",
    "`": "`{}",
    "'": "'{}",
    '"': '{"}',
}


def decode(texte: str) -> str:
    r"""« L'{\'e}cole » becomes « L'école ». A lone % is a per cent, a lone $ a dollar: titles are not formulas."""
    if "\\" not in texte and not any(sign in texte for sign in "{}%~$-`'"):
        return texte
    if len(DOLLAR_NU.findall(texte)) % 2:
        texte = DOLLAR_NU.sub(r"\\$", texte)
    return str(_LECTEUR.latex_to_text(POURCENT_NU.sub(r"\\%", texte)))


def encode(texte: str) -> str:
    """Accents stay letters (the file is UTF-8); only what LaTeX would take for an order is written otherwise."""
    return re.sub(r"-(?!-)|`(?!`)|'(?!')|.", _one, texte, flags=re.S)


def _one(found: "re.Match[str]") -> str:
    sign = found[0]
    if sign in "-`'" and not _is_doubled(found):
        return sign
    return SPECIAUX.get(sign, sign)


def _is_doubled(found: "re.Match[str]") -> bool:
    around = found.string[max(found.start() - 1, 0) : found.end() + 1]
    return around.count(found[0]) > 1 or (found[0] == "`" and found.start() > 0 and around[0] in "!?")
