### Le parole di DeviantCord, in Fluent (https://projectfluent.org/fluent/guide/).

## /watches, /unwatch e /edit

list-title = Cosa segue questo server
list-previous = Precedente
list-next = Successiva
list-old-button = Questo pulsante è scaduto. Usa di nuovo il comando.
list-old-button-of = Questo pulsante è scaduto. Usa di nuovo { $command }.
list-not-yours = Questo è stato creato per un'altra persona. Usa tu { $command }.
list-everything = tutto
list-deviations = deviation
list-journals = diari
list-statuses = stati
list-folder = cartella { $folder }
list-whole-group = gruppo intero
list-short = { $artist }, { $part }
list-mature = anche per adulti
list-filter = solo { $filter }
list-compact = compatto
list-link = solo link
list-line = riga propria
list-mentions = menziona { $role }
list-mentions-gone = non menziona nessuno: il suo ruolo non esiste più
list-folder-deleted = ⚠️ l'artista ha eliminato questa cartella
list-folder-renewed = ⚠️ l'artista ha eliminato questa cartella e ne ha una nuova con lo stesso nome: `/watch` per la nuova, `/unwatch` per questa
list-broken = ⚠️ non posso pubblicare lì: `/channels`
list-paused = ⏸️ in pausa
list-paused-until = ⏸️ in pausa fino al { $until }
list-dated = { $choice } · dal { $date }
list-and-more = { $names } e altri { $count }
list-page = Pagina { $page } di { $pages }
list-empty = Questo server non segue ancora nessuno. Usa `/watch` con il nome di un artista per iniziare.
list-none-visible = Non puoi vedere nessuna iscrizione di questo server.
list-idle-since = ultimo post { $at }
list-idle-never = ancora nessun post
list-none-fits = Nessuna iscrizione corrisponde. `/watches` le elenca tutte.
list-only-these =
    { $count ->
        [one] 1 iscrizione resta com'è: è in un canale che non puoi vedere.
       *[other] { $count } iscrizioni restano come sono: sono in canali che non puoi vedere.
    }
list-unseen =
    { $count ->
        [one] 1 iscrizione è in un canale che non puoi vedere.
       *[other] { $count } iscrizioni sono in canali che non puoi vedere.
    }
list-more-unseen =
    { $count ->
        [one] 1 altra iscrizione è in un canale che non puoi vedere.
       *[other] Altre { $count } iscrizioni sono in canali che non puoi vedere.
    }
list-removed = ✅ Rimossa: { $watch }. I suoi post non appaiono più in { $place }.
list-no-such-watch = Questa iscrizione non esiste. `/watches` le elenca tutte.
list-nothing-of = Qui non c'è nessuna iscrizione per { $name }. `/watches` le elenca tutte.

## Il pannello di un'iscrizione

panel-style = Stile e orari
panel-back = Indietro
panel-leave-out = Escludi i post per adulti
panel-include = Anche i post per adulti
panel-veil = Post per adulti, senza immagine dove serve
panel-elsewhere = Post per adulti nel loro canale
panel-choose-ping = Menziona un ruolo
panel-choose-channel = Sposta in un altro canale
panel-choose-watch = Cambia un'iscrizione
panel-change = Cambia
panel-no-ping = Non menzionare nessuno
panel-inherited = come il server
panel-as-server = Come il server: { $value }
panel-ping-as-server = Menzione come il server
panel-title = Questa iscrizione
panel-changed = ✅ Fatto. Vale per ciò che arriva da ora in poi.
panel-no-card = In quel messaggio non ho annunciato nessun post. Usa questo comando su un messaggio in cui l'ho fatto.
panel-card-without-watch = L'iscrizione da cui arriva è stata rimossa, quindi non c'è nulla da cambiare. `/watches` elenca quelle rimaste.
panel-artist = Artista: { $artist }
panel-posts = Post: { $posts }
panel-folder = deviation nella cartella { $folder }
panel-whole-group = deviation in tutte le cartelle del gruppo
panel-everything = tutto
panel-deviations = deviation (opere, letteratura, video)
panel-journals = diari
panel-statuses = stati e sondaggi
panel-filter = Filtro: { $filter }
panel-channel = Canale: { $channel }
panel-forum = Forum: un post per ogni opera; oltre dieci alla volta, il resto in un elenco
panel-mature-in = Post per adulti: inclusi
panel-mature-veiled = Post per adulti: senza immagine e testo dove non ci sono limiti di età
panel-mature-elsewhere = Post per adulti: nel canale che il server ha per loro
panel-mature-nowhere = Post per adulti: in attesa, perché il server non ha un canale per loro: `/settings`
panel-mature-out = Post per adulti: esclusi
panel-mentions-nobody = Menziona: nessuno
panel-mentions-gone = Menziona: nessuno: il suo ruolo non esiste più
panel-mentions = Menziona: { $role }
panel-style-compact = Stile: compatto
panel-style-link = Stile: solo link
panel-style-line = Stile: { $template }
panel-posting = Ora: pubblica
panel-paused = Ora: ⏸️ in pausa finché non la riprendi
panel-paused-until = Ora: ⏸️ in pausa fino al { $until }
panel-moved = ✅ Spostata.
panel-along =
    { $count ->
        [one] La segue 1 messaggio che era in attesa.
       *[other] La seguono { $count } messaggi che erano in attesa.
    }
