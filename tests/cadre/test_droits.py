"""A person asks for a copy of what concerns them, or its erasure: noted without a name, answered, refused in words."""

import io
import re
import zipfile
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from entredeux.cadre import chiffrement, textes
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.actions.bris_de_glace import break_glass
from entredeux.cadre.actions.consentements import record_consentement
from entredeux.cadre.actions.droits import (
    a_month_after,
    ask_about_oneself,
    copy_for,
    erase_for,
    hand_copy,
    receive_droits,
    refuse_droits,
)
from entredeux.cadre.chiffrement import CleAbsente, TexteAltere
from entredeux.cadre.enums import Portee
from entredeux.cadre.models import Adhesion, Cle, CleEffacee, Compte, Consentement, DemandeDroits, EntreeJournal
from entredeux.cadre.oubli_comptes import PARTIE
from entredeux.cadre.oubli_droits import CONSERVATION, forget_droits
from entredeux.cadre.textes import EFFACE, open_without_journal
from entredeux.orientations import actions as orientations
from entredeux.situations.actions import (
    NouvellePartie,
    add_partie,
    open_situation,
    record_engagement,
    record_propos,
    release_propos,
)
from entredeux.situations.models import Partie, Situation
from entredeux.terrain import actions as terrain
from entredeux.terrain.models import Intervention
from entredeux.terrain.saisie import SaisieIntervention
from tests.conftest import join

LE_SIEN, SON_NOM, SON_TELEPHONE = "J'entends chaque pas après vingt-deux heures.", "celle du dessous", "06 39 98 00 01"
SA_PROMESSE = "Prévenir avant de frapper au plafond."
DE_L_AUTRE, TU = "Ma fille marche la nuit, je n'ose pas le dire.", "Je pose des tapis demain."


@pytest.fixture
def voisines(samira) -> tuple[Partie, Partie, str]:
    """Two neighbours; the first one's receipt. The second kept one thing to herself, and released another."""
    situation = open_situation(
        theme="voisinage",
        parties=[NouvellePartie(role="habitant", appellation=SON_NOM, contact=SON_TELEPHONE)],
        resume="Bruits entre deux étages.",
        by=samira,
    )
    dessous = situation.parties.get()
    dessus = add_partie(situation=situation, partie=NouvellePartie(role="habitant"), by=samira)
    record_propos(partie=dessous, texte=LE_SIEN, by=samira)
    record_engagement(partie=dessous, quoi=SA_PROMESSE, by=samira)
    portees = [Portee.SUIVI, Portee.PROPOS]
    _, numero = record_consentement(by=samira, sujet=dessous.pk, unite=dessous.unite, portees=portees, forme="oral")
    record_consentement(by=samira, sujet=dessus.pk, unite=dessus.unite, portees=portees, forme="oral")
    record_propos(partie=dessus, texte=DE_L_AUTRE, by=samira)
    release_propos(propos=record_propos(partie=dessus, texte=TU, by=samira), by=samira)
    return dessous, dessus, numero


def page_of(acteur) -> Client:
    client = Client()
    client.force_login(acteur.compte)
    return client


def asked(genre, by, **how) -> DemandeDroits:
    return receive_droits(genre=genre, origine="personne", by=by, **how)[0]


def words_of(rubriques) -> str:
    return "\n".join(line for each in rubriques for line in (each.titre, *each.phrases))


# --- noted


def test_request_is_noted_without_a_name_and_due_in_a_month(voisines, samira):
    dessous, _, numero = voisines

    demande, suivi = receive_droits(
        genre="acces", origine="personne", numero=numero, recue_le=date(2026, 1, 31), by=samira
    )

    assert (demande.sorte, demande.visee, demande.echeance) == ("partie", dessous.pk, date(2026, 2, 28))
    assert re.fullmatch(r"[0-9A-Z]{5}-[0-9A-Z]{5}", suivi)
    assert suivi.replace("-", "") not in str(DemandeDroits.objects.values())


@pytest.mark.parametrize(
    ("recue", "due"),
    [
        (date(2026, 1, 15), date(2026, 2, 15)),
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 30), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 1, 31)),
    ],
)
def test_a_month_is_the_same_day_of_the_next_one_or_its_last(recue, due):
    assert a_month_after(recue) == due


