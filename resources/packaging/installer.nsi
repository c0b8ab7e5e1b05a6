; The installer for Windows 10 (1809) and 11, amd64: for one user, without an administrator.
; makensis -DVERSION=0.1.0 -DFOLDER=dist/yuanba -DICON=… -DOUTPUT=yuanba-0.1.0-setup.exe installer.nsi
; Silent: yuanba-0.1.0-setup.exe /S [/D=C:\where]
; Exit code: 0 done; 2 a newer version is installed, or this Windows is too old; 3 Yuanba is open; 4 no room on the disk.
!ifdef TARGET
  Target ${TARGET}
!endif
Unicode true
!include "MUI2.nsh"
!include "WordFunc.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"
!include "x64.nsh"
!include "WinVer.nsh"

!define NAME "院坝 Yuanba"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Yuanba"
!define CLASSES "Software\Classes"
!define FILE_CLASS "Yuanba.Cooperative"
!define OLDEST_BUILD 17763
!define REFUSED 2
!define OPEN 3
!define NO_ROOM 4

Name "${NAME}"
OutFile "${OUTPUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\Yuanba"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"
SetCompressor /SOLID lzma
SetCompressorDictSize 64
; The same files give the same installer.
SetDateSave off
BrandingText "${NAME} ${VERSION}"
VIProductVersion "${VERSION}.0"
VIFileVersion "${VERSION}.0"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\yuanbaw.exe"
!define MUI_FINISHPAGE_NOAUTOCLOSE
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_LANGUAGE "English"

VIAddVersionKey /LANG=${LANG_SIMPCHINESE} "ProductName" "${NAME}"
VIAddVersionKey /LANG=${LANG_SIMPCHINESE} "FileDescription" "院坝安装程序"
VIAddVersionKey /LANG=${LANG_SIMPCHINESE} "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=${LANG_SIMPCHINESE} "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=${LANG_SIMPCHINESE} "LegalCopyright" "The Yuanba authors, MIT"
VIAddVersionKey /LANG=${LANG_ENGLISH} "ProductName" "${NAME}"
VIAddVersionKey /LANG=${LANG_ENGLISH} "FileDescription" "Yuanba installer"
VIAddVersionKey /LANG=${LANG_ENGLISH} "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=${LANG_ENGLISH} "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=${LANG_ENGLISH} "LegalCopyright" "The Yuanba authors, MIT"

LangString NewerInstalled ${LANG_SIMPCHINESE} "这台电脑上装的院坝是 $0，比这个安装程序（${VERSION}）新，不能装回旧版；程序和账本都没有动。"
LangString NewerInstalled ${LANG_ENGLISH} "Yuanba $0 is installed here, which is newer than this installer (${VERSION}); an older one is not put over it, and nothing was changed."
LangString TooOld ${LANG_SIMPCHINESE} "院坝需要 64 位的 Windows 10（1809 或更新）或 Windows 11。"
LangString TooOld ${LANG_ENGLISH} "Yuanba needs 64-bit Windows 10 (1809 or newer) or Windows 11."
LangString IsOpen ${LANG_SIMPCHINESE} "院坝正开着。请先关闭院坝，再按“重试”。"
LangString IsOpen ${LANG_ENGLISH} "Yuanba is open. Close it, then press Retry."
LangString NoRoom ${LANG_SIMPCHINESE} "程序没有写完，多半是磁盘满了；原来的程序和账本都没有动。"
LangString NoRoom ${LANG_ENGLISH} "The program could not be written, most likely because the disk is full; the program that was here and your files are unchanged."
LangString ProgramPart ${LANG_SIMPCHINESE} "院坝程序"
LangString ProgramPart ${LANG_ENGLISH} "The program"
LangString DesktopPart ${LANG_SIMPCHINESE} "桌面图标"
LangString DesktopPart ${LANG_ENGLISH} "Icon on the desktop"
LangString SafeMode ${LANG_SIMPCHINESE} "院坝（安全模式）"
LangString SafeMode ${LANG_ENGLISH} "Yuanba (safe mode)"
LangString Remove ${LANG_SIMPCHINESE} "卸载院坝"
LangString Remove ${LANG_ENGLISH} "Uninstall Yuanba"
LangString FileKind ${LANG_SIMPCHINESE} "院坝账本"
LangString FileKind ${LANG_ENGLISH} "Yuanba cooperative"
LangString DataStays ${LANG_SIMPCHINESE} "程序已卸载。账本和备份没有删，都在：$\n$LOCALAPPDATA\Yuanba"
LangString DataStays ${LANG_ENGLISH} "The program is removed. Your files and backups were kept; they lie in:$\n$LOCALAPPDATA\Yuanba"

