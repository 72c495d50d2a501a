### Le parole di DeviantCord, in Fluent (https://projectfluent.org/fluent/guide/).

## Dentro le frasi

format-nothing = (nulla)
format-no-name = (senza nome)

## Cosa non va in un canale o in un ruolo

place-not-ready = Al momento Discord non mi dice nulla sui canali di questo server. Riprova tra un minuto.
place-ping-everyone = Non menziono mai tutti. Scegli un ruolo per chi vuole essere avvisato.
permission-view-channel = Visualizza canale
permission-send-messages = Invia messaggi
permission-send-messages-in-threads = Invia messaggi nei thread
permission-create-posts = Crea post
permission-embed-links = Incorpora link
permission-read-message-history = Leggi cronologia messaggi
permission-connect = Connettiti
place-missing =
    { $count ->
        [1] Non posso ancora pubblicare in { $place }. Lì mi serve { $list }: concedimelo nelle impostazioni del canale, poi riprova.
       *[other] Non posso ancora pubblicare in { $place }. Lì mi servono { $list }: concedimeli nelle impostazioni del canale, poi riprova.
    }
place-wrong-kind = Non si può pubblicare in { $place }, perché non contiene messaggi. Scegli un canale testuale o di annunci, un forum o un thread.
place-needs-tag = Ogni post in { $place } richiede un tag, e nessuno dei suoi tag va bene per { $kinds }. Aggiungi un tag chiamato **DeviantArt** che tutti possano usare, poi riprova.
place-elsewhere = Quel canale non è in questo server, o non posso vederlo. Se è qui, concedimi lì { $list } e { $last }, poi riprova.
place-hidden = Non puoi vedere { $place } ({ $list }), quindi non puoi farci arrivare dei post. Può farlo qualcuno che vede quel canale.
place-you-cannot-write = Non puoi scrivere in { $place } ({ $list }), quindi non puoi farci arrivare dei post. Può farlo chi ci può scrivere, o chi gestisce quel canale o i suoi webhook.
place-not-invited = I miei comandi sono in questo server, ma io no. Chi gestisce il server può [invitarmi]({ $link }); poi riprova.
place-in-time-out = Sono in timeout in questo server fino al { $until } e non posso pubblicare prima. Un moderatore può terminarlo; poi riprova.
place-not-in-thread = Non sono nel thread privato { $place }. Menzionami lì per aggiungermi, poi riprova.
place-ping-managed = { $role } appartiene a un bot o a un'altra integrazione, quindi nessuno può averlo. Scegli un ruolo che i membri possono avere.
place-ping-not-allowed = Non puoi menzionare { $role } in { $place }. Può farlo chi lì può menzionare tutti i ruoli, oppure si può rendere il ruolo menzionabile nelle impostazioni del server.
place-bot-cannot-ping = Non posso menzionare { $role } in { $place }. Rendi il ruolo menzionabile nelle impostazioni del server, o concedimi **Menziona @everyone, @here e tutti i ruoli** in quel canale.

## /watch

watch-again = Riprova
watch-check = Controlla di nuovo
watch-without-folder = Senza la cartella
watch-leave-out = Escludi i post per adulti
watch-veil = Scheda senza immagine
watch-elsewhere = Canale per adulti
watch-choose-channel = Scegli un altro canale
watch-choose-role = Scegli un ruolo da menzionare
watch-folder-holds-deviations = Le cartelle contengono solo deviation. Lascia vuoto `folder`, o imposta `what` su deviation.
watch-posts-everything = opere, diari e stati
watch-posts-deviations = opere, letteratura e video
watch-posts-journals = diari
watch-posts-statuses = stati e sondaggi
watch-choose-folder = Scegli una cartella
watch-choose-folder-page = Scegli una cartella (pagina { $page } di { $pages })
watch-added =
    { $ping ->
        [none] ✅ I nuovi post di { $artist } appariranno da ora in { $place }: { $kinds }.
       *[other] ✅ I nuovi post di { $artist } appariranno da ora in { $place } e menzioneranno { $ping }: { $kinds }.
    }
