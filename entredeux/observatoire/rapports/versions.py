"""Freezing a report: long work in the background, whose progress shows, and which may be left.

What is frozen is the content; its files are drawn again from it, with the same bytes, and their fingerprints are kept.
"""

import hashlib
import uuid
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.journal import record_write
from entredeux.observatoire.access_rapports import check_can_release_version, check_can_write_rapport
from entredeux.observatoire.audit.reseau import attack_reseau, is_current
from entredeux.observatoire.audit.union import CIBLES, Constat, attack_union
from entredeux.observatoire.coupes import CoupeNationale
from entredeux.observatoire.enums import EtatVersion
from entredeux.observatoire.models import Publication, RapportRedige, VersionRapport
from entredeux.observatoire.periodes import parse_periode
from entredeux.observatoire.rapports import contenu as c
from entredeux.observatoire.rapports.contenu import Contenu
from entredeux.observatoire.rapports.document import FICHIERS, Mention
from entredeux.observatoire.rapports.modele import find_modele
from entredeux.observatoire.rapports.national import MESURES_DU_RESEAU
from entredeux.observatoire.rapports.periodes import years_of
from entredeux.observatoire.rapports.redaction import compose_whole, notes_of, period_of
from entredeux.observatoire.sorties import ask_audit, run_audit
from entredeux.socle.taches import tache

UN_JOUR = 86_400


@transaction.atomic
def ask_version(rapport: RapportRedige, *, by: Acteur) -> VersionRapport:
    """Numbers a version, and leaves the work to a worker. Asked while one is running, it is that one.

    Raises ValidationError while a note waits for its second reader.
    """
    check_can_write_rapport(by, rapport)
    RapportRedige.objects.select_for_update().get(pk=rapport.pk)
    running = rapport.versions.filter(etat__in=(EtatVersion.ATTENTE, EtatVersion.EN_COURS)).first()
    if running is not None and not running.semble_arretee:
        return running
    if running is not None:
        _stop(running, "Le travail s'était arrêté avant la fin.")
    period_of(rapport, by)
    _check_reread(rapport)
    version = VersionRapport.objects.create(
        rapport=rapport,
        numero=(rapport.versions.aggregate(last=Max("numero"))["last"] or 0) + 1,
        total=len(find_modele(rapport.modele).sections),
        figee_par=by.compte,
    )
    record_write(by, "observatoire.rapport.fige", version)
    seal_version.enqueue(str(version.pk))
    return version


@tache(essais=3, limite=timedelta(minutes=30))
def seal_version(version_id: str) -> None:
    """Composes and keeps the content. Run twice, the second finds it done."""
    version = (
        VersionRapport.objects.select_related("rapport__structure", "rapport__destinataire")
        .filter(pk=version_id)
        .first()
    )
    if version is None or not version.est_en_marche:
        return
    VersionRapport.objects.filter(pk=version.pk).update(etat=EtatVersion.EN_COURS, faites=0)
    try:
        _check_reread(version.rapport)
        content = compose_whole(
            version.rapport,
            by=Acteur.systeme(version.rapport.structure),
            on_avance=lambda done: _show_progress(version, done),
        )
    except ValidationError as refused:
        _stop(version, " ".join(refused.messages))
        return
    _keep(version, content)


def _show_progress(version: VersionRapport, done: int) -> None:
    VersionRapport.objects.filter(pk=version.pk).update(faites=done)


def _keep(version: VersionRapport, content: Contenu) -> None:
    version.refresh_from_db()
    version.contenu, version.empreinte = content.as_data(), content.empreinte
    version.figee_le, version.etat, version.faites = timezone.now(), EtatVersion.FIGEE, version.total
    version.empreinte_pdf = hash_file(draw_version(version, "pdf"))
    version.empreinte_odt = hash_file(draw_version(version, "odt"))
    version.save()


def _stop(version: VersionRapport, why: str) -> None:
    version.etat, version.erreur = EtatVersion.ARRETEE, why[:400]
    version.save(update_fields=["etat", "erreur"])


def _check_reread(rapport: RapportRedige) -> None:
    waiting = [note for note in notes_of(rapport) if note.relue_le is None]
    if waiting:
        raise ValidationError(
            f"Notes de quartier à relire par une seconde personne : {len(waiting)}. Le rapport n'est pas figé ; rien "
            "de ce que vous avez écrit n'est perdu.",
            code="a_relire",
        )


# --- what is frozen


def content_of(version: VersionRapport) -> Contenu:
    """Raises ValidationError when the content kept is not what its fingerprint says."""
    content = Contenu.model_validate(version.contenu)
    if content.empreinte != version.empreinte:
        raise ValidationError(
            "Le contenu de cette version ne correspond plus à son empreinte : ne l'utilisez pas, et prévenez qui tient "
            "l'instance.",
            code="empreinte",
        )
    return content


