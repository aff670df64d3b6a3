import io

import pytest
from rich.console import Console

from alkasba.cli.progress import Progress, teller


@pytest.fixture
def progress():
    return Progress(Console(file=io.StringIO(), width=100, markup=False))


def lines(progress):
    return [line.split() for line in progress.console.file.getvalue().splitlines()]


def load(progress, table="sale", source="shop", rows=1000, rejected=1, seconds=0.5):
    progress.tell(
        "table.loaded", table=table, source=source, rows=rows, rejected=rejected, seconds=seconds
    )


def test_files_of_one_source_are_one_line(progress):
    load(progress)
    load(progress, rows=3000)
    progress.finish()
    assert lines(progress) == [
        ["table", "source", "rows", "rows/s", "rejected", "seconds"],
        ["sale", "shop", "4,000", "4,000", "2", "1.0"],
    ]


def test_another_source_is_another_line(progress):
    load(progress)
    load(progress, source="web")
    progress.finish()
    assert [line[1] for line in lines(progress)] == ["source", "shop", "web"]


def test_the_moving_line_tells_what_is_loaded_and_since_when(progress):
    load(progress)
    assert "0 s  sale from shop, 1,000 rows" in str(progress.moving_line().text)


def test_the_moving_line_tells_what_is_fetched(progress):
    progress.tell("origin.fetched", source="orders", rows=1200, pages=12, seconds=3.0)
    assert "0 s  orders, 1,200 rows fetched" in str(progress.moving_line().text)
    load(progress)
    assert "fetched" not in str(progress.moving_line().text)


def test_the_moving_line_tells_what_is_shared(progress):
    progress.tell("table.shared", table="sale", rows=1200)
    assert "0 s  sale, 1,200 rows shared" in str(progress.moving_line().text)


def test_the_moving_line_tells_what_is_indexed(progress):
    progress.tell("rows.indexing", index="index_orders", rows=20000)
    assert "0 s  index_orders, 20,000 rows written" in str(progress.moving_line().text)


def test_a_reader_that_may_not_be_made_is_told(progress):
    progress.tell("reader.missing", role="power[/b]bi")
    assert "no role 'power[/b]bi'" in progress.console.file.getvalue()


def test_the_moving_line_tells_what_is_learnt_and_a_worse_model_is_told(progress):
    progress.tell("recommend.read", lines=18207, products=9)
    assert "learning what people want of 18,207 lines" in progress.moving_line().text.plain
    progress.tell("recommend.trained", model="M", refused="", seconds=1.0)
    assert lines(progress) == []
    progress.tell("recommend.trained", model="M", refused="it is worse", seconds=1.0)
    assert "kept aside: it is worse." in progress.console.file.getvalue()


def test_what_is_away_is_told_with_the_next_try(progress):
    progress.tell("stream.away", what="it does not answer.", where="[stream] url", next_try=2.1)
    told = progress.console.file.getvalue()
    assert "it does not answer. ([stream] url) It is tried again in 2.1 s." in told


def test_a_dead_letter_cannot_steer_the_terminal(progress):
    progress.tell("message.dead", place="t, partition 0, offset 1", why="bad\x1b[31m")
    told = progress.console.file.getvalue()
    assert "offset 1: bad\\x1b[31m." in told


def test_what_takes_no_time_has_no_pace(progress):
    load(progress, seconds=0.0)
    assert "-" in progress.line().split()


def test_other_events_are_passed_over(progress):
    progress.tell("run.published", run="x")
    progress.finish()
    assert lines(progress) == []


def test_brackets_stand_as_they_are(progress):
    load(progress, source="[/b]")
    progress.finish()
    assert lines(progress)[1][1] == "[/b]"


def test_it_writes_to_stderr(capsys):
    with teller() as tell:
        tell("table.loaded", table="sale", source="shop", rows=1, rejected=0, seconds=0.1)
    told = capsys.readouterr()
    assert told.out == ""
    assert "sale" in told.err
