@echo off
rem Installe snr sans réseau, sous Windows : installer.bat [DOSSIER]
rem Cherche un Python 3.11 à 3.14 (SNR_PYTHON en nomme un), puis lance installer.py.
setlocal
chcp 65001 > nul
set "PYTHONUTF8=1"
set "CHECK=import sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))"
if defined SNR_PYTHON (
  "%SNR_PYTHON%" -I -c "%CHECK%" > nul 2> nul && goto named
  echo SNR_PYTHON n’est pas un Python 3.11 à 3.14 avec son module venv.
  set "CODE=1"
  goto end
)
for %%v in (3.14 3.13 3.12 3.11) do (
  py -%%v -I -c "%CHECK%" > nul 2> nul && set "VERSION=%%v" && goto launcher
)
python -I -c "%CHECK%" > nul 2> nul && goto plain
echo Aucun Python 3.11 à 3.14 trouvé. Installez-en un, ou nommez-le :
echo   set SNR_PYTHON=C:\chemin\de\python.exe
set "CODE=1"
goto end
:named
"%SNR_PYTHON%" -I -X utf8 "%~dp0installer.py" %*
set "CODE=%ERRORLEVEL%"
goto end
:launcher
py -%VERSION% -I -X utf8 "%~dp0installer.py" %*
set "CODE=%ERRORLEVEL%"
goto end
:plain
python -I -X utf8 "%~dp0installer.py" %*
set "CODE=%ERRORLEVEL%"
:end
rem lancé par un double clic : la fenêtre reste ouverte
if "%~1"=="" pause
exit /b %CODE%
