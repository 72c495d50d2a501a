### Le parole di DeviantCord, in Fluent (https://projectfluent.org/fluent/guide/).

## Schede

card-kind-image = Opera
card-kind-literature = Letteratura
card-kind-video = Video
card-kind-journal = Diario
card-kind-status = Stato
card-kind-poll = Sondaggio
card-kind-other = Deviation
card-several = prima di più immagini
card-mature = Per adulti
card-ai = taggato come IA
card-untitled = Senza titolo
card-untitled-journal = Diario senza titolo
card-unknown-artist = Un artista su DeviantArt
card-locked-watchers = 🔒 Solo chi segue questo artista su DeviantArt può vedere questo post.
card-locked-tier = 🔒 Solo chi è abbonato a questo artista su DeviantArt può vedere questo post.
card-locked-paid = 🔒 Solo chi ha acquistato l'accesso alla galleria premium di questo artista su DeviantArt può vedere questo post.
card-locked = 🔒 Non tutti possono vedere questo post: l'artista ha limitato chi può vederlo su DeviantArt.
card-veiled = 🔞 Questo post è contrassegnato come per adulti, quindi l'immagine e il testo non vengono mostrati qui.
card-gone = Questo post non è più su DeviantArt.
card-digest-title =
    { $count ->
        [one] 1 altro nuovo post di { $artist }
       *[other] Altri { $count } nuovi post di { $artist }
    }
card-digest-rest =
    { $more ->
        [yes] { $count ->
            [one] 1 altro nuovo post: guarda la galleria su DeviantArt.
           *[other] Altri { $count } nuovi post: guarda la galleria su DeviantArt.
        }
       *[no] { $count ->
            [one] 1 nuovo post: guarda la galleria su DeviantArt.
           *[other] { $count } nuovi post: guarda la galleria su DeviantArt.
        }
    }
card-more-title =
    { $count ->
        [one] E 1 altro di { $artist }
       *[other] E altri { $count } di { $artist }
    }
card-list-title =
    { $count ->
        [one] 1 nuovo post di { $artist }
       *[other] { $count } nuovi post di { $artist }
    }
card-test = Prova
card-test-about = così appariranno qui i nuovi post.
card-plain = { $title } di { $artist }
