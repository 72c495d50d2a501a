### Die Worte von DeviantCord, in Fluent (https://projectfluent.org/fluent/guide/).

## /why

why-choose = Ein anderer Beitrag dieser Nachricht
why-unseen-title = Diesen Beitrag habe ich nicht gesehen
why-no-post = Dieser Link zeigt keinen Beitrag. Öffne den Beitrag und füge dessen Adresse ein.
why-number-only = Dieser Link enthält nur die Nummer des Beitrags, und DeviantArt sagt mir nicht, von wem er ist. Öffne ihn und füge die Adresse ein, die du dann siehst.
why-forgotten-card = Diese Nachricht ist so alt, dass ich nicht mehr weiß, welchen Beitrag sie zeigt. Benutze `/why` mit dem Link des Beitrags.
why-posted = ✅ Er wurde in { $places } gepostet.
why-on-its-way = ⏳ Er ist auf dem Weg nach { $places }.
why-waits = ⏸️ Er wartet auf { $places } und kommt von selbst, sobald es geht.
why-forgotten-here = Er ist so alt, dass ich nicht mehr weiß, ob er in { $places } gepostet wurde.
why-not-posted = Er wurde in { $place } nicht gepostet: { $reason }.
why-not-posted-here =
    { $count ->
        [one] Er wurde hier nicht gepostet; 1 Abonnement hatte einen Grund dafür.
       *[other] Er wurde hier nicht gepostet; { $count } Abonnements hatten je einen Grund dafür.
    }
why-image = Ein Bild von { $artist }
why-literature = Literatur von { $artist }
why-video = Ein Video von { $artist }
why-journal = Ein Journal von { $artist }
why-status = Eine Statusmeldung von { $artist }
why-poll = Eine Umfrage von { $artist }
why-other = Eine Deviation von { $artist }
why-mature = nicht jugendfrei
why-undated = zu einer Zeit, die DeviantArt nicht nennt
why-published = veröffentlicht { $at }
why-sentence = { $words }.
why-seen = Ich habe ihn { $at } gesehen und mit den Abonnements verglichen.
why-there-before = Er war schon da, als ich diese Beiträge zum ersten Mal gelesen habe.
why-gone-since = Auf DeviantArt ist er nicht mehr; bemerkt habe ich es { $at }.
why-gone = Auf DeviantArt ist er nicht mehr.
why-line = • { $watch } → { $place }: { $became }.
why-removed-watch = Ein entferntes Abonnement
why-try = ↳ Ein Versuch { $at } schlug fehl: { $words }
why-became-posted = gepostet { $at }
why-became-posted-link = gepostet { $at } ([Nachricht]({ $link }))
why-waited = nachdem er bis { $until } warten musste
why-together =
    { $count ->
        [one] zusammen mit 1 anderen Beitrag in einer Nachricht
       *[other] zusammen mit { $count } anderen Beiträgen in einer Nachricht
    }
