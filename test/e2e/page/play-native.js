window.play = async (url) => {
  const video = document.getElementById('video');
  video.src = url;
  await video.play();
};
