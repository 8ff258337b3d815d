#!/usr/bin/python3 -BXutf8
"""Reads the site in Chromium as a reader would, and holds it and the EPUB against Book/.

    Sources/Site/test.py out/site out/autoencoders.epub out/notebooks
    Sources/Site/test.py out/site                                         the links alone

Every page by itself, from the file system: no error in the console, no request that leaves the machine, no
broken link, valid HTML, names for all that can be operated, contrast of WCAG 2.2 (1.4.3) in both themes,
no sideways scrolling at 360 pixels; the same figures, captions, claims and numbers in all three.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse
import zipfile

import html5lib
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from book import BOOK, MARKDOWN, pages

site, epub, notebooks = [pathlib.Path(path).resolve() for path in (sys.argv[1:] + 2 * [""])[:3]]
is_whole = len(sys.argv) == 4
problems = []


def expect(holds, page, text):
    if not holds:
        problems.append(f"{page}: {text}")


# What every page must be --------------------------------------------------------------------------

# Runs in the page; returns what is wrong with it.
LOOK = r"""
const wrong = [], say = text => wrong.push(text);
const seen = element => element.getClientRects().length > 0 && getComputedStyle(element).visibility !== "hidden";
const label = element => element.outerHTML.slice(0, 90);
const name = element =>
  (element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent + [...element.querySelectorAll("img")].map(i => i.alt).join("")).trim();

for (const [what, count] of [["main", 1], ["h1", 1], ["header", 1], ["#contents", 1], ["a.skip", 1]])
  if (document.querySelectorAll(what).length !== count) say(`expected ${count} ${what}`);
if (!document.documentElement.lang) say("no language");
if (document.activeElement !== document.body) say("something has the focus at first");
let level = 0;
for (const heading of document.querySelectorAll("main :is(h1, h2, h3, h4)")) {
  const next = Number(heading.tagName[1]);
  if (next > level + 1) say(`a heading is left out before ${label(heading)}`);
  level = next;
}
const ids = [...document.querySelectorAll("[id]")].map(element => element.id);
for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) say(`two elements are called ${id}`);
for (const image of document.images) {
  if (!image.alt) say(`no alternative text: ${label(image)}`);
  if (!image.complete || image.naturalWidth === 0) say(`not loaded: ${label(image)}`);
}
for (const element of document.querySelectorAll("a[href], button, input, select, [role=img]"))
  if (seen(element) && !name(element)) say(`no name: ${label(element)}`);
for (const cell of document.querySelectorAll("thead tr > *"))
  if (cell.tagName !== "TH") say(`a head of a table that is no head: ${label(cell)}`);
const operable = element => element.matches("a[href], button, input, [tabindex]") || element.parentElement?.closest("[tabindex]");
for (const element of document.querySelectorAll("main *"))
  if (element.scrollWidth > element.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(element).overflowX) && !operable(element))
    say(`scrolls sideways, but not by keyboard: ${label(element)}`);

