from entredeux.themes.documentation import rewrite
from tests.architecture.sources import RACINE


def test_the_tables_of_the_documentation_follow_the_files():
    """When this fails: `entredeux themes docs`, then read what changed."""
    page = (RACINE / "docs/themes.md").read_text(encoding="utf-8")
    assert page.count("<!-- généré") == 3
    assert rewrite(page) == page


def test_an_outdated_table_would_be_seen():
    assert rewrite("<!-- généré : numeros -->\nvieux\n<!-- fin -->") != "<!-- généré : numeros -->\nvieux\n<!-- fin -->"


def test_every_key_of_a_pack_is_documented():
    from entredeux.themes import schema

    page = (RACINE / "docs/themes.md").read_text(encoding="utf-8")
    shapes = [schema.Theme, schema.QuestionChoixMultiple, schema.QuestionEntier, schema.QuestionDuree]
    shapes += [schema.QuestionDate, schema.Encadre, schema.Repere, schema.Rappel, schema.Etape, schema.Condition]
    shapes += [schema.Enquete, schema.Affirmation]
    keys = {key for shape in shapes for key in shape.model_fields}
    assert sorted(key for key in keys if f"`{key}`" not in page and f"{key}: " not in page) == []
