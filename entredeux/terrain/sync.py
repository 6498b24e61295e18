"""What the notebook may write in the field log: four kinds of entries, each applied by the same action as its page."""

import base64
import binascii
import uuid
from datetime import datetime
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from pydantic import BaseModel, ConfigDict, Field

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Compte
from entredeux.carnet.enums import Geste
from entredeux.carnet.sortes import Champ, ChampsEnConflit, Entree, FicheAbsente, Sorte
from entredeux.partenaires.models import StructurePartenaire
from entredeux.socle.identifiants import parse_uuid
from entredeux.terrain import actions
from entredeux.terrain.actions.corrections import describe
from entredeux.terrain.actions.validation import Contexte, check_saisie
from entredeux.terrain.models import Intervention, Mission, Passage, Presence
from entredeux.terrain.presenters import NOMS
from entredeux.terrain.saisie import SaisieIntervention, SaisiePublic
from entredeux.terrain.temps import half_hour, service_date
from entredeux.territoires.models import Lieu
from entredeux.themes.presenters import present_reponses
from entredeux.themes.queries import check_term, labels, packs

Code = Annotated[str, Field(max_length=40)]
CORRIGEE_DEPUIS = (
    "Son auteur l'annule sans avoir vu qu'une autre personne l'a corrigée : l'enregistrer efface la fiche et la "
    "correction, l'écarter les garde."
)
NON_ANNULABLE = "Cette saisie ne s'annule pas depuis le téléphone : reprenez-la au bureau."


class Contenu(BaseModel):
    """Unknown keys are refused: an entry of a later version waits for a person rather than losing a field."""

    model_config = ConfigDict(extra="forbid")


# --- presence


class ContenuPresence(Contenu):
    mission: uuid.UUID
    equipe: list[uuid.UUID] = Field(default_factory=list, max_length=12)


def _apply_presence(entree: Entree, by: Acteur) -> int:
    if entree.geste == Geste.CREER:
        mission = _own(Mission, entree.contenu.mission, by)
        team = list(Compte.objects.filter(pk__in=entree.contenu.equipe))
        return actions.start_presence(
            mission=mission, equipe=team, debut_le=entree.instant, identifiant=entree.fiche, by=by
        ).version
    presence = _own(Presence, entree.fiche, by)
    if entree.geste == Geste.ANNULER:
        raise ValidationError(NON_ANNULABLE)
    end = parse_datetime(str(entree.contenu.get("fin_le", ""))) if entree.contenu.get("fin_le") else None
    last = presence.passages.filter(arrivee_le__isnull=False).order_by("-arrivee_le").first()
    floor = max([presence.debut_le, *([last.arrivee_le] if last and last.arrivee_le else [])])
    return actions.stop_presence(presence, fin_le=max(min(end or entree.instant, entree.instant), floor), by=by).version


def _present_presence(values: dict[str, Any], by: Acteur) -> list[tuple[str, str]]:
    said = parse_uuid(str(values.get("mission")))
    mission = Mission.objects.filter(pk=said, structure=by.structure).first() if said else None
    team = Compte.objects.filter(pk__in=values.get("equipe") or [])
    return [("Mission", str(mission or "inconnue")), ("Équipe", ", ".join(map(str, team)) or "seule ou seul")]


# --- state of a place


class ContenuPassage(Contenu):
    presence: uuid.UUID
    lieu: uuid.UUID
    rien: bool = False
    occupation: Code = ""
    nuisances: list[Code] = Field(default_factory=list, max_length=40)
    contact: Code = ""
    etat_depart: Code = ""


