### Las palabras de DeviantCord, en Fluent (https://projectfluent.org/fluent/guide/).

## /watches, /unwatch y /edit

list-title = Lo que sigue este servidor
list-previous = Anterior
list-next = Siguiente
list-old-button = Este botón ha caducado. Usa el comando otra vez.
list-old-button-of = Este botón ha caducado. Usa { $command } otra vez.
list-not-yours = Esto se hizo para otra persona. Usa tú { $command }.
list-everything = todo
list-deviations = deviations
list-journals = diarios
list-statuses = estados
list-folder = carpeta { $folder }
list-whole-group = grupo entero
list-short = { $artist }, { $part }
list-mature = con contenido para adultos
list-filter = solo { $filter }
list-compact = compacto
list-link = solo enlace
list-line = línea propia
list-mentions = menciona a { $role }
list-mentions-gone = no menciona a nadie: su rol ya no existe
list-folder-deleted = ⚠️ el artista borró esta carpeta
list-folder-renewed = ⚠️ el artista borró esta carpeta y tiene una nueva con ese nombre: `/watch` para la nueva, `/unwatch` para esta
list-broken = ⚠️ no puedo publicar allí: `/channels`
list-paused = ⏸️ en pausa
list-paused-until = ⏸️ en pausa hasta { $until }
list-dated = { $choice } · desde { $date }
list-and-more = { $names } y { $count } más
list-page = Página { $page } de { $pages }
list-empty = Este servidor todavía no sigue a nadie. Usa `/watch` con el nombre de un artista para empezar.
list-none-visible = No puedes ver ningún seguimiento de este servidor.
list-idle-since = última publicación { $at }
list-idle-never = aún sin publicaciones
list-none-fits = Ningún seguimiento encaja. `/watches` los muestra todos.
list-only-these =
    { $count ->
        [one] 1 seguimiento queda como está: es de un canal que no puedes ver.
       *[other] { $count } seguimientos quedan como están: son de canales que no puedes ver.
    }
list-unseen =
    { $count ->
        [one] 1 seguimiento es de un canal que no puedes ver.
       *[other] { $count } seguimientos son de canales que no puedes ver.
    }
list-more-unseen =
    { $count ->
        [one] 1 seguimiento más es de un canal que no puedes ver.
       *[other] { $count } seguimientos más son de canales que no puedes ver.
    }
list-removed = ✅ Quitado: { $watch }. Sus publicaciones ya no aparecen en { $place }.
list-no-such-watch = Ese seguimiento no existe. `/watches` los muestra todos.
list-nothing-of = Aquí no hay ningún seguimiento de { $name }. `/watches` los muestra todos.

## El panel de un seguimiento

panel-style = Estilo y horarios
panel-back = Volver
panel-leave-out = Sin contenido para adultos
panel-include = Con contenido para adultos
panel-veil = Contenido para adultos, sin imagen si hace falta
panel-elsewhere = Contenido para adultos en su propio canal
panel-choose-ping = Mencionar un rol
panel-choose-channel = Mover a otro canal
panel-choose-watch = Cambiar un seguimiento
panel-change = Cambiar
panel-no-ping = No mencionar a nadie
panel-inherited = como el servidor
panel-as-server = Como el servidor: { $value }
panel-ping-as-server = Mención como el servidor
panel-title = Este seguimiento
panel-changed = ✅ Cambiado. Vale para lo que llegue desde ahora.
panel-no-card = En ese mensaje no anuncié ninguna publicación. Usa esto en un mensaje en el que sí lo hice.
panel-card-without-watch = El seguimiento del que vino esto se quitó, así que no hay nada que cambiar. `/watches` muestra los que quedan.
panel-artist = Artista: { $artist }
panel-posts = Publicaciones: { $posts }
panel-folder = deviations de la carpeta { $folder }
panel-whole-group = deviations de todas las carpetas del grupo
panel-everything = todo
panel-deviations = deviations (imágenes, literatura, vídeos)
panel-journals = diarios
panel-statuses = estados y encuestas
panel-filter = Filtro: { $filter }
panel-channel = Canal: { $channel }
panel-forum = Foro: una publicación por cada obra; si son más de diez a la vez, el resto en una lista
panel-mature-in = Contenido para adultos: incluido
panel-mature-veiled = Contenido para adultos: sin imagen ni texto donde no hay restricción de edad
panel-mature-elsewhere = Contenido para adultos: en el canal del servidor para eso
panel-mature-nowhere = Contenido para adultos: en espera, porque el servidor no tiene un canal para eso: `/settings`
panel-mature-out = Contenido para adultos: fuera
panel-mentions-nobody = Menciona a: nadie
panel-mentions-gone = Menciona a: nadie: su rol ya no existe
panel-mentions = Menciona a: { $role }
panel-style-compact = Estilo: compacto
panel-style-link = Estilo: solo enlace
panel-style-line = Estilo: { $template }
panel-posting = Ahora: publica
panel-paused = Ahora: ⏸️ en pausa hasta que lo reanudes
panel-paused-until = Ahora: ⏸️ en pausa hasta { $until }
panel-moved = ✅ Movido.
panel-along =
    { $count ->
        [one] 1 mensaje que esperaba va también.
       *[other] { $count } mensajes que esperaban van también.
    }
