// Counts the words of a field while one types. The server draws the line ([data-counts], the id of the
// field) with the most it takes (data-most) and the sentence to say (data-says).
(() => {
  const words = (text) => (text.trim() ? text.trim().split(/\s+/u).length : 0);

  for (const line of document.querySelectorAll("[data-counts]")) {
    const field = document.getElementById(line.dataset.counts);
    if (!field) continue;
    const most = Number(line.dataset.most);
    const say = () => {
      const used = words(field.value);
      line.textContent = line.dataset.says.replace("{used}", used).replace("{most}", most);
      line.classList.toggle("over", used > most);
    };
    field.addEventListener("input", say);
    if (field.value) say();
  }
})();
