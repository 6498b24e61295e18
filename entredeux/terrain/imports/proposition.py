"""Proposing a mapping: for each field of an act, the column that most likely says it, how sure, and why.

A name alone never decides, nor does content alone when two columns could say it. What remains uncertain is for a
person: the command stops (exit 2) and the page asks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from entredeux.socle.lecture.mots import fold
from entredeux.terrain.imports import coordonnees as geo
from entredeux.terrain.imports import territoire
from entredeux.terrain.imports.champs import (
    AUTRES_DATES,
    CIBLES,
    HORS_SUJET,
    NOMS_VAGUES,
    OBLIGATOIRES,
    PAR_CODE,
    Cible,
)
from entredeux.terrain.imports.correspondance import AUCUNE_COLONNE, Champ, Confiance, Correspondance
from entredeux.terrain.imports.nomenclature import Nomenclature
from entredeux.terrain.imports.personnel import looks_personal
from entredeux.terrain.imports.profil import LIGNES_PROFILEES, Profil, Profils
from entredeux.terrain.imports.valeurs import is_month_first, read_count, read_date, read_duree, read_hour

Test = Callable[[str], object]


@dataclass(frozen=True)
class Candidate:
    profil: Profil
    nom: float  # 1: a name we know; 0.5: contains one; 0: content only
    rang_nom: int
    part: float  # share of the filled cells that read as this field


def propose(profils: Profils, nomenclature: Nomenclature, lieux: dict[str, object]) -> Correspondance:
    """`lieux`: folded names of the structure's places. Every field proposed carries confiance and raisons."""
    left_out = _personal_columns(profils, nomenclature)
    free = [item for item in profils.colonnes if item.nom not in left_out and item.nom_plie not in HORS_SUJET]
    tests = _tests(nomenclature, lieux)
    champs: dict[str, Champ] = {}
    for cible in CIBLES:
        candidates = [found for item in free if (found := _candidate(cible, item, tests))]
        champ = _choose(cible, candidates, tests, profils)
        if champ:
            champs[cible.code] = champ
            free = [item for item in free if item.nom != champ.colonne]
    for code in OBLIGATOIRES:
        champs.setdefault(code, Champ(confiance="incertain", raisons=[AUCUNE_COLONNE]))
    mapping = Correspondance(champs=champs)
    mapping = _with_points(_with_dates(mapping, profils), profils)
    mapping = _with_duree(mapping, profils)
    return _with_leftovers(mapping, profils, left_out)


def _personal_columns(profils: Profils, nomenclature: Nomenclature) -> dict[str, str]:
    """A column of our own words (« Demandeur : bailleur ») is no list of people, whatever its name."""
    vocabularies = [cible.vocabulaire for cible in CIBLES if cible.vocabulaire]
    found: dict[str, str] = {}
    for item in profils.colonnes:
        reason = looks_personal(item.nom, list(item.valeurs))
        ours = reason and any(item.share(partial(nomenclature.find, name)) >= 0.5 for name in vocabularies)
        if reason and not ours:
            found[item.nom] = f"contient {reason} : jamais importée"
    return found


def _tests(nomenclature: Nomenclature, lieux: dict[str, object]) -> dict[str, Test]:
    communes = territoire.communes()
    readers: dict[str, Test] = {
        "identifiant": bool,
        "date": read_date,
        "heure": lambda v: read_hour(v) is not None,
        "duree_minutes": lambda v: read_duree(v) is not None,
        "lieu": lambda v: fold(v) in lieux,
        "commune_code": lambda v: communes.current(v),
        "code_postal": lambda v: v.zfill(5) in communes.par_postal,
        "commune_nom": lambda v: territoire.is_name(v),
        "adresse": lambda v: territoire.read_adresse(v)[0],
        "qpv": lambda v: territoire.QPV_2024.match(v.upper()) or territoire.QPV_2015.match(v.upper()),
        "lon": lambda v: geo.read_number(v) is not None,
        "lat": lambda v: geo.read_number(v) is not None,
        "coordonnees": geo.split_cell,
        "public_nombre": lambda v: read_count(v) is not None,
        "nombre_mediateurs": lambda v: read_count(v) is not None,
    }
    for cible in CIBLES:
        if cible.vocabulaire:
            readers[cible.code] = partial(nomenclature.find, cible.vocabulaire)
    return readers


# Fields that content alone may reveal: what they hold resembles nothing else.
PAR_CONTENU = {"date", "qpv", "registre", "domaine", "motif", "coordonnees"}


COLONNES_COMMUNE = {"commune", "ville"}  # holds names, but codes in some files: its content tells