panel-silent = Il suo ruolo non viene menzionato lì, perché tu o io non possiamo menzionarlo.
panel-same = { $place } riceve già questo: { $watch }. Rimuovi invece una delle due.
panel-you-cannot-write = Non puoi scrivere in { $place }, quindi non puoi cambiare ciò che viene pubblicato lì. Può farlo chi ci può scrivere, o chi gestisce quel canale o i suoi webhook.

## /pause e /resume

pause-resume = Riprendi
pause-pause = Metti in pausa
pause-watch-in = { $watch } in { $place }
pause-watches =
    { $count ->
        [one] 1 iscrizione
       *[other] { $count } iscrizioni
    }
pause-paused = ⏸️ In pausa: { $what }.
pause-paused-until = ⏸️ In pausa fino al { $until }: { $what }.
pause-meanwhile-all = Ciò che viene pubblicato nel frattempo attende, fino a { $days } giorni, e arriva quando riprendi.
pause-meanwhile-newest =
    { $count ->
        [one] Di ciò che viene pubblicato nel frattempo, arriva solo il più recente quando riprendi.
       *[other] Di ciò che viene pubblicato nel frattempo, arrivano solo i { $count } post più recenti quando riprendi.
    }
pause-meanwhile-skip = Ciò che viene pubblicato nel frattempo non arriverà più tardi.
pause-meanwhile-mixed = Ciò che viene pubblicato nel frattempo attende, fino a { $days } giorni; cosa arriva quando riprendi dipende da ogni iscrizione.
pause-resumed = ▶️ Fine della pausa: { $what }.
pause-waited =
    { $count ->
        [0] Nulla era in attesa.
        [1] Il messaggio che era in attesa arriva ora.
       *[other] I { $count } messaggi che erano in attesa arrivano ora.
    }
pause-resumed-some = ⚠️ Riprese { $count } iscrizioni su { $all }, poi qualcosa è andato storto. Usa di nuovo `/resume` per le altre.
pause-stay-paused =
    { $count ->
        [one] 1 iscrizione resta in pausa, perché non puoi scrivere nel suo canale.
       *[other] { $count } iscrizioni restano in pausa, perché non puoi scrivere nei loro canali.
    }
pause-you-cannot-write = Non puoi scrivere in { $place }, quindi non puoi farci arrivare di nuovo dei post. Può riprendere l'iscrizione chi ci può scrivere, o chi gestisce quel canale o i suoi webhook.
pause-none = Nessuna di queste è in pausa. `/watches only: paused` elenca quelle in pausa.
pause-not-a-time = Non capisco che momento sia { $typed }. Scrivi per esempio `2h`, `3d`, `2026-12-24` o `24 Dec 18:00` (le date sono in { $zone }).
pause-ambiguous = { $typed } potrebbe indicare due date diverse. Scrivila come anno-mese-giorno, per esempio `2026-12-24`.
pause-past = { $typed } è nel passato. Scrivi quanto tempo da ora, per esempio `2h` o `3d`, o una data futura.
pause-too-far = Manca più di un anno a { $typed }. Lascia vuoto `for` per mettere in pausa finché non usi `/resume`.

