// A map of places from their coordinates alone: no tiles, no network. Degrees are drawn as they are,
// narrowed by the middle latitude, over coastlines and a graticule. Places that would cover each
// other are one circle, which opens on a click; names are written where there is room.
"use strict";
const placeMap = ({ places, wide, word, count, counted, choose }) => {
  // places: [{at, name, href, lat, lon, weight}], the heaviest first.
  const STEPS = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30, 45];
  const CLOSEST = 0.2;
  const rings = LAND.trim().split("\n").map((line) => {
    const steps = line.split(" ").map(Number), points = [];
    let x = 0, y = 0;
    for (let i = 0; i < steps.length; i += 2) { x += steps[i]; y += steps[i + 1]; points.push([x / 5, y / 5]); }
    return points;
  });
  const svg = s("svg", { role: "group", "aria-label": word("map.label") });
  const members = h("p", { id: "map-members", tabindex: "-1" });
  // What is to be seen: degrees around a middle.
  let view;
  const around = (list) => {
    const lats = list.map((one) => one.lat), lons = list.map((one) => one.lon);
    const [south, north, west, east] = [Math.min(...lats), Math.max(...lats), Math.min(...lons), Math.max(...lons)];
    const lat = (south + north) / 2, shrink = Math.cos(lat * Math.PI / 180);
    return { lat, lon: (west + east) / 2, span: Math.max((east - west) * shrink, (north - south) * 1.7, 2) * 1.25 };
  };
  const degrees = (value, positive, negative) =>
    count(Math.abs(value)) + "°" + (value === 0 ? "" : "\u00a0" + word(value > 0 ? positive : negative));
  const draw = () => {
    const high = Math.round(Math.min(520, wide * (wide < 600 ? 0.9 : 0.56)));
    const shrink = Math.max(0.2, Math.cos(view.lat * Math.PI / 180));
    const scale = wide / view.span;
    const x = (lon) => (lon - view.lon) * shrink * scale + wide / 2, y = (lat) => high / 2 - (lat - view.lat) * scale;
    const [west, east] = [view.lon - wide / 2 / scale / shrink, view.lon + wide / 2 / scale / shrink];
    const [south, north] = [view.lat - high / 2 / scale, view.lat + high / 2 / scale];
    const land = rings.filter((ring) => ring.some(([lon, lat]) => lon > west - 40 && lon < east + 40 && lat > south - 40 && lat < north + 40))
      .map((ring) => "M" + ring.map(([lon, lat]) => x(lon).toFixed(1) + " " + y(lat).toFixed(1)).join("L") + "Z").join("");
    const step = STEPS.find((one) => one * scale * shrink >= 64) || 45;
    const lines = [], names = [];
    for (let lon = Math.ceil(west / step) * step; lon <= east; lon += step) {
      lines.push(`M${x(lon).toFixed(1)} 0V${high}`);
      if (x(lon) > 60 && x(lon) < wide - 30) names.push(s("text", { x: x(lon) + 3, y: high - 5 }, degrees(Math.round(lon * 100) / 100, "map.east", "map.west")));
    }
    for (let lat = Math.ceil(Math.max(south, -90) / step) * step; lat <= Math.min(north, 90); lat += step) {
      lines.push(`M0 ${y(lat).toFixed(1)}H${wide}`);
      if (y(lat) > 14 && y(lat) < high - 16) names.push(s("text", { x: 4, y: y(lat) - 3 }, degrees(Math.round(lat * 100) / 100, "map.north", "map.south")));
    }
    const most = Math.max(1, ...places.map((one) => one.weight));
    const circles = [];
    for (const one of places) {
      const cx = x(one.lon), cy = y(one.lat), r = 5 + 11 * Math.sqrt(one.weight / most);
      if (cx < 0 || cx > wide || cy < 0 || cy > high) continue;
      const near = circles.find((other) => Math.hypot(other.cx - cx, other.cy - cy) < other.r + r + 2);
      if (near) near.list.push(one);
      else circles.push({ cx, cy, r, list: [one] });
    }
    // Names beside their circles, where they cover neither a circle nor a name.
    const taken = circles.map(({ cx, cy, r }) => [cx - r, cy - r, cx + r, cy + r]);
    const free = ([x1, y1, x2, y2]) => x1 >= 2 && x2 <= wide - 2 && y1 >= 2 && y2 <= high - 18
      && taken.every(([a, b, c, d]) => x2 <= a || c <= x1 || y2 <= b || d <= y1);
    const shapes = circles.map((circle) => {
      const { cx, cy, r, list: [first, ...others] } = circle;
      const label = others.length ? word("map.cluster", { name: first.name, n: count(others.length) }) : first.name;
      const title = label + " — " + counted("count.documents", first.weight);
      const shape = [s("title", null, title), s("circle", { cx, cy, r }), others.length ? s("text.inside", { x: cx, y: cy + 4, "text-anchor": "middle" }, String(others.length + 1)) : null];
      const length = Array.from(label).length * 6.7 + 4;
      const spots = [[cx + r + 3, cy - 8], [cx - r - 3 - length, cy - 8], [cx - length / 2, cy - r - 17], [cx - length / 2, cy + r + 1]];
      const spot = spots.find(([left, top]) => free([left, top, left + length, top + 16]));
      if (spot) {
        taken.push([spot[0], spot[1], spot[0] + length, spot[1] + 16]);
        shape.push(s("text.name", { x: spot[0] + 2, y: spot[1] + 12 }, label));
      }
      if (!others.length) return s("a.spot", { href: first.href, "aria-label": title }, shape);
      const open = () => {
        const closer = around(circle.list);
        if (closer.span < view.span * 0.8 && view.span > CLOSEST * 8) { view = closer; draw(); }
        members.replaceChildren(...choose(circle.list));
        members.focus({ preventScroll: true });
      };
      return s("g.spot.many", { role: "button", tabindex: "0", "aria-label": title, onclick: open,
        onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(); } } }, shape);
    });
    svg.setAttribute("viewBox", `0 0 ${wide} ${high}`);
    svg.replaceChildren(s("rect.sea", { x: 0, y: 0, width: wide, height: high }), s("path.land", { d: land, "fill-rule": "evenodd" }), s("path.graticule", { d: lines.join("") }), s("g.degrees", { "aria-hidden": "true" }, names), ...shapes);
  };
  const reset = () => { view = around(places); members.replaceChildren(); draw(); };
  const zoom = (by) => { view = { ...view, span: Math.min(360, Math.max(CLOSEST, view.span * by)) }; draw(); };
  let from = null;
  svg.addEventListener("pointerdown", (event) => { from = [event.clientX, event.clientY, view.lon, view.lat]; });
  svg.addEventListener("pointerup", () => { from = null; });
  svg.addEventListener("pointermove", (event) => {
    if (!from || event.buttons === 0) { from = null; return; }
    const [dx, dy] = [event.clientX - from[0], event.clientY - from[1]];
    if (Math.abs(dx) + Math.abs(dy) < 6) return;
    const perPixel = view.span / svg.clientWidth;
    view = { ...view, lon: from[2] - dx * perPixel / Math.max(0.2, Math.cos(from[3] * Math.PI / 180)), lat: Math.max(-85, Math.min(85, from[3] + dy * perPixel)) };
    draw();
  });
  reset();
  const tools = h("div.controls", null, [["zoom.in", () => zoom(0.6)], ["zoom.out", () => zoom(1 / 0.6)], ["zoom.reset", reset]]
    .map(([key, onclick]) => h("button", { type: "button", onclick }, word(key))));
  return h("div.map", null, tools, h("div.board", null, svg), members);
};
