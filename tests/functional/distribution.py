"""Run in a process of its own by `prepare_base`: a small demonstration, and where its records are.

The same town as `entredeux demo`, built by the same code, but a few days of it, ready in seconds; its figures of 2025
are written apart. ENTREDEUX_IMAGES=1 lives the whole year instead, for the screenshots.
"""

import json
import os
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

import django

MOT_DE_PASSE = "demonstration-2026"
REPERES = "reperes.json"
REPLAYS = ("replay", "replay_sous_titres", "replay_video", "replay_gerer", "replay_retirer_moment")
JOURNEE = "journee-fictive-de-demonstration"
QUELQUES_JOURS = (*range(98, 91, -1), *range(3, 0, -1))


def email_of(prenom: str) -> str:
    return f"{prenom}@demo.example"


def main() -> None:
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from entredeux.demo import ville

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    pour_images = bool(os.environ.get("ENTREDEUX_IMAGES"))
    ville.build(print, jours=ville.UN_AN if pour_images else QUELQUES_JOURS)
    if not pour_images:
        write_figures()
    open_account_without_structure("alix")
    found = find_records() | sign_links() | registered_person()
    Path(settings.DOSSIER, REPERES).write_text(json.dumps(found), encoding="utf-8")


def write_figures() -> None:
    """A year of synthetic facts in four real quarters, the last one too small to be shown."""
    from entredeux.cadre.models import Structure
    from entredeux.demo.distribution import LENS_LIEVIN
    from tests.observatoire.fabrique import follow, write_year

    lens = Structure.objects.get(nom=LENS_LIEVIN)
    write_year(lens, 2025, ["QN06224M", "QN06228M", "QN06229M"])
    follow(lens, "QN06225M")


def open_account_without_structure(prenom: str) -> None:
    from entredeux.cadre.acteur import Acteur
    from entredeux.cadre.actions.comptes import open_compte

    open_compte(email=email_of(prenom), nom=prenom.capitalize(), mot_de_passe=MOT_DE_PASSE, by=Acteur.systeme())


def find_situation(lens: Any) -> dict[str, Any]:
    """The one that was led to an agreement: each of its pages has something to show."""
    from entredeux.cadre.models import Consentement
    from entredeux.situations.models import Alerte, NotePrivee, Recusation, Situation, TransmissionPhare
    from entredeux.themes.models import OuvertureTheme, PublicEnquete

    situation = Situation.objects.filter(structure=lens, etape="suivi_1_mois").first()
    partie = situation.parties.first()
    return {
        "situation_id": situation,
        "partie_id": partie,
        "propos_id": situation.propos.first(),
        "engagement_partie_id": situation.engagements.first(),
        "recusation_id": Recusation.objects.filter(structure=lens).first(),
        "note_privee_id": NotePrivee.objects.filter(structure=lens).first(),
        "alerte_id": Alerte.objects.filter(structure=lens, accusee_le__isnull=True).first(),
        "transmission_phare_id": TransmissionPhare.objects.filter(structure=lens).first(),
        "vague_id": PublicEnquete.objects.filter(vague__rang=1).first().vague,
        "public_id": PublicEnquete.objects.filter(vague__rang=2).first(),
        "ouverture_id": OuvertureTheme.objects.filter(structure=lens).first(),
        "consentement_id": Consentement.objects.filter(sujet=partie.pk).first(),
    }


def find_droits(lens: Any) -> dict[str, Any]:
    """An exceptional access still open, another note that could be opened, a request about one's data."""
    from entredeux.cadre.models import BrisDeGlace, DemandeDroits
    from entredeux.terrain.models import Intervention

    bris = BrisDeGlace.objects.filter(structure=lens).first()
    noted = Intervention.objects.filter(structure=lens).exclude(note=b"")
    return {
        "bris_id": bris,
        "fiche": noted.exclude(pk=bris.fiche).latest("date_service", "cree_le"),
        "demande_droits_id": DemandeDroits.objects.filter(structure=lens, etat="recue").first(),
    }


def find_carnet(lens: Any) -> dict[str, Any]:
    """An entry with two values for the same field, and the phone it came from."""
    from entredeux.carnet.models import Enveloppe

    conflit = Enveloppe.objects.filter(structure=lens, raison="meme_champ").first()
    return {"enveloppe_id": conflit, "telephone_id": conflit.jeton.telephone}


