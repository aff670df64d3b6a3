"""The semantic model of a shop: every file of its definition."""

from dataclasses import dataclass

from alkasba.derive.powerbi.captions import culture_of, languages_of
from alkasba.derive.powerbi.cultures import culture_text
from alkasba.derive.powerbi.measures import Measures
from alkasba.derive.powerbi.names import id_of, project_name
from alkasba.derive.powerbi.offered import offered_measures
from alkasba.derive.powerbi.parameters import parameter_part
from alkasba.derive.powerbi.perspectives import perspective_part
from alkasba.derive.powerbi.relationships import relationship_part, relationships_of
from alkasba.derive.powerbi.roles import roles_of
from alkasba.derive.powerbi.secured import role_part
from alkasba.derive.powerbi.tables import table_part
from alkasba.derive.powerbi.tmdl import Part, file_of, name_in_tmdl, one_line, referring
from alkasba.model.shop import Shop

PARAMETERS = {
    "Server": "The warehouse's host, and its port after a colon",
    "Database": "The warehouse's database",
}
"""What a person or a service sets without touching the queries."""
COMPATIBILITY = 1600
"""The level of the model's language; Desktop knows it since 2023."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the warehouse is, as the queries of the model ask for it."""

    server: str
    database: str
    schema: str = "shop"


def model_files(shop: Shop, place: Place) -> dict[str, str]:
    """The definition of the model, path -> text; raises NotExpressible for what it cannot tell."""
    roles = roles_of(shop)
    measures = offered_measures(shop, Measures(shop, roles))
    languages = languages_of(shop)
    files = {
        "database.tmdl": file_of(
            Part(
                f"database {name_in_tmdl(project_name(shop))}",
                (f"compatibilityLevel: {COMPATIBILITY}",),
            )
        ),
        "model.tmdl": _model(shop, [*roles.tables, *shop.parameters], languages),
        "expressions.tmdl": file_of(
            _parameter(shop, "Server", place.server),
            _parameter(shop, "Database", place.database),
        ),
        "relationships.tmdl": file_of(
            *(relationship_part(shop, one) for one in relationships_of(shop, roles))
        ),
    }
    for name in roles.tables:
        files[f"tables/{name}.tmdl"] = file_of(
            table_part(shop, roles, name, measures, schema=place.schema)
        )
    for name, parameter in shop.parameters.items():
        files[f"tables/{name}.tmdl"] = file_of(parameter_part(shop, parameter))
    for role in shop.policy.roles.values():
        files[f"roles/{role.name}.tmdl"] = file_of(role_part(shop, roles, role))
    for dashboard in shop.dashboards.values():
        part = perspective_part(shop, roles, dashboard)
        files[f"perspectives/{dashboard.name}.tmdl"] = file_of(part)
    for language in languages:
        text = culture_text(shop, roles, measures, language)
        files[f"cultures/{culture_of(language)}.tmdl"] = text
    return files


def _model(shop: Shop, tables: list[str], languages: list[str]) -> str:
    model = Part(
        "model Model",
        (
            "defaultMode: directQuery",
            "culture: en-US",
            "defaultPowerBIDataSourceVersion: powerBI_V3",
            "discourageImplicitMeasures",
            "sourceQueryCulture: en-US",
            "dataAccessOptions",
            "\tlegacyRedirects",
            "\treturnErrorValuesAsNull",
        ),
    )
    listed = (
        referring("table", tables),
        referring("role", list(shop.policy.roles)),
        referring("perspective", list(shop.dashboards)),
        referring("cultureInfo", [culture_of(language) for language in languages]),
    )
    # A calendar is there, so that Desktop makes none of its own.
    text = file_of(model) + "annotation __PBI_TimeIntelligenceEnabled = 0\n\n"
    return text + "".join("\n".join(lines) + "\n\n" for lines in listed if lines)


def _parameter(shop: Shop, name: str, value: str) -> Part:
    text = '"' + one_line(value).replace('"', '""') + '"'
    meta = 'meta [IsParameterQuery=true, Type="Text", IsParameterQueryRequired=true]'
    return Part(
        f"expression {name}",
        (f"lineageTag: {id_of(shop, 'expression', name)}",),
        (Part("annotation PBI_ResultType = Text"),),
        PARAMETERS[name],
        f"{text} {meta}",
    )
