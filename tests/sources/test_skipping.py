"""Lines are the same whether they are read one by one, in leaps, or with some left out."""

from io import StringIO
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from alkasba.sources.skipping import STRETCH, Lines, lines_of, without_lines

ends = st.sampled_from(["\n", "\r\n", "\r"])
texts = st.lists(st.sampled_from(["a", '"', "\n", "\r", "\r\n", "b,c"]), max_size=40).map("".join)
cuts = st.lists(st.integers(0, 60), max_size=5)


def lines_in(text):
    return list(StringIO(text, newline=""))


def parts_of(text, places):
    edges = [0, *sorted(min(place, len(text)) for place in places), len(text)]
    return [text[start:stop] for start, stop in pairwise(edges)]


@given(texts, cuts)
def test_where_the_parts_are_cut_makes_no_difference(text, places):
    assert list(lines_of(parts_of(text, places))) == lines_in(text)
    assert list(Lines(parts_of(text, places))) == lines_in(text)


@given(texts, cuts)
def test_leaps_pass_the_lines_without_the_sign_and_no_others(text, places):
    lines, found, passed = Lines(parts_of(text, places)), [], []
    while True:
        while count := lines.leap_to('"'):
            leapt = list(lines.passed)
            assert len(leapt) == count
            if not lines.has_passed_blank:
                assert all(line.strip("\r\n") for line in leapt)
            passed += leapt
        line = next(lines, None)
        if line is None:
            break
        found.append(line)
    assert all('"' in line for line in found)
    assert not any('"' in line for line in passed)
    assert sorted(found + passed) == sorted(lines_in(text))


@given(texts, cuts, st.sets(st.integers(1, 45)))
def test_lines_are_left_out_by_their_number(text, places, left_out):
    kept = [line for n, line in enumerate(lines_in(text), start=1) if n not in left_out]
    assert "".join(without_lines(parts_of(text, places), left_out)) == "".join(kept)


@given(st.sets(st.integers(1, 3000)), ends)
def test_lines_far_apart_are_left_out(left_out, end):
    lines = [f"{number:>40}{end}" for number in range(1, 3001)]
    text = "".join(lines)
    assert len(text) > 2 * STRETCH
    kept = [line for n, line in enumerate(lines, start=1) if n not in left_out]
    assert "".join(without_lines([text], left_out)) == "".join(kept)