why-care-edited = ich habe die Nachricht { $at } geändert, weil sich der Beitrag geändert hatte
why-care-veiled = ich habe Bild und Text { $at } entfernt, weil er als nicht jugendfrei markiert ist und dort nicht gezeigt werden darf
why-care-struck = ich habe ihn { $at } durchgestrichen, weil es ihn auf DeviantArt nicht mehr gibt
why-care-removed-mature = ich habe die Nachricht { $at } entfernt, weil der Beitrag als nicht jugendfrei markiert ist und dort nicht gezeigt werden darf
why-care-removed-gone = ich habe die Nachricht { $at } entfernt, weil es den Beitrag auf DeviantArt nicht mehr gibt
why-care-missing = jemand hatte die Nachricht schon entfernt, als ich sie { $at } ändern wollte
why-care-refused = der Beitrag hat sich seitdem geändert, aber Discord lässt mich die Nachricht nicht mehr ändern
why-care-waits = der Beitrag hat sich seitdem geändert, und ich ändere die Nachricht, sobald Discord mich lässt
why-is-on-its-way = auf dem Weg
why-next-try = noch nicht gepostet, nächster Versuch { $at }; der letzte schlug fehl: { $why }
why-being-posted = wird in diesem Moment gepostet
why-is-posted = gepostet
why-filter-word = der Filter lässt ihn wegen { $word } weg
why-left-out = ich habe ihn weggelassen
why-failed = ich habe ihn aufgegeben, weil er sich nicht posten ließ
why-expired = ich habe ihn aufgegeben, weil er sich { $days } Tage lang nicht posten ließ
why-newer-version = eine neuere Version von mir arbeitet daran
why-younger = dieses Abonnement kam dazu, nachdem ich den Beitrag gesehen hatte
why-unmatched = dieses Abonnement will ihn, wie es jetzt ist; also kommt er bald, oder es wurde geändert, nachdem ich den Beitrag gesehen hatte
why-forgotten = er ist so alt, dass ich nicht mehr weiß, was aus ihm geworden ist
why-held-channel = er wartet, weil der Kanal keine Nachrichten von mir annimmt
why-held-channel-since = er wartet, weil der Kanal keine Nachrichten von mir annimmt (das begann { $at })
why-discord-says = Discord sagt: { $words }
why-channels-helps = `/channels` hilft
why-held-mature = er wartet, weil er nicht jugendfrei ist und der Kanal keine Altersbeschränkung hat
why-held-mature-since = er wartet, weil er nicht jugendfrei ist und der Kanal keine Altersbeschränkung hat (das begann { $at })
why-held-paused-until = er wartet, weil das Abonnement bis { $until } pausiert ist
why-held-paused = er wartet, weil das Abonnement pausiert ist; `/resume` beendet das
why-suppressed-mature-unwanted = er ist nicht jugendfrei, und dieses Abonnement lässt solche Beiträge weg
why-suppressed-mature-channel = er ist nicht jugendfrei, und der Kanal hatte keine Altersbeschränkung
why-suppressed-filtered = der Filter ließ ihn weg und wurde seitdem geändert
why-suppressed-same-channel = ein anderes Abonnement desselben Kanals postet ihn
why-suppressed-in-digest = eine Nachricht über mehrere Beiträge zählt ihn mit
why-suppressed-catch-up = er war nicht mehr neu, als der Kanal oder das Abonnement wieder lief
why-suppressed-watch-removed = das Abonnement wurde vorher entfernt
why-suppressed-dropped = jemand hat verworfen, was auf den Kanal wartete
why-suppressed-announced-before = ein anderer Bot hatte ihn gepostet, bevor die Abonnements dieses Servers übernommen wurden
why-suppressed-post-removed = er verschwand vorher von DeviantArt
why-suppressed-post-lost = ich habe ihn aus den Augen verloren und poste ihn, wenn ich ihn wiedersehe
why-before-since = er ist älter als das, was dieses Abonnement postet: Das beginnt mit { $at }
why-before = er ist älter als das, was dieses Abonnement gepostet hat
why-not-in-folder = ich habe ihn im Ordner { $folder } nicht gefunden
why-not-in-group = ich habe ihn in keinem Ordner von { $group } gefunden
why-another-artist = er ist von jemand anderem
why-wants-everything = dieses Abonnement will nur alles zusammen
why-wants-deviations = dieses Abonnement will nur Deviations
why-wants-journals = dieses Abonnement will nur Journale
why-wants-statuses = dieses Abonnement will nur Statusmeldungen und Umfragen
why-not-wanted = er ist nicht, was dieses Abonnement wollte
why-passed-undated = DeviantArt sagt nicht, wann er veröffentlicht wurde, und er war schon da, als ich diese Beiträge zum ersten Mal gelesen habe
why-tags-owed = der Filter fragt nach Tags, und die dieses Beitrags hat DeviantArt mir noch nicht genannt
why-no-room =
    { $count ->
        [one] Für 1 weiteres Abonnement war hier kein Platz.
       *[other] Für { $count } weitere Abonnements war hier kein Platz.
    }
why-vanished = DeviantArt zeigt zurzeit nichts von { $artist }: Das Konto ist deaktiviert, umbenannt oder verborgen.
why-not-checked = Ich habe { $artist } noch nicht geprüft; das geschieht Minuten nach dem ersten Abonnement.
why-checks-failed = Meine letzten Prüfungen von { $artist } schlugen fehl, also habe ich ihn vielleicht noch nicht gesehen; ich versuche es weiter.
why-checked-without = Ich habe { $artist } geprüft, und er war nicht da: Er ist neuer als meine letzte Prüfung, wurde entfernt, oder nicht alle dürfen ihn sehen.
why-list-gallery = Galerie
why-list-posts = Journale und Statusmeldungen
why-list-folder = Ordner
why-list-group = Die Ordner der Gruppe
why-list-failed =
    { $count ->
        [1] die letzte Prüfung schlug fehl
       *[other] die letzten { $count } Prüfungen schlugen fehl
    }
