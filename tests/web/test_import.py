"""A roster by the page: chosen, previewed, applied; nothing is written before that."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa

from domain.sheets import MOST_ROWS
from models import ImportFile, Person, Tenure, db
from tests.domain.spreadsheets import compound, xlsx, zip_of
from tests.factories import make_account, make_branch, make_grant, make_hr, make_person, make_unit

HEADINGS = ["工号", "姓名", "单位", "党支部", "岗位", "备注"]
ROWS = (["R01", "单小龙", "办公室", "第一支部", "科员", "x"], ["R02", "解放", "", "", "", ""])
WRITTEN = (Person, ImportFile)


@pytest.fixture
def hr(login):
    return login(make_hr(name="人事干部"))


def upload(client, content=None, name="花名册.xlsx", **values):
    content = content if content is not None else xlsx(HEADINGS, *ROWS)
    return client.post(
        "/people/import",
        data={"file": (BytesIO(content), name), **values},
        content_type="multipart/form-data",
    )


def preview_address(client, content=None, **values):
    return upload(client, content, create_missing="y", **values).headers["Location"]


def digest_in(page):
    return page.text.split('name="digest" value="')[1].split('"')[0]


def apply(client, address, digest=None, **values):
    path, _, query = address.partition("?")
    digest = digest or digest_in(client.get(address))
    if query:
        values.setdefault("create_missing", "1")
    return client.post(f"{path}/application", data={"digest": digest, **values})


def count(model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def test_a_roster_is_previewed_row_by_row_and_nothing_is_written(hr):
    before = count(Person)
    page = hr.get(preview_address(hr))
    assert page.status_code == 200
    assert "单小龙" in page.text
    assert "Apply 2 rows" in page.text
    assert "备注" in page.text  # a column that is passed over is named
    assert count(Person) == before


def test_a_rank_that_nobody_else_holds_is_named_and_applied_all_the_same(hr):
    rows = [["R01", "单小龙", "办公室", "县太爷"], ["R02", "王五", "办公室", "一级科员"],
            ["R03", "赵六", "办公室", "一级科员"]]  # fmt: skip
    address = preview_address(hr, xlsx(["工号", "姓名", "单位", "职务层次"], *rows))
    page = hr.get(address).text
    told = page.partition("Ranks that nobody else holds")[2][:200]
    assert "县太爷" in told
    assert "一级科员" not in told
    apply(hr, address)
    assert "县太爷" in db.session.scalars(sa.select(Tenure.rank)).all()


def test_each_cell_of_a_row_says_what_it_is_where_a_row_is_a_card(hr):
    body = hr.get(preview_address(hr)).text.partition("<tbody>")[2].partition("</tbody>")[0]
    cells = re.findall(r"<td([^>]*)>", body)
    assert cells
    assert all("data-label=" in cell or 'class="key"' in cell for cell in cells)


def test_applying_writes_the_rows_and_removes_the_file(hr):
    address = preview_address(hr)
    answer = apply(hr, address)
    assert answer.status_code == 302
    page = hr.get(answer.headers["Location"])
    assert "2 people added, 0 changed, 0 rows refused." in page.text
    assert "Ask the administrator to print the first sign-in slips" in page.text
    assert {"R01", "R02"} <= set(db.session.scalars(sa.select(Person.staff_no)))
    assert db.session.scalars(sa.select(ImportFile)).one().content == b""


def test_the_same_file_a_second_time_has_nothing_to_apply(hr):
    apply(hr, preview_address(hr))
    page = hr.get(preview_address(hr))
    assert "There is nothing to apply" in page.text
    assert "Unchanged 2" in page.text


def test_applying_twice_has_one_effect(hr):
    address = preview_address(hr)
    digest = digest_in(hr.get(address))
    first, second = apply(hr, address, digest), apply(hr, address, digest)
    assert first.status_code == second.status_code == 302
    assert count(Person) == 3


def test_a_plan_that_changed_since_the_preview_is_shown_again_and_not_applied(hr):
    address = preview_address(hr)
    digest = digest_in(hr.get(address))
    make_person(staff_no="R02", name="旧名")
    db.session.commit()
    answer = apply(hr, address, digest)
    assert answer.status_code == 409
    assert "Something changed meanwhile" in answer.text
    assert "旧名" in answer.text
    assert db.session.scalar(sa.select(Person.id).where(Person.staff_no == "R01")) is None
    assert apply(hr, address, digest_in(answer)).status_code == 302


def test_without_leave_to_create_the_rows_are_refused_and_the_page_offers_it(hr):
    address = upload(hr).headers["Location"]
    page = hr.get(address)
    assert "there is no unit 办公室" in page.text
    assert "Not opened yet" in page.text
    assert "Apply 1 row<" in page.text
    assert "Apply 2 rows" in hr.get(f"{address}?create_missing=1").text


def test_refused_rows_do_not_stop_the_others_and_come_back_as_excel(hr):
    content = xlsx(
        [*HEADINGS[:2], "任现职时间"], ["R01", "单小龙", "2026.2.30"], ["R02", "解放", ""]
    )
    address = preview_address(hr, content)
    page = hr.get(address)
    assert "calendar has no such day" in page.text
    assert "2026.2.30" in page.text
    apply(hr, address)
    path = address.partition("?")[0]
    workbook = hr.get(f"{path}/refused.xlsx")
    assert workbook.status_code == 200
    again = hr.get(preview_address(hr, workbook.data))
    assert "Refused 1" in again.text
    assert "Why it was refused" in again.text  # its last column, passed over
    assert count(Person) == 2


def test_the_preview_is_filtered_and_paged(hr):
    rows = [[f"P{at:03d}", f"干部{at}"] for at in range(150)]
    content = xlsx(["工号", "姓名"], *rows, ["P000x!", "不对"])
    address = upload(hr, content).headers["Location"]
    assert "P099" in hr.get(address).text
    assert "P100" not in hr.get(address).text
    assert "P149" in hr.get(f"{address}?page=2").text
    refused = hr.get(f"{address}?kind=refused").text
    assert "P000x!" in refused
    assert "P001" not in refused


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "照片.xlsx", "not a spreadsheet"),
        (compound({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}), "a.xlsx", "password"),
        (xlsx(HEADINGS, *ROWS)[:900], "a.xlsx", "damaged or was cut short"),
        (xlsx(["工号", "单位"], ["1", "办公室"]), "a.xlsx", "lacks the column 姓名 name"),
        ("工号,姓名\n1,=1+1\n".encode(), "a.csv", "formula in B2"),
        (xlsx(["工号", "姓名", "姓名"], ["1", "甲", "乙"]), "a.xlsx", "one column twice"),
        ("工号,姓名\n".encode(), "a.csv", "holds no rows"),
        (zip_of({"a.txt": "x"}), "a.zip", "not a spreadsheet"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_at_the_field_and_is_not_kept(hr, content, name, said):
    before = [count(model) for model in WRITTEN]
    answer = upload(hr, content, name)
    assert answer.status_code == 422
    assert said in answer.text
    assert name in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert [count(model) for model in WRITTEN] == before


def test_one_row_too_many_says_how_many_are_read(hr):
    rows = "\n".join(f"{at:x},a" for at in range(MOST_ROWS + 1))
    answer = upload(hr, f"工号,姓名\n{rows}\n".encode(), "a.csv")
    assert answer.status_code == 422
    assert "50001 rows; 50000 is the most" in answer.text


def test_no_file_is_said_at_the_field(hr):
    answer = hr.post("/people/import", data={})
    assert answer.status_code == 422
    assert "Choose a file." in answer.text


def test_a_strange_cell_is_shown_as_text(hr):
    page = hr.get(preview_address(hr, xlsx(["工号", "姓名"], ["1", "<script>甲"])))
    assert "<script>甲" not in page.text
    assert "&lt;script&gt;" in page.text


def test_files_older_than_a_day_are_removed_by_the_next_upload(hr):
    preview_address(hr)
    old = db.session.scalars(sa.select(ImportFile)).one()
    old.uploaded_at = datetime.now(UTC) - timedelta(hours=25)
    db.session.commit()
    preview_address(hr)
    assert count(ImportFile) == 1


def test_another_hr_does_not_find_the_upload(hr, login):
    address = preview_address(hr)
    path = address.partition("?")[0]
    other = login(make_hr())
    assert other.get(address).status_code == 404
    assert other.get(f"{path}/refused.xlsx").status_code == 404
    assert apply(other, address, "x").status_code == 404
    assert hr.get("/people/import/999999").status_code == 404


def test_a_stranger_is_asked_to_sign_in(stranger):
    assert stranger.get("/people/import").status_code == 302
    assert upload(stranger).status_code == 401
    assert count(ImportFile) == 0


@pytest.mark.parametrize("role", ["secretary", "leader", "organiser", "admin", "security"])
def test_no_other_role_imports(login, role):
    if role in {"admin", "security"}:
        account = make_account(hand=role)
    else:
        account = make_account(make_person())
        place = {
            "secretary": lambda: {"branch_id": make_branch().id},
            "leader": lambda: {"unit_id": make_unit().id},
        }.get(role, dict)()
        make_grant(account, role, **place)
    client = login(account)
    for address in ("/people/import", "/people/import/1", "/people/import/template.xlsx"):
        assert client.get(address).status_code == 403
    assert upload(client).status_code == 403
    assert client.post("/people/import/1/application").status_code == 403


def test_the_template_comes_back_as_an_empty_roster(hr):
    answer = hr.get("/people/import/template.xlsx")
    assert answer.status_code == 200
    assert upload(hr, answer.data).status_code == 422


def test_the_preview_asks_few_questions_whatever_its_size(hr, count_queries):
    found = []
    for number in (1, 3):
        rows = [[f"Q{at}", "甲"] for at in range(number)]
        address = preview_address(hr, xlsx(["工号", "姓名"], *rows))
        with count_queries() as statements:
            hr.get(address)
        found.append(len(statements))
    assert found[0] == found[1] <= 14


@pytest.mark.parametrize("applied", [False, True])
def test_the_pages_are_in_chinese(login, applied):
    client = login(make_hr(), language="zh")
    assert "导入花名册" in client.get("/people/import").text
    address = preview_address(client)
    if applied:
        address = apply(client, address).headers["Location"]
    page = client.get(address).text
    assert ("花名册已导入" if applied else "花名册预览") in page
    assert "Roster" not in page


def test_a_file_of_which_all_is_missing_leads_with_the_offer_to_create_it(hr):
    address = upload(hr, "工号,姓名,单位\n1,甲,信息室\n".encode(), "a.csv").headers["Location"]
    page = hr.get(address)
    assert "First create what is missing" in page.text
    assert "There is nothing to apply" not in page.text
    assert f'href="{address}?create_missing=1"' in page.text


def test_the_page_of_an_applied_roster_keeps_its_counts(hr):
    done = apply(hr, preview_address(hr)).headers["Location"]
    hr.get(done)  # the message of the moment is shown once
    assert "<dt>Added</dt><dd>2</dd>" in hr.get(done).text
