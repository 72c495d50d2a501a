### Die Worte von DeviantCord, in Fluent (https://projectfluent.org/fluent/guide/).

## /watches, /unwatch und /edit

list-title = Was dieser Server abonniert hat
list-previous = Zurück
list-next = Weiter
list-old-button = Dieser Button ist abgelaufen. Benutze den Befehl noch einmal.
list-old-button-of = Dieser Button ist abgelaufen. Benutze { $command } noch einmal.
list-not-yours = Das war für jemand anderen. Benutze { $command } selbst.
list-everything = alles
list-deviations = Deviations
list-journals = Journale
list-statuses = Statusmeldungen
list-folder = Ordner { $folder }
list-whole-group = ganze Gruppe
list-short = { $artist }, { $part }
list-mature = auch nicht Jugendfreies
list-filter = nur { $filter }
list-compact = kompakt
list-link = nur Link
list-line = eigene Zeile
list-mentions = erwähnt { $role }
list-mentions-gone = erwähnt niemanden: Die Rolle gibt es nicht mehr
list-folder-deleted = ⚠️ diesen Ordner gibt es auf DeviantArt nicht mehr
list-folder-renewed = ⚠️ diesen Ordner gibt es nicht mehr, aber einen neuen mit dem Namen: `/watch` für den neuen, `/unwatch` für diesen
list-broken = ⚠️ dort kann ich nicht posten: `/channels`
list-paused = ⏸️ pausiert
list-paused-until = ⏸️ pausiert bis { $until }
list-dated = { $choice } · seit { $date }
list-and-more = { $names } und { $count } weitere
list-page = Seite { $page } von { $pages }
list-empty = Dieser Server hat noch nichts abonniert. Beginne mit `/watch` und einem Namen von DeviantArt.
list-none-visible = Du kannst kein Abonnement dieses Servers sehen.
list-idle-since = letzter Beitrag { $at }
list-idle-never = noch kein Beitrag
list-none-fits = Darauf passt kein Abonnement. `/watches` listet alle auf.
list-only-these =
    { $count ->
        [one] 1 Abonnement bleibt, wie es ist: Es gehört zu einem Kanal, den du nicht sehen kannst.
       *[other] { $count } Abonnements bleiben, wie sie sind: Sie gehören zu Kanälen, die du nicht sehen kannst.
    }
list-unseen =
    { $count ->
        [one] 1 Abonnement gehört zu einem Kanal, den du nicht sehen kannst.
       *[other] { $count } Abonnements gehören zu Kanälen, die du nicht sehen kannst.
    }
list-more-unseen =
    { $count ->
        [one] 1 weiteres Abonnement gehört zu einem Kanal, den du nicht sehen kannst.
       *[other] { $count } weitere Abonnements gehören zu Kanälen, die du nicht sehen kannst.
    }
list-removed = ✅ Entfernt: { $watch }. In { $place } erscheint davon nichts mehr.
list-no-such-watch = Dieses Abonnement gibt es nicht. `/watches` listet alle auf.
list-nothing-of = Hier gibt es kein Abonnement von { $name }. `/watches` listet alle auf.

## Die Ansicht eines Abonnements

