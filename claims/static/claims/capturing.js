// The page of a capture follows it until it ends; a file that is too large is told before it is sent;
// the first field is ready for the paste.
"use strict";

const SECONDS = [1, 1, 2, 2, 3, 5, 10];

function follow(place) {
  let asked = 0;
  const later = () => setTimeout(look, 1000 * SECONDS[Math.min(asked++, SECONDS.length - 1)]);
  async function look() {
    if (document.hidden) return later();
    try {
      const answer = await fetch(place.dataset.follow, { headers: { Accept: "text/html" } });
      // Signed out meanwhile, or gone: the link to look again says what.
      if (!answer.ok || answer.redirected) return;
      show(await answer.text());
    } catch {
      // The network; it may come back.
    }
    if (place.querySelector("[aria-busy]")) later();
  }
  function show(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").body;
    // What has not changed is not read out again.
    if (fresh.textContent.trim() !== place.textContent.trim()) place.replaceChildren(...fresh.childNodes);
  }
  later();
}

function checkSize(input) {
  const file = input.files[0];
  const isTooLarge = file && file.size > Number(input.dataset.mostBytes);
  input.setCustomValidity(isTooLarge ? input.dataset.tooLarge : "");
  if (isTooLarge) input.reportValidity();
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-follow]").forEach(follow);
  document.querySelectorAll("input[data-most-bytes]").forEach((input) => {
    input.addEventListener("change", () => checkSize(input));
  });
});

// The desk's frame is laid out by a script; where that comes late, autofocus has found nothing to see.
window.addEventListener("load", () => {
  if (document.activeElement === document.body) document.querySelector("[autofocus]")?.focus();
});
