// The keyboard and the few things that HTML cannot do by itself.  Everything works without it,
// only not as fast.  It listens at the document, so it goes on when htmx puts another page in.
"use strict";

(() => {
  const find = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];

  function isTyping(target) {
    if (target.isContentEditable) return true;
    const tag = target.tagName;
    if (tag === "INPUT") return !["checkbox", "radio", "range", "button", "submit"].includes(target.type);
    return tag === "TEXTAREA" || tag === "SELECT";
  }

  function isShown(element) {
    return element.getClientRects().length > 0 && !element.disabled;
  }

  // A page that has just come has not been read: a key that is struck twice, or held down, must
  // not answer the next task unseen.
  const UNREAD_MS = 300;
  let cameAt = 0;
  let settledFor = "";

  // A key presses what carries it: <button data-key="s">.
  function press(key) {
    const element = all(`[data-key="${CSS.escape(key)}"]`).find(isShown);
    if (!element) return false;
    if (element.closest(".answers") && performance.now() - cameAt < UNREAD_MS) return true;
    if (element.matches("input:not([type=checkbox]):not([type=radio]), textarea")) element.focus();
    else element.click();
    return true;
  }

  // Lists: one row is marked, and Enter opens it.
  function rows() {
    return all("[data-rows] tbody tr");
  }

  function step(by) {
    const list = rows();
    if (!list.length) return false;
    const at = list.findIndex((row) => row.classList.contains("is-at"));
    const next = list[Math.min(list.length - 1, Math.max(0, at + by))];
    list.forEach((row) => row.classList.toggle("is-at", row === next));
    const link = next.querySelector("a");
    if (link) link.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
    return true;
  }

  // A digit gives the record of that place the next letter.
  function pick(digit) {
    const letters = all(`[data-pick="${digit}"] input`);
    if (!letters.length) return false;
    const at = letters.findIndex((letter) => letter.checked);
    const next = letters[(at + 1) % letters.length];
    next.checked = true;
    next.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.repeat && !event.key.startsWith("Arrow")) return;
    if (event.key === "Escape" && isTyping(event.target)) {
      event.target.blur();
      return;
    }
    if (isTyping(event.target) || find("dialog[open]")) return;
    const lists = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in lists && rows().length && event.target.type !== "range") {
      if (step(lists[event.key])) event.preventDefault();
      return;
    }
    if (document.body.dataset.keys === "off" || event.key.length !== 1) return;
    const key = event.key.toLowerCase();
    if (press(key)) event.preventDefault();
    else if (rows().length && (key === "j" || key === "k")) {
      step(key === "j" ? 1 : -1);
      event.preventDefault();
    } else if (key >= "1" && key <= "9") {
      if (pick(key)) event.preventDefault();
    } else if (key === "x") {
      const box = find("[data-rows] tr.is-at input[type=checkbox]");
      if (box) box.click();
    }
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialog);
      if (dialog) {
        event.preventDefault();
        event.stopImmediatePropagation();
        dialog.showModal();
      }
      return;
    }
    const everything = event.target.closest("[data-ticks]");
    if (everything) {
      all(`input[name="${everything.dataset.ticks}"]`).forEach((box) => { box.checked = everything.checked; });
    }
  }, true);

  // "Only differences" stays as it was left while tasks go by.
  document.addEventListener("change", (event) => {
    if (event.target.closest(".letters")) {
      all("[data-of-letters]").forEach((preview) => preview.dispatchEvent(new Event("letters")));
    }
    if (event.target.matches("[data-only-differences]")) {
      sessionStorage.setItem("only-differences", event.target.checked ? "1" : "");
      showDifferences();
    }
  });

  // The slider of a person goes through the moments at which something changed; its end is now.
  function showSlider() {
    const slider = find("[data-stops]");
    if (!slider || !slider.dataset.stops) return;
    const stops = slider.dataset.stops.split(" ");
    const field = find("#as-of");
    slider.hidden = false;
    const later = stops.findIndex((stop) => field.value && stop >= field.value);
    slider.value = later < 0 ? stops.length : later;
    slider.oninput = () => { field.value = stops[slider.value] || ""; };
    slider.onchange = () => slider.form.requestSubmit();
  }

  function showDifferences() {
    const only = sessionStorage.getItem("only-differences") === "1";
    all("[data-only-differences]").forEach((box) => { box.checked = only; });
    all("table.compare").forEach((table) => table.classList.toggle("only-differences", only));
  }

  // The undo bar leaves after ten seconds; so does its key.
  function watchUndo() {
    const bar = find(".undo");
    if (!bar || bar.dataset.watched) return;
    bar.dataset.watched = "1";
    bar.addEventListener("animationend", (event) => {
      if (event.target === bar) bar.remove();
    });
  }

  function settle() {
    const address = location.pathname + location.search;
    if (address !== settledFor) cameAt = performance.now();
    settledFor = address;
    showDifferences();
    watchUndo();
    showSlider();
    const toggle = find("[data-theme-switch]");
    if (toggle && !document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches) {
      toggle.value = "light";
      toggle.textContent = "Light";
    }
  }

  document.addEventListener("DOMContentLoaded", settle);
  document.addEventListener("htmx:after:swap", settle);
})();
