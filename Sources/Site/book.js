// Search and theme. Without scripts the book can still be read: both controls are hidden then.
"use strict";

const root = document.documentElement;
const places = document.querySelector("script[src$='book.js']").getAttribute("src").replace("book.js", "");

// Theme ------------------------------------------------------------------------------------------

const button = document.querySelector("button.theme");
const themes = ["auto", "light", "dark"];
const show = () => { button.textContent = `Theme: ${root.dataset.theme}`; };
button.addEventListener("click", () => {
  root.dataset.theme = themes[(themes.indexOf(root.dataset.theme) + 1) % themes.length];
  localStorage.setItem("theme", root.dataset.theme);
  show();
});
show();
button.hidden = false;

// Search -----------------------------------------------------------------------------------------

const box = document.querySelector(".search");
const input = box.querySelector("input");
const list = box.querySelector("ol");
const status = box.querySelector(".status");
const most = 12;
/** Lower case, without accents and quotation marks, with one kind of dash, in the book's spelling. */
const folded = text => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f"“”]/g, "").replace(/[–—‐]/g, "-").replace(/iz(?=[aei])/g, "is");
const sections = searchIndex.map(([place, page, heading, text]) =>
  ({ place, page, heading, text, title: folded(`${page} ${heading}`), body: folded(text) }));

const greek = ("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho final sigma tau upsilon "
  + "phi chi psi omega").split(" ");

/** What finds a word: a letter as a whole word, in Greek by its name, too; of a longer word the singular. */
function matcher(word) {
  const letter = word.length === 1 ? word : greek.includes(word) ? String.fromCodePoint(0x3b1 + greek.indexOf(word)) : null;
  const part = word.replace(/([^s]{3,})s$/, "$1");
  const alone = letter && new RegExp(`(?<![\\p{L}\\p{N}])${letter.replace(/[^\p{L}\p{N}]/gu, "\\$&")}(?![\\p{L}\\p{N}])`, "u");
  return text => {
    const at = letter ? text.search(alone) : -1;
    return at < 0 && word.length > 1 ? text.indexOf(part) : at;
  };
}

/** Sections that have all the words, and "all of these in a row", those with more of them in their titles first; for a
    letter the page of symbols. */
function find(query) {
  const words = [...query.matchAll(/["“]([^"”]+)["”]?|[^\s"“”]+/g)]
    .map(([word, phrase]) => folded(phrase ?? word).replace(/\s+/g, " ").trim()).filter(Boolean);
  if (words.length === 0) return [];
  const matchers = words.map(matcher);
  const isLetter = words.some(word => word.length === 1 || greek.includes(word));
  return sections
    .filter(section => matchers.every(at => at(section.title) >= 0 || at(section.body) >= 0))
    .map(section => ({ section, score: matchers.filter(at => at(section.title) >= 0).length + (isLetter && section.page === "Notation" ? 9 : 0) }))
    .sort((a, b) => b.score - a.score)
    .map(({ section }) => ({ section, excerpt: excerpt(section, matchers[0]) }));
}

function excerpt({ text, body }, position) {
  const at = Math.max(position(body), 0);
  const begin = at > 40 ? text.indexOf(" ", at - 40) + 1 : 0;
  return (begin > 0 ? "…" : "") + text.slice(begin, at + 80) + (at + 80 < text.length ? "…" : "");
}

input.addEventListener("input", () => {
  const found = find(input.value);
  list.replaceChildren(...found.slice(0, most).map(({ section, excerpt }) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    const words = document.createElement("span");
    link.href = places + section.place;
    link.textContent = section.heading === section.page ? section.page : `${section.page} › ${section.heading}`;
    words.textContent = excerpt;
    item.append(link, words);
    return item;
  }));
  list.hidden = found.length === 0;
  status.textContent = input.value.trim() === "" ? "" : found.length === 0 ? "Nothing found"
    : found.length > most ? `${found.length} found, the first ${most} shown` : `${found.length} found`;
});

document.addEventListener("keydown", event => {
  if (event.key === "/" && document.activeElement !== input && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    input.focus();
  } else if (event.key === "Enter" && document.activeElement === input) {
    list.querySelector("a")?.click();
  } else if (event.key === "Escape" && box.contains(document.activeElement)) {
    input.value = "";
    input.dispatchEvent(new Event("input"));
    input.focus();
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && box.contains(document.activeElement) && !list.hidden) {
    // From the words to the first place and on, and back.
    const stops = [input, ...list.querySelectorAll("a")];
    const next = stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    if (stops[next]) {
      event.preventDefault();
      stops[next].focus();
    }
  }
});
document.addEventListener("click", event => {
  if (!box.contains(event.target) || event.target.closest("#found a")) list.hidden = true;
});
input.addEventListener("focus", () => { list.hidden = list.children.length === 0; });
box.hidden = false;

// What scrolls sideways can be reached by keyboard; what fits is no stop on the way. ----------------

function markScrolling() {
  for (const element of document.querySelectorAll(".wide, pre, figure")) {
    const scrolls = element.scrollWidth > element.clientWidth + 1;
    if (scrolls) element.tabIndex = 0; else element.removeAttribute("tabindex");
    if (element.dataset.name && scrolls) {
      element.setAttribute("role", "region");
      element.setAttribute("aria-label", element.dataset.name);
    } else element.removeAttribute("role");
  }
}
addEventListener("resize", markScrolling);
addEventListener("load", markScrolling);
// A fold that opens; the event does not bubble.
addEventListener("toggle", markScrolling, true);
markScrolling();
