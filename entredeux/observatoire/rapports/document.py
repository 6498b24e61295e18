"""A composed report as one written document, that its PDF and its ODT are drawn from: same content, same bytes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from entredeux.observatoire.rapports import contenu as c
from entredeux.socle.document import Bloc, Document, Fragment, Intertitre, Liste, Paragraphe, Puce, Tableau, ligne
from entredeux.socle.ods import Feuille, write_classeur
from entredeux.socle.odt import write_odt
from entredeux.socle.pdf import render_document_pdf
from entredeux.ui.templatetags.ui import jour, typo

COLONNES_MAX = 5
A_REMPLIR = " : ……………………………"
SANS_MOTS = "Figures seules : aucune version commentée de ce rapport n'est encore diffusée pour cette période."


@dataclass(frozen=True)
class Mention:
    """Which version the file is, and where it is read; a file of figures alone has no number."""

    numero: int = 0
    le: date | None = None
    adresse: str = ""

    @property
    def phrase(self) -> str:
        return f"Version {self.numero}, figée le {jour(self.le)}." if self.le else SANS_MOTS


def write_document(report: c.Contenu, mention: Mention) -> Document:
    return Document(
        titre=typo(f"{report.titre}, {report.libelle_periode}"),
        sous_titre=typo(", pour ".join(each for each in (report.structure, report.destinataire) if each)),
        auteur=report.structure,
        jour=mention.le,
        adresse=mention.adresse,
        blocs=tuple(_blocs(report, mention)),
    )


def _blocs(report: c.Contenu, mention: Mention) -> Iterator[Bloc]:
    yield Paragraphe((*ligne(f"{typo(mention.phrase)} "), Fragment("Lire en ligne", lien=mention.adresse)), True)
    for section in report.sections:
        yield Intertitre(2, ligne(typo(section.titre)))
        yield from _paragraphs(section.commentaire)
        for part in section.parties:
            yield from _part(part)
    if report.sources:
        yield Intertitre(2, ligne("Sources"))
        yield Liste(tuple(Puce(ligne(typo(source))) for source in report.sources))
    yield Paragraphe(ligne(f"Empreinte du contenu : {report.empreinte}"), est_discret=True)


def _paragraphs(texte: str) -> Iterator[Bloc]:
    yield from (Paragraphe(ligne(typo(part.strip()))) for part in texte.split("\n") if part.strip())


def _part(part: c.Partie) -> Iterator[Bloc]:
    if isinstance(part, c.Tableau):
        yield from _table(part)
    elif isinstance(part, c.NoteDeQuartier):
        yield Intertitre(3, ligne(typo(part.nom)))
        yield from _paragraphs(part.texte)
        yield Paragraphe(ligne(typo(say_reread(part))), est_discret=True)
    elif isinstance(part, c.Liste):
        yield Paragraphe(ligne(typo(part.titre)))
        blank = A_REMPLIR if part.est_a_remplir else ""
        yield Liste(tuple(Puce(ligne(typo(f"{point}{blank}"))) for point in part.points))
    else:
        yield Paragraphe(ligne(typo(part.texte)))


def say_reread(note: c.NoteDeQuartier) -> str:
    if note.relue_le is None:
        return "Note de la coordination, à relire par une seconde personne."
    return f"Note de la coordination, relue par une seconde personne le {jour(note.relue_le)}."


def _table(table: c.Tableau) -> Iterator[Bloc]:
    """A page is a few columns wide: a wider table comes in several, each with the names of its rows."""
    ranks = range(len(table.colonnes))
    parts = [ranks[start : start + COLONNES_MAX] for start in range(0, len(ranks), COLONNES_MAX)]
    for number, part in enumerate(parts, start=1):
        said = f"{table.titre} ({number} sur {len(parts)})" if len(parts) > 1 else table.titre
        rows = tuple((typo(row_name(row)), *(row.cases[rank].lisible for rank in part)) for row in table.lignes)
        headers = (typo(table.entete), *(_header(table.colonnes[rank]) for rank in part))
        yield Tableau(ligne(typo(said)), headers, rows, est_pied=table.est_pied)
    for phrase in table.phrases:
        yield Paragraphe(ligne(typo(phrase)), est_discret=True)
    told = "\n".join(f"{name} : {text}" for name, text in table.definitions)
    yield Paragraphe(ligne(typo(told)), est_discret=True)


def _header(column: c.Colonne) -> str:
    return str(typo(f"{column.libelle}{' (libellé de travail)' if column.est_libelle_de_travail else ''}"))


def row_name(row: c.Ligne) -> str:
    return f"{row.groupe}, {row.nom}" if row.groupe else row.nom


# --- files


def write_ods(report: c.Contenu, mention: Mention) -> bytes:
    """A sheet of notice, then a sheet a table. A hidden cell is the text « s. », never a zero nor an empty cell."""
    sheets = [Feuille("Notice", ["Rubrique", "Texte"], list(_notice(report, mention)))]
    for rank, table in enumerate(report.tableaux, start=1):
        header = [table.entete, *(column.libelle for column in table.colonnes)]
        rows = [
            [row_name(row), *(case.lisible if case.valeur is None else case.valeur for case in row.cases)]
            for row in table.lignes
        ]
        sheets.append(Feuille(f"{rank}. {table.titre}", header, rows))
    return write_classeur(report.titre, sheets, mention.le)


def _notice(report: c.Contenu, mention: Mention) -> Iterator[tuple[str, str]]:
    yield "Rapport", report.titre
    yield "Structure", report.structure
    yield "Période", report.libelle_periode
    yield "Version", mention.phrase
    yield "Adresse", mention.adresse
    yield "Empreinte", report.empreinte
    for rank, table in enumerate(report.tableaux, start=1):
        yield f"Tableau {rank}", table.titre
        yield from ((f"Tableau {rank}, à savoir", phrase) for phrase in table.phrases)
        yield from ((f"Tableau {rank}, {name}", text) for name, text in table.definitions)


def write_report_pdf(report: c.Contenu, mention: Mention) -> bytes:
    return render_document_pdf(write_document(report, mention))


def write_report_odt(report: c.Contenu, mention: Mention) -> bytes:
    return write_odt(write_document(report, mention))


FICHIERS = {
    "pdf": (write_report_pdf, "application/pdf"),
    "odt": (write_report_odt, "application/vnd.oasis.opendocument.text"),
    "ods": (write_ods, "application/vnd.oasis.opendocument.spreadsheet"),
}