panel-silent = Su rol no se menciona allí, porque tú o yo no podemos mencionarlo.
panel-same = { $place } ya recibe esto: { $watch }. Mejor quita uno de los dos.
panel-you-cannot-write = No puedes escribir en { $place }, así que no puedes cambiar lo que se publica allí. Puede alguien que sí pueda, o que gestione ese canal o sus webhooks.

## /pause y /resume

pause-resume = Reanudar
pause-pause = Pausar
pause-watch-in = { $watch } en { $place }
pause-watches =
    { $count ->
        [one] 1 seguimiento
       *[other] { $count } seguimientos
    }
pause-paused = ⏸️ En pausa: { $what }.
pause-paused-until = ⏸️ En pausa hasta { $until }: { $what }.
pause-meanwhile-all = Lo que se publique entretanto espera, hasta { $days } días, y llega cuando reanudes.
pause-meanwhile-newest =
    { $count ->
        [one] De lo que se publique entretanto, solo lo último llega cuando reanudes.
       *[other] De lo que se publique entretanto, solo llegan las últimas { $count } publicaciones cuando reanudes.
    }
pause-meanwhile-skip = Lo que se publique entretanto no llegará después.
pause-meanwhile-mixed = Lo que se publique entretanto espera, hasta { $days } días; lo que llega al reanudar depende de cada seguimiento.
pause-resumed = ▶️ Reanudado: { $what }.
pause-waited =
    { $count ->
        [0] Nada esperaba.
        [1] El mensaje que esperaba llega ahora.
       *[other] Los { $count } mensajes que esperaban llegan ahora.
    }
pause-resumed-some = ⚠️ Reanudados { $count } de { $all } seguimientos, después algo salió mal. Usa `/resume` otra vez para el resto.
pause-stay-paused =
    { $count ->
        [one] 1 seguimiento sigue en pausa, porque no puedes escribir en su canal.
       *[other] { $count } seguimientos siguen en pausa, porque no puedes escribir en sus canales.
    }
pause-you-cannot-write = No puedes escribir en { $place }, así que no puedes hacer que se publique allí de nuevo. Puede reanudarlo alguien que sí pueda, o que gestione ese canal o sus webhooks.
pause-none = Nada de esto está en pausa. `/watches only: paused` muestra lo que sí.
pause-not-a-time = No entiendo qué momento es { $typed }. Escribe por ejemplo `2h`, `3d`, `2026-12-24` o `24 Dec 18:00` (las fechas son en { $zone }).
pause-ambiguous = { $typed } puede ser dos fechas distintas. Escríbela como año-mes-día, por ejemplo `2026-12-24`.
pause-past = { $typed } ya pasó. Escribe cuánto tiempo desde ahora, por ejemplo `2h` o `3d`, o una fecha futura.
pause-too-far = Falta más de un año para { $typed }. Deja `for` vacío para pausar hasta que uses `/resume`.

