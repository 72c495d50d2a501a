### Le parole di DeviantCord, in Fluent (https://projectfluent.org/fluent/guide/).

## Comandi

command-watch = Pubblica in un canale i nuovi post di un artista di DeviantArt
command-watches = Elenca ciò che viene pubblicato in questo server
command-edit = Cambia cosa pubblica un'iscrizione, dove, e quale ruolo menziona
command-unwatch = Smetti di pubblicare i post di un artista
command-pause = Smetti di pubblicare per un po', senza rimuovere nulla
command-resume = Pubblica di nuovo ciò che era in pausa
command-move = Sposta le iscrizioni in un altro canale, con ciò che è in attesa
command-channels = Elenca i canali che non accettano post, e ciò che li attende
command-why = Spiega che fine ha fatto un post qui, e perché
command-status = Mostra se qui funziona tutto, e quando viene controllato ogni artista
command-settings = Scegli la lingua, dove segnalare i problemi, le opzioni di tutte le iscrizioni e altro
command-export = Ottieni le iscrizioni di questo server in un file
command-import = Aggiungi iscrizioni da un file di /export, o da un file di testo con un artista per riga
command-forget = Cancella tutto ciò che questo bot sa di questo server
command-preview = Mostra, solo a te, come apparirebbe qui l'ultimo post di un artista
command-test = Invia l'ultimo post nel canale di un'iscrizione, contrassegnato come prova
command-filter = Prova un filtro sugli ultimi post di un artista
command-help = Come usare questo bot
menu-change-this-watch = Cambia questa iscrizione
menu-why-is-this-here = Perché questo è qui?

## Opzioni

option-artist = Solo ciò che pubblica questo artista
option-channel = Solo ciò che viene pubblicato in questo canale
option-watch-artist = Nome su DeviantArt, o link al profilo o a una cartella; più d'uno separati da virgole
option-watch-what = Quali post (predefinito: tutto)
option-watch-folder = Solo questa cartella della galleria; di un gruppo una delle sue, o * per tutte
option-watch-channel = Dove pubblicare (predefinito: qui)
option-watch-mature = Anche i post per adulti? (predefinito: sì se il canale è soggetto a limiti di età)
option-watch-ping = Ruolo da menzionare con i nuovi post, al massimo una volta ogni 10 minuti
option-watch-filter = Solo i post con, per esempio: cat OR dog -sketch -is:ai (provalo con /filter)
option-watch-style = Come vengono mostrati i post (predefinito: come schede)
option-watch-rhythm = Quando arrivano i post (predefinito: ognuno subito)
option-watches-only = Solo le iscrizioni con problemi, in pausa, o che portano anche post per adulti
option-watches-page = Pagina dell'elenco (predefinito: la prima)
option-edit-watch = Quale cambiare: scegli dall'elenco, o scrivi il nome di un artista
option-unwatch-watch = Quale rimuovere: scegli dall'elenco, o scrivi il nome di un artista o un #canale
option-pause-watch = Quale mettere in pausa: scegli dall'elenco (predefinito: tutte)
option-pause-for = Per quanto: 2h, 3d, o una data come 2026-12-24 (predefinito: finché non usi /resume)
option-resume-watch = Quale riprendere: scegli dall'elenco (predefinito: tutte)
option-move-from = Il canale in cui pubblicano ora: scegli dall'elenco, o scrivi #canale
option-move-to = Il canale che riceve i post da ora in poi
option-move-artist = Solo ciò che pubblica questo artista (predefinito: tutto)
option-why-post = Il post: incolla il suo link, o scegli il suo titolo
option-status-page = Pagina degli artisti (predefinito: la prima)
option-settings-timezone = Fuso orario del server, per ore di silenzio, riepiloghi e date: dall'elenco, o una città
option-import-file = Il file: di /export, o con un artista per riga
option-preview-artist = Nome su DeviantArt, o link al profilo
option-preview-what = Quali post (predefinito: tutto)
option-test-watch = Quale provare: scegli dall'elenco, o scrivi il nome di un artista
option-filter-artist = Nome su DeviantArt, o link al profilo
option-filter-text = Il filtro, per esempio: cat OR dog -sketch -is:ai
option-help-topic = Un comando da spiegare con le sue opzioni (predefinito: tutti, in breve)

## Scelte

choice-everything = Tutto
choice-deviations = Deviation (opere, letteratura, video)
choice-journals = Diari
choice-status = Stati e sondaggi
choice-card = Scheda: immagine e testo
choice-compact = Compatto: una riga e una piccola immagine
choice-link = Solo link: l'anteprima di Discord
choice-at = Subito: ogni post da solo
choice-hourly = Riepilogo ogni ora
choice-daily = Riepilogo giornaliero, alle 9:00
choice-weekly = Riepilogo settimanale, il lunedì alle 9:00
choice-problems = Problemi
choice-paused = In pausa
choice-mature = Per adulti
