/** @throws Error when the sources do not compile; the compiler has then said why */
export function buildPlayground(): Promise<void>;

/** Builds the page alone. @throws Error when its sources do not compile */
export function buildPage(): Promise<void>;
