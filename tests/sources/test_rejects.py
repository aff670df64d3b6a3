"""The lines of rejected records are found by their bytes."""

from hypothesis import given
from hypothesis import strategies as st

from alkasba.sources.rejects import lines_at


@given(st.text(st.sampled_from("a\r\n"), max_size=30), st.integers(1, 5), st.data())
def test_the_line_of_a_byte_is_the_same_however_the_stream_is_cut(text, size, data):
    whole = text.encode()
    starts = [i for i in range(len(whole)) if whole[i : i + 1] == b"a"]
    places = sorted(data.draw(st.sets(st.sampled_from(starts)))) if starts else []
    pieces = [whole[i : i + size] for i in range(0, len(whole), size)]
    plain = whole.replace(b"\r\n", b" \n").replace(b"\r", b"\n")
    assert lines_at(pieces, places, first_line=5) == {
        place: 5 + plain.count(b"\n", 0, place) for place in places
    }
