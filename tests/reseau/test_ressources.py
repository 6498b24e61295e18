"""From a draft to a resource people trust, and back to « à revoir » when nobody vouches for it any more."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from entredeux.cadre.models import Compte, EntreeJournal
from entredeux.reseau.access import visible_ressources
from entredeux.reseau.actions import ressources as actions
from entredeux.reseau.enums import AudienceRessource, GenreRessource, SectionFiche, StatutRessource
from entredeux.reseau.models import Ressource
from entredeux.reseau.presenters.ressources import present_sections
from entredeux.reseau.queries.ressources import (
    Filtre,
    filter_ressources,
    network_themes,
    ressources_to_reread,
    suggest_ressources,
)
from entredeux.reseau.redaction import follow_role
from entredeux.socle.erreurs import Refus
from entredeux.territoires.models import Departement, Qpv
from entredeux.themes.queries import choices, packs
from tests.reseau.fiches import SECTIONS, draft_fiche, draft_note, publish_fiche, region


@pytest.fixture
def nord(db):
    return region()


def test_fiche_comes_with_every_part_of_the_template(nord, rose):
    page = actions.create_ressource(genre="experience", titre="Un soir sur deux", region="32", by=rose)
    parts = [block.value["section"] for block in Ressource.objects.get(pk=page.pk).corps]
    assert parts == list(SectionFiche.values)
    assert (page.live, page.statut, page.owner, page.slug) == (False, "brouillon", rose.compte, "un-soir-sur-deux")


def test_second_person_makes_it_readable_with_who_and_when(nord, rose, alice, samira):
    page = draft_fiche(rose, region="32")
    assert not visible_ressources(samira).exists()

    actions.reread_ressource(ressource=page, by=alice)

    (seen,) = visible_ressources(samira)
    assert (seen.statut, seen.relue_par, seen.validee_par) == ("relue", alice.compte, None)
    assert seen.relue_le is not None
    assert seen.annee == 2025


def test_who_wrote_it_does_not_reread_it(nord, rose, alice):
    page = draft_fiche(rose, region="32")
    with pytest.raises(Refus, match="Une autre personne doit la relire"):
        actions.reread_ressource(ressource=page, by=rose)
    page.title = "Corrigée par Alice"
    page.save_revision(user=alice.compte)
    with pytest.raises(Refus, match="la dernière version"):
        actions.reread_ressource(ressource=page, by=alice)
    assert Ressource.objects.get().statut == StatutRessource.BROUILLON


def test_editor_rereads_and_writes_in_its_region_only(nord, rose, alice):
    region("93", "Provence-Alpes-Côte d'Azur")
    sud = draft_fiche(alice, region="93")
    with pytest.raises(Refus, match="votre région"):
        actions.reread_ressource(ressource=sud, by=rose)
    with pytest.raises(Refus, match="votre région"):
        draft_fiche(rose, region="93")
    assert actions.reread_ressource(ressource=draft_fiche(alice, region="32"), by=rose).statut == "relue"


def test_incomplete_fiche_is_not_published_and_says_what_lacks(nord, rose, alice):
    page = draft_fiche(
        rose, region="32", sections={**SECTIONS, "freins_leviers": "<p> </p>"}, periode="", contact="", sources=[]
    )
    with pytest.raises(Refus) as refus:
        actions.reread_ressource(ressource=page, by=alice)
    assert str(refus.value) == (
        "Rien n'est publié. Il manque encore : le contact, « Freins et leviers », la période des résultats, une source."
    )
    assert not Ressource.objects.get().live


def test_network_validates_what_was_reread_and_only_that(nord, rose, alice, samira):
    page = draft_fiche(rose, region="32")
    with pytest.raises(Refus, match="après sa relecture"):
        actions.validate_ressource(ressource=page, by=alice)
    actions.reread_ressource(ressource=page, by=alice)
    with pytest.raises(Refus):
        actions.validate_ressource(ressource=page, by=samira)
    actions.validate_ressource(ressource=page, by=alice)
    assert (page.statut, page.validee_par, page.relue_par) == ("validee", alice.compte, alice.compte)


def test_new_version_is_to_be_seen_again_until_someone_rereads_it(nord, rose, alice):
    page = publish_fiche(rose, alice, region="32")
    actions.validate_ressource(ressource=page, by=alice)

    page.chapeau = "Un chapô que personne n'a relu."
    page.save_revision(user=rose.compte).publish(skip_permission_checks=True)

    page.refresh_from_db()
    assert (page.statut, page.validee_par, page.motif_a_revoir) == ("a_revoir", None, actions.TEXTE_CHANGE)
    actions.reread_ressource(ressource=page, by=alice)
    assert (page.statut, page.motif_a_revoir) == ("relue", "")


def test_draft_kept_before_the_rereading_does_not_bring_its_status_back(nord, rose, alice):
    page = draft_fiche(rose, region="32")
    old = page.latest_revision
    actions.reread_ressource(ressource=page, by=alice)
    assert old.as_object().statut == StatutRessource.RELUE


def test_approval_at_the_desk_is_a_rereading(nord, rose, alice):
    page = draft_fiche(rose, region="32")
    follow_role(alice)  # as entering the desk does
    state = page.get_workflow().start(page, Compte.objects.get(pk=rose.compte.pk))
    state.current_task_state.approve(user=Compte.objects.get(pk=alice.compte.pk))
    page.refresh_from_db()
    assert (page.live, page.statut, page.relue_par) == (True, "relue", alice.compte)


def test_page_published_by_its_author_alone_is_seen_by_nobody(alice, samira):
    page = draft_fiche(alice)
    page.latest_revision.publish(user=alice.compte, skip_permission_checks=True)
    assert Ressource.objects.live().count() == 1
    assert list(visible_ressources(samira)) == []


def test_legal_note_stops_being_the_law_the_day_after_its_date(rose, alice, nord):
    page = actions.reread_ressource(ressource=draft_note(rose, jours=10, region="32"), by=alice)
    actions.validate_ressource(ressource=page, by=alice)
    day = page.a_verifier_le

    assert actions.flag_overdue_notes(by=alice, today=day) == 0
    assert actions.flag_overdue_notes(by=alice, today=day + datetime.timedelta(days=1)) == 1
    assert actions.flag_overdue_notes(by=alice, today=day + datetime.timedelta(days=2)) == 0

    page.refresh_from_db()
    assert (page.statut, page.motif_a_revoir, page.validee_le) == ("a_revoir", actions.DATE_PASSEE, None)


def test_overdue_note_is_flagged_on_screen_even_before_the_night(alice, rose, nord):
    page = actions.reread_ressource(ressource=draft_note(rose, region="32"), by=alice)
    Ressource.objects.update(a_verifier_le=timezone.localdate() - datetime.timedelta(days=1))
    page.refresh_from_db()
    assert (page.statut, page.statut_du_jour) == ("relue", "a_revoir")
    assert [filter_ressources(alice, Filtre(statut=s)).count() for s in ("relue", "a_revoir")] == [0, 1]


def test_note_is_reread_with_a_date_to_come(alice, rose, nord):
    page = draft_note(rose, jours=-5, region="32")
    with pytest.raises(Refus, match="donnez-en une à venir"):
        actions.reread_ressource(ressource=page, by=alice)
    later = timezone.localdate() + datetime.timedelta(days=200)
    actions.reread_ressource(ressource=page, by=alice, a_verifier_le=later)
    assert (page.statut, page.a_verifier_le) == ("relue", later)


def test_editor_flags_with_a_reason(nord, rose, alice):
    page = publish_fiche(rose, alice, region="32")
    with pytest.raises(Refus, match="pourquoi"):
        actions.flag_ressource(ressource=page, motif="  ", by=rose)
    actions.flag_ressource(ressource=page, motif="Le service a changé de nom.", by=rose)
    assert (page.statut, page.motif_a_revoir) == ("a_revoir", "Le service a changé de nom.")


def test_resource_of_the_members_exists_for_members_only(alice, rose, nord, yann, samira, paul):
    publish_fiche(rose, alice, region="32", audience=AudienceRessource.MEMBRES)
    assert {each.compte.nom: visible_ressources(each).count() for each in (yann, samira, paul)} == {
        "Yann": 1,
        "Samira": 1,
        "Paul": 0,
    }


def test_contact_is_a_function_never_a_private_mobile(alice):
    for contact in ("Samira 06 12 34 56 78", "+33 7.12.34.56.78", "0612345678"):
        with pytest.raises(ValidationError, match="portable est personnel"):
            draft_fiche(alice, contact=contact)
    assert draft_fiche(alice, contact="Standard, 03 21 06 12 34").contact


def test_quarter_must_exist(alice, nord):
    here = Departement.objects.create(code="62", nom="Pas-de-Calais", region=nord)
    Qpv.objects.create(
        code="QN06224M", nom="Quartier d'essai", generation=2024, departement=here, valide_du=datetime.date(2024, 1, 1)
    )
    with pytest.raises(ValidationError, match="Quartier inconnu : QN99999X"):
        draft_fiche(alice, qpv="QN06224M QN99999X")
    assert draft_fiche(alice, qpv="qn06224m").qpv == "QN06224M"


def test_addresses_of_our_own_pages_are_not_taken(alice):
    assert draft_fiche(alice, "Suggestions").slug == "suggestions-2"
    page = draft_fiche(alice, "Autre")
    page.slug = "importer"
    with pytest.raises(ValidationError, match="déjà celle d'une page"):
        page.clean()


def test_database_keeps_who_and_when_together(alice):
    page = draft_fiche(alice)
    for broken in ({"relue_le": timezone.now()}, {"validee_par": alice.compte}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Ressource.objects.filter(pk=page.pk).update(**broken)


def test_sections_are_read_in_the_order_of_the_template_and_empty_ones_are_not_shown(alice):
    page = draft_fiche(alice, sections={"conseils": "<p>Commencer petit.</p>", "contexte": "<p>Un hall.</p>"})
    page.corps = list(reversed([(block.block_type, block.value) for block in page.corps]))
    assert [section.code for section in present_sections(page)] == ["contexte", "conseils"]


def test_many_are_reread_at_once_or_none(alice, rose, nord):
    whole, incomplete = draft_fiche(rose, region="32"), draft_fiche(rose, "Sans contact", region="32", contact="")
    with pytest.raises(Refus):
        actions.reread_ressources(ressources=[whole, incomplete], by=alice)
    assert set(Ressource.objects.values_list("statut", flat=True)) == {"brouillon"}
    assert actions.reread_ressources(ressources=[whole], by=alice) == 1


def test_what_waits_is_listed_for_who_may_act(alice, rose, nord):
    draft_fiche(alice, "Nationale")
    draft_fiche(rose, "Du nord", region="32")
    assert [page.title for page in ressources_to_reread(rose)] == ["Du nord"]
    assert [page.title for page in ressources_to_reread(alice)] == ["Nationale", "Du nord"]


def test_removal_takes_the_page_and_its_versions(alice):
    page = draft_fiche(alice)
    assert page.revisions.count() == 1
    actions.remove_ressource(ressource=page, by=alice)
    assert not Ressource.objects.exists()
    assert EntreeJournal.objects.filter(evenement="reseau.ressource.supprimee").count() == 1


# --- suggested in the field


def test_field_theme_suggests_what_is_published_on_it_validated_first(alice, rose, nord, samira):
    publish_fiche(rose, alice, "Relue", region="32")
    best = publish_fiche(rose, alice, "Validée", region="32")
    actions.validate_ressource(ressource=best, by=alice)
    publish_fiche(rose, alice, "Ailleurs", region="32", themes=["sante"])
    draft_fiche(rose, "Brouillon", region="32")
    assert [page.title for page in suggest_ressources(samira, "hall")] == ["Validée", "Relue"]
    assert [page.title for page in suggest_ressources(samira, "sante")] == ["Ailleurs"]
    assert suggest_ressources(samira, "inconnu") == []


def test_suggestions_ask_one_question_whatever_there_is(alice, rose, nord, samira, django_assert_num_queries):
    for count in (1, 3):
        publish_fiche(rose, alice, f"Fiche {count}", region="32")
        with django_assert_num_queries(1):
            suggest_ressources(samira, "hall")


def test_mapping_names_only_themes_that_exist(db):
    known = {code for code, _ in choices("themes_reseau", timezone.localdate())}
    for theme in (*packs(), "ecole", "rue", "numerique", "participation", "droits", "sante", "environnement", "emploi"):
        assert network_themes(theme), theme
        assert set(network_themes(theme)) <= known, theme


def test_kit_replay_and_reference_say_what_they_lack(alice):
    genres = (GenreRessource.KIT, GenreRessource.REPLAY, GenreRessource.REFERENCE, GenreRessource.NOTE_JURIDIQUE)
    missing = {
        genre: actions.missing_parts(actions.create_ressource(genre=genre, titre=genre, by=alice)) for genre in genres
    }
    assert missing == {
        "kit": ["un document ou un lien"],
        "replay": ["l'événement, ou une adresse"],
        "reference": ["un auteur, un éditeur ou une adresse"],
        "note_juridique": ["une source", "la date de vérification"],
    }
