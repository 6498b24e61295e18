"""The clocks of cadre itself, and what of it is under none, with the reason."""

from datetime import UTC, date, datetime, time

from django.utils import timezone

from entredeux.cadre import oubli_comptes, oubli_droits
from entredeux.cadre.droits import register_gisement
from entredeux.cadre.gisement_compte import COMPTE
from entredeux.cadre.horloges import AUTEUR_SEUL, Horloge, register_horloge, register_sans_horloge
from entredeux.cadre.retention import empty_old_reads


def forget_readings(day: date) -> dict[str, int]:
    """Never before its time, even to count: the database refuses to empty a line younger than twelve months."""
    return {"lectures": empty_old_reads(min(datetime.combine(day, time.min, tzinfo=UTC), timezone.now()))}


def register() -> None:
    register_gisement(COMPTE)
    register_horloge(
        Horloge(
            "comptes",
            "Comptes",
            oubli_comptes.forget_comptes,
            {"comptes": "comptes dont le nom, l'adresse et les moyens de connexion sont effacés ; reste la ligne"},
            modeles={
                "cadre.Compte": oubli_comptes.end_of_compte,
                "cadre.Adhesion": "Suit le compte : ses rôles et leurs dates restent, sans nom.",
            },
            evenements={"cadre.compte.oublie": "Comptes oubliés un an après leur dernier accès, ou sur demande"},
        )
    )
    register_horloge(
        Horloge(
            "journal",
            "Journal",
            forget_readings,
            {"lectures": "lignes de lecture vidées ; leur empreinte reste, pour que la chaîne se vérifie"},
            modeles={"cadre.EntreeJournal": "Une lecture est vidée après douze mois ; une écriture reste, sans nom."},
            evenements={"cadre.journal.lectures_effacees": "Lignes de lecture du journal, vidées après douze mois"},
        )
    )
    register_horloge(oubli_droits.HORLOGE)
    register_sans_horloge(
        {
            "cadre.Cle": "Vit et meurt avec le texte qu'elle ouvre : l'horloge de la fiche la détruit.",
            "cadre.RelectureTexte": AUTEUR_SEUL,
        }
    )
