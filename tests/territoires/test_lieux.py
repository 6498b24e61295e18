from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from entredeux.cadre.models import EntreeJournal
from entredeux.socle.erreurs import Refus
from entredeux.territoires.access import can_update_lieu, visible_lieux
from entredeux.territoires.actions import (
    NouveauLieu,
    archive_lieu,
    create_lieu,
    create_lieux,
    declare_zone,
    reopen_lieu,
    update_lieu,
)
from entredeux.territoires.enums import GenreZone
from entredeux.territoires.models import Commune, Lieu
from entredeux.territoires.queries import zones_on
from tests.territoires.lieux import CITE_2, DUCHERE, GRANDE_RESIDENCE, HORS_QPV_LENS, HORS_QPV_LYON

pytestmark = pytest.mark.usefixtures("territoires")

INCONNU = ("", "inconnu")


def zones(lieu: Lieu) -> dict[str, tuple[str, str]]:
    return {zone.genre: (zone.code, zone.origine) for zone in lieu.zones.filter(valide_au__isnull=True)}


def place(by, point=(None, None), **champs) -> Lieu:
    return create_lieu(by=by, nom="Hall Van Gogh", type_lieu="hall", lon=point[-2], lat=point[-1], **champs)


def test_a_point_in_a_quarter_of_one_commune_gives_both(claire):
    lieu = place(claire, CITE_2)
    assert zones(lieu) == {
        "qpv_2024": ("QN06226M", "geometrie"),
        "qpv_2015": INCONNU,
        "commune": ("62498", "deduite"),
        "contrat_ville": INCONNU,
    }
    assert str(lieu.commune) == "Lens (62)"


def test_a_quarter_of_several_communes_does_not_guess_one(claire):
    assert zones(place(claire, GRANDE_RESIDENCE))["commune"] == INCONNU
    said = place(claire, GRANDE_RESIDENCE, commune=Commune.objects.get(pk="62498"))
    assert zones(said)["commune"] == ("62498", "declaree")


def test_a_contour_answers_before_the_team(claire):
    lieu = place(claire, DUCHERE, commune=Commune.objects.get(pk="62498"))
    assert zones(lieu)["commune"] == ("69123", "geometrie")
    assert lieu.commune_id == "69123"


def test_an_arrondissement_said_for_a_point_of_its_city_is_kept(claire):
    lieu = place(claire, HORS_QPV_LYON, commune=Commune.objects.get(pk="69381"))
    assert (lieu.commune_id, zones(lieu)["commune"]) == ("69381", ("69123", "geometrie"))


def test_outside_every_quarter_is_known_and_without_point_is_not(claire):
    assert zones(place(claire, HORS_QPV_LENS))["qpv_2024"] == ("", "geometrie")
    assert zones(place(claire))["qpv_2024"] == INCONNU


def test_a_declared_quarter_gives_its_commune_when_there_is_no_point(claire):
    lieu = declare_zone(lieu=place(claire), genre=GenreZone.QPV_2024, code="QN06226M", by=claire)
    assert zones(lieu)["qpv_2024"] == ("QN06226M", "declaree")
    assert zones(lieu)["commune"] == ("62498", "deduite")
    assert lieu.zones.count() == 4  # what was unknown is replaced, not closed


def test_quarter_of_2015_and_contract_are_only_ever_declared(claire):
    lieu = place(claire, CITE_2, zones={GenreZone.QPV_2015: "QP062026", GenreZone.CONTRAT_VILLE: "CV219"})
    assert zones(lieu)["qpv_2015"] == ("QP062026", "declaree")
    assert zones(lieu)["contrat_ville"] == ("CV219", "declaree")


def test_nobody_declares_against_the_point(claire):
    lieu = place(claire, CITE_2)
    with pytest.raises(ValidationError, match="Corrigez le point"):
        declare_zone(lieu=lieu, genre=GenreZone.QPV_2024, code="QN06225M", by=claire)
    assert zones(lieu)["qpv_2024"] == ("QN06226M", "geometrie")


def test_a_code_that_does_not_exist_is_refused(claire):
    lieu = place(claire)
    for genre, code in ((GenreZone.QPV_2015, "QN06226M"), (GenreZone.CONTRAT_VILLE, "CV9999")):
        with pytest.raises(ValidationError, match="n'existe pas"):
            declare_zone(lieu=lieu, genre=genre, code=code, by=claire)


def test_a_moved_place_keeps_where_it_was(claire):
    lieu = place(claire, CITE_2, zones={GenreZone.QPV_2015: "QP062026"})
    moved = update_lieu(lieu=lieu, by=claire, lon=DUCHERE[1], lat=DUCHERE[2], depuis=date(2024, 9, 1))
    assert zones(moved) == {
        "qpv_2024": ("QN06934M", "geometrie"),
        "qpv_2015": INCONNU,
        "commune": ("69123", "geometrie"),
        "contrat_ville": INCONNU,
    }
    before, after = (zones_on([lieu.pk], jour)[lieu.pk] for jour in (date(2024, 8, 31), date(2024, 9, 1)))
    assert (before.code, before.valide_au) == ("QN06226M", date(2024, 8, 31))
    assert (after.code, after.valide_du) == ("QN06934M", date(2024, 9, 1))
    assert moved.version == 2


def test_without_a_day_the_move_is_of_today(claire):
    lieu = place(claire, CITE_2)
    update_lieu(lieu=lieu, by=claire, lon=DUCHERE[1], lat=DUCHERE[2])
    today = timezone.localdate(timezone=claire.structure.zone)
    assert zones_on([lieu.pk], today - timedelta(days=1))[lieu.pk].code == "QN06226M"
    assert zones_on([lieu.pk], today)[lieu.pk].code == "QN06934M"