def test_receipt_that_leads_nowhere_is_said_and_nothing_is_noted(samira):
    for numero in ("0000-0000-0000", "n'importe quoi"):
        with pytest.raises(ValidationError, match="Rien ne correspond"):
            asked("acces", samira, numero=numero)
    assert not DemandeDroits.objects.exists()


def test_receipt_of_another_structure_leads_nowhere(voisines, nadia):
    with pytest.raises(ValidationError, match="Rien ne correspond"):
        asked("acces", nadia, numero=voisines[2])


# --- the copy


def test_copy_holds_her_words_and_what_was_released_for_her_never_the_rest(voisines, claire):
    demande = asked("acces", claire, numero=voisines[2])

    said = words_of(copy_for(demande=demande, by=claire))

    for sentence in (LE_SIEN, SON_NOM, SON_TELEPHONE, SA_PROMESSE, TU):
        assert sentence in said
    assert DE_L_AUTRE not in said
    assert "Bruits entre deux étages" not in said, "ce que l'équipe note de l'ensemble parle aussi de l'autre"
    events = EntreeJournal.objects.filter(structure=claire.structure.pk).values_list("evenement", flat=True)
    assert {"cadre.demande_droits.copie", "situations.propos.texte.lues"} <= set(events)

    done = hand_copy(demande=demande, by=claire)
    assert (done.etat, done.traitee_le, done.traitee_par) == ("repondue", timezone.localdate(), claire.compte)
    with pytest.raises(ValidationError, match="déjà sa réponse"):
        hand_copy(demande=demande, by=claire)


def test_copy_is_a_file_made_on_demand_pdf_or_odt(voisines, claire):
    demande, client = asked("acces", claire, numero=voisines[2]), page_of(claire)

    pdf = client.post(reverse("cadre:copie_droits", args=[demande.pk, "pdf"]))
    odt = client.post(reverse("cadre:copie_droits", args=[demande.pk, "odt"]))

    assert pdf.content.startswith(b"%PDF")
    assert pdf["Cache-Control"] == odt["Cache-Control"] == "no-store"
    content = zipfile.ZipFile(io.BytesIO(odt.content)).read("content.xml").decode()
    assert "chaque pas après vingt-deux heures" in content
    assert "marche la nuit" not in content
    assert client.get(reverse("cadre:copie_droits", args=[demande.pk, "pdf"])).status_code == 405
    assert client.post(reverse("cadre:copie_droits", args=[demande.pk, "exe"])).status_code == 404


def test_direction_answers_but_reads_the_words_only_by_exception(voisines, helene):
    demande = asked("acces", helene, numero=voisines[2])
    with pytest.raises(PermissionDenied, match="n'ouvre pas ces textes"):
        copy_for(demande=demande, by=helene)

    break_glass(
        sorte="situation",
        fiche=voisines[0].situation_id,
        motif="droits",
        raison="La coordination est absente.",
        by=helene,
    )

    assert LE_SIEN in words_of(copy_for(demande=demande, by=helene))


# --- the erasure


def test_her_part_is_erased_and_the_other_keeps_hers(voisines, claire):
    dessous, dessus, numero = voisines
    key = bytes(Cle.objects.get(pk=dessous.unite).enveloppe)
    said = dessous.propos.get()
    place = textes._context(said, "texte")
    assert chiffrement.unseal(said.texte, **place) == LE_SIEN
    demande = asked("effacement", claire, numero=numero)

    done = erase_for(demande=demande, etendue="sa_part", by=claire)

    dessous.refresh_from_db()
    assert (dessous.appellation, dessous.contact) == (b"", b"")
    assert dessous.retiree_le == timezone.localdate()
    assert not dessous.propos.exists()
    assert dessous.engagements.get().quoi == b""
    assert not Consentement.objects.filter(sujet=dessous.pk).exists()
    assert [open_without_journal(each, "texte") for each in dessus.propos.order_by("cree_le")] == [DE_L_AUTRE, TU]
    assert open_without_journal(Situation.objects.get(), "resume") == "Bruits entre deux étages."
    # a new key: what an older backup holds of her no longer opens with the one that is here
    assert bytes(Cle.objects.get(pk=dessous.unite).enveloppe) != key
    with pytest.raises(TexteAltere):
        chiffrement.unseal(said.texte, **place)
    assert done.etat == "repondue"
    assert any("a dit" in line for line in done.efface)
    assert any("autres parties" in line for line in done.conserve)
    assert done.visee is None