!macro RefuseWhileOpen
  ; A program that runs cannot be opened for writing.
  ${Do}
    ${IfNot} ${FileExists} "$INSTDIR\yuanbaw.exe"
      ${Break}
    ${EndIf}
    ClearErrors
    FileOpen $1 "$INSTDIR\yuanbaw.exe" a
    ${IfNot} ${Errors}
      FileClose $1
      ClearErrors
      FileOpen $1 "$INSTDIR\yuanba.exe" a
      ${IfNot} ${Errors}
        FileClose $1
        ${Break}
      ${EndIf}
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(IsOpen)" /SD IDCANCEL IDRETRY +3
    SetErrorLevel ${OPEN}
    Quit
  ${Loop}
!macroend

Function .onInit
  ReadRegStr $1 HKLM "SOFTWARE\Microsoft\Windows NT\CurrentVersion" "CurrentBuildNumber"
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
  ${OrIf} $1 < ${OLDEST_BUILD}
    MessageBox MB_OK|MB_ICONSTOP "$(TooOld)" /SD IDOK
    SetErrorLevel ${REFUSED}
    Quit
  ${EndIf}
  ReadRegStr $0 HKCU "${UNINSTALL}" "DisplayVersion"
  ${If} $0 != ""
    ${VersionCompare} "$0" "${VERSION}" $1
    ${If} $1 == 1
      MessageBox MB_OK|MB_ICONSTOP "$(NewerInstalled)" /SD IDOK
      SetErrorLevel ${REFUSED}
      Quit
    ${EndIf}
  ${EndIf}
FunctionEnd

Section "$(ProgramPart)" PROGRAM
  SectionIn RO
  !insertmacro RefuseWhileOpen
  ; Written beside what is there and put in its place only when all of it is.
  RMDir /r "$INSTDIR\new"
  ClearErrors
  SetOutPath "$INSTDIR\new"
  File /r "${FOLDER}\*"
  ${If} ${Errors}
    SetOutPath "$TEMP"
    RMDir /r "$INSTDIR\new"
    MessageBox MB_OK|MB_ICONSTOP "$(NoRoom)" /SD IDOK
    SetErrorLevel ${NO_ROOM}
    Quit
  ${EndIf}
  SetOutPath "$INSTDIR"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\yuanba.exe"
  Delete "$INSTDIR\yuanbaw.exe"
  Rename "$INSTDIR\new\_internal" "$INSTDIR\_internal"
  Rename "$INSTDIR\new\yuanba.exe" "$INSTDIR\yuanba.exe"
  Rename "$INSTDIR\new\yuanbaw.exe" "$INSTDIR\yuanbaw.exe"
  RMDir "$INSTDIR\new"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  CreateDirectory "$SMPROGRAMS\${NAME}"
  CreateShortCut "$SMPROGRAMS\${NAME}\${NAME}.lnk" "$INSTDIR\yuanbaw.exe"
  CreateShortCut "$SMPROGRAMS\${NAME}\$(SafeMode).lnk" "$INSTDIR\yuanbaw.exe" "--safe"
  CreateShortCut "$SMPROGRAMS\${NAME}\$(Remove).lnk" "$INSTDIR\uninstall.exe"

  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "Yuanba"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\yuanbaw.exe"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" "$0"

  WriteRegStr HKCU "${CLASSES}\${FILE_CLASS}" "" "$(FileKind)"
  WriteRegStr HKCU "${CLASSES}\${FILE_CLASS}\DefaultIcon" "" "$INSTDIR\yuanbaw.exe,0"
  WriteRegStr HKCU "${CLASSES}\${FILE_CLASS}\shell\open\command" "" '"$INSTDIR\yuanbaw.exe" "%1"'
  WriteRegStr HKCU "${CLASSES}\.yuanba" "" "${FILE_CLASS}"
  ; Other programs have files of this ending too, so it is only offered for them.
  WriteRegStr HKCU "${CLASSES}\.db\OpenWithProgids" "${FILE_CLASS}" ""
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Section "$(DesktopPart)" DESKTOP
  CreateShortCut "$DESKTOP\${NAME}.lnk" "$INSTDIR\yuanbaw.exe"
SectionEnd

Section "Uninstall"
  !insertmacro RefuseWhileOpen
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\new"
  Delete "$INSTDIR\yuanba.exe"
  Delete "$INSTDIR\yuanbaw.exe"
  Delete "$INSTDIR\uninstall.exe"
  ; Not with what is in it: whatever else lies there is the user's.
  RMDir "$INSTDIR"
  RMDir /r "$SMPROGRAMS\${NAME}"
  Delete "$DESKTOP\${NAME}.lnk"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "${CLASSES}\${FILE_CLASS}"
  DeleteRegKey HKCU "${CLASSES}\.yuanba"
  DeleteRegValue HKCU "${CLASSES}\.db\OpenWithProgids" "${FILE_CLASS}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
  DetailPrint "$(DataStays)"
  MessageBox MB_OK|MB_ICONINFORMATION "$(DataStays)" /SD IDOK
SectionEnd
