/** Isolates, a network and the owner of limits on a virtual clock: real messages between the real state machines. */
import {
  Allowance,
  beginAsk,
  beginReport,
  check,
  endAsk,
  endReport,
  failAsk,
  reportDue,
  spend,
  wantsRefill,
} from "../../../src/limiter/allowance.ts";
import { Relay, answerFrom, beginRelayed } from "../../../src/limiter/relay.ts";
import { type Ledger, newLedger, serve, takeReports } from "../../../src/limiter/ledger.ts";
import type { Answer, Ask, Limits } from "../../../src/limiter/messages.ts";
import { mulberry32 } from "../../support/mulberry32.ts";

/** What happens in a run. Times in milliseconds. */
export interface Scenario {
  limits: Limits;
  isolates: number;
  /** relays between the isolates and the owner; 0: none */
  relays: number;
  /** requests per second that all isolates together are sent */
  offered: number;
  duration: number;
  /** of one way through the network, between 0 and this */
  delay: number;
  /** the part of messages that get lost, 0 to 1 */
  loss: number;
  /** isolates that die, per second */
  deaths: number;
  /** evictions of the owner, per second: it starts again from what it wrote last */
  evictions: number;
  /** by how much the owner's clock is set forward or back, and when */
  jumps: readonly { at: number; by: number }[];
  /** how far the isolates' clocks are apart from the owner's */
  skew: number;
  /** tokens that a request costs, drawn evenly from these */
  costs: readonly number[];
  seed: number;
  /** the beginning, by the owner's clock */
  start: number;
}

export interface Outcome {
  /** in the order of real time */
  admitted: { at: number; cost: number }[];
  offered: { at: number; cost: number }[];
  refused: number;
  calls: number;
  ledger: Ledger;
  /** what each isolate that died had in hand, in tokens */
  lost: number[];
  largestLease: number;
}

interface Waiting {
  cost: number;
  attempts: number;
}

class Isolate {
  allowance = new Allowance();
  waiting: Waiting[] = [];
  alive = true;
  timer = Infinity;
  readonly name: string;
  readonly skew: number;
  constructor(name: string, skew: number) {
    this.name = name;
    this.skew = skew;
  }
}

const PAUSE_AFTER_FAILURE_MS = 100;
const CALL_TIMEOUT_MS = 1_000;
const MOST_ATTEMPTS = 8;

/** Runs a scenario to its end. */
export function simulate(scenario: Scenario): Outcome {
  return new Simulation(scenario).run();
}

/** A relay with the isolates that wait for the owner's answer to it. */
class SimulatedRelay {
  relay = new Relay();
  waiting: { ask: Ask; reply: (answer: Answer) => void }[] = [];
}

