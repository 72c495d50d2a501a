### Die Worte von DeviantCord, in Fluent (https://projectfluent.org/fluent/guide/).

## In Sätzen

format-nothing = (nichts)
format-no-name = (kein Name)

## Was mit einem Kanal oder einer Rolle nicht stimmt

place-not-ready = Discord sagt mir gerade nichts über die Kanäle dieses Servers. Bitte versuch es in einer Minute noch einmal.
place-ping-everyone = Ich erwähne nie alle. Wähle eine Rolle für die, die es erfahren möchten.
permission-view-channel = Kanal ansehen
permission-send-messages = Nachrichten senden
permission-send-messages-in-threads = Nachrichten in Threads senden
permission-create-posts = Beiträge erstellen
permission-embed-links = Links einbetten
permission-read-message-history = Nachrichtenverlauf anzeigen
permission-connect = Verbinden
place-missing =
    { $count ->
        [1] Ich kann in { $place } noch nicht posten. Mir fehlt dort: { $list }. Erlaube es mir in den Einstellungen des Kanals und versuch es dann noch einmal.
       *[other] Ich kann in { $place } noch nicht posten. Mir fehlen dort: { $list }. Erlaube sie mir in den Einstellungen des Kanals und versuch es dann noch einmal.
    }
place-wrong-kind = In { $place } kann nichts gepostet werden, weil dort keine Nachrichten stehen. Wähle einen Text- oder Ankündigungskanal, ein Forum oder einen Thread.
place-needs-tag = In { $place } braucht jeder Beitrag einen Tag, und keiner der Tags dort passt zu { $kinds }. Lege einen Tag namens **DeviantArt** an, den alle verwenden dürfen, und versuch es dann noch einmal.
place-elsewhere = Dieser Kanal ist nicht auf diesem Server, oder ich kann ihn nicht sehen. Wenn er hier ist, erlaube mir dort { $list } und { $last } und versuch es dann noch einmal.
place-hidden = Du kannst { $place } ({ $list }) nicht sehen, also kannst du dort keine Beiträge posten lassen. Das kann jemand, der den Kanal sieht.
place-you-cannot-write = Du kannst in { $place } ({ $list }) nicht schreiben, also kannst du dort keine Beiträge posten lassen. Wer dort schreiben kann oder den Kanal oder seine Webhooks verwaltet, kann das tun.
place-not-invited = Meine Befehle sind auf diesem Server, ich aber nicht. Wer den Server verwaltet, kann [mich einladen]({ $link }); versuch es dann noch einmal.
place-in-time-out = Ich bin auf diesem Server bis { $until } im Timeout und kann vorher nicht posten. Die Moderation kann ihn beenden; versuch es dann noch einmal.
place-not-in-thread = Ich bin nicht im privaten Thread { $place }. Erwähne mich dort, um mich hinzuzufügen, und versuch es dann noch einmal.
place-ping-managed = { $role } gehört zu einem Bot oder einer anderen Integration, also kann niemand sie haben. Wähle eine Rolle, die Mitglieder haben können.
place-ping-not-allowed = Du kannst { $role } in { $place } nicht erwähnen. Wer dort alle Rollen erwähnen darf, kann das tun oder die Rolle in den Servereinstellungen erwähnbar machen.
place-bot-cannot-ping = Ich kann { $role } in { $place } nicht erwähnen. Mach die Rolle in den Servereinstellungen erwähnbar, oder erlaube mir in diesem Kanal **„@everyone“, „@here“ und alle Rollen erwähnen**.

## /watch

watch-again = Noch einmal versuchen
watch-check = Noch einmal prüfen
watch-without-folder = Ohne den Ordner
watch-leave-out = Nicht Jugendfreies weglassen
watch-veil = Karte ohne Bild
watch-elsewhere = Kanal für nicht Jugendfreies
watch-choose-channel = Anderen Kanal wählen
watch-choose-role = Rolle zum Erwähnen wählen
watch-folder-holds-deviations = In Ordnern liegen nur Deviations. Lass `folder` weg, oder setze `what` auf Deviations.
watch-posts-everything = Deviations, Journale und Statusmeldungen
watch-posts-deviations = Bilder, Literatur und Videos
watch-posts-journals = Journale
watch-posts-statuses = Statusmeldungen und Umfragen
watch-choose-folder = Ordner wählen
watch-choose-folder-page = Ordner wählen (Seite { $page } von { $pages })
watch-added =
    { $ping ->
        [none] ✅ Neue Beiträge von { $artist } erscheinen ab jetzt in { $place }: { $kinds }.
       *[other] ✅ Neue Beiträge von { $artist } erscheinen ab jetzt in { $place } und erwähnen { $ping }: { $kinds }.
    }
