"""A fictional day with its workshops, as the tests of this folder need it."""

import datetime
import uuid
from typing import Any

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.textes import seal_texte
from entredeux.reseau.actions import ateliers as actions
from entredeux.reseau.actions import syntheses
from entredeux.reseau.enums import GenreContribution, GenreEvenement, GenreRubrique, GenreSequence, StatutInscription
from entredeux.reseau.liens import sign_lien
from entredeux.reseau.models import (
    ChoixAtelier,
    Contribution,
    Evenement,
    Inscription,
    Rubrique,
    Sequence,
    Serie,
    Synthese,
)
from entredeux.reseau.saisie_ateliers import SaisieElement
from entredeux.territoires.models import Region


def make_serie(titre: str = "Journées d'essai") -> Serie:
    rubrique = Rubrique.objects.get(genre=GenreRubrique.PROGRAMME)
    slug = titre.lower().replace(" ", "-").replace("'", "-").replace("é", "e")
    found = Serie.objects.filter(slug=slug).first()
    return found or rubrique.add_child(
        instance=Serie(title=titre, slug=slug, genre=GenreEvenement.JOURNEE_REGIONALE, organisateurs="Réseau d'essai")
    )


def make_day(
    titre: str = "Journée d'essai",
    jour: datetime.date = datetime.date(2026, 3, 5),
    *,
    region: str = "32",
    serie: Serie | None = None,
    ateliers: tuple[str, ...] = ("Les halls", "L'accès aux droits"),
    **champs: Any,
) -> Evenement:
    evenement = Evenement(
        title=titre,
        slug=f"{jour}-{uuid.uuid4().hex[:8]}",
        genre=GenreEvenement.JOURNEE_REGIONALE,
        date_debut=jour,
        lieu="Lens",
        region=Region.objects.get_or_create(code=region, defaults={"nom": f"Région {region}"})[0] if region else None,
        **champs,
    )
    evenement.sequences = [
        Sequence(
            sort_order=rank,
            genre=GenreSequence.ATELIER,
            titre=nom,
            est_sur_inscription=True,
            themes=["occupation-hall"],
        )
        for rank, nom in enumerate(ateliers)
    ]
    (serie or make_serie()).add_child(instance=evenement)
    return Evenement.objects.get(pk=evenement.pk)


def make_inscription(
    evenement: Evenement, courriel: str, *ateliers: Sequence, presente: bool = True, nom: str = ""
) -> Inscription:
    """Came, and attended these workshops."""
    inscription = Inscription(
        evenement=evenement, statut=StatutInscription.CONFIRMEE, est_presente=presente, courriel_index=courriel[:64]
    )
    seal_texte(inscription, "courriel", courriel)
    seal_texte(inscription, "nom", nom or courriel.partition("@")[0].capitalize())
    inscription.save()
    for atelier in ateliers:
        ChoixAtelier.objects.create(
            inscription=inscription, sequence=atelier, statut=StatutInscription.CONFIRMEE, est_presente=presente
        )
    return inscription


def make_contribution(atelier: Sequence, texte: str, genre: str = GenreContribution.PROBLEME) -> Contribution:
    contribution = Contribution(evenement=atelier.evenement, sequence=atelier, genre=genre)
    seal_texte(contribution, "texte", texte)
    contribution.save()
    return contribution


def make_monde(*, alice: Acteur, yann: Acteur) -> dict[str, Any]:
    """One of each for the truth table: a draft, a sheet being reread, a published one; links that open and that do
    not. Yann is the rapporteur of all of them, by his account."""
    jour, ailleurs = make_day(ateliers=("A", "B", "C")), make_day("Ailleurs", region="93")
    brouillon, relue, publiee = jour.ateliers
    presente = make_inscription(jour, "ines@exemple.fr", relue, brouillon)
    absente = make_inscription(jour, "absente@exemple.fr", relue, presente=False)
    monde: dict[str, Any] = {"evenement": jour, "evenement_ailleurs": ailleurs, "atelier": brouillon}
    for atelier in (brouillon, relue, publiee):
        monde["rapporteur"] = actions.designate_rapporteur(sequence=atelier, compte=yann.compte, by=alice)
        monde["dernier"] = actions.record_element(sequence=atelier, saisie=SaisieElement("constat", "Un."), by=alice)
        if atelier == brouillon:
            monde["element_brouillon"], monde["feuille"] = monde["dernier"], monde["dernier"].feuille
            continue
        actions.close_feuille(feuille=monde["dernier"].feuille, by=alice)
        if atelier == relue:
            monde["relue"] = monde["dernier"].feuille
    actions.publish_feuille(feuille=monde["dernier"].feuille, by=alice)
    liens = {
        nom: actions.designate_rapporteur(sequence=sequence, courriel=f"{nom}@exemple.fr", by=alice)
        for nom, sequence in (("lien", brouillon), ("retire", brouillon), ("ailleurs", ailleurs.ateliers[0]))
    }
    actions.withdraw_rapporteur(rapporteur=liens["retire"], by=alice)
    for each in (monde["relue"], liens["retire"]):
        each.refresh_from_db()
    return monde | {
        "element": monde.pop("dernier"),
        "atelier_publie": publiee,
        "presente": presente,
        "absente": absente,
        "lien": liens["lien"],
        "lien_retire": liens["retire"],
        "lien_ailleurs": liens["ailleurs"],
        "synthese": Synthese.objects.create(evenement=jour),
    }


def make_objets(jour: Evenement, alice: Acteur) -> dict[str, list[Any]]:
    """Ids of workshops by the name they have in addresses: a sheet being reread, then nobody's."""
    personne = "00000000-0000-4000-8000-000000000000"
    atelier = jour.ateliers[0]
    lien = actions.designate_rapporteur(sequence=atelier, nom="Nora", courriel="nora@exemple.fr", by=alice)
    element = actions.record_element(sequence=atelier, saisie=SaisieElement("constat", "Un."), by=alice)
    feuille, ines = element.feuille, make_inscription(jour, "presente@exemple.fr", atelier)
    actions.close_feuille(feuille=feuille, by=alice)
    feuille.refresh_from_db()
    amendement = actions.propose_amendement(
        feuille=feuille, inscription=ines, element=element, texte="Deux.", by=Acteur.public()
    )
    phrase = syntheses.write_passage(evenement=jour, genre="phrase", texte="Une phrase.", by=alice)
    return {
        "cle_feuille": [sign_lien("rapporteur", lien.pk), str(atelier.uid)],
        "dit_id": [element.pk, personne],
        "amendement_id": [amendement.pk, personne],
        "feuille_id": [feuille.pk, personne],
        "lien_relecture": [sign_lien(f"relecture.{feuille.pk.hex}", ines.pk), "inconnu"],
        "rapporteur_id": [lien.pk, personne],
        "sequence_uid": [atelier.uid, personne],
        "passage_synthese_id": [phrase.pk, personne],
    }
