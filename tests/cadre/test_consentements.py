"""What a neighbour agrees to, in her language, with a receipt; what she takes back with it, from any phone."""

import json
import re
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.actions.consentements import (
    find_by_recu,
    record_consentement,
    record_relecture,
    withdraw_by_recu,
    withdraw_consentement,
)
from entredeux.cadre.consentement import check_consented, has_consented
from entredeux.cadre.enums import Portee
from entredeux.cadre.liens_consentement import Demande, lien_de_consentement
from entredeux.cadre.models import Consentement, EntreeJournal
from entredeux.cadre.textes_consentement import EMPREINTES, find_texte, load_textes
from entredeux.socle.codes import check_letter, draw_code, is_well_typed
from entredeux.socle.erreurs import Refus

VOISINE, UNITE, PARTENAIRE = uuid.uuid4(), uuid.uuid4(), str(uuid.uuid4())


def agree(by, *portees, **given):
    return record_consentement(by=by, sujet=VOISINE, unite=UNITE, portees=portees, forme="oral", **given)


def test_agreement_opens_what_it_says_and_nothing_else(samira):
    agree(samira, Portee.BESOIN, destinataire=PARTENAIRE)

    assert has_consented(sujet=VOISINE, portee=Portee.BESOIN, destinataires=(PARTENAIRE,))
    assert not has_consented(sujet=VOISINE, portee=Portee.CONTACT, destinataires=(PARTENAIRE,))
    assert not has_consented(sujet=VOISINE, portee=Portee.BESOIN, destinataires=(str(uuid.uuid4()),))
    assert not has_consented(sujet=uuid.uuid4(), portee=Portee.BESOIN, destinataires=(PARTENAIRE,))


def test_who_gives_a_contact_also_says_the_need(samira):
    agree(samira, Portee.CONTACT, destinataire=PARTENAIRE)

    assert has_consented(sujet=VOISINE, portee=Portee.BESOIN, destinataires=(PARTENAIRE,))


def test_receipt_withdraws_all_it_covers_and_is_kept_nowhere(samira):
    rows, numero = agree(samira, Portee.SUIVI, Portee.PROPOS)
    code = numero.replace("-", "")

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cadre_consentement")
        stored = str(cursor.fetchall())
    assert code not in stored
    assert code not in str(list(EntreeJournal.objects.values()))
    typed = numero.lower().replace("0", "o").replace("1", "l")
    assert {row.pk for row in withdraw_by_recu(numero=typed, by=Acteur.public())} == {row.pk for row in rows}
    assert withdraw_by_recu(numero=numero, by=Acteur.public()) == []  # twice does nothing more
    with pytest.raises(Refus, match="Rien n'est parti"):
        check_consented(sujet=VOISINE, portee=Portee.SUIVI)


@pytest.mark.parametrize("typed", ["", "abc", "0000-0000-0000-0000", "ZZZZ-ZZZZ-ZZZZ", "\x00"])
def test_number_of_no_receipt_is_refused_with_words(db, typed):
    with pytest.raises(ValidationError, match="n'est pas celui d'un reçu"):
        find_by_recu(typed)


def test_sharing_with_nobody_named_is_refused(samira):
    with pytest.raises(ValidationError, match="n'importe qui"):
        agree(samira, Portee.CONTACT)
    assert not Consentement.objects.exists()


@pytest.mark.parametrize("jours", [-1, 366])
def test_date_out_of_the_texts_limits_is_refused(samira, jours):
    with pytest.raises(ValidationError, match="au plus 365 jours"):
        agree(samira, Portee.SUIVI, jusqua=timezone.localdate() + timedelta(days=jours))


def test_form_sent_twice_records_once(samira):
    identifiant = uuid.uuid4()
    agree(samira, Portee.SUIVI, id=identifiant)

    with pytest.raises(ValidationError, match="déjà enregistré"):
        agree(samira, Portee.SUIVI, id=identifiant)
    assert Consentement.objects.count() == 1


def test_team_of_another_structure_withdraws_nothing(samira, nadia):
    (row,), _ = agree(samira, Portee.SUIVI)

    with pytest.raises(ValidationError, match="pas de votre structure"):
        withdraw_consentement(consentement=row, by=nadia)
    assert has_consented(sujet=VOISINE, portee=Portee.SUIVI)


def test_text_shown_can_be_shown_again(samira):
    (row,), _ = agree(samira, Portee.SUIVI, langue="ar")

    assert row.texte_empreinte == find_texte("suivi", "ar").empreinte
    assert (row.texte_code, row.texte_version, row.langue) == ("suivi", 1, "ar")


