; Per user, without admin rights. Chats and models are left alone when the program is removed.
[Setup]
AppId={{6E0A5A5C-6B57-4E0E-9C59-0C7B3C3B7D10}
AppName=TryMore Desktop
AppVersion={#Version}
AppPublisher=TryMore Desktop contributors
DefaultDirName={localappdata}\Programs\TryMore Desktop
DefaultGroupName=TryMore Desktop
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
OutputDir=..\..\dist
OutputBaseFilename=trymore-desktop-{#Version}-windows-x64
SetupIconFile=..\..\resources\icons\trymore.ico
Compression=lzma2
SolidCompression=yes
; Over 2 GB the installer is split into files that lie side by side.
DiskSpanning=no
#ifdef SIGN
SignTool=sign
#endif

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "zh"; MessagesFile: "compiler:Languages\ChineseSimplified.isl"

[Files]
Source: "..\..\dist\trymore-desktop\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{userprograms}\TryMore Desktop"; Filename: "{app}\trymore-desktop.exe"
Name: "{userdesktop}\TryMore Desktop"; Filename: "{app}\trymore-desktop.exe"; Tasks: desktopicon

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked

[Run]
Filename: "{app}\trymore-desktop.exe"; Description: "{cm:LaunchProgram,TryMore Desktop}"; Flags: nowait postinstall skipifsilent
