"""What the stages share is plain; only what nobody chooses has a rule of its own."""

from alkasba.ports import Chosen, choose_all


def test_of_a_place_of_which_nobody_chooses_every_column_is_wanted() -> None:
    assert choose_all("orders", ["id", "mail"]) == Chosen(("id", "mail"), ())
