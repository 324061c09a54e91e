# Builds the program folder and its installer. Python 3.11 to 3.13 and Inno Setup 6 must be on the PATH.
# Signs when SIGN_COMMAND is set, for example: signtool sign /fd sha256 /a $f
# Not verified by the authors on a real Windows; the release workflow runs it on a hosted one.
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..\..")

# PowerShell does not stop by itself when a program fails.
function Invoke-Program {
    $program, $rest = $args
    & $program @rest
    if ($LASTEXITCODE) { throw "$program ended with $LASTEXITCODE" }
}

$venv = ".venv-build"
$python = "$venv\Scripts\python.exe"
$env:PYTHONHASHSEED = "1"
if (-not (Test-Path $python)) { Invoke-Program python -m venv $venv }
Invoke-Program $python -m pip install -q -c packaging/constraints.txt -e ".[data]" "pyinstaller>=6.16"
$version = Invoke-Program $python -c "import trymore_desktop; print(trymore_desktop.__version__)"
Remove-Item -Recurse -Force build, dist -ErrorAction Ignore
Invoke-Program $python packaging/translations.py release
Invoke-Program $python packaging/windows/icon.py resources/icons/trymore.ico
Invoke-Program "$venv\Scripts\pyinstaller.exe" --noconfirm --log-level WARN packaging/trymore.spec
Invoke-Program $python packaging/licences.py dist/trymore-desktop/licences
$options = @("/DVersion=$version")
if ($env:SIGN_COMMAND) { $options += "/Ssign=$env:SIGN_COMMAND", "/DSIGN" }
$size = (Get-ChildItem -Recurse -File dist/trymore-desktop | Measure-Object -Sum Length).Sum
# What CUDA brings does not fit into one file of an installer.
if ($size -gt 2GB) { $options += "/DLARGE" }
$compiler = Get-Command iscc -ErrorAction Ignore
$compiler = if ($compiler) { $compiler.Source } else { "${env:ProgramFiles(x86)}\Inno Setup 6\ISCC.exe" }
Invoke-Program $compiler @options packaging\windows\installer.iss
Copy-Item dist/trymore-desktop/licences/sbom.cdx.json "dist/trymore-desktop-$version.cdx.json"
Get-ChildItem -File dist | Select-Object Name, Length
