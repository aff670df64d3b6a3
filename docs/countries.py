"""Makes the shapes of the countries from Natural Earth; run by hand when their borders change.

    python docs/countries.py WORLD_ATLAS CODES

WORLD_ATLAS is the folder of the npm package world-atlas 2 (TopoJSON of Natural Earth, which is in
the public domain), CODES a CSV of ISO 3166 with the columns numeric, alpha2, alpha3, name.
"""

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parents[1] / "src/alkasba"
SHAPES = SOURCE / "web/static/countries.json"
CODES = SOURCE / "derive/web/countries.json"
Point = tuple[float, float]
Ring = list[Point]


def main(atlas: Path, codes: Path) -> None:
    with codes.open(encoding="utf-8", newline="") as lines:
        known = {row["numeric"].zfill(3): row for row in csv.DictReader(lines)}
    coarse, fine = (read(atlas / f"countries-{scale}.json") for scale in ("110m", "50m"))
    shapes = {one["id"]: one for one in geometries(coarse) if one.get("id") in known}
    told: dict[str, dict[str, Any]] = {}
    for geometry in geometries(fine):
        number = geometry.get("id", "")
        if number not in known:
            continue
        row = known[number]
        told[row["alpha2"]] = {"names": names_of(row, geometry)}
        if number in shapes:
            told[row["alpha2"]]["box"] = rounded(box_of(main_ring(coarse, shapes[number])))
        else:
            west, south, east, north = box_of(main_ring(fine, geometry))
            told[row["alpha2"]]["at"] = rounded(((west + east) / 2, (south + north) / 2))
    write(CODES, dict(sorted(told.items())))
    write(SHAPES, slim(coarse, known))
    print(f"{len(told)} countries, {len(shapes)} with a shape, {SHAPES.stat().st_size} bytes")


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def write(path: Path, value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    path.write_text(f"{text}\n", encoding="utf-8")


def geometries(topology: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = topology["objects"]["countries"]["geometries"]
    return found


def names_of(row: dict[str, str], geometry: dict[str, Any]) -> list[str]:
    """What a country is called besides its code of two letters."""
    return list(dict.fromkeys((row["alpha3"], row["name"], geometry["properties"]["name"])))


def slim(topology: dict[str, Any], known: dict[str, dict[str, str]]) -> dict[str, Any]:
    """The shapes with nothing but the code of two letters."""
    slimmed = [
        {"type": one["type"], "arcs": one["arcs"]}
        | ({"id": known[one["id"]]["alpha2"]} if one.get("id") in known else {})
        for one in geometries(topology)
    ]
    collection = {"type": "GeometryCollection", "geometries": slimmed}
    kept = {name: topology[name] for name in ("type", "transform", "arcs")}
    return kept | {"objects": {"countries": collection}}


def main_ring(topology: dict[str, Any], geometry: dict[str, Any]) -> Ring:
    """The outline of the largest part: France without Guiana."""
    arcs = geometry["arcs"]
    polygons = [arcs] if geometry["type"] == "Polygon" else arcs
    return max((ring_of(topology, polygon[0]) for polygon in polygons), key=area)


def ring_of(topology: dict[str, Any], arcs: list[int]) -> Ring:
    return [point for arc in arcs for point in points(topology, arc)]


def points(topology: dict[str, Any], arc: int) -> Iterator[Point]:
    """The points of an arc, which are told as steps; a negative number reads it backwards."""
    (scale_x, scale_y), (move_x, move_y) = (
        topology["transform"][name] for name in ("scale", "translate")
    )
    x = y = 0
    found = []
    for step_x, step_y in topology["arcs"][arc if arc >= 0 else ~arc]:
        x, y = x + step_x, y + step_y
        found.append((x * scale_x + move_x, y * scale_y + move_y))
    return iter(found if arc >= 0 else reversed(found))


def area(ring: Ring) -> float:
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


def box_of(ring: Ring) -> tuple[float, float, float, float]:
    """West, south, east and north."""
    across, up = [point[0] for point in ring], [point[1] for point in ring]
    return min(across), min(up), max(across), max(up)


def rounded(values: tuple[float, ...]) -> list[float]:
    return [round(value, 1) for value in values]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
