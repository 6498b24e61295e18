"""Asked once, two months later, whether it was of use; and nobody is known once they have answered."""

import datetime
import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from entredeux.cadre import textes
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import EntreeJournal
from entredeux.reseau.actions import usages as actions
from entredeux.reseau.enums import GenreUsage, ReponseUsage
from entredeux.reseau.envois_ressources import REPONDRE
from entredeux.reseau.liens import sign_lien
from entredeux.reseau.models import FicheEpinglee, UsageRessource
from entredeux.reseau.queries.ressources import count_usages
from entredeux.socle.erreurs import Refus
from tests.reseau.fiches import draft_fiche, publish_fiche, region

DEUX_MOIS = datetime.timedelta(days=60)
SYSTEME = Acteur.systeme()


@pytest.fixture
def fiche(rose, alice):
    region()
    return publish_fiche(rose, alice, region="32")


def enter(acteur) -> Client:
    client = Client()
    client.force_login(acteur.compte)
    return client


def later(days: int) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(days=days)


def link_in(message) -> str:
    return re.search(r"http://testserver(/\S+)", message.body)[1]


def test_pinned_resource_is_at_hand_and_asked_about_once(fiche, samira):
    actions.pin_ressource(ressource=fiche, by=samira)
    actions.pin_ressource(ressource=fiche, by=samira)
    assert FicheEpinglee.objects.count() == UsageRessource.objects.count() == 1
    assert [actions.ask_usages(by=SYSTEME, now=later(days)) for days in (59, 60, 61)] == [0, 1, 0]
    (sent,) = mail.outbox
    assert sent.to == ["samira@exemple.fr"]
    assert sent.subject == "[Entre-deux] « Passer à heure fixe » : l'avez-vous utilisée ?"


def test_answer_is_kept_and_who_gave_it_is_forgotten(fiche, samira, alice):
    usage = actions.note_usage(ressource=fiche, genre=GenreUsage.ANNONCEE, by=samira)
    actions.ask_usages(by=SYSTEME, now=later(60))
    usage.refresh_from_db()
    before = usage.unite
    actions.answer_usage(usage=usage, reponse=ReponseUsage.ADAPTEE, note="Plus tôt le soir.", by=samira)

    usage.refresh_from_db()
    assert (usage.compte, usage.courriel_index, usage.reponse) == (None, "", "adaptee")
    assert usage.unite != before
    assert textes.read_texte(usage, "note", by=alice) == "Plus tôt le soir."
    with pytest.raises(Refus, match="déjà répondu"):
        actions.answer_usage(usage=usage, reponse=ReponseUsage.NON, by=SYSTEME)


def test_nobody_answers_for_someone_else_or_before_being_asked(fiche, samira, karim):
    usage = actions.note_usage(ressource=fiche, genre=GenreUsage.ANNONCEE, by=samira)
    with pytest.raises(Refus, match="n'est plus posée"):
        actions.answer_usage(usage=usage, reponse=ReponseUsage.NON, by=samira)
    actions.ask_usages(by=SYSTEME, now=later(60))
    usage.refresh_from_db()
    with pytest.raises(Refus, match="quelqu'un d'autre"):
        actions.answer_usage(usage=usage, reponse=ReponseUsage.NON, by=karim)
    assert enter(karim).post(f"/ressources/usages/{usage.pk}/repondre/", {}).status_code == 404


def test_unpinned_before_the_question_is_not_asked(fiche, samira):
    actions.pin_ressource(ressource=fiche, by=samira)
    actions.unpin_ressource(ressource=fiche, by=samira)
    assert not FicheEpinglee.objects.exists()
    assert actions.ask_usages(by=SYSTEME, now=later(90)) == 0


