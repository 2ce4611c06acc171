// The part of the detector's benchmark that measures load, alone: it takes two minutes.
export { followMany as default } from './detector.bench.js';