def test_the_whole_situation_is_erased_with_its_key(voisines, claire):
    numero = voisines[2]

    erase_for(demande=asked("effacement", claire, numero=numero), etendue="ensemble", by=claire)

    situation = Situation.objects.get()
    assert situation.est_oubliee
    assert CleEffacee.objects.filter(pk=situation.unite).exists()
    assert not Cle.objects.filter(pk=situation.unite).exists()
    assert not Consentement.objects.exists()


def test_alone_in_a_situation_only_the_whole_is_offered(samira, claire):
    situation = open_situation(
        theme="numerique", parties=[NouvellePartie(role="habitant")], resume="Un mot.", by=samira
    )
    demande = asked("effacement", claire, sorte="partie", visee=situation.parties.get().pk)

    page = page_of(claire).get(reverse("cadre:demande_droits", args=[demande.pk])).content.decode()

    assert "Toute la situation" in page
    assert "les autres parties gardent le leur" not in page
    with pytest.raises(ValidationError, match="Choisissez ce qui est effacé"):
        erase_for(demande=demande, etendue="sa_part", by=claire)


def test_a_neighbour_found_by_place_and_day_has_the_note_erased(samira, claire):
    saisie = SaisieIntervention(
        date_service=timezone.localdate() - timedelta(days=9),
        registre="conflits",
        domaine="habitat",
        motif="regroupement",
        note="La dame du premier demande qu'on repasse.",
    )
    act = terrain.record_intervention(saisie, by=samira)
    sealed = bytes(act.note)
    detail = page_of(claire).get(reverse("terrain:intervention_detail", args=[act.pk])).content.decode()
    assert f"?sorte=intervention&amp;fiche={act.pk}" in detail
    demande = asked("effacement", claire, sorte="intervention", visee=act.pk)

    erase_for(demande=demande, etendue="ensemble", by=claire)

    act.refresh_from_db()
    assert (act.note, act.date_precision, act.date_service.day, act.motif) == (b"", "mois", 1, "regroupement")
    act.note = sealed
    assert open_without_journal(act, "note") == EFFACE


def test_request_sent_to_the_team_is_found_by_its_receipt_copied_and_erased(claire, structure):
    sent, numero = orientations.receive_demande(
        structure=structure, origine="habitant", besoin="voisinage", texte="La porte claque.", by=Acteur.public()
    )
    assert "La porte claque." in words_of(copy_for(demande=asked("acces", claire, numero=numero), by=claire))

    erase_for(demande=asked("effacement", claire, numero=numero), etendue="ensemble", by=claire)

    sent.refresh_from_db()
    assert sent.texte == b""
    with pytest.raises(ValidationError, match="Rien ne correspond"):
        asked("acces", claire, numero=numero)


def test_her_referral_goes_with_her_part_and_its_link_dies(samira, claire):
    from entredeux.orientations.models import Envoi, Orientation
    from tests.orientations.fabrique import make_sent

    envoi, _ = make_sent(samira, claire)
    add_partie(situation=envoi.orientation.situation, partie=NouvellePartie(role="habitant"), by=samira)
    demande = asked("effacement", claire, sorte="partie", visee=envoi.orientation.partie_id)

    erase_for(demande=demande, etendue="sa_part", by=claire)

    assert Orientation.objects.get().precisions == b""
    assert Envoi.objects.get().etat == "retiree"


def test_erasing_needs_an_erasure_request_and_copying_a_copy_request(voisines, claire):
    copy, erasure = asked("acces", claire, numero=voisines[2]), asked("effacement", claire, numero=voisines[2])
    with pytest.raises(ValidationError):
        erase_for(demande=copy, etendue="ensemble", by=claire)
    with pytest.raises(ValidationError):
        hand_copy(demande=erasure, by=claire)
    assert Partie.objects.filter(propos__isnull=False).exists()


