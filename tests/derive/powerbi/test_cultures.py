"""Each language has a file of captions."""

from dataclasses import replace

from alkasba.derive.powerbi.cultures import culture_text
from alkasba.derive.powerbi.measures import Measures
from alkasba.derive.powerbi.offered import offered_measures
from alkasba.derive.powerbi.roles import roles_of
from alkasba.model.words import Words
from tests.derive import build


def test_what_people_see_has_a_caption_and_what_is_hidden_has_none():
    words = Words({"fr": {"net_sales": "Ventes nettes", "category": "Catégorie"}})
    shop = replace(build.shop(), words=words)
    roles = roles_of(shop)
    text = culture_text(shop, roles, offered_measures(shop, Measures(shop, roles)), "fr")
    assert text.startswith("cultureInfo fr-FR\n\ttranslations\n\t\tmodel Model\n")
    assert "measure net_sales\n\t\t\t\t\tcaption: Ventes nettes\n" in text
    assert "displayFolder: Dans le temps" in text
    assert "column category\n\t\t\t\t\tcaption: Catégorie\n" in text
    assert "product_key" not in text
    assert "hierarchy 'Calendar year'\n\t\t\t\t\tcaption: Année civile\n" in text
