"""The pages of the day, as a browser without script meets them, and as a phone's script does."""

import datetime
import json
import re
import uuid
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from entredeux.cadre.models import EntreeJournal
from entredeux.reseau.actions.accueil import open_lien_accueil
from entredeux.reseau.actions.attestations import issue_attestations
from entredeux.reseau.codes import code_attestation, code_billet
from entredeux.reseau.liens import sign_lien
from entredeux.reseau.models import Attestation, Inscription, LienAccueil, Pointage, Sequence
from tests.reseau.fabrique_jour import JOUR, make_journee, make_webinaire, register

SLUG = "journee-fictive-de-lens"


@pytest.fixture
def journee(db):
    """Today: links open on their day."""
    return make_journee(date_debut=timezone.localdate(), heure_debut=datetime.time(0), heure_fin=datetime.time(23, 59))


@pytest.fixture
def isolement(journee):
    return Sequence.objects.get(evenement=journee, titre="Rompre l'isolement")


@pytest.fixture
def marie(journee, isolement):
    return register(journee, "Marie Dupont", "marie@exemple.fr", isolement)


@pytest.fixture
def jean(journee):
    return register(journee, "Jean Roux", "jean@exemple.fr")


def enter(acteur) -> Client:
    client = Client()
    client.force_login(acteur.compte)
    return client


@pytest.fixture
def benevole(journee, alice) -> Client:
    """Someone without an account, who opened today's link."""
    client = Client()
    lien = open_lien_accueil(evenement=journee, jour=timezone.localdate(), by=alice)
    answer = client.get(reverse("accueil_lien", args=[SLUG, sign_lien("accueil", lien.pk)]))
    assert (answer.status_code, answer.url) == (302, reverse("accueil_du_jour", args=[SLUG]))
    return client


def page(client, route="accueil_du_jour", **query):
    return client.get(reverse(route, args=[SLUG]), query)


def buttons(answer) -> list[str]:
    return re.findall(r'name="geste" value="([^"]+)"', answer.content.decode())


def send(client, *gestes, **kwargs):
    return client.post(
        reverse("accueil_envois", args=[SLUG]),
        json.dumps({"gestes": gestes}),
        content_type="application/json",
        **kwargs,
    )


def geste(inscription, **champs):
    return {
        "id": str(uuid.uuid4()),
        "genre": "arrivee",
        "inscription": str(inscription.pk),
        "instant": timezone.now().isoformat(),
        **champs,
    }


# --- who enters

ROUTES = (
    "accueil_du_jour",
    "accueil_liste",
    "accueil_hors_ligne",
    "accueil_service",
    "accueil_papier",
    "accueil_ressaisie",
)


@pytest.mark.parametrize("route", ROUTES)
def test_the_door_exists_for_those_who_welcome_only(route, marie, alice, rose, yann, samira, paul, benevole):
    found = {qui.compte.nom: page(enter(qui), route).status_code for qui in (alice, rose, yann, samira, paul)}
    assert found == {"Alice": 200, "Rose": 200, "Yann": 404, "Samira": 404, "Paul": 404}
    assert page(benevole, route).status_code == 200
    assert page(Client(), route).status_code == 404


@pytest.mark.parametrize("route", ["accueil_geste", "accueil_sur_place", "accueil_envois"])
def test_nobody_else_taps(route, marie, yann):
    for client in (enter(yann), Client()):
        assert client.post(reverse(route, args=[SLUG]), {"nom": "X"}).status_code == 404
    assert Pointage.objects.count() == 0


def test_an_editor_does_not_welcome_in_another_region(marie, rose):
    ailleurs = make_journee(slug="ailleurs", title="Ailleurs", region=None)
    assert enter(rose).get(reverse("accueil_du_jour", args=["ailleurs"])).status_code == 404
    assert enter(rose).get(reverse("presences", args=["ailleurs"])).status_code == 404
    assert ailleurs.pk


def test_a_link_of_another_day_or_revoked_or_forged_says_what_to_do(journee, alice, marie):
    today = timezone.localdate()
    demain = LienAccueil.objects.create(evenement=journee, jour=today + datetime.timedelta(days=1))
    retire = LienAccueil.objects.create(evenement=journee, jour=today, revoque_le=timezone.now())
    for lien in (demain, retire):
        answer = Client().get(reverse("accueil_lien", args=[SLUG, sign_lien("accueil", lien.pk)]))
        assert answer.status_code == 403
        assert "Ce lien ne sert que le jour de l&#x27;événement" in answer.content.decode()
    for jeton in ("n-importe-quoi", sign_lien("attestation", demain.pk)):
        answer = Client().get(reverse("accueil_lien", args=[SLUG, jeton]))
        assert answer.status_code == 403
        assert "Marie" not in answer.content.decode()


