#!/usr/bin/env bash
# Makes sure that the programs the tests drive are there: a real browser, web servers, OpenSSL, unzip.
# As root it installs what is missing; otherwise it says what to install and fails.
set -euo pipefail
declare -A package=([chromium]=chromium [firefox-esr]=firefox-esr [nginx]=nginx-light [openssl]=openssl [unzip]=unzip [xgettext]=gettext [strace]=strace [git]=git [sshd]=openssh-server [apache2]=apache2-bin [caddy]=caddy [softhsm2-util]=softhsm2 [systemd-analyze]=systemd)
missing=()
for program in "${!package[@]}"; do
  PATH="$PATH:/usr/sbin" command -v "$program" >/dev/null || missing+=("${package[$program]}")
done
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" = 0 ]; then
  echo "· installing Debian packages: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
else
  echo "The tests need Debian packages; as root: apt-get install ${missing[*]}"
  exit 1
fi
