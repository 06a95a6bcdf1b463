// For mutation tests: properties find most faults soon, and there are thousands of mutants.
import fc from 'fast-check';

fc.configureGlobal({ interruptAfterTimeLimit: 100 });
