import type { $ZodIssue } from 'zod/v4/core';
import type { ZodMiniType } from 'zod/mini';
import { countCharacters } from './count-characters.js';
import type { FieldError } from './discord-error.js';

type Path = readonly (string | number)[];

/** Checks a body by Discord's own schema; the errors have Discord's words. */
export function checkSchema(schema: ZodMiniType, body: unknown, at: Path = []): FieldError[] {
  const result = schema.safeParse(body);
  return result.success ? [] : result.error.issues.flatMap((issue) => toFieldErrors(issue, body, at));
}

function toFieldErrors(issue: $ZodIssue, body: unknown, at: Path): FieldError[] {
  const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
  const here = [...at, ...path];
  const value = path.reduce<unknown>((node, key) => (isRecord(node) ? node[key] : undefined), body);
  if (issue.code === 'invalid_union') return toUnionErrors(issue.errors, value, here);
  return isShortEnough(issue, value) ? [] : [{ path: here, ...describeIssue(issue, value) }];
}

/** zod counts UTF-16 units, Discord counts code points. */
function isShortEnough(issue: $ZodIssue, value: unknown): boolean {
  return issue.code === 'too_big' && typeof value === 'string' && countCharacters(value) <= issue.maximum;
}

/** Reports the errors of the kind that the value names, or of the kind with the best match. */
function toUnionErrors(branches: readonly $ZodIssue[][], value: unknown, at: Path): FieldError[] {
  const ofItsType = branches.filter((issues) => !issues.some((issue) => isTypeMismatch(issue)));
  if (ofItsType.length === 0) {
    const types = branches.flatMap((issues) =>
      issues.flatMap((issue) => (isTypeMismatch(issue) ? issue.values : [])),
    );
    if (types.length > 0 && isRecord(value)) {
      const message = `Value of field "type" must be one of (${types.join(', ')}).`;
      return [{ path: [...at, 'type'], code: 'UNION_TYPE_CHOICES', message }];
    }
  }
  const ofItsKind = ofItsType.filter((issues) => !issues.some((issue) => issue.path.length === 0));
  const candidates = [ofItsKind, ofItsType, branches].find(({ length }) => length > 0) ?? [];
  const found = candidates.map((issues) => issues.flatMap((issue) => toFieldErrors(issue, value, at)));
  return found.toSorted((a, b) => a.length - b.length)[0] ?? [];
}

function isTypeMismatch(issue: $ZodIssue): issue is Extract<$ZodIssue, { code: 'invalid_value' }> {
  return issue.code === 'invalid_value' && issue.path.length === 1 && issue.path[0] === 'type';
}

function describeIssue(issue: $ZodIssue, value: unknown): { code: string; message: string } {
  if (value === undefined) return { code: 'BASE_TYPE_REQUIRED', message: 'This field is required' };
  switch (issue.code) {
    case 'too_big':
      return issue.origin === 'string' || issue.origin === 'array'
        ? { code: 'BASE_TYPE_MAX_LENGTH', message: `Must be ${issue.maximum.toString()} or fewer in length.` }
        : {
            code: 'NUMBER_TYPE_MAX',
            message: `Value should be less than or equal to ${issue.maximum.toString()}.`,
          };
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? { code: 'BASE_TYPE_MIN_LENGTH', message: `Must be ${issue.minimum.toString()} or more in length.` }
        : {
            code: 'NUMBER_TYPE_MIN',
            message: `Value should be greater than or equal to ${issue.minimum.toString()}.`,
          };
    case 'invalid_value':
      return { code: 'BASE_TYPE_CHOICES', message: `Value must be one of {${issue.values.join(', ')}}.` };
    case 'invalid_format':
      return describeFormat(issue.format);
    default:
      return { code: 'BASE_TYPE_BAD_TYPE', message: 'Could not interpret the value as its type.' };
  }
}

function describeFormat(format: string): { code: string; message: string } {
  if (format === 'url') return { code: 'URL_TYPE_INVALID_URL', message: 'Not a well formed URL.' };
  if (format === 'datetime')
    return { code: 'DATE_TIME_TYPE_PARSE', message: 'Could not parse the time. Should be ISO8601.' };
  return { code: 'STRING_TYPE_REGEX', message: 'String value did not match validation regex.' };
}

function isRecord(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null;
}
