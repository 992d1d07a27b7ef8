// Runs in the head, before the first paint, so that a chosen theme does not flash. Without it the system's choice holds,
// through the media attribute of the dark stylesheet.
(function () {
  "use strict";
  var root = document.documentElement;
  var sheet = document.getElementById("dark-theme");
  var picked = null; // the choice on this page, where the browser keeps nothing
  var system = window.matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    try {
      return window.localStorage.getItem("theme");
    } catch (refused) {
      return picked;
    }
  }

  function show() {
    var theme = chosen() || (system.matches ? "dark" : "light");
    root.setAttribute("data-bs-theme", theme);
    sheet.media = theme === "dark" ? "all" : "not all";
  }

  window.toggleTheme = function () {
    picked = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
    try {
      window.localStorage.setItem("theme", picked);
    } catch (refused) {
      // holds for this page only
    }
    show();
  };

  root.classList.add("js");
  show();
  system.addEventListener("change", show);
  window.addEventListener("storage", show); // another tab has chosen
})();