why-list-due = die nächste ist jetzt fällig
why-not-watched = Kein Abonnement, das du hier sehen kannst, gilt { $artist }, also wurde nichts gepostet.
why-not-watched-unknown = Kein Abonnement, das du hier sehen kannst, passt zu diesem Beitrag, also wurde nichts gepostet.
why-no-such-title = Ich kenne keinen neueren Beitrag namens { $typed } von jemandem, der hier abonniert ist. Füge stattdessen den Link des Beitrags ein.

## /status

status-title = Wie es auf diesem Server steht
status-da-refused = **DeviantArt**: ⚠️ lehnt meine Anmeldung ab; bitte sag es der Person, die diesen Bot betreibt
status-da-resting = **DeviantArt**: ⚠️ hat mich gebeten, bis { $until } zu ruhen, also kommen Beiträge später
status-da-well = **DeviantArt**: ✅ antwortet
status-da-failing =
    { $count ->
        [one] **DeviantArt**: ⚠️ bei { $failing } von 1 Person schlagen die Prüfungen zurzeit fehl; ich versuche es weiter
       *[other] **DeviantArt**: ⚠️ bei { $failing } von { $count } Personen schlagen die Prüfungen zurzeit fehl; ich versuche es weiter
    }
status-discord-away = **Discord**: ⚠️ ich kann zurzeit nicht senden; was neu ist, wird aufgehoben
status-discord-resting = **Discord**: ⚠️ hat mich gebeten zu ruhen, also kommen Beiträge später
status-discord-well = **Discord**: ✅ nimmt meine Beiträge an
status-discord-closed =
    { $count ->
        [one] **Discord**: ⚠️ 1 Kanal nimmt nicht alle meine Beiträge an: `/channels`
       *[other] **Discord**: ⚠️ { $count } Kanäle nehmen nicht alle meine Beiträge an: `/channels`
    }
status-bot-stuck = **Dieser Bot**: ⚠️ neue Beiträge werden zurzeit nicht weitergereicht; bitte sag es der Person, die diesen Bot betreibt
status-bot-well = **Dieser Bot**: ✅ läuft
status-bot-unchecked =
    { $count ->
        [one] **Dieser Bot**: ✅ läuft; 1 Person steht vor der ersten Prüfung
       *[other] **Dieser Bot**: ✅ läuft; { $count } Personen stehen vor der ersten Prüfung
    }
status-speed-none = **Tempo**: in den letzten 7 Tagen kam kein neuer Beitrag
status-speed-one = **Tempo**: der einzige Beitrag der letzten 7 Tage kam { $half } nach seiner Veröffentlichung
status-speed =
    { $count ->
        [one] **Tempo**: von 1 Beitrag der letzten 7 Tage kam die Hälfte innerhalb von { $half } nach der Veröffentlichung, alle innerhalb von { $most }
       *[other] **Tempo**: von { $count } Beiträgen der letzten 7 Tage kam die Hälfte innerhalb von { $half } nach der Veröffentlichung, alle innerhalb von { $most }
    }
status-speed-many =
    { $count ->
        [one] **Tempo**: von 1 Beitrag der letzten 7 Tage kam die Hälfte innerhalb von { $half } nach der Veröffentlichung, 99 von 100 innerhalb von { $most }
       *[other] **Tempo**: von { $count } Beiträgen der letzten 7 Tage kam die Hälfte innerhalb von { $half } nach der Veröffentlichung, 99 von 100 innerhalb von { $most }
    }
status-seconds =
    { $count ->
        [one] 1 Sekunde
       *[other] { $count } Sekunden
    }
status-minutes =
    { $count ->
        [one] 1 Minute
       *[other] { $count } Minuten
    }
status-hours =
    { $count ->
        [one] 1 Stunde
       *[other] { $count } Stunden
    }
status-days =
    { $count ->
        [one] 1 Tag
       *[other] { $count } Tagen
    }
status-open-nothing = **Wartet**: nichts
status-open-waiting = **Wartet**: { $waiting } auf dem Weg
status-open-held = **Wartet**: { $held } auf einen Kanal oder ein pausiertes Abonnement
status-open-both = **Wartet**: { $waiting } auf dem Weg, { $held } auf einen Kanal oder ein pausiertes Abonnement
status-open-later = **Für später**: { $count }, für eine Übersicht oder das Ende einer Ruhezeit
status-unpublished =
    { $count ->
        [one] **Ankündigungen**: 1 Nachricht der letzten 7 Tage blieb unveröffentlicht; Discord veröffentlicht je Kanal 10 in der Stunde
       *[other] **Ankündigungen**: { $count } Nachrichten der letzten 7 Tage blieben unveröffentlicht; Discord veröffentlicht je Kanal 10 in der Stunde
    }
