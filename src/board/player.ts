// Bundled by itself: the page shows everything else before the player is there.
export { default } from 'hls.js';
