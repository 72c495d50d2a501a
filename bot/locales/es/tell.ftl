### Las palabras de DeviantCord, en Fluent (https://projectfluent.org/fluent/guide/).

## /why

why-choose = Otra publicación de este mensaje
why-unseen-title = No he visto esta publicación
why-no-post = Ese enlace no muestra ninguna publicación. Abre la publicación y pega su dirección.
why-number-only = Ese enlace solo tiene el número de la publicación, y DeviantArt no me dice de quién es. Ábrela y pega la dirección que veas entonces.
why-forgotten-card = Ese mensaje es tan antiguo que ya no sé qué publicación muestra. Usa `/why` con el enlace de la publicación.
why-posted = ✅ Se publicó en { $places }.
why-on-its-way = ⏳ Va de camino a { $places }.
why-waits = ⏸️ Espera por { $places }, y llega por sí sola cuando pueda.
why-forgotten-here = Es tan antigua que ya no sé si se publicó en { $places }.
why-not-posted = No se publicó en { $place }: { $reason }.
why-not-posted-here =
    { $count ->
        [one] No se publicó aquí; 1 seguimiento tenía su motivo.
       *[other] No se publicó aquí; { $count } seguimientos tenían cada uno su motivo.
    }
why-image = Una imagen de { $artist }
why-literature = Literatura de { $artist }
why-video = Un vídeo de { $artist }
why-journal = Un diario de { $artist }
why-status = Un estado de { $artist }
why-poll = Una encuesta de { $artist }
why-other = Una deviation de { $artist }
why-mature = para adultos
why-undated = en un momento que DeviantArt no dice
why-published = aparecida { $at }
why-sentence = { $words }.
why-seen = La vi { $at } y la comparé con los seguimientos.
why-there-before = Ya estaba cuando leí las publicaciones del artista por primera vez.
why-gone-since = Ya no está en DeviantArt; lo noté { $at }.
why-gone = Ya no está en DeviantArt.
why-line = • { $watch } → { $place }: { $became }.
why-removed-watch = Un seguimiento que se quitó
why-try = ↳ Un intento { $at } falló: { $words }
why-became-posted = publicada { $at }
why-became-posted-link = publicada { $at } ([mensaje]({ $link }))
why-waited = después de tener que esperar hasta { $until }
why-together =
    { $count ->
        [one] junto con 1 publicación más en un mensaje
       *[other] junto con { $count } publicaciones más en un mensaje
    }
why-care-edited = cambié el mensaje { $at }, porque la publicación había cambiado
why-care-veiled = quité su imagen y su texto { $at }, porque está marcada para adultos y no puede mostrarse allí
why-care-struck = la taché { $at }, porque ya no está en DeviantArt
why-care-removed-mature = quité el mensaje { $at }, porque la publicación está marcada para adultos y no puede mostrarse allí
why-care-removed-gone = quité el mensaje { $at }, porque la publicación ya no está en DeviantArt
why-care-missing = alguien había quitado el mensaje cuando quise cambiarlo { $at }
why-care-refused = la publicación cambió desde entonces, pero Discord ya no me deja cambiar el mensaje
why-care-waits = la publicación cambió desde entonces, y cambio el mensaje en cuanto Discord me deje
why-is-on-its-way = de camino
why-next-try = aún no publicada, próximo intento { $at }; el último falló: { $why }
why-being-posted = publicándose en este momento
why-is-posted = publicada
why-filter-word = su filtro la deja fuera por { $word }
why-left-out = la dejé fuera
why-failed = la abandoné, porque no se pudo publicar
why-expired = la abandoné, porque no se pudo publicar durante { $days } días
why-newer-version = una versión más nueva de mí se ocupa de ella
why-younger = este seguimiento se añadió después de que viera la publicación
why-unmatched = este seguimiento la quiere tal como está ahora, así que llega pronto, o se cambió después de que viera la publicación
why-forgotten = es tan antigua que ya no sé qué fue de ella
why-held-channel = espera, porque el canal no acepta ningún mensaje mío
why-held-channel-since = espera, porque el canal no acepta ningún mensaje mío desde { $at }
why-discord-says = Discord dice: { $words }
why-channels-helps = `/channels` ayuda
why-held-mature = espera, porque es para adultos y el canal no tiene restricción de edad
why-held-mature-since = espera, porque es para adultos y el canal no tiene restricción de edad desde { $at }
why-held-paused-until = espera, porque el seguimiento está en pausa hasta { $until }
why-held-paused = espera, porque el seguimiento está en pausa; `/resume` lo termina
why-suppressed-mature-unwanted = es para adultos, y este seguimiento deja fuera ese contenido
why-suppressed-mature-channel = es para adultos, y el canal no tenía restricción de edad
why-suppressed-filtered = su filtro la dejó fuera, y se cambió desde entonces
why-suppressed-same-channel = otro seguimiento del mismo canal la publica
why-suppressed-in-digest = un mensaje sobre varias publicaciones la cuenta
why-suppressed-catch-up = ya no era nueva cuando el canal o el seguimiento volvió a funcionar
why-suppressed-watch-removed = el seguimiento se quitó antes
why-suppressed-dropped = alguien descartó lo que esperaba por el canal
why-suppressed-announced-before = otro bot la había publicado antes de que se tomaran los seguimientos de este servidor
why-suppressed-post-removed = antes de eso desapareció de DeviantArt
why-suppressed-post-lost = la perdí de vista, y la publico cuando la vuelva a ver
why-before-since = es más antigua que lo que publica este seguimiento, que empieza en { $at }
why-before = es más antigua que lo que publicaba ese seguimiento
why-not-in-folder = no la encontré en la carpeta { $folder }
why-not-in-group = no la encontré en ninguna carpeta de { $group }
why-another-artist = es de otro artista
why-wants-everything = este seguimiento solo quiere todo
why-wants-deviations = este seguimiento solo quiere deviations
why-wants-journals = este seguimiento solo quiere diarios
why-wants-statuses = este seguimiento solo quiere estados y encuestas
why-not-wanted = no es lo que ese seguimiento quería
why-passed-undated = DeviantArt no dice cuándo apareció, y ya estaba cuando leí las publicaciones del artista por primera vez
why-tags-owed = su filtro pide etiquetas, y DeviantArt todavía no me ha dicho las de esta publicación
why-no-room =
    { $count ->
        [one] 1 seguimiento más no cupo aquí.
       *[other] { $count } seguimientos más no cupieron aquí.
    }
