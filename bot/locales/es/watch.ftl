### Las palabras de DeviantCord, en Fluent (https://projectfluent.org/fluent/guide/).

## Dentro de frases

format-nothing = (nada)
format-no-name = (sin nombre)

## Lo que falla en un canal o un rol

place-not-ready = Discord no me dice nada ahora mismo sobre los canales de este servidor. Inténtalo de nuevo en un minuto.
place-ping-everyone = Nunca menciono a todos. Elige un rol para quienes quieran enterarse.
permission-view-channel = Ver canal
permission-send-messages = Enviar mensajes
permission-send-messages-in-threads = Enviar mensajes en hilos
permission-create-posts = Crear publicaciones
permission-embed-links = Insertar enlaces
permission-read-message-history = Leer el historial de mensajes
permission-connect = Conectar
place-missing =
    { $count ->
        [1] Todavía no puedo publicar en { $place }. Allí necesito { $list }: concédemelo en los ajustes del canal e inténtalo de nuevo.
       *[other] Todavía no puedo publicar en { $place }. Allí necesito { $list }: concédemelos en los ajustes del canal e inténtalo de nuevo.
    }
place-wrong-kind = No se puede publicar en { $place }, porque no contiene mensajes. Elige un canal de texto o de anuncios, un foro o un hilo.
place-needs-tag = Cada publicación de { $place } necesita una etiqueta, y ninguna de las suyas encaja con { $kinds }. Añade una etiqueta llamada **DeviantArt** que todos puedan usar e inténtalo de nuevo.
place-elsewhere = Ese canal no está en este servidor, o no puedo verlo. Si está aquí, concédeme allí { $list } y { $last } e inténtalo de nuevo.
place-hidden = No puedes ver { $place } ({ $list }), así que no puedes hacer que se publique allí. Puede hacerlo alguien que vea ese canal.
place-you-cannot-write = No puedes escribir en { $place } ({ $list }), así que no puedes hacer que se publique allí. Puede hacerlo alguien que sí pueda, o que gestione ese canal o sus webhooks.
place-not-invited = Mis comandos están en este servidor, pero yo no. Alguien que gestione el servidor puede [invitarme]({ $link }); después inténtalo de nuevo.
place-in-time-out = Estoy aislado temporalmente en este servidor hasta { $until } y no puedo publicar antes. La moderación puede terminarlo; después inténtalo de nuevo.
place-not-in-thread = No estoy en el hilo privado { $place }. Mencióname allí para añadirme e inténtalo de nuevo.
place-ping-managed = { $role } pertenece a un bot o a otra integración, así que nadie puede tenerlo. Elige un rol que los miembros puedan tener.
place-ping-not-allowed = No puedes mencionar { $role } en { $place }. Alguien que allí pueda mencionar todos los roles puede hacerlo, o hacer mencionable el rol en los ajustes del servidor.
place-bot-cannot-ping = No puedo mencionar { $role } en { $place }. Haz mencionable el rol en los ajustes del servidor, o concédeme **Mencionar @everyone, @here y todos los roles** en ese canal.

## /watch

watch-again = Reintentar
watch-check = Comprobar otra vez
watch-without-folder = Sin la carpeta
watch-leave-out = Sin contenido para adultos
watch-veil = Tarjeta sin imagen
watch-elsewhere = Canal para adultos
watch-choose-channel = Elegir otro canal
watch-choose-role = Elegir un rol para mencionar
watch-folder-holds-deviations = Las carpetas solo contienen deviations. Deja `folder` vacío, o pon `what` en deviations.
watch-posts-everything = deviations, diarios y estados
watch-posts-deviations = imágenes, literatura y vídeos
watch-posts-journals = diarios
watch-posts-statuses = estados y encuestas
watch-choose-folder = Elige una carpeta
watch-choose-folder-page = Elige una carpeta (página { $page } de { $pages })
watch-added =
    { $ping ->
        [none] ✅ Lo nuevo de { $artist } aparecerá desde ahora en { $place }: { $kinds }.
       *[other] ✅ Lo nuevo de { $artist } aparecerá desde ahora en { $place } y mencionará a { $ping }: { $kinds }.
    }
