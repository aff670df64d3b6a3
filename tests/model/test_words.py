import tomllib

from alkasba.model.entry import Entry
from alkasba.model.finding import Findings
from alkasba.model.words import Words, read_words


def read(text, findings=None):
    findings = findings or Findings()
    return read_words(Entry(findings, "words.toml", "", tomllib.loads(text)))


def test_each_language_has_names_and_values():
    found = read("""
        [fr]
        net_sales = "Ventes nettes"
        [fr.category]
        Teas = "Thés"
        [ar]
        """)
    assert found == {
        "fr": Words({"net_sales": "Ventes nettes"}, {"category": {"Teas": "Thés"}}),
        "ar": Words(),
    }
    assert read("") == {}


def test_what_is_no_text_and_no_language_is_told():
    findings = Findings()
    read("[french]\nnet_sales = 3\n", findings)
    assert {finding.key for finding in findings.found} == {"french", "french.net_sales"}
