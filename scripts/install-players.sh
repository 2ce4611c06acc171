#!/bin/sh
# Installs the players without content steering that `npm run players` measures, from Debian's or Ubuntu's packages, and
# a browser where there is none.
set -eu

sh "$(dirname "$0")/install-chromium.sh"
if command -v ffmpeg >/dev/null && command -v gst-launch-1.0 >/dev/null && command -v vlc >/dev/null; then
  exit 0
fi
if ! command -v apt-get >/dev/null; then
  echo 'There is no apt-get: install ffmpeg, GStreamer (gst-launch-1.0) and VLC yourself.' >&2
  exit 1
fi
as_root=''
if [ "$(id -u)" -ne 0 ]; then
  as_root='sudo'
fi
$as_root apt-get update -qq
$as_root apt-get install -y -qq --no-install-recommends ffmpeg gstreamer1.0-tools gstreamer1.0-plugins-base \
  gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-libav vlc-bin vlc-plugin-base >/dev/null
