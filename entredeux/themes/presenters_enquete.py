"""A survey's results as people read them: bands and rounded shares, in sentences."""

import datetime
from dataclasses import dataclass
from typing import Any

from entredeux.themes.models import PublicEnquete, VagueEnquete
from entredeux.themes.questionnaires import read_questionnaire, show_code, state_of, summarize_public
from entredeux.themes.resultats import SEUIL, Genre, Resume, band_of
from entredeux.themes.schema import Enquete

COTES = {"favorable": "plutôt ou tout à fait d'accord", "defavorable": "plutôt pas ou pas du tout d'accord"}
Dits = dict[tuple[str, str], str]  # (public, line) -> what may be said
TROP_PEU = f"moins de {SEUIL} réponses"


@dataclass(frozen=True)
class LignePublic:
    """`lignes`: (wording, what may be said now, what was said the wave before), once the wave is over."""

    public: PublicEnquete
    libelle: str
    code: str
    bande: str
    est_montre: bool
    lignes: list[tuple[str, str, str]]


def present_vague(vague: VagueEnquete, before: VagueEnquete | None, day: datetime.date) -> dict[str, Any]:
    """`before`: the school's previous wave, to be read beside this one."""
    enquete, over = read_questionnaire(vague), vague.is_over_on(day)
    old = _said_before(before, enquete) if before and over else {}
    return {
        "vague": vague,
        "enquete": enquete,
        "etat": state_of(vague, day),
        "est_close": over,
        "est_ouverte": vague.is_open_on(day),
        "avant": before,
        "publics": [_present_public(public, enquete, over, old) for public in vague.publics.all()],
    }


def _present_public(
    public: PublicEnquete, enquete: Enquete, over: bool, old: dict[tuple[str, str], str]
) -> LignePublic:
    shown = over and band_of(public.nombre) > 0
    said = summarize_public(public, enquete) if shown else {}
    return LignePublic(
        public=public,
        libelle=public_label(enquete, public.code),
        code=show_code(public.acces),
        bande=say_band(public.nombre),
        est_montre=shown,
        lignes=[
            (texte, say_resume(said[code], enquete), old.get((public.code, code), ""))
            for code, texte in (enquete.asked_of(public.code) if shown else [])
        ],
    )


def _said_before(before: VagueEnquete, enquete: Enquete) -> Dits:
    """Nothing when the questionnaire changed in between: two wordings do not compare."""
    asked = read_questionnaire(before)
    if asked.version != enquete.version:
        return {}
    return {
        (public.code, code): say_resume(resume, asked)
        for public in before.publics.all()
        if band_of(public.nombre)
        for code, resume in summarize_public(public, asked).items()
    }


def public_label(enquete: Enquete, code: str) -> str:
    return next((public.libelle for public in enquete.publics if public.code == code), code)


def say_band(nombre: int | None) -> str:
    band = band_of(nombre)
    return f"{band} réponses ou plus" if band else TROP_PEU


def say_resume(resume: Resume, enquete: Enquete) -> str:
    names = {option.code: option.libelle.lower() for option in enquete.reponses} | COTES
    said = " ; ".join(f"{names[code]} : {share} %" for code, share in resume.parts)
    if resume.genre == Genre.TU:
        return "rien n'est montré, pour ne désigner personne"
    if resume.genre == Genre.BORNE:
        ((code, share),) = resume.parts
        return f"{names[code]} : {share} % au moins (moins de {SEUIL} personnes pensent autrement)"
    return said