panel-style = Stil und Zeiten
panel-back = Zurück
panel-leave-out = Nicht Jugendfreies weglassen
panel-include = Auch nicht Jugendfreies
panel-veil = Nicht Jugendfreies, wo nötig ohne Bild
panel-elsewhere = Nicht Jugendfreies im Kanal dafür
panel-choose-ping = Rolle erwähnen
panel-choose-channel = In einen anderen Kanal verschieben
panel-choose-watch = Abonnement ändern
panel-change = Ändern
panel-no-ping = Niemanden erwähnen
panel-inherited = wie der Server
panel-as-server = Wie der Server: { $value }
panel-ping-as-server = Erwähnen wie der Server
panel-title = Dieses Abonnement
panel-changed = ✅ Geändert. Es gilt für alles, was ab jetzt kommt.
panel-no-card = In dieser Nachricht habe ich keinen Beitrag angekündigt. Benutze das an einer Nachricht, in der ich es getan habe.
panel-card-without-watch = Das Abonnement, von dem das kam, wurde entfernt, also gibt es nichts zu ändern. `/watches` listet auf, was noch da ist.
panel-artist = Von: { $artist }
panel-posts = Beiträge: { $posts }
panel-folder = Deviations im Ordner { $folder }
panel-whole-group = Deviations in allen Ordnern der Gruppe
panel-everything = alles
panel-deviations = Deviations (Bilder, Literatur, Videos)
panel-journals = Journale
panel-statuses = Statusmeldungen und Umfragen
panel-filter = Filter: { $filter }
panel-channel = Kanal: { $channel }
panel-forum = Forum: ein eigener Beitrag für jedes Werk; bei mehr als zehn auf einmal der Rest in einer Liste
panel-mature-in = Nicht jugendfreie Beiträge: dabei
panel-mature-veiled = Nicht jugendfreie Beiträge: ohne Bild und Text, wo keine Altersbeschränkung gilt
panel-mature-elsewhere = Nicht jugendfreie Beiträge: im Kanal des Servers dafür
panel-mature-nowhere = Nicht jugendfreie Beiträge: warten, weil der Server keinen Kanal dafür hat: `/settings`
panel-mature-out = Nicht jugendfreie Beiträge: weggelassen
panel-mentions-nobody = Erwähnt: niemanden
panel-mentions-gone = Erwähnt: niemanden: Die Rolle gibt es nicht mehr
panel-mentions = Erwähnt: { $role }
panel-style-compact = Stil: kompakt
panel-style-link = Stil: nur Link
panel-style-line = Stil: { $template }
panel-posting = Jetzt: postet
panel-paused = Jetzt: ⏸️ pausiert, bis du es fortsetzt
panel-paused-until = Jetzt: ⏸️ pausiert bis { $until }
panel-moved = ✅ Verschoben.
panel-along =
    { $count ->
        [one] 1 wartende Nachricht kommt mit.
       *[other] { $count } wartende Nachrichten kommen mit.
    }
panel-silent = Die Rolle wird dort nicht erwähnt, weil du oder ich sie dort nicht erwähnen können.
panel-same = { $place } bekommt das schon: { $watch }. Entferne stattdessen eines der beiden.
panel-you-cannot-write = Du kannst in { $place } nicht schreiben, also kannst du nicht ändern, was dort gepostet wird. Wer dort schreiben kann oder den Kanal oder seine Webhooks verwaltet, kann es.

## /pause und /resume

pause-resume = Fortsetzen
pause-pause = Pausieren
pause-watch-in = { $watch } in { $place }
pause-watches =
    { $count ->
        [one] 1 Abonnement
       *[other] { $count } Abonnements
    }
pause-paused = ⏸️ Pausiert: { $what }.
pause-paused-until = ⏸️ Pausiert bis { $until }: { $what }.
pause-meanwhile-all = Was inzwischen veröffentlicht wird, wartet bis zu { $days } Tage und kommt, wenn du fortsetzt.
pause-meanwhile-newest =
    { $count ->
        [one] Von dem, was inzwischen veröffentlicht wird, kommt nur das Neueste, wenn du fortsetzt.
       *[other] Von dem, was inzwischen veröffentlicht wird, kommen nur die neuesten { $count }, wenn du fortsetzt.
    }
pause-meanwhile-skip = Was inzwischen veröffentlicht wird, kommt auch später nicht.
pause-meanwhile-mixed = Was inzwischen veröffentlicht wird, wartet bis zu { $days } Tage; was beim Fortsetzen kommt, hängt vom Abonnement ab.
pause-resumed = ▶️ Fortgesetzt: { $what }.
pause-waited =
    { $count ->
        [0] Es hat nichts gewartet.
        [1] Die Nachricht, die gewartet hat, kommt jetzt.
       *[other] Die { $count } Nachrichten, die gewartet haben, kommen jetzt.
    }
