// What scripts add to the entry of paper forms. Everything works without this file.
(() => {
  "use strict";

  const form = document.querySelector("#paper-form");
  if (!form) return;
  const field = (name) => form.elements.namedItem(name);

  // after a mistake: the summary takes the focus, so that a screen reader says it
  const summary = form.querySelector(".summary");
  if (summary) summary.focus();

  // the next form: it and its scan fill the window
  if (field("family_name").autofocus && window.matchMedia("(min-width: 1100px)").matches) {
    window.addEventListener("load", () => document.querySelector(".paper").scrollIntoView());
  }

  // half a form is not lost by a slip
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });

  // Ctrl+Enter enters the form from anywhere in it
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit(document.querySelector("#enter-form"));
  });

  // files are shown as soon as they are chosen or dropped
  const files = document.querySelector("#id_scan");
  const show = document.querySelector("#show-scan");
  show.hidden = true;
  files.addEventListener("change", () => { if (files.files.length) form.requestSubmit(show); });
  const carriesFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    document.body.classList.add("paper-dropping");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) document.body.classList.remove("paper-dropping");
  });
  document.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    document.body.classList.remove("paper-dropping");
    files.files = event.dataTransfer.files;
    if (files.files.length) form.requestSubmit(show);
  });

  // the nation by its code or the first letters of its name, in any language, whatever language the list is in
  const nation = field("party");
  const keys = JSON.parse(nation.dataset.keys || "{}");
  const nations = [...nation.options].filter((option) => option.value).map((option) => ({
    code: option.value.toLowerCase(),
    value: option.value,
    shown: option.text.toLowerCase(),
    names: (keys[option.value] || option.text.toLowerCase()).split("|"),
  }));
  let typed = "";
  let typedAt = 0;
  nation.addEventListener("keydown", (event) => {
    if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.timeStamp - typedAt > 1200) typed = "";
    if (event.key === " " && !typed) return; // opens the list
    typedAt = event.timeStamp;
    event.preventDefault();
    typed += event.key.toLowerCase();
    const found = nations.find((one) => one.code === typed)
      || nations.find((one) => one.shown.startsWith(typed))
      || nations.find((one) => one.names.some((name) => name.startsWith(typed)))
      || nations.find((one) => one.names.some((name) => name.includes(` ${typed}`)));
    if (!found || nation.value === found.value) return;
    nation.value = found.value;
    nation.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // the organisation's own name is asked for only where no state or organisation of the list is chosen
  const other = document.querySelector("#div_id_other_organisation");
  const fold = () => { other.hidden = nation.value !== "other" && !field("other_organisation").value && !other.classList.contains("wrong"); };
  nation.addEventListener("change", fold);
  fold();

  // how the moment of receipt is read, while it is typed
  const said = document.querySelector("#receipt-said");
  const receipt = ["seminar_slug", "received_on", "received_hour", "received_zone"].map(field);
  let asked = 0;
  const say = async () => {
    const turn = ++asked;
    const query = new URLSearchParams(receipt.map((control) => [control.name, control.value]));
    try {
      const answer = await fetch(`${said.dataset.url}?${query}`);
      if (!answer.ok || turn !== asked) return;
      const read = await answer.json();
      said.hidden = !read.said;
      said.textContent = read.said;
      said.className = `paper-said ${read.sign}`;
    } catch {
      // the line is away: the server will say the same when the form is sent
    }
  };
  for (const control of receipt) control.addEventListener("change", say);

  // a calendar beside the typed day, for the mouse
  const day = field("received_on");
  const calendar = document.createElement("input");
  calendar.type = "date";
  calendar.tabIndex = -1;
  calendar.setAttribute("aria-hidden", "true");
  const line = document.createElement("div");
  line.className = "paper-day";
  const hadFocus = document.activeElement === day;
  day.before(line);
  line.append(day, calendar);
  if (hadFocus) day.focus();
  calendar.addEventListener("change", () => {
    if (!calendar.value) return;
    day.value = calendar.value;
    day.dispatchEvent(new Event("change", { bubbles: true }));
    day.focus();
  });

  // a fax that came upside down
  for (const button of document.querySelectorAll("[data-turn]")) {
    const image = document.querySelector(".paper-view img");
    let turns = 0;
    button.hidden = false;
    button.addEventListener("click", () => {
      image.classList.remove(`turned-${turns}`);
      turns = (turns + 1) % 4;
      image.classList.add(`turned-${turns}`);
    });
  }
})();
