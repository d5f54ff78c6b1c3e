// Drives a report in a real Chromium: search, filter, open an entity, follow an edge to its sentence.
// Usage: node report.mjs REPORT.html [SCREENSHOT_FOLDER]. The report is that of tests/fixtures/kb, in
// French. Exit code 0 done, 1 a check fails, 77 no browser here.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import assert from "node:assert/strict";

const browserPath = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
  .find((path) => path && existsSync(path));
let chromium;
try {
  ({ chromium } = await import("playwright-core"));
} catch {
  console.error("skipped: playwright-core is not installed (npm install in tests/browser)");
  process.exit(77);
}
if (!browserPath) {
  console.error("skipped: no Chromium (apt-get install chromium)");
  process.exit(77);
}
const [file, shots] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 1200, height: 850 } });
const faults = [];
const asked = [];
page.on("pageerror", (error) => faults.push(error.message));
page.on("console", (message) => { if (message.type() === "error") faults.push(message.text()); });
page.on("request", (request) => asked.push(request.url()));
const address = pathToFileURL(resolve(file)).href;
const checks = [];
const check = (name, run) => checks.push([name, run]);
const rows = () => page.locator("tbody tr");
const texts = (selector) => page.locator(selector).allTextContents();
const go = async (fragment) => { await page.goto("about:blank"); await page.goto(address + "#" + fragment); await page.waitForSelector("html[data-ready]"); };

// Following a link changes the address first and the view after it.
const headed = (title) => page.getByRole("heading", { level: 1, name: title, exact: true }).waitFor({ timeout: 5000 });

