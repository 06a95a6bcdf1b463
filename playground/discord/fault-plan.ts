import type { Faults, OutstandingFault } from '../api.js';

interface PlannedFault extends OutstandingFault {
  readonly pattern: RegExp | string;
  readonly code: number;
  left: number;
}

/** The faults of one request. */
export interface RequestFaults {
  readonly failWith: { readonly status: number; readonly code: number } | undefined;
  readonly delayMs: number;
  readonly loseAnswer: boolean;
}

/** The ordered faults of future requests. */
export class FaultPlan {
  #planned: readonly PlannedFault[] = [];
  #count = 0;

  /** @param onChange called when a fault is ordered, used or cancelled */
  constructor(readonly onChange: () => void) {}

  readonly failNext: Faults['failNext'] = (pattern, status, count = 1, code = 0) => {
    this.#add({ pattern, kind: 'fail', amount: status, code, left: count });
  };

  readonly delayNext: Faults['delayNext'] = (pattern, ms, count = 1) => {
    this.#add({ pattern, kind: 'delay', amount: ms, code: 0, left: count });
  };

  readonly loseAnswerOfNext: Faults['loseAnswerOfNext'] = (pattern, count = 1) => {
    this.#add({ pattern, kind: 'lose-answer', amount: 0, code: 0, left: count });
  };

  readonly outstanding: Faults['outstanding'] = () =>
    this.#planned.map(({ id, kind, amount, left }) => ({ id, kind, amount, left }));

  readonly cancel: Faults['cancel'] = (id) => {
    this.#planned = this.#planned.filter((fault) => fault.id !== id);
    this.onChange();
  };

  /** Takes the faults planned for `METHOD /path`. */
  take(request: string): RequestFaults {
    const failure = this.#use('fail', request);
    const failWith = failure === undefined ? undefined : { status: failure.amount, code: failure.code };
    const delayMs = failWith === undefined ? (this.#use('delay', request)?.amount ?? 0) : 0;
    const loseAnswer = failWith === undefined && this.#use('lose-answer', request) !== undefined;
    return { failWith, delayMs, loseAnswer };
  }

  #add(fault: Omit<PlannedFault, 'id'>): void {
    this.#count += 1;
    this.#planned = [...this.#planned, { ...fault, id: this.#count }];
    this.onChange();
  }

  #use(kind: PlannedFault['kind'], request: string): PlannedFault | undefined {
    const fault = this.#planned.find((planned) => planned.kind === kind && matches(planned, request));
    if (fault === undefined) return undefined;
    fault.left -= 1;
    this.#planned = this.#planned.filter(({ left }) => left > 0);
    this.onChange();
    return fault;
  }
}

function matches({ pattern }: PlannedFault, request: string): boolean {
  return typeof pattern === 'string' ? request.includes(pattern) : pattern.test(request);
}
