### Die Worte von DeviantCord, in Fluent (https://projectfluent.org/fluent/guide/).

## Karten

card-kind-image = Bild
card-kind-literature = Literatur
card-kind-video = Video
card-kind-journal = Journal
card-kind-status = Statusmeldung
card-kind-poll = Umfrage
card-kind-other = Deviation
card-several = erstes von mehreren Bildern
card-mature = Nicht jugendfrei
card-ai = als KI getaggt
card-untitled = Ohne Titel
card-untitled-journal = Journal ohne Titel
card-unknown-artist = Jemand auf DeviantArt
card-locked-watchers = 🔒 Nur wer dieser Person auf DeviantArt folgt, kann diesen Beitrag sehen.
card-locked-tier = 🔒 Nur wer diese Person auf DeviantArt abonniert hat, kann diesen Beitrag sehen.
card-locked-paid = 🔒 Nur wer Zugang zur Premium-Galerie dieser Person auf DeviantArt gekauft hat, kann diesen Beitrag sehen.
card-locked = 🔒 Nicht alle können diesen Beitrag sehen: Auf DeviantArt ist eingeschränkt, wer ihn ansehen darf.
card-veiled = 🔞 Dieser Beitrag ist als nicht jugendfrei markiert, also werden Bild und Text hier nicht gezeigt.
card-gone = Diesen Beitrag gibt es auf DeviantArt nicht mehr.
card-digest-title =
    { $count ->
        [one] 1 weiterer neuer Beitrag von { $artist }
       *[other] { $count } weitere neue Beiträge von { $artist }
    }
card-digest-rest =
    { $more ->
        [yes] { $count ->
            [one] 1 weiterer neuer Beitrag: siehe die Galerie auf DeviantArt.
           *[other] { $count } weitere neue Beiträge: siehe die Galerie auf DeviantArt.
        }
       *[no] { $count ->
            [one] 1 neuer Beitrag: siehe die Galerie auf DeviantArt.
           *[other] { $count } neue Beiträge: siehe die Galerie auf DeviantArt.
        }
    }
card-more-title =
    { $count ->
        [one] Und 1 weiterer von { $artist }
       *[other] Und { $count } weitere von { $artist }
    }
card-list-title =
    { $count ->
        [one] 1 neuer Beitrag von { $artist }
       *[other] { $count } neue Beiträge von { $artist }
    }
card-test = Test
card-test-about = So werden neue Beiträge hier aussehen.
card-plain = { $title } von { $artist }
