### Las palabras de DeviantCord, en Fluent (https://projectfluent.org/fluent/guide/).

## Comandos

command-watch = Publicar en un canal lo nuevo de un artista de DeviantArt
command-watches = Mostrar lo que se publica en este servidor
command-edit = Cambiar qué publica un seguimiento, dónde, y qué rol menciona
command-unwatch = Dejar de publicar lo de un artista
command-pause = Dejar de publicar un tiempo, sin quitar nada
command-resume = Volver a publicar lo que estaba en pausa
command-move = Mover seguimientos a otro canal, con lo que espera por ellos
command-channels = Mostrar los canales que no aceptan publicaciones, y lo que espera por ellos
command-why = Decir qué fue de una publicación aquí, y por qué
command-status = Decir si todo funciona aquí, y cuándo se revisa a cada artista
command-settings = Elegir el idioma, dónde avisar de problemas, las opciones de todos los seguimientos, y más
command-export = Obtener los seguimientos de este servidor en un archivo
command-import = Añadir seguimientos desde un archivo de /export, o un texto con un artista por línea
command-forget = Borrar todo lo que este bot sabe de este servidor
command-preview = Mostrarte, solo a ti, cómo se vería aquí lo último de un artista
command-test = Enviar la última publicación al canal de un seguimiento, marcada como prueba
command-filter = Probar un filtro con las últimas publicaciones de un artista
command-help = Cómo usar este bot
menu-change-this-watch = Cambiar este seguimiento
menu-why-is-this-here = ¿Por qué está esto aquí?

## Opciones

option-artist = Solo lo que publica este artista
option-channel = Solo lo que se publica en este canal
option-watch-artist = Nombre en DeviantArt, o enlace al perfil o a una carpeta; varios, separados por comas
option-watch-what = Qué publicaciones (por defecto: todo)
option-watch-folder = Solo esta carpeta de la galería; de un grupo, una de las suyas, o * para todas
option-watch-channel = Dónde publicar (por defecto: aquí)
option-watch-mature = ¿También contenido para adultos? (por defecto: sí si el canal tiene restricción de edad)
option-watch-ping = Rol que se menciona con lo nuevo, como mucho una vez cada 10 minutos
option-watch-filter = Solo publicaciones con, por ejemplo: cat OR dog -sketch -is:ai (pruébalo con /filter)
option-watch-style = Cómo se muestran las publicaciones (por defecto: como tarjetas)
option-watch-rhythm = Cuándo llegan las publicaciones (por defecto: cada una al momento)
option-watches-only = Solo los que tienen problemas, están en pausa, o traen contenido para adultos
option-watches-page = Página de la lista (por defecto: la primera)
option-edit-watch = Cuál cambiar: elige de la lista, o escribe el nombre de un artista
option-unwatch-watch = Cuál quitar: elige de la lista, o escribe un artista o un #canal
option-pause-watch = Cuál pausar: elige de la lista (por defecto: todos)
option-pause-for = Cuánto tiempo: 2h, 3d, o una fecha como 2026-12-24 (por defecto: hasta /resume)
option-resume-watch = Cuál reanudar: elige de la lista (por defecto: todos)
option-move-from = El canal donde publican ahora: elige de la lista, o escribe #canal
option-move-to = El canal que recibe las publicaciones desde ahora
option-move-artist = Solo lo que publica este artista (por defecto: todo)
option-why-post = La publicación: pega su enlace, o elige su título
option-status-page = Página de los artistas (por defecto: la primera)
option-settings-timezone = Zona horaria del servidor, para horas de silencio, resúmenes y fechas: de la lista o una ciudad
option-import-file = El archivo: de /export, o con un artista por línea
option-preview-artist = Nombre en DeviantArt, o enlace al perfil
option-preview-what = Qué publicaciones (por defecto: todo)
option-test-watch = Cuál probar: elige de la lista, o escribe el nombre de un artista
option-filter-artist = Nombre en DeviantArt, o enlace al perfil
option-filter-text = El filtro, por ejemplo: cat OR dog -sketch -is:ai
option-help-topic = Un comando que explicar con sus opciones (por defecto: todos, en breve)

## Elecciones

choice-everything = Todo
choice-deviations = Deviations (imágenes, literatura, vídeos)
choice-journals = Diarios
choice-status = Estados y encuestas
choice-card = Tarjeta: imagen y texto
choice-compact = Compacto: una línea y una imagen pequeña
choice-link = Solo enlace: la vista previa de Discord
choice-at = Al momento: cada publicación por separado
choice-hourly = Resumen cada hora
choice-daily = Resumen diario, a las 9:00
choice-weekly = Resumen semanal, los lunes a las 9:00
choice-problems = Problemas
choice-paused = En pausa
choice-mature = Contenido para adultos
