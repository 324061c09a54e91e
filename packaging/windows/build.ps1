# Builds the program folder and its installer (Inno Setup 6 must be installed).
# Signs when SIGN_COMMAND is set, for example: signtool sign /fd sha256 /a $f
# Not verified by the authors on a real Windows; the release workflow runs it on a hosted one.
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..\..")
$venv = ".venv-build"
if (-not (Test-Path "$venv\Scripts\python.exe")) { py -3.13 -m venv $venv }
& "$venv\Scripts\python.exe" -m pip install -q -c packaging/constraints.txt -e . "pyinstaller>=6.16"
if ($LASTEXITCODE) { exit $LASTEXITCODE }
$version = & "$venv\Scripts\python.exe" -c "import trymore_desktop; print(trymore_desktop.__version__)"
Remove-Item -Recurse -Force build, dist -ErrorAction Ignore
& "$venv\Scripts\python.exe" packaging/translations.py release
& "$venv\Scripts\python.exe" packaging/windows/icon.py resources/icons/trymore.ico
& "$venv\Scripts\pyinstaller.exe" --noconfirm --log-level WARN packaging/trymore.spec
if ($LASTEXITCODE) { exit $LASTEXITCODE }
& "$venv\Scripts\python.exe" packaging/licences.py dist/trymore-desktop/licences
$sign = if ($env:SIGN_COMMAND) { @("/Ssign=$env:SIGN_COMMAND", "/DSIGN") } else { @() }
& iscc @sign "/DVersion=$version" packaging\windows\installer.iss
exit $LASTEXITCODE