## /move

moving-go = Mover
moving-same-channel = Ya publican allí. Elige otro canal como `to`.
moving-choice =
    { $count ->
        [one] #{ $name } (1 seguimiento)
       *[other] #{ $name } ({ $count } seguimientos)
    }
moving-choice-gone =
    { $count ->
        [one] Un canal que ya no existe o que no veo (1 seguimiento)
       *[other] Un canal que ya no existe o que no veo ({ $count } seguimientos)
    }
moving-no-channel = No sé qué canal es { $typed }. Elígelo de la lista, o escríbelo como #canal.
moving-nothing = Nada puede moverse de { $from } a { $to }.
moving-question =
    { $count ->
        [one] ¿Mover 1 seguimiento de { $from } a { $to }?
       *[other] ¿Mover { $count } seguimientos de { $from } a { $to }?
    }
moving-waiting-along =
    { $count ->
        [one] 1 mensaje que espera va también.
       *[other] { $count } mensajes que esperan van también.
    }
moving-same = • No se puede mover, porque { $to } ya recibe lo mismo: { $watches }
moving-mature = • No se puede mover, porque trae contenido para adultos y { $to } no tiene restricción de edad: { $watches }
moving-silent =
    { $count ->
        [one] • 1 seguimiento no mencionará su rol allí, porque tú o yo no podemos mencionarlo
       *[other] • { $count } seguimientos no mencionarán su rol allí, porque tú o yo no podemos mencionarlo
    }
moving-moved =
    { $count ->
        [one] ✅ 1 seguimiento movido a { $to }.
       *[other] ✅ { $count } seguimientos movidos a { $to }.
    }
moving-along =
    { $count ->
        [1] El mensaje que esperaba va también.
       *[other] Los { $count } mensajes que esperaban van también.
    }
moving-moved-some = ⚠️ Movidos { $count } de { $all } seguimientos, después algo salió mal. Usa `/move` otra vez para el resto.

## /channels

channels-title = Canales por los que esperan publicaciones
channels-choose = Hacer algo con un canal
channels-move-to = Mover lo que se publica allí a…
channels-try-now = Probar ahora
channels-drop-waiting = Descartar lo que espera
channels-drop = Descartar
channels-keep = Conservar
channels-all-well =
    { $hidden ->
        [0] ✅ Todos los canales aceptan mis publicaciones.
        [1] ✅ Todos los canales que puedes ver aceptan mis publicaciones. 1 que no puedes ver no las acepta.
       *[other] ✅ Todos los canales que puedes ver aceptan mis publicaciones. { $hidden } que no puedes ver no las aceptan.
    }
channels-more-same =
    { $count ->
        [one] 1 canal más con el mismo problema
       *[other] { $count } canales más con el mismo problema
    }
channels-more-hidden =
    { $count ->
        [one] 1 canal más que no puedes ver
       *[other] { $count } canales más que no puedes ver
    }
channels-more = { $what }.
channels-more-both = { $same }, y { $hidden }.
channels-choice = #{ $name } ({ $count } esperan)
channels-choice-gone = Un canal que ya no existe o que no veo ({ $count } esperan)
channels-not-restricted = no tiene restricción de edad, así que el contenido para adultos espera, desde { $since }
channels-deleted = fue eliminado { $since }
channels-needs-tag = pide una etiqueta en cada publicación y ninguna encaja: añade una llamada DeviantArt que todos puedan usar, desde { $since }
channels-closed = no acepta ningún mensaje mío; Discord dice: { $reason }, desde { $since }
channels-waiting =
    { $count ->
        [0] ningún mensaje espera por él
        [1] 1 mensaje espera
       *[other] { $count } mensajes esperan
    }
