"""The shape of the files pack authors write. Strict: an unknown key, a wrong type, an unknown code is a mistake.

No question takes free text: a text about a situation belongs to the intervention's short encrypted note, the
only place that warns, encrypts and expires it.
"""

import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)]
CodeQuestion = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Libelle = Annotated[str, Field(min_length=1, max_length=160)]
Phrase = Annotated[str, Field(min_length=1, max_length=800)]
Source = Annotated[str, Field(min_length=3, max_length=240)]
Codes = dict[str, dict[str, str]]  # vocabulary -> code -> label, given by the loader as validation context


def one_of(vocabulaire: str) -> AfterValidator:
    """The text is a code of this vocabulary. Without a context (tests of the shape alone) any code passes."""

    def check(code: str, info: ValidationInfo) -> str:
        return check_code(code, vocabulaire, info)

    return AfterValidator(check)


def check_code(code: str, vocabulaire: str, info: ValidationInfo) -> str:
    known = (info.context or {}).get("codes", {}).get(vocabulaire)
    if known is not None and code not in known:
        raise ValueError(f"« {code} » n'est pas un code du vocabulaire « {vocabulaire} »")
    return code


CodeEtape = Annotated[str, one_of("etapes")]
CodePrincipe = Annotated[str, one_of("principes")]
CodeDomaine = Annotated[str, one_of("domaines")]
CodeRegistre = Annotated[str, one_of("registres")]
CodeMotif = Annotated[str, one_of("motifs")]
CodeTypeLieu = Annotated[str, one_of("types_lieux")]
CodeNumero = Annotated[str, one_of("numeros")]
CodePartenaire = Annotated[str, one_of("partenaires")]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Periode(Strict):
    """When a question or an option is in use; both ends included."""

    valide_du: datetime.date | None = None
    valide_au: datetime.date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Periode":
        if self.valide_du and self.valide_au and self.valide_au < self.valide_du:
            raise ValueError("« valide_au » précède « valide_du »")
        return self

    def is_valid_on(self, on: datetime.date) -> bool:
        return (self.valide_du or on) <= on <= (self.valide_au or on)


# --- vocabularies


class TermeDecrit(Periode):
    code: Code
    libelle: Libelle
    description: Annotated[str, Field(max_length=240)] = ""
    actif: bool = True
    est_libelle_de_travail: bool = False
    source: Source | None = None
    provenance: Literal["S", "M", "U"] | None = None
    registre_version: Annotated[str, Field(max_length=12)] | None = None


class VocabulaireDecrit(Strict):
    code: Code
    titre: Libelle
    provenance: Literal["S", "M", "U"]
    source: Source
    registre_version: Annotated[str, Field(max_length=12)] = ""
    termes: Annotated[list[TermeDecrit], Field(min_length=1, max_length=300)]


# --- emergency numbers


class Numero(Strict):
    numero: Annotated[str, Field(pattern=r"^[0-9]{2,5}$")]
    nom: Libelle
    pour: Phrase
    source: Source
    verifie_le: datetime.date | None = None


class Numeros(Strict):
    numeros: Annotated[list[Numero], Field(min_length=1)]


# --- theme packs: questions


class Option(Periode):
    code: Code
    libelle: Libelle


class Condition(Strict):
    """Asked only when an earlier question received one of these answers."""

    question: CodeQuestion
    parmi: Annotated[list[Code], Field(min_length=1)]


class QuestionCommune(Periode):
    code: CodeQuestion
    libelle: Libelle
    aide: Annotated[str, Field(max_length=300)] = ""
    obligatoire: bool = False
    quand: Condition | None = None
    classe: Literal["ouverts", "internes"] = "internes"


class QuestionChoix(QuestionCommune):
    """One answer among `options`, or among the terms of `vocabulaire` (all, or only `codes`)."""

    genre: Literal["choix"]
    options: Annotated[list[Option], Field(min_length=2, max_length=40)] | None = None
    vocabulaire: Code | None = None
    codes: Annotated[list[Code], Field(min_length=2)] | None = None

    @model_validator(mode="after")
    def _one_list(self) -> "QuestionChoix":
        if (self.options is None) == (self.vocabulaire is None):
            raise ValueError(f"la question « {self.code} » attend « options » ou « vocabulaire », l'un des deux")
        if self.codes and self.vocabulaire is None:
            raise ValueError(f"la question « {self.code} » : « codes » ne va qu'avec « vocabulaire »")
        return self

    @field_validator("vocabulaire")
    @classmethod
    def _known_vocabulary(cls, vocabulaire: str | None, info: ValidationInfo) -> str | None:
        codes = (info.context or {}).get("codes")
        if vocabulaire and codes is not None and vocabulaire not in codes:
            raise ValueError(f"le vocabulaire « {vocabulaire} » n'existe pas")
        return vocabulaire

    @field_validator("codes")
    @classmethod
    def _known_codes(cls, codes: list[str] | None, info: ValidationInfo) -> list[str] | None:
        return [check_code(code, str(info.data.get("vocabulaire")), info) for code in codes] if codes else None