def test_address_is_confirmed_then_asked_then_answers_by_its_link(fiche):
    public = Client()
    answer = public.post(
        f"/ressources/{fiche.slug}/usage/", {"courriel": "Lou@exemple.fr", "accord": "on"}, follow=True
    )
    assert "Un courriel part à cette adresse" in answer.content.decode()
    usage = UsageRessource.objects.get()
    assert usage.courriel not in (b"", b"Lou@exemple.fr")
    assert actions.ask_usages(by=SYSTEME, now=later(60)) == 0  # not confirmed

    confirmer = link_in(mail.outbox[0])
    public.get(confirmer)
    usage.refresh_from_db()
    assert usage.confirmee_le is None  # a program that reads mails only opens links
    public.post(confirmer)
    assert actions.ask_usages(by=SYSTEME, now=later(60)) == 1

    assert mail.outbox[1].to == ["Lou@exemple.fr"]
    repondre = link_in(mail.outbox[1])
    assert public.get(repondre).status_code == 200
    assert public.post(repondre, {"reponse": "oui"}).status_code == 422
    assert b"Merci" in public.post(repondre, {"reponse": "telle_quelle", "note": ""}).content
    usage.refresh_from_db()
    assert (usage.reponse, bytes(usage.courriel), usage.courriel_index) == ("telle_quelle", b"", "")
    assert b"d\xc3\xa9j\xc3\xa0 r\xc3\xa9pondu" in public.get(repondre).content


def test_same_address_is_written_to_once_and_the_page_does_not_tell(fiche, rose, alice):
    public, sent = Client(), {"courriel": "lou@exemple.fr", "accord": "on"}
    first = public.post(f"/ressources/{fiche.slug}/usage/", sent, follow=True).content.decode()
    again = public.post(f"/ressources/{fiche.slug}/usage/", sent | {"courriel": "LOU@exemple.fr"}, follow=True)
    assert len(mail.outbox) == 1
    assert "Un courriel part" in first
    assert "Un courriel part" in again.content.decode()
    for rank in range(6):
        other = publish_fiche(rose, alice, f"Fiche {rank}", region="32")
        actions.ask_by_mail(ressource=other, courriel="lou@exemple.fr", by=Acteur.public())
    assert len(mail.outbox) == actions.DEMANDES_PAR_ADRESSE


def test_without_the_agreement_nothing_is_kept(fiche):
    answer = Client().post(f"/ressources/{fiche.slug}/usage/", {"courriel": "lou@exemple.fr"})
    assert answer.status_code == 422
    assert not UsageRessource.objects.exists()


def test_forged_or_foreign_link_gets_a_sentence(fiche, samira):
    usage = actions.note_usage(ressource=fiche, genre=GenreUsage.ANNONCEE, by=samira)
    token = sign_lien(REPONDRE, usage.pk)
    for address in (
        f"/ressources/usages/question/{token}x/",
        f"/ressources/usages/confirmer/{token}/",
        "/ressources/usages/question/x/",
    ):
        answer = Client().get(address)
        assert answer.status_code == 403
        assert "Ce lien n'est pas valable" in answer.content.decode().replace("&#x27;", "'")


def test_what_no_longer_serves_is_forgotten(fiche, samira, karim, rose):
    actions.ask_by_mail(ressource=fiche, courriel="lou@exemple.fr", by=Acteur.public())
    actions.note_usage(ressource=fiche, genre=GenreUsage.EPINGLEE, by=samira)
    answered = actions.note_usage(ressource=fiche, genre=GenreUsage.EPINGLEE, by=karim)
    assert actions.forget_usages(by=SYSTEME, now=later(6)) == 0
    assert actions.forget_usages(by=SYSTEME, now=later(8)) == 1  # nobody confirmed
    actions.ask_usages(by=SYSTEME, now=later(60))
    answered.refresh_from_db()
    actions.answer_usage(usage=answered, reponse="non", note="Pas le temps.", by=karim)
    assert actions.forget_usages(by=SYSTEME, now=later(89)) == 0
    assert actions.forget_usages(by=SYSTEME, now=later(91)) == 1  # Samira did not answer
    assert UsageRessource.objects.get().reponse == "non"
    assert actions.forget_usages(by=SYSTEME, now=later(800)) == 1
    answered.refresh_from_db()
    assert bytes(answered.note) == b""
    assert actions.forget_usages(by=SYSTEME, now=later(900)) == 0


