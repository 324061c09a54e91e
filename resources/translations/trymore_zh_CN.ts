<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>messages</name>
    <message>
        <source>Something went wrong inside the program ({code}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is a fault of the program, not of what you did.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again. If it stays, copy the details and report it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine stopped unexpectedly.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Usually the computer ran out of memory, or a graphics driver failed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your chats are safe. Send again, or choose a smaller precision in Settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine said something that could not be understood.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine and the window may be of different versions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restart the program; if it stays, install it again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
