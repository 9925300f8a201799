"""A rule book of a kind that is not shipped: a district's, with everything the format can say."""

DISTRICT = """
id = "district"
version = 1
effective_from = 2024-01-01
effective_to = 2026-12-31
confirmed = true
title = { zh = "区机关学时办法", en = "District rules" }
source = { zh = "区学〔2024〕1号", en = "District paper 1 of 2024" }
back_dating = { days = 60, last_year_until = "01-31" }

[[parts]]
id = "required"
zh = "必修"
en = "Required"

[[parts]]
id = "elective"
zh = "选修"
en = "Elective"

[[tags]]
id = "online"
zh = "线上"
en = "Online"

[[tags]]
id = "theory"
zh = "理论"
en = "Theory"

[[kinds]]  # kinds[0]
id = "lecture"
part = "required"
tags = ["theory"]
zh = "专题报告"
en = "Lecture"
convert = { of = "sessions", credit = "2.00" }

[[kinds]]  # kinds[1]
id = "course"
part = "elective"
tags = ["online"]
zh = "在线课程"
en = "Online course"
convert = { of = "minutes" }
bands = [
  { from = 10, to = 29, credit = "0.50" },
  { from = 30, to = 59, credit = "1.00" },
  { from = 60, per = 45, credit = "1.00" },
]

[[kinds]]  # kinds[2]
id = "reading"
part = "elective"
zh = "读书"
en = "Reading"
convert = { of = "count", per = 2, credit = "3.00", round = "down" }

[[kinds]]  # kinds[3]
id = "teaching"
part = "elective"
zh = "授课"
en = "Teaching"
convert = { of = "minutes", per = 45, credit = "1.00", times = "3.00" }

[[kinds]]  # kinds[4]
id = "training"
part = "required"
zh = "脱产班"
en = "Training class"
convert = { of = "days", credit = "8.00", half_day = "4.00" }
leave_at_most = "1/7"

[[kinds]]  # kinds[5]
id = "visit"
part = "elective"
zh = "考察"
en = "Visit"
convert = { of = "half_days", credit = "1.50", round = "up", per = 2 }

[[kinds]]  # kinds[6]
id = "exam"
part = "required"
zh = "考试"
en = "Examination"
convert = { of = "activity", credit = "5.00" }

[[kinds]]  # kinds[7]
id = "paper"
part = "elective"
zh = "论文"
en = "Paper"
convert = { of = "level" }

[[kinds.levels]]
id = "national"
zh = "国家级"
en = "national"
credit = "20.00"

[[kinds.levels]]
id = "local"
zh = "地方级"
en = "local"
credit = "5.00"

[[caps]]  # caps[0]
id = "teaching-activity"
kind = "teaching"
per = "activity"
credit = "10.00"
zh = "每次授课最多计 10 学时"
en = "one teaching counts 10 hours at most"

[[caps]]  # caps[1]
id = "training-class"
kind = "training"
per = "class"
credit = "30.00"
zh = "同一班次最多计 30 学时"
en = "one class counts 30 hours at most"

[[caps]]  # caps[2]
id = "online-year"
tag = "online"
per = "year"
credit = "12.00"
zh = "线上每年最多计 12 学时"
en = "online counts 12 hours a year at most"

[[groups]]  # groups[0]
id = "leaders"
zh = "领导"
en = "Leaders"
ranks = ["处级", "副处级"]

[[groups]]  # groups[1]
id = "staff"
zh = "科员"
en = "Staff"
ranks = ["科员"]

[[groups]]  # groups[2]
id = "officers"
zh = "支委"
en = "Branch officers"
party_member = true
offices = ["secretary", "committee"]

[[requirements]]  # requirements[0]
id = "leaders-three-years"
main = true
zh = "领导三年 120"
en = "Leaders: 120 in three years"
groups = ["leaders"]
counts = ["required"]
total = "120.00"
window_years = 3
anchor_year = 2024
grace_months = 12

[[requirements]]  # requirements[1]
id = "staff-year"
main = true
zh = "科员每年 40"
en = "Staff: 40 a year"
groups = ["staff"]
parts = { required = "20.00", elective = "10.00" }
total = "40.00"
grace_months = 6

[[requirements.tags]]
tag = "online"
credit = "5.00"

[[requirements.carry]]
from = "required"
to = "elective"
limit = "6.00"

[[requirements.carry]]
from = "elective"

[[requirements]]  # requirements[2]
id = "officers-year"
zh = "支委"
en = "Branch officers"
groups = ["officers"]
counts_tags = ["theory"]
total = "4.00"

[[requirements.times]]
kind = "exam"
least = 1
"""

# One clerk's file. Worked by hand in test_rehearsal_by_hand.py.
ACTIVITIES = """\
activity_id,person,rank_group,kind,starts_on,ends_on,minutes,days,half_days,sessions,count,level,part,tags,online,leave_hours,note
1,wang,staff,lecture,2024-02-01,,,,,3,,,,,,,
2,wang,staff,course,2024-02-10,,29,,,,,,,,,,
3,wang,staff,course,2024-02-11,,100,,,,,,,,,,
4,wang,staff,course,2024-02-12,,9,,,,,,,,,,
5,wang,staff,reading,2024-03-01,,,,,,5,,,,,,
6,wang,staff,teaching,2024-03-05,,200,,,,,,,,,,
7,wang,staff,training,2024-04-01,2024-04-03,,3,,,,,,,,,spring
8,wang,staff,training,2024-05-06,2024-05-07,,2,,,,,,,,,spring
9,wang,staff,visit,2024-06-01,2024-06-02,,,3,,,,,,,,
10,wang,staff,exam,2024-06-10,,,,,,,,,,yes,,
11,wang,staff,paper,2024-07-01,,,,,,2,local,,,,,
12,wang,staff,course,2024-08-01,,450,,,,,,,,,,
13,wang,staff,training,2024-12-30,2025-01-02,,4,,,,,,,,4.58,winter
14,wang,staff,training,2025-03-03,2025-03-07,,5,,,,,,,,5.71,a
15,wang,staff,training,2025-06-02,2025-06-06,,5,,,,,,,,5.72,b
16,wang,staff,lecture,2025-07-01,,,,,,,,elective,,,,
17,wang,staff,dancing,2025-07-02,,60,,,,,,,,,,
18,wang,staff,course,2025-07-03,,45,,,,,,,,no,,
19,li,科员;officers,lecture,2024-03-01,,,,,2,,,,,,,
20,li,处级;officers,exam,2025-09-10,,,,,,,,,theory,,,
21,li,,lecture,2025-10-10,,,,,,,,sport,,,,
22,li,,paper,2025-10-11,,,,,,1,world,,,,,
"""
