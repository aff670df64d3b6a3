import pytest

from alkasba.derive.search.synonyms import concepts_of, mistakes, read_synonyms
from alkasba.model.searching import Concept

LINES = [
    "# plants",
    "peppermint, menthe poivrée, mentha piperita",
    "mint, menthe, نعناع",
    "tea, thé  # a drink",
    "",
    "lemon balm, mélisse، ترنجان",
]
KNOWN = read_synonyms(LINES)


def others(text: str, **said: bool) -> list[set[str]]:
    return [{" ".join(o) for o in one.others} for one in concepts_of(text, KNOWN, **said)]


def test_a_phrase_with_synonyms_is_one_thing() -> None:
    assert concepts_of("Menthe poivrée leaves", KNOWN) == (
        Concept(("menthe", "poivree"), (("peppermint",), ("mentha", "piperita"))),
        Concept(("leaves",)),
    )


def test_the_longest_phrase_wins() -> None:
    assert others("menthe poivrée menthe") == [
        {"peppermint", "mentha piperita"},
        {"mint", "نعناع"},
    ]


@pytest.mark.parametrize("text", ["mints", "MENTHES", "النعناع"])
def test_forms_of_a_word_have_its_synonyms(text: str) -> None:
    (found,) = others(text)
    assert {"mint", "menthe", "نعناع"} - found <= {text.lower()}
    assert len(found) >= 2


def test_what_says_nothing_is_left_out_unless_it_is_all() -> None:
    assert [one.written for one in concepts_of("the tea of the house", KNOWN)] == [
        ("tea",),
        ("house",),
    ]
    assert [one.written for one in concepts_of("of the", KNOWN)] == [("of",), ("the",)]


def test_an_article_is_no_tea_and_tea_without_an_accent_alone_is() -> None:
    assert others("the mint")[0] == {"menthe", "نعناع"}
    assert others("thé") == [{"tea"}]
    assert others("the") == [{"tea"}]


def test_half_a_phrase_is_known_while_one_types() -> None:
    assert others("menthe poi") == [{"mint", "نعناع"}, set()]
    assert others("menthe poi", is_typed=True) == [
        {"peppermint", "menthe poivree", "mentha piperita"}
    ]
    assert others("mé", is_typed=True)[0] >= {"lemon balm", "ترنجان"}
    assert others("m", is_typed=True) == [set()]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("mint", "one word alone"),
        ("mint, Mint", "one word alone"),
        ("mint,, menthe", "there is no word"),
        ("mint, menthe,", "there is no word"),
        ("mint, !", "there is no word"),
        ("mint => menthe, x", "'=>' is not known here"),
    ],
)
def test_a_mistake_is_told_with_its_line(line: str, what: str) -> None:
    (told,) = mistakes(["# words", line])
    assert told.startswith("line 2: ")
    assert what in told


def test_what_is_right_has_no_mistakes() -> None:
    assert list(mistakes(LINES)) == []


def test_nothing_is_looked_for_in_no_words() -> None:
    assert concepts_of(" ?! ", KNOWN) == concepts_of("", KNOWN, is_typed=True) == ()
