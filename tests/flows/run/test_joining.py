"""What a feed looks up in another source."""

from alkasba.flows.run.joining import joined_names
from alkasba.model.source import Feed, Field, Join

JOIN = Join("heads", "orders", {"order_id": "No"})


def test_the_key_and_what_fields_name_are_asked_for():
    fields = {
        "sold_on": Field("sold_on", names=("heads.Date", "heads.Day")),
        "price": Field("price", names=("price",)),
    }
    assert joined_names(Feed("lines", "sale", fields), JOIN) == ["No", "Date", "Day"]
