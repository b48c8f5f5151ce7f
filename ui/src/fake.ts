// The same page over the stand-in: /fake.html?state=samples, and ?theme=dark, &pace=400.
import { mount } from "svelte";
import App from "./App.svelte";
import "./app.css";
import { FAKE_STATES, fakeBackend } from "./lib/backend.fake";
import type { Theme } from "./lib/bindings/types";

const query = new URLSearchParams(location.search);
const state = FAKE_STATES.find((s) => s === query.get("state")) ?? "samples";
const theme = (query.get("theme") ?? "system") as Theme;
const pace = Number(query.get("pace") ?? 120);

const target = document.getElementById("app");
if (target) {
  const backend = fakeBackend({ state, pace, settings: { theme } });
  mount(App, { target, props: { backend } });
}
