"""Circles: opened, joined, left; their meetings, reports and commitments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from entredeux.cadre import journal
from entredeux.cadre.access import check_permission
from entredeux.cadre.acteur import Acteur, current_adhesions
from entredeux.cadre.models import Compte
from entredeux.cadre.permissions import Permission
from entredeux.cadre.roles import permissions_of
from entredeux.cadre.textes import open_without_journal, seal_texte
from entredeux.reseau.access.collectifs import check_can_manage_collectif, check_can_read_collectif
from entredeux.reseau.enums import EtatEngagement, RoleMembre
from entredeux.reseau.models import Collectif, EngagementCollectif, MembreCollectif, Rencontre
from entredeux.socle.erreurs import Refus
from entredeux.territoires.models import Region

COMPTE_RENDU_MAX = 6000


@transaction.atomic
def create_collectif(
    *,
    nom: str,
    by: Acteur,
    animation: Compte,
    territoire: str = "",
    region: Region | None = None,
    rythme_mois: int = 3,
    presentation: str = "",
) -> Collectif:
    """Opens a circle and gives it to whoever will lead it."""
    check_permission(by, Permission.ANIMER_RESEAU)
    nom = nom.strip()
    slug = slugify(nom)[:80]
    if not slug:
        raise ValidationError({"nom": "Donnez un nom au collectif."})
    if Collectif.objects.filter(slug=slug).exists():
        raise ValidationError({"nom": "Un collectif porte déjà ce nom."})
    if not 1 <= rythme_mois <= 24:
        raise ValidationError({"rythme_mois": "Le rythme va de 1 à 24 mois."})
    collectif = Collectif.objects.create(
        nom=nom,
        slug=slug,
        territoire=territoire.strip(),
        region=region,
        rythme_mois=rythme_mois,
        presentation=presentation.strip(),
    )
    _add_membre(collectif, animation, RoleMembre.ANIMATION, "")
    journal.record_write(by, "reseau.collectif.ouvert", collectif)
    return collectif


@transaction.atomic
def add_membre(*, collectif: Collectif, compte: Compte, by: Acteur, mission: str = "") -> MembreCollectif:
    """A colleague joins, by the address of their account. Twice changes nothing."""
    check_can_manage_collectif(by, collectif)
    membre, is_new = _add_membre(collectif, compte, RoleMembre.MEMBRE, mission)
    if is_new:
        journal.record_write(by, "reseau.collectif.membre_ajoute", collectif)
    return membre


def find_pair(courriel: str) -> Compte:
    """The account of a peer. The same sentence whether the address is unknown or holds another role: a form must not
    tell who has an account here."""
    compte = Compte.objects.filter(email=courriel.strip().lower(), is_active=True).first()
    if compte is None or not _is_pair(compte):
        raise ValidationError(
            {"courriel": "Aucun pair n'a cette adresse ici. Vérifiez-la, ou demandez à l'animation de l'inviter."}
        )
    return compte


def _is_pair(compte: Compte) -> bool:
    return any(Permission.ECHANGER_RESEAU in permissions_of(row.role) for row in current_adhesions(compte))


def _add_membre(collectif: Collectif, compte: Compte, role: RoleMembre, mission: str) -> tuple[MembreCollectif, bool]:
    if not _is_pair(compte):
        raise Refus("Ce compte n'échange pas dans le réseau.")
    return MembreCollectif.objects.get_or_create(
        collectif=collectif, compte=compte, jusqua=None, defaults={"role": role, "mission": mission.strip()[:160]}
    )


@transaction.atomic
def describe_mission(*, collectif: Collectif, mission: str, by: Acteur) -> MembreCollectif:
    """Each member says what they do; nobody says it for them."""
    check_can_read_collectif(by, collectif)
    membre = MembreCollectif.objects.select_for_update().get(collectif=collectif, compte=by.compte, jusqua=None)
    membre.mission = mission.strip()[:160]
    membre.save(update_fields=["mission"])
    journal.record_write(by, "reseau.collectif.mission_dite", collectif)
    return membre


@transaction.atomic
def leave_collectif(*, membre: MembreCollectif, by: Acteur) -> None:
    """One leaves by oneself, or the animator notes a departure. The last animator names another first."""
    if by.compte is None or membre.compte_id != by.compte.pk:
        check_can_manage_collectif(by, membre.collectif)
    others = MembreCollectif.objects.filter(collectif=membre.collectif, jusqua=None).exclude(pk=membre.pk)
    if (
        membre.role == RoleMembre.ANIMATION
        and others.exists()
        and not others.filter(role=RoleMembre.ANIMATION).exists()
    ):
        raise Refus("Confiez d'abord l'animation du collectif à un autre membre.")
    membre.jusqua = timezone.localdate()
    membre.save(update_fields=["jusqua"])
    journal.record_write(by, "reseau.collectif.membre_parti", membre.collectif)


@transaction.atomic
def hand_over_animation(*, membre: MembreCollectif, by: Acteur) -> None:
    check_can_manage_collectif(by, membre.collectif)
    membre.role = RoleMembre.ANIMATION
    membre.save(update_fields=["role"])
    journal.record_write(by, "reseau.collectif.animation_confiee", membre.collectif)


@transaction.atomic
def plan_rencontre(
    *,
    collectif: Collectif,
    jour: date,
    by: Acteur,
    heure: time | None = None,
    lieu: str = "",
    ordre_du_jour: str = "",
) -> Rencontre:
    check_can_manage_collectif(by, collectif)
    if Rencontre.objects.filter(collectif=collectif, date=jour).exists():
        raise ValidationError({"jour": "Une rencontre est déjà prévue ce jour-là."})
    rencontre = Rencontre.objects.create(
        collectif=collectif, date=jour, heure=heure, lieu=lieu.strip(), ordre_du_jour=ordre_du_jour.strip()
    )
    journal.record_write(by, "reseau.rencontre.prevue", rencontre)
    return rencontre


@dataclass(frozen=True)
class EngagementPris:
    qui: str
    quoi: str
    echeance: date | None = None


@transaction.atomic
def report_rencontre(
    *,
    rencontre: Rencontre,
    compte_rendu: str,
    version: int,
    by: Acteur,
    presents: int | None = None,
    engagements: Sequence[EngagementPris] = (),
) -> Rencontre:
    """The report, by any member, on the version that was read; commitments are added, never replaced.

    Raises ValidationError when someone else wrote meanwhile: both texts are then shown by the page.
    """
    check_can_read_collectif(by, rencontre.collectif)
    stored = Rencontre.objects.select_for_update().get(pk=rencontre.pk)
    text = compte_rendu.strip()
    if not text:
        raise ValidationError({"compte_rendu": "Écrivez ce que la rencontre a donné."})
    if len(text) > COMPTE_RENDU_MAX:
        raise ValidationError(
            {"compte_rendu": f"Le compte rendu est limité à {COMPTE_RENDU_MAX} caractères ; il en compte {len(text)}."}
        )
    if stored.date > timezone.localdate():
        raise ValidationError({"compte_rendu": "La rencontre n'a pas encore eu lieu."})
    if stored.version != version and open_without_journal(stored, "compte_rendu") != text:
        raise ValidationError(
            {
                "compte_rendu": "Quelqu'un a écrit le compte rendu pendant ce temps. Votre texte est gardé ci-dessous, "
                "l'autre est affiché au-dessus : réunissez-les, puis enregistrez."
            },
            code="conflit",
        )
    seal_texte(stored, "compte_rendu", text)
    stored.presents, stored.compte_rendu_le, stored.version = presents, timezone.now(), stored.version + 1
    stored.save()
    for pris in engagements:
        _take(stored, pris)
    journal.record_write(by, "reseau.rencontre.racontee", stored, nombre=1 + len(engagements))
    return stored


def _take(rencontre: Rencontre, pris: EngagementPris) -> None:
    """Sent twice, the same commitment of the same meeting is one."""
    EngagementCollectif.objects.get_or_create(
        rencontre=rencontre, qui=pris.qui.strip(), quoi=pris.quoi.strip(), defaults={"echeance": pris.echeance}
    )


@transaction.atomic
def close_engagement_collectif(
    *, engagement: EngagementCollectif, etat: str, by: Acteur, raison: str = ""
) -> EngagementCollectif:
    """Kept, or dropped with a reason; until then it comes back at each meeting."""
    collectif = engagement.rencontre.collectif
    check_can_read_collectif(by, collectif)
    if etat not in (EtatEngagement.TENU, EtatEngagement.ABANDONNE):
        raise ValidationError({"etat": "Dites si l'engagement est tenu ou abandonné."})
    if etat == EtatEngagement.ABANDONNE and not raison.strip():
        raise ValidationError({"raison": "Dites en quelques mots pourquoi il est abandonné."})
    engagement.etat, engagement.raison, engagement.clos_le = etat, raison.strip(), timezone.now()
    engagement.save(update_fields=["etat", "raison", "clos_le"])
    journal.record_write(by, f"reseau.engagement.{etat}", engagement)
    return engagement
