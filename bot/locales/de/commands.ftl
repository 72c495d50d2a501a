### Die Worte von DeviantCord, in Fluent (https://projectfluent.org/fluent/guide/).

## Befehle

command-watch = Neue Beiträge von jemandem auf DeviantArt in einem Kanal posten
command-watches = Auflisten, was auf diesem Server gepostet wird
command-edit = Ändern, was ein Abonnement postet, wo, und welche Rolle es erwähnt
command-unwatch = Die Beiträge von jemandem nicht mehr posten
command-pause = Eine Weile nicht posten, ohne etwas zu entfernen
command-resume = Wieder posten, was pausiert war
command-move = Abonnements in einen anderen Kanal verschieben, mit allem, was für sie wartet
command-channels = Kanäle auflisten, die keine Beiträge annehmen, und was für sie wartet
command-why = Sagen, was hier aus einem Beitrag wurde, und warum
command-status = Sagen, ob hier alles funktioniert, und wann wer geprüft wird
command-settings = Sprache, Problemmeldungen, Vorgaben aller Abonnements, und was aus gelöschten Beiträgen wird
command-export = Die Abonnements dieses Servers als Datei
command-import = Abonnements hinzufügen: aus einer Datei von /export oder einer Textdatei mit einem Namen je Zeile
command-forget = Alles löschen, was dieser Bot über diesen Server weiß
command-preview = Nur dir zeigen, wie der neueste Beitrag von jemandem hier aussähe
command-test = Den neuesten Beitrag in den Kanal eines Abonnements senden, als Test markiert
command-filter = Einen Filter an den letzten Beiträgen von jemandem ausprobieren
command-help = So benutzt du diesen Bot
menu-change-this-watch = Dieses Abonnement ändern
menu-why-is-this-here = Warum ist das hier?

## Optionen

option-artist = Nur was diese Person postet
option-channel = Nur was in diesem Kanal gepostet wird
option-watch-artist = Name auf DeviantArt oder Link zu Profil oder Galerieordner; mehrere mit Kommas dazwischen
option-watch-what = Welche Beiträge (sonst: alles)
option-watch-folder = Nur dieser Galerieordner; bei einer Gruppe einer ihrer Ordner, oder * für alle
option-watch-channel = Wo gepostet wird (sonst: hier)
option-watch-mature = Auch nicht jugendfreie Beiträge? (sonst: ja in Kanälen mit Altersbeschränkung, anderswo nein)
option-watch-ping = Rolle, die bei neuen Beiträgen erwähnt wird, höchstens einmal in 10 Minuten
option-watch-filter = Nur Beiträge mit, zum Beispiel: cat OR dog -sketch -is:ai (probier es mit /filter aus)
option-watch-style = Wie Beiträge gezeigt werden (sonst: als Karten)
option-watch-rhythm = Wann Beiträge kommen (sonst: jeder sofort)
option-watches-only = Nur Abonnements mit Problemen, pausierte, oder solche mit nicht jugendfreien Beiträgen
option-watches-page = Seite der Liste (sonst: die erste)
option-edit-watch = Welches geändert wird: aus der Liste wählen oder einen Namen eintippen
option-unwatch-watch = Welches entfernt wird: aus der Liste wählen oder einen Namen oder #kanal eintippen
option-pause-watch = Welches pausiert wird: aus der Liste wählen (sonst: alle)
option-pause-for = Wie lange: 2h, 3d oder ein Datum wie 2026-12-24 (sonst: bis zu /resume)
option-resume-watch = Welches fortgesetzt wird: aus der Liste wählen (sonst: alle)
option-move-from = Der Kanal, in dem sie jetzt posten: aus der Liste wählen oder #kanal eintippen
option-move-to = Der Kanal, der die Beiträge ab jetzt bekommt
option-move-artist = Nur was diese Person postet (sonst: alles)
option-why-post = Der Beitrag: seinen Link einfügen oder seinen Titel wählen
option-status-page = Seite der Liste (sonst: die erste)
option-settings-timezone = Zeitzone des Servers für Ruhezeiten, Übersichten und Daten: aus der Liste, oder eine Stadt
option-import-file = Die Datei: von /export oder mit einem Namen je Zeile
option-preview-artist = Name auf DeviantArt oder Link zum Profil
option-preview-what = Welche Beiträge (sonst: alles)
option-test-watch = Welches getestet wird: aus der Liste wählen oder einen Namen eintippen
option-filter-artist = Name auf DeviantArt oder Link zum Profil
option-filter-text = Der Filter, zum Beispiel: cat OR dog -sketch -is:ai
option-help-topic = Ein Befehl, der mit seinen Optionen erklärt wird (sonst: alle, in Kürze)

## Auswahl

choice-everything = Alles
choice-deviations = Deviations (Bilder, Literatur, Videos)
choice-journals = Journale
choice-status = Statusmeldungen und Umfragen
choice-card = Karte: Bild und Text
choice-compact = Kompakt: eine Zeile und ein kleines Bild
choice-link = Nur Link: Discords eigene Vorschau
choice-at = Sofort: jeder Beitrag einzeln
choice-hourly = Jede Stunde gesammelt
choice-daily = Jeden Tag gesammelt, um 9:00
choice-weekly = Jede Woche gesammelt, montags um 9:00
choice-problems = Probleme
choice-paused = Pausiert
choice-mature = Nicht jugendfrei
