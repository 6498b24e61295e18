"""The pages: the whole way of a word, what each role opens, what the outside reads."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from entredeux.cadre.actions.consentements import draw_recu
from entredeux.participation import actions
from entredeux.participation.models import (
    Demarche,
    GroupeParoles,
    Parole,
    PropositionDemarche,
    RencontreDemarche,
    RetourParole,
)
from entredeux.participation.urls import urlpatterns
from entredeux.terrain.actions import create_mission, start_presence
from entredeux.territoires.models import Lieu
from tests.participation.fabrique import (
    PAROLES,
    in_days,
    link_of,
    make_answered,
    make_demarche,
    make_groupe,
    make_sent,
    make_ville,
    note,
    note_some,
)

IDENTIFIANT = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def open_as():
    def open_as(acteur):
        client = Client()
        client.force_login(acteur.compte)
        return client

    return open_as


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("\xa0", " ").split())


def parole_form(**given):
    return {
        "identifiant": IDENTIFIANT,
        "origine": "oral",
        "texte": "Le soir on ne voit plus le trottoir.",
        "domaine": "espace_public",
        "forme": "oral",
        "repere": "le banc devant le hall",
    } | given


def test_a_word_is_noted_and_its_number_shown_once(open_as, samira):
    client = open_as(samira)
    answer = client.post("/participation/paroles/nouvelle/", parole_form())
    numero = re.search(r'numero-recu" translate="no">([0-9A-Z-]+)<', answer.content.decode()).group(1)
    assert "no-cache" in answer["Cache-Control"]
    again = client.post("/participation/paroles/nouvelle/", parole_form())
    assert (again.status_code, Parole.objects.count()) == (422, 1)

    public = Client().post("/participation/recu/", {"numero": numero})
    said = text_of(public)
    assert "Recueillie, pas encore regroupée" in said
    assert "trottoir" not in said


def test_a_name_is_refused_and_what_was_typed_comes_back(open_as, samira):
    typed = parole_form(texte="Mme Dupont ne voit plus le trottoir.")
    answer = open_as(samira).post("/participation/paroles/nouvelle/", typed)
    assert answer.status_code == 422
    assert "Mme Dupont ne voit plus le trottoir." in answer.content.decode()
    assert "À retirer avant de publier" in text_of(answer)
    assert Parole.objects.count() == 0


def test_a_card_is_typed_in_with_the_number_its_author_holds(open_as, samira):
    sheet = open_as(samira).get("/participation/paroles/cartes/").content.decode()
    numero = re.search(r'<strong translate="no">([0-9A-Z-]+)</strong>', sheet).group(1)
    assert sheet.count(numero) == 2
    answer = open_as(samira).post(
        "/participation/paroles/nouvelle/", parole_form(origine="carte", numero=numero, forme="ecrit")
    )
    assert answer.status_code == 200
    assert "Recueillie" in text_of(Client().post("/participation/recu/", {"numero": numero}))


def test_words_are_ticked_grouped_sent_and_answered_by_link(open_as, samira, claire):
    words, ville, client = note_some(samira), make_ville(claire), open_as(claire)
    page = client.get("/participation/regrouper/")
    assert PAROLES[1] in page.content.decode().replace("&#x27;", "'")
    form = {"identifiant": IDENTIFIANT, "titre": "L'éclairage du square", "domaine": "espace_public"}
    assert client.post("/participation/regrouper/", form).status_code == 422
    done = client.post("/participation/regrouper/", form | {"paroles": [word.pk for word in words]})
    assert done["Location"] == f"/participation/groupes/{IDENTIFIANT}/"
    sent = client.post(
        f"{done['Location']}envoyer/",
        {"partenaire": ville.pk, "reponse_due_le": in_days(30).isoformat(), "maniere": "courriel"},
    )
    assert sent.status_code == 302
    groupe = GroupeParoles.objects.get()
    body, link = Client(), link_of(groupe)
    page = body.get(link)
    assert "5 paroles" in text_of(page)
    assert body.post(link, {"decision": "prevu", "reponse": ""}).status_code == 422
    answered = body.post(link, {"decision": "prevu", "reponse": "Les lampes sont changées en mai."})
    assert "Merci" in text_of(answered)
    assert body.get(link).status_code == 410
    assert "Les lampes sont changées en mai." in text_of(client.get(done["Location"]))


def test_below_five_the_page_of_the_group_offers_no_departure(open_as, samira, claire):
    groupe = make_groupe(claire, note_some(samira, 4))
    page = open_as(claire).get(f"/participation/groupes/{groupe.pk}/")
    assert "Il manque 1 parole" in text_of(page)
    assert "envoyer/" not in page.content.decode()
    refused = open_as(claire).post(
        f"/participation/groupes/{groupe.pk}/envoyer/",
        {"partenaire": make_ville(claire).pk, "reponse_due_le": in_days(9).isoformat(), "maniere": "courriel"},
    )
    assert refused.status_code == 422
    assert "au moins cinq" in text_of(refused)


def test_after_a_withdrawal_below_five_the_body_sees_none(samira, claire):
    groupe = make_sent(samira, claire)
    said = text_of(Client().get(link_of(groupe)))
    assert said.count("Le soir on ne voit plus") == 1
    actions.withdraw_parole(parole=groupe.paroles.first(), by=samira)
    said = text_of(Client().get(link_of(groupe)))
    assert [word for word in PAROLES if word in said] == []
    assert "moins de cinq" in said


def test_a_forged_or_replaced_link_opens_nothing(samira, claire):
    groupe = make_sent(samira, claire)
    former = link_of(groupe)
    assert Client().get("/participation/repondre/faux/").status_code == 404
    actions.remind_body(groupe=groupe, by=claire)
    assert Client().get(former).status_code == 410
    assert Client().get(link_of(groupe)).status_code == 200


def test_an_unknown_number_says_so_and_too_many_are_stopped(db):
    for _ in range(30):
        answer = Client().post("/participation/recu/", {"numero": draw_recu()})
    assert (answer.status_code, "Aucune parole ne porte ce numéro" in text_of(answer)) == (422, True)
    stopped = Client().post("/participation/recu/", {"numero": draw_recu()})
    assert "Trop d'essais" in text_of(stopped).replace("&#x27;", "'")


def test_the_answer_waits_on_the_round_that_passes_there(open_as, samira, claire, structure):
    square = Lieu.objects.create(structure=structure, nom="Square", type_lieu="parc_square")
    hall = Lieu.objects.create(structure=structure, nom="Hall B", type_lieu="hall")
    make_answered(samira, claire, lieu=square, repere="le banc du milieu")
    client = open_as(samira)
    before = text_of(client.get("/terrain/"))
    assert "5 réponses à redire" in before
    mission = create_mission(nom="Soir", forme="tournee", domaine="habitat", lieux=[square, hall], by=claire)
    start_presence(mission=mission, by=samira)
    page = client.get("/terrain/")
    assert "À redire ici : 5" in text_of(page)
    assert "le banc du milieu" not in text_of(page)

    retour = RetourParole.objects.first()
    address = f"/participation/a-redire/{retour.pk}/"
    said = text_of(client.get(address))
    assert "Les lampes sont changées en mai." in said
    assert "le banc du milieu" in said
    client.post(address, {"geste": "pas_trouvee"})
    client.post(address, {"geste": "redit"})
    retour.refresh_from_db()
    assert (retour.etat, retour.essais) == ("redite", 1)
    assert "À redire ici : 4" in text_of(client.get("/terrain/"))


def test_the_receipt_tells_the_answer_and_never_the_word(samira, claire):
    parole, numero = note(samira, "Une parole reconnaissable.")
    groupe = make_groupe(claire, [parole, *note_some(samira, 4)], "L'éclairage du square")
    ask = lambda: text_of(Client().post("/participation/recu/", {"numero": numero})).replace("&#x27;", "'")  # noqa: E731
    assert "L'éclairage du square" not in ask()  # below the departure, nothing of the group is said outside
    actions.send_groupe(groupe=groupe, partenaire=make_ville(claire), reponse_due_le=in_days(30), by=claire)
    assert "Ville, cadre de vie" in ask()
    actions.record_reponse(groupe=groupe, decision="fait", reponse="Les lampes marchent.", by=claire)
    said = ask()
    assert "Les lampes marchent." in said
    assert "reconnaissable" not in said


def test_the_direction_sees_the_group_and_no_word(open_as, samira, claire, helene):
    groupe = make_answered(samira, claire)
    client = open_as(helene)
    said = text_of(client.get(f"/participation/groupes/{groupe.pk}/"))
    assert "Les lampes sont changées en mai." in said
    assert [word for word in PAROLES if word in said] == []
    assert client.get(f"/participation/paroles/{groupe.paroles.first().pk}/").status_code == 404
    assert client.get("/participation/regrouper/").status_code == 404
    assert client.get("/participation/").status_code == 200


def test_a_demarche_from_its_opening_to_what_became_of_a_proposal(open_as, samira, claire):
    client, ville = open_as(samira), make_ville(claire)
    opened = client.post(
        "/participation/demarches/nouvelle/",
        {
            "identifiant": IDENTIFIANT,
            "genre": "marche_exploratoire",
            "niveau": "concerter",
            "titre": "Marche du soir",
            "domaine": "espace_public",
            "institution": ville.pk,
        },
    )
    address = opened["Location"]
    client.post(
        f"{address}rencontre/",
        {
            "identifiant": IDENTIFIANT,
            "presents": 12,
            "premiere_fois": 5,
            "age_soixante_dix_plus": 4,
            "age_soixante_dix_plus_premiere": 2,
            "genre_feminin": 9,
        },
    )
    too_many = client.post(
        f"{address}rencontre/",
        {"identifiant": "22222222-2222-4222-8222-222222222222", "presents": 2, "genre_feminin": 9},
    )
    assert (too_many.status_code, RencontreDemarche.objects.count()) == (422, 1)
    client.post(f"{address}proposition/", {"identifiant": IDENTIFIANT, "texte": "Un banc de plus."})
    client.post(
        f"/participation/propositions/{PropositionDemarche.objects.get().pk}/",
        {"suite": "retenue", "reponse": "Posé au printemps."},
    )
    said = text_of(client.get(address))
    assert "Un banc de plus." in said
    assert "Posé au printemps." in said
    assert "5 présences sur 12 étaient une première fois" in text_of(client.get("/participation/portee/"))
    client.post(f"{address}clore/")
    assert Demarche.objects.get().close_le is not None


def test_a_funder_and_another_structure_meet_404_everywhere(open_as, samira, claire, paul, nadia):
    groupe = make_answered(samira, claire)
    demarche = make_demarche(samira)
    ids = {
        "parole_id": groupe.paroles.first().pk,
        "groupe_id": groupe.pk,
        "retour_id": RetourParole.objects.first().pk,
        "demarche_id": demarche.pk,
        "rencontre_comptee_id": actions.record_rencontre(demarche=demarche, presents=4, by=samira).pk,
        "proposition_id": actions.record_proposition(demarche=demarche, texte="Un banc.", by=samira).pk,
    }
    funder, elsewhere = open_as(paul), open_as(nadia)
    for pattern in urlpatterns:
        if pattern.name in ("recu", "repondre"):
            continue
        wanted = {name: ids[name] for name in pattern.pattern.converters}
        address = reverse(f"participation:{pattern.name}", kwargs=wanted)
        answers = [(client.get(address), client.post(address)) for client in (funder, *([elsewhere] if wanted else []))]
        assert {answer.status_code for pair in answers for answer in pair} <= {404, 405}, address
        assert 404 in {pair[0].status_code for pair in answers} | {pair[1].status_code for pair in answers}


def test_lists_make_the_same_queries_with_one_row_and_with_three(
    open_as, samira, claire, django_assert_max_num_queries
):
    client = open_as(claire)
    counts = []
    for _ in range(3):
        make_answered(samira, claire)
        make_groupe(claire, note_some(samira, 1))
        note(samira)
        make_demarche(samira)
        pages = ("", "groupes/", "a-redire/", "demarches/", "regrouper/")
        with django_assert_max_num_queries(120) as captured:
            for page in pages:
                assert client.get(f"/participation/{page}").status_code == 200
        counts.append(len(captured))
    assert counts[1] == counts[2]
