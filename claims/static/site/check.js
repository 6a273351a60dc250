// Checks saved files in the reader's browser: nothing is sent anywhere. tools/verify.py checks the same, and more.
"use strict";
(() => {
  const form = document.getElementById("check");
  if (!form) return;
  const result = document.getElementById("check-result");
  const sentences = {};
  for (const each of document.querySelectorAll("#check-meanings [data-key], #check-sentences [data-key]")) {
    sentences[each.dataset.key] = each.textContent.trim().replace(/\s+/g, " ");
  }
  const locale = document.documentElement.lang;
  const LARGEST = 256 * 1024 * 1024;
  // First and last of the numbers that this newsroom lost in a restore.
  const LOST = (form.dataset.lost || "").split(" ").filter(Boolean).map((each) => each.split("-").map(Number));
  const GENESIS = "0".repeat(64);
  const ADDED = new Set([
    "id", "url", "html_url", "number", "event", "standing", "published_at", "salt",
    "body_sha256", "previous_sha256", "sha256",
  ]);
  const NOT_HASHED = new Set(["redacted", "rationale_html", "related_claims", "assertions"]);
  // Beside publications, in an answer of the API or in a copy with its proof.
  const BESIDE = new Set([
    "results", "next", "previous", "last", "as_of", "publication", "proof",
    "origin", "number", "leaf", "index", "size", "hashes", "checkpoint",
  ]);
  const OF_NO_HASH = new Set([...ADDED, "body", "redacted", "erased", "assertions"]);

  class Unreadable extends Error {}
  class UnreadableKey extends Error {}

  const fill = (key, values) =>
    sentences[key].replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
  const day = (time) =>
    new Date(time).toLocaleString(locale, { dateStyle: "long", timeStyle: "medium", timeZone: "UTC" }) + " UTC";

  // Bytes

  const utf8 = (text) => new TextEncoder().encode(text);
  const joined = (...parts) => new Uint8Array(parts.flatMap((part) => [...part]));
  const hex = (bytes) => [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
  const unhex = (text) => new Uint8Array(text.match(/../g).map((each) => parseInt(each, 16)));
  const unbase64 = (text) => {
    try {
      return Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
    } catch {
      throw new Unreadable();
    }
  };
  const same = (one, other) => hex(one) === hex(other);
  const digest = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const sha256 = async (text) => hex(await digest(utf8(text)));

  // Canonical JSON (RFC 8785): keys in the order of UTF-16, as sort() has them.
  const canonical = (value) => {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (value === null || typeof value !== "object") return JSON.stringify(value);
    const members = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
    return `{${members.join(",")}}`;
  };

  // Publications

  const publication = (found) => {
    const hash = /^[0-9a-f]{64}$/;
    if (
      found === null || typeof found !== "object" || !Number.isSafeInteger(found.number) ||
      !Number.isSafeInteger(found.id) || typeof found.published_at !== "string" ||
      !["body_sha256", "previous_sha256", "sha256"].every((key) => hash.test(found[key])) || !("salt" in found)
    ) throw new Unreadable();
    let body = found.body;
    const isListed = !("body" in found); // as lists of claims have it, without the claim's other versions
    if (isListed) {
      const keys = Object.keys(found).filter((key) => !ADDED.has(key) && !NOT_HASHED.has(key));
      body = Object.fromEntries(keys.map((key) => [key, found[key]]));
    }
    const outside = Object.keys(found).filter((key) => !OF_NO_HASH.has(key) && (!isListed || NOT_HASHED.has(key)));
    return { ...found, body, isListed, outside, hasWords: Boolean(body && found.salt && !found.redacted) };
  };

  // What differs between a row and its own hashes: keys of sentences.
  const faults = async (row) => {
    const parts = [
      row.number, row.published_at, row.id, row.event, row.standing, row.body_sha256, row.previous_sha256,
    ];
    const found = [];
    if ((await sha256(parts.join("\n"))) !== row.sha256) found.push("line_differs");
    // What is redacted is given without its salt.
    if (row.hasWords && (await sha256(`${row.salt}\n${canonical(row.body)}`)) !== row.body_sha256) {
      found.push("words_differ");
    }
    return found;
  };

  // Signed notes, checkpoints and proofs (c2sp.org/signed-note, tlog-checkpoint, tlog-proof)

  const checkpoint = (note) => {
    const at = note.lastIndexOf("\n\n");
    const text = note.slice(0, at + 1);
    const [origin, size, root] = text.split("\n");
    if (at < 0 || !/^(0|[1-9]\d{0,14})$/.test(size)) throw new Unreadable();
    const signatures = note.slice(at + 2).split("\n").filter(Boolean).map((line) => {
      const found = /^— ([^ +]+) ([A-Za-z0-9+/=]+)$/.exec(line);
      if (!found) throw new Unreadable();
      const raw = unbase64(found[2]);
      return { name: found[1], id: hex(raw.slice(0, 4)), signature: raw.slice(4) };
    });
    return { origin, size: Number(size), root: unbase64(root), text, signatures };
  };

  const proof = (text) => {
    const at = text.indexOf("\n\n");
    const lines = text.slice(0, at).split("\n").slice(1).filter((line) => !line.startsWith("extra "));
    const found = /^index (0|[1-9]\d{0,14})$/.exec(lines[0] || "");
    if (at < 0 || !found) throw new Unreadable();
    return {
      index: Number(found[1]), hashes: lines.slice(1).map(unbase64), checkpoint: checkpoint(text.slice(at + 2)),
    };
  };

  const leafHash = (entry) => digest(joined([0], entry));
  const nodeHash = (left, right) => digest(joined([1], left, right));

  // RFC 9162, 2.1.3.2: the root that a proof leads to, or null.
  const rootOf = async ({ index, hashes, checkpoint: { size } }, leaf) => {
    if (index >= size) return null;
    let [node, last, root] = [index, size - 1, leaf];
    const up = () => { node = Math.floor(node / 2); last = Math.floor(last / 2); };
    for (const each of hashes) {
      if (last === 0) return null;
      if (node % 2 === 1 || node === last) {
        root = await nodeHash(each, root);
        while (node % 2 === 0 && node !== 0) up();
      } else {
        root = await nodeHash(root, each);
      }
      up();
    }
    return last === 0 ? root : null;
  };

  const bytesOrNone = (text) => {
    try {
      return unbase64(text);
    } catch {
      return [];
    }
  };

  // Keys: the lines "log KEY" and "witness NAME KEY" of c2sp.org/tlog-policy
  const keysOf = async (text) => {
    const keys = [];
    for (const line of text.split("\n")) {
      const words = line.trim().split(/[ \t]+/);
      if (words[0] !== "log" && words[0] !== "witness") continue;
      const found = /^([^ +]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(words[words[0] === "log" ? 1 : 2] || "");
      const raw = found ? bytesOrNone(found[3]) : [];
      const id = found ? hex((await digest(joined(utf8(`${found[1]}\n`), raw))).slice(0, 4)) : "";
      if (!found || raw.length !== 33 || id !== found[2]) throw new UnreadableKey(line.trim());
      keys.push({ name: found[1], id, isWitness: words[0] === "witness", raw: raw.slice(1) });
    }
    return keys;
  };

  const isSigned = async (key, signature, message) => {
    const imported = await crypto.subtle.importKey("raw", key.raw, { name: "Ed25519" }, false, ["verify"]);
    return crypto.subtle.verify({ name: "Ed25519" }, imported, signature, message);
  };

  // Files

  const NOTHING = { rows: [], proofs: [], checkpoints: [], outside: [], isExport: false };

  // As JSON.parse(), but of a key that stands twice one program would read the first, another the last.
  const parsed = (text) => {
    const objects = [];
    for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"(?:\s*:)?|[{}]/g)) {
      if (token === "{") objects.push(new Set());
      else if (token === "}") objects.pop();
      else if (token.endsWith(":")) {
        const key = JSON.parse(token.slice(0, -1));
        if (objects.at(-1)?.has(key)) throw new Unreadable();
        objects.at(-1)?.add(key);
      }
    }
    return JSON.parse(text);
  };

  const read = async (file) => {
    const found = { rows: [], proofs: [], checkpoints: [], outside: [], isExport: false };
    try {
      if (file.size > LARGEST) throw new Unreadable();
      const text = await file.text();
      if (text.startsWith("c2sp.org/tlog-proof@v1\n")) {
        found.proofs.push(proof(text));
      } else if (!text.startsWith("{") && text.includes("\n\n— ")) {
        found.checkpoints.push(checkpoint(text));
      } else if (/^\{.*\}\r?\n\s*\{/.test(text.slice(0, 1e6)) || /\.ndjson$/.test(file.name)) {
        found.isExport = true;
        for (const line of text.split("\n")) if (line.trim()) found.rows.push(publication(parsed(line)));
      } else {
        object(parsed(text), found);
      }
      for (const each of found.proofs) found.checkpoints.push(each.checkpoint);
      if (!found.rows.length && !found.checkpoints.length) throw new Unreadable();
    } catch (fault) {
      if (!(fault instanceof Unreadable || fault instanceof SyntaxError || fault instanceof TypeError)) throw fault;
      throw new Unreadable(file.name);
    }
    return found;
  };

  const object = (value, found) => {
    if ("results" in value || "proof" in value) {
      found.outside = Object.keys(value).filter((key) => !BESIDE.has(key));
    }
    if (Array.isArray(value.results)) {
      for (const each of value.results) found.rows.push(publication(each));
    } else if (typeof value.proof === "string") {
      const row = value.publication ? publication(value.publication) : null;
      found.proofs.push({ ...proof(value.proof), leaf: value.leaf, row });
      if (row) found.rows.push(row);
    } else {
      found.rows.push(publication(value));
    }
  };

  // The check

  const check = async (saved, kept, keys, say) => {
    const gaps = gapsOf(saved);
    const previous = (number) => {
      const gap = gaps.find(([, last]) => last === number - 1);
      return gap ? gap[0] - 1 : number - 1;
    };
    const isLost = (number) => gaps.some(([first, last]) => first <= number && number <= last);
    const known = new Map();
    const ownNumbers = new Set(); // not those that are known only from the publication after them
    const sound = new Set(); // what was kept with its words, as its hashes say
    for (const row of [...saved.rows, ...kept.rows]) say.name(row);
    for (const [file, beside] of [[saved, "beside"], [kept, "kept_beside"]]) {
      if (file.outside.length) say.added(beside, file.outside);
      for (const row of file.rows) {
        const added = row.outside.filter((key) => !NOT_HASHED.has(key));
        if (added.length) say.added("outside", added, row.number);
        else if (row.outside.length) say.gap("outside", { keys: row.outside.join(", ") }, row.number);
      }
    }
    for (const each of [...saved.checkpoints, ...kept.checkpoints]) each.standing = await standing(each, keys);
    for (const row of kept.rows) {
      const found = await faults(row);
      const its = kept.proofs.find((each) => each.row === row);
      if (its && !found.includes("line_differs") && !(await leads(its, row))) found.push("not_in_log");
      for (const key of found) say.damaged(`kept_${key}`, row.number);
      if (row.hasWords && !found.length) sound.add(row.number);
      // A row whose hashes or proof don't fit it doesn't show what was published.
      if (["line_differs", "not_in_log"].some((key) => found.includes(key))) continue;
      if (its?.checkpoint.standing === "forged") continue;
      known.set(row.number, row.sha256);
      ownNumbers.add(row.number);
      if (row.previous_sha256 !== GENESIS && !known.has(previous(row.number))) {
        known.set(previous(row.number), row.previous_sha256);
      }
      if (isLost(row.number)) say.gap("kept_lost", {}, row.number);
    }
    let [before, compared, words, withheld, since] = [null, 0, 0, 0, 0];
    for (const row of saved.rows) {
      const found = await faults(row);
      for (const key of found) say.differs(row.number, key);
      if (found.length && sound.has(row.number)) say.differs(row.number, "differs_from_kept");
      for (const [number, hash] of [[previous(row.number), row.previous_sha256], [row.number, row.sha256]]) {
        if (known.has(number) && known.get(number) !== hash) say.differs(number, "kept_differs");
      }
      compared += ownNumbers.has(row.number);
      words += sound.has(row.number) && row.hasWords;
      withheld += !row.body;
      if (row.body && !row.hasWords) say.gap("redacted", {}, row.number);
      since += sound.has(row.number) && !row.body;
      if (row.number === 1 && row.previous_sha256 !== GENESIS) say.differs(1, "chain_differs");
      if (before && saved.isExport) {
        const isNext = previous(row.number) === before.number;
        if ((isNext || !row.isListed) && (!isNext || row.previous_sha256 !== before.sha256) ||
            row.number <= before.number || row.published_at <= before.published_at) {
          say.differs(row.number, "chain_differs");
        } else if (!isNext) say.gap("not_all", {});
      }
      before = row;
    }
    if (saved.rows.some((row) => row.body) && !saved.rows.some((row) => row.hasWords)) say.unchecked();
    const last = Math.max(0, ...saved.rows.slice(-1).map((row) => row.number));
    if (saved.isExport) {
      for (const number of saved.rows[0].isListed ? [] : known.keys()) {
        if (number > last && !isLost(number)) say.differs(number, "missing");
      }
      const numbers = new Set(saved.rows.map((row) => row.number));
      const gone = [...ownNumbers].filter((number) => number < last && !numbers.has(number) && !isLost(number));
      if (gone.length) say.gap("not_in_list", { numbers: rangesOf(gone) });
      say.line("export", { count: saved.rows.length, first: saved.rows[0].number, last });
    } else {
      for (const row of saved.rows) describe(row, say);
    }
    for (const [first, last] of saved.isExport ? gaps : []) {
      const one = first === last ? "_one" : "";
      if (LOST.some((each) => each[0] <= first && last <= each[1])) say.line(`lost${one}`, { first, last });
      else say.gap(`unknown_gap${one}`, { first, last });
    }
    if (compared) say.compared(words);
    if (!saved.isExport && !kept.isExport) await unmatched(saved, kept, isLost, say);
    else if (kept.rows.length && !compared) say.unmatched("not_among_kept", {});
    if (saved.rows.length && kept.checkpoints.length && !kept.rows.length) say.unmatched("kept_without_words", {});
    if (since) say.gap("withheld_since", { count: since });
    if (withheld) say.line("withheld", { count: withheld });
    await inLog(saved, kept, keys, say);
    const trusted = kept.checkpoints.filter((each) => each.standing !== "forged");
    if (trusted.length < kept.checkpoints.length) say.damaged("kept_forged");
    const unforged = saved.checkpoints.filter((each) => each.standing !== "forged");
    forks([...unforged, ...trusted], say);
    const isOfLog = !saved.rows.length && !kept.rows.length;
    // Beside words, the newer checkpoint is only a part of what was just read.
    const heads = isOfLog || !kept.checkpoints.length ? [...trusted, ...unforged] : trusted;
    const isRead = await stillInLog(heads, isOfLog, keys, say);
    if (isOfLog && !isRead) sameLog(saved.checkpoints, trusted, say);
    const names = new Set(saved.checkpoints.map((each) => each.origin));
    for (const { origin } of names.size ? kept.checkpoints : []) {
      if (!names.has(origin)) say.gap("other_log", { kept: origin, saved: [...names].join(", ") });
    }
  };

  // Copies that were kept, of which the newer files have another publication or none.
  const unmatched = async (saved, kept, isLost, say) => {
    // How large the log was when the site gave the copy; 0 where the log's signature doesn't say so.
    const shownAt = async (found, row) => {
      const its = found.proofs.find((each) => each.row === row);
      return its?.checkpoint.standing === "signed" && (await leads(its, row)) ? its.checkpoint.size : 0;
    };
    const numbers = new Set(saved.rows.map((row) => row.number));
    for (const row of kept.rows) {
      if (numbers.has(row.number) || isLost(row.number)) continue;
      const [now] = saved.rows.filter((each) => each.id === row.id).sort((one, other) => other.number - one.number);
      const values = { claim: row.id, kept: row.number, saved: now?.number };
      if (now && now.number > row.number) say.unmatched("published_again", values);
      else if (now) {
        const at = await shownAt(kept, row);
        // Only the present version of a claim is given with its proof.
        if (at > 0 && (await shownAt(saved, now)) > at) say.differs(row.number, "rolled_back");
        else say.unmatched("older_now", values);
      }
      else if (saved.rows.length === 1) say.unmatched("other_claim", { kept: row.id, saved: saved.rows[0].id });
      else say.unmatched("no_later_copy", { claim: row.id });
    }
  };

  // Whether this site's log, as it is now, has all that it had at these checkpoints; false where it can't be read.
  const stillInLog = async (heads, isOfLog, keys, say) => {
    if (!heads.length) return false;
    if (!form.dataset.checkpoint) {
      if (isOfLog) say.gap("log_absent", {});
      return false;
    }
    const log = logOfThisSite(form.dataset.checkpoint.replace(/checkpoint$/, ""), nodeHash, checkpoint);
    try {
      const present = await log.present();
      const now = await standing(present, keys);
      if (now === "forged") throw new log.Unreachable();
      const sizes = new Map(heads.map((head) => [`${head.origin} ${head.size} ${hex(head.root)}`, head]));
      for (const head of sizes.values()) {
        const values = { size: head.size, now: present.size, log: head.origin, here: present.origin };
        if (head.origin !== present.origin) {
          // A copy of another newsroom's claim can be checked without its log.
          if (isOfLog) say.gap("log_elsewhere", values);
        } else if (head.size > present.size) {
          if (head.standing === "signed") say.gap("log_is_shorter", values);
          else say.unproven("log_differs_unsigned", values);
        } else if (await log.beginsWith(head, present)) say.sameLog("log_goes_on", values);
        else if (head.standing === "signed" && now === "signed") say.wrong("log_differs", values);
        else say.unproven("log_differs_unsigned", values);
      }
      return true;
    } catch (fault) {
      if (!(fault instanceof log.Unreachable)) throw fault;
      say.gap("log_unreadable", {});
      return false;
    }
  };

  // Checkpoints alone: without the log only those of one size can be compared.
  const sameLog = (saved, kept, say) => {
    for (const old of kept) {
      const now = saved.find((each) => each.origin === old.origin && each.standing !== "forged");
      if (now && now.size !== old.size) say.gap("other_size", { kept: old.size, saved: now.size });
      else if (now && same(now.root, old.root)) say.sameLog("same_log", { size: old.size });
    }
  };

  // Numbers that a restore may have lost: those of this newsroom, and in an export those between two publications
  // of which one follows the other.
  const gapsOf = ({ rows, isExport }) => {
    const found = [];
    for (let at = 1; isExport && at < rows.length; at++) {
      const [one, next] = [rows[at - 1], rows[at]];
      if (next.number > one.number + 1 && next.previous_sha256 === one.sha256) {
        found.push([one.number + 1, next.number - 1]);
      }
    }
    const end = rows.length ? rows[rows.length - 1].number : 0;
    return isExport ? [...found, ...LOST.filter(([first]) => first > end)] : LOST;
  };

  const rangesOf = (numbers) => {
    const found = [];
    for (const number of numbers.sort((one, other) => one - other)) {
      const range = found[found.length - 1];
      if (range && range[1] === number - 1) range[1] = number;
      else found.push([number, number]);
    }
    return found.map(([first, last]) => (first === last ? first : `${first}–${last}`)).join(", ");
  };

  const describe = (row, say) => {
    // What was changed is not said as if it were so.
    if (say.hasDifference(row.number)) return;
    say.line("publication", { claim: row.id, number: row.number, day: day(row.published_at) });
    const signed = row.hasWords && row.body.signed;
    if (signed && Array.isArray(signed.by)) {
      const isDerived = row.body.version === undefined &&
        (row.body.derived_from !== undefined || row.standing === "under_review");
      const derived = row.standing === "under_review" ? "derived_again" : "derived";
      const how = isDerived ? derived : "signed";
      say.line(`${how}_${signed.four_eyes === true ? "two" : "one"}`, { names: signed.by.join(", ") });
    }
    if (row.hasWords) say.line("words_hold", {});
  };

  const leads = async (each, row) => {
    const found = await rootOf(each, await leafHash(entryOf(row)));
    return found !== null && same(found, each.checkpoint.root);
  };

  const inLog = async (saved, kept, keys, say) => {
    const entry = ({ index, checkpoint: { origin, size } }) => ({ entry: index, log: origin, size });
    for (const each of saved.proofs) {
      if (!each.row || say.hasDifference(each.row.number)) continue;
      if (await leads(each, each.row)) say.inLog(entry(each));
      else say.differs(each.row.number, "not_in_log");
    }
    // "Save its proof" names the entry without the claim's words.
    for (const each of saved.rows.length ? [] : [...saved.proofs, ...kept.proofs]) {
      if (typeof each.leaf !== "string") continue;
      const found = await rootOf(each, await leafHash(utf8(each.leaf)));
      if (!found || !same(found, each.checkpoint.root)) say.altered("leaf_not_in_log");
    }
    // A copy of an earlier version has no proof; that in the copy which was kept is as good for it.
    for (const each of saved.proofs.length ? [] : kept.proofs) {
      const { row } = each;
      if (row && each.checkpoint.standing === "signed" && !say.hasDifference(row.number) &&
          saved.rows.some((other) => other.sha256 === row.sha256) && (await leads(each, row))) say.inLog(entry(each));
    }
    if (!say.isInLog() && !saved.checkpoints.length) say.line("no_proof", {});
    for (const head of saved.checkpoints) await signatures(head, keys, say);
  };

  const signatures = async (head, keys, say) => {
    let isSignedByLog = false;
    const found = [];
    for (const { name, id, signature } of head.signatures) {
      const key = keyOf(keys, name, id);
      if (!key) continue;
      let message = utf8(head.text);
      let bytes = signature;
      let seconds = 0;
      if (key.isWitness) {
        seconds = Number(new DataView(signature.buffer, signature.byteOffset).getBigUint64(0));
        message = utf8(`cosignature/v1\ntime ${seconds}\n${head.text}`);
        bytes = signature.slice(8);
      }
      let isRight;
      try {
        isRight = await isSigned(key, bytes, message);
      } catch {
        say.line("no_ed25519", {});
        return;
      }
      if (!isRight) say.forged({ name });
      else if (key.isWitness) found.push(["witnessed", { name, day: day(seconds * 1000) }]);
      else if (name === head.origin) {
        isSignedByLog = true;
        found.push(["log_signed", { log: name }]);
      }
    }
    if (!isSignedByLog && head.standing !== "forged") found.push(["log_unknown", { log: head.origin }]);
    // That the log signed says nothing for a file that is not what it has.
    if (say.hasDifferences()) return;
    for (const [key, values] of found) say.line(key, values);
    if (isSignedByLog && keysAreOurs()) say.line("our_keys", {});
  };

  const keyOf = (keys, name, id) => keys.find((each) => each.name === name && each.id === id);

  // The log's own signature: "signed", "forged", or "unknown" where its key or the browser's means are missing.
  const standing = async (head, keys) => {
    let found = "unknown";
    for (const { name, id, signature } of head.signatures) {
      const key = name === head.origin ? keyOf(keys, name, id) : undefined;
      if (!key || key.isWitness) continue;
      try {
        if (!(await isSigned(key, signature, utf8(head.text)))) return "forged";
      } catch {
        return "unknown";
      }
      found = "signed";
    }
    return found;
  };

  // As this page filled them in.
  const keysAreOurs = () => form.elements.keys.value === form.elements.keys.defaultValue;

  const forks = (heads, say) => {
    for (const one of heads) {
      for (const other of heads) {
        if (one.origin === other.origin && one.size === other.size && !same(one.root, other.root)) {
          const areSigned = one.standing === "signed" && other.standing === "signed";
          if (areSigned) say.wrong("forked", { size: one.size });
          else say.unproven("forked_unsigned", { size: one.size });
        }
      }
    }
  };

  const entryOf = (row) => utf8(`publication ${row.number} ${row.sha256}`);

  // The page

  const saying = (isOne, isOfLog) => {
    const lines = [];
    const differences = [];
    const damaged = new Set();
    const wrong = new Set();
    const forged = new Set();
    const altered = new Set();
    const unproven = new Set();
    const unmatched = new Set();
    const gaps = new Set();
    const added = new Set();
    const addedKeys = new Set();
    let isUnchecked = false;
    const claims = new Map();
    let isCompared = false;
    let isLogCompared = false;
    let isInLog = false;
    const which = (number) =>
      claims.has(number) ? fill("which", { number, claim: claims.get(number) }) : fill("which_number", { number });
    const about = (key, values, number) => fill(key, { ...values, which: which(number) });
    // Only where what was kept is in order can a difference from it be ours. Whoever has one file, or one of
    // something else, may have damaged it.
    const isOurs = () => {
      if (isOne || damaged.size) return false;
      return isCompared ||
        differences.some(({ key }) => ["kept_differs", "rolled_back", "missing"].includes(key));
    };
    // What is said first, and its colour.
    const verdict = () => {
      if (wrong.size) return ["wrong", "check-differs"];
      if (differences.length || forged.size) {
        if (isOurs()) return [differences.length ? "differs" : "wrong", "check-differs"];
        if (!damaged.size) return ["altered", "check-unread"];
      }
      if (altered.size) return ["altered", "check-unread"];
      if (damaged.size) return ["damaged", "check-unread"];
      if (addedKeys.size) return [isOne ? "added" : "added_to_one", "check-differs"];
      if (isUnchecked) return ["unchecked", "check-unread"];
      if (unproven.size) return ["unproven", "check-unread"];
      if (unmatched.size && !isCompared) return ["uncompared", "check-unread"];
      if (unmatched.size || gaps.size) {
        return [isOfLog && !isLogCompared ? "log_uncompared" : "incomplete", "check-unread"];
      }
      if (isOfLog) return ["only_log", "check-holds"];
      if (isCompared) return [isInLog || !form.dataset.checkpoint ? "unchanged" : "unchanged_no_log", "check-holds"];
      return [isOne ? "one_file" : "holds", "check-holds"];
    };
    const heading = (key) => {
      if (key.startsWith("added")) return fill(key, { keys: [...addedKeys].join(", ") });
      if (key !== "differs") return fill(key, {});
      const [{ number }] = differences;
      return claims.has(number)
        ? fill("differs", { number, claim: claims.get(number) }) : fill("differs_number", { number });
    };
    return {
      name: (row) => claims.set(row.number, row.id),
      gap: (key, values, number) => gaps.add(about(key, values, number)),
      added: (key, keys, number) => {
        for (const each of keys) addedKeys.add(each);
        if (!isOne || number) added.add(about(key, { keys: keys.join(", ") }, number));
      },
      unchecked: () => { isUnchecked = true; },
      unmatched: (key, values) => unmatched.add(fill(key, values)),
      unproven: (key, values) => unproven.add(fill(key, values)),
      line: (key, values, number) => lines.push(about(key, values, number)),
      compared: (words) => {
        isCompared = true;
        if (words && !differences.length) lines.push(fill(words === 1 ? "compared_one" : "compared", { count: words }));
      },
      sameLog: (key, values) => {
        isLogCompared = true;
        lines.push(fill(key, values));
      },
      inLog: (values) => {
        isInLog = true;
        lines.push(fill("in_log", values));
      },
      isInLog: () => isInLog,
      differs: (number, key) => {
        if (!differences.some((each) => each.number === number && each.key === key)) differences.push({ number, key });
      },
      damaged: (key, number) => damaged.add(about(key, {}, number)),
      forged: (values) => forged.add(fill("forged", values)),
      altered: (key) => altered.add(fill(key, {})),
      wrong: (key, values) => wrong.add(fill(key, values)),
      hasDifference: (number) => differences.some((each) => each.number === number),
      hasDifferences: () => differences.length > 0,
      end: () => {
        differences.sort((one, other) => one.number - other.number);
        const found = differences.slice(0, 5).map(({ number, key }) => about(key, {}, number));
        const [key, className] = verdict();
        const why = [...unmatched];
        const explained = fill({ wrong: "differs_means", added_to_one: "added_means" }[key] || `${key}_means`, {});
        const meaning = key === "uncompared" ? why.shift() : explained;
        const first = [
          ...added, ...wrong, ...forged, ...altered, ...found, ...[...damaged].slice(0, 5), ...unproven, ...why, ...gaps,
        ];
        return { className, verdict: heading(key), meaning, lines: [...first, ...lines] };
      },
    };
  };

  const show = (verdict, lines, className, meaning = "") => {
    const heading = document.createElement("h2");
    heading.textContent = verdict;
    const paragraph = document.createElement("p");
    paragraph.textContent = meaning;
    const list = document.createElement("ul");
    for (const line of lines) {
      const item = document.createElement("li");
      item.dir = "auto";
      item.textContent = line;
      list.append(item);
    }
    result.className = className;
    result.replaceChildren(heading, ...(meaning ? [paragraph] : []), ...(lines.length ? [list] : []));
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    form.setAttribute("aria-busy", "true");
    try {
      await run();
    } finally {
      form.removeAttribute("aria-busy");
    }
  });

  // Counts what was chosen; a check that began before shows no result.
  let choices = 0;

  const forget = () => {
    choices += 1;
    result.removeAttribute("class");
    result.replaceChildren();
  };

  const run = async () => {
    forget();
    const choice = choices;
    if (!globalThis.crypto?.subtle) {
      show(fill("no_crypto", {}), [], "check-unread");
      return;
    }
    try {
      const chosen = [...form.elements.saved.files, ...form.elements.kept.files];
      if (!chosen.length) {
        show(fill("nothing_chosen", {}), [], "check-unread");
        return;
      }
      // One file alone may be in either place.
      const saved = await read(chosen[0]);
      const kept = chosen.length > 1 ? await read(chosen[1]) : NOTHING;
      const say = saying(chosen.length === 1, !saved.rows.length && !kept.rows.length);
      await check(saved, kept, await keysOf(form.elements.keys?.value || ""), say);
      const { className, verdict, meaning, lines } = say.end();
      if (choice === choices) show(verdict, lines, className, meaning);
    } catch (fault) {
      const isKey = fault instanceof UnreadableKey;
      if (!isKey && !(fault instanceof Unreadable)) throw fault;
      const sentence = isKey ? fill("unreadable_key", { line: fault.message })
        : fill("unreadable", { file: fault.message });
      if (choice === choices) show(sentence, [], "check-unread");
    }
  };

  // The browser's own button speaks its language, not that of the page.
  for (const input of form.querySelectorAll(".file input")) {
    const chosen = input.parentElement.querySelector(".chosen");
    input.addEventListener("change", () => {
      chosen.textContent = input.files[0]?.name || chosen.dataset.none;
    });
  }
  for (const each of form.elements) each.addEventListener("change", forget);

  // Whoever kept a copy long ago knows of the claim only what is in it.
  const hint = document.getElementById("check-kept-claim");
  form.elements.kept.addEventListener("change", async () => {
    hint.hidden = true;
    const [file] = form.elements.kept.files;
    const found = file ? await read(file).catch(() => NOTHING) : NOTHING;
    const [{ id: claim, html_url: page } = {}, ...more] = found.rows;
    // Another newsroom's claim has the same number there.
    const isOurs = page !== undefined && page === form.dataset.claim.replace("/0/", `/${claim}/`);
    if (!isOurs || more.length || file !== form.elements.kept.files[0]) return;
    hint.firstElementChild.textContent = fill("kept_claim", { claim });
    hint.lastElementChild.href = new URL(page).pathname;
    hint.hidden = false;
  });

  // Sent before, it would tell the server the files' names.
  form.querySelector("button").disabled = false;
})();