watch-added-folder =
    { $ping ->
        [none] ✅ Neue Deviations aus dem Ordner { $folder } von { $artist } erscheinen ab jetzt in { $place }.
       *[other] ✅ Neue Deviations aus dem Ordner { $folder } von { $artist } erscheinen ab jetzt in { $place } und erwähnen { $ping }.
    }
watch-added-group =
    { $ping ->
        [none] ✅ Neue Deviations aus allen Ordnern der Gruppe { $group } erscheinen ab jetzt in { $place }.
       *[other] ✅ Neue Deviations aus allen Ordnern der Gruppe { $group } erscheinen ab jetzt in { $place } und erwähnen { $ping }.
    }
watch-filtered = Nur die, die { $filter } durchlässt.
watch-from-now-on = Ab jetzt bekommst du neue Beiträge. `/unwatch` beendet das.
watch-mature-included = Nicht jugendfreie Beiträge sind dabei.
watch-mature-veiled = Nicht jugendfreie Beiträge erscheinen ohne Bild und Text, solange { $place } keine Altersbeschränkung hat.
watch-mature-elsewhere = Nicht jugendfreie Beiträge gehen in den Kanal des Servers dafür.
watch-mature-left-out = Nicht jugendfreie Beiträge fehlen, wie du es wolltest.
watch-mature-not-restricted = Nicht jugendfreie Beiträge fehlen, weil { $place } keine Altersbeschränkung hat.
watch-duplicate = { $place } bekommt das schon: { $watch }. Das lässt sich stattdessen ändern.
watch-adds-nothing-everything = { $place } bekommt schon alles von { $artist }, also käme nichts dazu. Mit `ping` kannst du bei einem Teil der Beiträge eine Rolle erwähnen.
watch-adds-nothing-deviations = { $place } bekommt schon alle Deviations von { $artist }, also käme nichts dazu. Mit `ping` kannst du bei einem Teil der Beiträge eine Rolle erwähnen.
watch-adds-nothing-journals = { $place } bekommt schon alle Journale von { $artist }, also käme nichts dazu. Mit `ping` kannst du bei einem Teil der Beiträge eine Rolle erwähnen.
watch-adds-nothing-statuses = { $place } bekommt schon alle Statusmeldungen von { $artist }, also käme nichts dazu. Mit `ping` kannst du bei einem Teil der Beiträge eine Rolle erwähnen.
watch-too-many =
    { $count ->
        [one] Dieser Server hat 1 Abonnement, mehr geht nicht. Entferne es mit `/unwatch` und versuch es dann noch einmal.
       *[other] Dieser Server hat { $count } Abonnements, mehr gehen nicht. Entferne eines mit `/unwatch` und versuch es dann noch einmal.
    }