pause-resumed-some = ⚠️ { $count } von { $all } Abonnements fortgesetzt, dann ging etwas schief. Benutze für den Rest noch einmal `/resume`.
pause-stay-paused =
    { $count ->
        [one] 1 Abonnement bleibt pausiert, weil du in seinem Kanal nicht schreiben kannst.
       *[other] { $count } Abonnements bleiben pausiert, weil du in ihren Kanälen nicht schreiben kannst.
    }
pause-you-cannot-write = Du kannst in { $place } nicht schreiben, also kannst du dort nicht wieder posten lassen. Wer dort schreiben kann oder den Kanal oder seine Webhooks verwaltet, kann es fortsetzen.
pause-none = Davon ist nichts pausiert. `/watches only: paused` listet auf, was pausiert ist.
pause-not-a-time = Ich verstehe nicht, welche Zeit { $typed } ist. Schreib zum Beispiel `2h`, `3d`, `2026-12-24` oder `24 Dec 18:00` (Daten sind in { $zone }).
pause-ambiguous = { $typed } könnte zwei verschiedene Tage meinen. Schreib Jahr-Monat-Tag, zum Beispiel `2026-12-24`.
pause-past = { $typed } ist vorbei. Schreib, wie lange ab jetzt, zum Beispiel `2h` oder `3d`, oder ein Datum in der Zukunft.
pause-too-far = { $typed } ist mehr als ein Jahr entfernt. Lass `for` weg, um zu pausieren, bis du `/resume` benutzt.

## /move

moving-go = Verschieben
moving-same-channel = Dort posten sie schon. Wähle als `to` einen anderen Kanal.
moving-choice =
    { $count ->
        [one] #{ $name } (1 Abonnement)
       *[other] #{ $name } ({ $count } Abonnements)
    }
moving-choice-gone =
    { $count ->
        [one] Kanal, der weg oder für mich unsichtbar ist (1 Abonnement)
       *[other] Kanal, der weg oder für mich unsichtbar ist ({ $count } Abonnements)
    }
moving-no-channel = Ich weiß nicht, welcher Kanal { $typed } ist. Wähle ihn aus der Liste, oder tippe ihn als #kanal ein.
moving-nothing = Von { $from } nach { $to } kann nichts verschoben werden.
moving-question =
    { $count ->
        [one] 1 Abonnement von { $from } nach { $to } verschieben?
       *[other] { $count } Abonnements von { $from } nach { $to } verschieben?
    }
moving-waiting-along =
    { $count ->
        [one] 1 wartende Nachricht kommt mit.
       *[other] { $count } wartende Nachrichten kommen mit.
    }
moving-same = • Nicht zu verschieben, weil { $to } dasselbe schon bekommt: { $watches }
moving-mature = • Nicht zu verschieben, weil nicht jugendfreie Beiträge dabei sind und { $to } keine Altersbeschränkung hat: { $watches }
moving-silent =
    { $count ->
        [one] • 1 Abonnement erwähnt dort seine Rolle nicht, weil du oder ich sie dort nicht erwähnen können
       *[other] • { $count } Abonnements erwähnen dort ihre Rolle nicht, weil du oder ich sie dort nicht erwähnen können
    }
moving-moved =
    { $count ->
        [one] ✅ 1 Abonnement nach { $to } verschoben.
       *[other] ✅ { $count } Abonnements nach { $to } verschoben.
    }
moving-along =
    { $count ->
        [1] Die Nachricht, die gewartet hat, kommt mit.
       *[other] Die { $count } Nachrichten, die gewartet haben, kommen mit.
    }
moving-moved-some = ⚠️ { $count } von { $all } Abonnements verschoben, dann ging etwas schief. Benutze für den Rest noch einmal `/move`.

## /channels