channels-works = ✅ { $place } acepta mis publicaciones.
channels-trying = Estoy probando { $place } ahora. Si funciona, lo que espera llega por sí solo; si no, esta lista lo dirá en un minuto.
channels-drop-question =
    { $count ->
        [1] ¿Descartar el mensaje que espera por { $place }? Lo que descartes no llegará nunca. Si no, se guarda { $days } días y llega cuando el canal lo acepte.
       *[other] ¿Descartar los { $count } mensajes que esperan por { $place }? Lo que descartes no llegará nunca. Si no, se guardan { $days } días y llegan cuando el canal los acepte.
    }
channels-dropped =
    { $count ->
        [0] Nada esperaba por { $place }.
        [one] ✅ Descartado 1 mensaje para { $place }.
       *[other] ✅ Descartados { $count } mensajes para { $place }.
    }

## Varios seguimientos a la vez

removal-remove = Quitar
removal-undo = Deshacer
removal-too-late = Esto ya no se puede deshacer. Usa `/watch` para añadirlo de nuevo.
removal-all-of-artist =
    { $count ->
        [1] ¿Quitar el seguimiento de { $artist }?
       *[other] ¿Quitar los { $count } seguimientos de { $artist }? Para conservar algunos, elige uno de la lista que aparece mientras escribes.
    }
removal-all-of-channel =
    { $count ->
        [1] ¿Quitar el único seguimiento que publica en { $place }?
       *[other] ¿Quitar los { $count } seguimientos que publican en { $place }?
    }
removal-choice-of-artist = Todo de { $artist } ({ $count } seguimientos)
removal-choice-of-channel = Todo en #{ $name } ({ $count } seguimientos)
removal-removed = ✅ Quitados { $count } seguimientos.
removal-removed-some = ⚠️ Quitados { $count } de { $all } seguimientos, después algo salió mal. Usa el comando otra vez para el resto.
removal-restored-none = No se restauró nada. Quizá los mismos seguimientos ya existen, este servidor llegó a su límite, o no pude confirmar que puedas publicar en sus canales.
removal-restored-one = ✅ De vuelta: { $watch } en { $place }. Lo que esperaba llegará todavía. Lo publicado mientras no estaba, quizá no.
removal-restored-all = ✅ Los { $all } seguimientos están de vuelta. Lo que esperaba llegará todavía. Lo publicado mientras no estaban, quizá no.
removal-restored-some = ✅ Restaurados { $count } de { $all } seguimientos. Los demás ya existen, superan el límite de este servidor, o publican donde no pude confirmar que puedas escribir.

## /export e /import

file-not-fetched = No pude obtener ese archivo de Discord. Inténtalo de nuevo.
file-stopped = Esta importación se detuvo. Importa el archivo otra vez si aún quieres sus seguimientos.
file-no-time = no quedaba tiempo; importa el archivo otra vez.
file-unseen =
    { $count ->
        [one] 1 más publica en un canal que no puedes ver, y queda fuera.
       *[other] { $count } más publican en canales que no puedes ver, y quedan fuera.
    }
file-exported =
    { $count ->
        [one] Aquí está 1 seguimiento de este servidor; `/import` lo añade de nuevo.
       *[other] Aquí están { $count } seguimientos de este servidor; `/import` los añade de nuevo.
    }
file-nothing-to-export = Todavía no hay nada que exportar.
file-which = Usa un archivo de `/export`, o un archivo de texto con un artista por línea.
file-large = Ese archivo ocupa más de 1 MB.
file-binary = Ese archivo no contiene texto.
file-json = No puedo leer ese archivo a partir de la línea { $line }.
file-newer = Una versión más nueva de este bot escribió ese archivo, así que no puedo leerlo.
file-many = Ese archivo nombra { $count } seguimientos, y acepto 500 a la vez. Divídelo.
file-empty = Ese archivo no nombra a nadie.
file-wrong-channel = su canal no es de este servidor.
file-wrong-what = no sé a qué publicaciones se refiere.
file-wrong-role = este servidor no tiene el rol que menciona.
file-wrong-word = no sé qué significa { $word }.
file-add =
    { $count ->
        [one] Añadir 1 seguimiento
       *[other] Añadir { $count } seguimientos
    }
file-more = ❌ { $count } más
file-already =
    { $count ->
        [one] ⚠️ 1 ya está.
       *[other] ⚠️ { $count } ya están.
    }
