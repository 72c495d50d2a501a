### Le parole di DeviantCord, in Fluent (https://projectfluent.org/fluent/guide/).

## /why

why-choose = Un altro post di questo messaggio
why-unseen-title = Non ho visto questo post
why-no-post = Quel link non mostra nessun post. Apri il post e incolla il suo indirizzo.
why-number-only = Quel link contiene solo il numero del post, e DeviantArt non mi dice di chi è. Aprilo e incolla l'indirizzo che vedi a quel punto.
why-forgotten-card = Quel messaggio è così vecchio che non so più quale post mostra. Usa `/why` con il link del post.
why-posted = ✅ È stato pubblicato in { $places }.
why-on-its-way = ⏳ È in arrivo in { $places }.
why-waits = ⏸️ È in attesa per { $places }, e arriva da solo appena può.
why-forgotten-here = È così vecchio che non so più se è stato pubblicato in { $places }.
why-not-posted = Non è stato pubblicato in { $place }: { $reason }.
why-not-posted-here =
    { $count ->
        [one] Non è stato pubblicato qui; 1 iscrizione aveva il suo motivo.
       *[other] Non è stato pubblicato qui; { $count } iscrizioni avevano ciascuna il suo motivo.
    }
why-image = Un'opera di { $artist }
why-literature = Letteratura di { $artist }
why-video = Un video di { $artist }
why-journal = Un diario di { $artist }
why-status = Uno stato di { $artist }
why-poll = Un sondaggio di { $artist }
why-other = Una deviation di { $artist }
why-mature = per adulti
why-undated = in un momento che DeviantArt non indica
why-published = data di pubblicazione { $at }
why-sentence = { $words }.
why-seen = L'ho visto { $at } e l'ho confrontato con le iscrizioni.
why-there-before = C'era già quando ho letto i post dell'artista per la prima volta.
why-gone-since = Non è più su DeviantArt; me ne sono accorto { $at }.
why-gone = Non è più su DeviantArt.
why-line = • { $watch } → { $place }: { $became }.
why-removed-watch = Un'iscrizione che è stata rimossa
why-try = ↳ Un tentativo { $at } è fallito: { $words }
why-became-posted = pubblicato { $at }
why-became-posted-link = pubblicato { $at } ([messaggio]({ $link }))
why-waited = dopo aver dovuto attendere fino al { $until }
why-together =
    { $count ->
        [one] insieme a 1 altro post in un solo messaggio
       *[other] insieme ad altri { $count } post in un solo messaggio
    }
