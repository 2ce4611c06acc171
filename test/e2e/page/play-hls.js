window.play = async (url) => {
  const video = document.getElementById('video');
  const player = new Hls();
  window.watch.playingDate = () => player.playingDate;
  player.on(Hls.Events.ERROR, (_event, { type, details, fatal, response }) => {
    window.watch.error(`${type}, ${details}${response ? `, HTTP ${response.code}` : ''}`, fatal);
  });
  player.loadSource(url);
  player.attachMedia(video);
  await video.play();
};
