// Progress of a bulk act: asks for the page again and puts its new numbers in. When it is over, the report comes in its place.
(function () {
  "use strict";
  const box = document.getElementById("bulk-progress");
  if (!box) { return; }
  const pause = Number(box.dataset.refresh) * 1000;

  function look() {
    fetch(window.location.href, { credentials: "same-origin" })
      .then(function (answer) {
        if (!answer.ok || answer.redirected) { throw new Error("gone"); }
        return answer.text();
      })
      .then(function (text) {
        const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("bulk-progress");
        if (!fresh) { window.location.reload(); return; }
        box.innerHTML = fresh.innerHTML;
        window.setTimeout(look, pause);
      })
      .catch(function () { window.setTimeout(look, pause * 3); });
  }

  window.setTimeout(look, pause);
})();
