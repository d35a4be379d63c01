// The TypeScript client for a program that speaks to it in JSON lines: tests/e2e/chat_sdk.py.
// In: {"ticket": {…}} for each that was asked for, {"say": "…"}, {"tell": true}; it ends with its input. Out: {"want": "ticket"}, {"seen": {…}}.
import { createInterface } from "node:readline";
import { ChatClient, type Ticket } from "../src/index.ts";

interface Order { ticket?: Ticket; say?: string; tell?: true }

const asking: ((ticket: Ticket) => void)[] = [];
const counts: Record<string, number> = {};
const refusals: string[] = [];

const out = (what: object): void => {
  process.stdout.write(`${JSON.stringify(what)}\n`);
};

const client = new ChatClient({
  ticket: () =>
    new Promise((given) => {
      asking.push(given);
      out({ want: "ticket" });
    }),
  hear: (news) => {
    counts[news.news] = (counts[news.news] ?? 0) + 1;
    if (news.news === "refused") refusals.push(news.code);
  },
});

const input = createInterface({ input: process.stdin });
input.on("line", (line) => {
  const order = JSON.parse(line) as Order;
  if (order.ticket) asking.shift()?.(order.ticket);
  if (order.say !== undefined) client.send(order.say);
  if (order.tell) out({ seen: { entries: client.entries, unanswered: client.unanswered, counts, refusals } });
});
input.on("close", () => {
  client.stop();
  process.exit();
});
client.start();
