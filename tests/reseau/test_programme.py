"""The real programme ships as it was given: facts whole, nothing added."""

from importlib.resources import files

import pytest
import yaml
from pydantic import ValidationError

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.access import visible_elements
from entredeux.reseau.actions import import_programme
from entredeux.reseau.models import Element
from entredeux.reseau.presenters import hide_name, present_carte, present_fiche, split_titre
from entredeux.reseau.programme import Programme, load_affichage, load_programme


def evenements() -> list:
    return [(serie, evenement) for serie in load_programme().series for evenement in serie.evenements]


def test_all_events_of_the_file_are_there():
    assert [(serie.slug, evenement.date) for serie, evenement in evenements()] == [
        ("webinaires-fm-anct-2024", "2024-02-29"),
        ("webinaires-fm-anct-2024", "2024-04-04"),
        ("webinaires-fm-anct-2024", "2024-06-13"),
        ("webinaires-fm-anct-2024", "2024-09-12"),
        ("webinaires-fm-anct-2024", "2024-10-17"),
        ("webinaires-fm-anct-2024", "2024-12-05"),
        ("journees-regionales-2019", "2019-06"),
        ("journees-regionales-2019", "2019-11-19"),
        ("journees-regionales-2019", "2019-12-04"),
    ]


def test_nothing_of_the_file_is_lost_on_the_way():
    """Every word of the facts is in the model, and the model has no other."""
    raw = yaml.safe_load(files("entredeux.reseau").joinpath("contenu", "evenements.yaml").read_text(encoding="utf-8"))
    assert raw == load_programme().model_dump(exclude_unset=True, mode="python") | {"series": with_dates(raw)}


def with_dates(raw: dict) -> list:
    """Our dates are text, since one of them is only a month."""
    series = load_programme().model_dump(exclude_unset=True)["series"]
    for serie, given in zip(series, raw["series"], strict=True):
        for evenement, fact in zip(serie["evenements"], given["evenements"], strict=True):
            assert evenement["date"] == str(fact["date"])
            evenement["date"] = fact["date"]
    return series


def test_every_slug_has_its_french_words():
    affichage = load_affichage()
    for serie, evenement in evenements():
        assert affichage.genres[serie.slug]
        assert set(evenement.themes) <= set(affichage.themes)
        assert {prise.segment for prise in [*evenement.interventions, *evenement.pleniere]} <= set(affichage.segments)
        assert {atelier.domaine for atelier in evenement.ateliers} <= set(affichage.domaines)


def test_addresses_are_unique_and_stable():
    slugs = [evenement.slug for _, evenement in evenements()]
    assert len(set(slugs)) == 9
    assert "2024-04-04-posture-et-cadre-de-la-mediation-sociale" in slugs
    assert load_programme().find("2019-06-journee-regionale-sud-paca")[1].lieu == "Marseille"
    assert load_programme().find("inconnu") is None


def test_month_alone_is_said_unconfirmed():
    serie, evenement = load_programme().find("2019-06-journee-regionale-sud-paca")
    assert present_fiche(serie, evenement).quand == "juin 2019, jour non confirmé"
    assert (present_carte(serie, evenement).jour, present_carte(serie, evenement).mois) == ("", "juin 2019")


def test_unknown_field_and_bad_date_are_refused():
    event = {"date": "2024-02-29", "titre": "x"}
    serie = {"slug": "s", "titre": "S", "organisateurs": [], "evenements": [event]}
    assert Programme.model_validate({"series": [serie]}).series[0].evenements[0].slug == "2024-02-29-x"
    with pytest.raises(ValidationError):
        Programme.model_validate({"series": [serie | {"evenements": [event | {"telephone": "06"}]}]})
    with pytest.raises(ValidationError, match="attendu AAAA-MM"):
        Programme.model_validate({"series": [serie | {"evenements": [event | {"date": "février 2024"}]}]})


@pytest.mark.parametrize(
    ("titre", "parts"),
    [
        ("Posture et cadre", ("Posture et cadre", "")),
        ("École : comment faire ?", ("École", "Comment faire ?")),
        ("Comment faire ? Avec quels moyens ?", ("Comment faire ?", "Avec quels moyens ?")),
    ],
)
def test_long_titles_split_where_they_breathe(titre, parts):
    assert split_titre(titre) == parts


def test_names_are_absent_unless_the_installation_shows_them(settings):
    """First that they exist: each page of the demo shows every one of them."""
    named = [(s, e, p) for s, e in evenements() for p in [*e.interventions, *e.pleniere] if p.personne]
    assert len(named) == 25
    for shown in (True, False):
        settings.RESEAU_MONTRE_NOMS = shown
        for serie, evenement, prise in named:
            fiche = present_fiche(serie, evenement)
            names = {voix["nom"] for groupe in fiche.groupes for voix in groupe.voix}
            assert (prise.personne in names) is shown
            assert fiche.sources != []


def test_name_inside_a_workshop_s_animation_is_hidden_too(settings):
    settings.RESEAU_MONTRE_NOMS = False
    assert hide_name("Marie Slimati, association Interfaces") == "association Interfaces"
    assert hide_name("IREV") == "IREV"
    settings.RESEAU_MONTRE_NOMS = True
    assert hide_name("Marie Slimati, association Interfaces") == "Marie Slimati, association Interfaces"


def test_what_a_workshop_brought_is_its_published_sheet_word_for_word(alice):
    import_programme(load_programme(), by=alice)
    import_programme(load_programme(), by=alice)

    elements = Element.objects.select_related("feuille__sequence__evenement")
    assert {element.feuille.sequence.titre for element in elements} == {
        "L'intégration de la médiation sociale à son territoire"
    }
    (apports,) = [atelier.apports for _, evenement in evenements() for atelier in evenement.ateliers if atelier.apports]
    assert [(element.genre, element.texte) for element in elements] == [(a.type, a.texte) for a in apports]
    assert {(e.statut, e.theme, e.auteur_citation, e.feuille.statut) for e in elements} == {
        ("valide", "", "", "publiee")
    }
    assert list(visible_elements(Acteur.public())) == list(elements)
    assert str(elements[0].feuille.sequence.evenement.date_debut) == "2019-12-04"
