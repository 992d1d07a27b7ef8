// Photos are made small before they are sent, and files that are too large are refused: each costs minutes on the way.
(function () {
  "use strict";
  document.querySelectorAll("input[type=file][data-largest]").forEach(function (input) {
    var largest = Number(input.dataset.largest);
    var shrunk = null; // the small file that has taken the place of the chosen one
    function total() {
      return Array.from(input.files).reduce(function (sum, file) {
        return sum + file.size;
      }, 0);
    }
    function say() {
      var note = document.getElementById(input.id + "-too-large");
      // Photos that are queued are made small and sent one by one.
      var wrong = !input.form.dataset.queued && total() > largest;
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
    input.addEventListener("change", function () {
      say();
      if (input.multiple || !input.files.length || shrunk === input.files[0]) return;
      import("./shrink.js")
        .then(function (module) {
          return module.shrink(input.files[0], 2200); // what the server keeps of a paper, so that small print stays
        })
        .then(function (file) {
          if (file === input.files[0]) return;
          var holder = new DataTransfer();
          holder.items.add((shrunk = file));
          input.files = holder.files;
          input.dispatchEvent(new Event("change"));
        });
    });
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
