"""What a page weighs on the wire, and what the server weighs in memory."""

import http.client
import re
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

PARTS = re.compile(r"""(?:href|src)="([^"]+\.(?:css|js|svg|png|webp|ico)(?:#[^"]*)?)\"""")
IMPORTS = re.compile(r"""(?:\bfrom\s*|\bimport\s*\(?\s*)["'](\.[^"']+)["']""")
FROM_CSS = re.compile(r"""(?:url\(|@import\s+)["']?([^"')\s;]+)""")


def cold_page(base_url: str, cookie: str) -> tuple[int, dict[str, int]]:
    """Bytes of the home page's HTML, and of everything it needs, as a browser first loads it."""
    sizes: dict[str, int] = {}
    host = urlsplit(base_url).netloc
    html, text = _fetch(host, "/", cookie)
    wanted = [urljoin("/", path) for path in PARTS.findall(text)]
    while wanted:
        path = urldefrag(wanted.pop()).url
        if path in sizes or path.startswith("data:"):
            continue
        sizes[path], text = _fetch(host, path, cookie)
        found = IMPORTS.findall(text) if path.endswith(".js") else []
        found += FROM_CSS.findall(text) if path.endswith(".css") else []
        wanted += [urljoin(path, one) for one in found if not one.startswith(("data:", "#"))]
    return html, sizes


def _fetch(host: str, path: str, cookie: str) -> tuple[int, str]:
    """The bytes that came, and the text that they are."""
    connection = http.client.HTTPConnection(host, timeout=20)
    sizes = []
    for encoding in ("gzip", "identity"):
        connection.request(
            "GET", path, headers={"Accept-Encoding": encoding, "Cookie": f"rigong={cookie}"}
        )
        answer = connection.getresponse()
        sizes.append(answer.read())
        if answer.status != http.client.OK:
            raise RuntimeError(f"{path} answers {answer.status}")
    connection.close()
    return len(sizes[0]), sizes[1].decode("utf-8", "replace")


def proportional_set_size(process_id: int) -> float:
    """MiB of the process and everything below it; pages that they share count once."""
    total, waiting = 0, [process_id]
    while waiting:
        folder = Path("/proc") / str(waiting.pop())
        rollup = (folder / "smaps_rollup").read_text()
        total += int(re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)[1])
        for task in (folder / "task").iterdir():
            waiting += [int(child) for child in (task / "children").read_text().split()]
    return total / 1024
