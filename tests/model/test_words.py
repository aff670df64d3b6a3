import tomllib

from alkasba.model.entry import Entry
from alkasba.model.finding import Findings
from alkasba.model.words import Words, read_words


def read(text, findings=None):
    findings = findings or Findings()
    return read_words(Entry(findings, "words.toml", "", tomllib.loads(text)))


def test_each_language_has_names_and_values():
    found = read("""
        [names.fr]
        net_sales = "Ventes nettes"
        category = "Catégorie"
        [values.fr.category]
        Teas = "Thés"
        """)
    assert found.names == {"fr": {"net_sales": "Ventes nettes", "category": "Catégorie"}}
    assert found.values == {"fr": {"category": {"Teas": "Thés"}}}
    assert read("") == Words()


def test_what_is_no_text_and_no_language_is_told():
    findings = Findings()
    read("[names.french]\nnet_sales = 3\n[fr]\n", findings)
    keys = {finding.key for finding in findings.found}
    assert keys == {"names.french", "names.french.net_sales", "fr"}