check("opens on the entities, in French", async () => {
  await go("");
  assert.equal(await page.locator("h1").textContent(), "Entités");
  assert.equal(await rows().count(), 6);
  assert.equal(await page.getAttribute("html", "lang"), "fr");
});
check("search folds accents and case, and says how many it found", async () => {
  await go("entities");
  await page.getByLabel("Rechercher un nom").fill("ZELIA");
  assert.deepEqual(await texts("tbody tr td:first-child"), ["Zélia"]);
  assert.match(await page.locator("#status").textContent(), /^1 /);
  await page.getByLabel("Rechercher un nom").fill("qqq");
  assert.equal(await rows().count(), 0);
  assert.equal(await page.locator("#total").textContent(), "Rien ne correspond.");
});
check("filters and sorts", async () => {
  await go("entities");
  await page.getByLabel("Type").selectOption("organisation");
  assert.equal(await rows().count(), 4);
  await page.getByLabel("Pays").selectOption("FR");
  assert.equal(await rows().count(), 2);
  await page.getByLabel("Trier par").selectOption("name");
  assert.deepEqual(await texts("tbody tr td:first-child"), ["Borvo", "Zélia"]);
});
check("an entity has its partners, timeline and contexts; a context leads to its words", async () => {
  await go("entities");
  await page.getByRole("link", { name: "Borvo" }).click();
  await headed("Borvo");
  const titles = await texts("h2");
  for (const title of ["Partenaires", "Chronologie", "Tous les contextes"]) assert.ok(titles.includes(title), title);
  assert.equal(await page.locator("li.context").count(), 4);
  await page.locator("li.context a").first().click();
  await page.locator("mark.here").waitFor();
  assert.match(await page.locator("mark.here").textContent(), /Borvo/);
});
check("an edge leads to its sentence", async () => {
  await go("graph");
  assert.equal(await page.locator("svg g.edge").count() >= 3, true);
  await page.getByRole("button", { name: "Borvo — Zélia : accord" }).click();
  const quote = page.locator("#evidence blockquote");
  assert.match(await quote.textContent(), /ont signé une convention de partenariat à Nevers/);
  await page.locator("#evidence").getByRole("link", { name: /Ouvrir/ }).click();
  await headed("accord");
  assert.match(await page.locator("dl").textContent(), /2\s500\s000\sEUR/u);
});
check("an edge can be followed with the keyboard alone", async () => {
  await go("graph");
  await page.getByRole("button", { name: "Borvo — Zélia : accord" }).focus();
  await page.keyboard.press("Enter");
  assert.equal(await page.locator("#evidence blockquote").count(), 1);
  assert.equal(await page.evaluate(() => document.activeElement.id), "chosen");
});
check("no labels of the graphs overlap, and names fit their boxes", async () => {
  for (const view of ["graph", "graph:o-borvo-0000000000000000"]) {
    await go(view);
    const boxes = await page.evaluate(() => [...document.querySelectorAll(".board .node")].map((node) => {
      const box = node.querySelector("rect").getBoundingClientRect(), text = node.querySelector("text").getBoundingClientRect();
      return { left: box.left, right: box.right, top: box.top, bottom: box.bottom, wide: text.width - box.width };
    }));
    assert.ok(boxes.length >= 3);
    boxes.forEach((a, at) => {
      assert.ok(a.wide <= 1, "a label is wider than its box");
      for (const b of boxes.slice(at + 1)) {
        assert.ok(a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top, "two labels overlap");
      }
    });
  }
});
check("the map holds the places that have coordinates, and the keyboard opens one", async () => {
  await go("places");
  assert.equal(await page.locator("svg .spot").count(), 1);
  assert.ok((await page.locator("svg path.land").getAttribute("d")).length > 1000, "no coast");
  assert.match(await page.locator(".map + p").textContent(), /^1 lieu sur 1 a des/);
  await page.getByRole("link", { name: /^Nevers — 1 document$/ }).focus();
  await page.keyboard.press("Enter");
  await headed("Nevers");
  await go("places");
  await page.getByLabel("Rechercher un lieu").fill("qqq");
  assert.equal(await page.locator("svg .spot").count(), 0);
});
check("whatever can be used has a name", async () => {
  for (const view of ["entities", "relations", "graph", "places", "o-borvo-0000000000000000", "d-0000000000000001"]) {
    await go(view);
    const unnamed = await page.evaluate(() => [...document.querySelectorAll("a, button, input, select, summary, [role=button]")]
      .filter((one) => !(one.getAttribute("aria-label") || one.textContent.trim() || one.labels?.[0]?.textContent.trim())).map((one) => one.outerHTML.slice(0, 90)));
    assert.deepEqual(unnamed, [], view);
  }
});
check("prints its content alone", async () => {
  await page.emulateMedia({ media: "print" });
  await go("relations");
  assert.equal(await page.locator("header").isVisible(), false);
  assert.equal(await page.locator("form.controls").isVisible(), false);
  assert.equal(await page.locator("article.card").first().isVisible(), true);
  await page.emulateMedia({ media: null });
});
check("hostile text is text", async () => {
  await go("d-0000000000000002");
  const text = await page.locator(".text").textContent();
  for (const words of ["</script><script>alert(1)</script>", "<!-- un commentaire", "<b>brute</b>", "שלום"]) assert.ok(text.includes(words), words);
  assert.equal(await page.locator(".text script, .text b").count(), 0);
});
check("marks carry their label, and can be hidden", async () => {
  await go("d-0000000000000001");
  const tags = new Set(await texts("mark .tag"));
  assert.deepEqual([...tags].sort(), ["DATE", "LIEU", "MONTANT", "ORG", "PERS"]);
  await page.getByRole("button", { name: "lieu" }).click();
  assert.equal(await page.locator("mark.place .tag").first().isVisible(), false);
});
check("every view has a title, one heading, and no row overflows the page", async () => {
  for (const view of ["entities", "documents", "relations", "graph", "places", "timeline", "run"]) {
    for (const width of [1200, 400]) {
      await page.setViewportSize({ width, height: 850 });
      await go(view);
      assert.equal(await page.locator("h1").count(), 1, view);
      assert.equal(await page.locator("nav [aria-current]").count(), 1, view);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), view + " at " + width);
      if (shots && width === 1200) await page.screenshot({ path: `${shots}/${view}.png`, fullPage: true });
    }
  }
  await page.setViewportSize({ width: 1200, height: 850 });
});
check("an unknown address says so", async () => {
  await go("o-nobody");
  assert.match(await page.locator("main").textContent(), /ne désigne rien/);
});
check("nothing was asked of a network, nothing failed", async () => {
  assert.deepEqual(asked.filter((url) => !url.startsWith(address) && url !== "about:blank"), []);
  assert.deepEqual(faults, []);
});

let failed = 0;
for (const [name, run] of checks) {
  try {
    await run();
    console.log("ok " + name);
  } catch (error) {
    failed++;
    console.log("FAILED " + name + "\n  " + String(error.message).split("\n").slice(0, 6).join("\n  "));
  }
}
await browser.close();
process.exit(failed ? 1 : 0);
