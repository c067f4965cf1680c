// Draws the figures of the demo deck and prints one page for each step of a slide.
// All data are invented; the curves come from a fixed seed, so that every print is the same.

const SVG = "http://www.w3.org/2000/svg";
const CORAL = "#f4523f", GREY = "#9ba0b9", INK = "#16193d", LINE = "#e5e2ea", SOFT = "#565c80", VIOLET = "#5446cf";

function add(parent, name, attributes, text) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  parent.append(node);
  return node;
}

function label(svg, x, y, text, more = {}) {
  return add(svg, "text", { x, y, "font-size": 14, fill: SOFT, ...more }, text);
}

function random(seed) {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

// Slide 1: one heartbeat, drawn as a ribbon of lines.
function pulse(svg) {
  const defs = add(svg, "defs", {});
  const fade = add(defs, "linearGradient", { id: "fade", x1: 0, x2: 1 });
  for (const [offset, colour, opacity] of [[0, "#8f7bff", 0], [0.35, "#a58cff", 0.55], [0.72, "#ff8a75", 0.95], [1, "#ffc08a", 0.25]])
    add(fade, "stop", { offset, "stop-color": colour, "stop-opacity": opacity });
  const beat = (x) => {
    const bump = (at, width, height) => height * Math.exp(-(((x - at) / width) ** 2));
    return bump(0.5, 0.035, 26) - bump(0.585, 0.011, 44) + bump(0.622, 0.017, 235) - bump(0.662, 0.014, 92) + bump(0.78, 0.05, 50);
  };
  for (let i = 0; i < 30; i += 1) {
    const t = i / 29;
    let path = "";
    for (let x = 0; x <= 1.001; x += 0.0035) {
      const swell = Math.sin(x * 5.2 + t * 2.4) * 30 * t;
      const y = 474 - beat(x - t * 0.035) * (1 - 0.86 * t) + swell + t * 92 * x;
      path += `${path ? "L" : "M"}${(590 + x * 740).toFixed(1)} ${y.toFixed(1)}`;
    }
    add(svg, "path", { d: path, fill: "none", stroke: "url(#fade)", "stroke-width": i ? 1 : 3.2, opacity: i ? (0.75 - 0.6 * t).toFixed(2) : 1 });
  }
}

// Slide 2: a hundred patients.
function people(svg) {
  for (let i = 0; i < 100; i += 1) {
    const column = i % 20, row = Math.floor(i / 20);
    const x = 12 + column * 28.2, y = row * 66;
    const fill = i < 24 ? CORAL : "#d9d6e4";
    add(svg, "circle", { cx: x, cy: y + 10, r: 7.5, fill });
    add(svg, "path", { d: `M${x - 9.5} ${y + 47}v-15a9.5 9.5 0 0 1 19 0v15a4 4 0 0 1-4 4h-11a4 4 0 0 1-4-4z`, fill });
  }
}

// Slide 3: two pathways, and where the tablet acts.
function mechanism(svg) {
  const defs = add(svg, "defs", {});
  const warm = add(defs, "linearGradient", { id: "warm", x1: 0, x2: 1 });
  add(warm, "stop", { offset: 0, "stop-color": "#ffd7ce" });
  add(warm, "stop", { offset: 1, "stop-color": "#ffb4a5" });
  const rows = [
    { y: 0, name: "Neurohormonal drive", cause: "Falling output", chain: ["Angiotensin II", "AT₁ receptor"], result: "Vessels tighten", block: 1 },
    { y: 222, name: "Salt retention", cause: "Falling renal flow", chain: ["Aldosterone", "MR receptor"], result: "Salt and water stay", block: 1 },
  ];
  for (const row of rows) {
    label(svg, 0, row.y + 16, row.name.toUpperCase(), { "font-size": 12.5, "font-weight": 650, "letter-spacing": 1.6, fill: VIOLET });
    const boxes = [row.cause, ...row.chain, row.result];
    boxes.forEach((text, at) => {
      const x = at * 230, last = at === 3;
      add(svg, "rect", { x, y: row.y + 34, width: 186, height: 92, rx: 16, fill: last ? "url(#warm)" : "#fff", stroke: last ? "#ffb4a5" : LINE });
      label(svg, x + 93, row.y + 86, text, { "font-size": 17, "font-weight": 620, "text-anchor": "middle", fill: INK });
      if (at < 3) {
        add(svg, "path", { d: `M${x + 192} ${row.y + 80}h26`, stroke: "#bdb8cf", "stroke-width": 2.5, fill: "none" });
        add(svg, "path", { d: `M${x + 214} ${row.y + 74}l10 6-10 6z`, fill: "#bdb8cf" });
      }
    });
  }
  const sum = add(svg, "g", {});
  add(sum, "path", { d: "M882 80h118c20 0 30 6 30 18M882 302h118c20 0 30-6 30-18", fill: "none", stroke: "#ffb4a5", "stroke-width": 2.5 });
  add(sum, "circle", { cx: 1030, cy: 191, r: 100, fill: INK });
  label(sum, 1030, 188, "Congestion", { "font-size": 22, "font-weight": 680, "text-anchor": "middle", fill: "#fff" });
  label(sum, 1030, 214, "oedema, dyspnoea", { "font-size": 14, "text-anchor": "middle", fill: "#c9c8e6" });

  const drug = add(svg, "g", { "data-from": 2 });
  for (const y of [80, 302]) {
    add(drug, "path", { d: `M553 ${y > 200 ? 250 : 132}V${y > 200 ? 236 : 146}`, stroke: CORAL, "stroke-width": 3 });
    add(drug, "rect", { x: 454, y: y - 52, width: 198, height: 104, rx: 20, fill: "none", stroke: CORAL, "stroke-width": 4 });
    add(drug, "path", { d: `M664 ${y - 15}l14 30M678 ${y - 15}l-14 30`, stroke: CORAL, "stroke-width": 5, "stroke-linecap": "round" });
  }
  add(drug, "rect", { x: 420, y: 160, width: 266, height: 62, rx: 31, fill: CORAL });
  label(drug, 553, 198, "Cardiovexa, dual antagonist", { "font-size": 17, "font-weight": 680, "text-anchor": "middle", fill: "#fff" });
  label(drug, 0, 408, "Nelutisant binds AT₁ and MR with similar affinity (Kᵢ 1.8 and 2.3 nM); selectivity over GR is above 400-fold.³", { "font-size": 15 });
}

const MONTHS = 24;

function survivalCurve(rate, hump, seed) {
  const next = random(seed);
  const points = [[0, 0]];
  for (let at = 1; at <= MONTHS * 5; at += 1) {
    const month = at / 5;
    const smooth = 100 * (1 - Math.exp(-(rate * month + hump * (1 - Math.exp(-month / 1.6)))));
    points.push([month, Math.max(points.at(-1)[1], smooth + (next() - 0.5) * 0.34)]);
  }
  return points;
}

function stepPath(points, x, y) {
  let path = `M${x(0)} ${y(0)}`;
  for (const [month, value] of points) path += `H${x(month).toFixed(1)}V${y(value).toFixed(1)}`;
  return path;
}

// Slide 5: cumulative incidence, the placebo first.
function survival(svg) {
  const x = (month) => 52 + month * 28.4, y = (percent) => 306 - percent * 8.9;
  label(svg, 0, 12, "Patients with an event, %", { "font-weight": 600, fill: INK });
  for (const percent of [0, 10, 20, 30]) {
    add(svg, "path", { d: `M52 ${y(percent)}H${x(24)}`, stroke: percent ? LINE : "#bdb8cf" });
    label(svg, 40, y(percent) + 5, percent, { "text-anchor": "end" });
  }
  for (const month of [0, 6, 12, 18, 24]) label(svg, x(month), 330, month, { "text-anchor": "middle" });
  label(svg, x(24) + 8, 350, "months since randomisation", { "text-anchor": "end", "font-size": 13 });
  const placebo = survivalCurve(0.0107, 0.062, 7), treated = survivalCurve(0.0076, 0.043, 11);
  const drug = add(svg, "g", { "data-from": 2 });
  const area = `${stepPath(placebo, x, y)}L${x(24)} ${y(treated.at(-1)[1])}${[...treated].reverse().map(([m, v]) => `L${x(m).toFixed(1)} ${y(v).toFixed(1)}`).join("")}Z`;
  add(drug, "path", { d: area, fill: "#ffe9e4", stroke: "none" });
  add(svg, "path", { d: stepPath(placebo, x, y), fill: "none", stroke: GREY, "stroke-width": 3.5, "stroke-linejoin": "round" });
  label(svg, x(17), y(25.5), "Placebo", { "font-size": 17, "font-weight": 680, "text-anchor": "end", fill: "#757b99" });
  add(drug, "path", { d: stepPath(treated, x, y), fill: "none", stroke: CORAL, "stroke-width": 4.5, "stroke-linejoin": "round" });
  label(drug, x(18.4), y(10.8), "Cardiovexa", { "font-size": 17, "font-weight": 680, fill: CORAL });
  risk(svg, x, 374, "Placebo", [2405, 2071, 1902, 1544, 811], "#757b99");
  risk(drug, x, 393, "Cardiovexa", [2407, 2189, 2068, 1713, 934], CORAL);
}

function risk(svg, x, y, name, counts, fill) {
  counts.forEach((count, at) =>
    label(svg, x(at * 6), y, count.toLocaleString("en"), { "font-size": 12.5, "text-anchor": at ? "middle" : "start", fill }));
  label(svg, x(2), y, name, { "font-size": 12.5, "font-weight": 600, fill });
}

// Slide 6: mean change with confidence intervals.
function kccq(svg) {
  const weeks = [0, 4, 12, 24, 52];
  const x = (at) => 70 + at * 156, y = (points) => 322 - points * 14;
  label(svg, 0, 12, "KCCQ total symptom score, mean change in points", { "font-weight": 600, fill: INK });
  for (const points of [0, 5, 10, 15, 20]) {
    add(svg, "path", { d: `M52 ${y(points)}H738`, stroke: points ? LINE : "#bdb8cf" });
    label(svg, 40, y(points) + 5, points ? `+${points}` : "0", { "text-anchor": "end" });
  }
  weeks.forEach((week, at) => label(svg, x(at), 348, week ? `week ${week}` : "start", { "text-anchor": "middle" }));
  const arms = [
    { name: "Placebo", colour: GREY, text: "#757b99", values: [0, 5.2, 8.1, 9.4, 9.2], dx: -5 },
    { name: "Cardiovexa", colour: CORAL, text: CORAL, values: [0, 9.3, 13.9, 16.2, 16.6], dx: 5 },
  ];
  for (const arm of arms) {
    const at = (i) => [x(i) + (i ? arm.dx : 0), y(arm.values[i])];
    add(svg, "path", { d: weeks.map((_, i) => `${i ? "L" : "M"}${at(i).join(" ")}`).join(""), fill: "none", stroke: arm.colour, "stroke-width": 4, "stroke-linejoin": "round" });
    weeks.forEach((_, i) => {
      const [px, py] = at(i);
      if (i) add(svg, "path", { d: `M${px} ${py - 17}v34M${px - 6} ${py - 17}h12M${px - 6} ${py + 17}h12`, stroke: arm.colour, "stroke-width": 2 });
      add(svg, "circle", { cx: px, cy: py, r: 7.5, fill: i ? arm.colour : "#fff", stroke: arm.colour, "stroke-width": 3 });
    });
    label(svg, x(4) + 14, y(arm.values[4]) + (arm.colour === CORAL ? -30 : 42), arm.name, { "font-size": 17, "font-weight": 680, "text-anchor": "end", fill: arm.text });
  }
  label(svg, 52, 386, "Least-square means with 95 % CI; higher is better.", { "font-size": 12.5 });
}

// Slide 7: adverse events, both arms on one line.
function adverse(svg) {
  const rows = [["Hyperkalaemia (any)", 11.8, 6.1], ["Hypotension", 9.4, 7.7], ["Dizziness", 7.9, 6.8], ["Nausea", 5.2, 4.9], ["Renal impairment", 4.6, 4.8], ["Stopped for an adverse event", 5.9, 5.5]];
  const x = (percent) => 250 + percent * 32;
  label(svg, 0, 14, "Patients with the event, %", { "font-weight": 600, fill: INK });
  for (const percent of [0, 4, 8, 12]) {
    add(svg, "path", { d: `M${x(percent)} 34V354`, stroke: percent ? LINE : "#bdb8cf" });
    label(svg, x(percent), 376, percent, { "text-anchor": "middle" });
  }
  rows.forEach(([name, drug, placebo], at) => {
    const y = 62 + at * 52;
    label(svg, 0, y + 6, name, { "font-size": 16, "font-weight": at ? 480 : 680, fill: INK });
    add(svg, "path", { d: `M${x(placebo)} ${y}H${x(drug)}`, stroke: at ? "#e3dfeb" : "#ffc9bd", "stroke-width": 7 });
    add(svg, "circle", { cx: x(placebo), cy: y, r: 9, fill: "#fff", stroke: GREY, "stroke-width": 4 });
    add(svg, "circle", { cx: x(drug), cy: y, r: 10, fill: CORAL });
    const shown = label(svg, x(Math.max(drug, placebo)) + 20, y + 5, "", {});
    const parts = [[drug, CORAL], [placebo, "#757b99"]];
    parts.forEach(([value, fill], i) => add(shown, "tspan", { fill, "font-weight": 650, dx: i ? 8 : 0 }, value.toFixed(1)));
  });
  add(svg, "circle", { cx: 8, cy: 395, r: 7, fill: CORAL });
  label(svg, 24, 400, "Cardiovexa, n = 2,401");
  add(svg, "circle", { cx: 200, cy: 395, r: 6, fill: "#fff", stroke: GREY, "stroke-width": 3 });
  label(svg, 216, 400, "Placebo, n = 2,399");
}

// Slide 8: the way from the first tablet.
function road(svg) {
  const defs = add(svg, "defs", {});
  const ramp = add(defs, "linearGradient", { id: "ramp", x1: 0, x2: 1 });
  add(ramp, "stop", { offset: 0, "stop-color": "#ffb9aa" });
  add(ramp, "stop", { offset: 1, "stop-color": CORAL });
  add(svg, "path", { d: "M20 150H330C388 150 384 96 442 96H1036", fill: "none", stroke: "url(#ramp)", "stroke-width": 12, "stroke-linecap": "round" });
  const stops = [[20, 150, "Before discharge", "10 mg", true], [246, 150, "Week 1", "potassium, creatinine", false], [442, 96, "Week 4", "20 mg", true], [730, 96, "Month 3", "potassium, creatinine", false], [1036, 96, "For good", "20 mg", true]];
  for (const [cx, cy, when, what, dose] of stops) {
    const anchor = cx > 1000 ? "end" : cx < 60 ? "start" : "middle";
    const tx = anchor === "start" ? cx - 12 : anchor === "end" ? cx + 12 : cx;
    add(svg, "circle", { cx, cy, r: dose ? 15 : 9, fill: "#fff", stroke: dose ? CORAL : "#bdb8cf", "stroke-width": dose ? 6 : 4 });
    label(svg, tx, cy + 42, when, { "font-size": 15, "font-weight": 600, "text-anchor": anchor, fill: INK });
    if (dose) label(svg, tx, cy - 34, what, { "font-size": 38, "font-weight": 730, "letter-spacing": -1.2, "text-anchor": anchor, fill: CORAL });
    else label(svg, tx, cy + 62, what, { "font-size": 14, "text-anchor": anchor });
  }
}

const draw = { pulse, people, mechanism, survival, kccq, adverse, road };
for (const svg of document.querySelectorAll("[data-draw]")) draw[svg.dataset.draw](svg);

// A page for each step; every slide but the cover gets its foot.
const slides = [...document.querySelectorAll("section")];
slides.forEach((slide, at) => {
  if (at) {
    const foot = document.createElement("footer");
    foot.innerHTML = `<b>Cardiovexa<i>.</i></b><span>Invented product, demonstration only · references 1–5 on the last slide · NL-CVX-2026-0042, June 2026</span><span class="no">${at + 1}</span>`;
    slide.append(foot);
  }
  const steps = Number(slide.dataset.steps ?? 1);
  for (let step = steps; step >= 1; step -= 1) {
    const page = step === steps ? slide : slide.cloneNode(true);
    if (page !== slide) slide.parentNode.insertBefore(page, slide.parentNode.querySelector(`[data-page="${at}-${step + 1}"]`) ?? slide);
    page.dataset.page = `${at}-${step}`;
    for (const part of page.querySelectorAll("[data-from], [data-until]")) {
      const { from = 1, until = steps } = part.dataset;
      part.classList.toggle("hidden", step < from || step > until);
    }
  }
});
document.body.dataset.ready = "yes";