watch-idle = Die am längsten stillen zeigen
watch-not-served = Wer diesen Bot betreibt, hat entschieden, { $artist } hier nicht zu posten. Bitte frag dort nach, wenn du das für einen Irrtum hältst.
watch-not-a-name = { $typed } ist kein Name, wie DeviantArt ihn benutzt. Tippe den Namen aus der Adresse des Profils, oder füge die Adresse ein, zum Beispiel `https://www.deviantart.com/name`.
watch-other-site = { $typed } ist keine Adresse von DeviantArt. Ich kann nur abonnieren, was auf DeviantArt ist.
watch-page = Dieser Link zeigt { $shows } und kein Profil auf DeviantArt. Öffne das Profil und füge dessen Link ein.
watch-post-by-number = Dieser Link sagt nicht, von wem der Beitrag ist, und DeviantArt sagt es mir nicht. Öffne den Beitrag, klicke auf den Namen darunter und füge den Link dieser Seite ein.
watch-folder-by-number = Dieser Link enthält nur die Nummer des Ordners, und die schlägt DeviantArt für mich nicht nach. Öffne den Ordner auf DeviantArt und füge den Link dieser Seite ein, oder wähle `folder` aus dem Menü.
watch-several-artists = Diese Links führen zu mehreren Profilen auf DeviantArt. Füge den Link von einem davon ein.
watch-unknown-artist = Ich konnte { $name } auf DeviantArt nicht finden.
watch-did-you-mean = Meinst du { $names }?
watch-spelling-link = Prüfe die Schreibweise: Öffnet sich { $link } in deinem Browser?
watch-spelling = Prüfe die Schreibweise: Es ist der Name aus der Adresse des Profils.
watch-not-known-here = Ich kenne { $name } noch nicht und kann niemanden nachschlagen, weil ich ohne Zugang zu DeviantArt laufe. Bitte sag es der Person, die diesen Bot betreibt.
watch-group-without-folders = { $group } ist eine Gruppe, die noch keine Ordner hat. Wenn du die ganze Gruppe abonnierst, erscheint, was später in ihre Ordner kommt.
watch-group = { $group } ist eine Gruppe. Welcher Ordner?
watch-whole-group = Die ganze Gruppe
watch-group-holds-deviations = Von der Gruppe { $group } sehe ich nur die Deviations in ihren Ordnern. Lass `what` weg, oder setze es auf Deviations.
watch-unknown-folder = { $artist } hat keinen Ordner namens { $typed }.
watch-no-folders = Es sind keine Ordner zu sehen.
watch-folders = Die Ordner: { $names }.
watch-ambiguous-folder = { $artist } hat mehrere Ordner namens { $typed }: { $names }. Welcher davon?
watch-not-age-restricted = { $place } hat keine Altersbeschränkung, also können nicht jugendfreie Beiträge dort nicht erscheinen. Schalte sie in den Einstellungen des Kanals ein (ein Thread folgt seinem Kanal), wähle einen anderen Kanal, oder lass nicht jugendfreie Beiträge weg.
watch-no-mature-channel = Dieser Server hat noch keinen Kanal für nicht jugendfreie Beiträge. Wähle einen in `/settings`.
watch-mature-channel-open = { $place } hat keine Altersbeschränkung und kann darum nicht der Kanal für nicht jugendfreie Beiträge sein. Schalte sie in den Einstellungen des Kanals ein, oder wähle in `/settings` einen anderen.

page-account-settings = Kontoeinstellungen
page-chat = einen Chat
page-comments = Kommentare
page-deviantarts-front-page = die Startseite von DeviantArt
page-download = einen Download
page-embedded-post = einen eingebetteten Beitrag
page-feed = deinen eigenen Feed
page-feed-without-an-artist = einen Feed, der niemandem gehört
page-forum = das Forum
page-help-page = eine Hilfeseite
page-image-file = eine Bilddatei
page-list-of-groups = eine Liste von Gruppen
page-list-of-posts-by-many-artists = eine Liste von Beiträgen vieler Leute
page-messages = deine eigenen Nachrichten
page-page-about-deviantart = eine Seite über DeviantArt
page-page-about-memberships = eine Seite über Mitgliedschaften
page-page-for-developers = eine Seite für Entwickler
page-page-to-sign-in = eine Seite zum Anmelden
page-page-to-sign-up = eine Seite zum Registrieren
page-part-of-the-sites-machinery = einen technischen Teil der Website
page-private-upload = etwas privat Hochgeladenes
page-random-post = einen zufälligen Beitrag
page-search = eine Suche
page-shop = den Shop
page-status-update-without-its-artist = eine Statusmeldung, ohne zu sagen, von wem
page-tag = einen Tag
page-tool = ein Werkzeug
page-topic = ein Thema
page-way-to-another-page = den Weg zu einer anderen Seite

## /watch mit mehreren

several-retry = Fehlgeschlagene noch einmal
several-nothing-added = Es kam nichts dazu.
several-away = DeviantArt lässt sich gerade nicht fragen. Was du abonniert hast, kommt weiter; bitte versuch es in ein paar Minuten noch einmal.
several-too-many = Das sind { $count } Namen, und ich kann bis zu { $most } auf einmal hinzufügen. Bitte benutze für den Rest noch einmal `/watch`.
several-heading =
    { $ping ->
        [none] { $count ->
            [one] ✅ Neue Beiträge von 1 Person erscheinen ab jetzt in { $place }: { $kinds }.
           *[other] ✅ Neue Beiträge von { $count } Personen erscheinen ab jetzt in { $place }: { $kinds }.
        }
       *[other] { $count ->
            [one] ✅ Neue Beiträge von 1 Person erscheinen ab jetzt in { $place } und erwähnen { $ping }: { $kinds }.
           *[other] ✅ Neue Beiträge von { $count } Personen erscheinen ab jetzt in { $place } und erwähnen { $ping }: { $kinds }.
        }
    }