why-care-edited = ho modificato il messaggio { $at }, perché il post era cambiato
why-care-veiled = ho tolto l'immagine e il testo { $at }, perché è contrassegnato come per adulti e lì non può essere mostrato
why-care-struck = l'ho barrato { $at }, perché non è più su DeviantArt
why-care-removed-mature = ho rimosso il messaggio { $at }, perché il post è contrassegnato come per adulti e lì non può essere mostrato
why-care-removed-gone = ho rimosso il messaggio { $at }, perché il post non è più su DeviantArt
why-care-missing = qualcuno aveva rimosso il messaggio quando ho voluto modificarlo { $at }
why-care-refused = il post è cambiato da allora, ma Discord non mi lascia più modificare il messaggio
why-care-waits = il post è cambiato da allora, e modifico il messaggio appena Discord me lo permette
why-is-on-its-way = in arrivo
why-next-try = non ancora pubblicato, prossimo tentativo { $at }; l'ultimo è fallito: { $why }
why-being-posted = in pubblicazione in questo momento
why-is-posted = pubblicato
why-filter-word = il suo filtro lo esclude per { $word }
why-left-out = l'ho escluso
why-failed = ci ho rinunciato, perché non è stato possibile pubblicarlo
why-expired = ci ho rinunciato, perché per { $days } giorni non è stato possibile pubblicarlo
why-newer-version = se ne sta occupando una mia versione più recente
why-younger = questa iscrizione è stata aggiunta dopo che avevo visto il post
why-unmatched = questa iscrizione lo vuole così com'è ora, quindi arriva presto, oppure è stata cambiata dopo che avevo visto il post
why-forgotten = è così vecchio che non so più che fine ha fatto
why-held-channel = è in attesa, perché il canale non accetta i miei messaggi
why-held-channel-since = è in attesa, perché il canale non accetta i miei messaggi (inizio: { $at })
why-discord-says = Discord dice: { $words }
why-channels-helps = `/channels` aiuta
why-held-mature = è in attesa, perché è per adulti e il canale non è soggetto a limiti di età
why-held-mature-since = è in attesa, perché è per adulti e il canale non è soggetto a limiti di età (inizio: { $at })
why-held-paused-until = è in attesa, perché l'iscrizione è in pausa fino al { $until }
why-held-paused = è in attesa, perché l'iscrizione è in pausa; `/resume` la riprende
why-suppressed-mature-unwanted = è per adulti, e questa iscrizione esclude i post per adulti
why-suppressed-mature-channel = è per adulti, e il canale non era soggetto a limiti di età
why-suppressed-filtered = il suo filtro l'ha escluso, ed è stato cambiato da allora
why-suppressed-same-channel = lo pubblica un'altra iscrizione dello stesso canale
why-suppressed-in-digest = è contato in un messaggio per più post
why-suppressed-catch-up = non era più una novità quando il canale o l'iscrizione ha ripreso a funzionare
why-suppressed-watch-removed = l'iscrizione è stata rimossa prima
why-suppressed-dropped = qualcuno ha scartato ciò che attendeva il canale
why-suppressed-announced-before = un altro bot l'aveva pubblicato prima che le iscrizioni di questo server fossero trasferite
why-suppressed-post-removed = è stato rimosso prima da DeviantArt
why-suppressed-post-lost = l'ho perso di vista, e lo pubblico quando lo rivedo
why-before-since = è precedente a ciò che pubblica questa iscrizione, iniziata il { $at }
why-before = è precedente a ciò che pubblicava quell'iscrizione
why-not-in-folder = non l'ho trovato nella cartella { $folder }
why-not-in-group = non l'ho trovato in nessuna cartella di { $group }
why-another-artist = è di un altro artista
why-wants-everything = questa iscrizione vuole solo tutto
why-wants-deviations = questa iscrizione vuole solo deviation
why-wants-journals = questa iscrizione vuole solo diari
why-wants-statuses = questa iscrizione vuole solo stati e sondaggi
why-not-wanted = non è ciò che voleva quell'iscrizione
why-passed-undated = DeviantArt non indica quando è stato pubblicato, e c'era già quando ho letto per la prima volta i post dell'artista
why-tags-owed = il suo filtro chiede dei tag, e DeviantArt non mi ha ancora detto quelli di questo post
why-no-room =
    { $count ->
        [one] Per 1 altra iscrizione non c'era spazio qui.
       *[other] Per altre { $count } iscrizioni non c'era spazio qui.
    }
why-vanished = Al momento DeviantArt non mostra nulla di { $artist }: l'account è disattivato, rinominato o nascosto.
why-not-checked = Non ho ancora controllato { $artist }; succede entro pochi minuti dalla prima iscrizione.
why-checks-failed = I miei ultimi controlli di { $artist } sono falliti, quindi forse non l'ho ancora visto; continuo a provare.
why-checked-without = Ho controllato { $artist }, e non c'era: è più recente del mio ultimo controllo, è stato rimosso, o non tutti possono vederlo.
why-list-gallery = Galleria
why-list-posts = Diari e stati
why-list-folder = Cartella
why-list-group = Le cartelle del gruppo
why-list-failed =
    { $count ->
        [1] l'ultimo controllo è fallito
       *[other] gli ultimi { $count } controlli sono falliti
    }
