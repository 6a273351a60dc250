// The desk by keyboard: single keys for what a page offers, and for going through a list. Without it
// the same links and buttons do the same.
"use strict";
(() => {
  // The theme's htmx would write a style into the page, which the desk's policy refuses; none is needed.
  if (window.htmx) window.htmx.config.includeIndicatorStyles = false;

  const KEPT = "desk-single-keys";
  const QUEUE = "desk-queue";
  const kept = (storage, name) => {
    try {
      return storage.getItem(name);
    } catch {
      return null; // Storage may be closed to pages.
    }
  };
  const keep = (storage, name, value) => {
    try {
      storage.setItem(name, value);
    } catch {
      // Then nothing is remembered.
    }
  };
  const areOn = () => kept(localStorage, KEPT) !== "off";

  // A list: which rows it holds, so that their pages lead from one to the next

  const rowLinks = () => [...document.querySelectorAll("#result_list tbody th a[href], #result_list tbody td a[href]")]
    .filter((link, index, all) => all.findIndex((each) => each.closest("tr") === link.closest("tr")) === index);

  const remember = () => {
    const links = rowLinks();
    if (!document.body.classList.contains("model-claim") || !links.length) return;
    const claims = links.map((link) => ({ number: /\/(\d+)\/change\//.exec(link.href)?.[1], url: link.href }));
    keep(sessionStorage, QUEUE, JSON.stringify({ list: location.href, claims: claims.filter((each) => each.number) }));
  };

  const stepList = (step) => {
    const links = rowLinks();
    if (!links.length) return;
    const row = document.activeElement?.closest("#result_list tr");
    const at = links.findIndex((link) => link.closest("tr") === row);
    const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + step));
    links[next].focus();
    links[next].scrollIntoView({ block: "nearest" });
  };

  // A claim: where it stands in the list that one came from

  const place = () => {
    const claim = document.getElementById("desk-claim");
    const steps = document.querySelector("[data-queue-steps]");
    if (!claim || !steps) return;
    let queue;
    try {
      queue = JSON.parse(kept(sessionStorage, QUEUE) || "null");
    } catch {
      queue = null;
    }
    const at = queue ? queue.claims.findIndex((each) => each.number === claim.dataset.claim) : -1;
    if (at < 0) return;
    document.querySelector("[data-queue-back]").href = queue.list;
    const words = steps.querySelector("[data-queue-place]");
    words.textContent = words.dataset.words.replace("%n", at + 1).replace("%of", queue.claims.length);
    for (const [name, step] of [["previous", -1], ["next", 1]]) {
      const link = steps.querySelector(`[data-queue-${name}]`);
      const there = queue.claims[at + step];
      if (there) link.href = there.url;
      else link.remove();
    }
    steps.hidden = false;
  };

  // Keys

  const marked = (key) => [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key === key && each.getClientRects().length);

  const dialog = () => document.getElementById("desk-keys");

  const showHelp = () => {
    const help = dialog();
    if (!help || help.open) return;
    const list = help.querySelector("dl");
    list.querySelectorAll("[data-made]").forEach((each) => each.remove());
    for (const each of document.querySelectorAll("[data-key]")) {
      if (!each.getClientRects().length) continue;
      const key = document.createElement("dt");
      const does = document.createElement("dd");
      const kbd = document.createElement("kbd");
      kbd.textContent = each.dataset.key;
      key.append(kbd);
      const words = each.cloneNode(true);
      words.querySelectorAll("[aria-hidden]").forEach((part) => part.remove());
      does.textContent = each.getAttribute("aria-label") || words.textContent.replace(/[←→]/g, "").trim();
      key.dataset.made = does.dataset.made = "";
      list.append(key, does);
    }
    for (const each of list.querySelectorAll("[data-in-lists]")) each.hidden = !rowLinks().length;
    help.showModal();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]") || document.getElementById("inbox")) return;
    const typing = event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], .select2-container");
    if (typing) return;
    if (event.key === "?") {
      event.preventDefault();
      showHelp();
      return;
    }
    if (!areOn()) return;
    const found = marked(event.key);
    if (found) {
      event.preventDefault();
      if (!event.repeat) found.click();
    } else if (event.key === "j" || event.key === "k") {
      if (!rowLinks().length) return;
      event.preventDefault();
      stepList(event.key === "j" ? 1 : -1);
    }
  });

  // Words selected in a snapshot's text become the quote of a form

  let selected = "";
  let selectedAt = 0;
  const wordsOf = (range) => {
    const part = range.cloneContents();
    // The numbers of claims stand in the text, but are none of its words.
    part.querySelectorAll(".desk-refs").forEach((each) => each.remove());
    return part.textContent;
  };
  const noteSelected = () => {
    const now = getSelection();
    const text = document.querySelector("[data-quotable]");
    if (!text || !now || now.isCollapsed || !text.contains(now.anchorNode) || !text.contains(now.focusNode)) return;
    const range = now.getRangeAt(0);
    const before = document.createRange();
    before.selectNodeContents(text);
    before.setEnd(range.startContainer, range.startOffset);
    selected = wordsOf(range);
    // About where, in code points: which of several places is meant.
    selectedAt = [...wordsOf(before)].length;
  };
  document.addEventListener("selectionchange", noteSelected);

  const takeSelected = (button) => {
    const field = document.getElementById(button.dataset.takeSelected);
    const says = document.getElementById("desk-says");
    // A browser tells of a selection a little later than a key can be pressed.
    noteSelected();
    if (!selected.trim()) {
      if (says) says.textContent = button.dataset.none;
      return;
    }
    field.value = selected;
    const at = document.getElementById(button.dataset.at);
    if (at) at.value = selectedAt;
    const form = field.form;
    if (button.dataset.send !== undefined && form.reportValidity()) form.requestSubmit();
    else field.focus();
  };

  // The entry of this page is in sight in the navigation.
  window.addEventListener("load", () => document.querySelector(".desk-nav [aria-current]")?.scrollIntoView({ block: "nearest" }));

  // Select2 names its parts after what is chosen in them, not after the field.
  const nameSelects = () => {
    for (const label of document.querySelectorAll("label[for]")) {
      const beside = document.getElementById(label.htmlFor)?.nextElementSibling;
      if (!beside?.matches(".select2-container")) continue;
      label.id ||= `${label.htmlFor}-label`;
      for (const part of beside.querySelectorAll("[role=combobox], [role=textbox], [role=searchbox]")) {
        const shown = part.matches("[role=combobox]") ? part.querySelector("[role=textbox]")?.id : "";
        part.setAttribute("aria-labelledby", [label.id, shown].filter(Boolean).join(" "));
      }
      // What is chosen stands in a list that holds more than its items.
      const list = beside.querySelector("ul.select2-selection__rendered");
      list?.setAttribute("role", "group");
      list?.setAttribute("aria-labelledby", label.id);
      for (const item of list?.children || []) item.setAttribute("role", "none");
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    // In jQuery's turn, after Django's script has made the fields; and when others have come.
    window.django?.jQuery?.(nameSelects);
    document.addEventListener("desk:fields", nameSelects);
    remember();
    place();
    const help = dialog();
    const opens = document.getElementById("desk-keys-open");
    // The inbox has keys of its own, and its own page of them.
    if (help && opens && !document.getElementById("inbox")) {
      opens.hidden = false;
      opens.addEventListener("click", showHelp);
      const box = help.querySelector("[data-single-keys]");
      box.checked = areOn();
      box.addEventListener("change", () => keep(localStorage, KEPT, box.checked ? "on" : "off"));
    }
    for (const button of document.querySelectorAll("[data-take-selected]")) {
      button.hidden = false;
      // Pressed with a pointer, a button must not take the selection away.
      button.addEventListener("mousedown", (event) => event.preventDefault());
      button.addEventListener("click", () => takeSelected(button));
    }
  });
})();