def test_a_revoked_link_closes_the_phones_that_hold_it(benevole, marie, alice):
    assert page(benevole).status_code == 200
    lien = LienAccueil.objects.get()
    enter(alice).post(reverse("presences_revoquer", args=[SLUG, lien.pk]))
    assert page(benevole).status_code == 404
    assert send(benevole, geste(marie)).status_code == 404


def test_a_link_opens_the_door_and_nothing_else(benevole, marie):
    for route in ("accueils", "presences", "connexions"):
        args = [] if route == "accueils" else [SLUG]
        assert benevole.get(reverse(route, args=args)).status_code in (302, 404)
    assert "Présences" not in re.sub(r"<caption>.*?</caption>", "", page(benevole).content.decode()).split("<main")[0]


def test_leaving_the_door_closes_it(benevole, marie):
    answer = benevole.post(reverse("accueil_terminer", args=[SLUG]))
    assert "Accueil terminé" in answer.content.decode()
    assert page(benevole).status_code == 404


def test_names_are_kept_by_no_cache_and_shown_to_no_search_engine(benevole, marie):
    answer = page(benevole)
    assert "no-store" in answer["Cache-Control"]
    assert 'name="robots" content="noindex"' in answer.content.decode()


# --- without script


def test_one_tap_and_its_undoing(benevole, marie):
    [value] = buttons(page(benevole))
    answer = benevole.post(reverse("accueil_geste", args=[SLUG]), {"geste": value}, follow=True)
    assert "<strong>Marie Dupont</strong> : présente" in answer.content.decode()
    marie.refresh_from_db()
    assert marie.est_presente
    [undo] = buttons(answer)
    answer = benevole.post(reverse("accueil_geste", args=[SLUG]), {"geste": undo}, follow=True)
    assert "<strong>Marie Dupont</strong> : présence annulée" in answer.content.decode()
    marie.refresh_from_db()
    assert not marie.est_presente


def test_a_double_tap_of_one_button_is_one_tap(benevole, marie):
    [value] = buttons(page(benevole))
    for _ in range(2):
        benevole.post(reverse("accueil_geste", args=[SLUG]), {"geste": value})
    assert Pointage.objects.count() == 1


def test_undoing_takes_back_every_phones_tap(benevole, marie):
    send(benevole, geste(marie), geste(marie))
    [undo] = buttons(page(benevole))
    benevole.post(reverse("accueil_geste", args=[SLUG]), {"geste": undo})
    marie.refresh_from_db()
    assert not marie.est_presente


def test_a_workshops_door_shows_who_is_expected_there(benevole, marie, jean, isolement):
    answer = page(benevole, atelier=str(isolement.uid)).content.decode()
    shown = re.findall(r'<p class="nom">([^<]+)</p>', answer)
    assert shown == ["Marie Dupont"]
    # looked for by name, someone who did not choose it can still come in
    answer = page(benevole, atelier=str(isolement.uid), q="jea")
    assert "pas inscrite à cet atelier" in answer.content.decode()
    [value] = buttons(answer)
    benevole.post(reverse("accueil_geste", args=[SLUG]), {"geste": value, "atelier": str(isolement.uid)})
    assert jean.choix.get(sequence=isolement).est_presente


def test_someone_is_found_by_first_letters_or_ticket(benevole, marie, jean):
    for q in ("dup", "MARIE", code_billet(marie.pk), code_billet(marie.pk).lower().replace("\u00a0", "")):
        shown = re.findall(r'<p class="nom">([^<]+)</p>', page(benevole, q=q).content.decode())
        assert shown == ["Marie Dupont"], q
    assert "Personne de ce nom" in page(benevole, q="zzz").content.decode()


def test_a_long_list_stays_light_without_script(benevole, journee):
    for rank in range(70):
        register(journee, f"Personne {rank:02d}", "")
    answer = page(benevole).content.decode()
    assert len(re.findall(r'<p class="nom">[^<]', answer)) == 60
    assert "Et 10 autres : tapez les premières lettres du nom." in answer


