"""What one asks of the explorer, kept in its address. A wrong value comes back shown, with what is possible."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from entredeux.observatoire import contrats
from entredeux.observatoire.coupes import THEMES_MAX
from entredeux.observatoire.enums import ZONES, Axe, GenrePeriode
from entredeux.observatoire.indicateurs.calcul import allowed_axes
from entredeux.observatoire.indicateurs.schema import Indicateur, RegistreUtilite
from entredeux.observatoire.periodes import Periode, parse_periode
from entredeux.observatoire.rapports.tableaux import COMPARAISONS_MAX

GROUPES = {
    GenrePeriode.ANNEE: "Années civiles",
    GenrePeriode.TRIMESTRE: "Trimestres",
    GenrePeriode.MOIS: "Mois",
}
CONTRAT = "contrat-"
SANS_DECOUPAGE = "aucun"
DECOUPAGES = {Axe.QPV.value: "Par quartier prioritaire", Axe.COMMUNE.value: "Par commune", SANS_DECOUPAGE: "Aucun"}
PAR_DEFAUT = "actes_de_mediation"


@dataclass(frozen=True)
class Choix:
    valeur: str
    libelle: str
    est_choisi: bool = False
    est_a_venir: bool = False


@dataclass(frozen=True)
class ChoixMultiple:
    """Check boxes folded under one line that says what is ticked."""

    champ: BoundField
    legende: str
    resume: str
    options: list[Choix]

    @property
    def est_ouvert(self) -> bool:
        return bool(self.champ.errors)


class Codes(forms.MultipleChoiceField):
    """Several codes, judged by our own sentences, which name what is possible."""

    def valid_value(self, value: str) -> bool:
        return True


class ExplorerForm(forms.Form):
    indicateur = forms.CharField(label="Indicateur", required=False)
    periode = forms.CharField(label="Période", required=False)
    axe = forms.CharField(label="Territoire", required=False)
    detail = Codes(label="Détail", required=False)
    territoire = Codes(label="Territoires", required=False)
    comparer = Codes(label="Comparer", required=False)

    def __init__(
        self,
        *args: object,
        indicateurs: Sequence[Indicateur],
        periodes: Sequence[Periode],
        territoires: Mapping[str, Mapping[str, str]],
        **kwargs: object,
    ) -> None:
        """`indicateurs`: the whole catalogue. `territoires`: names by code, by axis."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.catalogue = {each.code: each for each in indicateurs}
        self.calcules = [each for each in indicateurs if each.est_calcule]
        self.periodes, self.territoires = list(periodes), territoires

    def clean_indicateur(self) -> Indicateur:
        code = self.cleaned_data["indicateur"] or PAR_DEFAUT
        if code not in self.catalogue:
            raise ValidationError(f"L'indicateur « {code[:60]} » n'existe pas. Choisissez dans la liste.")
        return self.catalogue[code]

    def clean_periode(self) -> Periode:
        """Empty: the latest quarter, else the latest period there is."""
        period = parse_periode((self.cleaned_data["periode"] or self._default_period.code).removeprefix(CONTRAT))
        if self.est_contrat and not contrats.is_of_contract(period):
            raise ValidationError(
                f"Les contrats de ville courent de {contrats.PREMIERE} à {contrats.DERNIERE} : choisissez une de ces "
                "années."
            )
        return period

    def clean_axe(self) -> str:
        said = self.cleaned_data["axe"] or self._default_axis
        if said not in DECOUPAGES:
            raise ValidationError("Ce découpage n'existe pas : choisissez quartier prioritaire, commune ou aucun.")
        return said

    def clean_detail(self) -> list[str]:
        asked = list(dict.fromkeys(self.cleaned_data["detail"])) if self.data else self._default_details
        if len(asked) > THEMES_MAX:
            raise ValidationError(f"Un tableau croise au plus {THEMES_MAX} détails : décochez-en.")
        return asked

    def clean_territoire(self) -> list[str]:
        axe = self.cleaned_data.get("axe", "")
        asked = [code for code in self.cleaned_data["territoire"] if code]
        for code in asked:
            if code not in self.territoires.get(axe, {}):
                raise ValidationError(self._no_such_row(code, axe))
        return asked

    def clean_comparer(self) -> list[Periode]:
        period = self.cleaned_data.get("periode")
        asked = dict.fromkeys(
            parse_periode(code.removeprefix(CONTRAT)) for code in self.cleaned_data["comparer"] if code
        )
        others = [each for each in asked if each != period]
        if period and any(each.genre != period.genre for each in others):
            raise ValidationError("Comparez des périodes de même longueur : des mois, des trimestres ou des années.")
        if len(others) >= COMPARAISONS_MAX:
            raise ValidationError(f"Comparez au plus {COMPARAISONS_MAX} périodes, celle du haut comprise.")
        return others

    def _no_such_row(self, code: str, axe: str) -> str:
        if axe in DECOUPAGES and any(code in listed for listed in self.territoires.values()):
            return f"« {code[:20]} » n'est pas une ligne de ce découpage : changez de découpage, ou décochez-le."
        return (
            f"Le territoire « {code[:20]} » n'est pas une ligne de vos tableaux : la structure n'y a pas de lieu, et "
            "aucun total annuel n'y est montrable. Choisissez dans la liste."
        )

    @property
    def choisi(self) -> Indicateur:
        """The indicator asked for, else the first one: what the choices below depend on."""
        asked = self.catalogue.get(self.data.get("indicateur") or PAR_DEFAUT)
        return asked if asked and asked.est_calcule else self.catalogue[PAR_DEFAUT]

    @property
    def est_contrat(self) -> bool:
        return str(self.data.get("periode", "")).startswith(CONTRAT)

    @property
    def axes(self) -> list[str]:
        axe = self.cleaned_data["axe"]
        return [*([] if axe == SANS_DECOUPAGE else [axe]), *self.cleaned_data["detail"]]

    @property
    def _dimensions(self) -> set[str]:
        return {str(each) for each in self.choisi.dimensions}

    @property
    def _detail_axes(self) -> list[Axe]:
        return [axe for axe in allowed_axes(self.choisi) if axe not in ZONES]

    @property
    def _default_period(self) -> Periode:
        allowed = [each for each in self.periodes if each.genre.value in self._dimensions] or self.periodes
        return next((each for each in allowed if each.genre == GenrePeriode.TRIMESTRE), allowed[0])

    @property
    def _default_axis(self) -> str:
        return next((axe for axe in DECOUPAGES if axe in self._dimensions), SANS_DECOUPAGE)

    @property
    def _default_details(self) -> list[str]:
        return [Axe.MOIS.value] if Axe.MOIS in self._detail_axes else []

    def refuse(self, error: ValidationError, periode: Periode) -> None:
        """What only the definition and the tables know: a cut that is not published, a period that is not out."""
        code = str(getattr(error, "code", "") or "")
        field = "detail"
        if code.startswith("periode"):
            field = "periode" if periode == self.cleaned_data.get("periode") else "comparer"
        elif code.startswith("indicateur"):
            field = "indicateur"
        elif code == "axe_hors_definition" and self.cleaned_data["axe"] not in (*self._dimensions, SANS_DECOUPAGE):
            field = "axe"
        self.add_error(field, error)

    def choix_indicateurs(self) -> list[tuple[str, list[Choix]]]:
        asked = self.data.get("indicateur") or PAR_DEFAUT
        groups = [
            (register.label, [Choix(i.code, i.titre, i.code == asked) for i in self.calcules if i.registre == register])
            for register in RegistreUtilite
        ]
        return [group for group in groups if group[1]]

    def choix_periodes(self) -> list[tuple[str, list[Choix]]]:
        asked = self.data.get("periode") or self._default_period.code
        contract = [
            Choix(
                f"{CONTRAT}{each.code}",
                self.name_of(each, contrat=True),
                asked == f"{CONTRAT}{each.code}",
                est_a_venir=each not in self.periodes,
            )
            for each in contrats.contract_years()
        ]
        groups = [
            (title, [Choix(p.code, self.name_of(p), p.code == asked) for p in self.periodes if p.genre == genre])
            for genre, title in GROUPES.items()
            if genre.value in self._dimensions
        ]
        years = GenrePeriode.ANNEE.value in self._dimensions
        return [*([(contrats.NOM, contract)] if years else []), *(group for group in groups if group[1])]

    def choix_axes(self) -> list[Choix]:
        asked = self.data.get("axe") or self._default_axis
        return [
            Choix(axe, label, axe == asked)
            for axe, label in DECOUPAGES.items()
            if axe in self._dimensions or axe == SANS_DECOUPAGE
        ]

    def choix_details(self) -> list[Choix]:
        asked = self.asked("detail") if self.data else self._default_details
        return [Choix(axe.value, axe.label, axe.value in asked) for axe in self._detail_axes]

    def choix_territoires(self) -> list[Choix]:
        axe = self.data.get("axe") or self._default_axis
        asked = self.asked("territoire")
        return [Choix(code, name, code in asked) for code, name in self.territoires.get(axe, {}).items()]

    def choix_comparer(self) -> list[Choix]:
        """Periods as long as the one above, the contract's years when it is one of them."""
        asked = [code.removeprefix(CONTRAT) for code in self.asked("comparer")]
        base = self._chosen_period()
        listed = [p for p in self.periodes if p.genre == base.genre and p != base]
        if self.est_contrat:
            listed = [p for p in listed if contrats.is_of_contract(p)]
        prefix = CONTRAT if self.est_contrat else ""
        return [Choix(f"{prefix}{p.code}", self.name_of(p, contrat=self.est_contrat), p.code in asked) for p in listed]

    def choix_multiples(self) -> list[ChoixMultiple]:
        details, places, others = self.choix_details(), self.choix_territoires(), self.choix_comparer()
        most = COMPARAISONS_MAX - 1
        return [
            ChoixMultiple(
                self["detail"],
                f"Détails du tableau, {THEMES_MAX} au plus",
                _summary("Détail", details, f"aucun ({THEMES_MAX} au plus)"),
                details,
            ),
            ChoixMultiple(
                self["territoire"],
                "Territoires à montrer ; aucun coché : tous",
                _summary("Territoires", places, f"tous ({len(places)})"),
                places,
            ),
            ChoixMultiple(
                self["comparer"],
                f"Périodes à mettre à côté, {most} au plus",
                _summary("Comparer à", others, f"rien ({most} périodes au plus)"),
                others,
            ),
        ]

    def name_of(self, period: Periode, *, contrat: bool = False) -> str:
        label = contrats.label_of(period) if contrat else period.libelle
        return f"{label[0].upper()}{label[1:]}"

    def _chosen_period(self) -> Periode:
        try:
            return parse_periode(str(self.data.get("periode") or self._default_period.code).removeprefix(CONTRAT))
        except ValidationError:
            return self._default_period

    def asked(self, name: str) -> list[str]:
        """Every value of the address, as it was written."""
        return self.data.getlist(name) if hasattr(self.data, "getlist") else []


def _summary(name: str, options: Sequence[Choix], empty: str) -> str:
    ticked = [option.libelle for option in options if option.est_choisi]
    if len(ticked) > 3:
        return f"{name}\u00a0: {len(ticked)} sur {len(options)}"
    return f"{name}\u00a0: {', '.join(ticked) or empty}"
