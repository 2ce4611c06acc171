#!/bin/sh
# Installs the clients of other people that `npm run test:foreign` runs against the sandbox: the AWS CLI and boto3 from
# Debian's or Ubuntu's packages, the CDK CLI and takomo from the npm registry. They are too large for the project's own
# dependencies (300 MB), so that they get a folder in the user's cache.
set -eu

clients="$(dirname "$0")/../test/foreign/clients"
folder="${XDG_CACHE_HOME:-$HOME/.cache}/clustered-video-streams/foreign-clients"
if ! cmp -s "$clients/package-lock.json" "$folder/package-lock.json" || ! [ -x "$folder/node_modules/.bin/cdk" ]; then
  mkdir -p "$folder"
  cp "$clients/package.json" "$clients/package-lock.json" "$folder"
  (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
fi

has_boto3() {
  python3 -c 'import boto3' 2>/dev/null || /usr/bin/python3 -c 'import boto3' 2>/dev/null
}
if command -v aws >/dev/null && has_boto3; then
  exit 0
fi
if ! command -v apt-get >/dev/null; then
  echo 'There is no apt-get: install the AWS CLI and boto3 yourself.' >&2
  exit 1
fi
as_root=''
if [ "$(id -u)" -ne 0 ]; then
  as_root='sudo'
fi
$as_root apt-get update -qq
$as_root apt-get install -y -qq awscli python3-boto3 >/dev/null
