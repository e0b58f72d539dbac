// [data-send-files]: says before sending that a file is too large, and while files are on their way that
// they are. Without it the server says the same once they have arrived.
(() => {
  "use strict";
  for (const part of document.querySelectorAll("[data-send-files]")) {
    const input = part.querySelector("input[type=file]");
    const status = part.querySelector("[data-progress]");
    const { most, tooLarge, sending } = part.dataset;
    input.addEventListener("change", () => {
      const large = [...input.files].filter((file) => file.size > Number(most));
      status.textContent = large.length ? `${tooLarge} ${large.map((file) => file.name).join(", ")}` : "";
    });
    input.form.addEventListener("submit", () => {
      if (input.files.length) status.textContent = sending;
    });
  }
})();
