"""From Samira's referral to what the person says of it, and all that can go wrong on the way."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from entredeux.cadre.models import EntreeJournal
from entredeux.cadre.textes import open_without_journal
from entredeux.orientations import actions
from entredeux.orientations.liens import ENVOI, sign_envoi
from entredeux.orientations.models import Envoi, Orientation
from entredeux.orientations.queries.bilan import report_cards
from entredeux.orientations.queries.partage import find_partage
from entredeux.orientations.regles import RefuseParLaMatrice, shipped_lines
from entredeux.socle.erreurs import Refus
from entredeux.socle.liens import LienRefuse
from tests.orientations.fabrique import (
    consent,
    mailed_code,
    mailed_link,
    make_envoi,
    make_partenaire,
    make_question,
    make_sent,
    make_situation,
    waiting,
    withdraw,
)


def events():
    return list(EntreeJournal.objects.order_by("id").values_list("evenement", flat=True))


def open_of(envoi):
    return actions.open_lien(lien=ENVOI.read(sign_envoi(Envoi.objects.get(pk=envoi.pk))))


def test_referral_taken_on_then_helped(samira, claire):
    envoi, _ = make_sent(samira, claire)
    assert find_partage(envoi) == find_partage(envoi).__class__(vivant=True, accord=True, besoin=True, contact=False)

    envoi = actions.answer_envoi(envoi=open_of(envoi), etat="acceptee")
    assert find_partage(envoi).contact is True
    consent(envoi.orientation.sujet, "parole", by=samira, unite=envoi.unite)
    envoi = actions.record_resultat(envoi=envoi, etat="recue", aide="oui", parole="ça m'a aidé", by=samira)

    assert (envoi.etat, envoi.aide, open_without_journal(envoi, "parole")) == ("recue", "oui", "ça m'a aidé")
    assert find_partage(envoi).contact is False
    with pytest.raises(LienRefuse, match="fermé avec elle"):
        open_of(envoi)
    (carte,) = report_cards(samira)
    assert (carte.partis, carte.repondus, carte.acceptes, carte.recues, carte.refuses) == (1, 1, 1, 1, 0)


def test_without_consent_nothing_leaves_and_the_referral_is_kept(samira, claire):
    envoi = make_envoi(samira, claire, degre="besoin")

    with pytest.raises(Refus, match="n'a pas donné son accord"):
        actions.send_envoi(envoi=envoi, by=samira)
    assert Envoi.objects.get(pk=envoi.pk).etat == "proposee"
    assert waiting("send_lien") == 0


def test_consent_to_the_need_is_not_consent_to_the_contact(samira, claire):
    envoi = make_envoi(samira, claire, degre="contact")
    consent(envoi.orientation.sujet, "besoin", envoi.partenaire_id, by=samira, unite=envoi.unite)

    with pytest.raises(Refus):
        actions.send_envoi(envoi=envoi, by=samira)


def test_consent_for_another_service_is_not_for_this_one(samira, claire):
    envoi = make_envoi(samira, claire, degre="besoin")
    other = make_partenaire(claire, "Mairie", "accueil@ville.exemple.fr")
    consent(envoi.orientation.sujet, "besoin", other.pk, by=samira, unite=envoi.unite)

    with pytest.raises(Refus):
        actions.send_envoi(envoi=envoi, by=samira)


def test_consent_withdrawn_between_sending_and_opening(samira, claire):
    envoi, given = make_sent(samira, claire)
    withdraw(given, samira)

    with pytest.raises(LienRefuse) as closed:
        open_of(envoi)
    assert closed.value.titre == "La personne a retiré son accord"
    assert Envoi.objects.get(pk=envoi.pk).etat == "retiree"
    assert events()[-3:] == ["cadre.consentement.retire", "orientations.envoi.retire", "orientations.lien.ferme"]


def test_consent_withdrawn_ends_the_referral_at_once_and_leaves_the_others(samira, claire):
    envoi, given = make_sent(samira, claire)
    question = make_question(samira, claire)
    withdraw(given, samira)

    assert Envoi.objects.get(pk=envoi.pk).etat == "retiree"
    assert Envoi.objects.get(pk=question.pk).etat == "envoyee"


def test_consent_over_its_time_ends_the_referral_at_opening(samira, claire):
    envoi, given = make_sent(samira, claire)
    given.__class__.objects.update(jusqua=timezone.localdate() - timedelta(days=1))

    with pytest.raises(LienRefuse):
        open_of(envoi)
    assert events()[-2:] == ["orientations.envoi.retire", "orientations.lien.ferme"]


def test_educator_refused_by_the_matrix_then_asked_a_question(samira, claire):
    with pytest.raises(RefuseParLaMatrice):
        make_envoi(samira, claire, profession="prevention_specialisee", degre="contact")
    assert Orientation.objects.count() == 0

    envoi = make_question(samira, claire)
    assert (envoi.etat, envoi.orientation.partie, envoi.degre) == ("envoyee", None, "rien")
    envoi = actions.answer_envoi(envoi=open_of(envoi), etat="repondue", texte="Passons ensemble jeudi.")
    assert open_without_journal(envoi, "reponse") == "Passons ensemble jeudi."


def test_question_that_names_someone_is_refused(samira, claire):
    with pytest.raises(ValidationError, match="désigne quelqu'un"):
        make_question(samira, claire, "Que proposer à M. Karim Benali, au 06 12 34 56 78 ?")
    assert Orientation.objects.count() == 0


def test_matrix_rewritten_leaves_former_referrals_under_theirs(samira, claire):
    envoi, _ = make_sent(samira, claire)
    stricter = tuple(
        ligne.__class__(**{**ligne.as_data(), "niveau": "rien"}) if ligne.profession == "social" else ligne
        for ligne in shipped_lines()
    )
    actions.write_matrice(lignes=stricter, by=claire)

    assert envoi.orientation.matrice.numero == 1
    situation, partie = make_situation(samira)
    later = actions.propose_orientation(besoin="logement", situation=situation, partie=partie, by=samira)
    assert later.matrice.numero == 2
    with pytest.raises(RefuseParLaMatrice):
        actions.prepare_envoi(
            orientation=later, partenaire=envoi.partenaire, profession="social", degre="besoin", by=samira
        )
    with pytest.raises(ValidationError, match="Rien n'a changé"):
        actions.write_matrice(lignes=stricter, by=claire)
    with pytest.raises(Refus):
        actions.write_matrice(lignes=shipped_lines(), by=samira)


def test_the_mail_says_nothing_of_anybody(samira, claire):
    envoi, _ = make_sent(samira, claire)
    sent = mailed_link(envoi)

    assert sent.to == ["accueil@numerique.exemple.fr"]
    assert "/orientations/repondre/" in sent.body
    whole = sent.subject + sent.body + sent.alternatives[0][0]
    assert [word for word in ("Créer une", "ordinateur", "06 12", "habitant") if word in whole] == []


def test_forged_cut_and_replaced_links(samira, claire):
    envoi, _ = make_sent(samira, claire)
    good = sign_envoi(envoi)

    for wrong in (good[:-3], good.replace(envoi.pk.hex[:4], "0000"), "n'importe quoi"):
        with pytest.raises(LienRefuse, match="n'est pas valable"):
            ENVOI.read(wrong)
    actions.answer_envoi(envoi=envoi, etat="precision_demandee", texte="Sait-elle lire ?")
    actions.complete_envoi(envoi=envoi, complement="Oui, en français.", by=samira)
    with pytest.raises(LienRefuse) as replaced:
        actions.open_lien(lien=ENVOI.read(good))
    assert replaced.value.titre == "Un lien plus récent vous a été envoyé"
    assert open_of(envoi).pk == envoi.pk


def test_code_wrong_five_times_locks_until_a_new_link(samira, claire):
    envoi, _ = make_sent(samira, claire)
    code = mailed_code(envoi)
    wrong = "000000" if code != "000000" else "111111"

    for left in (4, 3, 2, 1):
        with pytest.raises(ValidationError, match=f"Il reste {left} essai"):
            actions.try_code(envoi=envoi, code=wrong)
    for given in (wrong, code):
        with pytest.raises(ValidationError, match="Cinq codes faux"):
            actions.try_code(envoi=envoi, code=given)
    with pytest.raises(ValidationError, match="Cinq codes faux"):
        actions.ask_code(envoi=envoi)
    assert events().count("orientations.code.faux") == 5


def test_code_serves_once_and_fifteen_minutes(samira, claire):
    envoi, _ = make_sent(samira, claire)
    code = mailed_code(envoi)
    actions.try_code(envoi=envoi, code=f"{code[:3]} {code[3:]}")
    with pytest.raises(ValidationError, match="n'est pas le bon"):
        actions.try_code(envoi=envoi, code=code)

    code = mailed_code(envoi)
    Envoi.objects.update(code_le=timezone.now() - timedelta(minutes=16))
    with pytest.raises(ValidationError, match="n'est pas le bon"):
        actions.try_code(envoi=envoi, code=code)


def test_partner_closed_since(samira, claire):
    envoi, _ = make_sent(samira, claire)
    envoi.partenaire.est_actif = False
    envoi.partenaire.save()

    with pytest.raises(LienRefuse) as closed:
        open_of(envoi)
    assert closed.value.titre == "Ce service n'est plus dans l'annuaire"


def test_same_service_twice_for_one_need_is_refused(samira, claire):
    envoi, _ = make_sent(samira, claire)

    with pytest.raises(ValidationError, match="déjà adressé"):
        actions.prepare_envoi(
            orientation=envoi.orientation, partenaire=envoi.partenaire, profession="social", degre="rien", by=samira
        )


def test_reminded_at_three_working_days_then_weekly_then_expired(samira, claire):
    envoi, _ = make_sent(samira, claire)
    sent = timezone.localdate(envoi.envoye_le)
    first = next(
        sent + timedelta(days=more)
        for more in range(1, 15)
        if actions.remind_services(today=sent + timedelta(days=more)) == 1
    )
    assert first >= sent + timedelta(days=3)
    assert actions.remind_services(today=first + timedelta(days=6)) == 0
    assert actions.remind_services(today=first + timedelta(days=7)) == 1
    assert Envoi.objects.get(pk=envoi.pk).rappels == 2
    assert actions.remind_services(today=sent + timedelta(days=30)) == 1
    assert Envoi.objects.get(pk=envoi.pk).etat == "expiree"
    assert actions.remind_services(today=sent + timedelta(days=31)) == 0


def test_word_of_the_person_needs_its_own_consent(samira, claire):
    envoi, _ = make_sent(samira, claire)
    actions.answer_envoi(envoi=envoi, etat="acceptee")

    with pytest.raises(Refus):
        actions.record_resultat(envoi=envoi, etat="recue", parole="ça m'a aidé", by=samira)
    assert Envoi.objects.get(pk=envoi.pk).etat == "acceptee"


def test_another_structure_and_the_direction_do_not_send(samira, claire, helene, nadia):
    envoi, _ = make_sent(samira, claire)
    for someone in (helene, nadia):
        with pytest.raises(Refus):
            actions.cancel_envoi(envoi=envoi, by=someone)


def test_refusal_needs_a_reason(samira, claire):
    envoi, _ = make_sent(samira, claire)
    with pytest.raises(ValidationError, match="Dites pourquoi"):
        actions.answer_envoi(envoi=envoi, etat="refusee")
    envoi = actions.answer_envoi(envoi=envoi, etat="refusee", raison="complet")
    assert report_cards(samira)[0].raisons == [("Plus de place pour le moment", 1)]