def test_text_changed_takes_another_version():
    """Each text as it was shown is in empreintes.json, for ever: a changed text adds a line, it never replaces one."""
    known = json.loads(EMPREINTES.read_text(encoding="utf-8"))
    shown = {f"{code} {langue} {texte.version}": texte.empreinte for (code, langue), texte in load_textes().items()}

    assert {name: known.get(name) for name in shown} == shown


def test_every_text_is_in_at_least_six_languages():
    assert {code for code, _ in load_textes()} == set(Portee)
    assert all(sum(code == portee for code, _ in load_textes()) >= 6 for portee in Portee)


@given(st.integers(0, 10), st.integers(0, 30))
def test_slip_of_one_character_is_seen(rank, shift):
    code = draw_code(12)
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXY"  # Z weighs as 0: said in socle/codes.py
    if code[rank] == "Z":
        return
    other = alphabet[(alphabet.index(code[rank]) + shift) % 31]
    assert is_well_typed(code[:rank] + other + code[rank + 1 :], 12) == (other == code[rank])
    assert code[-1] == check_letter(code[:-1])


GESTES = st.lists(
    st.tuples(st.sampled_from(["donne", "retire", "passe"]), st.sampled_from(list(Portee)), st.integers(0, 90)),
    max_size=12,
)


@settings(max_examples=60)
@given(GESTES)
def test_no_sequence_opens_what_was_not_given(gestes):
    """A model of plain Python dates against the query, whatever is given, withdrawn and left to run out."""
    now, model, rows = timezone.now(), [], []
    for geste, portee, jours in gestes:
        if geste == "passe":
            now += timedelta(days=jours)
        elif geste == "donne":
            until = timezone.localdate(now) + timedelta(days=jours)
            rows.append(Consentement(sujet=VOISINE, portee=portee, donne_le=now, jusqua=until))
            model.append([portee, now, until, None])
        else:
            for row, line in zip(rows, model, strict=True):
                if line[0] == portee and line[3] is None:
                    row.retire_le = line[3] = now
    from entredeux.situations.queries.accords import is_in_force

    for row, (_, given_at, until, withdrawn) in zip(rows, model, strict=True):
        expected = given_at <= now and (withdrawn is None or withdrawn > now) and until >= timezone.localdate(now)
        assert is_in_force(row, now) == expected


# --- the pages


def phone_of(acteur) -> Client:
    client = Client()
    client.force_login(acteur.compte)
    return client


def link(**given) -> str:
    said = {"sujet": VOISINE, "unite": UNITE, "retour": "/situations/", "qui": "Habitante 1", "portees": ("suivi",)}
    return lien_de_consentement(Demande(**(said | given)))


def test_text_is_shown_in_the_language_and_marked_until_reread(samira, claire):
    phone, address = phone_of(samira), link()

    page = phone.get(address + "?langue=ar").content.decode()
    assert 'lang="ar" dir="rtl"' in page
    assert "Traduction à faire relire" in page
    record_relecture(code="suivi", langue="ar", qualite="Interprète", by=claire)
    assert "Traduction à faire relire" not in phone.get(address + "?langue=ar").content.decode()
    assert "Traduction à faire relire" not in phone.get(address).content.decode()


def test_receipt_is_shown_once_then_withdraws_from_any_phone(samira):
    phone, address = phone_of(samira), link()
    sent = {"identifiant": uuid.uuid4(), "portees": ["suivi"], "forme": "oral"}

    answer = phone.post(address + "?langue=ar", sent)
    (numero,) = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", answer.content.decode())
    assert answer["Cache-Control"] == "no-store"
    assert phone.post(address, sent).status_code == 422
    anyone = Client()
    assert "Voici ce que ce reçu permet" in anyone.post("/retrait/", {"numero": numero}).content.decode()
    assert has_consented(sujet=VOISINE, portee=Portee.SUIVI)
    done = anyone.post("/retrait/?langue=tr", {"numero": numero, "confirmer": "1"}).content.decode()
    assert "Onayınız geri alındı" in done
    assert not has_consented(sujet=VOISINE, portee=Portee.SUIVI)


def test_guessing_receipts_stops_after_twenty(db):
    anyone = Client()
    for _ in range(20):
        assert "n&#x27;est pas celui" in anyone.post("/retrait/", {"numero": "ABCD"}).content.decode()

    assert "Trop d&#x27;essais" in anyone.post("/retrait/", {"numero": "ABCD"}).content.decode()


def test_forged_link_and_a_funder_find_nothing(samira, paul):
    assert phone_of(samira).get(reverse("cadre:consentement", args=["x" * 40])).status_code == 404
    assert phone_of(samira).get(link()).status_code == 200
    assert phone_of(paul).get(link()).status_code == 404