why-list-due = il prossimo è previsto ora
why-not-watched = Nessuna iscrizione che puoi vedere qui riguarda { $artist }, quindi non è stato pubblicato nulla.
why-not-watched-unknown = Nessuna iscrizione che puoi vedere qui riguarda l'artista di questo post, quindi non è stato pubblicato nulla.
why-no-such-title = Non conosco nessun post recente intitolato { $typed } di qualcuno che viene seguito qui. Incolla invece il link del post.

## /status

status-title = Come vanno le cose in questo server
status-da-refused = **DeviantArt**: ⚠️ rifiuta il mio accesso; avvisa la persona che gestisce questo bot
status-da-resting = **DeviantArt**: ⚠️ mi ha chiesto una pausa fino alle { $until }, quindi i post arrivano più tardi
status-da-well = **DeviantArt**: ✅ risponde
status-da-failing =
    { $count ->
        [one] **DeviantArt**: ⚠️ al momento falliscono i controlli di { $failing } artista su 1; continuo a provare
       *[other] **DeviantArt**: ⚠️ al momento falliscono i controlli per { $failing } su { $count } artisti; continuo a provare
    }
status-discord-away = **Discord**: ⚠️ al momento non posso inviare; le novità vengono conservate
status-discord-resting = **Discord**: ⚠️ mi ha chiesto una pausa, quindi i post arrivano più tardi
status-discord-well = **Discord**: ✅ accetta i miei post
status-discord-closed =
    { $count ->
        [one] **Discord**: ⚠️ 1 canale non accetta tutti i miei post: `/channels`
       *[other] **Discord**: ⚠️ { $count } canali non accettano tutti i miei post: `/channels`
    }
status-bot-stuck = **Questo bot**: ⚠️ al momento i nuovi post non vengono inoltrati; avvisa la persona che gestisce questo bot
status-bot-well = **Questo bot**: ✅ funziona
status-bot-unchecked =
    { $count ->
        [one] **Questo bot**: ✅ funziona; 1 artista attende il primo controllo
       *[other] **Questo bot**: ✅ funziona; { $count } artisti attendono il primo controllo
    }
status-speed-none = **Velocità**: nessun nuovo post negli ultimi 7 giorni
status-speed-one = **Velocità**: l'unico post degli ultimi 7 giorni è arrivato { $half } dopo la pubblicazione
status-speed =
    { $count ->
        [one] **Velocità**: di 1 post degli ultimi 7 giorni, la metà è arrivata entro { $half } dalla pubblicazione, tutti entro { $most }
       *[other] **Velocità**: di { $count } post degli ultimi 7 giorni, la metà è arrivata entro { $half } dalla pubblicazione, tutti entro { $most }
    }
status-speed-many =
    { $count ->
        [one] **Velocità**: di 1 post degli ultimi 7 giorni, la metà è arrivata entro { $half } dalla pubblicazione, 99 su 100 entro { $most }
       *[other] **Velocità**: di { $count } post degli ultimi 7 giorni, la metà è arrivata entro { $half } dalla pubblicazione, 99 su 100 entro { $most }
    }
status-seconds =
    { $count ->
        [one] 1 secondo
       *[other] { $count } secondi
    }
status-minutes =
    { $count ->
        [one] 1 minuto
       *[other] { $count } minuti
    }
status-hours =
    { $count ->
        [one] 1 ora
       *[other] { $count } ore
    }
status-days =
    { $count ->
        [one] 1 giorno
       *[other] { $count } giorni
    }
status-open-nothing = **In attesa**: nulla
status-open-waiting = **In attesa**: { $waiting } in arrivo
status-open-held = **In attesa**: { $held } per un canale o un'iscrizione in pausa
status-open-both = **In attesa**: { $waiting } in arrivo, { $held } per un canale o un'iscrizione in pausa
status-open-later = **Per dopo**: { $count }, per un riepilogo o la fine delle ore di silenzio
status-unpublished =
    { $count ->
        [one] **Annunci**: 1 messaggio degli ultimi 7 giorni non è stato pubblicato; Discord ne pubblica 10 all'ora per canale
       *[other] **Annunci**: { $count } messaggi degli ultimi 7 giorni non sono stati pubblicati; Discord ne pubblica 10 all'ora per canale
    }