def test_count_is_said_from_three_only(fiche, samira, karim, claire, helene, yann):
    said = []
    for person, answer in zip(
        (samira, karim, claire, helene, yann),
        ("telle_quelle", "adaptee", "non", "telle_quelle", "pas_encore"),
        strict=True,
    ):
        usage = actions.note_usage(ressource=fiche, genre=GenreUsage.ANNONCEE, by=person)
        UsageRessource.objects.filter(pk=usage.pk).update(demandee_le=timezone.now())
        usage.refresh_from_db()
        actions.answer_usage(usage=usage, reponse=answer, by=person)
        said.append(count_usages(fiche))
    assert said == [0, 0, 0, 3, 3]
    page = Client().get(f"/ressources/{fiche.slug}/").content.decode()
    assert "Utilisée 3 fois" in page


def test_only_members_pin_and_only_what_they_may_read(fiche, samira, paul, alice, rose):
    draft = draft_fiche(rose, "Brouillon", region="32")
    for person, page in ((paul, fiche), (samira, draft)):
        with pytest.raises(Refus):
            actions.pin_ressource(ressource=page, by=person)
    assert enter(paul).post(f"/ressources/{fiche.slug}/epingler/").status_code == 404
    assert enter(samira).post(f"/ressources/{draft.slug}/epingler/").status_code == 404


def test_notebook_reads_the_pinned_fiches_whole(fiche, samira, karim):
    client = enter(samira)
    client.post(f"/ressources/{fiche.slug}/epingler/")
    (kept,) = client.get("/ressources/epinglees.json").json()["fiches"]
    assert (kept["titre"], kept["statut"], len(kept["sections"])) == ("Passer à heure fixe", "relue", 8)
    assert kept["sections"][5] == {
        "titre": "Résultats",
        "html": "<p>Texte d'essai : résultats.</p>",
        "periode": "mars à juin 2025",
    }
    assert enter(karim).get("/ressources/epinglees.json").json() == {"fiches": []}
    fiche.unpublish()
    assert client.get("/ressources/epinglees.json").json() == {"fiches": []}


def test_question_waits_on_my_page(fiche, samira):
    client = enter(samira)
    client.post(f"/ressources/{fiche.slug}/usage/")
    actions.ask_usages(by=SYSTEME, now=later(60))
    usage = UsageRessource.objects.get()
    shown = client.get("/ressources/mes-fiches/").content.decode()
    assert f"{usage.pk.hex}-reponse" in shown
    done = client.post(f"/ressources/usages/{usage.pk}/repondre/", {f"{usage.pk.hex}-reponse": "telle_quelle"})
    assert done.headers["Location"] == "/ressources/mes-fiches/"
    assert UsageRessource.objects.get().reponse == "telle_quelle"


def test_word_that_names_somebody_is_not_kept_and_nothing_is_lost(fiche, samira):
    client = enter(samira)
    client.post(f"/ressources/{fiche.slug}/usage/")
    actions.ask_usages(by=SYSTEME, now=later(60))
    usage = UsageRessource.objects.get()
    sent = {
        f"{usage.pk.hex}-reponse": "telle_quelle",
        f"{usage.pk.hex}-note": "Demandez à Karim Benali, 06 12 34 56 78.",
    }
    answer = client.post(f"/ressources/usages/{usage.pk}/repondre/", sent)
    assert answer.status_code == 422
    assert "06 12 34 56 78" in answer.content.decode()
    usage.refresh_from_db()
    assert (usage.reponse, usage.compte) == ("", samira.compte)


def test_words_left_are_read_by_who_writes_the_resource_and_journaled(fiche, samira, rose, yann):
    usage = actions.note_usage(ressource=fiche, genre=GenreUsage.ANNONCEE, by=samira)
    actions.ask_usages(by=SYSTEME, now=later(60))
    usage.refresh_from_db()
    actions.answer_usage(usage=usage, reponse="adaptee", note="Plus tôt le soir.", by=samira)
    client = enter(rose)
    assert f"{fiche.title} (1)" in client.get("/ressources/a-relire/").content.decode()
    page = client.get(f"/ressources/a-relire/{fiche.pk}/mots/").content.decode()
    assert "Plus tôt le soir." in page
    assert samira.compte.nom not in page
    assert EntreeJournal.objects.filter(evenement__contains="usageressource.note").count() == 1
    assert enter(yann).get(f"/ressources/a-relire/{fiche.pk}/mots/").status_code == 404