watch-added-folder =
    { $ping ->
        [none] ✅ Las deviations nuevas de la carpeta { $folder } de { $artist } aparecerán desde ahora en { $place }.
       *[other] ✅ Las deviations nuevas de la carpeta { $folder } de { $artist } aparecerán desde ahora en { $place } y mencionarán a { $ping }.
    }
watch-added-group =
    { $ping ->
        [none] ✅ Las deviations nuevas de todas las carpetas del grupo { $group } aparecerán desde ahora en { $place }.
       *[other] ✅ Las deviations nuevas de todas las carpetas del grupo { $group } aparecerán desde ahora en { $place } y mencionarán a { $ping }.
    }
watch-filtered = Solo lo que { $filter } deja pasar.
watch-from-now-on = Recibirás lo nuevo a partir de ahora. `/unwatch` lo termina.
watch-mature-included = El contenido para adultos está incluido.
watch-mature-veiled = El contenido para adultos aparece sin imagen ni texto mientras { $place } no tenga restricción de edad.
watch-mature-elsewhere = El contenido para adultos va al canal que el servidor tiene para eso.
watch-mature-left-out = El contenido para adultos queda fuera, como pediste.
watch-mature-not-restricted = El contenido para adultos queda fuera porque { $place } no tiene restricción de edad.
watch-duplicate = { $place } ya recibe esto: { $watch }. Si quieres, cámbialo.
watch-adds-nothing-everything = { $place } ya recibe todo de { $artist }, así que esto no añadiría nada. Para mencionar un rol con una parte de las publicaciones, usa `ping`.
watch-adds-nothing-deviations = { $place } ya recibe todas las deviations de { $artist }, así que esto no añadiría nada. Para mencionar un rol con una parte de las publicaciones, usa `ping`.
watch-adds-nothing-journals = { $place } ya recibe todos los diarios de { $artist }, así que esto no añadiría nada. Para mencionar un rol con una parte de las publicaciones, usa `ping`.
watch-adds-nothing-statuses = { $place } ya recibe todos los estados de { $artist }, así que esto no añadiría nada. Para mencionar un rol con una parte de las publicaciones, usa `ping`.
watch-too-many =
    { $count ->
        [one] Este servidor tiene 1 seguimiento, el máximo posible. Quítalo con `/unwatch` e inténtalo de nuevo.
       *[other] Este servidor tiene { $count } seguimientos, el máximo posible. Quita uno con `/unwatch` e inténtalo de nuevo.
    }