several-heading-folder =
    { $ping ->
        [none] { $count ->
            [one] ✅ Neue Beiträge von 1 Person erscheinen ab jetzt in { $place }.
           *[other] ✅ Neue Beiträge von { $count } Personen erscheinen ab jetzt in { $place }.
        }
       *[other] { $count ->
            [one] ✅ Neue Beiträge von 1 Person erscheinen ab jetzt in { $place } und erwähnen { $ping }.
           *[other] ✅ Neue Beiträge von { $count } Personen erscheinen ab jetzt in { $place } und erwähnen { $ping }.
        }
    }
several-already-there = ⚠️ { $name } ist schon dabei.

## Wenn etwas im Weg ist

trouble-store = Das geht gerade nicht. Was du abonniert hast, kommt weiter; bitte versuch es in einer Minute noch einmal.
trouble-deviantart-slow = DeviantArt hat zu lange für eine Antwort gebraucht. Was du abonniert hast, kommt weiter; bitte versuch es in einer Minute noch einmal.
trouble-bug = Bei mir ist etwas schiefgegangen; es ist im Protokoll vermerkt. Was du abonniert hast, kommt weiter; bitte versuch es in einer Minute noch einmal.
trouble-not-understood = Discord hat etwas geschickt, das diese Version des Bots nicht versteht, also ist nichts geschehen. Bitte versuch es noch einmal; wenn das nicht hilft, bitte die Person, die den Bot betreibt, ihn zu aktualisieren.
trouble-options = Eine der Optionen konnte ich nicht lesen. Benutze den Befehl noch einmal und wähle aus Discords Menüs.
trouble-old-command = Dieser Befehl hat sich geändert. Lade Discord neu (Strg+R) und benutze ihn dann noch einmal.
trouble-guild-only = Das geht nur auf Servern.
trouble-not-allowed = Dafür brauchst du **Server verwalten**.
trouble-slow-down = Das war schnell. Bitte warte ein paar Sekunden und versuch es dann noch einmal.
trouble-limited-person = Du hast in der letzten Minute viele Namen nachgeschlagen. Was du abonniert hast, kommt weiter; bitte versuch es { $within } noch einmal.
trouble-limited-server = Dieser Server hat in der letzten Minute viele Namen nachgeschlagen. Was du abonniert hast, kommt weiter; bitte versuch es { $within } noch einmal.
trouble-in-a-second = in einer Sekunde
trouble-in-seconds = in { $count } Sekunden
trouble-in-minutes = in { $count } Minuten
trouble-inactive = Das DeviantArt-Konto { $name } ist deaktiviert, also erscheint dort nichts Neues.
trouble-blocked = DeviantArt zeigt das Profil { $name } keinen Bots, also lässt es sich nicht abonnieren.
trouble-throttled = DeviantArt hat diesen Bot gebeten, langsamer zu machen. Was du abonniert hast, kommt weiter; bitte versuch es in ein paar Minuten noch einmal.
trouble-paused = DeviantArt hat diesen Bot gebeten, langsamer zu machen. Was du abonniert hast, kommt weiter; bitte versuch es { $within } noch einmal.
trouble-edge = DeviantArt weist diesen Bot eine Weile ab, also konnte ich { $name } nicht nachschlagen. Was du abonniert hast, kommt weiter; bitte versuch es { $within } noch einmal.
trouble-busy = Gerade werden viele Namen nachgeschlagen, und { $name } muss warten. Was du abonniert hast, kommt weiter; bitte versuch es { $within } noch einmal.
trouble-unreachable = DeviantArt ist gerade nicht zu erreichen, also konnte ich { $name } nicht nachschlagen. Was du abonniert hast, kommt weiter; bitte versuch es in ein paar Minuten noch einmal.
trouble-login = DeviantArt lehnt die Anmeldung des Bots ab; bitte sag es der Person, die diesen Bot betreibt.
trouble-no-name = DeviantArt nimmt { $name } nicht als Namen an. Prüfe, ob es der aus der Adresse des Profils ist.

## /preview und /test