class Simulation {
  readonly #scenario: Scenario;
  readonly #events: { at: number; order: number; run: () => void }[] = [];
  #order = 0;
  #now = 0;
  #random: () => number;
  #isolates: Isolate[];
  #born = 0;
  #ledger: Ledger;
  #clockOffset: number;
  #written: string;
  readonly #outcome: Outcome;
  readonly #relays: SimulatedRelay[];

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#random = mulberry32(scenario.seed);
    this.#clockOffset = scenario.start;
    this.#ledger = newLedger(this.#clock());
    this.#written = JSON.stringify(this.#ledger);
    this.#relays = Array.from({ length: scenario.relays }, () => new SimulatedRelay());
    this.#isolates = Array.from({ length: scenario.isolates }, () => this.#newIsolate());
    this.#outcome = {
      admitted: [],
      offered: [],
      refused: 0,
      calls: 0,
      ledger: this.#ledger,
      lost: [],
      largestLease: 0,
    };
  }

  run(): Outcome {
    const { duration, offered, deaths, evictions, jumps } = this.#scenario;
    this.#every(1000 / offered, () => this.#request());
    if (deaths > 0) this.#every(1000 / deaths, () => this.#die());
    if (evictions > 0) this.#every(1000 / evictions, () => (this.#ledger = JSON.parse(this.#written) as Ledger));
    for (const { at, by } of jumps) this.#at(at, () => (this.#clockOffset += by));
    while (this.#events.length > 0) {
      const event = pop(this.#events);
      if (!event || event.at > duration + 60_000) break;
      this.#now = event.at;
      event.run();
    }
    takeReports(this.#ledger, [], this.#clock() + 60_000);
    this.#outcome.ledger = this.#ledger;
    return this.#outcome;
  }

  /** The owner's clock. */
  #clock(): number {
    return this.#clockOffset + this.#now;
  }

  #newIsolate(): Isolate {
    const skew = (this.#random() * 2 - 1) * this.#scenario.skew;
    return new Isolate(`isolate-${this.#born++}`, skew);
  }

  #at(at: number, run: () => void): void {
    push(this.#events, { at, order: this.#order++, run });
  }

  /** At random times, so often on average, until the end. */
  #every(mean: number, run: () => void): void {
    const next = this.#now - Math.log(1 - this.#random()) * mean;
    if (next > this.#scenario.duration) return;
    this.#at(next, () => {
      run();
      this.#every(mean, run);
    });
  }

  #request(): void {
    const isolate = this.#isolates[Math.floor(this.#random() * this.#isolates.length)];
    const { costs } = this.#scenario;
    const cost = costs[Math.floor(this.#random() * costs.length)] ?? 1;
    this.#outcome.offered.push({ at: this.#now, cost });
    if (isolate) this.#try(isolate, { cost, attempts: 0 });
  }

  #local(isolate: Isolate): number {
    return this.#now + isolate.skew;
  }

  #try(isolate: Isolate, waiting: Waiting): void {
    const { allowance } = isolate;
    const now = this.#local(isolate);
    const verdict = check(allowance, now, waiting.cost);
    if (waiting.attempts > 0 && verdict !== "ask") allowance.waiting -= waiting.cost;
    if (verdict === "admit") {
      spend(allowance, now, waiting.cost);
      this.#outcome.admitted.push({ at: this.#now, cost: waiting.cost });
    } else if (verdict === "refuse" || waiting.attempts >= MOST_ATTEMPTS) {
      if (verdict === "ask") allowance.waiting -= waiting.cost;
      this.#outcome.refused++;
    } else {
      isolate.waiting.push({ cost: waiting.cost, attempts: waiting.attempts + 1 });
      if (waiting.attempts === 0) allowance.waiting += waiting.cost;
      if (!allowance.asking) this.#ask(isolate, waiting.cost);
    }
    if (wantsRefill(allowance, now)) this.#ask(isolate, 1);
    this.#schedule(isolate);
  }

  #ask(isolate: Isolate, cost: number): void {
    const { allowance } = isolate;
    const ask = beginAsk(allowance, isolate.name, this.#scenario.limits, this.#local(isolate), cost);
    const relay = this.#relays[Number(isolate.name.slice("isolate-".length)) % this.#relays.length];
    const question = JSON.parse(JSON.stringify(ask)) as typeof ask;
    this.#call<Answer>(
      isolate,
      (reply) => (relay ? this.#relay(relay, question, reply) : reply(serve(this.#ledger, question, this.#clock()))),
      (answer) => {
        endAsk(allowance, this.#local(isolate), answer);
        if (answer.kind === "grant") {
          this.#outcome.largestLease = Math.max(this.#outcome.largestLease, answer.tokens + ask.held);
        }
        this.#wake(isolate);
      },
    );
  }

  #wake(isolate: Isolate): void {
    const { waiting } = isolate;
    isolate.waiting = [];
    for (const one of waiting) this.#try(isolate, one);
    this.#schedule(isolate);
  }

  /** A call there and back; either way may be lost. What the owner did is written before its answer leaves. */
  #call<T>(isolate: Isolate, work: (reply: (answer: T) => void) => void, done: (answer: T) => void): void {
    const { delay, loss } = this.#scenario;
    let settled = false;
    this.#outcome.calls++;
    const settle = (then: () => void): void => {
      if (settled || !isolate.alive) return;
      settled = true;
      then();
    };
    this.#at(this.#now + CALL_TIMEOUT_MS, () =>
      settle(() => {
        failAsk(isolate.allowance);
        this.#outcome.refused += isolate.waiting.length;
        isolate.waiting = [];
        isolate.allowance.waiting = 0;
        isolate.allowance.refusedUntil = this.#local(isolate) + PAUSE_AFTER_FAILURE_MS;
        this.#schedule(isolate);
      }),
    );
    if (this.#random() < loss) return;
    this.#at(this.#now + this.#random() * delay, () => {
      work((answer) => {
        this.#written = JSON.stringify(this.#ledger);
        if (this.#random() < loss) return;
        this.#at(this.#now + this.#random() * delay, () => settle(() => done(answer)));
      });
    });
  }

  /** What a relay does with an isolate's question: answers it, or asks the owner and answers all who wait. */
  #relay(relay: SimulatedRelay, ask: Ask, reply: (answer: Answer) => void): void {
    const { allowance } = relay.relay;
    const held = answerFrom(relay.relay, ask, this.#now);
    if (held !== "ask") return reply(held);
    allowance.waiting += Math.max(ask.cost, ask.want - ask.held);
    relay.waiting.push({ ask, reply });
    if (allowance.asking) return;
    const { delay } = this.#scenario;
    const question = beginRelayed(relay.relay, `relay-${this.#relays.indexOf(relay)}`, ask, this.#now);
    this.#at(this.#now + this.#random() * delay, () => {
      const answer = serve(this.#ledger, question, this.#clock());
      this.#written = JSON.stringify(this.#ledger);
      this.#at(this.#now + this.#random() * delay, () => {
        endAsk(allowance, this.#now, answer);
        allowance.waiting = 0;
        const { waiting } = relay;
        relay.waiting = [];
        for (const one of waiting) {
          const own = answerFrom(relay.relay, one.ask, this.#now);
          one.reply(own === "ask" ? { kind: "refusal", cause: "throttle", retryAfter: 20 } : own);
        }
      });
    });
  }

  /** The timer that gives back what nobody used. */
  #schedule(isolate: Isolate): void {
    const due = reportDue(isolate.allowance);
    if (due === null || !isolate.alive) return;
    const at = Math.max(this.#now + 1, due - isolate.skew);
    if (isolate.timer <= at) return;
    isolate.timer = at;
    this.#at(at, () => {
      isolate.timer = Infinity;
      if (!isolate.alive) return;
      const { allowance } = isolate;
      const now = this.#local(isolate);
      const stillDue = reportDue(allowance);
      const reports = !allowance.asking && stillDue !== null && stillDue <= now ? beginReport(allowance, now) : null;
      if (!reports) return this.#schedule(isolate);
      this.#call(
        isolate,
        (reply: (answer: null) => void) => {
          if (this.#relays.length === 0) takeReports(this.#ledger, reports, this.#clock());
          reply(null);
        },
        () => {
          endReport(allowance);
          this.#wake(isolate);
        },
      );
    });
  }

  #die(): void {
    const at = Math.floor(this.#random() * this.#isolates.length);
    const dead = this.#isolates[at];
    if (!dead) return;
    dead.alive = false;
    const { lease, next } = dead.allowance;
    this.#outcome.lost.push((lease?.tokens ?? 0) + (next?.tokens ?? 0));
    this.#isolates[at] = this.#newIsolate();
  }
}

interface Ordered {
  at: number;
  order: number;
}

const before = (a: Ordered, b: Ordered): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** A binary heap, the earliest first. */
function push<T extends Ordered>(heap: T[], item: T): void {
  let at = heap.push(item) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent];
    if (!above || before(above, item)) break;
    heap[at] = above;
    heap[parent] = item;
    at = parent;
  }
}

function pop<T extends Ordered>(heap: T[]): T | undefined {
  const [first] = heap;
  const last = heap.pop();
  if (!last || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    const left = heap[2 * at + 1];
    const right = heap[2 * at + 2];
    const child = right && left && before(right, left) ? 2 * at + 2 : 2 * at + 1;
    const below = heap[child];
    if (!below || before(last, below)) break;
    heap[at] = below;
    at = child;
  }
  heap[at] = last;
  return first;
}