file-plan-nothing = Este archivo no añadiría nada.
file-plan =
    { $count ->
        [one] Este archivo añadiría 1 seguimiento:
       *[other] Este archivo añadiría { $count } seguimientos:
    }
file-here = aquí
file-more-channels = y en { $count } canales más
file-progress = Añadiendo seguimientos: { $count } de { $all }…
file-imported =
    { $count ->
        [one] ✅ 1 seguimiento añadido.
       *[other] ✅ { $count } seguimientos añadidos.
    }

## /settings

settings-title = Ajustes de este servidor
settings-leave-out = fuera
settings-mature-where-restricted = Solo en canales con restricción de edad
settings-choose-notices = Dónde avisar de problemas
settings-choose-mature-channel = Canal para el contenido para adultos
settings-reset = Volver a lo predeterminado
settings-saved = ✅ Guardado.
settings-handed-down =
    { $count ->
        [one] 1 seguimiento cambia con ello.
       *[other] { $count } seguimientos cambian con ello.
    }
settings-kept =
    { $count ->
        [one] 1 seguimiento conserva sus tipos de publicación, porque otro de su canal tiene los nuevos.
       *[other] { $count } seguimientos conservan sus tipos de publicación, porque otros de sus canales tienen los nuevos.
    }
settings-language-name = Español
settings-language =
    { $default ->
        [yes] **Idioma** de las tarjetas y los avisos: { $language }, el de este servidor en Discord (por defecto)
       *[no] **Idioma** de las tarjetas y los avisos: { $language }
    }
settings-as-in-discord = Como en Discord ({ $language })
settings-of-watches = Todos los seguimientos…
settings-notices-default = De los **problemas** se avisa en el canal de novedades de la comunidad; si no, donde Discord publica sus propios mensajes (por defecto).
settings-notices = De los **problemas** se avisa en { $place }.
settings-mature-channel-default = **El contenido para adultos** no tiene canal propio (por defecto).
settings-mature-channel = **El contenido para adultos** va a { $place } si el seguimiento lo quiere así.
settings-deleted =
    { $default ->
        [yes] **Cuando se borra una publicación** en DeviantArt, { $what } (por defecto).
       *[no] **Cuando se borra una publicación** en DeviantArt, { $what }.
    }
settings-deleted-strike-out = la imagen desaparece y el título se tacha
settings-deleted-remove = se quita el mensaje
settings-deleted-leave = el mensaje queda como está
settings-strike-out = Publicaciones borradas: tachar
settings-remove = Quitar
settings-leave = Dejar
settings-zone-default = **Zona horaria:** UTC (por defecto). `/settings timezone` pone otra.
settings-zone = **Zona horaria:** { $zone }, donde ahora son las { $time }.
settings-zone-unknown = No conozco ninguna zona horaria llamada { $typed }. Elige una de la lista o escribe una ciudad de ella, por ejemplo `Berlin` o `New York`.
settings-defaults = **Todos los seguimientos** hacen esto si no dicen otra cosa; un cambio aquí los cambia enseguida.
settings-what =
    { $default ->
        [yes] **Publicaciones:** { $what } (por defecto)
       *[no] **Publicaciones:** { $what }
    }
settings-mature =
    { $default ->
        [yes] **Contenido para adultos:** { $mature } (por defecto)
       *[no] **Contenido para adultos:** { $mature }
    }
settings-ping-default = **Mención:** nadie (por defecto)
settings-ping = **Mención:** { $role }

## /forget

forget-title = Borrar todo de este servidor
forget-field = Nombre de este servidor
forget-placeholder = Se van todos los seguimientos y ajustes, y nada los recupera
forget-type-again = Escribirlo otra vez
forget-no-name = Discord no me dice ahora el nombre de este servidor, así que no se borró nada. Inténtalo de nuevo en un minuto.
forget-nothing = No había nada que borrar: no sé nada de este servidor.
forget-other-name = Ese no es el nombre de este servidor, así que no se borró nada. Se llama { $name }.
forget-hidden =
    { $count ->
        [one] No se borró nada: 1 seguimiento publica en canales que no puedes ver. Puede hacerlo alguien que los vea todos, por ejemplo un administrador.
       *[other] No se borró nada: { $count } seguimientos publican en canales que no puedes ver. Puede hacerlo alguien que los vea todos, por ejemplo un administrador.
    }
