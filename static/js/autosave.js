// form[data-autosave]: saves while one types, to the form's own address. The server refuses to save over what
// somebody else has saved; a lost line or an ended session is waited out. [data-save-state] says how it stands.
// Tells the other scripts with events: words-saved (all is stored) and words-refused (what is wrong, by field).
(() => {
  "use strict";
  const QUIET = 1500, LONGEST = 60000, KEEPALIVE = 60000;

  const start = (form) => {
    const place = form.querySelector("[data-save-state]");
    const [line, news, way, compare] = ["line", "news", "sign-in", "compare"].map((part) => place.querySelector(`[data-${part}]`));
    let timer, waiting = 0, busy = false, changed = false, over = false;

    const say = (state, words, loud) => {
      line.className = `saved ${state}`;
      line.textContent = words;
      // Only what needs attention is announced, and the end of it.
      if (loud || news.textContent) news.textContent = loud ? words : line.textContent;
      if (!loud) setTimeout(() => { news.textContent = ""; }, 3000);
    };
    const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };
    const lost = (words = place.dataset[form.dataset.kept ? "lost" : "unkept"]) => {
      changed = true;
      say("lost", words, true);
      waiting = Math.min(LONGEST, (waiting || QUIET) * 2);
      later(waiting);
    };

    const body = () => {
      if (form.elements.turn) form.elements.turn.value = Number(form.elements.turn.value) + 1;
      const sent = new FormData(form);
      for (const [name, value] of [...sent]) if (value instanceof File) sent.delete(name);
      return new URLSearchParams(sent);
    };
    const post = (sent) => fetch(form.action, {
      method: "POST", body: sent, redirect: "manual", headers: { Accept: "application/json" },
      keepalive: sent.toString().length < KEEPALIVE,
    });

    // Signing in anew makes a new key for every form. A page of somebody else's is no page of ours.
    async function freshKey() {
      const answer = await fetch(location.href, { redirect: "manual" });
      if (!answer.ok) return answer.type === "opaqueredirect" ? "expired" : "gone";
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const same = page.querySelector("form[data-person]");
      if (!same) return "gone";
      if (same.dataset.person !== form.dataset.person) return "other";
      const key = same.elements.csrfmiddlewaretoken.value;
      for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = key;
      return "";
    }

    const isData = (answer) => (answer.headers.get("Content-Type") || "").startsWith("application/json");

    async function answered(answer, again) {
      way.hidden = true;
      if (answer.type === "opaqueredirect") return refused("expired");
      if (answer.status === 403 && !isData(answer) && !again) {
        const problem = await freshKey();
        return problem ? refused(problem) : answered(await post(body()), true);
      }
      if (answer.status === 403 && isData(answer)) { over = true; return say("lost", (await answer.json()).sentence, true); }
      if ([403, 404].includes(answer.status)) return refused("gone");
      if (answer.status === 409) return conflict(await answer.json());
      if (![200, 422].includes(answer.status)) return lost();
      return stored(await answer.json());
    }

    function refused(why) {
      lost(place.dataset[why]);
      way.hidden = !["expired", "other"].includes(why);
    }
    function conflict({ sentence }) {
      waiting = 0;
      compare.hidden = false;
      say("busy", `${sentence} ${place.dataset.conflict}`, true);
      if (!changed) form.dispatchEvent(new CustomEvent("words-saved"));
    }
    function stored({ saved_at: when, seen, errors }) {
      waiting = 0;
      if (seen) form.elements.seen.value = seen;
      const some = Object.keys(errors).length > 0;
      form.dispatchEvent(new CustomEvent("words-refused", { detail: errors }));
      compare.hidden = true;
      if (changed) return say("busy", place.dataset.saving);
      if (when) say(some ? "busy" : "", place.dataset[some ? "some" : "saved"].replace("{when}", when));
      else say("busy", Object.values(errors).flat().join(" "));
      if (!some) form.dispatchEvent(new CustomEvent("words-saved"));
      return undefined;
    }

    async function save() {
      clearTimeout(timer);
      if (!changed || busy || over) return;
      busy = true;
      changed = false;
      try { await answered(await post(body())); } catch { lost(); }
      busy = false;
      if (changed && !waiting) later(QUIET);
    }

    form.addEventListener("input", () => {
      changed = true;
      if (waiting) return;
      if (compare.hidden) say("busy", place.dataset.saving);
      later(QUIET);
    });
    form.addEventListener("focusout", () => { if (!waiting) save(); });
    form.addEventListener("submit", () => { clearTimeout(timer); over = true; if (form.elements.turn) form.elements.turn.value = Number(form.elements.turn.value) + 1; });
    document.addEventListener("visibilitychange", save);
    window.addEventListener("online", save);
    window.addEventListener("focus", save);
    // Whatever is on its way, these are the last words: they carry a later turn.
    window.addEventListener("pagehide", () => { if (changed && !over) { changed = false; post(body()).catch(() => {}); } });
    // A page that comes back from the browser's memory goes on saving.
    window.addEventListener("pageshow", (event) => { if (event.persisted) over = false; });
  };

  document.querySelectorAll("form[data-autosave]").forEach(start);
})();
