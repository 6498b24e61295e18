"""The tables of docs/themes.md, drawn from the shipped files; a test compares them, so they cannot drift."""

import re
from collections.abc import Iterable

from entredeux.themes.fichiers import PACKS, emergency_numbers, known_codes, read_packs, read_vocabularies
from entredeux.themes.presenters import GENRES, describe_bounds
from entredeux.themes.schema import Codes, Theme

BLOC = re.compile(r"(<!-- généré : (?P<nom>\w+) -->\n).*?(<!-- fin -->)", re.DOTALL)


def rewrite(text: str) -> str:
    """The text with each « généré » block drawn again."""
    return BLOC.sub(lambda found: f"{found[1]}{BLOCS[found['nom']]()}{found[3]}", text)


def _packs() -> str:
    codes = known_codes()
    return "\n".join(_pack(pack, codes) for pack in read_packs([PACKS])[0].values())


def _pack(pack: Theme, codes: Codes) -> str:
    return "\n".join(
        [
            f"### `{pack.code}` : {pack.titre} (version {pack.version})\n",
            f"{pack.description}\n",
            *(
                f"- {title} : {' ; '.join(codes[name].get(code, code) for code in getattr(pack, name))}"
                for title, name in (("Domaines", "domaines"), ("Motifs", "motifs"), ("Partenaires", "partenaires"))
            ),
            f"- Numéros d'urgence : {', '.join(pack.numeros)}",
            f"- Indicateurs nourris : {' ; '.join(i.libelle for i in pack.indicateurs)}\n",
            _table(
                ("code", "question", "réponse", "admis", "posée"),
                ((f"`{q.code}`", q.libelle, _answer(q), describe_bounds(q), _when(q)) for q in pack.questions),
            ),
            _table(
                ("encadré", "texte de référence", "source", "relu le"),
                ((e.titre, e.article, e.source, str(e.verifie_le or "pas encore")) for e in pack.encadres),
            ),
        ]
    )


def _answer(question: object) -> str:
    required = ", obligatoire" if question.obligatoire else ""  # type: ignore[attr-defined]
    return GENRES[question.genre] + required  # type: ignore[attr-defined]


def _when(question: object) -> str:
    condition = question.quand  # type: ignore[attr-defined]
    return f"si `{condition.question}` vaut {' ou '.join(condition.parmi)}" if condition else "toujours"


def _vocabularies() -> str:
    found = sorted(read_vocabularies()[0].values(), key=lambda vocabulaire: vocabulaire.code)
    rows = ((f"`{v.code}`", v.titre, str(len(v.termes)), v.provenance, v.source) for v in found)
    return _table(("code", "vocabulaire", "termes", "provenance", "source"), rows)


def _numbers() -> str:
    rows = ((n.numero, n.nom, n.pour, n.source, str(n.verifie_le or "pas encore")) for n in emergency_numbers())
    return _table(("numéro", "service", "pour quoi", "source", "relu le"), rows)


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(header)]
    lines += [["---"] * len(lines[0]), *(list(row) for row in rows)]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |\n" for line in lines)


BLOCS = {"themes": _packs, "vocabulaires": _vocabularies, "numeros": _numbers}
