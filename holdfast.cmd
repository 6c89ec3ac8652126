@echo off
rem Starts Holdfast on Windows: finds Java, builds the jar on first use, and runs it.
rem
rem What the launcher for Linux and macOS does and this one does not: it trains no class-data archive (a start takes
rem about half a second longer), it takes no lock (do not make two first starts at once), it does not rebuild under a
rem running server (Windows keeps the jar open: end the servers first), it does not check the version of Java, it
rem gives the compilers no hints for servers and mirrors, and cmd.exe stays as java's parent.
setlocal EnableExtensions DisableDelayedExpansion
set "ROOT=%~dp0"
set "JAR=%ROOT%dist\holdfast.jar"

if defined HOLDFAST_JAVA (
    set "JAVA=%HOLDFAST_JAVA%"
) else if defined JAVA_HOME (
    set "JAVA=%JAVA_HOME%\bin\java.exe"
) else (
    set "JAVA="
    for %%J in (java.exe) do set "JAVA=%%~$PATH:J"
)
if not defined JAVA (
    >&2 echo holdfast: no Java was found: install a JDK 17 or newer, or set HOLDFAST_JAVA to the path of its bin\java.exe.
    exit /b 1
)
if not exist "%JAVA%" (
    >&2 echo holdfast: there is no Java at "%JAVA%": correct HOLDFAST_JAVA or JAVA_HOME; it takes a JDK 17 or newer.
    exit /b 1
)

if /i "%~1"=="rebuild" (
    call :build clean package
    exit /b
)
if not exist "%JAR%" (
    call :build package
    if errorlevel 1 exit /b 1
)

set "GC=-XX:+UseSerialGC"
set "CHOSEN=%JAVA_TOOL_OPTIONS% %JDK_JAVA_OPTIONS% %_JAVA_OPTIONS% %HOLDFAST_JAVA_OPTS%"
echo "%CHOSEN:"=%" | findstr /r /c:"-XX:+Use[A-Za-z]*GC" >nul && set "GC="
set "COMPILER="
if /i "%~1"=="serve" set "COMPILER=-XX:TieredStopAtLevel=1 -Xmn24m"

"%JAVA%" -XX:+DisplayVMOutputToStderr -Xlog:disable -Xlog:all=warning:stderr "-XX:ErrorFile=%TEMP%\hs_err_pid%%p.log" -XX:+IgnoreUnrecognizedVMOptions -XX:-UsePerfData -Xmx256m %COMPILER% %GC% %HOLDFAST_JAVA_OPTS% "-Dholdfast.launcher=%~f0" -jar "%JAR%" %*
exit /b %ERRORLEVEL%

:build
where mvn >nul 2>nul
if errorlevel 1 (
    >&2 echo holdfast: dist\holdfast.jar has to be built first, and Maven was not found: install Maven 3.8 or newer.
    exit /b 1
)
if not exist "%ROOT%dist" mkdir "%ROOT%dist"
>&2 echo holdfast: building dist\holdfast.jar, about half a minute or longer where Maven has to download its parts.
pushd "%ROOT%"
call mvn -B -ntp -q -Dquick %* -pl mcp-server -am <nul >"%ROOT%dist\build.log" 2>&1
set "RESULT=%ERRORLEVEL%"
popd
if not "%RESULT%"=="0" (
    >&2 type "%ROOT%dist\build.log"
    >&2 echo holdfast: the build failed; the lines above are "%ROOT%dist\build.log".
    exit /b 1
)
exit /b 0