why-vanished = DeviantArt no muestra ahora nada de { $artist }: la cuenta está desactivada, renombrada u oculta.
why-not-checked = Todavía no he revisado a { $artist }; eso ocurre a los pocos minutos del primer seguimiento.
why-checks-failed = Mis últimas revisiones de { $artist } fallaron, así que quizá no la haya visto todavía; sigo intentándolo.
why-checked-without = Revisé a { $artist }, y no estaba: es más nueva que mi última revisión, se quitó, o no todos pueden verla.
why-list-gallery = Galería
why-list-posts = Diarios y estados
why-list-folder = Carpeta
why-list-group = Las carpetas del grupo
why-list-failed =
    { $count ->
        [1] la última revisión falló
       *[other] las últimas { $count } revisiones fallaron
    }
why-list-due = la próxima toca ahora
why-not-watched = Ningún seguimiento que puedas ver aquí es de { $artist }, así que no se publicó nada.
why-not-watched-unknown = Ningún seguimiento que puedas ver aquí es del artista de esta publicación, así que no se publicó nada.
why-no-such-title = No conozco ninguna publicación reciente llamada { $typed } de alguien a quien se siga aquí. Pega el enlace de la publicación.

## /status

status-title = Cómo van las cosas en este servidor
status-da-refused = **DeviantArt**: ⚠️ rechaza mi inicio de sesión; avisa a la persona que lleva este bot
status-da-resting = **DeviantArt**: ⚠️ me pidió descansar hasta { $until }, así que las publicaciones llegan más tarde
status-da-well = **DeviantArt**: ✅ responde
status-da-failing =
    { $count ->
        [one] **DeviantArt**: ⚠️ ahora fallan las revisiones de { $failing } de 1 artista; sigo intentándolo
       *[other] **DeviantArt**: ⚠️ ahora fallan las revisiones de { $failing } de { $count } artistas; sigo intentándolo
    }
status-discord-away = **Discord**: ⚠️ ahora no puedo enviar; lo nuevo se guarda
status-discord-resting = **Discord**: ⚠️ me pidió descansar, así que las publicaciones llegan más tarde
status-discord-well = **Discord**: ✅ acepta mis publicaciones
status-discord-closed =
    { $count ->
        [one] **Discord**: ⚠️ 1 canal no acepta todas mis publicaciones: `/channels`
       *[other] **Discord**: ⚠️ { $count } canales no aceptan todas mis publicaciones: `/channels`
    }
status-bot-stuck = **Este bot**: ⚠️ lo nuevo no se transmite ahora; avisa a la persona que lleva este bot
status-bot-well = **Este bot**: ✅ funciona
status-bot-unchecked =
    { $count ->
        [one] **Este bot**: ✅ funciona; 1 artista espera su primera revisión
       *[other] **Este bot**: ✅ funciona; { $count } artistas esperan su primera revisión
    }
status-speed-none = **Velocidad**: no llegó nada nuevo en los últimos 7 días
status-speed-one = **Velocidad**: la única publicación de los últimos 7 días llegó { $half } después de aparecer
status-speed =
    { $count ->
        [one] **Velocidad**: de 1 publicación de los últimos 7 días, la mitad llegó en menos de { $half } desde que apareció, todas en menos de { $most }
       *[other] **Velocidad**: de { $count } publicaciones de los últimos 7 días, la mitad llegó en menos de { $half } desde que apareció, todas en menos de { $most }
    }