watch-idle = Ver los inactivos más antiguos
watch-not-served = Quienes llevan este bot han decidido no publicar aquí a { $artist }. Pregúntales si crees que es un error.
watch-not-a-name = { $typed } no es un nombre que DeviantArt use. Escribe el nombre de la dirección del perfil, o pega la dirección, por ejemplo `https://www.deviantart.com/name`.
watch-other-site = { $typed } no es una dirección de DeviantArt. Solo puedo seguir a artistas de DeviantArt.
watch-page = Ese enlace muestra { $shows }, no a un artista de DeviantArt. Abre la página del artista y pega su enlace.
watch-post-by-number = Ese enlace no dice de quién es la publicación, y DeviantArt no me lo dirá. Ábrela, haz clic en el nombre del artista y pega el enlace de esa página.
watch-folder-by-number = Ese enlace solo tiene el número de la carpeta, que DeviantArt no busca por mí. Abre la carpeta en DeviantArt y pega el enlace de esa página, o elige `folder` en su menú.
watch-several-artists = Esos enlaces llevan a varios artistas de DeviantArt. Pega el enlace de uno de ellos.
watch-unknown-artist = No encontré a { $name } en DeviantArt.
watch-did-you-mean = ¿Quisiste decir { $names }?
watch-spelling-link = Revisa cómo se escribe: ¿se abre { $link } en tu navegador?
watch-spelling = Revisa cómo se escribe: es el nombre de la dirección del perfil.
watch-not-known-here = Todavía no conozco a { $name }, y no puedo buscar artistas nuevos porque funciono sin acceso a DeviantArt. Avisa a la persona que lleva este bot.
watch-group-without-folders = { $group } es un grupo que todavía no tiene carpetas. Si sigues el grupo entero, aparecerá lo que llegue después a sus carpetas.
watch-group = { $group } es un grupo. ¿Cuál de sus carpetas?
watch-whole-group = El grupo entero
watch-group-holds-deviations = Del grupo { $group } solo veo las deviations de sus carpetas. Deja `what` vacío, o ponlo en deviations.
watch-unknown-folder = { $artist } no tiene ninguna carpeta llamada { $typed }.
watch-no-folders = No se ve ninguna carpeta.
watch-folders = Sus carpetas: { $names }.
watch-ambiguous-folder = { $artist } tiene varias carpetas llamadas { $typed }: { $names }. ¿Cuál de ellas?
watch-not-age-restricted = { $place } no tiene restricción de edad, así que el contenido para adultos no puede ir allí. Actívala en los ajustes del canal (un hilo sigue a su canal), elige otro canal, o deja fuera el contenido para adultos.
watch-no-mature-channel = Este servidor aún no tiene un canal para el contenido para adultos. Elige uno en `/settings`.
watch-mature-channel-open = { $place } no tiene restricción de edad, así que no puede ser el canal del contenido para adultos. Actívala en los ajustes del canal, o elige otro en `/settings`.

page-account-settings = ajustes de cuenta
page-chat = un chat
page-comments = comentarios
page-deviantarts-front-page = la portada de DeviantArt
page-download = una descarga
page-embedded-post = una publicación incrustada
page-feed = tu propio inicio
page-feed-without-an-artist = una lista sin artista
page-forum = el foro
page-help-page = una página de ayuda
page-image-file = un archivo de imagen
page-list-of-groups = una lista de grupos
page-list-of-posts-by-many-artists = una lista de publicaciones de muchos artistas
page-messages = tus propios mensajes
page-page-about-deviantart = una página sobre DeviantArt
page-page-about-memberships = una página sobre membresías
page-page-for-developers = una página para desarrolladores
page-page-to-sign-in = una página para iniciar sesión
page-page-to-sign-up = una página para registrarse
page-part-of-the-sites-machinery = una parte técnica del sitio
page-private-upload = una subida privada
page-random-post = una publicación al azar
page-search = una búsqueda
page-shop = la tienda
page-status-update-without-its-artist = un estado sin su artista
page-tag = una etiqueta
page-tool = una herramienta
page-topic = un tema
page-way-to-another-page = un paso hacia otra página

## /watch con varios artistas

several-retry = Reintentar los fallidos
several-nothing-added = No se añadió nada.
several-away = Ahora no se puede preguntar a DeviantArt. Lo que sigues continúa llegando; inténtalo de nuevo en unos minutos.
several-too-many = Son { $count } artistas, y puedo añadir hasta { $most } a la vez. Usa `/watch` otra vez para el resto.
several-heading =
    { $ping ->
        [none] { $count ->
            [one] ✅ Lo nuevo de 1 artista aparecerá desde ahora en { $place }: { $kinds }.
           *[other] ✅ Lo nuevo de { $count } artistas aparecerá desde ahora en { $place }: { $kinds }.
        }
       *[other] { $count ->
            [one] ✅ Lo nuevo de 1 artista aparecerá desde ahora en { $place } y mencionará a { $ping }: { $kinds }.
           *[other] ✅ Lo nuevo de { $count } artistas aparecerá desde ahora en { $place } y mencionará a { $ping }: { $kinds }.
        }
    }
