"""A report from its model: figures come from `publish_indicateur` and `count_travail`, and none is computed here.

A part that cannot be made (an indicator that facts do not say yet) says so in its place and does not stop the rest.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Structure
from entredeux.observatoire.enums import Audience, Axe
from entredeux.observatoire.groupes import check_groups_hold, has_groups
from entredeux.observatoire.indicateurs.calcul import (
    Figure,
    TableIndicateur,
    find_indicateur,
    publish_by_groups,
    publish_indicateur,
)
from entredeux.observatoire.periodes import Periode
from entredeux.observatoire.publication import TOUT, listed_quarters
from entredeux.observatoire.rapports import contenu as c
from entredeux.observatoire.rapports import equipes, national, tableaux, travaux
from entredeux.observatoire.rapports import modele as m
from entredeux.observatoire.rapports.fournisseurs import find_lines
from entredeux.observatoire.rapports.mots import names_of
from entredeux.observatoire.rapports.notes import Note, write_note
from entredeux.observatoire.rapports.periodes import PeriodeRapport
from entredeux.observatoire.rapports.statistique import tell_context
from entredeux.partenaires.models import StructurePartenaire

SANS_GROUPE = (
    "L'état des halls n'est pas donné par groupe de résidences : aucun groupe d'au moins cinq résidences de ce "
    "bailleur n'a été composé pour {annee}. La coordination les compose dans « Rapports », pour une année entière, "
    "avant que ses premiers chiffres soient arrêtés."
)
Avance = Callable[[int], None]


def compose(
    modele: m.Modele,
    structure: Structure | None,
    periode: PeriodeRapport,
    *,
    by: Acteur,
    audience: Audience = Audience.PUBLIC,
    destinataire: StructurePartenaire | None = None,
    on_avance: Avance | None = None,
) -> c.Contenu:
    """The report without anybody's words. `on_avance` is told how many sections are done."""
    composer = _Composer(structure, periode, audience, by, destinataire.pk if destinataire else None)
    sections: list[c.Section] = []
    for section in modele.sections:
        parts = tuple(part for wanted in section.parties for part in composer.make(wanted))
        sections.append(c.Section(code=section.code, titre=section.titre, parties=parts))
        if on_avance:
            on_avance(len(sections))
    return c.Contenu(
        modele=modele.code,
        version_modele=modele.version,
        titre=modele.titre,
        structure=structure.nom if structure else national.RESEAU,
        destinataire=destinataire.nom if destinataire else "",
        periode=periode.code,
        libelle_periode=periode.libelle,
        sections=tuple(sections),
        sources=tuple(modele.sources),
        manques=tuple(composer.manques),
    )


def add_words(
    report: c.Contenu, modele: m.Modele, commentaires: Mapping[str, str], notes: Sequence[c.NoteDeQuartier]
) -> c.Contenu:
    """The same figures, with the author's comments and the notes of the quarters."""
    taking = {section.code for section in modele.sections if any(isinstance(p, m.Notes) for p in section.parties)}
    sections = tuple(
        section.model_copy(
            update={
                "commentaire": commentaires.get(section.code, ""),
                "parties": (*section.parties, *(notes if section.code in taking else ())),
            }
        )
        for section in report.sections
    )
    return report.model_copy(update={"sections": sections})


def quarters_named(structure: Structure) -> dict[str, str]:
    """The quarters of the structure's tables, with their names."""
    codes = listed_quarters(structure)
    names = names_of(codes)
    return {code: names.get(code, code) for code in codes}


