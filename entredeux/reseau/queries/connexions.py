"""What a list of joinings would change, and to whom its rows belong."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from entredeux.cadre.chiffrement import CleAbsente
from entredeux.cadre.textes import open_fichier, open_textes_without_journal
from entredeux.reseau.connexions import Lecture, Releve, read_connexions
from entredeux.reseau.enums import StatutImportConnexions
from entredeux.reseau.intervalles import Intervalle, clip, merge, total
from entredeux.reseau.models import Connexion, Evenement, ImportConnexions, Inscription
from entredeux.reseau.presence import jours_of, seance_of
from entredeux.reseau.queries.accueil import expected_inscriptions
from entredeux.reseau.saisie_inscription import index_courriel
from entredeux.socle.erreurs import Refus
from entredeux.socle.lecture.mots import fold


@dataclass
class Rapprochement:
    """Whose stays are whose. `inconnues` counts different addresses or names, kept nowhere."""

    lecture: Lecture
    par_adresse: dict[UUID, list[Releve]] = field(default_factory=dict)
    par_nom: dict[UUID, list[Releve]] = field(default_factory=dict)
    inconnues: int = 0
    homonymes: int = 0

    def chosen(self, *, avec_noms: bool) -> dict[UUID, list[Releve]]:
        if not avec_noms:
            return self.par_adresse
        return {
            pk: [*self.par_adresse.get(pk, []), *self.par_nom.get(pk, [])] for pk in {*self.par_adresse, *self.par_nom}
        }


@dataclass(frozen=True)
class Apercu:
    """What applying the file would do, before anything is written."""

    rapprochement: Rapprochement
    nouvelles: int
    deja_la: int
    avec_noms: int  # new stays if people recognised by their name alone are kept too
    est_deja_applique: bool


def read_file(record: ImportConnexions) -> Lecture:
    """The sealed file, read again. Raises FichierRefuse; Refus once the file is destroyed."""
    evenement = record.evenement
    try:
        content = open_fichier(record, "contenu", bytes(record.contenu)) if record.contenu else b""
    except CleAbsente:
        content = b""
    if not content:
        raise Refus("Ce fichier n'est plus gardé : importez-le de nouveau.")
    return read_content(content, record.extension, evenement)


def read_content(content: bytes, extension: str, evenement: Evenement) -> Lecture:
    return read_connexions(content, f"connexions{extension}", jours=tuple(jours_of(evenement)), zone=evenement.zone)


def match(lecture: Lecture, evenement: Evenement) -> Rapprochement:
    """By address through its blind index. By name only where the export gives no address, and when a single
    registration bears it: names are opened to compare, nobody is shown them."""
    people = list(expected_inscriptions(evenement))
    by_index = {row.courriel_index: row.pk for row in people if row.courriel_index}
    found, unknown, without = Rapprochement(lecture), set[str](), list[Releve]()
    for releve in lecture.releves:
        if not releve.courriel:
            without.append(releve)
        elif pk := by_index.get(index_courriel(releve.courriel)):
            found.par_adresse.setdefault(pk, []).append(releve)
        else:
            unknown.add(releve.courriel.strip().lower())
    names = _match_names(without, people, found)
    found.inconnues = len(unknown) + len(names)
    return found


def _match_names(without: list[Releve], people: list[Inscription], found: Rapprochement) -> set[str]:
    """Returns the names of nobody."""
    if not without:
        return set()
    names = open_textes_without_journal(people, "nom")
    bearers = Counter(key_of(name) for name in names.values())
    by_name = {key_of(name): pk for pk, name in names.items() if bearers[key_of(name)] == 1}
    unknown: set[str] = set()
    for releve in without:
        key = key_of(releve.nom)
        if pk := by_name.get(key):
            found.par_nom.setdefault(pk, []).append(releve)
        elif bearers[key]:
            found.homonymes += 1
        else:
            unknown.add(key)
    return unknown


def key_of(nom: str) -> str:
    """« DUPONT Marie » and « Marie Dupont » are one name."""
    return " ".join(sorted(fold(nom).split()))


def stays_of(releves: Iterable[Releve], evenement: Evenement) -> list[Intervalle]:
    """Merged. A length without hours is counted from the event's start, one after the other."""
    given = list(releves)
    start = _start_of(evenement)
    stays: list[Intervalle] = []
    for releve in given:
        begin = releve.debut if releve.debut else start
        if begin is None:
            continue
        stays.append((begin, begin + releve.duree))
        start = begin + releve.duree if releve.debut is None else start
    return merge(stays)


def _start_of(evenement: Evenement) -> datetime | None:
    days = jours_of(evenement)
    return seance_of(evenement, days[0])[0] if days else None


def new_stays(chosen: dict[UUID, list[Releve]], evenement: Evenement) -> dict[UUID, list[Intervalle]]:
    """What each person would gain: instants not yet covered by what is stored. A file read twice adds nothing."""
    stored: dict[UUID, list[Intervalle]] = {}
    for pk, debut, fin in Connexion.objects.filter(inscription__in=chosen).values_list("inscription", "debut", "fin"):
        stored.setdefault(pk, []).append((debut, fin))
    found: dict[UUID, list[Intervalle]] = {}
    for pk, releves in chosen.items():
        known = merge(stored.get(pk, []))
        added = [stay for stay in stays_of(releves, evenement) if not _covers(known, stay)]
        if added:
            found[pk] = added
    return found


def _covers(known: list[Intervalle], stay: Intervalle) -> bool:
    return total(clip(known, stay)) == stay[1] - stay[0]


def preview(record: ImportConnexions) -> Apercu:
    """Raises FichierRefuse, Refus."""
    found = match(read_file(record), record.evenement)
    by_address = new_stays(found.chosen(avec_noms=False), record.evenement)
    everyone = new_stays(found.chosen(avec_noms=True), record.evenement)
    count = sum(map(len, by_address.values()))
    return Apercu(
        found,
        nouvelles=count,
        deja_la=sum(len(stays_of(rows, record.evenement)) for rows in found.par_adresse.values()) - count,
        avec_noms=sum(map(len, everyone.values())),
        est_deja_applique=was_applied(record),
    )


def was_applied(record: ImportConnexions) -> bool:
    """The very same file, for the same event."""
    same = ImportConnexions.objects.filter(evenement_id=record.evenement_id, empreinte=record.empreinte)
    return same.filter(statut=StatutImportConnexions.APPLIQUE).exclude(pk=record.pk).exists()