several-heading-folder =
    { $ping ->
        [none] { $count ->
            [one] ✅ Lo nuevo de 1 artista aparecerá desde ahora en { $place }.
           *[other] ✅ Lo nuevo de { $count } artistas aparecerá desde ahora en { $place }.
        }
       *[other] { $count ->
            [one] ✅ Lo nuevo de 1 artista aparecerá desde ahora en { $place } y mencionará a { $ping }.
           *[other] ✅ Lo nuevo de { $count } artistas aparecerá desde ahora en { $place } y mencionará a { $ping }.
        }
    }
several-already-there = ⚠️ { $name } ya está.

## Cuando algo se interpone

trouble-store = Esto no está disponible por el momento. Lo que sigues continúa llegando; inténtalo de nuevo en un minuto.
trouble-deviantart-slow = DeviantArt tardó demasiado en responder. Lo que sigues continúa llegando; inténtalo de nuevo en un minuto.
trouble-bug = Algo salió mal por mi parte y ha quedado registrado. Lo que sigues continúa llegando; inténtalo de nuevo en un minuto.
trouble-not-understood = Discord envió algo que esta versión del bot no entiende, así que no se hizo nada. Inténtalo de nuevo; si no sirve, pide a la persona que lleva el bot que lo actualice.
trouble-options = No pude leer una de las opciones. Usa el comando otra vez y elige de los menús de Discord.
trouble-old-command = Este comando ha cambiado. Recarga Discord (Ctrl+R) y úsalo otra vez.
trouble-guild-only = Esto solo funciona en servidores.
trouble-not-allowed = Para esto necesitas **Gestionar servidor**.
trouble-slow-down = Eso fue rápido. Espera unos segundos e inténtalo de nuevo.
trouble-limited-person = Has buscado muchos artistas en el último minuto. Lo que sigues continúa llegando; inténtalo de nuevo { $within }.
trouble-limited-server = Este servidor ha buscado muchos artistas en el último minuto. Lo que sigues continúa llegando; inténtalo de nuevo { $within }.
trouble-in-a-second = en un segundo
trouble-in-seconds = en { $count } segundos
trouble-in-minutes = en { $count } minutos
trouble-inactive = La cuenta de DeviantArt { $name } está desactivada, así que allí no aparecerá nada nuevo.
trouble-blocked = DeviantArt no muestra el perfil { $name } a los bots, así que no se puede seguir.
trouble-throttled = DeviantArt ha pedido a este bot que vaya más despacio. Lo que sigues continúa llegando; inténtalo de nuevo en unos minutos.
trouble-paused = DeviantArt ha pedido a este bot que vaya más despacio. Lo que sigues continúa llegando; inténtalo de nuevo { $within }.
trouble-edge = DeviantArt rechaza a este bot por un tiempo, así que no pude buscar a { $name }. Lo que sigues continúa llegando; inténtalo de nuevo { $within }.
trouble-busy = Ahora se están buscando muchos artistas, y { $name } tiene que esperar su turno. Lo que sigues continúa llegando; inténtalo de nuevo { $within }.
trouble-unreachable = Ahora no se puede llegar a DeviantArt, así que no pude buscar a { $name }. Lo que sigues continúa llegando; inténtalo de nuevo en unos minutos.
trouble-login = DeviantArt rechaza el inicio de sesión del bot; avisa a la persona que lleva este bot.
trouble-no-name = DeviantArt no acepta { $name } como nombre. Comprueba que sea el de la dirección del perfil.

## /preview y /test