## /move

moving-go = Sposta
moving-same-channel = Pubblicano già lì. Scegli un altro canale come `to`.
moving-choice =
    { $count ->
        [one] #{ $name } (1 iscrizione)
       *[other] #{ $name } ({ $count } iscrizioni)
    }
moving-choice-gone =
    { $count ->
        [one] Un canale che non esiste più o che non vedo (1 iscrizione)
       *[other] Un canale che non esiste più o che non vedo ({ $count } iscrizioni)
    }
moving-no-channel = Non so quale canale sia { $typed }. Sceglilo dall'elenco, o scrivilo come #canale.
moving-nothing = Nulla può essere spostato da { $from } a { $to }.
moving-question =
    { $count ->
        [one] Spostare 1 iscrizione da { $from } a { $to }?
       *[other] Spostare { $count } iscrizioni da { $from } a { $to }?
    }
moving-waiting-along =
    { $count ->
        [one] Si sposta anche 1 messaggio in attesa.
       *[other] Si spostano anche { $count } messaggi in attesa.
    }
moving-same = • Spostamento impossibile, perché { $to } riceve già lo stesso: { $watches }
moving-mature = • Spostamento impossibile, perché portano post per adulti e { $to } non è soggetto a limiti di età: { $watches }
moving-silent =
    { $count ->
        [one] • 1 iscrizione non menzionerà lì il suo ruolo, perché tu o io non possiamo menzionarlo
       *[other] • { $count } iscrizioni non menzioneranno lì il loro ruolo, perché tu o io non possiamo menzionarlo
    }
moving-moved =
    { $count ->
        [one] ✅ Spostata 1 iscrizione in { $to }.
       *[other] ✅ Spostate { $count } iscrizioni in { $to }.
    }
moving-along =
    { $count ->
        [1] Si sposta anche il messaggio che era in attesa.
       *[other] Si spostano anche i { $count } messaggi che erano in attesa.
    }
moving-moved-some = ⚠️ Spostate { $count } iscrizioni su { $all }, poi qualcosa è andato storto. Usa di nuovo `/move` per le altre.

## /channels

channels-title = Canali per cui i post devono attendere
channels-choose = Fai qualcosa per un canale
channels-move-to = Sposta ciò che viene pubblicato lì in…
channels-try-now = Prova ora
channels-drop-waiting = Scarta ciò che è in attesa
channels-drop = Scarta
channels-keep = Conserva
channels-all-well =
    { $hidden ->
        [0] ✅ Tutti i canali accettano i miei post.
        [1] ✅ Tutti i canali che puoi vedere accettano i miei post. 1 che non puoi vedere non li accetta.
       *[other] ✅ Tutti i canali che puoi vedere accettano i miei post. { $hidden } che non puoi vedere non li accettano.
    }
channels-more-same =
    { $count ->
        [one] 1 altro canale con lo stesso problema
       *[other] { $count } altri canali con lo stesso problema
    }
channels-more-hidden =
    { $count ->
        [one] 1 altro canale che non puoi vedere
       *[other] { $count } altri canali che non puoi vedere
    }
channels-more = { $what }.
channels-more-both = { $same }, e { $hidden }.
channels-choice = #{ $name } ({ $count } in attesa)
channels-choice-gone = Un canale che non esiste più o che non vedo ({ $count } in attesa)
channels-not-restricted = non è soggetto a limiti di età, quindi i post per adulti attendono (inizio: { $since })
channels-deleted = è stato eliminato { $since }
channels-needs-tag = richiede un tag per ogni post e nessuno va bene (inizio: { $since }): aggiungine uno chiamato DeviantArt che tutti possano usare
channels-closed = non accetta i miei messaggi (inizio: { $since }); Discord dice: { $reason }
channels-waiting =
    { $count ->
        [0] nessun messaggio in attesa
        [1] 1 messaggio in attesa
       *[other] { $count } messaggi in attesa
    }
channels-works = ✅ { $place } accetta i miei post.
channels-trying = Sto provando { $place } ora. Se funziona, ciò che è in attesa arriva da solo; altrimenti questo elenco lo dice tra un minuto.
channels-drop-question =
    { $count ->
        [1] Scartare il messaggio in attesa per { $place }? Ciò che scarti non arriva mai. Altrimenti viene conservato per { $days } giorni e arriva quando il canale lo accetta.
       *[other] Scartare i { $count } messaggi in attesa per { $place }? Ciò che scarti non arriva mai. Altrimenti vengono conservati per { $days } giorni e arrivano quando il canale li accetta.
    }
