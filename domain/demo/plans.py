"""What the task books of the demo say. Days are counted from the loading day."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.demo.people import Place


@dataclass(frozen=True, slots=True)
class TaskPlan:
    """One task; ``reported`` is the day of its last report, ``first_due`` of one put off."""

    phase: str
    what: str
    measure: str
    starts: int | None
    due: int
    person: Place
    state: str = "not_begun"
    said: str = ""
    reported: int = 0
    first_due: int | None = None
    lacks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BookPlan:
    """A book; ``owner`` is the demo account whose own, branch's or unit's it is."""

    owner: str
    kind: str
    title: str
    starts: int
    ends: int
    state: str
    answers: Mapping[str, str]
    tasks: tuple[TaskPlan, ...]
    risks: tuple[tuple[str, str, Place], ...] = ()
    review: Mapping[str, str] = field(
        default_factory=lambda: {"reached": "", "learned": "", "to_change": ""}
    )


_BRANCH = BookPlan(
    "secretary", "branch", "支部学习型机关建设任务书", -200, 120, "under_way",
    {
        "worth": "办文办会的差错多半出在没学透。学在前面，服务领导、服务基层才站得稳。",
        "measured_against": "对标全办学时第一的支部：人均学时、交流次数、问题整改率三项都要赶上。",
        "possible": "争取年底进入前三，差错件数比去年减半。",
    },
    (
        TaskPlan("第一步 摸底定标", "逐人谈话，列出各自短板", "12人谈完，每人一张清单", -195, -170,
                 ("秘书一处", 1), "done", "12人谈完，清单已入支部档案。", -172),
        TaskPlan("第一步 摸底定标", "确定全年学习题目", "题目表经支委会通过并公布", None, -160,
                 ("秘书一处", 3), "done", "8个题目，支委会通过。", -158),
        TaskPlan("第二步 集中攻坚", "每月一次公文互评", "每月一次，每次不少于3篇", -150, 60,
                 ("秘书一处", 4), "under_way", "已评5次，共17篇。", -12),
        TaskPlan("第二步 集中攻坚", "编写常见差错手册", "不少于50条，附正误对照", -120, -10,
                 ("文稿科", 2), "under_way", "已收集41条，正在核对。", -20),
        TaskPlan("第二步 集中攻坚", "到先进支部实地交流", "实地交流1次，带回3条可用做法", -60, 25,
                 ("文稿科", 1), "put_off", "对方近期承担重要会议，商定改期。", -15, first_due=-14),
        TaskPlan("第二步 集中攻坚", "举办公文写作比赛", "全员参加，评出5篇范文", -90, -30,
                 ("秘书一处", 5), "dropped", "与全办大讲堂评比重复，支委会决定不再单独举办。", -40),
        TaskPlan("第三步 固化提升", "手册转为新进人员必读", "新进人员测试合格率100%", 30, 80,
                 ("文稿科", 2), lacks={"doable": "测试题库还没有人编"}),
        TaskPlan("第三步 固化提升", "全年学习复盘会", "形成一页纸复盘，列出明年三条改进", None, 110,
                 ("秘书一处", 1)),
    ),
    (
        ("年中会务集中，互评月份被挤掉", "提前一个月排定日期，错过的两周内补上", ("秘书一处", 4)),
        ("手册条目各说各话，标准不一", "以现行国家标准为准，拿不准的请核稿岗裁定", ("文稿科", 2)),
    ),
)  # fmt: skip
_OWN = BookPlan(
    "cadre", "person", "个人年度学习任务书", -60, 150, "under_way",
    {
        "worth": "写得准，才能少返工；一年把请示、报告、纪要三种文写稳。",
        "measured_against": "对标科里退稿最少的同事：全年退稿不超过3次。",
        "possible": "年底独立承担一次全会材料。",
    },
    (
        TaskPlan("", "精读公文处理工作条例并写笔记", "笔记不少于3000字，交科长阅", -55, -20,
                 ("文稿科", 3), "done", "笔记3400字，科长已阅。", -22),
        TaskPlan("", "重写去年被退的6篇稿子", "6篇重写稿经核稿岗认可", -30, 4,
                 ("文稿科", 3), "under_way", "已重写4篇。", -3),
        TaskPlan("", "独立起草一份调研报告", "报告经处长签发", 20, 120, ("文稿科", 3),
                 lacks={"specific": "调研题目待定"}),
    ),
    (("临时任务多，整块时间少", "每天早上固定40分钟，先学后办", ("文稿科", 3)),),
)  # fmt: skip
_UNIT = BookPlan(
    "leader", "unit", "文稿质量提升任务书", -480, -120, "reviewed",
    {
        "worth": "文稿是以文辅政的门面，质量就是处里的分量。",
        "measured_against": "对标上级机关同类处室的一次通过率。",
        "possible": "一次通过率从七成提到九成。",
    },
    (
        TaskPlan("立规矩", "建立三级核稿清单", "清单印发并逐件使用", -470, -430, ("秘书一处", 1),
                 "done", "清单28项，逐件使用。", -435),
        TaskPlan("抓落实", "每件退稿写明原因", "退稿原因登记率100%", -420, -200, ("秘书一处", 3),
                 "done", "登记率98%，两件漏登已补。", -198),
        TaskPlan("抓落实", "季度差错分析会", "每季一次，形成分析一页纸", -400, -130, ("文稿科", 1),
                 "done", "开了4次。", -135),
    ),
    (("核稿人手不足，清单流于形式", "重要文稿两人交叉核，每月抽查5件", ("秘书一处", 1)),),
    {
        "reached": "一次通过率91%，三项任务都按衡量标准完成，登记率差两个百分点。",
        "learned": "清单管得住格式，管不住立意；立意要在动笔前谈透。",
        "to_change": "明年把“动笔前谈话”列为任务，有记录才算完成。",
    },
)  # fmt: skip
_DRAFT = BookPlan(
    "secretary", "branch", "下一年度支部任务书", 30, 394, "draft",
    {"worth": "巩固今年的做法，让学习和办文真正连起来。", "measured_against": "", "possible": ""},
    (
        TaskPlan("第一步", "排定全年互评日期", "日期表印发到人", None, 60, ("秘书一处", 4),
                 lacks={"assessable": "没有说明怎样算排得好"}),
    ),
)  # fmt: skip
PLANS = (_BRANCH, _OWN, _UNIT, _DRAFT)
