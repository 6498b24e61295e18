"""The notebook in a real browser: a night without network, on a phone that may be lost."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from entredeux.socle.codes import draw_code
from tests.carnet.vecteurs import FICHIER
from tests.functional.carnet import telephone as tel
from tests.functional.distribution import MOT_DE_PASSE, email_of
from tests.functional.navigateur import check_axe, login

pytestmark = [pytest.mark.navigateur, pytest.mark.lent]
NULLE_PART = {"latitude": 50.4178912, "longitude": 2.7712345}
NOTE = "Le groupe se déplace vers le square zébrulon."


def note_act(page: Page, note: str = "") -> int:
    """An act of a usual kind from the home screen; returns how many taps it took."""
    taps = 0

    def tap(locator) -> None:
        nonlocal taps
        locator.click()
        taps += 1

    tap(page.get_by_role("main").get_by_role("link", name="Intervention"))
    tap(page.get_by_role("group", name="Motif").get_by_text("Regroupement, occupation de hall ou de parties communes"))
    tap(page.get_by_role("group", name="Combien de personnes occupent le lieu").get_by_text("2 à 4", exact=False).first)
    tap(page.get_by_role("group", name="En partant").get_by_text("Calme", exact=True))
    tap(page.get_by_role("group", name="Comment cela s'est terminé").get_by_text("Apaisée sur place"))
    if note:
        page.get_by_label(re.compile("^Note courte")).fill(note)
    tap(page.get_by_role("button", name="Enregistrer"))
    expect(tel.say(page)).to_contain_text("Intervention enregistrée.")
    return taps


def test_a_night_without_network_arrives_whole(open_page, open_as, produit):
    desk = open_as("claire", "bureau")
    before = count_acts(desk)
    phone = open_page("telephone", sombre=True)
    tel.prepare(phone, "samira")
    tel.cut(phone)
    tel.start(phone)
    check_axe(phone)
    phone.get_by_role("button", name="Rien à signaler", exact=True).click()
    expect(tel.say(phone)).to_contain_text("rien à signaler.")
    assert note_act(phone, NOTE) <= 6

    phone.reload()
    expect(tel.title(phone)).to_have_text("Tournée du soir")
    expect(tel.queue(phone)).to_contain_text("3 en attente")
    tel.stop(phone)
    assert [row["etat"] for row in tel.kept_rows(phone)] == ["attente"] * 4

    tel.join(phone)
    phone.goto("/terrain/carnet/#/file")
    phone.get_by_role("button", name="Envoyer maintenant").click()
    expect(phone.get_by_text("Tout est envoyé").first).to_be_visible()
    expect(phone.locator("li[data-etat=recue]")).to_have_count(4)
    check_axe(phone)
    assert {(row["scelle"], row["copie"]) for row in tel.kept_rows(phone)} == {(0, False)}

    tel.run_worker(produit)
    assert count_acts(desk) == before + 1
    desk.goto("/carnet/quarantaine/")
    expect(desk.get_by_role("heading", level=1)).to_have_text("2 saisies du carnet vous attendent")
    check_axe(desk)


def test_duties_in_front_of_a_danger_are_read_without_network(open_page):
    phone = open_page("telephone")
    tel.prepare(phone, "samira")
    phone.context.set_offline(True)
    phone.goto("/terrain/carnet/#/urgence")
    expect(tel.title(phone)).to_have_text("Qui appeler")
    expect(phone.get_by_role("link", name="119", exact=True)).to_have_attribute("href", "tel:119")
    expect(phone.get_by_text("Code pénal, 434-1 et 434-3")).to_be_visible()
    expect(phone.get_by_text("Le récit des faits.")).to_be_visible()
    check_axe(phone)


def count_acts(desk: Page) -> int:
    desk.goto("/terrain/interventions/")
    (number,) = re.findall(r"([\d\s\u202f\xa0]+) interventions?", desk.get_by_role("main").inner_text())[:1]
    return int(re.sub(r"\D", "", number))


def test_after_lock_nothing_is_reread_and_the_next_person_sees_nothing(open_page):
    phone = open_page("telephone")
    tel.prepare(phone, "karim")
    phone.goto("/terrain/carnet/#/")
    phone.context.set_offline(True)
    phone.get_by_role("main").get_by_role("link", name="Panne, défaut").click()
    phone.get_by_role("group", name="Ce qui ne va pas").get_by_text("Ascenseur").click()
    phone.get_by_label("Lieu", exact=True).select_option(index=3)
    phone.get_by_label(re.compile("^Précision")).fill("La cabine zébrulon reste bloquée.")
    phone.get_by_role("button", name="Enregistrer").click()
    expect(tel.say(phone)).to_contain_text("Panne notée.")

    phone.goto("/terrain/carnet/#/file")
    phone.get_by_role("link", name="Relire").click()
    expect(phone.get_by_role("main")).to_contain_text("La cabine zébrulon reste bloquée.")

    phone.goto("/terrain/carnet/#/")
    phone.get_by_role("button", name="Verrouiller").click()
    expect(tel.title(phone)).to_have_text("Carnet protégé")
    assert [row["copie"] for row in tel.kept_rows(phone)] == [False]

    phone.context.route("**/carnet/sync", lambda route: route.fulfill(json={"reponses": []}))
    phone.context.set_offline(False)
    phone.context.clear_cookies()
    other = phone
    login(other, email_of("samira"), MOT_DE_PASSE)
    other.goto("/terrain/carnet/")
    other.get_by_text("Une autre personne sur ce téléphone").click()
    other.get_by_role("button", name="Ajouter un compte").click()
    tel.add_account(other, "samira", code="1357")
    other.goto("/terrain/carnet/#/file")
    expect(other.get_by_text("1 en attente").first).to_be_visible()
    expect(other.get_by_role("link", name="Relire")).to_have_count(0)

    phone.context.unroute("**/carnet/sync")
    other.get_by_role("button", name="Envoyer maintenant").click()
    expect(other.locator("li[data-etat=recue]")).to_have_count(1)


def test_a_wrong_code_opens_nothing_and_says_so(open_page):
    phone = open_page("telephone")
    tel.prepare(phone, "karim")
    phone.get_by_role("button", name="Verrouiller").click()
    phone.get_by_role("button", name="Karim", exact=True).click()
    phone.get_by_label("Votre code").fill("0000")
    phone.get_by_role("button", name="Ouvrir").click()
    expect(phone.get_by_role("alert")).to_have_text("Ce code n'ouvre pas ce compte. Rien n'a été perdu.")
    phone.get_by_label("Votre code").fill(tel.CODE)
    phone.get_by_role("button", name="Ouvrir").click()
    expect(tel.title(phone)).to_have_text("Bonjour Karim")


def test_a_draft_survives_a_reload_and_dies_with_the_session(open_page):
    phone = open_page("telephone")
    tel.prepare(phone, "samira")
    phone.context.set_offline(True)
    phone.goto("/terrain/carnet/#/intervention")
    phone.get_by_label(re.compile("^Note courte")).fill("Brouillon zébrulon.")
    tel.wait_for_draft(phone)
    phone.reload()
    expect(phone.get_by_label(re.compile("^Note courte"))).to_have_value("Brouillon zébrulon.")
    phone.goto("/terrain/carnet/#/")
    phone.get_by_role("button", name="Verrouiller").click()
    tel.open_with_code(phone, "samira")
    phone.goto("/terrain/carnet/#/intervention")
    expect(phone.get_by_label(re.compile("^Note courte"))).to_have_value("")


def test_an_act_taken_back_before_it_leaves_never_leaves(open_page):
    phone = open_page("telephone")
    tel.prepare(phone, "samira")
    phone.context.set_offline(True)
    phone.goto("/terrain/carnet/#/intervention")
    phone.get_by_label("Thème").select_option("")
    phone.get_by_role("group", name="Motif").get_by_text("Incivilité").click()
    phone.get_by_role("button", name="Enregistrer").click()
    phone.get_by_role("button", name="Annuler").click()
    expect(tel.say(phone)).to_contain_text("Annulé.")
    assert tel.kept_rows(phone) == []


def test_the_note_guard_proposes_and_never_blocks(open_page):
    phone = open_page("telephone")
    tel.prepare(phone, "samira")
    phone.goto("/terrain/carnet/#/intervention")
    note = phone.get_by_label(re.compile("^Note courte"))
    note.fill("Mme Durand se plaint, son numéro est le 06 12 34 56 78.")
    expect(phone.locator(".garde-lignes li")).to_have_count(2)
    phone.get_by_role("button", name="Mettre « une personne »").click()
    expect(note).to_have_value(re.compile("^Une personne se plaint"))
    check_axe(phone)


def test_i_am_here_gives_a_place_and_keeps_no_coordinate(open_page):
    phone = open_page("telephone", geolocation=NULLE_PART, permissions=["geolocation"])
    sent: list[str] = []
    phone.on("request", lambda request: sent.append(f"{request.url} {request.post_data or ''}"))
    tel.prepare(phone, "samira")
    tel.start(phone)
    phone.get_by_text("Un autre lieu, je suis ici, la fin").click()
    phone.get_by_role("button", name="Je suis ici").click()
    expect(tel.say(phone)).to_contain_text("Aucun lieu connu à moins de 80 m")
    expect(tel.title(phone)).to_have_text("Quel lieu ?")
    everything = " ".join(sent) + phone.evaluate(tel.TOUT)
    assert "50.4178912" not in everything
    assert "2.7712345" not in everything

    place = json.loads(phone.evaluate("fetch('/terrain/carnet/paquet.json').then((r) => r.text())"))["lieux"]
    known = next(each for each in place if each["lat"])
    phone.context.set_geolocation({"latitude": known["lat"] + 0.0002, "longitude": known["lon"]})
    phone.goto("/terrain/carnet/#/")
    phone.get_by_text("Un autre lieu, je suis ici, la fin").click()
    phone.get_by_role("button", name="Je suis ici").click()
    expect(tel.title(phone)).to_have_text(known["nom"])
    tel.stop(phone)


def test_every_screen_is_accessible_and_reflows(open_page):
    phone = open_page("telephone")
    tel.prepare(phone, "samira")
    tel.start(phone)
    for screen in ("", "intervention", "panne", "lieu", "file", "noter", "fiches", "urgence"):
        phone.goto(f"/terrain/carnet/#/{screen}")
        expect(tel.title(phone)).to_be_visible()
        check_axe(phone)
        phone.set_viewport_size({"width": 320, "height": 640})
        assert phone.evaluate("document.documentElement.scrollWidth") <= 320
        phone.set_viewport_size({"width": 360, "height": 740})
    tel.stop(phone)


def test_rfc_9180_vectors_pass_in_the_browser(open_page):
    page = open_page("telephone")
    page.goto("/terrain/carnet/")
    vectors = json.loads((Path(__file__).parent / "rfc9180.json").read_text(encoding="utf-8"))["vecteurs"]
    assert page.evaluate(SCELLER, vectors) == [vector["enc"] + vector["ct"] for vector in vectors]


def test_our_own_vectors_pass_in_the_browser(open_page):
    page = open_page("telephone")
    page.goto("/terrain/carnet/")
    said = json.loads(FICHIER.read_text(encoding="utf-8"))
    found = page.evaluate(SCELLER_FORMAT, said)
    assert found == [case["scelle"] for case in said["cas"]]


OUTILS = """
  const hex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const url = { "+": "-", "/": "_", "=": "" };
  const b64 = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (sign) => url[sign]);
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const pair = async (d, point) => {
    const raw = hex(point);
    const jwk = { kty: "EC", crv: "P-256", d: b64(hex(d)), x: b64(raw.slice(1, 33)), y: b64(raw.slice(33)) };
    const privateKey = await crypto.subtle.importKey("jwk", jwk, curve, true, ["deriveBits"]);
    return { privateKey, publicKey: await crypto.subtle.importKey("raw", raw, curve, true, []) };
  };
  const out = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