channels-title = Kanäle, für die Beiträge warten müssen
channels-choose = Etwas für einen Kanal tun
channels-move-to = Verschieben nach…
channels-try-now = Jetzt versuchen
channels-drop-waiting = Wartendes verwerfen
channels-drop = Verwerfen
channels-keep = Behalten
channels-all-well =
    { $hidden ->
        [0] ✅ Jeder Kanal nimmt meine Beiträge an.
        [1] ✅ Jeder Kanal, den du sehen kannst, nimmt meine Beiträge an. 1, den du nicht sehen kannst, tut es nicht.
       *[other] ✅ Jeder Kanal, den du sehen kannst, nimmt meine Beiträge an. { $hidden }, die du nicht sehen kannst, tun es nicht.
    }
channels-more-same =
    { $count ->
        [one] 1 weiterer Kanal mit demselben Problem
       *[other] { $count } weitere Kanäle mit demselben Problem
    }
channels-more-hidden =
    { $count ->
        [one] 1 weiterer Kanal, den du nicht sehen kannst
       *[other] { $count } weitere Kanäle, die du nicht sehen kannst
    }
channels-more = { $what }.
channels-more-both = { $same } und { $hidden }.
channels-choice = #{ $name } ({ $count } warten)
channels-choice-gone = Kanal, der weg oder für mich unsichtbar ist ({ $count } warten)
channels-not-restricted = hat keine Altersbeschränkung, also warten nicht jugendfreie Beiträge (das begann { $since })
channels-deleted = wurde { $since } gelöscht
channels-needs-tag = verlangt einen Tag an jedem Beitrag, und keiner passt (das begann { $since }): Lege einen namens DeviantArt an, den alle verwenden dürfen
channels-closed = nimmt keine Nachrichten von mir an (das begann { $since }); Discord sagt: { $reason }
channels-waiting =
    { $count ->
        [0] keine Nachricht wartet darauf
        [1] 1 Nachricht wartet
       *[other] { $count } Nachrichten warten
    }
channels-works = ✅ { $place } nimmt meine Beiträge an.
channels-trying = Ich versuche es jetzt in { $place }. Wenn es gelingt, kommt von selbst, was wartet; wenn nicht, sagt es diese Liste in einer Minute.
channels-drop-question =
    { $count ->
        [1] Die Nachricht verwerfen, die auf { $place } wartet? Was du verwirfst, kommt nie. Sonst wird sie { $days } Tage aufgehoben und kommt, sobald der Kanal sie annimmt.
       *[other] Die { $count } Nachrichten verwerfen, die auf { $place } warten? Was du verwirfst, kommt nie. Sonst werden sie { $days } Tage aufgehoben und kommen, sobald der Kanal sie annimmt.
    }
channels-dropped =
    { $count ->
        [0] Auf { $place } hat nichts gewartet.
        [one] ✅ 1 Nachricht für { $place } verworfen.
       *[other] ✅ { $count } Nachrichten für { $place } verworfen.
    }

## Mehrere Abonnements auf einmal

removal-remove = Entfernen
removal-undo = Rückgängig
removal-too-late = Das lässt sich nicht mehr rückgängig machen. Benutze `/watch`, um es wieder hinzuzufügen.
removal-all-of-artist =
    { $count ->
        [1] Das Abonnement von { $artist } entfernen?
       *[other] Alle { $count } Abonnements von { $artist } entfernen? Um welche zu behalten, wähle eines aus der Liste, die beim Tippen erscheint.
    }
removal-all-of-channel =
    { $count ->
        [1] Das einzige Abonnement entfernen, das in { $place } postet?
       *[other] Alle { $count } Abonnements entfernen, die in { $place } posten?
    }
