"""How widely a question is looked for: engines refuse one that has too many parts."""

from dataclasses import dataclass

from alkasba.model.index import Field
from alkasba.model.searching import Lookup, Way

MOST_PARTS = 900
"""A word in a field is one part. OpenSearch and Elasticsearch refuse more than 1,024 in all."""
MOST_FIELDS = 10


@dataclass(frozen=True, slots=True)
class Breadth:
    """What is looked for of a question: forms of the words, what means the same and its forms.

    `slips` is how many words of the index one that is misspelt is taken for, in each field.
    """

    has_forms: bool = True
    has_others: bool = True
    has_forms_of_others: bool = True
    slips: int = 20
    most_fields: int = 1_000

    def fields(self, lookup: Lookup) -> list[Field]:
        """The fields that are looked into, those that say most before others."""
        found = [one for one in lookup.plan.fields if one.weight]
        return sorted(found, key=lambda one: -one.weight)[: self.most_fields]

    def parts(self, lookup: Lookup, way: Way) -> int:
        """How many parts the question has at most."""
        forms = 1 + len(lookup.languages)
        each = (forms if self.has_forms else 1) + (self.slips if way in ("alike", "any") else 0)
        words = sum(len(one.written) for one in lookup.concepts) * each
        others = (
            sum(len(o) for one in lookup.concepts for o in one.others) if self.has_others else 0
        )
        return len(self.fields(lookup)) * (
            words + others * (forms if self.has_forms_of_others else 1)
        )


LADDER = (
    Breadth(),
    Breadth(slips=8),
    Breadth(slips=8, has_forms_of_others=False),
    Breadth(slips=3, has_forms_of_others=False),
    Breadth(slips=3, has_others=False),
    Breadth(slips=1, has_others=False, has_forms=False),
    Breadth(slips=1, has_others=False, has_forms=False, most_fields=MOST_FIELDS),
)


def breadth(lookup: Lookup, way: Way) -> Breadth:
    """The widest that engines take: the more words are asked for, the less each needs."""
    return next((one for one in LADDER if one.parts(lookup, way) <= MOST_PARTS), LADDER[-1])
