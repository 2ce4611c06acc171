import { BEGINNERS } from './readers/readers.js';
import { readersTests } from './readers/readers-tests.js';

readersTests(BEGINNERS);
