"""Which version of each of Microsoft's schemas the report is written in."""

DESKTOP = "June 2025 (2.144)"
"""The oldest Power BI Desktop that opens the report."""

# These are what Desktop wrote in the middle of 2025. A newer Desktop opens them and writes its own;
# an older one refuses what is newer than itself, so that newer is not better.
VERSIONS = {
    "definition/versionMetadata": "1.0.0",
    "definition/report": "1.3.0",
    "definition/pagesMetadata": "1.0.0",
    "definition/page": "1.4.0",
    "definition/visualContainer": "2.0.0",
    "definition/visualContainerMobileState": "2.0.0",
    "definition/bookmarksMetadata": "1.0.0",
    "definition/bookmark": "1.3.0",
    "definitionProperties": "2.0.0",
}
REPORT_FORMAT = "2.0.0"
PROJECT_FORMAT = "4.0"
BOOKMARK_FORMAT = "1.3"
THEME_FORMAT = "5.64"
"""What the files themselves call their formats."""

HOST = "https://developer.microsoft.com/json-schemas/fabric/item/report"


def schema(kind: str) -> str:
    """The address by which a file names its schema.

    >>> schema("page").removeprefix(HOST)
    '/definition/page/1.4.0/schema.json'
    """
    name = kind if kind in VERSIONS else f"definition/{kind}"
    return f"{HOST}/{name}/{VERSIONS[name]}/schema.json"
