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
/** Lower case, without accents and quotation marks, in the book's spelling. */
const folded = text => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f"“”]/g, "").replace(/iz(?=[aei])/g, "is");
const sections = searchIndex.map(([place, page, heading, text]) =>
  ({ place, page, heading, text, title: folded(`${page} ${heading}`), body: folded(text) }));

/** Sections that have all the words, and "all of these in a row", those with more of them in their titles first. */
function find(query) {
  const words = [...query.matchAll(/["“]([^"”]+)["”]?|[^\s"“”]+/g)]
    .map(([word, phrase]) => folded(phrase ?? word).replace(/\s+/g, " ").trim()).filter(Boolean);
  if (words.length === 0) return [];
  return sections
    .filter(section => words.every(word => section.title.includes(word) || section.body.includes(word)))
    .map(section => ({ section, score: words.filter(word => section.title.includes(word)).length }))
    .sort((a, b) => b.score - a.score)
    .map(({ section }) => ({ section, excerpt: excerpt(section, words[0]) }));
}

function excerpt({ text, body }, word) {
  const at = Math.max(body.indexOf(word), 0);
  const begin = Math.max(at - 40, 0);
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
markScrolling();
