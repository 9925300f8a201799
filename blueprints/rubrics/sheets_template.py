"""The empty file of score sheets: headings, notes in both languages, drop-downs of the rubric."""

from blueprints.shared.sheet_template import FILE_NOTES, Note, SheetTemplate, template_workbook
from domain.lectures.rubric import Criterion, Rubric, decimal_text
from domain.lectures.sheets_file import MOST_ROWS, SHEET_COLUMNS

NOTES = {
    "lecture": ("必填。讲座的编号或题目。", "Required. The lecture's number or topic."),
    "judge": ("必填。评委的编号或姓名。", "Required. The judge's number or name."),
    "ballot": ("必填。票类的名称或代号。", "Required. The class of ballots, by name or id."),
    "criterion": ("必填。评分项的名称或代号。", "Required. The criterion, by name or id."),
    "value": (
        "分值；留空表示未评，该打分单不计入。",
        "The mark; empty is a mark not given, and the sheet does not count.",
    ),
    "lecture_unit": ("主讲人所在单位，可以为空。", "The speaker's unit; may be empty."),
    "judge_unit": (
        "评委所在单位，可以为空；与讲座单位相同的打分单不计入。",
        "The judge's unit; may be empty. A sheet for a lecture of the own unit does not count.",
    ),
    "panel": ("仅供查看，不读取。", "For reading only."),
}
MOST_PROPOSED = 255  # characters of a drop-down, all of it; Excel holds no more
WIDTHS = {"lecture": 30, "criterion": 24}


def sheets_template(rubric: Rubric) -> bytes:
    """An .xlsx file; the notes tell the marks of each criterion."""
    ranges = [_range(one) for one in rubric.criteria]
    own = (f"每个分值占一行；一次最多 {MOST_ROWS} 行。",
           f"One mark in each row; at most {MOST_ROWS} rows at a time.")  # fmt: skip
    choices = {
        name: texts
        for name, texts in (
            ("ballot", [one.words["zh"] for one in rubric.ballots]),
            ("criterion", [one.words["zh"] for one in rubric.criteria]),
        )
        if len(",".join(texts)) <= MOST_PROPOSED
    }
    return template_workbook(
        SheetTemplate(
            "打分单", SHEET_COLUMNS, NOTES, [*FILE_NOTES[:-1], own, *ranges], choices,
            frozenset(), WIDTHS,
        )
    )  # fmt: skip


def _range(one: Criterion) -> Note:
    least, most, step = (decimal_text(number) for number in (one.least, one.most, one.step))
    return (
        f"{one.words['zh']}：{least}–{most}，间隔 {step}。",
        f"{one.words['en']}: {least} to {most}, by {step}.",
    )
