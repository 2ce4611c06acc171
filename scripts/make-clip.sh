#!/bin/sh
# Makes the clips that the sandbox's live origins loop: media/<picture>/<rendition>.mp4, fragmented MP4 (CMAF) of 8 s,
# a fragment every 2 s. Run it again only to change the pictures; its output is in the repository.
#
# Needs ffmpeg with libx264, drawtext and the DejaVu fonts (Debian: ffmpeg, fonts-dejavu-core).
#
# - Closed GOPs of 50 frames at 25 fps without B-frames, so that every fragment decodes by itself and the timestamps of
#   one loop continue those of the loop before.
# - 8 s at 48 kHz are exactly 375 AAC frames of 1024 samples. The tone is periodic and the frames are taken from the
#   middle of a longer encode, past the encoder's priming, so the loop has no seam.
# - media/black and media/silent are what an origin plays instead on demand. Black video has the clips' settings, so that
#   it decodes with their initialization sections; one fragment is enough. A frozen picture takes its P frames.
set -eu

cd "$(dirname "$0")/.."
LOOP=8
FRAMES=375
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# picture NAME LABEL BACKGROUND HAND TONE_HZ
picture() {
  out="media/$1"
  mkdir -p "$out"

  # A bar that crosses the picture once per second, one that crosses it once per loop, and the loop's time in tenths.
  base="color=c=$3:s=960x540:r=25:d=$LOOP,format=yuv420p"
  grid="drawgrid=w=96:h=90:t=1:c=white@0.15"
  name="drawtext=font=DejaVu Sans:text='$2':fontsize=92:fontcolor=white:x=(w-tw)/2:y=130"
  time="drawtext=font=DejaVu Sans Mono:text='%{eif\:floor(t+0.001)\:d\:2}.%{eif\:floor(mod(t+0.001\,1)*10)\:d}':fontsize=110:fontcolor=$4:x=(w-tw)/2:y=270"

  ffmpeg -v error -y -f lavfi -i "$base" -f lavfi -i "color=c=$4:s=24x60:r=25:d=$LOOP" \
    -f lavfi -i "color=c=white:s=12x24:r=25:d=$LOOP" -filter_complex \
    "[0]$grid,$name,$time[text];[text][1]overlay=x='mod(t,1)*W':y=440[fast];[fast][2]overlay=x='t/$LOOP*W':y=510,format=yuv420p" \
    -c:v ffv1 "$work/picture.mkv"

  rungs "$out"

  sound "$out/audio" "0.25*sin(2*PI*$5*t)*lt(mod(t,1),0.08)"
}

# sound OUT EXPRESSION
sound() {
  ffmpeg -v error -y -f lavfi -i "aevalsrc='$2':s=48000:d=$((LOOP * 3))" -ac 2 -c:a aac -b:a 48k "$work/tone.aac"
  # First a whole MP4, then a fragmented one: only then is the decoder's configuration in the initialization section.
  # Without it browsers refuse the audio, although other decoders accept it.
  ffmpeg -v error -y -f aac -i "$work/tone.aac" -c:a copy -bsf:a aac_adtstoasc "$work/tone.mp4"
  ffmpeg -v error -y -i "$work/tone.mp4" -c:a copy \
    -bsf:a "noise=drop=lt(n\,$FRAMES)+gte(n\,2*$FRAMES),setts=ts=(N-$FRAMES)*1024:time_base=1/48000" \
    -movflags +empty_moov+default_base_moof+cmaf -frag_duration 2000000 -fflags +bitexact -f mp4 "$1.mp4"
}

rungs() {
  rung "$1/video-1" 416x234 30 1.3 baseline 120k
  rung "$1/video-2" 640x360 28 3.0 main 240k
  rung "$1/video-3" 960x540 27 3.1 main 420k
}

# rung OUT SIZE CRF LEVEL PROFILE MAXRATE
rung() {
  ffmpeg -v error -y -i "$work/picture.mkv" -vf "scale=$(echo "$2" | tr x :):flags=lanczos" \
    -c:v libx264 -preset veryslow -crf "$3" -profile:v "$5" -level "$4" -maxrate "$6" -bufsize "$6" \
    -g 50 -keyint_min 50 -sc_threshold 0 -bf 0 -x264-params open-gop=0:threads=1 -pix_fmt yuv420p \
    -video_track_timescale 90000 -flags +bitexact -fflags +bitexact \
    -movflags +frag_keyframe+empty_moov+default_base_moof+cmaf -f mp4 "$1.mp4"
}

picture eu-west-1 eu-west-1 0x14365c 0xffc857 440
picture eu-west-2 eu-west-2 0x5c1431 0x7ee8c6 550
picture generic 'live region' 0x2d4a22 0xf2f2f2 660

mkdir -p media/black media/silent
ffmpeg -v error -y -f lavfi -i "color=c=black:s=960x540:r=25:d=2,format=yuv420p" -c:v ffv1 "$work/picture.mkv"
rungs media/black
sound media/silent/audio 0
du -sb media
