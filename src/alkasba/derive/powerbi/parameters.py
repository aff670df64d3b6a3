"""Parameters of the shop as Desktop makes its own: a table of numbers that hangs on no other.

Its one measure is the number that is chosen, or the usual one where none or several are.
"""

from decimal import Decimal

from alkasba.derive.powerbi.dax import Told
from alkasba.derive.powerbi.names import Field, id_of, measure_in_dax
from alkasba.derive.powerbi.tmdl import Part, name_in_tmdl, one_line
from alkasba.model.parameter import Parameter
from alkasba.model.shop import Shop

METADATA = Part("extendedProperty ParameterMetadata", expression='{\n  "version": 0\n}')
"""By which Desktop knows a column as that of a parameter."""


def value_name(name: str) -> str:
    """What the measure is called that tells the value; no declared name has a blank in it."""
    return f"{name} value"


def value_of(name: str) -> Told:
    """The parameter in a formula."""
    return Told(measure_in_dax(value_name(name)), "number")


def value_measure(parameter: Parameter) -> str:
    """DAX of the value that is chosen."""
    column = Field(parameter.name, parameter.name)
    return f"SELECTEDVALUE({column}, {_number(parameter.usual)})"


def parameter_part(shop: Shop, parameter: Parameter) -> Part:
    """The table of a parameter."""
    name, form = name_in_tmdl(parameter.name), f"formatString: {format_of(parameter)}"
    measure = Part(
        f"measure {name_in_tmdl(value_name(parameter.name))}",
        (form, f"lineageTag: {id_of(shop, 'measure', value_name(parameter.name))}"),
        about=one_line(f"{parameter.name}: the value that is chosen"),
        expression=value_measure(parameter),
    )
    column = Part(
        f"column {name}",
        (
            "dataType: decimal",
            form,
            f"lineageTag: {id_of(shop, 'column', parameter.name, parameter.name)}",
            "summarizeBy: none",
            "sourceColumn: [Value]",
        ),
        (METADATA, Part("annotation SummarizationSetBy = User")),
        about=one_line(parameter.about),
    )
    steps = ", ".join(
        f"CURRENCY({_number(number)})"
        for number in (parameter.least, parameter.most, parameter.step)
    )
    partition = Part(
        f"partition {name} = calculated", ("mode: import", f"source = GENERATESERIES({steps})")
    )
    tag = f"lineageTag: {id_of(shop, 'table', parameter.name)}"
    about = one_line(parameter.about)
    return Part(f"table {name}", (tag,), (measure, column, partition), about)


def format_of(parameter: Parameter) -> str:
    """How its values are shown: so many digits as its steps have."""
    places = parameter.decimals - 2 if parameter.unit == "%" else parameter.decimals
    digits = f".{'0' * places}" if places > 0 else ""
    return f"0{digits} %" if parameter.unit == "%" else f"0{digits}"


def _number(value: Decimal) -> str:
    return format(value, "f")
