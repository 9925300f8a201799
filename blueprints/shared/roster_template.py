"""The empty roster that an office fills in: headings, notes in both languages, drop-downs."""

from blueprints.shared.sheet_template import FILE_NOTES, SheetTemplate, template_workbook
from domain.roster_columns import ROSTER_COLUMNS

NOTES = {
    "staff_no": (
        "必填。字母、数字、短横线，最多 32 位。本列已设为文本，前面的 0 会保留。",
        "Required. Letters, digits, hyphens, at most 32. The column is text: leading zeros stay.",
    ),
    "name": ("必填。最多 60 个字。", "Required. At most 60 characters."),
    "unit": (
        "从上到下用 / 隔开，例如：办公室/综合处。",
        "From the top of the tree down, divided by /, for example: General Office/Section One.",
    ),
    "branch": ("所在党支部全称，可以为空。", "Full name of the Party branch; may be empty."),
    "post": (
        "在该单位的岗位名称，须同时填写单位。只填单位、不填岗位的，按“工作人员”登记。",
        "Title of the post; give the unit too. A unit without a post gives the post 工作人员.",
    ),
    "rank": ("例如：一级科员、副处级。", "For example: section member, deputy division head."),
    "strand": (
        "办文、办会、办事、综合，选一项。",
        "One of documents, meetings, affairs, general.",
    ),
    "in_post_since": (
        "任现职的日期，写到日，例如：2026-02-28、2026.2.28、2026年2月28日。",
        "The full date, for example 2026-02-28.",
    ),
    "username": (
        "登录用的名字：小写字母、数字、点、短横线、下划线，2 至 60 位。",
        "For signing in: 2 to 60 lower-case letters, digits, dots, hyphens and underscores.",
    ),
    "roles": (
        (
            "书记、学习专员、人事、领导，可填多项，用分号隔开；由安全保密员审核后授予。"
            "系统管理员、安全保密员、安全审计员另设账号，不在此填写。"
        ),
        (
            "Any of secretary, organiser, hr, leader, divided by semicolons; the security officer "
            "grants them. Administrator, security officer and auditor have accounts of their own."
        ),
    ),
    "party_member": (
        "是、否，也可以写中共党员、中共预备党员、共青团员、民主党派、群众。",
        "yes if a member of the Communist Party of China (probationary members too), else no.",
    ),
    "branch_office": (
        "书记、副书记、委员，没有则留空。",
        "secretary, deputy secretary or member; empty if none.",
    ),
    "effective_on": (
        "本行变动从哪一天起算，留空为导入当天。",
        "The day from which the row holds; empty means the day of the import.",
    ),
    "active": (
        "是、否。填“否”即结束任职和支部关系并停用账号。",
        "yes or no. No ends post and branch and disables the account.",
    ),
}
GENERAL_NOTES = (
    (
        "单元格留空，原有内容保持不变；表中没有的人不受影响。",
        "An empty cell leaves what is recorded; people who are not in the file are not touched.",
    ),
)
CHOICES = {
    "strand": ["办文", "办会", "办事", "综合"],
    "party_member": ["是", "否", "中共党员", "中共预备党员", "共青团员", "民主党派", "群众"],
    "branch_office": ["书记", "副书记", "委员"],
    "active": ["是", "否"],
}
DAYS = frozenset({"in_post_since", "effective_on"})
COLUMN_WIDTHS = {"unit": 28, "branch": 22, "post": 20, "staff_no": 12, "name": 12}


def roster_template() -> bytes:
    """An .xlsx file with an empty roster (Chinese headings) and a sheet of notes.

    The drop-downs propose and warn, they do not forbid: English words are read too.
    """
    general = (*GENERAL_NOTES, *FILE_NOTES)
    return template_workbook(
        SheetTemplate("花名册", ROSTER_COLUMNS, NOTES, general, CHOICES, DAYS, COLUMN_WIDTHS)
    )