// Contrast, WCAG 2.2: of text on the nearest background that is not transparent.
const channels = colour => colour.match(/[\d.]+/g).map(Number);
const light = colour => {
  const [r, g, b] = channels(colour).map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const background = element => {
  for (; element; element = element.parentElement) {
    const colour = getComputedStyle(element).backgroundColor;
    if ((channels(colour)[3] ?? 1) > 0) return colour;
  }
  return "rgb(255, 255, 255)";
};
const told = new Set();
for (const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT); walker.nextNode();) {
  const element = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || !seen(element) || element.closest("script, style")) continue;
  const style = getComputedStyle(element), size = parseFloat(style.fontSize);
  const [a, b] = [light(style.color), light(background(element))];
  const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const least = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
  const pair = `${style.color} on ${background(element)}`;
  if (contrast < least && !told.has(pair)) {
    told.add(pair);
    say(`contrast ${contrast.toFixed(1)} of ${pair}: ${label(element)}`);
  }
}
return wrong;
"""

SIDEWAYS = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"


def browser():
    options = Options()
    for flag in ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


def show(driver, url, width, theme):
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                           dict(width=width, height=900, deviceScaleFactor=1, mobile=False))
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia",
                           dict(features=[dict(name="prefers-color-scheme", value=theme)]))
    driver.get(url)


def visit(driver, file):
    page = str(file.relative_to(site))
    for width, theme in [(1400, "light"), (1400, "dark"), (390, "light"), (390, "dark"), (360, "light")]:
        show(driver, file.as_uri(), width, theme)
        expect(driver.execute_script(SIDEWAYS) <= 0, page, f"scrolls sideways at {width} pixels")
        for wrong in driver.execute_script(LOOK):
            expect(False, page, f"{width} pixels, {theme}: {wrong}")
    for entry in driver.get_log("browser"):
        expect(entry["level"] not in ("SEVERE", "WARNING"), page, f"console: {entry['message']}")
    for entry in driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            url = message["params"]["request"]["url"]
            expect(url.startswith(("file:", "data:", "chrome:", "about:")), page, f"asks for {url}")
    parser = html5lib.HTMLParser(strict=True)
    try:
        parser.parse(file.read_text())
    except html5lib.html5parser.ParseError as error:
        expect(False, page, f"not valid HTML: {error} at {parser.errors[-1][0]}")


# Links --------------------------------------------------------------------------------------------

def links(files):
    def ids(file):
        return set(re.findall(r'\bid="([^"]+)"', file.read_text()))
    known = {file: ids(file) for file in files}
    for file in files:
        for target in re.findall(r'(?:href|src)="([^"]*)"', file.read_text()):
            url = urllib.parse.urlparse(target.replace("&amp;", "&"))
            if url.scheme:
                expect(url.scheme == "https", file.name, f"a link to {target}")
                continue
            path = (file.parent / urllib.parse.unquote(url.path)).resolve() if url.path else file
            expect(path.is_file(), file.name, f"a link to {target}, which is not there")
            if url.fragment and path in known:
                expect(url.fragment in known[path], file.name, f"no {target}")


# What one does with it ----------------------------------------------------------------------------

def use(driver):
    page = "01-pca.html"
    show(driver, (site / page).as_uri(), 1400, "light")
    fonts = driver.execute_async_script(
        """document.fonts.load('16px "DejaVu Math TeX Gyre"', "λ").then(found => arguments[0](found.map(f => f.status)), () => arguments[0]([]))""")
    expect(fonts == ["loaded"], page, f"the site's font for mathematics does not load: {fonts}")

    page = "index.html"
    show(driver, (site / page).as_uri(), 1400, "light")
    driver.find_element(By.TAG_NAME, "body").send_keys("/")
    box = driver.switch_to.active_element
    expect(box.get_attribute("type") == "search", page, "the key / does not lead to the search")
    box.send_keys("trick reparameterisation")
    everywhere = len(driver.find_elements(By.CSS_SELECTOR, "#found a"))
    def type_anew(words):
        box.send_keys(Keys.CONTROL + "a")
        box.send_keys(words)
    type_anew('"trick reparameterisation"')
    expect(everywhere > 0 and not driver.find_elements(By.CSS_SELECTOR, "#found a"), page, "a phrase is found that the book does not have")
    for words, best in [("dead units", "ead unit"), ("Kullback-Leibler divergence", "Kullback–Leibler"), ("lambda", "Notation"), ("σ", "Notation")]:
        type_anew(words)
        first = driver.find_elements(By.CSS_SELECTOR, "#found a")[:1]
        expect(first and best in first[0].text, page, f"“{words}” does not lead to {best}")
    type_anew('"reparameterisation trick"')
    box.send_keys(Keys.ARROW_DOWN)
    expect(driver.switch_to.active_element.tag_name == "a", page, "the arrow key does not lead to what was found")
    driver.switch_to.active_element.send_keys(Keys.ARROW_UP)
    expect(driver.switch_to.active_element == box, page, "the arrow key does not lead back")
    found = driver.find_elements(By.CSS_SELECTOR, "#found a")
    expect(len(found) > 0, page, "nothing found for words that the book has")
    places = [link.get_attribute("href") for link in found]
    expect(any("05-vae.html" in place for place in places), page, f"the search finds {places}, not the chapter")
    if found:
        box.send_keys(Keys.ENTER)
        expect(driver.current_url.endswith("glossary.html#reparameterisation-trick"), page,
               f"the search for a term leads to {driver.current_url}")
    driver.get((site / page).as_uri())
    box = driver.find_element(By.CSS_SELECTOR, "input[type=search]")
    box.send_keys("zyzzyva")
    expect(driver.find_element(By.CSS_SELECTOR, ".status").get_attribute("textContent") == "Nothing found",
           page, "a word that is nowhere is found")
    driver.find_element(By.TAG_NAME, "body").send_keys(Keys.ESCAPE)
    button = driver.find_element(By.CSS_SELECTOR, "button.theme")
    paper = "return getComputedStyle(document.body).backgroundColor"
    light = driver.execute_script(paper)
    button.click(), button.click()
    dark = driver.execute_script(paper)
    expect(light != dark, page, "the theme's button changes nothing")
    driver.get((site / "01-pca.html").as_uri())
    expect(driver.execute_script(paper) == dark, page, "the theme is forgotten on the next page")
    driver.execute_script("localStorage.clear()")

    # The test of a claim unfolds by keyboard, and what is too wide for a phone scrolls by keyboard.
    page = "01-pca.html"
    show(driver, (site / page).as_uri(), 390, "light")
    for fold in driver.find_elements(By.CSS_SELECTOR, ".claim details")[:5]:
        fold.find_element(By.TAG_NAME, "summary").send_keys(Keys.ENTER)
        expect(fold.find_element(By.TAG_NAME, "pre").is_displayed(), page, "the test of a claim does not unfold")
    for wrong in driver.execute_script(LOOK):
        expect("focus" in wrong, page, f"with tests unfolded: {wrong}")

    page = "05-vae.html"
    driver.get((site / page).as_uri())
    error = driver.execute_script("return document.querySelector('.plane').difference()")
    # The chapter says by how much eight bits a weight may change a pixel; one more for rounding to bytes.
    stated = json.loads((BOOK / "05-vae/results.json").read_text())["values"]["rounding_error"]
    expect(0 < error <= stated + 1, page, f"pixels differ from the engine's by {error}, expected {stated}")
    drawn = "return document.querySelector('.plane .digit').toDataURL()"
    for name, key in [("first", Keys.ARROW_RIGHT), ("second", Keys.ARROW_LEFT), ("walk", Keys.END), ("to", Keys.ARROW_DOWN)]:
        before = driver.execute_script(drawn)
        driver.find_element(By.CSS_SELECTOR, f".plane [name={name}]").send_keys(key)
        expect(driver.execute_script(drawn) != before, page, f"the plane's control {name} does nothing by keyboard")
    before = driver.execute_script(drawn)
    ActionChains(driver).move_to_element_with_offset(driver.find_element(By.CSS_SELECTOR, ".plane .map"), 40, 60).click().perform()
    expect(driver.execute_script(drawn) != before, page, "pointing at the plane does nothing")

    # A finger on a phone: it draws as it moves, and the page stays where it is.
    driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", dict(enabled=True))
    show(driver, (site / page).as_uri(), 390, "light")
    driver.execute_script("document.querySelector('.plane .map').scrollIntoView({block: 'center'})")
    place = driver.execute_script("return document.querySelector('.plane .map').getBoundingClientRect().toJSON()")
    scrolled = driver.execute_script("return scrollY")
    pictures = []
    for kind, share in [("touchStart", 0.3), ("touchMove", 0.5), ("touchMove", 0.7)]:
        point = dict(x=place["x"] + share * place["width"], y=place["y"] + share * place["height"])
        driver.execute_cdp_cmd("Input.dispatchTouchEvent", dict(type=kind, touchPoints=[point]))
        # Moves are delivered with the next frame.
        driver.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")
        pictures.append(driver.execute_script(drawn))
    driver.execute_cdp_cmd("Input.dispatchTouchEvent", dict(type="touchEnd", touchPoints=[]))
    expect(len(set(pictures)) == 3, page, "a finger that moves over the plane does not move the digit")
    expect(driver.execute_script("return scrollY") == scrolled, page, "a finger on the plane scrolls the page")
    driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", dict(enabled=False))


# One book in three forms --------------------------------------------------------------------------

def plain(markup):
    """The words of HTML, without mathematics."""
    tree = html5lib.parseFragment(markup, treebuilder="etree", namespaceHTMLElements=False)
    for parent in list(tree.iter()):
        for child in list(parent):
            if str(child.tag).endswith("math") or child.tag == "annotation":
                child.text, child[:] = "", []
    return " ".join("".join(tree.itertext()).split())


def parts(markup):
    """Captions, claims and numbers of a page, in order."""
    body = re.sub(r"<pre.*?</pre>", "", markup, flags=re.S)
    captions = [plain(c).removesuffix(" (data)") for c in re.findall(r"<figcaption>(.*?)</figcaption>", body, re.S)]
    claims = [plain(c) for c in re.findall(r'<div[^>]* class="claim[^"]*"[^>]*>\s*<p>(.*?)</p>', body, re.S)]
    return captions, claims, re.findall(r"\d[\d.,]*", plain(body))


def parts_of_markdown(file):
    """The same of a page of Book/, by pandoc alone."""
    text = file.read_text()
    html = subprocess.run(["pandoc", "-f", MARKDOWN, "-t", "html5", "--mathml", file],
                          check=True, capture_output=True, text=True).stdout
    body = re.sub(r"<pre.*?</pre>", "", html, flags=re.S)
    captions = [plain(c).removesuffix(" (data)") for c in re.findall(r"<p>(<em>Figure \d+\..*?)</p>", body, re.S)]
    claims = [plain(c) for q in re.findall(r"<blockquote>(.*?)</blockquote>", body, re.S)
              for c in re.findall(r"<p>(.*?)</p>", q, re.S) if plain(c).startswith(("✓", "✗"))]
    # The links to the pages around, which the site has in a place of their own.
    body = re.sub(r'<p>(?:<a\s[^>]*>[^<]*</a>[\s·]*)*<a\shref="README\.md">[^<]*</a>(?:[\s·]*<a\s[^>]*>[^<]*</a>)*</p>', "", body)
    return captions, claims, re.findall(r"\d[\d.,]*", plain(body)), text


def compare(notebooks):
    chapters = {}
    with zipfile.ZipFile(epub) as archive:
        for name in archive.namelist():
            if re.search(r"text/ch\d+\.xhtml$", name):
                markup = archive.read(name).decode()
                title = plain(re.search(r"<h1.*?</h1>", markup, re.S).group(0))
                chapters[title] = markup[markup.index("<body"):]
    for outline in pages():
        file = BOOK / f"{outline['name']}.md"
        page = "index.html" if file.stem == "README" else file.stem + ".html"
        captions, claims, numbers, text = parts_of_markdown(file)
        markup = (site / page).read_text()
        main = markup[markup.index("<main"):markup.index("</main>")]
        main = re.sub(r'<nav class="pager".*?</nav>', "", main, flags=re.S)
        forms = {"site": main}
        title = re.search(r"^# (.*)$", text, re.M).group(1)
        if file.stem != "README":
            expect(title in chapters, page, f"not in the EPUB: {title}")
            forms["EPUB"] = chapters.get(title, "")
        if "program" in outline:
            program = outline["program"]
            expect(len(captions) == len(program["figures"]), page, "other figures than the outline of the book has")
            expect(len(claims) == len(program["claims"]), page, "other claims than the outline of the book has")
            numbered = re.findall(r'id="equation-(\d+)"', markup)
            expected = [str(number + 1) for number in range(len(program["equations"]))]
            expect(numbered == expected, page, f"expected equations {expected}, found {numbered}")
        drawn = notebooks / f"{file.stem}.html"
        if drawn.exists():
            expect(drawn.read_text().count('src="data:image') == len(captions), page, "the notebook lacks pictures")
            expect(drawn.read_text().count("<strong>Claim.</strong>") == len(claims), page, "the notebook lacks claims")
        named = re.findall(r'<a id="(claim-\w+)">', text)
        for form, html in forms.items():
            found = re.findall(r'id="(?:[\w-]+--)?(claim-\w+)"', html)
            expect(found == named, page, f"expected links to lead to the claims {named} in the {form}, found {found}")
            folds = text.count("\n> <details>") if form == "site" else 0
            expect(html.count("<details") == folds, page, f"expected {folds} tests to be folded in the {form}")
        for form, html in forms.items():
            for what, mine, theirs in zip(["captions", "claims", "numbers"], (captions, claims, numbers), parts(html)):
                differ = next((pair for pair in zip(mine, theirs) if pair[0] != pair[1]), None)
                expect(mine == theirs, page, f"{what} of Book/ and {form} differ: {len(mine)} and {len(theirs)}, {differ}")


files = sorted(site.rglob("*.html"))
expect(len(list(site.glob("*.html"))) == len(pages()), "site", "expected the pages of Book/")
links(files)
if is_whole:
    with tempfile.TemporaryDirectory() as converted:
        subprocess.run([sys.executable, "-m", "nbconvert", "--to", "html", "--log-level", "ERROR", "--output-dir",
                        converted, *sorted(notebooks.glob("*.ipynb"))], check=True)
        compare(pathlib.Path(converted))
    driver = browser()
    try:
        for file in [*site.glob("*.html"), site / "source/Sources/Engine/Layers.swift.html"]:
            visit(driver, file)
        use(driver)
    finally:
        driver.quit()
else:
    for file in site.glob("*.html"):
        expect("Solutions" not in file.read_text(), file.name, "speaks of solutions that are not there")
for problem in problems:
    print(f"error: {problem}", file=sys.stderr)
print(f"{len(files)} pages, {len(problems)} problems")
sys.exit(bool(problems))