removal-choice-of-artist = Alles von { $artist } ({ $count } Abonnements)
removal-choice-of-channel = Alles in #{ $name } ({ $count } Abonnements)
removal-removed = ✅ { $count } Abonnements entfernt.
removal-removed-some = ⚠️ { $count } von { $all } Abonnements entfernt, dann ging etwas schief. Benutze den Befehl für den Rest noch einmal.
removal-restored-none = Es wurde nichts wiederhergestellt. Vielleicht gibt es dieselben Abonnements schon, der Server hat so viele, wie er haben kann, oder ich konnte nicht bestätigen, dass du in ihren Kanälen posten darfst.
removal-restored-one = ✅ Wieder da: { $watch } in { $place }. Beiträge, die gewartet haben, kommen noch. Beiträge aus der Zeit dazwischen vielleicht nicht.
removal-restored-all = ✅ Alle { $all } Abonnements sind wieder da. Beiträge, die gewartet haben, kommen noch. Beiträge aus der Zeit dazwischen vielleicht nicht.
removal-restored-some = ✅ { $count } von { $all } Abonnements wiederhergestellt. Die anderen gibt es schon, sind mehr, als dieser Server haben kann, oder posten dort, wo ich nicht bestätigen konnte, dass du schreiben darfst.

## /export und /import

file-not-fetched = Ich konnte diese Datei nicht von Discord holen. Bitte versuch es noch einmal.
file-stopped = Dieser Import wurde abgebrochen. Importiere die Datei noch einmal, wenn du ihre Abonnements noch willst.
file-no-time = dafür war keine Zeit mehr; bitte importiere die Datei noch einmal.
file-unseen =
    { $count ->
        [one] 1 weiteres postet in einen Kanal, den du nicht sehen kannst, und ist nicht dabei.
       *[other] { $count } weitere posten in Kanäle, die du nicht sehen kannst, und sind nicht dabei.
    }
file-exported =
    { $count ->
        [one] Hier ist 1 Abonnement dieses Servers; `/import` fügt es wieder hinzu.
       *[other] Hier sind { $count } Abonnements dieses Servers; `/import` fügt sie wieder hinzu.
    }
file-nothing-to-export = Es gibt noch nichts zu exportieren.
file-which = Benutze eine Datei von `/export` oder eine Textdatei mit einem Namen je Zeile.
file-large = Diese Datei ist größer als 1 MB.
file-binary = In dieser Datei steht kein Text.
file-json = Ab Zeile { $line } kann ich diese Datei nicht lesen.
file-newer = Eine neuere Version dieses Bots hat diese Datei geschrieben, also kann ich sie nicht lesen.
file-many = In dieser Datei stehen { $count } Abonnements, und ich nehme 500 auf einmal. Bitte teile sie auf.
file-empty = In dieser Datei steht niemand.
file-wrong-channel = der Kanal ist keiner dieses Servers.
file-wrong-what = ich weiß nicht, welche Beiträge gemeint sind.
file-wrong-role = dieser Server hat die Rolle nicht, die erwähnt werden soll.
file-wrong-word = ich weiß nicht, was { $word } bedeutet.
file-add =
    { $count ->
        [one] 1 Abonnement hinzufügen
       *[other] { $count } Abonnements hinzufügen
    }
file-more = ❌ { $count } weitere
file-already =
    { $count ->
        [one] ⚠️ 1 ist schon da.
       *[other] ⚠️ { $count } sind schon da.
    }
file-plan-nothing = Durch diese Datei käme nichts dazu.
file-plan =
    { $count ->
        [one] Durch diese Datei käme 1 Abonnement dazu:
       *[other] Durch diese Datei kämen { $count } Abonnements dazu:
    }
file-here = hier
file-more-channels = und in { $count } weiteren Kanälen
file-progress = Füge Abonnements hinzu: { $count } von { $all } fertig…
file-imported =
    { $count ->
        [one] ✅ 1 Abonnement hinzugefügt.
       *[other] ✅ { $count } Abonnements hinzugefügt.
    }

## /settings

settings-title = Einstellungen dieses Servers
settings-leave-out = weggelassen
settings-mature-where-restricted = Nur in Kanälen mit Altersbeschränkung
settings-choose-notices = Wo Probleme gemeldet werden
settings-choose-mature-channel = Kanal für nicht Jugendfreies
settings-reset = Zurück zum Standard
settings-saved = ✅ Gespeichert.
settings-handed-down =
    { $count ->
        [one] 1 Abonnement ändert sich mit.
       *[other] { $count } Abonnements ändern sich mit.
    }