def test_a_wrong_point_corrected_leaves_no_false_past(claire):
    lieu = place(claire, DUCHERE)
    update_lieu(lieu=lieu, by=claire, lon=CITE_2[1], lat=CITE_2[2], est_correction=True)
    assert zones_on([lieu.pk], date(2023, 1, 1))[lieu.pk].code == "QN06226M"
    assert lieu.zones.filter(genre="qpv_2024").count() == 1


def test_a_move_before_the_last_one_is_refused(claire):
    lieu = place(claire, CITE_2)
    update_lieu(lieu=lieu, by=claire, lon=DUCHERE[1], lat=DUCHERE[2], depuis=date(2024, 9, 1))
    with pytest.raises(ValidationError, match="déjà changé de zone"):
        update_lieu(lieu=lieu, by=claire, lon=GRANDE_RESIDENCE[1], lat=GRANDE_RESIDENCE[2], depuis=date(2024, 1, 1))
    lieu.refresh_from_db()
    assert (lieu.lon, lieu.version) == (DUCHERE[1], 2)


def test_changing_a_name_leaves_the_zones_alone(claire):
    lieu = place(claire, GRANDE_RESIDENCE, commune=Commune.objects.get(pk="62498"))
    before = zones(lieu)
    renamed = update_lieu(lieu=lieu, by=claire, nom="  Hall   Rembrandt ")
    assert (renamed.nom, zones(renamed), renamed.zones.count()) == ("Hall Rembrandt", before, 4)
    assert EntreeJournal.objects.get(evenement="territoires.lieu.modifie").champs == ["nom"]


def test_two_people_on_one_place_do_not_overwrite_each_other(claire, helene):
    lieu = place(claire)
    update_lieu(lieu=lieu, by=helene, nom="Hall Rembrandt", version=1)
    with pytest.raises(ValidationError, match="pendant votre saisie"):
        update_lieu(lieu=lieu, by=claire, nom="Hall Vermeer", version=1)
    lieu.refresh_from_db()
    assert lieu.nom == "Hall Rembrandt"


def test_a_home_never_says_where_it_is(claire):
    for champ in ({"adresse": "3 rue Bollaert"}, {"lon": 2.8, "lat": 50.4}, {"precision": "hall B"}):
        with pytest.raises(ValidationError, match="Un domicile ne dit jamais où il est"):
            create_lieu(by=claire, nom="Domicile", type_lieu="domicile", **champ)
    home = create_lieu(by=claire, nom="Domicile", type_lieu="domicile", zones={GenreZone.QPV_2024: "QN06226M"})
    with pytest.raises(IntegrityError), transaction.atomic():
        Lieu.objects.filter(pk=home.pk).update(adresse="3 rue Bollaert")


@pytest.mark.parametrize("texte", ["3 rue Bollaert appt 12", "Appartement n° 4", "porte 12", "logement 3"])
def test_a_flat_is_never_written(claire, texte):
    with pytest.raises(ValidationError, match="Un logement précis ne se note pas"):
        place(claire, adresse=texte)
    assert not Lieu.objects.exists()


def test_every_reason_comes_at_once(claire):
    with pytest.raises(ValidationError) as refused:
        create_lieu(by=claire, nom=" ", type_lieu="chateau", lon=200.0, lat=None)
    assert sorted(refused.value.message_dict) == ["lat", "nom", "type_lieu"]


def test_the_database_refuses_half_a_point(claire):
    lieu = place(claire)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lieu.objects.filter(pk=lieu.pk).update(lat=50.0)


def test_many_places_at_once_are_one_event(claire):
    created = create_lieux(
        [NouveauLieu(f"Hall {n}", "hall", lon=CITE_2[1], lat=CITE_2[2]) for n in range(30)], by=claire
    )
    assert [lieu.nom for lieu in created[:2]] == ["Hall 0", "Hall 1"]
    assert {zone.code for zone in zones_on([lieu.pk for lieu in created], date(2024, 6, 1)).values()} == {"QN06226M"}
    entry = EntreeJournal.objects.get(evenement="territoires.lieux.crees")
    assert (entry.nombre, len(entry.condense)) == (30, 64)


def test_one_bad_row_writes_none(claire):
    with pytest.raises(ValidationError):
        create_lieux([NouveauLieu("Hall", "hall"), NouveauLieu("", "hall")], by=claire)
    assert not Lieu.objects.exists()


def test_an_archived_place_stays_readable_and_can_come_back(claire, samira):
    lieu = place(claire)
    assert archive_lieu(lieu=lieu, by=claire).est_actif is False
    assert list(visible_lieux(samira)) == [lieu]
    assert reopen_lieu(lieu=lieu, by=claire).est_actif is True


def test_who_may_what(claire, samira, helene, paul, nadia):
    lieu = place(claire)
    assert {who.role: lieu in visible_lieux(who) for who in (samira, claire, helene, paul)} == {
        "mediation": True,
        "coordination": True,
        "direction": True,
        "financeur": False,
    }
    assert lieu not in visible_lieux(nadia)
    assert [can_update_lieu(who, lieu) for who in (claire, helene, samira, paul, nadia)] == [
        True,
        True,
        False,
        False,
        False,
    ]
    for who, error in ((samira, Refus), (paul, Http404), (nadia, Http404)):
        with pytest.raises(error):
            update_lieu(lieu=lieu, by=who, nom="Autre")
        with pytest.raises(error):
            archive_lieu(lieu=lieu, by=who)
        with pytest.raises(error):
            declare_zone(lieu=lieu, genre=GenreZone.QPV_2015, code="QP062026", by=who)
    with pytest.raises(Refus):
        place(samira)
