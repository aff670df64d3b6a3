"""What can be asked of the models; what computes the answers comes when it is first asked."""

import threading
from pathlib import Path
from typing import Any, Protocol

from alkasba.errors import UnknownName
from alkasba.flows.recommend.extra import brought
from alkasba.flows.recommend.suggested import Suggested, Wanted
from alkasba.flows.serving import Edition
from alkasba.model.recommend import Learnt, learnt
from alkasba.model.shop import Shop
from alkasba.warehouse.readers import NotAtHand


class Asking(Protocol):
    """One model and one published run: whatever is asked of it is of the same two."""

    @property
    def version(self) -> str: ...
    @property
    def products(self) -> str: ...
    @property
    def least_people(self) -> int: ...

    def key_of(self, key: str) -> str: ...

    def person(self, key: str, wanted: Wanted) -> Suggested: ...
    def basket(self, keys: tuple[str, ...], wanted: Wanted, visitor: str = "") -> Suggested: ...
    def like(self, key: str, wanted: Wanted) -> Suggested: ...
    def together(self, key: str, wanted: Wanted) -> Suggested: ...
    def popular(self, wanted: Wanted, country: str = "") -> Suggested: ...
    def told(self) -> dict[str, Any]: ...


class Models(Protocol):
    """The models of a shop, of which one speaks."""

    def at(self, edition: Edition, said: Learnt, model: str) -> Asking: ...
    def at_hand(self, edition: Edition, model: str) -> Asking: ...


class Recommender:
    """Finds the model that speaks, as trainings swap it."""

    def __init__(self, build: Path) -> None:
        self.build = build
        self._lock = threading.Lock()
        self._models: Models | None = None

    def at(self, edition: Edition, model: str = "") -> Asking:
        """The model that speaks now; raises StoreMoved where it is not `model`, if one is named."""
        said = declared(edition.shop)
        with self._lock:
            if self._models is None:
                self._models = brought("answering").Answering(self.build)
            models = self._models
        return models.at(edition, said, model)

    def at_hand(self, edition: Edition, model: str = "") -> Asking:
        """The same, where nothing has to be read for it; raises NotAtHand elsewhere."""
        if self._models is None:
            raise NotAtHand
        return self._models.at_hand(edition, model)


def declared(shop: Shop) -> Learnt:
    """What recommendations are learnt from; raises UnknownName where the shop says nothing."""
    said = learnt(shop)
    if said is None:
        raise UnknownName(
            "no fact of this shop says what recommendations are learnt from.",
            where="[recommend]",
            next_step="Add it to the table of sales: docs/how/recommend-products.md",
        )
    return said