settings-kept =
    { $count ->
        [one] 1 Abonnement behält seine Arten von Beiträgen, weil ein anderes in seinem Kanal die neuen hat.
       *[other] { $count } Abonnements behalten ihre Arten von Beiträgen, weil andere in ihren Kanälen die neuen haben.
    }
settings-language-name = Deutsch
settings-language =
    { $default ->
        [yes] **Sprache** der Karten und Meldungen: { $language }, wie für diesen Server in Discord eingestellt (Standard)
       *[no] **Sprache** der Karten und Meldungen: { $language }
    }
settings-as-in-discord = Wie in Discord ({ $language })
settings-of-watches = Alle Abonnements…
settings-notices-default = **Probleme** werden im Kanal für Community-Updates gemeldet, sonst dort, wo Discord seine eigenen Nachrichten postet (Standard).
settings-notices = **Probleme** werden in { $place } gemeldet.
settings-mature-channel-default = **Nicht jugendfreie Beiträge** haben keinen eigenen Kanal (Standard).
settings-mature-channel = **Nicht jugendfreie Beiträge** gehen nach { $place }, wo ein Abonnement das so will.
settings-deleted =
    { $default ->
        [yes] **Wenn ein Beitrag** auf DeviantArt **gelöscht wird**, { $what } (Standard).
       *[no] **Wenn ein Beitrag** auf DeviantArt **gelöscht wird**, { $what }.
    }
settings-deleted-strike-out = verschwindet das Bild, und der Titel wird durchgestrichen
settings-deleted-remove = wird die Nachricht entfernt
settings-deleted-leave = bleibt die Nachricht, wie sie ist
settings-strike-out = Gelöschte Beiträge: durchstreichen
settings-remove = Entfernen
settings-leave = Stehen lassen
settings-zone-default = **Zeitzone:** UTC (Standard). `/settings timezone` setzt eine andere.
settings-zone = **Zeitzone:** { $zone }, dort ist es jetzt { $time }.
settings-zone-unknown = Ich kenne keine Zeitzone { $typed }. Wähle eine aus der Liste, oder schreib eine Stadt darin, zum Beispiel `Berlin` oder `New York`.
settings-defaults = **Alle Abonnements** halten sich daran, wo sie selbst nichts anderes sagen; eine Änderung hier ändert sie sofort.
settings-what =
    { $default ->
        [yes] **Beiträge:** { $what } (Standard)
       *[no] **Beiträge:** { $what }
    }
settings-mature =
    { $default ->
        [yes] **Nicht jugendfreie Beiträge:** { $mature } (Standard)
       *[no] **Nicht jugendfreie Beiträge:** { $mature }
    }
settings-ping-default = **Erwähnen:** niemanden (Standard)
settings-ping = **Erwähnen:** { $role }

## /forget

forget-title = Alles von diesem Server löschen
forget-field = Name dieses Servers
forget-placeholder = Alle Abonnements und Einstellungen gehen, und nichts bringt sie zurück
forget-type-again = Noch einmal tippen
forget-no-name = Discord sagt mir den Namen dieses Servers gerade nicht, also wurde nichts gelöscht. Bitte versuch es in einer Minute noch einmal.
forget-nothing = Es gab nichts zu löschen: Ich weiß nichts von diesem Server.
forget-other-name = So heißt dieser Server nicht, also wurde nichts gelöscht. Er heißt { $name }.
forget-hidden =
    { $count ->
        [one] Es wurde nichts gelöscht: 1 Abonnement postet in Kanäle, die du nicht sehen kannst. Wer alle sieht, etwa mit Administratorrechten, kann das tun.
       *[other] Es wurde nichts gelöscht: { $count } Abonnements posten in Kanäle, die du nicht sehen kannst. Wer alle sieht, etwa mit Administratorrechten, kann das tun.
    }