channels-dropped =
    { $count ->
        [0] Nulla era in attesa per { $place }.
        [one] ✅ Scartato 1 messaggio per { $place }.
       *[other] ✅ Scartati { $count } messaggi per { $place }.
    }

## Più iscrizioni alla volta

removal-remove = Rimuovi
removal-undo = Annulla
removal-too-late = Non si può più annullare. Usa `/watch` per aggiungerla di nuovo.
removal-all-of-artist =
    { $count ->
        [1] Rimuovere l'iscrizione per { $artist }?
       *[other] Rimuovere tutte le { $count } iscrizioni per { $artist }? Per tenerne alcune, scegline una dal menu che appare mentre scrivi.
    }
removal-all-of-channel =
    { $count ->
        [1] Rimuovere l'unica iscrizione che pubblica in { $place }?
       *[other] Rimuovere tutte le { $count } iscrizioni che pubblicano in { $place }?
    }
removal-choice-of-artist = Tutto di { $artist } ({ $count } iscrizioni)
removal-choice-of-channel = Tutto in #{ $name } ({ $count } iscrizioni)
removal-removed = ✅ Rimosse { $count } iscrizioni.
removal-removed-some = ⚠️ Rimosse { $count } iscrizioni su { $all }, poi qualcosa è andato storto. Usa di nuovo il comando per le altre.
removal-restored-none = Non è stato ripristinato nulla. Forse le stesse iscrizioni esistono già, questo server ha raggiunto il suo limite di iscrizioni, o non ho potuto confermare che puoi scrivere nei loro canali.
removal-restored-one = ✅ Di nuovo presente: { $watch } in { $place }. I post che erano in attesa arriveranno ancora. Quelli usciti mentre era rimossa, forse no.
removal-restored-all = ✅ Tutte le { $all } iscrizioni sono tornate. I post che erano in attesa arriveranno ancora. Quelli usciti mentre erano rimosse, forse no.
removal-restored-some = ✅ Ripristinate { $count } iscrizioni su { $all }. Le altre esistono già, superano il limite di iscrizioni di questo server, o pubblicano dove non ho potuto confermare che puoi scrivere.

## /export e /import

file-not-fetched = Non ho potuto ottenere quel file da Discord. Riprova.
file-stopped = Questa importazione è stata interrotta. Importa di nuovo il file se vuoi ancora le sue iscrizioni.
file-no-time = non c'era più tempo; importa di nuovo il file.
file-unseen =
    { $count ->
        [one] 1 altra pubblica in un canale che non puoi vedere, ed è esclusa.
       *[other] Altre { $count } pubblicano in canali che non puoi vedere, e sono escluse.
    }
file-exported =
    { $count ->
        [one] Ecco 1 iscrizione di questo server; `/import` la aggiunge di nuovo.
       *[other] Ecco { $count } iscrizioni di questo server; `/import` le aggiunge di nuovo.
    }
file-nothing-to-export = Non c'è ancora nulla da esportare.
file-which = Usa un file di `/export`, o un file di testo con un artista per riga.
file-large = Quel file supera 1 MB.
file-binary = Quel file non contiene testo.
file-json = Non riesco a leggere quel file dalla riga { $line } in poi.
file-newer = Quel file è stato scritto da una versione più recente di questo bot, quindi non posso leggerlo.
file-many = Quel file indica { $count } iscrizioni, e ne accetto 500 alla volta. Dividilo.
file-empty = Quel file non indica nessuno.
file-wrong-channel = il suo canale non è un canale di questo server.
file-wrong-what = non so quali post si intendano.
file-wrong-role = questo server non ha il ruolo da menzionare.
file-wrong-word = non so che cosa significhi { $word }.
file-add =
    { $count ->
        [one] Aggiungi 1 iscrizione
       *[other] Aggiungi { $count } iscrizioni
    }
file-more = ❌ altre { $count }
file-already =
    { $count ->
        [one] ⚠️ 1 c'è già.
       *[other] ⚠️ { $count } ci sono già.
    }