watch-added-folder =
    { $ping ->
        [none] ✅ Le nuove deviation nella cartella { $folder } di { $artist } appariranno da ora in { $place }.
       *[other] ✅ Le nuove deviation nella cartella { $folder } di { $artist } appariranno da ora in { $place } e menzioneranno { $ping }.
    }
watch-added-group =
    { $ping ->
        [none] ✅ Le nuove deviation in tutte le cartelle del gruppo { $group } appariranno da ora in { $place }.
       *[other] ✅ Le nuove deviation in tutte le cartelle del gruppo { $group } appariranno da ora in { $place } e menzioneranno { $ping }.
    }
watch-filtered = Solo ciò che { $filter } lascia passare.
watch-from-now-on = Riceverai i nuovi post da ora in poi. `/unwatch` li interrompe.
watch-mature-included = I post per adulti sono inclusi.
watch-mature-veiled = I post per adulti appaiono senza immagine e testo finché { $place } non è soggetto a limiti di età.
watch-mature-elsewhere = I post per adulti vanno nel canale che il server ha per loro.
watch-mature-left-out = I post per adulti sono esclusi, come hai chiesto.
watch-mature-not-restricted = I post per adulti sono esclusi perché { $place } non è soggetto a limiti di età.
watch-duplicate = { $place } riceve già questo: { $watch }. Invece puoi cambiare l'iscrizione.
watch-adds-nothing-everything = { $place } riceve già tutto di { $artist }, quindi questo non aggiungerebbe nulla. Per menzionare un ruolo con una parte dei post, usa `ping`.
watch-adds-nothing-deviations = { $place } riceve già tutte le deviation di { $artist }, quindi questo non aggiungerebbe nulla. Per menzionare un ruolo con una parte dei post, usa `ping`.
watch-adds-nothing-journals = { $place } riceve già tutti i diari di { $artist }, quindi questo non aggiungerebbe nulla. Per menzionare un ruolo con una parte dei post, usa `ping`.
watch-adds-nothing-statuses = { $place } riceve già tutti gli stati di { $artist }, quindi questo non aggiungerebbe nulla. Per menzionare un ruolo con una parte dei post, usa `ping`.
watch-too-many =
    { $count ->
        [one] Questo server ha 1 iscrizione, il massimo possibile. Rimuovila con `/unwatch`, poi riprova.
       *[other] Questo server ha { $count } iscrizioni, il massimo possibile. Rimuovine una con `/unwatch`, poi riprova.
    }