preview-preview = Vorschau
preview-several = Darauf passen mehrere Abonnements. Wähle eines aus der Liste, die beim Tippen erscheint.
preview-rejected = Discord nimmt die Karte dieses Beitrags nicht an, also kann ich sie nicht zeigen. Neue Beiträge, deren Karte nicht angenommen wird, kommen als Link.
preview-note = So würde der neueste Beitrag aussehen. Nur du kannst das sehen.
preview-left-out = Ein neuerer ist nicht jugendfrei, also wird er hier nicht gezeigt.
preview-group = { $name } ist eine Gruppe. Benutze `/watch` mit ihr oder einem ihrer Ordner und wähle dann **Vorschau** unter der Antwort.
preview-nothing = Ich habe keinen Beitrag von { $name } gefunden, der hier gezeigt werden könnte. Der nächste kommt, sobald er veröffentlicht ist.
preview-sent = ✅ Der neueste Beitrag von { $artist } steht in { $place }, als Test markiert: { $link }. Er erwähnt niemanden und zählt nicht.
preview-sent-somewhere = ✅ Der neueste Beitrag von { $artist } steht in { $place }, als Test markiert. Er erwähnt niemanden und zählt nicht.
preview-refused = Discord lässt mich in { $place } nicht posten. Prüfe, was ich in diesem Kanal darf, und versuch es dann noch einmal.
preview-unsure = Discord hat den Test nicht bestätigt. Sieh in { $place } nach, bevor du es noch einmal versuchst.
preview-wait = Discord bittet mich zu warten. Bitte versuch es { $within } noch einmal.
preview-too-fast = Dieser Server hat in der letzten Minute mehrere Tests gesendet. Bitte versuch es { $within } noch einmal.

## Filter

filter-button = Filter
filter-edit = Bearbeiten
filter-back = Zurück
filter-form = Filter
filter-label = Nur Beiträge mit (leer: alle Beiträge)
filter-placeholder = cat OR dog -sketch -is:ai kind:artwork
filter-no-folder = DeviantArt sagt nicht, in welchem Ordner ein neuer Beitrag einer ganzen Galerie liegt. Willst du nur einen Ordner, wähle ihn mit `folder`, wenn du `/watch` benutzt.
filter-unset = ✅ Ab jetzt gibt es keinen Filter.
filter-right = Richtig wäre: { $example }
filter-empty = Dieser Filter sagt nichts.
filter-too-long = Dieser Filter hat { $length } Zeichen, erlaubt sind { $most }. Markiert ist, was zu viel ist.
filter-open-quote = Dem Anführungszeichen fehlt sein Gegenstück.
filter-open-regex = Das Muster zwischen Schrägstrichen ist leer oder hat am Ende keinen Schrägstrich.
filter-bad-regex = Ich kann das Muster zwischen den Schrägstrichen nicht lesen: { $why }.
filter-large-regex = Das Muster zwischen den Schrägstrichen ist zu groß, oder es sind mehr als { $most }.
filter-lone-minus = Ein Minus lässt etwas weg, und hier steht nicht, was.
filter-lone-hash = Ein # braucht direkt dahinter einen Tag.
filter-lone-or = OR steht zwischen zwei Dingen, von denen eines genügt.
filter-unknown-field = Vor einem Doppelpunkt kenne ich nur `kind:`, `is:` und `folder:`. Setze die Wörter in Anführungszeichen, um sie in Titeln zu suchen.
filter-unknown-kind = Diese Art von Beitrag gibt es nicht. Die Arten sind: { $kinds }.
filter-unknown-is = Ob ein Beitrag das ist, kann ich nicht erkennen. Erkennen kann ich: { $words }.
filter-no-word = Darin steht kein Wort.
filter-of-group = { $group } ist eine Gruppe, und ihre Beiträge sind von ihren Mitgliedern. Probier den Filter an einem davon aus.
filter-no-posts = { $artist } hat noch keine Beiträge, also gibt es nichts, woran sich der Filter ausprobieren ließe.
filter-title = { $artist }: was { $filter } durchlässt
filter-by = wegen { $word }
filter-nothing-leaves-out = nichts lässt ihn weg
filter-no-tags = seine Tags bekam ich nicht
filter-footer = { $passing } der letzten { $all } Beiträge kommen durch
filter-set = ✅ Ab jetzt erscheinen nur Beiträge, die { $filter } durchlässt.

template-button = Eigene Zeile
template-form = Eine Zeile je Beitrag
template-label = Die Zeile (leer: Karten)
template-too-long = Diese Vorlage hat { $length } Zeichen, erlaubt sind { $most }. Markiert ist, was zu viel ist.
template-lines = Eine Vorlage ist eine einzige Zeile.
template-open-brace = Die geschweifte Klammer hat kein Gegenstück.
template-unknown-field = Zwischen den Klammern kenne ich nur { $fields }.
template-twice = Jedes Feld darf nur einmal vorkommen.
template-no-post = Ohne { $title } oder { $url } wüsste niemand, um welchen Beitrag es geht.
template-set = ✅ Ab jetzt erscheint jeder Beitrag als Zeile: { $template }.
template-address = Am Ende folgt die Adresse des Beitrags.
template-unset = ✅ Ab jetzt erscheinen Beiträge als Karten.
