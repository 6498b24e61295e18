"""The real programme ships as it was given: facts whole, nothing added, in the file and then in the pages."""

from importlib.resources import files

import pytest
import yaml
from pydantic import ValidationError

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.access import visible_elements
from entredeux.reseau.actions import import_programme
from entredeux.reseau.models import Element, Evenement, Intervenant, Organisation, Serie
from entredeux.reseau.programme import Programme, load_affichage, load_programme
from entredeux.themes.queries import labels


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


def test_every_slug_has_its_french_words(db):
    affichage, themes, domaines = load_affichage(), labels("themes_reseau"), labels("domaines_reseau")
    for serie, evenement in evenements():
        assert affichage.genres[serie.slug]
        assert set(evenement.themes) <= set(themes)
        assert {evenement.domaine, *(atelier.domaine for atelier in evenement.ateliers)} - {""} <= set(domaines)


def test_addresses_are_unique_and_stable():
    slugs = [evenement.slug for _, evenement in evenements()]
    assert len(set(slugs)) == 9
    assert "2024-04-04-posture-et-cadre-de-la-mediation-sociale" in slugs
    assert load_programme().find("2019-06-journee-regionale-sud-paca")[1].lieu == "Marseille"
    assert load_programme().find("inconnu") is None


def test_unknown_field_and_bad_date_are_refused():
    event = {"date": "2024-02-29", "titre": "x"}
    serie = {"slug": "s", "titre": "S", "organisateurs": [], "evenements": [event]}
    assert Programme.model_validate({"series": [serie]}).series[0].evenements[0].slug == "2024-02-29-x"
    with pytest.raises(ValidationError):
        Programme.model_validate({"series": [serie | {"evenements": [event | {"telephone": "06"}]}]})
    with pytest.raises(ValidationError, match="attendu AAAA-MM"):
        Programme.model_validate({"series": [serie | {"evenements": [event | {"date": "février 2024"}]}]})


# --- made into pages


def words_of(value) -> set[str]:
    """Every text of a part of the file, but its slugs and dates."""
    if isinstance(value, dict):
        kept = {name: each for name, each in value.items() if name not in {"slug", "date", "segment", "type"}}
        return set().union(*map(words_of, kept.values())) if kept else set()
    if isinstance(value, list):
        return set().union(*map(words_of, value)) if value else set()
    return {str(value).strip()} if value not in (None, "") else set()


def words_of_page(evenement: Evenement) -> set[str]:
    found = {evenement.title, evenement.lieu, evenement.domaine, evenement.resume, str(evenement.participants)}
    found |= {*evenement.themes, *evenement.publics.splitlines(), evenement.stand_tenu_par}
    found |= {*evenement.stand_contenu.splitlines(), *(bloc.value for bloc in evenement.corps)}
    for sequence in evenement.sequences.all():
        found |= {sequence.titre, sequence.domaine}
        for prise in sequence.prises.all():
            name, body = prise.intervenant, prise.organisation
            found |= {name.nom if name else "", prise.fonction, body.nom if body else "", prise.lieu, prise.resume}
            found.add(f"{name.nom if name else ''}, {body.nom if body else ''}")
    return found | {element.texte for element in Element.objects.filter(feuille__sequence__evenement=evenement)}


def test_pages_hold_every_fact_of_the_file(vrai_programme):
    raw = yaml.safe_load(files("entredeux.reseau").joinpath("contenu", "evenements.yaml").read_text(encoding="utf-8"))
    for serie, given in zip(load_programme().series, raw["series"], strict=True):
        for decrit, facts in zip(serie.evenements, given["evenements"], strict=True):
            assert words_of(facts) - words_of_page(Evenement.objects.get(slug=decrit.slug)) == set()


def test_second_import_adds_nothing_and_overwrites_nothing(vrai_programme, alice):
    Evenement.objects.filter(slug__startswith="2024-12").update(title="Corrigé par une rédactrice")
    bilan = import_programme(load_programme(), by=alice)
    assert (bilan.series, bilan.evenements, bilan.deja_la) == (0, 0, 9)
    assert (Serie.objects.count(), Evenement.objects.count()) == (2, 9)
    assert Evenement.objects.filter(title="Corrigé par une rédactrice").count() == 1


def test_names_are_stored_only_where_the_installation_shows_them(alice, settings):
    """26 people in the file, and none in an installation that did not ask."""
    settings.RESEAU_MONTRE_NOMS = False
    import_programme(load_programme(), by=alice)
    assert Intervenant.objects.count() == 0
    assert Organisation.objects.filter(nom="Optima").count() == 1


def test_names_are_stored_in_the_demonstration(vrai_programme):
    assert Intervenant.objects.count() == 26
    assert Intervenant.objects.filter(nom="Marie Slimati").count() == 1


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
