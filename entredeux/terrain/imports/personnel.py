"""Columns that look personal are never imported, nor counted in what makes a row's identity. The report says so.

Names of residents, but also of mediators (an act is the team's), phones, e-mails, birth dates, flat numbers and
free text, where personal data come where nobody expects them.
"""

import re
from collections.abc import Sequence

from entredeux.socle.lecture.mots import fold

GENS_NOMMES = (
    "usager|habitant|famille|personne|beneficiaire|demandeur|requerant|plaignant|mis en cause|locataire|eleve|contact"
    r"|agent|mediat\w+|referent|parent|responsable|interlocuteur"
)
NOMS = re.compile(
    r"^(noms?|prenoms?|nom prenom|prenom nom|nom et prenom|user nom|identite|civilite|nom complet|patronyme"
    r"|nom de jeune fille|full name|first name|last name|surname"
    rf"|noms? (de |du |des |d )?(l |la |le )?({GENS_NOMMES})s?)$"
)
MOTS = re.compile(
    r"\b(prenoms?|telephones?|tel|portables?|mobile|phone|fax|mails?|emails?|e mail|courriels?|naissance|nir"
    r"|secu(rite sociale)?|allocataire|nationalite|iban|immatriculation|plaque|signature|passeport|titre de sejour"
    r"|n caf|digicode|religion|surnom|pseudo)\b"
)
GENS = re.compile(
    r"^(usagers?|habitante?s?|beneficiaires?|locataires?|plaignante?s?|demandeurs?|requerante?s?|mis en cause"
    r"|personne rencontree|mediateurs?|mediatrices?|mediateur trice|agents?|intervenants?|auteur|saisi par|redacteur"
    r"|redige par|agent de saisie|responsable|referent|interlocuteur|contact|equipe|binome|nom agent|nom mediateur"
    r"|cree par|modifie par)$"
)
TEXTES = re.compile(
    r"\b(commentaires?|observations?|remarques?|description|notes?|recit|details?|texte|compte rendu|resume"
    r"|precisions?|deroule|faits|informations? complementaires?|complement|appartement|appt|etage|porte)\b"
)
COURRIEL = re.compile(r"[\w.+-]+@[\w-]+\.\w{2,}")
TELEPHONE = re.compile(r"^(?:(?:\+|00)\d{2,3}|0)?[\s.]*[1-9](?:[\s.-]*\d{2}){4}$")
CIVILITE = re.compile(r"^(?:m|mr|mme|mlle|monsieur|madame|melle)\.?\s+[A-ZÉÈ]", re.I)
NIR = re.compile(r"^[12]\d{2}(0[1-9]|1[0-2]|[2-9]\d)\d[\dAB]\d{6}(\d{2})?$")


def looks_personal(name: str, values: Sequence[str]) -> str:
    """Why the column is left out, or "". `values` are distinct non-empty cells of it."""
    folded = fold(name)
    if NOMS.match(folded):
        return "des noms de personnes"
    if MOTS.search(folded):
        return "des données personnelles (contact, naissance, identité)"
    if share := _content(values):
        return share
    if GENS.match(folded) and not _few_or_numeric(values):
        return "des personnes"
    if TEXTES.search(folded) and not _few_or_numeric(values):
        return "du texte libre, où des données personnelles se glissent"
    return ""


def _content(values: Sequence[str]) -> str:
    sample = list(values)[:300]
    if not sample:
        return ""
    found = {
        "des adresses électroniques": sum(1 for value in sample if COURRIEL.search(value)),
        "des numéros de téléphone": sum(1 for value in sample if _is_phone(value)),
        "des noms de personnes": sum(1 for value in sample if CIVILITE.match(value)),
        "des numéros de sécurité sociale": sum(1 for value in sample if NIR.match(re.sub(r"\s", "", value))),
    }
    label, count = max(found.items(), key=lambda item: item[1])
    return label if count >= max(1, 0.3 * len(sample)) else ""


def _is_phone(value: str) -> bool:
    """An integer of nine figures is a phone that lost its zero; a SIREN never begins so often by 6 or 7."""
    if re.fullmatch(r"\d{9}", value):
        return value[0] in "67"
    return bool(TELEPHONE.match(value)) and not re.fullmatch(r"\d{1,8}", value)


def _few_or_numeric(values: Sequence[str]) -> bool:
    """A closed list or a count is no person: « Intervenants : 2 », « Demandeur : bailleur »."""
    numeric = sum(1 for value in values if re.fullmatch(r"[\d\s.,+-]+", value))
    return bool(values) and numeric >= 0.9 * len(values)
