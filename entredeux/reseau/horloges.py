"""The network's clocks, and what of the network is under none, with the reason (cadre/horloges.py)."""

from datetime import UTC, date, datetime, time

from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.droits import register_complement
from entredeux.cadre.horloges import AUTEUR_SEUL, Horloge, register_horloge, register_sans_horloge
from entredeux.cadre.oubli_comptes import register_on_compte_oublie
from entredeux.reseau.actions.abonnements import forget_unconfirmed
from entredeux.reseau.actions.usages import forget_usages
from entredeux.reseau.models import Attestation, ImportConnexions, Inscription, LienAccueil
from entredeux.reseau.oubli_compte import COMPTE, forget_member
from entredeux.reseau.retention import EFFETS, IDENTITES, forget_inscriptions
from entredeux.reseau.retention_jour import ATTESTATIONS, FICHIERS, RAPPORTS, forget_jour
from entredeux.reseau.retention_jour import EFFETS as EFFETS_DU_JOUR

SUIT_L_INSCRIPTION = "Suit l'inscription de la personne : même jour, six mois après l'événement."
PUBLIE = "Publié, avec le nom de qui a parlé en public : retiré sur demande, non par une horloge."
ENTRE_PAIRS = "Un échange de métier, sans personne désignée : la clé est détruite si son auteur demande l'effacement."

SANS_HORLOGE = {
    ("Evenement", "Accueil", "Rubrique", "PageLibre", "Serie", "Restitution"): AUTEUR_SEUL,
    ("Intervenant", "Prise", "Replique", "Ressource", "Element"): PUBLIE,
    ("Rencontre", "QuestionPairs", "ReponsePairs"): ENTRE_PAIRS,
    ("MembreCollectif", "FicheEpinglee"): "La ligne part avec le compte, ou quand la personne la retire.",
}


def _last_day(evenement) -> date:  # type: ignore[no-untyped-def]
    last: date = evenement.date_fin or evenement.date_debut
    return last


def end_of_inscription(inscription: Inscription) -> date | None:
    return None if inscription.anonymisee_le else _last_day(inscription.evenement) + IDENTITES


def end_of_attestation(attestation: Attestation) -> date:
    return _last_day(attestation.evenement) + ATTESTATIONS


def end_of_connexions(record: ImportConnexions) -> date:
    return timezone.localdate(record.cree_le) + (FICHIERS if record.contenu else RAPPORTS)


def end_of_lien(lien: LienAccueil) -> date:
    return lien.jour + RAPPORTS


def forget_adresses(day: date) -> dict[str, int]:
    """Addresses nobody confirmed, questions nobody answered, words a year old."""
    now = datetime.combine(day, time.max, tzinfo=UTC)
    return {"abonnements": forget_unconfirmed(now), "usages": forget_usages(by=Acteur.systeme(), now=now)}


def register() -> None:
    register_on_compte_oublie(forget_member)
    register_complement("reseau", COMPTE)
    register_horloge(
        Horloge(
            "reseau",
            "Inscriptions et ateliers du réseau",
            forget_inscriptions,
            EFFETS,
            modeles={
                "reseau.Inscription": end_of_inscription,
                "reseau.BesoinAccessibilite": "Le besoin et sa ligne disparaissent le lendemain de l'événement.",
                "reseau.Contribution": SUIT_L_INSCRIPTION,
                "reseau.Rapporteur": "Le contact disparaît six mois après l'événement ; la feuille publiée reste.",
                "reseau.Amendement": "Le texte disparaît six mois après l'événement ; la feuille publiée reste.",
            },
            evenements={
                "reseau.besoin.efface": "Besoins d'accessibilité",
                "reseau.inscription.effacee": "Inscriptions rendues illisibles ; restent les nombres",
                "reseau.contribution.effacee": "Contributions rendues illisibles",
                "reseau.rapporteur.efface": "Contacts de rapporteurs",
                "reseau.amendement.efface": "Amendements rendus illisibles",
            },
        )
    )
    register_horloge(
        Horloge(
            "reseau_jour",
            "Accueil des événements du réseau",
            forget_jour,
            EFFETS_DU_JOUR,
            modeles={
                "reseau.Attestation": end_of_attestation,
                "reseau.ImportConnexions": end_of_connexions,
                "reseau.LienAccueil": end_of_lien,
                "reseau.Pointage": SUIT_L_INSCRIPTION,
                "reseau.Connexion": SUIT_L_INSCRIPTION,
            },
            evenements={
                "reseau.connexions.oubliees": "Comptes rendus de connexions",
                "reseau.lien_accueil.oublie": "Liens d'accueil d'un jour",
                "reseau.pointages.oublies": "Pointages",
                "reseau.connexions.heures_oubliees": "Heures de connexion ; reste la durée",
                "reseau.attestations.oubliees": "Attestations",
            },
        )
    )
    register_horloge(
        Horloge(
            "reseau_adresses",
            "Adresses données au réseau",
            forget_adresses,
            {
                "abonnements": "abonnements jamais confirmés, clé et ligne",
                "usages": "adresses et mots laissés sur une ressource ; reste la réponse",
            },
            modeles={
                "reseau.Abonnement": "Jamais confirmée, l'adresse part à sept jours ; confirmée, à l'arrêt demandé.",
                "reseau.UsageRessource": "L'adresse part dès la réponse ou à trois mois ; le mot, un an après.",
            },
            evenements={
                "reseau.abonnement.oublie": "Abonnements jamais confirmés",
                "reseau.usage.oublie": "Adresses et mots laissés sur une ressource ; reste la réponse",
            },
        )
    )
    for names, raison in SANS_HORLOGE.items():
        register_sans_horloge({f"reseau.{name}": raison for name in names})