class QuestionChoixMultiple(QuestionChoix):
    genre: Literal["choix_multiple"]  # type: ignore[assignment]
    maximum: Annotated[int, Field(ge=1, le=40)] = 40


class QuestionEntier(QuestionCommune):
    genre: Literal["entier"]
    min: Annotated[int, Field(ge=0)] = 0
    max: Annotated[int, Field(le=100_000)]
    unite: Annotated[str, Field(max_length=30)] = ""

    @model_validator(mode="after")
    def _bounds(self) -> "QuestionEntier":
        if self.max < self.min:
            raise ValueError(f"la question « {self.code} » : « max » est plus petit que « min »")
        return self


class QuestionDuree(QuestionCommune):
    """In whole minutes."""

    genre: Literal["duree"]
    min: Annotated[int, Field(ge=0)] = 0
    max: Annotated[int, Field(ge=1, le=1440)] = 720

    @model_validator(mode="after")
    def _bounds(self) -> "QuestionDuree":
        if self.max < self.min:
            raise ValueError(f"la question « {self.code} » : « max » est plus petit que « min »")
        return self


class QuestionOuiNon(QuestionCommune):
    genre: Literal["oui_non"]


class QuestionDate(QuestionCommune):
    """A day, at most so many days before or after the day of the act."""

    genre: Literal["date"]
    jours_avant: Annotated[int, Field(ge=0, le=3660)] = 366
    jours_apres: Annotated[int, Field(ge=0, le=3660)] = 0


Question = Annotated[
    QuestionChoix | QuestionChoixMultiple | QuestionEntier | QuestionDuree | QuestionOuiNon | QuestionDate,
    Field(discriminator="genre"),
]


# --- theme packs: what is read, not asked


class Etape(Strict):
    code: CodeEtape
    a_verifier: Annotated[list[Phrase], Field(min_length=1)]


class Encadre(Strict):
    """A legal box. Without `verifie_le`, the page says that nobody has checked it on the official site."""

    titre: Libelle
    article: Libelle
    texte: Phrase
    source: Source
    verifie_le: datetime.date | None = None


class Repere(Strict):
    titre: Libelle
    texte: Phrase
    source: Source


class Interdit(Strict):
    texte: Libelle
    source: Source


class Rappel(Strict):
    """What posture asks here; `principe` is a code of the vocabulary `principes`."""

    texte: Phrase
    principe: CodePrincipe | None = None
    source: Source


class Indicateur(Strict):
    """A code of the observatory's catalogue, or what it counts (`definition`): the observatory reads and judges it."""

    code: Code
    libelle: Libelle
    source: Source
    definition: dict[str, Any] | None = None


class PublicDecrit(Strict):
    code: CodeQuestion
    libelle: Libelle


class Affirmation(Strict):
    """One line of an anonymous survey. The same code for every public, so that waves compare; each public reads its
    own wording, and a public without one is not asked."""

    code: CodeQuestion
    textes: dict[CodeQuestion, Phrase]


class Enquete(Strict):
    """An anonymous questionnaire: a scale, and lines to agree with. No text, and nothing that says who answers."""

    titre: Libelle
    version: Annotated[int, Field(ge=1)]
    presentation: Phrase
    source: Source
    publics: Annotated[list[PublicDecrit], Field(min_length=1, max_length=6)]
    reponses: Annotated[list[Option], Field(min_length=2, max_length=7)]
    favorables: Annotated[list[Code], Field(min_length=1)]
    affirmations: Annotated[list[Affirmation], Field(min_length=1, max_length=20)]

    def asked_of(self, public: str) -> list[tuple[str, str]]:
        """(code, wording) of each line this public reads."""
        return [(each.code, each.textes[public]) for each in self.affirmations if public in each.textes]


