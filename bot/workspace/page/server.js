// What the page knows, kept up to date by the server's events, and how it acts.

export const world = {
  ready: false, team: {}, bot_user: "", people: [], commands: [], shortcuts: [], channels: {}, messages: {}, views: {}, homes: {},
};

const listeners = [];
export const onChange = (listener) => listeners.push(listener);
const tell = () => listeners.forEach((listener) => listener());

export const person = (id) => world.people.find((one) => one.id === id);
export const humans = () => world.people.filter((one) => !one.is_bot);
export const names = {
  person: (id) => person(id)?.real_name,
  channel: (id) => world.channels[id]?.name,
};
export const message = (channel, ts) => world.messages[channel]?.get(ts);

function takeWhole(data) {
  Object.assign(world, data, { ready: true });
  for (const [channel, list] of Object.entries(data.messages)) {
    world.messages[channel] = new Map(list.map((one) => [one.ts, one]));
  }
}

const TAKE = {
  message: (change) => {
    const messages = (world.messages[change.channel] ??= new Map());
    if (change.message) messages.set(change.ts, change.message);
    else messages.delete(change.ts);
  },
  channel: (change) => { world.channels[change.channel.id] = change.channel; },
  views: (change) => { world.views[change.user] = change.views; },
  home: (change) => { world.homes[change.user] = change.view; },
};

export function connect(onStatus) {
  const source = new EventSource("events");
  source.addEventListener("state", (event) => { takeWhole(JSON.parse(event.data)); onStatus(""); tell(); });
  source.addEventListener("changes", (event) => { JSON.parse(event.data).forEach((change) => TAKE[change.kind](change)); tell(); });
  source.addEventListener("error", () => onStatus("Reconnecting…"));
}

// Answers {ok, ...}; a workspace that is gone answers {ok: false, error: "offline"}.
export async function act(name, body) {
  try {
    const response = await fetch(`_control/${name}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    return await response.json();
  } catch {
    return { ok: false, error: "offline" };
  }
}