def _apply_passage(entree: Entree, by: Acteur) -> int:
    if entree.geste == Geste.ANNULER:
        actions.withdraw_passage(_own(Passage, entree.fiche, by), by=by)
        return 0
    if entree.geste == Geste.CORRIGER:
        raise ValidationError("Un passage ne se corrige pas : annulez-le, puis notez-le à nouveau.")
    said = entree.contenu
    where: dict[str, Any] = {
        "presence": _own(Presence, said.presence, by),
        "lieu": _own(Lieu, said.lieu, by),
        "a": entree.instant,
        "identifiant": entree.fiche,
        "by": by,
    }
    if said.rien:
        return actions.record_rien_a_signaler(**where).version
    return actions.record_passage(
        **where,
        occupation=said.occupation,
        nuisances=said.nuisances,
        contact=said.contact,
        etat_depart=said.etat_depart,
    ).version


CHAMPS_PASSAGE = {
    "lieu": Champ("Lieu"),
    "occupation": Champ("Personnes présentes", "occupations"),
    "nuisances": Champ("Constats", "nuisances"),
    "contact": Champ("Contact", "contacts"),
    "etat_depart": Champ("État en partant", "etats_depart"),
}


def _check_passage(contenu: ContenuPassage, by: Acteur) -> None:
    if not contenu.rien:
        assert by.structure is not None
        check_term("occupations", contenu.occupation, service_date(by.structure, datetime.now(by.structure.zone)))


def _present_passage(values: dict[str, Any], by: Acteur) -> list[tuple[str, str]]:
    calm = [("Constat", "Rien à signaler")] if values.get("rien") else []
    return [*_present_lieu(values, by), *calm, *present_coded(values, CHAMPS_PASSAGE)]


# --- act


class ContenuPublic(Contenu):
    role: Code
    nombre: int = Field(default=1, ge=1, le=2000)
    age: Code = "non_communique"
    age_source: Annotated[str, Field(max_length=3)] = "vu"


class ContenuIntervention(Contenu):
    registre: Code
    domaine: Code
    motif: Code
    mode_saisine: Code = ""
    issue: Code = ""
    duree_minutes: int | None = Field(default=None, ge=0, le=24 * 60)
    theme: Code = ""
    reponses: dict[str, Any] = Field(default_factory=dict)
    publics: list[ContenuPublic] = Field(default_factory=list, max_length=12)
    lieu: uuid.UUID | None = None
    mission: uuid.UUID | None = None
    presence: uuid.UUID | None = None
    mediateurs: list[uuid.UUID] = Field(default_factory=list, max_length=12)
    note: str = Field(default="", max_length=4000)


# What the phone calls them -> what the act calls them.
RENOMMES = {"lieu": "lieu_id", "mission": "mission_id", "presence": "presence_id"}
CHAMPS_INTERVENTION = {
    "motif": Champ("Motif", "motifs"),
    "registre": Champ("Registre", "registres"),
    "domaine": Champ("Domaine", "domaines"),
    "mode_saisine": Champ("Saisine", "modes_saisine"),
    "issue": Champ("Issue", "issues"),
    "theme": Champ("Thème"),
    "duree_minutes": Champ("Durée en minutes"),
    "lieu_id": Champ("Lieu"),
    "reponses": Champ("Réponses du thème"),
    "publics": Champ("Publics"),
    "note": Champ("Note"),
}
SAID_APART = ("lieu_id", "reponses", "publics", "note")


def saisie_of_entree(entree: Entree, by: Acteur) -> SaisieIntervention:
    """The act an entry says: its day and slot come from its presence, else from when it was written."""
    assert by.structure is not None
    said: ContenuIntervention = entree.contenu
    presence = _own(Presence, said.presence, by) if said.presence else None
    authors = [by.compte.pk] if by.compte else []
    return SaisieIntervention(
        id=entree.fiche,
        date_service=presence.date_service if presence else service_date(by.structure, entree.instant),
        creneau=half_hour(by.structure, entree.instant),
        publics=tuple(SaisiePublic(p.role, p.nombre, p.age, p.age_source) for p in said.publics),
        lieu_id=said.lieu,
        mission_id=presence.mission_id if presence else said.mission,
        presence_id=said.presence,
        mediateurs=tuple(dict.fromkeys([*authors, *said.mediateurs])),
        **said.model_dump(exclude={"publics", "lieu", "mission", "presence", "mediateurs"}),
    )


