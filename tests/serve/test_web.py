"""The pages: every one answers, hostile text is inert, writes are guarded, a person can judge and undo."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from dragoman import pipeline
from dragoman.record.store import RecordError
from dragoman.report import changes
from dragoman.report.formats.jsonl import FILES
from dragoman.serve import web
from dragoman.serve.shapes import SHAPES, Page
from dragoman.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = (
    """<script>alert(1)</script> Talks" onmouseover="alert(2)

President Bo Ito met Foreign Minister <img src=x onerror=alert(3)> Ann Lee in Oslo on Tuesday \u202egnp.exe.

"javascript:alert(4) </title><script>alert(5)</script> we will buy $2 billion of gas," Ito said.

"""
    + "w" * 3000
)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("web")
    (folder / "hostile.txt").write_text(HOSTILE, "utf-8")
    pages = [ROOT / "examples" / "japan-us", folder / "hostile.txt"]
    pipeline.read(pages, folder / "r.db", Settings(processes=1))
    return folder / "r.db"


@pytest.fixture(scope="module")
def client(record: Path) -> TestClient:
    return TestClient(web.app(record), base_url="http://127.0.0.1", follow_redirects=False)


PAGES = ["/", "/brief", "/timeline", "/ledger", "/events", "/statements", "/actors", "/sources", "/conflicts",
         "/calendar", "/search?q=tariff", "/judgements", "/problems", "/add"]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_under_a_strict_policy(path: str, client: TestClient) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text
    assert not re.search(r"<[^>]+\son\w+=", answer.text), "an event handler got through"
    assert 'href="javascript' not in answer.text


def test_every_link_leads_somewhere(client: TestClient) -> None:
    seen, todo = set(), ["/"]
    while todo and len(seen) < 400:
        path = todo.pop().split("#")[0]
        if path in seen or not path.startswith("/"):
            continue
        seen.add(path)
        answer = client.get(path)
        assert answer.status_code in (200, 303), path
        if "text/html" in answer.headers.get("content-type", ""):
            assert "<script" not in answer.text, path
            todo += re.findall(r'href="([^"]+)"', answer.text)
            todo += re.findall(r'<form (?!class="[^"]*" method="post"|method="post")[^>]*action="([^"]+)"', answer.text)
    assert len(seen) > 100


@pytest.mark.parametrize(
    ("path", "code"),
    [("/page/../../etc/passwd", 404), ("/page/%2e%2e%2fsecret", 404), ("/record/zzz", 404), ("/actor/x", 404),
     ("/story/x", 404), ("/pair/a/b", 404), ("/static/../web.py", 404), ("/api/secrets", 404),
     ("/api/events?limit=99999", 422)],
)  # fmt: skip
def test_what_is_not_there_is_not_there(path: str, code: int, client: TestClient) -> None:
    assert client.get(path).status_code == code


def test_the_api_has_the_exports_shapes_and_pages(client: TestClient) -> None:
    first = client.get("/api/events", params={"limit": 5}).json()
    assert len(first["rows"]) == 5 and first["next"] == 5
    second = client.get("/api/events", params={"limit": 5, "offset": 5}).json()
    assert {r["id"] for r in first["rows"]}.isdisjoint(r["id"] for r in second["rows"])
    paths = client.get("/api/openapi.json").json()["paths"]
    assert {f"/api/{name}" for name in FILES} <= set(paths)
    assert "Page_Events_" in str(paths["/api/events"]["get"]["responses"]["200"]["content"]["application/json"])


@pytest.mark.parametrize("name", sorted(FILES))
def test_rows_have_the_shape_that_openapi_says(name: str, client: TestClient) -> None:
    answer = client.get(f"/api/{name}", params={"limit": 1000})
    Page[SHAPES[name]].model_validate_json(answer.content, strict=False)  # type: ignore[misc]


def test_briefs_are_kept_compared_and_taken_along(client: TestClient) -> None:
    csrf = client.get("/add").text.split('name="csrf" value="')[1].split('"')[0]
    kept = client.post("/brief/keep", data={"csrf": csrf, "about": "Japan"})
    assert kept.status_code == 303
    page = client.get(kept.headers["location"]).text
    assert "Nothing is new, gone or told otherwise" in page
    identity = kept.headers["location"].split("against=")[1]
    other = client.get("/brief", params={"about": "China", "against": identity}).text
    assert changes.TITLE in other and "Gone: " in other and "New: " in other
    taken = client.get("/brief.json", params={"about": "China"})
    assert changes.read(taken.content).title == "China"
    compared = client.post("/brief/compare", data={"csrf": csrf, "about": "Japan"}, files={"file": taken.content})
    assert compared.status_code == 200 and "New: " in compared.text
    assert client.post("/brief/compare", data={"csrf": csrf}, files={"file": b"{}"}).status_code == 400
    for form, word in (("md", "# "), ("html", "<!doctype html>")):
        answer = client.get(f"/brief.{form}")
        assert answer.text.startswith(word) and "attachment" in answer.headers["content-disposition"]
    assert client.get("/brief.exe").status_code == 404
    client.post("/brief/forget", data={"csrf": csrf, "key": identity})
    assert "No. 1" not in client.get("/brief").text
    assert client.post("/brief/keep", data={"csrf": "guess"}).status_code == 403


def test_another_host_and_a_forged_form_are_refused(client: TestClient, record: Path) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    for path, form in (("/judge", {"verdict": "wrong", "key": "x"}), ("/undo", {"key": "x"}), ("/add", {"text": "x"})):
        assert client.post(path, data={**form, "csrf": "guess"}).status_code == 403, path
        assert client.post(path, data=form).status_code == 422, path
    assert client.post("/add", headers={"content-length": str(10**9)}).status_code == 413
    with pytest.raises(RecordError, match="--token"):
        web.serve(record, "0.0.0.0", 1, None, print)


def test_a_token_opens_the_door(record: Path) -> None:
    guarded = TestClient(web.app(record, token="secret"), base_url="http://somewhere.example")
    assert guarded.get("/").status_code == 401
    assert guarded.get("/?token=secret").status_code == 200
    assert guarded.get("/").status_code == 200, "the cookie is kept"


# --- a real browser ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server(
    record: Path, tmp_path_factory: pytest.TempPathFactory, serving: Callable[[Path], AbstractContextManager[str]]
) -> Iterator[str]:
    own = tmp_path_factory.mktemp("served") / "r.db"
    shutil.copy(record, own)
    with serving(own) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    playwright = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("NO CHROMIUM: the pages were not driven in a browser (make test installs one where it may)")
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
    with playwright.sync_playwright() as p:
        opened = p.chromium.launch(executable_path=chromium, args=quiet)
        yield opened
        opened.close()


def test_follow_evidence_judge_undo_and_add_in_a_browser(server: str, browser: object) -> None:
    page = browser.new_page()  # type: ignore[attr-defined]
    errors: list[str] = []
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.on("dialog", lambda d: errors.append(f"a dialog opened: {d.message}"))
    page.goto(f"{server}/ledger?kind=ask")
    assert set(page.locator("tbody tr td:first-child").all_inner_texts()) == {"ask"}
    page.locator("tbody a").first.click()
    assert page.locator("blockquote mark").count() >= 1
    identity = page.url.rsplit("/", 1)[1]
    page.locator("blockquote a").first.click()
    assert page.locator("article.text").count() == 1
    page.goto(f"{server}/record/{identity}")
    page.get_by_role("button", name="wrong").click()
    assert "judgements" in page.url
    page.goto(f"{server}/ledger")
    assert page.locator(f'a[href="/record/{identity}"]').count() == 0
    page.goto(f"{server}/judgements")
    page.get_by_role("button", name="undo").click()
    page.goto(f"{server}/ledger")
    assert page.locator(f'a[href="/record/{identity}"]').count() == 1
    page.goto(f"{server}/add")
    page.fill("textarea", "Talks in Lima\n\nPresident Bo Ito met Foreign Minister Ann Lee in Lima on 3 March 2025.")
    page.get_by_role("button", name="Read").click()
    page.get_by_text("1 page read").wait_for(timeout=60_000)
    page.goto(f"{server}/search?q=Lima")
    assert page.locator("mark").first.inner_text() == "Lima"
    page.locator("ul.plain a").first.click()
    assert "Lima" in page.inner_text("article.text")
    page.goto(f"{server}/sources")
    page.locator("tbody a", has_text="alert").first.click()
    assert "alert(1)" in page.inner_text("main")
    wide = page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1")
    assert wide, "a huge word must not push the page wide"
    assert errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_a_phone_and_can_be_read(scheme: str, server: str, browser: object) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800}, color_scheme=scheme)  # type: ignore[attr-defined]
    for path in PAGES:
        page.goto(server + path)
        assert page.evaluate("document.documentElement.scrollWidth <= 391"), f"{path} is wider than a phone"
        assert page.locator("h1").count() == 1
        unnamed = page.locator("input:not([type=hidden]), select, textarea").evaluate_all(
            "all => all.filter(e => !e.labels.length).length"
        )
        assert unnamed == 0, f"{path}: a field without a label"


WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_against_wcag_aa(scheme: str, server: str, browser: object) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = browser.new_page(color_scheme=scheme)  # type: ignore[attr-defined]
    paths = list(PAGES)
    for listing in ("/ledger", "/actors", "/sources", "/conflicts", "/"):
        page.goto(server + listing)
        paths.append(page.locator("tbody a, main ul a").first.get_attribute("href"))
    wrong = []
    for path in paths:
        page.goto(server + path)
        for rule in axe.run(page, options=WCAG).response["violations"]:
            wrong.append(f"{path}: {rule['id']}: {rule['nodes'][0]['html'][:120]}")
    assert wrong == []


def test_the_keyboard_reaches_the_content(server: str, browser: object) -> None:
    page = browser.new_page()  # type: ignore[attr-defined]
    page.goto(f"{server}/ledger")
    focused = "document.activeElement.textContent.trim() || document.activeElement.name"
    page.keyboard.press("Tab")
    assert page.evaluate(focused) == "Skip to the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)"), "the menu was not skipped"
    page.goto(f"{server}/ledger")
    order = []
    for _ in range(5):
        page.keyboard.press("Tab")
        order.append(page.evaluate(focused))
    assert order[1:4] == ["Dragoman", "Brief", "Timeline"]


def test_what_could_not_be_read_is_counted_and_listed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Talks\n\nPresident Bo Ito met Foreign Minister Ann Lee in Lima on 3 March 2025.", "utf-8"
    )
    (tmp_path / "<b>.pdf").write_bytes(b"%PDF-1.4\nbroken")
    pipeline.read([tmp_path / "a.txt", tmp_path / "<b>.pdf"], tmp_path / "r.db", Settings(processes=1))
    client = TestClient(web.app(tmp_path / "r.db"), base_url="http://127.0.0.1")
    front = client.get("/").text
    assert '<b>1</b> <a href="/sources">page</a>' in front and '<b>1</b> <a href="/problems">problem</a>' in front
    listed = client.get("/problems").text
    assert "&lt;b&gt;.pdf" in listed and "cannot be read" in listed and "<b>.pdf" not in listed
