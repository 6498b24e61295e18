"""The attack on the register before a release, when much is out: 216 tables over seventeen periods of one year.

`python -m bench.union [--rapide]`, in a database of its own. Last line: `union_tables=… union_cases=… union_s=…`. The
quick set has the year alone. Every act is synthetic.
"""

import os
import sys
import tempfile
import time
from itertools import combinations

from bench import atelier

QPV = ["QN06201M", "QN06202M", "QN06203M", "QN06204M", ""]
ACTES_PAR_MOIS = 130
FILTRES = ({}, {"issue": ("accord", "accord_partiel")}, {"registre": ("conflits",)})


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"ENTREDEUX_DOSSIER_TESTS": folder, "DJANGO_SETTINGS_MODULE": "tests.settings"}
        sys.path.insert(0, str(atelier.RACINE))
        import django

        django.setup()
        atelier.report(measure("--rapide" in sys.argv))


def measure(quick: bool) -> dict[str, object]:
    from entredeux.observatoire.audit.union import attack_union, read_cases
    from entredeux.observatoire.models import Publication

    publish_a_year(["2025"] if quick else periods())
    out = list(Publication.objects.order_by("instant", "pk"))
    start, cpu = time.perf_counter(), time.process_time()
    found = attack_union(out)
    return {
        "union_tables": len(out),
        "union_cases": len(read_cases(out)),
        "union_cibles": found.cibles,
        "union_exactes": found.exactes,
        "union_s": f"{time.perf_counter() - start:.1f}",
        "union_processeur_s": f"{time.process_time() - cpu:.1f}",
        "union_charge_machine": atelier.load_average(),
    }


def periods() -> list[str]:
    return ["2025", *(f"2025-T{n}" for n in range(1, 5)), *(f"2025-{n:02d}" for n in range(1, 13))]


def publish_a_year(codes: list[str]) -> None:
    """Of each period: by quarter and two themes, twelve cuts, the year by months too."""
    from django.core.management import call_command
    from django.utils import timezone

    from entredeux.cadre.acteur import Acteur
    from entredeux.cadre.actions.comptes import create_structure
    from entredeux.observatoire.coupes import Selection, parse_coupe
    from entredeux.observatoire.publication import publish_table
    from tests.observatoire.fabrique import write_year

    call_command("migrate", verbosity=0, interactive=False)
    call_command("import_vocabulaires", verbosity=0)
    structure = create_structure(nom="Banc d'essai", nature="association", by=Acteur.systeme())
    write_year(structure, 2025, QPV, acts_per_month=ACTES_PAR_MOIS)
    themes = ("registre", "domaine")
    crossed = [cut for count in range(3) for cut in combinations(themes, count)]
    for code in codes:
        months = [(), ("mois",)] if code == "2025" else [()]
        for axes in [("qpv", *when, *cut) for cut in crossed for when in months]:
            for kept in FILTRES:
                chosen = Selection.of("actes", kept)
                cut = parse_coupe(
                    structure=structure.pk, periode=code, axes=axes, today=timezone.localdate(), selection=chosen
                )
                publish_table(cut, by=Acteur.systeme(structure))


if __name__ == "__main__":
    main()
