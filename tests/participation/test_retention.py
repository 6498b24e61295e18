"""What is left of words once their clocks have run."""

import datetime

from django.utils import timezone

from entredeux.cadre.droits import erase, find_by_recu, make_copy
from entredeux.cadre.horloges import coming, kept, next_date
from entredeux.cadre.models import Cle, Consentement
from entredeux.cadre.textes import EFFACE
from entredeux.participation import actions
from entredeux.participation.models import (
    Demarche,
    GroupeParoles,
    Parole,
    PropositionDemarche,
    RencontreDemarche,
    RetourParole,
)
from entredeux.participation.queries.partage import paroles_shown
from entredeux.participation.retention import demarche_erased_on, forget_participation, parole_erased_on
from tests.participation.fabrique import (
    PAROLES,
    in_days,
    make_answered,
    make_demarche,
    make_groupe,
    note,
    note_some,
    send,
)

RIEN = {"auteurs": 0, "reperes": 0, "paroles": 0, "groupes": 0, "demarches": 0}


def test_authors_go_after_three_months(samira):
    note(samira)
    assert forget_participation(in_days(90)) == RIEN
    assert forget_participation(in_days(93))["auteurs"] == 2
    assert Parole.objects.get().cree_par is None


def test_after_three_months_the_person_is_no_longer_looked_for(samira, claire):
    make_answered(samira, claire, repere="près du kiosque")
    assert forget_participation(in_days(91))["reperes"] == 0
    assert forget_participation(in_days(92))["reperes"] == 5
    assert {(row.etat, bytes(row.repere)) for row in RetourParole.objects.all()} == {("non_retrouvee", b"")}
    assert not Cle.objects.filter(pk__in=RetourParole.objects.values("unite")).exists()


def test_a_word_that_never_left_goes_after_a_year(samira, claire):
    parole, _ = note(samira, repere="le banc")
    make_groupe(claire, [parole])
    retour = parole.retour.unite
    assert parole_erased_on(parole) == in_days(366)
    assert forget_participation(in_days(366))["paroles"] == 0

    assert forget_participation(in_days(367))["paroles"] == 1
    parole = Parole.objects.get()
    assert (bytes(parole.texte), parole.recu_index, parole.groupe, parole.est_oubliee) == (b"", "", None, True)
    assert parole.dite_le == timezone.localdate().replace(day=1)
    assert not Cle.objects.filter(pk__in=[parole.unite, retour]).exists()
    assert (Consentement.objects.count(), RetourParole.objects.count()) == (0, 0)
    assert forget_participation(in_days(367)) == RIEN


def test_a_word_and_its_answer_go_a_year_after_the_answer(samira, claire):
    groupe = make_answered(samira, claire)
    GroupeParoles.objects.filter(pk=groupe.pk).update(envoye_le=timezone.now() - datetime.timedelta(days=300))
    Parole.objects.update(dite_le=in_days(-320))
    assert forget_participation(in_days(300))["paroles"] == 0
    done = forget_participation(in_days(367))
    assert (done["paroles"], done["groupes"]) == (5, 1)
    left = GroupeParoles.objects.get()
    assert (left.decision, left.nombre_envoye, bytes(left.reponse), left.est_oublie) == ("prevu", 5, b"", True)


def test_the_word_is_nowhere_in_the_tables(samira, claire):
    make_answered(samira, claire, reponse="Les lampes sont changées en mai.")
    note_some(samira, 2)
    forget_participation(in_days(800))
    for model in (Parole, RetourParole, GroupeParoles):
        for row in model.objects.all():
            said = str({field.name: getattr(row, field.attname) for field in model._meta.concrete_fields})
            assert [text for text in (*PAROLES, "lampes", EFFACE) if text in said] == []


def test_the_proposals_of_a_demarche_go_a_year_after_its_last_meeting(samira):
    demarche = make_demarche(samira, ouverte_le=in_days(-200))
    actions.record_rencontre(demarche=demarche, presents=8, jour=in_days(-100), by=samira)
    banc = actions.record_proposition(demarche=demarche, texte="Un banc.", by=samira)
    actions.record_suite(proposition=banc, suite="retenue", reponse="Oui.", by=samira)
    assert demarche_erased_on(demarche) == in_days(266)
    assert forget_participation(in_days(266))["demarches"] == 0

    assert forget_participation(in_days(267))["demarches"] == 1
    row = PropositionDemarche.objects.get()
    assert (row.suite, bytes(row.texte), bytes(row.reponse)) == ("retenue", b"", b"")
    assert not Cle.objects.filter(pk=row.unite).exists()
    assert (RencontreDemarche.objects.get().presents, Demarche.objects.get().est_oubliee) == (8, True)


def test_what_goes_soon_is_told_with_its_page_and_what_is_kept_is_counted(samira, claire, structure):
    make_answered(samira, claire)
    note(samira)
    make_demarche(samira)
    items = coming(structure, in_days(0), in_days(366))
    assert [item.url_name for item in items].count("participation:parole") == 6
    assert {item.le for item in items if item.url_name.startswith("participation:")} == {in_days(366)}
    mine = [item for item in kept(structure) if "Paroles" in item.quoi or "Démarches" in item.quoi]
    assert [(item.quoi, item.nombre, item.prochaine) for item in mine] == [
        ("Paroles (dont 6 à redire un jour)", 6, in_days(366)),
        ("Démarches avec leurs propositions", 1, in_days(366)),
    ]
    assert next_date(RetourParole.objects.filter(etat="a_redire").first()) == in_days(91)
    assert next_date(RetourParole.objects.get(etat="attente")) == in_days(366)
    assert next_date(GroupeParoles.objects.get()) == in_days(366)


def test_whoever_holds_the_number_has_a_copy_made_then_the_word_erased(samira, claire, structure):
    parole, numero = note(samira, "On ne voit plus rien le soir.", repere="le banc du milieu")
    send(make_groupe(claire, [parole, *note_some(samira, 4)]), claire)
    ((kind, found),) = find_by_recu(structure, numero)
    (part,) = make_copy(kind, found, samira)
    assert [text in " ".join(part.phrases) for text in ("On ne voit plus rien le soir.", "le banc du milieu")] == [
        True
    ] * 2

    effet = erase(kind, found, "ensemble", samira)
    assert len(effet.conserve) == 2
    parole.refresh_from_db()
    assert (bytes(parole.texte), parole.recu_index, parole.est_oubliee) == (b"", "", True)
    assert not Cle.objects.filter(pk=parole.unite).exists()
    assert paroles_shown(parole.groupe) == []
    assert find_by_recu(structure, numero) == []
