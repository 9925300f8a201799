"""How strict judges were: all of them for organisers; each judge privately the own."""

from dataclasses import dataclass

from flask import abort, render_template
from flask_login import current_user

from blueprints.lectures import result_words
from blueprints.lectures.account_page import DROPPED
from blueprints.lectures.blueprint import bp
from blueprints.lectures.loading import series_or_404, series_url
from blueprints.lectures.result_page import Axis, Plot, axis_of
from blueprints.lectures.result_words import one_decimal, signed_text
from blueprints.lectures.results import results_url
from blueprints.shared.access import allow
from blueprints.shared.clock import today
from domain.lectures import frozen
from domain.lectures.effects import JudgeEffect
from domain.lectures.freezing import next_number
from domain.lectures.holding import CLOSED, PUBLISHED
from domain.lectures.progress import assignments_by_judge, dropped_after_closing
from domain.lectures.reach import find_judge
from domain.lectures.reckoning import JudgesPart, judges_part_of, reckon
from domain.lectures.snapshot import NINE_IN_TEN, Snapshot, snapshot_of


@dataclass(frozen=True, slots=True)
class SeverityLine:
    """A judge as the table shows one; ``severity`` above 0 is strict."""

    line: JudgeEffect
    severity: str
    interval: str
    spread: str
    agreement: str
    infit: str
    plot: Plot | None


@bp.get("/<series_slug>/results/judges")
@allow("lectures.run")
def judges_of_result(series_slug: str):
    """For organisers, from the closing of scoring on: severity, agreement, wild sheets."""
    series = series_or_404(series_slug)
    found = frozen.current_result(series, current_user)
    if found is not None:
        part, snapshot = judges_part_of(found.judges_part), snapshot_of(found.document)
    elif series.state == CLOSED:
        reckoned = reckon(series)
        part = judges_part_of(reckoned.judges_part(dropped_after_closing(series)))
        text = reckoned.document(series, next_number(series), None, today())
        snapshot = snapshot_of(text)
    else:
        abort(404)
    axis = _axis(part)
    return render_template(
        "lectures/judge_severity.html", series=series, result=found, place=results_url(series),
        lines=[_line(one, axis) for one in part.judges], axis=axis, wild=_wild(part, snapshot),
        part=part, assignments=assignments_by_judge(series.id), result_words=result_words,
        runs=True,
    )  # fmt: skip


@bp.get("/<series_slug>/my-judging")
@allow("lectures.score")
def my_judging(series_slug: str):
    """The own severity, once results are published; nobody else's."""
    series = series_or_404(series_slug)
    judge = find_judge(series, current_user) or abort(404)
    found = frozen.current_result(series, current_user)
    if found is None or found.state != PUBLISHED:
        abort(404)
    part, snapshot = judges_part_of(found.judges_part), snapshot_of(found.document)
    own = part.of(judge.number) or abort(404)
    return render_template(
        "lectures/my_judging.html", series=series, place=series_url(series),
        results_url=results_url(series), one=_line(own, None), number=judge.number,
        lectures=_scored(snapshot, own.judge),
        pulled=[one for one in _wild(part, snapshot) if one["judge"] == own.judge],
    )  # fmt: skip


def _axis(part: JudgesPart) -> Axis | None:
    """With 0, the average judge, always in it."""
    ends = [0.0]
    for one in part.judges:
        reach = NINE_IN_TEN * (one.standard_error or 0)
        ends += [one.severity - reach, one.severity + reach]
    return axis_of(ends) if part.judges else None


def _line(one: JudgeEffect, axis: Axis | None) -> SeverityLine:
    severity, plot, interval = signed_text(one.severity), None, ""
    if one.standard_error is not None:
        reach = NINE_IN_TEN * one.standard_error
        low, high = one.severity - reach, one.severity + reach
        interval = f"{signed_text(low)} … {signed_text(high)}"
        if axis is not None:
            plot = Plot(axis.at(one.severity), axis.at(low), axis.at(high), severity)
    elif axis is not None:
        plot = Plot(axis.at(one.severity), None, None, severity)
    return SeverityLine(
        one, severity, interval, one_decimal(one.spread), _two(one.agreement), _two(one.infit), plot
    )


def _two(number: float | None) -> str:
    return "–" if number is None else f"{number:z.2f}".replace("-", "−")


def _wild(part: JudgesPart, snapshot: Snapshot) -> list[dict[str, str]]:
    """Sheets that the adjusted score believed only in part, the farthest first."""
    topics = {row.slug: row.lecture.topic for row in snapshot.rows}
    return [
        {
            "judge": one.judge, "topic": topics[one.lecture], "slug": one.lecture,
            "residual": signed_text(one.residual),
        }
        for one in part.wild
    ]  # fmt: skip


def _scored(snapshot: Snapshot, judge: str) -> list[dict[str, str]]:
    """The judge's own sheets beside the official scores."""
    found = []
    for row in snapshot.rows:
        for value in snapshot.accounts[row.slug].classes:
            found += [
                {
                    "topic": row.lecture.topic, "slug": row.slug, "score": row.score or "–",
                    "own": result_words.number_text(one.scored.score),
                    "dropped": str(DROPPED[one.dropped]) if one.dropped else "",
                }
                for one in value.accounted
                if one.judge == judge
            ]  # fmt: skip
    return found
