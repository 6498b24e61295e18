"""A word from the street to the town, and the answer back to the one who spoke."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.actions.consentements import draw_recu, withdraw_by_recu
from entredeux.cadre.models import Cle, Consentement, EntreeJournal
from entredeux.cadre.textes import open_without_journal
from entredeux.participation import actions
from entredeux.participation.models import GroupeParoles, Parole, RetourParole
from entredeux.participation.queries.etats import etat_of
from entredeux.participation.queries.partage import paroles_shown
from entredeux.territoires.models import Lieu
from tests.participation.fabrique import (
    in_days,
    mailed,
    make_answered,
    make_groupe,
    make_sent,
    make_ville,
    note,
    note_some,
    send,
)


def test_a_word_is_sealed_with_its_agreement_and_one_number(samira):
    parole, numero = note(samira, "Le soir on ne voit plus le trottoir.", repere="le banc devant le hall")

    assert open_without_journal(parole, "texte") == "Le soir on ne voit plus le trottoir."
    given = Consentement.objects.get(sujet=parole.pk)
    assert (given.portee, given.destinataire, given.recu_index) == ("parole", "", parole.recu_index)
    assert len(numero.replace("-", "")) == 12
    assert parole.retour.unite != parole.unite
    assert open_without_journal(parole.retour, "repere") == "le banc devant le hall"
    with connection.cursor() as cursor:
        cursor.execute("SELECT texte FROM participation_parole")
        assert b"trottoir" not in bytes(cursor.fetchone()[0])


@pytest.mark.parametrize(
    "faux",
    [
        {"texte": "   "},
        {"texte": "Appelez Mme Dupont au 06 12 34 56 78."},
        {"repere": "demander Mme Dupont"},
        {"texte": "x" * 601},
        {"origine": "carte"},
        {"origine": "carte", "numero": "0000-0000-0001"},
        {"numero": draw_recu()},
        {"dite_le": datetime.date(2199, 1, 1)},
        {"domaine": "inconnu"},
    ],
)
def test_what_names_someone_or_makes_no_sense_is_refused_and_nothing_is_kept(samira, faux):
    given = {"texte": "On ne voit rien.", "domaine": "espace_public", "forme": "oral"} | faux
    with pytest.raises(ValidationError):
        actions.record_parole(by=samira, **given)
    assert (Parole.objects.count(), Consentement.objects.count()) == (0, 0)


def test_a_paper_card_keeps_the_number_its_author_holds(samira):
    numero = draw_recu()
    parole, said = note(samira, origine="carte", numero=numero.lower())
    assert said == numero
    withdraw_by_recu(numero=numero, by=Acteur.public())
    parole.refresh_from_db()
    assert etat_of(parole) == "retiree"
    with pytest.raises(ValidationError, match="déjà celui d'un reçu"):
        note(samira, origine="carte", numero=numero)


def test_the_same_form_sent_twice_notes_one_word(samira):
    parole, _ = note(samira)
    with pytest.raises(ValidationError, match="déjà notée"):
        note(samira, id=parole.pk)
    assert Parole.objects.count() == 1


def test_four_words_never_leave_and_five_do(samira, claire):
    groupe = make_groupe(claire, note_some(samira, 4))
    with pytest.raises(ValidationError, match="au moins cinq"):
        send(groupe, claire)
    groupe.refresh_from_db()
    assert (groupe.etat, paroles_shown(groupe)) == ("ouvert", [])

    actions.add_paroles(groupe=groupe, paroles=[note(samira, "Encore une.")[0]], by=claire)
    sent = send(groupe, claire)
    assert (sent.etat, sent.nombre_envoye, len(paroles_shown(sent))) == ("envoye", 5, 5)


def test_nothing_joins_a_group_that_has_left(samira, claire):
    groupe = make_sent(samira, claire)
    late, _ = note(samira, "Une parole de plus.")
    with pytest.raises(ValidationError, match="ne change plus"):
        actions.add_paroles(groupe=groupe, paroles=[late], by=claire)
    with pytest.raises(ValidationError, match="ne change plus"):
        actions.detach_parole(parole=groupe.paroles.first(), by=claire)


def test_the_database_itself_refuses_below_five_and_after_the_departure(samira, claire):
    small = make_groupe(claire, note_some(samira, 4))
    ville = make_ville(claire)
    values = {
        "etat": "envoye",
        "envoye_le": timezone.now(),
        "nombre_envoye": 5,
        "destinataire": ville,
        "reponse_due_le": in_days(9),
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupeParoles.objects.filter(pk=small.pk).update(**values)
    gone, (late, _) = make_sent(samira, claire), note(samira)
    with pytest.raises(IntegrityError), transaction.atomic():
        Parole.objects.filter(pk=late.pk).update(groupe=gone)
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupeParoles.objects.filter(pk=gone.pk).update(etat="ouvert", envoye_le=None, nombre_envoye=None)


def test_a_word_for_the_landlord_alone_is_not_carried_to_the_town(samira, claire):
    bailleur = make_ville(claire, "Bailleur", "service.technique@bailleur.exemple.fr", "bailleur")
    words = note_some(samira, 5)
    only, _ = note(samira, "Seulement au bailleur.", destinataire=str(bailleur.pk))
    sent = send(make_groupe(claire, [*words, only]), claire)
    assert only not in paroles_shown(sent)
    only.refresh_from_db()
    assert only.groupe is None
    with pytest.raises(ValidationError, match="au moins cinq"):
        send(make_groupe(claire, [only, *note_some(samira, 3)]), claire, partenaire=bailleur)


def test_a_withdrawal_erases_the_word_and_below_five_hides_them_all(samira, claire):
    words = [note(samira, f"Parole {rank}.", repere="près du kiosque") for rank in range(5)]
    groupe = send(make_groupe(claire, [parole for parole, _ in words]), claire)
    gone, numero = words[0]

    withdraw_by_recu(numero=numero, by=Acteur.public())

    gone.refresh_from_db()
    assert (bytes(gone.texte), gone.retiree_le) == (b"", timezone.localdate())
    assert not Cle.objects.filter(pk=gone.unite).exists()
    assert RetourParole.objects.filter(parole=gone).count() == 0
    assert paroles_shown(groupe) == []
    actions.record_reponse(groupe=groupe, decision="fait", reponse="C'est réparé.", by=claire)
    assert RetourParole.objects.filter(etat="a_redire").count() == 4


def test_the_mail_holds_a_link_and_no_word(samira, claire):
    groupe = make_sent(samira, claire)
    message = mailed(groupe)
    assert message.to == ["cadre-de-vie@ville.exemple.fr"]
    said = message.body + message.alternatives[0][0]
    assert "/participation/repondre/" in said
    assert [word for word in paroles_shown(groupe) if open_without_journal(word, "texte") in said] == []


def test_the_answer_is_told_back_or_the_person_not_found(samira, claire, structure):
    square = Lieu.objects.create(structure=structure, nom="Square", type_lieu="parc_square")
    make_answered(samira, claire, lieu=square, repere="le banc du milieu")
    one, other = RetourParole.objects.filter(etat="a_redire").order_by("cree_le")[:2]

    told = actions.record_told(retour=one, by=samira)
    assert (told.etat, told.lieu, bytes(told.repere)) == ("redite", None, b"")
    assert not Cle.objects.filter(pk=told.unite).exists()
    assert etat_of(Parole.objects.select_related("groupe", "retour").get(pk=told.parole_id)) == "redite"
    with pytest.raises(ValidationError, match="déjà fait"):
        actions.record_told(retour=one, by=samira)

    with pytest.raises(ValidationError, match="au moins une fois"):
        actions.give_up_retour(retour=other, by=samira)
    searched = actions.record_not_found(retour=other, by=samira)
    assert (searched.etat, searched.essais, searched.dernier_essai_le) == ("a_redire", 1, timezone.localdate())
    assert actions.give_up_retour(retour=other, by=samira).etat == "non_retrouvee"


def test_no_answer_is_told_back_too_but_not_before_the_date(samira, claire):
    groupe = make_sent(samira, claire)
    with pytest.raises(ValidationError, match="peut encore répondre"):
        actions.close_without_answer(groupe=groupe, by=claire)
    GroupeParoles.objects.filter(pk=groupe.pk).update(reponse_due_le=in_days(-1))
    assert actions.close_without_answer(groupe=groupe, by=claire).etat == "sans_reponse"
    assert RetourParole.objects.filter(etat="a_redire").count() == 5
    late = actions.record_reponse(groupe=groupe, decision="etude", reponse="Nous regardons.", by=claire)
    assert late.etat == "repondu"


def test_the_night_reminds_once_a_body_whose_date_has_passed(samira, claire):
    groupe = make_sent(samira, claire)
    former = groupe.tour
    assert actions.remind_late_bodies(today=in_days(30)) == 0
    assert actions.remind_late_bodies(today=in_days(31)) == 1
    assert actions.remind_late_bodies(today=in_days(60)) == 0
    groupe.refresh_from_db()
    assert (groupe.rappels, groupe.tour) == (1, former + 1)
    assert "C'est un rappel" in mailed(groupe).body


def test_a_body_out_of_service_or_without_mailbox_receives_nothing(samira, claire):
    groupe = make_groupe(claire, note_some(samira))
    mute = make_ville(claire, "Service sans boîte", "")
    with pytest.raises(ValidationError, match="pas d'adresse"):
        send(groupe, claire, partenaire=mute)
    sent = send(groupe, claire, partenaire=mute, est_par_courriel=False)
    with pytest.raises(ValidationError, match="de vive voix"):
        actions.remind_body(groupe=sent, by=claire)
    mute.est_actif = False
    mute.save()
    assert paroles_shown(GroupeParoles.objects.get(pk=sent.pk)) == []


def test_who_may_not_is_refused(samira, claire, helene, paul, nadia):
    parole, _ = note(samira)
    for someone in (helene, paul):
        with pytest.raises(PermissionDenied):
            note(someone)
    with pytest.raises(PermissionDenied):
        actions.withdraw_parole(parole=parole, by=nadia)
    with pytest.raises(PermissionDenied):
        make_groupe(samira, [parole])


def test_the_journal_says_what_happened_and_holds_no_word(samira, claire):
    make_answered(samira, claire)
    events = list(
        EntreeJournal.objects.filter(evenement__startswith="participation.").values_list("evenement", flat=True)
    )
    assert events.count("participation.parole.notee") == 5
    assert events[-2:] == ["participation.groupe.envoye", "participation.groupe.repondu"]
    written = str(list(EntreeJournal.objects.values()))
    assert "trottoir" not in written
    assert "mai" not in [word for entry in EntreeJournal.objects.all() for word in entry.champs]