watch-idle = Mostra i più vecchi inattivi
watch-not-served = Chi gestisce questo bot ha deciso di non pubblicare { $artist } qui. Chiedi a loro se pensi che sia un errore.
watch-not-a-name = { $typed } non è un nome che DeviantArt usa. Scrivi il nome che compare nell'indirizzo del profilo, o incolla l'indirizzo, per esempio `https://www.deviantart.com/name`.
watch-other-site = { $typed } non è un indirizzo di DeviantArt. Posso seguire solo artisti su DeviantArt.
watch-page = Quel link mostra { $shows }, non un artista su DeviantArt. Apri la pagina dell'artista e incolla il suo link.
watch-post-by-number = Quel link non dice di chi è il post, e DeviantArt non me lo dice. Apri il post, fai clic sul nome dell'artista e incolla il link di quella pagina.
watch-folder-by-number = Quel link contiene solo il numero della cartella, che DeviantArt non cerca per me. Apri la cartella su DeviantArt e incolla il link di quella pagina, o scegli `folder` dal suo menu.
watch-several-artists = Quei link portano a più artisti su DeviantArt. Incolla il link di uno di loro.
watch-unknown-artist = Non ho trovato { $name } su DeviantArt.
watch-did-you-mean = Intendevi { $names }?
watch-spelling-link = Controlla come è scritto: { $link } si apre nel tuo browser?
watch-spelling = Controlla come è scritto: è il nome nell'indirizzo del profilo.
watch-not-known-here = Non conosco ancora { $name }, e non posso cercare nuovi artisti perché funziono senza accesso a DeviantArt. Avvisa la persona che gestisce questo bot.
watch-group-without-folders = { $group } è un gruppo che non ha ancora cartelle. Se segui il gruppo intero, apparirà ciò che arriverà poi nelle sue cartelle.
watch-group = { $group } è un gruppo. Quale delle sue cartelle?
watch-whole-group = Il gruppo intero
watch-group-holds-deviations = Del gruppo { $group } vedo solo le deviation nelle sue cartelle. Lascia vuoto `what`, o impostalo su deviation.
watch-unknown-folder = { $artist } non ha nessuna cartella chiamata { $typed }.
watch-no-folders = Non mostra nessuna cartella.
watch-folders = Le sue cartelle: { $names }.
watch-ambiguous-folder = { $artist } ha più cartelle chiamate { $typed }: { $names }. Quale?
watch-not-age-restricted = { $place } non è soggetto a limiti di età, quindi i post per adulti non possono andarci. Attiva i limiti di età nelle impostazioni del canale (un thread segue il suo canale), scegli un altro canale, o escludi i post per adulti.
watch-no-mature-channel = Questo server non ha ancora un canale per i post per adulti. Scegline uno in `/settings`.
watch-mature-channel-open = { $place } non è soggetto a limiti di età, quindi non può essere il canale dei post per adulti. Attiva i limiti di età nelle impostazioni del canale, o scegline un altro in `/settings`.

page-account-settings = le impostazioni dell'account
page-chat = una chat
page-comments = dei commenti
page-deviantarts-front-page = la pagina iniziale di DeviantArt
page-download = un download
page-embedded-post = un post incorporato
page-feed = il tuo feed
page-feed-without-an-artist = un feed senza artista
page-forum = il forum
page-help-page = una pagina di aiuto
page-image-file = un file immagine
page-list-of-groups = un elenco di gruppi
page-list-of-posts-by-many-artists = un elenco di post di molti artisti
page-messages = i tuoi messaggi
page-page-about-deviantart = una pagina su DeviantArt
page-page-about-memberships = una pagina sugli abbonamenti
page-page-for-developers = una pagina per sviluppatori
page-page-to-sign-in = una pagina di accesso
page-page-to-sign-up = una pagina di registrazione
page-part-of-the-sites-machinery = una parte tecnica del sito
page-private-upload = un caricamento privato
page-random-post = un post casuale
page-search = una ricerca
page-shop = il negozio
page-status-update-without-its-artist = uno stato senza il suo artista
page-tag = un tag
page-tool = uno strumento
page-topic = un argomento
page-way-to-another-page = un passaggio verso un'altra pagina

## /watch con più artisti

several-retry = Riprova quelli falliti
several-nothing-added = Non è stato aggiunto nulla.
several-away = Al momento non si può interrogare DeviantArt. Ciò che segui continua ad arrivare; riprova tra qualche minuto.
several-too-many = Sono { $count } artisti, e posso aggiungerne al massimo { $most } alla volta. Usa di nuovo `/watch` per gli altri.
several-heading =
    { $ping ->
        [none] { $count ->
            [one] ✅ I nuovi post di 1 artista appariranno da ora in { $place }: { $kinds }.
           *[other] ✅ I nuovi post di { $count } artisti appariranno da ora in { $place }: { $kinds }.
        }
       *[other] { $count ->
            [one] ✅ I nuovi post di 1 artista appariranno da ora in { $place } e menzioneranno { $ping }: { $kinds }.
           *[other] ✅ I nuovi post di { $count } artisti appariranno da ora in { $place } e menzioneranno { $ping }: { $kinds }.
        }
    }
