// What makes pages nicer where JavaScript runs. Every page works without it.
(function () {
  "use strict";

  // Theme button: theme.js knows how, here it appears and gets its click.
  document.querySelectorAll("[data-theme-toggle]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", window.toggleTheme);
  });

  // Open menus close with Escape and with a click elsewhere.
  var drops = document.querySelectorAll("details[data-drop]");
  document.addEventListener("click", function (event) {
    drops.forEach(function (drop) {
      if (!drop.contains(event.target)) drop.open = false;
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    drops.forEach(function (drop) {
      if (!drop.open) return;
      drop.open = false;
      drop.querySelector("summary").focus();
    });
  });

  // Where the tabs don't fit in a row, the present one is in sight.
  document.querySelectorAll(".tabs [aria-current]").forEach(function (tab) {
    var row = tab.closest(".tabs");
    row.scrollLeft += tab.getBoundingClientRect().left - row.getBoundingClientRect().left - 16;
  });

  // A form sent back with errors: start at the summary, which screen readers then read out.
  var summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();

  // data-confirm on a form (or on one of its buttons) asks before it is sent.
  var dialog = document.getElementById("confirm-dialog");
  var waiting = null; // the form and button that the open question is about
  if (dialog && dialog.showModal) {
    dialog.querySelector("[data-confirm-yes]").addEventListener("click", function () {
      var asked = waiting;
      asked.form.dataset.confirmed = "yes";
      dialog.close();
      asked.form.requestSubmit(asked.button);
    });
    dialog.querySelector("[data-confirm-no]").addEventListener("click", function () {
      dialog.close();
    });
    dialog.addEventListener("close", function () {
      waiting = null;
    });
  }

  function question(form, button) {
    return (button && button.dataset.confirm) || form.dataset.confirm;
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    var button = event.submitter;
    if (question(form, button) && !form.dataset.confirmed && dialog && dialog.showModal) {
      event.preventDefault();
      waiting = { form: form, button: button };
      dialog.querySelector("p").textContent = question(form, button);
      dialog.showModal();
      return;
    }
    if (form.method !== "post") return;
    // A double click sends once. The button is not disabled: a disabled button would not send its own name and value.
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    form.setAttribute("aria-busy", "true");
  });

  // Coming back with the browser's back button shows the page as it was left: let its forms be sent again.
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent], form[data-confirmed]").forEach(function (form) {
      delete form.dataset.sent;
      delete form.dataset.confirmed;
      form.removeAttribute("aria-busy");
    });
  });

  // A chosen picture is shown before it is sent, other files by name and size.
  document.querySelectorAll("input[type=file][data-preview]").forEach(function (input) {
    var place = document.getElementById(input.dataset.preview);
    input.addEventListener("change", function () {
      place.querySelectorAll("img").forEach(function (image) {
        URL.revokeObjectURL(image.src);
      });
      place.replaceChildren();
      Array.from(input.files).forEach(function (file) {
        var row = document.createElement("p");
        if (/^image\/(jpeg|png|webp)$/.test(file.type)) {
          var image = document.createElement("img");
          image.src = URL.createObjectURL(file);
          image.alt = "";
          row.append(image);
        }
        var small = file.size < 1048576;
        var size = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: small ? 0 : 1 });
        row.append(file.name + " · " + size.format(file.size / (small ? 1024 : 1048576)) + (small ? " kB" : " MB"));
        place.append(row);
      });
    });
  });

  // Signing out takes along what pages under /site/ keep on this phone; what waits there to be delivered stays.
  document.addEventListener("submit", function (event) {
    if (!event.target.hasAttribute("data-sign-out")) return;
    if (window.indexedDB) window.indexedDB.deleteDatabase("site-lists");
    if (window.caches) window.caches.delete("site");
  });

  // Photos that wait to be sent go on from whichever page is open.
  if (document.body.dataset.viewer && !document.getElementById("photo-queue")) {
    try {
      if (localStorage.getItem("photos-waiting")) import("./photo-queue.js");
    } catch (error) {
      // A browser that keeps nothing has nothing to send.
    }
  }

  // data-print: a button that prints the page.
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      window.print();
    });
  });
})();
