"""Writing a report: comments, notes of quarters, a frozen version, its release by a second person."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.journal import record_write
from entredeux.observatoire.access import audience_of
from entredeux.observatoire.access_rapports import (
    check_can_reread_note,
    check_can_write_rapport,
    check_can_write_reseau,
    check_can_write_structure,
    visible_bailleurs,
)
from entredeux.observatoire.models import CommentaireSection, NoteQuartier, RapportRedige
from entredeux.observatoire.periodes import parse_periode
from entredeux.observatoire.publication import listed_quarters
from entredeux.observatoire.rapports import contenu as c
from entredeux.observatoire.rapports.composition import Avance, add_words, compose, quarters_named
from entredeux.observatoire.rapports.modele import Modele, Portee, find_modele
from entredeux.observatoire.rapports.periodes import (
    LIBELLES,
    PeriodeRapport,
    available_report_periods,
    find_report_period,
)
from entredeux.partenaires.models import StructurePartenaire

RELUE_PAR_UN_AUTRE = "Quelqu'un a écrit ici entre-temps : relisez ce qui est enregistré, puis reprenez le vôtre."


@transaction.atomic
def open_rapport(
    *, modele: Modele, periode: str, by: Acteur, destinataire: StructurePartenaire | None = None
) -> RapportRedige:
    """The report of this model over this period; asked again, the same one. Raises ValidationError."""
    if modele.portee == Portee.RESEAU:
        check_can_write_reseau(by)
    else:
        check_can_write_structure(by)
    found = find_report_period(periode, periods_of_modele(modele, by))
    _check_destinataire(modele, destinataire, by)
    rapport, created = RapportRedige.objects.get_or_create(
        structure=by.structure,
        modele=modele.code,
        periode=found.code,
        destinataire=destinataire,
        defaults={"cree_par": by.compte},
    )
    if created:
        record_write(by, "observatoire.rapport.ouvert", rapport)
    return rapport


def _check_destinataire(modele: Modele, destinataire: StructurePartenaire | None, by: Acteur) -> None:
    if not modele.est_pour_bailleur:
        return
    if destinataire is None or not visible_bailleurs(by).filter(pk=destinataire.pk).exists():
        raise ValidationError(
            "Choisissez le bailleur à qui ce rapport sera remis : il ne contient que ses dysfonctionnements. Un "
            "bailleur s'ajoute dans « Partenaires ».",
            code="destinataire",
        )


def periods_of_modele(modele: Modele, by: Acteur) -> list[PeriodeRapport]:
    return available_report_periods(by.structure, list(modele.periodes), timezone.localdate())


@transaction.atomic
def comment_section(rapport: RapportRedige, *, section: str, texte: str, lue: int, by: Acteur) -> CommentaireSection:
    """`lue`: the version the author read, 0 for none. Raises ValidationError when someone wrote since."""
    check_can_write_rapport(by, rapport)
    model = find_modele(rapport.modele)
    if section not in {each.code for each in model.sections_a_commenter}:
        raise ValidationError("Cette partie du rapport ne se commente pas.", code="section")
    found = CommentaireSection.objects.select_for_update().filter(rapport=rapport, section=section).first()
    if (found.version if found else 0) != lue:
        raise ValidationError(RELUE_PAR_UN_AUTRE, code="conflit")
    comment = found or CommentaireSection(rapport=rapport, section=section, version=0)
    comment.texte, comment.version = texte.strip(), comment.version + 1
    comment.ecrit_le, comment.ecrit_par = timezone.now(), by.compte
    comment.full_clean(exclude=["texte"] if not comment.texte else [])
    comment.save()
    record_write(by, "observatoire.rapport.commente", rapport, champs=[section])
    return comment


@transaction.atomic
def write_note(*, qpv: str, periode: str, texte: str, lue: int, by: Acteur) -> NoteQuartier:
    """Another word is another text to reread. Raises ValidationError: a quarter that is no row of the tables, an empty
    note, someone who wrote since."""
    check_can_write_structure(by)
    assert by.structure is not None
    if qpv not in listed_quarters(by.structure):
        raise ValidationError("Ce quartier n'est pas une ligne de vos tableaux.", code="qpv")
    if not is_known_period(periode):
        raise ValidationError("Cette période n'existe pas.", code="periode")
    if not texte.strip():
        raise ValidationError("Écrivez la note, ou revenez au rapport sans rien enregistrer.", code="vide")
    found = NoteQuartier.objects.select_for_update().filter(structure=by.structure, qpv=qpv, periode=periode).first()
    if (found.version if found else 0) != lue:
        raise ValidationError(RELUE_PAR_UN_AUTRE, code="conflit")
    note = found or NoteQuartier(structure=by.structure, qpv=qpv, periode=periode, cree_par=by.compte, version=0)
    if note.texte != texte.strip():
        note.relue_le, note.relue_par = None, None
        note.ecrite_le, note.ecrite_par = timezone.now(), by.compte
    note.texte, note.version = texte.strip(), note.version + 1
    note.full_clean(exclude=["structure", "unite", "id", "cree_par", "ecrite_par"])
    note.save()
    record_write(by, "observatoire.note.ecrite", note)
    return note


@transaction.atomic
def reread_note(note: NoteQuartier, *, lue: int, by: Acteur) -> NoteQuartier:
    """By another person than whoever wrote it, on the words they read."""
    check_can_reread_note(by, note)
    locked = NoteQuartier.objects.select_for_update().get(pk=note.pk)
    if locked.version != lue:
        raise ValidationError("La note a changé depuis que vous l'avez lue : relisez-la.", code="conflit")
    locked.relue_le, locked.relue_par = timezone.now(), by.compte
    locked.version += 1
    locked.save()
    record_write(by, "observatoire.note.relue", locked)
    return locked


# --- what it says now


def compose_live(modele: Modele, periode: PeriodeRapport, *, by: Acteur) -> c.Contenu:
    """The figures alone, at the lowest floor this reader may be shown."""
    return compose(modele, by.structure, periode, by=by, audience=audience_of(by))


def is_known_period(code: str) -> bool:
    try:
        libelle_of(code)
    except ValidationError:
        return False
    return True


def libelle_of(code: str) -> str:
    """« année 2025 », or the stretch of a contract."""
    return LIBELLES.get(code) or parse_periode(code).libelle


def preview(rapport: RapportRedige, *, by: Acteur) -> c.Contenu:
    """Today's figures with today's words. Raises ValidationError when the period is not out any more."""
    check_can_write_rapport(by, rapport)
    return compose_whole(rapport, by=by)


def compose_whole(rapport: RapportRedige, *, by: Acteur, on_avance: Avance | None = None) -> c.Contenu:
    """At the floor of the public, whoever writes: one frozen report goes from hand to hand."""
    model = find_modele(rapport.modele)
    figures = compose(
        model,
        rapport.structure,
        period_of(rapport, by),
        by=by,
        destinataire=rapport.destinataire,
        on_avance=on_avance,
    )
    comments = dict(rapport.commentaires.values_list("section", "texte"))
    return add_words(figures, model, comments, _notes_as_read(rapport))


def notes_of(rapport: RapportRedige) -> list[NoteQuartier]:
    if rapport.structure is None or not find_modele(rapport.modele).a_des_notes:
        return []
    return list(NoteQuartier.objects.filter(structure=rapport.structure, periode=rapport.periode).order_by("qpv"))


def period_of(rapport: RapportRedige, by: Acteur) -> PeriodeRapport:
    return find_report_period(rapport.periode, periods_of_modele(find_modele(rapport.modele), by))


def _notes_as_read(rapport: RapportRedige) -> list[c.NoteDeQuartier]:
    names = quarters_named(rapport.structure) if rapport.structure else {}
    return [
        c.NoteDeQuartier(
            qpv=note.qpv,
            nom=names.get(note.qpv, note.qpv),
            texte=note.texte,
            relue_le=timezone.localdate(note.relue_le) if note.relue_le else None,
        )
        for note in notes_of(rapport)
    ]
