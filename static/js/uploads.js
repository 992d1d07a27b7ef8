// Files that are too large are refused before they are sent: the rest of the form would be lost on the way.
(function () {
  "use strict";
  document.querySelectorAll("input[type=file][data-largest]").forEach(function (input) {
    var largest = Number(input.dataset.largest);
    function total() {
      return Array.from(input.files).reduce(function (sum, file) {
        return sum + file.size;
      }, 0);
    }
    function say() {
      var note = document.getElementById(input.id + "-too-large");
      var wrong = total() > largest;
      if (!note && wrong) {
        note = document.createElement("p");
        note.id = input.id + "-too-large";
        note.className = "field-error";
        note.setAttribute("role", "alert");
        note.textContent = input.dataset.tooLarge || "";
        input.insertAdjacentElement("afterend", note);
      }
      if (note && !wrong) note.remove();
      input.toggleAttribute("aria-invalid", wrong);
      return wrong;
    }
    input.addEventListener("change", say);
    input.form.addEventListener(
      "submit",
      function (event) {
        if (!say()) return;
        event.preventDefault();
        event.stopPropagation();
        input.focus();
      },
      true
    );
  });
})();