@dataclass
class _Composer:
    structure: Structure | None
    periode: PeriodeRapport
    audience: Audience
    by: Acteur
    destinataire: uuid.UUID | None
    manques: list[str] = field(default_factory=list)
    _known: dict[tuple[str, str, tuple[str, ...]], TableIndicateur] = field(default_factory=dict)

    @property
    def tenant(self) -> Structure:
        """Of a structure's report: the network's asks only for national parts."""
        if self.structure is None:
            raise ValidationError("Cette partie est celle d'une structure.", code="structure")
        return self.structure

    def make(self, wanted: m.Partie) -> list[c.Partie]:
        if isinstance(wanted, m.National):
            return self._national(wanted)
        if isinstance(wanted, m.Fiches):
            return self._sheets(wanted)
        if isinstance(wanted, m.Profil):
            return [national.count_structures(wanted.titre)]
        if isinstance(wanted, m.Texte):
            return [c.Texte(texte=wanted.texte)]
        if isinstance(wanted, m.ACompleter):
            return [self._to_fill(wanted)]
        if isinstance(wanted, m.Tableau):
            return self._tables_of(wanted)
        if isinstance(wanted, m.Groupes):
            return self._groups_of(wanted)
        if isinstance(wanted, m.Totaux):
            return self._totals_of(wanted)
        if isinstance(wanted, m.Travail):
            return self._work_of(wanted)
        if isinstance(wanted, m.Contexte):
            return tell_context(listed_quarters(self.tenant))
        return self._defects() if isinstance(wanted, m.Dysfonctionnements) else []

    def _tables_of(self, wanted: m.Tableau) -> list[c.Partie]:
        """Periods stand side by side; a table that has columns already is made once a period."""
        try:
            tables = [self._table(wanted.indicateur, each.code, tuple(wanted.axes)) for each in self.periode.periodes]
        except ValidationError as refused:
            return [self._missing(find_indicateur(wanted.indicateur).titre, refused.messages)]
        if len(tables) > 1 and len(wanted.axes) < 2:
            return [keep_table(tableaux.compare_tables(tables))]
        return [keep_table(tableaux.present_table(table)) for table in tables]

    def _groups_of(self, wanted: m.Groupes) -> list[c.Partie]:
        """A table a period; a period whose landlord has no groups, or whose groups no longer hold, says so."""
        return [part for period in self.periode.periodes for part in self._groups(wanted.indicateur, period)]

    def _groups(self, code: str, periode: Periode) -> list[c.Partie]:
        if self.destinataire is None or not has_groups(self.tenant, self.destinataire, periode.annee):
            return [c.Texte(texte=SANS_GROUPE.format(annee=periode.annee))]
        said = find_indicateur(code)
        try:
            check_groups_hold(self.tenant.pk, periode.annee)
            table = publish_by_groups(
                said,
                structure=self.tenant,
                periode=periode.code,
                bailleur=self.destinataire,
                audience=self.audience,
                by=self.by,
            )
        except ValidationError as refused:
            return [self._missing(f"{said.titre}, par groupe de résidences", refused.messages)]
        return [keep_table(tableaux.present_table(table))]

    def _totals_of(self, wanted: m.Totaux) -> list[c.Partie]:
        rows: list[c.Ligne] = []
        notes: list[Note] = []
        missing: list[c.Partie] = []
        for code in wanted.indicateurs:
            try:
                tables = [self._table(code, each.code, ()) for each in self.periode.periodes]
            except ValidationError as refused:
                missing.append(self._missing(find_indicateur(code).titre, refused.messages))
                continue
            said = tables[-1].indicateur
            cells = tuple(keep_figure(table.cell()) for table in tables)
            rows.append(c.Ligne(cle=(code,), nom=f"{said.titre} ({said.unite})", cases=cells))
            notes.append(write_note(tableaux.present_table(tables[-1])))
        if not rows:
            return missing
        return [
            c.Tableau(
                titre=f"{wanted.titre}, {self.periode.libelle}",
                entete="Indicateur",
                periode=self.periode.code,
                axes=("quantite",),
                colonnes_par="periode",
                colonnes=tuple(c.Colonne(code=p.code, libelle=p.libelle.capitalize()) for p in self.periode.periodes),
                lignes=tuple(rows),
                phrases=tuple(dict.fromkeys(phrase for note in notes for phrase in note.phrases)),
                definitions=tuple((row.nom, say_definition(note)) for row, note in zip(rows, notes, strict=True)),
            ),
            *missing,
        ]

    def _national(self, wanted: m.National) -> list[c.Partie]:
        try:
            return [national.present_national(wanted.titre, wanted.axe, self.periode, by=self.by)]
        except ValidationError as refused:
            return [self._missing(wanted.titre, refused.messages)]

    def _sheets(self, wanted: m.Fiches) -> list[c.Partie]:
        tables, missing = equipes.present_fiches(wanted.bloc, self.periode, by=self.by)
        return [*tables, *(c.Texte(texte=each) for each in missing)]

    def _work_of(self, wanted: m.Travail) -> list[c.Partie]:
        if not wanted.par:
            found = [travaux.count_rows(wanted.titre, wanted.quantites, self.periode, self.tenant, self.by)]
        else:
            found = [
                travaux.count_by(wanted.titre, code, Axe(wanted.par), each, self.tenant, self.by)
                for code in wanted.quantites
                for each in self.periode.periodes
            ]
        return [part for each in found for part in self._work(wanted.titre, each)]

    def _work(self, titre: str, found: travaux.Travaux) -> list[c.Partie]:
        """A quantity that nobody declared is told to the author, and is no row."""
        missing = [self._missing(titre, [why]) for why in found.missing]
        return [found.tableau] if found.tableau else list(missing)

    def _defects(self) -> list[c.Partie]:
        found = travaux.list_defects(self.tenant, self.periode, self.destinataire)
        return [found.tableau] if found.tableau else [c.Texte(texte=each) for each in found.missing]

    def _to_fill(self, wanted: m.ACompleter) -> c.Liste:
        held = (
            find_lines(wanted.fourni, self.structure, self.periode.periodes) if wanted.fourni and self.structure else ()
        )
        return c.Liste(titre=wanted.titre, points=held or tuple(wanted.points), est_a_remplir=not held)

    def _table(self, code: str, periode: str, axes: tuple[str, ...]) -> TableIndicateur:
        """Asked once a report, whatever the number of parts that show it."""
        key = (code, periode, axes)
        if key not in self._known:
            self._known[key] = publish_indicateur(
                find_indicateur(code),
                structure=self.tenant,
                periode=periode,
                axes=list(axes),
                audience=self.audience,
                by=self.by,
            )
        return self._known[key]

    def _missing(self, titre: str, why: Sequence[str]) -> c.Texte:
        said = f"« {titre} » : {' '.join(why)}"
        self.manques.append(said)
        return c.Texte(texte=said)


