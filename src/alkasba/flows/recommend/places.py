"""Where trained models lie, and which of them speaks; what computes is not needed to know it."""

from pathlib import Path

FOLDER, MODELS, CURRENT = "recommend", "models", "current"
LISTS = "products.parquet"
"""What a model says of each product, for indexes."""


def folder_of_models(build: Path) -> Path:
    return build / FOLDER / MODELS


def pointer(build: Path) -> Path:
    """The file that names the model that speaks."""
    return build / FOLDER / CURRENT


def lists_that_speak(build: Path) -> Path | None:
    """The lists of the model that speaks; None where there are none, as before the first."""
    version = current(build)
    found = folder_of_models(build) / version / LISTS if version else None
    return found if found and found.exists() else None


def current(build: Path) -> str | None:
    """The version of the model that speaks; None before the first."""
    try:
        return pointer(build).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