# --- the refusal


def test_refusal_has_its_reason_and_the_person_reads_it_with_the_number(voisines, claire):
    demande, suivi = receive_droits(genre="effacement", origine="personne", numero=voisines[2], by=claire)
    public, address = Client(), reverse("cadre:suivi_droits")
    assert "Une réponse vous est due avant le" in public.post(address, {"numero": suivi}).content.decode()

    refuse_droits(demande=demande, refus="obligation", explication="Un juge a demandé de garder.", by=claire)

    page = public.post(address, {"numero": suivi.lower().replace("-", " ")}).content.decode()
    assert "une obligation légale impose de garder" in page
    assert "Un juge a demandé de garder." in page
    assert "www.cnil.fr" in page
    assert LE_SIEN not in page


@pytest.mark.parametrize(("refus", "explication"), [("", "Non."), ("obligation", "  "), ("caprice", "Non.")])
def test_refusal_without_reason_is_not_one(voisines, claire, refus, explication):
    demande = asked("acces", claire, numero=voisines[2])
    with pytest.raises(ValidationError):
        refuse_droits(demande=demande, refus=refus, explication=explication, by=claire)
    demande.refresh_from_db()
    assert demande.etat == "recue"


def test_wrong_number_says_so_and_too_many_are_stopped(db):
    public, address = Client(), reverse("cadre:suivi_droits")
    first = public.post(address, {"numero": "ABCDE-FGHJK"})
    assert first.status_code == 422
    assert "n'est pas celui d'une demande" in first.content.decode().replace("&#x27;", "'")
    for _ in range(20):
        last = public.post(address, {"numero": "ABCDE-FGHJK"})
    assert "Trop d'essais" in last.content.decode().replace("&#x27;", "'")


# --- accounts


def test_samira_takes_her_copy_herself_without_a_place(samira, hall_and_presence):
    odt = page_of(samira).post(reverse("cadre:ma_copie", args=["odt"]))

    content = zipfile.ZipFile(io.BytesIO(odt.content)).read("content.xml").decode()
    assert "samira@exemple.fr" in content
    assert "Soir" in content, "la mission"
    assert "Hall secret" not in content
    assert EntreeJournal.objects.filter(evenement="cadre.compte.copie").count() == 1


@pytest.fixture
def hall_and_presence(samira, claire, structure):
    from entredeux.territoires.models import Lieu

    hall = Lieu.objects.create(structure=structure, nom="Hall secret", type_lieu="hall")
    mission = terrain.create_mission(nom="Soir", forme="tournee", domaine="habitat", lieux=[hall], by=claire)
    return terrain.start_presence(mission=mission, by=samira)


def test_account_is_erased_once_its_access_is_closed(samira, helene, hall_and_presence):
    demande = ask_about_oneself(by=samira)
    assert ask_about_oneself(by=samira) == demande
    with pytest.raises(ValidationError, match="sert encore"):
        erase_for(demande=demande, etendue="ensemble", by=helene)
    demande.refresh_from_db()
    assert demande.etat == "recue"

    Adhesion.objects.filter(compte=samira.compte).update(jusqua=timezone.localdate())
    erase_for(demande=demande, etendue="ensemble", by=helene)

    gone = Compte.objects.get(pk=samira.compte.pk)
    assert (gone.nom, gone.is_active) == (PARTIE, False)
    assert hall_and_presence.equipe.count() == 0


def test_nobody_answers_about_themselves(claire, helene):
    demande = ask_about_oneself(by=claire)
    with pytest.raises(PermissionDenied, match="autre personne"):
        refuse_droits(demande=demande, refus="acces_ouvert", explication="Non.", by=claire)
    assert page_of(claire).get(reverse("cadre:demande_droits", args=[demande.pk])).status_code == 403
    refuse_droits(demande=demande, refus="acces_ouvert", explication="Le contrat continue.", by=helene)


def test_account_of_the_network_takes_its_copy_too(yann):
    assert page_of(yann).post(reverse("cadre:ma_copie", args=["pdf"])).content.startswith(b"%PDF")


# --- who gets in