def _candidate(cible: Cible, item: Profil, tests: dict[str, Test]) -> Candidate | None:
    name, rank = _name_score(cible, item.nom_plie)
    if cible.code == "date" and AUTRES_DATES & set(item.nom_plie.split()):
        return None
    if cible.code == "commune_code" and item.nom_plie in COLONNES_COMMUNE:
        name, rank = (1.0, 98) if item.share(tests["commune_code"]) >= 0.9 else (0.0, 99)
    if not name and cible.code not in PAR_CONTENU:
        return None
    share = item.share(tests[cible.code])
    if cible.code == "date" and not name:
        share = item.share(lambda v: not v.isdigit() and geo.read_number(v) is None and read_date(v))
    if not name and (share < 0.9 or len(item.valeurs) < 2):
        return None
    return Candidate(item, name, rank, share)


def _name_score(cible: Cible, name: str) -> tuple[float, int]:
    plain = name.rstrip("0123456789 ").strip() or name
    for rank, known in enumerate(cible.noms):
        if name == known or plain == known:
            return 1.0, rank
    words = f" {name} "
    for rank, known in enumerate(cible.noms):
        if len(known) >= 4 and known not in NOMS_VAGUES and f" {known} " in words:
            return 0.5, rank
    return 0.0, 99


def _choose(cible: Cible, found: list[Candidate], tests: dict[str, Test], profils: Profils) -> Champ | None:
    found = sorted(found, key=lambda c: (c.part >= 0.5, c.nom, -c.rang_nom, c.part), reverse=True)
    if cible.code == "identifiant":
        return _choose_identifiant(found, profils.lignes)
    if not found:
        return None
    best, others = found[0], found[1:]
    if not best.profil.remplies and not cible.est_obligatoire:
        return None
    wanted = 0.9 if cible.code in COMPTES else 0.5
    if best.part < wanted and not cible.est_obligatoire and _may_be_left(cible, best):
        return None
    confiance, raisons = _confiance(cible, best, others, tests)
    untranslated = best.profil.unmatched(tests[cible.code]) if cible.vocabulaire else []
    return Champ(colonne=best.profil.nom, confiance=confiance, raisons=raisons, valeurs=dict.fromkeys(untranslated, ""))


# Counts of people: a column half of words says something else, and would refuse half of the rows.
COMPTES = {"public_nombre", "nombre_mediateurs"}


def _may_be_left(cible: Cible, best: Candidate) -> bool:
    return (
        best.nom < 1
        or cible.code in COMPTES
        or best.profil.nom_plie in NOMS_VAGUES
        or cible.code in {"lieu", "adresse", "commune_nom"}
    )


def _choose_identifiant(found: list[Candidate], rows: int) -> Champ | None:
    for candidate in found:
        item = candidate.profil
        if item.est_compteur or item.uniques is None or item.remplies < 0.98 * min(rows, LIGNES_PROFILEES):
            continue
        repeated = item.remplies - len(item.uniques)
        if not repeated:
            return Champ(colonne=item.nom, confiance="sure", raisons=["toutes les valeurs sont différentes"])
        if item.nom_plie not in NOMS_VAGUES and repeated <= item.remplies / 2:
            return Champ(colonne=item.nom, confiance="probable", raisons=[f"{repeated} valeurs répétées"])
    return None


def _confiance(
    cible: Cible, best: Candidate, others: list[Candidate], tests: dict[str, Test]
) -> tuple[Confiance, list[str]]:
    reasons = [
        _name_reason(best),
        f"{_percent(best.part)} des cellules remplies se lisent comme : {cible.libelle.lower()}",
    ]
    rivals = [other for other in others if other.nom >= best.nom and other.part >= 0.5]
    if best.part < 0.5:
        unknown = best.profil.unmatched(tests[cible.code], 8)
        reasons.append(f"valeurs à traduire, par exemple : {', '.join(f'« {value[:60]} »' for value in unknown)}")
        return "incertain", reasons
    if rivals and best.nom < 1:
        reasons.append(f"aussi possible : {', '.join(f'« {other.profil.nom} »' for other in rivals[:4])}")
        return "incertain", reasons
    if rivals:
        reasons.append(f"préférée à : {', '.join(f'« {other.profil.nom} »' for other in rivals[:4])}")
        return "probable", reasons
    return ("sure" if best.nom == 1 and best.part >= 0.9 else "probable"), reasons


def _name_reason(candidate: Candidate) -> str:
    return {1.0: "nom de colonne connu", 0.5: "nom de colonne proche"}.get(candidate.nom, "reconnue à son contenu")


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def _doubt(champ: Champ, confiance: Confiance, reason: str) -> Champ:
    """The champ with one more reason; its confidence only ever goes down."""
    order: list[Confiance] = ["sure", "probable", "incertain"]
    lowest = max(champ.confiance, confiance, key=order.index)
    return champ.model_copy(update={"confiance": lowest, "raisons": [*champ.raisons, reason]})


