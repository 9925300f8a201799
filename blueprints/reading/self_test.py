"""The self-test of a material: begun, answered on one page, told at once."""

import secrets

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from blueprints.reading.blueprint import bp
from blueprints.reading.loading import material_or_404
from blueprints.reading.test_lines import QuestionLine, answered, in_full, to_answer
from blueprints.shared.access import allow
from blueprints.shared.clock import is_chinese, now
from blueprints.shared.forms import new_once_key
from blueprints.shared.paging import whole_number
from blueprints.shared.saving import saved, step_back
from domain.reading import attempts, reach
from domain.reading.asked import asked_of
from domain.reading.attempts import NoAttemptLeft, NoTest, NotOpen, Unanswered
from domain.reading.questions import read_questions
from models import ReadingClass, ReadingMaterial, TestAttempt

PLACE = "/<slug>/<material>/test"


@bp.get(PLACE)
@allow("reading.see")
def self_test(slug: str, material: str):
    """The test that is begun, or what it is about and earlier attempts. At most eight queries."""
    reading, found = material_or_404(slug, material)
    is_member = reach.membership(reading, current_user.person_id) is not None
    done = attempts.attempts_of(current_user.person_id, found.id) if is_member else []
    begun = attempts.unfinished(done)
    if begun is not None:
        return _form(reading, found, begun, to_answer(attempts.asked_in(begun), {}))
    revision = attempts.revision_of_test(found.id, _language())
    if revision is None and not done:
        abort(404)
    count = len(read_questions(revision.questions)) if revision is not None else 0
    asked = asked_of(reading.asks)
    return render_template(
        "reading/self_test.html", **_place(reading, found), asked=asked, done=done,
        count=min(count, asked.draw or count), left=attempts.attempts_left(done, asked),
        is_member=is_member, is_open=reading.state == reach.OPEN, once=new_once_key(),
        runs=reach.runs(current_user),
    )  # fmt: skip


@bp.post(f"{PLACE}/attempts")
@allow("reading.read")
def begin_self_test(slug: str, material: str):
    reading, found = _as_member_or_404(slug, material)
    place = _place(reading, found)["url"]
    try:
        attempts.begin_attempt(
            reading, found, current_user.person_id, language=_language(),
            seed=secrets.token_hex(8), actor=current_user.actor, now=now(),
        )  # fmt: skip
    except NoTest:
        abort(404)
    except (NoAttemptLeft, NotOpen) as refused:
        no_more = isinstance(refused, NoAttemptLeft)
        step_back()
        text = _("No attempt is left.") if no_more else _("The class is not open.")
        return saved(place, text, "due")
    return saved(place)


@bp.post(f"{PLACE}/answers")
@allow("reading.read")
def answer_self_test(slug: str, material: str):
    reading, found = _as_member_or_404(slug, material)
    number, given = whole_number(request.form.get("attempt")), request.form.to_dict(flat=False)
    try:
        attempt = attempts.finish_attempt(
            reading, found, current_user.person_id, number, given, actor=current_user.actor,
            now=now(),
        )  # fmt: skip
    except Unanswered as missing:
        step_back()
        return _again(slug, material, number, given, missing.ids)
    if attempt is None:
        abort(404)
    return saved(_result_url(reading, found, attempt))


def _again(
    slug: str, material: str, number: int, given: dict[str, list[str]], missing: list[str]
) -> tuple[str, int]:
    """The form with what was answered, and which questions have no answer."""
    reading, found = _as_member_or_404(slug, material)
    attempt = attempts.find_attempt(current_user.person_id, found.id, number) or abort(404)
    lines = to_answer(attempts.asked_in(attempt), given, missing)
    return _form(reading, found, attempt, lines), 422


@bp.get(f"{PLACE}/attempts/<int:number>")
@allow("reading.read")
def self_test_result(slug: str, material: str, number: int) -> Response | str:
    """A finished attempt of one's own, each answer explained."""
    reading, found = material_or_404(slug, material)
    attempt = attempts.find_attempt(current_user.person_id, found.id, number) or abort(404)
    place = _place(reading, found)
    if attempt.finished_at is None:
        return redirect(place["url"])
    lines = answered(attempts.marked_answers(attempt))
    done = attempts.attempts_of(current_user.person_id, found.id)
    asked = asked_of(reading.asks)
    return render_template(
        "reading/self_test_result.html", **place, attempt=attempt, lines=lines, asked=asked,
        left=attempts.attempts_left(done, asked), is_open=reading.state == reach.OPEN,
        text_language=attempts.language_of(attempt),
    )  # fmt: skip


@bp.get(f"{PLACE}/preview")
@allow("reading.run")
def self_test_preview(slug: str, material: str):
    """Every question with what is right: no attempt is made of it."""
    reading, found = material_or_404(slug, material)
    revision = attempts.revision_of_test(found.id, _language()) or abort(404)
    return render_template(
        "reading/self_test_preview.html", **_place(reading, found),
        lines=in_full(read_questions(revision.questions)), asked=asked_of(reading.asks),
        text_language=revision.language,
    )  # fmt: skip


def _form(
    reading: ReadingClass, found: ReadingMaterial, attempt: TestAttempt, lines: list[QuestionLine]
) -> str:
    return render_template(
        "reading/self_test_form.html", **_place(reading, found), attempt=attempt, lines=lines,
        once=new_once_key(), text_language=attempts.language_of(attempt),
    )  # fmt: skip


def _as_member_or_404(slug: str, material: str) -> tuple[ReadingClass, ReadingMaterial]:
    reading, found = material_or_404(slug, material)
    if reach.membership(reading, current_user.person_id) is None:
        abort(404)
    return reading, found


def _place(reading: ReadingClass, material: ReadingMaterial) -> dict[str, str]:
    """Titles in the language of the page, and addresses."""
    class_url = f"{request.script_root}/reading/{reading.slug}"
    english = not is_chinese()
    return {
        "title": (english and material.title_en) or material.title,
        "class_title": (english and reading.title_en) or reading.title,
        "class_url": class_url,
        "material_url": f"{class_url}/{material.slug}",
        "url": url_for("reading.self_test", slug=reading.slug, material=material.slug),
    }


def _result_url(reading: ReadingClass, material: ReadingMaterial, attempt: TestAttempt) -> str:
    return url_for(
        "reading.self_test_result", slug=reading.slug, material=material.slug,
        number=attempt.number,
    )  # fmt: skip


def _language() -> str:
    return "zh" if is_chinese() else "en"
