"""Minutes of a gathering: begun from it, kept, agreed, corrected, and as an official record."""

import io

import docx
import pytest
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from domain.groupstudy.inviting import Invited, invite
from models import GroupStudyMinutes, GroupStudyTalk, db
from tests.conftest import NOON
from tests.factories import make_branch, make_organiser, make_person
from tests.web.gatherings import make_hall, person_of
from tests.web.task_books import stored

TEXT = """# 第一支部集体学习记录

**时间**：2026年11月20日

## 一、学习内容

### （一）原文

1. 先读
2. 再议
    - 议深
    - 议透

| 事项 | 责任人 |
|---|---|
| 写短 | 李青川 |

会议强调，**写短**是对读者的尊重。
"""


@pytest.fixture
def hall(database):
    return make_hall(agenda="宣读文件\n交流发言", place="三楼会议室", key_points="# 要点\n一是学")


def keep(client, hall, words=TEXT, **values):
    data = {"words": words, "version": "0", **values}
    return client.post(f"{hall.page}/minutes/edit", data=data)


def agree(client, hall, version="1"):
    return client.post(f"{hall.page}/minutes/agreement", data={"version": version})


def test_they_begin_with_what_is_known_of_the_gathering(login, hall):
    hall.gathering.leader_id = hall.speaker.person_id
    db.session.add(
        GroupStudyTalk(
            group_study_id=hall.gathering.id, number=1, person_id=hall.speaker.person_id,
            title="写*短*", points="# 一\n先想",
        )
    )  # fmt: skip
    db.session.commit()
    page = login(hall.secretary, language="zh").get(f"{hall.page}/minutes/edit").text
    area = page.partition("<textarea")[2].partition("</textarea>")[0]
    for words in (
        "学习贯彻会议精神", "2026年11月20日 09:00", "10:30", "三楼会议室", "第一支部",
        "1. 宣读文件", "2. 交流发言", "#### 一", "### （一）李青川", "写\\*短\\*", "### 要点",
        "## 一、", "## 四、",
    ):  # fmt: skip
        assert words in area, words
    for account in (hall.speaker, hall.listener):
        assert person_of(account).name in area
    assert "周书记" not in area  # invited, and not there: only how many
    english = login(hall.secretary).get(f"{hall.page}/minutes/edit").text
    assert "2026年11月20日 09:00" in english  # official papers are Chinese, whoever writes them


def test_single_people_of_elsewhere_are_counted_in_the_draft_as_on_the_page(login, hall):
    branch, others = make_branch(), frozenset({hall.branch.id})
    people = {make_person(branch=branch, name=name).id for name in ("远方人", "更远人")}
    own = make_person(branch=hall.branch, name="本支部人").id
    invite(hall.gathering, Invited(branch_ids=others, person_ids=frozenset({*people, own})))
    db.session.commit()
    page = login(hall.secretary, language="zh").get(f"{hall.page}/minutes/edit").text
    area = page.partition("<textarea")[2].partition("</textarea>")[0]
    assert "本支部人" in area
    assert "2" in area.partition("本支部人")[2].partition("\n")[0]
    assert "远方人" not in area
    assert "更远人" not in area
    seen = login(make_organiser()).get(f"{hall.page}/minutes/edit").text
    assert "远方人" in seen


def test_a_draft_is_the_hosts_and_what_is_agreed_is_read_by_all_who_took_part(login, hall):
    client, reader = login(hall.secretary), login(hall.listener)
    assert keep(client, hall).status_code == 302
    page = f"{hall.page}/minutes"
    assert "写短" in client.get(page).text
    assert "写短" not in reader.get(page).text
    assert reader.get(f"{page}.docx").status_code == 404
    assert reader.get(f"{page}?version=1").status_code == 200
    assert "写短" not in reader.get(f"{page}?version=1").text
    assert agree(client, hall).status_code == 302
    (row,) = stored(GroupStudyMinutes)
    assert (row.agreed_by, row.agreed_at) == (hall.secretary.id, NOON)
    text = reader.get(page).text
    assert "<strong>写短</strong>" in text
    assert "周书记" in text
    assert login(hall.foreign).get(page).status_code == 404
    assert reader.get(f"{page}/edit").status_code == 403


def test_what_is_agreed_stands_and_is_corrected_by_a_new_version_with_a_reason(login, hall):
    client = login(hall.secretary)
    keep(client, hall)
    agree(client, hall)
    assert keep(client, hall, words="改写了").status_code == 422
    assert keep(client, hall, words="改写了", reason="漏了一人").status_code == 302
    assert keep(client, hall, words="又改", version="1", reason="").status_code == 302
    first, second = stored(GroupStudyMinutes)
    assert (first.markdown, first.agreed_at) == (TEXT.strip("\n"), NOON)
    assert (second.number, second.markdown, second.reason) == (2, "又改", "漏了一人")
    reader = login(hall.listener)
    assert "又改" not in reader.get(f"{hall.page}/minutes").text
    agree(client, hall, version="2")
    page = reader.get(f"{hall.page}/minutes").text
    assert "又改" in page
    assert "漏了一人" in page
    assert "<strong>写短</strong>" in reader.get(f"{hall.page}/minutes?version=1").text
    assert agree(client, hall).status_code == 302  # there is nothing to agree: told so
    assert "Nothing changed" in client.get(hall.page).text