def test_someone_more_is_registered_and_present(benevole, journee, isolement):
    given = {"nom": "Zoé Martin", "courriel": "zoe@exemple.fr", "atelier": str(isolement.uid)}
    answer = benevole.post(reverse("accueil_sur_place", args=[SLUG]), given, follow=True)
    assert "<strong>Zoé Martin</strong> : présente" in answer.content.decode()
    zoe = Inscription.objects.get(evenement=journee)
    assert (zoe.est_sur_place, zoe.est_presente, zoe.choix.count()) == (True, True, 1)


def test_the_same_form_sent_twice_registers_once(benevole, journee):
    given = {"nom": "Zoé Martin", "identifiant": str(uuid.uuid4())}
    for _ in range(2):
        benevole.post(reverse("accueil_sur_place", args=[SLUG]), given)
    assert Inscription.objects.count() == 1


def test_one_too_many_is_said_first_and_accepted_next(benevole, journee, isolement):
    for nom in ("Une", "Deux"):
        register(journee, nom, "", isolement)
    given = {"nom": "Zoé Martin", "courriel": "", "atelier": str(isolement.uid), "identifiant": str(uuid.uuid4())}
    answer = benevole.post(reverse("accueil_sur_place", args=[SLUG]), given)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "est complet : 2 pour 2 places. Cochez pour accueillir cette personne quand même." in text
    assert 'value="Zoé Martin"' in text
    assert Inscription.objects.count() == 2
    benevole.post(reverse("accueil_sur_place", args=[SLUG]), given | {"malgre": "on"})
    assert Inscription.objects.count() == 3


def test_a_wrong_address_keeps_what_was_typed(benevole, journee):
    answer = benevole.post(reverse("accueil_sur_place", args=[SLUG]), {"nom": "Zoé Martin", "courriel": "zoe@"})
    assert answer.status_code == 422
    assert "Cette adresse n&#x27;est pas complète" in answer.content.decode()
    assert 'value="Zoé Martin"' in answer.content.decode()


# --- for the script


def test_the_list_travels_once_and_the_state_without_any_name(benevole, marie, jean):
    whole = page(benevole, "accueil_liste").json()
    assert [each["nom"] for each in whole["personnes"]] == ["Jean Roux", "Marie Dupont"]
    before = EntreeJournal.objects.count()
    state = send(benevole).json()
    assert state["presences"] == {str(marie.pk): [], str(jean.pk): []}
    assert "Dupont" not in json.dumps(state)
    assert EntreeJournal.objects.count() == before


def test_each_tap_of_a_sending_is_answered(benevole, marie):
    one = geste(marie)
    answer = send(benevole, one, one, geste(marie, genre="inconnu")).json()
    assert [each["etat"] for each in answer["reponses"]] == ["recu", "deja", "refuse"]
    assert answer["presences"][str(marie.pk)][0]["id"] == one["id"]


@pytest.mark.parametrize("body", ["", "[]", '{"gestes": 3}', '{"gestes": [3]}', '{"gestes": [{"id": "x"}]}', "{" * 500])
def test_a_sending_that_is_not_one_is_refused_whole(benevole, marie, body):
    answer = benevole.post(reverse("accueil_envois", args=[SLUG]), body, content_type="application/json")
    assert answer.status_code == 400
    assert benevole.post(reverse("accueil_envois", args=[SLUG]), {"gestes": body}).status_code == 400
    assert Pointage.objects.count() == 0


def test_a_sending_needs_the_forgery_token(journee, alice, marie):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice.compte)
    token = client.get(reverse("accueil_liste", args=[SLUG])).json()["csrf"]
    assert send(client, geste(marie)).status_code == 403
    assert send(client, geste(marie), headers={"X-CSRFToken": token}).status_code == 200


def test_the_page_kept_for_offline_use_holds_no_name_and_no_token(benevole, marie):
    text = page(benevole, "accueil_hors_ligne").content.decode()
    assert "Dupont" not in text
    assert "csrfmiddlewaretoken" not in text
    assert 'id="accueil"' in text


def test_the_worker_stays_in_its_folder_and_changes_with_its_files(benevole, marie):
    answer = page(benevole, "accueil_service")
    folder = reverse("accueil_du_jour", args=[SLUG])
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Service-Worker-Allowed"] == folder
    assert "no-cache" in answer["Cache-Control"]
    text = answer.content.decode()
    assert f'const DOSSIER = "{folder.replace("-", chr(92) + "u002D")}";' in text
    assert "Dupont" not in text


# --- paper