def mention_of(version: VersionRapport) -> Mention:
    address = reverse("observatoire:rapport_version", args=[version.pk])
    day = timezone.localdate(version.figee_le) if version.figee_le else None
    return Mention(version.numero, day, f"{settings.ADRESSE}{address}")


def draw_version(version: VersionRapport, extension: str) -> bytes:
    return draw_file(content_of(version), mention_of(version), extension)


def draw_file(content: Contenu, mention: Mention, extension: str) -> bytes:
    """Drawn once a content; the next reader gets the same bytes from the shared cache."""
    key = f"rapport-{content.empreinte}-{mention.numero}-{extension}"
    drawn: bytes | None = cache.get(key)
    if drawn is None:
        drawn = FICHIERS[extension][0](content, mention)
        cache.set(key, drawn, UN_JOUR)
    return drawn


def hash_file(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# --- letting it out


@transaction.atomic
def ask_release(version: VersionRapport, *, by: Acteur) -> VersionRapport:
    """The second person's decision: a worker audits, then lets it out. Asked while one is at it, it is that one.

    Raises Refus for whoever froze it, ValidationError when the content is not what its fingerprint says.
    """
    check_can_release_version(by, version)
    if version.diffusee_le:
        return version
    content_of(version)
    attacks = len(years_of(version.rapport.periode)) * (1 if version.rapport.structure_id else 2)
    asked, is_new = ask_audit(version, total=attacks * CIBLES, by=by)
    if is_new:
        audit_frozen.enqueue(str(asked.pk))
    return asked


@tache(essais=3, limite=timedelta(minutes=30))
def audit_frozen(version_id: str) -> None:
    rows = VersionRapport.objects.select_related("rapport__structure", "audit_demande_par")
    found = rows.filter(pk=version_id, diffusee_le=None).first()
    if found is not None:
        run_audit(found, found.rapport.structure, lambda by: release_version(found, by=by))


def release_version(version: VersionRapport, *, by: Acteur) -> VersionRapport:
    """Read by partners from then on. Raises Refus for whoever froze it, ValidationError when the audit fails."""
    check_can_release_version(by, version)
    content = content_of(version)
    if version.rapport.structure_id is None:
        _check_in_register(content)
    found = audit_version(version)
    if not found.passe:
        raise ValidationError(
            f"L'audit refuse cette version : sur {found.cibles} cases cachées, {found.exactes} se retrouvent "
            f"exactement et {found.etroites} à deux unités près, en croisant tout ce qui est déjà sorti. Rien n'est "
            "diffusé. Prévenez qui tient l'instance : une protection ne tient plus.",
            code="audit",
        )
    return _mark_released(version, found, by=by)


@transaction.atomic
def _mark_released(version: VersionRapport, found: Constat, *, by: Acteur) -> VersionRapport:
    locked = VersionRapport.objects.select_for_update().get(pk=version.pk)
    if locked.diffusee_le is None:
        locked.audit, locked.diffusee_le, locked.diffusee_par = found.as_dict(), timezone.now(), by.compte
        locked.save()
        record_write(by, "observatoire.rapport.diffuse", locked, nombre=found.cibles, condense=locked.empreinte)
    return locked


def audit_version(version: VersionRapport) -> Constat:
    """Over every table of the structure and of the years it speaks of, whoever may read them."""
    years = years_of(version.rapport.periode)
    return sum((_audit_year(version.rapport.structure_id, year) for year in years), Constat(0, 0, 0))


def _check_in_register(content: Contenu) -> None:
    """An audit attacks what the register holds: each table of the network must be there, as it stands today."""
    for table in content.tableaux:
        for rank, column in enumerate(table.colonnes if table.indicateur in MESURES_DU_RESEAU else ()):
            shown = {row.cle[0]: row.cases[rank].valeur for row in table.lignes if row.cases[rank] != c.VIDE}
            cut = CoupeNationale(parse_periode(column.code), table.axes[0], MESURES_DU_RESEAU[table.indicateur])
            lines = Publication.objects.filter(structure=None, coupe=cut.canonical())
            if not any(dict(line.cellules) == shown and is_current(line) for line in lines):
                raise ValidationError(
                    f"« {table.titre} » n'est plus le tableau du registre : des mois ou des fiches ont changé depuis. "
                    "Rien n'est diffusé. Figez une nouvelle version du rapport, et faites-la relire.",
                    code="registre",
                )


def _audit_year(structure: uuid.UUID | None, year: int) -> Constat:
    if structure is None:
        return attack_reseau(year)
    register = Publication.objects.filter(coupe__contains=f'"periode":"{year}', structure=structure)
    return attack_union(list(register.order_by("instant", "pk")))
