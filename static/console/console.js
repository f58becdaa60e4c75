// Keeps the bars of running syncs up to date: asks every two seconds while one is under way, and loads the page anew
// when a run has changed its state, so that its buttons fit. Without script the page is right as of its loading.
"use strict";

(() => {
  const POLL_MS = 2000;
  const UNDER_WAY = ["queued", "running"];

  // A page that its reader is leaving stays as it is: loading it anew would take away where they go. The end of a download
  // looks the same from here, so it is forgotten after a while.
  const LEAVING_MS = 10000;
  let isLeaving = false;
  window.addEventListener("beforeunload", () => {
    isLeaving = true;
    window.setTimeout(() => { isLeaving = false; }, LEAVING_MS);
  });

  const loadAnew = () => {
    if (isLeaving) {
      window.setTimeout(loadAnew, LEAVING_MS);
    } else {
      window.location.reload();
    }
  };

  const bars = () => [...document.querySelectorAll(".console-run[data-run]")];
  const live = () => bars().filter((bar) => UNDER_WAY.includes(bar.dataset.state));

  const progressUrl = () => {
    const holder = document.querySelector("[data-progress-url]");
    return holder ? holder.dataset.progressUrl : null;
  };

  const isTyping = () => {
    const active = document.activeElement;
    return active && ["INPUT", "TEXTAREA", "SELECT"].includes(active.tagName) && active.type !== "checkbox";
  };

  const isDeciding = () => document.querySelector("input:checked[name=change], input.action-select:checked") !== null;

  const show = (bar, run) => {
    const progress = bar.querySelector("progress");
    if (run.percent === null) {
      progress.removeAttribute("value");
    } else {
      progress.value = run.percent;
    }
    bar.querySelector(".console-run__text").textContent = run.text;
    const page = bar.closest("[data-run-page]");
    for (const figure of page ? page.querySelectorAll("[data-count]") : []) {
      figure.textContent = run.counts[figure.dataset.count];
    }
  };

  const poll = async (url) => {
    const waiting = live();
    if (waiting.length === 0) return;
    let changed = false;
    try {
      const ids = [...new Set(waiting.map((bar) => bar.dataset.run))];
      const answer = await fetch(`${url}?ids=${ids.join(",")}`, { credentials: "same-origin" });
      if (answer.ok) {
        const { runs } = await answer.json();
        for (const run of runs) {
          for (const bar of waiting.filter((candidate) => candidate.dataset.run === String(run.id))) {
            show(bar, run);
            changed = changed || bar.dataset.state !== run.state;
          }
        }
      }
    } catch (error) {
      // The server is restarting or the network is away: the next tick asks again.
    }
    if (changed && !isTyping() && !isDeciding()) {
      loadAnew();
      return;
    }
    window.setTimeout(() => poll(url), POLL_MS);
  };

  // One job's bar, on the page that waits for it.
  const pollJob = async (bar) => {
    if (!["pending", "leased"].includes(bar.dataset.state)) return;
    try {
      const answer = await fetch(bar.dataset.jobUrl, { credentials: "same-origin" });
      if (answer.ok) {
        const job = await answer.json();
        show(bar, job);
        if (!["pending", "leased"].includes(job.state)) {
          loadAnew();
          return;
        }
      }
    } catch (error) {
      // As above.
    }
    window.setTimeout(() => pollJob(bar), POLL_MS);
  };

  const tickAll = (event) => {
    const name = event.target.dataset.checkAll;
    if (!name) return;
    for (const box of document.querySelectorAll(`input[type=checkbox][name="${name}"]`)) box.checked = event.target.checked;
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.addEventListener("change", tickAll);
    const url = progressUrl();
    if (url) window.setTimeout(() => poll(url), POLL_MS);
    for (const bar of document.querySelectorAll("[data-job-url]")) window.setTimeout(() => pollJob(bar), POLL_MS / 4);
  });
})();
