// For mutation tests: a property that finds a fault finds it soon, and thousands of mutants cannot wait for the rest.
import fc from 'fast-check';

fc.configureGlobal({ interruptAfterTimeLimit: 100 });
