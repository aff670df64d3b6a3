from alkasba.derive.lineage import Node
from alkasba.web.addresses import (
    address_of,
    lineage_address,
    member_address,
    node_address,
    own_page,
)


def test_what_is_said_of_nothing_is_left_out():
    assert address_of("/tables/product", q="", order=None) == "/tables/product"


def test_names_and_keys_are_data_whatever_they_hold():
    assert member_address("product", "a&b=c#d?e/..") == (
        "/tables/product/member?key=a%26b%3Dc%23d%3Fe%2F.."
    )
    assert address_of("/tables/a b?c") == "/tables/a%20b%3Fc"


def test_a_click_on_a_box_leads_to_the_drawing_around_it():
    assert node_address(Node("measure", "sale", "net"), "ar") == "/lineage?of=measure%3Anet&lang=ar"
    assert lineage_address("table:sale") == "/lineage?of=table%3Asale"
    # A field is no thing of its own: its source is.
    assert node_address(Node("field", "till", "Paid")) == "/lineage?of=source%3Atill"


def test_a_thing_with_a_page_of_its_own_leads_there():
    assert own_page(Node("tile", "sales", "3"), "fr") == "/dashboards/sales/tiles/3?lang=fr"
    assert own_page(Node("dashboard", "", "sales")) == "/dashboards/sales"
    assert own_page(Node("column", "sale", "net")) == "/catalogue#column:sale.net"
    assert own_page(Node("source", "", "till")) == ""
