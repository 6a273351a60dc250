// Makes the inbox fast: shortcuts, and only the changing part of the page is fetched. Without it the
// same forms and links work.
"use strict";
(() => {
  const inbox = document.getElementById("inbox");
  if (!inbox) return;
  const text = document.getElementById("inbox-text");
  const says = document.getElementById("inbox-says");
  const help = document.getElementById("inbox-help");
  const tools = document.getElementById("inbox-tools");
  const messages = (document.getElementById("inbox-messages") || document.body).dataset;
  const gone = new Set();
  const accepted = new Set();
  let last = null;
  let busy = false;
  let leaving = false;
  let queued = [];

  const side = () => document.getElementById("inbox-side");
  const form = (name) => document.getElementById(`inbox-${name}`);
  const say = (sentence) => {
    says.textContent = "";
    // Emptied first: a screen reader speaks only when the text changes.
    window.setTimeout(() => { says.textContent = sentence; }, 50);
  };

  // Read out as sentences, each ended once.
  const sentences = (elements) => [...elements]
    .map((element) => element.textContent.trim().replace(/\s+/g, " "))
    .filter(Boolean)
    .map((words) => (/[.!?:…]["”’»)]*$/.test(words) ? words : `${words}.`))
    .join(" ");

  // The text: pending, decided and current statements

  const marks = [...text.querySelectorAll("mark")].map((element) => ({
    element,
    waiting: element.dataset.waiting.split(" ").filter(Boolean),
    accepted: element.dataset.accepted.split(" ").filter(Boolean),
  }));

  const paint = (scroll) => {
    const now = side().dataset.at;
    let first = null;
    for (const { element, waiting, accepted: before } of marks) {
      const is = waiting.filter((number) => !gone.has(number) && !accepted.has(number));
      const done = before.length > 0 || waiting.some((number) => accepted.has(number));
      const isNow = now !== "" && is.includes(now);
      element.className = is.length ? "is-waiting" : done ? "is-accepted" : "is-gone";
      element.classList.toggle("is-now", isNow);
      if (isNow && !first) first = element;
    }
    if (!first || !scroll) return;
    const box = text.getBoundingClientRect();
    const there = first.getBoundingClientRect();
    if (there.top < box.top + 20 || there.bottom > box.bottom - 20) {
      text.scrollTop += there.top - box.top - box.height / 3;
    }
  };

  // The part that changes

  const show = (html, url) => {
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("inbox-side");
    if (!fresh) return false;
    // The text on this page belongs to one page of the list.
    if (fresh.dataset.page !== side().dataset.page && fresh.dataset.at !== "") return false;
    side().replaceWith(document.adoptNode(fresh));
    applyDecision();
    showPending();
    if (url) window.history.replaceState(null, "", url);
    if (window.django && window.django.jQuery) {
      const found = window.django.jQuery(side()).find(".admin-autocomplete");
      if (found.djangoAdminSelect2) found.djangoAdminSelect2();
    }
    document.dispatchEvent(new Event("desk:fields"));
    return true;
  };

  // The number in the navigation, which is not fetched again.
  const showPending = () => {
    const { pending } = side().dataset;
    const entry = document.querySelector(".desk-nav a[aria-current]");
    if (!entry || pending === undefined) return;
    let badge = entry.querySelector(".desk-badge");
    if (!badge) {
      badge = document.createElement("b");
      badge.className = "desk-badge";
      entry.append(badge);
    }
    badge.textContent = pending;
    badge.hidden = !pending;
  };

  const applyDecision = () => {
    const { after, became } = side().dataset;
    if (after) {
      gone.delete(after);
      accepted.delete(after);
      if (became === "accepted") accepted.add(after);
      else if (became !== "pending") gone.add(after);
    }
    paint(true);
  };

  const announce = () => {
    say(sentences(side().querySelectorAll("#inbox-refused, #inbox-after p, #inbox-current, .inbox-current .desk-quote, .inbox-current .inbox-found")));
  };

  const firstButton = () => side().querySelector("#inbox-repeat-button, #inbox-accept-button");

  const focus = () => {
    const wrong = side().querySelector(".desk-field-wrong :is(input, select, textarea)");
    const refused = side().querySelector("#inbox-refused");
    const target = wrong || refused || firstButton() || document.getElementById("inbox-current");
    if (wrong && wrong.closest("details")) wrong.closest("details").open = true;
    if (target) target.focus({ preventScroll: !wrong && !refused });
    const current = side().querySelector(".inbox-current");
    if (!wrong && current && current.getBoundingClientRect().top < 0) current.scrollIntoView({ block: "start" });
  };

  const fetched = async (url, options) => {
    if (busy || leaving) return;
    busy = true;
    side().setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { ...options, headers: { "X-Inbox": "1" }, credentials: "same-origin" });
      const isPage = (answer.headers.get("Content-Type") || "").startsWith("text/html");
      const html = isPage ? await answer.text() : "";
      const there = answer.redirected || !options ? answer.url : null;
      if (show(html, there)) {
        announce();
        focus();
      } else if (answer.ok) {
        leaving = true;
        window.location.assign(there || window.location.href);
      } else {
        lost();
      }
    } catch {
      lost();
    } finally {
      busy = false;
      side().removeAttribute("aria-busy");
    }
    runQueued();
  };

  const lost = () => {
    queued = [];
    say(messages.lost);
  };

  const here = inbox.dataset.here;
  const go = (number) => (number ? fetched(`${here}?at=${number}`) : say(messages.none));
  const send = (sent, button) => {
    const body = new FormData(sent);
    if (button?.name) body.append(button.name, button.value);
    return fetched(sent.action, { method: "POST", body });
  };
  // The claims that it may repeat. An answer is about the chosen one; only a single one is chosen
  // already.
  const likely = () => [...side().querySelectorAll(".inbox-likely > li")];
  const isChosen = (entry) => entry.classList.contains("is-chosen");
  const choose = (entry) => {
    for (const each of likely()) {
      each.classList.toggle("is-chosen", each === entry);
      if (each === entry) each.setAttribute("aria-current", "true");
      else each.removeAttribute("aria-current");
    }
    const details = entry.querySelector("details");
    if (details) details.open = true;
    entry.scrollIntoView({ block: "nearest" });
    say(sentences(entry.querySelectorAll(":scope > p")));
  };
  const chooseNext = (step) => {
    const entries = likely();
    if (!entries.length) {
      say(messages.noClaim);
      return;
    }
    const at = entries.findIndex(isChosen);
    choose(entries.at(at < 0 ? Math.min(step, 0) : (at + step) % entries.length));
  };
  // How the statement is related to the chosen claim.
  const answer = (key) => {
    const entries = likely();
    const entry = entries.find(isChosen);
    const button = entry?.querySelector(`[data-answer="${key}"]`);
    if (button) button.click();
    else if (entry) say(entry.querySelector(".inbox-why-not")?.textContent.trim() || messages.noClaim);
    else say(entries.length ? messages.choose : messages.noClaim);
  };
  // For what changes the marks in the text: the whole page comes again.
  const leave = (sent) => {
    leaving = true;
    sent.submit();
  };

  // Selections: browsers count UTF-16 units, we store code points

  const codePoints = (string) => {
    let count = 0;
    for (const _each of string) count += 1;
    return count;
  };

  const offsetOf = (node, offset) => {
    const before = document.createRange();
    before.selectNodeContents(text);
    before.setEnd(node, offset);
    return Number(text.dataset.start) + codePoints(before.toString());
  };

  const selection = () => {
    const now = window.getSelection();
    if (!now || now.rangeCount === 0) return null;
    const range = now.getRangeAt(0);
    if (!text.contains(range.commonAncestorContainer)) return null;
    return {
      start: offsetOf(range.startContainer, range.startOffset),
      end: offsetOf(range.endContainer, range.endOffset),
      words: range.toString(),
    };
  };

  document.addEventListener("selectionchange", () => {
    const found = selection();
    // Pressing a button may clear the selection: the last one counts.
    if (found) last = found;
  });

  const chosen = () => {
    last = selection() || last;
    return last;
  };

  // Sends the form with what is selected; without it, opens the form at the field for typing it.
  const sendSelected = (name, field, isEnough, values) => {
    if (!form(name)) return;
    const selected = chosen();
    if (selected && isEnough(selected)) {
      for (const [key, value] of Object.entries(values(selected))) form(name).elements[key].value = value;
      leave(form(name));
    } else {
      say(messages.select);
      form("change").open = true;
      document.getElementById(field).focus();
    }
  };
  const edit = () => sendSelected("edit", "inbox-words", ({ start, end }) => start !== end, ({ start, end }) => ({ start, end }));
  const split = () => sendSelected("split", "inbox-parts", () => true, ({ start, end }) => ({ cuts: `${start} ${end}` }));

  const mark = () => {
    const missed = document.getElementById("inbox-missed");
    const selected = chosen();
    missed.open = true;
    if (selected && selected.start !== selected.end) {
      form("mark").elements.start.value = selected.start;
      form("mark").elements.end.value = selected.end;
      form("mark").elements.words.value = selected.words;
      document.getElementById("inbox-mark-who").focus();
    } else {
      say(messages.select);
      document.getElementById("inbox-mark-words").focus();
    }
  };

  const marked = document.getElementById("inbox-mark-words");
  if (marked) {
    // Once edited, the words are no longer the selected ones.
    marked.addEventListener("input", () => {
      form("mark").elements.start.value = "";
      form("mark").elements.end.value = "";
    });
  }

  const undo = () => {
    const sent = form("undo");
    if (!sent) {
      say(messages.nothingToUndo);
      return;
    }
    // A text that came after the rejection has no mark for the statement.
    const isMarked = marks.some(({ waiting }) => waiting.includes(sent.elements.candidate.value));
    if (isMarked && sent.dataset.whole === undefined) send(sent);
    else leave(sent);
  };

  // Into a field of the form that may be folded away.
  const openAt = (id) => {
    const field = document.getElementById(id);
    if (!field) return;
    if (field.closest("details")) field.closest("details").open = true;
    field.focus();
  };

  // Shortcuts

  const ANSWERS = ["0", "1", "2", "3", "4"];
  const keys = {
    j: () => go(side().dataset.next),
    ArrowDown: () => go(side().dataset.next),
    k: () => go(side().dataset.previous),
    ArrowUp: () => go(side().dataset.previous),
    // What the text denies or rejects is worded by a person first.
    a: () => (document.getElementById("inbox-accept-button") ? send(form("accept")) : keys.t()),
    r: () => form("reject") && send(form("reject")),
    m: () => (form("merge") ? leave(form("merge")) : say(messages.none)),
    t: () => {
      const wording = document.getElementById("id_text");
      if (!wording) return;
      wording.focus();
      wording.setSelectionRange(wording.value.length, wording.value.length);
    },
    w: () => openAt("id_new_name"),
    d: () => openAt("id_said_from"),
    x: () => {
      const rest = document.getElementById("inbox-rest");
      if (!rest) {
        say(messages.none);
        return;
      }
      leaving = true;
      window.location.assign(rest.href);
    },
    u: undo,
    e: edit,
    s: split,
    n: mark,
    c: () => chooseNext(1),
    C: () => chooseNext(-1),
    ...Object.fromEntries(ANSWERS.map((key) => [key, () => answer(key)])),
    "?": () => help.showModal(),
  };

  // Keys that are pressed while the server answers are done after it, in order. They outlive the
  // loading of the whole page.
  const QUEUED = "inbox-queued-keys";
  const MOST_QUEUED = 20;
  // After these the person types, reads or selects.
  const LAST = ["t", "w", "d", "n", "e", "s", "x", "?"];

  const runQueued = () => {
    // Whoever is refused looks first at what is wrong.
    if (side().querySelector("#inbox-refused, .desk-field-wrong")) queued = [];
    while (queued.length && !busy && !leaving) keys[queued.shift()]();
  };

  const press = (key, isHeld) => {
    if (!busy && !leaving) keys[key]();
    // Nobody has seen yet what it would be about.
    else if (ANSWERS.includes(key)) say(messages.notSeen);
    else if (!isHeld && queued.length < MOST_QUEUED && !LAST.includes(queued.at(-1))) queued.push(key);
  };

  window.addEventListener("pagehide", () => {
    if (queued.length) sessionStorage.setItem(QUEUED, JSON.stringify({ here, keys: queued }));
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) leaving = false;
  });

  const takeQueued = () => {
    const kept = JSON.parse(sessionStorage.getItem(QUEUED) || "null");
    sessionStorage.removeItem(QUEUED);
    if (kept?.here === here) queued = kept.keys.filter((key) => key in keys);
  };

  const keysWork = document.getElementById("inbox-keys");
  const SHORTCUTS = "inbox-single-keys";
  if (keysWork) {
    keysWork.checked = window.localStorage.getItem(SHORTCUTS) !== "off";
    keysWork.addEventListener("change", () => {
      window.localStorage.setItem(SHORTCUTS, keysWork.checked ? "on" : "off");
    });
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || (help && help.open)) return;
    const at = event.target;
    const typing = at.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], .select2-container");
    if (event.key === "Escape" && side().contains(at)) {
      firstButton()?.focus();
      return;
    }
    if (event.key === "Enter" && at.id === "inbox-repeat-button" && event.repeat) {
      event.preventDefault();
      return;
    }
    if (event.key === "Enter" && at.id === "inbox-accept-button") {
      event.preventDefault();
      if (!event.repeat) press("a", false);
      return;
    }
    const isArrow = event.key.startsWith("Arrow");
    if (typing || (isArrow && (at.matches("input") || text.contains(at)))) return;
    if (keysWork && !keysWork.checked && event.key !== "?") return;
    if (!(event.key in keys) || !keysWork) return;
    event.preventDefault();
    if (!event.repeat || isArrow || event.key === "j" || event.key === "k") press(event.key, event.repeat);
  });

  // Pointers

  inbox.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-go]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      go(link.dataset.go);
      return;
    }
    const entry = event.target.closest(".inbox-likely > li");
    if (entry && !event.target.closest("a, button, summary")) choose(entry);
    if (event.target.closest(".inbox-to-text")) {
      event.preventDefault();
      paint(true);
      return;
    }
    const marked = event.target.closest("#inbox-text mark");
    const made = window.getSelection();
    if (marked && (!made || made.isCollapsed)) {
      const found = marks.find((each) => each.element === marked);
      const next = found.waiting.find((number) => !gone.has(number) && !accepted.has(number));
      if (next && next !== side().dataset.at) go(next);
    }
  });

  inbox.addEventListener("submit", (event) => {
    if (event.target.matches("#inbox-accept, #inbox-reject, .inbox-likely form")) {
      event.preventDefault();
      send(event.target, event.submitter);
    } else if (event.target.id === "inbox-undo") {
      event.preventDefault();
      undo();
    } else {
      leaving = true;
    }
  });

  if (tools) {
    tools.hidden = false;
    // A click must not clear the selection.
    tools.addEventListener("mousedown", (event) => event.preventDefault());
    tools.addEventListener("click", (event) => {
      const tool = event.target.closest("[data-tool]");
      if (tool) ({ edit, split, mark })[tool.dataset.tool]();
    });
  }
  const opens = document.getElementById("inbox-help-open");
  if (opens && help) {
    opens.hidden = false;
    opens.addEventListener("click", () => help.showModal());
  }

  applyDecision();
  if (new URLSearchParams(window.location.search).has("after")) announce();
  focus();
  takeQueued();
  runQueued();
})();
