"""Text of a model: indented by tabs, descriptions above, names in quotes where they need them."""

from alkasba.derive.powerbi.tmdl import (
    Part,
    file_of,
    name_in_tmdl,
    one_line,
    referring,
    text_in_tmdl,
)


def test_a_part_holds_its_properties_and_parts():
    column = Part("column day", ("isKey",), about="A day")
    assert file_of(Part("table calendar", ("lineageTag: x",), (column,))) == (
        "table calendar\n\tlineageTag: x\n\n\t/// A day\n\tcolumn day\n\t\tisKey\n\n"
    )


def test_an_expression_of_several_lines_is_moved_in():
    measure = Part("measure a", ("lineageTag: x",), expression="VAR b = 1\nRETURN b")
    assert file_of(measure) == "measure a =\n\t\tVAR b = 1\n\t\tRETURN b\n\tlineageTag: x\n\n"


def test_names_are_quoted_where_they_need_it():
    assert name_in_tmdl("d'or") == "'d''or'"
    assert name_in_tmdl("المبيعات") == "المبيعات"
    assert referring("table", ["a", "b c"]) == ["ref table a", "ref table 'b c'"]


def test_a_text_cannot_become_a_property_of_its_own():
    assert text_in_tmdl("Tea\n\tisHidden") == "Tea isHidden"
    assert text_in_tmdl('"a"') == '"""a"""'
    assert one_line("a\u2028b\x00c") == "a b c"