status-more-than = più di { $count }
status-gallery = galleria
status-posts = diari e stati
status-folder = cartella
status-checked = controllo riuscito { $at }
status-failed = ⚠️ ultimo controllo fallito, quello riuscito { $at }
status-unchecked = ancora nessun controllo
status-next = prossimo { $at }
status-next-due = prossimo ora
status-artists =
    { $count ->
        [one] 1 artista
       *[other] { $count } artisti
    }

## Ciò che si dice a un server quando dei post non possono essere consegnati

broken-title = **Alcuni post non sono consegnabili in questo server.**
broken-title-folders = **Degli artisti hanno eliminato cartelle seguite qui.**
broken-closed = • { $channels }: lì non posso pubblicare. Discord dice: { $reason }
broken-needs-tag = • { $channels }: lì ogni post richiede un tag e nessuno va bene. Aggiungi un tag chiamato DeviantArt che tutti possano usare
broken-closed-otherwise = • { $channels }: lì non posso pubblicare, per altri motivi
broken-unrestricted = • { $channels }: senza limiti di età, i post per adulti attendono
broken-unnamed =
    { $count ->
        [one] • 1 canale che non tutti qui possono vedere
       *[other] • { $count } canali che non tutti qui possono vedere
    }
broken-ended =
    { $count ->
        [one] • { $place }: 1 post non consegnato per { $days } giorni è stato scartato
       *[other] • { $place }: { $count } post non consegnati per { $days } giorni, scartati
    }
broken-ended-elsewhere =
    { $count ->
        [one] • In altri canali, 1 post non consegnato per { $days } giorni è stato scartato
       *[other] • In altri canali, { $count } post non consegnati per { $days } giorni, scartati
    }
broken-folder =
    { $namesake ->
        [yes] • { $place }: { $artist } ha eliminato la cartella { $folder } seguita lì. Ce n'è una nuova con lo stesso nome: usa `/watch` per la nuova e `/unwatch` per la vecchia.
       *[no] • { $place }: { $artist } ha eliminato la cartella { $folder } seguita lì. `/unwatch` rimuove l'iscrizione.
    }
broken-folders =
    { $count ->
        [one] • Eliminata 1 altra cartella seguita; `/watches` mostra quale
       *[other] • Eliminate altre { $count } cartelle seguite; `/watches` mostra quali
    }
broken-kept = Le novità lì si conservano per { $days } giorni, e le consegno da solo appena posso.
broken-permissions = Lì mi servono i permessi Visualizza canale, Invia messaggi e Incorpora link (nei thread, Invia messaggi nei thread).
broken-mark-as-restricted = Per i post per adulti, attiva i limiti di età nelle impostazioni canale.
broken-leave-watches = Fino ad allora lascia le iscrizioni così: `/unwatch` scarta ciò che è conservato, e un nuovo `/watch` in un altro canale inizia da ciò che esce dopo.
broken-more-channels =
    { $count ->
        [one] 1 altro canale
       *[other] altri { $count } canali
    }

## Ciò che si dice a un canale

unsure-title = Alcuni post sono trattenuti
unsure-held =
    Non so quali tra alcuni post più vecchi ho già annunciato qui, perché { $why }. Per non pubblicarne nessuno due volte li trattengo; i post da ora in poi arrivano come sempre.
    Lasciami leggere la cronologia messaggi di questo canale e ricontrollo entro un'ora: ciò che manca verrà allora pubblicato.
unsure-many = da allora qui sono stati scritti più di { $count } messaggi
unsure-hidden = non posso leggere la cronologia messaggi di questo canale
unsure-unread = Discord non mi mostra i messaggi di questo canale e dice: { $reason }
unsure-refused = Discord rifiuta il messaggio e dice: { $reason }