def sign_demande(lens: Any) -> dict[str, str]:
    """The signed way to the page where the first party agrees."""
    from entredeux.cadre.liens_consentement import Demande, lien_de_consentement

    partie = find_situation(lens)["partie_id"]
    demande = Demande(partie.pk, partie.unite, "/situations/", str(partie), ("suivi", "propos"))
    return {
        "demande": lien_de_consentement(demande).split("/")[-2],
        "vers": "suivi_3_mois",
        "principe": "impartialite",
        "geste": "retrait",
        "themes:ouvrir.code": "sante",
        "themes:enquete_ouvrir.code": "ecole",
        "acces": open_survey(),
        "enquete_acces": open_survey(),
    }


def open_survey() -> str:
    """The code of the pupils of the wave that is being answered."""
    from entredeux.themes.models import PublicEnquete

    return PublicEnquete.objects.filter(vague__rang=2, code="eleves").get().acces


def find_records() -> dict[str, str]:
    """A real row of Samira's structure for each name our addresses use, so that no page is seen empty."""
    from entredeux.cadre.models import Adhesion
    from entredeux.partenaires.models import StructurePartenaire
    from entredeux.reseau.models import Collectif, EngagementCollectif, MembreCollectif, QuestionPairs
    from entredeux.terrain.models import Consigne, IncidentEquipe, Presence
    from tests.functional.reperes_ateliers import find_workshops
    from tests.functional.reperes_orientations import find_orientations
    from tests.functional.reperes_participation import find_participation

    lens = Adhesion.objects.get(compte__email=email_of("samira")).structure
    presence = Presence.objects.filter(structure=lens, fin_le=None).get()
    passage = presence.passages.filter(est_visite=True).first()
    rows: dict[str, Any] = {
        "partenaire_id": StructurePartenaire.objects.filter(structure=lens).first(),
        "presence_id": presence,
        "lieu_id": presence.passages.filter(est_visite=False).first().lieu,
        "passage_id": passage,
        "intervention_id": corrected_act(lens),
        **find_situation(lens),
        **find_droits(lens),
        **find_carnet(lens),
        "consigne_id": Consigne.objects.get(structure=lens),
        "incident_id": IncidentEquipe.objects.get(structure=lens),
        "dysfonctionnement_id": photographed_defect(presence),
        "mission_id": presence.mission,
        "import_id": received_log(),
        "rencontre_id": EngagementCollectif.objects.first().rencontre,
        "engagement_id": EngagementCollectif.objects.first(),
        "question_id": QuestionPairs.objects.first(),
        "membre_id": MembreCollectif.objects.first(),
        "cadre.pk": Adhesion.objects.get(compte__email=email_of("karim")),
        "territoires.pk": presence.passages.first().lieu,
    }
    return {name: str(row.pk) for name, row in rows.items()} | {
        "sorte": "note",
        "mois": "2026-01",
        "cadre:conservation_fichier.extension": "pdf",
        "serie": "journees-regionales-2019",
        "intervenant_slug": "rachid-boubekeur",
        "organisation_slug": "optima",
        "theme_code": "bailleurs",
        "cercle": Collectif.objects.get().slug,
        **find_ressources(),
        **find_workshops(),
        **find_porte(),
        **find_corpus(),
        **sign_demande(lens),
        **find_orientations(lens),
        **find_participation(lens),
        **find_annuaire(lens),
        **find_figures(lens),
    }


def find_annuaire(lens: Any) -> dict[str, str]:
    """The invented sheet that bears a note, a pair left to decide, and one decided here."""
    from entredeux.cadre.acteur import Acteur
    from entredeux.cadre.models import Adhesion
    from entredeux.partenaires.actions import separate_fiches
    from entredeux.partenaires.models import FicheAnnuaire, PaireAnnuaire

    claire = Acteur.of(Adhesion.objects.get(compte__email=email_of("claire"), structure=lens))
    invented = FicheAnnuaire.objects.filter(source="annuaire-fictif")
    decided = separate_fiches(une=invented.get(identifiant="f3"), autre=invented.get(identifiant="f6"), by=claire)
    return {
        "fiche_id": str(invented.get(identifiant="f1").pk),
        "paire_id": str(PaireAnnuaire.objects.get(une=invented.get(identifiant="f1")).pk),
        "rapprochement_id": str(decided.pk),
        "partenaires:exporter.format": "data-inclusion",
    }