forget-erased =
    { $count ->
        [0] ✅ He borrado todo de este servidor. Lo que publiqué queda en tus canales; usa `/watch` para empezar de nuevo.
        [1] ✅ He borrado todo de este servidor, con su único seguimiento. Lo que publiqué queda en tus canales; usa `/watch` para empezar de nuevo.
       *[other] ✅ He borrado todo de este servidor, con sus { $count } seguimientos. Lo que publiqué queda en tus canales; usa `/watch` para empezar de nuevo.
    }

## /help

help-title = Lo nuevo de DeviantArt, en tus canales
help-walk-through =
    1\. Ve al canal que debe recibir las publicaciones, usa { $watch } y escribe el nombre de un artista.
    2\. Desde entonces, cada publicación nueva de ese artista aparece allí, una sola vez y pronto.
    3\. { $watches } muestra lo que sigues, { $unwatch } lo termina.

    El contenido para adultos solo va a canales con restricción de edad. Tú decides quién puede usar estos comandos en Ajustes del servidor › Integraciones; al principio puede cualquiera con «Gestionar servidor».
help-command = { $command }: { $description }.
help-message-command = **{ $name }**: haz clic derecho en una de mis tarjetas (en el móvil, mantenla pulsada) y luego Aplicaciones.
help-option =
    { $required ->
        [yes] { $name }: { $description }
       *[no] { $name } (opcional): { $description }
    }
help-no-topic = No hay ningún comando { $topic }. Usa `/help` sin tema para verlos todos.

## When the posts of a watch come: its panel, the list, and /why

times-times = Horarios
times-quiet-hours = Horas de silencio
times-quiet-as-server = Silencio como el servidor
times-silently = Silencio: sin sonido
times-afterwards = Silencio: después
times-at-once = Cada publicación al momento
times-each-hour = Un resumen cada hora
times-each-day = Un resumen cada día
times-each-week = Un resumen cada semana
times-monday = Lunes
times-tuesday = Martes
times-wednesday = Miércoles
times-thursday = Jueves
times-friday = Viernes
times-saturday = Sábado
times-sunday = Domingo
times-late-all = Tras una pausa: todo, más de 5 publicaciones como lista
times-late-each = Tras una pausa: todo, cada publicación como siempre
times-late-newest =
    { $count ->
        [one] Tras una pausa: solo la publicación más reciente
       *[other] Tras una pausa: solo las { $count } publicaciones más recientes
    }
times-late-skip = Tras una pausa: nada de lo que hubo entretanto
times-label = Desde y hasta (vacío: sin silencio)
times-placeholder = 22:00-08:00
times-unclear = No entiendo { $typed } como horas de silencio. Escribe cuándo empiezan y cuándo terminan, por ejemplo `22:00-08:00`, o nada para quitarlas.
times-hourly = Ritmo: un resumen cada hora
times-daily = Ritmo: un resumen cada día a las { $hour } ({ $zone })
times-weekly = Ritmo: un resumen cada semana, { $day } a las { $hour } ({ $zone })
times-quiet-silently = Horas de silencio: { $hours } ({ $zone }), las publicaciones llegan sin sonido
times-quiet-afterwards = Horas de silencio: { $hours } ({ $zone }), las publicaciones llegan juntas después
times-quiet-until = Ahora: 🌙 en silencio hasta { $until }
times-next = Ahora: reuniendo, el próximo resumen llega { $at }
times-list-hourly = resumen cada hora
times-list-daily = resumen diario
times-list-weekly = resumen semanal
times-list-quiet = 🌙 { $hours }
times-why-digest = espera al resumen del seguimiento, { $at }
times-why-quiet = espera a que terminen las horas de silencio del seguimiento, { $until }
