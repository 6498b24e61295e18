"""`entredeux demo` in an empty folder: each phase, wall and processor. The base it leaves serves the next benches.

What `make demo` adds on a fresh clone is the installation of the locked packages, which depends on the network.
"""

from bench import atelier

LIMITE = 180


def main() -> None:
    made = atelier.build(atelier.DOSSIER / "base")
    previous, spent = 0.0, 0.0
    for said, wall, cpu in made.etapes[:-1]:
        if wall - previous >= 0.5:
            print(f"{wall - previous:6.1f} s ({cpu - spent:5.1f} s de processeur) jusqu'à : {said}")
        previous, spent = wall, cpu or spent
    atelier.report(
        {
            "demo_construction_s": f"{made.secondes:.1f}",
            "demo_construction_processeur_s": f"{made.processeur:.1f}",
            "demo_construction_contre_limite_ratio": f"{made.secondes / LIMITE:.2f}",
            "demo_memoire_mo": f"{made.memoire_mo:.0f}",
            "demo_charge_machine": atelier.load_average(),
        }
    )


if __name__ == "__main__":
    main()
