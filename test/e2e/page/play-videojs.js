window.play = async (url) => {
  const player = videojs(document.getElementById('video'));
  player.on('error', () => window.watch.error(`video.js: ${player.error()?.message}`, true));
  player.src({ src: url, type: 'application/x-mpegURL' });
  await player.play();
};