def find_figures(lens: Any) -> dict[str, str]:
    """The declared action, and a release of the synthetic year."""
    from django.utils import timezone

    from entredeux.cadre.acteur import Acteur
    from entredeux.cadre.models import Adhesion
    from entredeux.observatoire.cles import open_cle
    from entredeux.observatoire.models import ActionHall
    from entredeux.observatoire.parutions import propose_parution, release_parution
    from tests.functional.reperes_rapports import write_report

    claire, helene = (Acteur.of(Adhesion.objects.get(compte__email=email_of(who))) for who in ("claire", "helene"))
    parution = release_parution(propose_parution(periode="2025", by=claire), by=helene)
    cle = open_cle(nom="Tableau fictif", portees=["figures"], expire_le=timezone.localdate(), by=helene).cle
    return {
        "action_id": str(ActionHall.objects.get().pk),
        "parution_id": str(parution.pk),
        "indicateur": "actes_de_mediation",
        "cle_id": str(cle.pk),
        "publication_id": str(find_table(lens).sources[0].identifiant),
        **write_report(claire, helene),
        **find_group(lens),
    }


def find_group(lens: Any) -> dict[str, str]:
    """Residences of the demo's landlord."""
    from entredeux.observatoire.models import GroupeResidences

    groupe = GroupeResidences.objects.filter(structure=lens).first()
    return {"groupe_residences_id": str(groupe.pk), "bailleur_id": str(groupe.bailleur_id)}


def find_table(lens: Any) -> Any:
    """The acts of the synthetic year, as the explorer shows them."""
    from entredeux.cadre.acteur import Acteur
    from entredeux.observatoire.indicateurs.calcul import find_indicateur, publish_indicateur

    by = Acteur.systeme(lens)
    return publish_indicateur(
        find_indicateur("actes_de_mediation"), structure=lens, periode="2025", axes=["qpv"], by=by
    )


def find_corpus() -> dict[str, str]:
    """A point that comes back, an item behind it, the restitution that cites both."""
    from entredeux.reseau.models import Rattachement, Restitution

    link = Rattachement.objects.order_by("point__titre", "element__texte").first()
    return {
        "point_id": str(link.point_id),
        "corpus.element_id": str(link.element_id),
        "restitution_slug": Restitution.objects.get().slug,
        "restitution_page": str(Restitution.objects.get().pk),
    }


def find_ressources() -> dict[str, str]:
    """The resources and the recording of the demonstration; a question that Karim was asked."""
    from entredeux.reseau.envois_ressources import CONFIRMER, REPONDRE
    from entredeux.reseau.liens import sign_lien
    from entredeux.reseau.models import MomentFort, Ressource, UsageRessource

    fiche = Ressource.objects.get(slug__startswith="trois-soirs-de-suite")
    asked = UsageRessource.objects.get(demandee_le__isnull=False)
    filmed = {f"{name}.slug": "webinaire-fictif-trois-halls" for name in REPLAYS}
    return {
        "ressource_slug": fiche.slug,
        "ressource_id": str(fiche.pk),
        "ressource_document.ressource_slug": Ressource.objects.get(genre="kit").slug,
        "rang": "0",
        "extension": "bib",
        "moment_id": str(MomentFort.objects.get().pk),
        "usage_id": str(asked.pk),
        "usage_confirmer.jeton": sign_lien(CONFIRMER, asked.pk),
        "usage_repondre.jeton": sign_lien(REPONDRE, asked.pk),
        **filmed,
    }


def find_porte() -> dict[str, str]:
    """The door that is open today, the webinar whose joinings were imported, and the links that mails carry."""
    from entredeux.reseau.liens import sign_lien
    from entredeux.reseau.models import Attestation, Evenement, ImportConnexions, LienAccueil

    journee = Evenement.objects.get(slug="journee-fictive-accueil-ouvert")
    connexions = ImportConnexions.objects.select_related("evenement").get()
    lien = LienAccueil.objects.create(evenement=journee, jour=journee.date_debut)
    attestation = Attestation.objects.filter(evenement=connexions.evenement).first()
    return {
        "journee": journee.slug,
        "lien_id": str(lien.pk),
        "accueil_lien.jeton": sign_lien("accueil", lien.pk),
        "connexions.journee": connexions.evenement.slug,
        "connexions_id": str(connexions.pk),
        "attestation_imprimer.journee": connexions.evenement.slug,
        "attestation_id": str(attestation.pk),
        "attestation.jeton": sign_lien("attestation", attestation.pk),
    }


