"""Where the marks of a drawing stand."""

from itertools import pairwise

import pytest

from review_ui import charts
from review_ui.seen import Evidence, Score
from review_ui.seen_quality import Band, Day, Share
from review_ui.waterfall import LABEL, PLOT, waterfall


def _score(*weights: float, prior: float = -20.0) -> Score:
    evidence = tuple(Evidence(f"c{n}", "", weight, "") for n, weight in enumerate(weights))
    return Score(prior + sum(weights), 0.5, "possible", "review", evidence, (), ())


@pytest.mark.parametrize("weights", [(9.9, 8.3, 14.3), (-4.8, 11.5), (), (0.0,), (-30.0, -12.0)])
def test_the_waterfall_leads_from_a_random_pair_to_the_weight(weights: tuple[float, ...]):
    score = _score(*weights)
    drawn = waterfall(score)
    assert [bar.weight for bar in drawn.bars] == pytest.approx([-20.0, *weights, score.weight])
    steps, total = drawn.bars[:-1], drawn.bars[-1]
    assert steps[-1].end == total.end
    for before, after in pairwise(steps):
        assert before.end in (
            pytest.approx(after.x, abs=0.2),
            pytest.approx(after.x + after.width, abs=1.6),
        )
    for bar in drawn.bars:
        assert bar.x >= LABEL - 0.1
        assert bar.x + bar.width <= LABEL + PLOT + 1.6


def test_a_bar_says_by_its_kind_whether_it_speaks_for_or_against():
    kinds = [bar.kind for bar in waterfall(_score(3.0, -2.0)).bars]
    assert kinds == ["start", "for", "against", "total"]


def _days(*waiting: int) -> list[Day]:
    return [Day(f"2026-11-{n + 1:02d}", n, 2 * n, 1, w) for n, w in enumerate(waiting)]


@pytest.mark.parametrize("waiting", [(), (0,), (1, 5), tuple(range(400)), (1_234_567,)])
def test_every_mark_of_a_chart_is_inside_of_it(waiting: tuple[int, ...]):
    days = _days(*waiting)
    chart = charts.throughput(days)
    for column in chart.columns:
        assert 0 <= column.y <= column.y + column.height <= chart.floor + 0.1
        assert chart.left <= column.x <= column.x + column.width <= chart.width
    for point in charts.backlog(days).line.split():
        x, y = map(float, point.split(","))
        assert 0 <= y <= chart.floor
        assert chart.left <= x <= chart.width


def test_the_axis_ends_at_a_round_number_just_above():
    assert [tick.label for tick in charts.backlog(_days(43)).ticks_y] == [
        "0",
        "10",
        "20",
        "30",
        "40",
        "50",
    ]


def test_a_band_without_judgements_is_not_drawn():
    told = Share(8, 10, 0.8, 0.5, 0.95)
    bands = [
        Band(0.5, 0.75, 0.6, told, "as_claimed"),
        Band(0.75, 0.9, 0.8, Share(0, 0, 0, 0, 0), "too_few"),
    ]
    (point,) = charts.calibration(bands)
    assert point.high < point.y < point.low  # upwards is less
