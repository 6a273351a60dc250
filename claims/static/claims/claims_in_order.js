// Claims in an order: found by their words, moved and removed by buttons. The numbers in the text area
// are what is sent; without this script they are typed.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const box = document.querySelector("[data-claims-in-order]");
  if (!box) return;
  const list = box.querySelector("[data-order-list]");
  const numbers = box.querySelector("textarea");
  const part = (name) => box.querySelector(`[data-order-${name}]`);
  const titleOf = (row) => row.querySelector("[data-order-title]").textContent.trim();

  const say = (words, row) => {
    const rows = [...list.children];
    const n = rows.indexOf(row) + 1;
    part("status").textContent = words
      .replace("%title", () => titleOf(row)).replace("%n", n).replace("%m", rows.length);
  };

  const typed = () => numbers.value.split(/[\s,;#]+/).filter(Boolean);
  const isNumber = (word) => /^\d+$/.test(word);

  // What is no number stays, so that the form can say so.
  const write = () => {
    const unread = typed().filter((word) => !isNumber(word));
    const listed = [...list.children].map((row) => row.dataset.number);
    numbers.value = [...listed, ...unread].join("\n");
    part("empty").hidden = list.children.length > 0;
  };

  const ready = (row) => {
    for (const button of row.querySelectorAll("[data-move]")) {
      button.setAttribute("aria-label", `${button.textContent.trim()}: ${titleOf(row)}`);
    }
    row.querySelector(".desk-order-buttons").hidden = false;
  };

  const made = (number, title) => {
    const row = box.querySelector("template").content.firstElementChild.cloneNode(true);
    row.dataset.number = number;
    row.querySelector("[data-order-title]").textContent = title || `#${number}`;
    ready(row);
    return row;
  };

  const rowOf = (number) => [...list.children].find((row) => row.dataset.number === number);

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    const row = button.closest("li");
    const step = Number(button.dataset.move);
    if (step) {
      const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
      if (other) other[step < 0 ? "before" : "after"](row);
      say(box.dataset.moved, row);
      button.focus();
    } else {
      const next = row.nextElementSibling || row.previousElementSibling;
      say(box.dataset.removed, row);
      row.remove();
      (next ? next.querySelector('[data-move="0"]') : part("numbers").querySelector("summary")).focus();
    }
    write();
  });

  // What was typed, in its order; a claim that is not shown yet stands there by its number.
  // While it is typed, not when it is left: a button must not move under a click.
  numbers.addEventListener("input", () => {
    const rows = [...new Set(typed().filter(isNumber))].map((number) => rowOf(number) || made(number, ""));
    list.replaceChildren(...rows);
    part("empty").hidden = rows.length > 0;
  });

  // The theme's autocomplete tells jQuery alone.
  const finder = document.querySelector("[data-adds-claim]");
  const $ = window.django && window.django.jQuery;
  if (finder && $) {
    $(finder).on("select2:select", (event) => {
      const { id, text } = event.params.data;
      const row = rowOf(String(id)) || made(String(id), text);
      list.append(row);
      write();
      say(box.dataset.added, row);
      $(finder).val(null).trigger("change");
    });
  }

  for (const row of list.children) ready(row);
  part("numbers").open = box.closest(".desk-field-wrong") !== null;
});
