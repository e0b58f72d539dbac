// Copies how to cite a section, or the paragraph in it that the address names (choose its number first).
// Each [data-cite] is sent hidden, and stays so where the browser cannot copy; [data-citation] has the button and its words.
(() => {
  const template = document.querySelector("[data-citation]");
  const words = template?.dataset;
  if (!words || !navigator.clipboard) return;

  const chosen = (section) => {
    const target = document.getElementById(window.location.hash.slice(1));
    return target?.matches(".para") && section.contains(target) ? target.id : "";
  };

  for (const line of document.querySelectorAll("[data-cite]")) {
    const section = line.closest(".sect");
    const heading = section.querySelector("h2");
    line.append(template.content.cloneNode(true));
    const button = line.querySelector("button");
    const status = line.querySelector("[role=status]");

    // Functions, so that a "$" in a title stays a "$".
    const fill = (text, id) => text
      .replace("[section]", () => line.dataset.cite)
      .replace("[n]", () => id.slice(1))
      .replace("[title]", () => heading.querySelector("span").textContent);

    const name = () => {
      const id = chosen(section);
      button.textContent = fill(id ? words.forParagraph : words.forSection, id);
      status.textContent = "";
    };

    button.addEventListener("click", async () => {
      const id = chosen(section);
      const address = new URL(`${words.address}#${id || heading.id}`, window.location.href);
      try {
        await navigator.clipboard.writeText(`${fill(id ? words.paragraph : words.section, id)}, ${address}`);
        status.textContent = words.copied;
      } catch {
        status.textContent = words.failed;
      }
    });

    window.addEventListener("hashchange", name);
    name();
    line.hidden = false;
  }
})();
