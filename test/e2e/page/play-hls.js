/** A player that sends headers of its own makes browsers ask first, by a preflight, for each request. */
const OWN_HEADERS = {
  cmcd: { useHeaders: true, sessionId: 'session', contentId: 'content' },
  xhrSetup: (xhr) => xhr.setRequestHeader('Authorization', 'Bearer of-a-viewer'),
};

window.play = async (url, sendsHeaders) => {
  const video = document.getElementById('video');
  const player = new Hls(sendsHeaders ? OWN_HEADERS : {});
  window.watch.playingDate = () => player.playingDate;
  player.on(Hls.Events.ERROR, (_event, { type, details, fatal, response }) => {
    window.watch.error(`${type}, ${details}${response ? `, HTTP ${response.code}` : ''}`, fatal);
  });
  player.loadSource(url);
  player.attachMedia(video);
  await video.play();
};