def _apply_intervention(entree: Entree, by: Acteur) -> int:
    if entree.geste == Geste.CREER:
        return actions.record_intervention(saisie_of_entree(entree, by), by=by).version
    act = _own(Intervention, entree.fiche, by)
    version = act.version if entree.base is None else entree.base
    if entree.geste == Geste.ANNULER:
        if act.corrections.filter(version_avant__gte=version).exclude(cree_par=by.compte).exists():
            raise ValidationError(CORRIGEE_DEPUIS)
        actions.withdraw_intervention(act, by=by)
        return 0
    try:
        changes = _changes(entree.contenu)
        return actions.correct_intervention(act, changes, version=version, siens=entree.siens, by=by).version
    except actions.ConflitDeVersion as clash:
        raise ChampsEnConflit(clash.champs) from None


def _changes(said: dict[str, Any]) -> dict[str, Any]:
    """The fields a correction says, checked by the kind's own schema; the untouched ones are not there."""
    known = {name: value for name, value in said.items() if name in ContenuIntervention.model_fields}
    if known.keys() != said.keys():
        raise ValidationError("Cette correction parle d'un champ inconnu.")
    needed = {name: "x" for name in ("registre", "domaine", "motif")}
    read = ContenuIntervention.model_validate(needed | known)
    changes = {RENOMMES.get(name, name): getattr(read, name) for name in known}
    if "publics" in changes:
        changes["publics"] = tuple(SaisiePublic(p.role, p.nombre, p.age, p.age_source) for p in read.publics)
    return changes


def _check_intervention(contenu: ContenuIntervention, by: Acteur) -> None:
    assert by.structure is not None
    entry = Entree(uuid.uuid4(), Geste.CREER, uuid.uuid4(), contenu, 0, datetime.now(by.structure.zone))
    saisie = saisie_of_entree(entry, by)
    check_saisie(saisie, Contexte.load([saisie], by))


def _current_intervention(fiche: uuid.UUID, by: Acteur) -> dict[str, Any] | None:
    act = Intervention.objects.filter(pk=fiche, structure=by.structure).first()
    if act is None:
        return None
    said = describe(act)
    return {name: getattr(said, name) for name in CHAMPS_INTERVENTION} | {"lieu": said.lieu_id}


def _present_intervention(values: dict[str, Any], by: Acteur) -> list[tuple[str, str]]:
    people = [p if isinstance(p, dict) else vars(p) for p in values.get("publics") or []]
    who = [("Publics", ", ".join(f"{p.get('nombre', 1)} {_role(str(p.get('role', '')))}" for p in people))]
    note = [(NOMS["note"], str(values["note"]))] if values.get("note") else []
    answers = present_reponses(packs().get(str(values.get("theme") or "")), values.get("reponses") or {})
    coded = {name: champ for name, champ in CHAMPS_INTERVENTION.items() if name not in SAID_APART}
    return [*_present_lieu(values, by), *present_coded(values, coded), *(who if people else []), *answers, *note]


def _role(code: str) -> str:
    return labels("roles_public").get(code, code).lower()


# --- a thing that fails


class ContenuDysfonctionnement(Contenu):
    lieu: uuid.UUID
    categorie: Code
    precision: str = Field(default="", max_length=1000)
    presence: uuid.UUID | None = None
    destinataire: uuid.UUID | None = None
    photo: str = Field(default="", max_length=3_000_000, description="JPEG en base64, réencodé sur le téléphone")