def registered_person() -> dict[str, str]:
    """Someone of the invented day who brought something, and the link that their mail carries."""
    from entredeux.reseau.liens import sign_lien
    from entredeux.reseau.models import Contribution

    brought = Contribution.objects.filter(evenement__slug=JOURNEE, inscription__statut="confirmee").first()
    jeton = sign_lien("inscription", brought.inscription.pk)
    names = ("reseau_inscri", "reseau_besoins", "reseau_contributions", "reseau_badges", "reseau_evenement")
    return {
        **{f"{name}.slug": JOURNEE for name in names},
        "inscription_id": str(brought.inscription.pk),
        "contribution_id": str(brought.pk),
        "reseau_inscription.jeton": jeton,
        "reseau_contribution.jeton": jeton,
    }


def corrected_act(structure: Any) -> Any:
    """With a note, a theme and a history: everything that a page can show."""
    from entredeux.cadre.acteur import Acteur
    from entredeux.cadre.models import Adhesion
    from entredeux.terrain import actions
    from entredeux.terrain.models import Intervention

    claire = Acteur.of(Adhesion.objects.get(compte__email=email_of("claire")))
    act = Intervention.objects.filter(structure=structure, theme="hall", presence__isnull=False).latest(
        "date_service", "cree_le"
    )
    return actions.correct_intervention(
        act, {"duree_minutes": 75, "note": "Repasser en début de semaine."}, version=act.version, by=claire
    )


def photographed_defect(presence: Any) -> Any:
    from PIL import Image

    from entredeux.cadre.acteur import Acteur
    from entredeux.cadre.models import Adhesion
    from entredeux.terrain import actions

    photo = BytesIO()
    Image.new("RGB", (320, 240), "#8a7f70").save(photo, "JPEG")
    samira = Acteur.of(Adhesion.objects.get(compte__email=email_of("samira")))
    lieu = presence.passages.first().lieu
    return actions.record_dysfonctionnement(lieu=lieu, categorie="eclairage", photo=photo.getvalue(), by=samira)


def received_log() -> Any:
    """A former log that waits for its mapping to be reread."""
    from entredeux.cadre.acteur import Acteur
    from entredeux.cadre.models import Adhesion
    from entredeux.terrain.imports.actions import receive_import

    claire = Acteur.of(Adhesion.objects.get(compte__email=email_of("claire")))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.csv"
        path.write_text("Date;Motif;Lieu\n05/03/2024;Tapage;Square\n", encoding="utf-8")
        return receive_import(path, "journal.csv", by=claire)


def sign_links() -> dict[str, str]:
    """The signed links that Karim would receive by mail."""
    from allauth.account.models import EmailAddress, EmailConfirmationHMAC
    from allauth.account.utils import user_pk_to_url_str

    from entredeux.cadre.jetons import JetonDeMotDePasse
    from entredeux.cadre.models import Compte

    karim = Compte.objects.get(email=email_of("karim"))
    address, _ = EmailAddress.objects.get_or_create(user=karim, email=karim.email, defaults={"primary": True})
    return {
        "uidb36": user_pk_to_url_str(karim),
        "jeton": JetonDeMotDePasse().make_token(karim),
        "cle_adresse": EmailConfirmationHMAC(address).key,
        **dict.fromkeys(("abonnement_confirmer.jeton", "abonnement_arreter.jeton"), subscription_link()),
    }


def subscription_link() -> str:
    """Of a digest that somebody asked for and has not confirmed."""
    from entredeux.cadre.acteur import Acteur
    from entredeux.reseau.actions.abonnements import subscribe
    from entredeux.reseau.envois_abonnements import USAGE
    from entredeux.reseau.liens import sign_lien

    found = subscribe(courriel="lectrice@demo.example", theme="bailleurs", by=Acteur.public())
    return sign_lien(USAGE, found.pk)


if __name__ == "__main__":
    main()