def say_definition(note: Note) -> str:
    """The definition of one row among others, in one line."""
    kept = ("Question", "n", "Définition", "Plancher", "Limites", "Empreinte")
    return " ".join(f"{name} : {text}." for name, text in note.definitions if name in kept)


def keep_table(table: tableaux.Tableau) -> c.Tableau:
    """As it is presented, in plain values."""
    note = write_note(table)
    columns = "periode" if table.est_comparaison else str(table.axe_colonnes or "")
    rows = [
        c.Ligne(
            cle=line.cle,
            nom=line.nom,
            cases=tuple(keep_figure(figure) for figure in line.figures),
            groupe=group.nom,
            est_total=group.est_total or (bool(line.cle) and line.cle[-1] == TOUT),
        )
        for group in table.groupes
        for line in group.lignes
    ]
    return c.Tableau(
        titre=table.titre,
        entete=table.entete,
        indicateur=table.table.indicateur.code,
        periode=table.table.periode.code,
        axes=tuple(str(axe) for axe in table.axes_lignes),
        colonnes_par=columns,
        colonnes=tuple(
            c.Colonne(code=each.code, libelle=each.libelle, est_libelle_de_travail=each.est_libelle_de_travail)
            for each in table.colonnes
        ),
        lignes=tuple(rows),
        phrases=note.phrases,
        definitions=note.definitions,
    )


def keep_figure(figure: Figure | None) -> c.Case:
    if figure is None:
        return c.Case(valeur=None)
    return c.Case(valeur=figure.valeur, raison=figure.raison_lisible if figure.valeur is None else "")