forget-erased =
    { $count ->
        [0] ✅ Ich habe alles von diesem Server gelöscht. Was ich gepostet habe, bleibt in euren Kanälen; mit `/watch` geht es von vorn los.
        [1] ✅ Ich habe alles von diesem Server gelöscht, samt dem einzigen Abonnement. Was ich gepostet habe, bleibt in euren Kanälen; mit `/watch` geht es von vorn los.
       *[other] ✅ Ich habe alles von diesem Server gelöscht, samt seinen { $count } Abonnements. Was ich gepostet habe, bleibt in euren Kanälen; mit `/watch` geht es von vorn los.
    }

## /help

help-title = Neues von DeviantArt, in deinen Kanälen
help-walk-through =
    1\. Geh in den Kanal, der die Beiträge bekommen soll, benutze { $watch } und tippe einen Namen von DeviantArt ein.
    2\. Ab dann erscheint dort jeder neue Beitrag dieser Person, einmal und bald.
    3\. { $watches } listet auf, was du abonniert hast, { $unwatch } beendet es.

    Nicht jugendfreie Beiträge kommen nur in Kanäle mit Altersbeschränkung. Wer diese Befehle benutzen darf, legst du unter Servereinstellungen › Integrationen fest; am Anfang dürfen es alle mit dem Recht „Server verwalten“.
help-command = { $command }: { $description }.
help-message-command = **{ $name }**: Klicke eine meiner Karten mit rechts an (am Handy: gedrückt halten), dann Apps.
help-option =
    { $required ->
        [yes] { $name }: { $description }
       *[no] { $name } (optional): { $description }
    }
help-no-topic = Den Befehl { $topic } gibt es nicht. Benutze `/help` ohne Thema, um alle zu sehen.

## When the posts of a watch come: its panel, the list, and /why

times-times = Zeiten
times-quiet-hours = Ruhezeiten
times-quiet-as-server = Ruhe wie der Server
times-silently = Ruhezeit: lautlos
times-afterwards = Ruhezeit: danach
times-at-once = Jeder Beitrag sofort
times-each-hour = Jede Stunde gesammelt
times-each-day = Jeden Tag gesammelt
times-each-week = Jede Woche gesammelt
times-monday = Montag
times-tuesday = Dienstag
times-wednesday = Mittwoch
times-thursday = Donnerstag
times-friday = Freitag
times-saturday = Samstag
times-sunday = Sonntag
times-late-all = Nach einer Pause: alles, mehr als 5 Beiträge als Liste
times-late-each = Nach einer Pause: alles, jeder Beitrag wie sonst
times-late-newest =
    { $count ->
        [one] Nach einer Pause: nur der neueste Beitrag
       *[other] Nach einer Pause: nur die neuesten { $count } Beiträge
    }
times-late-skip = Nach einer Pause: nichts von dem, was inzwischen kam
times-label = Von und bis (leer: keine Ruhezeiten)
times-placeholder = 22:00-08:00
times-unclear = Ich verstehe { $typed } nicht als Ruhezeit. Schreib, wann sie beginnt und wann sie endet, zum Beispiel `22:00-08:00`, oder nichts für keine.
times-hourly = Rhythmus: jede Stunde gesammelt
times-daily = Rhythmus: jeden Tag um { $hour } gesammelt ({ $zone })
times-weekly = Rhythmus: jede Woche gesammelt, { $day } um { $hour } ({ $zone })
times-quiet-silently = Ruhezeiten: { $hours } ({ $zone }), Beiträge kommen lautlos
times-quiet-afterwards = Ruhezeiten: { $hours } ({ $zone }), Beiträge kommen danach zusammen
times-quiet-until = Jetzt: 🌙 Ruhe bis { $until }
times-next = Jetzt: sammelt, die nächste Übersicht kommt { $at }
times-list-hourly = stündlich gesammelt
times-list-daily = täglich gesammelt
times-list-weekly = wöchentlich gesammelt
times-list-quiet = 🌙 { $hours }
times-why-digest = er wartet auf die nächste Übersicht des Abonnements, { $at }
times-why-quiet = er wartet, bis die Ruhezeit des Abonnements endet, { $until }
