// A field found by typing is called by its label for screen readers, too: Select2 names it by its value.
"use strict";

window.addEventListener("load", () => {
  for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
    const label = document.querySelector(`label[for="${select.id}"]`)?.textContent.trim();
    const frame = select.nextElementSibling;
    if (!label || !frame) continue;
    const parts = ".select2-selection, .select2-selection__rendered, .select2-search__field";
    for (const part of frame.querySelectorAll(parts)) {
      part.setAttribute("aria-label", label);
      part.removeAttribute("aria-labelledby");
    }
  }
});