def _with_dates(mapping: Correspondance, profils: Profils) -> Correspondance:
    champ = mapping.champ("date")
    if not champ.colonne:
        return mapping
    item = _profil(profils, champ.colonne)
    updates: dict[str, object] = {}
    month_first = {is_month_first(value) for value in item.valeurs} - {None}
    if month_first == {True}:
        updates["ordre_date"] = "mja"
        champ = _doubt(champ, "probable", "le mois est écrit avant le jour")
    elif len(month_first) == 2:
        champ = _doubt(champ, "incertain", "jour et mois changent de place d'une ligne à l'autre : voyez ordre_date")
    read = [lue for value in item.valeurs if (lue := read_date(value, str(updates.get("ordre_date", "jma"))))]
    months = {(lue.jour.year, lue.jour.month) for lue in read}
    named = bool({"mois", "month", "periode"} & set(item.nom_plie.split()))
    if read and all(lue.est_au_mois or lue.jour.day == 1 for lue in read) and (len(months) > 1 or named):
        updates["precision_date"] = "mois"
        champ = _doubt(champ, "probable", "toutes les dates sont un premier du mois : gardées au mois")
    if "heure" not in mapping.champs and sum(bool(lue.minutes) for lue in read) > len(read) / 2:
        updates["nuit"] = "veille"
        champ = _doubt(champ, "sure", "avec l'heure : la fin de nuit compte pour le service de la veille")
    return mapping.model_copy(update=updates | {"champs": mapping.champs | {"date": champ}})


def _with_points(mapping: Correspondance, profils: Profils) -> Correspondance:
    champs = dict(mapping.champs)
    if ("lon" in champs) != ("lat" in champs):
        champs = {code: champ for code, champ in champs.items() if code not in {"lon", "lat"}}
    if "lon" in champs:
        x, y = _profil(profils, champs["lon"].colonne).rang, _profil(profils, champs["lat"].colonne).rang
        numbers = [(geo.read_number(row[x]), geo.read_number(row[y])) for row in profils.paires]
        pairs = [(a, b) for a, b in numbers if a is not None and b is not None]
        champs.pop("coordonnees", None)
        names = ["lon", "lat"]
    elif "coordonnees" in champs:
        rank = _profil(profils, champs["coordonnees"].colonne).rang
        cells = [geo.split_cell(row[rank]) for row in profils.paires if row[rank]]
        pairs = [(second, first) for first, second in filter(None, cells)]
        names = ["coordonnees"]
    else:
        return mapping.model_copy(update={"champs": champs})
    system, swapped, share = geo.detect_reading(pairs)
    for name, (confiance, reason) in ((n, w) for n in names for w in _words_on_points(system, swapped, share, pairs)):
        champs[name] = _doubt(champs[name], confiance, reason)
    return mapping.model_copy(update={"champs": champs, "coordonnees": str(system), "coordonnees_inversees": swapped})


def _words_on_points(
    system: geo.Systeme, swapped: bool, share: float, pairs: list[tuple[float, float]]
) -> list[tuple[Confiance, str]]:
    words: list[tuple[Confiance, str]] = []
    if share < 0.8:
        words.append(("incertain", f"{_percent(share)} des points seulement tombent juste"))
    if system == geo.Systeme.LAMBERT93:
        words.append(("probable", "coordonnées en Lambert-93, converties"))
    if swapped:
        words.append(("probable", "latitude et longitude inversées par rapport à leur nom"))
    if not swapped and system == geo.Systeme.WGS84 and not any(geo.in_france(a, b) for a, b in pairs):
        words.append(("probable", "points hors de France : aucun quartier ne s'en déduit"))
    return words


def _with_duree(mapping: Correspondance, profils: Profils) -> Correspondance:
    champ = mapping.champ("duree_minutes")
    if not champ.colonne:
        return mapping
    item = _profil(profils, champ.colonne)
    words = set(item.nom_plie.split())
    if not {"heures", "h", "heure"} & words or {"minutes", "min", "mn"} & words:
        return mapping
    champ = _doubt(champ, "probable", "le nom de la colonne dit des heures")
    return mapping.model_copy(update={"unite_duree": "heures", "champs": mapping.champs | {"duree_minutes": champ}})


def _with_leftovers(mapping: Correspondance, profils: Profils, personal: dict[str, str]) -> Correspondance:
    used = {champ.colonne for champ in mapping.champs.values()}
    left = {item.nom: personal.get(item.nom) or _why_left(item) for item in profils.colonnes if item.nom not in used}
    return mapping.model_copy(update={"non_importees": left})


def _why_left(item: Profil) -> str:
    if item.est_compteur and item.remplies:
        return "numéro de ligne : ne distingue pas deux fichiers"
    if _name_score(PAR_CODE["lieu"], item.nom_plie)[0] == 1:
        return "lieux que la structure ne connaît pas encore"
    return "non reconnue : nommez-la dans la correspondance si elle est utile"


def _profil(profils: Profils, name: str) -> Profil:
    return next(item for item in profils.colonnes if item.nom == name)
