"""The line of a landed record is the one on which it stands in the file."""

from hypothesis import given
from hypothesis import strategies as st

from alkasba.sources.lines import lines_after, lines_between


@given(st.integers(1, 9), st.sets(st.integers(1, 60)), st.integers(1, 30))
def test_lines_between_those_put_aside(first, aside, count):
    landed = [line for line in range(first, 200) if line not in aside][:count]
    assert lines_between(first, {line for line in aside if line >= first}, range(count)) == dict(
        enumerate(landed)
    )


@given(st.lists(st.integers(1, 5), min_size=1, max_size=30))
def test_lines_after_records_of_several_lines(heights):
    lines = [1 + sum(heights[:position]) for position in range(len(heights))]
    starts = [
        (position, line)
        for position, line in enumerate(lines)
        if position == 0 or line != lines[position - 1] + 1
    ]
    assert lines_after(starts, range(len(lines))) == dict(enumerate(lines))
