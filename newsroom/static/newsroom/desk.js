// Keyboard shortcuts, quoting selected words, progress pages and upload sizes. Without it the same
// links and buttons do the same.
"use strict";
(() => {
  // The theme's htmx adds an inline style, which the desk's content policy refuses.
  if (window.htmx) window.htmx.config.includeIndicatorStyles = false;

  const SHORTCUTS = "desk-single-keys";
  const MORE = "desk-more";
  const QUEUE = "desk-queue";
  const stored = (storage, name) => {
    try {
      return storage.getItem(name);
    } catch {
      return null; // A browser may refuse storage to pages.
    }
  };
  const store = (storage, name, value) => {
    try {
      storage.setItem(name, value);
    } catch {
      // Nothing is remembered then.
    }
  };
  const shortcutsOn = () => stored(localStorage, SHORTCUTS) !== "off";

  // Lists: their rows are remembered, so that "next" on a claim's page works

  const rowLinks = () => [...document.querySelectorAll("#result_list tbody th a[href], #result_list tbody td a[href]")]
    .filter((link, index, all) => all.findIndex((each) => each.closest("tr") === link.closest("tr")) === index);

  const rememberList = () => {
    const links = rowLinks();
    if (!document.body.classList.contains("model-claim") || !links.length) return;
    const claims = links.map((link) => ({ number: /\/(\d+)\/change\//.exec(link.href)?.[1], url: link.href }));
    store(sessionStorage, QUEUE, JSON.stringify({ list: location.href, claims: claims.filter((each) => each.number) }));
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

  // A claim: its place in the list that led to it

  const showPlaceInList = () => {
    const claim = document.getElementById("desk-claim");
    const steps = document.querySelector("[data-queue-steps]");
    if (!claim || !steps) return;
    let queue;
    try {
      queue = JSON.parse(stored(sessionStorage, QUEUE) || "null");
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

  // Shortcuts

  const elementOf = (key) => [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key === key && each.getClientRects().length);

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
    if (!shortcutsOn()) return;
    const found = elementOf(event.key);
    if (found) {
      event.preventDefault();
      if (!event.repeat) found.click();
    } else if (event.key === "j" || event.key === "k") {
      if (!rowLinks().length) return;
      event.preventDefault();
      stepList(event.key === "j" ? 1 : -1);
    }
  });

  // Enter sends a link that was pasted; in a text it begins a new line

  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "quick" || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    if (!/^https?:\/\/\S+$/i.test(event.target.value.trim())) return;
    event.preventDefault();
    if (!event.repeat) event.target.form.requestSubmit();
  });

  // Of the labels for a conclusion, those of the two answers that are chosen

  const showLabels = () => {
    const options = [...document.querySelectorAll("input[data-of-answers]")];
    if (!options.length) return;
    const chosen = (name) => document.querySelector(`input[name=${name}]:checked`)?.value;
    const answers = `${chosen("attribution")} ${chosen("status")}`;
    let any = false;
    for (const each of options) {
      const fits = each.dataset.ofAnswers === answers;
      any = any || fits;
      each.closest("label").parentElement.hidden = !fits;
      if (!fits && each.checked) document.querySelector(`input[name=${each.name}][value=""]`).checked = true;
    }
    options[0].closest("fieldset").hidden = !any;
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("input[name=attribution], input[name=status]")) showLabels();
  });

  // Words selected in a snapshot's text become the quote of a form

  let selected = "";
  let selectedAt = 0;
  const wordsOf = (range) => {
    const part = range.cloneContents();
    // The claims' numbers are shown in the text but do not belong to it.
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
    // In code points, to distinguish several places with the same words.
    selectedAt = [...wordsOf(before)].length;
  };
  document.addEventListener("selectionchange", noteSelected);

  const takeSelected = (button) => {
    const field = document.getElementById(button.dataset.takeSelected);
    const says = document.getElementById("desk-says");
    // A key can be pressed before the browser has reported the selection.
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

  // The rest of the navigation stays as it was left; it is always open where the current page is in it.
  const rememberMore = () => {
    const more = document.querySelector(".desk-more");
    if (!more) return;
    if (stored(localStorage, MORE) === "open") more.open = true;
    // A click: the event "toggle" comes also of what opens it here.
    more.querySelector("summary").addEventListener("click", () => store(localStorage, MORE, more.open ? "closed" : "open"));
  };

  // How many characters a field has, of how many; told to screen readers once typing pauses.
  const countCharacters = (field) => {
    const { counted, words, over } = field.dataset;
    const shown = document.createElement("p");
    shown.className = "desk-help desk-count";
    shown.setAttribute("aria-hidden", "true");
    field.after(shown);
    let pause;
    const count = () => {
      const length = [...field.value].length;
      const left = Number(counted) - length;
      shown.textContent = left < 0 ? over.replace("%n", -left) : words.replace("%n", length);
      shown.classList.toggle("is-over", left < 0);
      field.setCustomValidity(left < 0 ? shown.textContent : "");
    };
    field.addEventListener("input", () => {
      count();
      clearTimeout(pause);
      pause = setTimeout(() => { document.getElementById("desk-says").textContent = shown.textContent; }, 1000);
    });
    // The script cuts nothing off: whoever pastes too much sees by how much.
    field.removeAttribute("maxlength");
    count();
  };

  // Scroll the navigation to the current entry.
  window.addEventListener("load", () => document.querySelector(".desk-nav [aria-current]")?.scrollIntoView({ block: "nearest" }));

  // Select2 labels its parts with the chosen value; the label of the field is added.
  const nameSelects = () => {
    for (const label of document.querySelectorAll("label[for]")) {
      const beside = document.getElementById(label.htmlFor)?.nextElementSibling;
      if (!beside?.matches(".select2-container")) continue;
      label.id ||= `${label.htmlFor}-label`;
      for (const part of beside.querySelectorAll("[role=combobox], [role=textbox], [role=searchbox]")) {
        const shown = part.matches("[role=combobox]") ? part.querySelector("[role=textbox]")?.id : "";
        part.setAttribute("aria-labelledby", [label.id, shown].filter(Boolean).join(" "));
      }
      // Its list of chosen values contains more than list items.
      const list = beside.querySelector("ul.select2-selection__rendered");
      list?.setAttribute("role", "group");
      list?.setAttribute("aria-labelledby", label.id);
      for (const item of list?.children || []) item.setAttribute("role", "none");
    }
  };

  // Progress: the part of a page that changes is fetched again until nothing in it is busy

  const SECONDS = [1, 1, 2, 2, 3, 5, 10];
  const follow = (place) => {
    let fetches = 0;
    const later = () => setTimeout(refresh, 1000 * SECONDS[Math.min(fetches++, SECONDS.length - 1)]);
    const refresh = async () => {
      if (document.hidden) return later();
      try {
        const answer = await fetch(place.dataset.follow, { headers: { Accept: "text/html", "X-By-Itself": "1" } });
        // Signed out meanwhile, or gone: the link to refresh the page tells why.
        if (!answer.ok || answer.redirected) return;
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body;
        // Unchanged text is not read out again.
        if (fresh.textContent.trim() !== place.textContent.trim()) place.replaceChildren(...fresh.childNodes);
      } catch {
        // The network may come back.
      }
      if (place.querySelector("[aria-busy]")) later();
    };
    later();
  };

  const checkSize = (input) => {
    const isTooLarge = input.files[0]?.size > Number(input.dataset.mostBytes);
    input.setCustomValidity(isTooLarge ? input.dataset.tooLarge : "");
    if (isTooLarge) input.reportValidity();
  };

  // The theme's script lays out the page late; until then autofocus has no effect.
  window.addEventListener("load", () => {
    if (document.activeElement !== document.body) return;
    const first = document.querySelector("[autofocus]");
    // A field that suggests names while one types is not the select, which is hidden.
    (first?.parentElement.querySelector(".select2-selection") || first)?.focus();
  });

  document.addEventListener("DOMContentLoaded", () => {
    // The theme would write the name of a chosen file into the first text field near it.
    window.fileInputUpdatePath = () => {};
    // Through jQuery's queue: after Django's script has set the fields up. Again for new fields.
    window.django?.jQuery?.(nameSelects);
    document.addEventListener("desk:fields", nameSelects);
    showLabels();
    rememberMore();
    document.querySelectorAll("[data-counted]").forEach(countCharacters);
    rememberList();
    showPlaceInList();
    const help = dialog();
    const opens = document.getElementById("desk-keys-open");
    // The inbox has its own shortcuts and its own help.
    if (help && opens && !document.getElementById("inbox")) {
      // In the page's head it covers nothing.
      document.querySelector(".desk-help-link")?.before(opens);
      opens.hidden = false;
      opens.addEventListener("click", showHelp);
      const box = help.querySelector("[data-single-keys]");
      box.checked = shortcutsOn();
      box.addEventListener("change", () => store(localStorage, SHORTCUTS, box.checked ? "on" : "off"));
    }
    document.querySelectorAll("[data-follow]").forEach(follow);
    for (const input of document.querySelectorAll("input[data-most-bytes]")) {
      input.addEventListener("change", () => checkSize(input));
    }
    for (const button of document.querySelectorAll("[data-copy], [data-copy-text]")) {
      button.hidden = !navigator.clipboard;
      button.addEventListener("click", async () => {
        const { copy, copyText } = button.dataset;
        const text = copyText
          ? document.getElementById(copyText).textContent
          : new URL(copy, location.href).href;
        await navigator.clipboard.writeText(text);
        document.getElementById("desk-says").textContent = button.dataset.copied;
        button.textContent = button.dataset.copied;
      });
    }
    for (const button of document.querySelectorAll("[data-take-selected]")) {
      button.hidden = false;
      // A click must not clear the selection.
      button.addEventListener("mousedown", (event) => event.preventDefault());
      button.addEventListener("click", () => takeSelected(button));
    }
  });
})();
