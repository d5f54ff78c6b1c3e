// The report's program: reads the data island, shows one view at a time, by address fragment.
// Texts enter the page through textContent alone, so none of them can be markup.
"use strict";
(() => {
  const kb = JSON.parse(document.getElementById("data").textContent);
  const { entities, documents, relations, rules, strings, graph } = kb;
  const main = document.getElementById("main");
  const lang = document.documentElement.lang;
  const PAGE = 100;

  // ---- words -------------------------------------------------------------------------------
  const word = (key, values) => {
    const text = Object.hasOwn(strings, key) ? strings[key] : key.slice(key.indexOf(".") + 1);
    return values ? text.replace(/\{(\w+)\}/g, (_, name) => values[name]) : text;
  };
  const numbers = new Intl.NumberFormat(lang, { maximumFractionDigits: 10 });
  const count = (n) => numbers.format(n);
  const figure = (text) => {
    const [value, ...unit] = text.split(" ");
    const shown = value.split("–").map((n) => numbers.format(Number(n))).join(" – ");
    return unit.length ? shown + "\u00a0" + word("unit." + unit.join(" ")) : shown;
  };
  const plural = new Intl.PluralRules(lang);
  const counted = (key, n, more) => word(plural.select(n) === "one" ? key + ".one" : key, { n: count(n), ...more });
  const fold = (text) =>
    text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae")
      .replace(/[’'‐-―-]+/g, " ");
  const regions = new Intl.DisplayNames([lang], { type: "region" });
  const country = (code) => {
    try { return regions.of(code); } catch { return code; }
  };

  // ---- elements (see elements.js) ----------------------------------------------------------
  // Names and texts bring their own direction.
  const own = (text) => h("bdi", null, text);
  const say = (text) => { document.getElementById("status").textContent = text; };
  const chip = (kind, text) => h("span.chip." + kind, null, text);
  const entry = (term, ...what) => {
    const content = what.flat(Infinity).filter((one) => one !== null && one !== undefined && one !== "");
    return content.length ? [h("dt", null, term), h("dd", null, content)] : [];
  };
  const between = (parts, text = ", ") => parts.flatMap((part, at) => (at ? [text, part] : [part]));

  // replaceChildren takes no arrays; views are easier to write with them.
  const show = (...children) => { main.replaceChildren(...children.flat(Infinity).filter(Boolean)); };

  // ---- indices -----------------------------------------------------------------------------
  const byId = new Map();
  entities.forEach((one, at) => byId.set(one.id, ["entity", at]));
  documents.forEach((one, at) => byId.set(one.id, ["document", at]));
  relations.forEach((one, at) => byId.set(one.id, ["relation", at]));
  // Mentions of an entity: document and offset in its list, five numbers a mention.
  const mentionsOf = entities.map(() => []);
  documents.forEach((one, at) => {
    for (let i = 0; i < one.mentions.length; i += 5) mentionsOf[one.mentions[i + 2]].push(at, i);
  });
  const relationsOf = new Map(), relationsAt = new Map(), relationsIn = new Map();
  const push = (map, key, value) => {
    const list = map.get(key);
    if (!list) map.set(key, [value]);
    else if (list[list.length - 1] !== value) list.push(value);
  };
  relations.forEach((one, at) => {
    for (const [, entity] of one.members) push(relationsOf, entity, at);
    for (const [person] of one.signatories || []) push(relationsOf, person, at);
    if (one.place !== undefined) push(relationsAt, one.place, at);
    for (const [document] of one.evidence) push(relationsIn, document, at);
  });
  const keys = entities.map((one) => fold([one.name, one.acronym || "", ...(one.forms || []).map(([form]) => form)].join(" | ")));
  const day = (relation) => {
    if (relation.date && (relation.date[1] || relation.date[2])) return relation.date[1] || relation.date[2];
    const days = relation.evidence.map(([at]) => documents[at].published).filter(Boolean).sort();
    return days[0] || "";
  };
  const days = relations.map(day);

  // ---- texts -------------------------------------------------------------------------------
  const part = (document, start, end) => {
    for (const [from, text] of document.parts) {
      if (from <= start && end <= from + text.length) return [from, text];
    }
    return null;
  };
  // The sentence around a span, by punctuation, as the library does.
  const around = (document, start, end) => {
    const found = part(document, start, end);
    if (!found) return null;
    const [from, text] = found;
    const opens = (at) => {
      if (at === 0 || text[at - 1] === "\n") return true;
      if (at >= text.length || !/\s/.test(text[at - 1]) || /[\s\p{Ll}]/u.test(text[at])) return false;
      return /(?:[!?…]|(?:[\p{L}\p{N}]{4}|[)»"%\d])\.)\s+$/u.test(text.slice(Math.max(0, at - 12), at));
    };
    let first = start - from, last = end - from;
    const floor = Math.max(0, first - 280), ceiling = Math.min(text.length, last + 280);
    while (first > floor && !opens(first)) first--;
    // What is longer than that is cut between words, and says so.
    let before = "", behind = "";
    if (first > 0 && !opens(first)) { before = "… "; const space = text.slice(first, start - from).search(/\s/); if (space >= 0) first += space + 1; }
    while (last < ceiling && !(last > start - from && opens(last))) last++;
    if (last < text.length && !opens(last)) { behind = " …"; const space = text.slice(end - from, last + 1).search(/\s\S*$/); if (space >= 0) last = end - from + space; }
    return [before + text.slice(first, start - from).trimStart(), text.slice(start - from, end - from), text.slice(end - from, last).trimEnd() + behind];
  };
  const quote = (document, start, end, members) => {
    const found = part(document, start, end);
    if (!found) return h("p.dim", null, word("context.missing"));
    const [from, text] = found;
    const spans = [];
    for (let i = 0; i < document.mentions.length; i += 5) {
      const [at, length, entity] = document.mentions.slice(i, i + 3);
      if (at >= start && at + length <= end && members.has(entity)) spans.push([at, at + length, entity]);
    }
    const out = h("blockquote", { dir: "auto" });
    let done = start;
    for (const [at, to, entity] of spans) {
      if (at < done) continue;
      out.append(text.slice(done - from, at - from));
      out.append(h("mark." + entities[entity].type, null, text.slice(at - from, to - from)));
      done = to;
    }
    out.append(text.slice(done - from, end - from));
    return out;
  };

  // ---- links -------------------------------------------------------------------------------
  const entityLink = (at) => h("a", { href: "#" + entities[at].id }, own(entities[at].name));
  const documentName = (one) => one.title || one.at;
  const documentLink = (at, start, end) =>
    h("a", { href: "#" + documents[at].id + (start === undefined ? "" : ":" + start + "-" + end) }, own(documentName(documents[at])));
  const shortDay = (text) => text || "";
  const memberList = (one) => one.directed
    ? between([between(one.members.filter(([role]) => role === "source").map(([, at]) => entityLink(at))),
      between(one.members.filter(([role]) => role !== "source").map(([, at]) => entityLink(at)))].filter((list) => list.length), " → ")
    : between(one.members.map(([, at]) => entityLink(at)), " — ");

  // ---- lists that grow ---------------------------------------------------------------------
  // Shows rows a page at a time; long lists would make any browser slow.
  const growing = (rows, draw, into, after) => {
    let shown = 0;
    const button = h("button", { type: "button" });
    const more = () => {
      const next = rows.slice(shown, shown + PAGE);
      into.append(...next.map(draw));
      shown += next.length;
      button.hidden = shown >= rows.length;
      button.textContent = word("more", { n: count(Math.min(PAGE, rows.length - shown)) });
    };
    button.addEventListener("click", () => { const next = into.children.length; more(); into.children[next]?.querySelector("a")?.focus(); });
    more();
    after.replaceChildren(button);
  };
  const select = (name, label, options, onchange, value = "") => {
    const node = h("select", { id: "f-" + name, onchange },
      options.map(([key, text]) => h("option", { value: key, selected: key === value }, text)));
    return h("label", { for: "f-" + name }, label, node);
  };
  const values = (list, read, name) => {
    const seen = new Map();
    for (const one of list) { const key = read(one); if (key) seen.set(key, (seen.get(key) || 0) + 1); }
    return [["", word("all")], ...[...seen].map(([key, n]) => [key, name(key) + " (" + count(n) + ")"]).sort((a, b) => a[1].localeCompare(b[1], lang))];
  };
  const head = (...cells) => h("thead", null, h("tr", null, cells.map(([text, kind]) => h("th" + (kind ? "." + kind : ""), { scope: "col" }, text))));
  // A list view: controls above, table below, both rebuilt on input without losing focus.
  const listView = ({ title, controls, columns, find, draw, unit, picture, tableBody = true }) => {
    const body = h(tableBody ? "tbody" : "div");
    const after = h("p"), total = h("p.dim", { id: "total" }), above = h("div");
    const update = () => {
      const rows = find();
      if (picture) above.replaceChildren(...[picture(rows)].flat().filter(Boolean));
      body.replaceChildren();
      growing(rows, draw, body, after);
      total.textContent = rows.length ? counted(unit, rows.length) : word("none");
      say(total.textContent);
    };
    const form = h("form.controls", { role: "search", onsubmit: (event) => event.preventDefault() }, controls(update));
    main.replaceChildren(h("h1", null, title), form, above, total,
      tableBody ? h("div.scroll", null, h("table", null, head(...columns), body)) : body, after);
    update();
  };
  const searchBox = (label, update) =>
    h("label.wide", { for: "q" }, label, h("input", { id: "q", type: "search", autocomplete: "off", oninput: update }));
  const chosen = (name) => document.getElementById("f-" + name)?.value || "";
  const typed = () => fold(document.getElementById("q")?.value || "").split(/\s+/).filter(Boolean);

  // ---- entities ----------------------------------------------------------------------------
  const kindName = (one) => one.kind ? word("kind." + one.kind) : "";
  const order = {
    documents: (a, b) => b.count[1] - a.count[1] || b.count[0] - a.count[0],
    mentions: (a, b) => b.count[0] - a.count[0],
    name: (a, b) => a.name.localeCompare(b.name, lang),
    last: (a, b) => (b.seen?.[1] || "").localeCompare(a.seen?.[1] || ""),
  };
  const showEntities = () => listView({
    title: word("entities"),
    controls: (update) => [
      searchBox(word("search"), update),
      select("type", word("type"), [["", word("all")], ...["organisation", "person", "place"].map((key) => [key, word("type." + key)])], update),
      select("kind", word("kind"), values(entities, (one) => one.kind, (key) => word("kind." + key)), update),
      select("country", word("country"), values(entities, (one) => one.country, country), update),
      select("sort", word("sort"), Object.keys(order).map((key) => [key, word("sort." + key)]), update, "documents"),
    ],
    columns: [[word("name")], [word("type")], [word("kind")], [word("country")], [word("documents"), "num"], [word("mentions"), "num"], [word("seen")]],
    unit: "count.entities",
    find: () => {
      const words = typed(), [type, kind, land] = ["type", "kind", "country"].map(chosen);
      const found = [];
      entities.forEach((one, at) => {
        if ((!type || one.type === type) && (!kind || one.kind === kind) && (!land || one.country === land)
          && words.every((part) => keys[at].includes(part))) found.push(at);
      });
      const compare = order[chosen("sort") || "documents"];
      return found.sort((a, b) => compare(entities[a], entities[b]) || a - b);
    },
    draw: (at) => {
      const one = entities[at];
      return h("tr", null, h("td", null, entityLink(at), one.acronym ? " (" + one.acronym + ")" : null),
        h("td", null, chip(one.type, word("type." + one.type))), h("td", null, kindName(one)),
        h("td", null, one.country ? country(one.country) : ""), h("td.num", null, count(one.count[1])),
        h("td.num", null, count(one.count[0])), h("td.day", null, seen(one)));
    },
  });
  const seen = (one) => !one.seen ? "" : one.seen[0] === one.seen[1] ? one.seen[0] : one.seen[0] + " – " + one.seen[1];

  const showEntity = (at) => {
    const one = entities[at];
    const linked = relationsOf.get(at) || [];
    const partners = new Map();
    for (const number of linked) {
      for (const [, other] of relations[number].members) {
        if (other !== at) push(partners, other, number);
      }
    }
    const ranked = [...partners].sort((a, b) => b[1].length - a[1].length || a[0] - b[0]);
    const contexts = [];
    for (let i = 0; i < mentionsOf[at].length; i += 2) contexts.push([mentionsOf[at][i], mentionsOf[at][i + 1]]);
    contexts.sort((a, b) => (documents[b[0]].published || "").localeCompare(documents[a[0]].published || "") || a[0] - b[0] || a[1] - b[1]);
    const list = h("ol.plain"), after = h("p");
    growing(contexts, ([number, i]) => {
      const text = documents[number], [start, length, , rule, score] = text.mentions.slice(i, i + 5);
      const sentence = around(text, start, start + length);
      return h("li.context", null,
        sentence ? h("div", { dir: "auto" }, sentence[0], h("mark." + one.type, null, sentence[1]), sentence[2]) : h("div.dim", null, word("context.missing")),
        h("div.from", null, between([documentLink(number, start, start + length), shortDay(text.published), rules[rule] + " · " + numbers.format(score / 100)].filter(Boolean), " · ")));
    }, list, after);
    show(
      h("h1", null, own(one.name)),
      h("p.meta", null, chip(one.type, word("type." + one.type)), one.kind ? h("span", null, kindName(one)) : null, one.country ? h("span", null, country(one.country)) : null,
        partners.size ? h("a", { href: "#graph:" + one.id }, word("see.graph")) : null),
      h("dl", null,
        entry(word("acronym"), one.acronym),
        entry(word("roles"), between((one.roles || []).map(([role, body]) => [role, role && body !== null ? ", " : "", body === null ? null : entityLink(body)].filter((x) => x !== null)), " ; ")),
        entry(word("forms"), between((one.forms || []).map(([form, n]) => [own(form), " (" + count(n) + ")"]))),
        entry(word("ids"), between((one.ids || []).map(([scheme, value]) => scheme + " " + value))),
        entry(word("position"), one.position ? one.position.map((x) => numbers.format(x)).join(" ; ") : null),
        entry(word("seen"), seen(one)),
        entry(word("merged"), between((one.merged || []).map(([name, rule, score]) => [own(name), " " + word("merged.why", { rule, score: numbers.format(score) })]), " ; ")),
        entry(word("id"), h("code", null, one.id))),
      ranked.length ? [h("h2", null, word("partners")), h("div.scroll", null, h("table", null,
        head([word("name")], [word("relations")], [word("country")]),
        h("tbody", null, ranked.slice(0, 200).map(([other, numbers_]) => h("tr", null, h("td", null, entityLink(other)),
          h("td", null, between(numbers_.slice(0, 12).map((n) => h("a", { href: "#" + relations[n].id }, word("relation." + relations[n].kind) + (days[n] ? " " + days[n].slice(0, 4) : ""))))),
          h("td", null, entities[other].country ? country(entities[other].country) : ""))))))] : "",
      linked.length ? [h("h2", null, word("timeline")), eventTable(linked)] : "",
      relationsAt.has(at) ? [h("h2", null, word("places.relations")), eventTable(relationsAt.get(at))] : "",
      h("h2", null, word("contexts")), h("p.dim", null, counted("count.contexts", contexts.length)), list, after);
  };
  const byDay = (a, b) => (days[a] || "9999").localeCompare(days[b] || "9999") || a - b;
  const eventTable = (numbers_) => {
    const body = h("tbody"), after = h("p");
    growing([...numbers_].sort(byDay), (n) => {
      const one = relations[n];
      return h("tr", null, h("td.day", null, h("a", { href: "#" + one.id }, one.date ? one.date[0] : days[n] || word("undated"))),
        h("td", null, chip(one.kind, word("relation." + one.kind)), " ", one.status === "effective" ? null : word("status." + one.status)),
        h("td", null, memberList(one)));
    }, body, after);
    return h("div", null, h("div.scroll", null, h("table", null, head([word("date")], [word("kind")], [word("members")]), body)), after);
  };

  // ---- documents ---------------------------------------------------------------------------
  const showDocuments = () => {
    const names = documents.map((one) => fold([one.title || "", one.at, one.publisher || ""].join(" ")));
    listView({
      title: word("documents"),
      controls: (update) => [
        searchBox(word("search.documents"), update),
        select("language", word("language"), values(documents, (one) => one.language, (key) => key), update),
        select("sort", word("sort"), [["file", word("file")], ["date", word("sort.date")]], update, "file"),
      ],
      columns: [[word("document")], [word("published")], [word("language")], [word("mentions"), "num"], [word("relations"), "num"], [word("file")]],
      unit: "count.documents",
      find: () => {
        const words = typed(), language = chosen("language");
        const found = [];
        documents.forEach((one, at) => {
          if ((!language || one.language === language) && words.every((part) => names[at].includes(part))) found.push(at);
        });
        return chosen("sort") === "date" ? found.sort((a, b) => (documents[b].published || "").localeCompare(documents[a].published || "") || a - b) : found;
      },
      draw: (at) => {
        const one = documents[at];
        return h("tr", null, h("td", null, documentLink(at)), h("td.day", null, one.published || ""), h("td", null, one.language),
          h("td.num", null, count(one.mentions.length / 5)), h("td.num", null, count((relationsIn.get(at) || []).length)), h("td.dim", null, own(one.at)));
      },
    });
  };

  // Spans of a document as nested boxes; those that cross another are left to the tables.
  const spansOf = (one) => {
    const spans = [];
    for (let i = 0; i < one.mentions.length; i += 5) {
      const [start, length, entity, rule, score] = one.mentions.slice(i, i + 5);
      spans.push({ start, end: start + length, type: entities[entity].type, entity, title: rules[rule] + " · " + numbers.format(score / 100) });
    }
    for (const [start, length, value, rule] of one.dates) spans.push({ start, end: start + length, type: "date", title: value + " · " + rules[rule] });
    for (const [start, length, value, rule] of one.amounts) spans.push({ start, end: start + length, type: "amount", title: figure(value) + " · " + rules[rule] });
    spans.sort((a, b) => a.start - b.start || b.end - a.end);
    return spans;
  };
  const marked = (text, from, start, end, spans, here) => {
    const out = [];
    let done = start;
    for (let i = 0; i < spans.length; i++) {
      const span = spans[i];
      if (span.start < done || span.end > end) continue;
      out.push(text.slice(done - from, span.start - from));
      const inner = [];
      while (i + 1 < spans.length && spans[i + 1].start < span.end) inner.push(spans[++i]);
      const content = marked(text, from, span.start, span.end, inner.filter((one) => one.end <= span.end && one.entity !== span.entity), here);
      out.push(h("mark." + span.type + (here && span.start === here[0] && span.end === here[1] ? ".here" : ""), { title: span.title },
        span.entity !== undefined && !inner.length ? h("a", { href: "#" + entities[span.entity].id }, content) : content,
        h("span.tag", null, word("tag." + span.type))));
      done = span.end;
    }
    out.push(text.slice(done - from, end - from));
    return out;
  };
  const showDocument = (at, here) => {
    const one = documents[at];
    const spans = spansOf(one);
    const box = h("div.text", { dir: "auto" });
    const asides = new Set(["quote", "about", "contact", "teaser", "comment", "boilerplate"]);
    one.parts.forEach(([from, text], number) => {
      if (number || from) box.append(h("p.gap", null, "[…]"));
      const cuts = [];
      let done = from;
      const plain = (to) => {
        const kept = text.slice(done - from, to - from);
        let start = done;
        for (const line of kept.split("\n")) {
          if (line.trim()) cuts.push(["", start, start + line.length]);
          start += line.length + 1;
        }
      };
      for (const [kind, start, end] of one.blocks) {
        if (start < done || end > from + text.length) continue;
        plain(start);
        cuts.push([kind, start, end]);
        done = end;
      }
      plain(from + text.length);
      for (const [kind, start, end] of cuts) {
        const inside = spans.filter((span) => span.start >= start && span.end <= end);
        box.append(h("p.block" + (kind ? "." + kind : "") + (asides.has(kind) ? ".aside" : ""), { dir: "auto" },
          asides.has(kind) ? h("span.label", null, word("block." + kind)) : null, marked(text, from, start, end, inside, here)));
      }
    });
    const toggles = ["organisation", "person", "place", "date", "amount"].map((type) => h("button", {
      type: "button", "aria-pressed": "true", onclick: (event) => {
        const hidden = box.classList.toggle("hide-" + type);
        event.currentTarget.setAttribute("aria-pressed", String(!hidden));
      },
    }, word("type." + type)));
    const linked = relationsIn.get(at) || [];
    const rows = spans.map((span) => h("tr", null, h("td", null, span.entity === undefined ? own(read(one, span)) : h("a", { href: "#" + entities[span.entity].id }, own(read(one, span) || entities[span.entity].name))),
      h("td", null, word("type." + span.type)), h("td", null, span.entity === undefined ? span.title.split(" · ")[0] : own(entities[span.entity].name)), h("td.dim", null, span.title.split(" · ").slice(span.entity === undefined ? 1 : 0).join(" · "))));
    show(h("h1", null, own(documentName(one))),
      h("dl", null, entry(word("published"), one.published), entry(word("publisher"), one.publisher && own(one.publisher)), entry(word("author"), one.author && own(one.author)),
        entry(word("language"), one.language), entry(word("file"), own(one.at)), entry(word("others"), between((one.others || []).map(own))),
        entry(word("url"), one.url && own(one.url)), one.duplicate === undefined ? [] : entry(word("duplicate"), documentLink(one.duplicate)), entry(word("id"), h("code", null, one.id))),
      linked.length ? [h("h2", null, word("relations")), linked.map((n) => relationCard(n))] : "",
      h("h2", null, word("text")),
      one.whole ? "" : h("p.note", null, one.parts.length ? word("text.partial") : word("text.none")),
      one.parts.length ? h("div.controls", { role: "group", "aria-label": word("show") }, h("span.dim", null, word("show")), toggles) : "",
      box,
      h("h2", null, word("facts")), h("details", null, h("summary", null, counted("count.rows", rows.length)),
        h("div.scroll", null, h("table", null, head([word("form")], [word("type")], [word("value")], [word("rule")]), h("tbody", null, rows)))));
    return box.querySelector("mark.here");
  };
  const read = (one, span) => { const found = part(one, span.start, span.end); return found ? found[1].slice(span.start - found[0], span.end - found[0]) : ""; };

  // ---- relations ---------------------------------------------------------------------------
  const relationCard = (n, all) => {
    const one = relations[n];
    const members = new Set(one.members.map(([, at]) => at));
    const proofs = all ? one.evidence : one.evidence.slice(0, 1);
    return h("article.card", { id: "card-" + one.id, "aria-label": word("relation." + one.kind) },
      proofs.map(([at, start, end, rule]) => [quote(documents[at], start, end, members),
        all ? h("p.context.from", null, between([documentLink(at, start, end), documents[at].published, rules[rule]].filter(Boolean), " · ")) : null]),
      h("p.meta", null, chip(one.kind, word("relation." + one.kind)), one.status === "effective" ? null : h("strong", null, word("status." + one.status)),
        h("span", null, memberList(one)), h("span", null, one.date ? one.date[0] : days[n] || word("undated")),
        one.amount ? h("span", null, figure(one.amount)) : null, one.place === undefined ? null : entityLink(one.place),
        all ? null : h("a", { href: "#" + one.id }, word("see.relation"), one.evidence.length > 1 ? " (" + count(one.evidence.length) + ")" : null)));
  };
  const showRelations = () => {
    let haystack = null;
    const text = (n) => {
      haystack ||= relations.map((one) => fold(one.members.map(([, at]) => entities[at].name).join(" ") + " " + one.evidence.map(([at, start, end]) => {
        const found = part(documents[at], start, end);
        return found ? found[1].slice(start - found[0], end - found[0]) : "";
      }).join(" ")));
      return haystack[n];
    };
    listView({
      title: word("relations"), tableBody: false,
      controls: (update) => [
        searchBox(word("search.relations"), update),
        select("kind", word("kind"), values(relations, (one) => one.kind, (key) => word("relation." + key)), update),
        select("status", word("status"), values(relations, (one) => one.status, (key) => word("status." + key)), update),
        select("sort", word("sort"), ["date", "score"].map((key) => [key, word("sort." + key)]), update, "date"),
      ],
      unit: "count.relations",
      find: () => {
        const words = typed(), kind = chosen("kind"), status = chosen("status");
        const found = relations.map((_, n) => n).filter((n) => (!kind || relations[n].kind === kind) && (!status || relations[n].status === status)
          && words.every((part) => text(n).includes(part)));
        return found.sort(chosen("sort") === "score" ? (a, b) => relations[b].score - relations[a].score || a - b : byDay);
      },
      draw: (n) => relationCard(n),
    });
  };
  const showRelation = (n) => {
    const one = relations[n];
    show(h("h1", null, word("relation." + one.kind)), h("p.meta", null, memberList(one)), h("h2", null, word("evidence")), relationCard(n, true),
      h("dl", null, entry(word("status"), word("status." + one.status)), entry(word("members"), one.members.map(([role, at]) => h("div", null, entityLink(at), " (" + word("role." + role) + ")"))),
        entry(word("signatories"), (one.signatories || []).map(([person, role, body]) => h("div", null, entityLink(person), role ? ", " + role : null, body === null ? null : [", " + word("for") + " ", entityLink(body)]))),
        entry(word("date"), one.date ? one.date[0] : null), entry(word("place"), one.place === undefined ? null : entityLink(one.place)),
        entry(word("amount"), one.amount ? figure(one.amount) : null), entry(word("object"), one.object && own(one.object)),
        entry(word("score"), numbers.format(one.score)), entry(word("id"), h("code", null, one.id))));
  };

  // ---- graph -------------------------------------------------------------------------------
  const cut = (text) => { const letters = Array.from(text); return letters.length > graph.label ? letters.slice(0, graph.label - 1).join("") + "…" : text; };
  const labelOf = (one) => Array.from(one.name).length > graph.label && one.acronym ? one.acronym : cut(one.name);
  const widthOf = (one) => Math.max(3, Array.from(labelOf(one)).length) * 6.6 + 16;
  const board = (width, height, edges, nodes, choose) => {
    const pad = 16;
    const view = { x: -pad, y: -pad, w: width + 2 * pad, h: height + 2 * pad };
    const all = { ...view };
    // A large drawing starts on its best connected entity, at a size that can be read.
    const readable = Math.min(1300, Math.max(440, main.clientWidth * 1.15));
    if (view.w > readable && nodes.length) {
      const links = new Map();
      for (const { ends } of edges) for (const { at } of ends) links.set(at, (links.get(at) || 0) + 1);
      const middle = nodes.reduce((best, one) => ((links.get(one.at) || 0) > (links.get(best.at) || 0) ? one : best));
      view.h = Math.min(view.h, readable * (readable < 700 ? 1 : 0.62));
      view.w = readable;
      // No further than the drawing goes.
      view.x = Math.max(all.x, Math.min(middle.x - view.w / 2, all.x + all.w - view.w));
      view.y = Math.max(all.y, Math.min(middle.y - view.h / 2, all.y + all.h - view.h));
    }
    const lines = edges.map(({ path, numbers_, label, ends: [from, to], slope }) => {
      const one = relations[numbers_[0]], kind = one.kind;
      // The arrow of a directed link points from source to target.
      let arrow = null;
      if (one.directed) {
        const back = one.members.some(([role, at]) => role === "source" && at === to.at) && one.members.some(([role, at]) => role === "target" && at === from.at);
        const turn = Math.atan2(slope * (to.y - from.y), to.x - from.x) * 180 / Math.PI + (back ? 180 : 0);
        arrow = s("path.arrow", { d: "M7 0L-5 -5.5L-5 5.5Z", transform: `translate(${(from.x + to.x) / 2} ${(from.y + to.y) / 2}) rotate(${turn})` });
      }
      return s("g.edge." + kind, { role: "button", tabindex: "0", "aria-label": label, onclick: () => choose(numbers_),
        onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(numbers_); } } },
        s("title", null, label), s("path.line", { d: path, "stroke-width": 1.2 + Math.min(4, numbers_.length * 0.6) }), arrow, s("path.hit", { d: path }));
    });
    const boxes = nodes.map(({ at, x, y, centre }) => {
      const one = entities[at], w = widthOf(one);
      return s("a", { href: "#graph:" + one.id, "aria-label": one.name }, s("g.node." + one.type + (centre ? ".centre" : ""), null, s("title", null, one.name),
        s("rect", { x: x - w / 2, y: y - 10, width: w, height: 20, rx: 5 }), s("text", { x, y: y + 4, "text-anchor": "middle", direction: null }, labelOf(one))));
    });
    const svg = s("svg", { role: "group", "aria-label": word("graph.label") }, lines, boxes);
    const apply = () => svg.setAttribute("viewBox", [view.x, view.y, view.w, view.h].join(" "));
    apply();
    // A small graph is not blown up.
    svg.style.maxWidth = Math.round(Math.max(view.w * 1.25, 560)) + "px";
    const zoom = (by) => { view.x += view.w * (1 - by) / 2; view.y += view.h * (1 - by) / 2; view.w *= by; view.h *= by; apply(); };
    let from = null;
    svg.addEventListener("pointerdown", (event) => { from = [event.clientX, event.clientY, view.x, view.y]; });
    svg.addEventListener("pointermove", (event) => {
      if (!from || event.buttons === 0) { from = null; return; }
      const scale = view.w / svg.clientWidth;
      if (Math.abs(event.clientX - from[0]) + Math.abs(event.clientY - from[1]) < 5) return;
      view.x = from[2] - (event.clientX - from[0]) * scale;
      view.y = from[3] - (event.clientY - from[1]) * scale;
      apply();
    });
    svg.addEventListener("pointerup", () => { from = null; });
    const tools = h("div.controls", null,
      [["zoom.in", () => zoom(0.75)], ["zoom.out", () => zoom(1 / 0.75)], ["zoom.reset", () => { Object.assign(view, all); apply(); }]]
        .map(([key, onclick]) => h("button", { type: "button", onclick }, word(key))));
    return [tools, h("div.board", null, svg)];
  };
  const legend = () => h("div.legend", null, [...new Set(relations.map((one) => one.kind))].sort().map((kind) =>
    h("span", null, s("svg", { viewBox: "0 0 34 10", "aria-hidden": "true" }, s("g.edge." + kind, null, s("path.line", { d: "M0 5H34", "stroke-width": 2 }))), word("relation." + kind))));
  const pick = (panel) => (numbers_) => {
    panel.replaceChildren(h("h2", { id: "chosen", tabindex: "-1" }, word("chosen")), ...numbers_.slice(0, 30).map((n) => relationCard(n)));
    panel.querySelector("h2").focus({ preventScroll: true });
    panel.scrollIntoView({ block: "nearest" });
  };
  const linkTable = (links) => {
    const body = h("tbody"), after = h("p");
    growing(links, ([a, b, numbers_]) => h("tr", null, h("td", null, entityLink(a)), h("td", null, entityLink(b)),
      h("td", null, between(numbers_.slice(0, 8).map((n) => h("a", { href: "#" + relations[n].id }, word("relation." + relations[n].kind)))))), body, after);
    return [h("h2", null, word("graph.links")), h("div.scroll", null, h("table", null, head([word("name")], [word("partners")], [word("relations")]), body)), after];
  };
  const edgeLabel = (a, b, numbers_) => entities[a].name + " — " + entities[b].name + " : " + [...new Set(numbers_.map((n) => word("relation." + relations[n].kind)))].join(", ");
  // Where a link leaves the box of its entity, so that its arrow stands in what is seen of it.
  const rim = (at, x, y, toX, toY) => {
    const share = Math.min(0.5, widthOf(entities[at]) / 2 / Math.max(0.1, Math.abs(toX - x)), 10 / Math.max(0.1, Math.abs(toY - y)));
    return { at, x: x + (toX - x) * share, y: y + (toY - y) * share };
  };
  const showGraph = () => {
    if (!graph.nodes.length) { show(h("h1", null, word("graph")), h("p.note", null, word("graph.none"))); return; }
    const panel = h("div", { id: "evidence" });
    const edges = graph.links.map(([a, b, numbers_]) => {
      const [from, x1, y1] = graph.nodes[a], [to, x2, y2] = graph.nodes[b];
      return { path: `M${x1} ${y1}L${x2} ${y2}`, numbers_, label: edgeLabel(from, to, numbers_), slope: 1, ends: [rim(from, x1, y1, x2, y2), rim(to, x2, y2, x1, y1)] };
    });
    const nodes = graph.nodes.map(([at, x, y]) => ({ at, x, y }));
    const values_ = { n: count(graph.nodes.length), total: count(graph.total) };
    show(h("h1", null, word("graph")), h("p.dim", null, word(graph.nodes.length < graph.total ? "graph.capped" : "graph.all", values_), " ", word("graph.hint")),
      legend(), board(graph.width, graph.height, edges, nodes, pick(panel)), panel,
      linkTable(graph.links.map(([a, b, numbers_]) => [graph.nodes[a][0], graph.nodes[b][0], numbers_])));
  };
  const neighbours = (at) => {
    const out = new Map();
    for (const n of relationsOf.get(at) || []) {
      const one = relations[n];
      const roles = one.members.filter(([, entity]) => entity === at).map(([role]) => role);
      for (const [role, other] of one.members) {
        if (other !== at && (!one.directed || !roles.includes(role))) push(out, other, n);
      }
    }
    return [...out].sort((a, b) => b[1].length - a[1].length || a[0] - b[0]);
  };
  const showEgo = (at, steps) => {
    const LIMIT = 24, ROW = 34;
    const panel = h("div", { id: "evidence" });
    const columns = [[at]], level = new Map([[at, 0]]), links = [];
    let hidden = 0;
    for (let step = 1; step <= steps; step++) {
      const next = [];
      for (const from of columns[step - 1]) {
        for (const [other, numbers_] of neighbours(from)) {
          if (level.has(other)) {
            if (level.get(other) === step) links.push([from, other, numbers_]);
            continue;
          }
          if (next.length >= LIMIT) { hidden++; continue; }
          level.set(other, step);
          next.push(other);
          links.push([from, other, numbers_]);
        }
      }
      columns.push(next);
    }
    const seenLinks = new Set();
    const unique = links.filter(([a, b]) => { const key = Math.min(a, b) + "-" + Math.max(a, b); return !seenLinks.has(key) && seenLinks.add(key); });
    const height = Math.max(...columns.map((column) => column.length)) * ROW;
    const place = new Map();
    let x = 0;
    columns.forEach((column) => {
      const wide = Math.max(0, ...column.map((one) => widthOf(entities[one])));
      column.forEach((one, row) => place.set(one, { x: x + wide / 2, y: (height - column.length * ROW) / 2 + row * ROW + ROW / 2, w: widthOf(entities[one]) }));
      x += wide + (column.length ? 130 : 0);
    });
    const edges = unique.map(([a, b, numbers_]) => {
      const p = place.get(a), q = place.get(b), x1 = p.x + p.w / 2, x2 = q.x - q.w / 2, middle = (x1 + x2) / 2;
      return { path: `M${x1} ${p.y}C${middle} ${p.y} ${middle} ${q.y} ${x2} ${q.y}`, numbers_, label: edgeLabel(a, b, numbers_), slope: 2, ends: [{ at: a, x: x1, y: p.y }, { at: b, x: x2, y: q.y }] };
    });
    const nodes = [...place].map(([one, { x: cx, y }]) => ({ at: one, x: cx, y, centre: one === at }));
    const one = entities[at];
    show(h("h1", null, own(word("graph.around", { name: one.name }))),
      h("p.meta", null, entityLink(at), h("a", { href: "#graph" }, word("graph.overview")), h("span.dim", null, word("graph.hint"))),
      h("div.controls", null, select("steps", word("graph.steps"), [["1", "1"], ["2", "2"]], (event) => showEgo(at, Number(event.target.value)), String(steps))),
      legend(), columns.length > 1 && columns[1].length ? board(Math.max(0, x - 130), height, edges, nodes, pick(panel)) : h("p.note", null, word("graph.none")),
      hidden ? h("p.dim", null, word("graph.hidden", { n: count(hidden) })) : "", panel,
      columns[1].length === 0 ? "" : linkTable(neighbours(at).map(([other, numbers_]) => [at, other, numbers_])));
  };

  // ---- places, timeline, run ---------------------------------------------------------------
  const showPlaces = () => {
    const places = entities.map((_, at) => at).filter((at) => entities[at].type === "place");
    listView({
      title: word("places"),
      controls: (update) => [searchBox(word("search.places"), update),
        select("kind", word("kind"), values(places, (at) => entities[at].kind, (key) => word("kind." + key)), update),
        select("country", word("country"), values(places, (at) => entities[at].country, country), update)],
      columns: [[word("place")], [word("kind")], [word("country")], [word("documents"), "num"], [word("places.relations"), "num"], [word("position")]],
      unit: "count.places",
      picture: (rows) => {
        const located = rows.filter((at) => entities[at].position);
        if (!located.length) return h("p.note", null, word("map.none"));
        const list = located.map((at) => ({ at, name: entities[at].name, href: "#" + entities[at].id, lat: entities[at].position[0], lon: entities[at].position[1], weight: entities[at].count[1] }))
          .sort((a, b) => b.weight - a.weight || a.at - b.at);
        return [placeMap({ places: list, wide: Math.max(300, Math.min(1080, main.clientWidth - 42)), word, count, counted,
          choose: (chosen_) => between(chosen_.slice(0, 60).map((one) => entityLink(one.at))).concat(chosen_.length > 60 ? [" …"] : []) }),
        h("p.dim", null, counted("map.located", located.length, { total: count(rows.length) }), " ", word("map.hint"))];
      },
      find: () => {
        const words = typed(), kind = chosen("kind"), land = chosen("country");
        return places.filter((at) => (!kind || entities[at].kind === kind) && (!land || entities[at].country === land) && words.every((part) => keys[at].includes(part)))
          .sort((a, b) => (relationsAt.get(b) || []).length - (relationsAt.get(a) || []).length || order.documents(entities[a], entities[b]) || a - b);
      },
      draw: (at) => {
        const one = entities[at];
        return h("tr", null, h("td", null, entityLink(at)), h("td", null, kindName(one)), h("td", null, one.country ? country(one.country) : ""),
          h("td.num", null, count(one.count[1])), h("td.num", null, count((relationsAt.get(at) || []).length)),
          h("td.dim", null, one.position ? one.position.map((x) => x.toFixed(2)).join(" ; ") : ""));
      },
    });
  };
  const showTimeline = () => {
    const years = new Map();
    const add = (text, which) => { const year = text ? text.slice(0, 4) : ""; const row = years.get(year) || [0, 0]; row[which]++; years.set(year, row); };
    documents.forEach((one) => add(one.published, 0));
    relations.forEach((_, n) => add(days[n], 1));
    const rows = [...years].sort((a, b) => (a[0] || "9999").localeCompare(b[0] || "9999"));
    const top = Math.max(1, ...rows.map(([, [n]]) => n));
    show(h("h1", null, word("timeline")), h("h2", null, word("timeline.years")),
      h("div.scroll", null, h("table", null, head([word("year")], [""], [word("documents"), "num"], [word("relations"), "num"]), h("tbody", null, rows.map(([year, [n, m]]) =>
        h("tr", null, h("td.day", null, year || word("undated")), h("td.bar", null, h("meter", { min: 0, max: top, value: n, "aria-hidden": "true" })), h("td.num", null, count(n)), h("td.num", null, count(m))))))),
      h("h2", null, word("relations")), eventTable(relations.map((_, n) => n)));
  };
  const showRun = () => {
    const cutTexts = documents.filter((one) => !one.whole).length;
    const bodies = (type) => entities.filter((one) => one.type === type).length;
    show(h("h1", null, word("run")), cutTexts ? h("p.note", null, word("run.partial", { n: count(cutTexts), total: count(documents.length) })) : "",
      h("dl", null, entry(word("run.tool"), kb.run.tool + " " + kb.run.tool_version), entry(word("run.rules"), h("code", null, kb.run.rules_digest)), entry(word("run.settings"), h("code", null, kb.run.settings_digest)),
        entry(word("run.calibrated"), word(kb.run.calibrated ? "yes" : "no"))),
      h("h2", null, word("counts")),
      h("dl", null, entry(word("documents"), count(documents.length)), ["organisation", "person", "place"].map((type) => entry(word("types." + type), count(bodies(type)))),
        entry(word("mentions"), count(documents.reduce((sum, one) => sum + one.mentions.length / 5, 0))), entry(word("relations"), count(relations.length))),
      h("h2", null, word("issues")),
      kb.issues.length ? issueTable() : h("p", null, word("issues.none")));
  };
  const issueTable = () => {
    const body = h("tbody"), after = h("p");
    growing(kb.issues, (one) => h("tr", null, h("td", null, own(one.locator + (one.record ? "#" + one.record : ""))), h("td", null, word("severity." + one.severity)), h("td", null, one.code), h("td", null, own(one.message))), body, after);
    return h("div", null, h("div.scroll", null, h("table", null, head([word("file")], [word("severity")], [word("code")], [word("message")]), body)), after);
  };

  // ---- addresses ---------------------------------------------------------------------------
  const views = { entities: showEntities, documents: showDocuments, relations: showRelations, graph: showGraph, places: showPlaces, timeline: showTimeline, run: showRun };
  const sizes = { entities: entities.length, documents: documents.length, relations: relations.length };
  const nav = document.getElementById("views");
  for (const name of Object.keys(views)) {
    nav.append(h("a", { href: "#" + name, id: "view-" + name }, word(name), sizes[name] === undefined ? null : h("span.n", null, count(sizes[name]))));
  }
  const route = (moved) => {
    let address = "";
    try { address = decodeURIComponent(location.hash.slice(1)); } catch { /* A broken escape names nothing. */ }
    let current = null, to = null;
    if (!address) address = "entities";
    if (Object.hasOwn(views, address)) {
      current = address;
      views[address]();
    } else if (address.startsWith("graph:") && byId.get(address.slice(6))?.[0] === "entity") {
      current = "graph";
      showEgo(byId.get(address.slice(6))[1], 1);
    } else {
      const [id, span] = address.split(":");
      const [kind, at] = byId.get(id) || [];
      if (kind === "entity") { current = "entities"; showEntity(at); }
      else if (kind === "document") { current = "documents"; to = showDocument(at, span ? span.split("-").map(Number) : null); }
      else if (kind === "relation") { current = "relations"; showRelation(at); }
      else show(h("p.note", null, word("missing")));
    }
    for (const link of nav.children) {
      if (link.id === "view-" + current) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    document.title = (main.querySelector("h1")?.textContent || "") + " · " + strings.title;
    if (to) to.scrollIntoView({ block: "center" });
    else if (moved) window.scrollTo(0, 0);
    if (moved) main.focus({ preventScroll: true });
  };
  document.getElementById("skip").addEventListener("click", (event) => { event.preventDefault(); main.focus(); });
  window.addEventListener("hashchange", () => route(true));
  route(false);
  document.documentElement.dataset.ready = "yes";
})();
