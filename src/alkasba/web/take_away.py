"""A dashboard as a file, in the view that the address asks for."""

import threading
from collections.abc import Callable

from fastapi import APIRouter, Request, Response

from alkasba.flows.dashboards import find_dashboard
from alkasba.web.api import Served
from alkasba.web.frame import language_of, taken_away
from alkasba.web.fresh import headers_of, is_known, tag_of, unchanged
from alkasba.web.report.content import report_of
from alkasba.web.report.made import FORMS, make
from alkasba.web.report.taking import rows_of

router = APIRouter(include_in_schema=False)
OFFERED = ("pdf", "xlsx")
"""What a page offers; the third, a page that needs no server, is for mail."""
# A file takes more of the machine than a page does, so that one is made after the other.
_one_at_a_time = threading.Lock()


def _sends(ending: str) -> Callable[[Request, Served, str], Response]:
    """What answers with dashboards as files of a kind."""

    def send(request: Request, serving: Served, name: str) -> Response:
        language = language_of(request)
        with serving.edition() as edition:
            find_dashboard(edition.shop, name)
            tag = tag_of(edition, request, language)
            if is_known(request, tag):
                return unchanged(edition, tag)
            pairs = request.query_params.multi_items()
            rows = rows_of(serving, ending)
            report = report_of(edition, [name], pairs, language, table_rows=rows)
            headers = headers_of(edition, tag) | taken_away(f"{name}.{ending}")
        with _one_at_a_time:
            made = make(report, ending)
        headers["Vary"] = "Accept-Language"
        return Response(made.data, headers=headers, media_type=FORMS[ending].media_type)

    return send


for one in OFFERED:
    router.add_api_route(f"/dashboards/{{name}}.{one}", _sends(one))
