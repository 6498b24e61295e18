from entredeux.terrain.forms.bureau import (
    CorrectionForm,
    FiltresForm,
    MissionForm,
    PeriodeForm,
    RessaisieForm,
    SuiteForm,
)
from entredeux.terrain.forms.champ import (
    CommencerForm,
    ConsigneForm,
    DysfonctionnementForm,
    EtatLieuForm,
    IncidentForm,
    InterventionForm,
    PublicForm,
    PublicFormSet,
    saisie_of,
)

__all__ = [
    "CommencerForm",
    "ConsigneForm",
    "CorrectionForm",
    "DysfonctionnementForm",
    "EtatLieuForm",
    "FiltresForm",
    "IncidentForm",
    "InterventionForm",
    "MissionForm",
    "PeriodeForm",
    "PublicForm",
    "PublicFormSet",
    "RessaisieForm",
    "SuiteForm",
    "saisie_of",
]