"""
SCELLER = (
    "async (vectors) => {"
    + OUTILS
    + """
  const { sceller } = await import("/static/carnet/hpke.js");
  const all = [];
  for (const v of vectors) {
    const ephemere = await pair(v.skEm, v.pkEm);
    const bound = { info: hex(v.info), aad: hex(v.aad), aead: v.aead_id, ephemere };
    all.push(out(await sceller(hex(v.pkRm), hex(v.pt), bound)));
  }
  return all;
}"""
)
SCELLER_FORMAT = (
    "async (said) => {"
    + OUTILS
    + """
  const { sceller } = await import("/static/carnet/hpke.js");
  const { infoDe, rembourrer } = await import("/static/carnet/scelle.js");
  const ephemere = await pair(said.ephemere.privee.padStart(64, "0"), said.ephemere.publique);
  const all = [];
  for (const { etiquette, contenu } of said.cas) {
    const bound = { info: infoDe(etiquette), ephemere };
    all.push(out(await sceller(hex(said.destinataire.publique), rembourrer(contenu), bound)));
  }
  return all;
}"""
)


def test_another_kind_is_noted_by_the_form_its_app_describes(open_page, produit):
    phone = open_page("telephone")
    tel.prepare(phone, "samira")
    phone.context.set_offline(True)
    phone.goto("/terrain/carnet/#/noter")
    check_axe(phone)
    phone.get_by_role("link", name="Parole d'habitant").click()
    phone.get_by_label("Ce qu'elle ou il a dit").fill("L'abri de bus ne protège pas de la pluie.")
    phone.get_by_label("Sur quoi").select_option(index=1)
    phone.get_by_role("group", name="Comment l'accord a été donné").get_by_text("À l'oral").click()
    phone.get_by_label("Numéro de la carte remise").fill("000000000001")
    phone.get_by_role("button", name="Enregistrer").click()
    expect(phone.get_by_text("Ce numéro est mal recopié : vérifiez-le sur la carte.")).to_be_visible()
    expect(phone.get_by_label("Ce qu'elle ou il a dit")).to_have_value("L'abri de bus ne protège pas de la pluie.")
    check_axe(phone)
    phone.get_by_label("Numéro de la carte remise").fill(draw_code(12))
    phone.get_by_role("button", name="Enregistrer").click()
    expect(tel.say(phone)).to_contain_text("Parole d'habitant : noté.")
    phone.context.set_offline(False)
    phone.goto("/terrain/carnet/#/file")
    expect(phone.locator("li[data-etat=recue]")).to_have_count(1)
