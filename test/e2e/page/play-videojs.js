window.play = async (url) => {
  const video = document.getElementById('video');
  // Chromium plays HLS by itself since version 142; what is asked here is how video.js's own engine does.
  const player = videojs(video, { html5: { vhs: { overrideNative: true } } });
  player.on('error', () => window.watch.error(`video.js: ${player.error()?.message}`, true));
  player.src({ src: url, type: 'application/x-mpegURL' });
  await player.play();
};
