import { describeObjectStore } from '../../../contract/object-store.js';
import { InMemoryObjectStore } from '../../../support/in-memory-object-store.js';

describeObjectStore('in memory', () => Promise.resolve(new InMemoryObjectStore()));
