"""A class to read in a browser: a text with everything that may stand in one, and a file."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.accounts.sign_ins import start_sign_in
from domain.files.checking import take_in
from domain.files.store import Store
from models import StoredFile, db
from tests.domain.made_files import pdf
from tests.factories import make_cadre
from tests.reading_classes import make_class, make_member, make_reading_material
from tests.web.task_books import person_of

NOW = datetime.now(ZoneInfo("Asia/Shanghai"))
LONG = "句子要短，意思要完整。" * 60
TEXT = f"""开头说明：😀𠮷 两个少见的字。

## 起草 {{#draft}}

先想清楚，再动笔；*写短*，写实[^1]。回行时词意要完整，排列要对称，长短要适宜。

| 项目 | 要求 |
|------|:----:|
| 标题 | 说清事由 |

!!! tip "要点"
    先念一遍，再定稿。

{LONG}

## 校对 {{#check}}

1. 对人名
2. 对数字
    - 金额
    - 日期

```
<b>  原样的   空白
```

用语
: 一个解释

<details><summary>更多</summary>

里面的话 &amp; 记号 &lt;x&gt;

</details>

{LONG}

[^1]: 见条例。
"""
REVISED = TEXT.replace("## 起草", f"## 新的一节 {{#fresh}}\n\n{LONG}\n\n## 起草").replace(
    "排列要对称", "排列对称"
)
PASSAGE = "回行时词意要完整，排列要对称，长短要适宜"


def make_reader(width: int, folder: Path) -> str:
    """The token of a member who is signed in; the class is named for the width."""
    account = make_cadre(name=f"读者{width}")
    reading = make_class(f"craft-{width}", title="办文基本功")
    make_member(reading, person_of(account))
    make_reading_material(reading, "drafting", TEXT, title="起草", english="Only this.\n")
    make_reading_material(reading, "meetings", title="会议")
    make_reading_material(reading, "plain", title="无脚本")
    checked = take_in(pdf(pages=3), "文件.pdf", Store(folder))
    if db.session.get(StoredFile, checked.sha256) is None:
        db.session.add(
            StoredFile(
                sha256=checked.sha256, media_type=checked.media_type, size=checked.size,
                pages=checked.pages, stored_at=NOW,
            )
        )  # fmt: skip
        db.session.flush()
    make_reading_material(
        reading, "paper", "", form="pdf", sha256=checked.sha256, title="一份文件"
    )  # fmt: skip
    return start_sign_in(account, now=datetime.now(UTC), source="127.0.0.1")
