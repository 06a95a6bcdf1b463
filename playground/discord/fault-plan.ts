import type { Faults } from '../harness.js';

interface PlannedFault {
  readonly pattern: RegExp | string;
  readonly kind: 'fail' | 'delay' | 'lose-answer';
  readonly amount: number;
  readonly code: number;
  left: number;
}

/** What a request is to suffer. */
export interface Suffering {
  readonly failWith: { readonly status: number; readonly code: number } | undefined;
  readonly delayMs: number;
  readonly loseAnswer: boolean;
}

/** Faults that tests have ordered for coming requests. */
export class FaultPlan {
  readonly #planned: PlannedFault[] = [];

  readonly failNext: Faults['failNext'] = (pattern, status, count = 1, code = 0) => {
    this.#planned.push({ pattern, kind: 'fail', amount: status, code, left: count });
  };

  readonly delayNext: Faults['delayNext'] = (pattern, ms, count = 1) => {
    this.#planned.push({ pattern, kind: 'delay', amount: ms, code: 0, left: count });
  };

  readonly loseAnswerOfNext: Faults['loseAnswerOfNext'] = (pattern, count = 1) => {
    this.#planned.push({ pattern, kind: 'lose-answer', amount: 0, code: 0, left: count });
  };

  /** Uses up what is planned for `METHOD /path`. */
  take(request: string): Suffering {
    const failure = this.#use('fail', request);
    const failWith = failure === undefined ? undefined : { status: failure.amount, code: failure.code };
    const delayMs = failWith === undefined ? (this.#use('delay', request)?.amount ?? 0) : 0;
    const loseAnswer = failWith === undefined && this.#use('lose-answer', request) !== undefined;
    return { failWith, delayMs, loseAnswer };
  }

  #use(kind: PlannedFault['kind'], request: string): PlannedFault | undefined {
    const fault = this.#planned.find(
      (planned) => planned.kind === kind && planned.left > 0 && matches(planned, request),
    );
    if (fault === undefined) return undefined;
    fault.left -= 1;
    return fault;
  }
}

function matches({ pattern }: PlannedFault, request: string): boolean {
  return typeof pattern === 'string' ? request.includes(pattern) : pattern.test(request);
}
