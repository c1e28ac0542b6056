// What scripts add to the public pages. Everything works without this file.
(() => {
  "use strict";

  // after a mistake: the summary takes the focus, so that a screen reader says it
  const summary = document.querySelector(".summary");
  if (summary) summary.focus();

  // the clock of this device is proposed, not chosen
  const cities = document.querySelector("#your-clock select");
  if (cities && !cities.value) {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    for (const option of cities.options) {
      if (option.value && option.value === zone) cities.value = zone;
    }
  }

  // half a form is not lost by a slip of the finger
  for (const form of document.querySelectorAll("form[data-unsaved]")) {
    let changed = false;
    const warn = (event) => {
      if (changed) event.preventDefault();
    };
    form.addEventListener("input", () => { changed = true; });
    form.addEventListener("submit", () => { changed = false; });
    window.addEventListener("beforeunload", warn);
  }

  // --- Annex II: its form ---
  const field = (name) => document.querySelector(`[name="${name}"]`);

  // the name as it will be printed, while it is typed: the same rule as registration/names.py
  const preview = document.querySelector("#printed-preview");
  if (preview) {
    const line = (name) => (field(name) ? field(name).value.trim().replace(/\s+/g, " ") : "");
    const show = () => {
      const order = document.querySelector('[name="name_order"]:checked');
      const parts = [line("first_name"), line("family_name")];
      if (order && order.value === "family first") parts.reverse();
      const name = line("printed_name") || parts.filter(Boolean).join(" ");
      preview.hidden = !name;
      preview.querySelector("bdi").textContent = name;
    };
    preview.closest("form").addEventListener("input", show);
    show();
  }

  // the organisation's own name is asked for only when "Another organisation" is chosen
  const nation = field("party");
  const other = document.querySelector("#div_id_other_organisation");
  if (nation && other) {
    const fold = () => { other.hidden = nation.value !== "other" && !other.classList.contains("wrong"); };
    nation.addEventListener("change", fold);
    fold();
  }

  // printing what came too late
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
})();
