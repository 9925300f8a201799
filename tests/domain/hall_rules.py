"""A rule book of an office that uses what the shipped example does not; worked by hand in tests."""

RULE_BOOK = """
id = "hall"
version = 1
effective_from = 2020-01-01
confirmed = false
part_year = "by_month"
title = { zh = "厅规则", en = "Hall rules" }
source = { zh = "厅〔2020〕1 号", en = "Hall paper 1 of 2020" }
back_dating = { days = 30, last_year_until = "01-15" }

[[parts]]
id = "core"
zh = "必修"
en = "Core"

[[parts]]
id = "free"
zh = "选修"
en = "Free"

[[tags]]
id = "online"
zh = "线上"
en = "Online"

[[tags]]
id = "law"
zh = "法治"
en = "Law"

[[kinds]]
id = "course"
zh = "课程"
en = "Course"
part = "core"
convert = { of = "minutes", per = 45, credit = "1.00" }

[[kinds]]
id = "web"
zh = "网课"
en = "Web course"
part = "free"
tags = ["online"]
convert = { of = "minutes" }
bands = [
  { from = 15, to = 29, credit = "0.50" },
  { from = 30, credit = "1.00" },
]

[[kinds]]
id = "meeting"
zh = "专题会"
en = "Theme meeting"
part = "core"
convert = { of = "sessions", credit = "2.00" }

[[kinds]]
id = "camp"
zh = "脱产班"
en = "Training camp"
part = "core"
convert = { of = "days", credit = "7.00", half_day = "3.50" }
leave_at_most = "1/7"

[[kinds]]
id = "lecture"
zh = "讲堂"
en = "Lecture hall"
part = "free"
convert = { of = "activity", credit = "3.00" }

[[caps]]
id = "one-course"
kind = "course"
per = "class"
credit = "4.00"
zh = "同一门课程最多计 4 学时"
en = "one course counts 4 hours at most"

[[caps]]
id = "web-year"
tag = "online"
per = "year"
credit = "5.00"
zh = "线上每年最多计 5 学时"
en = "online study counts 5 hours a year at most"

[[groups]]
id = "heads"
zh = "处级"
en = "Heads"
ranks = ["县处级正职", "县处级副职"]

[[groups]]
id = "officers"
zh = "支部干部"
en = "Branch officers"
party_member = true
offices = ["secretary", "committee"]

[[requirements]]
id = "heads-three"
main = true
zh = "处级：三年 60"
en = "Heads: 60 in three years"
groups = ["heads"]
counts = ["core"]
total = "60.00"
window_years = 3
grace_months = 12

[[requirements]]
id = "year"
main = true
zh = "年度 20"
en = "20 a year"
parts = { core = "12.00", free = "3.00" }
total = "20.00"
tags = [{ tag = "online", credit = "2.00" }]
carry = [{ from = "core", to = "free", limit = "6.00" }]

[[requirements]]
id = "officers-year"
main = false
zh = "支部干部：专题会 2 次"
en = "Branch officers: two meetings"
groups = ["officers"]
total = "4.00"
times = [{ kind = "meeting", least = 2 }]
"""
