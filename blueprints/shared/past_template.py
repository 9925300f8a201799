"""The empty file for past activities: headings, notes in both languages, drop-downs."""

from blueprints.shared.sheet_template import FILE_NOTES, SheetTemplate, template_workbook
from domain.hours.packs import Pack
from domain.past_activities.columns import ACTIVITY_COLUMNS

NOTES = {
    "activity_id": (
        "可以为空。同一人同一编号只导入一次；字母、数字、点、短横线、下划线，最多 40 位。",
        "May be empty. One person and id come in once; 40 letters, digits, . - _ at most.",
    ),
    "staff_no": (
        "必填。本列已设为文本，前面的 0 会保留。",
        "Required. The column is text: leading zeros stay.",
    ),
    "kind": (
        "必填。当日所用学时规则中的学习类别，名称或代号均可。",
        "Required. A kind of the rules in force on that day, by its name or id.",
    ),
    "starts_on": ("必填。第一天，例如：2025-03-08。", "Required. The first day, like 2025-03-08."),
    "ends_on": ("最后一天；只有一天的留空。", "The last day; empty for a single day."),
    "minutes": ("按分钟折算的类别填写。", "For kinds that count by minutes."),
    "days": ("按天折算的类别填写整天数。", "Whole days, for kinds that count by days."),
    "half_days": ("另加的半天数。", "Half days besides."),
    "sessions": (
        "按次折算的类别填写次数，留空为 1。",
        "How many gatherings, for kinds by gathering; empty is 1.",
    ),
    "count": (
        "按件或按级别折算的类别填写数量，留空为 1。",
        "How many, for kinds by the piece or by level; empty is 1.",
    ),
    "part": (
        "与类别自带的学时类型不同时填写，名称或代号均可。",
        "Only where it is not the kind's own part.",
    ),
    "tags": ("另加的标签，多个用分号隔开。", "Tags besides the kind's, separated by semicolons."),
    "online": ("是否线上：是、否；不填按类别。", "Yes or no; empty: as the kind says."),
    "leave_hours": (
        "按规则封顶前的学时计的请假学时，例如：1.50。",
        "Leave in credit hours before caps, like 1.50.",
    ),
    "rank_group": (
        "当时所属的要求对象或职务层次，多个用分号隔开；花名册没有当时任职的才用它。",
        "Requirement group or rank at that time; used where the roster has no post of that day.",
    ),
    "level": ("按级别折算的类别填写级别。", "The level, for kinds that count by level."),
    "note": ("学了什么，最多 120 字。", "What was studied, at most 120 characters."),
    "document": (
        "必填。依据文件的文号或名称。",
        "Required. Number or name of the paper that proves it.",
    ),
}
WIDTHS = {"activity_id": 18, "kind": 18, "note": 40, "document": 30}


def past_template(pack: Pack) -> bytes:
    """An .xlsx file with the headings, and the kinds and levels of the pack as drop-downs."""
    kinds = pack.kinds.values()
    levels = [words["zh"] for kind in kinds for words in kind.levels.values()]
    choices = {"kind": [kind.words["zh"] for kind in kinds]} | ({"level": levels} if levels else {})
    return template_workbook(
        SheetTemplate(
            "学时补录", ACTIVITY_COLUMNS, NOTES, FILE_NOTES, choices,
            frozenset({"starts_on", "ends_on"}), WIDTHS,
        )
    )  # fmt: skip