def test_the_sheet_lists_everyone_with_a_box_per_workshop(benevole, marie, jean):
    text = page(benevole, "accueil_papier").content.decode()
    assert text.index("Jean Roux") < text.index("Marie Dupont")
    assert code_billet(marie.pk) in text
    # Là: two; « Rompre l'isolement »: Marie's
    assert text.count("☐") == 3


def test_the_sheet_typed_back_is_taps_once(benevole, journee, marie, jean, isolement):
    lot = re.search(r'name="lot" value="([^"]+)"', page(benevole, "accueil_ressaisie").content.decode())[1]
    given = {
        "lot": lot,
        "case": [str(jean.pk), f"{marie.pk}:{isolement.uid}"],
        "nom": ["Zoé Martin", ""],
        "courriel": ["zoe@exemple.fr", ""],
    }
    for _ in range(2):
        answer = benevole.post(reverse("accueil_ressaisie", args=[SLUG]), given, follow=True)
        assert "3 présences reprises." in answer.content.decode()
    assert Pointage.objects.count() == 3
    assert set(Inscription.objects.values_list("est_presente", flat=True)) == {True}
    assert marie.choix.get().est_presente


# --- the facilitator's page


def test_names_show_on_demand_and_their_reading_is_journaled(alice, journee, marie):
    client = enter(alice)
    assert "Dupont" not in page(client, "presences").content.decode()
    assert "Marie Dupont" in page(client, "presences", noms=1).content.decode()
    assert EntreeJournal.objects.latest("numero").evenement == "reseau.inscription.nom.lues"


def test_a_link_is_made_shown_once_and_opens(alice, journee, marie):
    client = enter(alice)
    text = client.post(reverse("presences_lien", args=[SLUG]), {"jour": str(timezone.localdate())}).content.decode()
    address = re.search(r'value="(http[^"]+/lien/[^"]+)"', text)[1]
    assert "/lien/" not in page(client, "presences").content.decode()
    visitor = Client()
    assert visitor.get(urlsplit(address).path).status_code == 302
    assert "Marie Dupont" in page(visitor).content.decode()


def test_events_of_the_day_come_first(alice, rose, journee):
    make_journee(slug="passee", title="Journée fictive passée", date_debut=JOUR - datetime.timedelta(days=400))
    make_journee(slug="autre-region", title="Ailleurs fictif", region=None)
    text = enter(alice).get(reverse("accueils")).content.decode()
    assert text.index("Journée fictive de Lens") < text.index("Journée fictive passée")
    assert "Ailleurs fictif" in text
    assert "Ailleurs fictif" not in enter(rose).get(reverse("accueils")).content.decode()


def test_an_event_without_a_confirmed_day_has_no_door(alice):
    make_journee(slug="mois", title="Au mois fictif", precision_date="mois")
    client = enter(alice)
    assert client.get(reverse("accueil_du_jour", args=["mois"])).status_code == 404
    assert (
        "Le jour de cet événement n'est pas confirmé"
        in client.get(reverse("presences", args=["mois"])).content.decode()
    )


def test_the_events_page_leads_who_facilitates_to_the_door(alice, yann, journee):
    address = journee.url_path.split("/", 2)[2]
    for client, shown in ((enter(alice), True), (enter(yann), False), (Client(), False)):
        text = client.get(f"/{address}").content.decode()
        assert (reverse("accueil_du_jour", args=[SLUG]) in text) is shown


def test_someone_registered_reads_their_code_then_finds_their_certificate(client, alice, journee, marie):
    jeton = sign_lien("inscription", marie.pk)
    adresse = reverse("reseau_inscription", args=[jeton])
    text = client.get(adresse).content.decode()
    assert code_billet(marie.pk) in text
    assert "Mon attestation de présence" not in text
    Attestation.objects.create(evenement=journee, inscription=marie, code_index="0" * 64, nom_index="0" * 64)
    found = re.search(r'href="(/attestations/lien/[^"]+)"', client.get(adresse).content.decode())[1]
    assert client.get(found).status_code == 200


# --- a webinar's file


def test_a_file_is_read_previewed_applied(alice):
    webinaire = make_webinaire()
    marie = register(webinaire, "Marie Dupont", "marie@exemple.fr")
    client = enter(alice)
    file = _file(b"Nom;Courriel;Arrivee;Depart\nX;marie@exemple.fr;10:00;11:00\nX;autre@exemple.fr;10:00;hier\n")
    answer = client.post(reverse("connexions", args=[webinaire.slug]), {"fichier": file}, follow=True)
    text = answer.content.decode()
    assert "Essai fait, rien n'est encore écrit" in text
    assert "heure de départ illisible" in text
    marie.refresh_from_db()
    assert not marie.est_presente
    address = answer.request["PATH_INFO"]
    text = client.post(f"{address}appliquer/", follow=True).content.decode()
    assert "1 présence ajoutée" in text
    marie.refresh_from_db()
    assert marie.minutes_presence == 60


