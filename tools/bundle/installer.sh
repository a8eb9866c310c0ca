#!/bin/sh
# Installe snr sans réseau, sous Linux ou macOS : sh installer.sh [DOSSIER]
# Cherche un Python 3.11 à 3.14 (SNR_PYTHON en nomme un), puis lance installer.py.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 1
suits() {
  command -v "$1" > /dev/null 2>&1 &&
    "$1" -I -c 'import sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2> /dev/null
}
if [ -n "${SNR_PYTHON:-}" ]; then
  suits "$SNR_PYTHON" && exec "$SNR_PYTHON" -I "$here/installer.py" "$@"
  echo "SNR_PYTHON ($SNR_PYTHON) n’est pas un Python 3.11 à 3.14 avec son module venv." >&2
  exit 1
fi
for python in python3.14 python3.13 python3.12 python3.11 python3 python; do
  suits "$python" && exec "$python" -I "$here/installer.py" "$@"
done
echo "Aucun Python 3.11 à 3.14 trouvé (avec son module venv). Installez-en un, ou nommez-le :" >&2
echo "  SNR_PYTHON=/chemin/de/python3 sh installer.sh" >&2
exit 1
