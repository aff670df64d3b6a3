"""The web application: the API and the pages around one shop, behind the guard."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException

from alkasba.errors import AlkasbaError
from alkasba.flows.recommend.asking import Recommender
from alkasba.flows.searching import Searching
from alkasba.flows.serving import Serving
from alkasba.web import (
    api,
    api_data,
    api_events,
    api_recommend,
    api_search,
    catalogue,
    frame,
    health,
    lineage,
    members,
    pages,
    recommend,
    recommended,
    search,
    stream,
    take_away,
)
from alkasba.web.guard import Guard
from alkasba.web.heads import Heads
from alkasba.web.problem import MEDIA_TYPE, answer_with, problem
from alkasba.web.rights import Rights
from alkasba.web.unreadable import told_of_http, told_of_words

API = "/api/"
REPORT = "Please report it. ALKASBA_TRACE=1 before alkasba serve shows all, which may hold values."
UNTOLD: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}


def make_app(serving: Serving, rights: Rights) -> FastAPI:
    """The application that serves a shop to those who may see it."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        app.state.searching.close()
        app.state.taking.events.close()
        serving.close()

    app = FastAPI(
        title=f"{serving.declared.opened.shop.name}: Alkasba",
        version=version("alkasba"),
        summary="Questions to the shop's warehouse, each answered from one run.",
        openapi_url="/api/v1/openapi.json",
        # Their pages would fetch scripts from another host.
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        # An address may hold a value of a person: nothing of a request is told to anyone.
        telemetry=UNTOLD,
    )
    app.state.serving, app.state.rights = serving, rights
    app.state.recommender = Recommender(serving.settings.build)
    app.state.taking = api_events.taking_of(serving.settings)
    app.state.searching = Searching(lambda: serving.declared.opened, serving.seconds)
    app.include_router(api.router)
    # Asked most, so it is looked for first.
    app.include_router(api_recommend.router)
    # What can be taken away comes before the pages: sales.pdf is no dashboard. The names of what is
    # indexed are the shop's, so they come last.
    told = (api_data, take_away, pages, members, health, catalogue, lineage, stream)
    for part in (*told, recommend, recommended, search, api_events, api_search):
        app.include_router(part.router)
    app.add_middleware(Heads)
    app.add_middleware(Guard, rights=rights)
    _tell_errors(app)
    return app


def _tell_errors(app: FastAPI) -> None:
    """Every error is a problem for programs and a page for people."""

    @app.exception_handler(AlkasbaError)
    def of_ours(request: Request, error: AlkasbaError) -> Response:
        return _told(request, answer_with(error), lambda: frame.error_page(request, error))

    @app.exception_handler(RequestValidationError)
    def of_words(request: Request, error: RequestValidationError) -> Response:
        return told_of_words(request, error)

    @app.exception_handler(HTTPException)
    def of_http(request: Request, error: HTTPException) -> Response:
        answer = told_of_http(request, error)
        told = _told(request, answer, lambda: frame.lost_page(request, error.status_code))
        told.headers.update(error.headers or {})
        return told

    @app.exception_handler(Exception)
    def unforeseen(request: Request, error: Exception) -> Response:
        # Its text stays out: it may quote a personal value.
        what = f"the program met a case that it was not made for: {type(error).__name__}."
        text = problem(500, what, next_step=REPORT)
        return Response(text, 500, media_type=MEDIA_TYPE)


def _told(request: Request, answer: Response, page: Callable[[], Response]) -> Response:
    return answer if request.url.path.startswith(API) else page()