several-heading-folder =
    { $ping ->
        [none] { $count ->
            [one] ✅ I nuovi post di 1 artista appariranno da ora in { $place }.
           *[other] ✅ I nuovi post di { $count } artisti appariranno da ora in { $place }.
        }
       *[other] { $count ->
            [one] ✅ I nuovi post di 1 artista appariranno da ora in { $place } e menzioneranno { $ping }.
           *[other] ✅ I nuovi post di { $count } artisti appariranno da ora in { $place } e menzioneranno { $ping }.
        }
    }
several-already-there = ⚠️ { $name } c'è già.

## Quando qualcosa si mette di mezzo

trouble-store = Al momento non è disponibile. Ciò che segui continua ad arrivare; riprova tra un minuto.
trouble-deviantart-slow = DeviantArt ha impiegato troppo tempo a rispondere. Ciò che segui continua ad arrivare; riprova tra un minuto.
trouble-bug = Qualcosa è andato storto da parte mia ed è stato registrato. Ciò che segui continua ad arrivare; riprova tra un minuto.
trouble-not-understood = Discord ha inviato qualcosa che questa versione del bot non capisce, quindi non è stato fatto nulla. Riprova; se non serve, chiedi alla persona che gestisce il bot di aggiornarlo.
trouble-options = Non ho potuto leggere una delle opzioni. Usa di nuovo il comando e scegli dai menu di Discord.
trouble-old-command = Questo comando è cambiato. Ricarica Discord (Ctrl+R), poi usalo di nuovo.
trouble-guild-only = Questo funziona solo nei server.
trouble-not-allowed = Per questo ti serve **Gestisci server**.
trouble-slow-down = Troppo in fretta. Attendi qualche secondo, poi riprova.
trouble-limited-person = Hai cercato molti artisti nell'ultimo minuto. Ciò che segui continua ad arrivare; riprova { $within }.
trouble-limited-server = Questo server ha cercato molti artisti nell'ultimo minuto. Ciò che segui continua ad arrivare; riprova { $within }.
trouble-in-a-second = tra un secondo
trouble-in-seconds = tra { $count } secondi
trouble-in-minutes = tra { $count } minuti
trouble-inactive = L'account DeviantArt { $name } è disattivato, quindi non vi apparirà nulla di nuovo.
trouble-blocked = DeviantArt non mostra il profilo { $name } ai bot, quindi non può essere seguito.
trouble-throttled = DeviantArt ha chiesto a questo bot di rallentare. Ciò che segui continua ad arrivare; riprova tra qualche minuto.
trouble-paused = DeviantArt ha chiesto a questo bot di rallentare. Ciò che segui continua ad arrivare; riprova { $within }.
trouble-edge = DeviantArt respinge questo bot per un po', quindi non ho potuto cercare { $name }. Ciò che segui continua ad arrivare; riprova { $within }.
trouble-busy = In questo momento si stanno cercando molti artisti, e { $name } deve attendere il suo turno. Ciò che segui continua ad arrivare; riprova { $within }.
trouble-unreachable = Al momento DeviantArt non è raggiungibile, quindi non ho potuto cercare { $name }. Ciò che segui continua ad arrivare; riprova tra qualche minuto.
trouble-login = DeviantArt rifiuta l'accesso del bot; avvisa la persona che gestisce questo bot.
trouble-no-name = DeviantArt non accetta { $name } come nome. Controlla che sia quello nell'indirizzo del profilo.

## /preview e /test

