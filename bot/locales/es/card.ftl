### Las palabras de DeviantCord, en Fluent (https://projectfluent.org/fluent/guide/).

## Tarjetas

card-kind-image = Imagen
card-kind-literature = Literatura
card-kind-video = Vídeo
card-kind-journal = Diario
card-kind-status = Estado
card-kind-poll = Encuesta
card-kind-other = Deviation
card-several = primera de varias imágenes
card-mature = Contenido para adultos
card-ai = etiquetada como IA
card-untitled = Sin título
card-untitled-journal = Diario sin título
card-unknown-artist = Un artista en DeviantArt
card-locked-watchers = 🔒 Solo quienes siguen a este artista en DeviantArt pueden ver esta publicación.
card-locked-tier = 🔒 Solo quienes están suscritos a este artista en DeviantArt pueden ver esta publicación.
card-locked-paid = 🔒 Solo quienes compraron acceso a la galería prémium de este artista en DeviantArt pueden ver esta publicación.
card-locked = 🔒 No todos pueden ver esta publicación: el artista ha limitado quién puede verla en DeviantArt.
card-veiled = 🔞 Esta publicación está marcada para adultos, así que su imagen y su texto no se muestran aquí.
card-gone = Esta publicación ya no está en DeviantArt.
card-digest-title =
    { $count ->
        [one] 1 publicación nueva más de { $artist }
       *[other] { $count } publicaciones nuevas más de { $artist }
    }
card-digest-rest =
    { $more ->
        [yes] { $count ->
            [one] 1 publicación nueva más: mira la galería en DeviantArt.
           *[other] { $count } publicaciones nuevas más: mira la galería en DeviantArt.
        }
       *[no] { $count ->
            [one] 1 publicación nueva: mira la galería en DeviantArt.
           *[other] { $count } publicaciones nuevas: mira la galería en DeviantArt.
        }
    }
card-more-title =
    { $count ->
        [one] Y 1 más de { $artist }
       *[other] Y { $count } más de { $artist }
    }
card-list-title =
    { $count ->
        [one] 1 publicación nueva de { $artist }
       *[other] { $count } publicaciones nuevas de { $artist }
    }
card-test = Prueba
card-test-about = así se verán aquí las publicaciones nuevas.
card-plain = { $title } de { $artist }
