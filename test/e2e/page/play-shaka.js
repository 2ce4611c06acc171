window.play = async (url) => {
  const video = document.getElementById('video');
  const player = new shaka.Player();
  window.watch.playingDate = () => player.getPlayheadTimeAsDate();
  const said = ({ code, severity, data }) => {
    const status = code === shaka.util.Error.Code.BAD_HTTP_STATUS ? `, HTTP ${data[1]}` : '';
    window.watch.error(`Shaka error ${code}${status}`, severity === shaka.util.Error.Severity.CRITICAL);
  };
  player.addEventListener('error', ({ detail }) => said(detail));
  await player.attach(video);
  try {
    await player.load(url);
    await video.play();
  } catch (error) {
    said(error);
  }
};