preview-preview = Vista previa
preview-several = Varios seguimientos encajan. Elige uno de la lista que aparece mientras escribes.
preview-rejected = Discord no acepta la tarjeta de esa publicación, así que no puedo mostrarla. Lo nuevo cuya tarjeta no se acepte llega como enlace.
preview-note = Así se vería la última publicación. Solo tú puedes ver esto.
preview-left-out = Hay una posterior para adultos, así que no se muestra aquí.
preview-group = { $name } es un grupo. Usa `/watch` con él o con una de sus carpetas y elige después **Vista previa** bajo la respuesta.
preview-nothing = No encontré ninguna publicación de { $name } que se pueda mostrar aquí. La próxima llega cuando se publique.
preview-sent = ✅ La última publicación de { $artist } está en { $place }, marcada como prueba: { $link }. No menciona a nadie y no cuenta.
preview-sent-somewhere = ✅ La última publicación de { $artist } está en { $place }, marcada como prueba. No menciona a nadie y no cuenta.
preview-refused = Discord no me deja publicar en { $place }. Comprueba qué puedo hacer en ese canal e inténtalo de nuevo.
preview-unsure = Discord no confirmó la prueba. Mira en { $place } antes de intentarlo otra vez.
preview-wait = Discord me pide que espere. Inténtalo de nuevo { $within }.
preview-too-fast = Este servidor ha enviado varias pruebas en el último minuto. Inténtalo de nuevo { $within }.

## Filtros

filter-button = Filtro
filter-edit = Editar
filter-back = Volver
filter-form = Filtro
filter-label = Solo publicaciones con (vacío: todas)
filter-placeholder = cat OR dog -sketch -is:ai kind:artwork
filter-no-folder = DeviantArt no dice en qué carpeta está lo nuevo de una galería entera. Para recibir solo una carpeta, elígela con `folder` cuando uses `/watch`.
filter-unset = ✅ Desde ahora no hay filtro.
filter-right = Esto sería correcto: { $example }
filter-empty = Este filtro no dice nada.
filter-too-long = Este filtro tiene { $length } caracteres, y el máximo es { $most }. Sobra lo que está marcado.
filter-open-quote = Las comillas no se cierran.
filter-open-regex = El patrón entre barras está vacío o no tiene barra al final.
filter-bad-regex = No puedo leer el patrón entre las barras: { $why }.
filter-large-regex = El patrón entre las barras es demasiado grande, o hay más de { $most }.
filter-lone-minus = Un signo menos deja algo fuera, y no dice qué.
filter-lone-hash = Un # necesita una etiqueta justo detrás.
filter-lone-or = OR va entre dos cosas, de las que basta una.
filter-unknown-field = Antes de dos puntos solo conozco `kind:`, `is:` y `folder:`. Pon las palabras entre comillas para buscarlas en los títulos.
filter-unknown-kind = Eso no es un tipo de publicación. Los tipos son: { $kinds }.
filter-unknown-is = No sé distinguir si una publicación es eso. Lo que sí distingo: { $words }.
filter-no-word = Ahí no hay ninguna palabra.
filter-of-group = { $group } es un grupo, y sus publicaciones son de sus miembros. Prueba el filtro con uno de ellos.
filter-no-posts = { $artist } todavía no tiene publicaciones, así que no hay con qué probar el filtro.
filter-title = { $artist }: lo que { $filter } deja pasar
filter-by = por { $word }
filter-nothing-leaves-out = nada la deja fuera
filter-no-tags = no pude obtener sus etiquetas
filter-footer = pasan { $passing } de las últimas { $all } publicaciones
filter-set = ✅ Desde ahora solo aparecen las publicaciones que { $filter } deja pasar.

template-button = Línea propia
template-form = Una línea por publicación
template-label = La línea (vacía: tarjetas)
template-too-long = Esta plantilla tiene { $length } caracteres, y el máximo es { $most }. Sobra lo que está marcado.
template-lines = Una plantilla es una sola línea.
template-open-brace = A la llave le falta su pareja.
template-unknown-field = Entre las llaves solo conozco { $fields }.
template-twice = Cada campo puede aparecer solo una vez.
template-no-post = Sin { $title } o { $url } nadie sabría de qué publicación se trata.
template-set = ✅ Desde ahora cada publicación aparece como una línea: { $template }.
template-address = Al final va la dirección de la publicación.
template-unset = ✅ Desde ahora las publicaciones aparecen como tarjetas.
