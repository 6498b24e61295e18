/* The check-in list as rules, without page, store nor network: what stands once the taps that wait are counted.

A tap is {id, genre, inscription, atelier, annule, instant, nom, courriel}; genre is "arrivee", "annulation" or
"sur_place". Someone is present as long as a tap that says so stands: the order in which taps arrive says nothing. */

export const ARRIVEE = "arrivee";
export const ANNULATION = "annulation";
export const SUR_PLACE = "sur_place";

/** Lower case, without accent nor ligature, words apart by one space: as the server folds them. */
export function fold(text) {
  return text
    .replace(/[œŒ]/g, "oe").replace(/[æÆ]/g, "ae").replace(/ß/g, "ss")
    .normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, " ").trim();
}

/** A ticket's code as typed: spaces dropped, look-alikes put right. */
export function readCode(text) {
  const alike = { I: "1", L: "1", O: "0", U: "V" };
  return text.toUpperCase().replace(/[^0-9A-Z]/g, "").replace(/[ILOU]/g, (letter) => alike[letter]);
}

/** By the first letters of each word typed, in any word of the name; or by the ticket's code. */
export function search(personnes, text) {
  const words = fold(text).split(" ").filter(Boolean);
  if (!words.length) return personnes;
  const code = readCode(text);
  return personnes.filter((personne) => {
    const parts = fold(personne.nom).split(" ");
    const named = words.every((word) => parts.some((part) => part.startsWith(word)));
    return named || (code.length >= 3 && readCode(personne.billet ?? "").startsWith(code));
  });
}

/** People with the taps that stand: what the server said, less what waits to be undone, plus what waits to be said. */
export function stateOf(liste, gestes) {
  const undone = new Set(gestes.filter((geste) => geste.genre === ANNULATION).map((geste) => geste.annule));
  const people = new Map();
  for (const personne of liste.personnes) {
    const taps = liste.presences[personne.id];
    if (!taps) continue; // cancelled or erased since: the server no longer names this person
    people.set(personne.id, { ...personne, arrivees: taps.filter((tap) => !undone.has(tap.id)) });
  }
  for (const geste of gestes) {
    if (geste.genre === SUR_PLACE && !people.has(geste.id)) {
      people.set(geste.id, {
        id: geste.id, nom: geste.nom ?? "", billet: "", attente: false, surPlace: true,
        ateliers: geste.atelier ? [geste.atelier] : [], enAttente: [], arrivees: [],
      });
    }
  }
  for (const geste of gestes) {
    const personne = people.get(geste.genre === SUR_PLACE ? geste.id : geste.inscription);
    if (!personne || geste.genre === ANNULATION || undone.has(geste.id)) continue;
    if (personne.arrivees.some((tap) => tap.id === geste.id)) continue;
    personne.arrivees.push({ id: geste.id, atelier: geste.atelier ?? null, instant: geste.instant, attend: true });
  }
  const withdrawn = (personne) => personne.surPlace && !personne.arrivees.length;
  return [...people.values()].filter((personne) => !withdrawn(personne)).sort(byName);
}

function byName(one, other) {
  const names = [fold(one.nom), fold(other.nom)];
  return names[0] < names[1] ? -1 : names[0] > names[1] ? 1 : one.id < other.id ? -1 : 1;
}

/** The tap that says this person is here: in the workshop, or (null) at the event, by whichever door. */
export function arrivalOf(personne, atelier) {
  const taps = atelier ? personne.arrivees.filter((tap) => tap.atelier === atelier) : personne.arrivees;
  return [...taps].sort((one, other) => (one.instant < other.instant ? -1 : 1))[0] ?? null;
}

export function isExpected(personne, atelier) {
  return !atelier || personne.ateliers.includes(atelier);
}

export function countOf(personnes, atelier, retard) {
  const taps = personnes.map((personne) => arrivalOf(personne, atelier)).filter(Boolean);
  return {
    presentes: taps.length,
    attendues: personnes.filter((personne) => isExpected(personne, atelier)).length,
    enRetard: retard ? taps.filter((tap) => Date.parse(tap.instant) > Date.parse(retard)).length : 0,
  };
}

/** Why one more would be one too many, in a sentence; "" while there is a seat. */
export function fullness(liste, personnes, atelier) {
  const workshop = liste.ateliers.find((each) => each.uid === atelier);
  const seated = (each) => !each.attente;
  const inside = personnes.filter((each) => seated(each) && workshop && each.ateliers.includes(atelier)).length;
  if (workshop?.places != null && inside >= workshop.places) {
    return `L'atelier « ${workshop.titre} » est complet : ${inside} pour ${workshop.places} places.`;
  }
  const all = personnes.filter(seated).length;
  if (liste.places != null && all >= liste.places) {
    return `L'événement est complet : ${all} pour ${liste.places} places.`;
  }
  return "";
}

/** The taps that undo a presence: all of them, whichever phone made them; in a workshop, that workshop's only. */
export function undoingsOf(personne, atelier, instant, newId) {
  return personne.arrivees
    .filter((tap) => !atelier || tap.atelier === atelier)
    .map((tap) => ({ id: newId(), genre: ANNULATION, inscription: personne.id, atelier: null, annule: tap.id, instant }));
}

/** After the server's answers: what still waits, what it refused and why, and who was added under which id. */
export function settle(gestes, reponses) {
  const answers = new Map(reponses.map((reponse) => [reponse.id, reponse]));
  const restent = [], refuses = [], ajouts = [], avis = [];
  for (const geste of gestes) {
    const answer = answers.get(geste.id);
    if (!answer) {
      restent.push(geste);
    } else if (answer.etat === "refuse") {
      refuses.push({ geste, message: answer.message });
    } else {
      if (answer.message) avis.push(answer.message);
      if (geste.genre === SUR_PLACE) ajouts.push({ id: answer.inscription, nom: geste.nom, atelier: geste.atelier });
    }
  }
  return { restent, refuses, ajouts, avis };
}

/** The list after a sending: presences as the server says them now, and the names this phone added itself. */
export function mergeState(liste, etat, ajouts) {
  const known = new Set(liste.personnes.map((personne) => personne.id));
  const added = ajouts.filter((ajout) => ajout.id && !known.has(ajout.id)).map((ajout) => ({
    id: ajout.id, nom: ajout.nom, billet: "", attente: false, surPlace: true,
    ateliers: ajout.atelier ? [ajout.atelier] : [], enAttente: [],
  }));
  return { ...liste, personnes: [...liste.personnes, ...added], presences: etat.presences, csrf: etat.csrf };
}

/** Someone the server names and this phone does not know: another phone added them, the list is to be read again. */
export function hasStrangers(liste) {
  const known = new Set(liste.personnes.map((personne) => personne.id));
  return Object.keys(liste.presences).some((id) => !known.has(id));
}