def _apply_dysfonctionnement(entree: Entree, by: Acteur) -> int:
    if entree.geste != Geste.CREER:
        raise ValidationError(NON_ANNULABLE)
    said: ContenuDysfonctionnement = entree.contenu
    try:
        photo = base64.b64decode(said.photo, validate=True)
    except binascii.Error:
        raise ValidationError({"photo": "La photo est illisible ; le reste de la saisie est gardé."}) from None
    return actions.record_dysfonctionnement(
        lieu=_own(Lieu, said.lieu, by),
        categorie=said.categorie,
        precision=said.precision,
        photo=photo,
        presence=_own(Presence, said.presence, by) if said.presence else None,
        destinataire=_own(StructurePartenaire, said.destinataire, by) if said.destinataire else None,
        constate_le=entree.instant,
        identifiant=entree.fiche,
        by=by,
    ).version


CHAMPS_DYSFONCTIONNEMENT = {
    "categorie": Champ("Ce qui ne va pas", "dysfonctionnements"),
    "precision": Champ("Précision"),
}


def _check_dysfonctionnement(contenu: ContenuDysfonctionnement, by: Acteur) -> None:
    assert by.structure is not None
    check_term("dysfonctionnements", contenu.categorie, service_date(by.structure, datetime.now(by.structure.zone)))


def _present_dysfonctionnement(values: dict[str, Any], by: Acteur) -> list[tuple[str, str]]:
    photo = [("Photo", "jointe")] if values.get("photo") else []
    return [*_present_lieu(values, by), *present_coded(values, CHAMPS_DYSFONCTIONNEMENT), *photo]


# --- shared


def _own(model: Any, pk: uuid.UUID, by: Acteur) -> Any:
    """A row of the structure. Another structure's is absent, in the same words."""
    found = model.objects.filter(pk=pk, structure=by.structure).first()
    if found is None:
        raise FicheAbsente
    return found


def _present_lieu(values: dict[str, Any], by: Acteur) -> list[tuple[str, str]]:
    pk = values.get("lieu") or values.get("lieu_id")
    if not pk:
        return []
    lieu = Lieu.objects.filter(pk=pk, structure=by.structure).first()
    return [("Lieu", str(lieu or "inconnu"))]


def present_coded(values: dict[str, Any], champs: dict[str, Champ]) -> list[tuple[str, str]]:
    """Coded fields with their labels, whatever the day they were in use."""
    lines = []
    for name, champ in champs.items():
        value = values.get(name)
        if value in (None, "", []) or name == "lieu":
            continue
        words = labels(champ.vocabulaire) if champ.vocabulaire else {}
        said = value if isinstance(value, list) else [value]
        lines.append((champ.libelle, ", ".join(words.get(str(each), str(each)) for each in said)))
    return lines


def _nothing(fiche: uuid.UUID, by: Acteur) -> None:
    return None


SORTES = (
    Sorte(
        "presence",
        1,
        "Présence",
        schema=ContenuPresence,
        check=lambda contenu, by: None,
        apply=_apply_presence,
        current=_nothing,
        present=_present_presence,
        fields={"mission": Champ("Mission"), "equipe": Champ("Équipe")},
    ),
    Sorte(
        "passage",
        1,
        "État d'un lieu",
        schema=ContenuPassage,
        check=_check_passage,
        apply=_apply_passage,
        current=_nothing,
        present=_present_passage,
        fields=CHAMPS_PASSAGE,
    ),
    Sorte(
        "intervention",
        1,
        "Intervention",
        schema=ContenuIntervention,
        check=_check_intervention,
        apply=_apply_intervention,
        current=_current_intervention,
        present=_present_intervention,
        fields=CHAMPS_INTERVENTION,
    ),
    Sorte(
        "dysfonctionnement",
        1,
        "Panne, défaut",
        schema=ContenuDysfonctionnement,
        check=_check_dysfonctionnement,
        apply=_apply_dysfonctionnement,
        current=_nothing,
        present=_present_dysfonctionnement,
        fields=CHAMPS_DYSFONCTIONNEMENT,
    ),
)
