"""The empty file for histories: headings, notes in both languages, drop-downs."""

from blueprints.shared.sheet_template import FILE_NOTES, SheetTemplate, template_workbook
from domain.past_histories.columns import HISTORY_COLUMNS

NOTES = {
    "staff_no": (
        "必填。本列已设为文本，前面的 0 会保留。",
        "Required. The column is text: leading zeros stay.",
    ),
    "kind": (
        "必填。任职、轮岗、挂职、传帮带之一。",
        "Required. tenure, rotation, secondment or mentorship.",
    ),
    "unit": (
        "任职、轮岗必填。自上而下用 / 分隔，只写末级名称也可，前提是不重名。",
        "For tenures and rotations. From the top with / between, or the last name if it is one.",
    ),
    "post": (
        "任职、轮岗必填；挂职填在挂职单位的职务。",
        "For tenures and rotations; of a secondment, the post at the host.",
    ),
    "rank": ("当时的职务层次。", "The rank at that time."),
    "strand": (
        "只用于新建的岗位：办文、办会、办事、综合。",
        "For posts that are created only: documents, meetings, affairs, general.",
    ),
    "main": ("是否主要岗位；空白为是。", "Whether it is the main post; empty is yes."),
    "from_on": (
        "必填。2019.03、2019-3、2019年3月或 2019.03.15；只写年月的按当月第一天。",
        "Required. Like 2019.03, 2019-3 or 2019.03.15; a month begins on its first day.",
    ),
    "to_on": (
        "最后一天；只写年月的按当月最后一天；仍在任写“至今”。任职留空的，到下一主要岗位开始为止。",
        "The last day, or month; “now” for none. Empty for a post: until the next main one.",
    ),
    "document_no": ("任免文件文号。", "Number of the document that says so."),
    "document_on": ("文件日期，例如：2019-03-15。", "The day of the document, like 2019-03-15."),
    "grass_roots": (
        "是否基层经历：是、否。",
        "Whether it is work at the grass roots: yes or no.",
    ),
    "counterpart": (
        "传帮带填导师工号，挂职填挂职单位。",
        "Of a mentorship the mentor's staff number, of a secondment the host unit.",
    ),
    "note": ("随轮岗、挂职、传帮带记录保存。", "Kept with a rotation, secondment or mentorship."),
}
WIDTHS = {"unit": 28, "post": 18, "document_no": 22, "counterpart": 24, "note": 30}


def history_template() -> bytes:
    """An .xlsx file with the headings, and the kinds, strands and yes or no as drop-downs.

    Days are text: as a number, 2019.10 would become 2019.1.
    """
    choices = {
        "kind": ["任职", "轮岗", "挂职", "传帮带"], "strand": ["办文", "办会", "办事", "综合"],
        "main": ["是", "否"], "grass_roots": ["是", "否"],
    }  # fmt: skip
    return template_workbook(
        SheetTemplate("任职经历", HISTORY_COLUMNS, NOTES, FILE_NOTES, choices, frozenset(), WIDTHS)
    )