preview-preview = Anteprima
preview-several = Più iscrizioni corrispondono. Scegline una dall'elenco che appare mentre scrivi.
preview-rejected = Discord non accetta la scheda di quel post, quindi non posso mostrarla. I nuovi post la cui scheda non è accettata arrivano come link.
preview-note = Così apparirebbe l'ultimo post. Solo tu puoi vedere questo messaggio.
preview-left-out = Ce n'è uno più recente per adulti, quindi non viene mostrato qui.
preview-group = { $name } è un gruppo. Usa `/watch` con il gruppo o con una delle sue cartelle, poi scegli **Anteprima** sotto la risposta.
preview-nothing = Non ho trovato nessun post di { $name } che si possa mostrare qui. Il prossimo arriva quando viene pubblicato.
preview-sent = ✅ L'ultimo post di { $artist } è in { $place }, contrassegnato come prova: { $link }. Non menziona nessuno e non conta.
preview-sent-somewhere = ✅ L'ultimo post di { $artist } è in { $place }, contrassegnato come prova. Non menziona nessuno e non conta.
preview-refused = Discord non mi lascia pubblicare in { $place }. Controlla cosa posso fare in quel canale, poi riprova.
preview-unsure = Discord non ha confermato la prova. Guarda in { $place } prima di riprovare.
preview-wait = Discord mi chiede di attendere. Riprova { $within }.
preview-too-fast = Questo server ha inviato più prove nell'ultimo minuto. Riprova { $within }.

## Filtri

filter-button = Filtro
filter-edit = Modifica
filter-back = Indietro
filter-form = Filtro
filter-label = Solo i post con (vuoto: tutti i post)
filter-placeholder = cat OR dog -sketch -is:ai kind:artwork
filter-no-folder = DeviantArt non dice in quale cartella si trova un nuovo post di un'intera galleria. Per ricevere solo una cartella, sceglila con `folder` quando usi `/watch`.
filter-unset = ✅ Da ora in poi non c'è nessun filtro.
filter-right = Questo sarebbe corretto: { $example }
filter-empty = Questo filtro non dice nulla.
filter-too-long = Questo filtro ha { $length } caratteri, e il massimo è { $most }. Ciò che è segnato è di troppo.
filter-open-quote = Le virgolette non vengono chiuse.
filter-open-regex = Il modello tra le barre è vuoto o non ha la barra finale.
filter-bad-regex = Non riesco a leggere il modello tra le barre: { $why }.
filter-large-regex = Il modello tra le barre è troppo grande, o ce ne sono più di { $most }.
filter-lone-minus = Un segno meno esclude qualcosa, e non dice che cosa.
filter-lone-hash = Un # ha bisogno di un tag subito dopo.
filter-lone-or = OR sta tra due cose, di cui ne basta una.
filter-unknown-field = Prima dei due punti conosco solo `kind:`, `is:` e `folder:`. Metti le parole tra virgolette per cercarle nei titoli.
filter-unknown-kind = Quello non è un tipo di post. I tipi sono: { $kinds }.
filter-unknown-is = Non so distinguere se un post è così. Ciò che so distinguere: { $words }.
filter-no-word = Lì non c'è nessuna parola.
filter-of-group = { $group } è un gruppo, e i suoi post sono dei suoi membri. Prova il filtro su uno di loro.
filter-no-posts = { $artist } non ha ancora post, quindi non c'è nulla su cui provare il filtro.
filter-title = { $artist }: ciò che { $filter } lascia passare
filter-by = per { $word }
filter-nothing-leaves-out = nulla lo esclude
filter-no-tags = non ho potuto ottenere i suoi tag
filter-footer = passano { $passing } degli ultimi { $all } post
filter-set = ✅ Da ora in poi appaiono solo i post che { $filter } lascia passare.

template-button = Riga propria
template-form = Una riga per ogni post
template-label = La riga (vuota: schede)
template-too-long = Questo modello ha { $length } caratteri, e il massimo è { $most }. Ciò che è segnato è di troppo.
template-lines = Un modello è una sola riga.
template-open-brace = Alla parentesi graffa manca la compagna.
template-unknown-field = Tra le parentesi graffe conosco solo { $fields }.
template-twice = Ogni campo può comparire una volta sola.
template-no-post = Senza { $title } o { $url } nessuno capirebbe di quale post si tratta.
template-set = ✅ Da ora in poi ogni post appare come una riga: { $template }.
template-address = Alla fine segue l'indirizzo del post.
template-unset = ✅ Da ora in poi i post appaiono come schede.