status-more-than = mehr als { $count }
status-gallery = Galerie
status-posts = Journale und Statusmeldungen
status-folder = Ordner
status-checked = geprüft { $at }
status-failed = ⚠️ letzte Prüfung schlug fehl, davor geprüft { $at }
status-unchecked = noch nicht geprüft
status-next = nächste { $at }
status-next-due = nächste jetzt fällig
status-artists =
    { $count ->
        [one] 1 Person
       *[other] { $count } Personen
    }

## Was ein Server erfährt, wenn Beiträge nicht zugestellt werden können

broken-title = **Einige Beiträge können auf diesem Server nicht zugestellt werden.**
broken-title-folders = **Ordner, die hier abonniert sind, wurden auf DeviantArt gelöscht.**
broken-closed = • { $channels }: Dort kann ich nicht posten. Discord sagt: { $reason }
broken-needs-tag = • { $channels }: Dort braucht jeder Beitrag einen Tag, und keiner passt. Lege einen Tag namens DeviantArt an, den alle verwenden dürfen
broken-closed-otherwise = • { $channels }: Dort kann ich aus anderen Gründen nicht posten
broken-unrestricted = • { $channels }: ohne Altersbeschränkung; nicht Jugendfreies muss warten
broken-unnamed =
    { $count ->
        [one] • 1 Kanal, den hier nicht alle sehen können
       *[other] • { $count } Kanäle, die hier nicht alle sehen können
    }
broken-ended =
    { $count ->
        [one] • { $place }: 1 Beitrag ließ sich { $days } Tage nicht zustellen und entfällt
       *[other] • { $place }: { $count } Beiträge ließen sich { $days } Tage nicht zustellen und entfallen
    }
broken-ended-elsewhere =
    { $count ->
        [one] • Anderswo ließ sich 1 Beitrag { $days } Tage nicht zustellen und entfällt
       *[other] • Anderswo ließen sich { $count } Beiträge { $days } Tage nicht zustellen und entfallen
    }
broken-folder =
    { $namesake ->
        [yes] • { $place }: { $artist } hat den abonnierten Ordner { $folder } gelöscht. Es gibt einen neuen mit dem Namen: `/watch` für den neuen, `/unwatch` für den alten.
       *[no] • { $place }: { $artist } hat den abonnierten Ordner { $folder } gelöscht. `/unwatch` entfernt das Abonnement.
    }
broken-folders =
    { $count ->
        [one] • 1 weiterer abonnierter Ordner wurde gelöscht; welcher, zeigt `/watches`
       *[other] • { $count } weitere abonnierte Ordner wurden gelöscht; welche, zeigt `/watches`
    }
broken-kept = Neues wird { $days } Tage aufgehoben, und ich stelle es von selbst zu, sobald ich kann.
broken-permissions = Ich brauche dort die Rechte Kanal ansehen, Nachrichten senden und Links einbetten (im Thread: Nachrichten in Threads senden).
broken-mark-as-restricted = Für nicht Jugendfreies schalte in den Kanaleinstellungen die Altersbeschränkung ein.
broken-leave-watches = Lass die Abonnements bis dahin, wie sie sind: `/unwatch` verwirft, was aufgehoben ist, und ein neues `/watch` in einem anderen Kanal beginnt mit dem, was danach kommt.
broken-more-channels =
    { $count ->
        [one] 1 weiterer Kanal
       *[other] { $count } weitere Kanäle
    }

## Was ein Kanal erfährt

unsure-title = Einige Beiträge werden zurückgehalten
unsure-held =
    Ich weiß von einigen älteren Beiträgen nicht, ob ich sie hier schon angekündigt habe, weil { $why }. Damit keiner doppelt kommt, halte ich sie zurück; neue Beiträge kommen wie gewohnt.
    Lass mich den Nachrichtenverlauf dieses Kanals lesen, und ich sehe binnen einer Stunde wieder nach: Was fehlt, wird dann gepostet.
unsure-many = hier seitdem mehr als { $count } Nachrichten geschrieben wurden
unsure-hidden = ich den Nachrichtenverlauf dieses Kanals nicht lesen kann
unsure-unread = Discord mir die Nachrichten dieses Kanals nicht zeigt und sagt: { $reason }
unsure-refused = Discord die Nachricht ablehnt und sagt: { $reason }