def test_two_who_write_at_once_see_both_texts_and_agree_only_what_they_read(login, hall):
    client = login(hall.secretary)
    keep(client, hall, words="甲写的")
    answer = keep(client, hall, words="乙写的")
    assert answer.status_code == 409
    assert "甲写的" in answer.text
    assert "乙写的" in answer.text
    keep(client, hall, words="丙写的", version="1")
    agree(client, hall, version="1")
    (row,) = stored(GroupStudyMinutes)
    assert (row.markdown, row.agreed_at) == ("丙写的", None)


def test_a_draft_agreed_meanwhile_is_not_written_over(login, hall):
    client = login(hall.secretary)
    keep(client, hall, words="定稿")
    agree(client, hall)
    answer = keep(client, hall, words="迟来的", version="1", reason="没看到")
    assert answer.status_code == 409
    (row,) = stored(GroupStudyMinutes)
    assert row.markdown == "定稿"


def test_a_preview_and_a_refused_text_are_not_kept(login, hall):
    client = login(hall.secretary)
    answer = keep(client, hall, step="preview")
    assert answer.status_code == 200
    assert "<strong>写短</strong>" in answer.text
    assert keep(client, hall, words=" ").status_code == 422
    assert keep(client, hall, words="长" * 60_001).status_code == 422
    assert stored(GroupStudyMinutes) == []


@pytest.mark.parametrize("state", ["planned", "cancelled"])
def test_none_are_written_of_what_was_not_held(login, database, state):
    hall = make_hall(state="planned")
    hall.gathering.state = state
    db.session.commit()
    client = login(hall.secretary)
    assert "Save as a draft" not in client.get(f"{hall.page}/minutes/edit").text
    assert keep(client, hall).status_code == 302
    assert stored(GroupStudyMinutes) == []


def fonts(run) -> tuple[str, float]:
    """The Chinese font of a run, and its size in points."""
    set_fonts = run._r.rPr.rFonts if run._r.rPr is not None else None
    name = set_fonts.get(qn("w:eastAsia")) if set_fonts is not None else ""
    return name, run.font.size.pt


def test_the_word_file_is_laid_out_as_an_official_record(login, hall):
    client = login(hall.secretary)
    keep(client, hall)
    answer = client.get(f"{hall.page}/minutes.docx")
    assert answer.status_code == 200
    document = docx.Document(io.BytesIO(answer.data))
    section = document.sections[0]
    sizes = (
        section.page_width, section.page_height, section.top_margin, section.bottom_margin,
        section.left_margin, section.right_margin,
    )  # fmt: skip
    wanted = [Mm(210), Mm(297), Mm(37), Mm(35), Mm(28), Mm(26)]
    assert all(abs(one - other) < Mm(0.1) for one, other in zip(sizes, wanted, strict=True))
    normal = document.styles["Normal"]
    assert normal.element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert normal.font.size == Pt(16)
    spacing = normal.paragraph_format
    assert (spacing.line_spacing, spacing.line_spacing_rule) == (Pt(28), WD_LINE_SPACING.EXACTLY)
    lines = {line.text: line for line in document.paragraphs}
    title = document.paragraphs[0]
    assert (title.text, title.alignment) == ("第一支部集体学习记录", 1)
    assert fonts(title.runs[0]) == ("方正小标宋简体", 22)
    assert fonts(lines["一、学习内容"].runs[0]) == ("黑体", 16)
    assert fonts(lines["（一）原文"].runs[0]) == ("楷体_GB2312", 16)
    body = lines["会议强调，写短是对读者的尊重。"]
    assert body.paragraph_format.first_line_indent == Pt(32)
    assert [(run.text, bool(run.bold)) for run in body.runs] == [
        ("会议强调，", False), ("写短", True), ("是对读者的尊重。", False),
    ]  # fmt: skip
    assert {"1. 先读", "2. 再议", "　• 议深"} <= lines.keys()
    assert document.tables[0].rows[1].cells[1].text == "李青川"


def test_pages_are_numbered_on_the_outer_side(login, hall):
    client = login(hall.secretary)
    keep(client, hall)
    document = docx.Document(io.BytesIO(client.get(f"{hall.page}/minutes.docx").data))
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer
    for footer, alignment in ((section.footer, 2), (section.even_page_footer, 0)):
        paragraph = footer.paragraphs[0]
        assert paragraph.alignment == alignment
        assert 'w:instr="PAGE"' in paragraph._p.xml