def test_funder_administration_and_another_structure_find_nothing(voisines, claire, paul, nadia, structure):
    demande = asked("acces", claire, numero=voisines[2])
    bruno, emma = join("Bruno", "administration", structure), join("Emma", "employeur", structure)
    marion = join("Marion", "coordination", nadia.structure)
    for by in (paul, bruno, emma, nadia, marion):
        client = page_of(by)
        assert client.get(reverse("cadre:demande_droits", args=[demande.pk])).status_code == 404
        assert client.post(reverse("cadre:copie_droits", args=[demande.pk, "pdf"])).status_code == 404
        assert (
            client.post(reverse("cadre:effacer_droits", args=[demande.pk]), {"etendue": "ensemble"}).status_code == 404
        )
    for by in (paul, bruno, emma):
        assert page_of(by).get(reverse("cadre:noter_droits")).status_code == 404
        assert page_of(by).get(reverse("cadre:demandes_droits")).status_code == 404
    assert Partie.objects.filter(propos__isnull=False).exists()


def test_mediator_notes_but_does_not_answer(voisines, samira):
    client = page_of(samira)
    address = f"{reverse('cadre:noter_droits')}?sorte=partie&fiche={voisines[0].pk}"
    assert client.get(address).status_code == 200
    given = client.post(
        reverse("cadre:noter_droits"),
        {
            "identifiant": "3f0f6a3e-7f6d-4f0e-9a55-2d3a5a8c6a11",
            "genre": "effacement",
            "origine": "personne",
            "recue_le": timezone.localdate().isoformat(),
            "sorte": "partie",
            "fiche": str(voisines[0].pk),
        },
    )
    assert given.status_code == 200
    assert re.search(r'class="numero-recu"[^>]*>[0-9A-Z]{5}-[0-9A-Z]{5}<', given.content.decode())
    demande = DemandeDroits.objects.get()
    assert demande.visee == voisines[0].pk
    assert client.get(reverse("cadre:demande_droits", args=[demande.pk])).status_code == 404


def test_late_request_is_said_on_the_page_of_the_day(voisines, claire):
    demande = asked("acces", claire, numero=voisines[2])
    DemandeDroits.objects.update(echeance=timezone.localdate() - timedelta(days=1))

    today = page_of(claire).get(reverse("terrain:aujourdhui")).content.decode()
    assert "1 demande sur ses données attend" in today
    assert "délai dépassé" in page_of(claire).get(reverse("cadre:demandes_droits")).content.decode()
    assert demande


# --- its own clock


def test_answer_is_forgotten_a_year_after(voisines, claire):
    demande = asked("acces", claire, numero=voisines[2])
    refuse_droits(demande=demande, refus="autre_personne", explication="Le reçu n'est pas le vôtre.", by=claire)
    demande.refresh_from_db()
    sealed, day = bytes(demande.explication), timezone.localdate() + CONSERVATION
    assert forget_droits(day)["demandes"] == 0

    assert forget_droits(day + timedelta(days=1))["demandes"] == 1
    assert forget_droits(day + timedelta(days=1))["demandes"] == 0

    demande.refresh_from_db()
    assert (demande.suivi_index, demande.visee, demande.traitee_par, demande.refus) == (
        "",
        None,
        None,
        "autre_personne",
    )
    assert demande.recue_le.day == demande.echeance.day == 1
    with pytest.raises(CleAbsente):
        chiffrement.unseal(sealed, **textes._context(demande, "explication"))


def test_request_still_waiting_is_never_forgotten(voisines, claire):
    asked("acces", claire, numero=voisines[2])

    assert forget_droits(timezone.localdate() + timedelta(days=3000))["demandes"] == 0


def test_note_of_an_act_is_copied_for_who_may_read_it(samira, claire):
    saisie = SaisieIntervention(
        date_service=timezone.localdate(), registre="conflits", domaine="habitat", motif="regroupement", note="Un mot."
    )
    act = terrain.record_intervention(saisie, by=samira)
    demande = asked("acces", claire, sorte="intervention", visee=act.pk)

    assert "Un mot." in words_of(copy_for(demande=demande, by=claire))
    assert Intervention.objects.get().note
