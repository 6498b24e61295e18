"""Sizes, reported and not judged: `pytest tests/architecture/test_tailles.py -s` prints them.

Aim: median of files at most 80 lines, p90 at most 300; a file past 400 lines asks to become a folder.
"""

from statistics import median, quantiles

from tests.architecture.sources import name_of, python_files


def test_sizes_are_measured():
    sizes = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()}
    written = {name: lines for name, lines in sizes.items() if lines}
    large = sorted((lines, name) for name, lines in written.items() if lines > 400)
    p90 = quantiles(written.values(), n=10)[-1]
    lines = [
        f"fichiers={len(written)} mediane={median(written.values()):.0f} p90={p90:.0f}",
        *(f"{count} lignes : {name}" for count, name in reversed(large)),
    ]
    print("\n".join(["", *lines]))  # noqa: T201
    assert len(written) > 20
