// The plane of codes of chapter 5's model with two numbers: what its decoder draws, and where the test
// images lie. The weights, `plane`, come from the chapter's run.
"use strict";
{
const place = document.querySelector(".plane");
const bytes = text => Uint8Array.from(atob(text), character => character.charCodeAt(0));

const layers = plane.layers.map(({ inputs, outputs, step, weights, bias }) =>
  ({ inputs, outputs, bias, weights: Float32Array.from(new Int8Array(bytes(weights).buffer), q => q * step) }));

/** The pixels that the decoder makes of a code, from 0 to 1: dense layers, ReLU between, a sigmoid last. */
function decode(code) {
  return layers.reduce((x, { inputs, outputs, bias, weights }, depth) => {
    const y = Float32Array.from(bias);
    for (let i = 0; i < inputs; i++)
      for (let j = 0; j < outputs; j++) y[j] += x[i] * weights[i * outputs + j];
    return y.map(depth < layers.length - 1 ? a => Math.max(a, 0) : a => 1 / (1 + Math.exp(-a)));
  }, code);
}

/** The greatest difference from the engine's own pixels, in grey levels; for tests. */
place.difference = () => Math.max(...plane.samples.map(({ code, pixels }) => {
  const expected = bytes(pixels);
  return Math.max(...decode(code).map((pixel, i) => Math.abs(255 * pixel - expected[i])));
}));

// What there is to see ----------------------------------------------------------------------------

// Of all numbers of the codes but the one per cent that lies farthest out.
const farthest = plane.codes.map(Math.abs).sort((a, b) => a - b)[Math.floor(0.99 * plane.codes.length)];
const reach = Math.ceil(2 * farthest) / 2 + 0.5;
const digits = [...new Set(plane.labels)].sort();
const options = digits.map(digit => `<option>${digit}</option>`).join("");
const slider = (name, label) => `<label>${label}
  <input type="range" name="${name}" min="${-reach}" max="${reach}" step="0.05" value="0"> <output></output></label>`;
place.innerHTML = `
  <h3>Move over the plane</h3>
  <p>Press on the map, or use the sliders: beside it is what the decoder draws there. The digits on the map
  are the test images, each at its code. Walk from one digit to another on a straight line.</p>
  <div class="views">
    <canvas class="map" role="img" aria-label="Map of the codes of ${plane.labels.length} test images; the sliders move over it."></canvas>
    <div><canvas class="digit" width="28" height="28" role="img"></canvas><p class="nearest"></p></div>
  </div>
  <div class="controls">
    ${slider("first", "First number")}
    ${slider("second", "Second number")}
    <label>From a <select name="from">${options}</select></label>
    <label>to a <select name="to">${options}</select></label>
    <label>Walk <input type="range" name="walk" min="0" max="100" value="0"> <output>0 %</output></label>
  </div>`;
const map = place.querySelector(".map"), digit = place.querySelector(".digit");
const control = name => place.querySelector(`[name=${name}]`);
const [first, second, from, to, walk] = ["first", "second", "from", "to", "walk"].map(control);
from.value = "1";
to.value = "0";

/** The first test image of a class. */
function codeOf(label) {
  const image = plane.labels.indexOf(Number(label));
  return [plane.codes[2 * image], plane.codes[2 * image + 1]];
}

/** The label of the test image that lies nearest to a code. */
function nearest([a, b]) {
  let best = 0, least = Infinity;
  plane.labels.forEach((_, i) => {
    const distance = (plane.codes[2 * i] - a) ** 2 + (plane.codes[2 * i + 1] - b) ** 2;
    if (distance < least) [best, least] = [i, distance];
  });
  return plane.labels[best];
}

function drawMap(code) {
  const side = map.clientWidth, scale = window.devicePixelRatio;
  map.width = map.height = Math.round(side * scale);
  const pen = map.getContext("2d"), style = getComputedStyle(place);
  const dark = style.getPropertyValue("color").match(/\d+/g)[0] > 127;
  const x = a => (a / reach + 1) / 2 * side, y = b => (1 - b / reach) / 2 * side;
  pen.scale(scale, scale);
  pen.font = "10px sans-serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  plane.labels.forEach((label, i) => {
    pen.fillStyle = `hsl(${36 * label} 75% ${dark ? 68 : 36}%)`;
    pen.fillText(label, x(plane.codes[2 * i]), y(plane.codes[2 * i + 1]));
  });
  pen.strokeStyle = style.color;
  pen.lineWidth = 2;
  pen.beginPath();
  pen.arc(x(code[0]), y(code[1]), 9, 0, 7);
  pen.stroke();
}

function drawDigit(code) {
  const pen = digit.getContext("2d"), image = pen.createImageData(28, 28);
  decode(code).forEach((ink, i) => image.data.set([1, 1, 1].map(() => 255 * (1 - ink)).concat(255), 4 * i));
  pen.putImageData(image, 0, 0);
  place.querySelector(".nearest").textContent = `Nearest test image: ${nearest(code)}`;
  digit.setAttribute("aria-label", `What the decoder draws at ${code.map(a => a.toFixed(2)).join(", ")}`);
}

function draw() {
  const code = [Number(first.value), Number(second.value)];
  for (const input of [first, second])
    input.parentElement.querySelector("output").value = Number(input.value).toFixed(2);
  drawMap(code);
  drawDigit(code);
}

function go([a, b]) {
  first.value = a;
  second.value = b;
  draw();
}

function step() {
  const [a, b] = [codeOf(from.value), codeOf(to.value)], share = walk.value / 100;
  walk.parentElement.querySelector("output").value = `${walk.value} %`;
  go([0, 1].map(i => (1 - share) * a[i] + share * b[i]));
}

for (const input of [first, second]) input.addEventListener("input", draw);
for (const input of [from, to, walk]) input.addEventListener("input", step);
function point(event) {
  const box = map.getBoundingClientRect();
  go([(2 * (event.clientX - box.left) / box.width - 1) * reach, (1 - 2 * (event.clientY - box.top) / box.height) * reach]);
}
map.addEventListener("pointerdown", event => { map.setPointerCapture(event.pointerId); point(event); });
map.addEventListener("pointermove", event => { if (event.buttons) point(event); });
new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
addEventListener("resize", draw);
place.hidden = false;
draw();
}