def test_a_broken_file_is_refused_on_its_field(alice):
    webinaire = make_webinaire()
    answer = enter(alice).post(reverse("connexions", args=[webinaire.slug]), {"fichier": _file(b"%PDF-1.7")})
    assert answer.status_code == 422
    assert "Ce fichier est un document PDF" in answer.content.decode()


def _file(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("connexions.csv", content)


# --- certificates


@pytest.fixture
def attestation(alice):
    webinaire = make_webinaire()
    marie = register(webinaire, "Marie Dupont", "")
    marie.est_presente, marie.minutes_presence = True, 75
    marie.save()
    [row] = issue_attestations(evenement=webinaire, by=alice)
    return row


def test_a_holder_downloads_by_the_link_alone(client, attestation):
    jeton = sign_lien("attestation", attestation.pk)
    text = client.get(reverse("attestation", args=[jeton])).content.decode()
    assert code_attestation(attestation.pk) in text
    assert "Dupont" not in text
    answer = client.get(reverse("attestation_pdf", args=[jeton]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert "no-store" in answer["Cache-Control"]


def test_a_link_to_something_else_opens_no_certificate(client, attestation):
    for jeton in (sign_lien("inscription", attestation.pk), sign_lien("attestation", uuid.uuid4()), "x"):
        for route in ("attestation", "attestation_pdf"):
            assert client.get(reverse(route, args=[jeton])).status_code == 403


def test_anyone_checks_a_code_and_reads_no_name(client, attestation):
    code = code_attestation(attestation.pk)
    adresse = reverse("verifier_attestation")
    text = client.get(adresse, {"code": code}).content.decode()
    assert "Attestation authentique." in text
    assert "Webinaire fictif" in text
    assert "Dupont" not in text
    assert "à ce nom" in client.post(adresse, {"code": code, "nom": "marie DUPONT"}).content.decode()
    assert "mais pas à ce nom" in client.post(adresse, {"code": code, "nom": "Paul"}).content.decode()
    assert "Aucune attestation ne porte ce code" in client.post(adresse, {"code": "0000-0000-0000"}).content.decode()
    assert client.post(adresse, {"code": ""}).status_code == 422


def test_a_name_in_an_address_is_not_compared(client, attestation):
    code = code_attestation(attestation.pk)
    text = client.get(reverse("verifier_attestation"), {"code": code, "nom": "Marie Dupont"}).content.decode()
    assert "Attestation authentique, à ce nom" not in text


def test_names_are_not_guessed(client, attestation):
    code = code_attestation(attestation.pk)
    adresse = reverse("verifier_attestation")
    found = [client.post(adresse, {"code": code, "nom": f"Nom {rank}"}).status_code for rank in range(21)]
    assert found == [200] * 20 + [429]


def test_a_certificate_withdrawn_by_its_holder_answers_no_more(client, attestation):
    code = code_attestation(attestation.pk)
    jeton = sign_lien("attestation", attestation.pk)
    client.post(reverse("attestation_retirer", args=[jeton]))
    assert Attestation.objects.count() == 0
    assert "Aucune attestation" in client.post(reverse("verifier_attestation"), {"code": code}).content.decode()
    assert client.get(reverse("attestation", args=[jeton])).status_code == 403


def test_a_facilitator_prints_one_for_who_has_no_address(alice, yann, attestation):
    adresse = reverse("attestation_imprimer", args=[attestation.evenement.slug, attestation.pk])
    assert enter(yann).get(adresse).status_code == 404
    assert enter(alice).get(adresse).content.startswith(b"%PDF-")


def test_the_door_costs_the_same_for_one_and_for_fifty(alice, journee, django_capture_on_commit_callbacks):
    client = enter(alice)
    register(journee, "Une", "")
    with django_capture_on_commit_callbacks(execute=True):
        page(client)  # secrets are cached once committed
    page(client)
    with CaptureQueriesContext(connection) as une:
        page(client)
    for rank in range(50):
        register(journee, f"Personne {rank}", "")
    with CaptureQueriesContext(connection) as cinquante:
        page(client)
    assert len(une) == len(cinquante)
