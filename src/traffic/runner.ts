import type { StagePlan } from "../plan/stage.ts";
import type { Exchange } from "./exchange.ts";

/** A step of the walk: null goes on to the next one, an answer ends the walk. */
export type Step<E extends Exchange = Exchange> = (exchange: E) => Response | null | Promise<Response | null>;

/** A step on the way back: changes the answer or takes note of it. Its headers may be changed in place. */
export type AnswerStep<E extends Exchange = Exchange> = (exchange: E, answer: Response) => Response | Promise<Response>;

/** A route's last step that answers whatever happens: its promise never fails, so that none is made to watch it. */
export class LastStep<E extends Exchange = Exchange> {
  readonly answer: (exchange: E) => Response | Promise<Response>;

  constructor(answer: LastStep<E>["answer"]) {
    this.answer = answer;
  }
}

/** A route at a stage, compiled to closures: only the steps that it needs there, in the order of a request's life. */
export interface RouteRunner<E extends Exchange = Exchange> {
  readonly routeKey: string;
  readonly stage: StagePlan;
  readonly steps: readonly Step<E>[];
  /** what answers if none of them did, where nothing happens to its answer; null: one of them answers */
  readonly last: LastStep<E>["answer"] | null;
  /** what happens to every answer of this route, the gateway's own among them */
  readonly answerSteps: readonly AnswerStep<E>[];
}

/** A step that not every stage needs: it is made when its route is first served at one. */
export class AtStage<S> {
  /** null: not needed there */
  readonly make: (stage: StagePlan, routeKey: string) => S | null;

  constructor(make: AtStage<S>["make"]) {
    this.make = make;
  }
}

/** A step of a route, at all stages or as the stage needs it. */
type RouteStep<S> = S | AtStage<S>;
/** The same on the way to an answer. */
type WayStep<E extends Exchange> = RouteStep<Step<E>> | LastStep<E>;

/** Makes a route's step from its parts; null where this route does not need it. */
export type StepFactory<Parts, E extends Exchange = Exchange> = (parts: Parts) => WayStep<E> | null;
export type AnswerStepFactory<Parts, E extends Exchange = Exchange> = (parts: Parts) => RouteStep<AnswerStep<E>> | null;

/** The life of a request of one API type after its route is known, in this order. */
export interface Life<Parts, E extends Exchange = Exchange> {
  steps: readonly StepFactory<Parts, E>[];
  answerSteps: readonly AnswerStepFactory<Parts, E>[];
}

/** Stages at which a route is held ready. */
const KEPT_STAGES = 8;

/** A route of a deployment, which any stage may serve. */
export class Route<E extends Exchange = Exchange> {
  readonly #routeKey: string;
  readonly #steps: readonly WayStep<E>[];
  readonly #answerSteps: readonly RouteStep<AnswerStep<E>>[];
  /** for the stages that served it last: mostly one, found sooner by looking than by a map */
  readonly #runners: RouteRunner<E>[] = [];

  constructor(routeKey: string, steps: readonly WayStep<E>[], answerSteps: readonly RouteStep<AnswerStep<E>>[]) {
    this.#routeKey = routeKey;
    this.#steps = steps;
    this.#answerSteps = answerSteps;
  }

  /** The route as a stage serves it. A stage that has changed is another one (LoadedApis). */
  at(stage: StagePlan): RouteRunner<E> {
    for (const runner of this.#runners) if (runner.stage === stage) return runner;
    const routeKey = this.#routeKey;
    const answerSteps = neededAt(stage, routeKey, this.#answerSteps);
    const way = neededAt(stage, routeKey, this.#steps);
    const end = way.at(-1);
    const last = end instanceof LastStep && answerSteps.length === 0 ? end.answer : null;
    const steps = (last ? way.slice(0, -1) : way).map((step) => (step instanceof LastStep ? step.answer : step));
    const runner = { routeKey, stage, steps, last, answerSteps };
    if (this.#runners.unshift(runner) > KEPT_STAGES) this.#runners.pop();
    return runner;
  }
}

function neededAt<S>(stage: StagePlan, routeKey: string, steps: readonly RouteStep<S>[]): S[] {
  return steps.flatMap((step) => (step instanceof AtStage ? (step.make(stage, routeKey) ?? []) : step));
}

/** Compiles one route. */
export function compileRoute<Parts, E extends Exchange>(
  life: Life<Parts, E>,
  parts: Parts,
  routeKey: string,
): Route<E> {
  return new Route(
    routeKey,
    life.steps.flatMap((factory) => factory(parts) ?? []),
    life.answerSteps.flatMap((factory) => factory(parts) ?? []),
  );
}

/** Makes the answer to a request that an error has ended. */
export type Failed<E extends Exchange = Exchange> = (exchange: E, error: unknown) => Response;

/**
 * Walks the steps until one answers, then the answer's steps. Synchronous as long as the steps are; what fails after that is
 * answered by `failed`, without a promise of its own to watch the others.
 */
export function walk<E extends Exchange>(
  runner: RouteRunner<E>,
  exchange: E,
  failed: Failed<E>,
  from = 0,
): Response | Promise<Response> {
  const { steps, last } = runner;
  for (let index = from; index < steps.length; index++) {
    const outcome = steps[index]?.(exchange) ?? null;
    if (outcome instanceof Promise) {
      return outcome.then(
        (answer) => goOn(runner, exchange, failed, index + 1, answer),
        (error: unknown) => failed(exchange, error),
      );
    }
    if (outcome) return finished(runner, exchange, failed, outcome);
  }
  if (last) return last(exchange);
  throw new Error(`no step of route ${runner.routeKey} answered`);
}

/** Walks on after a step that waited. */
function goOn<E extends Exchange>(
  runner: RouteRunner<E>,
  exchange: E,
  failed: Failed<E>,
  next: number,
  answer: Response | null,
): Response | Promise<Response> {
  try {
    return answer ? finished(runner, exchange, failed, answer) : walk(runner, exchange, failed, next);
  } catch (error) {
    return failed(exchange, error);
  }
}

/** Walks the answer's steps. */
function finished<E extends Exchange>(
  { answerSteps }: RouteRunner<E>,
  exchange: E,
  failed: Failed<E>,
  answer: Response,
): Response | Promise<Response> {
  const outcome = finish(answerSteps, exchange, answer);
  return outcome instanceof Promise ? outcome.catch((error: unknown) => failed(exchange, error)) : outcome;
}

function finish<E extends Exchange>(
  steps: readonly AnswerStep<E>[],
  exchange: E,
  answer: Response,
  from = 0,
): Response | Promise<Response> {
  let current = answer;
  for (let index = from; index < steps.length; index++) {
    const outcome = steps[index]?.(exchange, current) ?? current;
    if (outcome instanceof Promise) return outcome.then((next) => finish(steps, exchange, next, index + 1));
    current = outcome;
  }
  return current;
}
