#!/bin/sh
# Installs a browser for the tests with real players, from Debian's or Ubuntu's packages, unless there is one already.
set -eu

for name in chromium chromium-browser google-chrome google-chrome-stable; do
  if command -v "$name" >/dev/null; then
    exit 0
  fi
done
if ! command -v apt-get >/dev/null; then
  echo 'There is no apt-get: install Chrome or Chromium yourself, or set CHROME_PATH.' >&2
  exit 1
fi
as_root=''
if [ "$(id -u)" -ne 0 ]; then
  as_root='sudo'
fi
$as_root apt-get update -qq
$as_root apt-get install -y -qq --no-install-recommends chromium >/dev/null
command -v chromium