file-plan-nothing = Questo file non aggiungerebbe nulla.
file-plan =
    { $count ->
        [one] Questo file aggiungerebbe 1 iscrizione:
       *[other] Questo file aggiungerebbe { $count } iscrizioni:
    }
file-here = qui
file-more-channels = e in altri { $count } canali
file-progress = Aggiungo le iscrizioni: { $count } su { $all }…
file-imported =
    { $count ->
        [one] ✅ 1 iscrizione aggiunta.
       *[other] ✅ { $count } iscrizioni aggiunte.
    }

## /settings

settings-title = Impostazioni di questo server
settings-leave-out = esclusi
settings-mature-where-restricted = Solo nei canali soggetti a limiti di età
settings-choose-notices = Dove segnalare i problemi
settings-choose-mature-channel = Canale per i post per adulti
settings-reset = Ripristina i valori predefiniti
settings-saved = ✅ Salvato.
settings-handed-down =
    { $count ->
        [one] 1 iscrizione cambia di conseguenza.
       *[other] { $count } iscrizioni cambiano di conseguenza.
    }
settings-kept =
    { $count ->
        [one] 1 iscrizione mantiene i suoi tipi di post, perché un'altra nel suo canale ha quelli nuovi.
       *[other] { $count } iscrizioni mantengono i loro tipi di post, perché altre nei loro canali hanno quelli nuovi.
    }
settings-language-name = Italiano
settings-language =
    { $default ->
        [yes] **Lingua** delle schede e degli avvisi: { $language }, quella di questo server su Discord (predefinito)
       *[no] **Lingua** delle schede e degli avvisi: { $language }
    }
settings-as-in-discord = Come su Discord ({ $language })
settings-of-watches = Tutte le iscrizioni…
settings-notices-default = I **problemi** vengono segnalati nel canale per gli aggiornamenti della community, altrimenti dove Discord pubblica i propri messaggi (predefinito).
settings-notices = I **problemi** vengono segnalati in { $place }.
settings-mature-channel-default = **I post per adulti** non hanno un canale proprio (predefinito).
settings-mature-channel = **I post per adulti** vanno in { $place } dove l'iscrizione lo vuole.
settings-deleted =
    { $default ->
        [yes] **Quando un post viene eliminato** su DeviantArt, { $what } (predefinito).
       *[no] **Quando un post viene eliminato** su DeviantArt, { $what }.
    }
settings-deleted-strike-out = l'immagine sparisce e il titolo viene barrato
settings-deleted-remove = il messaggio viene rimosso
settings-deleted-leave = il messaggio resta com'è
settings-strike-out = Post eliminati: barra
settings-remove = Rimuovi
settings-leave = Lascia
settings-zone-default = **Fuso orario:** UTC (predefinito). `/settings timezone` ne imposta un altro.
settings-zone = **Fuso orario:** { $zone }, dove ora sono le { $time }.
settings-zone-unknown = Non conosco nessun fuso orario chiamato { $typed }. Sceglilo dall'elenco, o scrivi una sua città, per esempio `Berlin` o `New York`.
settings-defaults = **Tutte le iscrizioni** fanno così dove non dicono altro; una modifica qui le cambia subito.
settings-what =
    { $default ->
        [yes] **Post:** { $what } (predefinito)
       *[no] **Post:** { $what }
    }
settings-mature =
    { $default ->
        [yes] **Post per adulti:** { $mature } (predefinito)
       *[no] **Post per adulti:** { $mature }
    }
settings-ping-default = **Menzione:** nessuno (predefinito)
settings-ping = **Menzione:** { $role }

## /forget

forget-title = Cancella tutto di questo server
forget-field = Nome di questo server
forget-placeholder = Tutte le iscrizioni e le impostazioni spariscono, e nulla le riporta indietro
forget-type-again = Scrivilo di nuovo
forget-no-name = Al momento Discord non mi dice il nome di questo server, quindi non è stato cancellato nulla. Riprova tra un minuto.
forget-nothing = Non c'era nulla da cancellare: non so nulla di questo server.
forget-other-name = Quello non è il nome di questo server, quindi non è stato cancellato nulla. Il suo nome è { $name }.
forget-hidden =
    { $count ->
        [one] Non è stato cancellato nulla: 1 iscrizione pubblica in canali che non puoi vedere. Può farlo chi li vede tutti, per esempio un amministratore.
       *[other] Non è stato cancellato nulla: { $count } iscrizioni pubblicano in canali che non puoi vedere. Può farlo chi li vede tutti, per esempio un amministratore.
    }