status-speed-many =
    { $count ->
        [one] **Velocidad**: de 1 publicación de los últimos 7 días, la mitad llegó en menos de { $half } desde que apareció, 99 de 100 en menos de { $most }
       *[other] **Velocidad**: de { $count } publicaciones de los últimos 7 días, la mitad llegó en menos de { $half } desde que apareció, 99 de 100 en menos de { $most }
    }
status-seconds =
    { $count ->
        [one] 1 segundo
       *[other] { $count } segundos
    }
status-minutes =
    { $count ->
        [one] 1 minuto
       *[other] { $count } minutos
    }
status-hours =
    { $count ->
        [one] 1 hora
       *[other] { $count } horas
    }
status-days =
    { $count ->
        [one] 1 día
       *[other] { $count } días
    }
status-open-nothing = **En espera**: nada
status-open-waiting = **En espera**: { $waiting } de camino
status-open-held = **En espera**: { $held } por un canal o un seguimiento en pausa
status-open-both = **En espera**: { $waiting } de camino, { $held } por un canal o un seguimiento en pausa
status-open-later = **Para más tarde**: { $count }, para un resumen o el final de las horas de silencio
status-unpublished =
    { $count ->
        [one] **Anuncios**: 1 mensaje de los últimos 7 días quedó sin publicar; Discord publica 10 por canal y hora
       *[other] **Anuncios**: { $count } mensajes de los últimos 7 días quedaron sin publicar; Discord publica 10 por canal y hora
    }
status-more-than = más de { $count }
status-gallery = galería
status-posts = diarios y estados
status-folder = carpeta
status-checked = revisión { $at }
status-failed = ⚠️ la última revisión falló, la anterior { $at }
status-unchecked = sin revisar todavía
status-next = próxima { $at }
status-next-due = próxima ahora
status-artists =
    { $count ->
        [one] 1 artista
       *[other] { $count } artistas
    }

## Lo que se dice a un servidor cuando no se pueden entregar publicaciones

broken-title = **Hay publicaciones que no se pueden entregar en este servidor.**
broken-title-folders = **Unos artistas borraron carpetas que se siguen aquí.**
broken-closed = • { $channels }: no puedo publicar allí. Discord dice: { $reason }
broken-needs-tag = • { $channels }: allí cada publicación necesita una etiqueta y ninguna encaja. Añade una llamada DeviantArt que todos puedan usar
broken-closed-otherwise = • { $channels }: no puedo publicar allí, por otros motivos
broken-unrestricted = • { $channels }: sin restricción de edad, el contenido adulto espera
broken-unnamed =
    { $count ->
        [one] • 1 canal que no todos aquí pueden ver
       *[other] • { $count } canales que no todos aquí pueden ver
    }
broken-ended =
    { $count ->
        [one] • { $place }: 1 publicación no se pudo entregar en { $days } días y terminó
       *[other] • { $place }: { $count } publicaciones no se pudieron entregar en { $days } días y terminaron
    }
broken-ended-elsewhere =
    { $count ->
        [one] • En otros canales, 1 publicación no se pudo entregar en { $days } días y terminó
       *[other] • En otros canales, { $count } publicaciones no se pudieron entregar en { $days } días y terminaron
    }
broken-folder =
    { $namesake ->
        [yes] • { $place }: { $artist } borró la carpeta { $folder } que se sigue allí. Hay una nueva con ese nombre: usa `/watch` para la nueva y `/unwatch` para la vieja.
       *[no] • { $place }: { $artist } borró la carpeta { $folder } que se sigue allí. `/unwatch` quita el seguimiento.
    }
broken-folders =
    { $count ->
        [one] • Se borró 1 carpeta seguida más; `/watches` muestra cuál
       *[other] • Se borraron { $count } carpetas seguidas más; `/watches` muestra cuáles
    }
broken-kept = Lo nuevo de allí se guarda { $days } días, y lo entrego por mí mismo en cuanto pueda.
broken-permissions = Allí necesito los permisos Ver canal, Enviar mensajes e Insertar enlaces (en un hilo, Enviar mensajes en hilos).
broken-mark-as-restricted = Para el contenido adulto, activa la restricción de edad en los ajustes del canal.
broken-leave-watches = Deja los seguimientos como están hasta entonces: `/unwatch` descarta lo guardado, y un `/watch` nuevo en otro canal empieza con lo que aparezca después.
broken-more-channels =
    { $count ->
        [one] 1 canal más
       *[other] { $count } canales más
    }

## Lo que se dice a un canal

unsure-title = Algunas publicaciones están retenidas
unsure-held =
    No sé cuáles de algunas publicaciones antiguas ya anuncié aquí, porque { $why }. Para que ninguna llegue dos veces las retengo; lo nuevo llega como siempre.
    Déjame leer el historial de mensajes de este canal y vuelvo a mirar en una hora: lo que falte se publica entonces.
unsure-many = desde entonces se escribieron aquí más de { $count } mensajes
unsure-hidden = no puedo leer el historial de mensajes de este canal
unsure-unread = Discord no me muestra los mensajes de este canal y dice: { $reason }
unsure-refused = Discord rechaza el mensaje y dice: { $reason }
