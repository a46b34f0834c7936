#!/usr/bin/env python3
"""Reads the running dashboard the way people do: with eyes, a mouse, a keyboard, a phone, and without JavaScript.

    dashboard_test.py --base-url http://127.0.0.1:8000 [--screenshots DIR] [--chromium PATH] [--timeout SECONDS]

Needs playwright and a Chromium. Any console error, violation of the content security policy, failed request or answer of 400
and more fails the check during which it happened. Prints a line per check and ends with "N passed, N failed".
"""
import argparse
import json
import os
import re
import sys

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

PAGES = ["overview", "retention", "skips", "funnels", "models", "data",
         "experiments", "experiments/design", "experiments/fewer-skips", "experiments/fewer-skips/monitor"]
WIDTHS = [1440, 360]
THEMES = ["light", "dark"]
WATCH_POLICY = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective}: ${event.blockedURI || event.sourceFile}`));
"""


class Report:
    def __init__(self):
        self.passed = 0
        self.failed = 0

    def check(self, name, body):
        try:
            body()
            self.passed += 1
            print(f"ok    {name}", flush=True)
        except (AssertionError, PlaywrightError) as error:
            self.failed += 1
            print(f"FAIL  {name}: {str(error).strip().splitlines()[0]}", flush=True)


class Visit:
    """A browser window that remembers what went wrong in it."""

    def __init__(self, browser, options, width=1440, theme="light", script=True):
        self.base = options.base_url.rstrip("/")
        self.screenshots = options.screenshots
        self.label = f"{width}.{theme}"
        self.context = browser.new_context(
            viewport={"width": width, "height": 900 if width > 800 else 740},
            color_scheme=theme, locale="en-GB", java_script_enabled=script,
        )
        self.problems = []
        self.script = script
        self.page = self.context.new_page()
        self.patience = options.timeout
        self.page.set_default_timeout(1000 * self.patience)
        if script:
            self.page.add_init_script(WATCH_POLICY)
        self.page.on("console", lambda message: self.note(message.type == "error", f"console: {message.text}"))
        self.page.on("pageerror", lambda error: self.note(True, f"script: {error}"))
        self.page.on("response", lambda answer: self.note(answer.status >= 400, f"{answer.status} {answer.url}"))
        self.page.on("requestfailed", lambda request: self.note(
            "ERR_ABORTED" not in (request.failure or ""), f"{request.failure} {request.url}"))

    def note(self, wrong, text):
        if wrong:
            self.problems.append(text)

    def open(self, path):
        self.page.goto(f"{self.base}/{path.lstrip('/')}", wait_until="networkidle")

    def clean(self):
        """Fails with the first thing that went wrong since the last call."""
        if self.script:
            self.problems += [f"policy: {text}" for text in self.page.evaluate("window.violations.splice(0)")]
        problems, self.problems = self.problems, []
        assert not problems, problems[0]

    def picture(self, name):
        if self.screenshots:
            self.page.screenshot(path=os.path.join(self.screenshots, f"{name.replace('/', '-')}.{self.label}.png"), full_page=True)

    def until(self, expression, otherwise):
        """Waits for an expression to be true. (Playwright's own way needs eval, which the policy forbids.)"""
        for _ in range(int(20 * self.patience)):
            try:
                if self.page.evaluate(expression):
                    return
            except PlaywrightError as error:
                if "context was destroyed" not in str(error):
                    raise
            self.page.wait_for_timeout(50)
        raise AssertionError(otherwise)

    def focused(self):
        return self.page.evaluate("document.activeElement ? document.activeElement.outerHTML.slice(0, 200) : ''")

    def tab_until(self, selector, most=80):
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("(selector) => document.activeElement?.matches(selector) ?? false", selector):
                return
        raise AssertionError(f"Tab does not reach {selector}; the focus is on {self.focused()}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()


def looks_right(visit, name):
    visit.open(name)
    page = visit.page
    assert page.locator("h1").count() == 1, "a page has one title"
    assert page.locator("#nav a[aria-current=page]").count() == 1, "the page is not marked in the navigation"
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"the page is {over} px wider than the window"
    plots = page.locator("[data-plot]").count()
    drawn = page.locator("[data-plot] canvas").count()
    assert drawn >= plots, f"{plots} charts, {drawn} drawn"
    unlabelled = page.evaluate("""[...document.querySelectorAll("main input:not([type=hidden]), main select")]
        .filter((field) => !field.labels?.length && !field.getAttribute("aria-label")).map((field) => field.name)""")
    assert not unlabelled, f"without a label: {unlabelled}"
    visit.picture(name)
    visit.clean()


def source_is_strict(visit, name):
    answer = visit.context.request.get(f"{visit.base}/{name}")
    html = answer.text()
    policy = answer.headers.get("content-security-policy", "")
    assert "default-src 'none'" in policy and "unsafe" not in policy, f"the policy is “{policy}”"
    assert not re.search(r"<[^>]*\sstyle\s*=", html), "an inline style"
    assert not re.search(r"<[^>]*\son[a-z]+\s*=\s*[\"']", html), "an inline handler"
    for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", html, re.S):
        assert "src=" in attributes or "application/json" in attributes, "an inline script"
        assert "<" not in body, "a chart's data is not escaped"
    assert "{{" not in re.sub(r"<pre.*?</pre>|<script.*?</script>", "", html, flags=re.S), "a template tag was left over"
    ids = re.findall(r"\sid=\"([^\"]+)\"", html)
    doubled = {one for one in ids if ids.count(one) > 1}
    assert not doubled, f"ids used twice: {doubled}"


def filters_apply(visit):
    visit.open("overview")
    page = visit.page
    value = page.locator("#filter-tier option").evaluate_all("(options) => options.map((o) => o.value).find((value) => value !== '')")
    assert value, "there is no tier to choose"
    page.evaluate("window.unreloaded = true")
    page.select_option("#filter-tier", value)
    page.wait_for_url(lambda url: "tier=" in url)
    visit.until("document.querySelector('#filter-tier option[selected]')?.value", "the answer does not come")
    visit.until("document.querySelectorAll('[data-plot] canvas').length >= document.querySelectorAll('[data-plot]').length",
                "charts are not drawn again")
    assert page.evaluate("window.unreloaded === true"), "the page was reloaded instead of swapped"
    assert page.input_value("#filter-tier") == value, "the filter was forgotten"
    assert "country=&" not in page.url and not page.url.endswith("="), f"empty parameters in {page.url}"
    assert "tier=" in page.locator("#nav a").nth(1).get_attribute("href"), "the navigation does not keep the filter"
    visit.until("[...document.querySelectorAll('#freshness time')].every((time) => 'shown' in time.dataset)",
                "dates in the footer are not the reader's after a change of filters")
    page.go_back()
    visit.until("!location.search.includes('tier=') && document.querySelector('#filter-tier')?.value === ''",
                "Back does not undo the filter")
    page.wait_for_load_state("networkidle")
    visit.clean()


def number_is_questioned(visit):
    visit.open("overview")
    page = visit.page
    page.locator(".number .why").first.click()
    dialog = page.locator("dialog#question[open]")
    dialog.wait_for()
    assert "SELECT" in dialog.locator(".sql").first.inner_text(), "the dialog does not show the SQL"
    assert dialog.locator(".definition").inner_text().strip(), "the dialog does not define the number"
    visit.picture("explanation")
    page.keyboard.press("Escape")
    page.locator("dialog#question[open]").wait_for(state="detached")
    assert page.evaluate("document.activeElement.matches('.why')"), "the focus does not return to the question"
    visit.clean()


def chart_has_table(visit):
    visit.open("overview")
    page = visit.page
    chart = page.locator("[data-chart]:has([data-plot])").first
    table = chart.locator("table")
    assert not table.is_visible(), "the table shows before it is asked for"
    chart.locator("[data-table-toggle]").click()
    assert table.is_visible() and not chart.locator("[data-plot]").is_visible(), "the button does not swap chart and table"
    chart.locator("[data-table-toggle]").click()
    chart.locator("[data-plot]").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator(".readout").is_visible(), "the arrow keys read no value"
    page.keyboard.press("t")
    assert table.is_visible(), "the T key does not show the table"
    page.keyboard.press("t")
    assert page.evaluate("document.activeElement.matches('[data-plot]')"), "the focus does not return to the chart"
    visit.clean()


def rows_are_reached(visit):
    visit.open("overview")
    page = visit.page
    page.locator(".number-tools a[href*='/rows/']").first.click()
    page.wait_for_url("**/rows/**")
    page.wait_for_load_state("networkidle")
    assert page.locator("#rows tbody tr").count() > 0, "there are no rows"
    first = page.locator(".pagination p").inner_text()
    following = page.locator(".pagination a[rel=next]")
    if following.count():
        following.click()
        visit.until(f"document.querySelector('.pagination p').innerText !== {json.dumps(first)}", "the next page does not come")
    visit.picture("rows")
    visit.clean()


def keyboard_suffices(visit):
    visit.open("overview")
    page = visit.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.skip-link')"), f"first Tab: {visit.focused()}"
    visit.tab_until("#nav a")
    visit.tab_until("#filters input, #filters select")
    visit.tab_until(".number .why")
    page.keyboard.press("Enter")
    page.locator("dialog#question[open] .sql").first.wait_for()
    page.keyboard.press("Escape")
    page.locator("dialog#question[open]").wait_for(state="detached")
    visit.tab_until("[data-table-toggle]")
    page.keyboard.press("Enter")
    assert page.locator("[data-table-shown]").count() == 1, "Enter does not show the table"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.closest('#filters') !== null"), "“/” does not reach the filters"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_url("**/retention**")
    visit.clean()


def theme_is_remembered(visit):
    visit.open("overview")
    page = visit.page
    background = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(background)
    button = page.locator("[data-theme-toggle]")
    button.click()
    button.click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark", "two clicks do not choose dark"
    dark = page.evaluate(background)
    assert dark != light, "dark looks like light"
    visit.open("skips")
    assert page.evaluate(background) == dark, "the choice is forgotten on the next page"
    visit.clean()


def works_without_script(visit):
    visit.open("overview")
    page = visit.page
    assert page.locator("[data-chart] table").first.is_visible(), "tables are hidden without JavaScript"
    assert not page.locator("[data-table-toggle]").first.is_visible(), "a dead button shows"
    page.locator("#filters button[type=submit]").click()
    page.wait_for_url("**first_day=**")
    page.locator(".number .why").first.click()
    page.wait_for_url("**/explain/**")
    assert "SELECT" in page.locator(".sql").first.inner_text(), "the explanation has no page of its own"
    visit.clean()


def experiment_says_health_first(visit):
    visit.open("experiments")
    page = visit.page
    page.locator("td a[href='/experiments/fewer-skips']").click()
    page.wait_for_url("**/experiments/fewer-skips")
    page.wait_for_load_state("networkidle")
    health, numbers = page.locator("#health-title"), page.locator(".numbers").first
    assert health.bounding_box()["y"] < numbers.bounding_box()["y"], "numbers come before the health of the data"
    assert page.locator(".check .mark").count() >= 5, "the checks are missing"
    assert page.locator("#effects [data-plot] canvas").count() == 1, "the forest plot is not drawn"
    page.locator("#effects [data-plot]").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.locator(".readout").is_visible(), "the arrow keys read no effect"
    query = page.locator("details.query").first
    query.locator("summary").focus()
    page.keyboard.press("Enter")
    assert "SELECT" in query.locator(".sql").inner_text(), "the statement does not show"
    page.locator(".number .why").first.click()
    dialog = page.locator("dialog#question[open]")
    dialog.wait_for()
    assert "SELECT" in dialog.locator(".sql").first.inner_text(), "the dialog does not show the SQL"
    page.keyboard.press("Escape")
    visit.clean()


def design_by_keyboard(visit):
    visit.open("experiments/design")
    page = visit.page
    before = page.locator("#units .number-value").inner_text()
    visit.tab_until("#design-effect")
    page.keyboard.press("Control+A")
    page.keyboard.type("20")
    page.keyboard.press("Enter")
    page.wait_for_url("**effect=20**")
    visit.until(f"document.querySelector('#units .number-value')?.innerText !== {json.dumps(before)}", "the design does not change")
    assert "=20%" in page.locator("#computed .empty-command").inner_text(), "the command does not follow the form"
    visit.clean()


def monitor_waits_for_readers(visit):
    visit.open("experiments/fewer-skips/monitor")
    page = visit.page
    first = page.locator("#live").element_handle()
    refresh = "htmx.trigger('#live', 'every'); htmx.ajax('GET', location.pathname, {source: '#live', target: '#live', select: '#live', swap: 'outerHTML'})"
    page.locator("#live [data-plot]").first.focus()
    page.evaluate(refresh)
    page.wait_for_timeout(500)
    assert first.evaluate("(live) => live.isConnected"), "the page changes under a reader"
    page.evaluate("document.activeElement.blur()")
    page.evaluate(refresh)
    visit.until("document.querySelectorAll('#live [data-plot] canvas').length >= document.querySelectorAll('#live [data-plot]').length",
                "charts are not drawn again")
    for _ in range(int(20 * visit.patience)):
        if not first.evaluate("(live) => live.isConnected"):
            break
        page.wait_for_timeout(50)
    assert not first.evaluate("(live) => live.isConnected"), "the page is not refreshed"
    visit.clean()


def design_without_script(visit):
    visit.open("experiments/design")
    page = visit.page
    page.locator("#design-effect").fill("20")
    page.locator("#design button[type=submit]").click()
    page.wait_for_url("**effect=20**")
    assert page.locator("#reach table").is_visible(), "tables are hidden without JavaScript"
    visit.clean()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--screenshots", metavar="DIR")
    default = "/usr/bin/chromium" if os.path.exists("/usr/bin/chromium") else None
    parser.add_argument("--chromium", metavar="PATH", default=default)
    parser.add_argument("--timeout", metavar="SECONDS", type=float, default=10)
    options = parser.parse_args()
    if options.screenshots:
        os.makedirs(options.screenshots, exist_ok=True)

    report = Report()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
        for width in WIDTHS:
            for theme in THEMES:
                with Visit(browser, options, width, theme) as visit:
                    for name in PAGES:
                        report.check(f"{name} at {width} px, {theme}", lambda: looks_right(visit, name))
        with Visit(browser, options) as visit:
            for name in PAGES:
                report.check(f"{name}: strict HTML", lambda: source_is_strict(visit, name))
        flows = [
            ("filter by tier, and back", filters_apply, {}),
            ("a number is questioned", number_is_questioned, {}),
            ("a number is questioned on a phone", number_is_questioned, {"width": 360, "theme": "dark"}),
            ("a chart has its table", chart_has_table, {}),
            ("rows behind a number", rows_are_reached, {}),
            ("keyboard only", keyboard_suffices, {}),
            ("the theme is remembered", theme_is_remembered, {}),
            ("without JavaScript", works_without_script, {"script": False}),
            ("an experiment says its health first", experiment_says_health_first, {}),
            ("an experiment says its health first on a phone", experiment_says_health_first, {"width": 360, "theme": "dark"}),
            ("an experiment is designed by keyboard", design_by_keyboard, {}),
            ("a design without JavaScript", design_without_script, {"script": False}),
            ("a monitor waits for its readers", monitor_waits_for_readers, {}),
        ]
        for name, flow, how in flows:
            with Visit(browser, options, **how) as visit:
                report.check(name, lambda: flow(visit))
        browser.close()
    print(f"{report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
