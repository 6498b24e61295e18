"""The directory on Samira's phone and on Claire's desk: found, near, open, noted, made a partner, referred to."""

from urllib.parse import parse_qs, urlparse

import pytest
from django.test import Client
from django.urls import reverse

from entredeux.orientations.enums import Profession
from entredeux.partenaires.actions import create_partenaire, merge_fiches, write_note
from entredeux.partenaires.models import FicheAnnuaire, NoteAnnuaire, PaireAnnuaire, RejetAnnuaire, StructurePartenaire
from entredeux.territoires.models import Commune, Departement, Lieu, Region
from tests.partenaires.fabrique import DEMARCHES, make_fiche

ANNUAIRE = "/partenaires/annuaire/"


def desk_of(acteur) -> Client:
    client = Client()
    client.force_login(acteur.compte)
    return client


def read(client: Client, address: str = ANNUAIRE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def communes(db) -> None:
    region = Region.objects.create(pk="32", nom="Hauts-de-France")
    departement = Departement.objects.create(pk="62", nom="Pas-de-Calais", region=region)
    for code, nom, lat, lon, postal in (
        ("62510", "Liévin", 50.4214, 2.7754, "62800"),
        ("62498", "Lens", 50.4289, 2.8319, "62300"),
        ("62499", "Lens-Neuve", 50.6, 2.9, "62301"),
    ):
        Commune.objects.create(
            pk=code,
            nom=nom,
            nature="commune",
            departement=departement,
            region=region,
            lat=lat,
            lon=lon,
            codes_postaux=postal,
            recherche=f" {nom.lower().replace('é', 'e').replace('-', ' ')} {code} {postal}",
        )


def test_search_by_word_and_by_need(samira):
    make_fiche("Espace du Square")
    make_fiche("Maison des droits", thematiques=[DEMARCHES], commune="Lens", code_postal="62300")
    phone = desk_of(samira)

    assert "2 services" in read(phone)
    assert "Maison des droits" not in read(phone, f"{ANNUAIRE}?q=square")
    by_need = read(phone, f"{ANNUAIRE}?besoin=difficultes-administratives-ou-juridiques")
    assert "Maison des droits" in by_need
    assert "Espace du Square" not in by_need
    assert "Aucun service ne répond" in read(phone, f"{ANNUAIRE}?q=introuvable")


def test_empty_directory_says_how_to_fill_it(samira):
    assert "entredeux import partenaires" in read(desk_of(samira))


def test_nearest_first_from_a_commune_kept_in_the_address_as_a_code(samira, communes):
    make_fiche("Loin, à Lens", latitude=50.4289, longitude=2.8319)
    make_fiche("Tout près")
    make_fiche("À Paris", latitude=48.85, longitude=2.35)
    phone = desk_of(samira)

    answer = phone.get(f"{ANNUAIRE}?ville=liévin&besoin=numerique")

    assert answer.status_code == 302
    assert parse_qs(urlparse(answer["Location"]).query) == {"besoin": ["numerique"], "autour": ["62510"]}
    page = read(phone, answer["Location"])
    assert page.index("Tout près") < page.index("Loin, à Lens")
    assert "À Paris" not in page
    assert "4,1\u00a0km" in page


def test_distance_counts_from_a_place_of_the_team_and_of_no_other(samira, communes, structure, autre_structure):
    hall = Lieu.objects.create(structure=structure, nom="Hall B", type_lieu="hall", lat=50.4214, lon=2.7754)
    ailleurs = Lieu.objects.create(structure=autre_structure, nom="Hall caché", type_lieu="hall", lat=50.42, lon=2.77)
    make_fiche("Tout près")
    phone = desk_of(samira)

    assert "de Hall B" in read(phone, f"{ANNUAIRE}?autour={hall.pk}")
    other = read(phone, f"{ANNUAIRE}?autour={ailleurs.pk}")
    assert "Hall caché" not in other
    assert "Tout près" in other  # the list is as without a place


def test_name_of_two_places_is_asked_and_an_unknown_one_is_said(samira, communes, structure):
    for nom in ("Hall B", "Hall C"):
        lieu = Lieu.objects.create(
            structure=structure, nom=f"{nom}, Lens", type_lieu="hall", recherche=f" {nom.lower()} lens"
        )
    phone = desk_of(samira)
    assert phone.get(f"{ANNUAIRE}?ville=Lens")["Location"].endswith("autour=62498")  # the town, not its halls
    asked = read(phone, f"{ANNUAIRE}?ville=hall")
    assert "désigne plusieurs endroits" in asked
    assert f"autour={lieu.pk}" in asked
    assert "Vérifiez l'orthographe" in read(phone, f"{ANNUAIRE}?ville=Nullepart")


def test_map_bears_the_numbers_of_the_list(samira):
    make_fiche("Un", latitude=50.42, longitude=2.77)
    make_fiche("Deux", latitude=50.45, longitude=2.83)
    make_fiche("Trois, au même endroit que Deux", latitude=50.45, longitude=2.83)
    page = read(desk_of(samira), f"{ANNUAIRE}?vue=carte")
    assert 'role="img"' in page
    assert page.count('class="repere"') == 2
    assert "<text" in page
    assert ">1, 2<" in page  # « Deux » and « Trois » come first by name


@pytest.mark.parametrize("number", [1, 300])
def test_same_number_of_queries_whatever_the_directory(samira, number, django_assert_num_queries, communes):
    phone = desk_of(samira)
    address = f"{ANNUAIRE}?autour=62510&vue=carte"
    make_fiche()
    read(phone, address)
    FicheAnnuaire.objects.all().delete()
    for rank in range(number):
        make_fiche(f"Lieu {rank}", latitude=50.42 + rank / 10_000)
    with django_assert_num_queries(11):
        read(phone, address)


@pytest.mark.parametrize("number", [1, 30])
def test_same_number_of_queries_whatever_the_pairs(claire, number, django_assert_num_queries):
    desk = desk_of(claire)
    for page in ("doublons", "rapprochements"):
        read(desk, f"{ANNUAIRE}{page}/")
    for _ in range(number):
        PaireAnnuaire.objects.create(une=make_fiche(), autre=make_fiche(), force=60)
        merge_fiches(gardee=make_fiche(), ecartee=make_fiche(), by=claire)
    with django_assert_num_queries(6):
        read(desk, f"{ANNUAIRE}doublons/")
    with django_assert_num_queries(5):
        read(desk, f"{ANNUAIRE}rapprochements/")


def test_sheet_says_hours_in_words_and_raw_text_when_it_cannot(samira):
    phone = desk_of(samira)
    read_in_words = make_fiche(horaires_accueil="Mo-Fr 09:00-12:00; PH off")
    raw = make_fiche(horaires_accueil="Sur rendez-vous, semaines paires")
    page = read(phone, f"{ANNUAIRE}{read_in_words.pk}/")
    assert "Du lundi au vendredi, de 9\u00a0h à 12\u00a0h" in page
    assert "Fermé les jours fériés" in page
    assert "Sur rendez-vous, semaines paires" in read(phone, f"{ANNUAIRE}{raw.pk}/")


def test_note_from_the_phone_is_read_by_the_team_alone(samira, claire, nadia):
    fiche = make_fiche()
    answer = desk_of(samira).post(f"{ANNUAIRE}{fiche.pk}/note/", {"note": "Entrer par la cour."})
    assert answer.status_code == 302
    assert "Entrer par la cour." in read(desk_of(claire), f"{ANNUAIRE}{fiche.pk}/")
    assert "note de l'équipe" in read(desk_of(claire))
    assert "Entrer par la cour." not in read(desk_of(nadia), f"{ANNUAIRE}{fiche.pk}/")
    assert "note de l'équipe" not in read(desk_of(nadia))


def test_note_that_names_somebody_is_shown_again_first(samira):
    fiche = make_fiche()
    phone = desk_of(samira)
    answer = phone.post(f"{ANNUAIRE}{fiche.pk}/note/", {"note": "Demander Mme Durand au 06 12 34 56 78."})
    assert answer.status_code == 422
    assert "Demander Mme Durand" in answer.content.decode()
    assert not NoteAnnuaire.objects.exists()


def test_sheet_becomes_a_partner_and_a_referral_starts_from_it(claire, samira):
    fiche = make_fiche(courriel="accueil@numerique.example")
    desk = desk_of(claire)
    address = f"{ANNUAIRE}{fiche.pk}/partenaire/"
    assert 'value="accueil@numerique.example"' in read(desk, address)
    said = {"nom": fiche.nom, "genre": "numerique", "profession": "conseiller_numerique"}

    desk.post(address, said | {"courriel": "accueil@numerique.example", "perimetre": "Liévin"})

    partner = StructurePartenaire.objects.get()
    assert (partner.fiche, partner.profession) == (fiche, Profession.NUMERIQUE)
    page = read(desk_of(samira), f"{ANNUAIRE}{fiche.pk}/")
    assert "Orienter vers ce service" in page
    link = f"{reverse('orientations:nouvelle')}?partenaire={partner.pk}&profession=conseiller_numerique"
    form = read(desk_of(samira), link)
    assert f'<option value="{partner.pk}" selected>' in form
    assert '<option value="conseiller_numerique" selected>' in form


def test_sheet_is_one_partner_only(claire):
    fiche = make_fiche()
    create_partenaire(by=claire, nom="Celui-ci", genre="numerique", fiche=fiche)
    answer = desk_of(claire).post(f"{ANNUAIRE}{fiche.pk}/partenaire/", {"nom": "Encore", "genre": "numerique"})
    assert answer.status_code == 422
    assert "déjà un de vos partenaires" in answer.content.decode()


def test_pair_is_decided_on_the_page_and_undone_from_the_message(claire):
    une, autre = make_fiche("Première"), make_fiche("Seconde")
    pair = PaireAnnuaire.objects.create(une=une, autre=autre, raisons=["noms proches"], force=50)
    desk = desk_of(claire)
    assert "1 paire à regarder" in read(desk, f"{ANNUAIRE}doublons/")

    page = desk.post(f"{ANNUAIRE}doublons/{pair.pk}/", {"decision": "autre"}, follow=True).content.decode()

    assert "Une seule structure" in page
    assert "Seconde" in read(desk)
    assert "Première" not in read(desk)
    assert "qui s'affiche dans les listes" in read(desk, f"{ANNUAIRE}{une.pk}/")
    assert "Première" in read(desk, f"{ANNUAIRE}{autre.pk}/")
    undo = next(part for part in page.split('"') if part.endswith("/annuler/"))
    desk.post(undo)
    assert "Première" in read(desk)
    wrong = desk.post(f"{ANNUAIRE}doublons/{pair.pk}/", {"decision": "?"}, follow=True).content.decode()
    assert "Dites si c&#x27;est la même structure." in wrong


def test_what_an_import_refused_is_shown_to_whoever_keeps_the_directory(claire, samira):
    fiche = make_fiche()
    RejetAnnuaire.objects.create(
        source_id=fiche.source, ligne=4, champ="siret", valeur="123", raison="SIRET faux, ignoré"
    )
    page = read(desk_of(claire), f"{ANNUAIRE}refus/?source={fiche.source}")
    assert "SIRET faux, ignoré" in page
    assert desk_of(samira).get(f"{ANNUAIRE}refus/").status_code == 404


def test_sheet_gone_from_its_source_is_said_and_keeps_its_note(samira):
    fiche = make_fiche(disparue_le="2026-11-01")
    write_note(fiche=fiche, note="Entrer par la cour.", by=samira)
    phone = desk_of(samira)
    assert fiche.nom not in read(phone)
    assert fiche.nom in read(phone, f"{ANNUAIRE}?disparues=on")
    page = read(phone, f"{ANNUAIRE}{fiche.pk}/")
    assert "Sa source ne la porte plus depuis le 1 novembre 2026" in page
    assert "Entrer par la cour." in page


def test_funder_meets_404_everywhere(paul):
    fiche = make_fiche()
    funder = desk_of(paul)
    for address in (
        ANNUAIRE,
        f"{ANNUAIRE}{fiche.pk}/",
        f"{ANNUAIRE}doublons/",
        f"{ANNUAIRE}refus/",
        f"{ANNUAIRE}exports/",
    ):
        assert funder.get(address).status_code == 404
