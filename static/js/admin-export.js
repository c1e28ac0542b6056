// Progress of a long list: asks how far it is, and loads the page anew when there is nothing to wait for any more.
(function () {
  "use strict";
  const box = document.getElementById("export-progress");
  if (!box) { return; }
  const bar = document.getElementById("export-bar");
  const label = box.querySelector("label");
  const pause = Number(box.dataset.refresh) * 1000;

  function look() {
    fetch(box.dataset.address, { credentials: "same-origin" })
      .then(function (answer) {
        if (!answer.ok || answer.redirected) { throw new Error("gone"); }
        return answer.json();
      })
      .then(function (found) {
        if (found.over) { window.location.reload(); return; }
        bar.value = found.written;
        label.textContent = found.words;
        window.setTimeout(look, pause);
      })
      .catch(function () { window.setTimeout(look, pause * 3); });
  }

  window.setTimeout(look, pause);
})();
