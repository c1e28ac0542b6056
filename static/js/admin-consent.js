// What scripts add to the pages of a silence procedure. Everything works without this file.
(() => {
  "use strict";

  // after a mistake: the summary takes the focus, so that a screen reader says it
  const summary = document.querySelector(".consent .summary");
  if (summary) summary.focus();

  // half a form is not lost by a slip; Ctrl+Enter sends it from anywhere in it
  for (const form of document.querySelectorAll(".consent form.act")) {
    let changed = false;
    if ("unsaved" in form.dataset) {
      form.addEventListener("input", () => { changed = true; });
      form.addEventListener("submit", () => { changed = false; });
      window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
    }
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      form.requestSubmit(form.querySelector(".submit-row button"));
    });
  }

  // a calendar beside each typed day, for the mouse
  for (const day of document.querySelectorAll(".consent input.day")) {
    const calendar = document.createElement("input");
    calendar.type = "date";
    calendar.tabIndex = -1;
    calendar.setAttribute("aria-hidden", "true");
    const line = document.createElement("div");
    line.className = "typed-day";
    day.before(line);
    line.append(day, calendar);
    calendar.addEventListener("change", () => {
      if (!calendar.value) return;
      day.value = calendar.value;
      day.dispatchEvent(new Event("input", { bubbles: true }));
      day.focus();
    });
  }

  // a list of states: type the beginning of a name (in any language) or a code, Enter ticks the first that is found
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  document.querySelectorAll(".consent ul.ticks[data-filter]").forEach((list, place) => {
    const items = [...list.children].map((item) => ({
      item,
      box: item.querySelector("input"),
      code: item.dataset.find.split("|")[0],
      names: item.dataset.find.split("|").map(plain),
    }));
    const search = document.createElement("input");
    search.type = "search";
    search.className = "ticks-search";
    search.autocomplete = "off";
    search.placeholder = list.dataset.filter;
    search.setAttribute("aria-label", list.dataset.filter);
    list.before(search);

    const rank = (entry, typed) => {
      if (entry.code === typed) return 0;
      if (entry.names.some((name) => name.startsWith(typed))) return 1;
      return entry.names.some((name) => name.includes(` ${typed}`)) ? 2 : 3;
    };
    const found = () => {
      const typed = plain(search.value.trim());
      if (!typed) return [];
      return items.map((entry) => [rank(entry, typed), entry]).filter(([at]) => at < 3).sort((a, b) => a[0] - b[0]).map(([, entry]) => entry);
    };
    // one stop for the tabulator: the arrows move inside, the space bar ticks
    const stops = () => {
      const shown = items.filter((entry) => !entry.item.hidden);
      const first = shown.find((entry) => entry.box.checked) || shown[0];
      for (const entry of items) entry.box.tabIndex = entry === first ? 0 : -1;
    };
    const show = () => {
      const matches = found();
      const typed = Boolean(search.value.trim());
      for (const entry of items) {
        entry.item.hidden = typed && !matches.includes(entry) && !entry.box.checked;
        entry.item.classList.toggle("first", typed && entry === matches[0]);
      }
      stops();
    };
    search.addEventListener("input", (event) => { event.stopPropagation(); show(); });
    search.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const [entry] = found();
      if (!entry) return;
      entry.box.checked = !entry.box.checked;
      entry.box.dispatchEvent(new Event("change", { bubbles: true }));
      entry.box.dispatchEvent(new Event("input", { bubbles: true }));
      search.value = "";
      show();
    });
    list.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const shown = items.filter((entry) => !entry.item.hidden);
      const next = shown[shown.findIndex((entry) => entry.box === document.activeElement) + step];
      if (!next) return;
      for (const entry of items) entry.box.tabIndex = entry === next ? 0 : -1;
      next.box.focus();
    });
    list.addEventListener("change", stops);
    show();
    const first = place === 0 && document.querySelector("#id_kind") && !summary;
    if (first) (items.some((entry) => entry.box.checked) ? document.querySelector("#id_kind") : search).focus();
  });

  // only objections of the ticked states can be withdrawn by the letter
  const withdraws = document.querySelector("#id_withdraws");
  const kind = document.querySelector("#id_kind");
  if (withdraws && kind) {
    const cell = withdraws.closest(".cell-of-form");
    const fit = () => {
      const ticked = [...document.querySelectorAll('input[name="states"]:checked')].map((box) => box.value);
      for (const option of withdraws.options) {
        option.hidden = Boolean(option.dataset.states) && !option.dataset.states.split(" ").some((key) => ticked.includes(key));
        option.disabled = option.hidden;
        if (option.hidden && option.selected) withdraws.value = "";
      }
      cell.hidden = kind.value !== "withdrawal" && !cell.classList.contains("errors") && !withdraws.value;
    };
    document.addEventListener("change", (event) => { if (event.target.name === "states" || event.target === kind) fit(); });
    fit();
  }
})();