forget-erased =
    { $count ->
        [0] ✅ Ho cancellato tutto di questo server. Ciò che ho pubblicato resta nei tuoi canali; usa `/watch` per ricominciare.
        [1] ✅ Ho cancellato tutto di questo server, con la sua unica iscrizione. Ciò che ho pubblicato resta nei tuoi canali; usa `/watch` per ricominciare.
       *[other] ✅ Ho cancellato tutto di questo server, con le sue { $count } iscrizioni. Ciò che ho pubblicato resta nei tuoi canali; usa `/watch` per ricominciare.
    }

## /help

help-title = I nuovi post di DeviantArt, nei tuoi canali
help-walk-through =
    1\. Vai nel canale che deve ricevere i post, usa { $watch } e scrivi il nome di un artista.
    2\. Da quel momento ogni nuovo post di quell'artista appare lì, una volta sola e presto.
    3\. { $watches } elenca ciò che segui, { $unwatch } vi pone fine.

    I post per adulti vanno solo nei canali soggetti a limiti di età. Stabilisci chi può usare questi comandi in Impostazioni server › Integrazioni; all'inizio può farlo chiunque abbia Gestisci server.
help-command = { $command }: { $description }.
help-message-command = **{ $name }**: fai clic destro su una delle mie schede (sul telefono, tienila premuta), poi App.
help-option =
    { $required ->
        [yes] { $name }: { $description }
       *[no] { $name } (facoltativo): { $description }
    }
help-no-topic = Non esiste il comando { $topic }. Usa `/help` senza argomento per vederli tutti.

## When the posts of a watch come: its panel, the list, and /why

times-times = Orari
times-quiet-hours = Ore di silenzio
times-quiet-as-server = Silenzio come il server
times-silently = Silenzio: senza suono
times-afterwards = Silenzio: dopo
times-at-once = Ogni post subito
times-each-hour = Un riepilogo ogni ora
times-each-day = Un riepilogo ogni giorno
times-each-week = Un riepilogo ogni settimana
times-monday = Lunedì
times-tuesday = Martedì
times-wednesday = Mercoledì
times-thursday = Giovedì
times-friday = Venerdì
times-saturday = Sabato
times-sunday = Domenica
times-late-all = Dopo una pausa: tutto, più di 5 post come elenco
times-late-each = Dopo una pausa: tutto, ogni post come al solito
times-late-newest =
    { $count ->
        [one] Dopo una pausa: solo il post più recente
       *[other] Dopo una pausa: solo i { $count } post più recenti
    }
times-late-skip = Dopo una pausa: niente di ciò che è uscito nel frattempo
times-label = Da e a (vuoto: nessuna ora di silenzio)
times-placeholder = 22:00-08:00
times-unclear = Non capisco { $typed } come ore di silenzio. Scrivi quando iniziano e quando finiscono, per esempio `22:00-08:00`, o niente per non averne.
times-hourly = Ritmo: un riepilogo ogni ora
times-daily = Ritmo: un riepilogo ogni giorno alle { $hour } ({ $zone })
times-weekly = Ritmo: un riepilogo ogni settimana, { $day } alle { $hour } ({ $zone })
times-quiet-silently = Ore di silenzio: { $hours } ({ $zone }), i post arrivano senza suono
times-quiet-afterwards = Ore di silenzio: { $hours } ({ $zone }), i post arrivano insieme dopo
times-quiet-until = Ora: 🌙 silenzio fino al { $until }
times-next = Ora: raccoglie, il prossimo riepilogo arriva { $at }
times-list-hourly = riepilogo ogni ora
times-list-daily = riepilogo giornaliero
times-list-weekly = riepilogo settimanale
times-list-quiet = 🌙 { $hours }
times-why-digest = attende il riepilogo dell'iscrizione, { $at }
times-why-quiet = attende la fine delle ore di silenzio dell'iscrizione, { $until }
