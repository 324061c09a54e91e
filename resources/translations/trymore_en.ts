<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>ContextMeter</name>
    <message numerus="yes">
        <source>%n oldest message(s) fall out.</source>
        <translation>
            <numerusform>The oldest message falls out.</numerusform>
            <numerusform>The %n oldest messages fall out.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrainingDialog</name>
    <message numerus="yes">
        <source>%n conversation(s) chosen</source>
        <translation>
            <numerusform>%n conversation chosen</numerusform>
            <numerusform>%n conversations chosen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n conversation(s) are in {folder}. </source>
        <translation>
            <numerusform>%n conversation is in {folder}. </numerusform>
            <numerusform>%n conversations are in {folder}. </numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrashDialog</name>
    <message numerus="yes">
        <source>%n conversation(s) in the trash</source>
        <translation>
            <numerusform>%n conversation in the trash</numerusform>
            <numerusform>%n conversations in the trash</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n conversation(s) for good?</source>
        <translation>
            <numerusform>Delete %n conversation for good?</numerusform>
            <numerusform>Delete %n conversations for good?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Troubles</name>
    <message numerus="yes">
        <source>%n conversation(s) imported</source>
        <translation>
            <numerusform>%n conversation imported</numerusform>
            <numerusform>%n conversations imported</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n conversation(s) exported</source>
        <translation>
            <numerusform>%n conversation exported</numerusform>
            <numerusform>%n conversations exported</numerusform>
        </translation>
    </message>
</context>
</TS>