class Theme(Strict):
    """A whole pack: `packs/<code>.yaml`."""

    code: CodeQuestion
    titre: Libelle
    version: Annotated[int, Field(ge=1)]
    description: Phrase
    est_sensible: bool
    domaines: Annotated[list[CodeDomaine], Field(min_length=1)]
    registres: Annotated[list[CodeRegistre], Field(min_length=1)]
    motifs: Annotated[list[CodeMotif], Field(min_length=1)]
    types_lieux: list[CodeTypeLieu] = []
    questions: Annotated[list[Question], Field(max_length=30)] = []
    etapes: list[Etape] = []
    posture: list[Rappel] = []
    interdits: list[Interdit] = []
    encadres: list[Encadre] = []
    reperes: list[Repere] = []
    numeros: list[CodeNumero] = []
    partenaires: list[CodePartenaire] = []
    indicateurs: list[Indicateur] = []
    ressources: list[Code] = []
    enquete: Enquete | None = None

    def question(self, code: str) -> Any:
        return next((question for question in self.questions if question.code == code), None)


# --- what one part of a file says against another; each mistake with its place in the file

Incoherence = tuple[tuple[str | int, ...], str]


def find_incoherences(theme: Theme, codes: Codes) -> list[Incoherence]:
    found: list[Incoherence] = []
    for name in ("domaines", "registres", "motifs", "types_lieux", "numeros", "partenaires", "ressources"):
        found += _doubles((name,), getattr(theme, name))
    for name in ("questions", "etapes", "indicateurs"):
        found += _doubles((name,), [item.code for item in getattr(theme, name)])
    for number, question in enumerate(theme.questions):
        found += _doubles(("questions", number, "options"), [o.code for o in getattr(question, "options", None) or []])
        if question.quand:
            found += _condition(question, number, theme.questions[:number], codes)
    return found + (_of_enquete(theme.enquete) if theme.enquete else [])


def _of_enquete(enquete: Enquete) -> list[Incoherence]:
    """Publics, answers and lines agree with each other; every public has something to read."""
    publics = [public.code for public in enquete.publics]
    found = _doubles(("enquete", "publics"), publics)
    found += _doubles(("enquete", "affirmations"), [each.code for each in enquete.affirmations])
    offered = [option.code for option in enquete.reponses]
    found += _doubles(("enquete", "reponses"), offered)
    found += [
        (("enquete", "favorables", rank), f"« {code} » n'est pas une réponse de l'enquête")
        for rank, code in enumerate(enquete.favorables)
        if code not in offered
    ]
    found += [
        (("enquete", "affirmations", rank, "textes"), f"« {code} » n'est pas un public de l'enquête")
        for rank, each in enumerate(enquete.affirmations)
        for code in each.textes
        if code not in publics
    ]
    return found + [
        (("enquete", "publics", rank), f"aucune affirmation pour « {code} »")
        for rank, code in enumerate(publics)
        if not enquete.asked_of(code)
    ]


def find_double_terms(vocabulaire: VocabulaireDecrit) -> list[Incoherence]:
    """A code may come back with another `valide_du`: that is how a wording changes."""
    return _doubles(("termes",), [f"{t.code} {t.valide_du or ''}".strip() for t in vocabulaire.termes])


def _doubles(at: tuple[str | int, ...], names: list[str]) -> list[Incoherence]:
    return [
        ((*at, number), f"« {name} » est donné deux fois")
        for number, name in enumerate(names)
        if name in names[:number]
    ]


def _condition(question: Any, number: int, earlier: list[Any], codes: Codes) -> list[Incoherence]:
    at = ("questions", number, "quand")
    asked = next((q for q in earlier if q.code == question.quand.question), None)
    if asked is None:
        return [(at, f"« {question.quand.question} » n'est pas une question placée avant « {question.code} »")]
    possible = possible_codes(asked, codes)
    if possible is None:
        return [(at, f"« {asked.code} » n'a pas de liste de réponses : aucune question ne peut en dépendre")]
    return [
        ((*at, "parmi", index), f"« {asked.code} » ne propose pas la réponse « {code} »")
        for index, code in enumerate(question.quand.parmi)
        if code not in possible
    ]


def possible_codes(question: Any, codes: Codes) -> list[str] | None:
    """The answers a question may receive, in order; None for a number, a duration or a date."""
    if isinstance(question, QuestionOuiNon):
        return ["oui", "non"]
    if isinstance(question, QuestionChoix):
        if question.options is not None:
            return [option.code for option in question.options]
        return question.codes or list(codes.get(str(question.vocabulaire), {}))
    return None
