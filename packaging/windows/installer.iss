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
#ifdef LARGE
; Over 2 GB the installer is split into files that lie side by side.
DiskSpanning=yes
#endif
#ifdef SIGN
SignTool=sign
#endif

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
; Inno Setup itself does not bring Simplified Chinese in all its versions.
#define Chinese AddBackslash(CompilerPath) + "Languages\ChineseSimplified.isl"
#if FileExists(Chinese)
Name: "zh"; MessagesFile: "{#Chinese}"
#endif

[InstallDelete]
; What an older version had and this one has not.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "..\..\dist\trymore-desktop\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{userprograms}\TryMore Desktop"; Filename: "{app}\trymore-desktop.exe"
Name: "{userdesktop}\TryMore Desktop"; Filename: "{app}\trymore-desktop.exe"; Tasks: desktopicon

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked

[Run]
Filename: "{app}\trymore-desktop.exe"; Description: "{cm:LaunchProgram,TryMore Desktop}"; Flags: nowait postinstall skipifsilent
